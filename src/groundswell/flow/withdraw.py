"""Forgets, or writes out, what is kept of one report and of the person behind it, and what hangs on a report or a question: wishes to
be told, their addresses, what was answered. At once.

What has been counted is a number by now and stays one; who said it, from where, on what and in which words is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
import numpy as np

from groundswell.core.batch import Batch
from groundswell.core.model import SourceKind
from groundswell.flow.undertake import Undertake
from groundswell.ports import Comments, Cube, Journal
from groundswell.ports.wishes import Answered, Wishes

REPORT: Final = "report:"
_WRITTEN_WITHIN: Final = timedelta(hours=1)
"""So long after an answer was begun its report may be recorded: far longer than a journal that writes at all takes."""
_WRITTEN_BEFORE: Final = timedelta(minutes=1)
"""So much earlier it may be by a clock that was set back in between."""


def about_report(sequence: int) -> str:
    """What wishes and answers call the report with this sequence."""
    return f"{REPORT}{sequence}"


def begun(about: str, works: bool, at: datetime) -> Answered:
    """An answer that is about to be given `at`, in whole milliseconds."""
    return Answered(about, -_milliseconds(at), works, at)


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
        found = await self.blank(sequence)
        await self.forget_about(about_report(sequence))
        return found

    async def forget_about(self, about: str) -> int:
        """Forget all wishes and answers of this report or question; how many there were.

        The answers are blanked in the journal before it is forgotten which they are, and the wishes go last: what is cut off in
        between is found again, by the link of the report or question or by that of a wish, and done again without harm.
        """
        return await self._forget_answers(about) + await self._undertake.forget_about(about)

    async def take_back(self, handle: str) -> bool:
        """Forget the wish that `handle` opens, and what was answered where nothing else opens that; False where there is none (any more)."""
        wish = await self._undertake.find(handle)
        gone = await self._undertake.take_back(handle)
        if wish is not None:
            await self.forget_lost(wish.about)
        return gone

    async def forget_lost(self, about: str = "") -> int:
        """Forget what was answered about questions, or this one, that nobody's link opens any more; how many questions these were."""
        lost = await self._wishes.lost(about)
        for each in lost:
            await self._forget_answers(each)
        return len(lost)

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
            for each in await self._answers(about)
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

    async def _forget_answers(self, about: str) -> int:
        for answer in await self._answers(about):
            await self.blank(answer.sequence)
        return await self._wishes.erase_answers(about)

    async def _answers(self, about: str) -> Sequence[Answered]:
        """What was said, as the journal has it, also where the note of its sequence was cut off."""
        found = []
        for each in await self._wishes.answers(about):
            sequence = await self._said_at(each.at) if each.is_begun else each.sequence
            if sequence is not None:
                found.append(replace(each, sequence=sequence))
        return found

    async def _said_at(self, at: datetime) -> int | None:
        """The sequence of the answer that was begun then; None where the journal does not have it."""
        async for entry in self._journal.recent(at - _WRITTEN_BEFORE):
            if entry.recorded_at - at > _WRITTEN_WITHIN:
                break
            if not isinstance(entry.content, Batch):
                continue
            for row in np.flatnonzero(entry.content.observed_at == _milliseconds(at)):
                if entry.content.report(int(row)).source_kind is SourceKind.ANSWER:
                    return entry.first + int(row)
        return None

    async def blank(self, sequence: int) -> bool:
        """Forget whose this report is, and what it said beside what is counted; False where there is none (any more)."""
        return await self._journal.blank(sequence, counts=not await self._cube.is_repeat(sequence))


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)
