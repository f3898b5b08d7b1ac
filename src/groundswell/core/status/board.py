"""What machines are told: outages with what happened to each, of the whole site or of one service.

A suspicion is not told: who is woken by a machine wants to hear of outages. What was told once and turned out to be
none, or part of another, stays, with its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from groundswell.core.desk import Maintenance
from groundswell.core.model import ONGOING, OURSELVES, Event, EventKind, Incident, Service, Share, State
from groundswell.core.phrases import phrases
from groundswell.core.status.cut import Cut
from groundswell.core.status.said import Spoken

PLACE_SHARE = 0.10
"""the part of an outage's reports below which a country is not named"""
_PLACES_MAX = 8
_SAID_OF_IT = frozenset({EventKind.ACKNOWLEDGED, EventKind.CONFIRMED, EventKind.REOPENED})
"""what a person rules that leaves the outage an outage"""


WORDS: Mapping[EventKind, str] = {
    **{kind: kind.value.capitalize() for kind in EventKind},
    EventKind.SUSPECTED: "Suspected",
    EventKind.OPENED: "Outage",
    EventKind.GREW: "Growing",
    EventKind.PEAKED: "Past its peak",
    EventKind.EASED: "Easing",
    EventKind.RELAPSED: "Rising again",
    EventKind.RESOLVED: "Over",
    EventKind.REOPENED: "Back again",
    EventKind.ACKNOWLEDGED: "Seen",
    EventKind.CONFIRMED: "Confirmed",
    EventKind.DISMISSED: "No outage",
    EventKind.MERGED: "Part of another",
    EventKind.SPLIT: "Taken apart",
    EventKind.CAUSED: "The cause",
    EventKind.STATED: "Statement",
    EventKind.AGREED: "Confirmed by users",
    EventKind.OVERRAN: "Longer than planned",
}
"""What happened, in a word or two."""


@dataclass(frozen=True, slots=True)
class Titles:
    """What feeds say beside sentences, in one language; "{site}" and "{service}" are holes."""

    every: str = "Outages · {site}"
    of_one: str = "Outages of {service} · {site}"
    about: str = "Outages that people report, as {site} hears them."
    on: str = "It is not over yet."
    exercise: str = "{site} (an exercise)"
    happened: Mapping[EventKind, str] = field(default_factory=lambda: WORDS)


@dataclass(frozen=True, slots=True)
class Masthead:
    """Who says so: the site's name, its address without a stroke at the end, whether what it tells is an exercise; in which
    language, what stands before the paths of that, and its words."""

    site: str
    url: str
    language: str = "en"
    exercise: bool = False
    root: str = ""
    titles: Titles = Titles()

    @property
    def name(self) -> str:
        """The site's name; of an exercise, with that said."""
        return self.titles.exercise.format(site=self.site) if self.exercise else self.site

    @property
    def host(self) -> str:
        """The host in `url`."""
        return self.url.partition("://")[2].partition("/")[0].rpartition("@")[2]

    def page_of(self, incident: Incident) -> str:
        """The address of an outage's page."""
        return f"{self.url}{self.root}/incidents/{incident.id}"

    def tag_of(self, incident: Incident) -> str:
        """The name of an outage in the world (RFC 4151), whatever becomes of its page."""
        return f"tag:{self.host.partition(':')[0]},2026:incident/{incident.id}"


