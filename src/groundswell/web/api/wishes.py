"""What follows after a report: to be told when it is over, to say whether it works again, to have it deleted. The receipt is all
the right that this needs, or the handle that stands in a message: whoever has it has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath

from groundswell.core.model import ONGOING, Dropped, SourceKind
from groundswell.core.notice import Way, Wish
from groundswell.core.timegrid import CLAIM_MINUTES, bin_start, minute_of
from groundswell.errors import InputError, LaterError
from groundswell.flow.follow import Followed, stands
from groundswell.flow.plain import reader
from groundswell.flow.recheck import About, Heard
from groundswell.flow.withdraw import about_report
from groundswell.ports import Page
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
from groundswell.web.api.pages import published_of, response_of
from groundswell.web.api.receipts import followed_by
from groundswell.web.api.subscriptions import form_sent
from groundswell.web.form_faults import words_of
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError, problem_of_drop, problem_of_later
from groundswell.web.wire_wishes import AgainIn, AgainOut, KeptOut, WishIn, WishOut
from groundswell.web.wishes import Aftermath, WishPages

_decode_wish: Final = reader(WishIn)
_decode_again: Final = reader(AgainIn)
WISH_FAULTS: Final = (
    "malformed",
    "cross-site",
    "robot",
    "not-found",
    "too-slow",
    "too-large",
    "unsupported-media-type",
    "invalid",
    "unavailable",
)
AGAIN_FAULTS: Final = (*WISH_FAULTS, "not-asked", "flood", "hosting")


@get("/r/{receipt:str}", include_in_schema=False)
async def get_receipt_page(request: AnyRequest, parts: PartsHere, receipt: FromPath[str]) -> Response[bytes]:
    """What became of my report."""
    return await _receipt_page(request, parts, receipt, Aftermath())


@post("/r/{receipt:str}/wish", status_code=200, include_in_schema=False)
async def post_wish_page(request: AnyRequest, parts: PartsHere, receipt: FromPath[str]) -> Response[bytes]:
    """The form of that page: tell me when it is over."""
    told = await wish_of_form(request, parts)
    try:
        made = await _wish(request, parts, receipt, told)
    except InputError as fault:
        words = words_of(fault, language_of(request))
        return await _receipt_page(request, parts, receipt, Aftermath(fault=words), status=422)
    return await _receipt_page(request, parts, receipt, wished_now(told, made))


@post("/r/{receipt:str}/again", status_code=200, include_in_schema=False)
async def post_again_page(request: AnyRequest, parts: PartsHere, receipt: FromPath[str]) -> Response[bytes]:
    """One of its two buttons: it works again, or not."""
    works = await again_button(request, parts)
    heard = await say_again(request, parts, await _about_receipt(parts, receipt), works)
    return await _receipt_page(request, parts, receipt, Aftermath(heard=heard))


@post("/r/{receipt:str}/delete", status_code=200, include_in_schema=False)
async def post_delete_receipt_page(
    request: AnyRequest, parts: PartsHere, receipt: FromPath[str]
) -> Response[bytes]:
    """Forget whose report it was."""
    check_origin(headers_of(request), parts)
    await parts.withdraw.report(_sequence(parts, receipt))
    return _answer(request, _pages(request, parts).deleted())


@get("/wish/yes/{handle:str}", include_in_schema=False)
async def get_wish_yes_page(request: AnyRequest, parts: PartsHere, handle: FromPath[str]) -> Response[bytes]:
    """The question; a program that only follows links in mails says no yes by it."""
    found, pages = await parts.undertake.asked(handle), _pages(request, parts)
    return _answer(request, pages.question(found, handle)) if found else _answer(request, pages.gone(), 404)


@post("/wish/yes/{handle:str}", status_code=200, include_in_schema=False)
async def post_wish_yes_page(request: AnyRequest, parts: PartsHere, handle: FromPath[str]) -> Response[bytes]:
    """The yes."""
    found, pages = await parts.undertake.confirm(handle), _pages(request, parts)
    return _answer(request, pages.confirmed(found)) if found else _answer(request, pages.gone(), 404)


@get("/wish/{handle:str}", include_in_schema=False)
async def get_wish_page(request: AnyRequest, parts: PartsHere, handle: FromPath[str]) -> Response[bytes]:
    """How a wish stands."""
    return await _wish_page(request, parts, handle)


@post("/wish/{handle:str}/again", status_code=200, include_in_schema=False)
async def post_wish_again_page(
    request: AnyRequest, parts: PartsHere, handle: FromPath[str]
) -> Response[bytes]:
    """One of its two buttons: it works again, or not."""
    found = await parts.undertake.find(handle)
    if found is None:
        return _answer(request, _pages(request, parts).gone(), 404)
    works = await again_button(request, parts)
    return await _wish_page(
        request, parts, handle, await say_again(request, parts, await _about_wish(parts, found), works)
    )


@get("/wish/{handle:str}/end", include_in_schema=False)
async def get_wish_end_page(request: AnyRequest, parts: PartsHere, handle: FromPath[str]) -> Response[bytes]:
    """The question whether to stop: nothing ends because a program followed the link."""
    found, pages = await parts.undertake.find(handle), _pages(request, parts)
    return _answer(request, pages.leave(handle) if found is not None else pages.left())


@post("/wish/{handle:str}/end", status_code=200, include_in_schema=False)
async def post_wish_end_page(request: AnyRequest, parts: PartsHere, handle: FromPath[str]) -> Response[bytes]:
    """The end, by the page's button or by a mail program's (RFC 8058)."""
    pages = _pages(request, parts)
    if not await parts.withdraw.take_back(handle):
        return _answer(request, pages.gone(), 404)
    return _answer(request, pages.left())


@post(
    "/api/v1/receipts/{receipt:str}/wish",
    status_code=202,
    tags=["reports"],
    responses=faults(*WISH_FAULTS, "too-many-sign-ups"),
)
async def post_wish(request: AnyRequest, parts: PartsHere, receipt: FromPath[str]) -> WishOut:
    """Ask to be told once when the outage that this report is part of is over."""
    told = _decode_wish(await json_body(request, parts))
    return wish_out(told, await _wish(request, parts, receipt, told), "over")


@post(
    "/api/v1/receipts/{receipt:str}/again",
    status_code=202,
    tags=["reports"],
    responses=faults(*AGAIN_FAULTS),
)
async def post_again(request: AnyRequest, parts: PartsHere, receipt: FromPath[str]) -> AgainOut:
    """Say whether it works again, while that is asked: as the outage eases. One answer in a half hour counts."""
    works = await again_told(request, parts)
    return again_out(await say_again(request, parts, await _about_receipt(parts, receipt), works), "report")


@get("/api/v1/receipts/{receipt:str}/kept", tags=["reports"], responses=faults("not-found", "unavailable"))
async def get_kept(parts: PartsHere, receipt: FromPath[str]) -> Response[KeptOut]:
    """Everything that is kept one by one of a report, of the wishes that hang on it, and of what was answered."""
    kept = await parts.withdraw.export(_sequence(parts, receipt))
    if kept is None:
        raise ProblemError("not-found", "the report behind this receipt is no longer kept one by one")
    told = KeptOut(**kept, written_at=parts.clock.now())
    return Response(told, headers={"cache-control": "no-store", "access-control-allow-origin": "null"})


@delete("/api/v1/receipts/{receipt:str}", tags=["reports"], responses=faults("not-found", "unavailable"))
async def delete_receipt(parts: PartsHere, receipt: FromPath[str]) -> None:
    """Forget whose report it was, the wishes that hang on it and what was answered, at once. What is counted stays."""
    if not await parts.withdraw.report(_sequence(parts, receipt)):
        raise ProblemError("not-found", "the report behind this receipt is no longer kept one by one")


@delete("/api/v1/wishes/{wish:str}", tags=["reports"], responses=faults("not-found", "unavailable"))
async def delete_wish(parts: PartsHere, wish: FromPath[str]) -> None:
    """Take a wish back by its handle, and forget everything of it, at once."""
    if not await parts.withdraw.take_back(wish):
        raise ProblemError("not-found", "this handle opens nothing, or nothing any more")


def checked_wish(request: AnyRequest, parts: Parts, told: WishIn) -> str:
    """The address that it names. Raises InputError, ProblemError: another site's page, a robot."""
    check_origin(headers_of(request), parts)
    if told.website:
        raise ProblemError("robot", "a field was filled in that no person sees")
    if told.way != "push":
        return told.address
    if told.push is None:
        raise InputError("push", "must be the browser's push subscription")
    return msgspec.json.encode(told.push).decode()


