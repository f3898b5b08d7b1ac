"""Calendars of others (RFC 5545): entries between two instants, repetitions drawn out. What cannot be read is said, not guessed.

How long that takes is bounded, whatever stands in one: repetitions are drawn out of the time that is asked for and no other,
and what would be looked through is counted beforehand.
"""

from __future__ import annotations

import itertools
import re
import threading
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Final

from groundswell.errors import InputError
from groundswell.ports.oncall import CALENDAR_BYTES_MAX, Entry

_EVENTS_MAX: Final = 5_000
_DRAWN_MAX: Final = 2_000
_STEPS_MAX: Final = 300_000
"""days, weeks ... that are looked through in one calendar: about two seconds"""
_LINE_LETTERS: Final = 200
_DAY: Final = timedelta(days=1)
_UNITS: Final = {
    "YEARLY": 365 * _DAY,
    "MONTHLY": 28 * _DAY,
    "WEEKLY": 7 * _DAY,
    "DAILY": _DAY,
    "HOURLY": timedelta(hours=1),
}
_EVEN: Final = frozenset({"WEEKLY", "DAILY", "HOURLY"})
"""whose steps are all equally long, so that a rule may begin at any of them"""
_TELLING: Final = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"})
"""what says when an entry is: one of these that cannot be read must not be passed over, as the library does"""
_ONE_BY_ONE: Final = threading.Lock()
"""The library keeps the zones that a calendar defines for the whole process."""


def read_calendar(content: bytes, zone: tzinfo, from_at: datetime, until_at: datetime) -> Sequence[Entry]:
    """See ports.oncall.ReadCalendar. It may be called from several threads."""
    if len(content) > CALENDAR_BYTES_MAX:
        raise InputError("calendar", f"is longer than {CALENDAR_BYTES_MAX:,} bytes")
    begins = content.upper().rfind(b"BEGIN:VCALENDAR")
    if begins < 0:
        raise InputError("calendar", "is none: it does not begin with BEGIN:VCALENDAR")
    if b"END:VCALENDAR" not in content[begins:].upper():
        raise InputError("calendar", "is not whole: its END:VCALENDAR is missing")
    with _ONE_BY_ONE, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where it reads what is nearly right
        events = _events(content.removeprefix(b"\xef\xbb\xbf"))
        if len(events) > _EVENTS_MAX:
            raise InputError("calendar", f"holds more than {_EVENTS_MAX:,} entries")
        window = _Window(zone, from_at, until_at)
        moved: dict[str, list[Any]] = {}
        for each in events:
            if "RECURRENCE-ID" in each:
                moved.setdefault(_text(each, "UID"), []).append(each)
        found = [
            entry
            for event in events
            if _text(event, "STATUS").upper() != "CANCELLED"
            for entry in _entries(event, window, moved.get(_text(event, "UID"), ()))
        ]
    return sorted(found, key=lambda each: (each.from_at, each.until_at, each.summary))


def _events(content: bytes) -> list[Any]:
    from icalendar import Calendar  # an eighth of a second that a start need not wait for
    from icalendar.timezone import tzp

    tzp.use_default()  # a zone is what this calendar says it is, not what one before called by the same name
    try:
        made: Any = Calendar.from_ical(content, multiple=True)
        return [event for each in made for event in each.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, TypeError) as fault:
        raise InputError("calendar", f"cannot be read: {_line(fault)}") from fault


@dataclass(slots=True)
class _Window:
    """The time that is asked for, the clock of what has no zone, and how much was looked through already."""

    zone: tzinfo
    from_at: datetime
    until_at: datetime
    steps: int = 0

    def spend(self, steps: int) -> None:
        """Raises ValueError where it is too much."""
        self.steps += steps
        if self.steps > _STEPS_MAX:
            raise ValueError("with the entries before it, it repeats too often for too long a time")


