"""What the first sentence of a page says, in each situation."""

import math
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from groundswell.core.headline import event_note, headline, in_words, incident_line, spoken_note
from groundswell.core.incident import RULED, declared, rule
from groundswell.core.model import (
    Act,
    Cause,
    Certainty,
    Event,
    EventKind,
    Explanation,
    Footprint,
    Incident,
    Ruling,
    Share,
    State,
)
from groundswell.core.phrases import LANGUAGES, Phrases, spoken_times
from groundswell.core.statement.facts import facts_of
from tests.town import NOON, incident, town

TOWN = town()
PICTURES = TOWN.services["pictures"]
SPREAD = Footprint(
    symptoms=(Share("app", 0.52, 520), Share("", 0.3, 300), Share("feed", 0.18, 180)),
    countries=(Share("ES", 0.5, 500), Share("", 0.3, 300), Share("PT", 0.2, 200)),
)


def said(
    about: Incident | None,
    *,
    at: datetime = NOON,
    reports: int = 100,
    usual: float = 10.0,
    works: int = 0,
    blames: str = "",
    counting_since: datetime | None = None,
) -> str:
    return headline(
        PICTURES,
        about,
        at=at,
        reports=reports,
        usual=usual,
        works=works,
        blames=blames,
        counting_since=counting_since,
        catalog=TOWN,
    )


def test_an_outage_is_told_with_its_beginning_its_size_what_where_and_how_sure() -> None:
    assert said(incident(footprint=SPREAD), reports=412) == (
        "Since 11:30 UTC people report trouble with Pictures: 41 times as many as usual for this hour, "
        "mostly the app, worst in Spain and Portugal. Likely."
    )


def test_a_suspicion_says_that_we_are_watching() -> None:
    told = said(incident(State.SUSPECTED, certainty=Certainty.POSSIBLE), reports=24)
    assert told == (
        "Since 11:30 UTC there are more reports than usual about Pictures: 2.5 times as many as usual "
        "for this hour. We are watching; it is too early to call it an outage. Possible."
    )


def test_an_easing_outage_says_since_when_it_eases() -> None:
    easing = incident(State.EASING, eased_at=NOON - timedelta(minutes=6))
    assert said(easing) == (
        "Trouble with Pictures since 11:30 UTC is easing: fewer reports since 11:54 UTC. Likely."
    )


def test_that_it_works_again_is_said_only_when_many_say_so() -> None:
    easing = incident(State.EASING, eased_at=NOON)
    assert "many say it works again" in said(easing, works=40)
    assert "works again" not in said(easing, works=20)
    assert "works again" not in said(easing, reports=1, works=2)


def test_an_outage_that_is_over_is_told_from_when_to_when() -> None:
    over = incident(State.RESOLVED, resolved_at=NOON, footprint=SPREAD)
    assert said(over, at=NOON + timedelta(days=1)) == (
        "Pictures was reported broken from 2 March, 11:30 UTC to 12:00 UTC, mostly the app, "
        "worst in Spain and Portugal; it is over."
    )


def test_a_dismissed_one_says_that_it_was_no_outage() -> None:
    assert said(incident(State.DISMISSED)).startswith(
        "No outage: the reports about Pictures from 11:30 UTC on"
    )


def test_a_merged_one_names_the_outage_that_it_is_part_of_when_that_is_known() -> None:
    assert said(incident(State.MERGED), blames="cloud").endswith("belong to the outage of Cloud.")
    assert said(incident(State.MERGED)).endswith("belong to a larger outage.")


def test_a_quiet_service_says_that_it_may_be_just_you() -> None:
    assert said(None, reports=2) == (
        "No unusual number of reports for Pictures in the last hours. "
        "It may be just you: your connection, your device or your account."
    )


def test_where_nobody_counts_no_calm_is_claimed() -> None:
    assert said(None, reports=-1, usual=math.nan).startswith("We have not been counting reports for Pictures")


def test_who_has_only_begun_to_count_claims_neither_calm_nor_what_is_usual() -> None:
    since = NOON - timedelta(minutes=5)
    assert said(None, reports=0, usual=math.nan, counting_since=since) == (
        "We have been counting reports for Pictures only since 11:55 UTC: too short to say whether it works."
    )
    many = said(None, reports=40, usual=math.nan, counting_since=since)
    assert many.startswith("40 people report trouble with Pictures in the last fifteen minutes. We have been")
    assert "usual" not in many


