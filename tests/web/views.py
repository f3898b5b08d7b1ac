"""Views of the small town to render."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from groundswell.core.model import Incident, Series, Service, Share
from groundswell.core.status import ServiceView
from groundswell.core.timegrid import bin_start, minute_of
from tests.town import NOON, town

TOWN = town()
SERVICE = TOWN.services["pictures"]
BINS = 96


def series(counts: dict[int, int] | None = None, *, usual: float = 4.0, end: datetime = NOON) -> Series:
    """24 hours up to `end` of two reports per bin, `counts` by bin put over them."""
    values = np.full(BINS, 2, dtype=np.int64)
    for index, count in (counts or {}).items():
        values[index] = count
    first = bin_start(minute_of(end), 15) - (BINS - 1) * 15
    return Series("pictures", first, 15, values, np.full(BINS, usual), np.full(BINS, usual * 2))


def service_view(
    incident: Incident | None = None, *, service: Service = SERVICE, **told: object
) -> ServiceView:
    """Pictures at noon; anything else as told."""
    view = ServiceView(
        service=service,
        at=NOON,
        reports=3,
        usual=4.0,
        works=0,
        visits=0,
        series=series(),
        symptoms=(Share("app", 0.5, 96), Share("", 0.3, 58), Share("feed", 0.2, 38)),
        countries=(Share("ES", 0.7, 134), Share("", 0.3, 58)),
        incident=incident,
    )
    return replace(view, **told)  # type: ignore[arg-type]


HOUR = timedelta(hours=1)
