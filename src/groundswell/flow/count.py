"""Leg 2: count. Fold the journal into the cube; counts and cursor move together, so a crash never counts twice.

The first report of a person for a service in a half hour counts; a later one that says more counts on the axes that were
empty. Who has been heard, and on what, is kept in memory per half hour and in the cube as blocks, written with the counts.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from groundswell.core.batch import Batch, Committed
from groundswell.core.cube import (
    NAMES_MAX,
    OTHER,
    PERSON,
    SAID,
    SPAN,
    Claims,
    Marks,
    additions,
    bounded,
    claims,
    days,
    deltas,
    filled,
    fills_on,
    joined,
)
from groundswell.core.model import Axis, Drop, SourceKind
from groundswell.core.timegrid import MINUTES_PER_DAY
from groundswell.ports import ClaimBlock, Cube, Journal

ENTRIES_MAX = 256
_ROWS_MAX = 200_000
_ROWS_INLINE_MAX = 5_000
_HALF_HOURS_HELD = 8
_NAME_DAYS_HELD = 6
_HEARD_HALF_HOURS_MAX = 3 * 48
"""a person's report is at most a day old when it comes; with room to spare"""
_GAP_MINUTES = 180
_MILLISECONDS_PER_MINUTE = 60_000
_NONE = np.zeros(0, dtype=np.int64)


P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stretch:
    """`services` (None: all) were watched from `first_minute` to `last_minute`."""

    services: tuple[str, ...] | None
    first_minute: int
    last_minute: int


def stretches(batch: Batch, bin_minutes: int) -> list[Stretch]:
    """When each service of `batch` was watched: from row to row while they are at most three hours apart."""
    minutes = batch.observed_at // _MILLISECONDS_PER_MINUTE
    found: list[Stretch] = []
    for code, slug in enumerate(batch.service.values):
        own = np.unique(minutes[batch.service.codes == code])
        if len(own) == 0:
            continue
        own = own - own % bin_minutes
        breaks = np.flatnonzero(np.diff(own) > max(_GAP_MINUTES, 2 * bin_minutes))
        firsts = own[np.concatenate(([0], breaks + 1))]
        lasts = own[np.concatenate((breaks, [len(own) - 1]))] + bin_minutes - 1
        found += [Stretch((slug,), int(first), int(last)) for first, last in zip(firsts, lasts, strict=True)]
    return found


class Claimed:
    """Who has been heard in one half hour: sorted runs of marks, each more than twice as long as the next.

    A set of a million numbers misses the processor's cache with every one that is looked up; a run that is walked
    in order does not, and takes an eighth of the room: eight bytes a person, what was said included.
    """

    def __init__(self) -> None:
        self._runs: list[Marks] = []

    def add(self, marks: Marks) -> NDArray[np.bool_]:
        """Which of `marks` (one a person, rising) are of persons that are new; from now on all are known."""
        new = np.ones(len(marks), dtype=np.bool_)
        for _, _, own in self._found(marks):
            new &= ~own
        if new.any():
            self._runs.append(marks[new])
        while len(self._runs) > 1 and len(self._runs[-2]) <= 2 * len(self._runs[-1]):
            both = np.concatenate((self._runs.pop(), self._runs.pop()))
            both.sort(kind="stable")  # two runs that rise are merged, not sorted anew
            self._runs.append(both)
        return new

    def known(self, marks: Marks) -> Marks:
        """The marks by which the persons of `marks`, who have been heard, are known."""
        known = np.zeros(len(marks), dtype=np.uint64)
        for run, place, own in self._found(marks):
            known[own] = run[place[own]]
        return known

    def fill(self, marks: Marks) -> None:
        """The persons of `marks` (one a person) have said this too."""
        for run, place, own in self._found(marks):
            run[place[own]] |= marks[own] & SAID

    def _found(self, marks: Marks) -> Iterator[tuple[Marks, NDArray[np.intp], NDArray[np.bool_]]]:
        """Of each run, where in it a mark would be, and whether it is one of that person."""
        lowest = marks & PERSON
        for run in self._runs:
            place = np.searchsorted(run, lowest)
            place[place == len(run)] = 0
            yield run, place, (run[place] ^ marks) < SPAN


