"""A promise that is moved takes the words along: where a text names the time of the next word, it names the new one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from groundswell.core.statement.check import parts_of
from groundswell.core.statement.part import Part
from groundswell.core.statement.words import Text

_AHEAD = frozenset({Part.NEXT, Part.ANALYSIS})


def moved(text: Text, before: datetime, now: datetime) -> Text:
    """`text` with the clock of `before` in the sentences that promise the next word, or the analysis, set to that of `now`.

    As it is where they are of different days (UTC), for then the day may be told too.
    """
    before, now = before.astimezone(UTC), now.astimezone(UTC)
    if before.date() != now.date():
        return text
    clock = re.compile(rf"(?<![\d:]){before:%H:%M}(?![\d:])")
    body = text.body
    for span, parts in reversed(parts_of(text)):
        if parts & _AHEAD:
            said = clock.sub(f"{now:%H:%M}", body[span.start : span.end])
            body = body[: span.start] + said + body[span.end :]
    return replace(text, body=body)
