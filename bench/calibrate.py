"""Fit the scan's thresholds: how often does a service that is up reach which score?

Simulates streams of services that never fail, in bins of several widths, counts alarm episodes over a grid of
scores, and prints the tables that `core/detection/calibration.py` carries:

    python -m bench.calibrate --copies 320

`--check 12 1` prints instead how many false alarms a year were achieved where 12 and 1 were asked; `--leaves` asks it of a
TreeScan over the service, four regions, three symptoms and their twelve leaves, `--parts` of one without leaves, `--seats` of one with as many
symptoms, countries and networks as the product listens to (`bench.seats`), and `--young` of services heard from their first minute on, by age. A check is worth something on a seed that the fit has not seen.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from bench import seats
from bench.ours import Tree
from bench.streams import Layout
from groundswell.core.detection import Detector
from groundswell.core.timegrid import QUARTER_MINUTES

DAY, WEEK, YEAR = 1440, 10_080, 525_600
SIZES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
"""Services, in reports a minute ..."""
PARTS = (0.0003, 0.001, 0.003)
"""... and what is as small as only their parts are: the tables are fitted to both."""
WIDTHS = (1, 5, 15, 60, 120, 360, 720)
GRID = np.arange(0.5, 16.01, 0.1)
WANTED = np.array([52.0, 24.0, 12.0, 6.0, 3.0, 1.5, 1.0, 0.7, 0.5, 0.35, 0.25])
"""The rates a year at which the tables' lines are fitted."""
APART_MINUTES = 60
AGES = (0, 1, 2, 3, 5, 7)
"""Days since a service was first heard, at which a row of `--young` begins."""
REGIONS, SYMPTOMS = 4, 3

Floats = NDArray[np.float64]


def wobble(minutes: int, series: int, deviation: Floats, memory: Floats, rng: np.random.Generator) -> Floats:
    """Stationary AR(1) noise per series: (minutes, series), each with a deviation and memory of its own. `streams.wobble` is for one
    series and sums in another order: with that in its place other noise would be drawn, and the threshold was calibrated on this."""
    keep = np.exp(-1.0 / memory)
    noise: Floats = rng.standard_normal((minutes, series)) * deviation * np.sqrt(1 - keep * keep)
    noise[0] = rng.standard_normal(series) * deviation
    for t in range(1, minutes):
        noise[t] += keep * noise[t - 1]
    return noise


