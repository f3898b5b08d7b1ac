"""How early, how surely and at which price in false alarms a detector hears the outages of a stream.

A detector gives a score per service and minute. Minutes above a threshold that lie at most `MERGE` apart are one
alarm. An outage is found if an alarm *begins* within it; its delay runs from the onset to the end of that minute, so
the least is 1, and an alarm that stands already at the onset earns nothing. An alarm that begins outside every outage
and its `GRACE` minutes after is false. One threshold serves all services. For each budget of false alarms per
service-year the lowest threshold that keeps it is taken. A missed outage counts as an infinite delay.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.streams import SHAPES, YEAR, Floats, Ints, Stream

MERGE = 15
GRACE = 60
BUDGETS = (52.0, 12.0, 4.0, 1.0)
SMALL, LARGE = 30.0, 300.0
"""Expected excess reports of an outage below which it is small, and from which it is large."""
SIZE_EDGES = (0.01, 0.1, 1.0, 10.0, 100.0)
"""Reports a minute between which services are told apart by size."""
CAUSES = ("noise", "bump", "bot", "gap", "silent", "dst")
_AFTER = 30
"""A nuisance is blamed until this many minutes after its end."""
TAIL = 0.025
_EVENTS_MIN = 4
"""A budget that allows fewer false alarms than this in the whole stream cannot be measured in it."""

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """What a detector reached at one threshold; shares in percent, delays in minutes."""

    budget: float | None
    threshold: float
    false_alarms: float
    """Per service-year."""
    outages: int
    recall: float
    delay_median: float
    delay_p95: float
    found_median: float
    found_p95: float
    """Delay of those found."""
    within_5: float
    within_15: float
    by_shape: Mapping[str, float]
    by_size: Mapping[str, float]
    delay_by_shape: Mapping[str, float]
    delay_by_size: Mapping[str, float]
    p95_by_shape: Mapping[str, float]
    """Of those found."""
    p95_by_size: Mapping[str, float]
    end_median: float
    """Minutes from an outage's end to its alarm's, flapping ones left out."""
    end_p95: float
    ebb_median: float
    """Minutes from the end of the same outages until their reports had ebbed, which no detector can know before."""
    ended_early: float
    """Share of alarms that ended more than five minutes before their outage."""
    causes: Mapping[str, int]
    """What was there when a false alarm began."""


@dataclass(frozen=True, slots=True, eq=False)
class Alarms:
    """Alarms of all services in order: service, first minute, minute after the last."""

    service: Ints
    start: Ints
    end: Ints


def alarms_of(over: NDArray[np.bool_], merge: int = MERGE) -> Alarms:
    """The alarms of `over` (services, minutes).

    >>> found = alarms_of(np.array([[1, 1, 0, 1, 0, 0, 0, 1]], dtype=np.bool_), merge=2)
    >>> found.start.tolist(), found.end.tolist()
    ([0, 7], [4, 8])
    """
    minutes = over.shape[1]
    at = np.flatnonzero(over)
    service = at // max(minutes, 1)
    new = (np.diff(at) > merge) | (np.diff(service) > 0)
    first = np.concatenate(([True], new)) if len(at) else np.zeros(0, dtype=np.bool_)
    last = np.concatenate((new, [True])) if len(at) else first
    return Alarms(service[first], at[first] % max(minutes, 1), at[last] % max(minutes, 1) + 1)


class Scorer:
    """Judges scores (test minutes, services) on one stream."""

    def __init__(
        self,
        stream: Stream,
        merge: int = MERGE,
        grace: int = GRACE,
        opens: NDArray[np.bool_] | None = None,
    ) -> None:
        """With `opens` (test minutes, services) an alarm counts from the first of its minutes in which that holds, and if it
        holds in none, not at all: so one that stood unopened at an onset and opens within the outage finds it."""
        self.stream, self.merge, self.grace = stream, merge, grace
        self._opens = None if opens is None else np.ascontiguousarray(opens.T)
        self.minutes = stream.plan.minutes - stream.plan.split
        self._stride = 2 * self.minutes + grace
        self.outages = tuple(sorted(stream.outages, key=lambda outage: (outage.service, outage.start)))
        self._service = np.array([outage.service for outage in self.outages], dtype=np.int64)
        self._start = np.array([outage.start for outage in self.outages], dtype=np.int64)
        self._end = np.array([outage.end for outage in self.outages], dtype=np.int64)
        self._ebbed = np.maximum(
            self._end, np.array([outage.ebbed for outage in self.outages], dtype=np.int64)
        )
        self._shape = np.array([outage.shape for outage in self.outages], dtype=np.str_)
        self._excess = np.array([outage.excess for outage in self.outages])
        busy = np.minimum(self._end + grace, self.minutes) - self._start
        self.years = float(self.minutes * stream.plan.services - busy.sum()) / YEAR

    def rows(self, scores: Scores, budgets: Sequence[float] = BUDGETS) -> list[Row]:
        """One row per budget that the stream is long enough for."""
        held = _held(scores)
        sane = np.sort(held[np.isfinite(held)])
        return [
            self._row(held, budget, self._threshold(held, sane, budget))
            for budget in budgets
            if budget * self.years >= _EVENTS_MIN
        ]

    def decided(self, alarms: NDArray[np.bool_]) -> Row:
        """The row of a detector that decides for itself."""
        return self._row(np.ascontiguousarray(alarms.T).astype(np.float32), None, 0.5)

    def at(self, scores: Scores, threshold: float) -> Row:
        return self._row(_held(scores), None, threshold)

    def false_alarms_by(self, alarms: NDArray[np.bool_], edges: Sequence[float]) -> list[float]:
        """False alarms per service-year of services whose base lies between two edges, of a detector that decides."""
        pairs = zip(*self.false_by(alarms, edges), strict=True)
        return [n / years if years else float("nan") for n, years in pairs]

    def false_by(self, alarms: NDArray[np.bool_], edges: Sequence[float]) -> tuple[list[int], list[float]]:
        """The same as how many, and the service-years in which they came."""
        found = self._alarms(np.ascontiguousarray(alarms.T))
        false = found.service[self._false(found)]
        group = np.digitize(self.stream.base, edges) - 1
        busy = np.bincount(
            group[self._service],
            np.minimum(self._end + self.grace, self.minutes) - self._start,
            minlength=len(edges),
        )
        watched = np.bincount(group, minlength=len(edges)) * self.minutes - busy
        count = np.bincount(group[false], minlength=len(edges))
        return count[: len(edges) - 1].tolist(), (watched[: len(edges) - 1] / YEAR).tolist()

    def delays_by(self, alarms: NDArray[np.bool_], edges: Sequence[float]) -> list[list[float]]:
        """The delay of each outage (infinite: missed) of services whose base lies between two edges, of a detector that decides."""
        delay, _ = self._found(self._alarms(np.ascontiguousarray(alarms.T)))
        group = np.digitize(self.stream.base, edges)[self._service] - 1
        return [delay[group == place].tolist() for place in range(len(edges) - 1)]

    def _alarms(self, over: NDArray[np.bool_]) -> Alarms:
        """The alarms of `over` (services, minutes), as far as they open."""
        found = alarms_of(over, self.merge)
        if self._opens is None:
            return found
        minutes = over.shape[1]
        at = np.append(np.flatnonzero(over & self._opens), np.iinfo(np.int64).max)
        first = at[np.searchsorted(at, found.service * minutes + found.start)]
        opened = first < found.service * minutes + found.end
        return Alarms(found.service[opened], first[opened] % minutes, found.end[opened])

    def _threshold(self, held: Scores, sane: Scores, budget: float) -> float:
        """The lowest threshold that keeps `budget`, sought where false alarms fall as it rises."""
        if not len(sane):
            return float("inf")
        rank = (len(sane) * (1 - np.logspace(-0.3, -7, 120))).astype(np.int64)
        grid = np.unique(sane[np.append(np.minimum(rank, len(sane) - 1), len(sane) - 1)]).astype(np.float64)

        def keeps(threshold: float) -> bool:
            found = self._alarms(held > threshold)
            return int(self._false(found).sum()) <= budget * self.years

        low, high = 0, len(grid) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if keeps(grid[middle]) else (middle + 1, high)
        below, above = float(grid[max(low - 1, 0)]), float(grid[low])
        for _ in range(14):
            middle_value = (below + above) / 2
            below, above = (below, middle_value) if keeps(middle_value) else (middle_value, above)
        return above

    def _false(self, found: Alarms) -> NDArray[np.bool_]:
        """Which alarms begin outside every outage and its grace."""
        if not len(self.outages):
            return np.ones(len(found.start), dtype=np.bool_)
        key = found.service * self._stride + found.start
        before = self._service * self._stride + self._start
        latest = np.searchsorted(before, key, side="right") - 1
        near = np.maximum(latest, 0)
        within = key < self._service[near] * self._stride + self._end[near] + self.grace
        return ~((latest >= 0) & within)

    def _found(self, found: Alarms) -> tuple[Floats, Floats]:
        """Per outage: its delay (infinite if missed), and when its last alarm ended after it (NaN)."""
        key = np.append(found.service * self._stride + found.start, np.iinfo(np.int64).max)
        start = self._service * self._stride + self._start
        end = self._service * self._stride + self._end
        first = np.searchsorted(key, start)
        last = np.searchsorted(key, end) - 1
        hit = key[first] < end
        delay = np.where(hit, key[first] - start + 1.0, np.inf)
        ends = np.append(found.end, 0)
        return delay, np.where(hit, ends[last] - self._end, np.nan)

    def _row(self, held: Scores, budget: float | None, threshold: float) -> Row:
        found = self._alarms(held > threshold)
        false = self._false(found)
        delay, after = self._found(found)
        size = np.where(self._excess < SMALL, "small", np.where(self._excess < LARGE, "medium", "large"))
        sizes = {name: size == name for name in ("small", "medium", "large")}
        shapes = {name: self._shape == name for name in SHAPES}
        told = np.isfinite(after) & (self._shape != "flap")
        ended = after[told]
        return Row(
            budget=budget,
            threshold=threshold,
            false_alarms=float(false.sum()) / self.years,
            outages=len(delay),
            recall=share(np.isfinite(delay)),
            delay_median=quantile(delay, 0.5),
            delay_p95=quantile(delay, 0.95),
            found_median=quantile(delay[np.isfinite(delay)], 0.5),
            found_p95=quantile(delay[np.isfinite(delay)], 0.95),
            within_5=share(delay <= 5),
            within_15=share(delay <= 15),
            by_shape={name: share(np.isfinite(delay[which])) for name, which in shapes.items()},
            by_size={name: share(np.isfinite(delay[which])) for name, which in sizes.items()},
            delay_by_shape={name: quantile(delay[which], 0.5) for name, which in shapes.items()},
            delay_by_size={name: quantile(delay[which], 0.5) for name, which in sizes.items()},
            p95_by_shape={name: _p95_found(delay[which]) for name, which in shapes.items()},
            p95_by_size={name: _p95_found(delay[which]) for name, which in sizes.items()},
            end_median=quantile(ended, 0.5),
            end_p95=quantile(ended, 0.95),
            ebb_median=quantile((self._ebbed - self._end)[told], 0.5),
            ended_early=share(ended < -5),
            causes=self._causes(found, false),
        )

    def _causes(self, found: Alarms, false: NDArray[np.bool_]) -> dict[str, int]:
        """What lay under each false alarm; a clock change only where nothing else did."""
        causes = dict.fromkeys(CAUSES, 0)
        for service, at in zip(found.service[false], found.start[false], strict=True):
            there = [
                nuisance.kind
                for nuisance in self.stream.nuisances
                if nuisance.service in (-1, service) and nuisance.start <= at < nuisance.end + _AFTER
            ]
            causes[min(there, key=lambda kind: kind == "dst", default="noise")] += 1
        return causes


def interval(events: int, years: float) -> tuple[float, float]:
    """Between which rates a year these `events` of a Poisson process leave the true one, with 95 % (Garwood 1936): below the
    first so many or more would come in 2.5 % of such times, above the second so few or fewer.

    >>> ["{:.2f} to {:.2f}".format(*interval(events, years=2.0)) for events in (0, 10)]
    ['0.00 to 1.84', '2.40 to 9.20']
    """
    low = _mean_where(lambda mean: 1.0 - _at_most(events - 1, mean) >= TAIL, events) if events else 0.0
    return low / years, _mean_where(lambda mean: _at_most(events, mean) <= TAIL, events) / years


def rate_of(events: int, years: float) -> str:
    """A rate a year with what so few events leave open.

    >>> rate_of(8, 4.0)
    '2.0 (0.9–3.9)'
    """
    low, high = interval(events, years)
    digits = 2 if high < 2 else 1 if high < 20 else 0
    return f"{events / years:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"


def share(which: NDArray[np.bool_]) -> float:
    """How many of them, in percent; NaN of none."""
    return 100.0 * float(which.mean()) if len(which) else float("nan")


def quantile(values: Floats, part: float) -> float:
    """The value that at least this part of them does not exceed; NaN of none."""
    return float(np.quantile(values, part, method="higher")) if len(values) else float("nan")


def _at_most(events: int, mean: float) -> float:
    """The probability of so many events or fewer."""
    return math.fsum(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(events + 1))


def _mean_where(holds: Callable[[float], bool], events: int) -> float:
    """The least mean from which on it holds."""
    low, high = 1e-9, 2.0 * events + 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _held(scores: Scores) -> Scores:
    """Scores by service; no opinion is no alarm."""
    turned: Scores = np.ascontiguousarray(scores.T, dtype=np.float32)
    return np.where(np.isfinite(turned), turned, np.float32(-np.inf))


def _p95_found(delay: Floats) -> float:
    return quantile(delay[np.isfinite(delay)], 0.95)
