"""The labelled questions are what README.md says of them."""

import unicodedata
from functools import cache
from itertools import chain, combinations, product

import pytest

from groundswell.core.answer.cues import Cue, hear
from groundswell.core.answer.piles import Pile
from groundswell.core.answer.text import plain
from groundswell.stores.catalog_toml import load_catalog
from tests.answers.questions import (
    CROWDS,
    HERE,
    STRANGERS,
    Kind,
    Label,
    Manner,
    Point,
    Question,
    Via,
    counts,
    evenings,
    other_evenings,
    questions,
)

OTHERS = other_evenings()
FIRST_SIX = STRANGERS[:6]
"""Those that put what can be answered and what cannot close to one another on purpose; the later ones are in the mix of an evening."""
NEXT = {"heldout-9": ("ninth", 200), "heldout-10": ("hazel", 200)}
"""The sets that are held out, each in a file of this name once it is here: how its questions are called, and how many they are."""
HELD_OUT_NOW = {name: size for name, (_, size) in NEXT.items() if (HERE / f"questions-{name}.toml").is_file()}
SIZES = {
    "dev": 100,
    "known": 200,
    "evening": 320,
    "usual": 200,
    "third": 200,
    "fourth": 200,
    "fifth": 200,
    "sixth": 195,
    "seventh": 184,
    "eighth": 200,
    **dict.fromkeys((*STRANGERS, *CROWDS), 200),
    **HELD_OUT_NOW,
}
OURS = ("dev", "known", "evening", "usual", "third", "fourth", "fifth", "sixth")
"""Those that are looked at for words that are nearly the same; two strangers ask in the same words what everybody asks."""
HELD_OUT = ("known", "usual", "third", "fourth", "fifth", "sixth")
"""Those that were written to be measured with; all have been."""
ENGLISH = {
    "dev": (0.45, 0.55),
    "known": (0.45, 0.55),
    "evening": (0.35, 0.4),
    "usual": (0.45, 0.55),
    "third": (0.45, 0.55),
    "fourth": (0.45, 0.55),
    "fifth": (0.45, 0.55),
    "sixth": (0.4, 0.5),
    "seventh": (0.35, 0.5),
    "eighth": (0.35, 0.5),
    **dict.fromkeys((*STRANGERS, *NEXT), (0.35, 0.5)),
    **dict.fromkeys(CROWDS, (0.2, 0.56)),
}
"""Least and most share in English."""
ANSWERABLE = {
    "dev": (0.65, 0.7),
    "known": (0.65, 0.7),
    "evening": (0.58, 0.62),
    "usual": (0.7, 0.8),
    "third": (0.7, 0.8),
    "fourth": (0.7, 0.8),
    "fifth": (0.7, 0.8),
    "sixth": (0.7, 0.8),
    "seventh": (0.55, 0.65),
    "eighth": (0.55, 0.65),
    **dict.fromkeys(FIRST_SIX, (0.55, 0.6)),
    **dict.fromkeys((*STRANGERS[len(FIRST_SIX) :], *NEXT), (0.5, 0.8)),
    **dict.fromkeys(CROWDS, (0.7, 0.85)),
}
"""Least and most share that can be answered. From `usual` on the sets have the mix of an evening, as each writer imagines one; those before
it are spread on purpose."""
LANGUAGES = {"en", "es", "pt", "hi", "ar", "ja", "id", "de", "fr"}
ALIKE_MAX = 0.5


@cache
def triples(words: str) -> frozenset[str]:
    """Runs of three letters, without case, signs and spaces."""
    letters = "".join(sign for sign in unicodedata.normalize("NFKC", words).casefold() if sign.isalnum())
    return frozenset(letters[start : start + 3] for start in range(max(len(letters) - 2, 1)))


def alike(one: Question, other: Question) -> float:
    """Share of runs that both have, 0 to 1; 0 too where it is too small to matter."""
    first, second = triples(one.words), triples(other.words)
    if min(len(first), len(second)) <= ALIKE_MAX * max(len(first), len(second)):
        return 0.0  # they cannot share more than that, and need not be counted
    shared = len(first & second)
    return shared / (len(first) + len(second) - shared)


@pytest.mark.parametrize("name", SIZES)
def test_each_question_has_a_number_of_its_own_and_its_set_is_whole(name: str) -> None:
    asked = questions(name).question
    called = NEXT.get(name, (name, 0))[0]
    assert [each.id for each in asked] == [f"{called}-{number:03d}" for number in range(1, SIZES[name] + 1)]


