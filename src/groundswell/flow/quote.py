"""What people wrote, from the journal to whoever decides what may be shown: scrubbed, and waiting until then.

Only on an instance that shows comments. There it begins at the journal's end: what was sent before was promised not to be shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from groundswell.core.batch import Batch, Committed
from groundswell.core.intake import REMOVED, scrub
from groundswell.core.model import Comment, SourceKind
from groundswell.ports import COMMENT_HOURS, Comments, Journal

_ENTRIES: Final = 64
_ROWS_MAX: Final = 20_000
"""so many reports are looked at in one step, unless one entry alone holds more"""
_OLD: Final = timedelta(hours=COMMENT_HOURS)
_NO_WORDS: Final = " \t\n.,;:!?-"


class Quote:
    """Takes comments beyond the cursor that is kept with them; none where it is not on."""

    def __init__(self, journal: Journal, comments: Comments, *, is_on: bool) -> None:
        self._journal = journal
        self._comments = comments
        self._is_on = is_on

    async def begin(self) -> None:
        """Pick up where the last run ended; where it is not on, see to it that what is sent from now on is never taken."""
        if self._is_on:
            await self.run()
        else:
            await self._comments.pause()

    async def run(self) -> None:
        """Take everything that is in the journal; the first time nothing, but all that comes after."""
        if not self._is_on:
            return
        cursor, last = await self._comments.cursor(), await self._journal.last()
        if cursor is None:
            await self._comments.put((), last)
            return
        while cursor < last and (entries := await self._journal.read(cursor, _ENTRIES, _ROWS_MAX)):
            taken = [comment for entry in entries for comment in _said_in(entry, cursor)]
            cursor = entries[-1].last
            await self._comments.put(taken, cursor)

    async def forget(self, before: datetime) -> int:
        """Forget what was written before `before`, shown or not, on or not; return how many went."""
        return await self._comments.forget(before)


def _said_in(entry: Committed, after: int) -> Iterator[Comment]:
    """Comments of persons in `entry` beyond the sequence `after`, but those that no page would show any more."""
    if not isinstance(entry.content, Batch):
        return
    for row in sorted(entry.content.comments):
        sequence = entry.first + row
        report = entry.content.report(row)
        if sequence <= after or report.source_kind is not SourceKind.PERSON:
            continue
        words = scrub(report.comment).strip()
        if words.replace(REMOVED, "").strip(_NO_WORDS) and report.observed_at > entry.recorded_at - _OLD:
            yield Comment(sequence, report.service, report.observed_at, report.country, words)
