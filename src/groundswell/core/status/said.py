"""What the operator says, and what work is planned, as the public reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from groundswell.core.desk import Maintenance, Stage
from groundswell.core.desk import Spoken as Spoken

UPCOMING = timedelta(days=14)
"""for so long before it begins, work is announced on pages"""


def announced(planned: Sequence[Maintenance], slug: str, at: datetime) -> tuple[Maintenance, ...]:
    """What of `planned` the page of a service tells at `at`: what is on, and what begins soon."""
    return tuple(each for each in planned if slug in each.services and is_announced(each, at))


def is_announced(maintenance: Maintenance, at: datetime) -> bool:
    """Whether pages tell of it at `at`."""
    stage = maintenance.stage_at(at)
    return stage in (Stage.IN_PROGRESS, Stage.VERIFYING) or (
        stage is Stage.SCHEDULED and maintenance.from_at - at <= UPCOMING
    )
