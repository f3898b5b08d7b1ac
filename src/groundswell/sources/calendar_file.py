"""Calendars of others (RFC 5545): entries between two instants, repetitions drawn out. What cannot be read is said, not guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Final

from groundswell.errors import InputError
from groundswell.ports.oncall import Entry

BYTES_MAX: Final = 1_000_000
_EVENTS_MAX: Final = 5_000
_DRAWN_MAX: Final = 2_000
_LINE_LETTERS: Final = 200


def read_calendar(content: bytes, zone: tzinfo, from_at: datetime, until_at: datetime) -> Sequence[Entry]:
    """See ports.oncall.ReadCalendar."""
    from icalendar import Calendar  # an eighth of a second that a start need not wait for

    if len(content) > BYTES_MAX:
        raise InputError("calendar", f"is longer than {BYTES_MAX:,} bytes")
    if b"BEGIN:VCALENDAR" not in content.upper():
        raise InputError("calendar", "is none: it does not begin with BEGIN:VCALENDAR")
    try:
        made: Any = Calendar.from_ical(content)
        events = list(made.walk("VEVENT"))
    except (ValueError, KeyError, IndexError, TypeError) as fault:
        raise InputError("calendar", f"cannot be read: {_line(fault)}") from fault
    if len(events) > _EVENTS_MAX:
        raise InputError("calendar", f"holds more than {_EVENTS_MAX:,} entries")
    moved = {
        (_text(each, "UID"), _at(each, "RECURRENCE-ID", zone)) for each in events if "RECURRENCE-ID" in each
    }
    found = [
        entry
        for event in events
        if _text(event, "STATUS").upper() != "CANCELLED"
        for entry in _entries(event, zone, from_at, until_at, moved)
    ]
    return sorted(found, key=lambda each: (each.from_at, each.until_at, each.summary))


def _entries(
    event: Any, zone: tzinfo, from_at: datetime, until_at: datetime, moved: set[tuple[str, datetime | None]]
) -> Iterator[Entry]:
    name = _text(event, "SUMMARY")
    try:
        begins = _wall(event.decoded("DTSTART"), zone)
        length = _length(event, begins, zone)
        starts = list(_starts(event, begins, from_at - length, until_at))
    except KeyError as fault:
        raise InputError("calendar", f'the entry "{name[:60]}" has no beginning') from fault
    except (ValueError, TypeError, AttributeError, OverflowError) as fault:
        raise InputError("calendar", f'the entry "{name[:60]}" cannot be read: {_line(fault)}') from fault
    people, is_free = tuple(_people(event)), _text(event, "TRANSP").upper() == "TRANSPARENT"
    for start in starts:
        at = start.astimezone(UTC)
        if "RECURRENCE-ID" not in event and (_text(event, "UID"), at) in moved:
            continue
        if at < until_at and at + length > from_at and length > timedelta():
            yield Entry(at, (start + length).astimezone(UTC), name, people, is_free)


def _starts(event: Any, begins: datetime, from_at: datetime, until_at: datetime) -> Iterator[datetime]:
    """When the entry begins, each time: by the clock on the wall, so that nine stays nine in summer."""
    rules = event.get("RRULE")
    if rules is None:
        yield begins
        return
    from dateutil.rrule import rrulestr

    zone = begins.tzinfo
    without = {_wall(each.dt, zone or UTC) for each in _listed(event, "EXDATE")}
    for rule in rules if isinstance(rules, list) else [rules]:
        told = dict(rule)
        if "UNTIL" in told:
            last = told["UNTIL"][0] if isinstance(told["UNTIL"], list) else told["UNTIL"]
            told["UNTIL"] = [_wall(last, zone or UTC).astimezone(zone).replace(tzinfo=None)]
        if set(told.get("FREQ", ())) & {"SECONDLY", "MINUTELY"}:
            raise ValueError("it repeats by the minute")
        text = type(rule)(told).to_ical().decode()
        drawn = rrulestr(text, dtstart=begins.replace(tzinfo=None))
        first = (from_at.astimezone(zone) - timedelta(days=1)).replace(tzinfo=None)
        for number, wall in enumerate(drawn.xafter(first, inc=True)):
            at = wall.replace(tzinfo=zone)
            if at >= until_at:
                break
            if number >= _DRAWN_MAX:
                raise ValueError(f"it repeats more than {_DRAWN_MAX:,} times")
            if at not in without:
                yield at
    yield from (
        _wall(each.dt, zone or UTC) for each in _listed(event, "RDATE") if not isinstance(each.dt, tuple)
    )


def _listed(event: Any, name: str) -> Iterator[Any]:
    """The dates of a property that may stand several times."""
    told = event.get(name)
    for each in told if isinstance(told, list) else [told] if told is not None else []:
        yield from each.dts


def _length(event: Any, begins: datetime, zone: tzinfo) -> timedelta:
    if "DTEND" in event:
        return _wall(event.decoded("DTEND"), zone).astimezone(UTC) - begins.astimezone(UTC)
    if "DURATION" in event:
        length: timedelta = event.decoded("DURATION")
        return length
    return timedelta() if isinstance(event.decoded("DTSTART"), datetime) else timedelta(days=1)


def _wall(told: object, zone: tzinfo) -> datetime:
    """A date or a time as an instant; what names no zone is by the clock of `zone`."""
    if isinstance(told, datetime):
        return told if told.tzinfo is not None else told.replace(tzinfo=zone)
    if isinstance(told, date):
        return datetime.combine(told, time(), zone)
    raise ValueError("it has a time that is none")


def _at(event: Any, name: str, zone: tzinfo) -> datetime | None:
    try:
        return _wall(event.decoded(name), zone).astimezone(UTC)
    except (ValueError, TypeError, AttributeError, KeyError):
        return None


def _people(event: Any) -> Iterator[str]:
    """Names of whom the entry is about: those who are invited, then what it is called."""
    told = event.get("ATTENDEE")
    for each in told if isinstance(told, list) else [told] if told is not None else []:
        if name := str(each.params.get("CN", "")).strip():
            yield name
    if name := _text(event, "SUMMARY"):
        yield name


def _text(event: Any, name: str) -> str:
    return str(event.get(name, "")).strip()


def _line(fault: Exception) -> str:
    return " ".join(str(fault).split())[:_LINE_LETTERS] or type(fault).__name__
