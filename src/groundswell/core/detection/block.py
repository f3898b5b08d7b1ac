"""Some thousands of series side by side: few enough that what a minute touches stays in the processor's cache.

Joins usual rate, scan and threshold minute by minute. `Detector` cuts its series into blocks and loops over them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection import saturating_counter
from groundswell.core.detection.baseline import Baseline, Bools, Floats
from groundswell.core.detection.calibration import LEAST_SCORE, scale
from groundswell.core.detection.calm import calm_bins, calm_since, within_band
from groundswell.core.detection.cornish_fisher import upper_quantile
from groundswell.core.detection.gaps import LONG_GAP_MINUTES, MANY, Gaps, bridged, until_long
from groundswell.core.detection.history import Lesson
from groundswell.core.detection.scan import Look, Scan
from groundswell.core.detection.state import State, of, put, taken, under
from groundswell.core.detection.week import FOLD_MINUTES, HOURS, Week
from groundswell.core.timegrid import hour_of_week

Ints = NDArray[np.int64]

BLOCK_SERIES = 4096
MODEL_VARIANCE = 0.2
"""Least relative variance of a window's usual rate: news, marketing and clock changes move it by half."""
HOLD_SHARE = 0.5
"""Share of the score it passes once a year from which a series stops teaching its baseline: whatever is asked, or who
asks for more alarms would have the usual learned from the calmer minutes only ..."""
HOLD_MINUTES = 1440
"""... and for how long at most: what lasts longer is the new usual."""
REPORTS_MAX = np.float32(1e6)
REPORTS_RATIO = np.float32(100.0)
"""A bin counts no more, or no more than so many times its usual: beyond some millions the sums of 32-bit floats grow too coarse for
single reports, but who usually counts millions is told by those."""


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """What a Block says of some bins: all (bins, series), `since` (series,) where it is the same in all."""

    score: Floats
    expected: Floats
    alarm: Bools
    since: NDArray[np.int32]


