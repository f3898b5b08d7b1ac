"""What everybody at the desk looks after themselves: password, second factors, passkeys, where they are signed in, claims."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import Response, get, post
from litestar.params import QueryParameter

from groundswell.core.access import Right
from groundswell.core.accounts import password_fault
from groundswell.web.api.context import (
    AnyRequest,
    PartsHere,
    actor_of,
    form_of,
    headers_of,
    needs,
    note_act,
    seat_of,
)
from groundswell.web.parts import Parts
from groundswell.web.people import codes
from groundswell.web.people.browser import caller_of, check_sent_from_here, let_in, see, site_of
from groundswell.web.people.entrance import Held
from groundswell.web.people.grants import own_words
from groundswell.web.people.paper import held_words, own_page
from groundswell.web.people.signing import begin_oidc
from groundswell.web.problems import ProblemError

ACCOUNT: Final = "/desk/account"
_OWN: Final = [needs(Right.LOOK, page=True, person=True)]
_LABEL_LETTERS_MAX: Final = 40
_NOTES: Final = {
    "password": "Your password is changed. Elsewhere you are signed out.",
    "codes-off": "One-time codes are no longer asked for.",
    "passkey": "The passkey is added. Elsewhere you are signed out.",
    "passkey-off": "The passkey is removed.",
    "ended": "Signed out there.",
    "claimed": "Your claim waits for an administrator.",
    "taken": "Somebody else is connected with that account already.",
    "disconnected": "Disconnected.",
}


@get(ACCOUNT, include_in_schema=False, guards=_OWN)
async def get_account(
    request: AnyRequest,
    parts: PartsHere,
    note: Annotated[str, QueryParameter(description="what was just done")] = "",
) -> Response[bytes]:
    """One's own account."""
    return await _account(request, parts, note=_NOTES.get(note, ""))


