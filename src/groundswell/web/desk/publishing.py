"""Publishing an answer to questions, from the desk's page or over the API: who may, and what it may not be told to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from groundswell.core.access import Actor, Right
from groundswell.core.answer import WhyNot
from groundswell.errors import InputError
from groundswell.flow.reply import Written
from groundswell.flow.tie import are_of_outage
from groundswell.ports.questions import Question, Reply
from groundswell.web.api.context import AnyRequest, note_act, require
from groundswell.web.desk.form import republish
from groundswell.web.desk.questions import GIVEN_MAX, counted, is_theirs
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError

FOR_ALL: Final = (
    "this answer is for every service, for ever: whoever asks the like of any of them is told it, after the outage too. "
    "Name the service that it is about, or say that it is for all"
)
DANGER: Final = "where somebody may be in danger no answer is told to others by the program"


async def reply_of(parts: Parts, actor: Actor, id: str) -> Reply:  # noqa: A002
    """The answer of this id that `actor` may act on. Raises ProblemError (403, 404)."""
    found = await parts.questions.reply(id)
    if found is None or not is_theirs(actor, found.service):
        raise ProblemError("not-found", f'there is no answer "{id[:40]}"')
    if not is_theirs(actor, found.service, Right.SPEAK):
        require(actor, Right.SPEAK, found.service or None)
        raise ProblemError("forbidden", "an answer that is about no service needs the right on all")
    return found


async def replied(
    request: AnyRequest,
    parts: Parts,
    actor: Actor,
    written: Written,
    questions: Sequence[Question],
    *,
    is_for_all: bool,
    over: Collection[str],
) -> tuple[Reply, Sequence[Question]]:
    """Publish an answer; the public page follows. About an outage of no service by name only where it `is_for_all`, where there are
    answers only in the place of `over`. Raises InputError, OvertakenError, ProblemError."""
    if written.service:
        if written.service not in parts.catalog.services:
            raise InputError("service", "the catalog has none of this name")
        require(actor, Right.SPEAK, written.service)
    if not is_theirs(actor, written.service, Right.SPEAK):
        raise ProblemError("forbidden", "an answer that is about no service needs the right on all")
    before = await reply_of(parts, actor, written.supersedes) if written.supersedes else None
    if not is_for_all and is_for_all_services(written, questions, before):
        raise InputError("service", FOR_ALL)
    if written.is_for_like and await is_in_danger(parts, questions, written.supersedes):
        raise InputError("is_for_like", DANGER)
    reply, given = await parts.replier.answer(written, [each.id for each in questions], actor.name, over)
    note_act(request, "answer questions", f"{reply.id}: {counted(len(given))}")
    await republish(parts, [reply.service])
    return reply, given


async def is_in_danger(parts: Parts, questions: Sequence[Question], supersedes: str = "") -> bool:
    """Whether one of these, or of those that the answer `supersedes` was given to, says that somebody may be in danger."""
    had = (
        (await parts.questions.of_replies([supersedes], GIVEN_MAX)).get(supersedes, ()) if supersedes else ()
    )
    return any(each.why_not is WhyNot.DANGER for each in (*questions, *had))


def is_for_all_services(written: Written, questions: Sequence[Question], before: Reply | None) -> bool:
    """Whether it would be told to whoever asks the like of any service, after the outage too: what is said of an outage, or in the place of
    an answer (`before`) that was not for all."""
    if written.service or written.incident:
        return False
    return are_of_outage(questions) or (before is not None and bool(before.incident or before.service))
