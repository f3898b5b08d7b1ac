"""The upper edge of a usual band: a quantile of counts that vary more than Poisson's.

Source: Cornish and Fisher, *Moments and cumulants in the specification of distributions* (1938).
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Real = TypeVar("Real", NDArray[np.float32], NDArray[np.float64])


def upper_quantile(mean: Real, variance: Real) -> Real:
    """About the 0.99 quantile of a negative binomial of this mean and size 1/variance, by its skewness.

    >>> upper_quantile(np.array([0.0, 1.0, 100.0]), np.array([0.1, 0.1, 0.1])).round(1).tolist()
    [0.7, 4.3, 192.6]
    """
    lean = variance * mean
    deviation = np.sqrt(mean + lean * mean)
    upper: Real = mean + 2.326 * deviation + 0.735 * (1.0 + 2.0 * lean)
    return upper
