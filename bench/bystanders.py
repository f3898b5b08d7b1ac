"""Afternoons on which one service breaks: who else rises is a bystander, or is out too. What bystanders are told by.

The generator is fixed, and argued from published figures alone:

- A bystander shows 2 to 8 % of the culprit's curve, 0 to 90 minutes late (T-Mobile 2020: Verizon 7.6 %, AT&T 3.4 %, some 90 minutes
  later; Vodafone 2020: its rivals 3 to 5 %; AT&T 2024: its rivals 2 to 5 %). Rivals and who is blamed across a carrier are of
  any size: a tenth of the culprit's usual to four times it.
- Two that are out together have one cause: it begins within minutes and is repaired at once, each with a rise and a course of its
  own. On 5 March 2024 Instagram had 0.16 (United States), 0.75 (Brazil) and 0.30 (in all) of Facebook's reports: in logarithms -1.11
  on average, with a spread of 0.63. Sizes of a tenth to all of the culprit's usual (log-uniform: -1.15, spread 0.66), hit
  as badly but for a spread of 0.5, are at least as wide. Sisters smaller than that, and ones hit very unlike, of which no figures are
  published, are told apart and printed beside it.
- Usual rates of 0.3 to 30 reports a minute, outages of 5 to 100 times that, estimates of the usual off by a tenth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from groundswell.core.catalog import Catalog
from groundswell.core.model import Operator, Service
from groundswell.core.scope import Excess, bystanders

MINUTES = 180
_ONE = Operator("one", "One")
SISTERS_OF = Catalog.of(
    [Service(name, name, _ONE.slug, "", ()) for name in ("culprit", "other")], [_ONE], [], {"": ""}
)
"""a catalog of two services that one operator runs: they may be taken for each other"""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Afternoon:
    """A culprit and another service that rises, seen some minutes after the beginning."""

    culprit: Excess
    other: Excess
    joint: bool


def _course(rng: np.random.Generator, begins: int, lasts: float, ebb: float) -> Floats:
    """An outage's excess minute by minute, peak 1: a rise, a plateau that wobbles, perhaps an ebb."""
    minute = np.arange(MINUTES) - begins
    rise = rng.uniform(2, 30)
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
SISTERS, SMALL, ANY = (0.1, 1.0), (1 / 30, 0.1), (0.1, 4.0)
"""their size beside the culprit's: of those that fail together, of small ones of these, of bystanders"""


def draw(seed: int, joint: bool, unlike: float = ALIKE, sizes: tuple[float, float] = SISTERS) -> Afternoon:
    """One afternoon; drawn again until both rise clearly enough for a detector to say so."""
    rng = np.random.default_rng([seed, joint])
    while True:
        begins = int(rng.integers(5, 150))
        usual = float(np.exp(rng.uniform(np.log(0.3), np.log(30))))
        ratio = float(np.exp(rng.uniform(np.log(5), np.log(100))))
        height = usual * ratio
        lasts, ebb = rng.uniform(25, 200), rng.uniform(10, 60)
        shape = _course(rng, begins, lasts, ebb)
        culprit = _excess("culprit", height * shape, usual, begins, rng)
        own = usual * float(np.exp(rng.uniform(*np.log(sizes if joint else ANY))))
        if joint:
            later = int(rng.integers(-5, 11))
            as_badly = float(np.exp(rng.normal(0, unlike)))
            mean = own * ratio * as_badly * _course(rng, begins + later, lasts - later, ebb)
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
    """Shares: bystanders told as such; joint outages explained away, of sisters, of ones hit very unlike, of ones smaller than
    a tenth of the culprit."""

    bystanders: float
    joint: float
    joint_unlike: float
    joint_small: float


def told(afternoons: int, seed: int) -> Told:
    """What of so many afternoons of each kind is judged how."""

    def away(joint: bool, unlike: float = ALIKE, sizes: tuple[float, float] = SISTERS) -> float:
        drawn = (draw(seed * 100_000 + n, joint, unlike, sizes) for n in range(afternoons))
        return float(
            np.mean(["other" in bystanders([each.culprit, each.other], SISTERS_OF) for each in drawn])
        )

    return Told(away(False), away(True), away(True, UNLIKE), away(True, sizes=SMALL))
