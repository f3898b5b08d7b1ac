"""False alarms of services without a past, which do not know their nights yet: by days since they were first heard."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from bench.calibrate import AGES, SIZES
from bench.cells import table
from bench.score import rate_of
from bench.streams import DAY, YEAR

ASKED = 12.0


@dataclass(frozen=True, slots=True)
class Young:
    """What services without a past, so many `copies` a size, achieved in their first `days`: by age, by size."""

    copies: int
    days: int
    rates: tuple[tuple[float, ...], ...]


def shown(found: Young | None) -> str:
    """False alarms a year of services without a past, by days since they were first heard."""
    if found is None:
        return table(["days since first heard"], [])
    head = ["days since first heard", *(f"{size:g}" for size in SIZES), "all"]
    edges = [*AGES, found.days]
    names = [f"{a + 1}" if b == a + 1 else f"{a + 1}–{b}" for a, b in pairwise(edges)]
    rows = []
    for name, rates, (first, last) in zip(names, found.rates, pairwise(edges), strict=True):
        years = (last - first) * found.copies * DAY / YEAR
        every = rate_of(round(sum(rates) * years), len(rates) * years)
        rows.append([name, *(f"{rate:.0f}" for rate in rates), every])
    return table(head, rows)


def kept_to(found: Young | None) -> str:
    """By how much the rows of `shown`, and single sizes in them, miss what is asked."""
    if found is None:
        return ""
    rows = [sum(rates) / len(rates) / ASKED for rates in found.rates]
    single = [rate / ASKED for rates in found.rates for rate in rates]
    first, last = (span * found.copies * DAY / YEAR for span in (1, found.days - AGES[-1]))
    return (
        f"All sizes together come to {min(rows):.1f} to {max(rows):.1f} times what is asked, row by row; a single size to {max(single):.1f} times "
        f"at most: the first days have {first:.2f} service-years of each, the last row {last:.2f}."
    )
