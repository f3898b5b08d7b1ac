"""How steadily an outage of a sleepy service stays one: the Detector's alarms, and what the states of an incident make of them.

    python -m bench.endings [--copies 40] [--seed 1]

Services of one rate, of which four weeks are learned, rise to a constant multiple of it for six hours. Nobody is asked
and nobody answers that it works, so that silence alone ends an incident.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from bench.cells import table
from bench.score import alarms_of, quantile
from bench.streams import DAY, FIRST_MINUTE
from groundswell.core.detection import Detector
from groundswell.core.incident import REOPEN_FOR, Measures, Thresholds, advance, is_quiet, opening, signal
from groundswell.core.model import ONGOING, Certainty, EventKind, Incident, State
from groundswell.core.timegrid import HOUR_MINUTES, QUARTER_MINUTES, instant_of

CASES = ((0.01, 20.0), (0.03, 10.0), (0.03, 20.0), (0.05, 10.0), (0.1, 5.0), (0.1, 10.0), (1.0, 5.0))
"""Reports a minute, and how many times that in the outage."""
LEARNED = 28 * DAY
BEFORE, OUTAGE, AFTER = 2 * HOUR_MINUTES, 6 * HOUR_MINUTES, 3 * HOUR_MINUTES


@dataclass(frozen=True, slots=True, eq=False)
class Ended:
    """What came of the outages of one case. Means are over those found, or opened."""

    rate: float
    times: float
    found: float
    """Share in percent, as is `opened`."""
    alarms: float
    """The Detector's alarms an outage, at most MERGE minutes apart taken for one."""
    in_alarm: float
    """Share of the minutes from the first alarm to the end of the outage that are in alarm, in percent."""
    alarm_end: float
    """Median minutes from the outage's end to the last alarm's."""
    opened: float
    over: float
    """How often an outage that was opened is called over before it is."""
    anew: float
    """... of these how often it is opened by another incident instead of being taken up again."""
    end: float
    """Median minutes from the outage's end until it is called over for good."""


