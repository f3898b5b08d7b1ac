"""How many people an outage has hit: an interval, from reports and from how readily people report.

Of those who meet an outage a part p, the propensity, reports it here: log-uniform between 0.3 % and 3 % or what is assumed of a
country or service, until an operator's word on earlier outages weighs it (Bayes' rule on a grid of p).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

PROPENSITY = (0.003, 0.03)
"""between these the part of those hit who report is assumed to lie, where nothing else is"""
COVERS = 0.9
"""how often the interval holds the truth, where the assumptions hold"""
_WIDER = 5.0
"""an operator's figures may show that it lies outside, by up to this factor"""
_OUTSIDE = 0.1
"""chance of that beforehand, on all sides together"""
_SPAN = float(np.log(PROPENSITY[1] / PROPENSITY[0]))
_VARIES = 0.5
"""spread of the logarithm of p from outage to outage of one service"""
_GRID, _QUANTILES = 241, 61

Floats = NDArray[np.float64]
Assumed = Sequence[tuple[float, tuple[float, float]]]
"""parts of the reports, and between which bounds the propensity of those who sent them lies"""
_ANYBODY: Assumed = ((1.0, PROPENSITY),)


@dataclass(frozen=True, slots=True)
class People:
    """Between `low` and `high` people, so often as COVERS says; made from so many `reports` beyond the usual, a part of the
    people between the two of `assumed`."""

    low: int
    high: int
    reports: int
    calibrated: bool = False
    assumed: tuple[float, float] = PROPENSITY


def people(
    reports: float, *, users: int = 0, known: Sequence[tuple[int, int]] = (), assumed: Assumed = _ANYBODY
) -> People | None:
    """The people behind `reports` beyond the usual; None where there are none. Never more than `users` (0: not known).

    `known` are earlier outages of the service, (reports, people), as its operator told. Reports are Poisson around the
    propensity times the people. O(grid · quantiles).

    >>> found = people(100)
    >>> found.low, found.high
    (3700, 30000)
    >>> found = people(100, known=[(50, 10_000), (120, 24_000), (90, 18_000)])
    >>> found.low, found.high, found.calibrated
    (7700, 49000, True)
    >>> people(100, assumed=[(0.9, (0.01, 0.1)), (0.1, (0.001, 0.01))]).assumed
    (0.0053, 0.053)
    """
    if reports < 0.5:
        return None
    propensity, weight = _propensity(known, assumed)
    parts = (np.arange(_QUANTILES) + 0.5) / _QUANTILES
    means = _gamma(reports + 0.5, parts)
    sizes = (means[None, :] / propensity[:, None]).ravel()
    weights = np.repeat(weight / _QUANTILES, _QUANTILES)
    if users:
        weights = np.where(sizes <= users, weights, 0.0)
    whole = float(weights.sum())
    if whole > 0.0:
        order = np.argsort(sizes)
        upto = np.cumsum(weights[order]) / whole
        low, high = (
            float(np.interp(part, upto, sizes[order])) for part in ((1 - COVERS) / 2, (1 + COVERS) / 2)
        )
        low = max(low, reports)
    else:  # more report than the readiest would: all that is known is that it is of those who use it
        low, high = min(reports, users / 2), float(users)
    most = users or np.inf
    low, high = min(low, most), min(high, most)
    bounds = _mixed(np.array([0.0, 1.0]), assumed)
    return People(
        _spoken(low),
        max(_spoken(high), _spoken(low)),
        round(reports),
        bool(known),
        (_rounded(float(bounds[0])), _rounded(float(bounds[1]))),
    )


def usual_reports(reports: int, ratio: float, minutes: float) -> float:
    """How many of an outage's reports are usual over its `minutes`, by those of its last fifteen and their ratio."""
    return reports / ratio * minutes / 15 if ratio > 0 else 0.0


def _propensity(known: Sequence[tuple[int, int]], assumed: Assumed) -> tuple[Floats, Floats]:
    """Propensities of the next outage and how likely each is.

    Countries are readier or less ready together: all lie equally far between their bounds. What an operator told of earlier
    outages weighs them; each outage's own is log-normal around the service's.
    """
    if not known:
        return _mixed((np.arange(_GRID) + 0.5) / _GRID, assumed), np.full(_GRID, 1.0 / _GRID)
    beyond = np.log(_WIDER) / _SPAN
    at = np.linspace(-beyond, 1.0 + beyond, 2 * _GRID)
    inside = (at >= 0.0) & (at <= 1.0)
    prior = np.where(inside, (1 - _OUTSIDE) / inside.sum(), _OUTSIDE / (~inside).sum())
    told = np.log(_mixed(at, assumed))
    fit = np.log(prior)
    for reports, hit in known:
        spread = _VARIES**2 + 1.0 / max(reports, 1)
        fit = fit - 0.5 * (np.log(max(reports, 0.5) / max(hit, 1)) - told) ** 2 / spread
    likely = np.exp(fit - fit.max())
    steps = np.array([NormalDist(0.0, _VARIES).inv_cdf(part) for part in (np.arange(15) + 0.5) / 15])
    return np.exp((told[:, None] + steps).ravel()), np.repeat(likely / likely.sum() / 15, 15)


def _mixed(at: Floats, assumed: Assumed) -> Floats:
    """The part of all who report, where each country's lies `at` so far between its bounds (0 the lower, 1 the upper one; beyond
    them on as between those that are usual). Reports over people: one who reports less readily stands for more of them."""
    inside = np.clip(at, 0.0, 1.0)
    beyond = np.exp((at - inside) * _SPAN)
    each = [share / (low * (high / low) ** inside * beyond) for share, (low, high) in assumed]
    mixed: Floats = np.minimum(sum(share for share, _ in assumed) / np.sum(each, axis=0), 1.0)
    return mixed


def _rounded(part: float) -> float:
    return float(f"{part:.2g}")


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
