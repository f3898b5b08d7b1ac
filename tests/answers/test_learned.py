"""What was learned is of what is there to learn from; and the examples are what README.md says of them."""

from __future__ import annotations

import pytest
from bench.learning import EXAMPLES, examples, lessons, source

from groundswell.core.answer import learned
from groundswell.core.answer.evidence import taught
from groundswell.core.answer.marks import PLACES
from groundswell.core.answer.matters import LEFT, TOLD, Matter
from groundswell.core.phrases import LANGUAGES

MADE_BY = 'make bench BENCH=answers ARGS="--learn"'


def test_what_was_learned_is_of_the_questions_examples_and_marks_that_are_there() -> None:
    assert source(lessons()) == learned.SOURCE, f"learn anew: {MADE_BY}"


def test_there_are_weights_for_every_matter_and_every_place() -> None:
    assert taught().weights.shape == (PLACES, len(Matter) + 1)
    assert taught().offsets.shape == (len(Matter) + 1,)


def test_every_matter_is_answered_by_what_is_known_or_left_to_a_person() -> None:
    assert (*TOLD, *LEFT) == tuple(Matter)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_matter_has_examples_in_every_language(language: str) -> None:
    assert (EXAMPLES / f"{language}.txt").is_file()
    told = {lesson.matter for lesson in examples() if lesson.hint == language}
    assert told == set(Matter)


def test_no_example_stands_twice_under_one_matter_or_keeps_a_mask() -> None:
    found = [(lesson.matter, lesson.hint, lesson.words, lesson.scene.page) for lesson in examples()]
    assert len(found) == len(set(found))
    assert not any("{" in words for _, _, words, _ in found)
