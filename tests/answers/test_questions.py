"""The labelled questions are what README.md says of them."""

import unicodedata
from itertools import combinations, product

import pytest

from groundswell.stores.catalog_toml import load_catalog
from tests.answers.questions import HERE, Label, Manner, Question, Via, counts, questions

SIZES = {"dev": 100, "heldout": 200, "heldout-2": 200}
ANSWERABLE = {"dev": (0.65, 0.7), "heldout": (0.65, 0.7), "heldout-2": (0.7, 0.8)}
"""Least and most share that can be answered. The last set has the mix of an evening, the others are spread on purpose."""
LANGUAGES = {"en", "es", "pt", "hi", "ar", "ja", "id", "de", "fr"}
ALIKE_MAX = 0.5


def triples(question: Question) -> frozenset[str]:
    """Runs of three letters, without case, signs and spaces."""
    letters = "".join(
        sign for sign in unicodedata.normalize("NFKC", question.words).casefold() if sign.isalnum()
    )
    return frozenset(letters[start : start + 3] for start in range(max(len(letters) - 2, 1)))


def alike(one: Question, other: Question) -> float:
    """Share of runs that both have, 0 to 1."""
    first, second = triples(one), triples(other)
    return len(first & second) / len(first | second)


@pytest.mark.parametrize("name", SIZES)
def test_each_question_has_a_number_of_its_own_and_its_set_is_whole(name: str) -> None:
    asked = questions(name).question
    assert [each.id for each in asked] == [f"{name}-{number:03d}" for number in range(1, SIZES[name] + 1)]


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
def test_half_is_english_most_can_be_answered_and_half_of_those_are_unlike_a_template(
    name: str,
) -> None:
    asked = questions(name).question
    answerable = [each for each in asked if each.label is Label.ANSWERABLE]
    assert {each.language for each in asked} >= LANGUAGES
    assert 0.45 <= sum(each.language == "en" for each in asked) / len(asked) <= 0.55
    least, most = ANSWERABLE[name]
    assert least <= len(answerable) / len(asked) <= most
    assert sum(each.manner is not Manner.PLAIN for each in answerable) >= len(answerable) / 2


def test_all_sets_know_the_same() -> None:
    first, *others = (questions(name).known for name in SIZES)
    assert all(known == first for known in others)


def test_most_of_what_the_evening_cannot_answer_is_put_in_words_of_the_outage() -> None:
    others = [each for each in questions("heldout-2").question if each.label is Label.NOT]
    assert sum(each.manner is Manner.TRAP for each in others) > len(others) / 2


def test_no_question_that_is_held_out_is_another_in_nearly_the_same_words() -> None:
    dev, *heldout = (questions(name).question for name in SIZES)
    measured = [each for asked in heldout for each in asked]
    pairs = (*product(dev, measured), *combinations(measured, 2))
    found = [(one.id, other.id) for one, other in pairs if alike(one, other) > ALIKE_MAX]
    assert not found


@pytest.mark.parametrize("name", SIZES)
def test_the_counts_in_the_readme_are_those_of_the_files(name: str) -> None:
    assert counts(questions(name).question) in (HERE / "README.md").read_text(encoding="utf-8")
