"""What others do about the same task, by their own methods, vectorised over series with numpy.

Each is a contestant of `bench.race`. Counts are those of whole services.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bench.streams import DAY, Bools, Counts, Floats, Layout, View

HOURS = 168


class Window:
    """Sums over the last `width` minutes; a minute without data counts nothing."""

    def __init__(self, width: int, series: int) -> None:
        self._kept = np.zeros((width, series))
        self._next = 0
        self.sums = np.zeros(series)

    def push(self, values: NDArray[np.int32] | Floats) -> Floats:
        self.sums = self.sums + values - self._kept[self._next]
        self._kept[self._next] = values
        self._next = (self._next + 1) % len(self._kept)
        return self.sums


class HourOfWeekZ:
    """z of the last minutes' sum against mean and deviation of such sums in the same hour of the week.

    The rule that most dashboards offer (for instance "anomaly bands" by hour of week), without robustness.
    """

    view: View = "service"

    def __init__(self, width: int = 10) -> None:
        self.width = width

    def fit(self, history: Counts, layout: Layout) -> None:  # noqa: ARG002
        self._window = Window(self.width, history.shape[1])
        total = np.cumsum(np.maximum(history, 0), axis=0, dtype=np.float64)
        sums = total.copy()
        sums[self.width :] -= total[: -self.width]
        weeks = len(history) // (60 * HOURS)
        parts = sums[len(history) - weeks * HOURS * 60 :].reshape(weeks, HOURS, 60, -1)
        self._mean, self._variance = parts.mean(axis=(0, 2)), parts.var(axis=(0, 2))
        self._first = (len(history) - weeks * HOURS * 60) // 60
        self._minute = len(history)

    def update(self, counts: Counts) -> Floats:
        sums = self._window.push(np.maximum(counts, 0))
        hour = (self._minute // 60 - self._first) % HOURS
        self._minute += 1
        scores: Floats = (sums - self._mean[hour]) / np.sqrt(self._variance[hour] + 0.5)
        return scores

    def rewind(self, minutes: int) -> None:
        """The next minute given is so many before the end of the history."""
        self._minute -= minutes


class Ears:
    """EARS C1, C2 and C3: z against the same time on seven earlier days.

    C1 takes the last seven days, C2 leaves two out, C3 adds the three latest C2 beyond 1. Hutwagner et al., The
    bioterrorism preparedness and response Early Aberration Reporting System (2003). A "day's count" is the sum of
    `width` minutes here, every minute anew.
    """

    view: View = "service"

    def __init__(self, kind: Literal["C1", "C2", "C3"], width: int = 15) -> None:
        self.kind, self.width = kind, width

    def fit(self, history: Counts, layout: Layout) -> None:  # noqa: ARG002
        series, kept = history.shape[1], 10 * DAY
        recent = np.maximum(history[-kept - self.width :], 0)
        total = np.cumsum(recent, axis=0, dtype=np.float64)
        self._sums = total[self.width :] - total[: -self.width]
        self._next = 0
        self._window = Window(self.width, series)
        for row in recent[-self.width :]:
            self._window.push(row)
        self._beyond = np.zeros((2 * self.width + 1, series))

    def update(self, counts: Counts) -> Floats:
        sums = self._window.push(np.maximum(counts, 0))
        lag = 0 if self.kind == "C1" else 2
        days = self._sums[(self._next - DAY * np.arange(1 + lag, 8 + lag)) % len(self._sums)]
        z: Floats = (sums - days.mean(axis=0)) / np.sqrt(days.var(axis=0, ddof=1) + 0.5)
        self._sums[self._next % len(self._sums)] = sums
        at = self._next % len(self._beyond)
        self._beyond[at] = np.maximum(z - 1, 0)
        self._next += 1
        if self.kind != "C3":
            return z
        back = (at - self.width * np.arange(3)) % len(self._beyond)
        scores: Floats = self._beyond[back].sum(axis=0)
        return scores


class Usual:
    """The expected count by hour of week: hours cut to what their other weeks allow, neighbours smoothed, shrunk to
    the week of all series where counts are few; a slow level follows the trend."""

    def __init__(self, history: Counts, worth: float = 30.0, half_life: float = 2 * DAY) -> None:
        series = history.shape[1]
        weeks = len(history) // 60 // HOURS
        recent = history[len(history) - weeks * HOURS * 60 :]
        by_hour = np.maximum(recent, 0).reshape(weeks, HOURS, 60, series).sum(axis=2).astype(np.float64)
        present = (recent >= 0).reshape(weeks, HOURS, 60, series).sum(axis=2).astype(np.float64)
        if weeks >= 3:
            rate = np.where(present > 30, by_hour / np.maximum(present, 1), np.nan)
            middle = np.nanmedian(rate, axis=0)
            most = np.maximum(2 * middle, middle + 3 * np.sqrt(middle / 60) + 0.05)
            by_hour = np.minimum(by_hour, most * present)
        reports, minutes = _smooth(by_hour.sum(axis=0)), _smooth(present.sum(axis=0))
        level = np.maximum(reports.sum(axis=0) / np.maximum(minutes.sum(axis=0), 1), 0.3 / len(history))
        shape = (reports / np.maximum(reports.sum(axis=0), 1)).mean(axis=1)
        prior = (shape / shape.mean())[:, None] * level
        self.rate: Floats = (reports + worth) / (minutes + worth / prior)
        self._minute = weeks * HOURS * 60
        self._fade = 1 - 0.5 ** (1 / half_life)
        self._worth = np.maximum(30.0, self.rate.mean(axis=0) * 360)
        self._heard, self._expected = self._worth.copy(), self._worth.copy()

    def mean(self) -> Floats:
        """What is expected of the coming minute."""
        hour, into = self._minute // 60 % HOURS, (self._minute % 60 + 0.5) / 60
        other = (hour + (1 if into >= 0.5 else -1)) % HOURS
        weight = abs(into - 0.5)
        at = (1 - weight) * self.rate[hour] + weight * self.rate[other]
        mean: Floats = at * self._heard / self._expected
        return mean

    def learn(self, counts: Floats, mean: Floats, teaches: Bools) -> None:
        self._minute += 1
        level = self._heard / self._expected
        heard = np.minimum(counts, 2 * mean + 3)
        self._heard += teaches * (heard - self._fade * (self._heard - self._worth))
        self._expected += teaches * (mean / level - self._fade * (self._expected - self._worth))


def _smooth(by_hour: Floats) -> Floats:
    smooth: Floats = by_hour + 0.5 * (np.roll(by_hour, 1, axis=0) + np.roll(by_hour, -1, axis=0))
    return smooth


class NegativeBinomialCusum:
    """A bank of negative-binomial CUSUMs on the hour-of-week usual, one for each ratio of rise; the score is their highest.

    Hohle and Paul, Count data regression charts for the monitoring of surveillance time series (2008). Rises up to
    `tolerated` are no outage; evidence is forgotten with a half-life, so that a chart comes down again.
    """

    view: View = "service"

    def __init__(
        self,
        ratios: tuple[float, ...] = (3.0, 6.0, 15.0, 50.0),
        tolerated: float = 1.6,
        half_life: float = 60.0,
        least: float = 0.03,
    ) -> None:
        self.ratios, self.tolerated, self.least = np.array(ratios)[:, None], tolerated, least
        self._keep = 0.5 ** (1 / half_life)

    def fit(self, history: Counts, layout: Layout) -> None:  # noqa: ARG002
        series = history.shape[1]
        self._usual = Usual(history)
        self._size = self._spread(history)
        self._charts = np.zeros((len(self.ratios), series))
        self._gap = np.zeros(series, dtype=np.bool_)

    def update(self, counts: Counts) -> Floats:
        present, mean = counts >= 0, self._mean()
        heard = np.maximum(counts, 0).astype(np.float64)
        counted = present & ~self._gap  # not the first minute after a gap, which may carry a backlog
        self._gap = ~present
        size, null = self._size, self.tolerated * mean + 1e-4
        risen = np.maximum(self.ratios * mean + self.least, 1.2 * null)
        gain = heard * np.log(risen / null) - (heard + size) * np.log((size + risen) / (size + null))
        self._charts = np.where(counted, np.maximum(self._keep * self._charts + gain, 0), self._charts)
        scores: Floats = self._charts.max(axis=0)
        self._usual.learn(heard, mean, present & (scores <= 8))
        return scores

    def _mean(self) -> Floats:
        return self._usual.mean()

    def _spread(self, history: Counts, width: int = 10) -> Floats:
        """Size of the negative binomial from ten-minute sums about the usual of their hour, outliers cut."""
        length = min(len(history), 2 * HOURS * 60) // width * width
        recent = history[-length:]
        hour = (len(history) - length + np.arange(length)) // 60 % HOURS
        sums = np.where(recent < 0, np.nan, recent).reshape(-1, width, history.shape[1]).sum(axis=1)
        mean = self._usual.rate[hour].reshape(-1, width, history.shape[1]).sum(axis=1)
        off = np.minimum(np.abs(sums - mean), 3 * np.sqrt(mean + (0.3 * mean) ** 2) + 3)
        extra = np.nanmean(off * off - mean, axis=0) / np.nanmean(mean * mean, axis=0)
        size: Floats = np.reciprocal(np.clip(extra, 0.005, 1.0))
        return size


class Oracle(NegativeBinomialCusum):
    """The same bank told the true usual rate of every minute: what better baselines alone could win at most."""

    usual: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)

    def fit(self, history: Counts, layout: Layout) -> None:
        super().fit(history, layout)
        self._tick = -1

    def _mean(self) -> Floats:
        self._tick += 1
        told: Floats = self.usual[self._tick].astype(np.float64)
        return told
