"""One sentence that says what is wrong, since when, how much, where and how sure we are.

The page, the feed and a message all say the same words, taken from one literal table per language.
A figure is rounded the way a person would say it; "mostly" and "worst in" appear only when a share of
*all* reports carries them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from groundswell.core.catalog import Catalog
from groundswell.core.model import Certainty, EventKind, Incident, Service, Share, State

MOSTLY_SHARE = 0.40
"""the part of all reports from which a symptom is "mostly" what fails"""
WORST_SHARE = 0.10
"""the part of all reports below which a country is not worth naming"""
WORST_OF_FIRST = 0.25
"""the part of the first country's reports below which a further one is not worth naming"""
_COUNTRIES_MAX = 3
_NAMES_MAX = 5
WORKS_SHARE = 0.25
"""how many "works for me" answers per report of trouble are many"""


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language: whole sentences with holes, never glued words, so that each language keeps its own order."""

    sentences: Mapping[str, str]
    certainty: Mapping[Certainty, str]
    events: Mapping[EventKind, str]
    months: tuple[str, ...]
    moment: str
    """a time on another day; holes: day, month, time"""
    joiner: tuple[str, str]
    """between the members of a list, and before its last"""
    decimal: str
    thousands: str
    symptoms: Mapping[str, str]
    """how a symptom reads after "mostly", by slug; the catalog's name in lower case where there is none"""
    areas: Mapping[str, str]
    """how an area reads after "in", by code; the catalog's name where there is none"""


