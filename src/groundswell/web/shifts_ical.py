"""Shifts as a calendar (RFC 5545): one event a shift, the same event however often it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from groundswell import __version__
from groundswell.core.oncall import Why
from groundswell.flow.roster import Duty

_ASK_AGAIN: Final = timedelta(hours=1)
_WORDS: Final = {Why.TURN: "", Why.STAND_IN: " (stands in)", Why.OVERRIDE: " (took it over)"}


def calendar(title: str, duties: Sequence[tuple[Duty, str]], host: str, at: datetime) -> bytes:
    """The calendar of these shifts, each with the name of who has it ("" for nobody); `at` is when it is made."""
    from icalendar import Calendar, Event, vDuration  # an eighth of a second that a start need not wait for

    made: Any = Calendar()
    made.add("prodid", f"-//groundswell//{__version__}//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", title)
    made.add("x-wr-calname", title)
    made.add("refresh-interval", vDuration(_ASK_AGAIN), parameters={"value": "DURATION"})
    for duty, name in duties:
        shift, event = duty.shift, Event()
        why = _WORDS[shift.who.why] if shift.who is not None else ""
        event.add("uid", f"{duty.schedule.id}-{shift.from_at:%Y%m%dT%H%M%S}@{host}")
        event.add("dtstamp", at)
        event.add("dtstart", shift.from_at)
        event.add("dtend", shift.until_at)
        event.add("summary", f"{duty.schedule.title}: {name or 'NOBODY'}{why}")
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    written: bytes = made.to_ical()
    return written
