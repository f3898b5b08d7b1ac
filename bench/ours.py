"""Our own Detector as a contestant."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bench.race import Counts
from bench.streams import Floats, Layout, View
from groundswell.core.detection import Detector


class Whole:
    """One series per service. The score is the Detector's over its own threshold, so that one threshold serves all sizes."""

    view: View = "service"

    def __init__(self, false_alarms_per_year: float = 1.0) -> None:
        self.asked = false_alarms_per_year
        self.alarm: NDArray[np.bool_] = np.zeros(0, dtype=np.bool_)

    def fit(self, history: Counts, layout: Layout) -> None:
        self._detector = Detector(history.shape[1], self.asked, bin_minutes=1)
        self._detector.learn(layout.first_minute, history)
        self._minute = layout.first_minute + len(history)

    def update(self, counts: Counts) -> Floats:
        findings = self._detector.step(self._minute, counts)
        self._minute += 1
        self.alarm = findings.alarm
        return (findings.score - self._detector.threshold).astype(np.float64)
