"""How long an operator may be silent, how a promise to speak stands, and how promises were kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from groundswell.core.statement.words import Promise, PromiseRecord, PromiseState, Standing, Statement

DUE_SOON_PART = 0.8
"""the part of the time of a promise after which the desk warns"""
_CRITICAL = 4
_MAJOR = 3


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


def stands(promise: Promise, now: datetime) -> Standing:
    """How `promise` stands at `now`; once it is kept, as it stood then. Kept late is missed.

    A promise that is due when it is made (or before) has no time to run: its part is 1.0.
    """
    seen = min(now, promise.kept_at) if promise.kept_at is not None else now
    left = promise.due_at - seen
    whole = promise.due_at - promise.made_at
    part = max(0.0, (seen - promise.made_at) / whole) if whole > timedelta() else 1.0
    if promise.kept_at is not None and promise.kept_at <= now:
        return Standing(PromiseState.KEPT if left >= timedelta() else PromiseState.MISSED, left, part)
    if left < timedelta():
        return Standing(PromiseState.MISSED, left, part)
    return Standing(PromiseState.DUE_SOON if part >= DUE_SOON_PART else PromiseState.RUNNING, left, part)


def record(promises: Iterable[Promise], now: datetime) -> PromiseRecord:
    """How these promises were kept up to `now`."""
    standings = [stands(promise, now) for promise in promises]
    states = [standing.state for standing in standings]
    return PromiseRecord(
        kept=states.count(PromiseState.KEPT),
        missed=states.count(PromiseState.MISSED),
        open=states.count(PromiseState.RUNNING) + states.count(PromiseState.DUE_SOON),
        late_max=max(timedelta(), *(-standing.left for standing in standings), timedelta()),
    )