def measure(rate: float, times: float, copies: int, seed: int) -> Ended:
    """The outages of so many services of one rate."""
    rng = np.random.default_rng(seed)
    detector = Detector(copies)
    hours = np.full((LEARNED // HOUR_MINUTES, copies), rate * HOUR_MINUTES)
    detector.learn(FIRST_MINUTE - LEARNED, rng.poisson(hours), HOUR_MINUTES)
    course = np.repeat([rate, times * rate, rate], [BEFORE, OUTAGE, AFTER])
    counts = rng.poisson(course[:, None], (len(course), copies))
    alarm: NDArray[np.bool_] = np.zeros(counts.shape, dtype=np.bool_)
    desks = [Desk() for _ in range(copies)]
    every = np.arange(copies)
    for at, row in enumerate(counts):
        found = detector.step(FIRST_MINUTE + at, row)
        alarm[at] = found.alarm
        hour = detector.within(HOUR_MINUTES, every)
        quarter = counts[max(at + 1 - QUARTER_MINUTES, 0) : at + 1].sum(axis=0)
        if at % QUARTER_MINUTES == 0:
            usual, upper = detector.forecast(FIRST_MINUTE + at, 1, QUARTER_MINUTES)
        for one, desk in enumerate(desks):
            desk.hear(
                Measures(
                    at=instant_of(FIRST_MINUTE + at + 1),
                    alarm=bool(found.alarm[one]),
                    score=float(found.score[one]),
                    threshold=float(detector.threshold[one]),
                    reports=int(quarter[one]),
                    expected=float(usual[0, one]),
                    upper=float(max(upper[0, one], usual[0, one])),
                    excess_hour=float((hour.counts - hour.usual)[one]),
                    works=0,
                    peak=0,
                    quiet_minutes=0,
                    lowest=0,
                    told=0,
                )
            )
    return _ended(rate, times, alarm, desks)


class Desk:
    """One service's incidents, moved by its measures as the judge moves them (`flow/judge.py`)."""

    def __init__(self) -> None:
        self.incident: Incident | None = None
        self.events: list[tuple[EventKind, int]] = []
        """What happened, and how many minutes after the first."""
        self._peak = self._lowest = self._told = self._quiet = 0
        self._thresholds = Thresholds()

    def hear(self, measures: Measures) -> None:
        incident, at = self.incident, measures.at
        over = incident is not None and incident.state not in ONGOING
        if incident is not None and over and at - incident.updated_at > REOPEN_FOR:
            incident = None
        self._lowest = min(self._lowest, measures.reports)
        self._peak = max(self._peak, measures.reports)
        measures = replace(
            measures, peak=self._peak, lowest=self._lowest, told=self._told, quiet_minutes=self._quiet
        )
        self._quiet = self._quiet + 1 if is_quiet(measures, self._thresholds) else 0
        measures = replace(measures, quiet_minutes=self._quiet)
        meaning = signal(incident, measures, self._thresholds)
        if meaning is None:
            return
        if incident is None:
            move = opening(meaning)
            assert move is not None
            state, kind = move
            self.incident = _begun(measures, state)
            self._peak = self._lowest = self._told = measures.reports
            self._quiet = 0
        else:
            moved = advance(incident, meaning, at, "")
            if moved is None:
                return
            self.incident, kind = replace(moved[0], reports=measures.reports), moved[1].kind
            self._lowest = self._told = measures.reports
            if kind in (EventKind.RELAPSED, EventKind.REOPENED):
                self._peak = measures.reports
        self.events.append((kind, (at - instant_of(FIRST_MINUTE)) // timedelta(minutes=1)))


def _begun(measures: Measures, state: State) -> Incident:
    return Incident(
        id="one",
        service="one",
        state=state,
        severity=1,
        certainty=Certainty.POSSIBLE,
        began_at=measures.at,
        suspected_at=measures.at,
        updated_at=measures.at,
        ratio=1.0,
        reports=measures.reports,
        peak_reports=measures.reports,
        score=measures.score,
    )


def _ended(rate: float, times: float, alarm: NDArray[np.bool_], desks: list[Desk]) -> Ended:
    found = alarms_of(np.ascontiguousarray(alarm.T))
    begins, ends = BEFORE, BEFORE + OUTAGE
    within = (found.start >= begins) & (found.start < ends)
    many = np.bincount(found.service[within], minlength=len(desks))
    hit = np.flatnonzero(many)
    on: list[float] = []
    late: list[float] = []
    for one in hit.tolist():
        mine = np.flatnonzero(within & (found.service == one))
        first = int(found.start[mine[0]])
        on.append(float(alarm[first:ends, one].mean()))
        late.append(float(found.end[mine[-1]] - ends))
    opened = [desk for desk in desks if any(_is(EventKind.OPENED, *event) for event in desk.events)]
    over = [sum(_is(EventKind.RESOLVED, *event) for event in desk.events) for desk in opened]
    anew = [sum(_is(EventKind.OPENED, *event) for event in desk.events) - 1 for desk in opened]
    last = [
        max((at for kind, at in desk.events if kind is EventKind.RESOLVED), default=np.inf) - ends
        for desk in opened
    ]
    return Ended(
        rate,
        times,
        100 * len(hit) / len(desks),
        _mean(many[hit].tolist()),
        100 * _mean(on),
        quantile(np.array(late), 0.5),
        100 * len(opened) / len(desks),
        _mean(over),
        _mean(anew),
        quantile(np.array(last), 0.5),
    )


def _is(asked: EventKind, kind: EventKind, at: int) -> bool:
    """Whether an event of a kind that is `asked` for fell in the outage."""
    return kind is asked and BEFORE <= at < BEFORE + OUTAGE


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")


def shown(found: list[Ended]) -> str:
    head = ["reports a minute", "times", "found %", "alarms an outage", "in alarm %", "last alarm's end, min"]
    head += ["opened %", "called over too soon", "opened anew", "called over, min"]
    rows = [
        [
            f"{one.rate:g}",
            f"{one.times:g}",
            f"{one.found:.0f}",
            f"{one.alarms:.1f}",
            f"{one.in_alarm:.0f}",
            f"{one.alarm_end:.0f}",
            f"{one.opened:.0f}",
            f"{one.over:.1f}",
            f"{one.anew:.1f}",
            f"{one.end:.0f}",
        ]
        for one in found
    ]
    return table(head, rows)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--copies", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(shown([measure(rate, times, given.copies, given.seed) for rate, times in CASES]))


if __name__ == "__main__":
    main()
