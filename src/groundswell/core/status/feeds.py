"""Outages as feeds: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1, one entry an outage, in it all that happened.

An entry keeps its id for good, and is new to a reader when something happened to it. Written with the standard
library: a feed is forty lines, and the library that others use for it is no longer looked after.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from groundswell.core.model import Event
from groundswell.core.status.board import BoardView, Masthead, Story, said, title

ATOM: Final = "http://www.w3.org/2005/Atom"
_DECLARATION: Final = b'<?xml version="1.0" encoding="utf-8"?>\n'
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

register_namespace("atom", ATOM)


def atom(board: BoardView, masthead: Masthead) -> bytes:
    """The feed as Atom."""
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": masthead.language})
    put(feed, "id", self_url(board, masthead, "atom"))
    put(feed, "title", feed_title(board, masthead))
    put(feed, "updated", rfc3339(board.changed_at))
    put(SubElement(feed, "author"), "name", masthead.name)
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=self_url(board, masthead, "atom"))
    SubElement(feed, "link", rel="alternate", type="text/html", href=home_url(board, masthead))
    for story in board.stories:
        entry = SubElement(feed, "entry")
        put(entry, "id", masthead.tag_of(story.incident))
        put(entry, "title", title(story, masthead.language))
        put(entry, "published", rfc3339(_published_at(story)))
        put(entry, "updated", rfc3339(story.changed_at))
        SubElement(entry, "link", rel="alternate", type="text/html", href=masthead.page_of(story.incident))
        SubElement(entry, "category", term=story.service.slug, label=story.service.name)
        put(entry, "summary", _summary(story, masthead))
        put(entry, "content", _html(story, masthead)).set("type", "html")
    return written(feed)


def rss(board: BoardView, masthead: Masthead) -> bytes:
    """The feed as RSS 2.0."""
    feed = Element("rss", {"version": "2.0"})
    channel = SubElement(feed, "channel")
    put(channel, "title", feed_title(board, masthead))
    put(channel, "link", home_url(board, masthead))
    put(channel, "description", masthead.titles.about.format(site=masthead.name))
    put(channel, "language", masthead.language)
    put(channel, "lastBuildDate", _rfc822(board.changed_at))
    link = {"rel": "self", "type": "application/rss+xml", "href": self_url(board, masthead, "rss")}
    SubElement(channel, f"{{{ATOM}}}link", link)
    for story in board.stories:
        item = SubElement(channel, "item")
        put(item, "title", title(story, masthead.language))
        put(item, "link", masthead.page_of(story.incident))
        put(item, "guid", masthead.tag_of(story.incident)).set("isPermaLink", "false")
        put(item, "pubDate", _rfc822(_published_at(story)))
        put(item, f"{{{ATOM}}}updated", rfc3339(story.changed_at))
        put(item, "category", story.service.name)
        put(item, "description", _html(story, masthead))
    return written(feed)


def json_feed(board: BoardView, masthead: Masthead) -> dict[str, Any]:
    """The feed as JSON Feed 1.1."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed_title(board, masthead),
        "home_page_url": home_url(board, masthead),
        "feed_url": self_url(board, masthead, "json"),
        "language": masthead.language,
        "authors": [{"name": masthead.name, "url": masthead.url}],
        "items": [
            {
                "id": masthead.tag_of(story.incident),
                "url": masthead.page_of(story.incident),
                "title": title(story, masthead.language),
                "summary": _summary(story, masthead),
                "content_html": _html(story, masthead),
                "date_published": rfc3339(_published_at(story)),
                "date_modified": rfc3339(story.changed_at),
                "tags": [story.service.slug],
            }
            for story in board.stories
        ],
    }


def feed_title(board: BoardView, masthead: Masthead) -> str:
    """What a feed is called."""
    titles = masthead.titles
    about = board.service.name if board.service else ", ".join(board.cut_names)
    told = (titles.of_one if about else titles.every).format(service=about, site=masthead.name)
    least = board.cut.severity_min if board.cut else 1
    return f"{told} ({least}/5+)" if least > 1 else told


def feed_path(board: BoardView, form: str) -> str:
    """Where a feed is found."""
    if board.cut is not None:
        return f"/feeds/{board.cut.path}.{form}"
    return f"/feeds/{board.service.slug if board.service else 'all'}.{form}"


def self_url(board: BoardView, masthead: Masthead, form: str) -> str:
    """The address of a feed."""
    return masthead.url + masthead.root + feed_path(board, form)


def home_url(board: BoardView, masthead: Masthead) -> str:
    """The address of the page that says the same to people."""
    return f"{masthead.url}{masthead.root}{f'/s/{board.service.slug}' if board.service else '/incidents'}"


def rfc3339(at: datetime) -> str:
    """ "2023-05-21T21:52:00Z"."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def put(parent: Element, name: str, text: str) -> Element:
    """`text` as the child `name` of `parent`; signs that XML does not know are left out."""
    child = SubElement(parent, name)
    child.text = _NOT_XML.sub("", text)
    return child


def written(root: Element) -> bytes:
    """The document as bytes."""
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=False)
    return _DECLARATION + body


def _published_at(story: Story) -> datetime:
    return story.incident.opened_at or story.incident.suspected_at


def _summary(story: Story, masthead: Masthead) -> str:
    return (
        said(story, len(story.events) - 1, masthead.titles, masthead.language)
        if story.events
        else title(story, masthead.language)
    )


def _html(story: Story, masthead: Masthead) -> str:
    """All that happened, newest first."""
    rows = [
        f'<p><time datetime="{rfc3339(event.at)}">{event.at:%Y-%m-%d %H:%M} UTC</time> '
        f"<strong>{story.what(event, masthead.titles)}</strong>{escape(_noted(story, event, masthead))}</p>"
        for event in reversed(story.events)
    ]
    return "".join(rows)


def _noted(story: Story, event: Event, masthead: Masthead) -> str:
    return f": {note}" if (note := story.note(event, masthead.language)) else ""


def _rfc822(at: datetime) -> str:
    """In English whatever the machine speaks, as RSS asks."""
    at = at.astimezone(UTC)
    return f"{_DAYS[at.weekday()]}, {at:%d} {_MONTHS[at.month - 1]} {at:%Y %H:%M:%S} +0000"
