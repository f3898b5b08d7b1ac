"""Calendars of on call for programs: who takes over and who is away read from files, a schedule's own under a secret address."""

from __future__ import annotations

from typing import Any, Final

from litestar import delete, get, post
from litestar.params import FromPath

from groundswell.core.access import Right
from groundswell.core.oncall import Schedule
from groundswell.flow.consult import FILE
from groundswell.flow.latch import Opens
from groundswell.ports.oncall import CALENDAR_BYTES_MAX
from groundswell.web.answer import media_type
from groundswell.web.api.context import (
    TOKEN_SECURITY,
    AnyRequest,
    PartsHere,
    actor_of,
    bodies_of,
    faults,
    headers_of,
    needs,
    note_act,
)
from groundswell.web.desk.oncall import check_duty, schedule_of
from groundswell.web.desk.schedules import move_feed
from groundswell.web.parts import Parts
from groundswell.web.people.browser import site_of
from groundswell.web.problems import ProblemError
from groundswell.web.wire_oncall import CalendarOut, CalendarRead

CALENDAR: Final = "text/calendar"
_READING: Final = ("malformed", "unauthorized", "forbidden", "not-found", "unavailable")
_WRITING: Final = (*_READING, "invalid", "too-slow", "too-large", "unsupported-media-type")
_SCHEDULE: Final = "/api/v1/desk/oncall/schedules/{id:str}/calendar"
_PERSON: Final = "/api/v1/desk/oncall/people/{name:str}/calendar"
_told: Final[dict[str, Any]] = {"tags": ["desk"], "security": TOKEN_SECURITY}


@get(_SCHEDULE, guards=[needs(Right.LOOK)], responses=faults(*_READING), **_told)
async def get_schedule_calendar(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> CalendarOut:  # noqa: A002
    """The secret address under which a schedule's shifts are read as a calendar (.ics), by whoever has it."""
    return _calendar_out(request, parts, await schedule_of(parts, id))


@post(
    f"{_SCHEDULE}/move",
    status_code=200,
    guards=[needs(Right.KEEP)],
    responses=faults(*_READING),
    **_told,
)
async def move_schedule_calendar(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> CalendarOut:  # noqa: A002
    """Give it another address. The one before leads nowhere from then on."""
    before = await schedule_of(parts, id)
    note_act(request, "schedule feed moved", before.id)
    return _calendar_out(request, parts, await move_feed(parts, before))


@post(_SCHEDULE, status_code=200, guards=[needs(Right.RULE)], responses=faults(*_WRITING), **_told)
async def post_schedule_calendar(
    request: AnyRequest,
    parts: PartsHere,
    id: FromPath[str],  # noqa: A002
) -> CalendarRead:
    """Read who takes over from a calendar: each entry names an account. It replaces what one that was sent or read as a file said."""
    schedule, content = await schedule_of(parts, id), await _calendar(request, parts)
    await check_duty(parts, actor_of(request), schedule)
    note_act(request, "schedule calendar read", schedule.id)
    by = actor_of(request).name
    return CalendarRead(await parts.called.consult.take_overrides(schedule, content, by))


@delete(_SCHEDULE, guards=[needs(Right.RULE)], responses=faults(*_READING), **_told)
async def delete_schedule_calendar(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> None:  # noqa: A002
    """Take back what such a calendar said."""
    schedule = await schedule_of(parts, id)
    await check_duty(parts, actor_of(request), schedule)
    note_act(request, "schedule calendar taken back", schedule.id)
    await parts.called.oncall.read_overrides(schedule.id, FILE, [])


@post(_PERSON, status_code=200, guards=[needs(Right.KEEP)], responses=faults(*_WRITING), **_told)
async def post_person_calendar(request: AnyRequest, parts: PartsHere, name: FromPath[str]) -> CalendarRead:
    """Read when somebody is away from a calendar: at what it holds as busy. It replaces what one before said. At the desk
    everybody says it of themselves."""
    account, content = await _account(parts, name), await _calendar(request, parts)
    note_act(request, "on call: read", name[:60])
    return CalendarRead(await parts.called.consult.take_away(account, content))


@delete(_PERSON, guards=[needs(Right.KEEP)], responses=faults(*_READING), **_told)
async def delete_person_calendar(request: AnyRequest, parts: PartsHere, name: FromPath[str]) -> None:
    """Take back what such a calendar said."""
    account = await _account(parts, name)
    note_act(request, "on call: unread", name[:60])
    await parts.called.oncall.read_away(account, FILE, [])


async def _account(parts: Parts, name: str) -> int:
    """The number of an account. Raises ProblemError (404)."""
    found = await parts.people.people.named(name)
    if found is None:
        raise ProblemError("not-found", f'there is no account "{name[:60]}"')
    return found.id


async def _calendar(request: AnyRequest, parts: Parts) -> bytes:
    """Raises ProblemError where it is no calendar by its head, too large or too slow."""
    headers = headers_of(request)
    if media_type(headers) != CALENDAR:
        raise ProblemError("unsupported-media-type", f"send Content-Type {CALENDAR}")
    seconds = parts.config.body_seconds_max
    return await bodies_of(request).read(request.receive, headers, CALENDAR_BYTES_MAX, seconds)


def _calendar_out(request: AnyRequest, parts: Parts, schedule: Schedule) -> CalendarOut:
    word = parts.called.latch.make(Opens.SCHEDULE, schedule.id, schedule.turn)
    site = site_of(headers_of(request), parts.config)
    return CalendarOut(schedule.id, f"{site}/calendars/{word}.ics")
