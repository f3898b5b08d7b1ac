"""One sentence that says what is wrong, since when, how much, where and how sure we are.

The page, the feed and a message all say the same words, taken from one literal table per language.
A figure is rounded the way a person would say it; "mostly" and "worst in" appear only when a share of
*all* reports carries them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from groundswell.core.catalog import Catalog, plain
from groundswell.core.model import (
    OURSELVES,
    SERVICE,
    Axis,
    Cause,
    Event,
    EventKind,
    Footprint,
    Incident,
    Service,
    Share,
    State,
)
from groundswell.core.phrases import ENGLISH, Phrases, phrases, spoken_count, spoken_times, two_figures

MOSTLY_SHARE = 0.40
"""the part of all reports from which a symptom is "mostly" what fails"""
WORST_SHARE = 0.10
"""the part of all reports below which a country is not worth naming"""
WORST_OF_FIRST = 0.25
"""the part of the first country's reports below which a further one is not worth naming"""
LEADING_SHARE = 0.20
"""the part of the whole excess from which a cause is worth a word"""
MOST_SHARE = 0.50
"""the part of the whole excess from which what explains it is what the outage is about"""
EVERYWHERE_COUNTRIES = 10
"""in how many countries something has to be reported before it is so everywhere"""
EVERYWHERE_SHARE = 0.005
"""by what part of all reports in each of them"""
_COUNTRIES_MAX = 3
_NAMES_MAX = 5
WORKS_SHARE = 0.25
"""how many "works for me" answers per report of trouble are many"""
EARLY_REPORTS_MIN = 10
"""fewer are no crowd: an outage that was declared by hand is told as the word of who declared it until so many report"""


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
    drill: bool = False,
    spoke_at: datetime | None = None,
    catalog: Catalog,
    language: str = "en",
) -> str:
    """What a person came for, in one sentence (and one word of certainty).

    `reports`, `usual` and `works` answers are of the last fifteen minutes: `reports` -1 where nobody was
    counting, `usual` NaN where not known. `blames` is the slug of the service that the reports are probably about.
    `counting_since` is told where that is too short ago to know anything. Of an incident of several services, `whole`
    asks for all of them instead of what it means for `service`. A `drill` is said to be one; `spoke_at` is when the
    service's operator last spoke in public.
    """
    words, operator = phrases(language), catalog.operators.get(service.operator)
    declared_as = catalog.named(incident.voice).operator if incident is not None and incident.voice else None
    has_spoken = spoke_at is not None or declared_as == service.operator
    voice = operator.name if has_spoken and operator is not None else ""
    told = _told(
        words, service, incident, at, reports, usual, works, blames, voice, counting_since, whole, catalog
    )
    if spoke_at is not None and voice:
        spoke = _times(words, at, spoke=spoke_at)
        told = words.sentences["spoke"].format(sentence=told, operator=voice, **spoke)
    return words.sentences["drill"].format(sentence=told) if drill else told


def _told(
    words: Phrases,
    service: Service,
    incident: Incident | None,
    at: datetime,
    reports: int,
    usual: float,
    works: int,
    blames: str,
    voice: str,
    counting_since: datetime | None,
    whole: bool,
    catalog: Catalog,
) -> str:
    culprit = catalog.services[blames].name if blames in catalog.services else ""
    if incident is not None:
        alone = is_word_alone(incident) and incident.state in (State.OPEN, State.RESOLVED)
        if incident.is_shared and not alone and (key := _shared_key(incident, whole)) in words.sentences:
            level = (
                (incident.ratio, incident.reports, math.nan) if whole else _level(incident, reports, usual)
            )
            holes = _shared_words(words, incident, at, catalog)
            amount = _amount(words, *level)
            return _counted(words, key, len(incident.members), service=service.name, amount=amount, **holes)
        if incident.is_shared and alone and whole:
            service = replace(service, name=str(_shared_words(words, incident, at, catalog)["names"]))
        return _with_incident(words, service, incident, at, reports, usual, works, culprit, voice, catalog)
    if reports < 0:
        return words.sentences["no_data"].format(service=service.name)
    key = "early" if is_early(reports, usual) else "quiet"
    if counting_since is not None:
        key = "early_young" if key == "early" else "young"
    return _counted(
        words,
        "bystander" if culprit else key,
        reports,
        service=service.name,
        culprit=culprit,
        reports=spoken_count(reports, words),
        **(_times(words, at, counting=counting_since) if counting_since is not None else {}),
    )


