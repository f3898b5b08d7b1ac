"""Detection in bins of more than an hour and less than a day, whose hours are cut out of them as they usually are (`disaggregation`).

What is usual is learned by a Detector of narrower bins, among which each count is dealt out by their usual; the scan is over the bins
as they came. So nothing is heard sooner than a bin is over, and an hour of the week is only as sharp as the bins let it be.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from groundswell.core.detection.baseline import CLUMP_PRIOR, SPREAD_PRIOR
from groundswell.core.detection.block import bounded
from groundswell.core.detection.calibration import LEAST_SCORE, Scale, scale
from groundswell.core.detection.cornish_fisher import upper_quantile
from groundswell.core.detection.disaggregation import dealt, part_minutes
from groundswell.core.detection.gaps import FLUSH_RATIO, FLUSH_REPORTS, LONG_GAP_MINUTES
from groundswell.core.detection.held import Window
from groundswell.core.detection.scan import Scan
from groundswell.core.detection.state import State, of, put, taken, under
from groundswell.core.detection.week import unseen
from groundswell.core.timegrid import HOUR_MINUTES, MINUTES_PER_DAY

if TYPE_CHECKING:
    from groundswell.core.detection.detector import Detector

Floats = NDArray[np.float32]

GATE_BINS = 4
"""A series of which nothing is known is only listened to for so many bins."""


class Wide:
    """Series (S,) in bins of `bin_minutes`, of which `usual` hears the parts. An alarm ends with a bin within its usual band, or without data.
    Beside what `usual` costs some 170 bytes of state per series: windows of its own.

    >>> from groundswell.core.detection import Detector
    >>> counts = np.random.default_rng(1).poisson(12.0, (100, 1))
    >>> counts[90] += 60
    >>> findings = Detector(1, bin_minutes=360).run(0, counts)
    >>> np.flatnonzero(findings.alarm[:, 0]).tolist(), int(findings.since[90, 0]) // 360
    ([90], 90)
    """

    def __init__(self, usual: Detector, bin_minutes: int, pay: Floats) -> None:
        """`pay`: how much rarer, in nats, a false alarm of each series has to be than once a year."""
        self.usual, self.bin_minutes, self.pay = usual, bin_minutes, pay
        self.parts = bin_minutes // usual.bin_minutes
        self.scan = Scan(usual.series, bin_minutes)
        self.alarm = np.zeros(usual.series, dtype=np.bool_)
        self.since = np.full(usual.series, -1, dtype=np.int64)
        self.heard = np.full(usual.series, -1, dtype=np.int64)
        """When the last bin with data of each series was over."""
        self.bins = np.zeros(usual.series, dtype=np.int32)
        """How many of these there were."""

    @property
    def level(self) -> Floats:
        """Reports per bin, averaged over weeks."""
        return self.usual.level * np.float32(self.parts)

    def scale(self) -> Scale:
        """What scores are worth to the series."""
        return scale(self.bin_minutes, self.level)

    def upper(self, expected: Floats, own: Floats) -> Floats:
        """The upper edge of the usual band, where hours stray by `own`: parts that were dealt out by the usual stray less than
        hours do, so never less than those of a series like any other; and with the doubt about what has not been seen."""
        days = self.bins.astype(np.float32) * np.float32(self.bin_minutes / MINUTES_PER_DAY)
        return upper_quantile(expected, np.maximum(own, np.float32(SPREAD_PRIOR)) + unseen(days))

    @property
    def limit(self) -> Floats:
        """The score from which each series is in alarm."""
        return np.maximum(self.scale().score(self.pay), np.float32(LEAST_SCORE))

    def rarity(self, score: Floats) -> Floats:
        """How rare such scores are, in nats of years, in which an alarm begins above `pay`."""
        scale = self.scale()
        asked = scale.score(self.pay)
        return scale.rarity(score + asked - np.maximum(asked, np.float32(LEAST_SCORE)))

    def step(self, minute: int, counts: NDArray[np.integer]) -> tuple[Floats, Floats, Floats, Floats]:
        """Judge the bin at `minute`: score, usual, the upper edge of its band and rarity. Alarm and since are kept here."""
        present = counts >= 0
        usual, _ = self.usual.forecast(minute, self.parts, self.usual.bin_minutes)
        expected = usual.sum(axis=0)
        doubt = self._doubt()
        # Parts that were dealt out are smoother than what came, and know nothing of clusters.
        clump = np.maximum(doubt.clump, np.float32(CLUMP_PRIOR))
        upper = self.upper(expected, doubt.own)
        gap = np.where(self.heard >= 0, minute - self.heard, 0)
        seen = np.maximum(bounded(counts, expected), np.float32(0.0))
        seen = np.where(gap > 0, np.minimum(seen, FLUSH_RATIO * expected + FLUSH_REPORTS), seen)
        again = present & (gap > LONG_GAP_MINUTES)
        self.scan.forget(np.flatnonzero(again))
        self.alarm &= gap + np.where(present, 0, self.bin_minutes) <= LONG_GAP_MINUTES
        judged = present & (self.bins >= GATE_BINS)
        bins = (seen * judged)[None], (expected * judged)[None]
        look = self.scan.look(*bins, doubt.variance, clump, judged[None])
        limit, rarity = self.limit, self.rarity(look.score[0])
        up = judged & (look.score[0] > limit) & ~self.alarm
        ended = self.alarm & present & (seen <= upper)
        began = minute - (look.width[0].astype(np.int64) - 1) * self.bin_minutes
        self.alarm = up | (self.alarm & ~ended)
        self.since = np.where(up, began, np.where(self.alarm, self.since, -1))
        self.scan.push(look, 1)
        self.scan.forget(np.flatnonzero(ended))
        self.heard = np.where(present, minute + self.bin_minutes, self.heard)
        self.bins += present
        self.usual.run(minute, dealt(counts[None], usual))
        return look.score[0], expected, upper, rarity

    def forecast(self, first_minute: int, bins: int, bin_minutes: int) -> tuple[Floats, Floats]:
        """What is usual in bins to come, and the upper edge of its band, as in a step: (bins, S) each."""
        width = part_minutes(bin_minutes)
        usual, _ = self.usual.forecast(first_minute, bins * bin_minutes // width, width)
        expected = usual.reshape(bins, -1, self.usual.series).sum(axis=1)
        return expected, self.upper(expected, self._doubt().own)

    def _doubt(self) -> Window:
        """How far the usual may be off."""
        return self.usual.within(HOUR_MINUTES, np.arange(self.usual.series))

    def learn(self, first_minute: int, counts: NDArray[np.integer], bin_minutes: int) -> None:
        """Take in a history (T, S) without judging it."""
        self.bins += ((counts >= 0).sum(axis=0) * bin_minutes // self.bin_minutes).astype(np.int32)
        self.usual.learn(first_minute, counts, bin_minutes)

    def state(self) -> State:
        """Everything, as arrays."""
        inner = under("usual", self.usual.state()) | under("scan", self.scan.state())
        return taken(self, _STATE) | inner

    def restore(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        """Become what `state` says."""
        put(self, _STATE, state)
        self.usual = self.usual.restore(of("usual", state))
        self.scan.restore(of("scan", state))


_STATE = ("alarm", "since", "heard", "bins")
