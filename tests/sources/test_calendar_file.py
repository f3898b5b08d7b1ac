"""Calendars of others: what they hold between two instants, and what is wrong with those that cannot be read."""

from __future__ import annotations

import time
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


def test_a_shift_over_the_change_to_summer_time_ends_at_its_own_hour() -> None:
    found = read(
        "UID:1\nDTSTART;TZID=Europe/Madrid:20260323T090000\nDTEND;TZID=Europe/Madrid:20260330T090000\n"
        "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2\nSUMMARY:Ada",
        "UID:2\nDTSTART;TZID=Europe/Madrid:20260328T200000\nDURATION:PT12H\nSUMMARY:Night",
        "UID:3\nDTSTART;VALUE=DATE:20260328\nDTEND;VALUE=DATE:20260330\nSUMMARY:Days",
        "UID:4\nDTSTART:20260323T080000Z\nDTEND;TZID=Europe/Madrid:20260330T090000\nSUMMARY:Bob",
    )
    assert [
        (each.summary, f"{each.until_at.astimezone(MADRID):%d.%m %H:%M}")
        for each in sorted(found, key=lambda each: each.until_at)
    ] == [
        ("Night", "29.03 08:00"),
        ("Days", "30.03 00:00"),
        ("Ada", "30.03 09:00"),
        ("Bob", "30.03 09:00"),
        ("Ada", "13.04 09:00"),
    ]


def test_dates_that_are_listed_are_taken_and_those_left_out_are_not() -> None:
    found = read(
        "UID:1\nDTSTART:20260302T090000Z\nDTEND:20260302T100000Z\nRDATE:20260304T090000Z,20260305T090000Z\n"
        "RDATE;VALUE=PERIOD:20260306T090000Z/20260306T120000Z,20260307T090000Z/PT5H\nSUMMARY:listed",
        "UID:2\nDTSTART;TZID=Europe/Madrid:20260309T230000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=5\n"
        "RDATE;TZID=Europe/Madrid:20260310T230000\nEXDATE;VALUE=DATE:20260311\n"
        "EXDATE;TZID=Europe/Madrid:20260312T230000,20260313T230000\nSUMMARY:left out",
    )
    assert [(f"{each.from_at.astimezone(MADRID):%dT%H}", each.until_at - each.from_at) for each in found] == [
        ("02T10", timedelta(hours=1)),
        ("04T10", timedelta(hours=1)),
        ("05T10", timedelta(hours=1)),
        ("06T10", timedelta(hours=3)),
        ("07T10", timedelta(hours=5)),
        ("09T23", timedelta(hours=1)),
        ("10T23", timedelta(hours=1)),
    ]


def test_a_rule_that_ends_on_a_day_ends_with_that_day() -> None:
    found = read(
        "UID:1\nDTSTART;TZID=Europe/Madrid:20260302T090000\nDURATION:PT1H\n"
        "RRULE:FREQ=DAILY;UNTIL=20260304\nSUMMARY:Ada"
    )
    assert [f"{each.from_at:%d}" for each in found] == ["02", "03", "04"]


def test_zones_of_other_programs_are_known_by_their_names_and_those_of_the_file_are_its_own() -> None:
    def own(offset: str) -> bytes:
        zone = (
            "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nBEGIN:STANDARD\nDTSTART:16010101T000000\n"
            f"TZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\nEND:STANDARD\nEND:VTIMEZONE\n"
        ).replace("\n", "\r\n")
        event = "UID:1\nDTSTART;TZID=Customized Time Zone:20260302T090000\nDURATION:PT1H\nSUMMARY:Ada"
        return calendar(event).replace(b"BEGIN:VEVENT", zone.encode() + b"BEGIN:VEVENT", 1)

    windows = read(
        "UID:1\nDTSTART;TZID=W. Europe Standard Time:20260302T090000\nDURATION:PT1H\nSUMMARY:Ada",
        "UID:2\nDTSTART;TZID=/freeassociation.sourceforge.net/Europe/Madrid:20260302T110000\nDURATION:PT1H\n"
        "SUMMARY:Bob",
    )
    assert [f"{each.from_at:%H}" for each in windows] == ["08", "10"]
    for offset, hour in (("+0500", 4), ("-0300", 12)):
        (mine,) = read_calendar(own(offset), MADRID, BEGIN, END)
        assert mine.from_at.hour == hour, "not by the zone of the calendar before"


def test_several_calendars_in_one_file_and_a_mark_before_the_first_are_read() -> None:
    one = calendar("UID:1\nDTSTART:20260302T090000Z\nDURATION:PT1H\nSUMMARY:Ada")
    assert (
        len(read_calendar(b"\xef\xbb\xbf" + one + one.replace(b"UID:1", b"UID:2"), MADRID, BEGIN, END)) == 2
    )


def test_guests_without_a_name_are_known_by_their_address() -> None:
    (found,) = read(
        "UID:1\nDTSTART:20260302T090000Z\nDURATION:PT1H\nSUMMARY:Night\n"
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ada.byron@town.example"
    )
    assert found.people == ("ada byron", "Night")


def test_a_rule_from_long_ago_costs_no_more_than_the_time_that_is_asked_for() -> None:
    since = "DTSTART:19900101T090000Z\nDURATION:PT1H\nSUMMARY:Ada"
    many = [f"UID:{n}\n{since}\nRRULE:FREQ=DAILY;INTERVAL=3" for n in range(300)]
    begun = time.process_time()
    assert len(read(*many)) == 300 * 20
    assert time.process_time() - begun < 5.0


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
        (
            calendar("UID:1\nDTSTART;TZID=Atlantis/Poseidonis:20260302T090000\nDURATION:PT1H\nSUMMARY:Ada"),
            'time zone "Atlantis/Poseidonis"',
        ),
        (
            calendar("UID:1\nDTSTART:20260302T090000Z\nDTEND:tomorrow\nSUMMARY:Ada"),
            "DTEND",
        ),
        (
            calendar("UID:1\nDTSTART:20260302T090000Z\nDURATION:PT1H\nRRULE:EVERY=DAY\nSUMMARY:Ada"),
            '"Ada" cannot be read',
        ),
        (
            calendar(
                "UID:1\nDTSTART:19900101T090000Z\nDURATION:PT1H\nSUMMARY:Ada\n"
                "RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1000000"
            ),
            "too often",
        ),
        (
            calendar(
                "UID:1\nDTSTART:20260302T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY\nSUMMARY:Ada",
                "UID:1\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260303T090000Z\nDTSTART:20260303T150000Z\n"
                "DURATION:PT1H\nSUMMARY:Ada",
            ),
            "all that follow",
        ),
        (b"BEGIN:VCALENDAR" + b" " * 1_000_001, "longer than"),
    ],
)
def test_a_broken_calendar_is_told_what_is_wrong_with_it(content: bytes, words: str) -> None:
    with pytest.raises(InputError) as fault:
        read_calendar(content, MADRID, BEGIN, END)
    assert words in str(fault.value)
    assert fault.value.field == "calendar"
