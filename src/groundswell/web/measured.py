"""How well the detector does, as `make accuracy` measured it: what the page about the method tells.

It is read from measured.csv, which that command writes beside docs/explanation/accuracy.md: of the detector as the product
listens (services and their parts, no leaves), what it hears and what of that the product calls an outage.
"""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Final, NamedTuple


class Reached(NamedTuple):
    """At so many false alarms a service and year: of 100 outages those found, and of all of them the median minutes (None: fewer
    than half were found); `small` are those found of 100 with fewer than 30 reports beyond the usual."""

    alarms_a_year: float
    found: float
    minutes: int | None
    small: float


class Measured(NamedTuple):
    """One threshold: what is heard, and what of that opens, which is fewer false alarms too."""

    heard: Reached
    opened: Reached


def read(text: str) -> tuple[Measured, ...]:
    """What `bench.report.figures` has written."""
    return tuple(
        Measured(_of("heard", row["alarms_a_year"], row), _of("opened", row["opened_alarms"], row))
        for row in csv.DictReader(text.splitlines())
    )


def _of(what: str, alarms: str, row: dict[str, str]) -> Reached:
    minutes = row[f"{what}_minutes"]
    median = int(minutes) if minutes.isdigit() else None
    return Reached(float(alarms), float(row[what]), median, float(row[f"{what}_small"]))


MEASURED: Final = read(files("groundswell.web").joinpath("measured.csv").read_text(encoding="utf-8"))
