"""On call: who is now, what rings, who was called about an incident; and who takes a shift over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath

from groundswell.core.access import Actor, Right
from groundswell.core.oncall import (
    Call,
    CallState,
    OnCall,
    Override,
    Schedule,
    Shift,
    Whom,
    WhomKind,
    Why,
    covered,
    opened_at,
    place,
)
from groundswell.flow.call import is_dead, names_of
from groundswell.flow.lack import Gap, Missed, Ways
from groundswell.flow.roster import LONGEST, zone_of
from groundswell.ports.oncall import Delivered
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs, note_act, require
from groundswell.web.desk.form import back, drawn, fields, titles_of
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError, invalid

_AHEAD: Final = timedelta(days=35)
_FAR: Final = timedelta(days=731)
_LATELY: Final = timedelta(days=7)
_WAITING: Final = (CallState.RINGING, CallState.UNANSWERED)
_LISTED_MAX: Final = 1_000
_WORDS: Final[Mapping[Why, str]] = {Why.TURN: "", Why.STAND_IN: "stands in", Why.OVERRIDE: "took it over"}
Names = Mapping[int, str]


@get("/desk/oncall", include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_oncall(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Who is on call, what rings and what rang lately."""
    now, names = parts.clock.now(), await names_of(parts.people.people)
    oncall = parts.called.oncall
    policies, lack = await oncall.policies(), parts.called.leg.lack
    ways = await lack.ways()
    page = {
        "title": "On call",
        "rows": [await _row(parts, each, ways, names, now) for each in await oncall.schedules()],
        "gaps": gaps_told(await lack.gaps(policies, now), names),
        "policies": policies,
        "calls": await calls_told(parts, await oncall.calls(since=now - _LATELY, limit=50), names),
        "has_carriers": bool(parts.called.carriers),
    }
    return drawn(request, parts, "desk_oncall", page)


def gaps_told(gaps: Sequence[Gap], names: Names) -> list[dict[str, object]]:
    """Whom policies count on and who cannot be called, as pages show it: each once, with the steps that do."""
    places: dict[Missed, list[tuple[str, str, int]]] = {}
    for gap in gaps:
        places.setdefault(gap.missed, []).append((gap.policy.id, gap.policy.title, gap.step))
    return [
        {"words": missed.said(names), "schedule": missed.schedule, "places": told}
        for missed, told in places.items()
    ]


async def _row(
    parts: Parts, schedule: Schedule, ways: Ways, names: Names, now: datetime
) -> dict[str, object]:
    found = await parts.called.roster.shifts(schedule, now, now + _AHEAD)
    zone = zone_of(schedule)
    following = found[1] if len(found) > 1 else None
    return {
        "schedule": schedule,
        "who": told(found[0].who, names),
        "why": _WORDS[found[0].who.why] if found[0].who else "",
        "fault": ways.of(found[0].who.account)[1] if found[0].who is not None else "",
        "until": f"{found[0].until_at.astimezone(zone):%a %d %b %H:%M}" if following else "",
        "next": told(following.who, names) if following else "",
    }


def told(who: OnCall | None, names: Names) -> str:
    """The name of who is on call; "" for nobody."""
    return "" if who is None else names.get(who.account, f"account {who.account} (gone)")


def cells(shift: Shift, names: Names) -> dict[str, object]:
    """A shift as a page shows it."""
    return {
        "who": told(shift.who, names),
        "account": shift.who.account if shift.who else 0,
        "why": _WORDS[shift.who.why] if shift.who else "",
        "layer": shift.who.layer if shift.who else "",
    }


async def schedule_of(parts: Parts, id: str) -> Schedule:  # noqa: A002
    """Raises ProblemError (404)."""
    found = await parts.called.roster.schedule(id)
    if found is None:
        raise ProblemError("not-found", f"there is no schedule {id[:80]}")
    return found


async def account_named(parts: Parts, name: str, field: str = "who") -> int:
    """The number of an account. Raises ProblemError (422)."""
    found = await parts.people.people.named(name)
    if found is None:
        raise invalid(field, f'there is no account "{name[:60]}"')
    return found.id


async def calls_told(parts: Parts, calls: Sequence[Call], names: Names) -> list[dict[str, object]]:
    """Calls as pages show them, with what they have sent; of those that are open to nobody else, trials are left out."""
    calls = [call for call in calls if call.incident]
    sent = await parts.called.oncall.summoned([call.id for call in calls])
    titles = await titles_of(parts, {call.incident for call in calls})
    ways = {each.target: f"{each.label} ({each.kind})" for each in await parts.called.oncall.reaches()}
    return [
        {
            "incident": call.incident,
            "title": titles[call.incident],
            "policy": call.policy.title,
            "begun_at": call.begun_at,
            "state": call.state.value,
            "is_bad": call.state is CallState.UNANSWERED,
            "by": call.by,
            "ended_at": call.ended_at,
            "rungs": [_sent(call, each, names, ways) for each in sent if each.summons.call == call.id],
        }
        for call in calls
    ]


