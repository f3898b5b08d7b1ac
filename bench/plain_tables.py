"""Tables of Markdown, not aligned, and how they are put into a page between its marks."""

from __future__ import annotations

import re
from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def percent(part: float, of: float) -> str:
    return f"{100 * part / of:.1f} %" if of else "-"


def written(page: str, part: str, text: str) -> str:
    """`page` with `text` between the marks of `part`."""
    return re.sub(
        rf"(<!-- measured: {part} -->\n).*?(<!-- end -->)",
        lambda marks: f"{marks[1]}{text}{marks[2]}",
        page,
        flags=re.DOTALL,
    )
