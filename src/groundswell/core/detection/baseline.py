"""The usual: what each series counts at this time of its week, learned so that an outage does not teach it.

Expected = level x recent x shape. Shape is the week in hours, shrunk to the parent's or the series' own day and
that to the population's week; level is the average of weeks; recent follows trend and level shifts within days.
Source: Efron and Morris, *Data analysis using Stein's estimator and its generalizations* (1975), for the shrinkage.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection import saturating_counter
from groundswell.core.detection.history import Lesson, clumps
from groundswell.core.detection.state import State, put, taken
from groundswell.core.detection.week import (
    FOLD_MINUTES,
    HOURS,
    SHAPE_WEEKS,
    Week,
    between,
    exact,
    unseen,
    visits,
)
from groundswell.core.timegrid import HOUR_MINUTES, MINUTES_PER_DAY, hour_of_week

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Places = slice | NDArray[np.intp]

PRIOR_PER_MINUTE = 0.05
"""What a service of which nothing is known is thought to count: 0 to 2 reports in fifteen minutes ..."""
PRIOR_REPORTS = 0.5
"""... believed as firmly as half a report."""
GATE_MINUTES = 60
GATE_BINS = 4
"""A series of which nothing is known is only listened to for this long."""
SHRINK_SLOT = 30.0
SHRINK_DAY = 20.0
SHRINK_RECENT = 8.0
"""Weight of the wider shape, the parent's day and "no change", in reports."""
_LATER = np.array([24 * day + near for day in range(7) for near in (-1, 0, 1)])
_KERNEL = np.tile(np.array([0.5, 1.0, 0.5], dtype=np.float32), 7)
"""An hour is told by itself and its neighbours, on its own day (the first three) and, for the hour of the day, the six after it."""
LEVEL_DAYS = 14.0
RECENT_DAYS = 1.5
SPREAD_DAYS = 14.0
"""Half-lives."""
_SPREAD_FADE = np.float32(math.exp2(-HOUR_MINUTES / (SPREAD_DAYS * MINUTES_PER_DAY)))
SETTLING_HOURS = 48
"""For so long the level of a new series is so uncertain that the hours learned are put anew beside it."""
RATIO_MIN, RATIO_MAX = np.float32(0.05), np.float32(20.0)
"""Between these a level moves in one hour, whatever an hour of nothing or a long gap may say."""
SHAPE_MAX = np.float32(6e4)
"""The largest that half precision holds."""
UNTAUGHT = np.float16(-1.0)
"""The shape of an hour of the week that has taught a series nothing."""
TEACH_RATIO, TEACH_REPORTS = np.float32(2.0), 3.0
"""Ten minutes teach at most so many times their usual and so many reports: an outage too mild to be an alarm."""
ASLEEP_HALF_DAYS = 60.0
"""How soon the level of a series without data loses half its weight."""
ASLEEP_HOURS = np.float32(12.0)
"""What the last day has said is worth so many hours at most after a gap, and says less and less."""
SPREAD_PRIOR = 0.04
SPREAD_WEIGHT = 100.0
SPREAD_MIN, SPREAD_MAX = 0.005, 1.0
CLUMP_PRIOR = 0.3
CLUMP_WEIGHT = 50.0
CLUMP_MIN, CLUMP_MAX = 0.1, 3.0


