"""What one run of `bench.detection` found, as tables for the terminal and as a page."""

from __future__ import annotations

import math
import platform
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from string import Template
from typing import TypeVar

import numpy as np

from bench import aims, pooled, shapes, throws, young
from bench.calibrate import SIZES
from bench.cells import minutes, percent, table
from bench.episodes import NOTICE_HOURS, PLAIN_AROUND, PLAIN_RATIO, PLAIN_REPORTS, Outcome
from bench.outbreaks import Reached
from bench.score import BUDGETS, CAUSES, SIZE_EDGES, Row, interval, rate_of
from bench.ticks import BackTest, Ticks

OURS = "groundswell"
"""Services, their parts and their leaves."""
AS_SHIPPED = "groundswell, without leaves"
"""Services and their parts, as the product listens."""
OPENED = "groundswell, opened"
"""The same alarms, from when on and as far as the product would call them an outage."""
SEATED = "groundswell, the product's tree"
"""Services and as many symptoms, countries and networks as the product has seats for (`bench.seats`)."""
ALONE = "groundswell, services alone"
FIFTH = 5
"""The libraries judge every fifth service, and so does whoever stands beside them."""
BY = {
    OURS: "parts and leaves",
    SEATED: "the product's parts",
    AS_SHIPPED: "parts",
    OPENED: "parts, opened",
    ALONE: "services alone",
}
"""What each listens to, in words."""
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
    causes: Mapping[str, int]
    """What was there when a false alarm began."""


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
    pooled: list[pooled.Pooled] = field(default_factory=list)
    calm: list[Calm] = field(default_factory=list)
    young: young.Young | None = None
    outbreaks: dict[str, Reached] = field(default_factory=dict)
    episodes: dict[float, Outcome] = field(default_factory=dict)
    rethrown: dict[tuple[float, int], Outcome] = field(default_factory=dict)
    """The same, with the quarters thrown over their minutes by other seeds: by rate asked and seed."""
    sudden: tuple[int, int, int] = (0, 0, 0)
    ticks: Ticks | None = None
    back_test: BackTest | None = None
    outages: int = 0
    years: float = 0.0
    small: float = 0.0
    large: float = 0.0
    """Shares of the outages, percent."""


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


def figures(report: Report) -> str:
    """What the page about the method tells, as CSV (`groundswell.web.measured`): a line a budget, what is heard and what opens.
    ValueError where the stream had no small outages: there is no share of none to tell."""
    raced = report.whole.get("dedup", {})
    heard, opened = (_of(raced, name) for name in (AS_SHIPPED, OPENED))
    lines = ["alarms_a_year,heard,heard_minutes,heard_small,opened_alarms,opened,opened_minutes,opened_small"]
    for one, other in zip(heard, opened, strict=True):
        if math.isnan(one.by_size["small"]):
            raise ValueError("no small outages in this stream: the page about the method cannot be written")
        lines.append(f"{one.budget:g},{_reached(one)},{other.false_alarms:.1f},{_reached(other)}")
    return "\n".join(lines) + "\n"


def _reached(row: Row) -> str:
    return f"{percent(row.recall)},{minutes(row.delay_median)},{percent(row.by_size['small'])}"


def causes(rows: Sequence[Row]) -> str:
    return table(
        ["what a false alarm was", *(f"at {r.budget:g} a year" for r in rows)],
        [[cause, *(str(r.causes[cause]) for r in rows)] for cause in CAUSES],
    )


def promise(kept: Sequence[Kept], years: float) -> str:
    """False alarms asked against achieved in so many service-years, by size of service."""
    pairs = pairwise(SIZE_EDGES)
    head = ["asked a service-year", "by", "achieved", *(f"{low:g}–{high:g} a minute" for low, high in pairs)]
    rows = [
        [
            f"{one.asked:g}",
            BY[one.name],
            rate_of(sum(one.causes.values()), years),
            *(f"{rate:.2f}" for rate in one.by_size),
            percent(one.recall),
            minutes(one.delay_median),
            minutes(one.end_median),
            " / ".join(str(one.causes[cause]) for cause in CAUSES),
        ]
        for one in kept
    ]
    return table([*head, "recall %", "median min", "end min", " / ".join(CAUSES)], rows)


def noise_kept(kept: Sequence[Kept], years: float) -> str:
    """How the false alarms under which nothing lay stand to what was asked."""
    if not kept:
        return ""
    shares = [one.causes["noise"] / years / one.asked for one in kept]
    return f"What is *noise* alone comes to {min(shares):.1f} to {max(shares):.1f} times what was asked, row by row."


def calm(found: Sequence[Calm]) -> str:
    """False alarms of services that never fail, by size and width of bin, each with what its chance leaves open."""
    head = ["bins of", "by", "years a size", "asked", *(f"{size:g}" for size in SIZES), "all"]
    rows = []
    for one in found:
        cells = [rate_of(round(rate * one.years), one.years) for rate in one.achieved]
        every = len(one.achieved) * one.years
        cells.append(rate_of(round(sum(one.achieved) * one.years), every))
        rows.append([f"{one.bin_minutes} min", BY[one.name], f"{one.years:.1f}", f"{one.asked:g}", *cells])
    return table(head, rows)


