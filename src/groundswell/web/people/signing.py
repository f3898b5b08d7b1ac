"""Signing in and out: what anybody may ask for who stands before the desk."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter

from groundswell.core.access import Right
from groundswell.errors import ConfigError, InputError, RecoverableError
from groundswell.web.answer import media_type
from groundswell.web.api.context import (
    FORM,
    AnyRequest,
    PartsHere,
    bodies_of,
    headers_of,
    needs,
    seat_of,
)
from groundswell.web.parts import Parts
from groundswell.web.people.brought import NOTHING, Brought, brought_by, hand_over
from groundswell.web.people.browser import (
    SESSION,
    STEP,
    caller_of,
    check_sent_from_here,
    cookie,
    fields_of,
    inward,
    let_in,
    see,
    site_of,
    step_cookie,
    taken_back,
)
from groundswell.web.people.entrance import Caller, Elsewhere, Entered, Held, Second
from groundswell.web.people.oidc import NotVouchedError
from groundswell.web.people.paper import held_words, open_page
from groundswell.web.problems import ProblemError

SIGN_IN: Final = "/desk/sign-in"
_SECOND: Final = "/desk/sign-in/second"
_WRONG: Final = "Name or password is wrong."
_WRONG_KEY: Final = "This passkey opens nothing here, or the page was open too long. Try again."
_log = logging.getLogger(__name__)
_credential: Final = msgspec.json.Decoder(dict[str, Any]).decode

Next = Annotated[str, QueryParameter(name="next", description="where to go then")]


@get(SIGN_IN, include_in_schema=False)
async def get_sign_in(request: AnyRequest, parts: PartsHere, next_path: Next = "") -> Response[bytes]:
    """Where people sign in; who is in already goes on."""
    await parts.people.passkeys.ready()
    if await parts.people.seat(cookie(headers_of(request), SESSION, parts.config)) is not None:
        return see(inward(next_path))
    return sign_in_page(request, parts, next_path)


@post(SIGN_IN, include_in_schema=False, status_code=303)
async def post_sign_in(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Name and password."""
    await parts.people.passkeys.ready()
    form = await _form(request, parts)
    name, goal = form.get("name", ""), form.get("next", "")
    found = await parts.people.by_password(name, form.get("password", ""), _caller(request, parts), goal)
    match found:
        case Entered():
            return _enter(request, parts, found, form)
        case Second():
            cookies = (step_cookie(found.step, parts.config),)
            if not (brought := brought_by(form)).to:
                return see(_SECOND, *cookies)
            page = await _second(request, parts, step=found.step, brought=brought)
            page.cookies.extend(cookies)
            return page
        case Held():
            return sign_in_page(request, parts, goal, held_words(found), 429, name, brought_by(form))
        case Elsewhere():
            return sign_in_page(request, parts, goal, _elsewhere(parts), 403, name, brought_by(form))
        case None:
            return sign_in_page(request, parts, goal, _WRONG, 401, name, brought_by(form))


