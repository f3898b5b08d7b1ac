"""Forgets, or writes out, what is kept of one report and of the person behind it, and what hangs on a report or a question: wishes to
be told, their addresses, what was answered. At once.

What has been counted is a number by now and stays one; who said it, from where, on what and in which words is gone.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

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
        """Forget whose report this is, and all that hangs on it; False where there is none (any more). What is cut off in between is
        found again by the same link."""
        await self._comments.erase(sequence)
        found = await self._blank(sequence)
        await self.forget_about(about_report(sequence))
        return found

    async def forget_about(self, about: str) -> int:
        """Forget all wishes and answers of this report or question; how many there were.

        The answers are blanked in the journal before it is forgotten which they are, and the wishes go last: what is cut off in
        between is found again, by the link of the report or question or by that of a wish, and done again without harm.
        """
        for answer in await self._wishes.answers(about):
            await self._blank(answer.sequence)
        return await self._wishes.erase_answers(about) + await self._undertake.forget_about(about)

    async def export(self, sequence: int) -> dict[str, Any] | None:
        """Everything that is kept of it one by one, as JSON has it; None where there is none (any more)."""
        report = await self._written(sequence)
        return (
            None if report is None else {"report": report, **await self.export_about(about_report(sequence))}
        )

    async def export_about(self, about: str) -> dict[str, Any]:
        """Everything that is kept of the wishes and answers of a report or question, as JSON has it: of an answer also its `report`, None
        where the journal has it no more."""
        answers = [
            msgspec.to_builtins(each) | {"report": await self._written(each.sequence)}
            for each in await self._wishes.answers(about)
        ]
        return {"wishes": await self._undertake.export(about), "answers": answers}

    async def _written(self, sequence: int) -> dict[str, Any] | None:
        """A report as JSON has it. A pseudonym is only told to be there: whoever has it could be known by it elsewhere in the journal."""
        entry = await self._journal.at(sequence)
        if entry is None or not isinstance(entry.content, Batch):
            return None
        report = entry.content.report(sequence - entry.first)
        told: dict[str, Any] = report._asdict()
        told["reporter"] = "(a pseudonym of that day)" if report.reporter else ""
        told["key"] = "(a hash)" if report.key else ""
        told["recorded_at"] = entry.recorded_at
        return told

    async def _blank(self, sequence: int) -> bool:
        return await self._journal.blank(sequence, counts=not await self._cube.is_repeat(sequence))
