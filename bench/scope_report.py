"""What one run of `bench.scope` found, as tables for the terminal and as a page."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

import numpy as np

from bench import leaves
from bench.bystanders import Told
from bench.cells import table
from bench.explained import Explained
from bench.replays import Replayed

_TEMPLATE = Path(__file__).with_name("accuracy-scope.template")
_NAMED_MAX = 6
_CAUTION = "\n*These figures are of a small run, which shows that all of it runs; `make bench-scope` measures anew.*\n"


@dataclass(frozen=True, slots=True)
class Named:
    """`f1` of exact combinations (of the same leaves); the parts of cases in which the first one named is a cause, and in which
    nothing was named; CPU seconds."""

    f1: float
    first: float
    silent: float
    seconds: float
    seconds_most: float


@dataclass(frozen=True, slots=True)
class Found:
    """Parts of the windows in which a true cause was first, among three, and of the causes all that were found."""

    first: float
    among_three: float
    all_found: float
    seconds: float


@dataclass(frozen=True)
class Scale:
    """CPU seconds for one answer where there is much."""

    many: int
    seconds: float


@dataclass(slots=True, eq=False)
class Scoped:
    """All that one run found."""

    seed: int
    cases: int
    windows: int
    afternoons: int
    quick: bool = False
    named: dict[tuple[str, str], Named] = field(default_factory=dict)
    """By family and method."""
    found: dict[tuple[str, str], Found] = field(default_factory=dict)
    told: Told | None = None
    replays: list[Replayed] = field(default_factory=list)
    cost: Explained | None = None
    scales: list[Scale] = field(default_factory=list)
    """by how many leaves"""
    diagnosed: Scale | None = None
    """of how many services"""

    @property
    def command(self) -> str:
        return f"python -m bench.scope --seed {self.seed}{' --quick' if self.quick else ''}"


_OURS = "groundswell"
AIMED = {
    "real": "F1 0.97",
    "sparse": "F1 0.98",
    "hard": "F1 0.65",
    "null": "nothing 97 %",
    "shared-real": "top 1 0.95",
    "shared-hard": "top 1 0.86, top 3 0.93",
    "shared-two": "all 0.90",
}
"""what the method was to reach, by family"""


def causes(named: dict[tuple[str, str], Named]) -> str:
    """F1 and cost by family and method; on leaves without a cause, how often nothing was named."""
    return table(
        ["family, method", "F1", "top 1", "named nothing", "s, median", "s, most", "aimed at"],
        (
            [
                f"{family}, {method}",
                "–" if family == "null" else f"{one.f1:.3f}",
                "–" if family == "null" else f"{one.first:.3f}",
                f"{one.silent:.1%}",
                f"{one.seconds:.3f}",
                f"{one.seconds_most:.2f}",
                AIMED.get(family, "") if method == _OURS else "",
            ]
            for (family, method), one in named.items()
        ),
    )


def shared(found: dict[tuple[str, str], Found]) -> str:
    return table(
        ["family, method", "top 1", "top 3", "all", "s, median", "aimed at"],
        (
            [
                f"{family}, {method}",
                *(f"{part:.3f}" for part in (one.first, one.among_three, one.all_found)),
                f"{one.seconds:.4f}",
                AIMED.get(family, "") if method == _OURS else "",
            ]
            for (family, method), one in found.items()
        ),
    )


def bystanders(told: Told | None) -> str:
    if told is None:
        return ""
    rows = [
        ("bystanders, told as such", told.bystanders, "97 % or more"),
        ("joint outages of sisters, explained away", told.joint, "2 % or less"),
        ("... of ones hit very unlike", told.joint_unlike, ""),
        ("... of ones of less than a tenth of the size", told.joint_small, ""),
    ]
    return table(["what", "part", "aimed at"], ([what, f"{part:.1%}", aimed] for what, part, aimed in rows))


def replays(lived: Iterable[Replayed]) -> str:
    return "\n".join(
        f"- **{one.title}** (`{one.name}`, {one.part:.0%} of the reports). Out: {_names(one.out)}"
        f"{f'; behind it `{one.behind}`' if one.behind else ''}. Told {one.minutes:.0f} minutes after it began by the "
        f"record, when {one.alarmed} of {len(one.out)} had alarmed by {'itself' if len(one.out) == 1 else 'themselves'}."
        f"{_over(one.over)}"
        f" Only blamed: {_names([slug for slug, _ in one.blamed]) or 'none'}."
        for one in lived
    )


def _over(minutes: float | None) -> str:
    """When it was told that it is over."""
    if minutes is None:
        return " Not over at the end of the file."
    return f" Over {abs(minutes):.0f} minutes {'before' if minutes < 0 else 'after'} it was restored by the file."


def _names(slugs: Sequence[str]) -> str:
    shown = ", ".join(slugs[:_NAMED_MAX])
    return f"{shown} and {len(slugs) - _NAMED_MAX} more" if len(slugs) > _NAMED_MAX else shown


def scale(scales: Sequence[Scale], diagnosed: Scale | None) -> str:
    """What takes how long where there is much."""
    if diagnosed is None:
        return ""
    rows = [("`localize`", f"{one.many:,} leaves", f"{one.seconds:.3f}") for one in scales]
    rows.append(("`common_cause`", f"{diagnosed.many:,} services", f"{diagnosed.seconds:.3f}"))
    aimed = ["0.1 at 100,000", *[""] * len(scales)]
    return table(
        ["what", "over", "s", "aimed at"], ([*row, aim] for row, aim in zip(rows, aimed, strict=True))
    )


def cost(explained: Explained | None) -> str:
    if explained is None:
        return ""
    return (
        f"An incident of {explained.reports:,} reports is explained from the journal in {explained.seconds:.2f} s of CPU, "
        f"again with nothing new to read in {explained.again:.2f} s; what is named: `{explained.named}`."
    )


TITLES = {
    "causes": "Causes of an excess",
    "shared": "Shared causes",
    "bystanders": "Bystanders and joint outages",
    "replays": "Outages on record, reconstructed",
    "cost": "Cost",
}


def sections(report: Scoped) -> dict[str, str]:
    """Every table by the name that the page's frame calls it by."""
    return {
        "causes": causes(report.named),
        "shared": shared(report.found),
        "bystanders": bystanders(report.told),
        "replays": replays(report.replays),
        "cost": "\n\n".join(filter(None, (cost(report.cost), scale(report.scales, report.diagnosed)))),
    }


def printed(report: Scoped) -> str:
    shown = sections(report)
    head = f"{report.command}: {report.cases} cases, {report.windows} windows, {report.afternoons} afternoons each"
    return "\n".join([head, *(f"\n## {title}\n\n{shown[name]}" for name, title in TITLES.items())])


def page(report: Scoped) -> str:
    """The page docs/explanation/accuracy-scope.md. It has no date: the same seed on the same machine says the same."""
    frame = Template(_TEMPLATE.read_text())
    return frame.substitute(
        sections(report),
        command=report.command,
        caution=_CAUTION if report.quick else "",
        machine=f"{platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}",
        cases=str(report.cases),
        windows=str(report.windows),
        afternoons=f"{report.afternoons:,}",
        leaves=f"{len(leaves.population().share):,}",
    )
