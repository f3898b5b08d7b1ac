"""How states, severities, numbers and times read on a page. Sentences about an incident are the headline's.

Texts are English here and put into the reader's language by gettext; numbers and dates are Babel's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit
from markupsafe import Markup, escape

from groundswell.core.catalog import Catalog
from groundswell.core.headline import inner_moment, is_word_alone, joined, moment, spoken_note
from groundswell.core.impact import Hit
from groundswell.core.incident import RULED_NOTES
from groundswell.core.model import Act, Certainty, Event, EventKind, Incident, Series, State
from groundswell.core.phrases import phrases
from groundswell.core.scope import Relation, relation
from groundswell.core.status import (
    HomeView,
    PastView,
    ServiceView,
    SparkView,
    is_counting,
    is_just_over,
    is_tail,
    spoken,
    told_incident,
    too_early,
)
from groundswell.core.timegrid import MINUTES_PER_DAY
from groundswell.web.language import ENGLISH, later, speaking

PLATFORMS: Mapping[str, str] = {
    "android": later("Android phone or tablet"),
    "ios": later("iPhone or iPad"),
    "web": later("Web browser"),
    "windows": later("Windows"),
    "macos": later("Mac"),
    "linux": later("Linux"),
    "tv": later("Television"),
    "console": later("Games console"),
    "other": later("Something else"),
}
RELATIONS: Mapping[Relation, str] = {
    Relation.OPERATOR: later("{operator} runs both"),
    Relation.ON: later("{service} stands on {culprit}"),
    Relation.UNDER: later("{culprit} stands on {service}"),
    Relation.CARRIER: later("{service} is used over {culprit}"),
    Relation.APP: later("{culprit} is used over {service}"),
    Relation.KIND: later("the two are easily taken for one another"),
}
SEVERITIES = (
    later("few people notice"),
    later("some people notice"),
    later("many people are affected"),
    later("a great many people are affected"),
    later("an enormous number of people is affected"),
)
CERTAINTIES: Mapping[Certainty, str] = {
    Certainty.POSSIBLE: later(
        "Possible: more people report it than chance explains, but they are few so far."
    ),
    Certainty.LIKELY: later(
        "Likely: far more people report it than chance explains; so far nothing but their reports says so."
    ),
    Certainty.OBSERVED: later(
        "Observed: sources that know nothing of one another agree, or whoever runs this site has confirmed it."
    ),
}
CAUSE_CERTAINTIES: Mapping[Certainty, str] = {
    Certainty.POSSIBLE: later("Possible"),
    Certainty.LIKELY: later("Likely"),
    Certainty.OBSERVED: later("Observed"),
}
EVENTS: Mapping[EventKind, str] = {
    EventKind.SUSPECTED: later("Suspected"),
    EventKind.OPENED: later("Outage declared"),
    EventKind.GREW: later("Growing"),
    EventKind.PEAKED: later("Peak passed"),
    EventKind.EASED: later("Easing"),
    EventKind.RELAPSED: later("Rising again"),
    EventKind.RESOLVED: later("Over"),
    EventKind.REOPENED: later("Back again"),
    EventKind.EXPLAINED: later("Clearer"),
    EventKind.ACKNOWLEDGED: later("Seen by this site"),
    EventKind.CONFIRMED: later("Confirmed by this site"),
    EventKind.DISMISSED: later("No outage"),
    EventKind.MERGED: later("Part of another outage"),
    EventKind.JOINED: later("More services hit"),
    EventKind.SPLIT: later("Taken apart"),
    EventKind.CAUSED: later("The cause"),
    EventKind.DECLARED: later("Declared by this site"),
    EventKind.STATED: later("Statement"),
    EventKind.AGREED: later("Confirmed by users"),
    EventKind.OVERRAN: later("Longer than planned"),
}

_NAMED_MAX = 4
_ID = re.compile(r"(.+)-(\d{4}-\d{2}-\d{2})(?:-\d+)?")
_ELEMENT = re.compile("(<time .*?</time>)")
_STATES: Mapping[State, tuple[str, str]] = {
    State.OPEN: ("open", later("Outage")),
    State.SUSPECTED: ("suspected", later("Being watched")),
    State.EASING: ("easing", later("Easing")),
    State.RESOLVED: ("resolved", later("Over")),
    State.DISMISSED: ("calm", later("No outage")),
    State.MERGED: ("unknown", later("Part of another outage")),
}


def event_words(kind: EventKind, incident: Incident) -> str:
    """What `kind` is called among what happened to `incident`, in English for gettext."""
    return EVENTS[EventKind.OPENED if kind is EventKind.DECLARED and incident.voice else kind]


def declarer(kind: EventKind, incident: Incident, catalog: Catalog) -> str:
    """The operator that declared `incident` by hand, of the event that says so; "" for others."""
    return catalog.operator_name(incident.voice) if kind is EventKind.DECLARED and incident.voice else ""


def event_note_of(event: Event, incident: Incident, catalog: Catalog, language: str = ENGLISH) -> str:
    """The sentence that goes with `event` of `incident`; none where it would say "whoever runs this site" of an operator."""
    if incident.voice and event.kind is EventKind.DECLARED and event.note == RULED_NOTES[Act.DECLARE]:
        return ""
    return spoken_note(event, catalog=catalog, language=language)


class Badge(NamedTuple):
    """A state in two words; `kind` chooses sign and colour, which say the same."""

    kind: str
    words: str


def incident_badge(incident: Incident, language: str = ENGLISH) -> Badge:
    """Where an incident stands."""
    kind, words = _STATES[incident.state]
    return Badge(kind, speaking(language).gettext(words))


def named_by_id(id: str, catalog: Catalog, language: str = ENGLISH) -> str:  # noqa: A002
    """An outage by its `id` alone, as people call it."""
    if (found := _ID.fullmatch(id)) is None:
        return id
    begun = datetime.strptime(found[2], "%Y-%m-%d").replace(tzinfo=UTC)
    words = speaking(language).gettext("{service}: outage of {day}")
    return words.format(service=catalog.named(found[1]).name, day=day(begun, language))


def people_definition(hit: Hit, catalog: Catalog, language: str = ENGLISH) -> str:
    """What the interval of people means, in words."""
    found = hit.people
    _, many = speaking(language).gettext, speaking(language).ngettext
    definition = many(
        "People who have run into it since it began, estimated from {count} report beyond the usual: 90 of 100 "
        "such estimates hold the truth, {basis}.",
        "People who have run into it since it began, estimated from {count} reports beyond the usual: 90 of 100 "
        "such estimates hold the truth, {basis}.",
        found.reports,
    ).format(
        count=number(found.reports, language),
        basis=_basis(hit, language),
    )
    if not hit.of:
        return definition
    alone = _(
        "They are those of {service} alone, the service with most: in all there are at least as many, and nobody "
        "knows how many of the others are the same people."
    ).format(service=catalog.named(hit.of).name)
    return f"{definition} {alone}"


def _basis(hit: Hit, language: str) -> str:
    """What an interval of people rests on."""
    _ = speaking(language).gettext
    if hit.people.calibrated:
        return _("by what its operator told of earlier outages")
    if not hit.own:
        return _("if between 0.3 and 3 in a hundred of them report here, which nobody has measured")
    low, high = (format_decimal(round(100 * part, 2), locale=language) for part in hit.people.assumed)
    return _(
        "if between {low} and {high} in a hundred of them report here, as is assumed of these countries and this service"
    ).format(low=low, high=high)


def blame_reason(slug: str, about: str, catalog: Catalog, language: str = ENGLISH) -> str:
    """Why reports on one service are probably about another, in words."""
    _ = speaking(language).gettext
    one, other = catalog.named(slug), catalog.named(about)
    related = relation(slug, about, catalog) if {slug, about} <= catalog.services.keys() else None
    if related is None:
        return _("Why we think so: reports here rise like those about {culprit}, only far fewer.").format(
            culprit=other.name
        )
    because = _(RELATIONS[related]).format(
        service=one.name, culprit=other.name, operator=catalog.operators[one.operator].name
    )
    return _(
        "Why we think so: {because}, and reports here rise like those about {culprit}, only far fewer."
    ).format(because=because, culprit=other.name)


def service_badge(view: ServiceView, language: str = ENGLISH) -> Badge:
    """Where a service stands."""
    _ = speaking(language).gettext
    if view.blames and (view.incident is None or view.incident.state is State.SUSPECTED):
        return Badge("unknown", _("Probably not this service"))
    if (told := told_incident(view)) is not None:
        badge = incident_badge(told, language)
        return badge._replace(words=_("Over for most")) if is_tail(view) else badge
    if too_early(view) or (view.counting_since is not None and is_counting(view.series)):
        return Badge("unknown", _("Too early to say"))
    return (
        Badge("calm", _("No sign of an outage"))
        if is_counting(view.series)
        else Badge("unknown", _("Not counting"))
    )


def home_title(view: HomeView, language: str = ENGLISH) -> str:
    """The front page in two words."""
    _, many = speaking(language).gettext, speaking(language).ngettext
    members = [_concerned(spark) for spark in view.in_trouble if _is_outage(spark)]
    count = sum(members)
    if not count:
        return (
            _("Too early to say")
            if view.early or (view.counting_since and not view.known)
            else _("No outage seen")
        )
    return many("One service in trouble", "{count} services in trouble", count).format(
        count=number(count, language)
    )


def home_headline(view: HomeView, catalog: Catalog, language: str) -> str:
    """The sentence that the front page begins with."""
    _, many = speaking(language).gettext, speaking(language).ngettext
    services = len(catalog.services)
    outages = [
        spark.incident for spark in view.in_trouble if spark.incident is not None and _is_outage(spark)
    ]
    names = [_named(incident, catalog, language) for incident in outages]
    watched = len([spark for spark in view.in_trouble if not _is_outage(spark)])
    if names:
        words = (
            _("There is trouble with {names} right now.")
            if any(is_word_alone(incident) for incident in outages)
            else _("People report trouble with {names} right now.")
        ).format(names=_joined(names, language))
    elif view.early:
        early = _joined([early.service.name for early in view.early], language)
        words = _(
            "Many people report trouble with {names}. It is too early to say whether it is an outage."
        ).format(names=early)
    elif view.counting_since is not None and view.known:
        return many(
            "No outage right now at the one service that has a history here. The others are counted only since {since}: too short to say what works.",
            "No outage right now at the {count} services that have a history here. The others are counted only since {since}: too short to say what works.",
            view.known,
        ).format(
            count=number(view.known, language),
            since=moment(view.counting_since, view.at, phrases(language)),
        )
    elif view.counting_since is not None:
        words = _("We have been counting reports only since {since}: too short to say what works.").format(
            since=moment(view.counting_since, view.at, phrases(language))
        )
    elif watched:
        return many(
            "No outage right now: of {services} services here, we are watching {count}.",
            "No outage right now: of {services} services here, we are watching {count}.",
            watched,
        ).format(services=number(services, language), count=number(watched, language))
    elif (
        ended := _just_over(view)
    ) is not None:  # reports may come for hours, so nothing is claimed of these
        return _("No outage right now. The last one is over: {names} ({until}).").format(
            names=_named(ended, catalog, language),
            until=moment(ended.resolved_at or ended.updated_at, view.at, phrases(language)),
        )
    elif view.ruled_out:  # the rise is still there
        return _("No outage right now.")
    else:
        return many(
            "No outage right now: the one service here has no more reports than usual.",
            "No outage right now: of {services} services here, none has far more reports than usual.",
            services,
        ).format(services=number(services, language))
    if not watched:
        return words
    watching = many("We are watching {count} more.", "We are watching {count} more.", watched)
    return f"{words}{phrases(language).space}{watching.format(count=number(watched, language))}"


def _joined(names: Sequence[str], language: str) -> str:
    many, extra = speaking(language).ngettext, len(names) - _NAMED_MAX
    more = (
        [many("{count} more", "{count} more", extra).format(count=number(extra, language))]
        if extra > 0
        else []
    )
    return joined([*names[:_NAMED_MAX], *more], phrases(language))


def _concerned(spark: SparkView) -> int:
    """How many services the card stands for."""
    return max(1, len(spark.incident.members)) if spark.incident is not None else 1


def _just_over(view: HomeView) -> Incident | None:
    """The outage that ended last, while its service's page still speaks of it."""
    latest = max(view.over, key=lambda incident: incident.resolved_at or incident.updated_at, default=None)
    return latest if latest is not None and is_just_over(latest, view.at) else None


