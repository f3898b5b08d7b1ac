"""The scan: is there a recent window in which more came in than its usual rate, doubted as it must be, allows?

The statistic of one window is the log-likelihood ratio of a free rate to a negative binomial whose Gamma
error is shared by the whole window (Kulldorff 1997 for the scan, Noufaily et al. 2013 for the counts).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SINGLE_WIDTHS = (1, 2, 3, 6, 12)
"""Widths kept exactly, in bins. One- and two-bin windows only matter where bins are wide."""
FOURS_BACK = (5, 7, 11, 15)
"""Windows that begin so many blocks of four bins ago: 21 to 64 bins wide."""
SIXTEENS_BACK = (5, 8, 11)
"""Windows that begin so many blocks of sixteen bins ago: 81 to 192 bins wide."""
WINDOW_MINUTES_MIN = 3
WINDOW_MINUTES_MAX = 240
WINDOW_BINS_MIN = 8
"""Windows are within these minutes, though never fewer than so many bins at the long end."""
FLOOR_REPORTS = 0.3
"""Added to every window's usual: at a sleepy service two reports in one minute are no outage."""
RISE_PER_MINUTE = 3.0
"""One minute cannot carry more evidence than this: a batch, a robot or a wrong clock fills one, an outage more."""

_RING = 16
_SIXTEENS = 12


def log_likelihood_ratio(counts: Floats, expected: Floats, variance: Floats, clump: Floats) -> Floats:
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
    ratio: Floats = n * np.log(n / expected) - (n + size) * np.log((n + size) / (expected + size))
    return np.maximum(ratio, 0.0)


