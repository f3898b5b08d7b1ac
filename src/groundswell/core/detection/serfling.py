"""The usual of series in bins of a day or wider, whose season is the year, and the evidence for a burst above it.

A log-linear regression on trend and annual harmonics (Serfling 1963), refitted as bins come in, in which past bursts
do not count (Noufaily et al. 2013), and a scan for bursts of one to three bins, by likelihood ratio.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection.cornish_fisher import upper_quantile
from groundswell.core.detection.shiryaev_roberts import (
    FALL_MAX,
    SHARES,
    SIZES,
    TOLD_MAX,
    burst_ratios,
    calm_chance,
    evidence,
    onward,
)
from groundswell.core.detection.state import State, put, taken
from groundswell.core.timegrid import MINUTES_PER_DAY, MINUTES_PER_WEEK, SEASON_MINUTES, minute_of_week

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Rows = NDArray[np.intp]

HISTORY_YEARS = 15.0
HISTORY_BINS_MAX = 1100
"""What is older is forgotten: ten years of weeks, three of days."""
LISTEN_BINS = 4
"""A new series is only listened to for so long."""

LAG_BINS = 3
"""The newest bins do not teach yet: a burst that begins in them may not have shown."""
LONG_BINS = 8
"""What stands out for longer than this is no burst but the new usual."""

TREND, SEASON, RECENT = slice(1, 2), slice(2, 6), slice(6, 7)
"""Columns of the design after the intercept; then the days of the week, if there are any; last the drift."""
GROUPS = ((TREND, 0.1, 2e-5), (slice(2, 4), 0.4, 5e-4), (slice(4, 6), 0.2, 5e-4), (RECENT, 0.4, 1e-4))
"""Coefficients shrunk together: their standard deviation while a series is young; twice the least variance later."""
SHRINK_MAX = 1.0
DAY_DEVIATION = 0.5
DRIFT_DEVIATION = 0.1
"""How fast the season may move within the year, in radians a year (0.1: six days). A season whose date scatters by two or
three weeks from year to year, as influenza's does, looks over five years of history as if it moved so fast."""
RECENT_YEARS = 0.25
"""Length of "recent": how the last months stand to the long run."""
LEAD_YEARS = 0.25
"""The trend is followed no further than this beyond the last fit."""

FLOOR_REPORTS = 0.5
DISPERSION, DISPERSION_BINS = 1.5, 20.0
"""Variance over mean: what is believed beforehand, as firmly as so many bins."""
MEAN_MIN = 0.05
"""Least mean by which a square is divided in the dispersion: one report in years of silence is one report."""
LOG_MIN, LOG_MAX = -9.0, 18.0
NEWTON_STEPS = 2
WHOLE_ROUNDS = 3
HELD = 3.0
"""Standard errors by which shrinkage may hold a coefficient back before all is fitted anew."""
CHUNK_CELLS = 1 << 16


