"""The last three hours of every service as dense arrays: what `judge` compares, without asking the cube again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from groundswell.core.model import Incident
from groundswell.ports import Arrays

WINDOW_MINUTES = 180


@dataclass(slots=True)
class Watch:
    """What the judge remembers of one live incident between minutes; made anew after a restart.

    `lowest` is the lowest quarter of an hour since it last changed, `told` the one then, `peak` the highest of this
    wave (a relapse or a reopening begins a new one), `quiet_minutes` for how long in a row it has been quiet, `alarmed`
    whether it has alarmed by itself.
    """

    lowest: int
    told: int
    peak: int
    quiet_minutes: int = 0
    alarmed: bool = False

    @classmethod
    def of(cls, incident: Incident | None, reports: int) -> Watch:
        """The watch that begins with so many reports in the last quarter of an hour."""
        if incident is None:
            return cls(lowest=reports, told=0, peak=reports)
        return cls(lowest=reports, told=incident.reports, peak=incident.peak_reports)


class Window:
    """A ring of bins × services. Memory: 20 bytes per service and bin."""

    def __init__(self, services: int, bin_minutes: int) -> None:
        self.bin_minutes = bin_minutes
        bins = WINDOW_MINUTES // bin_minutes
        self._trouble = np.zeros((bins, services), dtype=np.int64)
        self._works = np.zeros((bins, services), dtype=np.int64)
        self._expected = np.zeros((bins, services), dtype=np.float32)
        self._at = 0

    def push(
        self, trouble: NDArray[np.int64], works: NDArray[np.int64], expected: NDArray[np.float64]
    ) -> None:
        """Add the newest bin. Gaps (-1) count as nothing, and nothing is expected of them."""
        self._at = (self._at + 1) % len(self._trouble)
        self._trouble[self._at] = np.maximum(trouble, 0)
        self._works[self._at] = works
        self._expected[self._at] = np.where(trouble < 0, 0.0, expected)

    def amend(self, ago: int, trouble: NDArray[np.int64], works: NDArray[np.int64]) -> None:
        """Add what came late for the bin `ago` bins before the newest."""
        if ago < len(self._trouble):
            self._trouble[(self._at - ago) % len(self._trouble)] += trouble
            self._works[(self._at - ago) % len(self._works)] += works

    def skip(self, bins: int) -> None:
        """Nobody was judging for so many bins: they hold nothing, and nothing is expected of them."""
        for _ in range(min(bins, len(self._trouble))):
            self._at = (self._at + 1) % len(self._trouble)
            self._trouble[self._at] = self._works[self._at] = 0
            self._expected[self._at] = 0.0

    def trouble(self, minutes: int) -> NDArray[np.int64]:
        """Reports of trouble over the last `minutes`."""
        total: NDArray[np.int64] = self._trouble[self._rows(minutes)].sum(axis=0)
        return total

    def works(self, minutes: int) -> NDArray[np.int64]:
        """ "Works for me" answers over the last `minutes`."""
        total: NDArray[np.int64] = self._works[self._rows(minutes)].sum(axis=0)
        return total

    def expected(self, minutes: int) -> NDArray[np.float64]:
        """Usual reports over the last `minutes`."""
        total: NDArray[np.float64] = self._expected[self._rows(minutes)].sum(axis=0, dtype=np.float64)
        return total

    def state(self) -> Arrays:
        """All of it; `restore` continues from it."""
        rings = {"trouble": self._trouble, "works": self._works, "expected": self._expected}
        return {**{name: np.array(ring) for name, ring in rings.items()}, "at": np.array(self._at)}

    def restore(self, state: Arrays) -> None:
        """Become what `state` says."""
        for name in ("trouble", "works", "expected"):
            ring = np.array(state[name])
            assert ring.shape == self._trouble.shape
            setattr(self, f"_{name}", ring)
        self._at = int(state["at"])

    def course(self, column: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Reports of trouble of one service and what is usual, bin by bin, the oldest first."""
        rows = self._rows(WINDOW_MINUTES)[::-1]
        return self._trouble[rows, column].astype(np.float64), self._expected[rows, column].astype(np.float64)

    def _rows(self, minutes: int) -> NDArray[np.int64]:
        bins = max(1, min(minutes // self.bin_minutes, len(self._trouble)))
        return (self._at - np.arange(bins)) % len(self._trouble)