class Scan:
    """Counts and usual of the last 192 bins per series, as sums up to 44 block ends (370 bytes per series).

    Blocks are of one bin for the last 16, of four for 64, of sixteen for 192; a window's edge is thus at
    most a fifth of its width away from where one would like it.
    """

    def __init__(self, series: int, bin_minutes: int) -> None:
        self.series = series
        self.bins = 0
        rows = 2 * _RING + _SIXTEENS
        self.counts_at = np.zeros((rows, series), dtype=np.float32)
        self.expected_at = np.zeros((rows, series), dtype=np.float32)
        self.counts = np.zeros(series, dtype=np.float32)
        self.expected = np.zeros(series, dtype=np.float32)
        self.last = np.zeros(series)
        """The evidence at the last bin with data."""
        self._rise = RISE_PER_MINUTE * bin_minutes
        self._bins_min = min(WINDOW_MINUTES_MIN // bin_minutes, 3)
        self._bins_max = max(WINDOW_BINS_MIN, WINDOW_MINUTES_MAX // bin_minutes)

    def push(self, counts: Floats, expected: Floats) -> None:
        """Add one bin; a bin without data is added as nothing counted and nothing expected."""
        t = self.bins
        self._keep(t % _RING)
        if t % 4 == 0:
            self._keep(_RING + (t // 4) % _RING)
        if t % 16 == 0:
            self._rebase()
            self._keep(2 * _RING + (t // 16) % _SIXTEENS)
        self.counts += counts.astype(np.float32)
        self.expected += expected.astype(np.float32)
        self.bins = t + 1

    def forget(self, series: NDArray[np.intp]) -> None:
        """Let no window of these series reach back beyond now."""
        self.counts_at[:, series] = self.counts[series]
        self.expected_at[:, series] = self.expected[series]
        self.last[series] = 0.0

    def best(self, variance: Floats, clump: Floats, present: Bools) -> tuple[Floats, NDArray[np.int64]]:
        """The highest evidence over all windows that end now, and the width of that window in bins.

        `variance` and `clump` are those of `log_likelihood_ratio`; where not `present` nothing has changed.
        """
        rows, widths = self._windows()
        n = self.counts - self.counts_at[rows]
        m = self.expected - self.expected_at[rows] + np.float32(FLOOR_REPORTS)
        score = np.zeros(self.series)
        width = np.ones(self.series, dtype=np.int64)
        flat = np.flatnonzero(n > m)
        if len(flat):
            series = flat % self.series
            evidence = np.zeros(n.size)
            evidence[flat] = log_likelihood_ratio(
                n.ravel()[flat].astype(np.float64),
                m.ravel()[flat].astype(np.float64),
                variance[series],
                clump[series],
            )
            ratio = evidence.reshape(n.shape)
            best = ratio.argmax(axis=0)
            score = ratio[best, np.arange(self.series)]
            width = np.where(score > 0, widths[best], 1)
        self.last = np.where(present, np.minimum(score, self.last + self._rise), self.last)
        return self.last.copy(), width

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Everything, as arrays."""
        return {
            "bins": np.array(self.bins),
            "counts_at": self.counts_at.copy(),
            "expected_at": self.expected_at.copy(),
            "counts": self.counts.copy(),
            "expected": self.expected.copy(),
            "last": self.last.copy(),
        }

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        """Become what `state` says."""
        self.bins = int(state["bins"])
        for name in ("counts_at", "expected_at", "counts", "expected"):
            setattr(self, name, np.array(state[name], dtype=np.float32))
        self.last = np.array(state["last"], dtype=np.float64)

    def _keep(self, row: int) -> None:
        self.counts_at[row] = self.counts
        self.expected_at[row] = self.expected

    def _rebase(self) -> None:
        # Sums are kept relative to the oldest block's end, so that 32-bit floats never grow coarse.
        oldest = 2 * _RING + (self.bins // 16) % _SIXTEENS
        for sums, total in ((self.counts_at, self.counts), (self.expected_at, self.expected)):
            base = sums[oldest].copy()
            sums -= base
            np.maximum(sums, 0.0, out=sums)
            total -= base

    def _windows(self) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        t = self.bins - 1
        rows = [(t - width + 1) % _RING for width in SINGLE_WIDTHS]
        widths = list(SINGLE_WIDTHS)
        for back in FOURS_BACK:
            rows.append(_RING + (t // 4 - back) % _RING)
            widths.append(t % 4 + 1 + 4 * back)
        for back in SIXTEENS_BACK:
            rows.append(2 * _RING + (t // 16 - back) % _SIXTEENS)
            widths.append(t % 16 + 1 + 16 * back)
        keep = [i for i, width in enumerate(widths) if self._bins_min <= width <= self._bins_max]
        return np.array(rows)[keep], np.array(widths)[keep]


TABLE_RATES = np.log10([0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0])
"""Columns of both tables: reports a minute."""
TABLE_WIDTHS = np.log10([1.0, 5.0, 15.0, 60.0])
"""Rows: width of a bin in minutes."""
ONCE_A_YEAR = np.array(
    [
        [6.3, 7.4, 7.7, 8.3, 7.9, 8.1, 8.2, 8.4, 9.4],
        [6.1, 6.8, 6.8, 7.0, 6.0, 6.6, 6.3, 6.1, 6.7],
        [5.7, 6.0, 5.8, 5.6, 5.0, 5.3, 4.7, 4.7, 5.0],
        [4.5, 4.8, 4.5, 4.3, 3.8, 4.1, 3.8, 3.8, 3.9],
    ]
)
"""Score that a service which is up passes once a year."""
PER_FACTOR_E = np.array(
    [
        [0.8, 0.9, 0.8, 0.9, 1.0, 1.4, 1.7, 1.6, 1.7],
        [0.8, 0.8, 0.7, 0.9, 0.7, 1.2, 1.3, 1.1, 1.2],
        [0.8, 0.7, 0.7, 0.8, 0.8, 1.1, 1.0, 1.0, 1.1],
        [0.7, 0.7, 0.7, 0.8, 0.8, 0.9, 0.9, 0.8, 0.9],
    ]
)
"""By so much more for each factor e by which false alarms are to be rarer."""
LEAST_SCORE = 2.0
"""However many false alarms are allowed, weaker evidence is none."""


def threshold(false_alarms_per_year: float, bin_minutes: int, level: Floats) -> Floats:
    """The score above which a series of usual `level` (reports per bin) is in alarm.

    No formula covers overlapping windows, clusters and bumps of use at once. So bench/calibrate.py simulates
    years of services that are up (days, weeks, trend, clusters, wobble, campaigns), four decades of size in
    bins of four widths, counts how often each score is passed, all windows and the whole year included, and
    fits a line in the logarithm of that rate; it prints both tables anew. Between measured points they are
    interpolated; wider bins follow the last two rows; sizes beyond the edge are held.
    """
    width = np.log10(bin_minutes)
    row = int(np.clip(np.searchsorted(TABLE_WIDTHS, width, side="right") - 1, 0, len(TABLE_WIDTHS) - 2))
    share = (width - TABLE_WIDTHS[row]) / (TABLE_WIDTHS[row + 1] - TABLE_WIDTHS[row])
    rate = np.log10(np.maximum(level / bin_minutes, 1e-6))
    scores = (1.0 - share) * ONCE_A_YEAR[row] + share * ONCE_A_YEAR[row + 1]
    slopes = PER_FACTOR_E[row if share < 0.5 else row + 1]
    once: Floats = np.interp(rate, TABLE_RATES, scores)
    slope: Floats = np.interp(rate, TABLE_RATES, slopes)
    limit: Floats = np.maximum(once - slope * np.log(false_alarms_per_year), LEAST_SCORE)
    return limit