@dataclass(slots=True)
class _Without:
    """What does not take place of a repetition: instants, and whole days."""

    at: set[datetime] = field(default_factory=set)
    on: set[date] = field(default_factory=set)

    def add(self, told: object, zone: tzinfo) -> None:
        if isinstance(told, datetime) or not isinstance(told, date):
            self.at.add(_wall(told, zone).astimezone(UTC))
        else:
            self.on.add(told)

    def holds(self, start: datetime) -> bool:
        return start.astimezone(UTC) in self.at or start.date() in self.on


def _entries(event: Any, window: _Window, moved: Sequence[Any]) -> Iterator[Entry]:
    """The entries of one event; `moved` are those of its repetitions that stand elsewhere by themselves."""
    name = _text(event, "SUMMARY")
    try:
        for broken, why in event.errors:
            if broken and broken.upper() in _TELLING:
                raise ValueError(f"{broken}: {why}")
        begins = _wall(_told(event, "DTSTART"), window.zone)
        length = _length(event, begins, window.zone)
        starts = dict(_starts(event, begins, length, window))
        if "RECURRENCE-ID" not in event:
            without = _without(event, begins.tzinfo or UTC, moved)
            starts = {start: lasts for start, lasts in starts.items() if not without.holds(start)}
    except KeyError as fault:
        raise InputError("calendar", f'the entry "{name[:60]}" has no beginning') from fault
    except (ValueError, TypeError, AttributeError, OverflowError) as fault:
        raise InputError("calendar", f'the entry "{name[:60]}" cannot be read: {_line(fault)}') from fault
    people, is_free = tuple(_people(event)), _text(event, "TRANSP").upper() == "TRANSPARENT"
    for start, lasts in starts.items():
        at, until = start.astimezone(UTC), (start + lasts).astimezone(UTC)
        if at < window.until_at and until > window.from_at and until > at:
            yield Entry(at, until, name, people, is_free)


def _starts(
    event: Any, begins: datetime, length: timedelta, window: _Window
) -> Iterator[tuple[datetime, timedelta]]:
    """When the entry begins, each time, and for how long it lasts then: by the clock on the wall, so that nine stays nine in
    summer."""
    rules = event.get("RRULE")
    if rules is None:
        yield begins, length
    else:
        for rule in rules if isinstance(rules, list) else [rules]:
            for start in _drawn(rule, begins, length, window):
                yield start, length
    for told in _dates(event, "RDATE"):
        if isinstance(told, tuple):  # a period: from one instant to another, or for so long
            start = _wall(told[0], begins.tzinfo or window.zone)
            lasts = (
                told[1] if isinstance(told[1], timedelta) else _between(start, _wall(told[1], window.zone))
            )
            yield start, lasts
        else:
            yield _wall(told, begins.tzinfo or window.zone), length


