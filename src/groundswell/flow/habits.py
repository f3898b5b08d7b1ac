"""What is usual of a service's reports by axis: learned from the cube, outside its outages, by the hours of the day."""

from __future__ import annotations

from asyncio import Lock
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from math import inf, isfinite

from groundswell.core.catalog import Catalog
from groundswell.core.model import REFERRED, Axis, Incident, SourceKind, Usual
from groundswell.core.scope import LEAF_BITS, TROUBLE_KINDS, settled
from groundswell.core.timegrid import HOUR_MINUTES, MINUTES_PER_DAY, bin_start, instant_of, minute_of
from groundswell.ports import Cube, Incidents

HISTORY_DAYS = 28
_ENOUGH = 5_000
"""reports at the same hours of the day beyond which no further day is asked for"""
_THIN = 300
"""reports that say something on an axis below which all services are asked too"""
_VERSION_DAYS = 3
"""of versions only the last days tell what is usual: people move on to the next"""
_EVERYONE_DAYS = 2
_USUALS_MAX, _USUALS_MINUTES = 200, 15
"""so many services' usual shares are kept, each for a quarter of an hour"""
_VOICE_MAX = 200.0
"""no service counts for more reports than this among all: one outage would be the habits of everybody"""

_KIND_PRIOR = 0.5
"""reports of each kind that are assumed before any were counted"""
_LOOKS_MIN = 100
"""of people who looked and said nothing, so many must have been counted before anybody asks whether they are more than usual"""

Counts = Mapping[Axis, Mapping[str, float]]
Stretch = tuple[int, int]
"""First and last minute."""


def lookers(
    everything: Mapping[tuple[str, SourceKind, bool], int],
    by_symptom: Mapping[tuple[str, SourceKind, bool], int],
) -> int:
    """How many people looked at the page, led there by no link from elsewhere, and reported nothing: who reports on it has looked too.
    Of totals in all and by symptom."""
    visits = sum(count for (_, kind, _), count in everything.items() if kind is SourceKind.VISIT)
    said = sum(count for (_, kind, _), count in everything.items() if kind is SourceKind.PERSON)
    return max(visits - by_symptom.get((REFERRED, SourceKind.VISIT, False), 0) - said, 0)


