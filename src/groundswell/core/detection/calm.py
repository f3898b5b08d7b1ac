"""When an alarm ends: what came in has been within the usual band for long enough, bin by bin and together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection.cornish_fisher import upper_quantile
from groundswell.core.detection.scan import Look, Scan

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

CALM_WINDOW = 15
LEVEL_WINDOW = 45
CLEAR_DEVIATIONS = np.float32(2.326)
"""An alarm ends when a window has been within the usual band for long enough: the narrowest, up to a quarter of an hour, in which
what came in the last three quarters, less so many deviations, would show; where it would show in none, these three quarters
themselves. A minute tells nothing of a sleepy service, one report is always usual; nor does a quarter in which one or two are."""
CALM_MINUTES = 10
CALM_BINS = 2
"""How long that is."""


def calm_bins(bin_minutes: int) -> int:
    """How many bins on end have to be calm."""
    return max(CALM_BINS, CALM_MINUTES // bin_minutes)


def within_band(scan: Scan, look: Look, at: NDArray[np.intp], band: Floats, clump: Floats) -> Bools:
    """Whether the series `at` (n,), of these bands and clumps, have counted of late no more than their usual band allows: in the
    narrowest window in which the outage would clearly be more, or else in the widest. (K, n), as seen from each bin of `look`."""
    counts, usual, widths = scan.ending_in(look, (CALM_WINDOW, LEVEL_WINDOW), at)
    told = counts[:, -1:] / widths[:, -1:] * widths
    told -= CLEAR_DEVIATIONS * np.sqrt(told * (np.float32(1.0) + clump))
    upper = upper_quantile(usual, band)
    clear, fits = told > upper, counts <= upper
    within: Bools = fits[:, -1]
    for window in reversed(range(len(widths[0]) - 1)):
        within = np.where(clear[:, window], fits[:, window], within)
    return within


def calm_since(before: NDArray[np.uint8], calm: Bools, over: Bools) -> NDArray[np.uint8]:
    """For how many bins on end each series has been `calm` (K, n), after each of them; in bins in which it neither was, nor that was
    `over`, it stays as it was, at first as `before`.

    >>> calm, over = np.array([[1], [0], [1], [0], [1]], dtype=np.bool_), np.array([[0], [0], [0], [1], [0]], dtype=np.bool_)
    >>> calm_since(np.array([3], dtype=np.uint8), calm, over).T.tolist()
    [[4, 4, 5, 0, 1]]
    """
    since = np.empty(calm.shape, dtype=np.uint8)
    for at, row in enumerate(since):
        np.multiply(before + calm[at], ~over[at], out=row)
        before = row
    return since
