"""What was learned is of what is there to learn from; and the examples are what README.md says of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from bench.fitting import mended
from bench.learning import EXAMPLES, examples, examples_in, lessons, source

from bench import danger, sorting
from groundswell.core.answer import Asked, group, learned, learned_danger, learned_piles, piles, triage
from groundswell.core.answer.evidence import taught
from groundswell.core.answer.marks import FEW_PLACES, PLACES
from groundswell.core.answer.matters import LEFT, TOLD, Matter
from groundswell.core.answer.piles import SUBJECTS, TRUSTED, Pile, Sorting
from groundswell.core.phrases import LANGUAGES
from tests.answers.evening import asked, knowledge, vocabulary
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


def test_what_was_learned_of_danger_is_of_the_sentences_that_are_there() -> None:
    made_by = 'make bench BENCH=answers ARGS="--learn-danger"'
    assert danger.source(danger.lessons()) == learned_danger.SOURCE, f"learn anew: {made_by}"


def test_from_where_on_it_is_danger_is_where_so_many_of_the_near_ones_are_heard_as_is_allowed() -> None:
    near, grave = np.linspace(-3, 3, 101), np.full(50, 4.0)
    is_near = np.append(np.ones(101, dtype=bool), np.zeros(50, dtype=bool))
    bar = danger.least(np.append(near, grave), is_near)
    assert (near >= bar).sum() == 3
    assert danger.WRONG == 0.02


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


@pytest.mark.parametrize(("chance", "pile"), [(TRUSTED - 0.02, Pile.PRESS), (TRUSTED + 0.02, Pile.DISABLED)])
def test_the_second_model_corrects_the_first_where_that_is_unsure_and_nothing_where_it_is_sure(
    monkeypatch: pytest.MonkeyPatch, chance: float, pile: Pile
) -> None:
    """The first says of every question that it is of a ban, with this chance; the second takes all for the press."""
    at, width = tuple(Pile).index(Pile.DISABLED), len(Pile)
    first = np.full(width, (1 - chance) / (width - 1))
    first[at] = chance
    press = np.where(np.array(tuple(Pile)) == Pile.PRESS, 9.0, 0.0)
    both = Sorting(
        *(
            each.astype(np.float32)
            for each in (np.zeros((FEW_PLACES, width)), np.log(first), np.eye(width), press)
        )
    )
    monkeypatch.setattr(piles, "sorting", lambda: both)
    one = Asked("q", "what now", datetime(2023, 5, 21, 23, tzinfo=UTC), "en", "instagram")
    assert [each.pile for each in group([one], vocabulary())] == [pile]


def test_the_second_model_learns_which_piles_the_first_mistakes_and_leaves_those_that_it_knows() -> None:
    """Three piles, of which the first says the same of the last two; what is of the last is mostly the second."""
    told = np.log(np.array([[0.8, 0.1, 0.1]] * 40 + [[0.1, 0.4, 0.5]] * 40))
    allowed = np.array([[True, False, False]] * 40 + [[False, True, False]] * 40)
    found = mended(told, allowed, 0.1, 0.5)
    scores = told @ found[:-1] + found[-1]
    assert scores.argmax(axis=1).tolist() == [0] * 40 + [1] * 40