def test_a_bystander_names_whom_the_reports_are_probably_about() -> None:
    assert said(None, blames="letters") == (
        "Reports here are probably about Letters: Pictures itself shows no outage of its own."
    )
    suspected = incident(State.SUSPECTED)
    assert "but they are probably about Letters" in said(suspected, blames="letters")


@pytest.mark.parametrize(
    ("reports", "words"),
    [
        (11, "with Pictures. Likely."),
        (15, ": about half as many again as usual for this hour"),
        (20, ": about twice as many as usual for this hour"),
        (34, ": 3.5 times as many as usual for this hour"),
        (88, ": 9 times as many as usual for this hour"),
        (12_345, ": 1,200 times as many as usual for this hour"),
    ],
)
def test_figures_are_rounded_the_way_a_person_says_them(reports: int, words: str) -> None:
    assert words in said(incident(), reports=reports)


def test_a_ratio_has_at_most_two_figures() -> None:
    spoken = [spoken_times(ratio) for ratio in (2.6, 3.49, 3.9, 4.99, 8.8, 41.3, 99.6, 183.0, 1240.0)]
    assert spoken == ["2.5", "3.5", "4", "5", "9", "41", "100", "180", "1,200"]


def test_the_form_of_a_plural_follows_the_figure_that_is_said() -> None:
    arabic = LANGUAGES["ar"]
    for reports in (22_000, 22_040):
        line = headline(
            PICTURES, incident(), at=NOON, reports=reports, usual=10.0, catalog=TOWN, language="ar"
        )
        assert arabic.sentences["times"].format(times="2,200") in line


def test_where_hardly_any_report_is_usual_no_ratio_is_made_of_it() -> None:
    assert ": 6 reports in fifteen minutes, where hardly any is usual." in said(
        incident(), reports=6, usual=0.2
    )


def test_without_counts_the_incident_s_own_ratio_is_told() -> None:
    assert ": 10 times as many" in said(incident(), reports=-1, usual=math.nan)


def test_mostly_needs_a_large_share_of_all_reports() -> None:
    below = Footprint(symptoms=(Share("", 0.61, 61), Share("app", 0.39, 39)))
    assert "mostly" not in said(incident(footprint=below))
    two = Footprint(symptoms=(Share("app", 0.45, 45), Share("feed", 0.42, 42)))
    assert ", mostly the app and the feed." in said(incident(footprint=two))


def test_worst_in_names_at_most_three_countries_and_none_that_hardly_counts() -> None:
    few = Footprint(countries=(Share("ES", 0.8, 80), Share("PT", 0.12, 12)))
    assert ", worst in Spain." in said(incident(footprint=few))
    many = Footprint(countries=tuple(Share(code, 0.2, 20) for code in ("US", "GB", "NL", "ES")))
    assert ", worst in the United States, the United Kingdom and the Netherlands." in said(
        incident(footprint=many)
    )
    thin = Footprint(countries=tuple(Share(code, 0.05, 5) for code in ("ES", "PT")))
    assert "worst" not in said(incident(footprint=thin))


def test_a_beginning_on_another_day_or_year_has_its_date() -> None:
    assert said(incident(), at=NOON + timedelta(days=1)).startswith("Since 2 March, 11:30 UTC ")
    assert said(incident(), at=NOON + timedelta(days=400)).startswith("Since 2 March 2026, 11:30 UTC ")


def test_a_language_that_we_do_not_speak_is_answered_in_english() -> None:
    assert headline(PICTURES, None, at=NOON, reports=0, usual=1.0, catalog=TOWN, language="xx").startswith(
        "No unusual"
    )


def _without_forms(words: Phrases) -> set[str]:
    """The names of the sentences, those of plural forms left out."""
    return {key for key in words.sentences if not key.endswith(("_one", "_two", "_few", "_many", "_other"))}


