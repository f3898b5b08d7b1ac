"""Counts of wide bins dealt out over narrower ones, pro rata: in proportion to what is usual of these.

Of Poisson counts this is the expected split given the sum; to learn from it and split again is in the manner of a step of EM. Sources: Friedman, *The
interpolation of time series by related series* (1962); Dempster, Laird and Rubin, *Maximum likelihood from incomplete data* (1977), section 1.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection.history import Told
from groundswell.core.timegrid import HOUR_MINUTES

if TYPE_CHECKING:
    from groundswell.core.detection.detector import Detector

Floats = NDArray[np.float32]


def part_minutes(bin_minutes: int) -> int:
    """How wide the parts are that a bin is cut into: at most an hour, all alike.

    >>> part_minutes(120), part_minutes(90), part_minutes(720)
    (60, 45, 60)
    """
    return next(width for width in range(HOUR_MINUTES, 0, -1) if bin_minutes % width == 0)


def dealt(counts: NDArray[np.integer], usual: Floats) -> NDArray[np.int64]:
    """Counts (T, S), -1 = no data, dealt out in whole numbers over parts (T x K, S) as `usual` says, in which sums are rounded, so
    that none is lost.

    >>> dealt(np.array([[7, -1]]), np.array([[2.0, 1.0], [4.0, 1.0], [2.0, 1.0]], dtype=np.float32)).tolist()
    [[2, -1], [3, -1], [2, -1]]
    """
    bins, series = counts.shape
    share = np.cumsum(usual.reshape(bins, -1, series).astype(np.float64) + 1e-9, axis=1)
    share /= share[:, -1:]
    upto = np.rint(share * np.maximum(counts, 0)[:, None]).astype(np.int64)
    parts = np.diff(upto, axis=1, prepend=0)
    return np.where(counts[:, None] < 0, -1, parts).reshape(-1, series)


def dealt_history(learner: Detector, first_minute: int, counts: Told, bin_minutes: int) -> tuple[Told, int]:
    """A history in bins of more than an hour in parts of at most one, and how wide these are: dealt out evenly first, and
    then again as the hours look to `learner` by that. A wide bin is no sum of one hour, nor are the hours beside it empty."""
    width = part_minutes(bin_minutes)
    parts = bin_minutes // width
    rough = learner.restore(learner.state())
    rough.learn(first_minute, partial(_evenly, counts, parts), width)
    like, _ = rough.forecast(first_minute, len(counts(slice(0, 1))) * parts, width)
    return partial(_alike, counts, like), width


def _evenly(counts: Told, parts: int, part: slice) -> NDArray[np.int64]:
    told = counts(part)
    return dealt(told, np.ones((len(told) * parts, told.shape[1]), dtype=np.float32))


def _alike(counts: Told, like: Floats, part: slice) -> NDArray[np.int64]:
    return dealt(counts(part), like[:, part])