def is_word_alone(incident: Incident) -> bool:
    """Whether it was declared by hand, and so few report it that their reports tell nothing of it."""
    return incident.declared_at is not None and incident.peak_reports < EARLY_REPORTS_MIN


def is_early(reports: int, usual: float) -> bool:
    """Whether so many reports are too many to be called usual where no incident has been opened: a service that
    is new here is only listened to for its first hour."""
    return reports >= EARLY_REPORTS_MIN and not reports <= 3.0 * usual


def tail_words(reports: int, usual: float, language: str = "en") -> str:
    """That reports still come in though it is over for most: of fifteen minutes, and how many are usual in them."""
    words = phrases(language)
    return words.sentences["tail"].format(amount=_amount(words, reports / max(usual, 1e-9), reports, usual))


def _shared_key(incident: Incident, whole: bool) -> str:
    return f"{'shared' if whole else 'member'}_{incident.state}"


def _shared_words(words: Phrases, incident: Incident, at: datetime, catalog: Catalog) -> dict[str, object]:
    names = [catalog.named(slug).name for slug in incident.members]
    more = len(names) - _NAMES_MAX
    shown = [*names[:_NAMES_MAX], words.sentences["more"].format(count=more)] if more > 0 else names
    return {
        "members": len(names),
        "names": joined(shown, words),
        "cause": catalog.part(incident.cause).name,
        **_times(words, at, since=incident.began_at),
        **_times(words, incident.began_at, until=(incident.resolved_at or incident.updated_at)),
        "footprint": _footprint(words, incident, catalog, symptoms=()),
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
    voice: str,
    catalog: Catalog,
) -> str:
    if incident.state is State.MERGED:
        key = "merged_into" if culprit else "merged"
    elif incident.state in (State.SUSPECTED, State.OPEN) and culprit:
        key = "bystander_incident"
    else:
        key = str(incident.state)
        if is_word_alone(incident) and incident.state in (State.OPEN, State.RESOLVED):
            key = ("declared_over" if incident.state is State.RESOLVED else "declared") + "_voice" * bool(
                voice
            )
    return words.sentences[key].format(
        service=service.name,
        culprit=culprit,
        operator=voice,
        **_times(
            words,
            at,
            since=incident.began_at,
            eased=incident.eased_at or incident.updated_at,
        ),
        **_times(words, incident.began_at, until=(incident.resolved_at or incident.updated_at)),
        amount=_amount(words, *_level(incident, reports, usual)),
        footprint=_footprint(words, incident, catalog),
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
        State.DISMISSED: "line_dismissed_outage"
        if incident.opened_at and incident.reason
        else "line_dismissed",
        State.MERGED: "line_merged",
    }.get(incident.state, "line_now")
    if incident.is_shared and (shared := f"shared_{key}") in words.sentences:
        return _counted(words, shared, len(incident.members), **_shared_words(words, incident, at, catalog))
    return words.sentences[key].format(
        service=service.name,
        **_times(words, at, since=incident.began_at),
        **_times(words, incident.began_at, until=(incident.resolved_at or incident.updated_at)),
        footprint=_footprint(words, incident, catalog),
        peak=_peak(words, incident),
        certainty=words.certainty[incident.certainty],
    )


