"""The states of an incident and every move between them, as a table.

Rule 1: a state changes here or nowhere. `signal` reads the measures and says what they mean; TABLE says
what that does to a state. Operators' rulings go through RULED alike. docs/flows/incident.md draws both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from groundswell.core.acts import OPENINGS
from groundswell.core.incident.answers import NONE, Answers, Says
from groundswell.core.model import (
    ONGOING,
    Act,
    CauseKind,
    Certainty,
    Event,
    EventKind,
    Incident,
    Ruling,
    State,
)
from groundswell.errors import InputError


class Signal(StrEnum):
    """What the measures of one minute mean for an incident."""

    SUSPECT = "suspect"
    ALARM = "alarm"
    GROW = "grow"
    PEAK = "peak"
    EASE = "ease"
    RELAPSE = "relapse"
    QUIET = "quiet"
    BLAMED = "blamed"
    """the reports are about another service, whose outage is on"""
    VOID = "void"
    """nothing can be measured for it any more: its service left the catalog, or it began in a time that is not yet"""
    SHARED = "shared"
    """one cause is likely behind this and other services: it stands for all of them from now on"""
    JOIN = "join"
    """further services are hit by what lies behind it"""
    ABSORBED = "absorbed"
    """what lies behind it lies behind an incident of several services, which it is part of"""
    OVERRUN = "overrun"
    """the maintenance that it began in is over, and it is still on"""


TABLE: Mapping[tuple[State | None, Signal], tuple[State, EventKind]] = {
    (None, Signal.SUSPECT): (State.SUSPECTED, EventKind.SUSPECTED),
    (None, Signal.ALARM): (State.OPEN, EventKind.OPENED),
    (State.SUSPECTED, Signal.ALARM): (State.OPEN, EventKind.OPENED),
    (State.SUSPECTED, Signal.QUIET): (State.DISMISSED, EventKind.DISMISSED),
    (State.SUSPECTED, Signal.BLAMED): (State.DISMISSED, EventKind.DISMISSED),
    (State.OPEN, Signal.BLAMED): (State.DISMISSED, EventKind.DISMISSED),
    (State.SUSPECTED, Signal.VOID): (State.DISMISSED, EventKind.DISMISSED),
    (State.OPEN, Signal.GROW): (State.OPEN, EventKind.GREW),
    (State.OPEN, Signal.PEAK): (State.OPEN, EventKind.PEAKED),
    (State.OPEN, Signal.EASE): (State.EASING, EventKind.EASED),
    (State.EASING, Signal.RELAPSE): (State.OPEN, EventKind.RELAPSED),
    (State.EASING, Signal.QUIET): (State.RESOLVED, EventKind.RESOLVED),
    (State.OPEN, Signal.VOID): (State.RESOLVED, EventKind.RESOLVED),
    (State.EASING, Signal.VOID): (State.RESOLVED, EventKind.RESOLVED),
    (State.DISMISSED, Signal.ALARM): (State.OPEN, EventKind.OPENED),
    (State.RESOLVED, Signal.RELAPSE): (State.OPEN, EventKind.REOPENED),
    (None, Signal.SHARED): (State.OPEN, EventKind.OPENED),
    (State.SUSPECTED, Signal.SHARED): (State.OPEN, EventKind.OPENED),
    (State.OPEN, Signal.SHARED): (State.OPEN, EventKind.JOINED),
    (State.EASING, Signal.SHARED): (State.OPEN, EventKind.RELAPSED),
    (State.RESOLVED, Signal.SHARED): (State.OPEN, EventKind.REOPENED),
    (State.OPEN, Signal.JOIN): (State.OPEN, EventKind.JOINED),
    (State.EASING, Signal.JOIN): (State.EASING, EventKind.JOINED),
    (State.SUSPECTED, Signal.ABSORBED): (State.MERGED, EventKind.MERGED),
    (State.OPEN, Signal.ABSORBED): (State.MERGED, EventKind.MERGED),
    (State.EASING, Signal.ABSORBED): (State.MERGED, EventKind.MERGED),
    (State.OPEN, Signal.OVERRUN): (State.OPEN, EventKind.OVERRAN),
    (State.RESOLVED, Signal.QUIET): (State.RESOLVED, EventKind.AGREED),
}
"""State and signal → new state and the event to tell. What is not here does not happen."""

RULED: Mapping[tuple[State | None, Act], tuple[State, EventKind]] = {
    (None, Act.DECLARE): (State.OPEN, EventKind.DECLARED),
    **{(state, Act.ACKNOWLEDGE): (state, EventKind.ACKNOWLEDGED) for state in ONGOING},
    (State.SUSPECTED, Act.CONFIRM): (State.OPEN, EventKind.CONFIRMED),
    (State.OPEN, Act.CONFIRM): (State.OPEN, EventKind.CONFIRMED),
    (State.EASING, Act.CONFIRM): (State.EASING, EventKind.CONFIRMED),
    **{(state, Act.DISMISS): (State.DISMISSED, EventKind.DISMISSED) for state in ONGOING},
    **{(state, Act.MERGE): (State.MERGED, EventKind.MERGED) for state in ONGOING},
    (State.OPEN, Act.RESOLVE): (State.RESOLVED, EventKind.RESOLVED),
    (State.EASING, Act.RESOLVE): (State.RESOLVED, EventKind.RESOLVED),
    (State.RESOLVED, Act.REOPEN): (State.OPEN, EventKind.REOPENED),
    (State.DISMISSED, Act.REOPEN): (State.OPEN, EventKind.REOPENED),
    (State.MERGED, Act.REOPEN): (State.OPEN, EventKind.REOPENED),
    (State.OPEN, Act.SPLIT): (State.OPEN, EventKind.SPLIT),
    (State.EASING, Act.SPLIT): (State.EASING, EventKind.SPLIT),
    **{(state, Act.CAUSE): (state, EventKind.CAUSED) for state in (*ONGOING, State.RESOLVED)},
    **{(state, Act.SPEAK): (state, EventKind.STATED) for state in (*ONGOING, State.RESOLVED)},
}
"""State (None: there is no incident yet) and an operator's act → new state and event. CONFIRM also makes the certainty OBSERVED."""