class Block:
    """Up to BLOCK_SERIES series. All arrays are (series,) unless said otherwise."""

    def __init__(self, series: int, bin_minutes: int, pay: Floats, week: Week) -> None:
        """`pay`: how much rarer, in nats, a false alarm of each series has to be than once a year."""
        self.series = series
        self.bin_minutes = bin_minutes
        self.baseline = Baseline(series, bin_minutes, week)
        self.scan = Scan(series, bin_minutes)
        self.pay = pay
        self.flushed: NDArray[np.intp] = np.zeros(0, dtype=np.intp)
        """Series of whose newest bin more was cut off, as the backlog of a gap, than a report or two."""
        self.alarm = np.zeros(series, dtype=np.bool_)
        self.since = np.full(series, -1, dtype=np.int32)
        self.calm = np.zeros(series, dtype=np.uint8)
        self.held = np.zeros(series, dtype=np.uint16)
        self.gap = np.zeros(series, dtype=np.uint16)
        self.drain = np.zeros(series, dtype=np.uint8)
        """How many bins more may carry a backlog."""
        self._weigh()

    def _weigh(self) -> None:
        """What follows from the state and changes only as the baseline learns."""
        self._young = bool(self.baseline.gate.any())
        self.broken = bool(self.gap.any() or self.drain.any())
        """Whether any of the series has a gap now, or has just had one."""
        self._held = bool(self.held.any())
        self.scale = scale(self.bin_minutes, self.baseline.level)
        asked = self.scale.score(self.pay)
        self.limit = np.maximum(asked, np.float32(LEAST_SCORE))
        self._least = asked - self.limit
        self.hold = np.float32(HOLD_SHARE) * self.scale.once
        spread, doubt = self.baseline.spread(), self.baseline.doubt()
        self.band = spread + doubt
        self.own = spread + np.float32(1.0) / self.baseline.level_counts
        self.variance = np.maximum(spread, np.float32(MODEL_VARIANCE)) + doubt
        self.clump = self.baseline.clump()

    def fold_if_due(self, minute: int) -> None:
        """Before the bin at `minute`: let what was counted teach, if ten minutes are over."""
        tenth = minute // FOLD_MINUTES
        if tenth != self.baseline.tenth:
            self.fold(tenth)

    def fold(self, tenth: int) -> None:
        """Let what was counted since the last time teach."""
        self.baseline.fold()
        self.baseline.tenth = tenth
        self._weigh()

    def vary(self, hour: int) -> None:
        """First half of closing `hour` (`Baseline.vary`)."""
        self.baseline.vary(hour)
        self._weigh()  # what is weighed follows from the state alone, or a restart would weigh otherwise

    def settle(self, lesson: Lesson, factors: Floats, dealt: bool) -> None:
        """Finish the learning of a history (`Baseline.settle`)."""
        self.baseline.settle(lesson, factors, dealt)
        self._weigh()

    def rarity(self, score: Floats) -> Floats:
        """How rare such scores are while these series are up: nats of years, in which an alarm begins above `pay`."""
        return self.scale.rarity(score + self._least)

    def charge(self, pay: Floats) -> None:
        """From now on each series has to pay so much."""
        self.pay = pay
        self._weigh()

    def fall_in(self, other: Block) -> None:
        """Stand where `other` does in time, with nothing heard yet."""
        mine, theirs = self.baseline, other.baseline
        mine.hour, mine.tenth, mine.line, mine.until = theirs.hour, theirs.tenth, theirs.line, theirs.until
        mine.start[:] = mine.rate()
        self.scan.bins = other.scan.bins
        self.scan.begun[:] = other.scan.bins

    def joined(self, other: Block) -> Block:
        """The series of both, in one block."""
        pay = np.concatenate([self.pay, other.pay])
        block = Block(self.series + other.series, self.bin_minutes, pay, self.baseline.week)
        block.restore(joined([self.state(), other.state()]))
        return block

    def pass_over(self, bins: int) -> None:
        """So many bins did not come at all."""
        self.gap = np.minimum(self.gap.astype(np.int64) + bins, MANY).astype(np.uint16)
        self.broken = True

    def unbroken(self, counts: NDArray[np.integer]) -> int:
        """How many of these bins (K, S) can be taken at once, as far as gaps go: one in which windows begin anew (`_wake`) stands alone."""
        if len(counts) == 1 or not self.broken:
            return len(counts)
        return until_long(counts, self.gap, self.alarm | (self.scan.last > 0), self.bin_minutes)

    def take(self, minute: int, counts: NDArray[np.integer]) -> Taken:
        """Judge the bins from `minute` on, (K, S), and learn from them: the first, and as many more as can be at once.

        Between them nothing may move that only a fold, an hour or a line moves, nor a gap that is or grows long (`unbroken`).
        """
        room = min(len(counts), self.scan.room)
        counts = counts[:room]
        present = None if counts.min(initial=0) >= 0 else np.asarray(counts >= 0)
        gaps, torn = None, present is not None or self.broken
        if torn:
            self._wake(counts[0])
        expected = self.baseline.expected(minute, room)
        seen = bounded(counts, expected)
        if torn:
            gaps = bridged(counts, seen, expected, (self.gap, self.drain), self.bin_minutes)
        usual = expected if present is None else expected * present
        heard = self._heard(present, room)
        told = (seen, usual) if heard is None or not self._young else (seen * heard, usual * heard)
        look = self.scan.look(*told, self.variance, self.clump, heard)
        alarm, since, over = self._judge(minute, look, seen, expected, present)
        bins = len(alarm)
        self._keep(gaps, bins)
        score = look.score[:bins]
        self.scan.push(look, bins)
        if len(over):
            self.scan.forget(over)
        self._teach(score, alarm, seen[:bins], usual[:bins], None if present is None else present[:bins])
        return Taken(score, expected[:bins], alarm, since)

    def _heard(self, present: Bools | None, bins: int) -> Bools | None:
        """Series that are judged (bins, S): with data, and known for long enough; None if all are."""
        if not self._young:
            return present
        heard = np.tile(~self.baseline.gated, (bins, 1))
        return heard if present is None else heard & present

    def _wake(self, counts: NDArray[np.integer]) -> None:
        """After a long gap the windows begin anew, and alarms end: nothing that they were raised by is left."""
        at = np.flatnonzero((counts < 0) | (self.gap > 0))
        here, gap = counts[at] >= 0, self.gap[at].astype(np.int64)
        long = (gap + ~here) * self.bin_minutes > LONG_GAP_MINUTES
        over = at[long & (here | self.alarm[at] | (self.scan.last[at] > 0))]
        if not len(over):
            return
        self.quieten(over)
        self.held[over] = 0
        again = long & here
        if again.any():
            self.baseline.sleep(at[again], gap[again])
            self._weigh()

    def _keep(self, gaps: Gaps | None, bins: int) -> None:
        """Stand where gaps do after so many bins."""
        self.flushed = self.flushed[:0]
        if gaps is not None:
            gap, drain = gaps.gap[bins - 1], gaps.drain[bins - 1]
            self.gap[gaps.at], self.drain[gaps.at] = gap, drain
            self.broken = bool(gap.any() or drain.any())
            self.flushed = gaps.at[gaps.flushed[bins - 1]]

    def _judge(
        self, minute: int, look: Look, seen: Floats, expected: Floats, present: Bools | None
    ) -> tuple[Bools, NDArray[np.int32], NDArray[np.intp]]:
        """Alarm and since, bin by bin, up to the first in which one ends; and the series of which one ends there."""
        over = look.score > self.limit
        if present is not None:
            over &= present
        if not over.any() and not self.alarm.any():
            return over, self.since, np.zeros(0, dtype=np.intp)
        on = np.flatnonzero(self.alarm | over.any(axis=0))
        rise, quiet = over.take(on, axis=1), self._quiet(look, on, seen, expected)
        up = np.empty((len(over) + 1, len(on)), dtype=np.bool_)
        up[0] = self.alarm[on]
        for at, row in enumerate(rise):
            np.logical_or(up[at], row, out=up[at + 1])
        new = up[1:] & ~up[:-1]
        asked = up[:-1] if present is None else up[:-1] & present.take(on, axis=1)
        calm = calm_since(self.calm[on], asked & quiet, (asked & ~quiet) | new)
        ends = asked & (calm >= calm_bins(self.bin_minutes))
        first = np.flatnonzero(ends.any(axis=1))
        bins = int(first[0]) + 1 if len(first) else len(over)
        ended, risen = on[ends[bins - 1]], np.flatnonzero(up[bins] & ~up[0])
        alarm, since = np.repeat(self.alarm[None], bins, axis=0), np.repeat(self.since[None], bins, axis=0)
        alarm[:, on] = up[1 : bins + 1]
        at = new[:, risen].argmax(axis=0)
        begun = minute + (at + 1 - look.width[at, on[risen]].astype(np.int64)) * self.bin_minutes
        since[:, on[risen]] = np.where(up[1 : bins + 1, risen], begun, -1)
        alarm[-1, ended], since[-1, ended] = False, -1
        self.alarm[:], self.since[:], self.calm[on] = alarm[-1], since[-1], calm[bins - 1]
        return alarm, since, ended

    def _quiet(self, look: Look, on: NDArray[np.intp], seen: Floats, expected: Floats) -> Bools:
        """Whether the series `on` keep within their usual band, each bin by itself and what came of late together: (K, on)."""
        quiet: Bools = seen.take(on, axis=1) <= self.upper(expected, on)
        low = np.flatnonzero(quiet.any(axis=0))  # the windows of the others need not be looked at
        if len(low):
            at = on[low]
            quiet[:, low] &= within_band(self.scan, look, at, self.band[at], self.clump[at])
        return quiet

    def quieten(self, series: NDArray[np.intp]) -> None:
        """End the alarms of these series; their windows begin anew."""
        self.alarm[series] = False
        self.since[series] = -1
        self.scan.forget(series)

    def _teach(
        self, score: Floats, alarm: Bools, seen: Floats, expected: Floats, present: Bools | None
    ) -> None:
        """Let the bins teach the usual, but where an outage may be on that does not come every day."""
        hold = score > self.hold
        hold |= alarm
        silent = None
        if self._held or hold.any():
            usual = self.baseline
            now_held: Bools = np.any(hold if present is None else hold & present, axis=0)
            saturating_counter.note(usual.days, usual.slots(usual.hour), now_held)
            recurs = usual.recurs()
            silent = hold
            for at, now in enumerate(hold):
                self.held += now
                self.held *= now
                self._held = bool(now.any())
                silent[at] &= self.held <= HOLD_MINUTES // self.bin_minutes
            np.minimum(self.held, MANY, out=self.held)
            if recurs is not None:
                silent &= ~recurs
        if present is not None:
            silent = ~present if silent is None else silent | ~present
        self.baseline.learn(seen.copy(), expected.copy(), silent, self._young)

    def amend(self, ago: int, counts: Floats) -> None:
        """Add reports that came late for the bin `ago` bins before the newest: the windows count them, and they teach as
        any other. What was only listened to is not judged afterwards either."""
        counts = bounded(counts, self.baseline.start)
        gated = self.baseline.gated
        counted = self.scan.amend(ago, np.where(gated, np.float32(0.0), counts))
        teaching = ~self.alarm & (self.scan.last <= self.hold)
        self.baseline.amend(np.where(gated, counts, np.where(teaching, counted, np.float32(0.0))))

    def upper(self, expected: Floats, at: NDArray[np.intp] | slice = slice(None)) -> Floats:
        """The upper edge of the usual band of series `at`, of which (..., series) is expected."""
        return upper_quantile(expected[..., at], self.band[at])

    def state(self) -> State:
        """Everything, as arrays."""
        inner = under("baseline", self.baseline.state()) | under("scan", self.scan.state())
        return taken(self, _STATE) | inner

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        """Become what `state` says."""
        put(self, _STATE, state)
        self.baseline.restore(of("baseline", state))
        self.scan.restore(of("scan", state))
        self._weigh()


