"""A whole history as hours, with what stands out against the same hour of other weeks cut off.

Outages, bumps and bursts of bots in it must not teach what is usual, and nobody has labelled them (`winsorizing`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection.week import HOURS, SHAPE_WEEKS
from groundswell.core.detection.winsorizing import winsorized
from groundswell.core.timegrid import HOUR_MINUTES, MINUTES_PER_WEEK, hour_of_week

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

Told = Callable[[slice], NDArray[np.integer]]
Past = NDArray[np.integer] | Told
"""A history (T, S), or who gives that of some of the series when asked: of many the whole need never be in memory."""


def readable(counts: NDArray[Any]) -> NDArray[Any]:
    """Counts in which what can be none (not a number, infinite, negative) is no data, -1. Whole numbers need no look.

    >>> readable(np.array([2.0, np.nan, np.inf, -np.inf, -0.5])).tolist()
    [2.0, -1.0, -1.0, -1.0, -1.0]
    """
    if counts.dtype.kind != "f":
        return counts
    return np.where(np.isfinite(counts) & (counts >= 0), counts, -1.0)


def by_columns(counts: Past, series: int) -> Told | None:
    """Who gives the history of some of so many `series`; None where counts are in memory and there is nothing in them."""
    if callable(counts):
        return partial(_asked, counts)
    assert counts.ndim == 2
    assert counts.shape[1] == series
    counts = readable(counts)
    return partial(_columns, counts) if (counts >= 0).any() else None


def _asked(counts: Told, part: slice) -> NDArray[np.integer]:
    return readable(counts(part))


def _columns(counts: NDArray[np.integer], part: slice) -> NDArray[np.integer]:
    return counts[:, part]


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """Hours (H,) of a history of S series; all else (H, S).

    `hours` are since 1970 UTC, `ages` minutes before the newest; `raw` and `squares` sum the counts of an hour and
    their squares over its `parts` bins with data; `sums` is `raw` cut off, `bins` the exposure in the learner's bins.
    """

    hours: NDArray[np.int64]
    ages: Floats
    raw: Floats
    squares: Floats
    parts: Floats
    sums: Floats
    bins: Floats

    @classmethod
    def of(
        cls, first_minute: int, counts: NDArray[np.integer], bin_minutes: int, learner_minutes: int
    ) -> Lesson:
        """`counts` (T, S) in bins of `bin_minutes` (-1 = no data), for a learner whose bins have another width."""
        hours, raw, squares, parts = _by_hour(first_minute, counts, bin_minutes)
        bins = parts * (bin_minutes / learner_minutes)
        sums = winsorized(raw, parts * min(1.0, bin_minutes / HOUR_MINUTES), hours)
        return cls(hours, (hours[-1] - hours) * float(HOUR_MINUTES), raw, squares, parts, sums, bins)

    def week(
        self, clocks: NDArray[np.int16], level: Floats
    ) -> Iterator[tuple[int, NDArray[np.intp], Floats]]:
        """Hour by hour of the own weeks of the series of each clock: which series, and how they stand there to their `level` (S,);
        not a number where there is no data."""
        weight = 0.5 ** (self.ages / (SHAPE_WEEKS * MINUTES_PER_WEEK))
        for clock in np.unique(clocks).tolist():
            here = np.flatnonzero(clocks == clock)
            slots = (hour_of_week(self.hours) + clock) % HOURS
            for slot in np.unique(slots).tolist():
                at = np.flatnonzero(slots == slot)
                usual = weight[at] @ self.bins[np.ix_(at, here)] * level[here]
                own = weight[at] @ self.sums[np.ix_(at, here)] / np.maximum(usual, 1e-9)
                yield slot, here, np.where(usual > 0, own, np.nan)

    def strayed(self, usual: Floats) -> tuple[Floats, Floats]:
        """What hours vary beyond Poisson about their `usual` (H, S), and that squared."""
        off = np.minimum(np.abs(self.sums - usual), 3.0 * np.sqrt(usual + (0.3 * usual) ** 2) + 3.0)
        return np.where(self.bins > 0, off * off - usual, 0.0), usual * usual

    def clumped(self, spread: Singles) -> tuple[Floats, Floats]:
        """What `clumps` says of hours that were not cut off: one that was tells of an outage."""
        raw, squares, parts = (part.astype(np.float32) for part in (self.raw, self.squares, self.parts))
        kept = self.sums == self.raw
        excess, seen = clumps(raw, squares, parts, spread)
        return np.where(kept, excess, 0.0), np.where(kept, seen, 0.0)


def _by_hour(
    first_minute: int, counts: NDArray[np.integer], bin_minutes: int
) -> tuple[NDArray[np.int64], Floats, Floats, Floats]:
    """The hours that the bins' middles fall into; sums, sums of squares and bins with data in each."""
    minutes = first_minute + bin_minutes * np.arange(len(counts), dtype=np.int64)
    hours = (minutes + bin_minutes // 2) // HOUR_MINUTES
    starts = np.flatnonzero(np.diff(hours, prepend=hours[0] - 1))
    sums, squares, parts = (np.empty((len(starts), counts.shape[1])) for _ in range(3))
    ends = [*starts[1:].tolist(), len(counts)]
    for i, (start, end) in enumerate(zip(starts.tolist(), ends, strict=True)):  # never a copy of the whole
        part = counts[start:end]
        present = np.maximum(part, 0).astype(np.float64)
        sums[i] = present.sum(axis=0)
        squares[i] = np.einsum("ts,ts->s", present, present)
        parts[i] = (part >= 0).sum(axis=0)
    return hours[starts], sums, squares, parts


def clumps(sums: Singles, squares: Singles, bins: Singles, spread: Singles) -> tuple[Singles, Singles]:
    """What the bins of an hour vary beyond Poisson about their own mean, and the counts that this is said of."""
    parts = np.maximum(bins, np.float32(1.0))
    free = (parts - 1) / parts
    mean = sums / parts
    excess = squares - sums * mean - free * sums - spread * (parts - 1) * mean * mean / 2
    return np.where(bins > 1, excess, np.float32(0.0)), np.where(bins > 1, free * sums, np.float32(0.0))