_ENGLISH = Phrases(
    sentences={
        "open": "Since {since} people report trouble with {service}{amount}{mostly}{worst}. {certainty}",
        "suspected": (
            "Since {since} there are more reports than usual about {service}{amount}{mostly}{worst}. "
            "We are watching; it is too early to call it an outage. {certainty}"
        ),
        "easing": (
            "Trouble with {service} that began at {since} is easing: fewer reports since {eased}{works}. {certainty}"
        ),
        "easing_works": "; many say it works again",
        "resolved": "{service} was reported broken from {since} to {until}{mostly}{worst}; it is over.",
        "dismissed": "No outage: the reports about {service} from {since} on turned out to be something else.",
        "merged": "The reports about {service} since {since} belong to a larger outage.",
        "merged_into": "The reports about {service} since {since} belong to the outage of {culprit}.",
        "quiet": (
            "No unusual number of reports for {service} in the last hours. "
            "It may be just you: your connection, your device or your account."
        ),
        "early": (
            "{reports} people report trouble with {service} in the last fifteen minutes, more than usual. "
            "It is too early to say whether it is an outage."
        ),
        "early_young": (
            "{reports} people report trouble with {service} in the last fifteen minutes. We have been counting only "
            "since {counting}, so it is too early to say whether it is an outage."
        ),
        "young": (
            "We have been counting reports for {service} only since {counting}: too short to say whether it works."
        ),
        "no_data": "We have not been counting reports for {service} in the last minutes, so we cannot say whether it works.",
        "bystander": "Reports here are probably about {culprit}: {service} itself shows no outage of its own.",
        "bystander_incident": (
            "Since {since} there are more reports than usual about {service}{amount}, "
            "but they are probably about {culprit}. {certainty}"
        ),
        "times": ": {times} times as many as usual for this hour",
        "twice": ": about twice as many as usual for this hour",
        "half_more": ": about half as many again as usual for this hour",
        "from_nothing": ": {reports} reports in fifteen minutes, where hardly any is usual",
        "mostly": ", mostly {symptoms}",
        "worst": ", worst in {areas}",
        "line_now": "Since {since}: trouble with {service}{mostly}{worst}{peak}. {certainty}",
        "line_over": "{since} to {until}: trouble with {service}{mostly}{worst}{peak}.",
        "line_dismissed": "{since}: a suspicion about {service} that came to nothing.",
        "line_merged": "{since}: reports about {service} that belong to another outage.",
        "shared_open": (
            "Since {since} people report trouble with {members} services at once{amount}{worst}: {names}. "
            "{cause} is likely behind it. {certainty}"
        ),
        "shared_easing": (
            "Trouble with {members} services at once that began at {since} is easing; {cause} is likely behind it. {certainty}"
        ),
        "shared_resolved": (
            "{members} services were reported broken from {since} to {until}{worst}: {names}. {cause} was likely behind it; "
            "it is over."
        ),
        "member_open": (
            "Since {since} people report trouble with {service}{amount}. It is part of trouble at {cause}, "
            "which hits {members} services. {certainty}"
        ),
        "member_easing": (
            "Trouble with {service} is part of trouble at {cause} since {since}, which is easing. {certainty}"
        ),
        "member_resolved": (
            "{service} was reported broken from {since} to {until}, as part of trouble at {cause}; it is over."
        ),
        "shared_line_now": "Since {since}: trouble with {members} services, {cause} likely behind it{worst}{peak}. {certainty}",
        "shared_line_over": "{since} to {until}: trouble with {members} services, {cause} likely behind it{worst}{peak}.",
        "more": "{count} more",
        "shared_opened": "{members} services are in trouble at once{amount}: {names}. {cause} is likely behind it.",
        "peak": ", {reports} reports in fifteen minutes at the worst",
    },
    certainty={
        Certainty.POSSIBLE: "Possible.",
        Certainty.LIKELY: "Likely.",
        Certainty.OBSERVED: "Observed.",
    },
    events={
        EventKind.SUSPECTED: "More reports than usual{amount}. We are watching.",
        EventKind.OPENED: "Enough people report trouble to call it an outage{amount}{mostly}{worst}.",
        EventKind.GREW: "It has grown{amount}.",
        EventKind.PEAKED: "Past its peak so far, {top} reports in fifteen minutes.",
        EventKind.EASED: "Fewer reports than before: it is easing.",
        EventKind.RELAPSED: "Reports rise again{amount}.",
        EventKind.RESOLVED: "It is over: reports are back to the usual, or few are left and people say that it works.",
        EventKind.REOPENED: "It is back{amount}.",
        EventKind.ACKNOWLEDGED: "Whoever runs this site has seen it.",
        EventKind.CONFIRMED: "Whoever runs this site confirms the outage.",
        EventKind.DISMISSED: "It turned out to be no outage.",
        EventKind.MERGED: "It turned out to be part of another outage.",
        EventKind.JOINED: "{members} services are hit by now; {cause} is likely behind it.",
    },
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    moment="{day} {month}, {time}",
    joiner=(", ", " and "),
    decimal=".",
    thousands=",",
    symptoms={
        slug: f"the {name}"
        for slug, name in {
            "api": "API",
            "app": "app",
            "camera": "camera",
            "console": "console",
            "dashboard": "dashboard",
            "feed": "feed",
            "map": "map",
            "network": "network",
            "networking": "network",
            "server-connection": "server connection",
            "store": "store",
            "website": "website",
        }.items()
    }
    | {
        "blackout": "everything at once",
        "devices": "devices that do not answer",
        "identity": "identity and access",
        "site-errors": "sites that answer with errors",
        "sites-unreachable": "sites that do not load",
    },
    areas={
        code: f"the {name}"
        for code, name in {
            "AE": "United Arab Emirates",
            "BS": "Bahamas",
            "CD": "Democratic Republic of the Congo",
            "CF": "Central African Republic",
            "CG": "Congo",
            "DO": "Dominican Republic",
            "FK": "Falkland Islands",
            "FO": "Faroe Islands",
            "GB": "United Kingdom",
            "GM": "Gambia",
            "KM": "Comoros",
            "KY": "Cayman Islands",
            "MH": "Marshall Islands",
            "MV": "Maldives",
            "NL": "Netherlands",
            "PH": "Philippines",
            "SB": "Solomon Islands",
            "SC": "Seychelles",
            "US": "United States",
            "VG": "British Virgin Islands",
            "VI": "US Virgin Islands",
        }.items()
    },
)

LANGUAGES: Mapping[str, Phrases] = {"en": _ENGLISH}
"""Every language a headline can be said in. A further one is one more entry, complete or not at all."""


def phrases(language: str) -> Phrases:
    """The words of `language`; English where we do not speak it yet."""
    return LANGUAGES.get(language, _ENGLISH)


_EARLY_REPORTS_MIN = 10


