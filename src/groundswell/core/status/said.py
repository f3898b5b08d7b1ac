"""What the operator says, and what work is planned, as the public reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from groundswell.core.desk import Maintenance, Stage, Words
from groundswell.core.desk import Spoken as Spoken

UPCOMING = timedelta(days=14)
"""for so long before it begins, work is announced on pages"""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that the desk has answered in public: in each text the question as the desk puts it is the title."""

    id: str
    service: str
    at: datetime
    texts: tuple[Words, ...]

    def words(self, language: str) -> Words:
        """Question and answer in `language`, else as they were written."""
        return next((each for each in self.texts if each.language == language), self.texts[0])


def announced(planned: Sequence[Maintenance], slug: str, at: datetime) -> tuple[Maintenance, ...]:
    """What of `planned` the page of a service tells at `at`: what is on, and what begins soon."""
    return tuple(each for each in planned if slug in each.services and is_announced(each, at))


def is_announced(maintenance: Maintenance, at: datetime) -> bool:
    """Whether pages tell of it at `at`."""
    stage = maintenance.stage_at(at)
    return stage in (Stage.IN_PROGRESS, Stage.VERIFYING) or (
        stage is Stage.SCHEDULED and maintenance.from_at - at <= UPCOMING
    )
