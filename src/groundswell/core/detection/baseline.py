"""The usual: what each series counts at this time of its week, learned so that an outage does not teach it.

Expected = level x recent x shape. Shape is the week in hours, shrunk to the series' own day and that to the
population's week; level is the average of weeks; recent follows trend and level shifts within days.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from groundswell.core.timegrid import MINUTES_PER_WEEK, minute_of_week

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

HOUR = 60
DAY = 1440

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
"""Weight of the wider shape, the population's week and "no change", in reports."""
LEVEL_DAYS = 14.0
SHAPE_WEEKS = 4.0
RECENT_DAYS = 1.5
SPREAD_DAYS = 14.0
"""Half-lives."""
YOUNG_VARIANCE = 0.25
YOUNG_DAYS = 2.0
"""How far a day and a night may differ before they have been seen, and how soon they have been."""
SPREAD_PRIOR = 0.04
SPREAD_WEIGHT = 100.0
SPREAD_MIN, SPREAD_MAX = 0.005, 1.0
CLUMP_PRIOR = 0.3
CLUMP_WEIGHT = 50.0
CLUMP_MIN, CLUMP_MAX = 0.1, 3.0


class Baseline:
    """Usual rate and its spread per series (1,456 bytes per series for bins up to an hour).

    All evidence is decayed sums: `shape_counts` over `shape_usual` per hour of the week, `level_counts` over
    `level_bins`, `recent_counts` over `recent_usual`, `spread_excess` over `spread_usual`.
    """

    # The local rhythm of a service would shift `_slot_of` per series; for now every week is UTC's.

    def __init__(self, series: int, bin_minutes: int) -> None:
        self.series = series
        self.bin_minutes = bin_minutes
        self.slot_minutes = max(HOUR, bin_minutes)
        self.slots = max(1, MINUTES_PER_WEEK // self.slot_minutes)
        self.shape_counts = np.zeros((self.slots, series), dtype=np.float32)
        self.shape_usual = np.zeros((self.slots, series), dtype=np.float32)
        self.population = np.ones(self.slots)
        self.level_counts = np.full(series, PRIOR_REPORTS)
        self.level_bins = np.full(series, PRIOR_REPORTS / (PRIOR_PER_MINUTE * bin_minutes))
        self.recent_counts = np.zeros(series)
        self.recent_usual = np.zeros(series)
        self.spread_excess = np.zeros(series)
        self.spread_usual = np.zeros(series)
        self.clump_excess = np.zeros(series)
        self.clump_counts = np.zeros(series)
        self.hour_counts = np.zeros(series)
        self.hour_usual = np.zeros(series)
        self.hour_squares = np.zeros(series)
        self.hour_bins = np.zeros(series)
        self.age = np.zeros(series)
        """Bins with data since the last long silence ..."""
        self.seen = np.zeros(series)
        """... and ever."""
        self.slot = -1
        self.anchor = -1
        self.anchors = np.ones((2, series))

    # --- asking ---------------------------------------------------------------------------------

    @property
    def level(self) -> Floats:
        """Reports per bin, averaged over weeks."""
        level: Floats = self.level_counts / self.level_bins
        return level

    @property
    def gated(self) -> Bools:
        """Series too young to be judged."""
        return self.age < max(GATE_BINS, GATE_MINUTES / self.bin_minutes)

    def recent(self) -> Floats:
        """How the last day or so stands to the average of weeks."""
        ratio: Floats = (self.recent_counts + SHRINK_RECENT) / (self.recent_usual + SHRINK_RECENT)
        return ratio

    def expected(self, minute: int) -> Floats:
        """Usual count of the bin that starts at `minute`."""
        anchor, late = self._between(minute, self.bin_minutes / 2)
        if anchor != self.anchor:
            self.anchors = np.stack([self._shape(anchor), self._shape((anchor + 1) % self.slots)])
            self.anchor = anchor
        shape = (1.0 - late) * self.anchors[0] + late * self.anchors[1]
        expected: Floats = self.level * self.recent() * shape
        return expected

    def at(self, minute: int, bin_minutes: int) -> Floats:
        """Usual count of a bin of any width, from what is known now."""
        parts = max(1, bin_minutes // self.slot_minutes)
        shape = np.zeros(self.series)
        for part in range(parts):
            before, late = self._between(minute, bin_minutes * (part + 0.5) / parts)
            after = (before + 1) % self.slots
            shape += ((1.0 - late) * self._shape(before) + late * self._shape(after)) / parts
        return self.level * self.recent() * shape * (bin_minutes / self.bin_minutes)

    def _between(self, minute: int, middle: float) -> tuple[int, float]:
        """The slot whose centre was passed last, `middle` minutes after `minute`, and how far on we are to the next."""
        position = (minute_of_week(minute) + middle) / self.slot_minutes - 0.5
        before = int(np.floor(position))
        return before % self.slots, position - before

    def spread(self) -> Floats:
        """Variance of the hourly rate about the usual, relative to the usual: overdispersion, shrunk."""
        raw: Floats = (self.spread_excess + SPREAD_WEIGHT * SPREAD_PRIOR) / (
            self.spread_usual + SPREAD_WEIGHT
        )
        return np.clip(raw, SPREAD_MIN, SPREAD_MAX)

    def clump(self) -> Floats:
        """How much reports come in clusters: variance over mean of a small count, less 1; shrunk."""
        raw: Floats = (self.clump_excess + CLUMP_WEIGHT * CLUMP_PRIOR) / (self.clump_counts + CLUMP_WEIGHT)
        return np.clip(raw, CLUMP_MIN, CLUMP_MAX)

    def doubt(self) -> Floats:
        """Relative variance of the usual itself: large while a series is young or nearly silent."""
        days = self.seen * (self.bin_minutes / DAY)
        unknown: Floats = 1.0 / self.level_counts + YOUNG_VARIANCE * np.exp2(-days / YOUNG_DAYS)
        return unknown

    def _shape(self, slot: int) -> Floats:
        around = [(slot - 1) % self.slots, slot, (slot + 1) % self.slots]
        kernel = np.array([0.5, 1.0, 0.5])[:, None]
        wide = self.population[slot] * self._day_factor(slot)
        counts = (kernel * self.shape_counts[around]).sum(axis=0)
        usual = (kernel * self.shape_usual[around]).sum(axis=0)
        shape: Floats = (counts + SHRINK_SLOT * wide) / (usual + SHRINK_SLOT)
        return shape

    def _day_factor(self, slot: int) -> Floats:
        """How the series' own day differs from the population's at this hour, over all days."""
        if self.slots != 168:
            return np.ones(self.series)
        hours = [(slot + 24 * day + near) % self.slots for day in range(7) for near in (-1, 0, 1)]
        kernel = np.tile([0.5, 1.0, 0.5], 7)
        counts = kernel @ self.shape_counts[hours]
        usual = (kernel * self.population[hours]) @ self.shape_usual[hours]
        factor: Floats = (counts + SHRINK_DAY) / (usual + SHRINK_DAY)
        return factor

    # --- learning -------------------------------------------------------------------------------

    def learn(self, minute: int, counts: Floats, expected: Floats, weight: Floats) -> None:
        """Take in one bin; `weight` 0 where there is no data or an outage is on."""
        self._enter(minute)
        young = self.gated
        ceiling = np.where(young, np.inf, 2.0 * expected + 3.0 * np.minimum(1.0, self.bin_minutes / 15) + 2.0)
        seen = weight * np.minimum(counts, ceiling)
        level = self.level
        shape = expected / np.maximum(level * self.recent(), 1e-12)
        taught = np.where(young, 0.0, 1.0)  # in its first hour the level is not yet worth comparing with
        self.shape_counts[self.slot] += (taught * seen).astype(np.float32)
        self.shape_usual[self.slot] += (taught * weight * level).astype(np.float32)
        fade = np.where(weight > 0, _half(LEVEL_DAYS * DAY / self.bin_minutes), 1.0)
        self.level_counts = fade * self.level_counts + seen
        # A plain mean over time: were it weighed by the shape, level and shape could drift apart together.
        self.level_bins = fade * self.level_bins + weight
        fade = np.where(weight > 0, self._recent_fade(), 1.0)
        self.recent_counts = fade * self.recent_counts + taught * seen
        self.recent_usual = fade * self.recent_usual + taught * weight * level * shape
        self.hour_counts += seen
        self.hour_usual += weight * expected
        self.hour_squares += seen * seen
        self.hour_bins += weight
        self.age += weight > 0
        self.seen += weight > 0

    def sleep(self, series: NDArray[np.intp], bins: NDArray[np.int64]) -> None:
        """Let what is known of these series grow old over so many bins without data."""
        days = bins * (self.bin_minutes / DAY)
        fade = np.exp2(-np.minimum(days / LEVEL_DAYS, 20.0))
        self.level_counts[series] *= fade
        self.level_bins[series] *= fade
        fade = np.exp2(-np.minimum(days / RECENT_DAYS, 20.0))
        self.recent_counts[series] *= fade
        self.recent_usual[series] *= fade
        self.age[series[days > LEVEL_DAYS]] = 0.0  # listened to anew before it is judged

    def _recent_fade(self) -> Floats:
        # A young series has no shape of its own yet: its level has to follow the hours.
        minutes = np.clip(self.age * self.bin_minutes / 8, 2 * HOUR, RECENT_DAYS * DAY)
        return np.exp2(-self.bin_minutes / minutes)

    def _enter(self, minute: int) -> None:
        slot = self._slot_of(minute)
        if slot == self.slot:
            return
        if self.slot >= 0:
            self._leave()
        fade = np.float32(_half(SHAPE_WEEKS))
        self.shape_counts[slot] *= fade
        self.shape_usual[slot] *= fade
        self.slot = slot

    def _leave(self) -> None:
        """Close the hour: what it says of the population's week and of each series' spread."""
        self._weigh_population(slice(self.slot, self.slot + 1))
        m = self.hour_usual
        off = np.minimum(np.abs(self.hour_counts - m), 3.0 * np.sqrt(m + (0.3 * m) ** 2) + 3.0)
        fade = np.where(m > 0, _half(SPREAD_DAYS * DAY / self.slot_minutes), 1.0)
        self.spread_excess = fade * self.spread_excess + off * off - m
        self.spread_usual = fade * self.spread_usual + m * m
        excess, counts = _clumps(self.hour_counts, self.hour_squares, self.hour_bins, self.spread())
        self.clump_excess = fade * self.clump_excess + excess
        self.clump_counts = fade * self.clump_counts + counts
        for sums in (self.hour_counts, self.hour_usual, self.hour_squares, self.hour_bins):
            sums[:] = 0.0

    def _weigh_population(self, slots: slice) -> None:
        counts = self.shape_counts[slots].astype(np.float64)
        usual = self.shape_usual[slots].astype(np.float64)
        trust = 1.0 / (usual + SHRINK_SLOT)  # a giant counts hardly more than a middling series
        self.population[slots] = ((trust * counts).sum(axis=1) + 1.0) / ((trust * usual).sum(axis=1) + 1.0)

    def _slot_of(self, minute: int) -> int:
        middle = minute_of_week(minute) + self.bin_minutes // 2
        return middle // self.slot_minutes % self.slots

    # --- learning from history -------------------------------------------------------------------

    def learn_history(self, first_minute: int, counts: NDArray[np.integer], bin_minutes: int) -> None:
        """Take in a whole history at once, outages and bumps in it capped against the same hour of other weeks."""
        raw, squares, parts, slots = self._by_slot(first_minute, counts, bin_minutes)
        if not parts.any():
            return
        bins = parts * (bin_minutes / self.bin_minutes)
        sums = _capped(raw, bins, slots, self.slots, self.slot_minutes / self.bin_minutes)
        ages = np.arange(len(slots))[::-1] * self.slot_minutes
        total, exposure = sums.sum(axis=0), bins.sum(axis=0)
        flat = (total + self.level_counts) / (exposure + self.level_bins)
        weight = _half(SHAPE_WEEKS) ** (ages / MINUTES_PER_WEEK)
        for slot in range(self.slots):
            at = slots == slot
            self.shape_counts[slot] += (weight[at] @ sums[at]).astype(np.float32)
            self.shape_usual[slot] += (weight[at] @ bins[at] * flat).astype(np.float32)
        self._weigh_population(slice(0, self.slots))
        shape = np.stack([self._shape(slot) for slot in range(self.slots)])[slots]
        usual = bins * shape
        weight = np.exp2(-ages / (LEVEL_DAYS * DAY))
        self.level_counts += weight @ sums
        self.level_bins += weight @ bins
        usual = usual * self.level
        fade = np.exp2(-ages / (RECENT_DAYS * DAY))
        self.recent_counts = fade @ np.minimum(sums, 2 * usual + 5)
        self.recent_usual = fade @ usual
        off = np.minimum(np.abs(sums - usual), 3.0 * np.sqrt(usual + (0.3 * usual) ** 2) + 3.0)
        weight = np.exp2(-ages / (SPREAD_DAYS * DAY))
        self.spread_excess += weight @ np.where(bins > 0, off * off - usual, 0.0)
        self.spread_usual += weight @ (usual * usual)
        kept = sums == raw  # an hour that was cut off tells of an outage, not of clusters
        excess, seen = _clumps(raw, squares, parts, self.spread())
        self.clump_excess += weight @ np.where(kept, excess, 0.0)
        self.clump_counts += weight @ np.where(kept, seen, 0.0)
        self.age += exposure
        self.seen += exposure
        self.anchor = -1

    def _by_slot(
        self, first_minute: int, counts: NDArray[np.integer], bin_minutes: int
    ) -> tuple[Floats, Floats, Floats, NDArray[np.int64]]:
        """Sums, sums of squares, bins with data and the slot of each slot-long stretch."""
        minutes = first_minute + bin_minutes * np.arange(len(counts), dtype=np.int64)
        stretch = (minutes + bin_minutes // 2) // self.slot_minutes
        starts = np.flatnonzero(np.diff(stretch, prepend=stretch[0] - 1))
        sums = np.empty((len(starts), self.series))
        squares = np.empty((len(starts), self.series))
        bins = np.empty((len(starts), self.series))
        for i, start in enumerate(starts):  # a stretch at a time: never a copy of the whole history
            stop = starts[i + 1] if i + 1 < len(starts) else len(counts)
            part = counts[start:stop]
            present = np.maximum(part, 0).astype(np.float64)
            sums[i] = present.sum(axis=0)
            squares[i] = np.einsum("ts,ts->s", present, present)
            bins[i] = (part >= 0).sum(axis=0)
        slots = np.array([self._slot_of(int(minutes[start])) for start in starts])
        return sums, squares, bins, slots

    # --- keeping --------------------------------------------------------------------------------

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Everything, as arrays."""
        return {name: np.array(getattr(self, name)) for name in _STATE}

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        """Become what `state` says."""
        for name in _STATE:
            value = np.array(state[name])
            setattr(self, name, int(value) if value.ndim == 0 else value)


_STATE = (
    "shape_counts",
    "shape_usual",
    "population",
    "level_counts",
    "level_bins",
    "recent_counts",
    "recent_usual",
    "spread_excess",
    "spread_usual",
    "hour_counts",
    "hour_usual",
    "hour_squares",
    "hour_bins",
    "clump_excess",
    "clump_counts",
    "age",
    "seen",
    "slot",
    "anchor",
    "anchors",
)


def _half(half_life: float) -> float:
    """What is left after one step of something that halves every `half_life` steps."""
    return math.exp2(-1.0 / half_life)


def _clumps(sums: Floats, squares: Floats, bins: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """What the bins of an hour vary beyond Poisson about their own mean, and the counts that this is said of."""
    parts = np.maximum(bins, 1.0)
    free = (parts - 1.0) / parts
    mean = sums / parts
    excess = squares - sums * mean - free * sums - 0.5 * spread * (parts - 1.0) * mean * mean
    return np.where(bins > 1, excess, 0.0), np.where(bins > 1, free * sums, 0.0)


def _capped(
    sums: Floats, bins: Floats, slots: NDArray[np.int64], slot_count: int, bins_per_slot: float
) -> Floats:
    """The sums with what stands out against the same hour of other weeks (or days, in a short history) cut off."""
    rate = np.where(bins > 0.5 * bins_per_slot, sums / np.maximum(bins, 1e-9) * bins_per_slot, np.nan)
    weeks = len(slots) / slot_count
    period = slot_count if weeks >= 3 or slot_count < 168 else 24
    cap = np.empty_like(sums)
    for phase in range(period):
        near = np.isin(slots % period, [(phase - 1) % period, phase, (phase + 1) % period])
        at = slots % period == phase
        if not at.any():
            continue
        cap[at] = _upper(rate[near])
    return np.minimum(sums, cap * np.maximum(bins / bins_per_slot, 1e-9))


def _upper(rates: Floats) -> Floats:
    """What a usual hour stays under, by the median of its like (NaN = no data)."""
    present = ~np.isnan(rates)
    filled = np.sort(np.where(present, rates, np.inf), axis=0)
    seen = present.sum(axis=0)
    middle = np.maximum(seen - 1, 0) // 2
    median = filled[middle, np.arange(rates.shape[1])]
    median = np.where(seen > 0, median, np.inf)
    return np.maximum(2.0 * median, median + 3.0 * np.sqrt(median) + 3.0)