async def wish_of_form(request: AnyRequest, parts: Parts) -> WishIn:
    """The form of a page on which somebody leaves an e-mail address, or goes to the bot on Telegram."""
    form = await form_sent(request, parts)
    by_bot = "telegram" in form.get("way", ())
    return WishIn(
        way="telegram" if by_bot else "email",
        address="" if by_bot else next(iter(form.get("address", ())), "")[:1000],
        language=language_of(request),
        asks="asks" in form,
        website="filled" if "website" in form else "",
    )


def wish_out(told: WishIn, handle: str, waits_for: str) -> WishOut:
    """What is answered: of e-mail the same whatever is known of the address."""
    if told.way == "push":
        return WishOut(state="waiting", detail=f"the browser is told when it is {waits_for}", handle=handle)
    if told.way == "telegram":
        return WishOut(detail="open the link in Telegram and press Start there: that is the yes", link=handle)
    return WishOut(detail="if the address can be told, a message is on its way to it; the yes is said there")


def wished_now(told: WishIn, made: str) -> Aftermath:
    """What a page says of a wish that was just taken; `made` is what Wishing.wish gave."""
    return Aftermath(link=made) if told.way == "telegram" else Aftermath(sent=True)


async def _wish(request: AnyRequest, parts: Parts, receipt: str, told: WishIn) -> str:
    address = checked_wish(request, parts, told)
    followed = await followed_by(parts, receipt)
    report = followed.report
    wished = Wished(
        about_report(_sequence(parts, receipt)),
        report.service,
        report.observed_at,
        Way(told.way),
        address,
        told.language,
        told.asks,
        f"/r/{receipt}",
        followed.incident.id if followed.incident else "",
    )
    return await take_wish(request, parts, wished)


