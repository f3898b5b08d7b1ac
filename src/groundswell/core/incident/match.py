"""Which incident a service's excess belongs to: the one that is on, the one just over, or a new one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from groundswell.core.model import ONGOING, Incident, State

REOPEN_FOR = timedelta(minutes=60)


class Match(StrEnum):
    """How an incident and an excess belong together."""

    ONGOING = "ongoing"
    """it is on: the measures go to it"""
    TAIL = "tail"
    """it is over and this is its tail, or its return: only a surge counts"""
    NONE = "none"
    """nothing here yet"""


def match(
    incidents: Iterable[Incident], at: datetime, since: datetime | None
) -> tuple[Incident | None, Match]:
    """The incident of one service that an excess which began at `since` (None: no alarm) belongs to.

    `incidents` are the service's latest. A resolved one takes what began before its end, and what comes
    within an hour of it. One that an operator dismissed or merged takes what began before the dismissal: that word is
    not contradicted by the same reports. A suspicion that faded can still become an outage for an hour.
    """
    latest: Incident | None = None
    for incident in incidents:
        if incident.state in ONGOING:
            return incident, Match.ONGOING
        if _over_at(incident) > at + REOPEN_FOR:
            continue  # it ended in a time that is not yet: by a clock that was wrong
        if latest is None or incident.updated_at > latest.updated_at:
            latest = incident
    if latest is None:
        return None, Match.NONE
    over_at = _over_at(latest)
    faded = latest.state is State.DISMISSED and not latest.reason
    ruled_out = latest.state is State.MERGED or (latest.state is State.DISMISSED and not faded)
    if (latest.state is State.RESOLVED or faded) and at - over_at <= REOPEN_FOR:
        return latest, Match.TAIL
    if since is not None and since <= over_at and not faded:
        return latest, Match.TAIL
    if ruled_out and since is None and at - over_at <= REOPEN_FOR:
        return latest, Match.TAIL
    return None, Match.NONE


def _over_at(incident: Incident) -> datetime:
    return incident.resolved_at or incident.updated_at