def event_note(kind: EventKind, incident: Incident, *, catalog: Catalog, language: str = "en") -> str:
    """The plain sentence that goes with an event of `incident`, which is as it stands after it."""
    words = phrases(language)
    if incident.is_shared and kind is EventKind.OPENED:
        told = _shared_words(words, incident, incident.updated_at, catalog)
        amount = _amount(words, incident.ratio, incident.reports, math.nan)
        return _counted(words, "shared_opened", len(incident.members), amount=amount, **told)
    return words.events[kind].format(
        amount=_amount(words, incident.ratio, incident.reports, math.nan),
        footprint=_footprint(words, incident, catalog),
        top=spoken_count(incident.peak_reports, words),
        members=len(incident.members),
        cause=catalog.part(incident.cause).name if incident.cause else "",
        common=_common(words, incident, catalog),
    )


def in_words(event: Event, incident: Incident, *, catalog: Catalog) -> Event:
    """`event` with its sentence, and what that is made of: `incident` as it stands after it."""
    shown = Footprint(
        symptoms=incident.footprint.symptoms,
        countries=incident.footprint.countries,
        explanation=incident.footprint.explanation,
    )
    note = event_note(event.kind, incident, catalog=catalog)
    return replace(event, note=note, after=replace(incident, footprint=shown))


def spoken_note(event: Event, *, catalog: Catalog, language: str) -> str:
    """The sentence that goes with `event`: what a person wrote stays as it is. Where it is not known what the event was told
    with, it is said without figures; "" where nothing is left then."""
    words = phrases(language)
    if words is ENGLISH or event.note in words.fixed:
        return words.fixed.get(event.note, event.note)
    if event.after is not None:
        return event_note(event.kind, event.after, catalog=catalog, language=language)
    if event.by != OURSELVES:
        return event.note
    bare = words.events[event.kind].replace("{amount}", "").replace("{footprint}", "")
    return "" if "{" in bare else bare


def spoken_reason(incident: Incident, language: str) -> str:
    """Why it is over, in this language where the words are ours; what a person wrote stays as it is."""
    return phrases(language).fixed.get(incident.reason, incident.reason)


def leading(causes: Sequence[Cause]) -> tuple[Cause, ...]:
    """The causes that a sentence speaks of: those that explain a good part of the whole excess, of whatever service."""
    return tuple(cause for cause in causes if cause.share >= LEADING_SHARE and SERVICE not in cause.values)


def cause_words(cause: Cause, incident: Incident, *, catalog: Catalog, language: str = "en") -> str:
    """What the reports behind `cause` have in common: "the app on Android, in Spain, on Movistar"."""
    words = phrases(language)
    if not cause.values:
        return _whole(words, incident, catalog)
    page = catalog.named(str(cause.values[SERVICE])).name if SERVICE in cause.values else ""
    what, where = _sides(words, [cause], catalog)
    return words.joiner[0].join(filter(None, (page, what, where)))


def _whole(words: Phrases, incident: Incident, catalog: Catalog) -> str:
    key = "whole_shared" if incident.is_shared else "whole"
    return words.sentences[key].format(service=catalog.named(incident.service).name)


def moment(instant: datetime, seen_from: datetime, words: Phrases) -> str:
    """ "21:52 UTC"; with the day (and the year) when it is not the day (or year) of `seen_from`."""
    return _dated("{time}", words.moment, words.moment_of_year, instant, seen_from, words)


def inner_moment(instant: datetime, seen_from: datetime, words: Phrases) -> str:
    """The same as it reads inside a sentence, where the language tells the two apart."""
    inside = words.the_moment or words.moment, words.the_moment_of_year or words.moment_of_year
    return _dated(words.today, *inside, instant, seen_from, words)


def _dated(
    today: str, moment: str, moment_of_year: str, instant: datetime, seen_from: datetime, words: Phrases
) -> str:
    form = today
    if instant.date() != seen_from.date():
        form = moment if instant.year == seen_from.year else moment_of_year
    month = words.months[instant.month - 1]
    return form.format(day=instant.day, month=month, year=instant.year, time=f"{instant:%H:%M} UTC")