def test_every_language_has_every_sentence_state_and_event() -> None:
    english = LANGUAGES["en"]
    for words in LANGUAGES.values():
        assert _without_forms(words) == _without_forms(english)
        assert set(words.certainty) == set(Certainty)
        assert set(words.events) == set(EventKind)
        assert len(words.months) == 12
    assert {str(state) for state in State} <= english.sentences.keys()


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_headline_and_a_line_without_holes(state: State) -> None:
    about = incident(state, footprint=SPREAD, eased_at=NOON, resolved_at=NOON)
    for words in (said(about), incident_line(PICTURES, about, at=NOON, catalog=TOWN)):
        assert "Pictures" in words
        assert "{" not in words
        assert words.endswith(".")


def test_who_is_past_the_peak_is_told_it_once() -> None:
    note = event_note(EventKind.PEAKED, incident(peak_reports=189_401), catalog=TOWN)
    assert note == "Past its peak so far, 189,401 reports in fifteen minutes."


@pytest.mark.parametrize("kind", list(EventKind))
def test_every_event_has_a_plain_sentence(kind: EventKind) -> None:
    note = event_note(kind, incident(footprint=SPREAD), catalog=TOWN)
    assert note.endswith(".")
    assert "{" not in note


def test_a_line_in_a_list_tells_the_worst_quarter_of_an_hour() -> None:
    over = incident(State.RESOLVED, resolved_at=NOON, peak_reports=18_700)
    assert incident_line(PICTURES, over, at=NOON, catalog=TOWN) == (
        "11:30 UTC to 12:00 UTC: trouble with Pictures, 18,700 reports in fifteen minutes at the worst."
    )


def test_many_reports_without_an_incident_are_never_called_nothing_unusual() -> None:
    assert "too early to say" in said(None, reports=400, usual=0.4)
    assert "too early to say" in said(None, reports=400, usual=math.nan)
    assert "just you" in said(None, reports=9, usual=0.4)
    assert "just you" in said(None, reports=30, usual=10.0)


SHARED = incident(
    service="cloud",
    members=("cloud", "films", "pictures"),
    cause="cloud",
    cause_kind="cloud",
    footprint=SPREAD,
)


def test_a_member_says_what_it_is_part_of_and_the_whole_who_is_hit() -> None:
    assert said(SHARED) == (
        "Since 11:30 UTC people report trouble with Pictures: 10 times as many as usual for this hour. "
        "It is part of trouble at Cloud, which hits 3 services. Likely."
    )
    whole = headline(PICTURES, SHARED, at=NOON, reports=-1, usual=math.nan, whole=True, catalog=TOWN)
    assert whole == (
        "Since 11:30 UTC people report trouble with 3 services at once: 10 times as many as usual for this hour, "
        "worst in Spain and Portugal: Cloud, Films and Pictures. Cloud is likely behind it. Likely."
    )


def test_who_runs_several_services_is_named_as_what_is_behind_them() -> None:
    shared = incident(State.RESOLVED, members=("letters", "pictures"), cause="operator:grand")
    assert "Grand was likely behind it" in headline(
        PICTURES, shared, at=NOON, reports=0, usual=1.0, whole=True, catalog=TOWN
    )
    assert "as part of trouble at Grand; it is over" in said(shared)
    assert "trouble with 2 services, Grand likely behind it" in incident_line(
        PICTURES, shared, at=NOON, catalog=TOWN
    )


def test_an_event_is_told_in_every_language_with_the_figures_of_its_own_moment() -> None:
    grew = in_words(Event("id", EventKind.GREW, NOON, ""), incident(ratio=41.0), catalog=TOWN)
    for language in LANGUAGES:
        assert "41" in spoken_note(grew, catalog=TOWN, language=language)
    assert spoken_note(grew, catalog=TOWN, language="en") == grew.note


@pytest.mark.parametrize("act", sorted(set(Act) - {Act.CAUSE, Act.PLAN}))
def test_what_an_operator_rules_without_words_is_said_in_every_language(act: Act) -> None:
    into = incident(id="other") if act is Act.MERGE else None
    states = [state for state, ruled in RULED if ruled is act]
    services = ("letters",) if act in (Act.SPLIT, Act.DECLARE) else ()
    ruling = Ruling(act, "pictures-2026-03-02", "desk", NOON, into="other", services=services, statement="s1")
    if (state := states[0]) is None:
        _, (event,) = declared(ruling, "letters-2026-03-02")
    else:
        shared = incident(state, members=("pictures", "letters", "films"), cause="cloud")
        _, event = rule(shared, ruling, into=into)
    for language in set(LANGUAGES) - {"en"}:
        assert spoken_note(event, catalog=TOWN, language=language) not in ("", event.note)