SHORT_REPORTS = 0.5
"""So far below `open_reports_min` an excess counts as reached: where hardly anything is usual, people who count ten reports
have seen ten, though of ten some hundredth was usual."""
SHARED_MEMBERS_MIN = 3
"""A cause that hits fewer services is not shared."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a measure means something."""

    suspect_part: float = 0.6
    """part of the detector's threshold from which a rise is a suspicion"""
    suspect_reports_min: int = 3
    open_reports_min: int = 10
    """excess reports over the last hour below which nothing opens: one connection may send three in each of the
    three half hours that an hour can touch (`intake.Limits`)"""
    grow_factor: float = 3.0
    """the last quarter hour against the one last told of"""
    peak_part: float = 0.85
    ease_part: float = 0.5
    """of the peak, below which it eases"""
    relapse_factor: float = 2.0
    """the last quarter hour against the lowest since it eased"""
    tail_part: float = 0.10
    """of the peak, below which "works again" answers decide"""
    works_part: float = 0.25
    """of all answers, trouble and works, from which they say that it is over (in an outage it is one in a hundred)"""
    quiet_minutes: int = 15
    """for how long it has to stay quiet before it is over"""
    answered_tail_part: float = 0.30
    """of the peak, below which it is quiet when those who were asked say that it works again"""
    answered_quiet_minutes: int = 10
    """for how long it has to stay quiet when they say so"""
    suspicion_minutes_max: int = 45
    doubt_minutes_max: int = 10
    """for how long a rise stays a suspicion while it is not clear whether its reports are about another service"""
    taken_back_minutes_max: int = 15
    """for how long after it opened an outage is taken back when its reports turn out to be about another service"""

    @property
    def opens_from(self) -> float:
        """Excess reports over the last hour from which on an alarm opens."""
        return self.open_reports_min - SHORT_REPORTS