class Serfling:
    """Usual count, its upper edge and the evidence for a burst, for `series` series side by side.

    For a bin t of years, the mean of series s is

        log m = level + trend t + sum_j=1,2 (a_j cos + b_j sin)(2 pi j t + j drift t) + recent [the last three months]

    (bins that are not whole weeks: + day of the week), its variance phi m. The fit is a penalised quasi-likelihood
    by Newton's method from the last fit on. Each coefficient is shrunk to zero by its own group's variance, which a
    series of more than a year estimates by itself (an EM step for automatic relevance determination, MacKay 1994):
    a trend or a season that is not there costs nothing. `drift` lets the season move: 52 weeks are not a year.

    A past bin counts by the probability that it is in no burst, from the likelihoods of bursts that begin before it,
    in it and after it, both sides known; the last three bins do not count yet. The score of a bin is the logarithm of
    the likelihood ratio (nats) of a burst that began now, a bin or two ago to none, averaged over beginnings and
    sizes: a Bayes factor (`burst`). Counts are negative binomial with extra variance (phi - 1) m + v m^2, where v is
    the estimation error of log m. So a score means the same for every size, dispersion and age: by Markov's inequality
    a calm bin has one above x with probability of about exp(-x) at most.

    Each series depends on its own counts only, bit by bit. State: 8 bytes per bin of history and less than 1 kB per
    series for weeks (7 kB in all), 3 kB for days (12 kB). Refits, thirteen a year and more in a series' youth, are
    nearly all of the time: 25 microseconds per series and week.

    References: Serfling, Public Health Reports 78:494 (1963); Noufaily et al., Statistics in Medicine 32:1206
    (2013); MacKay, ASHRAE Transactions 100:1053 (1994).

    >>> import numpy as np
    >>> week = np.arange(300)
    >>> usual = 8 * np.exp(0.5 * np.cos(2 * np.pi * week / 52.18))
    >>> counts = np.random.default_rng(1).poisson(usual[:, None], (300, 2)).astype(float)
    >>> counts[299, 1] += 25                                        # the second one breaks
    >>> model = Serfling(series=2, bin_minutes=10_080)
    >>> model.learn_history(0, counts[:299])
    >>> score, expected, upper, width = model.step(299 * 10_080, counts[299], counts[299] >= 0)
    >>> (score > 8).tolist()
    [False, True]
    >>> (abs(expected / usual[299] - 1) < 0.15).tolist(), int(width[1])
    ([True, True], 1)
    """

    def __init__(
        self, series: int, bin_minutes: int, *, told_max: float = TOLD_MAX, fall_max: float = FALL_MAX
    ) -> None:
        """By how many nats at most what adds to a burst weighs less once it was told (0: never less), and how far a score may lie
        below those of the last two bins (inf: it holds nothing over)."""
        assert series >= 0
        assert bin_minutes >= MINUTES_PER_DAY
        self.series = series
        self.bin_minutes = int(bin_minutes)
        self._told_max, self._fall_max = told_max, fall_max
        per_year = SEASON_MINUTES / bin_minutes
        self._rows = int(min(np.ceil(HISTORY_YEARS * per_year), HISTORY_BINS_MAX))
        self._days = 0 if bin_minutes % MINUTES_PER_WEEK == 0 else 7
        self._drift = RECENT.stop + self._days
        self._fit_every = max(1, round(per_year / 13))
        self._weigh_every = max(1, round(per_year))
        columns = self._drift + 1
        self._prior = np.full(columns, DAY_DEVIATION**2)
        self._prior[0], self._prior[self._drift] = 1e6, DRIFT_DEVIATION**2
        for group, deviation, _ in GROUPS:
            self._prior[group] = deviation**2
        self.minute = -1
        self.filled = 0
        """Rows of history so far; row number modulo the rows there are is its place."""
        self.minutes = np.zeros(self._rows, dtype=np.int64)
        self.counts = np.full((series, self._rows), -1.0, dtype=np.float32)
        self.calm = np.ones((series, self._rows), dtype=np.float32)
        """Probability that a bin is in no burst."""
        self.seen = np.zeros(series, dtype=np.int64)
        self.fitted_seen = np.zeros(series, dtype=np.int64)
        self.weighed_seen = np.zeros(series, dtype=np.int64)
        self.fitted_minute = np.full(series, -1, dtype=np.int64)
        self.coefficients = np.zeros((series, columns))
        self.covariance = np.tile(
            np.diag(np.where(np.arange(columns) == 0, 4.0, self._prior)), (series, 1, 1)
        )
        self.variance = np.tile(self._prior, (series, 1))
        self.dispersion = np.full(series, DISPERSION)
        self.path = np.zeros((len(SIZES), len(SHARES), series))
        """Log-likelihood ratio of a burst of each size that began 0, 1, 2 bins ago."""
        self.told = np.zeros((2, series))
        """Score of the last bin and of the one before, without what they took over."""

    # --- judging --------------------------------------------------------------------------------

    def step(
        self, minute: int, counts: Floats, present: Bools
    ) -> tuple[Floats, Floats, Floats, NDArray[np.int64]]:
        """Judge the bin that starts at `minute` by what was learned before, then learn from it.

        Score (nats), usual count, upper edge of the usual band (0.99 quantile), bins since the likeliest beginning.
        """
        assert minute > self.minute, "bins come in order"
        self._skip(minute)
        expected, doubt = self._usual(minute)
        extra = (self.dispersion - 1.0) * expected + doubt * expected**2
        heard = present & (self.seen >= LISTEN_BINS)
        ratios = np.where(heard, burst_ratios(np.where(present, counts, 0.0), expected, extra), 0.0)
        score, width = self._evidence(ratios)
        self._push(minute, np.where(present, counts, -1.0))
        self._learn(minute, present)
        return score, expected, upper_quantile(expected, extra / expected**2), width

    def _evidence(self, ratios: Floats) -> tuple[Floats, NDArray[np.int64]]:
        """One bin on; score and bins since the likeliest beginning."""
        self.path = onward(self.path, ratios)
        fresh, width = evidence(self.path, self.told, self._told_max)
        fresh = np.where(self.seen >= LISTEN_BINS, fresh, 0.0)
        score = np.maximum(fresh, self.told.max(axis=0) - self._fall_max)
        self.told = np.stack([fresh, self.told[0]])
        return score, width

    def _usual(self, minute: int) -> tuple[Floats, Floats]:
        """Mean of the bin at `minute`, and the variance of its logarithm from the error of the fit."""
        ahead = (minute - self.fitted_minute) / SEASON_MINUTES
        lead = np.where(self.fitted_minute >= 0, np.minimum(ahead, LEAD_YEARS), 0.0)
        design, turn = self._design(np.array([minute]), minute)
        x = np.empty_like(self.coefficients)
        x[:, : self._drift] = design[0]
        x[:, 1] = lead
        # The turn of the season since the fit, to first order, as in the fit.
        x[:, self._drift] = lead * np.matmul(self.coefficients[:, None, SEASON], turn.T)[:, 0, 0]
        log = (self.coefficients * x).sum(axis=1)
        doubt = (np.matmul(x[:, None, :], self.covariance)[:, 0] * x).sum(axis=1)
        return np.exp(np.clip(log, LOG_MIN, LOG_MAX)), np.maximum(doubt, 0.0)

    # --- learning -------------------------------------------------------------------------------

    def learn_history(self, first_minute: int, counts: Floats) -> None:
        """Take in bins (T, S), -1 = no data, without judging them: one fit instead of many."""
        assert counts.ndim == 2
        assert counts.shape[1] == self.series
        assert first_minute > self.minute, "bins come in order"
        self._skip(first_minute)
        for i in range(len(counts)):
            self._push(first_minute + i * self.bin_minutes, counts[i])
        who = np.flatnonzero((counts >= 0).any(axis=0))
        if len(who):
            self._refit(who, self.minute, whole=True)
        self.path[:] = 0.0
        self.told[:] = 0.0

    def _skip(self, minute: int) -> None:
        """Bins that were left out before `minute` are bins without data."""
        missed = (minute - self.minute) // self.bin_minutes - 1 if self.filled else 0
        for back in range(min(int(missed), self._rows), 0, -1):
            self._push(minute - back * self.bin_minutes, np.full(self.series, -1.0))
            self._evidence(np.zeros_like(self.path))

    def _push(self, minute: int, counts: Floats) -> None:
        row = self.filled % self._rows
        self.minutes[row] = minute
        self.counts[:, row] = counts
        self.calm[:, row] = 1.0
        self.filled += 1
        self.seen += counts >= 0
        self.minute = int(minute)

    def _learn(self, minute: int, present: Bools) -> None:
        """Refit the series that are due: by their own age, so that none depends on another."""
        due = present & (self.seen - self.fitted_seen >= np.clip(self.seen // 16, 1, self._fit_every))
        whole = due & (self.seen - self.weighed_seen >= np.clip(self.seen // 4, 1, self._weigh_every))
        for who, all_rows in ((np.flatnonzero(whole), True), (np.flatnonzero(due & ~whole), False)):
            if len(who):
                self._refit(who, minute, all_rows)

    def _refit(self, who: Rows, minute: int, whole: bool) -> None:
        rows = np.arange(max(0, self.filled - self._rows), self.filled) % self._rows
        minutes = self.minutes[rows]
        design, turn = self._design(minutes, minute)
        turn *= ((minutes - minute) / SEASON_MINUTES)[:, None]
        chunk = max(16, CHUNK_CELLS // len(rows))
        for start in range(0, len(who), chunk):
            self._refit_chunk(who[start : start + chunk], rows, design, turn, whole)
        self.fitted_minute[who] = minute
        self.fitted_seen[who] = self.seen[who]
        if whole:
            self.weighed_seen[who] = self.seen[who]

    def _refit_chunk(self, who: Rows, rows: Rows, design: Floats, turn: Floats, whole: bool) -> None:
        counts = self.counts[np.ix_(who, rows)].astype(np.float64, order="C")
        present = counts >= 0
        years = self.seen[who] * (self.bin_minutes / SEASON_MINUTES)
        trust = np.clip(years - 1.0, 0.0, 1.0)
        fit = _Fit(self.coefficients[who], self.variance[who], self.dispersion[who], design, turn)
        lead = (self.minutes[rows[-1]] - self.fitted_minute[who]) / SEASON_MINUTES
        fit.forward(np.where(self.fitted_minute[who] >= 0, lead, 0.0))
        if whole:  # All anew, from no burst and no shrinkage on: neither may hold itself up.
            calm = np.ones_like(counts)
            fit.variance[:] = self._prior
            for _ in range(WHOLE_ROUNDS):
                fit.update(counts, present * _taught(calm), trust, self._prior)
                calm = calm_chance(counts, present, fit.mean(), fit.dispersion)
        else:  # Only what came since the last fit, and what a burst in it could reach back to.
            calm = self.calm[np.ix_(who, rows)].astype(np.float64, order="C")
            fresh = self.minutes[rows] > self.fitted_minute[who][:, None] - len(SHARES) * self.bin_minutes
            tail = slice(max(0, int(fresh.any(axis=0).argmax()) - len(SHARES)), None)
            chance = calm_chance(counts[:, tail], present[:, tail], fit.mean(tail.start), fit.dispersion)
            calm[:, tail] = np.where(fresh[:, tail], chance, calm[:, tail])
        weight = present * _taught(calm)
        weight[:, -LAG_BINS:] *= (1.0 - trust)[:, None]
        fit.update(counts, weight, trust, self._prior, NEWTON_STEPS if whole else 1)
        if not whole:
            again = fit.held | (calm[:, -LONG_BINS:] < 0.5).all(axis=1)
            if again.any():
                self._refit_chunk(who[again], rows, design, turn, whole=True)
                keep = ~again
                who, calm, fit = who[keep], calm[keep], fit.only(keep)
        self.calm[np.ix_(who, rows)] = calm
        self.coefficients[who], self.covariance[who] = fit.coefficients, fit.covariance
        self.variance[who], self.dispersion[who] = fit.variance, fit.dispersion

    def _design(self, minutes: NDArray[np.int64], now: int) -> tuple[Floats, Floats]:
        """Columns at `minutes` as seen from `now`, and how each season's column turns per radian of drift."""
        middle = minutes + self.bin_minutes / 2
        year = 2.0 * np.pi * (middle % (400 * SEASON_MINUTES)) / SEASON_MINUTES
        cos1, sin1, cos2, sin2 = np.cos(year), np.sin(year), np.cos(2 * year), np.sin(2 * year)
        age = (now - minutes) / SEASON_MINUTES
        columns = [np.ones_like(year), -age, cos1, sin1, cos2, sin2, 1.0 * (age < RECENT_YEARS)]
        monday = minute_of_week(0) + minutes
        for day in range(self._days):
            share = _overlap(monday - day * MINUTES_PER_DAY, self.bin_minutes) / self.bin_minutes
            columns.append(share)
        return np.stack(columns, axis=1), np.stack([-sin1, cos1, -2 * sin2, 2 * cos2], axis=1)

    # --- keeping --------------------------------------------------------------------------------

    def state(self) -> State:
        """Everything, as arrays."""
        return taken(self, _STATE)

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        """Become what `state` says."""
        put(self, _STATE, state)


_STATE = ("minute", "filled",
    "minutes", "counts", "calm", "seen", "fitted_seen", "weighed_seen", "fitted_minute",
    "coefficients", "covariance", "variance", "dispersion", "path", "told",
)  # fmt: skip


class _Fit:
    """One refit of some series, (C, T) side by side. Products are taken series by series (a stack of vectors times a
    matrix, never matrix times matrix), so that the last bit does not depend on which series are fitted together."""

    def __init__(
        self, coefficients: Floats, variance: Floats, dispersion: Floats, design: Floats, turn: Floats
    ) -> None:
        self.coefficients, self.variance, self.dispersion = coefficients, variance, dispersion
        self.covariance: Floats = np.empty((0, 0, 0))
        self.held: Bools = np.zeros(len(coefficients), dtype=np.bool_)
        """Where shrinkage holds back more than the data's own error allows."""
        self.design, self.turn = design, turn
        self.width = design.shape[1]
        self.upper = np.triu_indices(self.width)
        self.pairs = design[:, self.upper[0]] * design[:, self.upper[1]]

    def only(self, keep: Bools) -> _Fit:
        """That of some of the series."""
        fit = _Fit(
            self.coefficients[keep], self.variance[keep], self.dispersion[keep], self.design, self.turn
        )
        fit.covariance, fit.held = self.covariance[keep], self.held[keep]
        return fit

    def forward(self, years: Floats) -> None:
        """The same line, its origin moved by so many years."""
        self.coefficients[:, 0] += self.coefficients[:, 1] * np.minimum(years, LEAD_YEARS)

    def mean(self, first: int = 0) -> Floats:
        """Usual counts from row `first` on."""
        log = _times(self.coefficients[:, : self.width], self.design[first:].T)
        log += self.coefficients[:, self.width, None] * self._turned(first)
        return np.exp(np.clip(log, LOG_MIN, LOG_MAX))

    def _turned(self, first: int = 0) -> Floats:
        return _times(self.coefficients[:, SEASON], self.turn[first:].T)

    def level(self, counts: Floats, weight: Floats) -> Floats:
        """Set the level so that usual and counted agree in sum; the mean then."""
        mean = self.mean()
        total = np.maximum((weight * mean).sum(axis=1), 1e-300)
        ratio = ((weight * counts).sum(axis=1) + FLOOR_REPORTS) / total
        self.coefficients[:, 0] += np.log(ratio)
        level: Floats = mean * ratio[:, None]
        return level

    def update(
        self, counts: Floats, weight: Floats, trust: Floats, prior: Floats, steps: int = NEWTON_STEPS
    ) -> None:
        """Coefficients, then their covariance, the dispersion and how much is shrunk; `trust` in the series' own word."""
        for _ in range(steps):
            self._newton(counts, weight)
        mean = self.level(counts, weight)
        self.covariance = np.asarray(
            np.linalg.inv(self._hessian(weight * mean, self._turned())), dtype=np.float64
        )
        diagonal = np.diagonal(self.covariance, axis1=1, axis2=2)
        self._disperse(counts, weight, mean, (1.0 - diagonal / self.variance).sum(axis=1))
        for group, _, least in GROUPS:
            own = self.coefficients[:, group] ** 2 + diagonal[:, group]
            found = np.minimum((own.sum(axis=1) + least) / (own.shape[1] + 2), SHRINK_MAX)
            self.variance[:, group] = (trust * found)[:, None] + np.outer(1.0 - trust, prior[group])

    def _newton(self, counts: Floats, weight: Floats) -> None:
        mean = self.level(counts, weight)
        turned = self._turned()
        off = weight * (counts - mean)
        slope = np.empty_like(self.coefficients)
        slope[:, : self.width] = _times(off, self.design)
        slope[:, self.width] = (off * turned).sum(axis=1)
        slope[:, 0] += FLOOR_REPORTS
        slope = slope / self.dispersion[:, None] - self.coefficients / self.variance
        move = np.linalg.solve(self._hessian(weight * mean, turned), slope[:, :, None])[:, :, 0]
        self.coefficients += np.clip(move, -1.0, 1.0)

    def _hessian(self, weight: Floats, turned: Floats) -> Floats:
        n = self.width
        hessian = np.empty((len(weight), n + 1, n + 1))
        hessian[:, self.upper[0], self.upper[1]] = hessian[:, self.upper[1], self.upper[0]] = _times(
            weight, self.pairs
        )
        hessian[:, n, :n] = hessian[:, :n, n] = _times(weight * turned, self.design)
        hessian[:, n, n] = (weight * turned * turned).sum(axis=1)
        hessian /= self.dispersion[:, None, None]
        hessian[:, np.arange(n + 1), np.arange(n + 1)] += 1.0 / self.variance
        return hessian

    def _disperse(self, counts: Floats, weight: Floats, mean: Floats, spent: Floats) -> None:
        """Variance over mean, from the squares about the fit less the degrees of freedom it has spent."""
        squares = (weight * (counts - mean) ** 2 / np.maximum(mean, MEAN_MIN)).sum(axis=1)
        bins = np.maximum(weight.sum(axis=1) - spent, 0.0)
        found = (squares + DISPERSION_BINS * DISPERSION) / (bins + DISPERSION_BINS)
        self.dispersion = np.maximum(found, 1.0)


def _times(vectors: Floats, matrix: Floats) -> Floats:
    product: Floats = np.matmul(vectors[:, None, :], matrix)[:, 0]
    return product


def _overlap(start: NDArray[np.int64], length: int) -> Floats:
    """Minutes of a day, of every week, within a bin that starts so many minutes after that day began."""

    def until(at: NDArray[np.int64]) -> Floats:
        weeks, rest = np.divmod(at, MINUTES_PER_WEEK)
        return weeks * float(MINUTES_PER_DAY) + np.minimum(rest, MINUTES_PER_DAY)

    return until(start + length) - until(start)


def _taught(calm: Floats) -> Floats:
    """Weights in the fit: those of bursts are small, but what lasts longer than a burst does count."""
    low = calm < 0.5
    if calm.shape[1] <= LONG_BINS or not low.any():
        return calm
    total: NDArray[np.int64] = np.cumsum(np.pad(low, ((0, 0), (1, 0))), axis=1)
    ends: Bools = total[:, LONG_BINS:] - total[:, :-LONG_BINS] == LONG_BINS
    reach: NDArray[np.int64] = np.cumsum(np.pad(ends, ((0, 0), (LONG_BINS, LONG_BINS - 1))), axis=1)
    return np.where(reach[:, LONG_BINS:] > reach[:, :-LONG_BINS], 1.0, calm)
