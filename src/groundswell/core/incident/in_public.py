"""What others are told of who rules: in which role, and never a name, nor why somebody acknowledged."""

from __future__ import annotations

from dataclasses import replace

from groundswell.core.incident.lifecycle import RULED_NOTES
from groundswell.core.model import OURSELVES, Act, Event, EventKind

DESK = "desk"
"""who rules, where others hear of it; and where nobody gives a name"""


def in_public(event: Event) -> Event:
    """`event` as others are told of it: whoever ruled is the desk. Why somebody acknowledged is the desk's own matter; why it is
    none, what is behind it and all else that asks for public words stays."""
    if event.by == OURSELVES:
        return event
    note = RULED_NOTES[Act.ACKNOWLEDGE] if event.kind is EventKind.ACKNOWLEDGED else event.note
    return replace(event, by=DESK, note=note)
