"""The week that all series have in common: what a series is thought to be like before its own hours are known.

Source: Robbins, *An empirical Bayes approach to statistics* (1956), for taking what is believed beforehand from all series.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from groundswell.core.timegrid import HOUR_MINUTES

Floats = NDArray[np.float32]

HOURS = 168
FOLD_MINUTES = 10
"""How often what was counted is folded into level, recent and spread: a bin in between costs four sums."""
SHAPE_WEEKS = 4.0
"""Half-life of what an hour of the week has taught."""
YOUNG_VARIANCE = 0.5
YOUNG_DAYS = 0.7
"""How far a day and a night may differ before they have been seen, and how soon (half-life) they have been."""
LATE_VARIANCE = 1.0
"""How much farther in bins of an hour, and in narrower ones by as much less: what is usual of a series whose day is not known follows what
comes, and follows it a bin late."""
WEEK_VARIANCE = 0.05
WEEK_DAYS = 7.0
"""How far one day of the week may differ from another before all have been seen; it fades as soon after that, for the Monday after
a first weekend is told by that weekend, which was taken for a trend."""
_FINE = 2.0**20
"""Sums over series are made in whole numbers of this fineness, so that their order does not matter."""


class Week:
    """The population's week: how all series together stand to their levels in each hour."""

    def __init__(self) -> None:
        self.shape = np.ones(HOURS)

    def put(self, slots: NDArray[np.intp], votes: Sequence[Sequence[tuple[int, int]]]) -> None:
        """The hours of these slots, from what each `Baseline.vote` said."""
        for place, slot in enumerate(slots.tolist()):
            counts = sum(vote[place][0] for vote in votes)
            usual = sum(vote[place][1] for vote in votes)
            self.shape[slot] = (counts / _FINE + 1.0) / (usual / _FINE + 1.0)


def exact(values: Floats) -> int:
    """Their sum in whole numbers: the same in any order."""
    return int((values * np.float32(_FINE)).astype(np.int64).sum())


_KEEP = 0.5 ** (1 / SHAPE_WEEKS)
_POWERS = np.power(np.float32(_KEEP), np.arange(1024, dtype=np.float32))
_FADED: Floats = (np.float32(1.0) - _POWERS) / np.float32(1.0 - _KEEP)
"""The sum of so many weeks that fade; after a thousand it grows no more."""


def visits(hours: Floats, ago: int | Floats | NDArray[np.int_]) -> Floats:
    """How often, in weeks that fade, an hour of the week has been seen that was last over `ago` hours ago."""
    times = np.floor(
        (hours - np.float32(1.0) - np.asarray(ago, dtype=np.float32)) / np.float32(HOURS)
    ) + np.float32(1.0)
    weeks = np.clip(times, np.float32(0.0), np.float32(len(_FADED) - 1)).astype(np.intp)
    return np.asarray(_FADED[weeks])


def unseen(days: Floats, bin_minutes: int = 0) -> Floats:
    """How far the usual of bins of this width may be off, as a relative variance, for the hours and days that were not seen in so
    many days; of what is not followed bin by bin without a width.

    >>> [f"{doubt:.3f}" for doubt in unseen(np.array([0.0, 0.7, 7.0, 9.1], dtype=np.float32))]
    ['0.550', '0.300', '0.050', '0.006']
    """
    halved = np.exp2(days * np.float32(-1.0 / YOUNG_DAYS))
    faded = np.exp2(np.minimum(np.float32(WEEK_DAYS) - days, np.float32(0.0)) * np.float32(1.0 / YOUNG_DAYS))
    night = np.float32(YOUNG_VARIANCE + LATE_VARIANCE * bin_minutes / HOUR_MINUTES)
    doubt: Floats = night * halved + np.float32(WEEK_VARIANCE) * faded
    return doubt


def between(minute: int, bin_minutes: int) -> tuple[int, float]:
    """The hour whose centre the middle of the bin passed last, and how far on it is to the next."""
    position = (minute + bin_minutes / 2) / HOUR_MINUTES - 0.5
    hour = math.floor(position)
    return hour, position - hour


def course(
    first_minute: int, bins: int, bin_minutes: int, shape_at: Callable[[int], Floats]
) -> Iterator[Floats]:
    """How series stand to their levels in each of `bins` bins: between the centres of hours, of which `shape_at` tells, on a
    straight line; in bins of several hours as these do on average."""
    shape_at = cache(shape_at)  # several bins lie between the same two hours
    steps = max(1, bin_minutes // HOUR_MINUTES)
    for first in range(first_minute, first_minute + bins * bin_minutes, bin_minutes):
        ends = [between(first + step * bin_minutes // steps, bin_minutes // steps) for step in range(steps)]
        shape: Floats = np.zeros_like(shape_at(ends[0][0]))
        for hour, late in ends:
            near, far = shape_at(hour), shape_at(hour + 1)
            shape += (near + np.float32(late) * (far - near)) / np.float32(steps)
        yield shape


def place(minute: int, bin_minutes: int) -> tuple[int, int, int]:
    """Hour, tenth and line of the bin at `minute`."""
    line, _ = between(minute, bin_minutes)
    return (minute + bin_minutes // 2) // HOUR_MINUTES, minute // FOLD_MINUTES, line
