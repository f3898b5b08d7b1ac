"""A message, made from an event and its incident as it stood then: the sentences are those of the page, in the target's
language. The same notice makes the same message at every attempt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from groundswell.core.catalog import Catalog
from groundswell.core.desk import Spoken
from groundswell.core.headline import headline, spoken_note
from groundswell.core.model import ONGOING, OURSELVES, Event, EventKind, Incident
from groundswell.core.notice.message import Background, Message, Purpose
from groundswell.core.notice.retry import expires_at
from groundswell.core.phrases import phrases


@dataclass(frozen=True, slots=True)
class Sender:
    """Who says so: the site's name, its address without a stroke at the end ("" where not known), and whether all that it
    tells is an exercise."""

    name: str
    url: str
    is_exercise: bool = False


def compose(
    key: str,
    event: Event,
    incident: Incident,
    events: Sequence[Event],
    *,
    sender: Sender,
    catalog: Catalog,
    language: str = "en",
    said: tuple[str, str] | None = None,
    spoken: Sequence[Spoken] = (),
    unsubscribe_url: str = "",
) -> Message:
    """What is told of `event`; `incident` is as it stands after it, `events` are all of it in their order.

    `said` is (title, body) where the operator brings its own words; they are told as they are, in whatever language. `spoken`
    is all that was said in public about the incident, newest first. The names of `catalog` are in `language`.
    """
    stood = event.after or incident
    service = catalog.named(stood.service)
    spoken = tuple(each for each in spoken if each.at <= event.at)
    title, body = said or _in_our_words(event, stood, spoken, catalog, language)
    if sender.is_exercise:
        title = phrases(language).sentences["drill"].format(sentence=title)
    happened = tuple(each for each in events if each.at <= event.at) or (event,)
    told = next((each for each in spoken if event.statement and each.id == event.statement), None)
    if event in happened:
        happened = happened[: happened.index(event) + 1]
    return Message(
        id=key,
        purpose=Purpose.EVENT,
        kind=event.kind,
        incident=event.incident,
        service=stood.service,
        service_name=service.name,
        state=stood.state,
        severity=stood.severity,
        certainty=stood.certainty,
        language=language,
        title=title,
        body=body,
        url=f"{page_root(sender.url, language)}/incidents/{event.incident}" if sender.url else "",
        at=event.at,
        expires_at=expires_at(event.kind, event.at, closes=told is not None and told.closes),
        thread=event.incident,
        site=sender.name,
        site_url=sender.url,
        is_exercise=sender.is_exercise,
        next_at=told.next_at if told else None,
        speaker=told.speaker if told and told.voice else "",
        unsubscribe_url=unsubscribe_url,
        background=Background(
            stood,
            happened,
            tuple(catalog.named(slug) for slug in dict.fromkeys((stood.service, *stood.members))),
            spoken,
        ),
    )


def page_root(url: str, language: str) -> str:
    """Where the site at `url` has its pages in `language`."""
    return url if language == "en" else f"{url}/{language}"


def word(
    key: str,
    said: tuple[str, str],
    at: datetime,
    *,
    sender: Sender,
    purpose: Purpose = Purpose.WORD,
    language: str = "en",
    unsubscribe_url: str = "",
    url: str = "",
    thread: str = "",
) -> Message:
    """A message about no event: a word to whoever runs this, a test, a digest, a call, the end that somebody wished to hear of. `url` is
    the page that it leads to ("": the site); `thread` the incident that it belongs to."""
    return Message(
        id=key,
        purpose=purpose,
        kind=None,
        incident="",
        service="",
        service_name="",
        state=None,
        severity=0,
        certainty=None,
        language=language,
        title=said[0],
        body=said[1],
        url=url or sender.url,
        at=at,
        expires_at=expires_at(None, at),
        thread=thread,
        site=sender.name,
        site_url=sender.url,
        is_exercise=sender.is_exercise,
        unsubscribe_url=unsubscribe_url,
    )


def _in_our_words(
    event: Event, incident: Incident, spoken: Sequence[Spoken], catalog: Catalog, language: str
) -> tuple[str, str]:
    words, service = phrases(language), catalog.named(incident.service)
    title = words.sentences[f"title_{incident.state}"].format(service=service.name)
    own = (each.at for each in spoken if each.voice or not each.speaker)
    told = headline(
        service,
        incident,
        at=event.at,
        reports=-1,
        usual=math.nan,
        whole=True,
        spoke_at=next(own, None) if incident.state in ONGOING else None,
        catalog=catalog,
        language=language,
    )
    said = "" if _says_it_already(event) else spoken_note(event, catalog=catalog, language=language)
    return title, "\n".join(filter(None, (said, told)))


def _says_it_already(event: Event) -> bool:
    """Whether the sentence of the incident says what the event's own would."""
    return event.by == OURSELVES and event.kind in (EventKind.SUSPECTED, EventKind.OPENED, EventKind.RESOLVED)
