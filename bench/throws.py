"""The real outages by every throw of the quarters over their minutes, and which targets are met at which rate asked.

One throw is chance: what all have in common is not. The hours are the same in all of them, so many throws take out
what a throw adds, and not what so few hours leave open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from bench.cells import minutes, table
from bench.episodes import Outcome
from bench.score import interval

FOUND_MIN, FALSE_MONTH_MAX = 66, 1.0
"""Targets; the third is that the median alarm comes no later than Downdetector's."""
PUBLISHED = 1
"""The throw that the page's other figures are of."""

Thrown = Mapping[tuple[float, int], Outcome]
"""By rate asked a service-year and throw."""


def median(one: Outcome) -> float:
    """The median delay in minutes, that which at least half of the outages do not exceed."""
    return float(np.quantile(one.delays, 0.5, method="higher"))


def found(one: Outcome) -> int:
    return one.episodes - len(one.missed)


def meets(one: Outcome) -> bool:
    """Whether 66 of 68 are found, the median alarm comes no later than Downdetector's, and the calm hours have no more than
    one false alarm a service-month."""
    calm = len(one.false_alarms) <= one.calm_months * FALSE_MONTH_MAX
    return found(one) >= FOUND_MIN and median(one) <= 0 and calm


def meet(throws: Sequence[Outcome]) -> bool:
    """The same of the means of several throws."""
    many = sum(map(found, throws)) >= FOUND_MIN * len(throws)
    return many and _mean(throws, median) <= 0 and a_month(throws) <= FALSE_MONTH_MAX


def a_month(throws: Sequence[Outcome]) -> float:
    """False alarms a service-month of the calm hours, all throws together."""
    return sum(len(one.false_alarms) for one in throws) / sum(one.calm_months for one in throws)


def by_rate(outcomes: Thrown) -> dict[float, list[Outcome]]:
    """The throws at each rate, the highest first."""
    rates = sorted({asked for asked, _ in outcomes}, reverse=True)
    return {asked: [outcomes[key] for key in sorted(outcomes) if key[0] == asked] for asked in rates}


def by_throw(outcomes: Thrown) -> str:
    """Found, median delay and false alarms in calm hours at each rate asked, throw by throw and on average."""
    rated = by_rate(outcomes)
    every = list(rated.values())
    rows = [
        ["found, throw by throw", *(_each(throws, found) for throws in every)],
        ["median, minutes after Downdetector's alarm", *(_each(throws, median) for throws in every)],
        ["false alarms in calm hours", *(_each(throws, _false) for throws in every)],
        ["mean found", *(f"{_mean(throws, found):.1f}" for throws in every)],
        ["mean of the medians", *(f"{_mean(throws, median):.1f}" for throws in every)],
        ["mean false alarms a service-month of calm hours", *(f"{a_month(throws):.2f}" for throws in every)],
        ["all three targets met by the means", *("yes" if meet(throws) else "no" for throws in every)],
        ["... by how many throws alone", *(_of_all(throws) for throws in every)],
    ]
    return table(["false alarms asked a service-year", *(f"{asked:g}" for asked in rated)], rows)


def verdict(outcomes: Thrown) -> str:
    """At which rates the three targets are met by the means of the throws, and what the published throw can say of it."""
    rated = by_rate(outcomes)
    if not rated:
        return "–"
    met = [f"{asked:g}" for asked, throws in rated.items() if meet(throws)]
    missed = [
        f"{asked:g} a year (found {_mean(throws, found):.1f}, median {_mean(throws, median):+.1f} minutes, "
        f"{a_month(throws):.2f} false alarms a month)"
        for asked, throws in rated.items()
        if not meet(throws)
    ]
    throws = len(next(iter(rated.values())))
    told = f"By the means of {throws} throws all three targets are met where {_listed(met)} false alarms a service-year are asked"
    told += f", and not at {_listed(missed)}" if missed else ""
    alone = [f"{asked:g}" for asked in rated if meets(outcomes[asked, PUBLISHED])]
    one = outcomes[max(rated), PUBLISHED]
    low, high = interval(1, one.calm_months)
    told += (
        f". In the published throw, number {PUBLISHED}, taken by itself, they are met at "
        f"{_listed(alone)}: its calm hours are {one.calm_months:.2f} "
        f"service-months, in which a single alarm is already more than one a month, and says of the true rate no more than that it lies "
        f"between {low:.2f} and {high:.1f} a month. None at all would leave up to {interval(0, one.calm_months)[1]:.1f} a month open, so "
        f"no outcome in these hours could show that the rate is kept"
    )
    return told + "."


def when(outcomes: Thrown) -> str:
    """The false alarms of the other throws at the lowest rate, by name."""
    rated = by_rate(outcomes)
    if not rated:
        return "–"
    asked = min(rated)
    others = [
        f"{' and '.join(one.false_alarms) or 'none'} (throw {throw})"
        for (rate, throw), one in sorted(outcomes.items())
        if rate == asked and throw != PUBLISHED
    ]
    return ", ".join(others) or "–"


def _false(one: Outcome) -> int:
    return len(one.false_alarms)


def _mean(throws: Sequence[Outcome], figure: Callable[[Outcome], float]) -> float:
    return sum(map(figure, throws)) / len(throws)


def _each(throws: Sequence[Outcome], figure: Callable[[Outcome], float]) -> str:
    return " ".join(minutes(figure(one)) for one in throws)


def _of_all(throws: Sequence[Outcome]) -> str:
    return f"{sum(map(meets, throws))} of {len(throws)}"


def _listed(names: Sequence[str]) -> str:
    """Names in a row: "a, b and c", or "none"."""
    if not names:
        return "none"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