@dataclass(frozen=True, slots=True)
class Measures:
    """One service at `at`: reports of the last fifteen minutes and hour beside what is usual.

    `score` and `threshold` are the detector's; `alarm` its word. `upper` is the upper edge of the usual band of
    fifteen minutes. `works` are "works for me" answers of the last fifteen minutes. `quiet_minutes` counts for
    how long in a row `is_quiet` has been true (the caller keeps it), `lowest` the lowest fifteen minutes since
    the incident eased, `told` those when it last opened or grew. `answers` are those of the people who were asked whether
    it works again.
    """

    at: datetime
    alarm: bool
    score: float
    threshold: float
    reports: int
    expected: float
    upper: float
    excess_hour: float
    works: int
    peak: int
    quiet_minutes: int
    lowest: int
    told: int
    answers: Answers = NONE


def is_quiet(measures: Measures, thresholds: Thresholds) -> bool:
    """Whether this minute looks like the end: the rate is back in its band, or what is left of it is a small
    part of the peak and many of those who answer say that it works. Those who were asked are heard before silence is."""
    says = measures.answers.says
    if says is Says.HOLDS:
        return False
    if not measures.alarm and measures.reports <= max(measures.upper, 2.0):
        return True
    if says is Says.MOVES and measures.reports <= thresholds.answered_tail_part * measures.peak:
        return True
    works = measures.works + measures.answers.yes
    whole = works + measures.reports + measures.answers.no
    tail = measures.reports <= thresholds.tail_part * measures.peak
    return tail and works >= thresholds.works_part * whole > 0


def signal(incident: Incident | None, measures: Measures, thresholds: Thresholds) -> Signal | None:
    """What `measures` mean for `incident` (None: the service has none); None when nothing has changed."""
    state = incident.state if incident is not None else None
    alarming = measures.alarm and measures.excess_hour >= thresholds.opens_from
    if incident is None:
        if alarming:
            return Signal.ALARM
        suspect = measures.score >= thresholds.suspect_part * measures.threshold
        return Signal.SUSPECT if suspect and measures.excess_hour >= thresholds.suspect_reports_min else None
    if state is State.SUSPECTED:
        if alarming:
            return Signal.ALARM
        faded = measures.score < thresholds.suspect_part * measures.threshold
        old = measures.at - incident.suspected_at > timedelta(minutes=thresholds.suspicion_minutes_max)
        return Signal.QUIET if (faded and measures.quiet_minutes >= thresholds.quiet_minutes) or old else None
    if state is State.OPEN:
        return None if _is_silent(incident, measures) else _open_signal(incident, measures, thresholds)
    if state is State.EASING:
        surged = measures.reports > max(thresholds.relapse_factor * measures.lowest, measures.upper)
        if surged and measures.reports > thresholds.ease_part * measures.peak and measures.alarm:
            return Signal.RELAPSE
        return Signal.QUIET if _is_over(measures, thresholds) else None
    if state is State.RESOLVED:
        floor = max(thresholds.relapse_factor * incident.reports, thresholds.tail_part * measures.peak)
        return Signal.RELAPSE if alarming and measures.reports > floor else None
    if state is State.DISMISSED and not incident.reason:
        return Signal.ALARM if alarming else None  # it faded too early; an operator's dismissal has a reason
    return None


def signal_of_many(
    incident: Incident, whole: Measures, members: Sequence[Measures], thresholds: Thresholds
) -> Signal | None:
    """What the measures of the `whole` and of its `members` mean for an incident of several services.

    It eases when most members do and is over when most are. Those who vote are the members that have alarmed by
    themselves; of fewer than three, the whole speaks for them.
    """
    if incident.state is State.OPEN and incident.declared_at and not any(m.alarm for m in (whole, *members)):
        return None if incident.score < whole.threshold else _voted(incident, whole, members, thresholds)
    return _voted(incident, whole, members, thresholds)


def _voted(
    incident: Incident, whole: Measures, members: Sequence[Measures], thresholds: Thresholds
) -> Signal | None:
    each = members if len(members) >= SHARED_MEMBERS_MIN else [whole]
    eased = sum(m.quiet_minutes > 0 or m.reports < thresholds.ease_part * m.peak for m in each)
    over = sum(_is_over(m, thresholds) for m in each)
    if incident.state is State.OPEN:
        if 2 * eased > len(each):
            return Signal.EASE
        meaning = _open_signal(incident, replace(whole, quiet_minutes=0), thresholds)
        return meaning if meaning is not Signal.EASE else None
    if incident.state is State.EASING:
        back = whole.reports > max(
            thresholds.relapse_factor * whole.lowest, thresholds.ease_part * whole.peak
        )
        if back and 2 * eased <= len(each):
            return Signal.RELAPSE
        return Signal.QUIET if 2 * over > len(each) else None
    return None


