"""Runs one detector over one stream, minute by minute, and takes the time."""

from __future__ import annotations

from dataclasses import dataclass
from time import process_time
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from bench.score import Scores
from bench.streams import Counts, Floats, Layout, Stream, View


class Contestant(Protocol):
    """What can be measured: counts in, one score per service out, higher for more like an outage."""

    view: View
    """Whether it wants one column per service, or one per leaf."""

    def fit(self, history: Counts, layout: Layout) -> None:
        """Learn from the warm-up (minutes, columns), whose outages nobody has marked; -1 is no data."""

    def update(self, counts: Counts) -> Floats:
        """The scores (services,) after one more minute (columns,)."""


@runtime_checkable
class Decides(Protocol):
    """A contestant that also decides: the alarms (services,) of the minute just given."""

    alarm: NDArray[np.bool_]


@runtime_checkable
class Opens(Protocol):
    """A contestant that also says of which services (services,) an alarm would be called an outage at the minute just given."""

    opens: NDArray[np.bool_]


@runtime_checkable
class Knowing(Protocol):
    """A contestant that is told the truth about the usual rate: (test minutes, services)."""

    usual: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Scores (test minutes, services), alarms if the contestant decides, when it would open if it says so, CPU seconds."""

    scores: Scores
    alarms: NDArray[np.bool_] | None
    opens: NDArray[np.bool_] | None
    fit_seconds: float
    seconds: float
    points: int
    """Counts judged."""

    @property
    def points_per_second(self) -> float:
        return self.points / max(self.seconds, 1e-9)


def run(contestant: Contestant, stream: Stream) -> Run:
    split = stream.plan.split
    counts = stream.view(contestant.view)
    test = counts[split:]
    if isinstance(contestant, Knowing):
        contestant.usual = stream.usual[split:]
    shape = (len(test), stream.plan.services)
    scores: Scores = np.empty(shape, dtype=np.float32)
    alarms: NDArray[np.bool_] = np.zeros(shape, dtype=np.bool_)
    opens: NDArray[np.bool_] = np.zeros(shape, dtype=np.bool_)
    began = process_time()
    contestant.fit(counts[:split], stream.layout(contestant.view))
    fitted = process_time()
    decider = contestant if isinstance(contestant, Decides) else None
    opener = contestant if isinstance(contestant, Opens) else None
    for minute, row in enumerate(test):
        scores[minute] = contestant.update(row)
        if decider is not None:
            alarms[minute] = decider.alarm
        if opener is not None:
            opens[minute] = opener.opens
    ended = process_time()
    return Run(
        scores,
        alarms if decider is not None else None,
        opens if opener is not None else None,
        fitted - began,
        ended - fitted,
        test.size,
    )
