"""Questions: the pages to ask and to read the answer, and the same for programs. A handle is all the right that these need:
whoever has the link has it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

from litestar import Response, delete, get, post
from litestar.params import FromPath, QueryParameter

from groundswell.core.answer import Answer
from groundswell.core.model import State
from groundswell.core.notice import QUESTION_PREFIX
from groundswell.errors import InputError, LaterError
from groundswell.flow.ask import Looked, Put
from groundswell.flow.plain import reader
from groundswell.flow.write import over_at
from groundswell.ports import Page
from groundswell.ports.questions import TOLD_STATES, Question, QuestionSource, QuestionState
from groundswell.web.answer import media_type
from groundswell.web.api.context import (
    FORM,
    AnyRequest,
    PartsHere,
    bodies_of,
    check_origin,
    faults,
    headers_of,
    json_body,
    language_of,
)
from groundswell.web.api.pages import published_of, response_of
from groundswell.web.api.question_wishes import after_question, again_by_form, wished_by_form
from groundswell.web.parts import Parts
from groundswell.web.people.browser import fields_of
from groundswell.web.problems import ProblemError, invalid, problem_of_later
from groundswell.web.questions import QuestionPages, timed
from groundswell.web.wire_questions import (
    AnswerOut,
    HelpedIn,
    NearOut,
    OverOut,
    QuestionIn,
    QuestionOut,
    SourceOut,
)
from groundswell.web.wire_wishes import QuestionKeptOut
from groundswell.web.wishes import NOTHING, Aftermath

_asked: Final = reader(QuestionIn)
_helped: Final = reader(HelpedIn)
_KEY_LETTERS_MAX: Final = 255
_PRIVATE: Final = {"cache-control": "no-store", "access-control-allow-origin": "null"}
_SENDING: Final = (
    "malformed",
    "not-found",
    "too-slow",
    "too-large",
    "unsupported-media-type",
    "invalid",
    "unavailable",
)


@get("/ask", include_in_schema=False)
async def get_ask_page(
    request: AnyRequest,
    parts: PartsHere,
    service: Annotated[str, QueryParameter(description="what to ask about")] = "",
) -> Response[bytes]:
    """The page to ask on."""
    found = parts.catalog.find(service[:80]) if service else None
    return _answer(request, _pages(request, parts).form(found.slug if found else ""))


@post("/ask", status_code=200, include_in_schema=False)
async def post_ask_page(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """The form of a service's page, or of that one: the way to the question's own page."""
    form, pages = await _form(request, parts), _pages(request, parts)
    language = language_of(request)
    words, service = form.get("words", ""), form.get("service", "")
    told = Put(words, QuestionSource.PAGE, service, language)
    trap = bool(form.get("website"))
    try:
        question = await _ask(request, parts, told, trap=trap, from_copy=True)
    except InputError as fault:
        found = parts.catalog.find(service[:80]) if service else None
        slug = found.slug if found else ""
        return _answer(request, pages.form(slug, words[:4000], _words(parts, pages, fault, words)), 422)
    return _see(parts.asker.path_of(question, language))


@get("/q/{handle:str}", include_in_schema=False)
async def get_question_page(request: AnyRequest, parts: PartsHere, handle: FromPath[str]) -> Response[bytes]:
    """A question with what it was answered."""
    return await _page(request, parts, await parts.asker.find(handle), handle)


@post("/q/{handle:str}/helped", status_code=200, include_in_schema=False)
async def post_helped_page(request: AnyRequest, parts: PartsHere, handle: FromPath[str]) -> Response[bytes]:
    """Whether it helped."""
    said = (await _form(request, parts)).get("helped", "")
    if said not in ("1", "0"):
        raise invalid("helped", "is neither 1 (yes) nor 0 (no)")
    judged = await parts.asker.judge(handle, helped=said == "1")
    return await _page(request, parts, judged, handle, thanked=True)


@post("/q/{handle:str}/queue", status_code=200, include_in_schema=False)
async def post_queue_page(request: AnyRequest, parts: PartsHere, handle: FromPath[str]) -> Response[bytes]:
    """This was not the question: it goes to a person."""
    sent = await parts.asker.send_on(handle)
    return await _page(request, parts, sent or await parts.asker.find(handle), handle)


@post("/q/{handle:str}/wish", status_code=200, include_in_schema=False)
async def post_question_wish_page(
    request: AnyRequest, parts: PartsHere, handle: FromPath[str]
) -> Response[bytes]:
    """The form of that page: tell me."""
    found = await _found(parts, handle)
    said = await wished_by_form(request, parts, found, handle)
    return await _page(request, parts, found, handle, said=said, status=422 if said.fault else 200)


@post("/q/{handle:str}/again", status_code=200, include_in_schema=False)
async def post_question_again_page(
    request: AnyRequest, parts: PartsHere, handle: FromPath[str]
) -> Response[bytes]:
    """One of its two buttons: it works again, or not."""
    found = await _found(parts, handle)
    return await _page(request, parts, found, handle, said=await again_by_form(request, parts, found))


@post("/q/{handle:str}/delete", status_code=200, include_in_schema=False)
async def post_delete_question_page(
    request: AnyRequest, parts: PartsHere, handle: FromPath[str]
) -> Response[bytes]:
    """Forget it."""
    pages = _pages(request, parts)
    if not await parts.asker.delete(handle):
        return _answer(request, pages.gone(), 404)
    return _answer(request, pages.gone(deleted=True))


@post(
    "/api/v1/questions",
    status_code=202,
    tags=["questions"],
    responses=faults(
        "malformed",
        "cross-site",
        "robot",
        "too-slow",
        "too-large",
        "unsupported-media-type",
        "invalid",
        "key-reused",
        "too-many-questions",
        "unavailable",
    ),
)
async def post_question(request: AnyRequest, parts: PartsHere) -> Response[QuestionOut]:
    """Ask a question: it is kept, and answered at once where something is known that answers it; else a person does, and the answer
    is found under its handle."""
    told = _asked(await json_body(request, parts))
    key = headers_of(request).get(b"idempotency-key", b"").decode("latin-1").strip()
    if len(key) > _KEY_LETTERS_MAX:
        raise invalid("Idempotency-Key", f"is longer than {_KEY_LETTERS_MAX} letters")
    put = Put(told.words, QuestionSource.API, told.service, told.language, key)
    question = await _ask(request, parts, put, trap=bool(told.website))
    return _private(await _out(parts, question, told.language), 202)


@get("/api/v1/questions/{handle:str}", tags=["questions"], responses=faults("not-found", "unavailable"))
async def get_question(parts: PartsHere, handle: FromPath[str]) -> Response[QuestionOut]:
    """A question and its answer, as they stand now. Everything that is kept of it: `/kept` below."""
    found = await _found(parts, handle)
    return _private(await _out(parts, found, known=await parts.asker.known_by_now(found)))


@get("/api/v1/questions/{handle:str}/kept", tags=["questions"], responses=faults("not-found", "unavailable"))
async def get_question_kept(parts: PartsHere, handle: FromPath[str]) -> Response[QuestionKeptOut]:
    """Everything that is kept of a question, of the wishes that hang on it, and of what was answered whether it works again."""
    found = await _found(parts, handle)
    hung = await parts.withdraw.export_about(QUESTION_PREFIX + found.id)
    told = QuestionKeptOut(await parts.asker.export(found), **hung, written_at=parts.clock.now())
    return Response(told, headers=_PRIVATE)


@post(
    "/api/v1/questions/{handle:str}/helped",
    status_code=200,
    tags=["questions"],
    responses=faults(*_SENDING),
)
async def post_helped(request: AnyRequest, parts: PartsHere, handle: FromPath[str]) -> Response[QuestionOut]:
    """Say whether the answer helped; it can be said otherwise later. With `send_on` the question goes to a person."""
    said = _helped(await json_body(request, parts))
    if said.send_on and said.helped:
        raise invalid("send_on", "what has helped needs nobody else")
    found = await _found(parts, handle)
    if said.send_on:
        return _private(await _out(parts, await parts.asker.send_on(handle) or found))
    judged = await parts.asker.judge(handle, helped=said.helped)
    if judged is None:
        raise invalid("helped", "there is no answer yet that could have helped")
    return _private(await _out(parts, judged))


@delete("/api/v1/questions/{handle:str}", tags=["questions"], responses=faults("not-found", "unavailable"))
async def delete_question(parts: PartsHere, handle: FromPath[str]) -> None:
    """Forget a question and everything that is kept of it, for good."""
    if not await parts.asker.delete(handle):
        raise _unknown()


async def _ask(
    request: AnyRequest, parts: Parts, put: Put, *, trap: bool, from_copy: bool = False
) -> Question:
    check_origin(headers_of(request), parts, from_copy=from_copy)
    if not parts.asker.config.on:
        raise ProblemError("not-found", "no questions are taken here")
    if trap:
        raise ProblemError("robot", "a field was filled in that no person sees")
    visitor = parts.visitors.read_scope(dict(request.scope), parts.clock.now())
    try:
        return await parts.asker.ask(replace(put, origin=visitor.origin, reporter=visitor.reporter))
    except LaterError as fault:
        raise problem_of_later("too-many-questions", fault) from fault


async def _found(parts: Parts, handle: str) -> Question:
    found = await parts.asker.find(handle)
    if found is None:
        raise _unknown()
    return found


def _unknown() -> ProblemError:
    return ProblemError("not-found", "this handle opens no question, or none any more")


async def _out(
    parts: Parts, question: Question, language: str = "", known: Answer | None = None
) -> QuestionOut:
    """A question as its asker's program has it."""
    looked = await parts.asker.look(question)
    over = looked.over
    return QuestionOut(
        handle=parts.asker.handle_of(question),
        url=parts.asker.url_of(question, language),
        words=question.words,
        language=question.language,
        service=question.service,
        at=question.at,
        source=question.source,
        state=question.state,
        first=question.first,
        subject=question.subject,
        symptoms=list(question.symptoms),
        why_not=question.why_not,
        answer=_answer_out(looked, language),
        known=None if known is None else _told_out(known, language or question.language),
        over=None if over is None else OverOut(over.id, over_at(over), over.state is State.DISMISSED),
        helped=question.helped,
        can_send_on=question.state in TOLD_STATES,
        sent_on=question.is_unfit,
        changed_at=question.changed_at,
        near=[NearOut(each.id, each.kind, each.likeness) for each in question.candidates],
        group=question.group,
        asked_on=question.asked_on,
        asked_in=question.asked_in,
        has_address=bool(question.asker),
        has_key=bool(question.key),
    )


