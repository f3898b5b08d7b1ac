"""The answers that stand: what their askers say of them, which are told to whoever asks the like, and which are no more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Annotated, Final

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter

from groundswell.core.access import Actor, Right
from groundswell.core.answer import KnownKind, WhyNot
from groundswell.core.model import ONGOING
from groundswell.flow.tell import LATELY, explains
from groundswell.ports.questions import Question, QuestionState, Reply
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs, note_act
from groundswell.web.desk.form import back, drawn, fields, republish, titles_of
from groundswell.web.desk.publishing import DANGER, is_in_danger, reply_of
from groundswell.web.desk.questions import GIVEN_MAX, counted
from groundswell.web.language import offered
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError, invalid

_LISTED_MAX: Final = 100
_AT_ONCE_MAX: Final = 5_000
"""so many of the latest are looked through for what they were answered with"""


@get("/desk/questions/answered", include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_replies(
    request: AnyRequest, parts: PartsHere, done: Annotated[str, QueryParameter()] = ""
) -> Response[bytes]:
    """The answers that stand, newest first, and what askers say of them."""
    actor = actor_of(request)
    replies = await parts.questions.replies(services=actor.on(Right.LOOK), limit=_LISTED_MAX)
    given = await parts.questions.of_replies([reply.id for reply in replies], GIVEN_MAX)
    at_once = await parts.questions.list(
        [QuestionState.AT_ONCE], services=actor.on(Right.LOOK), limit=_AT_ONCE_MAX
    )
    uses = _uses(at_once)
    outages = {reply.incident for reply in replies if reply.incident}
    page = {
        "title": "Answers",
        "notes": [done[:200]] if done else [],
        "replies": [_row(reply, given.get(reply.id, ()), uses.get(reply.id, ()), parts) for reply in replies],
        "titles": await titles_of(parts, outages),
        "holds": await _holds(parts, outages),
        "may_speak": actor.may(Right.SPEAK),
    }
    return drawn(request, parts, "desk_replies", page)


@post("/desk/questions/answered/{id:str}", include_in_schema=False, guards=[needs(Right.SPEAK, page=True)])
async def post_withdrawal(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """Withdraw an answer."""
    had = await withdrawn(request, parts, actor_of(request), id)
    return back("/desk/questions/answered", f"Withdrawn: {counted(len(had))} waiting again.")


@post(
    "/desk/questions/answered/{id:str}/told-on",
    include_in_schema=False,
    guards=[needs(Right.SPEAK, page=True)],
)
async def post_told_on(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """Tell an answer to whoever asks the like, or to nobody more."""
    said = fields(request).text("on", 1)
    if said not in ("1", "0"):
        raise invalid("on", "is neither 1 (tell it) nor 0 (tell it no more)")
    await told_on(request, parts, actor_of(request), id, is_for_like=said == "1")
    done = (
        "Whoever asks the like is told it from now on."
        if said == "1"
        else "It is told to nobody more who asks the like."
    )
    return back("/desk/questions/answered", done, id)


async def withdrawn(request: AnyRequest, parts: Parts, actor: Actor, id: str) -> Sequence[Question]:  # noqa: A002
    """Withdraw an answer; the public page follows. Raises ProblemError (403, 404)."""
    reply = await reply_of(parts, actor, id)
    note_act(request, "withdraw answer", id[:40])
    had = await parts.replier.withdraw(id)
    if had is None:
        raise ProblemError("not-found", "it does not stand any more")
    await republish(parts, [reply.service])
    return had


async def told_on(request: AnyRequest, parts: Parts, actor: Actor, id: str, *, is_for_like: bool) -> Reply:  # noqa: A002
    """Tell an answer to whoever asks the like from now on, or to nobody more. Raises ProblemError (403, 404)."""
    await reply_of(parts, actor, id)
    if is_for_like and await is_in_danger(parts, (), id):
        raise invalid("is_for_like", DANGER)
    note_act(request, "tell answer on" if is_for_like else "tell answer on no more", id[:40])
    found = await parts.replier.tell_on(id, is_for_like=is_for_like)
    if found is None:
        raise ProblemError("not-found", "it does not stand any more")
    return found


def _uses(at_once: Sequence[Question]) -> dict[str, list[Question]]:
    """By answer, the questions that the page answered with it at once."""
    found: dict[str, list[Question]] = {}
    for question in at_once:
        sources = question.told.sources if question.told is not None else ()
        for id in {each.id for each in sources if each.kind is KnownKind.ANSWERED}:  # noqa: A001
            found.setdefault(id, []).append(question)
    return found


async def _holds(parts: Parts, outages: Collection[str]) -> dict[str, datetime | bool]:
    """By outage, whether what is tied to it is true: True while it is on, until when after its end, and False from then on."""
    now = parts.clock.now()
    found: dict[str, datetime | bool] = {}
    for id in outages:  # noqa: A001
        one = await parts.incidents.get(id)
        if one is None or not explains(one, now):
            found[id] = False
        else:
            found[id] = one.state in ONGOING or (one.resolved_at or one.updated_at) + LATELY
    return found


def _row(
    reply: Reply, questions: Sequence[Question], uses: Sequence[Question], parts: Parts
) -> dict[str, object]:
    answered = [each for each in questions if each.state is QuestionState.ANSWERED]
    text = reply.texts[0]
    return {
        "id": reply.id,
        "title": text.title or (questions[0].words[:90] if questions else "(no question is put)"),
        "paragraphs": [part.strip() for part in text.body.split("\n\n") if part.strip()],
        "lang": text.language,
        "service": parts.catalog.named(reply.service).name if reply.service else "",
        "by": reply.by,
        "at": reply.at,
        "incident": reply.incident,
        "is_public": reply.is_public,
        "sources": reply.sources,
        "languages": ", ".join(offered()[each.language].name for each in reply.shown),
        "drafts": ", ".join(
            offered()[each.language].name for each in reply.texts if each not in reply.shown and each.body
        ),
        "may_tell_on": all(each.why_not is not WhyNot.DANGER for each in questions),
        "is_told_on": reply.is_for_like and not reply.has_failed,
        "has_failed": reply.is_for_like and reply.has_failed,
        "votes_helped": reply.uses_helped,
        "votes_not_helped": reply.uses_not_helped,
        "given": len(answered),
        "helped": sum(each.helped is True for each in answered),
        "not_helped": sum(each.helped is False for each in answered),
        "uses": len(uses),
        "uses_helped": sum(each.helped is True for each in uses),
        "uses_not_helped": sum(each.helped is False for each in uses),
    }
