"""Which series are in an outage now: usual rate, scan and threshold, joined minute by minute.

A Detector holds all its series side by side and never loops over them. It is causal and deterministic: the
same counts give the same findings, bit by bit, also across a save and restore.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection.baseline import Baseline
from groundswell.core.detection.scan import Scan, threshold

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

MODEL_VARIANCE = 0.2
"""Least relative variance of a window's usual rate: news, marketing and clock changes move it by half."""
HOLD_SHARE = 0.5
"""Share of the threshold from which a series stops teaching its baseline ..."""
HOLD_MINUTES = 1440
"""... and for how long at most: what lasts longer is the new usual."""
CALM_MINUTES = 15
CALM_BINS = 2
"""An alarm ends when the rate has been within the usual band for this long."""
FLUSH_RATIO = 2.0
FLUSH_REPORTS = 3.0
"""The first bin after a gap counts at most this, for it may carry what the gap held back."""
LONG_GAP_MINUTES = 120
"""After a longer gap the windows begin anew."""


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """What a Detector claims of S series at one minute, or, from `run`, of T bins by S series."""

    minute: Ints | int
    alarm: Bools
    score: Floats
    expected: Floats
    since: Ints
    upper: Floats


class Detector:
    """Outages in `series` series of counts per bin of `bin_minutes`, kept side by side.

    `false_alarms_per_year` is how often a series that is up may raise an alarm; `threshold` follows from it.
    Costs about 1.9 kB of state per series: a week in hours (1,344 bytes), recent sums (352), the rest scalars.

    >>> import numpy as np
    >>> counts = np.random.default_rng(1).poisson(0.5, (3000, 2))     # minutes x services
    >>> counts[2900:, 1] += 4                                         # the second one breaks
    >>> findings = Detector(series=2).run(first_minute=29_000_160, counts=counts)
    >>> findings.alarm.any(axis=0).tolist()
    [False, True]
    >>> int(findings.since[-1, 1]) - 29_000_160
    2898
    """

    def __init__(self, series: int, false_alarms_per_year: float = 1.0, bin_minutes: int = 1) -> None:
        assert series >= 0
        assert false_alarms_per_year > 0
        assert bin_minutes >= 1
        self.series = series
        self.false_alarms_per_year = float(false_alarms_per_year)
        self.bin_minutes = int(bin_minutes)
        self._baseline = Baseline(series, self.bin_minutes)
        self._scan = Scan(series, self.bin_minutes)
        self._minute = -1
        self._alarm = np.zeros(series, dtype=np.bool_)
        self._since = np.full(series, -1, dtype=np.int64)
        self._calm = np.zeros(series, dtype=np.int64)
        self._held = np.zeros(series, dtype=np.int64)
        self._gap = np.zeros(series, dtype=np.int64)

    @property
    def threshold(self) -> Floats:
        """The score from which each series is in alarm."""
        return threshold(self.false_alarms_per_year, self.bin_minutes, self._baseline.level)

    def step(self, minute: int, counts: NDArray[np.integer]) -> Findings:
        """Judge the bin that starts at `minute` (since 1970-01-01 UTC) and learn from it; -1 = no data."""
        counts = np.asarray(counts)
        assert counts.shape == (self.series,)
        assert minute > self._minute, "bins come in order"
        missed = (minute - self._minute) // self.bin_minutes - 1 if self._minute >= 0 else 0
        self._minute = int(minute)
        present = counts >= 0
        gap = self._gap + missed
        again = np.flatnonzero(present & (gap * self.bin_minutes > LONG_GAP_MINUTES))
        if len(again):
            self._wake(again, gap[again])
        expected = self._baseline.expected(minute)
        seen = np.where(present, counts, 0).astype(np.float64)
        flushed = present & (gap > 0)
        seen = np.where(flushed, np.minimum(seen, FLUSH_RATIO * expected + FLUSH_REPORTS), seen)
        self._gap = np.where(present, 0, gap + 1)
        heard = present & ~self._baseline.gated
        self._scan.push(np.where(heard, seen, 0.0), np.where(heard, expected, 0.0))
        score, width = self._scan.best(self._variance(), self._baseline.clump(), heard)
        limit = self.threshold
        upper = self._upper(expected)
        self._judge(minute, score, width, limit, present, seen <= upper)
        hold = (score > HOLD_SHARE * limit) | self._alarm
        self._held = np.where(hold, self._held + 1, 0)
        teach = present & (~hold | (self._held * self.bin_minutes > HOLD_MINUTES))
        self._baseline.learn(minute, seen, expected, teach.astype(np.float64))
        return Findings(int(minute), self._alarm.copy(), score, expected, self._since.copy(), upper)

    def run(self, first_minute: int, counts: NDArray[np.integer]) -> Findings:
        """Step through `counts` (T, S); the findings are those of the steps, stacked."""
        length = len(counts)
        alarm = np.zeros((length, self.series), dtype=np.bool_)
        score, expected, upper = (np.zeros((length, self.series)) for _ in range(3))
        since = np.zeros((length, self.series), dtype=np.int64)
        minutes = first_minute + self.bin_minutes * np.arange(length, dtype=np.int64)
        for i in range(length):
            found = self.step(int(minutes[i]), counts[i])
            alarm[i], score[i], expected[i] = found.alarm, found.score, found.expected
            since[i], upper[i] = found.since, found.upper
        return Findings(minutes, alarm, score, expected, since, upper)

    def learn(self, first_minute: int, counts: NDArray[np.integer], bin_minutes: int | None = None) -> None:
        """Take in a history (T, S) without judging it."""
        counts = np.asarray(counts)
        assert counts.ndim == 2
        assert counts.shape[1] == self.series
        self._baseline.learn_history(int(first_minute), counts, bin_minutes or self.bin_minutes)

    def forecast(self, first_minute: int, bins: int, bin_minutes: int) -> tuple[Floats, Floats]:
        """What is usual in `bins` bins of `bin_minutes` to come, and the upper edge of its band: (bins, S) each."""
        expected = np.empty((bins, self.series))
        for i in range(bins):
            expected[i] = self._baseline.at(first_minute + i * bin_minutes, bin_minutes)
        return expected, self._upper(expected)

    def state(self) -> dict[str, NDArray[np.generic]]:
        """All that it has learned and is doing, as arrays; `Detector.restore` continues from it bit by bit."""
        state: dict[str, NDArray[np.generic]] = {
            "version": np.array(1),
            "series": np.array(self.series),
            "false_alarms_per_year": np.array(self.false_alarms_per_year),
            "bin_minutes": np.array(self.bin_minutes),
            "minute": np.array(self._minute),
        }
        for name in _ARRAYS:
            state[name] = getattr(self, f"_{name}").copy()
        for room, part in (("baseline", self._baseline.state()), ("scan", self._scan.state())):
            state.update({f"{room}.{name}": value for name, value in part.items()})
        return state

    @classmethod
    def restore(cls, state: Mapping[str, NDArray[np.generic]]) -> Detector:
        """The Detector that gave `state`."""
        detector = cls(int(state["series"]), float(state["false_alarms_per_year"]), int(state["bin_minutes"]))
        detector._minute = int(state["minute"])
        for name in _ARRAYS:
            setattr(detector, f"_{name}", np.array(state[name]))
        detector._baseline.restore(_part(state, "baseline."))
        detector._scan.restore(_part(state, "scan."))
        return detector

    def _wake(self, series: NDArray[np.intp], gap: Ints) -> None:
        """After a long gap the windows begin anew, and an alarm of long ago is not carried on."""
        self._scan.forget(series)
        self._baseline.sleep(series, gap)
        stale = series[gap * self.bin_minutes > HOLD_MINUTES]
        self._alarm[stale] = False
        self._since[stale] = -1
        self._held[stale] = 0

    def _variance(self) -> Floats:
        return np.maximum(self._baseline.spread(), MODEL_VARIANCE) + self._baseline.doubt()

    def _upper(self, expected: Floats) -> Floats:
        return upper_quantile(expected, self._baseline.spread() + self._baseline.doubt())

    def _judge(
        self, minute: int, score: Floats, width: Ints, limit: Floats, present: Bools, calm: Bools
    ) -> None:
        raised = ~self._alarm & present & (score > limit)
        self._calm = np.where(present & calm, self._calm + 1, np.where(present, 0, self._calm))
        stretch = max(CALM_BINS, CALM_MINUTES // self.bin_minutes)
        over = self._alarm & present & (self._calm >= stretch)
        began = minute - (width - 1) * self.bin_minutes
        self._since = np.where(raised, began, np.where(over, -1, self._since))
        self._alarm = (self._alarm | raised) & ~over
        ended = np.flatnonzero(over)
        if len(ended):
            self._scan.forget(ended)


_ARRAYS = ("alarm", "since", "calm", "held", "gap")


def upper_quantile(expected: Floats, variance: Floats) -> Floats:
    """About the 0.99 quantile of a negative binomial of this mean and size 1/variance (Cornish-Fisher).

    >>> upper_quantile(np.array([0.0, 1.0, 100.0]), np.array([0.1, 0.1, 0.1])).round(1).tolist()
    [0.7, 4.3, 192.6]
    """
    deviation = np.sqrt(expected + variance * expected**2)
    return expected + 2.326 * deviation + 0.735 * (1.0 + 2.0 * variance * expected)


def _part(state: Mapping[str, NDArray[np.generic]], prefix: str) -> dict[str, NDArray[np.generic]]:
    return {name.removeprefix(prefix): value for name, value in state.items() if name.startswith(prefix)}