@dataclass(frozen=True, slots=True)
class Story:
    """One outage and what happened to it, oldest first; there is at least the event that began it. `said`, newest first, is what
    its operator has published; `declarer` the operator that has declared it, "" where it was the crowd or the site."""

    incident: Incident
    service: Service
    events: tuple[Event, ...]
    said: tuple[Spoken, ...] = ()
    declarer: str = ""

    def what(self, event: Event, titles: Titles) -> str:
        """What `event` is called."""
        return titles.happened[EventKind.OPENED if self._is_of_operator(event) else event.kind]

    def note(self, event: Event, language: str = "en") -> str:
        """What goes with `event`: of a statement all that it says, in `language` where that was approved."""
        found = (
            next((each for each in self.said if each.id == event.statement), None)
            if event.statement
            else None
        )
        if found is None:
            whose = self.declarer if self._is_of_operator(event) else ""
            return ": ".join(filter(None, (whose, event.note)))
        words = found.told(language)
        return f"{words.title}: {words.body}" if words.body else words.title

    def line(self, event: Event, titles: Titles, language: str = "en") -> str:
        """What `event` is called, and what goes with it."""
        return ": ".join(filter(None, (self.what(event, titles), self.note(event, language))))

    def _is_of_operator(self, event: Event) -> bool:
        return event.kind is EventKind.DECLARED and bool(self.incident.voice)

    def speaker(self, event: Event) -> str:
        """The operator whose statement `event` is; "" where it is nobody's but the site's."""
        said = (each for each in self.said if event.statement and each.id == event.statement and each.voice)
        return next((each.speaker for each in said), "")

    @property
    def is_on(self) -> bool:
        """Whether it is not over."""
        return self.incident.state in ONGOING

    @property
    def changed_at(self) -> datetime:
        """When something last happened to it."""
        return self.events[-1].at if self.events else self.incident.updated_at

    @property
    def ended_at(self) -> datetime | None:
        """When it was over; None while it is on."""
        return None if self.is_on else self.incident.resolved_at or self.changed_at

    @property
    def places(self) -> tuple[str, ...]:
        """The countries that are worth naming, most reports first."""
        return places(self.incident.footprint.countries)


@dataclass(frozen=True, slots=True)
class BoardView:
    """All that is told at `at`: every outage that is on and the latest that are over, latest beginning first.

    `service` is the one that it is about; None where it is about all `services`, or about a `cut` of them, whose words are
    `cut_names`. `categories` are names by slug.
    """

    at: datetime
    services: tuple[Service, ...]
    categories: Mapping[str, str]
    stories: tuple[Story, ...]
    service: Service | None = None
    planned: tuple[Maintenance, ...] = ()
    cut: Cut | None = None
    cut_names: tuple[str, ...] = ()

    @property
    def changed_at(self) -> datetime:
        """When something last happened; where nothing ever has, now."""
        changes = (*(s.changed_at for s in self.stories), *(m.changed_at for m in self.planned))
        return max(changes, default=self.at)


def places(shares: tuple[Share, ...]) -> tuple[str, ...]:
    """The countries among `shares` that are worth naming, most reports first."""
    known = sorted((share for share in shares if share.value), key=lambda share: -share.share)
    return tuple(share.value for share in known if share.share >= PLACE_SHARE)[:_PLACES_MAX]


def hit_by(incident: Incident) -> tuple[str, ...]:
    """The services that it is an outage of, by slug; the one that stands for it first."""
    return tuple(dict.fromkeys((incident.service, *incident.members)))


def worst_of(incidents: Iterable[Incident]) -> dict[str, Incident]:
    """By service, the gravest of those that hit it."""
    mildest_first = sorted(incidents, key=lambda incident: (incident.severity, incident.score))
    return {slug: incident for incident in mildest_first for slug in hit_by(incident)}


def is_told(incident: Incident) -> bool:
    """Whether machines hear of it: not of what never was more than a suspicion."""
    return incident.opened_at is not None and incident.state is not State.SUSPECTED


def gist(incident: Incident) -> tuple[object, ...]:
    """What outputs for machines say of it, beside its events: of the counts, which move every minute, nothing."""
    shown = incident.footprint
    return (
        *(incident.id, *hit_by(incident), incident.state, incident.severity, incident.certainty),
        *(incident.began_at, incident.opened_at, incident.eased_at, incident.resolved_at),
        *(incident.into, incident.reason, incident.known_cause, incident.planned, places(shown.countries)),
    )


def said(story: Story, number: int, titles: Titles, language: str = "en") -> str:
    """What the event `number` (from 0) says to whoever reads no other: what a person says of an outage stands after our
    sentence of it, in whose place it would say nothing of the outage."""
    event = story.events[number]
    if event.by == OURSELVES:
        return event.note
    if event.statement:
        return story.note(event, language)
    words = story.line(event, titles, language)
    if event.kind not in _SAID_OF_IT:
        return words
    ours = [earlier.note for earlier in story.events[:number] if earlier.by == OURSELVES and earlier.note]
    return f"{ours[-1]} {words}" if ours else words


def title(story: Story, language: str = "en") -> str:
    """What an outage is called."""
    return phrases(language).sentences[f"title_{story.incident.state}"].format(service=story.service.name)
