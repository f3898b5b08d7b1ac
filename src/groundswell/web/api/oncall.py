"""On call for programs: who is, which shifts there are, who takes over, whom an outage calls and whom it has called."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Final, TypeVar, cast

import msgspec
from litestar import delete, get, post
from litestar.params import FromPath, QueryParameter

from groundswell.core.access import Right
from groundswell.core.model import Incident
from groundswell.core.oncall import (
    Layer,
    Override,
    Policy,
    Restriction,
    Schedule,
    Shift,
    Step,
    Whom,
    WhomKind,
)
from groundswell.core.oncall.rota import FIRST_YEAR, LAST_YEAR
from groundswell.flow.call import names_of
from groundswell.flow.plain import reader
from groundswell.web.api.changes import check_text
from groundswell.web.api.context import (
    TOKEN_SECURITY,
    AnyRequest,
    PartsHere,
    actor_of,
    faults,
    json_body,
    needs,
)
from groundswell.web.api.incidents import check_since
from groundswell.web.desk.form import is_open_to
from groundswell.web.desk.oncall import (
    Names,
    account_named,
    calls_told,
    drop_override,
    schedule_of,
    take_over,
    told,
)
from groundswell.web.desk.policies import keep_policy, policy_of
from groundswell.web.desk.schedules import clock, keep_schedule, minute_of_day
from groundswell.web.parts import Parts
from groundswell.web.problems import invalid
from groundswell.web.wire_oncall import (
    CallList,
    CallOut,
    GapOut,
    HoursWire,
    LayerWire,
    OnCallList,
    OnCallOut,
    OverrideIn,
    OverrideOut,
    PolicyIn,
    PolicyList,
    PolicyOut,
    ScheduleIn,
    ScheduleList,
    ScheduleOut,
    ShiftList,
    ShiftOut,
    StepWire,
    SummonsOut,
    WhomWire,
)

T = TypeVar("T")
_schedule: Final = reader(ScheduleIn)
_policy: Final = reader(PolicyIn)
_override: Final = reader(OverrideIn)
_AHEAD: Final = timedelta(days=35)
_READING: Final = ("malformed", "unauthorized", "forbidden", "not-found", "invalid", "unavailable")
_WRITING: Final = (*_READING, "too-slow", "too-large", "unsupported-media-type")
_ROOT: Final = "/api/v1/desk/oncall"
_told: Final[dict[str, Any]] = {"tags": ["desk"], "security": TOKEN_SECURITY}


@get(f"{_ROOT}/now", guards=[needs(Right.LOOK)], responses=faults(*_READING), **_told)
async def get_oncall_now(parts: PartsHere) -> OnCallList:
    """Who is on call now, by every schedule."""
    now, names, oncall = parts.clock.now(), await names_of(parts.people.people), parts.called.oncall
    rows = []
    for each in await oncall.schedules():
        found = await parts.called.roster.shifts(each, now, now + _AHEAD)
        until = found[0].until_at if len(found) > 1 else None
        who = found[0].who
        rows.append(OnCallOut(each.id, each.title, told(who, names) or None, who.why if who else None, until))
    gaps = await parts.called.leg.lack.gaps(await oncall.policies(), now)
    vacant = sorted({gap.missed.schedule for gap in gaps if gap.missed.schedule})
    told_gaps = [
        GapOut(gap.policy.id, gap.step, gap.missed.schedule or None, gap.missed.said(names)) for gap in gaps
    ]
    return OnCallList(rows, vacant, told_gaps)


@get(f"{_ROOT}/schedules", guards=[needs(Right.LOOK)], responses=faults(*_READING), **_told)
async def list_schedules(parts: PartsHere) -> ScheduleList:
    """All schedules, with their layers."""
    names = await names_of(parts.people.people)
    return ScheduleList([_schedule_out(each, names) for each in await parts.called.oncall.schedules()])


@post(f"{_ROOT}/schedules", status_code=200, guards=[needs(Right.KEEP)], responses=faults(*_WRITING), **_told)
async def put_schedule(request: AnyRequest, parts: PartsHere) -> ScheduleOut:
    """Keep a schedule, in place of the one of its id."""
    said, actor = _schedule(await json_body(request, parts)), actor_of(request)
    check_text("title", said.title)
    layers = [await _layer(parts, each) for each in said.layers]
    known = await parts.called.roster.schedule(said.id)
    kept = Schedule(
        said.id,
        said.title.strip(),
        said.zone,
        tuple(layers),
        actor.name,
        parts.clock.now(),
        said.country,
        known.turn if known else 0,
        said.calendar_url if said.calendar_url is not None else known.calendar_url if known else "",
    )
    kept = await keep_schedule(parts, kept, known)
    return _schedule_out(kept, await names_of(parts.people.people))


@delete(f"{_ROOT}/schedules/{{id:str}}", guards=[needs(Right.KEEP)], responses=faults(*_READING), **_told)
async def delete_schedule(parts: PartsHere, id: FromPath[str]) -> None:  # noqa: A002
    """Forget a schedule and its overrides."""
    await parts.called.oncall.drop_schedule((await schedule_of(parts, id)).id)


@get(f"{_ROOT}/schedules/{{id:str}}/shifts", guards=[needs(Right.LOOK)], responses=faults(*_READING), **_told)
async def list_shifts(
    parts: PartsHere,
    id: FromPath[str],  # noqa: A002
    from_at: Annotated[
        datetime | None,
        QueryParameter(name="from", description="from this instant (with offset); left out: now"),
    ] = None,
    days: Annotated[int, QueryParameter(ge=1, le=400, description="for so many days")] = 14,
) -> ShiftList:
    """The shifts of a schedule, in order and without a gap."""
    check_since(from_at)
    schedule = await schedule_of(parts, id)
    begin = from_at or parts.clock.now()
    if not FIRST_YEAR <= begin.year <= LAST_YEAR:
        raise invalid("from", f"is of the years {FIRST_YEAR} to {LAST_YEAR}")
    names = await names_of(parts.people.people)
    shifts = await parts.called.roster.shifts(schedule, begin, begin + timedelta(days=days))
    return ShiftList(schedule.id, [_shift(each, names) for each in shifts])


@post(f"{_ROOT}/overrides", status_code=201, guards=[needs(Right.RULE)], responses=faults(*_WRITING), **_told)
async def post_oncall_override(request: AnyRequest, parts: PartsHere) -> OverrideOut:
    """Have somebody take over."""
    said, actor = _override(await json_body(request, parts)), actor_of(request)
    schedule = await schedule_of(parts, said.schedule)
    account = await account_named(parts, said.who or actor.name)
    made = await take_over(parts, actor, schedule, account, said.from_at, said.until_at)
    return _override_out(made, await names_of(parts.people.people))


@delete(f"{_ROOT}/overrides/{{number:str}}", guards=[needs(Right.RULE)], responses=faults(*_READING), **_told)
async def delete_override(request: AnyRequest, parts: PartsHere, number: FromPath[str]) -> None:
    """Whose turn it is has it again."""
    await drop_override(parts, actor_of(request), number)


@get(f"{_ROOT}/policies", guards=[needs(Right.LOOK)], responses=faults(*_READING), **_told)
async def list_policies(parts: PartsHere) -> PolicyList:
    """All policies, with their steps."""
    names = await names_of(parts.people.people)
    return PolicyList([_policy_out(each, names) for each in await parts.called.oncall.policies()])


@post(f"{_ROOT}/policies", status_code=200, guards=[needs(Right.KEEP)], responses=faults(*_WRITING), **_told)
async def put_policy(request: AnyRequest, parts: PartsHere) -> PolicyOut:
    """Keep a policy, in place of the one of its id."""
    said, actor = _policy(await json_body(request, parts)), actor_of(request)
    check_text("title", said.title)
    steps = [
        Step(tuple([await _whom(parts, each) for each in step.whom]), step.wait_minutes)
        for step in said.steps
    ]
    kept = Policy(
        said.id,
        said.title.strip(),
        tuple(steps),
        actor.name,
        parts.clock.now(),
        tuple(said.services),
        tuple(said.categories),
        said.severity_min,
        said.repeats,
        said.drills,
        said.is_on,
    )
    await keep_policy(parts, kept)
    return _policy_out(kept, await names_of(parts.people.people))


@delete(f"{_ROOT}/policies/{{id:str}}", guards=[needs(Right.KEEP)], responses=faults(*_READING), **_told)
async def delete_policy(parts: PartsHere, id: FromPath[str]) -> None:  # noqa: A002
    """Forget a policy. Calls that ring go on."""
    await parts.called.oncall.drop_policy((await policy_of(parts, id)).id)


@get(f"{_ROOT}/calls", guards=[needs(Right.LOOK)], responses=faults(*_READING), **_told)
async def list_calls(
    request: AnyRequest,
    parts: PartsHere,
    incident: Annotated[str, QueryParameter(description="only of this incident")] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=200, description="at most so many")] = 50,
) -> CallList:
    """Whom outages called, and who answered."""
    calls = await parts.called.oncall.calls(incident=incident or None, limit=limit)
    actor, names = actor_of(request), await names_of(parts.people.people)
    open_ones: dict[str, Incident | None] = {
        each: await parts.incidents.get(each) for each in {call.incident for call in calls if call.incident}
    }
    seen = [
        call for call in calls if (one := open_ones.get(call.incident)) is not None and is_open_to(actor, one)
    ]
    rows = await calls_told(parts, seen, names)
    return CallList([_call_out(row) for row in rows])


def _call_out(row: dict[str, object]) -> CallOut:
    sent = cast("list[dict[str, Any]]", row["rungs"])
    summons = [
        SummonsOut(
            *(each["step"], each["round"], each["at"], each["who"], each["why_not"]),
            *(each["state"], each["error"], each["answered_at"]),
        )
        for each in sent
    ]
    names = ("incident", "policy", "begun_at", "state", "by", "ended_at")
    return msgspec.convert(
        {**{name: row[name] for name in names}, "summons": summons}, CallOut, from_attributes=True
    )


async def _layer(parts: Parts, said: LayerWire) -> Layer:
    check_text("name", said.name)
    members = [await account_named(parts, name, "members") for name in said.members]
    hours = [
        Restriction(
            tuple(sorted(set(each.weekdays))),
            minute_of_day(each.from_time, "from_time"),
            minute_of_day(each.until_time, "until_time"),
        )
        for each in said.only
    ]
    return Layer(
        said.name,
        tuple(members),
        said.starts_on,
        minute_of_day(said.handover, "handover"),
        said.shift_hours,
        tuple(hours),
    )


async def _whom(parts: Parts, said: WhomWire) -> Whom:
    if said.kind is WhomKind.ACCOUNT:
        return Whom(said.kind, str(await account_named(parts, said.name, "steps")))
    return Whom(said.kind, said.name)


def _schedule_out(each: Schedule, names: Names) -> ScheduleOut:
    layers = [
        LayerWire(
            layer.name,
            [names.get(member, "?") for member in layer.members],
            layer.starts_on,
            clock(layer.handover_minute),
            layer.shift_hours,
            [
                HoursWire(list(part.weekdays), clock(part.from_minute), clock(part.until_minute))
                for part in layer.restrictions
            ],
        )
        for layer in each.layers
    ]
    return ScheduleOut(
        *(each.id, each.title, each.zone, each.country, layers, each.by, each.changed_at),
        *(bool(each.calendar_url), each.calendar_fault),
    )


def _shift(each: Shift, names: Names) -> ShiftOut:
    who = each.who
    return ShiftOut(
        *(
            each.from_at,
            each.until_at,
            told(who, names) or None,
            who.why if who else None,
            who.layer if who else "",
        )
    )


def _override_out(each: Override, names: Names) -> OverrideOut:
    who = names.get(each.account, "?")
    return OverrideOut(each.id, each.schedule, who, each.from_at, each.until_at, each.by)


def _policy_out(each: Policy, names: Names) -> PolicyOut:
    steps = [
        StepWire(
            [
                WhomWire(
                    whom.kind, names.get(int(whom.name), "?") if whom.kind is WhomKind.ACCOUNT else whom.name
                )
                for whom in step.whom
            ],
            step.wait_minutes,
        )
        for step in each.steps
    ]
    return PolicyOut(
        each.id,
        each.title,
        steps,
        list(each.services),
        list(each.categories),
        each.severity_min,
        each.repeats,
        each.drills,
        each.is_on,
        each.by,
        each.changed_at,
    )
