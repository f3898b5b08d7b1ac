"""The scan: is there a recent window in which more came in than its usual rate, doubted as it must be, allows?

The statistic of one window is the log-likelihood ratio of a free rate to a negative binomial whose Gamma
error is shared by the whole window (Kulldorff 1997 for the scan, Noufaily et al. 2013 for the counts).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection.state import State, put, taken

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Real = TypeVar("Real", NDArray[np.float32], NDArray[np.float64])

RINGS = ((1, 3), (4, 6), (16, 5), (64, 3))
"""What is kept per series: how the sums stood at the last so many ends of blocks of so many bins."""
WINDOWS = ((1, 0), (1, 1), (1, 2), (4, 1), (4, 2), (4, 3), (4, 5), (16, 2), (16, 4), (64, 2))
"""The windows, as (block, blocks back): 1, 2, 3, 5-8, 9-12, 13-16, 21-24, 33-48, 65-80 and 129-192 bins wide."""
WINDOW_MINUTES_MIN = 3
WINDOW_MINUTES_MAX = 240
WINDOW_BINS_MIN = 8
"""Windows are within these minutes, though never fewer than so many bins at the long end."""
FLOOR_REPORTS = 0.3
"""Added to every window's usual: at a sleepy service two reports in one minute are no outage."""
RISE_PER_MINUTE = 3.0
"""One minute cannot carry more evidence than this: a batch, a robot or a wrong clock fills one, an outage more."""
SCORE_MIN = 1.0
"""Less evidence than this is told as none, and costs nothing to find."""
MANY = 256
"""From more windows on than this, those that cannot have the highest evidence of their series are left out at little cost."""
ROUGH = np.float32(1e-6)
"""How far single precision may be off, in nats for each report and nat of rise: some sixteen times what it resolves."""

_PLACE = {block: sum(rows for other, rows in RINGS if other < block) for block, _ in RINGS}
_ROWS = dict(RINGS)
_KEPT = sum(_ROWS.values())
_CYCLE = math.lcm(*(block * rows for block, rows in RINGS))
_REBASE_BINS = 64


