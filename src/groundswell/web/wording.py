"""How states, severities, numbers and times read on a page. Sentences about an incident are the headline's.

A literal table for one language today; what depends on the reader's language takes it from Babel.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from babel.dates import format_datetime
from babel.numbers import format_decimal
from markupsafe import Markup

from groundswell.core.catalog import Catalog
from groundswell.core.headline import moment
from groundswell.core.impact import People
from groundswell.core.model import Certainty, EventKind, Incident, Series, State
from groundswell.core.phrases import phrases
from groundswell.core.scope import Relation, relation
from groundswell.core.status import HomeView, PastView, ServiceView, SparkView
from groundswell.core.timegrid import MINUTES_PER_DAY, instant_of
from groundswell.flow.gather import is_counting, spoken, told_incident, too_early

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
RELATIONS: Mapping[Relation, str] = {
    Relation.OPERATOR: "{operator} runs both",
    Relation.ON: "{service} stands on {culprit}",
    Relation.UNDER: "{culprit} stands on {service}",
    Relation.CARRIER: "{service} is used over {culprit}",
    Relation.APP: "{culprit} is used over {service}",
    Relation.KIND: "the two are easily taken for one another",
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
    Certainty.LIKELY: "Likely: far more people report it than chance explains; so far nothing but their reports says so.",
    Certainty.OBSERVED: "Observed: sources that know nothing of one another agree, or whoever runs this site has confirmed it.",
}
CAUSE_CERTAINTIES: Mapping[Certainty, str] = {
    Certainty.POSSIBLE: "Possible",
    Certainty.LIKELY: "Likely",
    Certainty.OBSERVED: "Observed",
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
    EventKind.EXPLAINED: "Clearer",
    EventKind.ACKNOWLEDGED: "Seen by this site",
    EventKind.CONFIRMED: "Confirmed by this site",
    EventKind.DISMISSED: "No outage",
    EventKind.MERGED: "Part of another outage",
    EventKind.JOINED: "More services hit",
}
_NAMED_MAX = 4
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


def people_definition(found: People) -> str:
    """What the interval of people means, in words."""
    basis = (
        "by what its operator told of earlier outages"
        if found.calibrated
        else "if between 0.3 and 3 in a hundred of them report here, which nobody has measured"
    )
    return (
        f"People who have run into it since it began, estimated from {found.reports:,} reports beyond the usual: 90 of 100 "
        f"such estimates hold the truth, {basis}."
    )


def blame_reason(slug: str, about: str, catalog: Catalog) -> str:
    """Why reports on one service are probably about another, in words."""
    one, other = catalog.named(slug), catalog.named(about)
    related = relation(slug, about, catalog) if {slug, about} <= catalog.services.keys() else None
    because = ""
    if related is not None:
        operator = catalog.operators[one.operator].name
        because = (
            RELATIONS[related].format(service=one.name, culprit=other.name, operator=operator) + ", and "
        )
    return f"Why we think so: {because}reports here rise like those about {other.name}, only far fewer."


def service_badge(view: ServiceView) -> Badge:
    """Where a service stands."""
    if view.blames and (view.incident is None or view.incident.state is State.SUSPECTED):
        return Badge("unknown", "Probably not this service")
    if (told := told_incident(view)) is not None:
        return incident_badge(told)
    if too_early(view) or (view.counting_since is not None and is_counting(view.series)):
        return Badge("unknown", "Too early to say")
    return (
        Badge("calm", "No sign of an outage")
        if is_counting(view.series)
        else Badge("unknown", "Not counting")
    )


def home_title(view: HomeView) -> str:
    """The front page in two words."""
    members = [_concerned(spark) for spark in view.in_trouble if _is_outage(spark)]
    count = sum(members)
    if not count:
        return "Too early to say" if view.early or view.counting_since else "No outage seen"
    return "One service in trouble" if count == 1 else f"{count} services in trouble"


def home_headline(view: HomeView, catalog: Catalog, language: str) -> str:
    """The sentence that the front page begins with."""
    services = len(catalog.services)
    names = [_named(spark, catalog) for spark in view.in_trouble if _is_outage(spark)]
    watched = len([spark for spark in view.in_trouble if not _is_outage(spark)])
    watching = f" We are watching {watched} more." if watched else ""
    if names:
        return f"People report trouble with {_joined(names)} right now.{watching}"
    if view.early:
        early = _joined([early.service.name for early in view.early])
        return f"Many people report trouble with {early}. It is too early to say whether it is an outage.{watching}"
    if view.counting_since is not None:
        since = moment(view.counting_since, view.at, phrases(language))
        return f"We have been counting reports only since {since}: too short to say what works.{watching}"
    if watched:
        return f"No outage right now: of {services} services here, we are watching {watched}."
    return f"No outage right now: of {services} services here, none has far more reports than usual."


def _joined(names: Sequence[str]) -> str:
    more = [f"{len(names) - _NAMED_MAX} more"] if len(names) > _NAMED_MAX else []
    shown = [*names[:_NAMED_MAX], *more]
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]


def _concerned(spark: SparkView) -> int:
    """How many services the card stands for."""
    return max(1, len(spark.incident.members)) if spark.incident is not None else 1


def _named(spark: SparkView, catalog: Catalog) -> str:
    if spark.incident is None or not spark.incident.is_shared:
        return spark.service.name
    cause = catalog.part(spark.incident.cause).name
    return f"{len(spark.incident.members)} services (likely behind it: {cause})"


def _is_outage(spark: SparkView) -> bool:
    return spark.incident is not None and spark.incident.state is not State.SUSPECTED


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


def stretch(series: Series) -> str:
    """How long a series is: "24 hours", "7 days"."""
    hours = len(series.counts) * series.bin_minutes / 60
    return f"{hours:g} hours" if hours < 48 else f"{hours / 24:.0f} days"


def past_headline(view: PastView) -> str:
    """The sentence that a service's page over weeks begins with."""
    name, outages = view.service.name, len(view.incidents)
    if not (view.series.counts >= 0).any():
        return f"Nothing has been counted of {name} in the last {stretch(view.series)}."
    words = "No outage" if not outages else "One outage" if outages == 1 else f"{outages} outages"
    return f"{words} of {name} in the last {stretch(view.series)}."


def chart_description(series: Series) -> str:
    """What a chart shows, in words: from when to when, the most, how much is missing."""
    counts, long = series.counts, len(series.counts) * series.bin_minutes > MINUTES_PER_DAY
    end = instant_of(series.first_minute + len(counts) * series.bin_minutes)
    width = duration(timedelta(minutes=series.bin_minutes))
    words = [f"{stretch(series)} up to {hour(end, long)} UTC in bars of {width}."]
    if counts.max(initial=-1) >= 0:
        worst = int(counts.argmax())
        at = instant_of(series.first_minute + worst * series.bin_minutes)
        words.append(f"Most: {counts[worst]:,} at {hour(at, long)} UTC.")
        if not math.isnan(usual := float(series.expected[worst])):
            words.append(f"Usual then: {about(usual)}.")
    if gaps := int((counts < 0).sum()):
        words.append(f"Not counted for {duration(timedelta(minutes=gaps * series.bin_minutes))}.")
    return " ".join(words)


def percent(share: float) -> str:
    """A share of all; a part below one in a hundred is not none."""
    if 0 < share < 0.005:
        return "< 1 %"
    return f"{round(share * 100)} %"


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