class Heard:
    """Who has been heard, for whoever reads a journal from its beginning and has no cube."""

    def __init__(self) -> None:
        self._by_half_hour: dict[int, Claimed] = {}

    def fresh(self, batch: Batch) -> NDArray[np.bool_]:
        """Which rows of `batch`, that follows those of before, count."""
        claimed = claims(batch)
        half_hours = np.unique(claimed.half_hour[claimed.key != 0]).tolist()
        fresh = _heard(
            claimed, batch, {each: self._by_half_hour.setdefault(each, Claimed()) for each in half_hours}
        ).fresh
        for half_hour in sorted(self._by_half_hour)[:-_HEARD_HALF_HOURS_MAX]:
            del self._by_half_hour[half_hour]
        return fresh


class Count:
    """The counter of one journal into one cube. One at a time: the cursor in the cube is its lock."""

    def __init__(self, journal: Journal, cube: Cube) -> None:
        self._journal = journal
        self._cube = cube
        self._cursor: int | None = None
        self._heard: OrderedDict[int, Claimed] = OrderedDict()
        self._names: OrderedDict[tuple[Axis, int], dict[str, set[str]]] = OrderedDict()
        self._touched: set[str] = set()
        self.reports = 0
        """so many has this process taken from the journal and counted or known as repeats; visits are none"""

    @property
    def cursor(self) -> int:
        """The last sequence counted by this process; 0 before the first step."""
        return self._cursor or 0

    def take_touched(self) -> set[str]:
        """The services that have been counted on since the last time this was asked."""
        touched, self._touched = self._touched, set()
        return touched

    async def step(self) -> int:
        """Count what the journal holds beyond the cursor, up to ENTRIES_MAX entries of _ROWS_MAX rows; return how many."""
        if self._cursor is None:
            self._cursor = await self._cube.cursor()
        entries = await self._journal.read(self._cursor, ENTRIES_MAX, _ROWS_MAX)
        if not entries:
            return 0
        try:
            await self._fold(entries)
        except BaseException:
            # What was noted as heard may not have been written: read it again from the cube.
            self._heard.clear()
            self._names.clear()
            self._cursor = None
            raise
        self._cursor = entries[-1].last
        self.reports += sum(
            int(entry.content.count[~_is_of(SourceKind.VISIT, entry.content)].sum())
            for entry in entries
            if isinstance(entry.content, Batch)
        )
        return len(entries)

    async def drain(self) -> None:
        """Count until nothing is left."""
        while await self.step():
            pass

    async def _fold(self, entries: Sequence[Committed]) -> None:
        reports = [(entry.first, entry.content) for entry in entries if isinstance(entry.content, Batch)]
        # A large fold is a tenth of a second of arithmetic: not on the loop that answers people.
        rows = sum(len(content) for _, content in reports)
        large = rows > _ROWS_INLINE_MAX
        blocks: list[ClaimBlock] = []
        again, adding = _NONE, _NONE
        counted: list[tuple[Batch, NDArray[np.bool_]]] = []
        more: list[Batch] = []
        if reports:
            # Under load an entry holds a few dozen reports: one fold of all costs little more than that of one.
            batch, sequences, claimed = await _done(large, _claimed, reports)
            half_hours = (await _done(large, np.unique, claimed.half_hour[claimed.key != 0])).tolist()
            heard = {half_hour: await self._half_hour(half_hour) for half_hour in half_hours}
            told = await _done(large, _heard, claimed, batch, heard)
            blocks, again = told.blocks, sequences[~told.fresh]
            batch = await self._bounded(batch, told, large)
            counted = [(batch, told.fresh)]
            if told.adds:
                adding = sequences[told.fills != 0]
                more = [await _done(large, additions, batch, claimed.half_hour, told.fills)]
        repeats = len(again) - len(adding)
        drops = {Drop.REPEAT.value: repeats} if repeats else None
        added = await _done(large, deltas, counted, more)
        for batch, _ in counted:
            # A file of counts says by its rows when somebody was counting, also where it says 0. Before the cursor
            # moves: what is watched twice is watched once, and a zero that nobody watched would be "no data".
            for stretch in await _done(large, _watched_by_partners, batch):
                await self._cube.watch(stretch.first_minute, stretch.last_minute, stretch.services)
        await self._cube.apply(added, blocks, entries[-1].last, drops, again, adding)
        # Not before: until they are in the cube, nobody else knows them.
        while len(self._heard) > _HALF_HOURS_HELD:
            self._heard.popitem(last=False)
        while len(self._names) > _NAME_DAYS_HELD:
            self._names.popitem(last=False)
        for batch, _ in counted:
            self._touched.update(batch.service.values)

    async def _bounded(self, batch: Batch, told: _Told, large: bool) -> Batch:
        """`batch` with so many names on each free axis as the cube takes; notes them as taken."""
        for axis in NAMES_MAX:
            counts = told.fresh | fills_on(told.fills, axis) if told.adds else told.fresh
            names = {
                day: await self._names_on(axis, day, batch)
                for day in await _done(large, days, batch, counts, axis)
            }
            batch = await _done(large, bounded, batch, counts, axis, names)
        return batch

    async def _names_on(self, axis: Axis, day: int, batch: Batch) -> dict[str, set[str]]:
        """The names that `axis` has on this day, by service; at least every service of `batch`."""
        names = self._names.get((axis, day))
        if names is None:
            names = {}
            for cell in await self._cube.cells(day, day, bin_minutes=MINUTES_PER_DAY, axis=axis):
                if cell.value != OTHER:
                    names.setdefault(cell.service, set()).add(cell.value)
            self._names[axis, day] = names
        self._names.move_to_end((axis, day))
        for service in batch.service.values:
            names.setdefault(service, set())
        return names

    async def _half_hour(self, half_hour: int) -> Claimed:
        heard = self._heard.get(half_hour)
        if heard is None:
            heard = Claimed()
            if blocks := await self._cube.claims(half_hour):
                heard.add(joined(np.concatenate([block.keys for block in blocks])))
            self._heard[half_hour] = heard
        self._heard.move_to_end(half_hour)
        return heard


