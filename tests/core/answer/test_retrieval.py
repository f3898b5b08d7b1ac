"""Which text is like a question."""

from __future__ import annotations

import random
import time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.core.answer import Asked, Knowledge, Known, KnownKind, Vocabulary, triage
from groundswell.core.answer.retrieval import Shelf, bag
from groundswell.core.answer.text import plain
from tests.town import NOON, town

TEXTS = (
    "the feed does not load on my phone",
    "password was not taken",
    "refund for my order",
    "フィードが読み込めない",
)


def shelf(*texts: str) -> Shelf:
    return Shelf.of([bag(plain(text)) for text in texts])


def test_a_text_is_most_like_itself_and_wholly() -> None:
    of_all = shelf(*TEXTS)
    for at, text in enumerate(TEXTS):
        likeness = of_all.likeness(bag(plain(text)))
        assert int(likeness.argmax()) == at
        assert likeness[at] > 0.85


def test_other_forms_of_its_words_find_a_text_that_has_none_of_them() -> None:
    of_all = shelf("downloading pictures", "calling friends", "フィードが読み込めない")
    assert int(of_all.scores(bag(plain("downloads"))).argmax()) == 0
    assert int(of_all.scores(bag(plain("フィード"))).argmax()) == 2


def test_a_rare_word_says_more_than_a_frequent_one() -> None:
    of_all = shelf("it is the feed", "it is the camera", "it is the feed again", "it is the feed now")
    likeness = of_all.likeness(bag(plain("it is the camera")))
    assert int(likeness.argmax()) == 1


def test_words_that_are_nowhere_are_like_nothing_and_an_empty_shelf_has_nothing() -> None:
    assert not shelf(*TEXTS).likeness(bag(plain("zzz"))).any()
    assert shelf().scores(bag(plain("feed"))).shape == (0,)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=8), st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_a_likeness_is_between_nothing_and_all(texts: list[str], asked: str) -> None:
    likeness = shelf(*texts).likeness(bag(plain(asked)))
    assert np.isfinite(likeness).all()
    assert ((likeness >= 0) & (likeness <= 1)).all()


_SOME = st.lists(st.sampled_from((*TEXTS, "the feed is slow", "", "refund, please")), max_size=6)


@given(_SOME, _SOME, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_a_shelf_that_is_made_of_an_earlier_one_is_that_of_all_its_texts(
    old: list[str], new: list[str], chance: random.Random
) -> None:
    kept = [place for place in range(len(old)) if chance.random() < 0.6]
    texts: list[int | str] = [*kept, *new]
    chance.shuffle(texts)
    changed = Shelf.of([each if isinstance(each, int) else bag(plain(each)) for each in texts], shelf(*old))
    anew = shelf(*(old[each] if isinstance(each, int) else each for each in texts))
    assert set(changed.numbers) == set(anew.numbers)
    for asked in (*TEXTS, "zzz"):
        assert (changed.likeness(bag(plain(asked))) == anew.likeness(bag(plain(asked)))).all()


def test_a_question_is_put_to_two_thousand_answers_in_a_few_milliseconds() -> None:
    words = [
        "feed",
        "story",
        "login",
        "code",
        "refund",
        "banned",
        "password",
        "camera",
        "voice",
        "order",
        "delivery",
    ]
    known = [
        Known(
            f"a{at}",
            KnownKind.ANSWERED,
            "",
            {"en": "x"},
            "",
            NOON,
            asked=(f"what about the {words[at % 11]} of {words[at % 7]} number {at}",),
        )
        for at in range(2_000)
    ]
    knowledge = Knowledge.of(known, Vocabulary.of(town()))
    triage(Asked("q", "warm", NOON), knowledge)
    began = time.process_time()
    for at in range(50):
        triage(Asked("q", f"what about the story of login number {at}", NOON), knowledge)
    assert (time.process_time() - began) / 50 < 0.01
