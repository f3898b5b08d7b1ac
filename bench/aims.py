"""What was to be reached on the streams, and who of ours reaches it: with leaves, as the product listens, as it opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bench.cells import minutes, percent, table
from bench.score import Row

AIMS = {12.0: (87.0, 8.0), 4.0: (84.0, 11.0), 1.0: (76.0, 18.0)}
"""By false alarms a service-year: recall in percent at least, median delay in minutes at most."""


def shown(named: Mapping[str, Sequence[Row]]) -> str:
    """A column a rate; each cell has what was reached and whether that is enough."""
    rows = [["to reach", *(f"{recall:g} / {delay:g}" for recall, delay in AIMS.values())]]
    for name, found in named.items():
        by_budget = {row.budget: row for row in found}
        rows.append([name, *(_cell(by_budget.get(rate), rate) for rate in AIMS)])
    return table(["recall % / median min", *(f"at {rate:g} a year" for rate in AIMS)], rows)


def _cell(row: Row | None, rate: float) -> str:
    if row is None:
        return "–"
    recall, delay = AIMS[rate]
    met = row.recall >= recall and row.delay_median <= delay
    return f"{percent(row.recall)} / {minutes(row.delay_median)}: {'yes' if met else 'no'}"
