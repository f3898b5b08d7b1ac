"""How states, severities, numbers and times read on a page. Sentences about an incident are the headline's.

A literal table for one language today; what depends on the reader's language takes it from Babel.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from babel.dates import format_datetime
from babel.numbers import format_decimal
from markupsafe import Markup

from groundswell.core.headline import is_early
from groundswell.core.model import Certainty, EventKind, Incident, State
from groundswell.core.status import ServiceView
from groundswell.flow.gather import is_counting, spoken, told_incident

PLATFORMS: Mapping[str, str] = {
    "android": "Android phone or tablet",
    "ios": "iPhone or iPad",
    "web": "Web browser",
    "windows": "Windows",
    "macos": "Mac",
    "linux": "Linux",
    "tv": "Television",
    "console": "Games console",
    "other": "Something else",
}
SEVERITIES = (
    "few people notice",
    "some people notice",
    "many people are affected",
    "a great many people are affected",
    "much of the world is affected",
)
CERTAINTIES: Mapping[Certainty, str] = {
    Certainty.POSSIBLE: "Possible: more people report it than chance explains, but they are few so far.",
    Certainty.LIKELY: "Likely: far more people report it than chance explains; so far only one kind of witness says so.",
    Certainty.OBSERVED: "Observed: kinds of witnesses that know nothing of one another agree, or the operator says so.",
}
EVENTS: Mapping[EventKind, str] = {
    EventKind.SUSPECTED: "Suspected",
    EventKind.OPENED: "Outage declared",
    EventKind.GREW: "Growing",
    EventKind.PEAKED: "Peak passed",
    EventKind.EASED: "Easing",
    EventKind.RELAPSED: "Rising again",
    EventKind.RESOLVED: "Over",
    EventKind.REOPENED: "Back again",
    EventKind.ACKNOWLEDGED: "Acknowledged",
    EventKind.CONFIRMED: "Confirmed",
    EventKind.DISMISSED: "No outage",
    EventKind.MERGED: "Part of another outage",
}
_STATES: Mapping[State, tuple[str, str]] = {
    State.OPEN: ("open", "Outage"),
    State.SUSPECTED: ("suspected", "Being watched"),
    State.EASING: ("easing", "Easing"),
    State.RESOLVED: ("resolved", "Over"),
    State.DISMISSED: ("calm", "No outage"),
    State.MERGED: ("unknown", "Part of another outage"),
}


class Badge(NamedTuple):
    """A state in two words; `kind` chooses sign and colour, which say the same."""

    kind: str
    words: str


def incident_badge(incident: Incident) -> Badge:
    """Where an incident stands."""
    return Badge(*_STATES[incident.state])


def service_badge(view: ServiceView) -> Badge:
    """Where a service stands."""
    if view.blames and (view.incident is None or view.incident.state is State.SUSPECTED):
        return Badge("unknown", "Probably not this service")
    if (told := told_incident(view)) is not None:
        return incident_badge(told)
    if is_counting(view.series) and is_early(view.reports, view.usual):
        return Badge("unknown", "Too early to say")
    return (
        Badge("calm", "No sign of an outage")
        if is_counting(view.series)
        else Badge("unknown", "Not counting")
    )


@lru_cache(maxsize=8192)
def number(count: int, language: str = "en") -> str:
    """A whole number as the language writes it."""
    return format_decimal(count, locale=language)


@lru_cache(maxsize=8192)
def about(count: float, language: str = "en") -> str:
    """A number that is an estimate."""
    return format_decimal(spoken(count), locale=language)


@lru_cache(maxsize=4096)
def instant(at: datetime, language: str = "en") -> Markup:
    """ "21 May 2023, 21:52 UTC" as an element that programs read too."""
    words = format_datetime(at, "d MMMM y, HH:mm 'UTC'", tzinfo=UTC, locale=language)
    return Markup('<time datetime="{}">{}</time>').format(f"{at:%Y-%m-%dT%H:%MZ}", words)


def hour(at: datetime, with_day: bool, language: str = "en") -> str:
    """ "21:45", or with its day "21 May, 21:45"."""
    return format_datetime(at, "d MMMM, HH:mm", tzinfo=UTC, locale=language) if with_day else f"{at:%H:%M}"


def duration(length: timedelta) -> str:
    """ "1 hour 25 minutes"; of more than two days, the days."""
    minutes = max(0, round(length.total_seconds() / 60))
    if minutes >= 2 * 1440:
        return _counted(round(minutes / 1440), "day")
    hours, rest = divmod(minutes, 60)
    parts = [_counted(hours, "hour")] if hours else []
    return " ".join([*parts, _counted(rest, "minute")] if rest or not parts else parts)


def percent(share: float) -> str:
    """A share of all; a part below one in a hundred is not none."""
    if 0 < share < 0.005:
        return "< 1 %"
    return f"{round(share * 100)} %"


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
