"""By what a question is compared with those from which was learned."""

from __future__ import annotations

import numpy as np
import pytest

from groundswell.core.answer.cues import hear
from groundswell.core.answer.marks import PAIR, PLACES, RUN, WEIGHTS, WORD, Scene, marks, place, vector
from groundswell.core.answer.text import plain
from groundswell.core.answer.vocabulary import Vocabulary
from tests.town import town

VOCABULARY = Vocabulary.of(town())


def marked(
    words: str, out: str = "pictures", page: str = "", calm: tuple[str, ...] = ()
) -> set[tuple[str, int]]:
    text = plain(words)
    return set(marks(text, hear(text), Scene(out, calm, page or out), VOCABULARY))


def words_of(words: str, out: str = "pictures") -> set[tuple[str, int]]:
    return {each for each in marked(words, out) if each[0] in (WORD, PAIR, RUN)}


def test_what_is_out_has_no_name_so_that_one_outage_teaches_for_another() -> None:
    assert words_of("is Pictures down") == words_of("is letters down", "letters")
    assert words_of("is Pictures down") != words_of("is letters down")


def test_a_service_that_is_calm_is_told_apart_from_any_other() -> None:
    assert (WORD, place(f"{WORD}<calm>")) in marked("and letters?", calm=("letters",))
    assert (WORD, place(f"{WORD}<other>")) in marked("and letters?")


def test_on_whose_page_something_is_asked_is_a_mark() -> None:
    assert marked("it does not work", page="letters") != marked("it does not work")


@pytest.mark.parametrize(
    "words",
    [
        "for two weeks now",
        "desde hace una semana",
        "há duas semanas",
        "depuis des semaines",
        "seit zwei wochen",
        "do hafte se",
        "من اسبوع",
        "2週間前から",
        "sudah seminggu, dua minggu",
    ],
)
def test_weeks_are_weeks_in_every_language(words: str) -> None:
    assert ("h", place("h#week")) in marked(words)


def test_words_pairs_and_runs_have_one_length_each_however_many_they_are() -> None:
    rarity = np.ones(PLACES, dtype=np.float32)
    for words in ("down", "it has been down since the morning and nothing at all will load on any phone"):
        text = plain(words)
        found = marks(text, hear(text), Scene("pictures"), VOCABULARY)
        _, values = vector(found, rarity)
        for kind in (WORD, PAIR, RUN):
            of_kind = np.array([each == kind for each, _ in found])
            assert float(np.square(values[of_kind]).sum()) == pytest.approx(WEIGHTS[kind] ** 2, rel=1e-4)


def test_nothing_but_signs_has_marks_too() -> None:
    assert marked("!!")
