"""What helped others: the pages to read, propose and vote, and the same for programs."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Annotated, Final, TypeVar

from litestar import Response, delete, get, post
from litestar.params import FromPath, QueryParameter

from groundswell.core.model import Service
from groundswell.core.workarounds import Workaround
from groundswell.errors import InputError, LaterError
from groundswell.flow.advise import Written
from groundswell.flow.plain import reader
from groundswell.ports import Page
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
from groundswell.web.parts import Parts
from groundswell.web.people.browser import fields_of
from groundswell.web.problems import ProblemError, invalid, problem_of_later
from groundswell.web.wire_workarounds import (
    AdviceOut,
    ProposalIn,
    ProposedOut,
    VoteIn,
    WorkaroundList,
    WorkaroundOut,
)
from groundswell.web.workarounds import WorkaroundPages

T = TypeVar("T")
_proposal: Final = reader(ProposalIn)
_vote: Final = reader(VoteIn)
_ID_LETTERS_MAX: Final = 40
_SENDING: Final = (
    "malformed",
    "cross-site",
    "robot",
    "not-found",
    "too-slow",
    "too-large",
    "unsupported-media-type",
    "invalid",
    "too-many-proposals",
    "unavailable",
)


@get("/workarounds", include_in_schema=False)
async def get_workarounds_page(
    request: AnyRequest,
    parts: PartsHere,
    service: Annotated[str, QueryParameter(description="what shall work again")] = "",
) -> Response[bytes]:
    """What helps with a service, and the form to propose more."""
    found = _named(parts, service)
    return _answer(request, _pages(request, parts).list(found, await parts.advise.of_service(found.slug)))


@post("/workarounds", status_code=200, include_in_schema=False)
async def post_workarounds_page(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """The form of that page, or of a service's."""
    form, pages = await _form(request, parts), _pages(request, parts)
    service, words = _named(parts, form.get("service", "")), form.get("words", "").replace("\r\n", "\n")
    written = Written(service.slug, words, language_of(request))
    try:
        kept = await _propose(request, parts, written, trap=bool(form.get("website")), from_copy=True)
    except InputError:
        ways = await parts.advise.of_service(service.slug)
        return _answer(request, pages.list(service, ways, pages.fault_words(words), words[:4000]), 422)
    ways = await parts.advise.of_service(service.slug)
    handle = parts.advise.handle_of(kept)
    return _answer(request, pages.proposed(service, ways, handle, shown=kept.is_shown))


