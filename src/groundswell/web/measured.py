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
    Measured(52, 89.4, 6, 59.2),
    Measured(12, 89.6, 8, 50.0),
    Measured(4, 87.2, 10, 40.8),
    Measured(1, 84.6, 12, 39.5),
)
