"""Farrington flexible with numpy alone, for many series at once.

Noufaily et al., An improved algorithm for outbreak detection in multiple surveillance systems (2013), as the R package
surveillance has it: five years back, a factor of ten levels for the season, a trend, past outbreaks weighted down, a
negative-binomial threshold, no judgement below five cases in four weeks.
"""

from __future__ import annotations

import numpy as np

from bench.outbreaks import CURRENT, YEAR_WEEKS
from bench.streams import Floats, Ints

YEARS = 5
_HALF, _LEVELS, _SKIP = 3, 10, 26
"""Half-width of the reference weeks, seasonal levels, and the latest weeks left out."""
_CUT = 2.58
"""Anscombe residuals beyond this weigh less."""
_CASES_MIN = 5


def farrington(counts: Ints) -> Floats:
    """Exceedance scores of the current weeks (series, 49): (count - expected) / (limit - expected)."""
    scores = np.zeros((len(counts), CURRENT[1] - CURRENT[0]))
    for column, week in enumerate(range(*CURRENT)):
        first, last = week - YEAR_WEEKS * YEARS - _HALF, week - _SKIP
        design = _design(np.arange(first, last), week)
        coefficient, dispersion = _fit(design, counts[:, first:last].astype(np.float64))
        # At the week itself the level is the reference and the trend's clock is 0: only the intercept is left.
        expected = np.exp(np.clip(coefficient[:, 0], -12, 12))
        limit = _upper(expected, dispersion)
        score = (counts[:, week] - expected) / np.maximum(limit - expected, 0.5)
        few = counts[:, week - 3 : week + 1].sum(axis=1) < _CASES_MIN
        scores[:, column] = np.where(few, np.minimum(score, 0), score)
    return scores


def _design(weeks: Ints, now: int) -> Floats:
    """Columns: one, nine seasonal levels against the reference (the seven weeks about `now` in each year), years since."""
    into = (weeks - now + _HALF) % YEAR_WEEKS
    level = np.where(into <= 2 * _HALF, 0, 1 + np.minimum((into - 2 * _HALF - 1) // 5, _LEVELS - 2))
    seasons = (level[:, None] == np.arange(1, _LEVELS)).astype(np.float64)
    return np.column_stack((np.ones(len(weeks)), seasons, (weeks - now) / YEAR_WEEKS))


def _fit(design: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Quasi-Poisson fit, twice: the second time past outbreaks weigh as the square of how far out they lie."""
    weight = np.ones_like(counts)
    coefficient, mean = _log_linear(design, counts, weight)
    dispersion = _dispersion(counts, mean, weight, design.shape[1])
    residual = 1.5 * (counts ** (2 / 3) * mean ** (-1 / 6) - np.sqrt(mean)) / np.sqrt(dispersion)[:, None]
    weight = np.where(residual > _CUT, 1 / np.maximum(residual, _CUT) ** 2, 1.0)
    weight *= counts.shape[1] / weight.sum(axis=1, keepdims=True)
    coefficient, mean = _log_linear(design, counts, weight)
    return coefficient, _dispersion(counts, mean, weight, design.shape[1])


def _dispersion(counts: Floats, mean: Floats, weight: Floats, parameters: int) -> Floats:
    squares = (weight * (counts - mean) ** 2 / np.maximum(mean, 1e-6)).sum(axis=1)
    dispersion: Floats = np.maximum(squares / np.maximum(weight.sum(axis=1) - parameters, 1), 1.0)
    return dispersion


def _log_linear(design: Floats, counts: Floats, weight: Floats, rounds: int = 6) -> tuple[Floats, Floats]:
    """Poisson regression with one design for all series, by weighted least squares again and again."""
    width = design.shape[1]
    products = (design[:, :, None] * design[:, None, :]).reshape(len(design), width * width)
    mean = 0.7 * counts + 0.3 * np.maximum(counts.mean(axis=1, keepdims=True), 0.05) + 0.02
    log = np.log(mean)
    coefficient = np.zeros((len(counts), width))
    for _ in range(rounds):
        heavy = weight * mean
        gram = (heavy @ products).reshape(-1, width, width) + 1e-6 * np.eye(width)
        target = (heavy * (log + (counts - mean) / mean)) @ design
        coefficient = np.linalg.solve(gram, target[:, :, None])[:, :, 0]
        log = np.clip(coefficient @ design.T, -12, 12)
        mean = np.exp(log)
    return coefficient, mean


def _upper(mean: Floats, dispersion: Floats) -> Floats:
    """The 0.99 quantile of a negative binomial of variance `dispersion * mean`, by summing its probabilities."""
    over = np.maximum(dispersion - 1, 1e-4)
    size, odds = mean / over, over / (1 + over)
    limit = np.full(len(mean), -1.0)
    probability = np.exp(-size * np.log1p(over))
    below = probability.copy()
    most = int(np.max(mean + 12 * np.sqrt(dispersion * mean) + 30))
    for count in range(most):
        limit = np.where((limit < 0) & (below >= 0.99), count, limit)
        if (limit >= 0).all():
            break
        probability = probability * (count + size) / (count + 1) * odds
        below = below + probability
    normal = mean + 2.326 * np.sqrt(
        dispersion * mean
    )  # where the first probability is below what a float holds
    upper: Floats = np.where(limit >= 0, limit, normal)
    return upper
