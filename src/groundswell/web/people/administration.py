"""What administrators look after: who is at the desk and with what role, tokens of programs, claims, the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter

from groundswell.core.access import Right
from groundswell.core.accounts import TOKEN_RIGHTS, Account, ApiToken, ClaimState, name_fault
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, form_of, headers_of, needs, note_act
from groundswell.web.parts import Parts
from groundswell.web.people.browser import see, site_of
from groundswell.web.people.grants import (
    MEANINGS,
    filled_rows,
    grants_of,
    grants_words,
    listed,
    rows_of,
    scope_of,
    scope_words,
)
from groundswell.web.people.paper import own_page
from groundswell.web.people.vouching import grants_line
from groundswell.web.problems import ProblemError, invalid

PEOPLE: Final = "/desk/people"
TOKENS: Final = "/desk/tokens"
_KEEP: Final = [needs(Right.KEEP, page=True)]
_AUDIT_PAGE: Final = 100
_EXPORT_PIECE: Final = 1000
_DIGITS_MAX: Final = 18
_DAYS_MAX: Final = 3650
_OUTCOMES: Final[Mapping[str, str]] = {
    "refused (401)": "refused: not signed in",
    "refused (403)": "refused: not allowed",
    "refused (404)": "refused: there is no such thing",
    "refused (422)": "refused: a field was wrong",
    "refused (503)": "refused: nothing could be kept just then",
}
"""What the log says of a status, in words."""
_NEW: Final = ({"role": "", "services": "", "operators": "", "end": ""},)
"""the row of roles of who has none yet"""


@get(PEOPLE, include_in_schema=False, guards=_KEEP)
async def get_people(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Who is at the desk."""
    return await _people(request, parts)