@post("/desk/account/password", include_in_schema=False, status_code=303, guards=_OWN)
async def post_password(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Another password. All other sessions end."""
    note_act(request, "change password")
    form, seat, people = form_of(request), seat_of(request), parts.people
    password = form.get("password", "")
    if fault := await _doubt(request, parts):
        return await _account(request, parts, fault)
    if password != form.get("again", ""):
        return await _account(request, parts, "The two passwords differ.")
    if wrong := password_fault(password, seat.account.name):
        return await _account(request, parts, f"{wrong[:1].upper()}{wrong[1:]}.")
    await people.people.set_password(seat.account.id, await people.passwords.hashed(password))
    return let_in(await people.renewed(seat), parts, f"{ACCOUNT}?note=password")


@post("/desk/account/codes", include_in_schema=False, status_code=200, guards=_OWN)
async def post_codes(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Set one-time codes up: first the key as a picture, then a code that shows that the app has it."""
    note_act(request, "set up one-time codes")
    form, seat, people = form_of(request), seat_of(request), parts.people
    if "key" not in form:
        if fault := await _doubt(request, parts):
            return await _account(request, parts, fault)
        return _codes_page(request, parts, people.new_codes(seat))
    lent = form["key"]
    recovery = await people.use_codes(seat, people.lent_key(seat, lent), form.get("code", ""))
    if not recovery:
        return _codes_page(request, parts, lent, "The code does not fit. Is the clock of your device right?")
    answer = own_page(request, parts, "people_codes", {"title": "Recovery codes", "recovery": recovery})
    answer.cookies = let_in(await people.renewed(seat), parts).cookies  # a new session, on this very page
    return answer


@post("/desk/account/codes/off", include_in_schema=False, status_code=303, guards=_OWN)
async def post_codes_off(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """One-time codes are asked for no more."""
    note_act(request, "remove one-time codes")
    if fault := await _doubt(request, parts):
        return await _account(request, parts, fault)
    seat = seat_of(request)
    await parts.people.people.set_codes(seat.account.id, b"", 0, ())
    return let_in(await parts.people.renewed(seat), parts, f"{ACCOUNT}?note=codes-off")


@post("/desk/account/passkeys", include_in_schema=False, status_code=303, guards=_OWN)
async def post_new_passkey(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Add the passkey that the device has made."""
    note_act(request, "add passkey")
    form, seat, people = form_of(request), seat_of(request), parts.people
    if fault := await _doubt(request, parts):
        return await _account(request, parts, fault)
    label = " ".join(form.get("label", "").split())[:_LABEL_LETTERS_MAX] or seat.session.device
    await people.passkeys.ready()
    made = people.passkeys.made(
        form.get("question", ""),
        form.get("credential", ""),
        seat.account.id,
        label if label.isprintable() else "Passkey",
        site_of(headers_of(request), parts.config),
        parts.clock.now(),
    )
    if made is None or not await people.people.add_passkey(made):
        return await _account(request, parts, "That passkey could not be added. Try again.")
    return let_in(await people.renewed(seat), parts, f"{ACCOUNT}?note=passkey")


@post("/desk/account/passkeys/off", include_in_schema=False, status_code=303, guards=_OWN)
async def post_passkey_off(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Remove a passkey."""
    note_act(request, "remove passkey")
    if fault := await _doubt(request, parts):
        return await _account(request, parts, fault)
    seat = seat_of(request)
    if not await parts.people.people.drop_passkey(seat.account.id, form_of(request).get("id", "")):
        return await _account(request, parts, "There is no such passkey any more.")
    return let_in(await parts.people.renewed(seat), parts, f"{ACCOUNT}?note=passkey-off")


@post("/desk/account/sessions/end", include_in_schema=False, status_code=303, guards=_OWN)
async def post_end(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Sign out elsewhere: in one place, or in all."""
    note_act(request, "sign out elsewhere")
    seat, digest = seat_of(request), form_of(request).get("session", "")
    if digest:
        await parts.people.people.end(seat.account.id, digest)
    else:
        await parts.people.people.end_all(seat.account.id, but=seat.session.digest)
    return see(f"{ACCOUNT}?note=ended")


@post("/desk/account/claims", include_in_schema=False, status_code=303, guards=_OWN)
async def post_claim(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Say that one speaks for the operator of a service."""
    found = parts.catalog.find(form_of(request).get("service", ""))
    note_act(request, "claim", found.slug if found else "")
    if found is None:
        return await _account(request, parts, "There is no such service.")
    if not actor_of(request).may(Right.LOOK, found.slug):
        return await _account(request, parts, f"{found.name} is not among the services that you were given.")
    if not await parts.people.people.ask(seat_of(request).account.id, found.slug, parts.clock.now()):
        return await _account(request, parts, "You have claimed it already.")
    return see(f"{ACCOUNT}?note=claimed")


@get("/desk/account/oidc", include_in_schema=False, guards=_OWN)
async def get_connect(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Have the provider vouch for this account from now on. Only from a page of ours: who sends others here would have their own
    name there connected with somebody else's account here."""
    check_sent_from_here(headers_of(request), parts.config)
    return await begin_oidc(request, parts, ACCOUNT, seat_of(request).account.id)


@post("/desk/account/oidc/off", include_in_schema=False, status_code=303, guards=_OWN)
async def post_disconnect(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """The provider vouches for this account no more."""
    note_act(request, "disconnect", parts.people.config.oidc_name)
    account = seat_of(request).account
    if not account.has_password and not account.passkeys:
        return await _account(
            request, parts, "Set a password or add a passkey first: there would be no way in."
        )
    await parts.people.people.set_subject(account.id, "")
    return see(f"{ACCOUNT}?note=disconnected")


async def _doubt(request: AnyRequest, parts: Parts) -> str:
    """What speaks against its being them who have just said their password again; "" for nothing."""
    told = form_of(request).get("current", "")
    found = await parts.people.is_them(seat_of(request), told, caller_of(dict(request.scope), parts))
    if isinstance(found, Held):
        return held_words(found)
    return "" if found else "Your present password is another."


def _codes_page(request: AnyRequest, parts: Parts, lent: str, fault: str = "") -> Response[bytes]:
    seat, people = seat_of(request), parts.people
    key = people.lent_key(seat, lent)
    if not key:
        raise ProblemError("invalid", "the page was open too long: begin anew on your account's page")
    told = codes.uri(key, seat.account.name, people.site_name)
    groups = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
    page = {
        "title": "One-time codes",
        "recovery": (),
        "picture": codes.picture(told),
        "key": groups,
        "lent": lent,
    }
    return own_page(request, parts, "people_codes", {**page, "fault": fault}, 422 if fault else 200)


async def _account(request: AnyRequest, parts: Parts, fault: str = "", note: str = "") -> Response[bytes]:
    seat, people, now = seat_of(request), parts.people, parts.clock.now()
    account = seat.account
    keys = await people.people.passkeys(account.id)
    await people.passkeys.ready()
    claims = await people.people.claims(account.id)
    told = {
        "title": "Your account",
        "fault": fault,
        "notes": (note,) if note else (),
        "account": account,
        "passkeys": keys,
        "question": people.passkeys.ask_new(account, keys, site_of(headers_of(request), parts.config), now),
        "recovery_left": await people.people.recovery_left(account.id) if account.has_codes else 0,
        "sessions": await people.people.sessions(account.id),
        "this": seat.session.digest,
        "claims": [(claim, parts.catalog.named(claim.service).name) for claim in claims],
        "grants": own_words(account.grants, parts.catalog),
        "is_governed": people.vouching.governs(account),
        "provider": people.config.oidc_name if people.provider.is_on else "",
    }
    return own_page(request, parts, "people_account", told, 422 if fault else 200)