@get("/workarounds/{id:str}", include_in_schema=False)
async def get_workaround_page(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """One, with its vote; or what somebody proposed, by their handle."""
    if (own := await parts.advise.own(id)) is not None:
        return _answer(request, _pages(request, parts).own(own, id))
    return _answer(request, _pages(request, parts).one(_there(await parts.advise.find(_checked(id)))))


@post("/workarounds/{id:str}", status_code=200, include_in_schema=False)
async def post_workaround_page(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """The vote, by one tap on a page; or who proposed it wants it gone."""
    form = await _form(request, parts)
    if "delete" in form:
        check_origin(headers_of(request), parts)
        service = parts.catalog.named((await _erased(parts, id)).service)
        ways = await parts.advise.of_service(service.slug)
        return _answer(request, _pages(request, parts).gone(service, ways))
    said = form.get("helped", "")
    if said not in ("1", "0"):
        raise invalid("helped", "is neither 1 nor 0")
    found = await _voted(request, parts, id, helped=said == "1", from_copy=True)
    return _answer(request, _pages(request, parts).one(found, voted=True))


@get(
    "/api/v1/services/{slug:str}/workarounds",
    tags=["workarounds"],
    responses=faults("not-found", "unavailable"),
)
async def list_workarounds(parts: PartsHere, slug: FromPath[str]) -> WorkaroundList:
    """What helps with a service now, most reliable first."""
    service = _named(parts, slug)
    return WorkaroundList([public_out(each, parts) for each in await parts.advise.of_service(service.slug)])


@post(
    "/api/v1/services/{slug:str}/workarounds",
    status_code=202,
    tags=["workarounds"],
    responses=faults(*_SENDING),
)
async def post_workaround(request: AnyRequest, parts: PartsHere, slug: FromPath[str]) -> ProposedOut:
    """Propose something that helped; others see it after the desk has read it."""
    told, service = _proposal(await json_body(request, parts)), _named(parts, slug)
    written = Written(service.slug, told.words, told.language, tuple(told.symptoms), tuple(told.platforms))
    kept = await _propose(request, parts, written, trap=bool(told.website))
    return _proposed(kept, parts)


@get("/api/v1/workarounds/{id:str}", tags=["workarounds"], responses=faults("not-found", "unavailable"))
async def get_proposal(parts: PartsHere, id: FromPath[str]) -> Response[ProposedOut]:  # noqa: A002
    """What somebody proposed, by the handle that they were given."""
    own = _there(await parts.advise.own(id))
    return Response(_proposed(own, parts), headers={"cache-control": "no-store"})


@delete("/api/v1/workarounds/{id:str}", tags=["workarounds"], responses=faults("not-found", "unavailable"))
async def delete_proposal(parts: PartsHere, id: FromPath[str]) -> None:  # noqa: A002
    """Forget what somebody proposed, by the handle that they were given: words, translations and votes, for good."""
    await _erased(parts, id)


@post(
    "/api/v1/workarounds/{id:str}/vote",
    status_code=200,
    tags=["workarounds"],
    responses=faults(*_SENDING),
)
async def post_vote(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> WorkaroundOut:  # noqa: A002
    """Say whether something helped; a second word of the same day replaces the first."""
    told = _vote(await json_body(request, parts))
    return public_out(await _voted(request, parts, id, helped=told.helped), parts)


def public_out(way: Workaround, parts: Parts) -> WorkaroundOut:
    """A workaround as anybody may read it."""
    helped, tried = way.tally.counted
    return WorkaroundOut(
        id=way.id,
        service=way.service,
        incident=way.incident,
        texts=[AdviceOut(text.language, text.words) for text in way.spoken],
        symptoms=list(way.symptoms),
        platforms=list(way.platforms),
        by="desk" if way.by else "user",
        at=way.made_at,
        helped=helped,
        tried=tried,
        url=f"{parts.config.url}/workarounds/{way.id}",
    )


def _proposed(kept: Workaround, parts: Parts) -> ProposedOut:
    handle = parts.advise.handle_of(kept)
    url = f"{parts.config.url}/workarounds/{handle}"
    return ProposedOut(kept.id, kept.state, kept.texts[0].words, handle, url)


async def _erased(parts: Parts, handle: str) -> Workaround:
    """What it opened, which is gone; where it was shown, from the pages too."""
    own = _there(await parts.advise.own(handle))
    await parts.advise.erase(own)
    if own.is_shown:
        await parts.publish.run({own.service})
    return own


async def _propose(
    request: AnyRequest, parts: Parts, written: Written, *, trap: bool, from_copy: bool = False
) -> Workaround:
    _check_sender(request, parts, from_copy=from_copy)
    if trap:
        raise ProblemError("robot", "a field was filled in that no person sees")
    visitor = parts.visitors.read_scope(dict(request.scope), parts.clock.now())
    kept = await _in_time(parts.advise.propose(written, visitor))
    if kept.is_shown:
        await parts.publish.run({kept.service})
    return kept


async def _voted(
    request: AnyRequest,
    parts: Parts,
    id: str,  # noqa: A002
    *,
    helped: bool,
    from_copy: bool = False,
) -> Workaround:
    """The workaround with the vote counted. The pages follow with the next round: a vote must not make them anew."""
    _check_sender(request, parts, from_copy=from_copy)
    visitor = parts.visitors.read_scope(dict(request.scope), parts.clock.now())
    return _there(await _in_time(parts.advise.vote(_checked(id), visitor, helped=helped)))


async def _in_time(taken: Awaitable[T]) -> T:
    try:
        return await taken
    except LaterError as fault:
        raise problem_of_later("too-many-proposals", fault) from fault


def _check_sender(request: AnyRequest, parts: Parts, *, from_copy: bool) -> None:
    check_origin(headers_of(request), parts, from_copy=from_copy)
    if not parts.advise.config.on:
        raise ProblemError("not-found", "no workarounds are taken here")


def _named(parts: Parts, name: str) -> Service:
    found = parts.catalog.find(name[:80]) if name.strip() else None
    if found is None:
        raise ProblemError("not-found", f'there is no service "{name[:80]}" here')
    return found


def _checked(id: str) -> str:  # noqa: A002
    return id if id.isascii() and id.isprintable() and len(id) <= _ID_LETTERS_MAX else ""


def _there(found: Workaround | None) -> Workaround:
    if found is None:
        raise ProblemError("not-found", "there is no such workaround, or it is not shown any more")
    return found


async def _form(request: AnyRequest, parts: Parts) -> dict[str, str]:
    headers, config = headers_of(request), parts.config
    if media_type(headers) != FORM:
        raise ProblemError("unsupported-media-type", f"send Content-Type {FORM}")
    body = await bodies_of(request).read(
        request.receive, headers, config.body_bytes_max, config.body_seconds_max
    )
    return fields_of(body)


def _pages(request: AnyRequest, parts: Parts) -> WorkaroundPages:
    return parts.pages_in(language_of(request)).workarounds


def _answer(request: AnyRequest, page: Page, status: int = 200) -> Response[bytes]:
    return response_of(published_of(request).answer_page(page, headers_of(request), status))
