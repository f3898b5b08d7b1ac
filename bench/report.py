"""What one run of `bench.detection` found, as tables for the terminal and as a page."""

from __future__ import annotations

import math
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from string import Template
from typing import TypeVar

import numpy as np

from bench.calibrate import AGES, SIZES
from bench.episodes import NOTICE_HOURS, Outcome
from bench.outbreaks import Reached
from bench.score import BUDGETS, CAUSES, Row, interval
from bench.streams import DAY, SHAPES, YEAR
from bench.ticks import BackTest, Ticks

OURS = "groundswell"
"""Services, their parts and their leaves."""
AS_SHIPPED = "groundswell, without leaves"
"""Services and their parts, as the product listens."""
ALONE = "groundswell, services alone"
FIFTH = 5
"""The libraries judge every fifth service, and so does whoever stands beside them."""
SIZE_EDGES = (0.01, 0.1, 1.0, 10.0, 100.0)
PARTS_BUDGET = 4.0
FOUND_MIN, FALSE_MONTH_MAX = 66, 1.0
"""Targets on the real outages."""
T = TypeVar("T")
_TEMPLATE = Path(__file__).with_name("accuracy.template")


@dataclass(frozen=True, slots=True, eq=False)
class Raced:
    """One contestant on one stream."""

    rows: tuple[Row, ...]
    points_per_second: float


@dataclass(frozen=True, slots=True)
class Kept:
    """What our Detector achieved by its own decision when it was asked for a rate; per service-year."""

    name: str
    asked: float
    achieved: float
    by_size: tuple[float, ...]
    recall: float
    delay_median: float
    end_median: float


@dataclass(frozen=True, slots=True)
class Calm:
    """What was achieved on simulated services that are up, `years` of each of SIZES; per service-year."""

    name: str
    bin_minutes: int
    asked: float
    years: float
    achieved: tuple[float, ...]


def together(found: Sequence[Calm]) -> list[Calm]:
    """Runs of the same on other services, as one."""
    joined: dict[tuple[str, int, float], Calm] = {}
    for one in found:
        key = one.name, one.bin_minutes, one.asked
        if key in joined:
            before = joined[key]
            years = before.years + one.years
            rates = zip(before.achieved, one.achieved, strict=True)
            achieved = tuple((before.years * a + one.years * b) / years for a, b in rates)
            one = replace(one, years=years, achieved=achieved)
        joined[key] = one
    return list(joined.values())


@dataclass(frozen=True, slots=True)
class Young:
    """What services without a past, so many `copies` a size, achieved in their first `days`: by age, by size."""

    copies: int
    days: int
    rates: tuple[tuple[float, ...], ...]


