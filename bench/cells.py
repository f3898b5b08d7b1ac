"""Tables of Markdown, and how figures are written in them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence


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
