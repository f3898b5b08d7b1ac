"""Outages on record, reconstructed, through the real count and judge: what opened, who was only blamed, and when.

The scenarios are those of the package, thinned; tests/replay says what has to come out of them.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.replay.afternoon import REPLAYS, Afternoon, replayed

from groundswell.core.model import Incident
from groundswell.sim import Scenario


@dataclass(frozen=True, slots=True)
class Replayed:
    """`behind` is the shared cause, "" where a service is out by itself; `out` the services with an outage, or its members;
    `alarmed` how many of them had alarmed by themselves when it was told, `minutes` after it began by the record."""

    name: str
    title: str
    part: float
    out: tuple[str, ...]
    behind: str
    blamed: tuple[tuple[str, str], ...]
    alarmed: int
    minutes: float
    over: float | None
    """minutes from when it was restored by the record until it was told that it is over; None where that was not told"""


def lived_through(name: str) -> list[Replayed]:
    """What one of REPLAYS came to: an entry per incident that was told."""
    with tempfile.TemporaryDirectory() as folder:
        afternoon = replayed(Path(folder), name, whole=True)
    scenario = Scenario.load(name)
    began_at = scenario.facts["began_at"]
    restored_at = max(outage.restored_at for outage in scenario.outages)
    assert isinstance(began_at, datetime), "the file says when it began"
    return [_told(name, scenario.title, afternoon, each, began_at, restored_at) for each in afternoon.opened]


def _told(
    name: str, title: str, afternoon: Afternoon, incident: Incident, began_at: datetime, restored_at: datetime
) -> Replayed:
    out = incident.members or (incident.service,)
    told_at = afternoon.shared_at.get(incident.id, incident.opened_at)
    assert told_at is not None, "what is told has opened"
    culprits = {*out, incident.cause}
    ever = {pair for blamed in afternoon.blamed.values() for pair in blamed.items()}
    return Replayed(
        name,
        title,
        REPLAYS[name][0],
        out,
        incident.cause,
        tuple(sorted((slug, about) for slug, about in ever if about in culprits and slug not in out)),
        len(afternoon.alarmed[told_at] & set(out)),
        (told_at - began_at).total_seconds() / 60,
        (incident.resolved_at - restored_at).total_seconds() / 60 if incident.resolved_at else None,
    )
