"""Minutes of crowd reports in which every outage is known: what detectors are measured on.

`make("std", seed)` draws services from 0.01 to 100 reports a minute, each split over regions and symptoms (a leaf is
one service, region and symptom), a warm-up and a test. Outages come in six shapes; bumps of use, bots, gaps, silent
regions, late reports, wrong clocks and clock changes are what is not an outage. The same seed gives the same stream.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

DAY, WEEK, YEAR = 1440, 10_080, 525_600
FIRST_MINUTE = 28_401_120
"""A Monday, 00:00 UTC (2024-01-01): streams begin here."""
SHAPES = ("sharp", "slow", "region", "symptom", "flap", "short")
_SHAPE_SHARES = (0.30, 0.15, 0.15, 0.15, 0.10, 0.15)
_APART = 480
"""Outages of a service begin at least this many minutes apart."""
_TAIL = 60
"""After an outage reports ebb for so many minutes."""
EBBED_SHARE, EBBED_RATE = 0.5, 1 / 15
_COUNT_MAX = 32_000

Feed = Literal["raw", "dedup"]
View = Literal["service", "leaf"]
Kind = Literal["bump", "bot", "gap", "silent", "dst"]
Counts = NDArray[np.int32]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a stream is, and how often what happens in it (a week and service where nothing else is said)."""

    services: int = 120
    regions: int = 4
    symptoms: int = 3
    warm_days: int = 28
    test_days: int = 28
    rate_min: float = 0.01
    rate_max: float = 100.0
    outages_week: float = 1.0
    bumps_week: float = 0.5
    bots_week: float = 0.35
    silent_week: float = 0.25
    gaps_week: float = 0.75
    """Gaps are of all services at once; half of them end in a flush of what they held back."""
    late: float = 0.10
    """Share of reports that are counted some minutes late."""
    skewed: float = 0.30
    """Share of (service, region) whose clock is wrong by one to three minutes."""
    dst: float = 0.40
    """Share of (service, region) whose clock changes within the test."""
    feed: Feed = "raw"
    """dedup: a bot's reports count once for each of its few reporters."""

    @property
    def minutes(self) -> int:
        return (self.warm_days + self.test_days) * DAY

    @property
    def split(self) -> int:
        """The first minute of the test."""
        return self.warm_days * DAY

    @property
    def leaves(self) -> int:
        """Of one service."""
        return self.regions * self.symptoms


SIZES = {"std": Plan(), "tiny": Plan(services=12, warm_days=14, test_days=7)}


@dataclass(frozen=True, slots=True)
class Outage:
    """Minutes count from the test's first; `ratio` is peak excess over the usual of the leaves that have it."""

    service: int
    start: int
    end: int
    shape: str
    ratio: float
    excess: float
    base: float
    leaves: tuple[int, ...] = ()
    ebbed: int = 0
    """When its ebb adds no more than half the usual of the leaves that have it, or than a report in a quarter of an hour:
    who knew the true rates would call it over then."""


