"""By shape and by size of outage: ours, and everybody at each rate of false alarms, with a page of their own.

A cell is recall % / median / p95 minutes. The median counts a missed outage as infinite; the p95 is of those found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from bench.cells import minutes, percent, table
from bench.score import BUDGETS, Row
from bench.streams import SHAPES

SIZES = {"small": "small, under 30 reports", "medium": "medium", "large": "large, 300 or more"}
CELL = "recall % / median / p95 min"
_TEMPLATE = Path(__file__).with_name("accuracy-shapes.template")


def shape_cell(row: Row, shape: str) -> str:
    """What was reached on outages of one shape."""
    return _cell(row.by_shape[shape], row.delay_by_shape[shape], row.p95_by_shape[shape])


def size_cell(row: Row, size: str) -> str:
    """What was reached on outages of one size."""
    return _cell(row.by_size[size], row.delay_by_size[size], row.p95_by_size[size])


def _cell(recall: float, median: float, p95: float) -> str:
    return f"{percent(recall)} / {minutes(median)} / {minutes(p95)}"


def parts(rows: Sequence[Row]) -> str:
    """One contestant by shape and by size, and the ends of its alarms: a column a budget."""
    shown = [[name, *(shape_cell(r, name) for r in rows)] for name in SHAPES]
    shown += [[words, *(size_cell(r, name) for r in rows)] for name, words in SIZES.items()]
    shown += [
        ["all within 5 minutes, %", *(percent(r.within_5) for r in rows)],
        ["all within 15 minutes, %", *(percent(r.within_15) for r in rows)],
        [
            "median / p95 of those found",
            *(f"{minutes(r.found_median)} / {minutes(r.found_p95)}" for r in rows),
        ],
        ["end, median / p95 min after", *(f"{minutes(r.end_median)} / {minutes(r.end_p95)}" for r in rows)],
        ["... reports had ebbed, median", *(minutes(r.ebb_median) for r in rows)],
        ["ended over 5 min early, %", *(percent(r.ended_early) for r in rows)],
        ["false alarms a service-year", *(f"{r.false_alarms:.1f}" for r in rows)],
    ]
    return table([CELL, *(f"at {r.budget:g} a year" for r in rows)], shown)


def others(named: Mapping[str, Sequence[Row]], budget: float) -> str:
    """Every contestant by shape and by size at one budget."""
    shown = [
        [name, *(shape_cell(r, shape) for shape in SHAPES), *(size_cell(r, size) for size in SIZES)]
        for name, rows in named.items()
        for r in rows
        if r.budget == budget
    ]
    return table([f"at {budget:g} a year", *SHAPES, *SIZES], shown)


def every_rate(
    named: Mapping[str, Sequence[Row]], budgets: Sequence[float] = BUDGETS, heading: str = "##"
) -> str:
    """A table a budget, each under its heading."""
    return "\n\n".join(f"{heading} At {budget:g} a year\n\n{others(named, budget)}" for budget in budgets)


def measured(named: Mapping[str, Sequence[Row]]) -> list[float]:
    """The budgets that the streams were long enough for."""
    told = {row.budget for rows in named.values() for row in rows}
    return [budget for budget in BUDGETS if budget in told]


def page(
    named: Mapping[str, Sequence[Row]],
    leaves: Sequence[Row],
    fifth: Mapping[str, Sequence[Row]],
    said: Mapping[str, str],
) -> str:
    """The page docs/explanation/accuracy-shapes.md; `said` are the command, seed, date, machine and outages of the run."""
    frame = Template(_TEMPLATE.read_text())
    beside = every_rate(fifth, measured(fifth), "###")
    return frame.substitute(said, every_rate=every_rate(named), leaves=parts(leaves), fifth=beside)