def headline(
    service: Service,
    incident: Incident | None,
    *,
    at: datetime,
    reports: int,
    usual: float,
    works: int = 0,
    blames: str = "",
    counting_since: datetime | None = None,
    whole: bool = False,
    catalog: Catalog,
    language: str = "en",
) -> str:
    """What a person came for, in one sentence (and one word of certainty).

    `reports`, `usual` and `works` answers are of the last fifteen minutes: `reports` -1 where nobody was
    counting, `usual` NaN where not known. `blames` is the slug of the service that the reports are probably about.
    `counting_since` is told where that is too short ago to know anything. Of an incident of several services, `whole`
    asks for all of them instead of what it means for `service`.
    """
    words = phrases(language)
    culprit = catalog.services[blames].name if blames in catalog.services else ""
    if incident is not None:
        if incident.is_shared and (key := _shared_key(incident, whole)) in words.sentences:
            level = (
                (incident.ratio, incident.reports, math.nan) if whole else _level(incident, reports, usual)
            )
            return words.sentences[key].format(
                service=service.name,
                amount=_amount(words, *level),
                **_shared_words(words, incident, at, catalog),
            )
        return _with_incident(words, service, incident, at, reports, usual, works, culprit, catalog)
    if reports < 0:
        return words.sentences["no_data"].format(service=service.name)
    key = "early" if is_early(reports, usual) else "quiet"
    if counting_since is not None:
        key = "early_young" if key == "early" else "young"
    return words.sentences["bystander" if culprit else key].format(
        service=service.name,
        culprit=culprit,
        reports=spoken_count(reports, words),
        counting=moment(counting_since, at, words) if counting_since is not None else "",
    )


def is_early(reports: int, usual: float) -> bool:
    """Whether so many reports are too many to be called usual where no incident has been opened: a service that
    is new here is only listened to for its first hour."""
    return reports >= _EARLY_REPORTS_MIN and not reports <= 3.0 * usual


def _shared_key(incident: Incident, whole: bool) -> str:
    return f"{'shared' if whole else 'member'}_{incident.state}"


def _shared_words(words: Phrases, incident: Incident, at: datetime, catalog: Catalog) -> dict[str, object]:
    names = [catalog.named(slug).name for slug in incident.members]
    more = len(names) - _NAMES_MAX
    shown = [*names[:_NAMES_MAX], words.sentences["more"].format(count=more)] if more > 0 else names
    return {
        "members": len(names),
        "names": _joined(shown, words),
        "cause": catalog.part(incident.cause).name,
        "since": moment(incident.began_at, at, words),
        "until": moment(_end(incident), at, words),
        "worst": _worst(words, incident.footprint.countries, catalog),
        "peak": _peak(words, incident),
        "certainty": words.certainty[incident.certainty],
    }


def _with_incident(
    words: Phrases,
    service: Service,
    incident: Incident,
    at: datetime,
    reports: int,
    usual: float,
    works: int,
    culprit: str,
    catalog: Catalog,
) -> str:
    if incident.state is State.MERGED:
        key = "merged_into" if culprit else "merged"
    elif incident.state in (State.SUSPECTED, State.OPEN) and culprit:
        key = "bystander_incident"
    else:
        key = str(incident.state)
    return words.sentences[key].format(
        service=service.name,
        culprit=culprit,
        since=moment(incident.began_at, at, words),
        until=moment(_end(incident), at, words),
        eased=moment(incident.eased_at or incident.updated_at, at, words),
        amount=_amount(words, *_level(incident, reports, usual)),
        mostly=_mostly(words, incident.footprint.symptoms, catalog),
        worst=_worst(words, incident.footprint.countries, catalog),
        works=words.sentences["easing_works"] if works > max(2, reports * WORKS_SHARE) else "",
        certainty=words.certainty[incident.certainty],
    )


def incident_line(
    service: Service, incident: Incident, *, at: datetime, catalog: Catalog, language: str = "en"
) -> str:
    """One line for a list of incidents, seen from `at`."""
    words = phrases(language)
    key = {
        State.RESOLVED: "line_over",
        State.DISMISSED: "line_dismissed",
        State.MERGED: "line_merged",
    }.get(incident.state, "line_now")
    if incident.is_shared and (shared := f"shared_{key}") in words.sentences:
        return words.sentences[shared].format(**_shared_words(words, incident, at, catalog))
    return words.sentences[key].format(
        service=service.name,
        since=moment(incident.began_at, at, words),
        until=moment(_end(incident), incident.began_at, words),
        mostly=_mostly(words, incident.footprint.symptoms, catalog),
        worst=_worst(words, incident.footprint.countries, catalog),
        peak=_peak(words, incident),
        certainty=words.certainty[incident.certainty],
    )