def _answer_out(looked: Looked, language: str) -> AnswerOut | None:
    question, reply = looked.question, looked.reply
    wanted = language or question.language
    if question.state not in TOLD_STATES:
        return None
    if question.state is QuestionState.ANSWERED and reply is not None:
        text = reply.text(wanted)
        sources = [SourceOut("desk", "", reply.at), *(SourceOut("desk", url) for url in reply.sources)]
        texts = {each.language: each.body for each in reply.shown}
        return AnswerOut("desk", text.language, text.body, texts, sources)
    return None if question.told is None else _told_out(question.told, wanted)


def _told_out(told: Answer, wanted: str) -> AnswerOut:
    body, spoken = told.text(wanted)
    sources: dict[tuple[str, str, str], SourceOut] = {}
    for each, at in timed(told.sources):
        source = SourceOut(each.kind, each.url, at, each.operator)
        sources.setdefault((source.kind, source.url, source.operator), source)
    return AnswerOut("page", spoken, body, dict(told.texts), list(sources.values()))


def _private(told: QuestionOut, status: int = 200) -> Response[QuestionOut]:
    return Response(told, status_code=status, headers=_PRIVATE)


async def _page(
    request: AnyRequest,
    parts: Parts,
    question: Question | None,
    handle: str,
    *,
    thanked: bool = False,
    said: Aftermath = NOTHING,
    status: int = 200,
) -> Response[bytes]:
    pages = _pages(request, parts)
    if question is None:
        return _answer(request, pages.gone(), 404)
    looked = await parts.asker.look(question)
    after = await after_question(parts, looked, said)
    known = await parts.asker.known_by_now(question)
    return _answer(request, pages.question(looked, handle, after, known=known, thanked=thanked), status)


def _words(parts: Parts, pages: QuestionPages, fault: InputError, words: str) -> str:
    """What was wrong, in the reader's language."""
    if fault.field == "service":
        return pages.unknown_service()
    most = parts.asker.config.letters_max
    return pages.too_long(most) if len(words) > most else pages.empty()


async def _form(request: AnyRequest, parts: Parts) -> dict[str, str]:
    headers, config = headers_of(request), parts.config
    if media_type(headers) != FORM:
        raise ProblemError("unsupported-media-type", f"send Content-Type {FORM}")
    body = await bodies_of(request).read(
        request.receive, headers, config.body_bytes_max, config.body_seconds_max
    )
    return fields_of(body)


def _see(path: str) -> Response[bytes]:
    return Response(b"", status_code=303, headers={"location": path})


def _pages(request: AnyRequest, parts: Parts) -> QuestionPages:
    return parts.pages_in(language_of(request)).questions


def _answer(request: AnyRequest, page: Page, status: int = 200) -> Response[bytes]:
    return response_of(published_of(request).answer_page(page, headers_of(request), status))