def quiet_streams(rates: Floats, days: int, rng: np.random.Generator, bumps_week: float) -> NDArray[np.int32]:
    """Counts per minute of services that are up (minutes, series): day and week, slow trend, day-to-day change, clusters, and bumps.

    A bump is a campaign or a headline: use rises 1.3 to 2.5 times, smoothly, for hours.
    """
    series, minutes = len(rates), days * DAY
    time_of = np.arange(minutes)[:, None] + rng.integers(-8, 10, series) * 60
    hour = (time_of % DAY) / 60.0
    peak, strength = rng.uniform(11, 21, series), rng.uniform(0.5, 1.5, series)
    log = strength * np.cos(2 * np.pi * (hour - peak) / 24)
    log += 0.35 * strength * np.cos(4 * np.pi * (hour - rng.uniform(0, 24, series)) / 24)
    weekend = np.where(time_of // DAY % 7 >= 5, np.log(rng.uniform(0.4, 1.6, series)), 0.0)
    shape = np.exp(log + weekend)
    shape /= shape.mean(axis=0)
    slow = np.linspace(-0.5, 0.5, minutes)[:, None] * rng.normal(0, 0.3, series)
    hourly = wobble(minutes // 60, series, rng.uniform(0.03, 0.10, series), np.full(series, 24.0), rng)
    slow += np.repeat(hourly, 60, axis=0)
    slow += wobble(minutes, series, rng.uniform(0.05, 0.2, series), rng.uniform(10, 90, series), rng)
    for s in range(series):
        for start in rng.integers(0, minutes, rng.poisson(bumps_week * minutes / WEEK)):
            up, hold, down = rng.integers(10, 61), rng.integers(60, 361), rng.integers(60, 181)
            rise = np.concatenate([np.linspace(0, 1, up), np.ones(hold), np.linspace(1, 0, down)])
            rise = rise[: minutes - start]
            slow[start : start + len(rise), s] += np.log1p((rng.uniform(1.3, 2.5) - 1) * rise)
    rate = rates * shape * np.exp(slow)
    spread, clump = np.exp(rng.uniform(np.log(4), np.log(60), series)), rng.uniform(0.0, 0.6, series)
    size = 1.0 / (1.0 / spread + (clump + 1e-6) / np.maximum(rate, 1e-9))
    counts: NDArray[np.int32] = np.empty(rate.shape, dtype=np.int32)
    counts[:] = rng.poisson(rng.standard_gamma(size) / size * rate)
    return counts


def binned(counts: NDArray[np.int32], width: int) -> NDArray[np.int32]:
    """The same streams in bins of `width` minutes."""
    bins = len(counts) // width
    sums: NDArray[np.int32] = np.zeros((bins, counts.shape[1]), dtype=np.int32)
    counts[: bins * width].reshape(bins, width, -1).sum(axis=1, out=sums)
    return sums


def episodes(history: NDArray[np.int32], test: NDArray[np.int32], width: int) -> NDArray[np.int64]:
    """How many separate times each score of GRID was passed: (grid, series)."""
    series = test.shape[1]
    detector = Detector(series, bin_minutes=width)
    detector.learn(0, history)
    first = len(history) * width
    count = np.zeros((len(GRID), series), dtype=np.int64)
    last = np.full((len(GRID), series), -(10**9))
    for start in range(0, len(test), DAY // width):
        scores = detector.run(first + start * width, test[start : start + DAY // width]).score
        for t, score in enumerate(scores, start):
            over = score > GRID[:, None]
            count += over & (t * width - last > max(APART_MINUTES, width))
            last = np.where(over, t * width, last)
    return count


def alarms(
    history: NDArray[np.int32], test: NDArray[np.int32], width: int, wanted: Sequence[float]
) -> NDArray[np.int64]:
    """How often the Detector itself raised an alarm: (wanted, series)."""
    series, often = test.shape[1], len(wanted)
    rarer = -np.log(np.repeat(wanted, series))
    detector = Detector(series * often, 1.0, width, rarer=rarer)
    detector.learn(0, np.tile(history, (1, often)))
    first, day = len(history) * width, DAY // width
    count = np.zeros(series * often, dtype=np.int64)
    on = np.zeros((1, series * often), dtype=np.bool_)
    for start in range(0, len(test), day):
        alarm = detector.run(first + start * width, np.tile(test[start : start + day], (1, often))).alarm
        before = np.concatenate((on, alarm[:-1]))
        count += (alarm & ~before).sum(axis=0)
        on = alarm[-1:]
    return count.reshape(often, series)


def tree_alarms(
    history: NDArray[np.int32],
    test: NDArray[np.int32],
    width: int,
    wanted: Sequence[float],
    rng: np.random.Generator,
    leaves_too: bool = True,
) -> NDArray[np.int64]:
    """How often a TreeScan opened, each service's reports being split over leaves: (wanted, series)."""
    series, leaves = test.shape[1], REGIONS * SYMPTOMS
    shares = [
        np.outer(rng.dirichlet(np.full(REGIONS, 3.0)), rng.dirichlet(np.full(SYMPTOMS, 3.0))).ravel()
        for _ in range(series)
    ]
    part = np.arange(series * leaves)
    layout = Layout(
        "leaf", 0, series, part // leaves, part % leaves // SYMPTOMS, part % SYMPTOMS, bin_minutes=width
    )

    def split(counts: NDArray[np.int32]) -> NDArray[np.int32]:
        drawn = np.empty((len(counts), series, leaves), dtype=np.int32)
        for s in range(series):
            drawn[:, s] = rng.multinomial(counts[:, s], shares[s])
        return drawn.reshape(len(counts), -1)

    trees = [Tree(rate, decides=True, leaves=leaves_too) for rate in wanted]
    lesson = split(history)
    for tree in trees:
        tree.fit(lesson, layout)
    count: NDArray[np.int64] = np.zeros((len(wanted), series), dtype=np.int64)
    on = np.zeros(count.shape, dtype=np.bool_)
    day = DAY // width
    for start in range(0, len(test), day):
        for row in split(test[start : start + day]):
            for i, tree in enumerate(trees):
                tree.update(row)
                count[i] += tree.alarm & ~on[i]
                on[i] = tree.alarm
    return count


class Over(StrEnum):
    """What is listened to."""

    ALONE = "services"
    PARTS = "parts"
    """... and the few parts of `REGIONS` and `SYMPTOMS`"""
    LEAVES = "leaves"
    """... and a region's symptoms"""
    SEATS = "seats"
    """services and as many symptoms, countries and networks as the product has seats for, in bins of a minute"""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is simulated: `copies` services of each size, judged for `days` after four weeks of warm-up."""

    seed: int
    copies: int
    days: int
    widths: Sequence[int]
    bumps: float = 0.5
    asked: Sequence[float] = ()
    """So many false alarms a year are asked for; none: it is counted how often each score of GRID is passed."""
    over: Over = Over.ALONE
    sizes: Sequence[float] = SIZES

    @property
    def years(self) -> float:
        """Of each size."""
        return self.copies * self.days * DAY / YEAR


def young(trial: Trial, width: int = 1) -> Floats:
    """False alarms per series-year of services that are heard from their first minute on, in bins of so many: (asked, ages, sizes)."""
    many = trial.copies * len(trial.sizes)
    counts = quiet_streams(
        np.repeat(trial.sizes, trial.copies), trial.days, np.random.default_rng(trial.seed), trial.bumps
    )
    rarer = -np.log(np.repeat(trial.asked, many))
    counts, bins = binned(counts, width), DAY // width
    detector = Detector(len(rarer), 1.0, width, rarer=rarer)
    edges = [day for day in AGES if day < trial.days]
    count = np.zeros((len(edges), len(rarer)))
    on = np.zeros((1, len(rarer)), dtype=np.bool_)
    for day in range(trial.days):
        today = np.tile(counts[day * bins : (day + 1) * bins], (1, len(trial.asked)))
        alarm = detector.run(day * DAY, today).alarm
        count[np.searchsorted(edges, day, side="right") - 1] += (
            alarm & ~np.concatenate((on, alarm[:-1]))
        ).sum(axis=0)
        on = alarm[-1:]
    found = count.reshape(len(edges), len(trial.asked), len(trial.sizes), -1).sum(axis=3)
    years = np.diff([*edges, trial.days]) * trial.copies * DAY / YEAR
    return np.moveaxis(found / years[:, None, None], 0, 1)


def measure(trial: Trial, say: Callable[[str], None] = lambda _text: None) -> dict[int, Floats]:
    """Episodes per series-year: width -> (grid or asked, sizes)."""
    rng = np.random.default_rng(trial.seed)
    rows = len(trial.asked or GRID)
    sizes = len(trial.sizes)
    total = {width: np.zeros((rows, sizes)) for width in trial.widths}
    part = min(trial.copies, 20)
    assert trial.copies % part == 0
    for done in range(part, trial.copies + 1, part):
        counts = quiet_streams(np.repeat(trial.sizes, part), 28 + trial.days, rng, trial.bumps)
        for width in trial.widths:
            stream = binned(counts, width)
            split = 28 * DAY // width
            history, test = stream[:split], stream[split:]
            if trial.over is Over.SEATS:
                assert width == 1
                found = seats.alarms(binned(history, QUARTER_MINUTES), test, trial.asked, rng)
            elif trial.over is not Over.ALONE:
                leaves = trial.over is Over.LEAVES
                found = tree_alarms(history, test, width, trial.asked, rng, leaves)
            elif trial.asked:
                found = alarms(history, test, width, trial.asked)
            else:
                found = episodes(history, test, width)
            total[width] += found.reshape(rows, sizes, part).sum(axis=2)
        say(f"  {done * trial.days * DAY / YEAR:.1f} series-years per size")
    return {width: sums / trial.years for width, sums in total.items()}


def fitted(rate: Floats) -> Floats:
    """The score passed once a year, by how much less for each factor e of more alarms, and more of fewer: (3, sizes)."""
    rarity = -np.log(WANTED)
    lines = []
    for passed in rate.T:
        first = np.array([np.argmax(passed <= wanted) for wanted in WANTED])
        known = first > 0  # else it is passed less often than that by whatever counts as evidence
        below, above = (np.log(np.maximum(passed[first[known] - one], 1e-3)) for one in (1, 0))
        share = (below + rarity[known]) / (below - above)
        score = GRID[first[known] - 1] + share * (GRID[1] - GRID[0])
        bases = (np.ones(known.sum()), np.minimum(rarity[known], 0.0), np.maximum(rarity[known], 0.0))
        lines.append(np.linalg.lstsq(np.stack(bases, axis=1), score, rcond=None)[0])
    return np.array(lines).T


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--copies", type=int, default=160, help="series per size, in steps of 20")
    parser.add_argument("--days", type=int, default=56, help="days judged, after 28 of warm-up")
    parser.add_argument("--widths", type=int, nargs="+", help="of bins, in minutes")
    parser.add_argument("--bumps", type=float, default=0.5, help="bumps of use a week")
    parser.add_argument(
        "--check", type=float, nargs="+", help="ask for so many false alarms a year, print those achieved"
    )
    kinds = parser.add_mutually_exclusive_group()
    for option, over, words in (
        ("--leaves", Over.LEAVES, "check services, their parts and leaves, not services alone"),
        ("--parts", Over.PARTS, "the same without leaves"),
        ("--seats", Over.SEATS, "with as many parts as the product listens to, in bins of a minute"),
    ):
        kinds.add_argument(option, dest="over", action="store_const", const=over, help=words)
    kinds.add_argument(
        "--young",
        action="store_true",
        help="check services without a past, by age; in bins of a minute, if no others are named",
    )
    given = parser.parse_args()
    by_minute = given.over is Over.SEATS
    if (given.over or given.young) and not given.check:
        parser.error("--leaves, --parts, --seats and --young go with --check")
    if by_minute and given.widths:
        parser.error("--seats is in bins of a minute: no --widths")
    started = time.perf_counter()
    sizes = SIZES if given.check else PARTS + SIZES
    trial = Trial(
        given.seed,
        given.copies,
        given.days,
        (1,) if by_minute else given.widths or WIDTHS,
        given.bumps,
        given.check or (),
        given.over or Over.ALONE,
        sizes,
    )
    if given.young:
        print("reports a minute              " + "".join(f"{size:8g}" for size in sizes) + "     all")
        for width in given.widths or (1,):
            for asked, ages in zip(given.check, young(trial, width), strict=True):
                for age, rate in zip(AGES, ages, strict=False):
                    shown = "".join(f"{r:8.1f}" for r in (*rate, rate.mean()))
                    print(f"{width:>3} min, from day {age}, {asked:>4g} asked" + shown)
        return
    rates = measure(trial, lambda text: print(text, file=sys.stderr, flush=True))
    print("reports a minute     " + "".join(f"{size:8g}" for size in sizes))
    for width, rate in rates.items():
        if given.check:
            for asked, achieved in zip(given.check, rate, strict=True):
                print(f"{width:>3} min, {asked:>4g} asked  " + "".join(f"{r:8.2f}" for r in achieved))
        else:
            for name, values in zip(("once a year", "oftener", "rarer"), fitted(rate), strict=True):
                print(f"{width:>3} min {name:<12}  " + "".join(f"{value:8.2f}" for value in values))
    print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
