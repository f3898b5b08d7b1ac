"""Outages as machines are told of them, in the town of the tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from groundswell.core.model import Event, EventKind, Footprint, Incident, Share, State
from groundswell.core.status import BoardView, Masthead, Story
from tests.town import NOON, incident, town

TOWN = town()
MASTHEAD = Masthead("Town watch", "https://town.example")
SPREAD = Footprint(countries=(Share("ES", 0.5, 500), Share("", 0.3, 300), Share("PT", 0.2, 200)))

BEGUN = (EventKind.SUSPECTED, EventKind.OPENED)
WHOLE = (*BEGUN, EventKind.GREW, EventKind.EASED, EventKind.RESOLVED)


def story(kinds: Sequence[EventKind] = BEGUN, about: Incident | None = None) -> Story:
    """An outage to which `kinds` happened, a minute apart."""
    about = about or incident(footprint=SPREAD)
    first = about.suspected_at
    events = tuple(
        Event(about.id, kind, first + timedelta(minutes=minute), f"It was {kind} <&> so.")
        for minute, kind in enumerate(kinds)
    )
    return Story(about, TOWN.named(about.service), events)


def confirmed(reason: str) -> Story:
    """An outage that a person has confirmed last."""
    told = story()
    at = told.events[-1].at + timedelta(minutes=1)
    return replace(
        told, events=(*told.events, Event(told.incident.id, EventKind.CONFIRMED, at, reason, by="ana"))
    )


def over(**told: object) -> Incident:
    """An outage that is over."""
    return incident(
        State.RESOLVED, eased_at=NOON - timedelta(minutes=9), resolved_at=NOON - timedelta(minutes=5), **told
    )


def board(*stories: Story, service: str = "") -> BoardView:
    """All services, or the one, and what happened to them."""
    return BoardView(
        at=NOON,
        services=tuple(sorted(TOWN.services.values(), key=lambda each: each.name.casefold())),
        categories=TOWN.categories,
        stories=stories,
        service=TOWN.services[service] if service else None,
    )


def renamed(about: Incident, identity: str) -> Incident:
    """The same under another id."""
    return replace(about, id=identity)