@post(PEOPLE, include_in_schema=False, status_code=200, guards=_KEEP)
async def post_person(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Invite somebody: an account, and the one-time link to it."""
    form = form_of(request)
    name = " ".join(form.get("name", "").split())
    note_act(request, "invite", name[:100])
    try:
        if fault := name_fault(name):
            raise invalid("name", fault)
        grants = grants_of(form, parts.catalog)
    except ProblemError as problem:
        return await _people(request, parts, fault=problem.detail)
    account = await parts.people.people.add(name, grants, parts.clock.now())
    if account is None:
        return await _people(request, parts, fault=f"There is an account of the name {name} already.")
    return await _people(request, parts, link=await _link(request, parts, account), whose=account)


@get("/desk/people/{id:str}", include_in_schema=False, guards=_KEEP)
async def get_person(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """One account."""
    return _person(request, parts, await _of(parts, id))


@post("/desk/people/{id:str}/role", include_in_schema=False, status_code=303, guards=_KEEP)
async def post_role(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """Other roles, or the same on other services; or (`by`) what the provider of sign-in says from now on. They have to sign in
    again."""
    account, form = await _of(parts, id), form_of(request)
    vouching = parts.people.vouching
    if form.get("by") == "provider" and vouching.is_mapped and vouching.vouches_for(account):
        note_act(request, "leave role to provider", account.name)
        await parts.people.people.allow(account.id, account.grants, is_vouched=True)
        return see(PEOPLE)
    note_act(request, "give role", account.name)
    try:
        grants = grants_of(form, parts.catalog)
    except ProblemError as problem:
        return _person(request, parts, account, problem.detail)
    note_act(request, "give role", f"{account.name}: {grants_line(grants)}")
    if not await parts.people.people.allow(account.id, grants):
        return _person(request, parts, account, "The last administrator has to stay one.")
    return see(PEOPLE)


@post("/desk/people/{id:str}/disable", include_in_schema=False, status_code=303, guards=_KEEP)
async def post_disable(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """Shut out at once, or let in again."""
    account = await _of(parts, id)
    is_back = form_of(request).get("back") == "yes"
    note_act(request, "let in again" if is_back else "shut out", account.name)
    if not await parts.people.people.disable(account.id, None if is_back else parts.clock.now()):
        return _person(request, parts, account, "The last administrator has to stay.")
    return see(PEOPLE)


@post("/desk/people/{id:str}/link", include_in_schema=False, status_code=200, guards=_KEEP)
async def post_link(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """A new one-time link to choose a password, where wanted without the second factors that were lost."""
    account = await _of(parts, id)
    without = form_of(request).get("without") == "yes"
    note_act(request, "new link without second factors" if without else "new link", account.name)
    if account.disabled_at is not None:
        return _person(request, parts, account, "Let them in again first.")
    if parts.people.vouching.governs(account):
        return _person(
            request, parts, account, "The provider alone lets them in: give them a role here first."
        )
    if without:
        await parts.people.people.drop_factors(account.id)
    return await _people(request, parts, link=await _link(request, parts, account), whose=account)


@post("/desk/claims/{id:str}", include_in_schema=False, status_code=303, guards=_KEEP)
async def post_claim_decision(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """Confirm that somebody speaks for a service's operator, or refuse."""
    said = form_of(request).get("state", "")
    if said not in (ClaimState.CONFIRMED, ClaimState.REFUSED):
        raise invalid("state", "is confirmed or refused")
    number = _number(id)
    claim = await parts.people.people.decide(
        number, ClaimState(said), actor_of(request).name, parts.clock.now()
    )
    if claim is None:
        raise ProblemError("not-found", "there is no such claim")
    note_act(request, f"claim {said}", f"{claim.name}: {claim.service}")
    return see(PEOPLE)


@get(TOKENS, include_in_schema=False, guards=_KEEP)
async def get_tokens(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Tokens of programs."""
    return await _tokens(request, parts)


@post(TOKENS, include_in_schema=False, status_code=200, guards=_KEEP)
async def post_token(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """A new token, shown this once."""
    form = form_of(request)
    name = " ".join(form.get("name", "").split())
    note_act(request, "make token", name[:100])
    try:
        asked = asked_token(form, name, actor_of(request).name, parts)
    except ProblemError as problem:
        return await _tokens(request, parts, fault=problem.detail)
    made = await parts.people.give_token(asked)
    if made is None:
        return await _tokens(request, parts, fault=f"There is a token of the name {name} already.")
    return await _tokens(request, parts, shown=made[1], name=name)


@post("/desk/tokens/{id:str}/revoke", include_in_schema=False, status_code=303, guards=_KEEP)
async def post_revoke(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """It opens nothing any more."""
    note_act(request, "revoke token", id[:_DIGITS_MAX])
    if not await parts.people.revoke(_number(id)):
        raise ProblemError("not-found", "there is no such token in use")
    return see(TOKENS)


@get("/desk/audit", include_in_schema=False, guards=_KEEP)
async def get_audit(
    request: AnyRequest,
    parts: PartsHere,
    who: Annotated[str, QueryParameter(description="only of this name")] = "",
    act: Annotated[str, QueryParameter(description="only acts that begin so")] = "",
    before: Annotated[int | None, QueryParameter(ge=1, description="older than this entry")] = None,
) -> Response[bytes]:
    """What was done at the desk, newest first."""
    found = await parts.people.people.noted(
        actor=who.strip(), act=act.strip(), before=before, limit=_AUDIT_PAGE + 1
    )
    told = {
        "title": "Audit log",
        "entries": found[:_AUDIT_PAGE],
        "older": found[_AUDIT_PAGE - 1].id if len(found) > _AUDIT_PAGE else None,
        "who": who,
        "act": act,
        "outcomes": _OUTCOMES,
    }
    return own_page(request, parts, "people_audit", told)


@get("/desk/audit.jsonl", include_in_schema=False, guards=_KEEP)
async def get_audit_lines(
    parts: PartsHere,
    since: Annotated[
        datetime | None, QueryParameter(description="only from this instant on (with offset)")
    ] = None,
) -> Response[bytes]:
    """The audit log as JSON lines, newest first."""
    if since is not None and since.tzinfo is None:
        raise invalid("since", "needs its offset, such as 2026-03-02T12:00:00Z")
    lines: list[bytes] = []
    before: int | None = None
    while found := await parts.people.people.noted(since=since, before=before, limit=_EXPORT_PIECE):
        lines += [msgspec.json.encode(entry) for entry in found]
        before = found[-1].id
    headers = {"content-disposition": 'attachment; filename="audit.jsonl"'}
    return Response(b"".join(line + b"\n" for line in lines), media_type="application/jsonl", headers=headers)


def asked_token(form: Mapping[str, str], name: str, by: str, parts: Parts) -> ApiToken:
    """The token that a form asks for. Raises ProblemError (422)."""
    if fault := name_fault(name):
        raise invalid("name", fault)
    rights = listed(form.get("rights", ""))
    if not rights or not all(right in TOKEN_RIGHTS for right in rights):
        raise invalid("rights", f"needs one at least of {', '.join(sorted(TOKEN_RIGHTS))}")
    days, now = form.get("days", "").strip(), parts.clock.now()
    if days and not (days.isascii() and days.isdigit() and 1 <= int(days[:9]) <= _DAYS_MAX):
        raise invalid("days", f"is a number from 1 to {_DAYS_MAX}, or empty")
    expires_at = now + timedelta(days=int(days)) if days else None
    scope = scope_of(form, parts.catalog)
    return ApiToken(0, name, "", frozenset(Right(right) for right in rights), scope, by, now, expires_at)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX):
        raise ProblemError("not-found", "there is none of this number")
    return int(text)


async def _of(parts: Parts, id_: str) -> Account:
    account = await parts.people.people.account(_number(id_))
    if account is None:
        raise ProblemError("not-found", "there is no such account")
    return account


async def _link(request: AnyRequest, parts: Parts, account: Account) -> str:
    return site_of(headers_of(request), parts.config) + await parts.people.invitation(account)


async def _people(
    request: AnyRequest, parts: Parts, fault: str = "", link: str = "", whose: Account | None = None
) -> Response[bytes]:
    accounts = await parts.people.people.accounts()
    claims = await parts.people.people.claims()
    told = {
        "title": "People",
        "fault": fault,
        "people": [(one, grants_words(one.grants, parts.catalog)) for one in accounts],
        "claims": [(claim, parts.catalog.named(claim.service).name) for claim in claims],
        "meanings": MEANINGS,
        "rows": filled_rows(form_of(request), _NEW) if fault else _NEW,
        "link": link,
        "whose": whose,
        "hours": parts.people.config.invitation_hours,
        "form": form_of(request) if fault else {},
    }
    return own_page(request, parts, "people_list", told, 422 if fault else 200)


def _person(request: AnyRequest, parts: Parts, account: Account, fault: str = "") -> Response[bytes]:
    vouching, rows = parts.people.vouching, rows_of(account.grants, parts.catalog)
    form = form_of(request) if fault else {}
    page = {
        "title": account.name,
        "fault": fault,
        "account": account,
        "grants": grants_words(account.grants, parts.catalog),
        "meanings": MEANINGS,
        "rows": filled_rows(form, rows) if "role" in form else rows,
        "provider": parts.people.config.oidc_name,
        "is_governed": vouching.governs(account),
        "may_be_governed": vouching.is_mapped and vouching.vouches_for(account),
    }
    return own_page(request, parts, "people_one", page, 422 if fault else 200)


async def _tokens(
    request: AnyRequest, parts: Parts, fault: str = "", shown: str = "", name: str = ""
) -> Response[bytes]:
    now = parts.clock.now()
    tokens = await parts.people.people.tokens()
    told = {
        "title": "Tokens",
        "fault": fault,
        "tokens": [(one, scope_words(one.scope, parts.catalog), one.is_good(now)) for one in tokens],
        "rights": sorted(TOKEN_RIGHTS),
        "shown": shown,
        "name": name,
        "form": form_of(request) if fault else {},
    }
    return own_page(request, parts, "people_tokens", told, 422 if fault else 200)
