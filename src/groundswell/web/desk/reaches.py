"""How I am called: my ways, paired devices, when I am away, my own calendar; and a trial of it all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from secrets import token_urlsafe
from typing import Annotated, Final

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter

from groundswell.core.access import Right
from groundswell.core.notice import TargetState
from groundswell.core.oncall import Away
from groundswell.core.oncall.rota import FIRST_YEAR, LAST_YEAR
from groundswell.errors import InputError
from groundswell.flow.calendar import PLACE_LETTERS_MAX, place_of_feasts
from groundswell.flow.consult import FILE, SOURCE
from groundswell.flow.latch import Opens
from groundswell.flow.reach import LABEL_LETTERS_MAX, REACHES_MAX, WANTED, checked
from groundswell.flow.roster import LONGEST
from groundswell.ports.oncall import CALENDAR_BYTES_MAX, Device, Reach, Responder
from groundswell.web.api.context import AnyRequest, PartsHere, headers_of, needs, note_act, seat_of
from groundswell.web.desk.form import Fields, back, drawn, fields
from groundswell.web.parts import Parts
from groundswell.web.people.browser import cookie, lent, see, taken_back
from groundswell.web.people.entrance import Seat
from groundswell.web.people.seal import digest, fresh
from groundswell.web.problems import ProblemError, invalid

ME: Final = "/desk/oncall/me"
DEVICE: Final = "desk-device"
"""the cookie of a paired device"""
_OWN: Final = [needs(Right.LOOK, page=True, person=True, file_bytes=CALENDAR_BYTES_MAX)]
_AHEAD: Final = timedelta(days=60)


@get(ME, include_in_schema=False, guards=_OWN)
async def get_me(
    request: AnyRequest, parts: PartsHere, done: Annotated[str, QueryParameter()] = ""
) -> Response[bytes]:
    """All of it on one page."""
    seat, now, called = seat_of(request), parts.clock.now(), parts.called
    account = seat.account.id
    reaches = await called.oncall.reaches(account)
    known = await called.notices.targets(opened=False, ids=[each.target for each in reaches])
    targets = {each.id: each for each in known}
    mine, zero = await responder_of(parts, account), timedelta()
    away = [each for each in await called.oncall.away(now, now + LONGEST) if each.account == account]
    kept = digest(cookie(headers_of(request), DEVICE, parts.config))
    page = {
        "title": "How I am called",
        "done": done[:120],
        "reaches": [
            {
                "id": each.id,
                "label": each.label,
                "kind": each.kind,
                "channel": each.channel,
                "address": each.address,
                "is_on": each.target in targets and targets[each.target].state is TargetState.ON,
                "error": targets[each.target].error if each.target in targets else "",
                "is_carried": each.channel in called.carriers,
            }
            for each in reaches
        ],
        "carriers": [(name, kind, WANTED.get(kind, "")) for name, kind in sorted(called.carriers.items())],
        "devices": [(each, each.digest == kept) for each in await called.oncall.devices(account)],
        "is_paired": any(each.digest == kept for each in await called.oncall.devices(account)),
        "device_days": called.leg.config.device_days,
        "away": away,
        "has_file": any(each.source == FILE for each in away),
        "responder": mine,
        "feed": f"/calendars/{called.latch.make(Opens.PERSON, str(account), mine.turn)}.ics",
        "shifts": [
            duty
            for duty in await called.roster.of_account(account, now, now + _AHEAD)
            if duty.shift.until_at - now > zero
        ][:20],
        "may_answer": called.leg.may_answer(seat.account),
    }
    return drawn(request, parts, "desk_me", page)


@post(f"{ME}/{{act:str}}", include_in_schema=False, guards=_OWN)
async def post_me(request: AnyRequest, parts: PartsHere, act: FromPath[str]) -> Response[bytes]:
    """Do what one of its forms asks."""
    seat, form = seat_of(request), fields(request)
    note_act(request, f"on call: {act[:20]}", seat.account.name)
    match act:
        case "reach":
            await _add_reach(parts, seat, form)
            return back(ME, "Added. Try it now: at night is too late.", "ways")
        case "reach-off":
            await parts.called.oncall.drop_reach(seat.account.id, form.text("id", 40))
            return back(ME, "", "ways")
        case "trial":
            return back(ME, await _trial(parts, seat), "ways")
        case "pair":
            return await _pair(parts, seat)
        case "unpair":
            return await _unpair(request, parts, seat, form.text("digest", 64))
        case "away":
            await _add_away(parts, seat, form)
            return back(ME, "", "away")
        case "away-off":
            number = form.text("id", 18)
            await parts.called.oncall.drop_away(seat.account.id, int(number) if number.isdecimal() else 0)
            return back(ME, "", "away")
        case "calendar":
            await _put_calendar(parts, seat, form)
            return back(ME, "Kept.", "calendar")
        case "read":
            read = await _read_away(parts, seat, form.file("calendar"))
            return back(ME, f"{read} entries are read.", "away")
        case "unread":
            await parts.called.oncall.read_away(seat.account.id, FILE, [])
            return back(ME, "What the file said holds no more.", "away")
        case "feed":
            mine = await responder_of(parts, seat.account.id)
            await parts.called.oncall.put_responder(replace(mine, turn=mine.turn + 1))
            return back(ME, "The calendar has another address.", "calendar")
        case _:
            raise ProblemError("not-found", f"nothing is done by {act[:40]}")


async def responder_of(parts: Parts, account: int) -> Responder:
    """What is kept of an account for being called."""
    known = await parts.called.oncall.responders()
    return next((each for each in known if each.account == account), Responder(account))


async def _add_reach(parts: Parts, seat: Seat, form: Fields) -> None:
    channel = form.text("channel", 60, needed=True)
    kind = parts.called.carriers.get(channel)
    if kind is None:
        raise invalid("channel", "is none that may carry calls here")
    if len(await parts.called.oncall.reaches(seat.account.id)) >= REACHES_MAX:
        raise invalid("channel", f"there are {REACHES_MAX} ways already: remove one first")
    try:
        address = checked(kind, form.text("address", 1000))
    except InputError as fault:
        raise invalid(fault.field, fault.fault) from fault
    label = form.text("label", LABEL_LETTERS_MAX) or channel
    made = Reach(token_urlsafe(9), seat.account.id, channel, kind, label, parts.clock.now(), address)
    await parts.called.oncall.put_reach(made)


async def _trial(parts: Parts, seat: Seat) -> str:
    if not parts.called.leg.may_answer(seat.account):
        raise ProblemError("forbidden", "this needs the right to rule: who may not acknowledge is not called")
    times = await parts.called.leg.trial(seat.account.id, seat.account.name)
    if not times:
        return "There is no way to call you."
    return f"You are being called, {times} time{'' if times == 1 else 's'}. Open the message and press its button."


async def _pair(parts: Parts, seat: Seat) -> Response[bytes]:
    """This browser answers calls from now on without signing in."""
    word, now, days = fresh(), parts.clock.now(), parts.called.leg.config.device_days
    device = Device(digest(word), seat.account.id, seat.session.device, now, now + timedelta(days=days))
    await parts.called.oncall.put_device(device)
    return see(f"{ME}?done=This+device+is+paired.#devices", lent(DEVICE, word, parts.config, days * 86400))


async def _unpair(request: AnyRequest, parts: Parts, seat: Seat, which: str) -> Response[bytes]:
    await parts.called.oncall.drop_device(seat.account.id, which)
    goal = f"{ME}#devices"
    if which == digest(cookie(headers_of(request), DEVICE, parts.config)):
        return see(goal, taken_back(DEVICE, parts.config))
    return see(goal)


async def _add_away(parts: Parts, seat: Seat, form: Fields) -> None:
    from_at, until_at = form.instant("from_at"), form.instant("until_at")
    bounds = range(FIRST_YEAR, LAST_YEAR)
    is_told = from_at is not None and until_at is not None and from_at.year in bounds
    if from_at is None or until_at is None or not is_told or not timedelta() < until_at - from_at <= LONGEST:
        raise invalid("until_at", "comes after the beginning, by 400 days at most")
    await parts.called.oncall.add_away(Away(seat.account.id, from_at, until_at))


async def _read_away(parts: Parts, seat: Seat, content: bytes) -> int:
    try:
        return await parts.called.consult.take_away(seat.account.id, content)
    except InputError as fault:
        raise invalid(fault.field, fault.fault) from fault


async def _put_calendar(parts: Parts, seat: Seat, form: Fields) -> None:
    url = form.text("calendar_url", 1000)
    try:
        country = place_of_feasts(form.text("country", PLACE_LETTERS_MAX))
    except InputError as fault:
        raise invalid(fault.field, fault.fault) from fault
    if url and not url.startswith(("https://", "http://")):
        raise invalid("calendar_url", "must begin with https://")
    mine = await responder_of(parts, seat.account.id)
    if mine.calendar_url and not url:
        await parts.called.oncall.read_away(seat.account.id, SOURCE, [])
    await parts.called.oncall.put_responder(
        replace(mine, country=country, calendar_url=url, calendar_fault="")
    )
