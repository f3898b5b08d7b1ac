"""Bins without data, and the backlog that the first bins after a gap may carry: what of them is counted.

Only the series that have a gap are looked at, side by side over several bins; those beside them go on as if there were none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

FLUSH_RATIO = np.float32(2.0)
FLUSH_REPORTS = np.float32(3.0)
"""The first bin after a gap counts at most so many times its usual and so many reports more, for it may carry what the gap
held back ..."""
FLUSH_MINUTES = 5
"""... and those after it that many times their usual, for so long (no longer than the gap): a queue drains in its time."""
LONG_GAP_MINUTES = 120
"""After a longer gap the windows begin anew."""
MANY = 60_000
"""Where counters of minutes stop, so that they fit in 16 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Gaps:
    """Those of some series that have a gap in K bins, or have just had one: `at` (n,) says which. All else is (K, n), after each
    bin: how many bins the gap has lasted, how many more may carry a backlog, and whether more of one was cut off than a
    report or two."""

    at: NDArray[np.intp]
    gap: NDArray[np.uint16]
    drain: NDArray[np.uint8]
    flushed: Bools


def bridged(
    counts: NDArray[np.integer],
    seen: Floats,
    expected: Floats,
    before: tuple[NDArray[np.uint16], NDArray[np.uint8]],
    bin_minutes: int,
) -> Gaps:
    """The gaps in bins of `counts` (K, S), of which what is counted, `seen`, is cut off in place, and nothing where there is no data.
    `before` are gap and drain (S,) as they stood.

    >>> counts, usual = np.array([[-1], [9], [9], [9]]), np.full((4, 1), 2.0, dtype=np.float32)
    >>> none, seen = (np.zeros(1, dtype=np.uint16), np.zeros(1, dtype=np.uint8)), counts.astype(np.float32)
    >>> bridged(counts, seen, usual, none, bin_minutes=1).gap.T.tolist(), seen.T.tolist()
    ([[1, 0, 0, 0]], [[0.0, 7.0, 9.0, 9.0]])
    """
    gap, drain = before
    at = np.flatnonzero((counts < 0).any(axis=0) | (gap > 0) | (drain > 0))
    here, heard = counts.take(at, axis=1) >= 0, seen.take(at, axis=1)
    gaps, drains, carried = _course(here, gap[at], drain[at], max(1, FLUSH_MINUTES // bin_minutes))
    first = here & (gaps[:-1] > 0)
    most = FLUSH_RATIO * expected.take(at, axis=1) + np.where(first, FLUSH_REPORTS, np.float32(0.0))
    cut = here & (carried > 0) & (heard > most)
    flushed = cut & (first | (heard > most + FLUSH_REPORTS))
    seen[:, at] = np.where(cut, most, np.maximum(heard, np.float32(0.0)))
    return Gaps(at, gaps[1:], drains[1:], flushed)


def _course(
    here: Bools, gap: NDArray[np.uint16], drain: NDArray[np.uint8], longest: int
) -> tuple[NDArray[np.uint16], NDArray[np.uint8], NDArray[np.uint8]]:
    """Gap and drain before each bin and after the last (K + 1, n), and how many from each bin on may carry a backlog (K, n)."""
    gaps = np.empty((len(here) + 1, len(gap)), dtype=np.uint16)
    drains, carried = np.empty(gaps.shape, dtype=np.uint8), np.empty(here.shape, dtype=np.uint8)
    gaps[0], drains[0] = gap, drain
    for at, now in enumerate(here):
        gap = gaps[at]
        carried[at] = np.where(now & (gap > 0), np.minimum(gap, longest), drains[at])
        gaps[at + 1] = np.where(now, 0, np.minimum(gap, MANY) + 1)
        drains[at + 1] = carried[at] - (now & (carried[at] > 0))
    return gaps, drains, carried


def until_long(counts: NDArray[np.integer], gap: NDArray[np.uint16], left: Bools, bin_minutes: int) -> int:
    """How many of these bins (K, S) come before the first in which a long gap ends, or a gap grows long while there is something
    `left` (S,) to be forgotten; where it is the very first of them, 1.

    >>> bins, none = np.array([[-1], [-1], [5]]), np.zeros(1, dtype=np.bool_)
    >>> [until_long(bins, np.array([gap], dtype=np.uint16), none, bin_minutes=1) for gap in (100, 200)]
    [3, 2]
    """
    at = np.flatnonzero((gap.astype(np.int64) + len(counts)) * bin_minutes > LONG_GAP_MINUTES)
    here = counts[:, at] >= 0
    still: Bools = np.cumsum(here, axis=0) - here == 0  # nothing has come before in these bins
    lasted = gap[at].astype(np.int64) + np.arange(len(counts))[:, None] + ~here
    ends = still & (lasted * bin_minutes > LONG_GAP_MINUTES) & (here | left[at])
    bins = np.flatnonzero(ends.any(axis=1))
    return max(1, int(bins[0])) if len(bins) else len(counts)
