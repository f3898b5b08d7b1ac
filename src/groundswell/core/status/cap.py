"""An outage as a public alert: CAP 1.2 (OASIS Common Alerting Protocol), one message an event.

The address of an outage always gives its latest message; that names the earlier ones. What it says is in `info`, one
block a language. What we tell of is nobody's life or property, so nothing is ever graded Extreme.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from groundswell.core.catalog import Catalog
from groundswell.core.headline import spoken_note
from groundswell.core.model import OURSELVES, Certainty, Event, EventKind, State
from groundswell.core.phrases import phrases
from groundswell.core.status.board import Masthead, Story, title
from groundswell.core.status.feeds import put, written

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
MESSAGE: Mapping[EventKind, str] = {
    EventKind.DISMISSED: "Cancel",
    EventKind.MERGED: "Cancel",
}
"""Event → kind of message, where it is neither the first (Alert) nor a later one (Update)."""
SEVERITY: Mapping[int, str] = {1: "Minor", 2: "Minor", 3: "Moderate", 4: "Moderate", 5: "Severe"}
"""Our severity → CAP's."""
URGENCY: Mapping[State, tuple[str, str]] = {
    State.SUSPECTED: ("Unknown", "Monitor"),
    State.OPEN: ("Immediate", "Monitor"),
    State.EASING: ("Immediate", "Monitor"),
    State.RESOLVED: ("Past", "AllClear"),
    State.DISMISSED: ("Past", "AllClear"),
    State.MERGED: ("Past", "None"),
}
"""State → urgency and what to do."""
CERTAINTY: Mapping[Certainty, str] = {
    Certainty.POSSIBLE: "Possible",
    Certainty.LIKELY: "Likely",
    Certainty.OBSERVED: "Observed",
}

_BEGINNINGS: Final = frozenset(
    {EventKind.OPENED, EventKind.CONFIRMED, EventKind.REOPENED, EventKind.DECLARED}
)


def alert(
    story: Story,
    masthead: Masthead,
    catalogs: Mapping[str, Catalog],
    mastheads: Mapping[str, Masthead] = MappingProxyType({}),
) -> bytes:
    """The latest message about an outage, in each language of `catalogs`: those have the names, the first is the site's own.
    `mastheads` say who speaks in a language and where its pages are; without one it is `masthead`."""
    incident, messages = story.incident, _messages(story)
    root = Element("alert", {"xmlns": NAMESPACE})
    last, before = messages[-1], messages[:-1]
    put(root, "identifier", _identifier(story, last[0]))
    put(root, "sender", masthead.host)
    put(root, "sent", instant(last[1].at))
    put(root, "status", "Exercise" if masthead.exercise else "Actual")
    put(root, "msgType", MESSAGE.get(last[1].kind, "Update") if before else "Alert")
    put(root, "source", masthead.name)
    put(root, "scope", "Public")
    if masthead.exercise:
        put(root, "note", f"An exercise of {masthead.site}: none of it is happening now.")
    if before:
        put(root, "references", " ".join(_reference(story, masthead, *message) for message in before))
    put(root, "incidents", incident.id)
    for language, catalog in catalogs.items():
        head = mastheads.get(language, masthead)
        _inform(SubElement(root, "info"), story, head, last[1], language, catalog)
    return written(root)


def instant(at: datetime) -> str:
    """A time as CAP writes it: of UTC it wants "-00:00", and never "Z".

    >>> instant(datetime(2023, 5, 21, 21, 52, tzinfo=UTC))
    '2023-05-21T21:52:00-00:00'
    """
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}-00:00"


def _messages(story: Story) -> list[tuple[int, Event]]:
    """The events that were told, numbered: those from the first on that said that there is an outage."""
    numbered = list(enumerate(story.events, 1))
    first = next((place for place, (_, event) in enumerate(numbered) if event.kind in _BEGINNINGS), 0)
    begun = Event(story.incident.id, EventKind.OPENED, story.changed_at, title(story))
    return numbered[first:] or [(1, begun)]


def _identifier(story: Story, number: int) -> str:
    return f"{story.incident.id}.{number}"


def _reference(story: Story, masthead: Masthead, number: int, event: Event) -> str:
    return f"{masthead.host},{_identifier(story, number)},{instant(event.at)}"


def _inform(
    info: Element, story: Story, masthead: Masthead, event: Event, language: str, catalog: Catalog
) -> None:
    """Write what is said, in the order that the schema wants."""
    incident, words = story.incident, phrases(language).sentences
    urgency, response = URGENCY[incident.state]
    put(info, "language", language)
    put(info, "category", "Infra")
    put(info, "event", words["alert"])
    put(info, "responseType", response)
    put(info, "urgency", urgency)
    put(info, "severity", SEVERITY[min(max(incident.severity, 1), 5)])
    put(info, "certainty", CERTAINTY[incident.certainty])
    code = SubElement(info, "eventCode")
    put(code, "valueName", "groundswell:service")
    put(code, "value", story.service.slug)
    put(info, "effective", instant(event.at))
    put(info, "onset", instant(incident.began_at))
    voice = incident.voice if event.kind is EventKind.DECLARED else ""
    declarer = catalog.declarer(voice)
    put(info, "senderName", story.speaker(event) or declarer or masthead.name)
    put(info, "headline", title(story, language)[:160])
    note = spoken_note(event, catalog=catalog, language=language)
    if event.statement:
        note = story.note(event, language)
    elif note and event.by != OURSELVES:  # a person's reason says nothing of the outage
        note = f"{title(story, language)}. {note}"
    put(info, "description", note or title(story, language))
    put(info, "web", masthead.page_of(incident))
    measure = SubElement(info, "parameter")
    put(measure, "valueName", "groundswell:severity")
    put(measure, "value", str(incident.severity))
    area = SubElement(info, "area")
    names = [catalog.area_name(code) for code in story.places]
    put(area, "areaDesc", ", ".join(names) or words["nowhere"])
    for place in story.places:
        geocode = SubElement(area, "geocode")
        put(geocode, "valueName", "ISO 3166-1")
        put(geocode, "value", place)