def _is_over(measures: Measures, thresholds: Thresholds) -> bool:
    moves = measures.answers.says is Says.MOVES
    return measures.quiet_minutes >= (
        thresholds.answered_quiet_minutes if moves else thresholds.quiet_minutes
    )


def _is_silent(incident: Incident, measures: Measures) -> bool:
    """Whether an operator alone says that there is an outage: silence of a crowd that never spoke ends nothing."""
    spoke = measures.alarm or incident.score >= measures.threshold
    return incident.declared_at is not None and not spoke


def _open_signal(incident: Incident, measures: Measures, thresholds: Thresholds) -> Signal | None:
    if measures.quiet_minutes > 0 or measures.reports < thresholds.ease_part * measures.peak:
        return Signal.EASE
    if measures.reports >= thresholds.grow_factor * max(measures.told, 1):
        return Signal.GROW
    past_peak = measures.reports < thresholds.peak_part * measures.peak
    if past_peak and incident.peaked_at is None:
        return Signal.PEAK
    return None


def opening(signal: Signal) -> tuple[State, EventKind] | None:
    """Where a service without an incident goes on `signal`."""
    return TABLE.get((None, signal))


def advance(incident: Incident, signal: Signal, at: datetime, note: str) -> tuple[Incident, Event] | None:
    """`incident` after `signal`, and the event; None when the table has no such move."""
    move = TABLE.get((incident.state, signal))
    if move is None:
        return None
    state, kind = move
    return _moved(incident, state, kind, at), Event(incident.id, kind, at, note)


def end(incident: Incident, at: datetime, reason: str) -> tuple[Incident, Event] | None:
    """`incident` over because there is nothing left to measure, and the event that says why."""
    moved = advance(incident, Signal.VOID, at, reason)
    if moved is None:
        return None
    # Nothing begins after its end, though a wrong clock may have said so.
    began_at = min(incident.began_at, at)
    return replace(moved[0], reason=reason, began_at=began_at), moved[1]


def rule(
    incident: Incident, ruling: Ruling, live: Incident | None = None, into: Incident | None = None
) -> tuple[Incident, Event]:
    """`incident` after an operator's `ruling`, and the event. `live` is the service's incident that is on, if any,
    `into` the one that `ruling` names for a merge.

    Raises InputError when this act is not possible in this state, a merge does not say into what, into one that is not
    on, or a reopening would give the service two incidents that are on.
    """
    move = RULED.get((incident.state, ruling.act))
    if move is None:
        possible = sorted(act.value for state, act in RULED if state is incident.state)
        raise InputError(
            "act",
            f'"{ruling.act}" is not possible while the incident is {incident.state}; possible: {", ".join(possible) or "nothing"}',
        )
    if ruling.act is Act.ACKNOWLEDGE and incident.acknowledged_at is not None and not ruling.reason:
        raise InputError("act", "it has been acknowledged; once more says nothing without a reason")
    if ruling.act is Act.MERGE and (not ruling.into or ruling.into == incident.id):
        raise InputError("into", "a merge names the other incident that this one becomes part of")
    if ruling.act is Act.MERGE and (into is None or into.state not in ONGOING):
        # What is on is part of nothing: so no chain of merges ever leads back to where it began.
        raise InputError("into", f"{ruling.into} is not on: merge into an incident that is")
    if ruling.act is Act.REOPEN and live is not None and live.id != incident.id:
        raise InputError(
            "act", f"{live.id} of the same service is on: merge it into this one first, or leave it"
        )
    if ruling.act is Act.SPLIT:
        _check_split(incident, ruling)
    if ruling.act is Act.CAUSE and (not ruling.reason or ruling.kind not in set(CauseKind)):
        raise InputError("kind", f"a cause has words and one of the kinds {', '.join(CauseKind)}")
    if ruling.act is Act.SPEAK and not ruling.statement:
        raise InputError("statement", "who speaks names the statement that is published")
    state, kind = move
    moved = _moved(incident, state, kind, ruling.ruled_at)
    if ruling.act is Act.SPLIT:
        kept = tuple(slug for slug in incident.members if slug not in ruling.services)
        lead = incident.service if incident.service in kept else kept[0]
        parted = tuple(sorted({*incident.parted, *ruling.services}))
        moved = replace(moved, service=lead, members=kept, parted=parted)
        if len(kept) == 1:  # nothing is shared any more: as much an outage of its own as those that leave
            moved = replace(of_one(moved, lead), parted=parted)
    if ruling.act is Act.CAUSE:
        moved = replace(moved, known_cause=ruling.reason, known_cause_kind=ruling.kind)
    if ruling.act is Act.CONFIRM:
        moved = replace(moved, certainty=Certainty.OBSERVED)
    if ruling.act is Act.MERGE:
        moved = replace(moved, into=ruling.into)
    note = ruling.reason or RULED_NOTES.get(ruling.act, "")
    if ruling.act in (Act.DISMISS, Act.MERGE):
        moved = replace(moved, reason=note)
    return moved, Event(incident.id, kind, ruling.ruled_at, note, by=ruling.by, statement=ruling.statement)


