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
from groundswell.core.headline import in_words
from groundswell.core.model import ONGOING, Axis, Event, EventKind, Explanation, Incident, Usual
from groundswell.core.scope import (
    LEAF_BITS,
    LEAVES_MAX,
    TROUBLE_KINDS,
    Counted,
    LeafCounts,
    Pairs,
    Tally,
    explain,
    explain_several,
    is_due,
    says_otherwise,
    settled,
    with_usual,
)
from groundswell.core.timegrid import CLAIM_MINUTES, QUARTER_MINUTES, bin_start, instant_of, minute_of
from groundswell.errors import GroundswellError
from groundswell.flow.habits import Habits, usual_between
from groundswell.flow.joint import ENTRIES, SKEW, Joint, last_before, pairs_before, take
from groundswell.ports import Cube, Incidents, Journal, Revision

ROWS_PER_MINUTE_MAX: Final = 500_000
LEAVES_PER_MINUTE_MAX: Final = 200_000
WINDOW_MINUTES_MAX: Final = 6 * 60
"""of a longer outage, the last hours are explained"""
_LEAD_MINUTES = 30
_INLINE_ROWS_MAX = 2_000
_DRAWN = 30_000
_HABITS_MINUTES = 60
_IDLE_MINUTES = 60
_AGAIN_MINUTES = 10
MEMBERS_MAX: Final = 20
"""of an incident of several services so many are looked at together"""
LEAVES_MAX_EACH: Final = LEAVES_MAX // 10
"""and of each of them so many leaves are kept"""


@dataclass(slots=True, kw_only=True)
class _Followed(Joint):
    """One service of an incident, as far as the journal has been read for it."""

    pairs: Pairs
    histories: Mapping[Axis, Sequence[Mapping[str, float]]] = field(default_factory=dict)
    histories_minute: int = -1


@dataclass(slots=True)
class _Case:
    """One incident: its services that are followed, and what was told of it when. Of several the most affected."""

    seen_minute: int = 0
    services: dict[str, _Followed] = field(default_factory=dict)
    chosen: Sequence[str] = ()
    told: str = ""
    nothing_minute: int = -_IDLE_MINUTES
    """when nothing was found that explains it, while something had been before"""


