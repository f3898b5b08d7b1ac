"""The crowd's clock beside the operator's: who knew what when, of one incident."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from groundswell.core.model import OURSELVES, Event, EventKind, Incident


class Mark(StrEnum):
    """A moment that both clocks are read at."""

    FIRST_REPORT = "first_report"
    """people begin to report it (estimated); of what was declared by hand that is not known"""
    SUSPECTED = "suspected"
    """this site noticed; what was declared by hand it did not"""
    OPEN = "open"
    """this site called it an outage"""
    ACKNOWLEDGED = "acknowledged"
    """an operator had seen it"""
    FIRST_STATEMENT = "first_statement"
    """the operator spoke in public"""
    RESTORED = "restored"
    """the operator said, or ruled, that it is over"""
    USERS_CONFIRM = "users_confirm"
    """reports were back to the usual, or people said that it works"""


BY_CROWD = (Mark.FIRST_REPORT, Mark.SUSPECTED, Mark.OPEN, Mark.USERS_CONFIRM)
"""The marks of the crowd's clock; the others are the operator's."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One mark: when (None: not yet), and how long after it began: with the first report, where there is one."""

    mark: Mark
    at: datetime | None
    after: timedelta | None

    @property
    def is_crowd(self) -> bool:
        """Whether it is of the crowd's clock."""
        return self.mark in BY_CROWD


def awaits_crowd(incident: Incident, events: Iterable[Event]) -> bool:
    """Whether an operator ruled that `incident` is over, and people, who had reported it, have not said so yet."""
    ended = _last_end(events) if incident.resolved_at else []
    return bool(ended) and all(event.by != OURSELVES for event in ended) and not _is_silent(incident)


def _last_end(events: Iterable[Event]) -> list[Event]:
    """What says that it is over, since it was last reopened."""
    ended: list[Event] = []
    for event in events:
        if event.kind is EventKind.REOPENED:
            ended = []
        elif event.kind in (EventKind.RESOLVED, EventKind.AGREED):
            ended.append(event)
    return ended


def is_by_hand(incident: Incident) -> bool:
    """Whether it was declared before anybody had counted it: then its beginning is the word of who declared it."""
    return incident.declared_at is not None and incident.declared_at <= incident.suspected_at


def unheard(incident: Incident) -> tuple[Mark, ...]:
    """Marks that the clocks of `incident` can never have: nobody knows when what was declared by hand was first reported, and users
    have nothing to confirm where none reported it."""
    if not is_by_hand(incident):
        return ()
    return Mark.FIRST_REPORT, Mark.SUSPECTED, *((Mark.USERS_CONFIRM,) if _is_silent(incident) else ())


def _is_silent(incident: Incident) -> bool:
    """Whether the crowd never spoke of it: then nothing is known of its clock."""
    return is_by_hand(incident) and not incident.peak_reports


def two_clocks(
    incident: Incident, events: Iterable[Event], spoken_at: datetime | None, restored_at: datetime | None
) -> tuple[Reading, ...]:
    """Every mark of `incident`, in order; `spoken_at` is the first statement, `restored_at` the one that says it is over.

    Of an incident that was reopened the last end counts. Pure: the events are enough to read it again from a journal.
    """
    ended = _last_end(events) if incident.resolved_at else []
    crowd = max((event.at for event in ended if event.by == OURSELVES), default=None)
    ruled = max((event.at for event in ended if event.by != OURSELVES), default=None)
    by_hand = is_by_hand(incident)
    found = {
        Mark.FIRST_REPORT: None if by_hand else incident.began_at,
        Mark.SUSPECTED: None if by_hand else incident.suspected_at,
        Mark.OPEN: incident.opened_at,
        Mark.ACKNOWLEDGED: incident.acknowledged_at,
        Mark.FIRST_STATEMENT: spoken_at,
        Mark.RESTORED: min((at for at in (ruled, restored_at) if at is not None), default=None),
        Mark.USERS_CONFIRM: crowd,
    }
    return tuple(
        Reading(mark, at, at - incident.began_at if at is not None else None) for mark, at in found.items()
    )
