"""The page that a call's message leads to: one button, which acknowledges. Who only looks, as mail scanners do, answers nothing.

A paired device, or who is signed in, answers by name; all others are asked to sign in first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from litestar import Response, get, post
from litestar.params import FromPath

from groundswell.core.access import Actor, Right
from groundswell.core.accounts import actor_of_account
from groundswell.core.model import ONGOING, Act, Incident, Ruling
from groundswell.core.oncall import Call, CallState
from groundswell.flow.latch import Opens
from groundswell.ports.oncall import Summons
from groundswell.web.answer import media_type
from groundswell.web.api.context import FORM, AnyRequest, PartsHere, headers_of
from groundswell.web.desk.form import may_on, rule
from groundswell.web.desk.reaches import DEVICE
from groundswell.web.parts import Parts
from groundswell.web.people.browser import SESSION, check_sent_from_here, cookie
from groundswell.web.people.paper import open_page
from groundswell.web.people.seal import digest
from groundswell.web.problems import ProblemError

_OVER: Final = (CallState.ANSWERED, CallState.ENDED)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a link is about, who asks, and why nothing can be answered ("" where it can)."""

    word: str
    summons: Summons
    call: Call
    incident: Incident | None
    actor: Actor | None
    fault: str


@get("/desk/call/{word:str}", include_in_schema=False)
async def get_call(request: AnyRequest, parts: PartsHere, word: FromPath[str]) -> Response[bytes]:
    """What it is about, and the button."""
    asked = await _asked(request, parts, word)
    return _page(request, parts, asked)


@post("/desk/call/{word:str}", include_in_schema=False, status_code=200)
async def post_call(request: AnyRequest, parts: PartsHere, word: FromPath[str]) -> Response[bytes]:
    """I have it."""
    headers = headers_of(request)
    if media_type(headers) != FORM:
        raise ProblemError("unsupported-media-type", f"send Content-Type {FORM}")
    check_sent_from_here(headers, parts.config)
    asked = await _asked(request, parts, word)
    if asked is None or asked.fault or asked.actor is None:
        return _page(request, parts, asked)
    actor, incident, now = asked.actor, asked.incident, parts.clock.now()
    if incident is not None:
        # The ruling first: were we killed in between, the leg would find it and end the call.
        await rule(parts, Ruling(Act.ACKNOWLEDGE, incident.id, actor.name, now))
    took = await parts.called.oncall.answer(asked.summons.key, actor.name, now)
    thing = asked.call.incident or "trial"
    told: _Asked | None = asked
    if not took:
        # Somebody was faster; or the leg was, which has found the ruling above and ended the call in this name.
        told = await _asked(request, parts, word)
        took = told is not None and told.call.by == actor.name
    await parts.people.note(actor.name, actor.account, "answer call", thing, "done" if took else "refused")
    return _page(request, parts, told, took=took)


async def _asked(request: AnyRequest, parts: Parts, word: str) -> _Asked | None:
    """None where the link is none of ours."""
    called = parts.called
    key = called.latch.named(word)
    if key is None or not called.latch.fits(Opens.ANSWER, word):
        return None
    found = await called.oncall.summons(key)
    if found is None:
        return None
    summons, call = found
    incident = await parts.incidents.get(call.incident) if call.incident else None
    actor = await _actor(request, parts)
    return _Asked(word, summons, call, incident, actor, _fault(parts, summons, call, incident, actor))


def _fault(parts: Parts, summons: Summons, call: Call, incident: Incident | None, actor: Actor | None) -> str:
    if call.state in _OVER or summons.answered_at is not None:
        if not call.by:
            return "It is over: there is nothing to answer any more."
        if actor is not None and actor.name == call.by:
            return "You have it already."
        return f"{call.by if actor is not None else 'Somebody'} has it."
    if call.incident and (incident is None or incident.state not in ONGOING):
        return "The outage is over: there is nothing to answer any more."
    ends = summons.at + timedelta(minutes=parts.called.leg.config.link_minutes)
    if parts.clock.now() >= ends:
        at_desk = actor is None or incident is None or may_on(actor, Right.RULE, incident)
        return f"This link has expired.{' Acknowledge at the desk.' if at_desk else ''}"
    # As with whom is called: of an outage that hits several services, who may rule on one of them may have it.
    hit = (incident.service, *incident.members) if incident is not None else (None,)
    if actor is not None and not any(actor.may(Right.RULE, slug) for slug in hit):
        return f"{actor.name} may not acknowledge this."
    return ""


async def _actor(request: AnyRequest, parts: Parts) -> Actor | None:
    """Who answers: whose device it is, else who is signed in."""
    headers, now = headers_of(request), parts.clock.now()
    if shown := cookie(headers, DEVICE, parts.config):
        device = await parts.called.oncall.device(digest(shown), now)
        account = await parts.people.people.account(device.account) if device is not None else None
        if device is not None and account is not None and account.disabled_at is None:
            await parts.called.oncall.use_device(device.digest, now)
            return actor_of_account(account, parts.catalog)
    seat = await parts.people.seat(cookie(headers, SESSION, parts.config))
    return seat.actor if seat is not None else None


def _page(request: AnyRequest, parts: Parts, asked: _Asked | None, *, took: bool = False) -> Response[bytes]:
    if asked is None:
        told: dict[str, object] = {"title": "This link leads nowhere", "asked": None}
        return open_page(request, parts, "people_call", told, 404)
    is_known = asked.actor is not None
    told = {
        "title": "You have it" if took else "Nothing to answer" if asked.fault else "You are called",
        "asked": asked,
        "took": took,
        "is_trial": not asked.call.incident,
        "line": parts.pages.desk.line(asked.incident, parts.clock.now())
        if asked.incident and is_known
        else "",
        "sign_in": f"/desk/sign-in?next={quote(f'/desk/call/{asked.word}', safe='/')}",
    }
    return open_page(request, parts, "people_call", told, 410 if asked.fault and not took else 200)