_STATE = (
    "alarm",
    "since",
    "calm",
    "held",
    "gap",
    "drain",
)


def bounded(counts: NDArray[np.number], expected: Floats) -> Floats:
    """Counts cut off where they are beyond all bounds, given what was expected.

    >>> bounded(np.array([7, 10**9, 10**9]), np.float32([1, 1, 10**6])).tolist()
    [7.0, 1000000.0, 100000000.0]
    """
    seen = counts.astype(np.float32)
    if seen.max(initial=0) > REPORTS_MAX:
        np.minimum(seen, np.maximum(REPORTS_MAX, REPORTS_RATIO * expected), out=seen)
    return seen


def each(blocks: Sequence[Block]) -> Iterator[tuple[Block, slice]]:
    """The blocks, and where their series stand among all."""
    first = 0
    for block in blocks:
        yield block, slice(first, first + block.series)
        first += block.series


def holding(
    blocks: Sequence[Block], series: NDArray[np.intp]
) -> Iterator[tuple[Block, NDArray[np.intp], NDArray[np.intp]]]:
    """The blocks that hold any of `series`: which of them, and where in the block."""
    assert blocks or not len(series), "in wide bins there are no blocks to ask"
    for block, part in each(blocks):
        here = np.flatnonzero((series >= part.start) & (series < part.stop))
        if len(here):
            yield block, here, series[here] - part.start