async def take_wish(request: AnyRequest, parts: Parts, wished: Wished) -> str:
    """What Wishing.wish gives. Raises InputError, ProblemError: too many."""
    visitor = parts.visitors.read_scope(dict(request.scope), parts.clock.now())
    try:
        return await parts.undertake.wish(wished, visitor)
    except LaterError as fault:
        raise problem_of_later("too-many-sign-ups", fault) from fault


async def again_button(request: AnyRequest, parts: Parts) -> bool:
    """Which of the two buttons was pressed. Raises InputError, ProblemError."""
    check_origin(headers_of(request), parts)
    said = next(iter((await form_sent(request, parts)).get("answer", ())), "")
    if said not in ("1", "0"):
        raise InputError("answer", "1: it works again; 0: it is still broken")
    return said == "1"


async def again_told(request: AnyRequest, parts: Parts) -> bool:
    """What a program says. Raises InputError, ProblemError."""
    check_origin(headers_of(request), parts)
    return _decode_again(await json_body(request, parts)).works


def again_out(heard: Heard, what: str) -> AgainOut:
    """What a program is told of it; `what` is what it asked for. Raises ProblemError where nobody asks."""
    if heard is Heard.NOT_ASKED:
        raise ProblemError("not-asked", f"it is asked while the outage of this {what} eases; now it does not")
    return AgainOut("taken" if heard is Heard.TAKEN else "already")


