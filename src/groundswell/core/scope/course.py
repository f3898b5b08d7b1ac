"""How a footprint came about: what rose first, and whether it grew from one place.

A value has risen when the cumulative sum of log-likelihood ratios (Page 1954) of "three times the usual" against "as usual",
both Poisson, passes 9 nats: by chance less than once in 20,000 bins (tests/core/scope/test_course.py),
and never with fewer than nine reports. It rose where the most unusual run of bins up to then begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

TIMES: Final = 3.0
ALARM_NATS: Final = 9.0
APART_MINUTES: Final = 15
"""what rises so much later than another has grown from it"""
_USUAL_MIN = 0.01
"""of nothing that is usual in a bin"""


@dataclass(frozen=True, slots=True)
class Course:
    """One value of an axis over time: `reports` in each bin, and what is `usual` of it, None where not known."""

    axis: str
    value: str
    reports: tuple[int, ...]
    usual: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class Mover:
    """A value that rose: in the bin that begins at `minute`; with so many `reports` until that was sure, and the usual."""

    axis: str
    value: str
    minute: int
    reports: int
    usual: float


class Spread(StrEnum):
    """How the excess came over the values of an axis."""

    ONE = "one"
    """one value rose, and no other"""
    GREW = "grew"
    """one rose, and others a quarter of an hour later or more"""
    TOGETHER = "together"
    """several rose within a quarter of an hour"""


@dataclass(frozen=True, slots=True)
class Growth:
    """How it spread over an axis: `value` rose first, at `minute`, the next one at `next_minute` (None: no other), and
    `others` all told."""

    axis: str
    spread: Spread
    value: str
    minute: int
    next_minute: int | None
    others: int


def movers(
    courses: Iterable[Course], first_minute: int, bin_minutes: int, lead_minutes: int
) -> tuple[Mover, ...]:
    """Those that rose, the first one first. Where nothing is known of what is usual, the `lead_minutes` before the outage
    stand for it, with one report more."""
    found = []
    lead = lead_minutes // bin_minutes
    for course in courses:
        counts = np.array(course.reports, dtype=np.float64)
        before = np.full(len(counts), (counts[:lead].sum() + 1.0) / lead)
        usual = before if course.usual is None else np.array(course.usual)
        span = risen(counts, usual)
        if span is not None:
            begin, end = span
            found.append(
                Mover(
                    course.axis,
                    course.value,
                    first_minute + begin * bin_minutes,
                    int(counts[begin : end + 1].sum()),
                    float(usual[begin : end + 1].sum()),
                )
            )
    return tuple(sorted(found, key=lambda one: (one.minute, -one.reports, one.axis, one.value)))


def risen(counts: NDArray[np.float64], usual: NDArray[np.float64]) -> tuple[int, int] | None:
    """The bin in which the rise began and the one in which it was sure; None where nothing rose.

    >>> risen(np.array([1.0, 0, 1, 5, 6, 7]), np.full(6, 0.5))
    (3, 4)
    """
    total, begin = 0.0, 0
    for at, step in enumerate((counts * log(TIMES) - (TIMES - 1.0) * usual).tolist()):
        if total <= 0.0:
            total, begin = 0.0, at
        total += step
        if total >= ALARM_NATS:
            return begin + _most_unusual(counts[begin : at + 1], usual[begin : at + 1]), at
    return None


def _most_unusual(counts: NDArray[np.float64], usual: NDArray[np.float64]) -> int:
    """Where the run up to the end begins whose likelihood, at its own rate over the usual one, is the highest."""
    many = np.cumsum(counts[::-1])[::-1]
    expected = np.maximum(np.cumsum(usual[::-1])[::-1], _USUAL_MIN * np.arange(len(usual), 0, -1))
    gain = many * np.log(np.maximum(many, 1e-9) / expected) - (many - expected)
    return int(gain.argmax())


def growth(found: Sequence[Mover], axes: Iterable[str]) -> tuple[Growth, ...]:
    """How it spread over each of `axes` on which anything rose; `found` as `movers` gives it."""
    told = []
    for axis in axes:
        own = [one for one in found if one.axis == axis]
        if not own:
            continue
        first, rest = own[0], own[1:]
        spread = Spread.ONE
        if rest:
            late = rest[0].minute - first.minute >= APART_MINUTES
            spread = Spread.GREW if late else Spread.TOGETHER
        following = rest[0].minute if rest else None
        told.append(Growth(axis, spread, first.value, first.minute, following, len(rest)))
    return tuple(told)
