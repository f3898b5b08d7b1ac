"""Leg for the past: a whole history through the same count and judge as production, as fast as it can.

Everything is journaled and counted first, then judged bin by bin; the judge never looks beyond the bin
it judges, so the order of work does not change a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from groundswell.core.batch import Batch
from groundswell.core.model import Incident, Ruling
from groundswell.core.timegrid import minute_of
from groundswell.flow.count import Count, Stretch, stretches
from groundswell.flow.judge import Judge
from groundswell.ports import Cube, Incidents, Journal

_BATCH_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay gave: its incidents in the order in which they began, and how much it read and watched."""

    incidents: tuple[Incident, ...]
    reports: int
    bins: int
    stretches: tuple[Stretch, ...]
    """when which services were watched; no minute of one twice"""

    @property
    def watched(self) -> timedelta:
        """The time over which counts were there, summed over services."""
        return timedelta(minutes=sum(each.last_minute - each.first_minute + 1 for each in self.stretches))

    def watched_outside(self, spans: Iterable[tuple[str, datetime, datetime]]) -> timedelta:
        """The part of `watched` that lies in none of the `spans` (service, begin, end) of the same service."""
        own: dict[str, list[tuple[int, int]]] = {}
        for service, begin, end in spans:
            own.setdefault(service, []).append((minute_of(begin), minute_of(end)))
        inside = 0
        for each in self.stretches:
            reached = each.first_minute
            for first, last in sorted(span for slug in each.services or () for span in own.get(slug, ())):
                inside += max(min(last, each.last_minute) - max(first, reached) + 1, 0)
                reached = max(reached, last + 1)
        return self.watched - timedelta(minutes=inside)

    def has_data(self, service: str, begin: datetime, end: datetime) -> bool:
        """Whether any minute of [begin, end] was watched for `service`."""
        first, last = minute_of(begin), minute_of(end)
        return any(
            each.first_minute <= last and each.last_minute >= first
            for each in self.stretches
            if each.services is None or service in each.services
        )


async def replay(
    history: Batch,
    *,
    journal: Journal,
    cube: Cube,
    incidents: Incidents,
    judge: Judge,
    bin_minutes: int,
    rulings: Sequence[Ruling] = (),
    progress: Callable[[str, int, int], None] = lambda _what, _done, _all: None,
) -> Replayed:
    """Count `history`, row after row, and judge every bin in which a service was watched.

    The stores are empty and the judge has not been started, and knows that it is `replaying`. `rulings` are what operators
    ruled meanwhile, in their order: each is applied where it was ruled, between two bins. `progress` hears (what, done, of how many).
    """
    count = Count(journal, cube)
    watched: list[Stretch] = []
    reports = 0
    for first in range(0, len(history), _BATCH_ROWS):
        batch = history.take(np.arange(first, min(first + _BATCH_ROWS, len(history))))
        await journal.append(batch)
        await count.drain()
        reports += int(batch.count.sum())
        watched += stretches(batch, bin_minutes)
        progress("counted", first + len(batch), len(history))
    for ruling in rulings:
        await journal.rule(ruling)
    for stretch in watched:
        await cube.watch(stretch.first_minute, stretch.last_minute, stretch.services)
    bins = _bins(watched, bin_minutes)
    if len(bins) > 0:
        await judge.start(int(bins[0]))
    for done, at in enumerate(bins.tolist(), start=1):
        await judge.tick(at)
        if done % 50 == 0 or done == len(bins):
            progress("judged", done, len(bins))
    found = sorted(
        await incidents.list(limit=1_000_000), key=lambda incident: (incident.began_at, incident.id)
    )
    return Replayed(tuple(found), reports, len(bins), tuple(_merged(watched)))


def _bins(watched: Iterable[Stretch], bin_minutes: int) -> NDArray[np.int64]:
    pieces = [
        np.arange(
            stretch.first_minute - stretch.first_minute % bin_minutes, stretch.last_minute + 1, bin_minutes
        )
        for stretch in watched
    ]
    return np.unique(np.concatenate(pieces)) if pieces else np.zeros(0, dtype=np.int64)


def _merged(watched: Iterable[Stretch]) -> list[Stretch]:
    """Overlapping stretches of the same services as one, so that no minute is counted twice."""
    merged: list[Stretch] = []
    for stretch in sorted(watched, key=lambda stretch: (stretch.services or (), stretch.first_minute)):
        last = merged[-1] if merged else None
        if last and last.services == stretch.services and stretch.first_minute <= last.last_minute + 1:
            merged[-1] = Stretch(last.services, last.first_minute, max(last.last_minute, stretch.last_minute))
        else:
            merged.append(stretch)
    return merged