def test_the_words_of_a_person_are_never_put_into_others() -> None:
    said = Event("id", EventKind.CONFIRMED, NOON, "We broke a cable.", by="Ada")
    assert spoken_note(said, catalog=TOWN, language="de") == "We broke a cable."


def test_an_old_event_without_what_it_was_told_with_is_said_without_figures() -> None:
    old = Event("id", EventKind.GREW, NOON, "It has grown: 41 times as many as usual for this hour.")
    assert spoken_note(old, catalog=TOWN, language="es") == "Ha ido a más."


WORLD = ("ES", "PT", "FR", "IT", "DE", "US", "GB", "BR", "IN", "JP")
PLACES = (Share("ES", 0.2, 200), *(Share(code, 0.06, 60) for code in WORLD[1:]), Share("", 0.26, 260))


def explained(countries: tuple[Share, ...], *causes: tuple[dict[str, str], float]) -> Footprint:
    found = [Cause(values, 1000 * share, share, 90.0) for values, share in causes]
    found.sort(key=lambda cause: -cause.excess)
    told = Explanation(NOON, NOON - timedelta(minutes=30), 1000, 10.0, tuple(found))
    return Footprint(countries=countries, explanation=told)


@pytest.mark.parametrize(
    ("spain", "rest", "words"),
    [(0.61, 0.38, "mostly in Spain"), (0.38, 0.61, "everywhere"), (0.4, 0.3, "worst in Spain")],
)
def test_everywhere_is_said_only_where_that_explains_most(spain: float, rest: float, words: str) -> None:
    sentence = said(incident(footprint=explained(PLACES, ({"country": "ES"}, spain), ({}, rest))))
    assert words in sentence
    assert ("everywhere" in sentence) == (words == "everywhere")


@pytest.mark.parametrize(
    ("countries", "words"),
    [
        ((), "as many as usual for this hour. Likely."),
        ((Share("", 1.0, 1000),), "as many as usual for this hour. Likely."),
        ((Share("ES", 0.7, 700), Share("PT", 0.3, 300)), "worst in Spain and Portugal"),
        (tuple(Share(code, 0.11, 110) for code in WORLD[:9]), "worst in"),
        (
            (*(Share(code, 0.002, 2) for code in WORLD), Share("", 0.98, 980)),
            "hour. Likely.",
        ),
    ],
)
def test_everywhere_is_not_said_where_it_is_not_known_from_where(
    countries: tuple[Share, ...], words: str
) -> None:
    sentence = said(incident(footprint=explained(countries, ({}, 1.0))))
    assert "everywhere" not in sentence
    assert words in sentence


def test_everywhere_may_be_many_more_countries_than_are_kept() -> None:
    many = tuple(Share(code, 0.04, 40) for code in WORLD)
    assert "everywhere" in said(incident(footprint=explained(many, ({}, 1.0))))


COMBINED = (
    ({"platform": "android", "country": "ES", "network": "as12430"}, 0.5),
    ({"platform": "android", "country": "PT", "network": "as12430"}, 0.3),
)


def combined(language: str) -> str:
    footprint = explained((Share("ES", 0.6, 600), Share("PT", 0.4, 400)), *COMBINED)
    symptoms = (Share("app", 0.7, 700), Share("", 0.3, 300))
    return headline(
        PICTURES,
        incident(footprint=replace(footprint, symptoms=symptoms)),
        at=NOON,
        reports=100,
        usual=10.0,
        catalog=TOWN,
        language=language,
    )


def test_a_footprint_of_app_platform_countries_and_carrier_is_one_plain_sentence() -> None:
    assert combined("en") == (
        "Since 11:30 UTC people report trouble with Pictures: 10 times as many as usual for this hour, "
        "mostly the app on Android, in Spain and Portugal, on Town Mobile. Likely."
    )


