"""In what two questions in nearly the same words differ."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.core.answer.cues import hear
from groundswell.core.answer.particulars import Particulars, particulars, platforms
from groundswell.core.answer.text import plain
from tests.answers.evening import INSTAGRAM, vocabulary
from tests.answers.reuse import Pair, pairs


def of(words: str) -> Particulars:
    return particulars(words, hear(plain(words)), vocabulary(), INSTAGRAM)


@pytest.mark.parametrize(
    "pair", [each for each in pairs() if each.differs], ids=lambda each: f"{each.language} {each.differs}"
)
def test_another_place_device_day_or_number_and_the_contrary_are_seen(pair: Pair) -> None:
    assert not of(pair.was).agrees(of(pair.now))
    assert not of(pair.now).agrees(of(pair.was))


def test_the_same_in_other_words_has_the_same_particulars() -> None:
    assert [pair.now for pair in pairs() if not pair.differs and not of(pair.was).agrees(of(pair.now))] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("is it down in the US?", {"in US"}),
        ("can you tell us when", set()),
        ("is whatsapp down too", {"of whatsapp"}),
        ("is instagram down", set()),
        ("タイムラインが見れますか", set()),
        ("タイでも落ちていますか", {"in TH"}),
        ("すみません、いつ戻りますか", set()),
        ("دلوقتي مبيفتحش بمصر", {"in EG", "not"}),
        ("since 8 pm", {"number 8", "pm"}),
        ("三日で戻りますか", {"number 3"}),
        ("é segunda que volta", {"day weekday 0"}),
        ("somvar ko chalega kya yaar", {"day weekday 0"}),
        ("mercredi soir", {"day weekday 2"}),
        ("am Mittwochabend wieder da?", {"day weekday 2"}),
        ("在 ٣ ايام", {"number 3"}),
    ],
)
def test_words_are_taken_for_what_they_say(words: str, told: set[str]) -> None:
    assert of(words).told == told


def test_a_place_that_is_in_no_list_is_seen_by_its_capital_letter_where_not_all_words_have_one() -> None:
    assert not of("Is it down for all in Aberystwyth?").agrees(of("Is it down for all in Llandudno?"))
    assert of("Is it down for all in Aberystwyth?").agrees(of("is it down for all in aberystwyth"))
    assert of("Is It Down For All Today").agrees(of("is it down for everybody today"))
    assert of("Kommt die Vorlage wieder?").agrees(of("kommt der entwurf wieder?")), "German nouns have one"


def test_a_computer_may_be_any_of_four_and_a_phone_is_no_device() -> None:
    assert platforms(plain("on my laptop")) == {"web", "windows", "macos", "linux"}
    assert platforms(plain("in firefox on windows")) == {"web", "windows"}
    assert platforms(plain("on my phone, by wifi")) == frozenset()


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from([each.was for each in pairs()]), max_size=2).map(" ".join),
    )
)
def test_a_question_has_the_particulars_of_itself_however_it_is_written(words: str) -> None:
    assert of(words).agrees(of(words))
    assert of(f"{words}  ").agrees(of(words))
