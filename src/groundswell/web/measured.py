"""How well the detector does, as `make accuracy` measured it: what the page about the method tells.

A test holds these figures to docs/explanation/accuracy.md, which that command writes.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Measured(NamedTuple):
    """One budget of false alarms: how many a service and year, of 100 outages those found, and of these the median
    minutes to the alarm; `small` are those found of 100 with fewer than 30 reports beyond the usual."""

    alarms_a_year: int
    found: float
    minutes: int
    small: float


MEASURED: Final = (
    Measured(52, 90.3, 6, 70.5),
    Measured(12, 89.4, 7, 56.8),
    Measured(4, 88.3, 9, 51.1),
    Measured(1, 86.7, 10, 46.6),
)
