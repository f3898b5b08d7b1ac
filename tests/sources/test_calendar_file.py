"""Calendars of others: what they hold between two instants, and what is wrong with those that cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from groundswell.errors import InputError
from groundswell.ports.oncall import Entry
from groundswell.sources.calendar_file import read_calendar

MADRID = ZoneInfo("Europe/Madrid")
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
END = datetime(2026, 5, 1, tzinfo=UTC)


def calendar(*events: str) -> bytes:
    held = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n{held}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def read(*events: str) -> list[Entry]:
    return list(read_calendar(calendar(*events), MADRID, BEGIN, END))


def test_times_are_those_of_their_zone_and_days_those_of_ours() -> None:
    found = read(
        "UID:1\nDTSTART:20260302T090000Z\nDTEND:20260302T100000Z\nSUMMARY:Ada",
        "UID:2\nDTSTART;TZID=America/New_York:20260303T090000\nDURATION:PT2H\nSUMMARY:Bob",
        "UID:3\nDTSTART:20260304T090000\nDTEND:20260304T100000\nSUMMARY:floating",
        "UID:4\nDTSTART;VALUE=DATE:20260305\nSUMMARY:a day\nTRANSP:TRANSPARENT",
        "UID:5\nDTSTART;VALUE=DATE:20260306\nDTEND;VALUE=DATE:20260309\nSUMMARY:three days",
    )
    assert [(f"{each.from_at:%dT%H}", each.until_at - each.from_at, each.is_free) for each in found] == [
        ("02T09", timedelta(hours=1), False),
        ("03T14", timedelta(hours=2), False),
        ("04T08", timedelta(hours=1), False),
        ("04T23", timedelta(days=1), True),
        ("05T23", timedelta(days=3), False),
    ]


def test_a_repetition_keeps_its_hour_over_the_change_to_summer_time() -> None:
    found = read(
        "UID:1\nDTSTART;TZID=Europe/Madrid:20260105T090000\nDTEND;TZID=Europe/Madrid:20260105T100000\n"
        "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20260413T070000Z\nEXDATE;TZID=Europe/Madrid:20260316T090000\nSUMMARY:Ada"
    )
    local = [each.from_at.astimezone(MADRID) for each in found]
    assert [f"{each:%d.%m %H}" for each in local] == [
        "02.03 09",
        "09.03 09",
        "23.03 09",
        "30.03 09",
        "06.04 09",
        "13.04 09",
    ]


def test_one_of_a_repetition_that_was_moved_is_where_it_was_moved_to() -> None:
    found = read(
        "UID:1\nDTSTART:20260302T090000Z\nDTEND:20260302T100000Z\nRRULE:FREQ=DAILY;COUNT=3\nSUMMARY:Ada",
        "UID:1\nRECURRENCE-ID:20260303T090000Z\nDTSTART:20260303T150000Z\nDTEND:20260303T160000Z\nSUMMARY:Ada",
    )
    assert [f"{each.from_at:%dT%H}" for each in found] == ["02T09", "03T15", "04T09"]


def test_what_was_called_off_or_lies_outside_is_left_out_and_guests_are_named_first() -> None:
    found = read(
        "UID:1\nDTSTART:20260302T090000Z\nDTEND:20260302T100000Z\nSTATUS:CANCELLED\nSUMMARY:no",
        "UID:2\nDTSTART:20250302T090000Z\nDTEND:20250302T100000Z\nSUMMARY:long ago",
        "UID:3\nDTSTART:20260228T090000Z\nDTEND:20260302T100000Z\nSUMMARY:Night\nATTENDEE;CN=Ada:mailto:a@x.example",
    )
    assert [(each.summary, each.people) for each in found] == [("Night", ("Ada", "Night"))]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>sign in</html>", "BEGIN:VCALENDAR"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nnonsense without a colon\r\n", ""),
        (calendar("UID:1\nSUMMARY:Ada"), '"Ada" has no beginning'),
        (
            calendar("UID:1\nDTSTART:20260302T090000Z\nDURATION:PT1H\nSUMMARY:Ada\nRRULE:FREQ=SECONDLY"),
            "by the minute",
        ),
        (b"BEGIN:VCALENDAR" + b" " * 1_000_001, "longer than"),
    ],
)
def test_a_broken_calendar_is_told_what_is_wrong_with_it(content: bytes, words: str) -> None:
    with pytest.raises(InputError) as fault:
        read_calendar(content, MADRID, BEGIN, END)
    assert words in str(fault.value)
    assert fault.value.field == "calendar"