@pytest.mark.parametrize("name", SIZES)
def test_points_belong_to_what_can_be_answered_and_a_kind_to_the_rest(name: str) -> None:
    for each in questions(name).question:
        answerable = each.label is Label.ANSWERABLE
        assert bool(each.points) is answerable, each.id
        assert (each.kind is None) is answerable, each.id
        assert not (answerable and each.manner is Manner.TRAP), each.id


@pytest.mark.parametrize("name", SIZES)
def test_what_can_be_answered_is_about_a_service_of_which_something_is_known(name: str) -> None:
    told = questions(name)
    known = {told.known.service, *told.known.calm}
    assert {each.service for each in told.question if each.label is Label.ANSWERABLE} <= known


@pytest.mark.parametrize("name", STRANGERS)
def test_of_a_strangers_set_all_that_needs_a_person_lies_on_a_pile(name: str) -> None:
    for each in questions(name).question:
        assert (each.pile in set(Pile) - {Pile.KNOWN}) is (each.label is Label.NOT), each.id


def test_what_is_put_where_somebody_is_in_danger_is_heard_as_danger_and_hardly_anything_else() -> None:
    asked = [each for name in STRANGERS for each in questions(name).question]
    meant = {each.id for each in asked if each.pile == Pile.DANGER}
    found = {each.id for each in asked if Cue.DANGER in hear(plain(each.words), each.language).cues}
    assert meant <= found
    assert found - meant == {
        "ash-010",  # a stranger took the page of a club
        "birch-095",  # "nobody knows the password" of a nephew
    }  # read by a person first


@pytest.mark.parametrize("name", SIZES)
def test_no_group_holds_both_what_can_be_answered_and_what_cannot(name: str) -> None:
    asked = questions(name).question
    groups = {label: {each.group for each in asked if each.label is label} for label in Label}
    assert not groups[Label.ANSWERABLE] & groups[Label.NOT]


@pytest.mark.parametrize("name", SIZES)
def test_services_are_those_of_the_catalog(name: str) -> None:
    slugs = load_catalog().services.keys()
    for each in questions(name).question:
        assert {each.asked_on, each.service} - {""} <= slugs, each.id
        assert not each.asked_on or each.via is Via.PAGE, each.id


@pytest.mark.parametrize("name", SIZES)
def test_languages_and_labels_are_mixed_as_said_and_half_of_the_answerable_are_unlike_a_template(
    name: str,
) -> None:
    asked = questions(name).question
    answerable = [each for each in asked if each.label is Label.ANSWERABLE]
    spoken = {each.language for each in asked}
    if name in CROWDS:
        assert len(spoken & LANGUAGES) >= 5
    else:
        assert spoken >= LANGUAGES
    least, most = ENGLISH[name]
    assert least <= sum(each.language == "en" for each in asked) / len(asked) <= most
    least, most = ANSWERABLE[name]
    assert least <= len(answerable) / len(asked) <= most
    assert sum(each.manner is not Manner.PLAIN for each in answerable) >= len(answerable) / 2


def test_the_set_to_learn_from_has_every_point_kind_and_manner() -> None:
    asked = questions("evening").question
    assert {point for each in asked for point in each.points[:1]} == set(Point)
    assert {each.kind for each in asked} == {None, *Kind}
    assert {each.manner for each in asked} == set(Manner)


def test_all_sets_know_the_same() -> None:
    first, *others = (questions(name).known for name in SIZES)
    assert all(known == first for known in others)


@pytest.mark.parametrize("name", ["usual", "third", "fourth", "fifth", "sixth", *FIRST_SIX])
def test_most_of_what_the_evening_cannot_answer_is_put_in_words_of_the_outage(name: str) -> None:
    others = [each for each in questions(name).question if each.label is Label.NOT]
    assert sum(each.manner is Manner.TRAP for each in others) > len(others) / 2


def test_no_question_that_was_held_out_is_another_in_nearly_the_same_words() -> None:
    seen, heldout = (
        tuple(each for name in OURS if (name in HELD_OUT) is held for each in questions(name).question)
        for held in (False, True)
    )
    pairs = (*product(seen, heldout), *combinations(heldout, 2))
    found = [(one, other) for one, other in pairs if alike(one, other) > ALIKE_MAX]
    by_a_stranger = [(one, other) for one, other in found if other.id.startswith("sixth")]
    assert found == by_a_stranger
    assert len({other.id for _, other in by_a_stranger}) == 12  # README.md says so: what everybody asks
    assert {each.label for pair in by_a_stranger for each in pair} == {Label.ANSWERABLE}


