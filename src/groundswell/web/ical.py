"""Outages as a calendar (RFC 5545): one event an outage, the same event however often it changes."""

from __future__ import annotations

from datetime import timedelta

from groundswell import __version__
from groundswell.core.desk import Maintenance, Stage
from groundswell.core.model import State
from groundswell.core.status import BoardView, Masthead, Story
from groundswell.core.status.board import title
from groundswell.core.status.feeds import feed_title

_WITHDRAWN = (State.DISMISSED, State.MERGED)
_ASK_AGAIN = timedelta(minutes=15)


def calendar(board: BoardView, masthead: Masthead) -> bytes:
    """The calendar of `board`."""
    from icalendar import Calendar, vDuration  # an eighth of a second that a start need not wait for

    made = Calendar()
    made.add("prodid", f"-//groundswell//{__version__}//{masthead.language.upper()}")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", feed_title(board, masthead))
    made.add("x-wr-calname", feed_title(board, masthead))
    made.add("refresh-interval", vDuration(_ASK_AGAIN), parameters={"value": "DURATION"})
    for story in board.stories:
        _enter(made, story, masthead)
    for planned in board.planned:
        _plan(made, planned, board, masthead)
    written: bytes = made.to_ical()
    return written


def _enter(made: object, story: Story, masthead: Masthead) -> None:
    from icalendar import Calendar, Event

    assert isinstance(made, Calendar)
    incident = story.incident
    event = Event()
    event.add("uid", f"{incident.id}@{masthead.host.partition(':')[0]}")
    event.add("dtstamp", story.changed_at)
    event.add("created", incident.opened_at or incident.suspected_at)
    event.add("last-modified", story.changed_at)
    event.add("sequence", max(0, len(story.events) - 1))
    event.add("dtstart", incident.began_at)
    event.add("dtend", max(story.ended_at or story.changed_at, incident.began_at + timedelta(minutes=1)))
    event.add("summary", title(story, masthead.language))
    event.add("description", _told(story, masthead))
    event.add("url", masthead.page_of(incident))
    event.add("categories", [story.service.name])
    event.add("status", "CANCELLED" if incident.state in _WITHDRAWN else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    made.add_component(event)


def _plan(made: object, planned: Maintenance, board: BoardView, masthead: Masthead) -> None:
    from icalendar import Calendar, Event

    assert isinstance(made, Calendar)
    words = planned.words(masthead.language)
    names = {each.slug: each.name for each in board.services}
    event = Event()
    event.add("uid", f"{planned.id}@{masthead.host.partition(':')[0]}")
    event.add("dtstamp", planned.changed_at)
    event.add("created", planned.made_at)
    event.add("last-modified", planned.changed_at)
    event.add("sequence", planned.sequence)
    event.add("dtstart", planned.from_at)
    event.add("dtend", planned.until_at)
    event.add("summary", planned.named(masthead.language))
    event.add("description", words.body)
    event.add("url", f"{masthead.url}{masthead.root}/s/{planned.services[0]}")
    event.add("categories", [names.get(slug, slug) for slug in planned.services])
    event.add("status", "CANCELLED" if planned.stage is Stage.CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    made.add_component(event)


def _told(story: Story, masthead: Masthead) -> str:
    """All that happened, newest first; of one that is on, that its end is not the end."""
    words = masthead.titles
    lines = [
        f"{event.at:%H:%M} UTC {story.line(event, words, masthead.language)}"
        for event in reversed(story.events)
    ]
    return "\n".join([words.on, *lines] if story.is_on else lines)