class Explain:
    """Explains incidents on behalf of the judge."""

    def __init__(self, catalog: Catalog, cube: Cube, incidents: Incidents, journal: Journal) -> None:
        self._catalog = catalog
        self._cube = cube
        self._journal = journal
        self._habits = Habits(catalog, cube, incidents)
        self._cases: dict[str, _Case] = {}

    async def of(self, changes: Sequence[Revision], minute: int) -> list[Revision]:
        """`changes` of the minute that ends with `minute`, those of incidents whose turn it is with what explains them.

        Where a store does not answer, they are as they were: the next minute is as good.
        """
        explained = list(changes)
        with suppress(GroundswellError):
            for at, change in await self._explained(changes, minute):
                explained[at] = change
        return explained

    async def _explained(self, changes: Sequence[Revision], minute: int) -> list[tuple[int, Revision]]:
        live = {
            change.incident.id: at for at, change in enumerate(changes) if change.incident.state in ONGOING
        }
        self._let_go({change.incident.id for change in changes} - live.keys(), minute)
        if not live:
            return []
        since = min(_first_quarter(changes[at].incident, minute) for at in live.values())
        usual = await self._cube.usual(since * QUARTER_MINUTES, minute, QUARTER_MINUTES)
        excess: dict[int, float] = {}
        for at in live.values():
            incident = changes[at].incident
            case = self._cases.setdefault(incident.id, _Case())
            case.seen_minute = minute
            more = await self._more(incident, case, usual, minute)
            waits = minute - case.nothing_minute < _AGAIN_MINUTES
            if is_due(incident.footprint, more, instant_of(minute)) and not waits:
                excess[at] = more
        turns = sorted(excess, key=lambda at: -excess[at])
        ready = await self._followed_up([changes[at].incident for at in turns], minute)
        done: list[tuple[int, Revision]] = []
        leaves = 0
        for at in turns:
            case = self._cases[changes[at].incident.id]
            if changes[at].incident.id not in ready:
                continue
            leaves += sum(len(one.tally) for one in case.services.values()) + _DRAWN
            if done and leaves > LEAVES_PER_MINUTE_MAX:
                break
            done.append((at, await self._one(changes[at], case, usual, minute)))
        return done

    async def _more(self, incident: Incident, case: _Case, usual: Sequence[Usual], minute: int) -> float:
        """How many reports there are beyond the usual; of several services, of those that are followed, which are those
        with most when they are chosen."""
        if not incident.is_shared:
            case.services = {slug: one for slug, one in case.services.items() if slug == incident.service}
            return incident.footprint.reports - _expected(usual, incident.service, incident, minute)
        first = _first_quarter(incident, minute) * QUARTER_MINUTES
        cells = await self._cube.cells(first, minute - 1, bin_minutes=QUARTER_MINUTES, axis=Axis.ALL)
        beyond = {slug: -_expected(usual, slug, incident, minute) for slug in incident.members}
        for cell in cells:
            if cell.service in beyond and cell.kind in TROUBLE_KINDS and not cell.works:
                beyond[cell.service] += cell.count
        rank = sorted(beyond, key=lambda slug: (slug not in case.services, -beyond[slug], slug))
        case.chosen = rank[:MEMBERS_MAX]
        return sum(beyond[slug] for slug in case.chosen)

    async def _one(self, change: Revision, case: _Case, usual: Sequence[Usual], minute: int) -> Revision:
        incident = change.incident
        first = _first_quarter(incident, minute)
        counted: dict[str, Counted] = {}
        known: dict[Axis, Mapping[str, float]] = {}
        for slug, followed in case.services.items():
            leaves = followed.tally.within(first, (minute - 1) // QUARTER_MINUTES)
            if minute - followed.histories_minute >= _HABITS_MINUTES or followed.histories_minute < 0:
                began = followed.first_minute
                followed.histories = await self._habits.histories(slug, began, minute - 1)
                followed.histories_minute = minute
            shares = {axis: settled(followed.histories[axis], _now(leaves, axis)) for axis in LEAF_BITS}
            expected = _expected(usual, slug, incident, minute)
            counted[slug] = Counted(leaves, shares, followed.pairs, expected)
            known = {axis: told for axis, told in shares.items() if any(followed.histories[axis])}
        shown = incident.footprint
        if incident.is_shared:
            causes = await asyncio.to_thread(explain_several, counted)
            if counted.keys() == {*incident.members}:
                shown = with_usual(shown, _usual_symptoms(counted, case))
        else:
            causes = await asyncio.to_thread(explain, *counted[incident.service])
            shown = with_usual(shown, known)
        before = shown.explanation
        after = Explanation(
            at=instant_of(minute),
            since=instant_of(first * QUARTER_MINUTES),
            reports=sum(int(one.leaves.reports.sum()) for one in counted.values()),
            expected=round(sum(one.expected for one in counted.values()), 4),
            causes=causes,
        )
        if not causes and before is not None and before.causes:
            case.nothing_minute, after = minute, before
        incident = replace(incident, footprint=replace(shown, explanation=after))
        # What happened in this minute was put into words before this was known: page and event tell one story.
        events = tuple(
            event if event.after is None else in_words(event, incident, catalog=self._catalog)
            for event in change.events
        )
        if says_otherwise(before, after):
            event = Event(incident.id, EventKind.EXPLAINED, incident.updated_at, "")
            event = in_words(event, incident, catalog=self._catalog)
            if event.note != case.told:  # the figures are others, the words are not
                events = (*events, event)
            case.told = event.note
        return Revision(incident, events)

    # --- reading ---

    def _let_go(self, over: set[str], minute: int) -> None:
        for name, case in list(self._cases.items()):
            if name in over or minute - case.seen_minute > _IDLE_MINUTES:
                del self._cases[name]

    async def _followed_up(self, incidents: Sequence[Incident], minute: int) -> set[str]:
        """Read on for these; the ids of those for which everything that is counted has been read."""
        for incident in incidents:
            case = self._cases[incident.id]
            first = bin_start(minute_of(incident.began_at) - _LEAD_MINUTES, CLAIM_MINUTES)
            first = max(first, bin_start(minute - WINDOW_MINUTES_MAX, CLAIM_MINUTES) - CLAIM_MINUTES)
            chosen = case.chosen if incident.is_shared else [incident.service]
            case.services = {
                slug: one
                for slug, one in case.services.items()
                if slug in chosen and one.first_minute <= minute_of(incident.began_at)
            }
            case.services |= await self._begun([slug for slug in chosen if slug not in case.services], first)
            for followed in case.services.values():
                followed.tally.forget_before(first // QUARTER_MINUTES)
                for half_hour in [each for each in followed.heard if each < first]:
                    del followed.heard[half_hour]
        counted, rows = await self._cube.cursor(), 0
        wanted = [one for incident in incidents for one in self._cases[incident.id].services.values()]
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
        return {
            incident.id
            for incident in incidents
            if all(one.read_to >= counted for one in self._cases[incident.id].services.values())
        }

    async def _begun(self, services: Sequence[str], first_minute: int) -> dict[str, _Followed]:
        if not services:
            return {}
        after = await last_before(self._journal, instant_of(first_minute) - SKEW)
        pairs = await pairs_before(self._catalog, self._journal, services, after)
        first = first_minute // QUARTER_MINUTES
        most = LEAVES_MAX if len(services) == 1 else LEAVES_MAX_EACH
        return {
            slug: _Followed(slug, first_minute, after, Tally(first, most), pairs=pairs[slug])
            for slug in services
        }


def _usual_symptoms(counted: Mapping[str, Counted], case: _Case) -> dict[Axis, Mapping[str, float]]:
    """How the usual reports of several services share out over symptoms; nothing where that is not known of each."""
    whole = sum(one.expected for one in counted.values())
    if whole <= 0 or not all(any(one.histories[Axis.SYMPTOM]) for one in case.services.values()):
        return {}
    sums: dict[str, float] = {}
    for one in counted.values():
        for symptom, share in one.usual.get(Axis.SYMPTOM, {}).items():
            sums[symptom] = sums.get(symptom, 0.0) + share * one.expected / whole
    return {Axis.SYMPTOM: sums}


def _first_quarter(incident: Incident, minute: int) -> int:
    """The quarter of an hour from which on an incident is explained."""
    return max(minute_of(incident.began_at), minute - WINDOW_MINUTES_MAX) // QUARTER_MINUTES


def _expected(kept: Sequence[Usual], service: str, incident: Incident, minute: int) -> float:
    """The usual reports of a service from the first quarter of an hour of the incident up to `minute`."""
    first = _first_quarter(incident, minute) * QUARTER_MINUTES
    return usual_between(kept, service, first, minute) or 0.0


def _now(leaves: LeafCounts, axis: Axis) -> dict[str, float]:
    """How many say each value of the axis in the reports at hand."""
    names = leaves.names[axis]
    sums = np.bincount(leaves.codes[axis], leaves.reports, len(names))
    return {name: float(count) for name, count in zip(names, sums, strict=True) if name and count}
