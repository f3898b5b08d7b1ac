"""Statements drafted from facts, in every language."""

from dataclasses import replace
from datetime import timedelta
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.model import Area, Axis, Cause, Explanation, Footprint, Share, State, Symptom
from groundswell.core.phrases import LANGUAGES
from groundswell.core.statement import (
    Action,
    Advice,
    Context,
    Cure,
    Facts,
    Phase,
    RemarkKind,
    Statement,
    Text,
    Weight,
    check,
    draft,
    still_working,
)
from groundswell.core.statement.facts import facts_of
from groundswell.core.statement.lines import LINES
from tests.town import NOON, incident, town

TOWN = town()
FACTS = Facts("Pictures", NOON, NOON - timedelta(minutes=30), NOON + timedelta(minutes=20), is_first=True)
WIDE = replace(
    FACTS,
    symptoms=(Symptom("app", "App"), Symptom("log-in", "Log-In")),
    areas=(Area("ES", "Spain"), Area("PT", "Portugal")),
    networks=("Town Mobile",),
    platforms=("android",),
    noticed_at=NOON - timedelta(minutes=12),
    advice=Advice.WEBSITE,
)
OPEN = (Phase.INVESTIGATING, Phase.IDENTIFIED, Phase.MONITORING)


def missing(text: Text, phase: Phase, *, is_first: bool) -> list[RemarkKind]:
    remarks = check(text, Context(phase, is_first))
    return [remark.kind for remark in remarks if remark.weight is Weight.MISSING]


def test_the_first_statement_says_everything_that_is_known() -> None:
    text = draft(WIDE, Phase.INVESTIGATING, "en")
    assert text.title == "Pictures: outage"
    assert text.is_draft
    assert text.body == (
        "Pictures has not been working properly for some people since 11:30 UTC. What fails: the app and log-In. "
        "Affected: in Spain and Portugal, on Town Mobile, on Android. We noticed it at this time: 11:48 UTC.\n\n"
        "We are looking for the cause. The website works: please use it meanwhile.\n\n"
        "Our next update: by 12:20 UTC, even if nothing is new. We are sorry."
    )


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    assert "Who is affected and where, we do not know yet." in draft(FACTS, Phase.INVESTIGATING, "en").body
    assert "We do not know the cause yet." in draft(FACTS, Phase.RESOLVED, "en").body


def test_a_cause_is_told_only_once_it_is_identified() -> None:
    known = replace(FACTS, cause_words="A disk was full.")
    assert "disk" not in draft(known, Phase.INVESTIGATING, "en").body
    for phase in (Phase.IDENTIFIED, Phase.MONITORING, Phase.RESOLVED):
        assert "A disk was full." in draft(known, phase, "en").body


def test_sorry_is_said_at_the_acknowledgement_and_at_the_end_only() -> None:
    later = replace(FACTS, is_first=False)
    assert "We are sorry." not in draft(later, Phase.IDENTIFIED, "en").body
    assert "We are sorry." in draft(later, Phase.RESOLVED, "en").body


def test_own_words_take_the_place_of_those_from_the_lists() -> None:
    own = replace(WIDE, action_words="We swap a cable.", advice_words="Please ring us.")
    body = draft(own, Phase.IDENTIFIED, "en").body
    assert "We swap a cable. Please ring us." in body
    assert "website" not in body


def test_what_readers_can_do_is_what_helps_others_else_what_is_usual_unless_somebody_chose() -> None:
    helped = replace(FACTS, workaround="Log out\nand in again")
    body = draft(helped, Phase.INVESTIGATING, "en").body
    assert "We are looking for the cause. What helps meanwhile: Log out and in again.\n" in body
    assert "What helps" not in draft(replace(helped, advice=Advice.APP), Phase.INVESTIGATING, "en").body
    assert "What helps" not in draft(helped, Phase.RESOLVED, "en").body
    assert "We know of no way around it yet." in draft(FACTS, Phase.IDENTIFIED, "en").body
    assert "Please try again later." in draft(FACTS, Phase.MONITORING, "en").body
    unsaid = replace(FACTS, is_helped=True)
    assert "way around" not in draft(unsaid, Phase.IDENTIFIED, "en").body, "it helps, in another language"
    assert "way around" in draft(replace(unsaid, advice=Advice.NO_WAY), Phase.IDENTIFIED, "en").body


