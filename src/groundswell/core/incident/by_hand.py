"""Incidents that a person makes: declared by hand, or split off one of several services."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from groundswell.core.incident.lifecycle import RULED, RULED_NOTES, of_one
from groundswell.core.model import Act, Certainty, Event, EventKind, Incident, PartKind, Ruling
from groundswell.errors import InputError

APART_NOTE = "Taken apart from a larger outage."


def declared(
    ruling: Ruling,
    id: str,  # noqa: A002
    cause_kind: str = "",
) -> tuple[Incident, tuple[Event, ...]]:
    """The incident of this `id` that `ruling` declares, and its events.

    They say that it was declared and, where whoever did looks after it, that it was acknowledged. Of several services what they
    share is named by the ruling's `kind`, whose sort (`PartKind`) is `cause_kind`.

    Raises InputError where no service is named, or several without what they share.
    """
    if not ruling.services:
        raise InputError("services", "a declaration names the services that are out")
    if len(ruling.services) > 1 and not ruling.kind:
        raise InputError("kind", "of several services, name what they share; or declare each by itself")
    state, kind = RULED[None, Act.DECLARE]
    at = ruling.ruled_at
    is_shared = len(ruling.services) > 1
    incident = Incident(
        id=id,
        service=ruling.services[0],
        state=state,
        severity=1,
        certainty=Certainty.OBSERVED,
        began_at=min(ruling.since or at, at),
        suspected_at=at,
        updated_at=at,
        ratio=1.0,
        reports=0,
        peak_reports=0,
        score=0.0,
        opened_at=at,
        acknowledged_at=at if ruling.acknowledge else None,
        declared_at=at,
        voice=ruling.voice,
        members=tuple(sorted(ruling.services)) if is_shared else (),
        cause=ruling.kind if is_shared else "",
        cause_kind=(cause_kind or PartKind.SERVICE.value) if is_shared else "",
    )
    ours = "" if ruling.voice else RULED_NOTES[Act.DECLARE]  # that says "whoever runs this site"
    begun = Event(id, kind, at, ruling.reason or ours, by=ruling.by)
    seen = Event(id, EventKind.ACKNOWLEDGED, at, RULED_NOTES[Act.ACKNOWLEDGE], by=ruling.by)
    return incident, (begun, seen) if ruling.acknowledge else (begun,)


def declared_words(events: Iterable[Event]) -> str:
    """What whoever declared it by hand wrote, of its `events`; "" where they wrote nothing of their own, or nobody did."""
    notes = (event.note for event in events if event.kind is EventKind.DECLARED)
    return next((note for note in notes if note != RULED_NOTES[Act.DECLARE]), "")


def split_off(shared: Incident, ruling: Ruling, service: str, id: str) -> tuple[Incident, Event]:  # noqa: A002
    """The incident of this `id` that `service` gets when `ruling` has it leave `shared`, and the event that begins it."""
    at = ruling.ruled_at
    own = replace(of_one(shared, service), id=id, known_cause="", known_cause_kind="", updated_at=at)
    return own, Event(id, EventKind.SPLIT, at, APART_NOTE, by=ruling.by)
