"""What a Detector claims of its series at one minute, or at many."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """What a Detector claims of S series at one minute, or, from `run`, of T bins by S series.

    `score` is the evidence in nats; `rarity` the natural logarithm of how many years pass between such scores
    while a series of this size is up. It can be compared between sizes: an alarm begins where it exceeds that
    of the false alarms that are asked for.

    >>> two = Findings.blank(np.array([7, 8]), series=3)
    >>> two.alarm[:] = [[False, False, True], [True, False, True]]
    >>> two.of(1).minute, two.of(1).alarm.tolist()
    (8, [True, False, True])
    """

    minute: Ints | int
    alarm: NDArray[np.bool_]
    score: Floats
    expected: Floats
    since: Ints
    upper: Floats
    rarity: Floats

    @classmethod
    def blank(cls, minutes: Ints, series: int) -> Findings:
        """Room for what is claimed at `minutes`."""
        shape = len(minutes), series
        score, expected, upper, rarity = (np.empty(shape, dtype=np.float32) for _ in range(4))
        alarm, since = np.empty(shape, dtype=np.bool_), np.empty(shape, dtype=np.int64)
        return cls(minutes, alarm, score, expected, since, upper, rarity)

    def put(self, at: int | slice, found: Findings) -> None:
        """What is claimed at these bins."""
        for name in _NAMES:
            getattr(self, name)[at] = getattr(found, name)

    def of(self, at: int) -> Findings:
        """What is claimed at one bin."""
        minutes = np.asarray(self.minute)
        return Findings(int(minutes[at]), *(getattr(self, name)[at] for name in _NAMES))


_NAMES = [field.name for field in fields(Findings) if field.name != "minute"]
