"""What was learned is of what is there to learn from; and the examples are what README.md says of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bench.learning import EXAMPLES, examples, examples_in, lessons, source

from bench import sorting
from groundswell.core.answer import learned, learned_piles, piles, triage
from groundswell.core.answer.evidence import taught
from groundswell.core.answer.marks import FEW_PLACES, PLACES
from groundswell.core.answer.matters import LEFT, TOLD, Matter
from groundswell.core.answer.piles import SUBJECTS, Pile
from groundswell.core.phrases import LANGUAGES
from tests.answers.evening import asked, knowledge
from tests.answers.questions import questions

MADE_BY = 'make bench BENCH=answers ARGS="--learn"'


def test_what_was_learned_is_of_the_questions_examples_and_marks_that_are_there() -> None:
    assert source(lessons()) == learned.SOURCE, f"learn anew: {MADE_BY}"


def test_there_are_weights_for_every_matter_and_every_place() -> None:
    assert taught().weights.shape == (FEW_PLACES, len(Matter))
    assert taught().whether.shape == taught().rarity.shape == (PLACES,)
    assert taught().offsets.shape == (len(Matter) + 1,)


def test_every_matter_is_answered_by_what_is_known_or_left_to_a_person() -> None:
    assert (*TOLD, *LEFT) == tuple(Matter)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_matter_has_examples_in_every_language(language: str) -> None:
    assert (EXAMPLES / f"{language}.txt").is_file()
    told = {lesson.matter for lesson in examples() if lesson.hint == language}
    assert told == set(Matter)


def test_no_example_stands_twice_under_one_matter_or_keeps_a_mask() -> None:
    found = [(lesson.matter, lesson.hint, lesson.words, lesson.place.page) for lesson in examples()]
    assert len(found) == len(set(found))
    assert not any("{" in words for _, _, words, _ in found)


def test_how_what_is_left_is_grouped_was_learned_of_the_questions_and_examples_that_are_there() -> None:
    made_by = 'make bench BENCH=answers ARGS="--learn-piles"'
    assert sorting.source(sorting.sheets()) == learned_piles.SOURCE, f"learn anew: {made_by}"


def test_there_are_weights_and_a_subject_for_every_pile_and_every_matter_lies_on_one() -> None:
    assert piles.sorting().weights.shape == (FEW_PLACES, len(Pile))
    assert piles.sorting().offsets.shape == piles.sorting().again_offsets.shape == (len(Pile),)
    assert piles.sorting().again.shape == (len(Pile), len(Pile))
    assert set(SUBJECTS) == set(Pile)
    assert set(sorting.OF_MATTER) == set(Matter)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pile_has_examples_in_every_language(language: str) -> None:
    told = {head for head, lesson in examples_in(sorting.EXAMPLES) if lesson.hint == language}
    assert told == set(Pile)


def test_how_what_is_left_is_grouped_has_no_part_in_what_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    some = questions("dev")
    known = knowledge(some.known)
    before = [triage(asked(question), known) for question in some.question]
    known_piles = piles.sorting()
    nothing = replace(known_piles, weights=known_piles.weights * 0, offsets=known_piles.offsets * 0)
    monkeypatch.setattr(piles, "sorting", lambda: nothing)
    assert [triage(asked(question), known) for question in some.question] == before