def test_the_same_footprint_reads_right_in_every_other_language() -> None:
    words = {
        "es": "sobre todo con la app en Android, en Spain y Portugal, en la red de Town Mobile. Probable.",
        "pt": "principalmente com o app no Android, na Spain e em Portugal, na rede Town Mobile. Provável.",
        "fr": "surtout avec l’application sur Android, en Spain et au Portugal, sur le réseau Town Mobile. Probable.",
        "de": "vor allem die App auf Android, in Spain und in Portugal, im Netz von Town Mobile. Wahrscheinlich.",
        "hi": "ज़्यादातर app में (Android), Spain और Portugal में, Town Mobile के नेटवर्क पर। इसकी संभावना ज़्यादा है।",
        "ar": "ومعظمها عن app على أندرويد، في Spain وPortugal، على شبكة Town Mobile. الأمر مرجّح.",
        "ja": "主にApp (Android)、Spain、Portugalで、Town Mobile回線。障害の可能性：高い。",
        "id": "terutama app di Android, di Spain dan Portugal, di jaringan Town Mobile. Kemungkinan besar.",
    }
    assert words.keys() == set(LANGUAGES) - {"en"}
    for language, end in words.items():
        said_there = combined(language).replace("\u2068", "").replace("\u2069", "").replace("\xa0", " ")
        said_there = said_there.replace("（", "(").replace("）", ")")
        assert said_there.endswith(end), language


def test_no_multiple_of_the_usual_is_told_where_the_usual_is_not_known() -> None:
    assert "as usual" not in said(incident(), usual=math.nan)


def test_an_outage_that_an_operator_calls_none_is_not_told_as_a_suspicion() -> None:
    def line(dismissed: Incident) -> str:
        return incident_line(TOWN.services["pictures"], dismissed, at=NOON, catalog=TOWN)

    called = line(incident(State.DISMISSED, reason="a load test"))
    assert called.endswith("trouble with Pictures that whoever runs this site found to be no outage.")
    assert "a suspicion" in line(incident(State.DISMISSED, opened_at=None, reason="a load test"))
    assert "a suspicion" in line(incident(State.DISMISSED)), "it was taken back by ourselves"


def declared_by_hand(**told: object) -> Incident:
    return incident(**{"declared_at": NOON, "footprint": SPREAD, "reports": 1, "peak_reports": 1, **told})  # type: ignore[arg-type]


def test_of_a_declared_outage_a_stray_report_tells_nothing_of_what_fails_or_where() -> None:
    few = said(declared_by_hand(), reports=1)
    assert "mostly" not in few
    assert "worst in" not in few
    line = incident_line(PICTURES, declared_by_hand(), at=NOON, catalog=TOWN)
    assert "mostly" not in line
    assert "mostly the app, worst in Spain" in said(declared_by_hand(peak_reports=10), reports=10)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_declared_outage_is_the_word_of_its_operator_that_declared_it_or_has_spoken_since(
    language: str,
) -> None:
    def told(spoke_at: datetime | None, voice: str = "", state: State = State.OPEN) -> str:
        return headline(
            PICTURES,
            declared_by_hand(voice=voice, state=state),
            at=NOON,
            reports=1,
            usual=0.1,
            spoke_at=spoke_at,
            catalog=TOWN,
            language=language,
        )

    theirs, ours = told(NOON), told(None)
    assert theirs.count("Grand") == 2, "who says so, and who spoke when"
    assert "Grand" not in ours
    assert told(None, "letters").count("Grand") == 1, "of the same operator, which has made no statement"
    assert told(None, "bank") == ours
    over = told(None, "letters", State.RESOLVED)
    assert over.count("Grand") == 1, "it says that it is over, and whose word that is"
    assert over not in (told(None, state=State.RESOLVED), told(None, "letters"))
    if language == "en":
        assert "says whoever runs this site" in ours
        assert "there is trouble with Pictures, says Grand." in theirs


def test_the_draft_of_a_declared_outage_names_nothing_that_only_a_stray_report_says() -> None:
    few = facts_of(declared_by_hand(), at=NOON, catalog=TOWN)
    assert (few.symptoms, few.areas) == ((), ())
    assert facts_of(declared_by_hand(peak_reports=10), at=NOON, catalog=TOWN).symptoms
