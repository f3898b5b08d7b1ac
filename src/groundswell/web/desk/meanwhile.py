"""What somebody else has answered while one was writing: shown to who comes second, whose words take its place only on a second yes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from groundswell.errors import OvertakenError
from groundswell.flow.reply import Written
from groundswell.ports.questions import Question, QuestionState, Reply, ReplyState
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError
from groundswell.web.wire import FieldFault


async def meanwhile(
    parts: Parts, written: Written, questions: Sequence[Question], more: Collection[str]
) -> tuple[list[Reply], Written]:
    """The answers that `questions` have, and `more`, other than that in whose place `written` is; and `written`, in the place of the one
    that was put there since."""
    had = {each.reply for each in questions if each.state is QuestionState.ANSWERED}
    found = [await parts.questions.reply(id) for id in sorted({*had, *more} - {"", written.supersedes})]  # noqa: A001
    theirs = [each for each in found if each is not None]
    before = await parts.questions.reply(written.supersedes) if written.supersedes else None
    if before is not None and before.state is ReplyState.REPLACED:
        newer = [each for each in theirs if each.id in more or each.supersedes == before.id]
        written = replace(written, supersedes=newer[-1].id) if newer else written
    return theirs, written


async def conflict(parts: Parts, fault: OvertakenError) -> ProblemError:
    """The same for a program."""
    found = [await parts.questions.reply(id) for id in fault.replies]  # noqa: A001
    said = "; ".join(
        f'{each.by} answered ({each.id}): "{each.texts[0].body}"' for each in found if each is not None
    )
    return ProblemError("overtaken", said or fault.fault, errors=[FieldFault(fault.field, fault.fault)])
