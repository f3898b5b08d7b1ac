"""How well the detector does, as `make accuracy` measured it: what the page about the method tells.

They are those of the detector as the product listens: services and their parts, no leaves. A test holds them to
docs/explanation/accuracy.md, which that command writes.
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
    Measured(52, 89.9, 7, 57.9),
    Measured(12, 87.7, 9, 47.4),
    Measured(4, 84.6, 10, 39.5),
    Measured(1, 81.9, 15, 38.2),
)
