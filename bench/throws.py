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
    return finds(throws) and is_early(throws) and is_calm(throws)


def finds(throws: Sequence[Outcome]) -> bool:
    return _mean(throws, found) >= FOUND_MIN


def is_early(throws: Sequence[Outcome]) -> bool:
    return _mean(throws, median) <= 0


def is_calm(throws: Sequence[Outcome]) -> bool:
    return a_month(throws) <= FALSE_MONTH_MAX


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
    """At which rates each target is met by the means of the throws, and all three; and what the hours can say of it."""
    rated = by_rate(outcomes)
    if not rated:
        return "–"

    def met(holds: Callable[[Sequence[Outcome]], bool]) -> str:
        return _listed([f"{asked:g}" for asked, throws in rated.items() if holds(throws)])

    throws = next(iter(rated.values()))
    months = throws[0].calm_months
    low, high = interval(1, months)
    return (
        f"By the means of {len(throws)} throws, of the rates in the table: at least {FOUND_MIN} are found at {met(finds)} a year; the median comes no later than "
        f"Downdetector's at {met(is_early)}; calm hours have no more than one false alarm a service-month at {met(is_calm)}; all three at "
        f"{met(meet)}. By the published throw, number {PUBLISHED}, taken alone: all three at {met(lambda one: meets(one[0]))}. "
        f"The calm hours are {months:.2f} service-months, in which a single alarm is more than one a month already and yet leaves anything between "
        f"{low:.2f} and {high:.1f} a month open, and none at all up to {interval(0, months)[1]:.1f}: they cannot show that a rate of one a month is kept."
    )


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


def ebbing(outcomes: Thrown) -> str:
    """How many false alarms there would be, throw by throw, were the two hours after an outage's end calm."""
    rated = by_rate(outcomes)
    return (
        "; ".join(
            f"{', '.join(str(_false(one) + len(one.ebbing)) for one in throws)} at {asked:g} a year"
            for asked, throws in rated.items()
        )
        or "–"
    )


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
