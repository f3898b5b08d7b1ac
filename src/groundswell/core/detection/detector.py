"""Which series are in an outage now: many series side by side, judged bin by bin.

A Detector never loops over its series, only over blocks of thousands. It is causal and deterministic: the same
counts give the same findings, bit by bit, also across a save and restore; in another order of the series sums are rounded otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection.baseline import Bools, Floats, Places
from groundswell.core.detection.block import BLOCK_SERIES, Block, each, holding, of_kept, parts, teach
from groundswell.core.detection.disaggregation import dealt_history, part_minutes
from groundswell.core.detection.findings import Findings
from groundswell.core.detection.gaps import LONG_GAP_MINUTES
from groundswell.core.detection.held import Window
from groundswell.core.detection.history import Past, by_columns, readable
from groundswell.core.detection.state import State, check_version, of, under
from groundswell.core.detection.week import FOLD_MINUTES, Week, course, place
from groundswell.core.detection.wide import Wide
from groundswell.core.detection.year import Year
from groundswell.core.timegrid import HOUR_MINUTES, MINUTES_PER_DAY

STATE_VERSION = 11
"""Of what `Detector.state` gives; states of another version cannot be restored."""

_VARY, _VOTE, _AHEAD, _DONE = 1, 2, 3, 10
"""What the ticks of minutes do in turn once an hour is over: each series' spread, then its week and that of the
population; then work out how all stand in the hour after this, part by part, before the tenth minute moves what that
follows from. So no minute has to do it all."""


class Detector:
    """Outages in `series` series of counts per bin of `bin_minutes`, kept side by side.

    `false_alarms_per_year` is how often a series that is up may raise an alarm; `threshold` follows from it.
    `parents` (S,) names the series of which each is a part, by index (-1 for none): a part borrows the rhythm of
    the whole while its own is unknown. Costs less than 600 bytes of state per series (in bins between an hour and a day
    some 170 more): a week in hours (336), windows (152), sums and counters; and some 40 held in memory that follow from them.

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
        assert bin_minutes >= 1
        assert false_alarms_per_year > 0
        self.series = series
        self.false_alarms_per_year = float(false_alarms_per_year)
        self.bin_minutes = int(bin_minutes)
        self._parents = np.array(np.full(series, -1) if parents is None else parents, dtype=np.int32)
        self._rarer = np.array(np.zeros(series) if rarer is None else rarer, dtype=np.float32)
        self._week = Week()
        self._minute = -1
        self._over, self._turn, self._ahead = -1, _DONE, -1
        """The hour that is to be closed, which turn has been, and the line that `Baseline.ahead` is the end of."""
        self._entered: tuple[int, int, int] | None = None
        """Hour, tenth and line of the last tick, after which there was nothing left to do."""
        pay = self._pay
        self._wide: Year | Wide | None = None
        if bin_minutes >= MINUTES_PER_DAY:
            self._wide = Year(series, self.bin_minutes, pay)
        elif bin_minutes > HOUR_MINUTES:
            usual = Detector(series, bin_minutes=part_minutes(self.bin_minutes), parents=self._parents)
            self._wide = Wide(usual, self.bin_minutes, pay)
        self._blocks = [
            Block(len(pay[part]), self.bin_minutes, pay[part], self._week)
            for part in parts(series if self._wide is None else 0, BLOCK_SERIES)
        ]

    @property
    def threshold(self) -> Floats:
        """The score from which each series is in alarm."""
        if self._wide is not None:
            return self._wide.limit.astype(np.float32)
        return self._gathered("limit")

    @property
    def level(self) -> Floats:
        """Reports per bin of each series, averaged over weeks. For a Detector whose own bins are narrower than a day."""
        assert not isinstance(self._wide, Year)
        return self._gathered("level") if self._wide is None else self._wide.level

    @property
    def rarer(self) -> Floats:
        """By how much rarer than asked, in nats, the false alarms of each series are to be."""
        return self._rarer

    @property
    def _pay(self) -> Floats:
        """By how much rarer than once a year, in nats, the false alarms of each series are to be."""
        return self._rarer - np.float32(math.log(self.false_alarms_per_year))

    @property
    def flushed(self) -> Bools:
        """Series whose newest bin was cut off as what a gap had held back."""
        cut = np.zeros(self.series, dtype=np.bool_)
        for block, part in each(self._blocks):
            cut[part.start + block.flushed] = True
        return cut

    def come_to(self, minute: int) -> None:
        """Judge bins left out before `minute` as without data, by the clocks as they are; of very many the number is enough."""
        if self._minute < 0:
            return
        missed = (minute - self._minute) // self.bin_minutes - 1
        assert missed >= 0, "bins come in order and do not overlap"
        if missed * self.bin_minutes > LONG_GAP_MINUTES:
            for block in self._blocks:
                block.pass_over(missed)
            self._minute = minute - self.bin_minutes
            return
        silent = np.full((1, self.series), -1, dtype=np.int8)
        for _ in range(missed):
            self._judge(self._minute + self.bin_minutes, silent)

    def step(self, minute: int, counts: NDArray[np.integer]) -> Findings:
        """Judge the bin that starts at `minute` (since 1970-01-01 UTC) and learn from it; -1 = no data, as is what is left out."""
        counts = readable(np.asarray(counts))
        assert counts.shape == (self.series,)
        self.come_to(int(minute))
        return self._judge(int(minute), counts[None]).of(0)

    def run(self, first_minute: int, counts: NDArray[np.integer]) -> Findings:
        """Step through `counts` (T, S); the findings are those of the steps, stacked."""
        counts = readable(np.asarray(counts))
        assert counts.shape[1:] == (self.series,)
        self.come_to(int(first_minute))
        minutes = first_minute + self.bin_minutes * np.arange(len(counts), dtype=np.int64)
        told = Findings.blank(minutes, self.series)
        at = 0
        while at < len(counts):
            found = self._judge(int(minutes[at]), counts[at:])
            told.put(slice(at, at + len(found.alarm)), found)
            at += len(found.alarm)
        return told

    def learn(self, first_minute: int, counts: Past, bin_minutes: int | None = None) -> None:
        """Take in a history (T, S), in which there is something, without judging it."""
        self._finish()
        self._entered = None
        width = bin_minutes or self.bin_minutes
        told = by_columns(counts, self.series)
        if told is None:
            return
        if self._wide is not None:
            self._wide.learn(int(first_minute), told(slice(None)), width)
            return
        dealt = width > HOUR_MINUTES
        if dealt:
            told, width = dealt_history(self, int(first_minute), told, width)
        past = int(first_minute), told, width, dealt
        teach(list(each(self._blocks)), past, self._vote, lambda hour: self._factors(hour, self._parents))

    def grow(self, parents: NDArray[np.integer], rarer: NDArray[np.floating]) -> None:
        """Add parts of known series, at the end; like all that is new they are listened to before they are judged.

        `parents` are those of the new series, `rarer` is for all of them, old and new.
        """
        assert self._wide is None
        self._finish()
        self._entered = None
        old, new = self.series, len(parents)
        self.series += new
        self._parents = np.concatenate([self._parents, parents.astype(np.int32)])
        self._rarer = np.array(rarer, dtype=np.float32)
        last = len(self._blocks[-1].alarm) if self._blocks else BLOCK_SERIES
        room = min(BLOCK_SERIES - last, new)
        if room:
            self._blocks[-1] = self._blocks[-1].joined(self._fresh(room))
        for first in range(room, new, BLOCK_SERIES):
            self._blocks.append(self._fresh(min(BLOCK_SERIES, new - first)))
        pay = self._pay
        for block, part in each(self._blocks):
            block.charge(pay[part])
        if self._ahead >= 0:
            for block, here, at in holding(self._blocks, np.arange(old, self.series)):
                self._look_ahead(self._ahead, block, self._parents[old:][here], at)

    def retire(self, kept: Bools, rarer: NDArray[np.floating]) -> None:
        """Forget the series (S,) that are not `kept`, of which none that stays is a part; `rarer` is for those that stay."""
        assert self._wide is None
        self._finish()
        self._entered = None
        parents = self._parents[kept]
        assert kept[parents[parents >= 0]].all()
        moved = (np.cumsum(kept) - 1).astype(np.int32)
        self._parents = np.where(parents >= 0, moved[parents], np.int32(-1))
        self._rarer = np.array(rarer, dtype=np.float32)
        self.series = len(self._parents)
        self._blocks = of_kept(self._blocks, kept, self._pay, parts(self.series, BLOCK_SERIES))

    @property
    def reach(self) -> int:
        """How many of the newest bins reports may come late for (`amend`) and still count."""
        return self._blocks[0].scan.reach if self._blocks else 0

    def amend(self, minute: int, counts: NDArray[np.integer]) -> None:
        """Add reports (S,) that came late for the bin at `minute`, judged as all since: the windows count them at the next step, and
        they teach; but not where that bin had no data. An alarm can follow, but none is taken back."""
        assert self._wide is None, "in bins of more than an hour what comes late is not taken in"
        counts = np.maximum(readable(np.asarray(counts)), 0)
        ago = (self._minute - minute) // self.bin_minutes
        assert ago >= 0
        for block, part in each(self._blocks):
            block.amend(ago, counts[part].astype(np.float32))

    def quieten(self, series: NDArray[np.intp]) -> Floats:
        """End the alarms of these series, and let no window of theirs reach back beyond now; return their rarity."""
        rarity = np.empty(len(series), dtype=np.float32)
        for block, here, at in holding(self._blocks, series):
            block.quieten(at)
            rarity[here] = block.rarity(np.zeros(block.series, dtype=np.float32))[at]
        return rarity

    def within(self, minutes: int, series: NDArray[np.intp]) -> Window:
        """What these series counted in the last `minutes` or so, the window nearest to that."""
        sums = np.empty((2, len(series)), dtype=np.float32)
        for block, here, at in holding(self._blocks, series):
            sums[:, here] = block.scan.within(minutes, self.bin_minutes, at)
        return Window(*sums, *self._doubts(series))

    def up_to(self, minutes: int, series: NDArray[np.intp]) -> list[Window]:
        """The same in all windows that the scan looks at of no more than that, narrowest first; but at least in one."""
        found: list[Floats] = []
        for block, here, at in holding(self._blocks, series):
            for row, sums in enumerate(block.scan.up_to(minutes, self.bin_minutes, at)):
                if row == len(found):
                    found.append(np.empty((2, len(series)), dtype=np.float32))
                found[row][:, here] = sums
        doubts = self._doubts(series)
        return [Window(*sums, *doubts) for sums in found]

    def reached(self, series: NDArray[np.intp]) -> NDArray[np.int64]:
        """How many minutes back the windows of these series can reach since they began anew, -1 while only listened to."""
        back = np.empty(len(series), dtype=np.int64)
        for block, here, at in holding(self._blocks, series):
            minutes = (block.scan.bins - block.scan.begun[at].astype(np.int64)) * self.bin_minutes
            back[here] = np.where(block.baseline.gated[at], -1, minutes)
        return back

    def _doubts(self, series: NDArray[np.intp]) -> Floats:
        """How far the usual of these series may be off, as `Window` has it: (3, series)."""
        doubts = np.empty((3, len(series)), dtype=np.float32)
        for block, here, at in holding(self._blocks, series):
            doubts[:, here] = block.variance[at], block.clump[at], block.own[at]
        return doubts

    def set_clock(self, hours: NDArray[np.integer]) -> None:
        """What to add to UTC (S,), in hours, for each series' own time of week from now on.

        A daylight-saving change is one hour more or less; a holiday that goes like a Sunday is as many days as
        it takes to read as one. Whole hours suffice: the rhythm is learned, only its changes have to be told.
        """
        if isinstance(self._wide, Wide):
            self._wide.usual.set_clock(hours)
        for block, part in each(self._blocks):
            block.baseline.turn(np.array(hours[part], dtype=np.int16))
            if block.baseline.turned.any():
                self._entered = None

    def swing(self, minute: int) -> Floats:
        """How far the usual of each series would rise if this were an hour earlier or later, whichever is more."""
        assert self._wide is None
        hour = minute // HOUR_MINUTES
        here = np.maximum(self._shape_at(hour), np.float32(1e-6))
        near = np.maximum(self._shape_at(hour - 1), self._shape_at(hour + 1))
        return np.maximum(near / here, np.float32(1.0))

    def forecast(self, first_minute: int, bins: int, bin_minutes: int) -> tuple[Floats, Floats]:
        """What is usual in `bins` bins of `bin_minutes` to come, and the upper edge of its band: (bins, S) each. For a Detector
        whose own bins are narrower than a day."""
        assert not isinstance(self._wide, Year)
        if self._wide is not None:
            return self._wide.forecast(first_minute, bins, bin_minutes)
        expected, upper = np.empty((2, bins, self.series), dtype=np.float32)
        for i, shape in enumerate(course(first_minute, bins, bin_minutes, self._shape_at)):
            for block, part in each(self._blocks):
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
            "turn": np.array([self._over, self._turn, self._ahead]),
            "week": self._week.shape.copy(),
            "parents": self._parents.copy(),
            "rarer": self._rarer.copy(),
        }
        for name, part in self._rooms():
            state |= under(name, part.state())
        return state

    @classmethod
    def restore(cls, state: Mapping[str, NDArray[np.generic]]) -> Detector:
        """The Detector that gave `state`. Raises PermanentError where another version of groundswell did."""
        check_version(state, STATE_VERSION)
        detector = cls(
            int(state["series"]),
            float(state["false_alarms_per_year"]),
            int(state["bin_minutes"]),
            parents=np.array(state["parents"], dtype=np.int32),
            rarer=np.array(state["rarer"], dtype=np.float32),
        )
        detector._minute = int(state["minute"])
        detector._over, detector._turn, detector._ahead = np.array(state["turn"], dtype=np.int64).tolist()
        detector._week.shape = np.array(state["week"], dtype=np.float64)
        for name, part in detector._rooms():
            part.restore(of(name, state))
        return detector

    # --- inside ---

    def _fresh(self, series: int) -> Block:
        """A block of series of which nothing is known, in time with the others."""
        block = Block(series, self.bin_minutes, np.zeros(series, dtype=np.float32), self._week)
        if self._blocks:
            block.fall_in(self._blocks[0])
        return block

    def _rooms(self) -> list[tuple[str, Block | Year | Wide]]:
        """Whose state is whose, by name."""
        if self._wide is not None:
            return [("wide", self._wide)]
        return [(str(at), block) for at, block in enumerate(self._blocks)]

    def _gathered(self, name: str) -> Floats:
        rooms = [block if hasattr(block, name) else block.baseline for block in self._blocks]
        return np.concatenate([np.zeros(0, dtype=np.float32), *(getattr(room, name) for room in rooms)])

    def _judge(self, minute: int, counts: NDArray[np.integer]) -> Findings:
        """Judge the bins from `minute` on, (T, S), as far as nothing moves between them but the counts."""
        if self._wide is not None:
            self._minute, wide = minute, self._wide
            score, expected, upper, rare = wide.step(minute, counts[0])
            found = Findings.blank(np.array([minute]), self.series)
            found.put(0, Findings(minute, wide.alarm, score, expected, wide.since, upper, rare))
            return found
        self._enter(minute)
        bins = self._steady(minute, counts)
        for at in range(1, bins):
            if self._turn == _DONE:
                break  # nothing is left to do before the next tenth, hour or line, and all of these are of one
            self._enter(minute + at * self.bin_minutes)
        self._minute = minute + (bins - 1) * self.bin_minutes
        found = Findings.blank(minute + self.bin_minutes * np.arange(bins, dtype=np.int64), self.series)
        for block, part in each(self._blocks):
            at = 0
            while at < bins:
                taken = block.take(minute + at * self.bin_minutes, counts[at:bins, part])
                rows = slice(at, at + len(taken.score)), part
                found.score[rows], found.expected[rows] = taken.score, taken.expected
                found.alarm[rows], found.since[rows] = taken.alarm, taken.since
                found.upper[rows], found.rarity[rows] = block.upper(taken.expected), block.rarity(taken.score)
                at += len(taken.score)
        return found

    def _steady(self, minute: int, counts: NDArray[np.integer]) -> int:
        """How many of the next bins (T, S), of which that at `minute` has been entered, neither fold what was counted, nor
        end an hour or a line, nor close one that is over, nor end a long gap."""
        if self._turn < _VOTE or any(block.baseline.turned.any() for block in self._blocks):
            return 1
        for at in range(1, min(len(counts), FOLD_MINUTES)):
            if place(minute + at * self.bin_minutes, self.bin_minutes) != self._entered:
                counts = counts[:at]
                break
        counts = counts[:FOLD_MINUTES]
        return min(
            (block.unbroken(counts[:, part]) for block, part in each(self._blocks)), default=len(counts)
        )

    def _enter(self, minute: int) -> None:
        """Before the bin at `minute`: close the tenth and the hour that are over, aim at the next."""
        hour, tenth, line = place(minute, self.bin_minutes)
        if self._turn == _DONE and self._entered == (hour, tenth, line):
            return
        self._entered = hour, tenth, line
        if self._turn < _DONE and any(block.baseline.tenth != tenth for block in self._blocks):
            self._finish()  # a fold would move what it follows from
        over = max((block.baseline.hour for block in self._blocks), default=-1)
        ends = over not in (-1, hour)
        for block in self._blocks:
            if ends:
                block.fold(tenth)
            else:
                block.fold_if_due(minute)
            block.baseline.hour = hour
        if ends:
            self._over, self._turn = over, 0
        elif over < 0 and minute % FOLD_MINUTES == 0:
            self._over, self._turn = hour - 1, _VOTE  # nothing to close yet
        stale = [block.baseline.line for block in self._blocks if block.baseline.line != line]
        if self._turn < _DONE:
            if self.bin_minutes > 1 or (ends and stale):
                self._finish()
            elif not ends:
                self._take_turn()
        if stale:
            near = None if all(before == line - 1 for before in stale) else self._shape_at(line)
            far = self._gathered("ahead") if self._ahead == line else self._shape_at(line + 1)
            for block, part in each(self._blocks):
                block.baseline.aim(line, None if near is None else near[part], far[part])
        if self._turn >= _VOTE:
            self._redraw(line)

    def _redraw(self, line: int) -> None:
        """Draw the lines of the series whose clocks have turned anew, and of no other: none is to hear of another's clock.
        Not before the hour that is over is closed, which was one of the clock before."""
        for block, part in each(self._blocks):
            at = np.flatnonzero(block.baseline.turned)
            if len(at):
                parents = self._parents[part][at]
                near, far = (
                    block.baseline.shape_at(hour, self._factors(hour, parents), at)
                    for hour in (line, line + 1)
                )
                block.baseline.redraw(at, near, far)
                self._look_ahead(self._over + 1, block, parents, at)

    def _finish(self) -> None:
        """Do what is left to do after an hour."""
        while self._turn < _DONE:
            self._take_turn()

    def _take_turn(self) -> None:
        """One part of the work after an hour."""
        self._turn += 1
        if self._turn == _VARY:
            for block in self._blocks:
                block.vary(self._over)
        elif self._turn == _VOTE:
            closed = {slot for block in self._blocks for slot in block.baseline.leave(self._over)}
            self._vote(np.array(sorted(closed), dtype=np.intp))
        for at, (block, part) in enumerate(each(self._blocks)):
            if at % (_DONE - _AHEAD) == self._turn - _AHEAD:
                self._look_ahead(self._over + 1, block, self._parents[part], slice(None))
        if self._turn == _DONE:
            self._ahead = self._over + 1

    def _vote(self, slots: NDArray[np.intp]) -> None:
        """Ask all series that are not parts for the population's week in these hours of it."""
        roots = self._parents < 0
        self._week.put(slots, [block.baseline.vote(slots, roots[part]) for block, part in each(self._blocks)])

    def _look_ahead(self, line: int, block: Block, parents: NDArray[np.int32], at: Places) -> None:
        """Work out where the usual of the series `at` of a block will stand at the end of `line`."""
        factors = self._factors(line + 1, parents)
        block.baseline.ahead[at] = block.baseline.shape_at(line + 1, factors, at)

    def _shape_at(self, hour: int) -> Floats:
        """How each series stands to its level at the centre of `hour`."""
        shape = np.empty(self.series, dtype=np.float32)
        for block, part in each(self._blocks):
            shape[part] = block.baseline.shape_at(hour, self._factors(hour, self._parents[part]))
        return shape

    def _factors(self, hour: int, parents: NDArray[np.int32]) -> Floats:
        """How these parents stand to the population in `hour`; 1 for none."""
        factors = np.ones(len(parents), dtype=np.float32)
        has = parents >= 0
        if not has.any():
            return factors
        asked, place = np.unique(parents[has], return_inverse=True)
        whole = np.empty(len(asked), dtype=np.float32)
        for block, here, at in holding(self._blocks, asked.astype(np.intp)):
            alone = np.ones(len(at), dtype=np.float32)
            whole[here] = block.baseline.factor_at(hour, block.baseline.shape_at(hour, alone, at), at)
        factors[has] = whole[place]
        return factors