def _named(incident: Incident, catalog: Catalog, language: str) -> str:
    if not incident.is_shared:
        return catalog.named(incident.service).name
    many, count = speaking(language).ngettext, len(incident.members)
    return many(
        "{count} service (likely behind it: {cause})", "{count} services (likely behind it: {cause})", count
    ).format(count=number(count, language), cause=catalog.part(incident.cause).name)


def _is_outage(spark: SparkView) -> bool:
    return spark.incident is not None and spark.incident.state is not State.SUSPECTED


@lru_cache(maxsize=8192)
def number(count: float, language: str = ENGLISH) -> str:
    """A number as the language writes it."""
    return format_decimal(count, locale=language)


@lru_cache(maxsize=8192)
def about(count: float, language: str = ENGLISH) -> str:
    """A number that is an estimate."""
    return format_decimal(spoken(count), locale=language)


@lru_cache(maxsize=4096)
def instant(at: datetime, language: str = ENGLISH) -> Markup:
    """ "21 May 2023, 21:52 UTC" as an element that programs read too."""
    words = plain_instant(at, language)
    return Markup('<time datetime="{}">{}</time>').format(f"{at:%Y-%m-%dT%H:%MZ}", words)


def plain_instant(at: datetime, language: str = ENGLISH) -> str:
    """The same as bare words."""
    gap = "، " if language == "ar" else " " if language == "ja" else ", "
    return f"{day(at, language)}{gap}{at.astimezone(UTC):%H:%M} UTC"


