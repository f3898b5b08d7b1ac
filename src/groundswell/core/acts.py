"""What can happen to an incident, and what operators rule; `core/model.py` passes the words on with all others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class EventKind(StrEnum):
    """What can happen to an incident."""

    SUSPECTED = "suspected"  # reports rose: it is watched
    OPENED = "opened"  # it is called an outage
    GREW = "grew"  # far more reports than when it was last told of
    PEAKED = "peaked"  # past its worst so far
    EASED = "eased"  # fewer reports than before
    RELAPSED = "relapsed"  # it eased, and reports rise again
    RESOLVED = "resolved"  # over
    REOPENED = "reopened"  # it was over, or ruled to be none, and is on again
    EXPLAINED = "explained"  # what the reports have in common has changed
    ACKNOWLEDGED = "acknowledged"  # an operator has seen it
    CONFIRMED = "confirmed"  # an operator says that it is one
    DISMISSED = "dismissed"  # it was none
    MERGED = "merged"  # it is part of another incident
    JOINED = "joined"  # further services are hit by what lies behind it
    SPLIT = "split"  # services have left it and have an outage of their own; or it is such a one
    CAUSED = "caused"  # an operator says what is behind it
    DECLARED = "declared"  # an operator says that there is an outage, whatever the crowd says
    STATED = "stated"  # the operator has spoken in public
    AGREED = "agreed"  # an operator ruled that it is over, and people confirm it
    OVERRAN = "overran"  # it began in planned maintenance; the window is over and it is still on


OPENINGS: Final = frozenset({EventKind.OPENED, EventKind.REOPENED, EventKind.DECLARED})
"""After these an outage is one that nobody has answered."""


class Act(StrEnum):
    """What an operator can rule on an incident."""

    ACKNOWLEDGE = "acknowledge"  # we have seen it; nothing else changes
    CONFIRM = "confirm"  # it is an outage: open, and observed
    DISMISS = "dismiss"  # it is none
    MERGE = "merge"  # it is part of another incident
    REOPEN = "reopen"  # it is not over after all, or one after all
    RESOLVE = "resolve"  # it is over
    SPLIT = "split"  # some of its services have an outage of their own
    CAUSE = "cause"  # this is behind it
    DECLARE = "declare"  # there is an outage that nobody has reported (enough) yet
    SPEAK = "speak"  # a statement is published
    PLAN = "plan"  # maintenance is planned, changed, moved on or called off


class CauseKind(StrEnum):
    """What sort of thing an operator found to be behind an incident."""

    CHANGE = "change"  # something that was changed: a version, a setting, a migration
    CAPACITY = "capacity"  # more use than there is room for
    PROVIDER = "provider"  # somebody whom the service stands on
    HARDWARE = "hardware"  # a machine, a disk, a cable
    SOFTWARE = "software"  # a fault that was there before and showed now
    NETWORK = "network"  # routes, names, certificates
    POWER = "power"  # electricity or cooling
    ATTACK = "attack"  # somebody meant it
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Ruling:
    """An operator's decision on an incident, journaled beside the reports: a replay has it too."""

    act: Act
    incident: str
    """its id; "" for a declaration, which makes one"""
    by: str
    ruled_at: datetime
    reason: str = ""
    """why; of a cause what it is, of a statement what it is called, in words"""
    into: str = ""
    """for a merge: the id of the incident that this one becomes part of"""
    services: tuple[str, ...] = ()
    """for a split: those that leave; for a declaration: those that are out"""
    since: datetime | None = None
    """for a declaration: when it began"""
    kind: str = ""
    """for a cause: its `CauseKind`; for a declaration of several services: what they share, a name in the catalog"""
    statement: str = ""
    """for SPEAK: the statement's id"""
    until: datetime | None = None
    """for PLAN: until when; `since` is from when, `services` on what, `kind` the stage that somebody said"""
    plan: str = ""
    """for PLAN: the id of the maintenance"""
    voice: str = ""
    """for SPEAK and DECLARE: the service whose operator says it; "": the site's own desk does"""
    acknowledge: bool = False
    """for a declaration: whoever declares it looks after it, and has acknowledged it thereby"""
