"""Whether an answer of the desk is told again to who asks the same, and kept back from who asks of another place, device, day or number, or
the contrary: the pairs of tests/answers/reuse.toml. `make bench BENCH=answers ARGS="--questions reuse"`"""

from __future__ import annotations

from collections.abc import Sequence

from tests.answers.reuse import Pair, is_reused, pairs, put

from bench.plain_tables import percent, table
from groundswell.core.answer import KnownKind


def reused() -> str:
    """The figures as a table: without an outage, and while one is on."""
    same = [pair for pair in pairs() if not pair.differs]
    other = [pair for pair in pairs() if pair.differs]
    kinds = {
        kind: [pair for pair in other if pair.differs == kind] for kind in (pair.differs for pair in other)
    }
    rows = [
        ("the same in other words", *_row(same)),
        *((f"another: {kind}", *_row(some)) for kind, some in kinds.items()),
        ("any of these", *_row(other)),
    ]
    head = ("asked next", "pairs", "told that answer", "in an outage", "told of the outage")
    return table(head, rows)


def _row(some: Sequence[Pair]) -> tuple[str, ...]:
    calm = sum(is_reused(pair, put(pair, is_out=False)) for pair in some)
    found = [(pair, put(pair, is_out=True)) for pair in some]
    again = sum(is_reused(*each) for each in found)
    outage = sum(
        each.answer is not None and each.answer.sources[0].kind is KnownKind.LIVE for _, each in found
    )
    return (str(len(some)), *(f"{count} ({percent(count, len(some))})" for count in (calm, again, outage)))
