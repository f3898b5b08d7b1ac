"""Shifts as calendars, under secret addresses: a calendar program has no way to sign in."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from groundswell.flow.call import names_of
from groundswell.flow.latch import Opens
from groundswell.flow.roster import Duty
from groundswell.web.api.context import AnyRequest, PartsHere
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError
from groundswell.web.shifts_ical import calendar

_PAST: Final = timedelta(days=14)
_AHEAD: Final = timedelta(days=120)
_HEADERS: Final = {"cache-control": "private, max-age=300", "x-robots-tag": "noindex"}


@get("/calendars/{word:str}", include_in_schema=False)
async def get_calendar(request: AnyRequest, parts: PartsHere, word: FromPath[str]) -> Response[bytes]:
    """Of a schedule, or of one person."""
    word, now = word.removesuffix(".ics"), parts.clock.now()
    names = await names_of(parts.people.people)
    found = await _of_schedule(parts, word, now) or await _of_person(
        parts, word, now, names.get(_number(parts, word), "")
    )
    if found is None:
        raise ProblemError("not-found", "no calendar lives here")
    title, duties = found
    told = [(duty, names.get(duty.shift.who.account, "?") if duty.shift.who else "") for duty in duties]
    host = request.url.hostname or "groundswell"
    body = calendar(title, told, host, now)
    return Response(body, media_type="text/calendar", headers=dict(_HEADERS))


async def _of_schedule(parts: Parts, word: str, now: datetime) -> tuple[str, list[Duty]] | None:
    named = parts.called.latch.named(word)
    schedule = await parts.called.roster.schedule(named) if named else None
    if schedule is None or not parts.called.latch.fits(Opens.SCHEDULE, word, schedule.turn):
        return None
    shifts = await parts.called.roster.shifts(schedule, *_months(now))
    return f"On call: {schedule.title}", [Duty(schedule, shift) for shift in shifts]


async def _of_person(parts: Parts, word: str, now: datetime, name: str) -> tuple[str, list[Duty]] | None:
    account = _number(parts, word)
    mine = next((each for each in await parts.called.oncall.responders() if each.account == account), None)
    if not name or not parts.called.latch.fits(Opens.PERSON, word, mine.turn if mine else 0):
        return None
    return f"On call: {name}", await parts.called.roster.of_account(account, *_months(now))


def _months(now: datetime) -> tuple[datetime, datetime]:
    """From the first of a month to the first of another: the shifts at both ends are cut there, and are to be the same events
    whenever they are asked for."""
    first, last = (now - _PAST).replace(day=1), (now + _AHEAD).replace(day=1)
    midnight = time(tzinfo=now.tzinfo)
    return datetime.combine(first.date(), midnight), datetime.combine(last.date(), midnight)


def _number(parts: Parts, word: str) -> int:
    named = parts.called.latch.named(word) or ""
    return int(named) if named.isascii() and named.isdigit() and len(named) < 10 else 0
