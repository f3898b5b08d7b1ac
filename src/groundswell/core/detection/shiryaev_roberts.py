"""The evidence for a burst of one to three bins above the usual: a scan by likelihood ratio, averaged, not maximised.
Both the present and the past (which bins a fit leaves out) are judged by it. What is believed of bursts is flat: any size, any
bin. Sources for the average over beginnings: Shiryaev, *On optimum methods in quickest detection problems* (1963), and Roberts,
*A comparison of some control chart procedures* (1966).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

BINS = 3
"""Bins that a burst may last."""
SIZES = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Sizes of a burst that are looked for, all its bins together, in standard deviations of a bin. Each doubling is as likely as the
others, from what cannot be told from chance to what is plain to everybody ..."""
SHARES = (1.0 / BINS,) * BINS
"""... and what part of it falls into its first, second and third bin: as much into each."""
START_ODDS = (1.0 / BINS,) * BINS
"""Prior weight of a burst that is in its first, second, third bin now."""
TOLD_SCORE, TOLD_MAX = 1.8, 1.5
"""From this score on a burst counts as told: what it adds in its later bins weighs less, by so much at most. False
alarms are then spent on bursts that were not heard yet ..."""
FALL_MAX = 4.0
"""... and strong evidence holds for the bins a burst may last: a score is at least those of the last two bins less this. Both rules
were chosen on simulated weeks, with both found outbreaks and found weeks in view."""
BURST_RATE = 0.01
"""Bins that begin a burst, as a share: how readily a past bin is left out of the fit."""


def burst_ratios(counts: Floats, mean: Floats, extra: Floats) -> Floats:
    """Log-likelihood ratio of each size of burst in its first, second, third bin to none: (sizes, bins, ...).

    More reports are never less evidence: a burst has no more variance beyond Poisson than none has, so it is the less likely of the
    two again for counts far beyond it. From where their ratio is highest on it is held (by Stirling's first term).

    >>> counts, mean, extra = np.array([5.0, 50.0, 500.0, 5000.0]), np.full(4, 4.0), np.full(4, 1.2)
    >>> bool((np.diff(burst_ratios(counts, mean, extra).max(axis=(0, 1))) >= 0).all())
    True
    """
    deviation = np.sqrt(mean + extra)
    none = _log_negative_binomial(counts, mean, extra)
    ratios = np.empty((len(SIZES), len(SHARES), *counts.shape))
    for i, size in enumerate(SIZES):
        for j, share in enumerate(SHARES):
            if j and share == SHARES[j - 1]:
                ratios[i, j] = ratios[i, j - 1]
                continue
            more = mean + size * share * deviation
            ratios[i, j] = _log_negative_binomial(counts, more, extra) - none
            over = np.flatnonzero(counts > more)
            here, held, far, wide = (part.ravel()[over] for part in (mean, counts, more, extra))
            most = np.maximum(far, _likeliest(here, far, wide))
            beyond = held > most
            at, held = over[beyond], most[beyond]
            ratios[i, j].ravel()[at] = _log_negative_binomial(
                held, far[beyond], wide[beyond]
            ) - _log_negative_binomial(held, here[beyond], wide[beyond])
    return ratios


def _likeliest(mean: Floats, more: Floats, extra: Floats) -> Floats:
    """The count at which a mean of `more` is likeliest beside one of `mean`, both of variance mean + extra."""
    size, greater = mean * mean / np.maximum(extra, 1e-4 * mean), more * more / np.maximum(extra, 1e-4 * more)
    odds = mean * (greater + more) / (more * (size + mean))
    most: Floats = np.where(odds > 1.0, (greater - odds * size) / np.maximum(odds - 1.0, 1e-9), np.inf)
    return most


def _log_negative_binomial(counts: Floats, mean: Floats, extra: Floats) -> Floats:
    """Log-probability, less log(counts!), of a negative binomial of this mean and of variance mean + extra."""
    size = mean * mean / np.maximum(extra, 1e-4 * mean)
    total = np.log(size + mean)
    log: Floats = _log_rising(size, counts)
    log += size * (np.log(size) - total) + counts * (np.log(mean) - total)
    return log


def _log_rising(x: Floats, n: Floats) -> Floats:
    """log Gamma(x + n) - log Gamma(x) for x > 0, n >= 0, to 1e-7: Stirling's series, both four further up.

    >>> import math
    >>> exact = [(x, n, math.lgamma(x + n) - math.lgamma(x)) for x in (0.01, 0.5, 7.3, 1e3) for n in (0.0, 1.0, 40.0)]
    >>> all(abs(_log_rising(np.array([x]), np.array([n]))[0] - log) < 1e-7 for x, n, log in exact)
    True
    """
    y = x + n
    a, b = x + 4.0, y + 4.0
    log: Floats = (b - 0.5) * np.log(b) - (a - 0.5) * np.log(a) - n + (_stirling(b) - _stirling(a))
    log += np.log(x * (x + 1.0) * (x + 2.0) * (x + 3.0) / (y * (y + 1.0) * (y + 2.0) * (y + 3.0)))
    return log


def _stirling(x: Floats) -> Floats:
    inverse = 1.0 / x
    square = inverse * inverse
    tail: Floats = inverse * (1 / 12 - square * (1 / 360 - square / 1260))
    return tail


def onward(path: Floats, ratios: Floats) -> Floats:
    """One bin on: a burst may begin, and what began earlier is a bin older."""
    later = ratios.copy()
    later[:, 1:] += path[:, :-1]
    return later


def evidence(path: Floats, told: Floats, told_max: float = TOLD_MAX) -> tuple[Floats, NDArray[np.int64]]:
    """Score: logarithm of the mean likelihood ratio over sizes and beginnings; and bins since the likeliest beginning.

    `path` (sizes, beginnings, S) is the log-likelihood ratio of each burst; `told` (2, S) the scores of the last bins. What adds to
    a burst that was told weighs less by `told_max` nats at most.

    >>> calm, second = np.zeros((3, 3, 1)), np.full((3, 3, 1), -2.0)
    >>> second[:, 1] = 5.0                                # as if a burst had begun a bin ago
    >>> [(round(float(score[0]), 2), int(width[0])) for score, width in (
    ...     evidence(path, np.zeros((2, 1))) for path in (calm, second))]
    [(-0.1, 1), (3.75, 2)]
    """
    top = path.max(axis=(0, 1))
    likely = np.exp(path - top).mean(axis=0)
    before = np.minimum(np.stack([told[0], told.max(axis=0)]) - TOLD_SCORE, 50.0)
    odds = likely * np.array(START_ODDS)[:, None]
    odds[1:] *= np.exp(-np.minimum(np.log1p(np.exp(before)), told_max))
    score: Floats = np.log(odds.sum(axis=0)) + top
    return score, likely.argmax(axis=0).astype(np.int64) + 1


def calm_chance(counts: Floats, present: Bools, mean: Floats, dispersion: Floats) -> Floats:
    """Probability that each bin of a past (C, T) lies in no burst, all of the past being known."""
    extra = (dispersion[:, None] - 1.0) * mean
    ratios = np.where(present, burst_ratios(np.where(present, counts, 0.0), mean, extra), 0.0)
    began = ratios[:, 0]
    for later in range(1, len(SHARES)):
        began[:, :, :-later] += ratios[:, later, :, later:]
    likely = np.exp(np.minimum(began, 50.0)).mean(axis=0)
    odds = likely.copy()
    odds[:, 1:] += likely[:, :-1]
    odds[:, 2:] += likely[:, :-2]
    calm: Floats = 1.0 / (1.0 + BURST_RATE * odds)
    return calm