def test_no_question_to_learn_from_is_another_in_nearly_the_same_words() -> None:
    evening = questions("evening").question
    pairs = (*product(questions("dev").question, evening), *combinations(evening, 2))
    found = [(one.id, other.id) for one, other in pairs if alike(one, other) > ALIKE_MAX]
    assert not found


@pytest.mark.parametrize("name", SIZES)
def test_the_counts_in_the_readme_are_those_of_the_files(name: str) -> None:
    assert counts(questions(name).question) in (HERE / "README.md").read_text(encoding="utf-8")


def test_a_question_of_an_evening_without_a_head_is_refused_and_so_is_a_second_head_of_one_id() -> None:
    text = (HERE / "questions-others.toml").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="others-051 is of no evening: tomorrow"):
        evenings(text.replace('evening = "jio"', 'evening = "tomorrow"'))
    with pytest.raises(ValueError, match="two evenings have one id"):
        evenings(text.replace('id = "jio"', 'id = "revolut"'))


def test_a_head_without_a_workaround_knows_of_none() -> None:
    helped = {evening for evening, told in OTHERS.items() if told.known.workaround}
    assert set(OTHERS) - helped == {"jio", "fortnite"}


def test_six_other_evenings_have_fifty_questions_each_numbered_through() -> None:
    assert {evening: len(told.question) for evening, told in OTHERS.items()} == dict.fromkeys(OTHERS, 50)
    asked = [each.id for told in OTHERS.values() for each in told.question]
    assert asked == [f"others-{number:03d}" for number in range(1, 301)]


@pytest.mark.parametrize("evening", OTHERS)
def test_another_evening_keeps_the_rules_of_the_labels(evening: str) -> None:
    told = OTHERS[evening]
    known = {told.known.service, *told.known.calm}
    for each in told.question:
        answerable = each.label is Label.ANSWERABLE
        assert bool(each.points) is answerable, each.id
        assert (each.kind is None) is answerable, each.id
        assert not answerable or each.service in known, each.id
        assert not (answerable and each.manner is Manner.TRAP), each.id
        assert not each.asked_on or each.via is Via.PAGE, each.id
        assert (each.points[:1] == (Point.SISTERS,)) is (each.service in told.known.calm), each.id
    groups = {label: {each.group for each in told.question if each.label is label} for label in Label}
    assert not groups[Label.ANSWERABLE] & groups[Label.NOT]


@pytest.mark.parametrize("evening", OTHERS)
def test_another_evening_asks_for_every_point_and_two_in_five_are_not_for_it(evening: str) -> None:
    asked = OTHERS[evening].question
    assert {point for each in asked for point in each.points} == set(Point)
    assert 0.3 <= sum(each.label is Label.NOT for each in asked) / len(asked) <= 0.45


def test_the_other_evenings_have_every_kind_manner_and_language() -> None:
    asked = [each for told in OTHERS.values() for each in told.question]
    assert {each.kind for each in asked} == {None, *Kind}
    assert {each.manner for each in asked} == set(Manner)
    assert {each.language for each in asked} == LANGUAGES
    assert 0.4 <= sum(each.language == "en" for each in asked) / len(asked) <= 0.5


def test_services_of_the_other_evenings_are_those_of_the_catalog_and_none_is_the_first_evening_s() -> None:
    services = load_catalog().services
    for told in OTHERS.values():
        named = {told.known.service, *told.known.calm}
        named |= set(chain.from_iterable((each.asked_on, each.service) for each in told.question)) - {""}
        assert named <= services.keys()
        assert questions("dev").known.service not in named


def test_what_an_operator_said_lies_after_the_outage_began() -> None:
    assert all(told.known.since < told.known.said_at for told in OTHERS.values())


def test_no_question_of_another_evening_is_one_held_out_or_another_of_them_in_nearly_the_same_words() -> None:
    asked = [each for told in OTHERS.values() for each in told.question]
    pairs = (*product(asked, questions("known").question), *combinations(asked, 2))
    found = [(one.id, other.id) for one, other in pairs if alike(one, other) > ALIKE_MAX]
    assert not found


def test_the_counts_of_the_other_evenings_in_the_readme_are_those_of_the_file() -> None:
    asked = [each for told in OTHERS.values() for each in told.question]
    assert counts(asked) in (HERE / "README.md").read_text(encoding="utf-8")