def _drawn(rule: Any, begins: datetime, length: timedelta, window: _Window) -> Iterator[datetime]:
    """The beginnings by a rule that touch the time that is asked for, and perhaps some before it."""
    from dateutil.rrule import rrulestr

    zone, told = begins.tzinfo or UTC, dict(rule)
    often = str(_first(told.get("FREQ"), "")).upper()
    if often not in _UNITS:
        raise ValueError("it repeats by the minute, or never says how often")
    step = _UNITS[often] * max(int(_first(told.get("INTERVAL"), 1)), 1)
    count, last = _first(told.pop("COUNT", None), None), _first(told.get("UNTIL"), None)
    first = (window.from_at.astimezone(zone) - length - _DAY).replace(tzinfo=None)
    until = (window.until_at.astimezone(zone) + _DAY).replace(tzinfo=None)
    if last is not None:
        until = min(until, _last(last, zone))
    start = begins.replace(tzinfo=None)
    if count is None and often in _EVEN and start < first:
        start += (first - start) // step * step
    window.spend(max((until - start) // step, 0) + 1)
    told["UNTIL"] = [until]
    drawn: Iterable[datetime] = rrulestr(type(rule)(told).to_ical().decode(), dtstart=start)
    if count is not None:
        drawn = itertools.islice(drawn, max(int(count), 0))
    number = 0
    for wall in drawn:
        if wall < first:
            window.spend(1)
            continue
        number += 1
        if number > _DRAWN_MAX:
            raise ValueError(f"it repeats more than {_DRAWN_MAX:,} times")
        yield wall.replace(tzinfo=zone)


def _last(told: object, zone: tzinfo) -> datetime:
    """Until when a rule goes, by the wall; a day is meant to its end, whatever else the entry says of hours."""
    if isinstance(told, date) and not isinstance(told, datetime):
        return datetime.combine(told, time(23, 59, 59))
    return _wall(told, zone).astimezone(zone).replace(tzinfo=None)


def _without(event: Any, zone: tzinfo, moved: Sequence[Any]) -> _Without:
    found = _Without()
    for told in _dates(event, "EXDATE"):
        found.add(told, zone)
    for each in moved:
        if str(each["RECURRENCE-ID"].params.get("RANGE", "")).upper() == "THISANDFUTURE":
            raise ValueError(
                "one of its repetitions changes all that follow: end it, and begin another entry"
            )
        found.add(_told(each, "RECURRENCE-ID"), zone)
    return found


def _dates(event: Any, name: str) -> Iterator[Any]:
    """The dates of a property that may stand several times. Raises ValueError."""
    told = event.get(name)
    for listed in told if isinstance(told, list) else [told] if told is not None else []:
        for each in listed.dts:
            yield _known(each.dt, listed)


def _told(event: Any, name: str) -> Any:
    """The date or the time of a property. Raises KeyError where it is missing, ValueError where its zone is not known."""
    return _known(event.decoded(name), event[name])


def _known(told: Any, property: Any) -> Any:  # noqa: A002
    zone = str(property.params.get("TZID", ""))
    first = told[0] if isinstance(told, tuple) else told
    if zone and isinstance(first, datetime) and first.tzinfo is None:
        raise ValueError(f'nobody here knows its time zone "{zone[:60]}"')
    return told


def _length(event: Any, begins: datetime, zone: tzinfo) -> timedelta:
    """How long it lasts, by the wall: from nine to nine it is a day, also where the clock is set in between. Whoever has the next
    shift begins at nine."""
    if "DTEND" in event:
        return _between(begins, _wall(_told(event, "DTEND"), zone))
    if "DURATION" in event:
        length: timedelta = event.decoded("DURATION")
        return length
    return timedelta() if isinstance(_told(event, "DTSTART"), datetime) else _DAY


def _between(begins: datetime, ends: datetime) -> timedelta:
    return ends.astimezone(begins.tzinfo).replace(tzinfo=None) - begins.replace(tzinfo=None)


def _first(told: Any, unsaid: Any) -> Any:
    """A part of a rule, of which there may be several where there is one."""
    if isinstance(told, list):
        return told[0] if told else unsaid
    return unsaid if told is None else told


def _wall(told: object, zone: tzinfo) -> datetime:
    """A date or a time as an instant; what names no zone is by the clock of `zone`."""
    if isinstance(told, datetime):
        return told if told.tzinfo is not None else told.replace(tzinfo=zone)
    if isinstance(told, date):
        return datetime.combine(told, time(), zone)
    raise ValueError("it has a time that is none")


def _people(event: Any) -> Iterator[str]:
    """Names of whom the entry is about: those who are invited (else what stands before the @ of theirs), then what it is called."""
    told = event.get("ATTENDEE")
    for each in told if isinstance(told, list) else [told] if told is not None else []:
        local = str(each).rpartition("@")[0].rpartition(":")[2]
        if name := str(each.params.get("CN", "")).strip() or " ".join(re.split(r"[._-]+", local)).strip():
            yield name
    if name := _text(event, "SUMMARY"):
        yield name


def _text(event: Any, name: str) -> str:
    return str(event.get(name, "")).strip()


def _line(fault: Exception) -> str:
    return " ".join(str(fault).split())[:_LINE_LETTERS] or type(fault).__name__
