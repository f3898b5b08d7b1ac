"""Forgets, or writes out, what is kept of one report and of the person behind it: by the receipt's link, at once.

What has been counted is a number by now and stays one; who said it, from where, on what and in which words is gone, and so are
the wish to be told, its address and what was answered.
"""

from __future__ import annotations

from typing import Any, Final

from groundswell.core.batch import Batch
from groundswell.flow.undertake import Undertake
from groundswell.ports import Comments, Cube, Journal
from groundswell.ports.wishes import Wishes

REPORT: Final = "report:"


def about_report(sequence: int) -> str:
    """What wishes and answers call the report with this sequence."""
    return f"{REPORT}{sequence}"


class Withdraw:
    """The leg."""

    def __init__(
        self, journal: Journal, cube: Cube, comments: Comments, wishes: Wishes, undertake: Undertake
    ) -> None:
        self._journal = journal
        self._cube = cube
        self._comments = comments
        self._wishes = wishes
        self._undertake = undertake

    async def report(self, sequence: int) -> bool:
        """Forget whose report this is, and all that hangs on it; False where there is none (any more).

        The answers go first and the wishes last: what is cut off in between is found again by the same link.
        """
        about = about_report(sequence)
        for answer in await self._wishes.answers(about):
            await self._blank(answer.sequence)
        await self._comments.erase(sequence)
        found = await self._blank(sequence)
        await self._undertake.forget_about(about)
        return found

    async def export(self, sequence: int) -> dict[str, Any] | None:
        """Everything that is kept of it one by one, as JSON has it; None where there is none (any more). A pseudonym is only told
        to be there: whoever has it could be known by it elsewhere in the journal."""
        entry = await self._journal.at(sequence)
        if entry is None or not isinstance(entry.content, Batch):
            return None
        report = entry.content.report(sequence - entry.first)
        told: dict[str, Any] = report._asdict()
        told["reporter"] = "(a pseudonym of that day)" if report.reporter else ""
        told["key"] = "(a hash)" if report.key else ""
        told["recorded_at"] = entry.recorded_at
        return {"report": told, **await self._undertake.export(about_report(sequence))}

    async def _blank(self, sequence: int) -> bool:
        return await self._journal.blank(sequence, counts=not await self._cube.is_repeat(sequence))