def day(at: datetime, language: str = ENGLISH) -> str:
    """ "21 May 2023"."""
    form = "d MMMM y" if language == ENGLISH else "long"
    return format_date(at.astimezone(UTC).date(), form, locale=language)


def short_day(at: datetime, language: str = ENGLISH) -> str:
    """ "21 May", in few letters."""
    if language == ENGLISH:
        return f"{at.day} {at:%b}"
    return format_skeleton("MMMd", at, tzinfo=UTC, locale=language)


def hour(at: datetime, with_day: bool, language: str = ENGLISH) -> str:
    """ "21:45", or with its day "21 May, 21:45"."""
    if not with_day:
        return f"{at:%H:%M}"
    words = (
        f"{at.day} {at:%B}"
        if language == ENGLISH
        else format_skeleton("MMMMd", at, tzinfo=UTC, locale=language)
    )
    return f"{words}, {at:%H:%M}"


def timed(
    words: str | Markup, seen_from: datetime, instants: Iterable[datetime | None], language: str = ENGLISH
) -> Markup:
    """`words` with each of `instants` that they tell as an element that programs read too."""
    told = str(escape(words))
    forms = phrases(language)
    for at in dict.fromkeys(filter(None, instants)):
        # By itself last: an end is told without its day where that is the day of the beginning.
        seen = [say(at, whence, forms) for whence in (seen_from, at) for say in (inner_moment, moment)]
        for spoken_at in dict.fromkeys(seen):
            element = f'<time datetime="{at:%Y-%m-%dT%H:%MZ}">{spoken_at}</time>'
            bare = _ELEMENT.split(told)
            place = next((i for i in range(0, len(bare), 2) if spoken_at in bare[i]), -1)
            if place >= 0 and element not in told:
                bare[place] = bare[place].replace(spoken_at, element, 1)
                told = "".join(bare)
                break
    return Markup(told)  # noqa: S704 - escaped, and elements of our own


