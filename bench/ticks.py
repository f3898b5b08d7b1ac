"""What a minute costs over a million series, what a series weighs, and how long a year of back-test takes: of a calm one, and of one
with outages and gaps.

Beside it, in the same run, an exponentially weighted z-score in numpy, which is about the least that can be done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, process_time

import numpy as np
from numpy.typing import NDArray

from bench.streams import DAY, FIRST_MINUTE, WEEK, YEAR
from groundswell.core.detection import Detector

TICKS = 75
"""Minutes that are measured."""
OUTAGES = (0.2, 1.0)
"""Then of how many of all series an outage is on, one after the other: at each `TIMES` its rate and `MORE` reports a minute."""
TIMES, MORE = 6.0, 6.0
OUTAGE_TICKS = 20
"""Minutes of each, of which the second half is measured: the alarms are on."""

OUTAGES_WEEK, OUTAGE_MINUTES, OUTAGE_TIMES = 1.0, (20.0, 240.0), (2.0, 50.0)
"""In a back-test: how often each series has an outage, how long, and how many times its usual (and a report in three minutes) more come
in then; the latter two logarithmically even."""
GAPS_WEEK, GAP_MINUTES = 0.75, (3.0, 90.0)
"""How often there is no data of all series, and of each by itself, and for how long; half of the gaps end with what they held back."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """Milliseconds of CPU per minute of all series; bytes per series of state, and in memory all in all."""

    series: int
    ours: float
    ours_worst: float
    ours_bytes: float
    ours_held: float
    ewma: float
    ewma_bytes: float
    busy: tuple[tuple[float, float], ...] = ()
    """In each of `OUTAGES`: of how many of the series an alarm is on, and milliseconds of CPU per minute, median."""


@dataclass(frozen=True, slots=True)
class BackTest:
    """Seconds of CPU for days of minutes: calm ones, and with outages and gaps."""

    series: int
    days: int
    calm: float
    eventful: float


class EwmaZ:
    """Fast against slow mean, in slow deviations: single precision, in place."""

    def __init__(self, series: int, fast: float = 5.0, slow: float = 240.0) -> None:
        self._fast, self._slow = np.float32(1 - 0.5 ** (1 / fast)), np.float32(1 - 0.5 ** (1 / slow))
        self._recent, self._mean, self._variance, self._room = np.ones((4, series), dtype=np.float32)

    def update(self, counts: NDArray[np.float32]) -> NDArray[np.float32]:
        room = self._room
        np.subtract(counts, self._recent, out=room)
        room *= self._fast
        self._recent += room
        np.subtract(counts, self._mean, out=room)
        self._mean += self._slow * room
        room *= room
        room -= self._variance
        room *= self._slow
        self._variance += room
        np.sqrt(self._variance, out=room)
        np.divide(self._recent - self._mean, room, out=room)
        return room

    @property
    def bytes(self) -> int:
        return self._recent.nbytes + self._mean.nbytes + self._variance.nbytes


def ticks(series: int, minutes: int, seed: int = 1) -> Ticks:
    """Median over `minutes` ticks, after some to warm up; rates of 0.001 to 10 a minute, most of them thin.

    The worst is only told by more than an hour: work that is due once an hour is spread over its first minutes.
    """
    rng = np.random.default_rng(seed)
    rate = np.exp(rng.uniform(np.log(1e-3), np.log(10.0), series))
    drawn = [rng.poisson(rate).astype(np.int32) for _ in range(4)]
    detector = Detector(series)
    spent = _times(lambda i: detector.step(FIRST_MINUTE + i, drawn[i % 4]), minutes + 3)[3:]
    weight = sum(array.nbytes for array in detector.state().values())
    room = held(detector)
    busy = _busy(detector, rate, minutes + 3, rng)
    floats = [counts.astype(np.float32) for counts in drawn]
    plain = EwmaZ(series)
    floor = _times(lambda i: plain.update(floats[i % 4]), minutes + 3)[3:]
    return Ticks(
        series=series,
        ours=1000 * float(np.median(spent)),
        ours_worst=1000 * max(spent),
        ours_bytes=weight / series,
        ours_held=room / series,
        ewma=1000 * float(np.median(floor)),
        ewma_bytes=plain.bytes / series,
        busy=busy,
    )


def _busy(
    detector: Detector, rate: NDArray[np.float64], first: int, rng: np.random.Generator
) -> tuple[tuple[float, float], ...]:
    """See Ticks.busy; the next minute that `detector` hears is the `first`."""
    alarms: list[float] = []
    spent: list[float] = []
    for share in OUTAGES:
        hit = np.where(rng.random(len(rate)) < share, TIMES * rate + MORE, rate)
        drawn = [rng.poisson(hit).astype(np.int32) for _ in range(4)]
        for i in range(OUTAGE_TICKS):
            began = process_time()
            found = detector.step(FIRST_MINUTE + first + len(spent), drawn[i % 4])
            spent.append(process_time() - began)
            alarms.append(float(found.alarm.mean()))
    late = [slice(end - OUTAGE_TICKS // 2, end) for end in range(OUTAGE_TICKS, len(spent) + 1, OUTAGE_TICKS)]
    return tuple((float(np.median(alarms[at])), 1000 * float(np.median(spent[at]))) for at in late)


def held(room: object) -> int:
    """Bytes of all arrays that a detector holds between two minutes: its state, and what follows from that and is not worked out anew each
    minute."""
    arrays: dict[int, int] = {}
    rooms, known = [room], set[int]()
    while rooms:
        one = rooms.pop()
        if id(one) in known:
            continue
        known.add(id(one))
        if isinstance(one, np.ndarray):
            while isinstance(one.base, np.ndarray):
                one = one.base  # a view keeps all of it
            arrays[id(one)] = one.nbytes
        elif isinstance(one, list | tuple):
            rooms += one
        elif type(one).__module__.startswith("groundswell."):
            rooms += [getattr(one, name) for name in getattr(one, "__slots__", None) or vars(one)]
    return sum(arrays.values())


def back_test(series: int, days: int, seed: int = 1) -> BackTest:
    """`Detector.run` over days of minutes with a daily rhythm."""
    rng = np.random.default_rng(seed)
    rate = np.exp(rng.uniform(np.log(0.01), np.log(100.0), series))
    day = np.exp(np.cos(2 * np.pi * np.arange(DAY) / DAY))
    counts = np.concatenate([rng.poisson(day[:, None] * rate).astype(np.int32) for _ in range(days)])
    calm = _run(counts)
    for one, usual in enumerate(rate):
        _break_down(counts[:, one], day * usual, rng)
        _interrupt(counts[:, one : one + 1], rng)
    _interrupt(counts, rng)
    return BackTest(series, days, calm, _run(counts))


def _run(counts: NDArray[np.int32]) -> float:
    began = process_time()
    Detector(counts.shape[1]).run(FIRST_MINUTE, counts)
    return process_time() - began


def _break_down(counts: NDArray[np.int32], day: NDArray[np.float64], rng: np.random.Generator) -> None:
    """Add the outages of one series, whose usual `day` is known, to its minutes."""
    for start in rng.integers(0, len(counts), rng.poisson(OUTAGES_WEEK * len(counts) / WEEK)):
        minutes = np.arange(start, min(start + int(_even(OUTAGE_MINUTES, rng)), len(counts)))
        counts[minutes] += rng.poisson(_even(OUTAGE_TIMES, rng) * day[minutes % DAY] + 1 / 3).astype(np.int32)


def _interrupt(counts: NDArray[np.int32], rng: np.random.Generator) -> None:
    """Put gaps that some series have at once into their minutes."""
    for start in rng.integers(0, len(counts), rng.poisson(GAPS_WEEK * len(counts) / WEEK)):
        end = start + int(_even(GAP_MINUTES, rng))
        backlog = np.maximum(counts[start:end], 0).sum(axis=0)
        counts[start:end] = -1
        if rng.random() < 0.5:
            counts[end : end + 1] += np.where(counts[end : end + 1] < 0, 0, backlog).astype(np.int32)


def _even(bounds: tuple[float, float], rng: np.random.Generator) -> float:
    """One number between these, logarithmically even."""
    return float(np.exp(rng.uniform(*np.log(bounds))))


def _times(call: Callable[[int], object], rounds: int) -> list[float]:
    spent = []
    for number in range(rounds):
        began = process_time()
        call(number)
        spent.append(process_time() - began)
    return spent


def main() -> None:
    began = perf_counter()
    print(ticks(1_000_000, TICKS))
    print(back_test(100, YEAR // DAY))
    print(f"{perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
