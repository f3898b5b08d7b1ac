"""Where the reports of a service come from, each area against itself: how many times what it usually sends.

Both sides of that are of the same people, so it is reports per head against the usual reports per head. Where nobody
knows what is usual, an area is held against all of them together, per head.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

LEVELS = (2.0, 5.0, 20.0)
"""times the usual, at the least, from which an area is shaded: lightly, more, most"""
AREAS_MAX = 60
FEW = 5
"""with fewer reports nothing is said of an area"""
_SURE = 1.645
"""one-sided, 95 of 100"""
_DOUBT = 1.0
"""reports by which the usual itself may be too low"""


@dataclass(frozen=True, slots=True)
class AreaView:
    """Reports from one area of `people` (0: not known). `usual` is NaN where not known; `times` the usual are they with 95 %
    certainty at least (0: few reports, or no more than usual); `level` counts the LEVELS that this reaches."""

    code: str
    reports: int
    usual: float
    people: int
    times: float
    level: int

    @property
    def per_million(self) -> float:
        """Reports per million people; NaN where not known how many there are."""
        return self.reports / self.people * 1e6 if self.people else math.nan


@dataclass(frozen=True, slots=True)
class WhereView:
    """Reports from `first_at` to `last_at` by area, the most unusual first, of those that named one.

    `by_usual`: held against what is usual; else against all countries together, per head. `outage`: since one began.
    """

    first_at: datetime
    last_at: datetime
    outage: bool
    by_usual: bool
    countries: tuple[AreaView, ...]
    regions: tuple[AreaView, ...] = ()
    left_out: int = 0
    """countries with few reports that are not listed"""


def areas(
    reports: Mapping[str, int],
    usual: Mapping[str, float] | None,
    people: Mapping[str, int],
    everyone: int = 0,
) -> tuple[AreaView, ...]:
    """Every area of `reports`, the most unusual first. `usual` are the reports usual of each; None: not known, and what
    its part of the `everyone` who live in all areas would send stands in for it.

    >>> [(area.code, area.level) for area in areas({"ES": 500, "PT": 12}, {"ES": 12.0, "PT": 10.0}, {})]
    [('ES', 3), ('PT', 0)]
    """
    whole = sum(reports.values())
    made: list[AreaView] = []
    for code, count in reports.items():
        here = people.get(code, 0)
        if usual is not None:
            expected = usual.get(code, 0.0)
        else:
            expected = whole * here / everyone if here and everyone else math.nan
        times = _times(count, expected)
        level = sum(times >= least for least in LEVELS)
        made.append(AreaView(code, count, expected, here, times if level else 0.0, level))
    return tuple(sorted(made, key=lambda area: (-area.level, -area.reports, area.code)))


def _times(reports: int, usual: float) -> float:
    """How many times `usual` the rate behind `reports` is at least (Byar's bound of a Poisson mean)."""
    if reports < FEW or math.isnan(usual):
        return 0.0
    least = reports * (1 - 1 / (9 * reports) - _SURE / (3 * math.sqrt(reports))) ** 3
    return max(0.0, least / (usual + _DOUBT))
