"""What became of a report: waiting to be counted, counted, added to an earlier one, or a repeat; and the incident it is part of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from groundswell.core.batch import Batch
from groundswell.core.model import Incident, Report, State
from groundswell.ports import Cube, Incidents, Journal

Standing = Literal["waiting", "counted", "added", "repeat"]
_AROUND = timedelta(minutes=90)
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


async def _incident(report: Report, incidents: Incidents) -> Incident | None:
    known = await incidents.list(service=report.service, since=report.observed_at - _AROUND, limit=20)
    for incident in known:
        over_at = incident.resolved_at or incident.updated_at
        shown = incident.state is not State.DISMISSED
        if shown and incident.began_at - _AROUND <= report.observed_at <= over_at + _AROUND:
            return incident
    return None
