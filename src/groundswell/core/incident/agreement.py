"""Whether a kind of source says by itself that something is wrong: its reports beyond what is usual of that kind."""

from __future__ import annotations

from collections.abc import Mapping
from math import log

from groundswell.core.model import SourceKind

_EXCESS_MIN = 3.0
_TIMES_MIN = 1.5
_LOOKS_TIMES_MIN = 3.0
"""a rise to less than so many times the usual may be a usual that is off; that of visits is taken from how they stand to reports"""
_NATS_MIN = 3.0
"""natural-log evidence that a Poisson count is above its usual: by chance one in twenty is"""


def agreeing(reports: Mapping[SourceKind, float], usual: Mapping[SourceKind, float]) -> int:
    """How many kinds rise by themselves; what is not in `usual` is not usual at all.

    >>> people, partners = SourceKind.PERSON, SourceKind.PARTNER
    >>> agreeing({people: 90, partners: 12}, {people: 8.0, partners: 10.0})
    1
    >>> agreeing({people: 90, partners: 12}, {people: 8.0, partners: 2.0})
    2
    """
    return sum(
        _rises(count, usual.get(kind, 0.0), _LOOKS_TIMES_MIN if kind is SourceKind.VISIT else _TIMES_MIN)
        for kind, count in reports.items()
    )


def _rises(count: float, usual: float, times_min: float) -> bool:
    expected = max(usual, 1e-3)
    if count - usual < _EXCESS_MIN or count < times_min * usual:
        return False
    return count * log(count / expected) - (count - expected) >= _NATS_MIN
