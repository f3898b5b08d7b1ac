"""Detection in bins of a day or wider, whose season is the year: `Serfling` with a threshold and a memory of alarms.

A back-test of whole series: none learns from another, none is added on the way, and what comes late for a bin is refused.
`TreeScan`, and so the product, does not go here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection.serfling import Serfling
from groundswell.core.detection.state import State, of, put, taken, under
from groundswell.core.timegrid import YEAR_MINUTES

Floats = NDArray[np.float32]

CALM_NATS = -2.9
"""Calm bins have a score above s with a probability of about exp(CALM_NATS - s), by simulation of weeks."""
SCORE_MIN = 0.5


class Year:
    """Series (S,) in wide bins. An alarm lasts while the score is above the threshold.

    >>> week, year = 7 * 1440, Year(1, 7 * 1440, np.zeros(1, dtype=np.float32))
    >>> year.learn(0, np.random.default_rng(1).poisson(4.0, (200, 1)), week)
    >>> _ = year.step(200 * week, np.array([30]))
    >>> year.alarm.tolist(), (year.since // week).tolist()
    ([True], [200])
    """

    def __init__(self, series: int, bin_minutes: int, pay: Floats) -> None:
        """`pay`: how much rarer, in nats, a false alarm of each series has to be than once a year."""
        self.series = series
        self.bin_minutes = bin_minutes
        self.once = CALM_NATS - math.log(bin_minutes / YEAR_MINUTES)
        """The score that is passed once a year."""
        self.pay = pay
        self.limit: Floats = np.maximum(np.float32(self.once) + pay, np.float32(SCORE_MIN))
        self.model = Serfling(series, bin_minutes)
        self.alarm = np.zeros(series, dtype=np.bool_)
        self.since = np.full(series, -1, dtype=np.int64)

    def step(self, minute: int, counts: NDArray[np.integer]) -> tuple[Floats, Floats, Floats, Floats]:
        """Judge the bin at `minute`: score, usual, the upper edge of its band, rarity (by which an alarm begins, as by the score).
        Alarm and since are kept here."""
        present = counts >= 0
        score, expected, upper, width = self.model.step(minute, counts.astype(np.float64), present)
        alarm = np.where(present, score > self.limit, self.alarm)
        began = minute - (width - 1) * self.bin_minutes
        self.since = np.where(alarm, np.where(self.alarm, self.since, began), -1)
        self.alarm = alarm
        scored, usual, edge = (part.astype(np.float32) for part in (score, expected, upper))
        return scored, usual, edge, scored - self.limit + self.pay

    def learn(self, first_minute: int, counts: NDArray[np.integer], bin_minutes: int) -> None:
        """Take in a history (T, S) without judging it. Of narrower bins so many make up one that the last ends with the history; where
        any of them has no data, it has none."""
        assert self.bin_minutes % bin_minutes == 0, (
            "a history is in bins that make up one as wide as the detector's"
        )
        each = self.bin_minutes // bin_minutes
        left = len(counts) % each
        if each > 1:
            counts = counts[left:].reshape(-1, each, self.series)
            counts = np.where((counts < 0).any(axis=1), -1, counts.sum(axis=1))
        if len(counts):
            self.model.learn_history(first_minute + left * bin_minutes, counts.astype(np.float64))

    def state(self) -> State:
        """Everything, as arrays."""
        return taken(self, ("alarm", "since")) | under("model", self.model.state())

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        """Become what `state` says."""
        put(self, ("alarm", "since"), state)
        self.model.restore(of("model", state))