async def _done(large: bool, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What `work` returns; when it is large, it is done in a thread."""
    return await asyncio.to_thread(work, *given, **named) if large else work(*given, **named)


def _claimed(reports: Sequence[tuple[int, Batch]]) -> tuple[Batch, NDArray[np.int64], Claims]:
    """All `reports` as one batch, the sequence of each row, and whom it speaks for."""
    batch = Batch.joined([content for _, content in reports])
    sequences = np.concatenate(
        [np.arange(first, first + len(content), dtype=np.int64) for first, content in reports]
    )
    return batch, sequences, claims(batch)


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """Which rows count; what others add to persons heard before (0: nothing, else bits with the minute of the person); and what is
    to be remembered of it."""

    fresh: NDArray[np.bool_]
    fills: Marks
    adds: bool
    blocks: list[ClaimBlock]


def _heard(claimed: Claims, batch: Batch, heard: Mapping[int, Claimed]) -> _Told:
    """What the rows of `batch` come to, in their order; notes in `heard`, by half hour, who is heard and on what."""
    fresh = claimed.key == 0
    fills = np.zeros(len(fresh), dtype=np.uint64)
    blocks: list[ClaimBlock] = []
    for half_hour, known in heard.items():
        rows = np.flatnonzero((claimed.half_hour == half_hour) & (claimed.key != 0))
        marks = claimed.key[rows] | claimed.said[rows]
        kept, is_new = marks, _first_heard(marks, known)
        fresh[rows[is_new]] = True
        if not is_new.all():
            again = np.flatnonzero(~is_new & _is_of(SourceKind.PERSON, batch)[rows])
            before = known.known(marks[again])
            more = filled(marks[again], before)
            adding = np.flatnonzero(more)
            more = more[adding] | before[adding] & ~SAID
            known.fill(joined(more))
            fills[rows[again[adding]]] = more & ~PERSON
            kept = np.concatenate((marks[is_new], more))
        blocks.append(ClaimBlock(half_hour, kept))
    return _Told(fresh, fills, bool(fills.any()), blocks)


def _first_heard(marks: Marks, known: Claimed) -> NDArray[np.bool_]:
    """Which of `marks` are the first of their persons; notes them as `known`."""
    rising = np.sort(marks)
    if ((rising[1:] ^ rising[:-1]) >= SPAN).all():
        is_new = known.add(rising)
        return is_new if is_new.all() else is_new[np.argsort(np.argsort(marks))]
    _, first = np.unique(marks & PERSON, return_index=True)  # of a person's several the first
    is_new = np.zeros(len(marks), dtype=np.bool_)
    is_new[first] = known.add(marks[first])
    return is_new


def _watched_by_partners(batch: Batch) -> list[Stretch]:
    """When partners were counting, by their rows."""
    rows = np.flatnonzero(_is_of(SourceKind.PARTNER, batch))
    return stretches(batch.take(rows), 1) if len(rows) else []


def _is_of(wanted: SourceKind, batch: Batch) -> NDArray[np.bool_]:
    kinds = np.array([kind == wanted for kind in batch.source_kind.values])
    chosen: NDArray[np.bool_] = kinds[batch.source_kind.codes]
    return chosen
