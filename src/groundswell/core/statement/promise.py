"""How long an operator may be silent, how a promise to speak stands, and how promises were kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from groundswell.core.model import Incident, State
from groundswell.core.statement.words import Promise, PromiseRecord, PromiseState, Standing, Statement

DUE_SOON_PART = 0.8
"""the part of the time of a promise after which the desk warns"""
_CRITICAL = 4
_MAJOR = 3
_NONE_LAPSED: Final[Mapping[str, datetime]] = {}


def cadence(severity: int) -> timedelta:
    """How soon the next word is promised, by the severity (1 to 5) of the incident: 20 minutes from 4 on, 30 at 3, 60 below.

    >>> [cadence(severity).seconds // 60 for severity in (1, 2, 3, 4, 5)]
    [60, 60, 30, 20, 20]
    """
    minutes = 20 if severity >= _CRITICAL else 30 if severity >= _MAJOR else 60
    return timedelta(minutes=minutes)


def promised(statement: Statement) -> Promise | None:
    """What `statement` promises; None where it is not out yet, or promises nothing."""
    if statement.published_at is None or statement.next_at is None:
        return None
    return Promise(statement.incident, statement.id, statement.published_at, statement.next_at)


def lapsed_at(incident: Incident) -> datetime | None:
    """When there was nothing left to say of `incident`, being none or part of another: what is promised of it lapses then. None:
    it is one."""
    return incident.updated_at if incident.state in (State.DISMISSED, State.MERGED) else None


def stands(promise: Promise, now: datetime, lapsed: datetime | None = None) -> Standing:
    """How `promise` stands at `now`; once it is kept or has `lapsed`, as it stood then. Kept late is missed, and so is what was due
    before it lapsed.

    A promise that is due when it is made (or before) has no time to run: its part is 1.0.
    """
    over = promise.kept_at if promise.kept_at is not None else lapsed
    seen = min(now, over) if over is not None else now
    left = promise.due_at - seen
    whole = promise.due_at - promise.made_at
    part = max(0.0, (seen - promise.made_at) / whole) if whole > timedelta() else 1.0
    if promise.kept_at is not None and promise.kept_at <= now:
        return Standing(PromiseState.KEPT if left >= timedelta() else PromiseState.MISSED, left, part)
    if promise.kept_at is None and lapsed is not None and lapsed <= now and left >= timedelta():
        return Standing(PromiseState.LAPSED, left, part)
    if left < timedelta():
        return Standing(PromiseState.MISSED, left, part)
    return Standing(PromiseState.DUE_SOON if part >= DUE_SOON_PART else PromiseState.RUNNING, left, part)


def record(
    promises: Iterable[Promise], now: datetime, lapsed: Mapping[str, datetime] = _NONE_LAPSED
) -> PromiseRecord:
    """How these promises were kept up to `now`; those of incidents that have `lapsed` (id → when) before are not counted."""
    standings = [stands(promise, now, lapsed.get(promise.incident)) for promise in promises]
    states = [standing.state for standing in standings]
    return PromiseRecord(
        kept=states.count(PromiseState.KEPT),
        missed=states.count(PromiseState.MISSED),
        open=states.count(PromiseState.RUNNING) + states.count(PromiseState.DUE_SOON),
        late_max=max(timedelta(), *(-standing.left for standing in standings), timedelta()),
    )
