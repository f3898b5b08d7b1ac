"""From the incident history of a year to ties that nobody has told: read when an operator asks, kept nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from groundswell.core.catalog import Catalog
from groundswell.core.model import Incident, State
from groundswell.core.scope import HiddenTie, hidden_ties
from groundswell.core.timegrid import minute_of
from groundswell.ports import Cube, Incidents

HISTORY = timedelta(days=365)
INCIDENTS_MAX = 10_000
"""Of a longer history the latest so many are looked at, and only the time that they span counts."""
_OUTAGES = (State.OPEN, State.EASING, State.RESOLVED, State.MERGED)


@dataclass(frozen=True, slots=True)
class Related:
    """What was found in the incidents that began after `since`, out of `minutes` minutes that were counted."""

    since: datetime
    minutes: int
    incidents: int
    ties: Sequence[HiddenTie]


async def relate(catalog: Catalog, cube: Cube, incidents: Incidents, now: datetime) -> Related:
    """The pairs of services whose outages of the last year began together more often than chance has it."""
    since = now - HISTORY
    listed = await incidents.list(states=_OUTAGES, since=since, limit=INCIDENTS_MAX)
    if len(listed) == INCIDENTS_MAX:
        since = max(since, listed[-1].began_at)
    known = [each for each in listed if since <= each.began_at <= now]
    stretches = await cube.watched(minute_of(since), minute_of(now))
    minutes = _counted(stretches, known)
    return Related(since, minutes, len(known), await asyncio.to_thread(hidden_ties, catalog, known, minutes))


def _counted(stretches: Iterable[tuple[str | None, int, int]], incidents: Iterable[Incident]) -> int:
    """For how many minutes was counted, of the service of which least was: to think too little of time finds too little."""
    spans: dict[str | None, list[tuple[int, int]]] = {}
    for service, first, last in stretches:
        spans.setdefault(service, []).append((first, last))
    whole = spans.get(None, [])
    out = {slug for each in incidents for slug in each.members or (each.service,)}
    return min((_union([*whole, *spans.get(slug, ())]) for slug in out), default=_union(whole))


def _union(spans: Iterable[tuple[int, int]]) -> int:
    total, done = 0, -1
    for first, last in sorted(spans):
        total += max(last - max(first - 1, done), 0)
        done = max(done, last)
    return total
