"""Somebody in danger is heard, whatever page they ask on, and strong words of others are not. The sentences (tests/answers/danger.txt)
and the lists are by the same sessions: that all are heard says that the lists do what they were written for. Those of danger-blind.txt taught nothing.
Of 45 that were thought of when the
lists were done, and that nothing was changed for, 16 are heard; with the lists of sentences alone, before kinds of words, it were 10. There were 17
until the bare words for tonight were taken out, by which questions about the outage were taken for danger: the one that is lost was heard by them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from groundswell.core.answer import Asked, Knowledge, Known, KnownKind, Vocabulary, WhyNot, group, triage
from groundswell.core.answer.cues import Cue, Heard, hear
from groundswell.core.answer.cues.danger.together import in_words, kinds
from groundswell.core.answer.danger import is_danger as may_be_danger
from groundswell.core.answer.danger import odds, pieces, taught
from groundswell.core.answer.piles import Pile
from groundswell.core.answer.text import plain
from groundswell.core.phrases import LANGUAGES
from tests.answers.questions import HERE
from tests.town import NOON, town

DANGER, NEAR, AFTERWARDS = "!", "-", "?"
SENTENCES, BLIND = HERE / "danger.txt", HERE / "danger-blind.txt"
UNLISTED = "we cant feel our toes up on this ridge and the torch is nearly out"
"""no list hears it; from this very text nothing has learned"""


def sentences(language: str, sign: str, path: Path = SENTENCES) -> Iterator[str]:
    head = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            head = line[3:]
        elif head == language and line.startswith(f"{sign} "):
            yield line[2:]


def is_danger(words: str, hint: str) -> bool:
    return hear(plain(words), hint).any(Cue.DANGER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_in_danger_is_heard_on_their_own_page_on_one_in_english_and_on_none(language: str) -> None:
    told = list(sentences(language, DANGER))
    assert len(told) == 37
    unheard = [words for words in told for hint in (language, "en", "") if not is_danger(words, hint)]
    assert not unheard


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_of_speech_and_what_only_sounds_alike_is_no_danger(language: str) -> None:
    told = list(sentences(language, NEAR))
    assert len(told) == 20
    assert not [words for words in told for hint in (language, "en", "") if is_danger(words, hint)]


@pytest.mark.parametrize(
    "words",
    [
        "ich kann keine fotos von mir verschicken",
        "aku ga bisa kirim fotoku ke grup",
        "Instagram me menace d'une suspension",
        "ما يرسل صوري",
        "why is it down, beats me",
        "instagram threatens to delete my account",
        "mis historias han desaparecido",
        "me banearon por violación de normas",
        "la police d'écriture a changé depuis la panne",
        "some followers are following me from work",
        "can i still call 112 on this network?",
        "im tired of waiting, will it be back tonight",
        "fire tv at home says no connection",
        "broadband out at home, water came in the box",
        "is it still the crash? my friends cant see my stories",
        "i paid for a promoted video and it does not post, refund?",
        "my daughter cant send photos to her friends",
        "mi hermano igual, se cayó de nuevo",
        "ya no puedo más con esta app, esta noche vuelve?",
        "mi hija menor no puede mandar mensajes al grupo de adultos mayores",
        "não aguento mais essa queda, volta hoje à noite?",
        "ich kann nicht mehr auf insta, was ist los heute nacht",
        "ich brauche den notruf nicht, aber geht 112 noch",
    ],
)
def test_what_was_once_taken_for_danger_and_was_none_is_none(words: str) -> None:
    assert not is_danger(words, "")


def test_of_what_was_thought_of_afterwards_no_less_is_heard_than_is_said() -> None:
    told = [(words, language) for language in LANGUAGES for words in sentences(language, AFTERWARDS)]
    assert len(told) == 45
    assert sum(is_danger(words, language) for words, language in told) >= 16


def test_two_kinds_of_words_near_one_another_are_danger_and_far_apart_or_in_a_figure_of_speech_are_not() -> (
    None
):
    assert is_danger("unconscious since an hour, my granddaughter", "en")
    apart = "is it down for you too as it is here since noon and will it be back by then"
    assert not is_danger(f"my granddaughter asks {apart} or later, i nearly fainted", "en")
    assert not is_danger("my boss is killing me, my husband says", "en")


def test_words_chosen_to_stand_together_in_every_way_are_little_work() -> None:
    """By the calls that it takes, for 660 words of three kinds of which no three are near enough: one of each with each were millions."""
    apart = "x " * 17
    words = plain(f"{'kid ' * 190}{apart}{'man ' * 190}{apart}{'dm ' * 150}").words
    in_words(words[:1])
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        in_words(words)
    finally:
        sys.setprofile(None)
    assert calls < 200_000


def test_words_stand_in_any_order_and_apart_where_a_sign_says_so() -> None:
    assert is_danger("pills, a whole lot of them, is what my sister took", "en")
    assert is_danger("my sister took, i think, all of grandma's pills", "en")
    assert not is_danger(
        "took me an hour to read all of this and then the page on vitamins and pills did not load", "en"
    )


def test_who_is_in_danger_is_told_nothing_by_itself_not_even_what_the_desk_said_to_the_same_words() -> None:
    words = "is pictures down? my sister took a lot of pills"
    told = {"en": "It is down."}
    known = [
        Known("1", KnownKind.LIVE, "pictures", told, "/i/1", NOON, since=NOON),
        Known("2", KnownKind.ANSWERED, "pictures", told, "", NOON, asked=(words,)),
    ]
    vocabulary = Vocabulary.of(town())
    asked = Asked("q", words, NOON, "en", "pictures")
    found = triage(asked, Knowledge.of(known, vocabulary))
    assert (found.answer, found.why_not) == (None, WhyNot.DANGER)
    assert [each.pile for each in group([asked], vocabulary)] == [Pile.DANGER]


def heard_blind(sign: str) -> list[bool]:
    """Of each sentence of the blind set whether it is heard."""
    told = [(plain(words), language) for language in LANGUAGES for words in sentences(language, sign, BLIND)]
    return [may_be_danger(text, hear(text, language)) for text, language in told]


def test_of_danger_in_words_that_nobody_listed_no_less_is_heard_than_is_said() -> None:
    found = heard_blind(DANGER)
    assert len(found) == 108
    assert sum(found) >= 78


def test_of_what_is_near_danger_no_more_is_heard_than_is_said() -> None:
    found = heard_blind(NEAR)
    assert len(found) == 162
    assert sum(found) <= 14


def test_no_blind_sentence_teaches() -> None:
    blind = {
        words
        for language in LANGUAGES
        for sign in (DANGER, NEAR)
        for words in sentences(language, sign, BLIND)
    }
    lessons = {
        line
        for path in (HERE / "danger").glob("*.txt")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    assert not blind & lessons


def test_danger_in_the_middle_of_a_long_ordinary_story_is_heard_as_well() -> None:
    story = "the feed does not load for me since noon and i have tried the other browser as well. " * 10
    calm, grave = (
        plain(story + story),
        plain(f"{story} my dad is hitting my mum and we are hiding in the bathroom. {story}"),
    )
    assert odds(calm, hear(calm)) < taught().least <= odds(grave, hear(grave))


@pytest.mark.parametrize("words", ["a " * 1000, "x" * 2000, "whatever " * 222, "消" * 2000, ""])
def test_the_longest_question_is_heard_in_few_pieces_and_all_of_it(words: str) -> None:
    told = plain(words).words
    found = list(pieces(told))
    assert 1 <= len(found) <= 11
    assert set("".join(map("".join, found))) == set("".join(told))
    assert sum(len("".join(piece)) for piece in found) <= 2 * 2000


def test_a_list_hears_what_was_not_learned_and_what_a_list_says_is_no_part_of_what_was_learned() -> None:
    text = plain("suicide")
    heard = hear(text, "en")
    assert heard.any(Cue.DANGER)
    without = Heard(
        heard.language, {cue: count for cue, count in heard.cues.items() if cue is not Cue.DANGER}
    )
    assert odds(text, heard) == odds(text, without)


def test_kinds_of_words_are_told_in_any_language_and_of_phrases_only_where_all_of_it_stands() -> None:
    assert kinds(("meine", "oma", "ist", "bewusstlos")) == ["ill", "kin"]
    assert "quiet" in kinds(("handy", "ist", "aus"))
    assert "quiet" not in kinds(("handy", "ist", "neu"))
    assert "kin" in kinds(plain("ばあちゃんが倒れた").words)


def test_who_is_heard_only_as_learned_is_told_nothing_by_itself_and_lies_on_the_pile_of_danger() -> None:
    text = plain(UNLISTED)
    assert not hear(text, "en").any(Cue.DANGER)
    known = [Known("1", KnownKind.LIVE, "pictures", {"en": "It is down."}, "/i/1", NOON, since=NOON)]
    vocabulary = Vocabulary.of(town())
    asked = Asked("q", UNLISTED, NOON, "en", "pictures")
    found = triage(asked, Knowledge.of(known, vocabulary))
    assert (found.answer, found.why_not) == (None, WhyNot.DANGER)
    assert [each.pile for each in group([asked], vocabulary)] == [Pile.DANGER]
