"""How rare a score is: evidence in nats becomes years between false alarms, for a series of any size.

No formula covers overlapping windows, clusters and bumps of use at once, so the tables are measured.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

TABLE_RATES = np.linspace(-2.0, 2.0, 9)
"""Columns of both tables: 0.01, 0.03, 0.1 ... 100 reports a minute, logarithm to base 10."""
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


def once_a_year(bin_minutes: int, level: Floats) -> tuple[Floats, Floats]:
    """The score that a series of usual `level` (reports per bin) passes once a year while all is well, and by how
    much that grows for each factor e by which it is to be rarer.

    bench/calibrate.py simulates years of services that are up (days, weeks, trend, clusters, wobble, campaigns),
    four decades of size in bins of four widths, counts how often each score is passed, all windows and the whole
    year included, and fits a line in the logarithm of that rate; it prints both tables anew. Between measured
    points they are interpolated; wider bins follow the last two rows; sizes beyond the edge are held.
    """
    width = np.log10(bin_minutes)
    row = int(np.clip(np.searchsorted(TABLE_WIDTHS, width, side="right") - 1, 0, len(TABLE_WIDTHS) - 2))
    share = (width - TABLE_WIDTHS[row]) / (TABLE_WIDTHS[row + 1] - TABLE_WIDTHS[row])
    scores = (1.0 - share) * ONCE_A_YEAR[row] + share * ONCE_A_YEAR[row + 1]
    slopes = PER_FACTOR_E[row if share < 0.5 else row + 1]
    rate = np.log10(np.maximum(level / np.float32(bin_minutes), np.float32(1e-6)))
    step = np.float32(TABLE_RATES[1] - TABLE_RATES[0])
    place = np.clip((rate - np.float32(TABLE_RATES[0])) / step, np.float32(0), np.float32(len(scores) - 1))
    column = np.minimum(place.astype(np.intp), len(scores) - 2)
    place -= column.astype(np.float32)
    return _between(scores, column, place), _between(slopes, column, place)


def _between(values: NDArray[np.float64], column: NDArray[np.intp], share: Floats) -> Floats:
    """What lies so far on from each column to the next."""
    known, more = values.astype(np.float32), np.diff(values).astype(np.float32)
    between: Floats = known[column] + share * more[column]
    return between


def threshold(false_alarms_per_year: float, bin_minutes: int, level: Floats) -> Floats:
    """The score above which a series of usual `level` (reports per bin) is in alarm.

    >>> [f"{score:.1f}" for score in threshold(1.0, 1, np.float32([0.01, 1.0, 100.0]))]
    ['6.3', '7.9', '9.4']
    """
    once, slope = once_a_year(bin_minutes, level)
    rarer = np.float32(math.log(false_alarms_per_year))
    return np.maximum(once - slope * rarer, np.float32(LEAST_SCORE))
