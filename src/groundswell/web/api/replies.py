"""Questions at the desk for programs: what waits, answered, moved, put aside; and how well it goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from litestar import delete, get, post
from litestar.params import FromPath, QueryParameter

from groundswell.core.access import Right
from groundswell.core.statement import Text
from groundswell.errors import OvertakenError
from groundswell.flow.deflect import DEFINITION, Deflection
from groundswell.flow.plain import reader
from groundswell.flow.reply import Written
from groundswell.flow.sort import Pile
from groundswell.ports.questions import Question, QuestionSource, QuestionState, Reply
from groundswell.web.api.context import (
    TOKEN_SECURITY,
    AnyRequest,
    PartsHere,
    actor_of,
    faults,
    json_body,
    needs,
    note_act,
)
from groundswell.web.desk.answered import told_on, withdrawn
from groundswell.web.desk.form import said
from groundswell.web.desk.meanwhile import conflict
from groundswell.web.desk.publishing import is_in_danger, replied, reply_of
from groundswell.web.desk.questions import chosen, moved
from groundswell.web.wire_questions import (
    AsideIn,
    DeflectionOut,
    ForLikeIn,
    MeasuresOut,
    MoveIn,
    PileOut,
    QueueOut,
    RepliedOut,
    ReplyIn,
    ReplyList,
    ReplyOut,
    ReplyTextOut,
    WaitingOut,
)

_aside: Final = reader(AsideIn)
_move: Final = reader(MoveIn)
_reply: Final = reader(ReplyIn)
_for_like: Final = reader(ForLikeIn)
_READING: Final = faults("malformed", "unauthorized", "forbidden", "unavailable")
_WRITING: Final = faults(
    "malformed",
    "unauthorized",
    "forbidden",
    "not-found",
    "too-slow",
    "too-large",
    "unsupported-media-type",
    "invalid",
    "unavailable",
)


@get(
    "/api/v1/desk/questions",
    tags=["desk"],
    guards=[needs(Right.LOOK)],
    security=TOKEN_SECURITY,
    responses=_READING,
)
async def list_questions(request: AnyRequest, parts: PartsHere) -> QueueOut:
    """Questions that wait for an answer, in piles that one answer may serve, the largest first."""
    piles = await parts.replier.queue(actor_of(request).on(Right.LOOK))
    return QueueOut(sum(len(pile.questions) for pile in piles), [_pile_out(pile) for pile in piles])


@post(
    "/api/v1/desk/questions/aside",
    status_code=200,
    tags=["desk"],
    guards=[needs(Right.SPEAK)],
    security=TOKEN_SECURITY,
    responses=_WRITING,
)
async def post_aside(request: AnyRequest, parts: PartsHere) -> list[WaitingOut]:
    """Close questions without an answer, call them spam, or let them wait again; those that were changed."""
    told = _aside(await json_body(request, parts))
    note_act(request, f"questions {told.state}", ", ".join(told.questions)[:200])
    theirs = await chosen(parts, actor_of(request), told.questions)
    changed = await parts.replier.set_aside([each.id for each in theirs], QuestionState(told.state))
    return [_waiting_out(each) for each in changed]


@post(
    "/api/v1/desk/questions/move",
    status_code=200,
    tags=["desk"],
    guards=[needs(Right.SPEAK)],
    security=TOKEN_SECURITY,
    responses=_WRITING,
)
async def post_move(request: AnyRequest, parts: PartsHere) -> QueueOut:
    """Move questions to the pile of another, or to one of their own; what waits is told as it is then."""
    told, actor = _move(await json_body(request, parts)), actor_of(request)
    note_act(request, "questions move", ", ".join(told.questions)[:200])
    theirs = await chosen(parts, actor, told.questions)
    await moved(parts, actor, [each.id for each in theirs], told.into)
    piles = await parts.replier.queue(actor.on(Right.LOOK))
    return QueueOut(sum(len(pile.questions) for pile in piles), [_pile_out(pile) for pile in piles])


@get(
    "/api/v1/desk/questions/measures",
    tags=["desk"],
    guards=[needs(Right.LOOK)],
    security=TOKEN_SECURITY,
    responses=_READING,
)
async def list_measures(
    request: AnyRequest,
    parts: PartsHere,
    days: Annotated[int, QueryParameter(ge=1, le=3650, description="of the last so many days")] = 7,
) -> MeasuresOut:
    """How well questions are answered: by the page at once, by the desk, and what askers say of it."""
    found = await parts.replier.deflection(days, actor_of(request).on(Right.LOOK))
    since = parts.clock.now() - timedelta(days=days)
    return MeasuresOut(since, DEFINITION, [_figures(source, each) for source, each in found.items()])


@get(
    "/api/v1/desk/replies",
    tags=["desk"],
    guards=[needs(Right.LOOK)],
    security=TOKEN_SECURITY,
    responses=_READING,
)
async def list_replies(
    request: AnyRequest,
    parts: PartsHere,
    limit: Annotated[int, QueryParameter(ge=1, le=500, description="at most so many")] = 100,
) -> ReplyList:
    """Answers of the desk that stand, newest first."""
    found = await parts.questions.replies(services=actor_of(request).on(Right.LOOK), limit=limit)
    return ReplyList([_reply_out(each) for each in found])


@post(
    "/api/v1/desk/replies",
    status_code=201,
    tags=["desk"],
    guards=[needs(Right.SPEAK)],
    security=TOKEN_SECURITY,
    responses={**_WRITING, **faults("overtaken")},
)
async def post_answer(request: AnyRequest, parts: PartsHere) -> RepliedOut:
    """Answer questions, all with the same, or put a better answer in the place of one that stands. Sent again, it is the same answer."""
    told, actor = _reply(await json_body(request, parts)), actor_of(request)
    texts = tuple(
        Text(
            said("language", each.language, 8),
            said("title", each.title.strip(), 200),
            said("body", each.body.strip(), 4_000),
            each.is_draft,
        )
        for each in told.texts
    )
    before = await reply_of(parts, actor, told.supersedes) if told.supersedes else None
    questions = await chosen(parts, actor, told.questions)
    is_for_like = told.is_for_like
    if is_for_like is None:
        is_for_like = before is not None and before.is_for_like
        is_for_like = is_for_like and not await is_in_danger(parts, questions, told.supersedes)
    written = Written(
        texts,
        told.service,
        tuple(told.sources),
        told.incident,
        is_public=told.is_public,
        supersedes=told.supersedes,
        is_for_like=is_for_like,
    )
    try:
        reply, given = await replied(
            *(request, parts, actor, written, questions), is_for_all=told.is_for_all, over=told.over
        )
    except OvertakenError as fault:
        raise await conflict(parts, fault) from fault
    return RepliedOut(_reply_out(reply), [each.id for each in given])


@post(
    "/api/v1/desk/replies/{id:str}/for-like",
    status_code=200,
    tags=["desk"],
    guards=[needs(Right.SPEAK)],
    security=TOKEN_SECURITY,
    responses=_WRITING,
)
async def post_for_like(
    request: AnyRequest,
    parts: PartsHere,
    id: FromPath[str],  # noqa: A002  the path's word
) -> ReplyOut:
    """Tell an answer to whoever asks the like from now on, its votes counted anew, or to nobody more; who has it keeps it."""
    told = _for_like(await json_body(request, parts))
    return _reply_out(await told_on(request, parts, actor_of(request), id, is_for_like=told.is_for_like))


@delete(
    "/api/v1/desk/replies/{id:str}",
    status_code=200,
    tags=["desk"],
    guards=[needs(Right.SPEAK)],
    security=TOKEN_SECURITY,
    responses=_WRITING,
)
async def delete_reply(
    request: AnyRequest,
    parts: PartsHere,
    id: FromPath[str],  # noqa: A002  the path's word
) -> list[WaitingOut]:
    """Show an answer to nobody any more; who had it waits again."""
    return [_waiting_out(each) for each in await withdrawn(request, parts, actor_of(request), id)]


def _pile_out(pile: Pile) -> PileOut:
    return PileOut(
        pile.id,
        pile.label,
        pile.service,
        pile.subject,
        list(pile.languages),
        pile.by_hand,
        pile.beside,
        [_waiting_out(each) for each in pile.questions],
    )


def _waiting_out(question: Question) -> WaitingOut:
    return WaitingOut(
        question.id,
        question.words,
        question.language,
        question.service,
        question.at,
        question.source,
        question.state,
        question.subject,
        question.why_not,
        question.is_unfit,
        question.reply,
        question.helped,
    )


def _reply_out(reply: Reply) -> ReplyOut:
    texts = [ReplyTextOut(each.language, each.title, each.body, each.is_draft) for each in reply.texts]
    return ReplyOut(
        reply.id,
        reply.service,
        texts,
        reply.by,
        reply.at,
        list(reply.sources),
        reply.incident,
        reply.is_public,
        reply.supersedes,
        reply.state,
        reply.is_for_like,
        reply.has_failed,
        reply.uses_helped,
        reply.uses_not_helped,
    )


def _figures(source: QuestionSource | None, found: Deflection) -> DeflectionOut:
    return DeflectionOut(
        source.value if source is not None else "",
        found.asked,
        found.at_once,
        found.helped,
        found.not_helped,
        found.unfit,
        found.taken_up,
        found.by_desk,
        found.desk_helped,
        found.desk_not_helped,
        found.waiting,
        found.closed,
        found.spam,
        found.share,
        found.share_least,
    )