def _times(words: Phrases, at: datetime, **instants: datetime) -> dict[str, str]:
    """Each instant twice, for the holes of a sentence: by itself, and as it reads inside the sentence."""
    bare = {name: moment(instant, at, words) for name, instant in instants.items()}
    inside = {f"the_{name}": inner_moment(instant, at, words) for name, instant in instants.items()}
    return bare | inside


def _counted(words: Phrases, key: str, count: int, **holes: object) -> str:
    """The sentence `key` in the form that `count` asks for."""
    form = words.sentences.get(f"{key}_{words.plural(count)}") or words.sentences[key]
    return form.format(**holes)


def _level(incident: Incident, reports: int, usual: float) -> tuple[float, int, float]:
    """(ratio, reports, usual) of now: by the counts on the page where there are some, else by the incident."""
    if reports < 0:
        return incident.ratio, incident.reports, math.nan
    if math.isnan(usual):  # the page says beside it that this is not known
        return math.nan, reports, math.nan
    return reports / max(usual, 1e-9), reports, usual


def _amount(words: Phrases, ratio: float, reports: int, usual: float) -> str:
    if usual < 0.5 and reports > 0:
        return _counted(words, "from_nothing", reports, reports=spoken_count(reports, words))
    if not math.isfinite(ratio) or ratio < 1.3:
        return ""
    if ratio < 1.75:
        return words.sentences["half_more"]
    if ratio < 2.25:
        return words.sentences["twice"]
    return _counted(words, "times", two_figures(ratio), times=spoken_times(ratio, words))


def _footprint(
    words: Phrases, incident: Incident, catalog: Catalog, symptoms: Sequence[Share] | None = None
) -> str:
    """What fails, for whom and where: by what explains the excess where that is known, else by shares of all reports."""
    if is_word_alone(incident):
        return ""
    footprint = incident.footprint
    causes = leading(footprint.explanation.causes) if footprint.explanation is not None else ()
    mostly = _mostly(words, footprint.symptoms if symptoms is None else symptoms, catalog)
    is_whole = bool(causes) and not causes[0].values
    if is_whole and is_spread(footprint.countries):
        return mostly + words.sentences["everywhere"]
    alike = _alike([cause for cause in causes if cause.values])
    if is_whole or sum(cause.share for cause in alike) < MOST_SHARE:
        return mostly + _worst(words, footprint.countries, catalog)
    what, where = _sides(words, alike, catalog)
    if Axis.SYMPTOM not in alike[0].values and mostly:
        what = f"{mostly} {what}".rstrip()
    elif what:
        what = words.sentences["mostly" if Axis.SYMPTOM in alike[0].values else "chiefly"].format(
            symptoms=what
        )
    elif where:
        return words.sentences["chiefly"].format(symptoms=where)
    return words.joiner[0].join(filter(None, (what, where)))


def is_spread(countries: Sequence[Share]) -> bool:
    """Whether it is known of most reports where they come from, and that is many countries: else nobody can say
    "everywhere"."""
    known = [share for share in countries if share.value and share.share >= EVERYWHERE_SHARE]
    unknown = sum(share.share for share in countries if not share.value)
    return len(known) >= EVERYWHERE_COUNTRIES and unknown <= 1 - MOST_SHARE


def _alike(causes: Sequence[Cause]) -> Sequence[Cause]:
    """The first cause, and those that differ from it in one value only, always of the same attribute: "in Spain and Portugal"."""
    found, differs = list(causes[:1]), ""
    for cause in causes[1:]:
        if cause.values.keys() != found[0].values.keys():
            continue
        other = [name for name, value in cause.values.items() if found[0].values[name] != value]
        if len(other) == 1 and differs in ("", other[0]):
            found.append(cause)
            differs = other[0]
    return found


