"""Whom a published statement has reached, in words: by channels and by subscribers, and what failed with what was said last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from groundswell.core.notice import UNFINISHED, NoticeState
from groundswell.ports.notices import Reached
from groundswell.web.parts import Parts

_ERROR_LETTERS_MAX: Final = 200


async def told_of(parts: Parts, incident: str) -> Mapping[str, str]:
    """By statement about `incident`, whom it has reached so far; nothing of one that nobody is told of by notices."""
    found: dict[str, list[Reached]] = {}
    for row in await parts.called.notices.reached(incident):
        found.setdefault(row.statement, []).append(row)
    return {statement: told_line(rows) for statement, rows in found.items()}


def told_line(rows: Sequence[Reached]) -> str:
    """One line of all `rows` of one statement.

    >>> told_line([Reached("s", True, NoticeState.SENT, 4), Reached("s", True, NoticeState.FAILED, 1, "410 gone")])
    'Told 4 of 5 channels; 1 failed (410 gone)'
    """
    whole, told, by_state = Counter[bool](), Counter[bool](), Counter[NoticeState]()
    for row in rows:
        whole[row.is_channel] += row.count
        told[row.is_channel] += row.count if row.state is NoticeState.SENT else 0
        by_state[row.state] += row.count
    names = {True: "channel", False: "subscriber"}
    reached = [
        f"{told[kind]} of {whole[kind]} {name}{'' if whole[kind] == 1 else 's'}"
        for kind, name in names.items()
        if whole[kind]
    ]
    parts = [f"Told {' and '.join(reached)}"]
    if waiting := sum(by_state[state] for state in UNFINISHED):
        parts.append(f"{waiting} on the way")
    if held := by_state[NoticeState.HELD]:
        parts.append(f"{held} held for a digest or over quiet hours")
    # What is folded was told with others or overtaken; the digest itself may not have got there yet.
    if folded := by_state[NoticeState.FOLDED]:
        parts.append(f"{folded} in a digest, or given way there to later news")
    for state, words in ((NoticeState.EXPIRED, "too late"), (NoticeState.FAILED, "failed")):
        errors = [row.error for row in rows if row.state is state and row.error]
        if by_state[state]:
            parts.append(f"{by_state[state]} {words}" + (f" ({_cut(errors[0])})" if errors else ""))
    return "; ".join(parts)


def _cut(text: str) -> str:
    return text if len(text) <= _ERROR_LETTERS_MAX else f"{text[: _ERROR_LETTERS_MAX - 1]}…"
