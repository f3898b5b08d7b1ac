"""What follows after a question: to be told when it is answered and, where it is of an outage that is on, when that is over; and to
say as that eases whether it works again. The handle is all the right that this needs."""

from __future__ import annotations

from typing import Final

from litestar import post
from litestar.params import FromPath

from groundswell.core.model import Incident
from groundswell.core.notice import QUESTION_PREFIX, WISHED, Way
from groundswell.errors import InputError
from groundswell.flow.ask import Looked
from groundswell.flow.belong import is_on
from groundswell.flow.follow import stands
from groundswell.flow.plain import reader
from groundswell.flow.recheck import About
from groundswell.ports.questions import TOLD_STATES, Question, QuestionState
from groundswell.ports.wishes import Wished
from groundswell.web.api.context import (
    AnyRequest,
    PartsHere,
    check_origin,
    faults,
    headers_of,
    json_body,
    language_of,
)
from groundswell.web.api.wishes import (
    AGAIN_FAULTS,
    WISH_FAULTS,
    again_button,
    again_out,
    again_told,
    checked_wish,
    say_again,
    take_wish,
    wish_of_form,
    wish_out,
    wished_now,
)
from groundswell.web.form_faults import words_of
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError
from groundswell.web.wire_wishes import AgainOut, WishIn, WishOut
from groundswell.web.wishes import Aftermath

_decode: Final = reader(WishIn)


@post(
    "/api/v1/questions/{handle:str}/wish",
    status_code=202,
    tags=["questions"],
    responses=faults(*WISH_FAULTS, "too-many-sign-ups"),
)
async def post_question_wish(request: AnyRequest, parts: PartsHere, handle: FromPath[str]) -> WishOut:
    """Ask to be told once when a question that waits is answered; and, where it is of an outage that is on, when that is over."""
    told = _decode(await json_body(request, parts))
    question = await _found(parts, handle)
    return wish_out(told, await wish_about(request, parts, question, handle, told), "answered, or over")


@post(
    "/api/v1/questions/{handle:str}/again",
    status_code=202,
    tags=["questions"],
    responses=faults(*AGAIN_FAULTS),
)
async def post_question_again(request: AnyRequest, parts: PartsHere, handle: FromPath[str]) -> AgainOut:
    """Say whether it works again, while that is asked: as the outage that the question is about eases. One answer in a half hour counts."""
    works = await again_told(request, parts)
    about = await about_question(parts, await parts.asker.look(await _found(parts, handle)))
    return again_out(await say_again(request, parts, about, works), "question")


async def wish_about(request: AnyRequest, parts: Parts, question: Question, handle: str, told: WishIn) -> str:
    """Take the wish; what Wishing.wish gives. Raises InputError, ProblemError."""
    address = checked_wish(request, parts, told)
    looked = await parts.asker.look(question)
    if not may_wish(looked):
        if question.state not in TOLD_STATES:
            raise InputError("state", "was put aside: there is nothing to be told")
        raise InputError("question", "has its answer: there is nothing more to be told")
    outage, service = outage_on(looked), question.service
    if not service and outage is not None and outage.service in parts.catalog.services:
        service = outage.service
    wished = Wished(
        QUESTION_PREFIX + question.id,
        service,
        question.at,
        Way(told.way),
        address,
        told.language,
        told.asks,  # also where no outage is known of yet: the desk may tie its answer to one
        f"/q/{handle}",
        outage.id if outage is not None else "",
        is_answered=question.state is QuestionState.ANSWERED,
    )
    return await take_wish(request, parts, wished)


def may_wish(looked: Looked) -> bool:
    """Whether something is still to come: the desk's answer, or the end of the outage that it is of."""
    state = looked.question.state
    return state is QuestionState.WAITING or (state in TOLD_STATES and outage_on(looked) is not None)


def outage_on(looked: Looked) -> Incident | None:
    """The outage that it is of, while that is on; not a suspicion, whose end may never come."""
    return looked.outage if is_on(looked.outage) else None


async def about_question(parts: Parts, looked: Looked) -> About:
    """Whose answer it is whether it works again, and of which outage: that which it is of; else, while it waits, that whose end its asker
    wished for, so that whoever is asked by a message can answer here."""
    question, outage = looked.question, looked.outage
    if outage is None and question.state is QuestionState.WAITING:
        wishes = await parts.undertake.of(QUESTION_PREFIX + question.id)
        named = next((each.incident for each in wishes if each.incident and each.state in WISHED), "")
        outage = await stands(await parts.incidents.get(named), parts.incidents) if named else None
    symptom = question.symptoms[0] if question.symptoms else ""
    service = question.service or (outage.service if outage is not None else "")
    return About(QUESTION_PREFIX + question.id, service, symptom, outage)


async def after_question(parts: Parts, looked: Looked, said: Aftermath) -> Aftermath:
    """What a question's page shows beside its answer; `said` is what came of a form of it."""
    about = await about_question(parts, looked)
    return Aftermath(
        asks=parts.recheck.asks(about.incident),
        answered=await parts.recheck.last(about.name),
        wishes=tuple(await parts.undertake.of(about.name)),
        ways=tuple(way.value for way in parts.undertake.ways) if may_wish(looked) else (),
        days=parts.undertake.kept_days,
        heard=said.heard,
        fault=said.fault,
        sent=said.sent,
        link=said.link,
        asked=True,
        waits=looked.question.state is QuestionState.WAITING,
        is_on=outage_on(looked) is not None,
    )


async def wished_by_form(request: AnyRequest, parts: Parts, question: Question, handle: str) -> Aftermath:
    """Take the form of a question's page; what the page says of it."""
    told = await wish_of_form(request, parts)
    try:
        made = await wish_about(request, parts, question, handle, told)
    except InputError as fault:
        return Aftermath(fault=words_of(fault, language_of(request)))
    return wished_now(told, made)


async def again_by_form(request: AnyRequest, parts: Parts, question: Question) -> Aftermath:
    """Take one of its two buttons; what the page says of it."""
    check_origin(headers_of(request), parts)
    works = await again_button(request, parts)
    about = await about_question(parts, await parts.asker.look(question))
    return Aftermath(heard=await say_again(request, parts, about, works))


async def _found(parts: Parts, handle: str) -> Question:
    found = await parts.asker.find(handle)
    if found is None:
        raise ProblemError("not-found", "this handle opens no question, or none any more")
    return found
