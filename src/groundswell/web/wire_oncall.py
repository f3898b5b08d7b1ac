"""The wire of who is called: schedules, shifts, overrides, policies, calls. People are named as they stand in their accounts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from groundswell.core.oncall import CallState, WhomKind, Why
from groundswell.web.wire import At, Slug

_Zoned = Annotated[datetime, Meta(tz=True)]
_Name = Annotated[str, Meta(max_length=60, description="of an account")]
_Id = Annotated[str, Meta(max_length=40, description="small letters, digits and dashes")]
_Clock = Annotated[str, Meta(max_length=5, description='a time of the day, "09:00"')]

_Calendar = Annotated[
    str,
    Meta(
        max_length=1000,
        description='a calendar (https) whose entries name who takes over, read now and then; "": none; left out: the one of before',
    ),
]


class HoursWire(Struct, forbid_unknown_fields=True, frozen=True):
    """A part of the week."""

    weekdays: Annotated[
        list[Annotated[int, Meta(ge=0, le=6)]], Meta(min_length=1, max_length=7, description="0 is Monday")
    ]
    from_time: _Clock = "00:00"
    until_time: Annotated[str, Meta(max_length=5, description="of the next day where it is not later")] = (
        "00:00"
    )


class LayerWire(Struct, forbid_unknown_fields=True, frozen=True):
    """People who take turns."""

    name: Annotated[str, Meta(max_length=40)]
    members: Annotated[list[_Name], Meta(min_length=1, max_length=50)]
    starts_on: date
    handover: _Clock = "09:00"
    shift_hours: Annotated[
        int, Meta(ge=1, le=1344, description="a part of a day, or whole days; 168 is a week")
    ] = 168
    only: Annotated[list[HoursWire], Meta(max_length=20, description="none: always")] = []


class ScheduleIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A schedule to keep, in place of the one of this id."""

    id: _Id
    title: Annotated[str, Meta(min_length=1, max_length=80)]
    zone: Annotated[str, Meta(max_length=60, description='a time zone, "Europe/Madrid"')]
    layers: Annotated[list[LayerWire], Meta(min_length=1, max_length=10)]
    country: Annotated[
        str,
        Meta(
            max_length=24,
            description='whose public holidays count as Sundays: a country, "ES", or a part of one, "DE-BY"',
        ),
    ] = ""
    calendar_url: _Calendar | None = None


class ScheduleOut(Struct, frozen=True):
    """A schedule."""

    id: str
    title: str
    zone: str
    country: str
    layers: list[LayerWire]
    by: str
    changed_at: At
    reads_calendar: Annotated[
        bool, Meta(description="whether it reads one; which, only keepers see at the desk")
    ]
    calendar_fault: Annotated[str, Meta(description="what is wrong with the calendar that it reads")]


class ScheduleList(Struct, frozen=True):
    """All schedules."""

    schedules: list[ScheduleOut]


class CalendarOut(Struct, frozen=True):
    """A schedule as a calendar."""

    schedule: str
    address: Annotated[str, Meta(description="whoever has it reads the calendar (.ics)")]


class CalendarRead(Struct, frozen=True):
    """What was read."""

    read: Annotated[int, Meta(description="entries")]


class ShiftOut(Struct, frozen=True):
    """A time in which the same one is on call."""

    from_at: At
    until_at: At
    who: Annotated[str | None, Meta(description="null: nobody")]
    why: Why | None
    layer: str


class ShiftList(Struct, frozen=True):
    """The shifts of a schedule, in order and without a gap."""

    schedule: str
    shifts: list[ShiftOut]


class OnCallOut(Struct, frozen=True):
    """Who is on call by a schedule now."""

    schedule: str
    title: str
    who: Annotated[str | None, Meta(description="null: nobody")]
    why: Why | None
    until_at: At | None


class GapOut(Struct, frozen=True):
    """That a policy counts on somebody who cannot be called now."""

    policy: str
    step: Annotated[int, Meta(description="from 1")]
    schedule: Annotated[str | None, Meta(description="the one that leads there; null: none does")]
    why: Annotated[str, Meta(description="who it is and why they cannot be called, in words")]


class OnCallList(Struct, frozen=True):
    """Who is on call now; `gaps`: whom policies count on and who cannot be called, `vacant`: the schedules among them."""

    now: list[OnCallOut]
    vacant: list[str]
    gaps: list[GapOut]


class OverrideIn(Struct, forbid_unknown_fields=True, frozen=True):
    """Who takes over."""

    schedule: _Id
    from_at: _Zoned
    until_at: _Zoned
    who: Annotated[str, Meta(max_length=60, description='an account; "": who asks')] = ""


class OverrideOut(Struct, frozen=True):
    """Who takes over."""

    id: int
    schedule: str
    who: str
    from_at: At
    until_at: At
    by: str


class WhomWire(Struct, forbid_unknown_fields=True, frozen=True):
    """One that a step calls."""

    kind: WhomKind
    name: Annotated[str, Meta(max_length=60, description="of a schedule (its id), an account or a channel")]


class StepWire(Struct, forbid_unknown_fields=True, frozen=True):
    """Who is called, and for how long an answer is waited for."""

    whom: Annotated[list[WhomWire], Meta(min_length=1, max_length=20)]
    wait_minutes: Annotated[int, Meta(ge=1, le=1440)] = 5


class PolicyIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A policy to keep, in place of the one of this id."""

    id: _Id
    title: Annotated[str, Meta(min_length=1, max_length=80)]
    steps: Annotated[list[StepWire], Meta(min_length=1, max_length=20)]
    services: list[Slug] = []
    categories: list[Slug] = []
    severity_min: Annotated[int, Meta(ge=1, le=5)] = 1
    repeats: Annotated[int, Meta(ge=0, le=9)] = 1
    drills: bool = False
    is_on: bool = True


class PolicyOut(PolicyIn, frozen=True):
    """A policy."""

    by: str = ""
    changed_at: At | None = None


class PolicyList(Struct, frozen=True):
    """All policies."""

    policies: list[PolicyOut]


class SummonsOut(Struct, frozen=True):
    """What a call has sent to whom, or to whom it could not be sent."""

    step: Annotated[int, Meta(description="of the policy, from 1")]
    round: Annotated[int, Meta(description="how often all steps were gone through, this time among them")]
    at: At
    who: str
    why_not: Annotated[str, Meta(description='who could not be called and why, in words; "": they were')]
    state: Annotated[str, Meta(description='of its notice; "": there is none')]
    error: str
    answered_at: At | None


class CallOut(Struct, frozen=True):
    """That an outage calls somebody."""

    incident: str
    policy: str
    begun_at: At
    state: CallState
    by: Annotated[str, Meta(description="who answered")]
    ended_at: At | None
    summons: list[SummonsOut]


class CallList(Struct, frozen=True):
    """Calls, latest first."""

    calls: list[CallOut]
