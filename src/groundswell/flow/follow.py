"""What became of a report: waiting to be counted, counted, added to an earlier one, or a repeat; and the incident it is part of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from groundswell.core.batch import Batch
from groundswell.core.model import ONGOING, Incident, Report, State
from groundswell.ports import Cube, Incidents, Journal

Standing = Literal["waiting", "counted", "added", "repeat"]
BEFORE: Final = timedelta(minutes=90)
"""a report belongs to the outage of its service that began so long after it"""
AFTER: Final = timedelta(minutes=10)
"""or had ended so long before it: who has trouble later may be the first of the next, and is not told that it is over"""
_CHAIN_MAX = 20


@dataclass(frozen=True, slots=True)
class Followed:
    """A report as it stands; `incident` is the one of its service at that time, if any."""

    state: Standing
    report: Report
    recorded_at: datetime
    incident: Incident | None


async def follow(sequence: int, journal: Journal, cube: Cube, incidents: Incidents) -> Followed | None:
    """What became of the report with this sequence; None when there is none (any more)."""
    entry = await journal.at(sequence)
    if entry is None or not isinstance(entry.content, Batch):
        return None
    report = entry.content.report(sequence - entry.first)
    standing: Standing = "counted"
    if sequence > await cube.cursor():
        standing = "waiting"
    elif await cube.is_repeat(sequence):
        standing = "added" if await cube.is_addition(sequence) else "repeat"
    return Followed(standing, report, entry.recorded_at, await _incident(report, incidents))


async def stands(incident: Incident | None, incidents: Incidents) -> Incident | None:
    """What `incident` has become part of in the end; itself where it is part of none."""
    for _ in range(_CHAIN_MAX):
        if incident is None or incident.state is not State.MERGED or not incident.into:
            break
        incident = await incidents.get(incident.into)
    return incident


def reach(incident: Incident, stood: Incident) -> tuple[datetime, datetime | None]:
    """The first and the last time (None while it is on) of reports that may belong to `incident`, which stands as `stood`."""
    over_at = None if stood.state in ONGOING else stood.resolved_at or stood.updated_at
    return incident.began_at - BEFORE, None if over_at is None else over_at + AFTER


async def _incident(report: Report, incidents: Incidents) -> Incident | None:
    known = await incidents.list(service=report.service, since=report.observed_at - BEFORE, limit=20)
    for incident in known:
        if incident.state is State.DISMISSED:
            continue
        first, last = reach(incident, await stands(incident, incidents) or incident)
        if first <= report.observed_at and (last is None or report.observed_at <= last):
            return incident
    return None