@dataclass(slots=True, eq=False)
class Report:
    """All that one run found."""

    size: str
    seed: int
    quick: bool
    date: str
    command: str
    whole: dict[str, dict[str, Raced]] = field(default_factory=dict)
    """By feed, by name."""
    fifth: dict[str, Raced] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    calm: list[Calm] = field(default_factory=list)
    young: Young | None = None
    outbreaks: dict[str, Reached] = field(default_factory=dict)
    episodes: dict[float, Outcome] = field(default_factory=dict)
    rethrown: dict[int, Outcome] = field(default_factory=dict)
    """The last setting's, with the quarters thrown over their minutes by other seeds."""
    sudden: tuple[int, int, int] = (0, 0, 0)
    ticks: Ticks | None = None
    back_test: BackTest | None = None
    outages: int = 0
    years: float = 0.0
    small: float = 0.0
    large: float = 0.0
    """Shares of the outages, percent."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, its columns aligned so that it reads in a terminal too.

    >>> print(table(["a", "long"], [["x", "1"]]))
    | a | long |
    |---|-----:|
    | x |    1 |
    """
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    shown = [
        "| "
        + " | ".join(
            cell.rjust(w) if i else cell.ljust(w)
            for i, (cell, w) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in lines
    ]
    rule = "|" + "|".join("-" * (w + 2) if not i else "-" * (w + 1) + ":" for i, w in enumerate(widths)) + "|"
    return "\n".join([shown[0], rule, *shown[1:]])


def minutes(value: float) -> str:
    """A delay; a missed outage's is infinite, which is written as a dash."""
    return "–" if math.isinf(value) or math.isnan(value) else f"{value:.0f}"


def percent(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.1f}"


def race(raced: Mapping[str, Raced]) -> str:
    """Recall, median and p95 delay at each budget, and speed."""
    budgets = [
        budget
        for budget in BUDGETS
        if any(row.budget == budget for one in raced.values() for row in one.rows)
    ]
    rows = []
    for name, one in _ours_first(raced):
        cells = [name]
        for budget in budgets:
            row = next((row for row in one.rows if row.budget == budget), None)
            cells.append(
                f"{percent(row.recall)} / {minutes(row.delay_median)} / {minutes(row.delay_p95)}"
                if row
                else "–"
            )
        rows.append([*cells, f"{one.points_per_second:,.0f}"])
    return table(
        ["recall % / median / p95 min", *(f"at {budget:g} a year" for budget in budgets), "points/s"], rows
    )


def parts(rows: Sequence[Row]) -> str:
    """Recall and median delay of one contestant by shape and by size."""
    shown = [
        [name, *(f"{percent(r.by_shape[name])} / {minutes(r.delay_by_shape[name])}" for r in rows)]
        for name in SHAPES
    ]
    words = {"small": "small, under 30 reports", "medium": "medium", "large": "large, 300 or more"}
    for name, word in words.items():
        shown.append(
            [word, *(f"{percent(r.by_size[name])} / {minutes(r.delay_by_size[name])}" for r in rows)]
        )
    shown.append(["all within 5 minutes, %", *(percent(r.within_5) for r in rows)])
    shown.append(["all within 15 minutes, %", *(percent(r.within_15) for r in rows)])
    shown.append(
        [
            "median / p95 of those found",
            *(f"{minutes(r.found_median)} / {minutes(r.found_p95)}" for r in rows),
        ]
    )
    shown.append(
        ["end, median / p95 min after", *(f"{minutes(r.end_median)} / {minutes(r.end_p95)}" for r in rows)]
    )
    shown.append(["... reports had ebbed, median", *(minutes(r.ebb_median) for r in rows)])
    shown.append(["ended over 5 min early, %", *(percent(r.ended_early) for r in rows)])
    return table(["recall % / median min", *(f"at {r.budget:g} a year" for r in rows)], shown)


def others(raced: Mapping[str, Raced]) -> str:
    """Recall and median delay of every contestant by shape and size, at PARTS_BUDGET."""
    sizes = {"small": "small", "medium": "medium", "large": "large"}
    shown = []
    for name, one in _ours_first(raced):
        for r in one.rows:
            if r.budget == PARTS_BUDGET:
                cells = [(r.by_shape[shape], r.delay_by_shape[shape]) for shape in SHAPES]
                cells += [(r.by_size[size], r.delay_by_size[size]) for size in sizes]
                shown.append([name, *(f"{percent(recall)} / {minutes(delay)}" for recall, delay in cells)])
    return table([f"at {PARTS_BUDGET:g} a year", *SHAPES, *sizes.values()], shown)


def young(found: Young | None) -> str:
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


def causes(rows: Sequence[Row]) -> str:
    return table(
        ["what a false alarm was", *(f"at {r.budget:g} a year" for r in rows)],
        [[cause, *(str(r.causes[cause]) for r in rows)] for cause in CAUSES],
    )


def promise(kept: Sequence[Kept]) -> str:
    """False alarms asked against achieved, by size of service."""
    pairs = pairwise(SIZE_EDGES)
    head = ["asked a service-year", "by", "achieved", *(f"{low:g}–{high:g} a minute" for low, high in pairs)]
    rows = [
        [
            f"{one.asked:g}",
            "parts too" if one.name == OURS else "services alone",
            f"{one.achieved:.2f}",
            *(f"{rate:.2f}" for rate in one.by_size),
            percent(one.recall),
            minutes(one.delay_median),
            minutes(one.end_median),
        ]
        for one in kept
    ]
    return table([*head, "recall %", "median min", "end min"], rows)


def calm(found: Sequence[Calm]) -> str:
    """False alarms of services that never fail, by size and width of bin, each with what its chance leaves open."""
    head = ["bins of", "by", "years a size", "asked", *(f"{size:g}" for size in SIZES), "all"]
    rows = []
    for one in found:
        cells = [rate_of(round(rate * one.years), one.years) for rate in one.achieved]
        every = len(one.achieved) * one.years
        cells.append(rate_of(round(sum(one.achieved) * one.years), every))
        by = "parts too" if one.name == OURS else "services alone"
        rows.append([f"{one.bin_minutes} min", by, f"{one.years:.1f}", f"{one.asked:g}", *cells])
    return table(head, rows)


def kept_to(found: Sequence[Calm], factor: float = 2.0) -> str:
    """How many cells of `calm` are surely within a factor of what was asked, surely outside, and neither."""
    within = outside = 0
    for one in found:
        for rate in one.achieved:
            low, high = interval(round(rate * one.years), one.years)
            within += low >= one.asked / factor and high <= one.asked * factor
            outside += high < one.asked / factor or low > one.asked * factor
    cells = sum(len(one.achieved) for one in found)
    return f"{within} of {cells} cells are surely within a factor of {factor:g}, {outside} surely outside, {cells - within - outside} undecided"


def rate_of(events: int, years: float) -> str:
    """A rate a year with what so few events leave open.

    >>> rate_of(8, 4.0)
    '2.0 (0.9–3.9)'
    """
    low, high = interval(events, years)
    digits = 2 if high < 2 else 1 if high < 20 else 0
    return f"{events / years:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"


def weekly(reached: Mapping[str, Reached]) -> str:
    head = [
        "% at 2.5 % false positives",
        "detected",
        "in the first week",
        "sensitivity",
        "specificity",
        "... before the outbreak",
        "delay, weeks",
    ]
    rows = [
        [
            name,
            *(percent(v) for v in (one.detected, one.detected_first_week, one.sensitivity)),
            *(percent(v) for v in (one.specificity, one.specificity_before)),
            f"{one.delay:.2f}",
        ]
        for name, one in _ours_first(reached)
    ]
    return table(head, rows)


def real(outcomes: Mapping[float, Outcome]) -> str:
    head = ["false alarms asked a service-year", *(f"{asked:g}" for asked in outcomes)]
    found = list(outcomes.values())
    rows = [
        ["found", *(f"{one.episodes - len(one.missed)} of {one.episodes}" for one in found)],
        ["minutes after Downdetector's alarm, median", *(_quartiles(one.delays)[1] for one in found)],
        ["... quartiles", *("{0} to {2}".format(*_quartiles(one.delays)) for one in found)],
        ["... no later than Downdetector's, %", *(percent(_no_later(one.delays)) for one in found)],
        [
            "minutes after the operator's notification, median",
            *(f"{_quartiles(one.operator)[1]} (of {len(one.operator)})" for one in found),
        ],
        ["... Downdetector's on the same", *(_quartiles(one.operator_theirs)[1] for one in found)],
        [
            "false alarms in calm hours",
            *(f"{len(one.false_alarms)} in {one.calm_months:.2f} service-months" for one in found),
        ],
        ["... a service-month, with 95 %", *(a_month(one) for one in found)],
        ["alarms there in an outage the operator told of", *(str(len(one.told)) for one in found)],
        ["all three targets met", *("yes" if meets(one) else "no" for one in found)],
    ]
    return table(head, rows)


def a_month(one: Outcome) -> str:
    return rate_of(len(one.false_alarms), one.calm_months)


def meets(one: Outcome) -> bool:
    """Whether 66 of 68 are found, the median alarm comes no later than Downdetector's, and the calm hours have no more than
    one false alarm a service-month."""
    found = one.episodes - len(one.missed)
    median = float(np.quantile(one.delays, 0.5, method="higher"))
    return found >= FOUND_MIN and median <= 0 and len(one.false_alarms) <= one.calm_months * FALSE_MONTH_MAX


def rethrown(one: Mapping[int, Outcome]) -> str:
    """Median delay to Downdetector's alarm by other throws."""
    medians = [_quartiles(outcome.delays)[1] for outcome in one.values()]
    return " and ".join(medians) or "–"


def false_alarms(outcomes: Mapping[float, Outcome]) -> str:
    """When each false alarm on the real outages began, for whoever wants to look what was there."""
    return "\n".join(
        f"- at {asked:g} a year: {', '.join(one.false_alarms) or 'none'}; told of: {', '.join(one.told) or 'none'}; "
        f"missed: {', '.join(one.missed) or 'none'}"
        for asked, one in outcomes.items()
    )


def cost(ticks: Ticks | None, back_test: BackTest | None) -> str:
    rows = []
    if ticks:
        rows += [
            [
                f"a minute of {ticks.series:,} series, CPU ms, median",
                f"{ticks.ours:.0f}",
                f"{ticks.ewma:.1f}",
            ],
            ["... worst", f"{ticks.ours_worst:.0f}", ""],
            ["state per series, bytes", f"{ticks.ours_bytes:.0f}", f"{ticks.ewma_bytes:.0f}"],
        ]
    if back_test:
        rows.append(
            [
                f"{back_test.days} days of minutes of {back_test.series} series, CPU s",
                f"{back_test.seconds:.0f}",
                "",
            ]
        )
    return table(["", OURS, "EWMA z-score in numpy"], rows)


def sections(report: Report) -> dict[str, str]:
    """Every table by the name that the page's frame calls it by."""
    episodes = dict(sorted(report.episodes.items(), reverse=True))
    raced = {feed: report.whole.get(feed, {}) for feed in ("dedup", "raw")}
    ours = {feed: list(one[OURS].rows) if OURS in one else [] for feed, one in raced.items()}
    return {
        "race": race(raced["dedup"]),
        "parts": parts(ours["dedup"]),
        "others": others(raced["dedup"]),
        "causes": causes(ours["dedup"]),
        "raw": race(raced["raw"]),
        "raw_causes": causes(ours["raw"]),
        "fifth": race(report.fifth),
        "promise": promise(report.kept),
        "calm": calm(report.calm),
        "young": young(report.young),
        "weekly": weekly(report.outbreaks),
        "real": real(episodes),
        "real_false": false_alarms(episodes),
        "cost": cost(report.ticks, report.back_test),
    }


TITLES = {
    "race": "Streams, deduplicated feed",
    "parts": "Ours by shape and size of outage",
    "others": "Everybody by shape and size of outage",
    "causes": "Ours: what its false alarms were",
    "raw": "Streams, raw feed (bots not collapsed)",
    "raw_causes": "Ours on the raw feed: what its false alarms were",
    "fifth": "Every fifth service, with the libraries",
    "promise": "Ours: false alarms asked and achieved",
    "calm": "Ours: false alarms a year of services that are up, by reports a minute",
    "young": "Ours: false alarms a year of services without a past, where 12 are asked",
    "weekly": "Weekly outbreaks (Noufaily et al. 2013)",
    "real": "68 real outages (Downdetector, 2018-2019)",
    "real_false": "... and when the false alarms began",
    "cost": "Cost",
}


def printed(report: Report) -> str:
    head = f"{report.command}, {report.date}: {report.outages} outages, {report.years:.1f} service-years without one"
    shown = sections(report)
    return "\n".join([head, *(f"\n## {title}\n\n{shown[name]}" for name, title in TITLES.items())])


def page(report: Report) -> str:
    """The page docs/explanation/accuracy.md."""
    frame = Template(_TEMPLATE.read_text())
    return frame.substitute(
        sections(report),
        command=report.command,
        seed=str(report.seed),
        date=report.date,
        machine=f"{platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}",
        outages=str(report.outages),
        years=f"{report.years:.1f}",
        small=f"{report.small:.0f}",
        large=f"{report.large:.0f}",
        hours=str(NOTICE_HOURS),
        doubt=_doubt(report.outages),
        doubt_fifth=_doubt(report.outages / FIFTH),
        kept_to=kept_to(report.calm),
        copies=str(report.young.copies if report.young else 0),
        before=str(report.sudden[0]),
        same=str(report.sudden[1]),
        later=str(report.sudden[2]),
        rises=str(sum(report.sudden)),
        rethrown=rethrown(report.rethrown),
    )


def _ours_first(named: Mapping[str, T]) -> list[tuple[str, T]]:
    return sorted(named.items(), key=lambda item: item[0] != OURS)


def _quartiles(values: Sequence[float]) -> tuple[str, str, str]:
    if not values:
        return ("–", "–", "–")
    low, middle, high = (minutes(value) for value in np.quantile(values, [0.25, 0.5, 0.75], method="higher"))
    return low, middle, high


def _doubt(outages: float) -> str:
    """Standard deviation of a recall of 85 % of so many outages, in points."""
    return f"{100 * math.sqrt(0.85 * 0.15 / outages):.1f}" if outages else "–"


def _no_later(delays: Sequence[float]) -> float:
    return 100 * float(np.mean([delay <= 0 for delay in delays])) if delays else float("nan")
