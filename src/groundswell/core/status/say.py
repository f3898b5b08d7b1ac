"""What may be said of a service by what is known of it: which incident is spoken of, by which figures, in which sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from groundswell.core.catalog import Catalog
from groundswell.core.headline import headline, is_early, tail_words
from groundswell.core.model import ONGOING, Incident, Series, State
from groundswell.core.phrases import phrases
from groundswell.core.status.said import Spoken
from groundswell.core.status.view import ServiceView
from groundswell.core.timegrid import QUARTER_MINUTES, minute_of

BIN_MINUTES = QUARTER_MINUTES
_STILL_TOLD = timedelta(hours=3)
"""how long after its end an outage is still the first thing that a service's page says"""


def service_headline(
    view: ServiceView, catalog: Catalog, language: str = "en", *, drill: bool = False
) -> str:
    """The sentence that a service's page begins with; of a `drill` it says that nothing of it happens now."""
    told = _first_told(view)
    reports, usual = view.reports if is_counting(view.series) else -1, view.usual
    if told is not None and not told.is_shared:
        reports, usual = judged(told, view.series)
    said = headline(
        view.service,
        told,
        at=view.at,
        reports=reports,
        usual=usual,
        works=view.works,
        blames=view.blames,
        counting_since=view.counting_since,
        drill=drill and told is not None,
        spoke_at=spoke_at(view.said, told),
        catalog=catalog,
        language=language,
    )
    if not is_tail(view):
        return said
    return f"{said}{phrases(language).space}{tail_words(view.reports, view.usual, language)}"


def is_tail(view: ServiceView) -> bool:
    """Whether an outage has just ended, and reports still come in that are far fewer than at its worst and far more than usual."""
    told = _first_told(view)
    if told is None or told.state is not State.RESOLVED or math.isnan(view.usual):
        return False
    worst = int(view.series.counts.max(initial=0 if told.is_shared else told.peak_reports))
    return is_counting(view.series) and is_early(view.reports, view.usual) and 2 * view.reports < worst


def spoke_at(said: Sequence[Spoken], incident: Incident | None) -> datetime | None:
    """When the operator itself last spoke about an `incident` that is on, of what was `said`, newest first; None: it has not."""
    if incident is None or incident.state not in ONGOING:
        return None
    own = (each.at for each in said if each.incident == incident.id and (each.voice or not each.speaker))
    return next(own, None)


def _first_told(view: ServiceView) -> Incident | None:
    """The same as `told_incident`; but where reports are about another service, that is said before what is over."""
    return view.incident if view.blames else told_incident(view)


def told_incident(view: ServiceView) -> Incident | None:
    """The incident that the page speaks of first: the one that is on, or one that has only just ended."""
    if view.incident is not None or not view.past:
        return view.incident
    last = view.past[0]
    if not is_just_over(last, view.at):
        return None
    holds = last.state is State.RESOLVED or (
        is_ruled_out(last) and view.reports < 2 * max(last.peak_reports, last.reports)
    )
    return last if holds else None


def is_just_over(incident: Incident, at: datetime) -> bool:
    """Whether it ended so lately that it is still the first thing that is said of its service."""
    return at - (incident.resolved_at or incident.updated_at) < _STILL_TOLD


def is_ruled_out(incident: Incident) -> bool:
    """Whether an operator has looked at it and called it no outage, which holds until twice as many report."""
    return incident.state is State.DISMISSED and incident.reason != ""


def judged(incident: Incident, series: Series) -> tuple[int, float]:
    """What `incident` was last judged by, (reports, usual) of fifteen minutes: every page takes its words from these.

    (-1, NaN) where `series` does not hold that minute.
    """
    minute = minute_of(incident.updated_at) - 1
    if not 1 <= (minute - series.first_minute) // BIN_MINUTES < len(series.counts):
        return -1, math.nan
    return incident.reports, usual_at(minute, series.first_minute, series.expected)


def too_early(view: ServiceView) -> bool:
    """Whether many report trouble and nothing can be said about it yet."""
    early = is_counting(view.series) and is_early(view.reports, view.usual)
    return early and told_incident(view) is None and not view.blames


def spoken(usual: float) -> float:
    """An estimate as it is told, to two figures, so that a page does not change with every breath of it."""
    return usual if math.isnan(usual) else float(f"{usual:.1f}" if usual < 10 else f"{usual:.2g}")


def is_counting(series: Series) -> bool:
    """Whether anybody counts right now: no data is not zero."""
    return bool(series.counts[-2:].max(initial=-1) >= 0)


def usual_at(minute: int, first_minute: int, expected: NDArray[np.float64]) -> float:
    """What is usual in the fifteen minutes up to the end of `minute`, which lie across two bins; NaN where not known."""
    row = (minute - first_minute) // BIN_MINUTES
    now, before = expected[row], expected[row - 1]
    part = (minute % BIN_MINUTES + 1) / BIN_MINUTES
    if math.isnan(now) or math.isnan(before):
        return float(before if math.isnan(now) else now)
    return float(part * now + (1 - part) * before)
