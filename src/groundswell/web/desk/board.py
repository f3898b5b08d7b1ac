"""The board: what is on, the worst first; what is held back, planned, and lately over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from litestar import Response, get

from groundswell.core.access import Actor, Right
from groundswell.core.answer import WhyNot
from groundswell.core.desk import Duty
from groundswell.core.model import ONGOING, Axis, CommentState, Held, HeldRise, Incident, State
from groundswell.core.notice import TargetState
from groundswell.core.oncall import CallState
from groundswell.core.statement import Promise, PromiseState
from groundswell.core.workarounds import WorkaroundState
from groundswell.flow.call import names_of
from groundswell.ports import StatementState
from groundswell.ports.notices import CHANNEL
from groundswell.ports.questions import QuestionState
from groundswell.web import wording
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs
from groundswell.web.desk.endings import said_over
from groundswell.web.desk.form import drawn, is_open_to, may_on, may_on_all, open_to
from groundswell.web.desk.oncall import gaps_told, ringing
from groundswell.web.desk.papers import left_words, running
from groundswell.web.desk.workarounds import open_ways
from groundswell.web.parts import Parts

_LISTED_MAX: Final = 200
_LATELY: Final = timedelta(hours=24)
HELD: Final[Mapping[Held, str]] = {
    Held.ROBOT: "one place and one symptom only, as a robot would",
    Held.BUMP: "more use, with every symptom alike",
    Held.BACKLOG: "what a gap had held back came at once",
    Held.CLOCK: "usual at an hour that a changed clock has moved",
    Held.SCRIPT: "by programs that hardly anybody reports with, and without visits",
}
"""Why a rise is no outage, in words."""


@get("/desk", include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_board(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """What is on."""
    now, actor, oncall = parts.clock.now(), actor_of(request), parts.called.oncall
    live = await parts.incidents.list(states=ONGOING, limit=_LISTED_MAX)
    live = [one for one in live if is_open_to(actor, one)]
    live = sorted(live, key=lambda one: (one.state is State.SUSPECTED, -one.severity, -one.score, one.id))
    leads = {
        holder.incident: holder.name
        for holder in await parts.desk.duties([one.id for one in live])
        if holder.duty is Duty.LEAD
    }
    promises = await parts.desk.promises()
    rings = await ringing(parts, [one.id for one in live])
    ended = await said_over(parts, live)
    over = await parts.incidents.list(since=now - _LATELY, limit=_LISTED_MAX)
    held = await parts.incidents.held(since=now - _LATELY, limit=20)
    waiting = await parts.desk.statements(state=StatementState.WAITING)
    theirs = await open_to(parts, actor, [filed.statement.incident for filed in waiting])
    page = {
        "title": "Board",
        "at": now,
        "rows": [
            _row(parts, one, leads.get(one.id, ""), promises, now) | _acts(actor, one, rings, ended)
            for one in live
        ],
        "over": [
            {"id": one.id, "line": parts.pages.desk.line(one, now)}
            for one in over
            if one.state not in ONGOING and is_open_to(actor, one)
        ],
        "bystanders": [
            (parts.catalog.named(slug).name, parts.catalog.named(about).name)
            for slug, about in sorted((await parts.incidents.bystanders()).items())
            if actor.may(Right.LOOK, slug)
        ],
        "held": _held(parts, [rise for rise in held if actor.may(Right.LOOK, rise.service)]),
        "planned": await _planned(parts, actor, now),
        "dead": await _dead(parts) if actor.may(Right.SPEAK) else [],
        "refused": await parts.called.refusals.standing() if actor.may(Right.SPEAK) else {},
        "waiting": [
            {
                "id": filed.statement.id,
                "title": _title(filed.statement.texts[0].title),
                "by": filed.statement.by,
                "is_own": parts.utter.config.approval and filed.statement.by == actor.name,
            }
            for filed in waiting
            if filed.statement.incident in theirs
        ],
        "gaps": gaps_told(
            await parts.called.leg.lack.gaps(await oncall.policies(), now),
            await names_of(parts.people.people),
        ),
        "unanswered": [
            call.incident
            for call in await oncall.calls(states=[CallState.UNANSWERED], since=now - _LATELY)
            if call.incident in rings
        ],
        "titles": {one.id: parts.pages.desk.title(one) for one in live},
        "danger": await parts.questions.count(
            QuestionState.WAITING, services=actor.on(Right.LOOK), why_not=WhyNot.DANGER
        ),
        "questions": await parts.questions.count(QuestionState.WAITING, services=actor.on(Right.LOOK)),
        "proposed": len(await open_ways(parts, actor, WorkaroundState.PROPOSED)),
        "comments": await parts.comments.count(CommentState.WAITING, services=actor.on(Right.LOOK)),
    }
    return drawn(request, parts, "desk_board", page)


async def _planned(parts: Parts, actor: Actor, now: datetime) -> list[dict[str, object]]:
    """Work that is planned or on, on services of theirs."""
    return [
        {
            "id": each.id,
            "title": each.texts[0].title,
            "stage": each.stage_at(now).value.replace("_", " "),
            "from_at": each.from_at,
            "until_at": each.until_at,
        }
        for each in await parts.desk.maintenances(ending_after=now)
        if any(actor.may(Right.LOOK, slug) for slug in each.services)
    ]


async def _dead(parts: Parts) -> list[tuple[str, str]]:
    """Channels of the settings that refused so often that nobody tries any more, each with what was said last."""
    dead = [TargetState.DISABLED]
    found = await parts.called.notices.targets(states=dead, opened=False, prefix=CHANNEL)
    return [(each.channel, each.error) for each in found]


def _title(title: str) -> str:
    return title or "(no title)"


def _row(
    parts: Parts, incident: Incident, lead: str, promises: Sequence[Promise], now: datetime
) -> dict[str, object]:
    due = running([promise for promise in promises if promise.incident == incident.id], now, incident)
    return {
        "id": incident.id,
        "title": parts.pages.desk.title(incident),
        "line": parts.pages.desk.line(incident, now),
        "badge": wording.incident_badge(incident, "en"),
        "severity": incident.severity,
        "certainty": incident.certainty.value,
        "since": wording.duration(now - incident.began_at, "en"),
        "is_seen": incident.acknowledged_at is not None,
        "is_planned": bool(incident.planned),
        "lead": lead,
        "due": left_words(due[1].left) if due else "",
        "is_late": bool(due)
        and due is not None
        and due[1].state in (PromiseState.DUE_SOON, PromiseState.MISSED),
    }


def _acts(
    actor: Actor, incident: Incident, rings: frozenset[str], ended: frozenset[str]
) -> dict[str, object]:
    """What can be done with it on the board."""
    may_rule = may_on_all(actor, Right.RULE, incident)
    return {
        "rings": incident.id in rings,
        "may_acknowledge": incident.acknowledged_at is None and may_on(actor, Right.RULE, incident),
        "is_said_over": incident.id in ended,
        "may_rule": may_rule,
        "may_speak": may_on(actor, Right.SPEAK, incident),
    }


def _held(parts: Parts, rises: Sequence[HeldRise]) -> list[dict[str, object]]:
    return [
        {
            "service": parts.catalog.named(rise.service).name,
            "reason": HELD[rise.reason],
            "part": _part(parts, rise.part),
            "last_at": rise.last_at,
            "reports": rise.reports,
        }
        for rise in rises
    ]


def _part(parts: Parts, told: str) -> str:
    """Where a rise was clearest ("country ES"), by its name."""
    axis, _, value = told.partition(" ")
    match axis:
        case Axis.COUNTRY | Axis.REGION:
            return parts.catalog.area_name(value)
        case Axis.SYMPTOM:
            return parts.catalog.symptom_name(value)
        case _:
            return value