@dataclass(frozen=True, slots=True)
class Nuisance:
    """Something that is not an outage; service -1 is all of them."""

    kind: Kind
    service: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """What the columns are that a detector gets."""

    view: View
    first_minute: int
    services: int
    service: Ints
    region: Ints
    symptom: Ints
    bin_minutes: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """Counts (minutes, leaves), -1 where there is no data, and the truth about them."""

    plan: Plan
    seed: int
    counts: NDArray[np.int16]
    base: Floats
    usual: NDArray[np.float32]
    """The true mean without outages (minutes, services), which no detector may see but an oracle."""
    outages: tuple[Outage, ...]
    nuisances: tuple[Nuisance, ...]

    def view(self, view: View) -> NDArray[np.int32]:
        if view == "leaf":
            return self.counts.astype(np.int32)
        parts = self.counts.reshape(len(self.counts), self.plan.services, self.plan.leaves)
        sums: NDArray[np.int32] = parts.sum(axis=2, dtype=np.int32)
        sums[parts[:, :, 0] < 0] = -1
        return sums

    def layout(self, view: View) -> Layout:
        plan = self.plan
        if view == "service":
            each, none = np.arange(plan.services), np.full(plan.services, -1)
            return Layout(view, FIRST_MINUTE, plan.services, each, none, none)
        index = np.arange(plan.services * plan.leaves)
        region, symptom = index % plan.leaves // plan.symptoms, index % plan.symptoms
        return Layout(view, FIRST_MINUTE, plan.services, index // plan.leaves, region, symptom)

    def every(self, step: int) -> Stream:
        """Each `step`-th service (they stand in random order of size)."""
        kept = np.arange(0, self.plan.services, step)
        new = {int(old): number for number, old in enumerate(kept)} | {-1: -1}
        n = self.plan.leaves
        columns = (kept[:, None] * n + np.arange(n)).ravel()
        return replace(
            self,
            plan=replace(self.plan, services=len(kept)),
            counts=np.ascontiguousarray(self.counts[:, columns]),
            base=self.base[kept],
            usual=self.usual[:, kept],
            outages=tuple(
                replace(
                    outage,
                    service=new[outage.service],
                    leaves=tuple(new[outage.service] * n + leaf % n for leaf in outage.leaves),
                )
                for outage in self.outages
                if outage.service in new
            ),
            nuisances=tuple(
                replace(nuisance, service=new[nuisance.service])
                for nuisance in self.nuisances
                if nuisance.service in new
            ),
        )


def make(size: str = "std", seed: int = 1, feed: Feed = "raw") -> Stream:
    """The stream of this size, seed and feed."""
    return draw(replace(SIZES[size], feed=feed), seed)


def draw(plan: Plan, seed: int) -> Stream:
    rng = np.random.default_rng([seed, 0])
    strata = (rng.permutation(plan.services) + rng.uniform(size=plan.services)) / plan.services
    base = plan.rate_min * (plan.rate_max / plan.rate_min) ** strata
    gaps = [
        (at, min(plan.minutes, at + int(_log_uniform(3, 90, rng))), bool(rng.random() < 0.5))
        for at in _apart(_times(plan.gaps_week, plan.minutes, rng), 240)
    ]
    counts = np.empty((plan.minutes, plan.services * plan.leaves), dtype=np.int16)
    usual = np.empty((plan.minutes, plan.services), dtype=np.float32)
    outages: list[Outage] = []
    nuisances = [Nuisance("gap", -1, a - plan.split, b - plan.split) for a, b, _ in gaps if b > plan.split]
    for number in range(plan.services):
        service = _Service(plan, number, float(base[number]), np.random.default_rng([seed, 1, number]))
        columns = slice(number * plan.leaves, (number + 1) * plan.leaves)
        counts[:, columns] = service.draw(gaps)
        usual[:, number] = service.usual.sum(axis=1)
        outages += service.outages
        nuisances += service.nuisances
    return Stream(plan, seed, counts, base, usual, tuple(outages), tuple(nuisances))


class _Service:
    """One service's reports, drawn from its own generator."""

    def __init__(self, plan: Plan, number: int, base: float, rng: np.random.Generator) -> None:
        self.plan, self.number, self.base, self.rng = plan, number, base, rng
        self.outages: list[Outage] = []
        self.nuisances: list[Nuisance] = []
        self.region_share = rng.dirichlet(np.full(plan.regions, 3.0))
        self.symptom_share = rng.dirichlet(np.full(plan.symptoms, 3.0))
        self.usual = self._usual()

    def draw(self, gaps: Sequence[tuple[int, int, bool]]) -> Ints:
        """Counts (minutes, leaves)."""
        plan, rng = self.plan, self.rng
        jitter = np.exp(wobble(plan.minutes, rng.uniform(0.05, 0.20), rng.uniform(10, 90), rng))
        rate = ((self.usual * jitter[:, None])[:, :, None] * self.symptom_share).reshape(plan.minutes, -1)
        self._break(rate)
        size, clump = _log_uniform(4, 60, rng), rng.uniform(0.0, 0.6)
        # Variance is rate + rate² / size + clump · rate.
        shape = 1.0 / (1.0 / size + (clump + 1e-6) / np.maximum(rate, 1e-9))
        counts: Ints = rng.poisson(rng.standard_gamma(shape) / shape * rate)
        self._silence(counts)
        self._visit(counts)
        self._delay(counts)
        for a, b, flush in gaps:
            if flush and b < plan.minutes:
                counts[b] += counts[a:b].sum(axis=0)
            counts[a:b] = -1
        return np.minimum(counts, _COUNT_MAX)

    def _usual(self) -> Floats:
        """The mean without outages (minutes, regions): day and week by local clocks, trend, day to day, bumps."""
        plan, rng, minutes = self.plan, self.rng, self.plan.minutes
        week = _week(rng)
        log = rng.normal(0, 0.3) * np.linspace(-0.5, 0.5, minutes)
        log += np.repeat(wobble(minutes // 60, rng.uniform(0.03, 0.10), 24.0, rng), 60)
        level = self.base * np.exp(log)
        for at in _times(plan.bumps_week, minutes, rng):
            height, up = rng.uniform(1.3, 2.5), int(rng.integers(10, 61))
            hold, down = int(rng.integers(60, 361)), int(rng.integers(60, 181))
            rise = np.concatenate([np.linspace(0, 1, up), np.ones(hold), np.linspace(1, 0, down)])
            rise = rise[: minutes - at]
            level[at : at + len(rise)] *= 1 + (height - 1) * rise
            self._note("bump", at, at + len(rise))
        usual = np.empty((minutes, plan.regions))
        for region, share in enumerate(self.region_share):
            change = minutes
            if rng.random() < plan.dst:
                change = plan.split + int(rng.uniform(3, plan.test_days - 3) * DAY)
                self._note("dst", change, change + WEEK)
            clock = np.arange(minutes) + 60 * int(rng.integers(-8, 10))
            clock[change:] += 60
            usual[:, region] = share * level * week[clock % WEEK]
        return usual

    def _break(self, rate: Floats) -> None:
        """Add outages to `rate`."""
        plan, rng = self.plan, self.rng
        for at in _apart(_times(plan.outages_week, plan.minutes - 400, rng), _APART):
            shape = SHAPES[rng.choice(len(SHAPES), p=_SHAPE_SHARES)]
            profile, lasts = _profile(shape, rng)
            if at < plan.split <= at + len(profile) or plan.split <= at < plan.split + 60:
                continue  # none across the split
            hit = self._hit(shape)
            before = (self.usual[at][:, None] * self.symptom_share * hit).ravel()
            excess = _log_uniform(2, 50, rng) * before.sum() + _log_uniform(0.05, 1.0, rng)
            uneven = hit.ravel() * rng.dirichlet(np.full(plan.leaves, 0.5))
            mix = 0.5 * before / before.sum() + 0.5 * uneven
            mix /= mix.sum()
            rate[at : at + len(profile)] += excess * profile[:, None] * mix
            if at >= plan.split:
                begins = at - plan.split
                usual = self.usual[at : at + len(profile)] @ (hit * self.symptom_share).sum(axis=1)
                over = excess * profile > np.maximum(EBBED_SHARE * usual, EBBED_RATE)
                leaves = tuple(int(self.number * plan.leaves + leaf) for leaf in np.flatnonzero(mix))
                self.outages.append(
                    Outage(
                        service=self.number,
                        start=begins,
                        end=begins + lasts,
                        shape=shape,
                        ratio=float(excess / before.sum()),
                        excess=float(excess * profile[:lasts].sum()),
                        base=self.base,
                        leaves=leaves,
                        ebbed=begins + max(lasts, int(np.flatnonzero(over).max(initial=-1)) + 1),
                    )
                )

    def _hit(self, shape: str) -> Bools:
        """Which regions and symptoms an outage of this shape touches."""
        plan, rng = self.plan, self.rng
        hit = np.ones((plan.regions, plan.symptoms), dtype=np.bool_)
        if shape == "region":
            hit &= (np.arange(plan.regions) == rng.integers(plan.regions))[:, None]
        elif shape == "symptom":
            hit &= np.arange(plan.symptoms) == rng.integers(plan.symptoms)
        return hit

    def _silence(self, counts: Ints) -> None:
        """A region reads 0 for a while, and nothing says so."""
        plan, rng = self.plan, self.rng
        for at in _times(plan.silent_week, plan.minutes, rng):
            end, region = at + int(_log_uniform(10, 120, rng)), int(rng.integers(plan.regions))
            counts[at:end, region * plan.symptoms : (region + 1) * plan.symptoms] = 0
            self._note("silent", at, end)

    def _visit(self, counts: Ints) -> None:
        """Bots: one to three reporters, many reports, one leaf."""
        plan, rng = self.plan, self.rng
        for at in _times(plan.bots_week, plan.minutes - 60, rng):
            lasts, leaf = int(rng.integers(5, 41)), int(rng.integers(plan.leaves))
            reporters = int(rng.integers(1, 4))
            hits = rng.poisson(_log_uniform(0.5, 8, rng), lasts)
            if plan.feed == "dedup":
                counts[at, leaf] += min(reporters, int(hits.sum()))
            else:
                counts[at : at + lasts, leaf] += hits
            self._note("bot", at, at + lasts)

    def _delay(self, counts: Ints) -> None:
        """Some reports come minutes later than they happened, and some clocks are wrong."""
        plan, rng = self.plan, self.rng
        if plan.late:
            flat = counts.reshape(-1)
            cells = np.flatnonzero(flat)
            late = rng.binomial(flat[cells], plan.late)
            cells, late = cells[late > 0], late[late > 0]
            flat[cells] -= late
            minute = np.minimum(
                cells // plan.leaves + np.minimum(rng.geometric(0.35, len(cells)), 8), plan.minutes - 1
            )
            flat += np.bincount(minute * plan.leaves + cells % plan.leaves, late, len(flat)).astype(np.int64)
        for region in range(plan.regions):
            if rng.random() < plan.skewed:
                by = int(rng.choice([-2, -1, 1, 2, 3]))
                columns = slice(region * plan.symptoms, (region + 1) * plan.symptoms)
                counts[:, columns] = np.roll(counts[:, columns], by, axis=0)

    def _note(self, kind: Kind, start: int, end: int) -> None:
        if end > self.plan.split:
            self.nuisances.append(Nuisance(kind, self.number, start - self.plan.split, end - self.plan.split))


def wobble(length: int, deviation: float, memory: float, rng: np.random.Generator) -> Floats:
    """Stationary AR(1) noise whose correlation falls by e in `memory` steps; of many series side by side `calibrate.wobble` makes it."""
    keep = float(np.exp(-1.0 / memory))
    noise: Floats = rng.standard_normal(length) * deviation * np.sqrt(1 - keep * keep)
    noise[0] /= np.sqrt(1 - keep * keep)
    step = 1
    while step < length and keep**step > 1e-12:  # each round doubles how far back the sum reaches
        noise[step:] += keep**step * noise[:-step]
        step *= 2
    return noise


def _week(rng: np.random.Generator) -> Floats:
    """A service's week by its local clock, minute by minute, mean 1: two daily harmonics, another weekend."""
    peak, strength = rng.uniform(11, 21), rng.uniform(0.5, 1.5)
    weekend, phase = rng.uniform(0.4, 1.6), rng.uniform(0, 24)
    minute = np.arange(WEEK)
    hour = minute % DAY / 60.0
    log = np.cos(2 * np.pi * (hour - peak) / 24) + 0.35 * np.cos(4 * np.pi * (hour - phase) / 24)
    week: Floats = np.exp(strength * log) * np.where(minute // DAY >= 5, weekend, 1.0)
    week /= week.mean()
    return week


def _profile(shape: str, rng: np.random.Generator) -> tuple[Floats, int]:
    """Excess of an outage minute by minute, peak 1, its ebb included; and how long it lasts without that."""
    if shape == "short":
        lasts = int(rng.integers(3, 11))
    elif shape == "slow":
        lasts = int(rng.integers(60, 301))
    elif shape == "flap":
        lasts = int(rng.integers(60, 181))
    else:
        lasts = int(_log_uniform(20, 240, rng))
    if shape == "slow":
        profile = np.minimum(1.0, np.arange(1, lasts + 1) / int(lasts * rng.uniform(0.5, 0.8)))
    elif shape == "flap":
        profile = np.concatenate(list(_flapping(lasts, rng)))[:lasts]
    else:
        profile = np.minimum(1.0, np.arange(1, lasts + 1) / rng.integers(1, 4))
    ebb = 0.4 * profile[-1] * np.exp(-np.arange(_TAIL) / rng.uniform(5, 15))
    return np.concatenate([profile, ebb]), lasts


def _flapping(lasts: int, rng: np.random.Generator) -> Iterator[Floats]:
    done, on = 0, True
    while done < lasts:
        part = np.full(int(rng.integers(4, 13) if on else rng.integers(4, 16)), 1.0 if on else 0.05)
        yield part
        done, on = done + len(part), not on


def _log_uniform(low: float, high: float, rng: np.random.Generator) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _times(rate_week: float, minutes: int, rng: np.random.Generator) -> list[int]:
    """When a Poisson process of this rate strikes."""
    return sorted(int(at) for at in rng.integers(0, minutes, rng.poisson(rate_week * minutes / WEEK)))


def _apart(times: Sequence[int], gap: int) -> list[int]:
    kept: list[int] = []
    for at in times:
        if not kept or at - kept[-1] >= gap:
            kept.append(at)
    return kept