def kept_to(found: Sequence[Calm], factor: float = 2.0) -> str:
    """How many cells of `calm` are by their intervals within a factor of what was asked, how many outside, and how many neither."""
    within = outside = 0
    for one in found:
        for rate in one.achieved:
            low, high = interval(round(rate * one.years), one.years)
            within += low >= one.asked / factor and high <= one.asked * factor
            outside += high < one.asked / factor or low > one.asked * factor
    cells = sum(len(one.achieved) for one in found)
    undecided = cells - within - outside
    return f"By these intervals {within} of {cells} cells are within a factor of {factor:g}, {outside} outside, {undecided} undecided"


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
        ["found by an alarm that began in the outage's time", *(_within(one) for one in found)],
        ["... minutes after Downdetector's alarm, median", *(_quartiles(one.within)[1] for one in found)],
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
        [
            "alarms outside of all labels, no hour left out",
            *(f"{len(one.unlabelled)} in {one.unlabelled_months:.2f} service-months" for one in found),
        ],
        ["... a service-month, with 95 %", *(unlabelled_a_month(one) for one in found)],
        ["besides, in an outage the operator told of", *(str(one.unlabelled_told) for one in found)],
        ["besides, stood until an outage's time began", *(str(one.early) for one in found)],
        ["all three targets met", *("yes" if throws.meets(one) else "no" for one in found)],
    ]
    return table(head, rows)


def _within(one: Outcome) -> str:
    return f"{sum(map(math.isfinite, one.within))} of {one.episodes}"


def a_month(one: Outcome) -> str:
    return rate_of(len(one.false_alarms), one.calm_months)


def unlabelled_a_month(one: Outcome) -> str:
    return rate_of(len(one.unlabelled), one.unlabelled_months)


def false_alarms(outcomes: Mapping[float, Outcome]) -> str:
    """When each false alarm on the real outages began, for whoever wants to look what was there."""
    return "\n".join(
        f"- at {asked:g} a year: {', '.join(one.false_alarms) or 'none'}; told of: {', '.join(one.told) or 'none'}; "
        f"else outside of all labels: {_rest(one)}; missed: {', '.join(one.missed) or 'none'}"
        for asked, one in outcomes.items()
    )


def _rest(one: Outcome) -> str:
    return ", ".join(when for when in one.unlabelled if when not in (*one.false_alarms, *one.told)) or "none"


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
            *(
                [f"... with an alarm on at {100 * share:.0f} % of them, median", f"{spent:.0f}", ""]
                for share, spent in ticks.busy
            ),
            ["state per series, bytes", f"{ticks.ours_bytes:.0f}", f"{ticks.ewma_bytes:.0f}"],
            ["... held in memory, with what follows from it", f"{ticks.ours_held:.0f}", ""],
        ]
    if back_test:
        what = f"{back_test.days} days of minutes of {back_test.series} series, CPU s"
        rows += [
            [f"{what}: calm", f"{back_test.calm:.0f}", ""],
            ["... with an outage a week in each, and gaps", f"{back_test.eventful:.0f}", ""],
        ]
    return table(["", OURS, "EWMA z-score in numpy"], rows)


def sections(report: Report) -> dict[str, str]:
    """Every table by the name that the page's frame calls it by."""
    episodes = dict(sorted(report.episodes.items(), reverse=True))
    raced = {feed: report.whole.get(feed, {}) for feed in ("dedup", "raw")}
    return {
        "race": race(raced["dedup"]),
        "aims": aims.shown({name: _of(raced["dedup"], name) for name in (OURS, AS_SHIPPED, OPENED)}),
        "parts": shapes.parts(_of(raced["dedup"], AS_SHIPPED)),
        "opened": shapes.parts(_of(raced["dedup"], OPENED)),
        "causes": causes(_of(raced["dedup"], AS_SHIPPED)),
        "raw": race(raced["raw"]),
        "raw_causes": causes(_of(raced["raw"], AS_SHIPPED)),
        "fifth": race(report.fifth),
        "promise": promise(report.kept, report.years),
        "pooled": pooled.shown(report.pooled),
        "calm": calm(report.calm),
        "young": young.shown(report.young),
        "weekly": weekly(report.outbreaks),
        "real": real(episodes),
        "real_thrown": throws.by_throw(_every_throw(report)),
        "real_false": false_alarms(episodes),
        "cost": cost(report.ticks, report.back_test),
    }


