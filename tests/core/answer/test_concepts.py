"""What single words are about, the same in all languages."""

from __future__ import annotations

import pytest

from groundswell.core.answer.concepts import concepts
from groundswell.core.answer.cues import hear
from groundswell.core.answer.marks import CONCEPT, OF_PILES, Scene, more_marks
from groundswell.core.answer.text import plain
from groundswell.core.answer.vocabulary import Vocabulary
from tests.town import town

ROUTER = (
    "my router blinks",
    "el router parpadea",
    "mein Router blinkt",
    "ルーターが点滅",
    "राउटर में लाल बत्ती",
    "الراوتر لمبته حمرا",
)


@pytest.mark.parametrize("words", ROUTER)
def test_a_thing_is_the_same_in_each_language(words: str) -> None:
    assert "router" in concepts(plain(words).words)


def test_a_longer_word_is_of_what_it_begins_with_and_a_short_one_only_of_itself() -> None:
    assert "scheduled" in concepts(["scheduling"])
    assert "ads" in concepts(["ad"])
    assert concepts(["adopt"]) == []


def test_a_name_that_is_masked_is_about_nothing_and_each_mark_is_worth_something() -> None:
    assert concepts(["<this>", "<other>"]) == []
    text = plain("pictures ate my drafts")
    found = more_marks(text, hear(text), Scene("pictures", (), "pictures"), Vocabulary.of(town()))
    assert {kind for kind, _ in found} <= set(OF_PILES)
    assert sum(kind == CONCEPT for kind, _ in found) == 1


def test_the_commonest_words_are_about_no_service_and_nobody() -> None:
    asked = "Ist die App überhaupt down, any idea, since noon, 大丈夫"
    assert {"carrier", "otherapp", "suicide", "partner"}.isdisjoint(concepts(plain(asked).words))