def duration(length: timedelta, language: str = ENGLISH) -> str:
    """ "1 hour 25 minutes"; of more than two days, the days."""
    minutes = max(0, round(length.total_seconds() / 60))
    if minutes >= 2 * 1440:
        return _counted(round(minutes / 1440), "day", language)
    hours, rest = divmod(minutes, 60)
    parts = [_counted(hours, "hour", language)] if hours else []
    return " ".join([*parts, _counted(rest, "minute", language)] if rest or not parts else parts)


def stretch(series: Series, language: str = ENGLISH) -> str:
    """How long a series is: "24 hours", "7 days"."""
    return duration(timedelta(minutes=len(series.counts) * series.bin_minutes), language)


def past_headline(view: PastView, language: str = ENGLISH) -> str:
    """The sentence that a service's page over weeks begins with."""
    _, many = speaking(language).gettext, speaking(language).ngettext
    series, outages = view.series, len(view.incidents)
    days = len(series.counts) * series.bin_minutes // MINUTES_PER_DAY
    if not (series.counts >= 0).any():
        words = _("Nothing has been counted of {service} {span}.")
    elif not outages:
        words = _("No outage of {service} {span}.")
    else:
        words = many("One outage of {service} {span}.", "{count} outages of {service} {span}.", outages)
    span = many("in the last {count} day", "in the last {count} days", days)
    return words.format(
        service=view.service.name,
        count=number(outages, language),
        span=span.format(count=number(days, language)),
    )


def percent(share: float, language: str = ENGLISH) -> str:
    """A share of all; a part below one in a hundred is not none."""
    is_little = 0 < share < 0.005
    whole = 1 if is_little else round(share * 100)
    words = f"{whole} %" if language == ENGLISH else format_percent(whole / 100, locale=language)
    return less_than(words, language) if is_little else words


def less_than(words: str, language: str = ENGLISH) -> str:
    """ "< 1 %"; between letters from right to left it stands apart, or the sign would turn round."""
    told = f"< {words}"
    return f"\u2066{told}\u2069" if speaking(language).direction == "rtl" else told


@lru_cache(maxsize=2048)
def _counted(count: int, unit: str, language: str) -> str:
    # CLDR leaves the long form out where it is the same as the short one; Babel then says the unit's own name.
    name = f"duration-{unit}"
    words = format_unit(count, name, length="long", locale=language)
    return format_unit(count, name, length="short", locale=language) if name in words else words