TITLES = {
    "race": "Streams, deduplicated feed",
    "aims": "... what was to be reached",
    "parts": "Ours as the product listens, by shape and size of outage",
    "opened": "... and of the same alarms what the product would open, from when on",
    "causes": "... what its false alarms were",
    "raw": "Streams, raw feed (bots not collapsed)",
    "raw_causes": "Ours as the product listens, on the raw feed: what its false alarms were",
    "fifth": "Every fifth service, with the libraries",
    "promise": "Ours: false alarms asked and achieved",
    "pooled": "... as shipped, on further streams",
    "calm": "Ours: false alarms a year of services that are up, by reports a minute",
    "young": "Ours: false alarms a year of services without a past, where 12 are asked",
    "weekly": "Weekly outbreaks (Noufaily et al. 2013)",
    "real": "68 real outages (Downdetector, 2018-2019)",
    "real_thrown": "... by every throw of the quarters over their minutes",
    "real_false": "... and when the false alarms began",
    "cost": "Cost",
}


def printed(report: Report) -> str:
    head = f"{report.command}, {report.date}: {report.outages} outages, {report.years:.1f} service-years without one"
    shown = sections(report)
    tables = [head, *(f"\n## {title}\n\n{shown[name]}" for name, title in TITLES.items())]
    whole, rows = shapes.every_rate(_rows(report.whole.get("dedup", {}))), _rows(report.fifth)
    fifth = shapes.every_rate(rows, shapes.measured(rows))
    tables += ["\n# Everybody by shape and size of outage\n", whole]
    return "\n".join([*tables, "\n# Every fifth service, with the libraries, by shape and size\n", fifth])


def pages(report: Report, file: Path) -> dict[Path, str]:
    """The page docs/explanation/accuracy.md, which is to be written to `file`, and beside it the one by shape and size."""
    by_shape = file.with_name(f"{file.stem}-shapes{file.suffix}")
    rows, fifth = _rows(report.whole.get("dedup", {})), _rows(report.fifth)
    return {file: page(report), by_shape: shapes.page(rows, rows.get(OURS, []), fifth, _said(report))}


MEASURED_BY = {
    "Beside others": {"whole"},
    "With bots left in": {"whole"},
    "Beside libraries": {"fifth"},
    "What was asked, what was achieved": {"kept", "pooled", "calm", "young"},
    "Weekly outbreaks": {"outbreaks"},
    "Real outages": {"episodes", "rethrown"},
    "Cost": {"ticks", "back_test"},
}
"""The parts of a run that each section of the page is written from."""


def renewed(before: str, now: str, parts: Collection[str]) -> str:
    """The page `before` with those sections of `now` that were measured whole, where only these `parts` were."""
    told = {section.partition("\n")[0]: section for section in now.split(_SECTION)[1:]}
    head, *sections = before.split(_SECTION)
    for place, section in enumerate(sections):
        title = section.partition("\n")[0]
        if title in told and MEASURED_BY.get(title, {""}).issubset(parts):
            sections[place] = told[title].rstrip("\n") + "\n"
    return _SECTION.join([head, *sections])


_SECTION = "\n## "


def page(report: Report) -> str:
    frame = Template(_TEMPLATE.read_text())
    return frame.substitute(
        sections(report),
        **_said(report),
        years=f"{report.years:.1f}",
        small=f"{report.small:.0f}",
        large=f"{report.large:.0f}",
        hours=str(NOTICE_HOURS),
        doubt=_doubt(report.outages),
        doubt_fifth=_doubt(report.outages / FIFTH),
        kept_to=kept_to(report.calm),
        noise_kept=noise_kept(report.kept, report.years),
        seeds=str(len(report.pooled)),
        doubt_pooled=_doubt(sum(one.outages for one in report.pooled)),
        pooled_causes=pooled.causes(report.pooled),
        young_kept=young.kept_to(report.young),
        copies=str(report.young.copies if report.young else 0),
        before=str(report.sudden[0]),
        same=str(report.sudden[1]),
        later=str(report.sudden[2]),
        rises=str(sum(report.sudden)),
        verdict=throws.verdict(_every_throw(report)),
        thrown=throws.when(_every_throw(report)),
        ebbing=throws.ebbing(_every_throw(report)),
        least=f"{min(report.episodes, default=0):g}",
        ratio=f"{PLAIN_RATIO:g}",
        reports=str(PLAIN_REPORTS),
        around=str(PLAIN_AROUND),
    )


def _every_throw(report: Report) -> dict[tuple[float, int], Outcome]:
    """The real outages by rate asked and throw, the published one among them."""
    return {(asked, throws.PUBLISHED): one for asked, one in report.episodes.items()} | report.rethrown


def _said(report: Report) -> dict[str, str]:
    """What each page says of its run."""
    return {
        "command": report.command,
        "seed": str(report.seed),
        "date": report.date,
        "machine": f"{platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}",
        "outages": str(report.outages),
    }


def _rows(raced: Mapping[str, Raced]) -> dict[str, Sequence[Row]]:
    """What everybody reached in a race."""
    return {name: one.rows for name, one in _ours_first(raced)}


def _of(raced: Mapping[str, Raced], name: str) -> Sequence[Row]:
    return raced[name].rows if name in raced else ()


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