class Habits:
    """Learns from `cube`, and keeps for a day what is usual of all services together."""

    def __init__(self, catalog: Catalog, cube: Cube, incidents: Incidents) -> None:
        self._catalog = catalog
        self._cube = cube
        self._incidents = incidents
        self._everyone: dict[Axis, Mapping[str, float]] = {}
        self._everyone_day = -1
        self._areas: dict[str, tuple[Stretch, Mapping[Axis, Mapping[str, float]]]] = {}
        self._kinds: dict[str, Mapping[SourceKind, float]] = {}
        self._kinds_day = -1
        self._usuals: dict[tuple[str, int], Mapping[Axis, Mapping[str, float]]] = {}
        self._usuals_lock = Lock()

    async def histories(
        self, slug: str, first_minute: int, last_minute: int
    ) -> Mapping[Axis, list[Mapping[str, float]]]:
        """Counts by axis before `first_minute`, the closest first: the service at these hours of the day, at all hours,
        and where both are thin, all services. `settled` makes shares of them."""
        before = bin_start(first_minute, HOUR_MINUTES)
        free = await self._free(slug, before)
        whole = await self._counts(slug, free)
        hours = await self._counts(slug, _same_hours(free, first_minute, last_minute), _ENOUGH)
        recent = await self._counts(slug, _within(free, before - _VERSION_DAYS * MINUTES_PER_DAY, before - 1))
        found: dict[Axis, list[Mapping[str, float]]] = {}
        for axis in LEAF_BITS:
            closest = recent if axis is Axis.APP_VERSION else hours
            found[axis] = [closest.get(axis, {}), whole.get(axis, {})]
            if axis is not Axis.APP_VERSION and sum(whole.get(axis, {}).values()) < _THIN:
                found[axis].append(await self._of_everyone(axis, slug, before))
        return found

    async def usual(self, slug: str, minute: int) -> Mapping[Axis, Mapping[str, float]]:
        """The usual shares of each axis at all hours, of those who say something on it, kept for a quarter of an hour.

        However many ask at once, weeks are read for one service at a time.
        """
        key = slug, bin_start(minute, _USUALS_MINUTES)
        async with self._usuals_lock:
            if key not in self._usuals:
                whole = await self._counts(slug, await self._free(slug, bin_start(minute, HOUR_MINUTES)))
                while len(self._usuals) >= _USUALS_MAX:
                    del self._usuals[next(iter(self._usuals))]
                self._usuals[key] = {axis: settled([whole.get(axis, {})], {}) for axis in LEAF_BITS}
            return self._usuals[key]

    async def areas(self, slug: str, minute: int) -> Mapping[Axis, Mapping[str, float]]:
        """The usual shares of countries and regions at all hours, none where nobody has said any; kept for the day, and
        for the hour while few have: on the first day a service's first places are not those of all of it."""
        (first, last), known = self._areas.get(slug, ((0, -1), {}))
        if not first <= minute <= last:
            free = await self._free(slug, bin_start(minute, HOUR_MINUTES))
            found: dict[Axis, Mapping[str, float]] = {}
            width = MINUTES_PER_DAY
            for axis in (Axis.COUNTRY, Axis.REGION):
                own: dict[str, float] = defaultdict(float)
                for begin, end in free:
                    totals = await self._cube.totals(
                        begin, end, service=slug, axis=axis, bin_minutes=HOUR_MINUTES
                    )
                    for value, count in _trouble(totals):
                        own[value] += count
                histories = [own]
                if sum(own.values()) < _THIN:
                    width = HOUR_MINUTES
                    histories.append(dict(await self._of_everyone(axis, slug, minute)))
                found[axis] = settled(histories, {}) if any(histories) else {}
            first, known = bin_start(minute, width), found
            self._areas[slug] = (first, first + width - 1), known
        return known

    async def kinds(self, slug: str, minute: int) -> Mapping[SourceKind, float]:
        """Which part of the usual reports each kind of source sends, at all hours; kept for the day. Where few have been counted
        they are drawn to even ones: a kind that was never heard may be one that seldom speaks. Of posts, by how many there are for
        each report; of visits, by how many people look and say nothing; without, where that is not known."""
        day = bin_start(minute, MINUTES_PER_DAY)
        if day != self._kinds_day:
            self._kinds, self._kinds_day = {}, day
        if slug not in self._kinds:
            sums, looks = dict.fromkeys((*TROUBLE_KINDS, SourceKind.POST), _KIND_PRIOR), 0
            for first, last in await self._free(slug, bin_start(minute, HOUR_MINUTES)):
                totals = await self._cube.totals(
                    first, last, service=slug, axis=Axis.ALL, bin_minutes=HOUR_MINUTES
                )
                for (_, kind, works), count in totals.items():
                    if kind in sums and not works:
                        sums[kind] += count
                visits = await self._cube.totals(
                    first, last, service=slug, axis=Axis.SYMPTOM, bin_minutes=HOUR_MINUTES
                )
                looks += lookers(totals, visits)
            whole = sum(sums[kind] for kind in TROUBLE_KINDS)
            if looks >= _LOOKS_MIN:
                sums[SourceKind.VISIT] = looks
            self._kinds[slug] = {kind: count / whole for kind, count in sums.items()}
        return self._kinds[slug]

    async def _free(self, slug: str, before: int) -> list[Stretch]:
        """The hours of the last weeks in which the service had no outage."""
        first = before - HISTORY_DAYS * MINUTES_PER_DAY
        since = instant_of(first)
        known = await self._incidents.list(service=slug, since=since, limit=1_000)
        outages = sorted(_span(incident) for incident in known if incident.opened_at is not None)
        free, at = [], first
        for begin, end in outages:
            if begin > at:
                free.append((at, min(begin, before) - 1))
            at = max(at, end)
        free.append((at, before - 1))
        return [(a, b) for a, b in free if a <= b]

    async def _counts(self, slug: str, stretches: Iterable[Stretch], enough: float = inf) -> Counts:
        """Reports of trouble by axis and value over `stretches` of whole hours, until there are `enough`."""
        sums: dict[Axis, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for first, last in stretches:
            totals = await self._cube.breakdown(first, last, service=slug, bin_minutes=HOUR_MINUTES)
            for axis, cells in totals.items():
                for value, count in _trouble(cells):
                    sums[axis][value] += count
            if sum(sums[Axis.ALL].values()) >= enough:
                break
        return {axis: dict(counts) for axis, counts in sums.items()}

    async def _of_everyone(self, axis: Axis, slug: str, minute: int) -> Mapping[str, float]:
        """All services together, each with a voice of bounded weight, over the last whole days."""
        day = bin_start(minute, MINUTES_PER_DAY)
        if day != self._everyone_day:
            self._everyone, self._everyone_day = {}, day
        if axis not in self._everyone:
            first = day - _EVERYONE_DAYS * MINUTES_PER_DAY
            cells = await self._cube.cells(first, day - 1, bin_minutes=MINUTES_PER_DAY, axis=axis)
            by_service: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
            for cell in cells:
                if cell.kind in TROUBLE_KINDS and not cell.works:
                    by_service[cell.service][cell.value] += cell.count
            sums: dict[str, float] = defaultdict(float)
            for counts in by_service.values():
                voice = min(1.0, _VOICE_MAX / sum(counts.values()))
                for value, count in counts.items():
                    sums[value] += voice * count
            self._everyone[axis] = dict(sums)
        found = self._everyone[axis]
        if axis is Axis.SYMPTOM:
            own = self._catalog.named(slug).symptoms
            return {value: count for value, count in found.items() if value in own}
        return found


def usual_between(kept: Sequence[Usual], service: str, first_minute: int, end_minute: int) -> float | None:
    """The usual reports of `service` from `first_minute` up to `end_minute`, by what was kept; None where nothing was."""
    total: float | None = None
    for each in kept:
        begin, end = max(each.minute, first_minute), min(each.minute + each.bin_minutes, end_minute)
        if end > begin and service in each.services:
            told = float(each.expected[each.services.index(service)])
            if isfinite(told):
                total = (total or 0.0) + told * (end - begin) / each.bin_minutes
    return total


def _trouble(cells: Mapping[tuple[str, SourceKind, bool], int]) -> Iterable[tuple[str, int]]:
    return (
        (value, count) for (value, kind, works), count in cells.items() if kind in TROUBLE_KINDS and not works
    )


def _span(incident: Incident) -> Stretch:
    """The hours of an outage, with one before and one after."""
    end = minute_of(incident.resolved_at or incident.updated_at + timedelta(hours=1))
    return bin_start(minute_of(incident.began_at), HOUR_MINUTES) - HOUR_MINUTES, bin_start(
        end, HOUR_MINUTES
    ) + 2 * HOUR_MINUTES


def _within(stretches: Sequence[Stretch], first: int, last: int) -> list[Stretch]:
    return [(max(a, first), min(b, last)) for a, b in stretches if a <= last and b >= first]


def _same_hours(free: Sequence[Stretch], first_minute: int, last_minute: int) -> list[Stretch]:
    """The hours of the day from an hour before `first_minute` to one after `last_minute`, on each day before, latest first."""
    begin, end = (
        bin_start(first_minute, HOUR_MINUTES) - HOUR_MINUTES,
        bin_start(last_minute, HOUR_MINUTES) + 2 * HOUR_MINUTES - 1,
    )
    found: list[Stretch] = []
    for day in range(1, HISTORY_DAYS + 1):
        back = day * MINUTES_PER_DAY
        found += _within(free, begin - back, min(end - back, begin - back + MINUTES_PER_DAY - 1))
    return found