def test_times_of_another_day_are_told_with_their_day() -> None:
    body = draft(replace(FACTS, since=NOON - timedelta(days=2)), Phase.INVESTIGATING, "de").body
    assert "seit dem 28. Februar um 12:00 UTC" in body


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_all_lines_with_the_holes_of_the_english_ones(language: str) -> None:
    def holes(line: str) -> set[str]:
        return {name.removeprefix("the_") for _, name, _, _ in Formatter().parse(line) if name}

    assert {key: holes(line) for key, line in LINES[language].items()} == {
        key: holes(line) for key, line in LINES["en"].items()
    }


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    def minutes(most: int) -> timedelta:
        return timedelta(minutes=draw(st.integers(1, most)))

    symptoms = draw(st.lists(st.sampled_from(sorted(TOWN.symptoms)), max_size=3, unique=True))
    areas = draw(st.lists(st.sampled_from(sorted(TOWN.areas)), max_size=3, unique=True))
    return Facts(
        service=draw(st.sampled_from([service.name for service in TOWN.services.values()])),
        at=NOON,
        since=NOON - minutes(600_000),
        next_at=NOON + minutes(600_000),
        symptoms=tuple(TOWN.symptoms[slug] for slug in symptoms),
        areas=tuple(TOWN.areas[code] for code in areas),
        networks=tuple(
            draw(st.lists(st.sampled_from(["Town Fixed", "Town Mobile"]), max_size=2, unique=True))
        ),
        platforms=tuple(
            draw(st.lists(st.sampled_from(["android", "ios", "web", "tv"]), max_size=2, unique=True))
        ),
        is_everywhere=draw(st.booleans()),
        noticed_at=draw(st.none() | st.just(NOON - minutes(60))),
        action=draw(st.none() | st.sampled_from(Action)),
        advice=draw(st.none() | st.sampled_from(Advice)),
        workaround=draw(st.sampled_from(["", "Log out and in again", "Usa el navegador."])),
        is_first=draw(st.booleans()),
        until=draw(st.none() | st.just(NOON)),
        cure=draw(st.sampled_from(Cure)),
    )


@given(facts(), st.sampled_from(sorted(LANGUAGES)), st.sampled_from(Phase))
def test_every_draft_passes_its_own_check_in_every_language(told: Facts, language: str, phase: Phase) -> None:
    text = draft(told, phase, language)
    remarks = check(text, Context(phase, told.is_first))
    assert {remark.kind for remark in remarks} <= {RemarkKind.HARD_TO_READ}, text.body


@given(facts(), st.sampled_from(sorted(LANGUAGES)), st.sampled_from(OPEN))
def test_the_words_that_keep_a_promise_lack_nothing(told: Facts, language: str, phase: Phase) -> None:
    before = Statement("s1", "i1", phase, (draft(told, phase, language),), "ana", NOON)
    text = still_working(told, before, language)
    assert missing(text, phase, is_first=False) == []
    assert LINES[language]["still"] in text.body
    assert before.text(language) == before.texts[0]
    assert before.text("xx") is None


def test_a_closing_statement_without_an_analysis_says_nothing_of_one() -> None:
    text = draft(replace(FACTS, next_at=None), Phase.RESOLVED, "en")
    assert "analysis" not in text.body
    assert missing(text, Phase.RESOLVED, is_first=False) == []


def test_a_language_that_we_do_not_speak_is_drafted_in_english() -> None:
    assert draft(FACTS, Phase.INVESTIGATING, "xx").language == "en"


@pytest.mark.parametrize("language", list(LINES))
def test_a_draft_of_several_services_names_them_all_and_passes_its_own_check(language: str) -> None:
    for count, others in ((2, ""), (3, ""), (4, "other"), (5, "others")):
        members = tuple(TOWN.services)[:count]
        hit = incident(service=members[1], members=members)
        told = facts_of(hit, at=NOON, catalog=TOWN, language=language, next_at=NOON + timedelta(minutes=30))
        names = [TOWN.services[slug].name for slug in (members[1], members[0], *members[2:])]
        text = draft(replace(told, is_first=True, cause_words=""), Phase.INVESTIGATING, language)
        first = text.body.split("\n")[0]
        for name in names[:3]:
            assert name in first
            assert name in text.title
        told_left = LINES[language][others].format(count=count - 3) if others else ""
        assert told_left in first
        assert (names[-1] in first) is not bool(others), "the fourth is counted, not named"
        assert missing(text, Phase.INVESTIGATING, is_first=True) in ([], [RemarkKind.NO_WHAT])
        over = draft(replace(told, action=Action.MOVING, cure=Cure.MOVED), Phase.RESOLVED, language)
        assert names[0] in over.body.split("\n")[0]
        assert LINES[language]["cure_moved_many"] in over.body


