"""Templates filled from facts: every place, what is not known, and words that look like places."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.model import Area, Symptom
from groundswell.core.phrases import LANGUAGES
from groundswell.core.statement import (
    Context,
    Facts,
    Occasion,
    Phase,
    Place,
    Template,
    Weight,
    Wording,
    check,
    draft,
    fill,
    known_of,
    known_of_work,
    places_of,
)
from groundswell.errors import InputError
from tests.town import NOON

FACTS = Facts(
    "Pictures",
    NOON,
    NOON - timedelta(minutes=30),
    NOON + timedelta(minutes=20),
    symptoms=(Symptom("app", "App"), Symptom("log-in", "Log-In")),
    areas=(Area("ES", "Spain"),),
    networks=("Town Mobile",),
    noticed_at=NOON - timedelta(minutes=12),
    cause_words="A cable was cut.",
)
BODY = (
    "Hello. {service} fails since {the_since}: {people_see}. It fails {where}.\n\n"
    "{doing} Meanwhile: {workaround}. {cause}\n\nWe speak again by {next}. Sorry {{really}}."
)
WORDS = st.text(st.characters(exclude_characters="{}\r", exclude_categories=["Cs"]), max_size=60)
PLACED = st.lists(WORDS | st.sampled_from([f"{{{place}}}" for place in Place])).map("".join)
VALUES = st.dictionaries(st.sampled_from(list(Place)), st.text(max_size=20) | st.just("{service} {nothing}"))


def test_every_place_is_filled_with_what_a_draft_would_say() -> None:
    filled = fill(BODY, known_of(FACTS, Phase.IDENTIFIED, "en", "Log out and in again."))
    assert filled.words == (
        "Hello. Pictures fails since 11:30 UTC: the app and log-In. It fails in Spain, on Town Mobile.\n\n"
        "We are working on a fix. Meanwhile: Log out and in again. A cable was cut.\n\n"
        "We speak again by 12:20 UTC. Sorry {really}."
    )
    assert filled.unknown == ()


def test_a_sentence_of_which_something_is_not_known_is_left_out_and_named() -> None:
    facts = replace(FACTS, symptoms=(), areas=(), networks=())
    filled = fill(BODY, known_of(facts, Phase.INVESTIGATING, "en"))
    assert filled.words == (
        "Hello.\n\nWe are looking for the cause.\n\nWe speak again by 12:20 UTC. Sorry {really}."
    )
    assert filled.unknown == (Place.PEOPLE_SEE, Place.WHERE, Place.WORKAROUND, Place.CAUSE)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("{cause}", ""),
        ("One.\n\n{cause}\n\nTwo.", "One.\n\nTwo."),
        ("{cause}\n\nTwo.", "Two."),
        ("One.\n\n{cause}", "One."),
        ("{cause} One.", "One."),
        ("One. {cause}. Two.", "One. Two."),
        ("- {cause}\n- one", "- one"),
        ("一つ。{cause}。二つ。", "一つ。二つ。"),
    ],
)
def test_what_is_left_out_leaves_no_hole(words: str, left: str) -> None:
    assert fill(words, {}).words == left


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("{servce} is out", r"did you mean \{service\}\?.*\{workaround\}"),
        ("{ service } is out", r"is no place.*\{people_see\}"),
        ("{}", "is no place"),
        ("{service.__class__}", "is no place"),
        ("a { by itself", "write it twice"),
        ("a } by itself", "write it twice"),
        ("{service!r}", "is no place"),
    ],
)
def test_a_place_that_there_is_not_is_an_error_that_names_those_there_are(words: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault) as raised:
        places_of(words, "body_en")
    assert raised.value.field == "body_en"
    with pytest.raises(InputError):
        fill(words, {})


@given(PLACED, VALUES)
def test_what_is_put_in_is_never_read_again(words: str, values: dict[Place, str]) -> None:
    """Facts that look like places stay as they are: what people at the desk and outside write is never filled itself."""
    filled = fill(words, values)
    marked = fill(
        words, {place: f"<{place.name}>" if value.split() else "" for place, value in values.items()}
    )
    assert "{" not in marked.words
    assert filled.unknown == marked.unknown
    assert filled.words.count("{nothing}") == sum(
        marked.words.count(f"<{place.name}>") for place, value in values.items() if "{nothing}" in value
    )


@given(PLACED)
def test_with_everything_known_no_word_is_lost(words: str) -> None:
    filled = fill(words, dict.fromkeys(Place, "x"))
    expected = words
    for place in Place:
        expected = expected.replace(f"{{{place}}}", "x")
    assert filled.words == expected
    assert filled.unknown == ()


@given(PLACED)
def test_with_nothing_known_no_place_is_left(words: str) -> None:
    filled = fill(words, {})
    assert places_of(filled.words) == ()
    assert filled.unknown == places_of(words)
    assert fill(filled.words, {}) == replace(filled, unknown=())


@given(st.text(max_size=80))
def test_any_text_is_filled_or_refused_for_its_places(words: str) -> None:
    try:
        fill(words, known_of(FACTS, Phase.MONITORING, "en"))
    except InputError:
        with pytest.raises(InputError):
            places_of(words)


@given(WORDS)
def test_braces_written_twice_are_braces(words: str) -> None:
    assert fill(f"{{{{{words}}}}}", {}).words == f"{{{words}}}"


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_knows_the_same_places(language: str) -> None:
    known = known_of(FACTS, Phase.IDENTIFIED, language, "x")
    assert {place for place, words in known.items() if words} == set(Place) - {
        Place.UNTIL,
        Place.THE_UNTIL,
    }
    assert known[Place.SERVICE].strip("\u2068\u2069") == "Pictures"
    said = draft(FACTS, Phase.IDENTIFIED, language).body
    for place in (Place.SERVICE, Place.PEOPLE_SEE, Place.WHERE, Place.THE_SINCE, Place.NEXT, Place.DOING):
        assert known[place] in said, place
    assert known_of(replace(FACTS, is_everywhere=True), Phase.RESOLVED, language)[Place.WHERE].isprintable()


def test_at_the_end_it_knows_until_when_and_no_workaround() -> None:
    known = known_of(replace(FACTS, until=NOON), Phase.RESOLVED, "en", "Log out.")
    assert known[Place.UNTIL] == "12:00 UTC"
    assert not known[Place.WORKAROUND]
    assert known[Place.DOING] == "We have fixed it, and it works again."
    assert known_of(replace(FACTS, is_everywhere=True), Phase.RESOLVED, "en")[Place.WHERE] == "everywhere"


def test_planned_work_has_its_times_and_its_parts() -> None:
    known = known_of_work(["Pictures", "Letters"], ["uploads"], NOON, NOON + timedelta(hours=1), NOON, "en")
    words = "{service}: {where} rest from {since} to {until}. {cause}"
    assert fill(words, known).words == "Pictures and Letters: uploads rest from 12:00 UTC to 13:00 UTC."
    nothing = known_of_work([], [], None, None, NOON, "en")
    assert fill(words, nothing).unknown == (Place.SERVICE, Place.WHERE, Place.SINCE, Place.UNTIL, Place.CAUSE)


def test_a_filled_text_is_checked_as_any_other() -> None:
    body = (
        "{service} fails for some people since {the_since}. What fails: {people_see}. Affected: {where}. "
        "{doing} The next update comes by {next}. We are sorry."
    )
    text = replace(
        draft(FACTS, Phase.INVESTIGATING, "en"),
        body=fill(body, known_of(FACTS, Phase.INVESTIGATING, "en")).words,
    )
    remarks = check(text, Context(Phase.INVESTIGATING, is_first=True))
    assert not [remark for remark in remarks if remark.weight is Weight.MISSING]


def test_a_template_fits_its_services_or_everything() -> None:
    mine = Template("x", "X", Occasion.RESOLVED, (Wording("en", "", "x"),), NOON, "Ada", ("films",))
    assert mine.fits(["films", "letters"])
    assert not mine.fits(["letters"])
    assert replace(mine, services=()).fits(["letters"])
    assert mine.text("es") is None
    assert mine.occasion.phase is Phase.RESOLVED
    assert Occasion.MAINTENANCE.phase is None
    assert {each.phase for each in Occasion} == {*Phase, None}
