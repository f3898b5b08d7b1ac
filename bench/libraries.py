"""Detectors of libraries: river's and changepoint-online's. They look at one series at a time and are slow.

Both expect a series without a rhythm: each is given z of the last minutes' sum by hour of the week, as `HourOfWeekZ` has
it. Their settings are the best of a few that were tried on seed 1. The libraries are of the extra `bench` only, are loaded
when asked for and never by the package. changepoint-online is under the GPL: it is measured, not shipped.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from importlib import import_module
from typing import Any

import numpy as np

from bench.peers import HourOfWeekZ
from bench.streams import WEEK, Counts, Floats, Layout, View

_Z_MAX = 20.0
_WARM = WEEK
"""Minutes of the warm-up that the library sees."""


class _PerSeries(ABC):
    """A loop over series; `_new` makes what judges one, `_judge` asks it."""

    view: View = "service"

    def __init__(self, width: int = 10) -> None:
        self._front = HourOfWeekZ(width)

    def fit(self, history: Counts, layout: Layout) -> None:
        self._front.fit(history, layout)
        self._front.rewind(_WARM)
        self._judges = [self._new() for _ in range(history.shape[1])]
        for row in history[-_WARM:]:
            self.update(row)

    def update(self, counts: Counts) -> Floats:
        z = np.clip(self._front.update(counts), -_Z_MAX, _Z_MAX).tolist()
        return np.array([self._judge(number, value) for number, value in enumerate(z)])

    @abstractmethod
    def _new(self) -> Any: ...

    @abstractmethod
    def _judge(self, number: int, z: float) -> float: ...


class StandardAbsoluteDeviation(_PerSeries):
    """river.anomaly.StandardAbsoluteDeviation: distance from the running mean in running deviations; rises only.

    Hochenbaum, Vallis and Kejariwal, Automatic anomaly detection in the cloud via statistical learning (2017).
    """

    def _new(self) -> Any:
        return import_module("river.anomaly").StandardAbsoluteDeviation()

    def _judge(self, number: int, z: float) -> float:
        judge = self._judges[number]
        score = float(judge.score_one(None, z))
        judge.learn_one(None, z)
        return score if z > 0 else 0.0


class PageHinkley(_PerSeries):
    """river.drift.PageHinkley for increases, one at each of several thresholds; the score is the highest that struck.

    Page, Continuous inspection schemes (1954).
    """

    THRESHOLDS = (45.0, 65.0, 90.0, 120.0, 160.0, 220.0, 300.0, 400.0, 550.0, 750.0)

    def _new(self) -> Any:
        detector = import_module("river.drift").PageHinkley
        return [detector(threshold=threshold, delta=3.0, mode="up") for threshold in self.THRESHOLDS]

    def _judge(self, number: int, z: float) -> float:
        struck = 0.0
        for judge in self._judges[number]:
            judge.update(z)
            if judge.drift_detected:
                struck = judge.threshold
        return struck


class Focus(_PerSeries):
    """changepoint_online.Focus, Gaussian with unknown mean, increases only: the exact maximum over all windows.

    Romano, Eckley, Fearnhead and Rigaill, Fast online changepoint detection via functional pruning CUSUM statistics
    (2023). It has no end of a change: once its statistic has fallen to half its peak it begins anew.
    """

    RESTART_MIN = 20.0

    def _new(self) -> Any:
        library = import_module("changepoint_online")
        return [library.Focus(library.Gaussian(), side="right"), 0.0]

    def _judge(self, number: int, z: float) -> float:
        judge = self._judges[number]
        judge[0].update(z)
        score = max(float(judge[0].statistic()), 0.0)
        judge[1] = max(judge[1], score)
        if judge[1] > self.RESTART_MIN and score < judge[1] / 2:
            self._judges[number] = self._new()
        return score
