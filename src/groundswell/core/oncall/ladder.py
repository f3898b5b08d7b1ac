"""Whom to call next when nobody answers: a policy is a ladder of steps, a call climbs it, one rung after the other.

Where a call stands comes in as an argument, and so does the time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from groundswell.core.acts import OPENINGS
from groundswell.core.catalog import Catalog
from groundswell.core.model import OURSELVES, Event, EventKind, Incident, State
from groundswell.errors import InputError

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
STEPS_MAX: Final = 20
WHOM_MAX: Final = 20
WAIT_MINUTES_MAX: Final = 24 * 60
REPEATS_MAX: Final = 9


class WhomKind(StrEnum):
    """What a step calls."""

    SCHEDULE = "schedule"
    """who is on call by it"""
    ACCOUNT = "account"
    """somebody, by number"""
    CHANNEL = "channel"
    """a channel of the settings, by name"""


@dataclass(frozen=True, slots=True)
class Whom:
    """One that a step calls: the id of a schedule, the number of an account, the name of a channel."""

    kind: WhomKind
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """Who is called, and for how long an answer is waited for before the next step."""

    whom: tuple[Whom, ...]
    wait_minutes: int = 5


@dataclass(frozen=True, slots=True)
class Policy:
    """Whom an outage of `services` or `categories` (both empty: any) calls from `severity_min` on. The whole ladder is gone
    through once and `repeats` times more. Exercises call nobody unless `drills`."""

    id: str
    title: str
    steps: tuple[Step, ...]
    by: str
    changed_at: datetime
    services: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    severity_min: int = 1
    repeats: int = 1
    drills: bool = False
    is_on: bool = True


class CallState(StrEnum):
    """What became of a call."""

    RINGING = "ringing"
    """nobody has answered yet"""
    ANSWERED = "answered"
    """somebody has acknowledged it, or done something else with it"""
    ENDED = "ended"
    """the outage was over, or none, before anybody did"""
    UNANSWERED = "unanswered"
    """every step was tried and nobody answered"""


@dataclass(frozen=True, slots=True)
class Call:
    """That an outage, as it opened at `opened_at`, calls somebody, by a policy as it stood then. `rung` is how many steps were called, `rung_at` when the
    last was; `hurried`: its ways are all dead, nothing is waited for. A trial of one's own ways has no incident."""

    id: int
    incident: str
    policy: Policy
    opened_at: datetime
    begun_at: datetime
    state: CallState = CallState.RINGING
    rung: int = 0
    rung_at: datetime | None = None
    hurried: bool = False
    by: str = ""
    """who answered"""
    ended_at: datetime | None = None


def check_policy(policy: Policy, catalog: Catalog) -> None:
    """Raises InputError where it cannot be."""
    if not _NAME.fullmatch(policy.id):
        raise InputError("id", "is small letters, digits and dashes, 40 at most")
    if not 0 < len(policy.title.strip()) <= 80:
        raise InputError("title", "has 1 to 80 letters")
    if not 0 < len(policy.steps) <= STEPS_MAX:
        raise InputError("steps", f"are 1 to {STEPS_MAX}")
    for step in policy.steps:
        if not 0 < len(step.whom) <= WHOM_MAX:
            raise InputError("steps", f"call 1 to {WHOM_MAX} each")
        if not 1 <= step.wait_minutes <= WAIT_MINUTES_MAX:
            raise InputError("wait_minutes", f"is 1 to {WAIT_MINUTES_MAX}")
    if not 0 <= policy.repeats <= REPEATS_MAX:
        raise InputError("repeats", f"is 0 to {REPEATS_MAX}")
    if not 1 <= policy.severity_min <= 5:
        raise InputError("severity_min", "is 1 to 5")
    for slug in policy.services:
        if slug not in catalog.services:
            raise InputError("services", f'there is no service "{slug[:80]}"')
    for slug in policy.categories:
        if slug not in catalog.categories:
            raise InputError("categories", f'there is no category "{slug[:80]}"')


def covers(policy: Policy, incident: Incident, catalog: Catalog) -> bool:
    """Whether `incident` calls somebody by `policy`: it is an outage, bad enough, of its services, and not a planned one. One that somebody
    has declared is bad enough: how severe it is, is counted from a crowd that it may not have."""
    if not policy.is_on or incident.state not in (State.OPEN, State.EASING) or incident.planned:
        return False
    if incident.declared_at is None and incident.severity < policy.severity_min:
        return False
    if not policy.services and not policy.categories:
        return True
    hit = (incident.service, *incident.members)
    return any(slug in policy.services or catalog.named(slug).category in policy.categories for slug in hit)


def covered(policy: Policy, catalog: Catalog) -> frozenset[str]:
    """The services whose outages call by `policy`."""
    if not policy.services and not policy.categories:
        return frozenset(catalog.services)
    of_kinds = (slug for slug, one in catalog.services.items() if one.category in policy.categories)
    return frozenset({*policy.services, *of_kinds})


def opened_at(events: Sequence[Event]) -> datetime | None:
    """When an outage last became one that nobody has answered; None: it is none, or somebody has answered since."""
    last: datetime | None = None
    for event in events:
        if event.kind in OPENINGS:
            last = event.at
        elif answers(event):
            last = None
    return last


def answers(event: Event) -> bool:
    """Whether it is something that a person did with an outage that was on: acknowledged it, confirmed it, said the cause, spoke.
    To declare or to reopen one is not to look after it: that calls."""
    if event.kind is EventKind.ACKNOWLEDGED:
        return True
    return event.by != OURSELVES and event.kind not in OPENINGS


def rungs(policy: Policy) -> int:
    """How many steps are called before a call is given up."""
    return len(policy.steps) * (1 + policy.repeats)


def step_of(policy: Policy, rung: int) -> Step:
    """What is called on this rung (from 0)."""
    return policy.steps[rung % len(policy.steps)]


def place(policy: Policy, rung: int) -> tuple[int, int]:
    """The round and the step of this rung (from 0), both from 1."""
    round_, step = divmod(rung, max(len(policy.steps), 1))
    return round_ + 1, step + 1


def last_of_round(policy: Policy, rung: int) -> int:
    """The rung of the last step of the round that `rung` is in: nothing is hurried beyond it."""
    count = len(policy.steps)
    return rung - rung % count + count - 1


def due_at(call: Call) -> datetime | None:
    """When the next step is called, or the call given up; None where nothing more is to come."""
    if call.state is not CallState.RINGING or not call.policy.steps:
        return None
    if call.rung == 0 or call.rung_at is None:
        return call.begun_at
    if call.hurried:
        return call.rung_at
    return call.rung_at + timedelta(minutes=step_of(call.policy, call.rung - 1).wait_minutes)


def due(call: Call, now: datetime) -> int | None:
    """The rung (from 0) that is to be called at `now`; None: none is. After a long standstill it is the one that was next, not
    all that were missed."""
    at = due_at(call)
    return call.rung if at is not None and now >= at and call.rung < rungs(call.policy) else None


def is_unanswered(call: Call, now: datetime) -> bool:
    """Whether every rung was called and waited for."""
    at = due_at(call)
    return at is not None and now >= at and call.rung >= rungs(call.policy)