@get(_SECOND, include_in_schema=False)
async def get_second(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Where the second factor is shown."""
    return await _second(request, parts)


@post(_SECOND, include_in_schema=False, status_code=303)
async def post_second(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """A one-time code, a recovery code, or a passkey."""
    form = await _form(request, parts)
    step = cookie(headers_of(request), STEP, parts.config)
    if "credential" in form:
        found, wrong = await _by_passkey(request, parts, form, step), _WRONG_KEY
    else:
        found = await parts.people.by_code(step, form.get("code", ""), _caller(request, parts))
        wrong = "This code does not fit, or was used already."
    if isinstance(found, Entered):
        return _enter(request, parts, found, form)
    brought = brought_by(form)
    if isinstance(found, Held):
        return await _second(request, parts, held_words(found), 429, brought=brought)
    return await _second(request, parts, wrong, 401, brought=brought)


@post("/desk/sign-in/passkey", include_in_schema=False, status_code=303)
async def post_passkey(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """A passkey by itself."""
    await parts.people.passkeys.ready()
    form = await _form(request, parts)
    found = await _by_passkey(request, parts, form, "")
    if isinstance(found, Entered):
        return _enter(request, parts, found, form)
    goal, brought = form.get("next", ""), brought_by(form)
    if isinstance(found, Held):
        return sign_in_page(request, parts, goal, held_words(found), 429, brought=brought)
    if isinstance(found, Elsewhere):
        return sign_in_page(request, parts, goal, _elsewhere(parts), 403, brought=brought)
    return sign_in_page(request, parts, goal, _WRONG_KEY, 401, brought=brought)


@get("/desk/sign-in/oidc", include_in_schema=False)
async def get_oidc(request: AnyRequest, parts: PartsHere, next_path: Next = "") -> Response[bytes]:
    """On to the provider of sign-in."""
    return await begin_oidc(request, parts, next_path, 0)


@get("/desk/sign-in/oidc/back", include_in_schema=False)
async def get_oidc_back(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Back from it."""
    await parts.people.passkeys.ready()
    provider, people, config = parts.people.provider, parts.people, parts.config
    if not provider.is_on:
        raise ProblemError("not-found", "no provider of sign-in is set up")
    headers = headers_of(request)
    told = {name: value for name, value in request.query_params.items() if isinstance(value, str)}
    kept = cookie(headers, STEP, config)
    try:
        vouched = await provider.finish(site_of(headers, config), told, kept, parts.clock.now())
    except (NotVouchedError, ConfigError, RecoverableError) as fault:
        people.tried["provider", "refused"] += 1
        _log.warning("a sign-in by OpenID Connect failed: %s (%r)", fault, fault.__cause__)
        return sign_in_page(request, parts, "", f"That did not work: {_outward(fault)}", _status(fault))
    if vouched.account:
        seat = await people.seat(cookie(headers, SESSION, config))
        if seat is None or seat.account.id != vouched.account:
            return sign_in_page(request, parts, "", "Sign in first, then connect your account.", 401)
        done = await people.people.set_subject(seat.account.id, vouched.subject)
        await people.note(
            seat.account.name,
            seat.account.id,
            "connect",
            people.config.oidc_name,
            "done" if done else "refused",
        )
        return see("/desk/account" + ("" if done else "?note=taken"), taken_back(STEP, config))
    entered = await people.by_provider(vouched, _caller(request, parts))
    if isinstance(entered, str):
        return sign_in_page(request, parts, "", entered[:1].upper() + entered[1:], 403)
    return let_in(entered, parts)


@get("/desk/join/{told:str}", include_in_schema=False)
async def get_join(request: AnyRequest, parts: PartsHere, told: FromPath[str]) -> Response[bytes]:
    """What a one-time link leads to. Looking at it does not use it up: mail programs look too."""
    return await _join(request, parts, told)


@post("/desk/join/{told:str}", include_in_schema=False, status_code=303)
async def post_join(request: AnyRequest, parts: PartsHere, told: FromPath[str]) -> Response[bytes]:
    """Take it up."""
    form = await _form(request, parts)
    name, password = form.get("name", ""), form.get("password", "")
    if password != form.get("again", ""):
        return await _join(request, parts, told, name, "The two passwords differ.", 422)
    try:
        found = await parts.people.join(told, name, password, _caller(request, parts))
    except InputError as fault:
        return await _join(request, parts, told, name, f"{fault.fault[:1].upper()}{fault.fault[1:]}.", 422)
    if isinstance(found, Entered):
        return let_in(found, parts)
    if isinstance(found, Second):
        return see(_SECOND, step_cookie(found.step, parts.config))
    return await _join(request, parts, told)


@post(
    "/desk/sign-out",
    include_in_schema=False,
    status_code=303,
    guards=[needs(Right.LOOK, page=True, person=True)],
)
async def post_sign_out(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """The session ends, here and in the database."""
    seat = seat_of(request)
    await parts.people.people.end(seat.account.id, seat.session.digest)
    return see(SIGN_IN, taken_back(SESSION, parts.config))


async def begin_oidc(request: AnyRequest, parts: Parts, next_path: str, account: int) -> Response[bytes]:
    """On to the provider of sign-in, to sign in or (`account`) to be connected. A page where that fails."""
    await parts.people.passkeys.ready()
    provider = parts.people.provider
    if not provider.is_on:
        raise ProblemError("not-found", "no provider of sign-in is set up")
    site = site_of(headers_of(request), parts.config)
    try:
        goal, kept = await provider.begin(site, inward(next_path), account, parts.clock.now())
    except (ConfigError, RecoverableError, NotVouchedError) as fault:
        _log.warning("the provider of sign-in cannot be used: %s (%r)", fault, fault.__cause__)
        return sign_in_page(
            request, parts, next_path, f"That did not work: {_outward(fault)}", _status(fault)
        )
    return see(goal, step_cookie(kept, parts.config))


async def _form(request: AnyRequest, parts: Parts) -> dict[str, str]:
    """The form of somebody who has no session yet, sent from here. Raises ProblemError."""
    headers, config = headers_of(request), parts.config
    if media_type(headers) != FORM:
        raise ProblemError("unsupported-media-type", f"send Content-Type {FORM}")
    check_sent_from_here(headers, config)
    body = await bodies_of(request).read(
        request.receive, headers, config.body_bytes_max, config.body_seconds_max
    )
    return fields_of(body)


async def _by_passkey(
    request: AnyRequest, parts: Parts, form: dict[str, str], step: str
) -> Entered | Held | Elsewhere | None:
    credential = form.get("credential", "")
    try:
        key_id = str(_credential(credential).get("id", ""))
    except msgspec.DecodeError:
        key_id = ""
    return await parts.people.by_passkey(
        form.get("question", ""),
        credential,
        key_id,
        site_of(headers_of(request), parts.config),
        _caller(request, parts),
        step=step,
        next_path=form.get("next", ""),
    )


def _enter(request: AnyRequest, parts: Parts, entered: Entered, form: Mapping[str, str]) -> Response[bytes]:
    """The way in, to what was being written where somebody was signed out over it."""
    hand_over(dict(request.scope), brought_by(form), inward(entered.next), entered.session)
    return let_in(entered, parts)


def sign_in_page(
    request: AnyRequest,
    parts: Parts,
    next_path: str,
    fault: str = "",
    status: int = 200,
    name: str = "",
    brought: Brought = NOTHING,
) -> Response[bytes]:
    """Where people sign in; it carries on what was `brought`."""
    people = parts.people
    site = site_of(headers_of(request), parts.config)
    told = {
        "title": "Sign in",
        "fault": fault,
        "name": name[:100],
        "next": inward(next_path),
        "question": people.passkeys.ask_proof((), 0, site, parts.clock.now()),
        "provider": people.config.oidc_name if people.provider.is_on else "",
        "brought": brought.hidden,
    }
    return open_page(request, parts, "people_sign_in", told, status)


async def _second(
    request: AnyRequest,
    parts: Parts,
    fault: str = "",
    status: int = 200,
    *,
    step: str = "",
    brought: Brought = NOTHING,
) -> Response[bytes]:
    """`step` is what the browser is only now given to keep."""
    people, headers = parts.people, headers_of(request)
    found = await people.awaited(step or cookie(headers, STEP, parts.config))
    if found is None:
        return see(SIGN_IN, taken_back(STEP, parts.config))
    account = found[0]
    keys = await people.people.passkeys(account.id)
    if keys:
        await people.passkeys.ready()
    asked = (
        people.passkeys.ask_proof(keys, account.id, site_of(headers, parts.config), parts.clock.now())
        if keys
        else None
    )
    told = {
        "title": "Second step",
        "fault": fault,
        "has_codes": account.has_codes,
        "question": asked,
        "brought": brought.hidden,
    }
    return open_page(request, parts, "people_second", told, status)


async def _join(
    request: AnyRequest, parts: Parts, told: str, name: str = "", fault: str = "", status: int = 200
) -> Response[bytes]:
    found = await parts.people.invited(told)
    page: dict[str, object] = {"title": "This link leads nowhere any more", "account": None, "link": None}
    if found is None:
        return open_page(request, parts, "people_join", page, 404)
    link, account = found
    page |= {"title": "Welcome", "link": link, "account": account, "told": told, "name": name, "fault": fault}
    return open_page(request, parts, "people_join", page, status)


def _elsewhere(parts: Parts) -> str:
    return f"Your account is let in by {parts.people.config.oidc_name} alone."


def _caller(request: AnyRequest, parts: Parts) -> Caller:
    return caller_of(dict(request.scope), parts)


def _outward(fault: Exception) -> str:
    """What a stranger may hear: of a wrong setting only that there is one."""
    return (
        "the provider is not set up rightly; the log says why."
        if isinstance(fault, ConfigError)
        else f"{fault}."
    )


def _status(fault: Exception) -> int:
    if isinstance(fault, ConfigError):
        return 500
    return 503 if isinstance(fault, RecoverableError) else 401