def event_note(kind: EventKind, incident: Incident, *, catalog: Catalog, language: str = "en") -> str:
    """The plain sentence that goes with an event of `incident`, which is as it stands after it."""
    words = phrases(language)
    if incident.is_shared and kind is EventKind.OPENED:
        told = _shared_words(words, incident, incident.updated_at, catalog)
        amount = _amount(words, incident.ratio, incident.reports, math.nan)
        return words.sentences["shared_opened"].format(amount=amount, **told)
    return words.events[kind].format(
        amount=_amount(words, incident.ratio, incident.reports, math.nan),
        mostly=_mostly(words, incident.footprint.symptoms, catalog),
        worst=_worst(words, incident.footprint.countries, catalog),
        top=spoken_count(incident.peak_reports, words),
        members=len(incident.members),
        cause=catalog.part(incident.cause).name if incident.cause else "",
    )


def moment(instant: datetime, seen_from: datetime, words: Phrases) -> str:
    """ "21:52 UTC"; with the day (and the year) when it is not the day (or year) of `seen_from`."""
    time = f"{instant:%H:%M} UTC"
    if instant.date() == seen_from.date():
        return time
    month = words.months[instant.month - 1]
    if instant.year != seen_from.year:
        month = f"{month} {instant.year}"
    return words.moment.format(day=instant.day, month=month, time=time)


def spoken_times(ratio: float, words: Phrases = _ENGLISH) -> str:
    """A ratio as it is said: two figures that mean something, never more.

    >>> [spoken_times(ratio) for ratio in (2.6, 3.49, 8.8, 41.3, 183.0, 1240.0)]
    ['2.5', '3.5', '9', '41', '180', '1,200']
    """
    if ratio < 5:
        half = math.floor(ratio * 2 + 0.5) / 2
        return f"{half:.0f}" if half == int(half) else f"{half:.1f}".replace(".", words.decimal)
    if ratio < 100:
        return str(math.floor(ratio + 0.5))
    step = 10 ** (math.floor(math.log10(ratio)) - 1)
    return spoken_count(math.floor(ratio / step + 0.5) * step, words)


def spoken_count(count: int, words: Phrases) -> str:
    """A whole number with the language's thousands sign."""
    return f"{count:,}".replace(",", words.thousands)


def _end(incident: Incident) -> datetime:
    return incident.resolved_at or incident.updated_at


def _level(incident: Incident, reports: int, usual: float) -> tuple[float, int, float]:
    """(ratio, reports, usual) of now: by the counts on the page where there are some, else by the incident."""
    if reports < 0 or math.isnan(usual):
        return incident.ratio, incident.reports, math.nan
    return reports / max(usual, 1e-9), reports, usual


def _amount(words: Phrases, ratio: float, reports: int, usual: float) -> str:
    if usual < 0.5 and reports > 0:
        return words.sentences["from_nothing"].format(reports=spoken_count(reports, words))
    if not math.isfinite(ratio) or ratio < 1.3:
        return ""
    if ratio < 1.75:
        return words.sentences["half_more"]
    if ratio < 2.25:
        return words.sentences["twice"]
    return words.sentences["times"].format(times=spoken_times(ratio, words))


def _mostly(words: Phrases, symptoms: Sequence[Share], catalog: Catalog) -> str:
    chief = [share.value for share in symptoms if share.value and share.share >= MOSTLY_SHARE]
    if not chief:
        return ""
    names = [words.symptoms.get(slug) or _lowered(catalog.symptom_name(slug)) for slug in chief]
    return words.sentences["mostly"].format(symptoms=_joined(names, words))


def _worst(words: Phrases, countries: Sequence[Share], catalog: Catalog) -> str:
    known = sorted((share for share in countries if share.value), key=lambda share: -share.share)
    floor = max(WORST_SHARE, known[0].share * WORST_OF_FIRST) if known else 1.0
    worst = [share.value for share in known if share.share >= floor][:_COUNTRIES_MAX]
    if not worst:
        return ""
    names = [words.areas.get(code) or catalog.area_name(code) for code in worst]
    return words.sentences["worst"].format(areas=_joined(names, words))


def _peak(words: Phrases, incident: Incident) -> str:
    if incident.peak_reports <= 0:
        return ""
    return words.sentences["peak"].format(reports=spoken_count(incident.peak_reports, words))


def _lowered(name: str) -> str:
    """ "Uploading" inside a sentence is "uploading"; an abbreviation ("DMs") stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _joined(names: Sequence[str], words: Phrases) -> str:
    between, last = words.joiner
    return last.join([between.join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
