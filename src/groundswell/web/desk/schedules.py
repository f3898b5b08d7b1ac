"""A schedule at the desk: its two weeks as a table, who takes over, and its layers to edit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter

from groundswell.core.access import Actor, Right
from groundswell.core.oncall import Layer, Restriction, Schedule, Shift, check_layer, check_schedule
from groundswell.core.oncall.rota import FIRST_YEAR, LAST_YEAR
from groundswell.errors import InputError
from groundswell.flow.calendar import PLACE_LETTERS_MAX, place_of_feasts
from groundswell.flow.call import names_of
from groundswell.flow.consult import FILE, SOURCE
from groundswell.flow.latch import Opens
from groundswell.flow.roster import zone_of
from groundswell.ports.oncall import CALENDAR_BYTES_MAX
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs, note_act
from groundswell.web.desk.form import Fields, back, drawn, fields
from groundswell.web.desk.oncall import Names, account_named, cells, check_duty, may_take, schedule_of
from groundswell.web.parts import Parts
from groundswell.web.problems import invalid

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LINE: Final = re.compile(r"((?:(?:mon|tue|wed|thu|fri|sat|sun)[\s,]+)+)(\d\d:\d\d)\s*-\s*(\d\d:\d\d)")
_VIEW_DAYS: Final = 14

_NOTED: Final = {"drop": "dropped", "feed": "feed moved"}
"""What the audit log says of a button."""
_FORM_NAMES: Final = {"starts_on": "starts", "shift_hours": "hours"}
"""What the form calls a part of a layer, where that is not what the core calls it."""


@get("/desk/oncall/schedules/{id:str}", include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_schedule(
    request: AnyRequest,
    parts: PartsHere,
    id: FromPath[str],  # noqa: A002
    done: Annotated[str, QueryParameter()] = "",
    start: Annotated[str, QueryParameter(name="from")] = "",
) -> Response[bytes]:
    """Two weeks of it, and its layers; "new" is none yet."""
    names = await names_of(parts.people.people)
    is_keeper = actor_of(request).may(Right.KEEP)
    page: dict[str, object] = {"names": sorted(names.values()), "is_keeper": is_keeper, "done": done[:80]}
    if id == "new":
        page |= {"title": "A new schedule", "schedule": None, "layers": [_blank(parts.clock.now().date())]}
        return drawn(request, parts, "desk_schedule", page)
    schedule = await schedule_of(parts, id)
    zone, now = zone_of(schedule), parts.clock.now()
    first = _day(start) or now.astimezone(zone).date()
    begin, end = _midnight(first, zone), _midnight(first + timedelta(days=_VIEW_DAYS), zone)
    shifts = await parts.called.roster.shifts(schedule, begin, end)
    overrides = [
        each
        for each in await parts.called.oncall.overrides(now, now + timedelta(days=400))
        if each.schedule == id
    ]
    # Those of a calendar may be hundreds: what does not fall into the two weeks is told as a number.
    near = [each for each in overrides if not each.source or (each.from_at < end and each.until_at > begin)]
    page |= {
        "title": schedule.title,
        "schedule": schedule,
        "may_take": await may_take(parts, actor_of(request), schedule),
        "days": _days(shifts, first, zone, names, now),
        "before": first - timedelta(days=_VIEW_DAYS),
        "after": first + timedelta(days=_VIEW_DAYS),
        "overrides": [
            {
                "id": each.id,
                "who": names.get(each.account, "somebody who is gone"),
                "from_at": f"{each.from_at.astimezone(zone):%a %d %b %H:%M}",
                "until_at": f"{each.until_at.astimezone(zone):%a %d %b %H:%M}",
                "by": each.by,
                "is_read": bool(each.source),
            }
            for each in near
        ],
        "further": len(overrides) - len(near),
        "has_file": any(each.source == FILE for each in overrides),
        "layers": [*(_shown(layer, names) for layer in schedule.layers), _blank(now.date())],
        "feed": f"/calendars/{parts.called.latch.make(Opens.SCHEDULE, id, schedule.turn)}.ics",
    }
    return drawn(request, parts, "desk_schedule", page)


@post(
    "/desk/oncall/schedules/{id:str}",
    include_in_schema=False,
    guards=[needs(Right.KEEP, page=True)],
)
async def post_schedule(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """Keep what the form says; `act` "drop" forgets it, "feed" gives its calendar another address."""
    form, actor = fields(request), actor_of(request)
    act = form.text("act", 20)
    note_act(request, f"schedule {_NOTED.get(act, 'kept')}", id[:80])
    if act == "drop":
        await parts.called.oncall.drop_schedule((await schedule_of(parts, id)).id)
        return back("/desk/oncall")
    if act == "feed":
        await move_feed(parts, await schedule_of(parts, id))
        return back(f"/desk/oncall/schedules/{id}", "The calendar has another address.")
    known = None if id == "new" else await schedule_of(parts, id)
    name = form.text("id", 40, needed=True) if known is None else known.id
    layers = [layer for n in range(11) if (layer := await _layer(parts, form, n)) is not None]
    if not layers:
        raise invalid("members_0", "has to be filled in")
    kept = Schedule(
        id=name,
        title=form.text("title", 80, needed=True),
        zone=form.text("zone", 60) or "UTC",
        layers=tuple(layers),
        by=actor.name,
        changed_at=parts.clock.now(),
        country=form.text("country", PLACE_LETTERS_MAX),
        turn=known.turn if known else 0,
        calendar_url=form.text("calendar_url", 1000),
    )
    kept = await keep_schedule(parts, kept, known)
    return back(f"/desk/oncall/schedules/{kept.id}", "Kept.")


async def keep_schedule(parts: Parts, schedule: Schedule, known: Schedule | None) -> Schedule:
    """Keep it, in place of `known`; as it is kept. Raises ProblemError (422)."""
    try:
        check_schedule(schedule)
        zone_of(schedule)
        schedule = replace(schedule, country=place_of_feasts(schedule.country))
    except InputError as fault:
        raise invalid(fault.field, fault.fault) from fault
    if schedule.calendar_url and not schedule.calendar_url.startswith(("https://", "http://")):
        raise invalid("calendar_url", "must begin with https://")
    names = await names_of(parts.people.people)
    for layer in schedule.layers:
        for member in layer.members:
            if member not in names:
                raise invalid("members", f"there is no account {member}")
    await parts.called.oncall.put_schedule(schedule)
    if known is not None and known.calendar_url and not schedule.calendar_url:
        # What nobody reads any more holds no more.
        await parts.called.oncall.read_overrides(schedule.id, SOURCE, [])
    return schedule


async def move_feed(parts: Parts, schedule: Schedule) -> Schedule:
    """Give its calendar another address; the one before leads nowhere from then on."""
    moved = replace(schedule, turn=schedule.turn + 1)
    await parts.called.oncall.put_schedule(moved)
    return moved


@post(
    "/desk/oncall/schedules/{id:str}/calendar",
    include_in_schema=False,
    guards=[needs(Right.RULE, page=True, file_bytes=CALENDAR_BYTES_MAX)],
)
async def post_schedule_file(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """Take who takes over from a calendar file; `act` "unread" takes back what one said."""
    form, actor, schedule = fields(request), actor_of(request), await schedule_of(parts, id)
    await check_duty(parts, actor, schedule)
    is_back = form.text("act", 20) == "unread"
    note_act(request, f"schedule calendar {'taken back' if is_back else 'read'}", schedule.id)
    if is_back:
        await parts.called.oncall.read_overrides(schedule.id, FILE, [])
        return back(f"/desk/oncall/schedules/{id}", "What the file said holds no more.", "over")
    read = await read_calendar_of(parts, schedule, form.file("calendar"), actor)
    return back(f"/desk/oncall/schedules/{id}", f"{read} entries are read.", "over")


async def read_calendar_of(parts: Parts, schedule: Schedule, content: bytes, actor: Actor) -> int:
    """Take who takes over from a calendar file; how many entries. Raises ProblemError (422)."""
    try:
        return await parts.called.consult.take_overrides(schedule, content, actor.name)
    except InputError as fault:
        raise invalid(fault.field, fault.fault) from fault


def restrictions_of(text: str, field: str) -> tuple[Restriction, ...]:
    """Hours as lines: "mon tue wed thu fri 09:00-17:00". Raises ProblemError (422)."""
    found = []
    for line in filter(None, (each.strip().lower() for each in text.splitlines())):
        read = _LINE.fullmatch(line)
        if read is None:
            raise invalid(field, f'"{line[:60]}" is none: write "mon tue wed thu fri 09:00-17:00"')
        days = re.findall(r"[a-z]+", read[1])
        weekdays = tuple(sorted({DAYS.index(day) for day in days}))
        found.append(Restriction(weekdays, minute_of_day(read[2], field), minute_of_day(read[3], field)))
    return tuple(found)


def minute_of_day(text: str, field: str) -> int:
    """ "09:30" as minutes; 24:00 is the day's end and so 0 of the next. Raises ProblemError (422)."""
    try:
        told = datetime.strptime("00:00" if text == "24:00" else text, "%H:%M")  # noqa: DTZ007  the wall's
    except ValueError:
        raise invalid(field, f'"{text[:20]}" is no time of the day: write "09:00"') from None
    return told.hour * 60 + told.minute