async def ringing(parts: Parts, incidents: Collection[str]) -> frozenset[str]:
    """Those of `incidents` that have a call which nobody has answered, whether it rings on or was given up. What was done a moment
    ago answers, though the leg has not looked yet."""
    calls = await parts.called.oncall.calls(states=_WAITING, limit=_LISTED_MAX)
    found = set()
    for call in calls:
        if call.incident in incidents and call.incident not in found:
            events = await parts.incidents.events(call.incident)
            if opened_at(events) == call.opened_at:
                found.add(call.incident)
    return frozenset(found)


def _sent(call: Call, each: Delivered, names: Names, ways: Mapping[str, str]) -> dict[str, object]:
    summons = each.summons
    turn, step = place(call.policy, summons.rung - 1)
    is_sent = bool(summons.target)
    return {
        "step": step,
        "round": turn,
        "at": summons.at,
        "who": names.get(summons.account, "somebody who is gone") if summons.account else summons.target,
        "way": ways.get(summons.target, "") if summons.account else "",
        "why_not": "" if is_sent else Missed(summons.account, summons.words).said(names),
        "state": each.state.value if each.state else "",
        "is_dead": is_sent and is_dead(each) and summons.answered_at is None,
        "error": each.error,
        "answered_at": summons.answered_at,
    }


@post("/desk/oncall/overrides", include_in_schema=False, guards=[needs(Right.RULE, page=True)])
async def post_override(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Take a shift, or give it to somebody."""
    form, actor = fields(request), actor_of(request)
    schedule = await schedule_of(parts, form.text("schedule", 40))
    zone = zone_of(schedule)
    from_at, until_at = form.instant("from_at"), form.instant("until_at")
    if from_at is None or until_at is None:
        raise invalid("from_at" if from_at is None else "until_at", "has to be filled in")
    who = form.text("who", 60) or actor.name
    account = await account_named(parts, who)
    note_act(request, "on call: take over", f"{schedule.id}: {who}")
    await take_over(
        parts, actor, schedule, account, from_at.replace(tzinfo=zone), until_at.replace(tzinfo=zone)
    )
    return back(f"/desk/oncall/schedules/{schedule.id}", "Taken over.", "days")


async def may_take(parts: Parts, actor: Actor, schedule: Schedule) -> bool:
    """Whether `actor` takes turns in `schedule`, or may rule on a service whose outages call by it; where none do, on any."""
    if not actor.may(Right.RULE):
        return False
    if actor.account and any(actor.account in layer.members for layer in schedule.layers):
        return True
    of_it = Whom(WhomKind.SCHEDULE, schedule.id)
    policies = await parts.called.oncall.policies()
    leading = [each for each in policies if any(of_it in step.whom for step in each.steps)]
    hit = frozenset[str]().union(*(covered(each, parts.catalog) for each in leading))
    return not hit or actor.may_any(Right.RULE, sorted(hit))


async def check_duty(parts: Parts, actor: Actor, schedule: Schedule) -> None:
    """Raises ProblemError (403) unless `actor` may have somebody take over in `schedule`."""
    require(actor, Right.RULE)
    if not await may_take(parts, actor, schedule):
        words = "this schedule is of others: no outage of a service on which you may rule calls by it"
        raise ProblemError("forbidden", words)


async def take_over(
    parts: Parts, actor: Actor, schedule: Schedule, account: int, from_at: datetime, until_at: datetime
) -> Override:
    """Keep it. Raises ProblemError (403, 422)."""
    await check_duty(parts, actor, schedule)
    now = parts.clock.now()
    if not timedelta() < until_at - from_at <= LONGEST:
        raise invalid("until_at", "comes after the beginning, by 400 days at most")
    if until_at <= now:
        raise invalid("until_at", "is over already")
    if until_at > now + _FAR:
        raise invalid("until_at", "is too far ahead: at most two years")
    made = Override(schedule.id, account, from_at, until_at, actor.name, now)
    return await parts.called.oncall.add_override(made)


@post(
    "/desk/oncall/overrides/{number:str}/off",
    include_in_schema=False,
    guards=[needs(Right.RULE, page=True)],
)
async def post_override_off(request: AnyRequest, parts: PartsHere, number: FromPath[str]) -> Response[bytes]:
    """Whose turn it is has it again."""
    gone = await drop_override(parts, actor_of(request), number)
    note_act(request, "on call: take back", gone.schedule)
    return back(f"/desk/oncall/schedules/{gone.schedule}", "Taken back.", "days")


async def drop_override(parts: Parts, actor: Actor, number: str) -> Override:
    """Raises ProblemError (403, 404)."""
    require(actor, Right.RULE)
    is_number = number.isascii() and number.isdigit() and len(number) < 18
    known = await parts.called.oncall.override(int(number)) if is_number else None
    if known is not None:
        await check_duty(parts, actor, await schedule_of(parts, known.schedule))
    gone = await parts.called.oncall.drop_override(known.id) if known is not None else None
    if gone is None:
        raise ProblemError("not-found", f"there is no override {number[:20]}")
    return gone