def log_likelihood_ratio(counts: Real, expected: Real, variance: Real, clump: Real) -> Real:
    """Evidence of `counts` in a window of which `expected` is usual, known up to a Gamma factor.

    The factor has mean 1 and variance 1/r = `variance` + `clump`/m, so that under the null the count n is
    negative binomial of mean m and size r. Against it stands a Poisson count of any higher rate:

        n log(n/m) - (n + r) log((n + r)/(m + r))    for n > m, else 0

    For a busy series at q times its usual it tends to r (q - 1 - log q): the variance is at once the minimum
    relative effect. `clump` says how much reports come in clusters (variance of a small count over its mean,
    less 1). With both 0 it is Poisson's n log(n/m) - (n - m).

    >>> none = np.zeros(2)
    >>> log_likelihood_ratio(np.array([4.0, 9.0]), np.full(2, 3.0), none + 0.1, none).round(2).tolist()
    [0.11, 2.68]
    """
    size = 1.0 / (variance + clump / expected)
    n = np.maximum(counts, expected)
    ratio = n * np.log(n / expected) - (n + size) * np.log((n + size) / (expected + size))
    return np.maximum(ratio, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What the windows that end in each of K bins hold.

    `counts` and `expected` (K + 1, S) are the running sums before each bin and after the last; `score` and `width`
    (K, S) the highest evidence, and the width in bins of the window that has it.
    """

    counts: Floats
    expected: Floats
    score: Floats
    width: NDArray[np.int16]


class Scan:
    """Counts and usual of the last 192 bins per series, as sums up to 17 ends of blocks (152 bytes per series).

    A window's edge is at most 24 % (below four bins: not at all) of its width away from where one would like it.
    Bins are looked at, several at once, and then pushed, as many as were judged.
    """

    def __init__(self, series: int, bin_minutes: int) -> None:
        self.series = series
        self.bins = 0
        self.counts_at = np.zeros((_KEPT, series), dtype=np.float32)
        self.expected_at = np.zeros((_KEPT, series), dtype=np.float32)
        self.counts = np.zeros(series, dtype=np.float32)
        self.expected = np.zeros(series, dtype=np.float32)
        self.last = np.zeros(series, dtype=np.float32)
        """The evidence at the last bin with data."""
        self.begun = np.zeros(series, dtype=np.int32)
        """The first bin that a window may hold, for what comes late."""
        self._bin_minutes = bin_minutes
        self._rise = np.float32(RISE_PER_MINUTE * bin_minutes)
        self._bins_min = min(WINDOW_MINUTES_MIN // bin_minutes, 3)
        self._bins_max = max(WINDOW_BINS_MIN, WINDOW_MINUTES_MAX // bin_minutes)

    @property
    def room(self) -> int:
        """How many bins can be looked at at once."""
        return _REBASE_BINS - self.bins % _REBASE_BINS

    def push(self, look: Look, bins: int) -> None:
        """Add the first `bins` bins of what was looked at."""
        for block, rows in RINGS:
            first = -self.bins % block
            for ahead in range(first, bins, block):
                row = _PLACE[block] + (self.bins + ahead) // block % rows
                self.counts_at[row] = look.counts[ahead]
                self.expected_at[row] = look.expected[ahead]
        self.counts[:] = look.counts[bins]
        self.expected[:] = look.expected[bins]
        self.last[:] = look.score[bins - 1]
        self.bins += bins

    @property
    def reach(self) -> int:
        """How many of the newest bins a window can hold."""
        block, back = WINDOWS[-1]
        return min(self._bins_max, block * (back + 1))

    def amend(self, ago: int, counts: Floats) -> Floats:
        """Add reports that came late for the bin `ago` bins before the newest; return those of them that count. What
        came before windows began anew does not, nor what came when nothing was expected (without data, or only listened to), as far as
        the blocks tell: where some bins of a block had data, all of them count."""
        t = self.bins - 1
        ends = [
            ((t // block - back) * block, _PLACE[block] + (t // block - back) % rows)
            for block, rows in RINGS
            for back in range(rows)
        ]
        before = [row for end, row in sorted(ends) if end <= t - ago]
        after = [row for end, row in sorted(ends) if end > t - ago]  # taken after that bin, so these lack it
        known = self.begun <= t - ago
        if before:
            known &= (self.expected_at[after[0]] if after else self.expected) > self.expected_at[before[-1]]
        counts = np.where(known, counts, np.float32(0.0))
        self.counts_at[after] += counts
        self.counts += counts
        return counts

    def forget(self, series: NDArray[np.intp]) -> None:
        """Let no window of these series reach back beyond now."""
        self.counts_at[:, series] = self.counts[series]
        self.expected_at[:, series] = self.expected[series]
        self.begun[series] = self.bins
        self.last[series] = 0.0

    def look(
        self, counts: Floats, expected: Floats, variance: Floats, clump: Floats, heard: Bools | None = None
    ) -> Look:
        """The highest evidence over all windows that end in each of these bins (K, S), the next to come.

        A bin without data is one of nothing counted and nothing expected. `variance` and `clump` are those of
        `log_likelihood_ratio`; where not `heard` (K, S; None: all are) nothing has changed. Logarithms are only taken
        where the evidence can reach SCORE_MIN: it is at most (n - m)^2 / 2 (m + m^2/r), since its second derivative
        in n is 1/n - 1/(n + r).
        """
        if self.bins % _REBASE_BINS == 0:
            self._rebase()
        counts, expected = running(self.counts, counts), running(self.expected, expected)
        rows, widths = windows(self.bins % _CYCLE, len(counts) - 1, self._bins_min, self._bins_max)
        m = self._sums(self.expected_at, expected, rows)
        np.subtract((expected[1:] + np.float32(FLOOR_REPORTS))[:, None], m, out=m)
        excess = self._sums(self.counts_at, counts, rows)
        np.subtract(counts[1:, None], excess, out=excess)
        excess -= m
        least = m * (np.float32(2.0 * SCORE_MIN) * variance)
        least += np.float32(2.0 * SCORE_MIN) * (clump + np.float32(1.0))
        least *= m
        score = np.zeros((len(rows), self.series), dtype=np.float32)
        width = np.ones((len(rows), self.series), dtype=np.int16)
        reach = np.abs(excess) * excess > least
        if np.count_nonzero(reach) > MANY:
            at = foremost(m, excess, variance, clump, reach)
        else:
            at = np.flatnonzero(reach)
        if len(at):
            window, series = np.divmod(at, self.series)
            place = series if len(rows) == 1 else window // rows.shape[1] * self.series + series
            m = m.ravel()[at].astype(np.float64)
            n = excess.ravel()[at] + m
            found = log_likelihood_ratio(
                n, m, variance[series].astype(np.float64), clump[series].astype(np.float64)
            ).astype(np.float32)
            found[found < np.float32(SCORE_MIN)] = 0.0
            np.maximum.at(score.ravel(), place, found)
            best = np.flatnonzero((found == score.ravel()[place]) & (found > 0))[::-1]
            # Of equals the narrowest: it is written last.
            width.ravel()[place[best]] = widths.ravel()[window[best]]
        before = self.last
        for bin_, row in enumerate(score):
            np.minimum(row, before + self._rise, out=row)
            if heard is not None:
                np.putmask(row, ~heard[bin_], before)
            before = row
        return Look(counts, expected, score, width)

    def _sums(self, kept: Floats, running: Floats, rows: NDArray[np.intp]) -> Floats:
        """The sums before the windows in `rows` (K, W): (K, W, S), of those kept and of the running ones after them."""
        if len(rows) == 1 and rows.max() < _KEPT:
            return kept[rows]
        return np.concatenate((kept, running))[rows]

    def within(self, minutes: int, bin_minutes: int, series: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Counts and usual of these series in the window nearest to so many minutes."""
        rows, widths = windows((self.bins - 1) % _CYCLE, 1, self._bins_min, self._bins_max)
        return self._since(int(rows[0, np.abs(widths[0] * bin_minutes - minutes).argmin()]), series)

    def up_to(self, minutes: int, bin_minutes: int, series: NDArray[np.intp]) -> list[tuple[Floats, Floats]]:
        """Counts and usual of these series in the windows of no more than so many minutes, narrowest first, but at least
        in that."""
        rows, widths = windows((self.bins - 1) % _CYCLE, 1, self._bins_min, self._bins_max)
        many = max(1, int((widths[0] * bin_minutes <= minutes).sum()))
        return [self._since(row, series) for row in dict.fromkeys(rows[0, :many].tolist())]

    def _since(self, row: int, series: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Counts and usual of these series since the sums in `row`."""
        if row >= _KEPT:  # it began with the newest bin, before which a block has ended
            row = _PLACE[1] + (self.bins - 1) % _ROWS[1]
        counts = self.counts[series] - self.counts_at[row, series]
        return counts, self.expected[series] - self.expected_at[row, series]

    def ending_in(
        self, look: Look, minutes: tuple[int, int], series: NDArray[np.intp]
    ) -> tuple[Floats, Floats, Floats]:
        """Counts and usual (K, W, series) of the windows that end in each bin of `look`, not pushed yet: those up to the nearest to the
        first of `minutes`, narrowest first, and last the nearest to the second; and their widths in bins (K, W, 1)."""
        phase = self.bins % _CYCLE, len(look.score), self._bins_min, self._bins_max
        rows, place, widths = windows_near(*phase, minutes, self._bin_minutes)
        sums = np.empty((len(rows), len(series)), dtype=np.float32)
        told = []
        for kept, after in ((self.counts_at, look.counts), (self.expected_at, look.expected)):
            for into, row in zip(sums, rows, strict=True):
                (kept[row] if row < _KEPT else after[row - _KEPT]).take(series, out=into)
            before = sums[place]
            told.append(np.subtract(after[1:, None].take(series, axis=2), before, out=before))
        return told[0], told[1], widths

    def state(self) -> State:
        """Everything, as arrays."""
        return taken(self, _STATE)

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        """Become what `state` says."""
        put(self, _STATE, state)

    def _rebase(self) -> None:
        # Sums are kept relative to the oldest block's end, so that 32-bit floats never grow coarse.
        block, rows = RINGS[-1]
        oldest = _PLACE[block] + self.bins // block % rows
        for sums, total in ((self.counts_at, self.counts), (self.expected_at, self.expected)):
            base = sums[oldest].copy()
            sums -= base
            np.maximum(sums, np.float32(0.0), out=sums)
            total -= base


_STATE = ("bins", "counts_at", "expected_at", "counts", "expected", "last", "begun")


def foremost(m: Floats, excess: Floats, variance: Floats, clump: Floats, reach: Bools) -> NDArray[np.intp]:
    """Which windows of `reach` (K, W, S) may hold the highest evidence of their bin and series, by their place in it.

    Single precision says of most that they do not, at a tenth of what exact logarithms cost.
    """
    series = np.flatnonzero(reach.reshape(-1, reach.shape[-1]).any(axis=0))
    m, excess = m.take(series, axis=2), excess.take(series, axis=2)
    reach = reach.take(series, axis=2)
    alike = (m[:, 1:] == m[:, :-1]) & (excess[:, 1:] == excess[:, :-1])
    reach[:, 1:] &= ~alike  # of windows that hold the same the narrowest is told
    size = np.float32(1.0) / (variance[series] + clump[series] / m)
    n = np.maximum(excess, np.float32(0.0), out=excess)
    n += m
    rise = np.log(n / m)
    m += size
    size += n
    rough = n * rise - size * np.log(size / m)
    rise += np.float32(1.0)
    rise *= size
    rise *= ROUGH
    reach &= ~(rough + rise < (rough - rise).max(axis=1, keepdims=True))
    window, place = np.divmod(np.flatnonzero(reach), len(series))
    return window * len(variance) + series[place]


def running(sums: Floats, bins: Floats) -> Floats:
    """The sums before each of `bins` (K, S) and after the last: (K + 1, S), added one by one."""
    run = np.empty((len(bins) + 1, len(sums)), dtype=np.float32)
    run[0] = sums
    for at, row in enumerate(bins):
        np.add(run[at], row, out=run[at + 1])
    return run


@lru_cache(maxsize=16_384)
def windows(
    phase: int, bins: int, bins_min: int, bins_max: int
) -> tuple[NDArray[np.intp], NDArray[np.int16]]:
    """The windows that end in each of so many bins, the first of which has this place in the cycle: where the sums
    before them stand, and their widths; (bins, windows).

    Sums are kept in rings, as they were before the first of these bins; after those come the sums before each of them.
    Where a bin has fewer windows than another, its narrowest is told again.
    """
    rows, widths = [], []
    for t in range(phase, phase + bins):
        found = []
        for block, back in WINDOWS:
            width = t % block + 1 + block * back
            if bins_min <= width <= bins_max:
                kept = _PLACE[block] + (t // block - back) % _ROWS[block]
                begin = t + 1 - width
                found.append((kept if begin < phase else _KEPT + begin - phase, width))
        rows.append([row for row, _ in found])
        widths.append([width for _, width in found])
    most = max(map(len, rows))
    for one in (*rows, *widths):
        one[:0] = one[:1] * (most - len(one))
    return np.array(rows, dtype=np.intp), np.array(widths, dtype=np.int16)


@lru_cache(maxsize=16_384)
def windows_near(
    phase: int, bins: int, bins_min: int, bins_max: int, minutes: tuple[int, int], bin_minutes: int
) -> tuple[list[int], NDArray[np.intp], Floats]:
    """Those of `windows` that `Scan.ending_in` tells of: where the sums before them stand, which of these is that before each of
    them (bins, windows), and their widths (bins, windows, 1)."""
    rows, widths = windows(phase, bins, bins_min, bins_max)
    off = [np.abs(widths.astype(np.int64) * bin_minutes - near).argmin(axis=1)[:, None] for near in minutes]
    narrow = np.minimum(np.arange(off[0].max() + 1), off[0])  # of who has fewer the widest is told again
    asked = np.concatenate((narrow, off[1]), axis=1)
    used, place = np.unique(np.take_along_axis(rows, asked, axis=1), return_inverse=True)
    wide = np.take_along_axis(widths, asked, axis=1).astype(np.float32)
    return used.tolist(), place.reshape(asked.shape), wide[:, :, None]
