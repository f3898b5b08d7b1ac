"""The week that all series have in common: what a series is thought to be like before its own hours are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

HOURS = 168
_FINE = 2.0**20
"""Sums over series are made in whole numbers of this fineness, so that their order does not matter."""


class Week:
    """The population's week: how all series together stand to their levels in each hour."""

    def __init__(self) -> None:
        self.shape = np.ones(HOURS)

    def put(self, slots: NDArray[np.intp], votes: Sequence[Sequence[tuple[int, int]]]) -> None:
        """The hours of these slots, from what each `Baseline.vote` said."""
        for place, slot in enumerate(slots.tolist()):
            counts = sum(vote[place][0] for vote in votes)
            usual = sum(vote[place][1] for vote in votes)
            self.shape[slot] = (counts / _FINE + 1.0) / (usual / _FINE + 1.0)


def exact(values: Floats) -> int:
    """Their sum in whole numbers: the same in any order."""
    return int((values * np.float32(_FINE)).astype(np.int64).sum())