class Baseline:
    """Usual rate and its spread per series, for bins up to half a day (some 450 bytes per series).

    All evidence is decayed sums: `level_counts` over `level_bins`, `recent_counts` over `recent_usual`,
    `spread_excess` over `spread_usual`; `shape` holds each hour of the week as a ratio to the level.
    `clock` is what to add to UTC, in hours, for the series' own time of week.

    >>> month, usual = np.tile([[2, 30]], (4 * HOURS, 1)), Baseline(2, 60, Week())
    >>> usual.settle(usual.learn_history(0, month, 60), np.ones((HOURS, 2), dtype=np.float32))
    >>> usual.rate().round(1).tolist()
    [2.0, 30.0]
    """

    def __init__(self, series: int, bin_minutes: int, week: Week) -> None:
        self.series = series
        self.bin_minutes = bin_minutes
        self.week = week
        self.shape = np.full((HOURS, series), UNTAUGHT, dtype=np.float16)
        self.clock = np.zeros(series, dtype=np.int16)
        self.turned = np.zeros(series, dtype=np.int16)
        """By how much the clock has been turned since the line was drawn: until then the hour before is as it was."""
        self.level_counts = np.full(series, PRIOR_REPORTS, dtype=np.float32)
        self.level_bins = np.full(series, PRIOR_REPORTS / (PRIOR_PER_MINUTE * bin_minutes), dtype=np.float32)
        for name in _SUMS:
            setattr(self, name, np.zeros(series, dtype=np.float32))
        self.days = saturating_counter.unheld(series)
        """On how many days each hour of the day was held."""
        self.hour_bins = np.zeros(series, dtype=np.uint8)
        self.fold_bins = np.zeros(series, dtype=np.uint8)
        self.seen = np.zeros(series, dtype=np.int32)
        """Bins with data, ever ..."""
        self.gate = np.full(series, math.ceil(max(GATE_BINS, GATE_MINUTES / bin_minutes)), dtype=np.uint8)
        """... and how many are still to be listened to before the series is judged."""
        self.bins_per_hour = np.float32(max(1.0, HOUR_MINUTES / bin_minutes))
        self.hour = self.tenth = self.line = -1
        self.until = -1
        """The hour after the newest of a history; from the first bin on it is `hour` that says how old an hour is."""
        self.start = np.zeros(series, dtype=np.float32)
        self.climb = np.zeros(series, dtype=np.float32)
        """The usual is `start + climb * how far on we are` from the centre of one hour to the next ..."""
        self.ahead = np.ones(series, dtype=np.float32)
        """... and the shape at the end of the line after that, once it has been worked out."""

    recent_counts: Floats
    recent_usual: Floats
    spread_excess: Floats
    spread_usual: Floats
    clump_excess: Floats
    clump_counts: Floats
    hour_counts: Floats
    hour_usual: Floats
    hour_squares: Floats
    fold_counts: Floats
    fold_usual: Floats
    fold_squares: Floats

    # --- asking ---------------------------------------------------------------------------------

    @property
    def level(self) -> Floats:
        """Reports per bin, averaged over weeks."""
        return self.level_counts / self.level_bins

    @property
    def gated(self) -> Bools:
        """Series too young to be judged."""
        return self.gate > 0

    def recent(self) -> Floats:
        """How the last day or so stands to the average of weeks."""
        shrink = np.float32(SHRINK_RECENT)
        return (self.recent_counts + shrink) / (self.recent_usual + shrink)

    def expected(self, minute: int, bins: int = 1) -> Floats:
        """Usual count (bins, series) of the bins from that at `minute` on, all of one line."""
        late = [between(minute + at * self.bin_minutes, self.bin_minutes)[1] for at in range(bins)]
        return self.start + np.array(late, dtype=np.float32)[:, None] * self.climb

    def rate(self) -> Floats:
        """Usual count of a bin at an hour like any other."""
        return self.level * self.recent()

    def spread(self) -> Floats:
        """Variance of the hourly rate about the usual, relative to the usual: overdispersion, shrunk."""
        weight = np.float32(SPREAD_WEIGHT)
        raw = (self.spread_excess + weight * np.float32(SPREAD_PRIOR)) / (self.spread_usual + weight)
        return np.clip(raw, np.float32(SPREAD_MIN), np.float32(SPREAD_MAX))

    def clump(self) -> Floats:
        """How much reports come in clusters: variance over mean of a small count, less 1; shrunk."""
        weight = np.float32(CLUMP_WEIGHT)
        raw = (self.clump_excess + weight * np.float32(CLUMP_PRIOR)) / (self.clump_counts + weight)
        return np.clip(raw, np.float32(CLUMP_MIN), np.float32(CLUMP_MAX))

    def doubt(self) -> Floats:
        """Relative variance of the usual itself: large while a series is young or nearly silent."""
        return np.asarray(np.float32(1.0) / self.level_counts + unseen(self.days_heard(), self.bin_minutes))

    def days_heard(self) -> Floats:
        """How many days each series has been heard and learned from."""
        return self.seen.astype(np.float32) * np.float32(self.bin_minutes / MINUTES_PER_DAY)

    def slots(self, hour: int, at: Places = slice(None)) -> NDArray[np.int16]:
        """The hour of the own week, 0 .. 167, in which each series of `at` is `hour` hours after 1970 UTC."""
        return (hour_of_week(hour) + self.clock[at]) % HOURS

    def shape_at(self, hour: int, factor: Floats, at: Places = slice(None)) -> Floats:
        """How each series of `at` stands to its level at the centre of `hour` (hours since 1970 UTC).

        Empirical Bayes in two stages: own hour of the day toward the parent's, own hour of the week toward that.
        `factor` says how the parent stands to the population's week in that hour; a series without one has 1.
        """
        per_hour = self.level[at] * self.bins_per_hour
        hours = self._hours(at)
        own, day_own = np.zeros((2, len(per_hour)), dtype=np.float32)
        weight, day_weight = np.zeros((2, len(hours)), dtype=np.float32)
        week = self.week.shape.astype(np.float32)
        here = self.slots(hour, at)
        alike = len(here) > 0 and here.min() == here.max()
        columns: Places = at if alike else np.arange(self.series)[at]
        here = here[:1] if alike else here
        # The newest hour of the week that is over is the one before the current; `ago` hours lie between.
        now = self.until if self.hour < 0 else self.hour
        seen = visits(hours, ((now - 1 - hour - _LATER) % HOURS)[:, None]) * _KERNEL[:, None]
        for turn, (later, times) in enumerate(zip(_LATER.tolist(), seen, strict=True)):
            places = (here + np.int16(later)) % HOURS
            if not times.any():
                continue
            ratio = self.shape[places, columns].reshape(len(per_hour)).astype(np.float32)
            if ratio.min(initial=1.0) < 0:  # what taught nothing is not known
                times = times * (ratio >= 0)
            ratio *= times
            day_own += ratio
            day_weight = day_weight + times * week[places]
            if turn < 3:
                own += ratio
                weight = weight + times
        shrink = np.float32(SHRINK_DAY)
        wide = (day_own * per_hour + shrink * factor) / (day_weight * per_hour + shrink)
        wide *= week[here]
        shrink = np.float32(SHRINK_SLOT)
        shape: Floats = (own * per_hour + shrink * wide) / (weight * per_hour + shrink)
        return shape

    def _hours(self, at: Places, seen: NDArray[np.int32] | None = None) -> Floats:
        """Hours with data, ever (or by `seen`): one number if it is the same for all."""
        seen = (self.seen if seen is None else seen)[at]
        if len(seen) > 1 and seen.min() == seen.max():
            seen = seen[:1]
        return seen.astype(np.float32) * np.float32(self.bin_minutes / HOUR_MINUTES)

    def factor_at(self, hour: int, shape: Floats, at: Places) -> Floats:
        """How each series of `at` stands to the population's week, its `shape` in that hour given."""
        population = self.week.shape[self.slots(hour, at)].astype(np.float32)
        return shape / population

    # --- learning -------------------------------------------------------------------------------

    def aim(self, line: int, near: Floats | None, far: Floats) -> None:
        """Draw the line of the usual from the centre of hour `line` to that of the next, given the shapes there.

        Without `near` it goes on from where the last one ends.
        """
        rate = self.rate()
        end = self.start + self.climb
        self.start = end if near is None else near * rate
        self.climb = far * rate - self.start
        self.line = line
        if near is not None:
            self.turned[:] = 0

    def turn(self, clock: NDArray[np.int16]) -> None:
        """Go by this clock from now on; the series whose clock it turns are to be drawn anew (`redraw`)."""
        self.turned += clock - self.clock
        self.clock = clock

    def redraw(self, at: NDArray[np.intp], near: Floats, far: Floats) -> None:
        """Draw the lines of the series `at` anew where they stand, from `near` to `far`."""
        rate = self.rate()[at]
        self.start[at] = near * rate
        self.climb[at] = far * rate - self.start[at]
        self.turned[at] = 0

    def recurs(self) -> Bools | None:
        """Series to which this hour is one that teaches though it is held; None if there are none."""
        recurs = saturating_counter.recurs(self.days, self.slots(self.hour))
        return recurs if recurs.any() else None

    def ceiling(self, expected: Floats, young: bool) -> Floats:
        """The most that one bin teaches; `young`: whether any series is gated."""
        ceiling = expected + expected
        ceiling += np.float32(3.0 * min(1.0, self.bin_minutes / 15) + 2.0)
        recurs = self.recurs()
        if recurs is not None:
            ceiling[..., recurs] *= saturating_counter.TIMES
        if young:
            ceiling[..., self.gate > 0] = np.inf
        return ceiling

    def learn(self, counts: Floats, expected: Floats, silent: Bools | None, young: bool) -> None:
        """Take in bins (K, S), capped so that a burst teaches little, and nothing where `silent`; `young` as in `ceiling`.
        `counts` and `expected` are used up."""
        np.minimum(counts, self.ceiling(expected, young), out=counts)
        self.fold_bins += np.uint8(len(counts))
        if silent is not None:
            at = np.flatnonzero(silent)
            np.subtract.at(self.fold_bins, at % self.series, np.uint8(1))
            counts.ravel()[at] = 0.0
            expected.ravel()[at] = 0.0
        for row, usual in zip(counts, expected, strict=True):  # one by one, as in single steps
            self.fold_counts += row
            self.fold_usual += usual
            row *= row
            self.fold_squares += row

    def amend(self, counts: Floats) -> None:
        """Let reports that came late, for bins that have been learned from, teach with the next."""
        counts = np.minimum(counts, self.ceiling(self.start, young=True))
        self.fold_counts += counts
        self.fold_squares += counts * counts

    def fold(self) -> None:
        """Let what was counted since the last time teach level and recent, and move the usual by as much."""
        young = self.gate > 0  # in its first hour the level is not yet worth comparing with
        bins, recurs = self.fold_bins.astype(np.float32), self.recurs()
        raw = self.fold_counts.copy(), self.fold_squares.copy()
        counts = self._capped(young)
        before = self.rate()
        fade = np.exp2(bins * np.float32(-self.bin_minutes / (LEVEL_DAYS * MINUTES_PER_DAY)))
        taught = np.where(young, np.float32(0.0), np.float32(1.0))
        usual = self.fold_usual / self.recent()
        self.level_counts = fade * self.level_counts + counts
        # A plain mean over time: were it weighed by the shape, level and shape could drift apart together.
        self.level_bins = fade * self.level_bins + bins
        # A young series has no shape of its own yet: its level has to follow the hours.
        age = (self.seen + self.hour_bins).astype(np.float32) * np.float32(self.bin_minutes / 8)
        minutes = np.clip(age, np.float32(2 * HOUR_MINUTES), np.float32(RECENT_DAYS * MINUTES_PER_DAY))
        fade = np.exp2(bins * np.float32(-self.bin_minutes) / minutes)
        self.recent_counts = fade * self.recent_counts + taught * counts
        self.recent_usual = fade * self.recent_usual + taught * usual
        told = np.where(False if recurs is None else recurs, raw, (counts, self.fold_squares))
        self.hour_counts += told[0]
        self.hour_squares += told[1]
        self.hour_usual += self.fold_usual
        self.hour_bins += self.fold_bins
        self.gate -= np.minimum(self.gate, self.fold_bins)
        for sums in (self.fold_counts, self.fold_usual, self.fold_squares, self.fold_bins):
            sums[:] = 0
        ratio = self.rate() / before
        self.start *= ratio
        self.climb *= ratio

    def _capped(self, young: Bools) -> Floats:
        """What was counted since the last fold, cut off where it is too much to be believed for usual."""
        room = np.float32(TEACH_REPORTS * math.sqrt(max(1.0, self.bin_minutes / FOLD_MINUTES)))
        most = TEACH_RATIO * self.fold_usual + room
        over = np.flatnonzero((self.fold_counts > most) & ~young)
        if len(over):
            share = most[over] / self.fold_counts[over]
            self.fold_counts[over] = most[over]
            self.fold_squares[over] *= share * share
        return self.fold_counts

    def vary(self, hour: int) -> None:
        """First half of closing `hour`, all of it being folded: what it says of each series' spread."""
        m = self.hour_usual
        again = saturating_counter.again(self.days, (self.slots(hour) - self.turned) % HOURS)
        most = np.float32(3.0) * np.sqrt(m + (np.float32(0.3) * m) ** 2) + np.float32(3.0)
        off = np.minimum(np.abs(self.hour_counts - m), most)
        fade = np.where(m > 0, _SPREAD_FADE, np.float32(1.0))
        # What is left of an hour in which an outage was held is its beginning and its end, and no usual hour.
        whole = (self.hour_bins >= self.bins_per_hour) & ~again
        once = np.where(whole, fade, np.float32(1.0))
        self.spread_excess = once * self.spread_excess + whole * (off * off - m)
        self.spread_usual = once * self.spread_usual + whole * (m * m)
        bins = np.where(again, np.float32(0.0), self.hour_bins).astype(np.float32)
        excess, counts = clumps(self.hour_counts, self.hour_squares, bins, self.spread())
        self.clump_excess = fade * self.clump_excess + excess
        self.clump_counts = fade * self.clump_counts + counts
        self.seen += self.hour_bins

    def leave(self, hour: int) -> list[int]:
        """Second half: what `hour` says of each series' week. The hours of their own weeks that it was to those with data: who is
        silent must not matter to others."""
        level, before = self.level, self.seen - self.hour_bins
        slots, heard = (self.slots(hour) - self.turned) % HOURS, self.hour_bins > 0
        again = saturating_counter.again(self.days, slots)
        closed: list[int] = np.flatnonzero(np.bincount(slots[heard], minlength=HOURS)).tolist()
        for slot in closed:
            here = np.flatnonzero(heard & (slots == slot))
            at: Places = slice(None) if len(here) == self.series else here
            hours = self._hours(at, before)
            if hours.min(initial=np.inf) < SETTLING_HOURS:
                self._rescale(slot, at, before)
            old = visits(hours, HOURS - 1) * np.float32(0.5 ** (1 / SHAPE_WEEKS))
            new = self.hour_bins[at].astype(np.float32) / self.bins_per_hour
            own = self.hour_counts[at] / (level[at] * self.bins_per_hour)
            shape = self.shape[slot, at]
            old = np.where(again[at], np.minimum(old, saturating_counter.WEEKS), old) * (shape >= 0)
            mixed = (old * shape + own) / np.maximum(old + new, np.float32(1e-6))
            self.shape[slot, at] = np.minimum(mixed, SHAPE_MAX)
        saturating_counter.close(self.days, slots, heard)
        for sums in (self.hour_counts, self.hour_usual, self.hour_squares, self.hour_bins):
            sums[:] = 0
        return closed

    def _rescale(self, slot: int, at: Places, seen: NDArray[np.int32]) -> None:
        """Let the hours that a series heard before `slot` stand to its level as it now is, where it was new when they were learned."""
        hours = seen[at] * (self.bin_minutes / HOUR_MINUTES)
        young = hours < SETTLING_HOURS
        moved = young & (self.hour_bins[at] > 0)  # the level of the others has not
        if not moved.any():
            return
        counts = np.maximum(self.level_counts[at] - self.hour_counts[at], np.float32(0.0))
        before = counts / np.maximum(self.level_bins[at] - self.hour_bins[at], np.float32(1e-3))
        ratio = np.clip(before / self.level[at], RATIO_MIN, RATIO_MAX)
        ratio = np.where(moved, ratio, np.float32(1.0))
        for ago in range(1, min(SETTLING_HOURS, math.ceil(hours[young].max())) + 1):
            place = (slot - ago) % HOURS
            before = self.shape[place, at]
            own = (before >= 0) & (hours > ago - 1)
            self.shape[place, at] = np.where(own, np.minimum(ratio * before, SHAPE_MAX), before)

    def vote(self, slots: NDArray[np.intp], roots: Bools) -> list[tuple[int, int]]:
        """What the `roots` among these series say of the population's week in `slots`, for `Week.put`.

        A series has more weight the more it counts, but a giant hardly more than a middling one.
        """
        per_hour = (self.level * self.bins_per_hour)[roots]
        hours = self._hours(slice(None))
        if len(hours) > 1:
            hours = hours[roots]
        now = ((self.slots(self.hour) - self.turned) % HOURS)[roots].astype(np.float32)
        sums = []
        for slot in slots.tolist():
            ago = (now - 1 - slot) % HOURS
            shape = self.shape[slot, roots]
            weight = per_hour * visits(hours, ago) * (shape >= 0)
            trust = weight / (weight + np.float32(SHRINK_SLOT))
            own = np.minimum(trust * shape, np.float32(1e3))
            sums.append((exact(own), exact(trust)))
        return sums

    def sleep(self, series: NDArray[np.intp], bins: NDArray[np.int64]) -> None:
        """Let what is known of these series grow old over so many bins without data."""
        days = bins * (self.bin_minutes / MINUTES_PER_DAY)
        fade = np.exp2(-np.minimum(days / ASLEEP_HALF_DAYS, 20.0)).astype(np.float32)
        self.level_counts[series] *= fade
        self.level_bins[series] *= fade
        # Were its weight lost too, an outage in the first hours after the gap would pass for the new usual.
        kept = np.minimum(self.recent_usual[series], ASLEEP_HOURS * self.bins_per_hour * self.level[series])
        ratio = self.recent_counts[series] / np.maximum(self.recent_usual[series], np.float32(1e-6))
        fade = np.exp2(-np.minimum(days / RECENT_DAYS, 20.0)).astype(np.float32)
        self.recent_usual[series] = kept
        self.recent_counts[series] = kept * (np.float32(1.0) + fade * (ratio - np.float32(1.0)))
        self.days[:, series[days > saturating_counter.GAP_DAYS]] = 0
        # Listened to anew before it is judged.
        self.gate[series[days > LEVEL_DAYS]] = math.ceil(max(GATE_BINS, GATE_MINUTES / self.bin_minutes))

    # --- learning from history -------------------------------------------------------------------

    def learn_history(self, first_minute: int, counts: NDArray[np.integer], bin_minutes: int) -> Lesson:
        """Take in level and week of a whole history, outages in it capped against the same hour of other weeks.

        When the population's week has been put anew, `settle` has to be called with the Lesson.
        """
        lesson = Lesson.of(first_minute, counts, bin_minutes, self.bin_minutes)
        sums, bins, ages = lesson.sums, lesson.bins, lesson.ages
        total, exposure = sums.sum(axis=0), bins.sum(axis=0)
        flat = (total + self.level_counts) / (exposure + self.level_bins)
        for slot, here, own in lesson.week(self.clock, flat):
            self.shape[slot, here] = np.where(np.isnan(own), UNTAUGHT, np.minimum(own, SHAPE_MAX))
        weight = np.exp2(-ages / (LEVEL_DAYS * MINUTES_PER_DAY))
        self.level_counts += (weight @ sums).astype(np.float32)
        self.level_bins += (weight @ bins).astype(np.float32)
        self.gate -= np.minimum(self.gate, np.minimum(exposure, 255).astype(np.uint8))
        self.seen += np.rint(exposure).astype(np.int32)
        self.hour = self.until = int(lesson.hours[-1]) + 1
        self.turned[:] = 0  # it is all told by the clock as it is
        return lesson

    def settle(self, lesson: Lesson, factors: Floats, dealt: bool = False) -> None:
        """The second half: recent and spread, against shapes that know the population.

        `factors` (168, series) says how the parents stand to it in each hour of UTC's week. Hours that were `dealt` out by
        their usual say nothing of how far hours stray.
        """
        sums, bins, ages = lesson.sums, lesson.bins, lesson.ages
        first = self.hour - HOURS
        hours = range(first, self.hour)
        week = np.stack([self.shape_at(hour, factors[hour_of_week(hour)]) for hour in hours])
        usual = bins * week[(lesson.hours - first) % HOURS] * self.level
        fade = np.exp2(-ages / (RECENT_DAYS * MINUTES_PER_DAY))
        self.recent_counts = (fade @ np.minimum(sums, 2 * usual + 5)).astype(np.float32)
        self.recent_usual = (fade @ usual).astype(np.float32)
        self.hour = self.line = -1
        if dealt:
            return
        weight = np.exp2(-ages / (SPREAD_DAYS * MINUTES_PER_DAY))
        excess, seen = lesson.strayed(usual)
        self.spread_excess += (weight @ excess).astype(np.float32)
        self.spread_usual += (weight @ seen).astype(np.float32)
        excess, seen = lesson.clumped(self.spread())
        self.clump_excess += (weight @ excess).astype(np.float32)
        self.clump_counts += (weight @ seen).astype(np.float32)

    # --- keeping --------------------------------------------------------------------------------

    def state(self) -> State:
        """Everything, as arrays whose last axis is the series; and where in time it stands."""
        return taken(self, _STATE)

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        """Become what `state` says."""
        put(self, _STATE, state)


_SUMS = (
    "recent_counts", "recent_usual", "spread_excess", "spread_usual", "clump_excess", "clump_counts",
    "hour_counts", "hour_usual", "hour_squares", "fold_counts", "fold_usual", "fold_squares",
)  # fmt: skip
_STATE = (
    "shape", "clock", "turned", "days", "level_counts", "level_bins", *_SUMS, "hour_bins", "fold_bins", "seen", "gate",
    "hour", "tenth", "line", "until", "start", "climb", "ahead",
)  # fmt: skip
