"""How rare a score is: evidence in nats becomes years between false alarms, for a series of any size.
No formula covers overlapping windows, clusters and bumps of use at once, so the tables are measured.

Source: Kleinman, Lazarus and Platt, *A generalized linear mixed models approach for detecting incident clusters of disease
in small areas* (2004), for telling evidence as the time between such alarms, the recurrence interval.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

TABLE_RATES = np.linspace(-3.5, 2.0, 12)
"""Columns of the tables: 0.0003, 0.001, 0.003 ... 100 reports a minute, logarithm to base 10."""
TABLE_WIDTHS = np.log10([1.0, 5.0, 15.0, 60.0, 120.0, 360.0, 720.0])
"""Rows: width of a bin in minutes."""
ONCE_A_YEAR = np.array(
    [
        [2.8, 4.1, 5.6, 6.3, 7.5, 7.9, 7.9, 8.1, 8.0, 8.1, 8.6, 9.8],
        [2.8, 4.1, 5.5, 5.9, 6.9, 6.9, 7.0, 6.8, 6.6, 6.7, 6.8, 7.4],
        [2.8, 4.2, 5.4, 5.8, 6.5, 6.0, 5.9, 5.8, 5.5, 5.6, 5.3, 5.7],
        [2.9, 4.2, 5.2, 4.5, 5.0, 4.5, 4.5, 4.5, 4.2, 4.3, 4.1, 4.2],
        [2.7, 4.1, 4.6, 4.7, 4.2, 3.5, 3.9, 3.6, 3.7, 3.0, 3.2, 3.6],
        [2.5, 3.5, 3.6, 3.4, 2.6, 2.1, 2.3, 2.0, 2.1, 2.1, 1.8, 2.1],
        [2.2, 3.1, 3.1, 2.4, 1.7, 1.1, 1.4, 1.1, 1.1, 1.1, 0.9, 1.1],
    ]
)
"""Score that a service which is up passes once a year."""
OFTENER = np.array(
    [
        [0.77, 0.76, 0.91, 0.83, 0.93, 0.88, 0.83, 1.01, 1.23, 1.40, 1.57, 1.86],
        [0.75, 0.74, 0.90, 0.76, 0.87, 0.79, 0.86, 0.98, 1.11, 1.27, 1.37, 1.51],
        [0.73, 0.77, 0.88, 0.78, 0.90, 0.81, 0.89, 1.02, 1.09, 1.22, 1.21, 1.30],
        [0.72, 0.79, 0.90, 0.68, 0.80, 0.74, 0.85, 1.03, 1.03, 1.00, 0.97, 0.99],
        [0.64, 0.81, 0.78, 0.79, 0.77, 0.63, 0.89, 0.95, 0.99, 0.64, 0.73, 0.94],
        [0.61, 0.74, 0.64, 0.69, 0.58, 0.67, 0.73, 0.65, 0.74, 0.64, 0.48, 0.72],
        [0.53, 0.71, 0.64, 0.48, 0.47, 0.47, 0.47, 0.47, 0.47, 0.47, 0.47, 0.47],
    ]
)
"""By so much less for each factor e by which false alarms may be more frequent (in bins of twelve hours only measured up to 0.03 a minute:
beyond, less than the least that counts as evidence comes once a year) ..."""
RARER = np.array(
    [
        [0.92, 0.93, 0.88, 0.87, 0.81, 0.94, 0.89, 2.03, 1.71, 2.16, 2.55, 1.94],
        [0.86, 0.91, 0.91, 1.13, 0.95, 0.94, 0.99, 1.89, 1.56, 1.44, 1.87, 2.33],
        [0.91, 0.93, 1.04, 1.03, 0.91, 1.02, 1.05, 1.54, 1.41, 1.27, 1.76, 1.51],
        [0.86, 1.03, 0.80, 0.66, 1.29, 0.91, 1.23, 1.36, 1.04, 1.14, 1.25, 1.05],
        [0.49, 0.55, 0.83, 0.61, 0.89, 0.62, 1.80, 0.57, 0.86, 0.96, 0.97, 0.62],
        [0.53, 0.73, 0.61, 0.85, 0.81, 0.75, 0.68, 0.49, 0.67, 0.38, 0.59, 0.44],
        [0.70, 0.50, 0.66, 1.03, 0.69, 0.62, 0.50, 0.35, 0.53, 0.44, 0.39, 0.52],
    ]
)
"""... and by so much more for each by which they are to be rarer: bumps of use end somewhere, but some are steep."""
LEAST_SCORE = 1.0
"""However many false alarms are allowed, weaker evidence is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """What scores are worth to some series: the one that each passes `once` a year while all is well, and by how much it
    is less for each factor e by which that is to be `oftener`, or more by which it is to be `rarer`."""

    once: Floats
    oftener: Floats
    rarer: Floats

    def score(self, rarity: Floats) -> Floats:
        """The score that is as rare as this: nats of years."""
        slope: Floats = np.where(rarity > 0, self.rarer, self.oftener)
        return self.once + slope * rarity

    def rarity(self, score: Floats) -> Floats:
        """How rare such scores are: nats of years."""
        more = score - self.once
        slope: Floats = np.where(more > 0, self.rarer, self.oftener)
        return more / slope


def scale(bin_minutes: int, level: Floats) -> Scale:
    """What scores are worth to series of usual `level` (reports per bin).

    bench/calibrate.py simulates years of services that are up (days, weeks, trend, clusters, wobble, campaigns), five
    decades of size in bins of seven widths, counts how often each score is passed, all windows and the whole year
    included, and fits two lines in the logarithm of that rate, which meet at once a year; it prints the tables anew.
    Between measured points they are interpolated; wider bins follow the last two rows; sizes beyond the edge are held.
    """
    width = np.log10(bin_minutes)
    row = int(np.clip(np.searchsorted(TABLE_WIDTHS, width, side="right") - 1, 0, len(TABLE_WIDTHS) - 2))
    share = (width - TABLE_WIDTHS[row]) / (TABLE_WIDTHS[row + 1] - TABLE_WIDTHS[row])
    rate = np.log10(np.maximum(level / np.float32(bin_minutes), np.float32(1e-6)))
    step = np.float32(TABLE_RATES[1] - TABLE_RATES[0])
    place = (rate - np.float32(TABLE_RATES[0])) / step
    place = np.clip(place, np.float32(0), np.float32(len(TABLE_RATES) - 1))
    column = np.minimum(place.astype(np.intp), len(TABLE_RATES) - 2)
    place -= column.astype(np.float32)

    def read(table: NDArray[np.float64], share: float) -> Floats:
        values = (1.0 - share) * table[row] + share * table[row + 1]
        known, more = values.astype(np.float32), np.diff(values).astype(np.float32)
        between: Floats = known[column] + place * more[column]
        return between

    edge = min(share, 1.0)  # a slope is not followed beyond what is measured
    return Scale(read(ONCE_A_YEAR, share), read(OFTENER, edge), read(RARER, edge))


def threshold(false_alarms_per_year: float, bin_minutes: int, level: Floats) -> Floats:
    """The score above which a series of usual `level` (reports per bin) is in alarm.

    >>> [f"{score:.1f}" for score in threshold(1.0, 1, np.float32([0.01, 1.0, 100.0]))]
    ['6.3', '8.1', '9.8']
    """
    rarity = np.full(len(level), -math.log(false_alarms_per_year), dtype=np.float32)
    return np.maximum(scale(bin_minutes, level).score(rarity), np.float32(LEAST_SCORE))