def _check_split(incident: Incident, ruling: Ruling) -> None:
    strangers = sorted(set(ruling.services) - set(incident.members))
    if not ruling.services or strangers:
        words = f"{', '.join(strangers)} is not among" if strangers else "a split names some of"
        raise InputError(
            "services", f"{words} its services: {', '.join(incident.members) or 'it has one only'}"
        )
    if not set(incident.members) - set(ruling.services):
        raise InputError("services", "one service stays at least: the incident goes on as its own")


def of_one(shared: Incident, service: str) -> Incident:
    """`shared` as an outage of `service` alone, before anybody has counted for it: what was counted of all together, and the cause
    behind all of them, say nothing of one."""
    return replace(
        shared,
        service=service,
        members=(),
        parted=(),
        cause="",
        cause_kind="",
        footprint=type(shared.footprint)(),
        ratio=1.0,
        reports=0,
        peak_reports=0,
        peak_usual=None,
        score=0.0,
        severity=1,
    )


RULED_NOTES: Mapping[Act, str] = {
    Act.ACKNOWLEDGE: "Whoever runs this site has seen it.",
    Act.CONFIRM: "Whoever runs this site confirms it.",
    Act.DISMISS: "Whoever runs this site ruled that this is no outage.",
    Act.MERGE: "Part of another incident.",
    Act.REOPEN: "Whoever runs this site reopened it.",
    Act.RESOLVE: "Whoever runs this site says that it is over.",
    Act.SPLIT: "Some of its services have an outage of their own.",
    Act.DECLARE: "Whoever runs this site says that there is an outage.",
    Act.SPEAK: "There is a statement.",
}


_MAKE_OPEN = (EventKind.OPENED, EventKind.CONFIRMED, EventKind.DECLARED)


def _moved(incident: Incident, state: State, kind: EventKind, at: datetime) -> Incident:
    moved = replace(incident, state=state, updated_at=at)
    if kind in _MAKE_OPEN and moved.opened_at is None:
        moved = replace(moved, opened_at=at)
    if kind in (EventKind.PEAKED, EventKind.EASED) and moved.peaked_at is None:
        moved = replace(moved, peaked_at=at)
    if kind is EventKind.EASED:
        moved = replace(moved, eased_at=at)
    if kind in (EventKind.RELAPSED, EventKind.REOPENED):
        moved = replace(
            moved,
            eased_at=None,
            peaked_at=None,
            resolved_at=None,
            into="",
            reason="",
            opened_at=moved.opened_at or at,
        )
    if kind is EventKind.RESOLVED:
        moved = replace(moved, resolved_at=at)
    if kind in OPENINGS:
        moved = replace(moved, acknowledged_at=None)
    if kind is EventKind.ACKNOWLEDGED and moved.acknowledged_at is None:
        moved = replace(moved, acknowledged_at=at)
    return moved
