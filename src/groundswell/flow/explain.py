"""Beside leg 3: explain. Of incidents that are on, what their reports have in common that the usual ones have not.

The cube keeps single axes; what is crossed is read off the journal, from half an hour before an incident began, each
entry once. A restart reads again. Work is bounded: so many rows are read and so many leaves searched in one minute, the
largest excess first; who had no turn has one a minute later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from groundswell.core.catalog import Catalog
from groundswell.core.headline import event_note
from groundswell.core.model import ONGOING, Axis, Event, EventKind, Explanation, Incident, Usual
from groundswell.core.scope import (
    LEAF_BITS,
    QUARTER_MINUTES,
    LeafCounts,
    Pairs,
    Tally,
    explain,
    is_due,
    says_otherwise,
    settled,
    with_usual,
)
from groundswell.core.timegrid import CLAIM_MINUTES, bin_start, instant_of, minute_of
from groundswell.errors import GroundswellError
from groundswell.flow.habits import Habits, usual_between
from groundswell.flow.joint import ENTRIES, SKEW, Joint, last_before, pairs_before, take
from groundswell.ports import Change, Cube, Incidents, Journal

ROWS_PER_MINUTE_MAX: Final = 500_000
LEAVES_PER_MINUTE_MAX: Final = 200_000
WINDOW_MINUTES_MAX: Final = 6 * 60
"""of a longer outage, the last hours are explained"""
_LEAD_MINUTES = 30
_INLINE_ROWS_MAX = 2_000
_DRAWN = 30_000
_HABITS_MINUTES = 60
_IDLE_MINUTES = 60


@dataclass(slots=True, kw_only=True)
class _Followed(Joint):
    """One incident as far as the journal has been read for it."""

    pairs: Pairs
    seen_minute: int
    histories: Mapping[Axis, Sequence[Mapping[str, float]]] = field(default_factory=dict)
    histories_minute: int = -1
    told: str = ""


class Explain:
    """Explains incidents on behalf of the judge."""

    def __init__(self, catalog: Catalog, cube: Cube, incidents: Incidents, journal: Journal) -> None:
        self._catalog = catalog
        self._cube = cube
        self._journal = journal
        self._habits = Habits(catalog, cube, incidents)
        self._followed: dict[str, _Followed] = {}

    async def of(self, changes: Sequence[Change], minute: int) -> list[Change]:
        """`changes` of the minute that ends with `minute`, those of incidents whose turn it is with what explains them.

        Where a store does not answer, they are as they were: the next minute is as good.
        """
        explained = list(changes)
        with suppress(GroundswellError):
            for at, change in await self._explained(changes, minute):
                explained[at] = change
        return explained

    async def _explained(self, changes: Sequence[Change], minute: int) -> list[tuple[int, Change]]:
        live = {
            change.incident.id: at
            for at, change in enumerate(changes)
            if change.incident.state in ONGOING and not change.incident.is_shared
        }
        self._let_go({change.incident.id for change in changes} - live.keys(), minute)
        if not live:
            return []
        since = min(_first_quarter(changes[at].incident, minute) for at in live.values())
        usual = await self._cube.usual(since * QUARTER_MINUTES, minute, QUARTER_MINUTES)
        excess: dict[int, float] = {}
        for at in live.values():
            incident = changes[at].incident
            more = incident.footprint.reports - _expected(usual, incident, minute)
            if is_due(incident.footprint, more, instant_of(minute)):
                excess[at] = more
        turns = sorted(excess, key=lambda at: -excess[at])
        ready = await self._followed_up([changes[at].incident for at in turns], minute)
        done: list[tuple[int, Change]] = []
        leaves = 0
        for at in turns:
            incident = changes[at].incident
            if incident.id not in ready:
                continue
            leaves += len(self._followed[incident.id].tally) + _DRAWN
            if done and leaves > LEAVES_PER_MINUTE_MAX:
                break
            done.append((at, await self._one(changes[at], _expected(usual, incident, minute), minute)))
        return done

    async def _one(self, change: Change, expected: float, minute: int) -> Change:
        incident = change.incident
        followed = self._followed[incident.id]
        first = _first_quarter(incident, minute)
        leaves = followed.tally.within(first, (minute - 1) // QUARTER_MINUTES)
        if minute - followed.histories_minute >= _HABITS_MINUTES or followed.histories_minute < 0:
            began = followed.first_minute
            followed.histories = await self._habits.histories(incident.service, began, minute - 1)
            followed.histories_minute = minute
        usual = {axis: settled(followed.histories[axis], _now(leaves, axis)) for axis in LEAF_BITS}
        causes = await asyncio.to_thread(explain, leaves, usual, followed.pairs, expected)
        before = incident.footprint.explanation
        if not causes and before is not None:
            causes = before.causes
        known = {axis: shares for axis, shares in usual.items() if any(followed.histories[axis])}
        after = Explanation(
            at=instant_of(minute),
            since=max(instant_of(first * QUARTER_MINUTES), incident.began_at),
            reports=int(leaves.reports.sum()),
            expected=round(expected, 4),
            causes=causes,
        )
        incident = replace(
            incident, footprint=replace(with_usual(incident.footprint, known), explanation=after)
        )
        events = change.events
        if says_otherwise(before, after):
            note = event_note(EventKind.EXPLAINED, incident, catalog=self._catalog)
            if note != followed.told:  # the figures are others, the words are not
                events = (*events, Event(incident.id, EventKind.EXPLAINED, incident.updated_at, note))
            followed.told = note
        return Change(incident, events)

    # --- reading ---

    def _let_go(self, over: set[str], minute: int) -> None:
        for name, followed in list(self._followed.items()):
            if name in over or minute - followed.seen_minute > _IDLE_MINUTES:
                del self._followed[name]

    async def _followed_up(self, incidents: Sequence[Incident], minute: int) -> set[str]:
        """Read on for these; the ids of those for which everything that is counted has been read."""
        for incident in incidents:
            first = bin_start(minute_of(incident.began_at) - _LEAD_MINUTES, CLAIM_MINUTES)
            first = max(first, bin_start(minute - WINDOW_MINUTES_MAX, CLAIM_MINUTES) - CLAIM_MINUTES)
            known = self._followed.get(incident.id)
            if known is None or minute_of(incident.began_at) < known.first_minute:
                self._followed[incident.id] = await self._begun(incident.service, first, minute)
            followed = self._followed[incident.id]
            followed.seen_minute = minute
            followed.tally.forget_before(first // QUARTER_MINUTES)
            for half_hour in [each for each in followed.heard if each < first]:
                del followed.heard[half_hour]
        counted, rows = await self._cube.cursor(), 0
        wanted = [self._followed[incident.id] for incident in incidents]
        while rows < ROWS_PER_MINUTE_MAX and (behind := [one for one in wanted if one.read_to < counted]):
            entries = await self._journal.read(min(one.read_to for one in behind), ENTRIES)
            entries = [entry for entry in entries if entry.last <= counted]
            many = sum(entry.count for entry in entries)
            rows += many
            if many > _INLINE_ROWS_MAX:
                await asyncio.to_thread(take, entries, behind)
            else:
                take(entries, behind)
            for one in behind:
                one.read_to = max(one.read_to, entries[-1].last if entries else counted)
        return {incident.id for incident in incidents if self._followed[incident.id].read_to >= counted}

    async def _begun(self, service: str, first_minute: int, minute: int) -> _Followed:
        after = await last_before(self._journal, instant_of(first_minute) - SKEW)
        pairs = await pairs_before(self._catalog, self._journal, service, after)
        tally = Tally(first_minute // QUARTER_MINUTES)
        return _Followed(service, first_minute, after, tally, pairs=pairs, seen_minute=minute)


def _first_quarter(incident: Incident, minute: int) -> int:
    """The quarter of an hour from which on an incident is explained."""
    return max(minute_of(incident.began_at), minute - WINDOW_MINUTES_MAX) // QUARTER_MINUTES


def _expected(kept: Sequence[Usual], incident: Incident, minute: int) -> float:
    """The usual reports of the incident's service from its first quarter of an hour up to `minute`."""
    first = _first_quarter(incident, minute) * QUARTER_MINUTES
    return usual_between(kept, incident.service, first, minute) or 0.0


def _now(leaves: LeafCounts, axis: Axis) -> dict[str, float]:
    """How many say each value of the axis in the reports at hand."""
    names = leaves.names[axis]
    sums = np.bincount(leaves.codes[axis], leaves.reports, len(names))
    return {name: float(count) for name, count in zip(names, sums, strict=True) if name and count}
