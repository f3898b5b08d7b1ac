"""How much an amplitude explains: the likelihood of counts under "so many times more here", fitted and compared.

Counts of a leaf are Poisson around what is expected there, plus `amplitude` times a shape. A leaf may instead hold a
burst (one person's duplicates, a robot): a heavy-tailed alternative of small weight, so that a few loud leaves never make
a cause. Leaves that are usually busy scatter more than Poisson: they count for less (quasi-likelihood).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from groundswell.core.scope.lattice import Floats, Ints, summed

BURST = 1e-4
"""chance that a leaf holds a burst; a burst of n has weight 1 / (n (n + 1))"""
_STEPS = 6
_BUSY, _MEDIAN_OF_CHI_SQUARE = 5.0, 0.455
_DISPERSION, _DISPERSION_LEAVES = 0.4, 20.0
"""what is assumed before busy leaves speak, and how many leaves' worth of evidence that is"""
UNEVEN, WIDELY_UNEVEN = 6.0, 1.5
"""shape of the Gamma by which the ratios of a cause vary over the values of an attribute (spread 0.4); where they are known
to differ (spread 0.8)"""


def dispersion(actual: Floats, expected: Floats) -> float:
    """D, where a leaf's variance is mean + D · mean²: the median over leaves busy enough to tell, with a prior."""
    busy = np.flatnonzero(expected >= _BUSY)
    if not len(busy):
        return _DISPERSION
    usual = expected[busy]
    square = (actual[busy] - usual) ** 2 / _MEDIAN_OF_CHI_SQUARE
    told = float(np.clip(np.median((square - usual) / (usual * usual)), 0.0, 1.0))
    return (len(busy) * told + _DISPERSION_LEAVES * _DISPERSION) / (len(busy) + _DISPERSION_LEAVES)


@dataclass(slots=True)
class Fit:
    """Per group its `amplitude`, the `gain` in log-likelihood and the `excess` explained; `each` is the excess of every
    row in `at` (positions of rows with reports)."""

    amplitude: Floats
    gain: Floats
    excess: Floats
    at: Ints
    each: Floats


def fit(
    group: Ints,
    groups: int,
    actual: Floats,
    mean: Floats,
    shape: Floats,
    trust: Floats,
    most: float = np.inf,
    burst: float = BURST,
) -> Fit:
    """The amplitude of `shape` on top of `mean`, per group of rows, by expectation and maximisation.

    `trust` weighs each row; `most` bounds the amplitude; `burst` is the chance that a leaf holds one. Each step is O(rows with reports).
    """
    total = summed(group, shape * trust, groups)
    before = summed(group, mean * trust, groups)
    at = np.flatnonzero(actual > 0)
    group, shape, usual, trust, reports = group[at], shape[at], mean[at], trust[at], actual[at]
    # Quasi-likelihood, scaled so that its peak is that of a count of this variance.
    constant = trust * (reports * np.log(reports) - reports) + 0.5 * np.log(2 * np.pi * reports / trust)
    with np.errstate(divide="ignore"):
        loud = np.log(np.where(reports >= 2, burst / (reports * (reports + 1.0)), 0.0))
    null = np.logaddexp(trust * (reports * np.log(usual) - usual) - constant, loud)
    first = (summed(group, reports * trust, groups) - before) / total
    amplitude = np.minimum(np.maximum(first, 0.1 / total), most)
    for step in range(_STEPS):
        more = amplitude[group] * shape
        now = usual + more
        plain = trust * (reports * np.log(now) - now) - constant
        full = np.logaddexp(plain, loud)
        each = trust * np.exp(plain - full) * reports * more / now
        excess = summed(group, each, groups)
        if step < _STEPS - 1:
            amplitude = np.minimum(np.maximum(excess / total, 1e-12), most)
    # A row without reports gives -more; with reports that is in the density already.
    gain = summed(group, full - null + trust * more, groups) - amplitude * total
    return Fit(amplitude, gain, excess, at, each)


def uneven(excess: Floats, even: Floats, shape: float = UNEVEN) -> tuple[Floats, Floats]:
    """(gain, tilt) when the ratio of a cause may differ by the value of an attribute.

    `excess` and what would be `even` are (groups, values). The gain is the evidence of Poisson counts whose rates are
    Gamma of `shape` around `even`, less that of even ones; the tilt is the expected factor of each value afterwards.
    """
    k, mean = shape, np.maximum(even, 1e-9)
    varied = (
        log_gamma(k + excess) - log_gamma(np.float64(k)) + k * np.log(k) - (k + excess) * np.log(k + mean)
    )
    gain: Floats = (varied + mean).sum(axis=1)
    return gain, (k + excess) / (k + mean)


def log_gamma(x: Floats | np.float64) -> Floats:
    """ln Γ(x) for x >= 1 by Stirling's series, good to 3e-4 at 1 and far better above."""
    value: Floats = (x - 0.5) * np.log(x) - x + 0.918938533204673 + 1.0 / (12.0 * x) - 1.0 / (360.0 * x**3)
    return value
