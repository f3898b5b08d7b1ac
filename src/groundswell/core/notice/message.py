"""What one target is told: a message, the state of its notice, and what a target wants to hear of.

A message is plain text in one language. What a dialect of others is made of (an incident as it stood, its events)
travels beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from groundswell.core.desk import Spoken
from groundswell.core.model import Certainty, Event, EventKind, Incident, Service, State
from groundswell.core.notice.rhythm import Rhythm


class Purpose(StrEnum):
    """Why a message goes out."""

    EVENT = "event"
    """something happened to an incident"""
    WORD = "word"
    """a word to whoever runs this: a target was switched off, for one"""
    TEST = "test"
    """somebody tries the channel"""
    REPLY = "reply"
    """somebody has asked, by letter or under a post: what is sent answers that, and changes nothing that stands"""


class NoticeState(StrEnum):
    """Where a notice stands."""

    WAITING = "waiting"
    """to be sent when it is due"""
    SENDING = "sending"
    """on its way; after a crash: nobody knows whether it arrived"""
    SENT = "sent"
    """the far side took it"""
    FAILED = "failed"
    """given up: the far side refuses it, or nobody knows whether it arrived"""
    EXPIRED = "expired"
    """not sent because it would be stale: too old, as it could not be sent before, or over meanwhile"""
    HELD = "held"
    """kept for a digest, or for the end of quiet hours"""
    FOLDED = "folded"
    """told together with others, in one message"""


UNFINISHED = (NoticeState.WAITING, NoticeState.SENDING)
"""The states of a notice that may still be sent."""


class TargetState(StrEnum):
    """Whether a target is told anything."""

    ON = "on"
    OFF = "off"
    """it is no longer named in the settings, or its owner does not want it now"""
    DISABLED = "disabled"
    """it refused so often that nobody tries any more"""


@dataclass(frozen=True, slots=True)
class Route:
    """What a target wants to hear of. Empty means everything; `kinds` empty: the usual ones (`routes.USUAL`).

    `services` and `categories` are slugs, either is enough; of an incident in none of `countries` (codes) nothing is heard;
    `severity_min` 1 to 5. Of what is only suspected it hears with `suspicions` alone; `silent`: of no event at all.
    `rhythm` says when.
    """

    services: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    severity_min: int = 1
    kinds: tuple[EventKind, ...] = ()
    suspicions: bool = False
    silent: bool = False
    countries: tuple[str, ...] = ()
    rhythm: Rhythm = field(default_factory=Rhythm)


@dataclass(frozen=True, slots=True)
class Background:
    """What the shapes of others are made of: the incident as it stood after the event, everything that had happened up to
    then, oldest first, the services that it hits, the one that stands for it first, and what was said in public, newest
    first."""

    incident: Incident
    events: tuple[Event, ...]
    services: tuple[Service, ...]
    spoken: tuple[Spoken, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """What one target is told once. The same notice always makes the same message, however often it is tried.

    `id` is the key by which the far side can tell a repetition; `thread` (the incident's id) is what belongs together.
    `kind` and `background` are None where it is about no event. `next_at` is when the operator promised to speak next;
    `speaker` is the operator where it is the operator's own statement, else "".
    """

    id: str
    purpose: Purpose
    kind: EventKind | None
    incident: str
    service: str
    service_name: str
    state: State | None
    severity: int
    certainty: Certainty | None
    language: str
    title: str
    body: str
    url: str
    at: datetime
    expires_at: datetime
    thread: str
    site: str
    site_url: str
    is_exercise: bool = False
    next_at: datetime | None = None
    speaker: str = ""
    unsubscribe_url: str = ""
    background: Background | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """Title, body and address, as one text."""
        return "\n\n".join(filter(None, (self.title, self.body, self.url)))

    def within(self, letters: int) -> str:
        """The same in at most `letters`: the body is cut first, the address last of all."""
        if len(self.text) <= letters:
            return self.text
        room = letters - len(self.url) - 2 if self.url else letters
        if room < len(self.title) // 2:
            return self.text[: max(letters - 1, 0)] + "…"
        told = "\n\n".join(filter(None, (self.title, self.body)))
        cut = told[: room - 1].rsplit(" ", 1)[0] if " " in told[: room - 1] else told[: room - 1]
        return "\n\n".join(filter(None, (cut.rstrip() + "…", self.url)))
