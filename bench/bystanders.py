"""Afternoons on which one service breaks: who else rises is a bystander, or is out too. What bystanders are told by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from groundswell.core.scope.spillover import Excess, blamed

MINUTES = 180
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Afternoon:
    """A culprit and another service that rises, seen some minutes after the beginning."""

    culprit: Excess
    other: Excess
    joint: bool


def _course(rng: np.random.Generator, begins: int) -> Floats:
    """An outage's excess minute by minute, peak 1: a rise, a plateau that wobbles, perhaps an ebb."""
    minute = np.arange(MINUTES) - begins
    rise, lasts, ebb = rng.uniform(2, 30), rng.uniform(25, 200), rng.uniform(10, 60)
    up = np.clip(minute / rise, 0.0, 1.0)
    down = np.where(minute > lasts, np.exp(-(minute - lasts) / ebb), 1.0)
    wobble = np.exp(0.15 * np.sin(minute / rng.uniform(8, 25) + rng.uniform(0, 6)))
    course: Floats = np.where(minute >= 0, up * down * wobble, 0.0)
    return course


def _excess(name: str, mean: Floats, usual: float, since: int, rng: np.random.Generator) -> Excess:
    """As the judge sees it: Poisson around a mean whose usual is off by some per cent."""
    drift = float(np.exp(rng.normal(0, 0.1)))
    curve = rng.poisson(mean + usual * drift).astype(np.float64)
    usually = np.full(MINUTES, usual)
    seen = since + int(rng.integers(0, 6))
    return Excess(name, float((curve - usually).sum()), seen, curve, usually)


ALIKE, UNLIKE = 0.5, 1.2
"""spread of how badly one of two services that fail together is hit beside the other"""


def draw(seed: int, joint: bool, unlike: float = ALIKE) -> Afternoon:
    """One afternoon; drawn again until both rise clearly enough for a detector to say so."""
    rng = np.random.default_rng([seed, joint])
    while True:
        begins = int(rng.integers(5, 150))
        usual = float(np.exp(rng.uniform(np.log(0.3), np.log(30))))
        ratio = float(np.exp(rng.uniform(np.log(5), np.log(100))))
        height = usual * ratio
        shape = _course(rng, begins)
        culprit = _excess("culprit", height * shape, usual, begins, rng)
        own = usual * float(np.exp(rng.uniform(np.log(1 / 30), np.log(4))))
        if joint:
            later = int(rng.integers(-5, 11))
            as_badly = float(np.exp(rng.normal(0, unlike)))
            mean = own * ratio * as_badly * _course(rng, begins + later)
        else:
            later = int(rng.integers(0, 91))
            delayed = np.concatenate([np.zeros(later), shape[: MINUTES - later]])
            mean = height * rng.uniform(0.02, 0.08) * delayed * float(np.exp(rng.normal(0, 0.1)))
        other = _excess("other", mean, own, begins + later, rng)
        clear = (
            4 * np.sqrt(own * MINUTES * (1 + 0.01 * own * MINUTES)) + 8
        )  # beyond counting, and beyond drift
        if culprit.reports >= 100 and min(other.reports, float(mean.sum())) >= clear:
            return Afternoon(culprit, other, joint)


@dataclass(frozen=True, slots=True)
class Told:
    """Shares: bystanders told as such; joint outages explained away, in all, of services at least a tenth of the
    culprit's size, and of ones hit very unlike."""

    bystanders: float
    joint: float
    joint_large: float
    joint_unlike: float


def told(afternoons: int, seed: int) -> Told:
    """What of so many afternoons of each kind is judged how."""

    def away(joint: bool, unlike: float, size_min: float = 0.0) -> float:
        drawn = [draw(seed * 100_000 + n, joint, unlike) for n in range(afternoons)]
        kept = [each for each in drawn if each.other.usual[0] >= size_min * each.culprit.usual[0]]
        return float(np.mean([blamed(each.other, each.culprit) > 0 for each in kept]))

    return Told(away(False, ALIKE), away(True, ALIKE), away(True, ALIKE, 0.1), away(True, UNLIKE))
