"""The calendar of outages, read back."""

from datetime import timedelta

from icalendar import Calendar

from groundswell.core.model import EventKind, State
from groundswell.core.status import BoardView
from groundswell.web.ical import calendar
from tests.core.status.boards import BEGUN, MASTHEAD, WHOLE, board, over, story
from tests.town import NOON, incident


def read(told: BoardView) -> Calendar:
    text = calendar(told, MASTHEAD)
    assert all(len(line) <= 75 for line in text.split(b"\r\n")), "lines are folded"
    found = Calendar.from_ical(text)
    assert isinstance(found, Calendar)
    assert not found.errors
    return found


def test_an_outage_is_an_event_from_its_beginning_to_its_end() -> None:
    (event,) = read(board(story(WHOLE, over()))).walk("VEVENT")
    assert event.decoded("dtstart") == incident().began_at
    assert event.decoded("dtend") == NOON - timedelta(minutes=5)
    assert str(event["summary"]) == "Pictures: outage, over"
    assert str(event["status"]) == "CONFIRMED"
    assert str(event["url"]) == "https://town.example/incidents/pictures-2026-03-02"
    assert str(event["description"]).count("\n") == len(WHOLE) - 1


def test_the_event_stays_the_same_one_and_its_sequence_rises() -> None:
    (before,) = read(board(story())).walk("VEVENT")
    (after,) = read(board(story((*BEGUN, EventKind.GREW)))).walk("VEVENT")
    assert before["uid"] == after["uid"] == "pictures-2026-03-02@town.example"
    assert before.decoded("sequence") < after.decoded("sequence")
    assert "not over" in str(after["description"])


def test_what_was_none_is_cancelled_not_gone() -> None:
    (event,) = read(board(story((*BEGUN, EventKind.DISMISSED), incident(State.DISMISSED)))).walk("VEVENT")
    assert str(event["status"]) == "CANCELLED"


def test_an_empty_calendar_is_one() -> None:
    found = read(board(service="pictures"))
    assert found.walk("VEVENT") == []
    assert (str(found["method"]), str(found["x-wr-calname"])) == (
        "PUBLISH",
        "Outages of Pictures · Town watch",
    )