def _sides(words: Phrases, causes: Sequence[Cause], catalog: Catalog) -> tuple[str, str]:
    """What fails on which device, and in which place and network; "" where the causes do not say."""

    def said(axis: Axis) -> list[str]:
        return list(dict.fromkeys(str(cause.values[axis]) for cause in causes if axis in cause.values))

    symptoms = [symptom_words(words, slug, catalog.symptom_name(slug)) for slug in said(Axis.SYMPTOM)]
    platforms = [words.platforms.get(name, name) for name in said(Axis.PLATFORM)]
    areas = [
        area_words(words, code, catalog.area_name(code)) for code in (*said(Axis.REGION), *said(Axis.COUNTRY))
    ]
    networks = [
        catalog.networks[slug].name if slug in catalog.networks else slug for slug in said(Axis.NETWORK)
    ]
    versions = said(Axis.APP_VERSION)
    what = [joined(symptoms, words) if symptoms else ""]
    if versions:
        what.append(words.sentences["version"].format(versions=joined(versions, words)))
    if platforms:
        what.append(joined(platforms, words))
    where = []
    if areas:
        where.append(words.sentences["in"].format(areas=joined(areas, words)))
    if networks:
        where.append(words.sentences["on"].format(networks=joined(networks, words)))
    return words.space.join(filter(None, what)), words.joiner[0].join(where)


def _common(words: Phrases, incident: Incident, catalog: Catalog) -> str:
    known = incident.footprint.explanation
    named = [cause for cause in leading(known.causes) if cause.values] if known is not None else []
    if not named:
        return _whole(words, incident, catalog)
    alike = _alike(named)
    groups = [alike, *([cause] for cause in named if cause not in alike)]
    said = [words.joiner[0].join(filter(None, _sides(words, group, catalog))) for group in groups]
    return "; ".join(said)


def _mostly(words: Phrases, symptoms: Sequence[Share], catalog: Catalog) -> str:
    chief = [share.value for share in symptoms if share.value and share.share >= MOSTLY_SHARE]
    if not chief:
        return ""
    names = [symptom_words(words, slug, catalog.symptom_name(slug)) for slug in chief]
    return words.sentences["mostly"].format(symptoms=joined(names, words))


def _worst(words: Phrases, countries: Sequence[Share], catalog: Catalog) -> str:
    known = sorted((share for share in countries if share.value), key=lambda share: -share.share)
    floor = max(WORST_SHARE, known[0].share * WORST_OF_FIRST) if known else 1.0
    worst = [share.value for share in known if share.share >= floor][:_COUNTRIES_MAX]
    if not worst:
        return ""
    names = [area_words(words, code, catalog.area_name(code)) for code in worst]
    return words.sentences["worst"].format(areas=joined(names, words))


def _peak(words: Phrases, incident: Incident) -> str:
    if incident.peak_reports <= 0:
        return ""
    return _counted(words, "peak", incident.peak_reports, reports=spoken_count(incident.peak_reports, words))


def symptom_words(words: Phrases, slug: str, name: str) -> str:
    """How the symptom `name` reads after "mostly"."""
    return words.symptoms.get(slug, words.symptom).format(_lowered(name) if words.lowers else name)


def area_words(words: Phrases, code: str, name: str) -> str:
    """How the area `name` reads after "in"."""
    return words.areas.get(code, words.area).format(name)


def _lowered(name: str) -> str:
    """ "Uploading" inside a sentence is "uploading"; an abbreviation ("DMs") stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def joined(names: Sequence[str], words: Phrases) -> str:
    """ "Spain, Portugal and France"."""
    between, last = words.between or words.joiner[0], words.joiner[1]
    last = words.joiner_of_many if len(names) > 2 and words.joiner_of_many else last
    if words.isolates:
        names = [f"\u2068{name}\u2069" for name in names]
    begins = plain(names[-1])
    last = next((word for start, word in words.joiner_before.items() if begins.startswith(start)), last)
    return last.join([between.join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