def joined(states: Sequence[State]) -> State:
    """The states of blocks that stand side by side as that of one; what is no array of series is the same in all."""
    return {
        name: np.concatenate([state[name] for state in states], axis=-1) if first.ndim else first
        for name, first in states[0].items()
    }


def of_kept(blocks: Sequence[Block], kept: Bools, pay: Floats, places: Sequence[slice]) -> list[Block]:
    """The series of `blocks` that are `kept`, in blocks that hold these `places` of them; `pay` is theirs."""
    if not blocks:
        return []
    whole = joined([block.state() for block in blocks])
    whole = {name: array[..., kept] if array.ndim else array for name, array in whole.items()}
    made = []
    for part in places:
        block = Block(part.stop - part.start, blocks[0].bin_minutes, pay[part], blocks[0].baseline.week)
        block.restore({name: array[..., part] if array.ndim else array for name, array in whole.items()})
        made.append(block)
    return made


def teach(
    blocks: Sequence[tuple[Block, slice]],
    past: tuple[int, Callable[[slice], NDArray[np.integer]], int, bool],
    vote: Callable[[NDArray[np.intp]], None],
    factors: Callable[[int], Floats],
) -> None:
    """Let blocks, and the places of their series, take in `past`: first minute, who gives the counts of some of them, the
    width of a bin, and whether they were dealt out of wider ones. `vote` asks all for the population's week, `factors` says how the
    parents stand to it in an hour."""
    first_minute, counts, width, dealt = past
    lesson: Lesson | None = None
    for block, part in blocks:
        lesson = block.baseline.learn_history(first_minute, counts(part), width)
    if lesson is None:
        return
    vote(np.arange(HOURS))
    last = int(lesson.hours[-1]) + 1
    known = {hour_of_week(hour): factors(hour) for hour in range(last - HOURS, last)}
    for block, part in blocks:
        if len(blocks) > 1:  # made twice rather than kept: each is as large as the counts
            lesson = Lesson.of(first_minute, counts(part), width, block.bin_minutes)
        block.settle(lesson, np.stack([known[hour][part] for hour in range(HOURS)]), dealt)


def parts(series: int, size: int) -> list[slice]:
    """The places of blocks of this `size`.

    >>> parts(5, 2)
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    return [slice(first, min(first + size, series)) for first in range(0, series, size)]
