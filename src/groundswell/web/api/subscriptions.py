"""Subscriptions: the pages to sign up, say yes, change and leave, and the same for programs. A handle is all the right that
these need: whoever has the message has it."""

from __future__ import annotations

import base64
from typing import Annotated, Final

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, QueryParameter

from groundswell.core.notice import Route, Subscription
from groundswell.errors import InputError, LaterError
from groundswell.flow.plain import reader
from groundswell.flow.subscribe import SignedUp, SignUp
from groundswell.ports import Page
from groundswell.web.answer import media_type
from groundswell.web.api.context import (
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
from groundswell.web.form_faults import words_of
from groundswell.web.parts import Parts
from groundswell.web.preferences import Form, asked_by, preferences_of, read_form, route_of, sign_up_of
from groundswell.web.problems import ProblemError, problem_of_later
from groundswell.web.submit import FORM
from groundswell.web.subscriptions import SubscriptionPages
from groundswell.web.wire_subscriptions import PushKeyOut, SignedUpOut, SubscriptionIn, SubscriptionOut

_decode: Final = reader(SubscriptionIn)
_TOLD: Final = {
    "email": "if the address can be told, a message is on its way to it; the yes is said there",
    "webhook": "the address is sent a challenge, and has to give the word in it back",
    "push": "the browser is sent a message, and says yes by itself",
    "telegram": "open the link in Telegram and press Start there: that is the yes",
    "chat": "a message is on its way into the room; the yes is said at the link in it",
}


@get("/subscribe", include_in_schema=False)
async def get_subscribe_page(
    request: AnyRequest,
    parts: PartsHere,
    service: Annotated[str, QueryParameter(description="a service")] = "",
    category: Annotated[str, QueryParameter(description="a category")] = "",
    country: Annotated[str, QueryParameter(description="a country's code")] = "",
) -> Response[bytes]:
    """The page to sign up on, with what the address names already chosen."""
    found = parts.catalog.find(service[:80]) if service else None
    route = Route(
        services=(found.slug,) if found is not None else (),
        categories=(category,) if category in parts.catalog.categories else (),
        countries=(country,) if country in parts.catalog.areas else (),
    )
    return _answer(request, _pages(request, parts).form(route if route != Route() else None))


@post("/subscribe", status_code=200, include_in_schema=False)
async def post_subscribe_page(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """The form of that page."""
    form, pages = await form_sent(request, parts), _pages(request, parts)
    form = {**form, "language": form.get("language") or [language_of(request)]}
    try:
        asked = sign_up_of(form, parts.catalog, parts.subscribe.way_of)
        signed = await _sign_up(request, parts, asked, trap="website" in form, from_copy=True)
    except InputError as fault:
        words = words_of(fault, language_of(request))
        return _answer(request, pages.form(_route_in(form, parts), words, _typed(form)), 422)
    return _answer(request, pages.signed_up(asked.way, signed))


@get("/confirm/{handle:str}", include_in_schema=False)
async def get_confirm_page(request: AnyRequest, parts: PartsHere, handle: FromPath[str]) -> Response[bytes]:
    """The question; a program that only follows links in mails says no yes by it."""
    found = await parts.subscribe.asked(handle)
    pages = _pages(request, parts)
    if found is None:
        return _answer(request, pages.gone(), 404)
    return _answer(request, pages.question(found, handle))


@post("/confirm/{handle:str}", status_code=200, include_in_schema=False)
async def post_confirm_page(request: AnyRequest, parts: PartsHere, handle: FromPath[str]) -> Response[bytes]:
    """The yes."""
    found, pages = await parts.subscribe.confirm(handle), _pages(request, parts)
    if found is None:
        return _answer(request, pages.gone(), 404)
    return _answer(request, pages.confirmed(parts.subscribe.handle_of(found)))


@get("/subscription/{handle:str}", include_in_schema=False)
async def get_subscription_page(
    request: AnyRequest, parts: PartsHere, handle: FromPath[str]
) -> Response[bytes]:
    """What somebody is told."""
    found, pages = await parts.subscribe.find(handle), _pages(request, parts)
    if found is None:
        return _answer(request, pages.gone(), 404)
    return _answer(request, pages.manage(found, handle))


@post("/subscription/{handle:str}", status_code=200, include_in_schema=False)
async def post_subscription_page(
    request: AnyRequest, parts: PartsHere, handle: FromPath[str]
) -> Response[bytes]:
    """Something else from now on."""
    form, pages = await form_sent(request, parts), _pages(request, parts)
    before = await parts.subscribe.find(handle)
    if before is None:
        return _answer(request, pages.gone(), 404)
    try:
        told = preferences_of({**form, "language": form.get("language") or [before.language]}, parts.catalog)
        found = await parts.subscribe.change(handle, route_of(told), told.language)
    except InputError as fault:
        return _answer(
            request, pages.manage(before, handle, fault=words_of(fault, language_of(request))), 422
        )
    return _answer(request, pages.gone() if found is None else pages.manage(found, handle, saved=True))


@get("/subscription/{handle:str}/end", include_in_schema=False)
async def get_end_page(request: AnyRequest, parts: PartsHere, handle: FromPath[str]) -> Response[bytes]:
    """The question whether to stop: nothing ends because a program followed the link."""
    found, pages = await parts.subscribe.find(handle), _pages(request, parts)
    return _answer(request, pages.left() if found is None else pages.leave(handle))


@post("/subscription/{handle:str}/end", status_code=200, include_in_schema=False)
async def post_end_page(request: AnyRequest, parts: PartsHere, handle: FromPath[str]) -> Response[bytes]:
    """The end, by the page's button or by a mail program's (RFC 8058)."""
    pages = _pages(request, parts)
    if not await parts.subscribe.end(handle):
        return _answer(request, pages.gone(), 404)
    return _answer(request, pages.left())


@post("/subscription/{handle:str}/delete", status_code=200, include_in_schema=False)
async def post_delete_page(request: AnyRequest, parts: PartsHere, handle: FromPath[str]) -> Response[bytes]:
    """Forget it altogether."""
    pages = _pages(request, parts)
    if not await parts.subscribe.delete(handle):
        return _answer(request, pages.gone(), 404)
    return _answer(request, pages.left())


@get("/api/v1/push-key", tags=["subscriptions"], responses=faults("not-found"))
async def get_push_key(parts: PartsHere) -> PushKeyOut:
    """What a browser subscribes to web push with."""
    if not parts.push_key:
        raise ProblemError("not-found", "this site tells nobody by web push")
    return PushKeyOut(base64.urlsafe_b64encode(parts.push_key).decode().rstrip("="))


@post(
    "/api/v1/subscriptions",
    status_code=202,
    tags=["subscriptions"],
    responses=faults(
        "malformed",
        "cross-site",
        "robot",
        "too-slow",
        "too-large",
        "unsupported-media-type",
        "invalid",
        "too-many-sign-ups",
        "unavailable",
    ),
)
async def post_subscription(request: AnyRequest, parts: PartsHere) -> SignedUpOut:
    """Ask to be told. Nothing is, before the address itself has said yes."""
    told = _decode(await json_body(request, parts))
    signed = await _sign_up(request, parts, asked_by(told, parts.catalog), trap=bool(told.website))
    return SignedUpOut(detail=_TOLD[told.way], handle=signed.handle, secret=signed.secret, link=signed.link)


@get("/api/v1/subscriptions/{handle:str}", tags=["subscriptions"], responses=faults("not-found"))
async def get_subscription(parts: PartsHere, handle: FromPath[str]) -> Response[SubscriptionOut]:
    """Everything that is kept of a subscription."""
    found = await _found(parts, handle)
    told = msgspec.convert(await parts.subscribe.export(found), SubscriptionOut)
    return Response(told, headers={"cache-control": "no-store", "access-control-allow-origin": "null"})


@delete("/api/v1/subscriptions/{handle:str}", tags=["subscriptions"], responses=faults("not-found"))
async def delete_subscription(parts: PartsHere, handle: FromPath[str]) -> None:
    """End a subscription and forget everything of it, at once."""
    if not await parts.subscribe.delete(handle):
        raise _unknown()


async def _sign_up(
    request: AnyRequest, parts: Parts, asked: SignUp, *, trap: bool, from_copy: bool = False
) -> SignedUp:
    check_origin(headers_of(request), parts, from_copy=from_copy)
    if trap:
        raise ProblemError("robot", "a field was filled in that no person sees")
    visitor = parts.visitors.read_scope(dict(request.scope), parts.clock.now())
    try:
        return await parts.subscribe.sign_up(asked, visitor.origin)
    except LaterError as fault:
        raise problem_of_later("too-many-sign-ups", fault) from fault


async def _found(parts: Parts, handle: str) -> Subscription:
    found = await parts.subscribe.find(handle)
    if found is None:
        raise _unknown()
    return found


def _unknown() -> ProblemError:
    return ProblemError("not-found", "this handle opens nothing, or nothing any more")


async def form_sent(request: AnyRequest, parts: Parts) -> Form:
    """The fields of the form that was sent. Raises ProblemError, InputError."""
    headers, config = headers_of(request), parts.config
    if media_type(headers) != FORM:
        raise ProblemError("unsupported-media-type", f"send Content-Type {FORM}")
    body = await bodies_of(request).read(
        request.receive, headers, config.body_bytes_max, config.body_seconds_max
    )
    return read_form(body)


def _route_in(form: Form, parts: Parts) -> Route:
    """As much of what was chosen as can be read."""
    for unread in ((), ("service",), ("quiet_from", "quiet_to"), ("service", "quiet_from", "quiet_to")):
        try:
            return route_of(
                preferences_of({name: form[name] for name in form if name not in unread}, parts.catalog)
            )
        except InputError:
            continue
    return Route()


def _typed(form: Form) -> dict[str, str]:
    """What was typed by hand, to be shown again as it was."""
    return {name: ", ".join(form.get(name, ())) for name in ("address", "service")}


def _pages(request: AnyRequest, parts: Parts) -> SubscriptionPages:
    return parts.pages_in(language_of(request)).subscriptions


def _answer(request: AnyRequest, page: Page, status: int = 200) -> Response[bytes]:
    return response_of(published_of(request).answer_page(page, headers_of(request), status))