def test_the_sentence_of_several_is_in_the_plural_and_of_one_in_the_singular() -> None:
    one = facts_of(incident(), at=NOON, catalog=TOWN)
    two = facts_of(incident(members=("pictures", "films")), at=NOON, catalog=TOWN)
    assert "Pictures has not been working" in draft(one, Phase.INVESTIGATING, "en").body
    assert "Pictures and Films have not been working" in draft(two, Phase.INVESTIGATING, "en").body
    zwei = facts_of(incident(members=("pictures", "films")), at=NOON, catalog=TOWN, language="de")
    german = draft(zwei, Phase.INVESTIGATING, "de")
    assert german.title.startswith("Pictures und Films: ")
    assert "Pictures und Films funktionieren seit" in german.body


def test_facts_come_from_the_shares_of_an_incident() -> None:
    spread = Footprint(
        symptoms=(Share("app", 0.6, 600), Share("feed", 0.1, 100)),
        countries=(Share("ES", 0.5, 500), Share("PT", 0.2, 200), Share("", 0.3, 300)),
    )
    told = facts_of(incident(footprint=spread), at=NOON, catalog=TOWN, is_first=True)
    assert told.service == "Pictures"
    assert [symptom.slug for symptom in told.symptoms] == ["app"]
    assert [area.name for area in told.areas] == ["Spain", "Portugal"]
    assert told.until is None


def test_facts_come_from_what_explains_the_reports_where_that_is_known() -> None:
    why = Explanation(
        NOON,
        NOON,
        100,
        10.0,
        (Cause({Axis.SYMPTOM: "feed", Axis.COUNTRY: "PT", Axis.PLATFORM: "ios"}, 80.0, 0.9, 40.0),),
    )
    told = facts_of(
        incident(State.RESOLVED, footprint=Footprint(explanation=why), resolved_at=NOON),
        at=NOON,
        catalog=TOWN,
    )
    assert [symptom.slug for symptom in told.symptoms] == ["feed"]
    assert [area.code for area in told.areas] == ["PT"]
    assert told.platforms == ("ios",)
    assert told.until == NOON


def test_what_closes_an_outage_promises_nothing_and_passes_with_the_cause_that_was_ruled() -> None:
    over = replace(FACTS, next_at=None, until=NOON, cause_words="Gremlins in the till", is_cause_known=True)
    text = draft(over, Phase.RESOLVED, "en")
    assert "analysis" not in text.body
    assert "Gremlins in the till" in text.body
    found = check(text, Context(Phase.RESOLVED, cause="Gremlins in the till."))
    assert [(each.kind, each.weight) for each in found] == [(RemarkKind.NO_ANALYSIS, Weight.ADVICE)]
    assert RemarkKind.NO_CAUSE in missing(text, Phase.RESOLVED, is_first=False)
    elsewhere = draft(replace(over, cause_words=""), Phase.RESOLVED, "es")
    assert LINES["es"]["cause_unknown"] not in elsewhere.body, "it is known, in another language"


@given(facts(), st.sampled_from(sorted(LANGUAGES)), st.sampled_from(Phase))
def test_who_does_not_run_the_service_says_what_they_see_and_never_what_only_its_operator_can(
    told: Facts, language: str, phase: Phase
) -> None:
    watcher = Context(phase, told.is_first, is_watchers=True)
    text = draft(replace(told, is_watchers=True), phase, language)
    assert {remark.kind for remark in check(text, watcher)} <= {RemarkKind.HARD_TO_READ}, text.body
    assert "watched" in " ".join(key for key, line in LINES[language].items() if line in text.body)
    before = Statement("s1", "i1", phase, (text,), "ana", NOON)
    again = still_working(replace(told, is_watchers=True, is_first=False), before, language)
    assert LINES[language]["still"] not in again.body


@pytest.mark.parametrize("language", list(LINES))
def test_the_operators_sentences_are_remarked_in_the_mouth_of_who_does_not_run_the_service(
    language: str,
) -> None:
    lines = LINES[language]
    seen = {"action_searching", "cure_itself"}
    done = [key for key in lines if key.startswith(("action_", "cure_")) and key not in seen]
    for key in (*done, "still", "sorry", "changes_later"):
        found = check(Text(language, "", lines[key]), Context(Phase.MONITORING, is_watchers=True))
        assert RemarkKind.NOT_YOURS in {remark.kind for remark in found}, lines[key]
        of_operator = check(Text(language, "", lines[key]), Context(Phase.MONITORING))
        assert RemarkKind.NOT_YOURS not in {remark.kind for remark in of_operator}


def test_what_was_declared_begins_the_first_statement_and_no_later_one() -> None:
    declared = replace(FACTS, declared_words="Messages are\nnot delivered", is_watchers=True)
    first = draft(declared, Phase.INVESTIGATING, "en").body
    assert first.startswith("Messages are not delivered. Pictures has not been working properly")
    assert "not delivered" not in draft(replace(declared, is_first=False), Phase.IDENTIFIED, "en").body
