"""How well the detector does, as `make accuracy` measured it: what the page about the method tells.

It is read from measured.csv, which that command writes beside docs/explanation/accuracy.md: of the detector as the product
listens (services and their parts, no leaves), what it hears and what of that the product calls an outage.
"""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Final, NamedTuple


class Reached(NamedTuple):
    """Of 100 outages those found, and of all of them the median minutes (None: fewer than half were found); `small` are those
    found of 100 with fewer than 30 reports beyond the usual."""

    found: float
    minutes: int | None
    small: float


class Measured(NamedTuple):
    """One budget of false alarms, so many a service and year: what is heard, and what of that opens."""

    alarms_a_year: int
    heard: Reached
    opened: Reached


def read(text: str) -> tuple[Measured, ...]:
    """What `bench.report.figures` has written."""
    told = csv.DictReader(text.splitlines())
    return tuple(Measured(int(row["alarms_a_year"]), _of("heard", row), _of("opened", row)) for row in told)


def _of(what: str, row: dict[str, str]) -> Reached:
    minutes = row[f"{what}_minutes"]
    return Reached(float(row[what]), int(minutes) if minutes.isdigit() else None, float(row[f"{what}_small"]))


MEASURED: Final = read(files("groundswell.web").joinpath("measured.csv").read_text(encoding="utf-8"))
