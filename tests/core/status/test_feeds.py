"""Feeds of outages, read back by a reader that the world uses."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from typing import Any

import feedparser  # type: ignore[import-untyped]
import pytest

from groundswell.core.model import Event, EventKind
from groundswell.core.status import Story
from groundswell.core.status.board import WORDS
from groundswell.core.status.feeds import atom, json_feed, rss
from tests.core.status.boards import BEGUN, MASTHEAD, TOWN, WHOLE, board, confirmed, over, renamed, story
from tests.town import NOON, incident

TWO = board(story(), story(WHOLE, renamed(over(), "before")))


def read(text: bytes) -> Any:
    found = feedparser.parse(text)
    assert not found.bozo, found.get("bozo_exception")
    return found


@pytest.mark.parametrize("write", [atom, rss])
def test_a_reader_finds_every_outage_under_an_id_that_stays(write: Any) -> None:
    found = read(write(TWO, MASTHEAD))
    assert found.feed.title == "Outages · Town watch"
    assert [entry.id for entry in found.entries] == [
        "tag:town.example,2026:incident/pictures-2026-03-02",
        "tag:town.example,2026:incident/before",
    ]
    assert [entry.title for entry in found.entries] == ["Pictures: outage", "Pictures: outage, over"]
    assert found.entries[0].link == "https://town.example/incidents/pictures-2026-03-02"
    assert [tag.get("label") or tag.term for tag in found.entries[0].tags] == ["Pictures"]
    year, month, day, hour, minute, second = found.entries[0].published_parsed[:6]
    assert datetime(year, month, day, hour, minute, second, tzinfo=UTC) == incident().opened_at


@pytest.mark.parametrize("write", [atom, rss])
def test_an_entry_tells_all_that_happened_newest_first(write: Any) -> None:
    entry = read(write(TWO, MASTHEAD)).entries[1]
    told = entry.content[0].value if "content" in entry else entry.summary
    places = [told.index(escape(f"It was {kind} <&> so.")) for kind in reversed(WHOLE)]
    assert places == sorted(places)


def test_an_entry_is_new_when_something_happened_and_not_before() -> None:
    (before,) = read(atom(board(story()), MASTHEAD)).entries
    (after,) = read(atom(board(story((*BEGUN, EventKind.GREW))), MASTHEAD)).entries
    assert (before.id, before.published) == (after.id, after.published)
    assert before.updated < after.updated


def test_what_a_person_says_of_an_outage_stands_after_its_sentence_not_in_its_place() -> None:
    told = board(confirmed("A cable was cut."))
    both = "It was opened <&> so. Confirmed: A cable was cut."
    assert read(atom(told, MASTHEAD)).entries[0].summary == both
    assert json_feed(told, MASTHEAD)["items"][0]["summary"] == both
    content = read(rss(told, MASTHEAD)).entries[0].summary
    assert content.index("A cable was cut.") < content.index(escape("It was opened <&> so."))


def test_an_outage_that_its_operator_declared_is_told_as_the_operators_word() -> None:
    about = incident(voice="pictures")
    told = replace(story((EventKind.DECLARED,), about), declarer="Grand")
    for reason, wanted in (("", "Outage: Grand"), ("Photos fail.", "Outage: Grand: Photos fail.")):
        event = replace(told.events[0], note=reason, by="ana")
        said = board(replace(told, events=(event,)))
        assert json_feed(said, MASTHEAD)["items"][0]["summary"] == wanted
        content = json_feed(said, MASTHEAD)["items"][0]["content_html"]
        assert wanted in content.replace("<strong>", "").replace("</strong>", "")


@pytest.mark.parametrize("service", ["", "pictures"])
def test_a_calm_feed_is_a_feed(service: str) -> None:
    for write in (atom, rss):
        assert read(write(board(service=service), MASTHEAD)).entries == []
    assert json_feed(board(service=service), MASTHEAD)["items"] == []


def test_signs_that_xml_does_not_know_are_left_out() -> None:
    odd = Event("pictures-2026-03-02", EventKind.OPENED, NOON, "bell \x07, null \x00, half \ud800, kept ✓ 🙂")
    told = board(Story(incident(), TOWN.services["pictures"], (odd,)))
    for write in (atom, rss):
        assert "bell , null , half , kept ✓ 🙂" in read(write(told, MASTHEAD)).entries[0].summary


def test_everything_that_can_happen_has_a_word() -> None:
    assert set(WORDS) == set(EventKind)
    for write in (atom, rss):
        assert len(read(write(board(story(tuple(EventKind))), MASTHEAD)).entries) == 1


def test_the_json_feed_says_the_same() -> None:
    told = json.loads(json.dumps(json_feed(TWO, MASTHEAD)))
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == "https://town.example/feeds/all.json"
    items = told["items"]
    assert [item["id"] for item in items] == [entry.id for entry in read(atom(TWO, MASTHEAD)).entries]
    for item in items:
        assert item["url"]
        assert item["content_html"]
        for name in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[name]).tzinfo is not None
