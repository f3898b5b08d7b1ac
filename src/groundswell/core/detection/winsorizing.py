"""What stands out among the same hours of other weeks is cut off, not left out: Winsor's way.

Source: Dixon, *Simplified estimation from censored normal samples* (1960).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection.week import HOURS
from groundswell.core.timegrid import hour_of_week

Floats = NDArray[np.float64]

ALIKE_MIN = 3
"""From so many on the same hours of other weeks tell by themselves what is usual: one outage among three is not their median."""


def winsorized(sums: Floats, shares: Floats, hours: NDArray[np.int64]) -> Floats:
    """The sums with what stands out against the same hour of other weeks (or days, in a short history) cut off: that alone where
    there are enough of them, or that and its neighbours, whichever leaves more.

    `shares` is how much of each hour there is data of.

    >>> month = np.full((4 * HOURS, 1), 10.0)
    >>> month[200:203] = 400.0                                         # an outage of three hours
    >>> winsorized(month, np.ones_like(month), np.arange(4 * HOURS))[199:204, 0].round(1).tolist()
    [10.0, 22.5, 22.5, 22.5, 10.0]
    """
    rate = np.where(shares > 0.5, sums / np.maximum(shares, 1e-9), np.nan)
    period = HOURS if hours[-1] - hours[0] >= 3 * HOURS - 1 else 24
    phases = hour_of_week(hours) % period
    cap = np.full_like(sums, np.inf)
    for phase in range(period):
        at = phases == phase
        if at.any():
            near = np.isin(phases, [(phase - 1) % period, phase, (phase + 1) % period])
            cap[at] = _upper(rate[near])
            enough = (~np.isnan(rate[at])).sum(axis=0) >= ALIKE_MIN
            cap[at] = np.where(enough, np.maximum(cap[at], _upper(rate[at])), cap[at])
    return np.minimum(sums, cap * np.maximum(shares, 1e-9))


def _upper(rates: Floats) -> Floats:
    """What a usual hour stays under, by the median of its like (NaN = no data)."""
    present = ~np.isnan(rates)
    filled = np.sort(np.where(present, rates, np.inf), axis=0)
    seen = present.sum(axis=0)
    middle = np.maximum(seen - 1, 0) // 2
    median = filled[middle, np.arange(rates.shape[1])]
    median = np.where(seen > 0, median, np.inf)
    return np.maximum(2.0 * median, median + 3.0 * np.sqrt(median) + 3.0)