async def _layer(parts: Parts, form: Fields, number: int) -> Layer | None:
    """The layer of this number in the form; None where it names nobody."""
    names = [
        each.strip() for each in re.split(r"[\n,]", form.text(f"members_{number}", 4000)) if each.strip()
    ]
    if not names:
        return None
    members = [await account_named(parts, name, f"members_{number}") for name in names]
    starts_on = _day(form.text(f"starts_{number}", 10))
    if starts_on is None:
        raise invalid(f"starts_{number}", 'is no day: write "2026-03-02"')
    hours = form.text(f"hours_{number}", 5) or "168"
    if not (hours.isascii() and hours.isdigit()):
        raise invalid(f"hours_{number}", "is a number of hours")
    handover, only = f"handover_{number}", f"restrictions_{number}"
    layer = Layer(
        form.text(f"name_{number}", 40) or f"layer {number + 1}",
        tuple(members),
        starts_on,
        minute_of_day(form.text(handover, 5) or "09:00", handover),
        int(hours),
        restrictions_of(form.text(only, 1000), only),
    )
    try:
        check_layer(layer)
    except InputError as fault:
        raise invalid(f"{_FORM_NAMES.get(fault.field, fault.field)}_{number}", fault.fault) from fault
    return layer


def _shown(layer: Layer, names: Names) -> dict[str, object]:
    return {
        "name": layer.name,
        "members": "\n".join(names.get(member, "?") for member in layer.members),
        "starts": layer.starts_on.isoformat(),
        "handover": clock(layer.handover_minute),
        "hours": layer.shift_hours,
        "restrictions": "\n".join(
            f"{' '.join(DAYS[day] for day in each.weekdays)} {clock(each.from_minute)}-{clock(each.until_minute)}"
            for each in layer.restrictions
        ),
    }


def _blank(today: date) -> dict[str, object]:
    monday = today - timedelta(days=today.weekday())
    shown = {"name": "", "members": "", "starts": monday.isoformat(), "handover": "09:00"}
    return {**shown, "hours": 168, "restrictions": ""}


def clock(minute: int) -> str:
    """A minute of the day as people write it."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return found if found is not None and FIRST_YEAR <= found.year <= LAST_YEAR else None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _days(
    shifts: Sequence[Shift], first: date, zone: ZoneInfo, names: Names, now: datetime
) -> list[dict[str, object]]:
    """A row a day: who has which hours."""
    rows = []
    for number in range(_VIEW_DAYS):
        day = first + timedelta(days=number)
        begin, end = _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
        parts = [
            cells(each, names)
            | {
                "from": f"{max(each.from_at, begin).astimezone(zone):%H:%M}",
                "until": "24:00" if each.until_at >= end else f"{each.until_at.astimezone(zone):%H:%M}",
            }
            for each in shifts
            if each.from_at < end and each.until_at > begin
        ]
        rows.append({"day": f"{day:%a %d %b}", "is_today": begin <= now < end, "parts": parts})
    return rows
