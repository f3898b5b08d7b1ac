"""Which series are in an outage now: many series side by side, judged bin by bin.

A Detector never loops over its series, only over blocks of thousands. It is causal and deterministic: the same
counts give the same findings, bit by bit, also across a save and restore, and in whatever order the series stand.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection.baseline import DAY, HOUR, Bools, Floats, between
from groundswell.core.detection.block import BLOCK_SERIES, Block, Ints
from groundswell.core.detection.held import Window
from groundswell.core.detection.history import Lesson
from groundswell.core.detection.state import State, of, under
from groundswell.core.detection.week import HOURS, Week
from groundswell.core.detection.year import Year
from groundswell.core.timegrid import hour_of_week

STATE_VERSION = 3
"""Of what `Detector.state` gives; states of another version cannot be restored."""


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """What a Detector claims of S series at one minute, or, from `run`, of T bins by S series.

    `score` is the evidence in nats; `rarity` the natural logarithm of how many years pass between such scores
    while a series of this size is up. It can be compared between sizes: an alarm begins where it exceeds that
    of the false alarms that are asked for.
    """

    minute: Ints | int
    alarm: Bools
    score: Floats
    expected: Floats
    since: Ints
    upper: Floats
    rarity: Floats


class Detector:
    """Outages in `series` series of counts per bin of `bin_minutes`, kept side by side.

    `false_alarms_per_year` is how often a series that is up may raise an alarm; `threshold` follows from it.
    `parents` (S,) names the series of which each is a part, by index (-1 for none): a part borrows the rhythm of
    the whole while its own is unknown. Costs less than 600 bytes of state per series: a week in hours (336), windows
    (152), sums and counters.

    >>> import numpy as np
    >>> counts = np.random.default_rng(1).poisson(0.5, (3000, 2))     # minutes x services
    >>> counts[2900:, 1] += 4                                         # the second one breaks
    >>> findings = Detector(series=2).run(first_minute=29_000_160, counts=counts)
    >>> findings.alarm.any(axis=0).tolist()
    [False, True]
    >>> int(findings.since[-1, 1]) - 29_000_160
    2900
    """

    def __init__(
        self,
        series: int,
        false_alarms_per_year: float = 1.0,
        bin_minutes: int = 1,
        *,
        parents: NDArray[np.integer] | None = None,
        rarer: NDArray[np.floating] | None = None,
    ) -> None:
        """`rarer` (S,), in nats: by so much rarer than asked are the false alarms of each series to be."""
        assert series >= 0
        assert false_alarms_per_year > 0
        assert bin_minutes >= 1
        self.series = series
        self.false_alarms_per_year = float(false_alarms_per_year)
        self.bin_minutes = int(bin_minutes)
        self._parents = (
            np.full(series, -1, dtype=np.int32) if parents is None else np.array(parents, dtype=np.int32)
        )
        self._rarer = (
            np.zeros(series, dtype=np.float32) if rarer is None else np.array(rarer, dtype=np.float32)
        )
        self._week = Week()
        self._minute = -1
        self._swing: tuple[int, Floats] | None = None
        pay = self._rarer - np.float32(math.log(self.false_alarms_per_year))
        self._year = (
            Year(series, self.false_alarms_per_year, self.bin_minutes) if bin_minutes >= DAY else None
        )
        self._blocks = [
            Block(len(pay[part]), self.bin_minutes, pay[part], self._week) for part in _parts(series)
        ]

    @property
    def threshold(self) -> Floats:
        """The score from which each series is in alarm."""
        if self._year is not None:
            return np.full(self.series, self._year.limit, dtype=np.float32)
        return self._gathered("limit")

    @property
    def rarer(self) -> Floats:
        """By how much rarer than asked, in nats, the false alarms of each series are to be."""
        return self._rarer

    @property
    def flushed(self) -> Bools:
        """Series whose newest bin was cut off as what a gap had held back."""
        cut = np.zeros(self.series, dtype=np.bool_)
        for block, part in self._each():
            cut[part.start + block.flushed] = True
        return cut

    def step(self, minute: int, counts: NDArray[np.integer]) -> Findings:
        """Judge the bin that starts at `minute` (since 1970-01-01 UTC) and learn from it; -1 = no data."""
        counts = np.asarray(counts)
        assert counts.shape == (self.series,)
        assert minute > self._minute, "bins come in order"
        missed = (minute - self._minute) // self.bin_minutes - 1 if self._minute >= 0 else 0
        self._minute = int(minute)
        if self._year is not None:
            return self._of_year(self._year, counts)
        self._enter(self._minute)
        score, expected = np.empty((2, self.series), dtype=np.float32)
        for block, part in self._each():
            if missed:
                block.pass_over(missed)
            score[part], expected[part] = block.step(self._minute, counts[part])
        return self._findings(score, expected)

    def run(self, first_minute: int, counts: NDArray[np.integer]) -> Findings:
        """Step through `counts` (T, S); the findings are those of the steps, stacked."""
        minutes = first_minute + self.bin_minutes * np.arange(len(counts), dtype=np.int64)
        shape = (len(counts), self.series)
        alarm, since = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.int64)
        score, expected, upper, rarity = (np.zeros(shape, dtype=np.float32) for _ in range(4))
        for i, minute in enumerate(minutes.tolist()):
            found = self.step(minute, counts[i])
            alarm[i], since[i], score[i] = found.alarm, found.since, found.score
            expected[i], upper[i], rarity[i] = found.expected, found.upper, found.rarity
        return Findings(minutes, alarm, score, expected, since, upper, rarity)

    def learn(self, first_minute: int, counts: NDArray[np.integer], bin_minutes: int | None = None) -> None:
        """Take in a history (T, S) without judging it."""
        counts = np.asarray(counts)
        assert counts.ndim == 2
        assert counts.shape[1] == self.series
        if not (counts >= 0).any():
            return
        width = bin_minutes or self.bin_minutes
        if self._year is not None:
            assert width == self.bin_minutes, "a history of wide bins has bins as wide"
            self._year.learn(int(first_minute), counts)
            return
        lessons: list[Lesson] = []
        for block, part in self._each():
            lessons.append(block.baseline.learn_history(int(first_minute), counts[:, part], width))
        self._vote(np.arange(HOURS))
        factors = np.ones((HOURS, self.series), dtype=np.float32)
        if (self._parents >= 0).any():
            last = int(lessons[0].hours[-1]) + 1
            for hour in range(last - HOURS, last):
                factors[hour_of_week(hour)] = self._factors(hour)
        for (block, part), lesson in zip(self._each(), lessons, strict=True):
            block.settle(lesson, factors[:, part])

    def grow(self, parents: NDArray[np.integer], rarer: NDArray[np.floating]) -> None:
        """Add parts of known series, at the end; like all that is new they are listened to before they are judged.

        `parents` are those of the new series, `rarer` is for all of them, old and new.
        """
        self._swing = None
        new = len(parents)
        self.series += len(parents)
        self._parents = np.concatenate([self._parents, parents.astype(np.int32)])
        self._rarer = np.array(rarer, dtype=np.float32)
        last = len(self._blocks[-1].alarm) if self._blocks else BLOCK_SERIES
        room = min(BLOCK_SERIES - last, new)
        if room:
            self._blocks[-1] = self._blocks[-1].joined(self._fresh(room))
        for first in range(room, new, BLOCK_SERIES):
            self._blocks.append(self._fresh(min(BLOCK_SERIES, new - first)))
        ask = np.float32(math.log(self.false_alarms_per_year))
        for block, part in self._each():
            block.charge(self._rarer[part] - ask)

    @property
    def reach(self) -> int:
        """How many of the newest bins reports may come late for (`amend`) and still count."""
        return self._blocks[0].scan.reach if self._blocks and self._year is None else 0

    def amend(self, minute: int, counts: NDArray[np.integer]) -> None:
        """Add reports (S,) that came late for the bin at `minute`, which has been judged, as all since: the windows count
        them at the next step, and they teach. An alarm can follow, but none is taken back."""
        ago = (self._minute - minute) // self.bin_minutes
        assert ago >= 0
        if self._year is not None:
            return
        for block, part in self._each():
            block.amend(ago, counts[part].astype(np.float32))

    def quieten(self, series: NDArray[np.intp]) -> Floats:
        """End the alarms of these series, and let no window of theirs reach back beyond now; return their rarity."""
        rarity = np.empty(len(series), dtype=np.float32)
        for block, here, at in self._places(series):
            block.quieten(at)
            rarity[here] = block.rarity(np.zeros(block.series, dtype=np.float32))[at]
        return rarity

    def within(self, minutes: int, series: NDArray[np.intp]) -> Window:
        """What these series counted in the last `minutes` or so, the window nearest to that."""
        columns = np.empty((4, len(series)), dtype=np.float32)
        for block, here, at in self._places(series):
            columns[:2, here] = block.scan.within(minutes, self.bin_minutes, at)
            columns[2, here], columns[3, here] = block.variance[at], block.clump[at]
        return Window(*columns)

    def set_clock(self, hours: NDArray[np.integer]) -> None:
        """What to add to UTC (S,), in hours, for each series' own time of week from now on.

        A daylight-saving change is one hour more or less; a holiday that goes like a Sunday is as many days as
        it takes to read as one. Whole hours suffice: the rhythm is learned, only its changes have to be told.
        """
        for block, part in self._each():
            clock = np.array(hours[part], dtype=np.int16)
            if not np.array_equal(clock, block.baseline.clock):
                block.baseline.clock = clock
                block.baseline.line = -1

    def swing(self, minute: int) -> Floats:
        """How far the usual of each series would rise if this were an hour earlier or later, whichever is more."""
        hour = minute // HOUR
        if self._swing is None or self._swing[0] != hour:
            here = np.maximum(self._shape_at(hour), np.float32(1e-6))
            near = np.maximum(self._shape_at(hour - 1), self._shape_at(hour + 1))
            self._swing = (hour, np.maximum(near / here, np.float32(1.0)))
        return self._swing[1]

    def forecast(self, first_minute: int, bins: int, bin_minutes: int) -> tuple[Floats, Floats]:
        """What is usual in `bins` bins of `bin_minutes` to come, and the upper edge of its band: (bins, S) each.

        For a Detector whose own bins are narrower than a day.
        """
        assert self._year is None
        expected, upper = np.empty((2, bins, self.series), dtype=np.float32)
        steps = max(1, bin_minutes // HOUR)
        shape_at = cache(self._shape_at)  # several bins lie between the same two hours
        for i in range(bins):
            shape = np.zeros(self.series, dtype=np.float32)
            for step in range(steps):
                start = first_minute + i * bin_minutes + step * bin_minutes // steps
                hour, late = between(start, bin_minutes // steps)
                near, far = shape_at(hour), shape_at(hour + 1)
                shape += (near + np.float32(late) * (far - near)) / np.float32(steps)
            for block, part in self._each():
                rate = block.baseline.rate() * np.float32(bin_minutes / self.bin_minutes)
                expected[i, part] = rate * shape[part]
                upper[i, part] = block.upper(expected[i, part])
        return expected, upper

    def state(self) -> State:
        """All that it has learned and is doing, as arrays; `Detector.restore` continues from it bit by bit."""
        state: State = {
            "version": np.array(STATE_VERSION),
            "series": np.array(self.series),
            "false_alarms_per_year": np.array(self.false_alarms_per_year),
            "bin_minutes": np.array(self.bin_minutes),
            "minute": np.array(self._minute),
            "week": self._week.shape.copy(),
            "parents": self._parents.copy(),
            "rarer": self._rarer.copy(),
        }
        parts: list[tuple[str, Block | Year]] = [(str(at), block) for at, block in enumerate(self._blocks)]
        for name, part in parts if self._year is None else [("year", self._year)]:
            state |= under(name, part.state())
        return state

    @classmethod
    def restore(cls, state: Mapping[str, NDArray[np.generic]]) -> Detector:
        """The Detector that gave `state`."""
        detector = cls(
            int(state["series"]),
            float(state["false_alarms_per_year"]),
            int(state["bin_minutes"]),
            parents=np.array(state["parents"], dtype=np.int32),
            rarer=np.array(state["rarer"], dtype=np.float32),
        )
        detector._minute = int(state["minute"])
        detector._week.shape = np.array(state["week"], dtype=np.float64)
        parts: list[tuple[str, Block | Year]] = [(str(at), one) for at, one in enumerate(detector._blocks)]
        for name, part in parts if detector._year is None else [("year", detector._year)]:
            part.restore(of(name, state))
        return detector

    # --- inside ---

    def _fresh(self, series: int) -> Block:
        """A block of series of which nothing is known, in time with the others."""
        block = Block(series, self.bin_minutes, np.zeros(series, dtype=np.float32), self._week)
        if self._blocks:
            block.fall_in(self._blocks[0])
        return block

    def _each(self) -> Iterator[tuple[Block, slice]]:
        first = 0
        for block in self._blocks:
            yield block, slice(first, first + block.series)
            first += block.series

    def _places(self, series: NDArray[np.intp]) -> Iterator[tuple[Block, NDArray[np.intp], NDArray[np.intp]]]:
        """The blocks that hold any of `series`: which of them, and where in the block."""
        for block, part in self._each():
            here = np.flatnonzero((series >= part.start) & (series < part.stop))
            if len(here):
                yield block, here, series[here] - part.start

    def _gathered(self, name: str) -> Floats:
        arrays = [getattr(block, name) for block in self._blocks]
        return np.concatenate(arrays) if arrays else np.zeros(0, dtype=np.float32)

    def _of_year(self, year: Year, counts: NDArray[np.integer]) -> Findings:
        score, expected, upper = (part.astype(np.float32) for part in year.step(self._minute, counts))
        rarity = score - np.float32(year.once)
        return Findings(self._minute, year.alarm.copy(), score, expected, year.since.copy(), upper, rarity)

    def _findings(self, score: Floats, expected: Floats) -> Findings:
        upper, rarity = np.empty((2, self.series), dtype=np.float32)
        alarm, since = np.empty(self.series, dtype=np.bool_), np.empty(self.series, dtype=np.int64)
        for block, part in self._each():
            upper[part] = block.upper(expected[part])
            rarity[part] = block.rarity(score[part])
            alarm[part], since[part] = block.alarm, block.since
        return Findings(self._minute, alarm, score, expected, since, upper, rarity)

    def _enter(self, minute: int) -> None:
        """Before the bin at `minute`: close the tenth and the hour that are over, aim at the next."""
        hour = (minute + self.bin_minutes // 2) // HOUR
        line, _ = between(minute, self.bin_minutes)
        closed: set[int] = set()
        for block in self._blocks:
            if block.baseline.hour not in (-1, hour):
                block.fold()
                closed.update(block.leave())
            else:
                block.fold_if_due(minute)
            block.baseline.hour = hour
        if closed:
            self._vote(np.array(sorted(closed)))
        stale = [block.baseline.line for block in self._blocks if block.baseline.line != line]
        if stale:
            near = None if all(before == line - 1 for before in stale) else self._shape_at(line)
            far = self._shape_at(line + 1)
            for block, part in self._each():
                block.baseline.aim(line, None if near is None else near[part], far[part])

    def _vote(self, slots: NDArray[np.intp]) -> None:
        """Ask all series that are not parts for the population's week in these hours of it."""
        roots = self._parents < 0
        self._week.put(slots, [block.baseline.vote(slots, roots[part]) for block, part in self._each()])

    def _shape_at(self, hour: int) -> Floats:
        """How each series stands to its level at the centre of `hour`."""
        factors = (
            self._factors(hour) if (self._parents >= 0).any() else np.ones(self.series, dtype=np.float32)
        )
        shape = np.empty(self.series, dtype=np.float32)
        for block, part in self._each():
            shape[part] = block.baseline.shape_at(hour, factors[part])
        return shape

    def _factors(self, hour: int) -> Floats:
        """How each series' parent stands to the population in `hour`; 1 where there is no parent."""
        factors = np.ones(self.series, dtype=np.float32)
        whole = np.empty(self.series, dtype=np.float32)
        for block, part in self._each():
            shape = block.baseline.shape_at(hour, factors[part])
            whole[part] = block.baseline.factor_at(hour, shape)
        has = self._parents >= 0
        factors[has] = whole[self._parents[has]]
        return factors


def _parts(series: int) -> list[slice]:
    """The blocks' places."""
    return [slice(first, min(first + BLOCK_SERIES, series)) for first in range(0, series, BLOCK_SERIES)]