async def say_again(request: AnyRequest, parts: Parts, about: About, works: bool) -> Heard:
    """Take an answer. Raises ProblemError where it is dropped."""
    visitor = parts.visitors.read_scope(dict(request.scope), parts.clock.now())
    heard = await parts.recheck.say(about, works, visitor)
    if isinstance(heard, Dropped):
        raise problem_of_drop(heard)
    return heard


async def _about_receipt(parts: Parts, receipt: str) -> About:
    followed = await followed_by(parts, receipt)
    report, incident = followed.report, await stands(followed.incident, parts.incidents)
    return About(about_report(_sequence(parts, receipt)), report.service, report.symptom, incident)


async def _about_wish(parts: Parts, wish: Wish) -> About:
    incident = await parts.incidents.get(wish.incident) if wish.incident else None
    now = await stands(incident, parts.incidents)
    return About(wish.about, wish.service or (now.service if now else ""), "", now)


async def _receipt_page(
    request: AnyRequest, parts: Parts, receipt: str, after: Aftermath, status: int = 200
) -> Response[bytes]:
    followed = await followed_by(parts, receipt)
    after = replace(
        await _after(parts, receipt, followed),
        heard=after.heard,
        fault=after.fault,
        sent=after.sent,
        link=after.link,
    )
    page = parts.pages_in(language_of(request)).receipt(receipt, followed, after)
    return _answer(request, page, status)


async def _after(parts: Parts, receipt: str, followed: Followed) -> Aftermath:
    about = about_report(_sequence(parts, receipt))
    incident, now = await stands(followed.incident, parts.incidents), parts.clock.now()
    early = incident is None and now - followed.report.observed_at < parts.undertake.unbound_for
    is_on = incident is not None and incident.state in ONGOING
    may_wish = not followed.report.works and (early or is_on)
    return Aftermath(
        asks=parts.recheck.asks(incident),
        answered=await parts.recheck.last(about),
        wishes=tuple(await parts.undertake.of(about)),
        ways=tuple(way.value for way in parts.undertake.ways) if may_wish else (),
        hours=parts.undertake.unbound_for.total_seconds() / 3600,
        days=parts.undertake.kept_days,
        may_add=_may_add(followed, now),
    )


def _may_add(followed: Followed, now: datetime) -> bool:
    """Whether what the same person says now is counted with this report; while it waits, the page looks again by itself, and what
    is typed would be lost."""
    report = followed.report
    began = [bin_start(minute_of(at), CLAIM_MINUTES) for at in (report.observed_at, now)]
    own = report.source_kind is SourceKind.PERSON and report.reporter != 0
    return own and not report.works and followed.state in ("counted", "added") and began[0] == began[1]


async def _wish_page(
    request: AnyRequest, parts: Parts, handle: str, heard: Heard | None = None
) -> Response[bytes]:
    found, pages = await parts.undertake.find(handle), _pages(request, parts)
    if found is None:
        return _answer(request, pages.gone(), 404)
    about = await _about_wish(parts, found)
    after = Aftermath(
        asks=parts.recheck.asks(about.incident), answered=await parts.recheck.last(about.name), heard=heard
    )
    return _answer(request, pages.wish(found, handle, after))


def _sequence(parts: Parts, receipt: str) -> int:
    sequence = parts.admit.sequence_of(receipt)
    if sequence is None:
        raise ProblemError("not-found", "no such receipt was given out here")
    return sequence


def _pages(request: AnyRequest, parts: Parts) -> WishPages:
    return parts.pages_in(language_of(request)).wishes


def _answer(request: AnyRequest, page: Page, status: int = 200) -> Response[bytes]:
    return response_of(published_of(request).answer_page(page, headers_of(request), status))
