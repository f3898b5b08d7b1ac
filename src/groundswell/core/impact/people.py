"""How many people an outage has hit: an interval, from reports and from how readily people report.

Of those who meet an outage a part p, the propensity, reports it here. Nobody knows p: before anything is told it is
log-uniform between 0.3 % and 3 %. Reports are Poisson around p times the people. Where an operator has told how many
people earlier outages hit, Bayes' rule on a grid of p weighs it; each outage's own p is log-normal around the service's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

PROPENSITY = (0.003, 0.03)
"""between these the part of those hit who report is assumed to lie"""
COVERS = 0.9
"""how often the interval holds the truth, where the assumptions hold"""
_WIDER = 5.0
"""an operator's figures may show that it lies outside, by up to this factor"""
_OUTSIDE = 0.1
"""chance of that beforehand, on all sides together"""
_VARIES = 0.5
"""spread of the logarithm of p from outage to outage of one service"""
_GRID, _QUANTILES = 241, 61

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class People:
    """Between `low` and `high` people, so often as COVERS says; made from so many `reports` beyond the usual."""

    low: int
    high: int
    reports: int
    calibrated: bool = False


def people(reports: float, *, users: int = 0, known: Sequence[tuple[int, int]] = ()) -> People | None:
    """The people behind `reports` beyond the usual; None where there are none. Never more than `users` (0: not known).

    `known` are earlier outages of the service, (reports, people), as its operator told. O(grid · quantiles).

    >>> people(100)
    People(low=3700, high=30000, reports=100, calibrated=False)
    >>> people(100, known=[(50, 10_000), (120, 24_000), (90, 18_000)])
    People(low=7700, high=49000, reports=100, calibrated=True)
    """
    if reports < 0.5:
        return None
    propensity, weight = _propensity(known)
    parts = (np.arange(_QUANTILES) + 0.5) / _QUANTILES
    means = _gamma(reports + 0.5, parts)
    sizes = (means[None, :] / propensity[:, None]).ravel()
    order = np.argsort(sizes)
    upto = np.cumsum(np.repeat(weight / _QUANTILES, _QUANTILES)[order])
    low, high = (float(np.interp(part, upto, sizes[order])) for part in ((1 - COVERS) / 2, (1 + COVERS) / 2))
    most = float(users) if users else np.inf
    low, high = min(max(low, reports), most), min(high, most)
    return People(_spoken(low), max(_spoken(high), _spoken(low)), round(reports), bool(known))


def usual_reports(reports: int, ratio: float, minutes: float) -> float:
    """How many of an outage's reports are usual over its `minutes`, by those of its last fifteen and their ratio."""
    return reports / ratio * minutes / 15 if ratio > 0 else 0.0


def _propensity(known: Sequence[tuple[int, int]]) -> tuple[Floats, Floats]:
    """Propensities of the next outage and how likely each is."""
    low, high = np.log(PROPENSITY)
    if not known:
        inside = low + (high - low) * (np.arange(_GRID) + 0.5) / _GRID
        return np.exp(inside), np.full(_GRID, 1.0 / _GRID)
    wide = np.log(_WIDER)
    at = np.linspace(low - wide, high + wide, 2 * _GRID)
    inside = (at >= low) & (at <= high)
    prior = np.where(inside, (1 - _OUTSIDE) / inside.sum(), _OUTSIDE / (~inside).sum())
    fit = np.log(prior)
    for reports, hit in known:
        spread = _VARIES**2 + 1.0 / max(reports, 1)
        fit = fit - 0.5 * (np.log(max(reports, 0.5) / max(hit, 1)) - at) ** 2 / spread
    likely = np.exp(fit - fit.max())
    steps = np.array([NormalDist(0.0, _VARIES).inv_cdf(part) for part in (np.arange(15) + 0.5) / 15])
    return np.exp((at[:, None] + steps).ravel()), np.repeat(likely / likely.sum() / 15, 15)


def _gamma(shape: float, parts: Floats) -> Floats:
    """Quantiles of a Gamma of scale 1 (Wilson and Hilferty 1931)."""
    z = np.array([NormalDist().inv_cdf(float(part)) for part in parts])
    root = np.maximum(1 - 1 / (9 * shape) + z / (3 * np.sqrt(shape)), 1e-3)
    quantiles: Floats = shape * root**3
    return quantiles


def _spoken(count: float) -> int:
    """To two figures: no more of it is known."""
    digits = len(str(int(count))) - 2
    return round(count / 10**digits) * 10**digits if digits > 0 else round(count)
