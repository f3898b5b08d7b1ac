"""To which of the questions that an answer was given to it is told again."""

from __future__ import annotations

from dataclasses import replace

from groundswell.core.answer import Asked, Knowledge, Known, KnownKind, triage
from groundswell.core.answer.belonging import belonging
from tests.answers.evening import AT, INSTAGRAM, live, outage, vocabulary
from tests.answers.questions import questions

KNOWN = (
    "when will instagram be back",
    "is this worldwide or just here",
    "why am i logged out",
    "has meta said anything",
    "wann geht es wieder",
    "sigue caido?",
)
ASTRAY = (
    "phone storage full, can't post",
    "app won't install, device not compatible",
    "only my business account is broken, the private one is fine",
    "logged out on Monday, still can't get in",
)
"""what an outage does not explain, and no pile is made for"""
ANSWERED = Known(
    "a", KnownKind.ANSWERED, INSTAGRAM, {"en": "Out since noon."}, "", AT, asked=(*KNOWN, *ASTRAY)
)


def kept(*asked: str, titles: tuple[str, ...] = ()) -> frozenset[str]:
    return belonging(replace(ANSWERED, asked=(*titles, *asked), titles=titles), INSTAGRAM, vocabulary())


def test_what_lies_on_a_pile_for_want_of_a_better_one_teaches_its_answer_nothing() -> None:
    assert kept(*KNOWN, *ASTRAY) == set(KNOWN)
    knowledge = Knowledge.of([ANSWERED, live(outage(questions("known").known))], vocabulary())
    for words in ASTRAY:
        found = triage(Asked("next", f"{words}!", AT, "en", INSTAGRAM), knowledge)
        assert "a" not in [each.id for each in (found.answer.sources if found.answer else ())], words


def test_what_one_was_answered_is_told_for_their_words_and_how_the_desk_puts_it_always() -> None:
    assert kept(ASTRAY[0]) == {ASTRAY[0]}, "whoever ticked it has read it"
    title = "What if the storage is full?"
    assert kept(*ASTRAY, titles=(title,)) == {title}


def test_two_piles_that_stand_beside_one_another_may_have_one_answer_and_others_not() -> None:
    taken = (
        "someone changed my email and posts crypto ads",
        "somebody took over my account and my phone number",
    )
    lost = (
        "i forgot my password and lost the old number",
        "i no longer have the phone that gets my login code",
    )
    banned = "my account was disabled this morning, how do i appeal"
    assert kept(*taken, *lost, banned) == {*taken, *lost}


def test_where_somebody_may_be_in_danger_nothing_is_learned() -> None:
    assert kept("she wrote that she wants to die and now it is down") == frozenset()
    assert "he says he will kill himself, when will it be back" not in kept(
        *KNOWN, "he says he will kill himself, when will it be back"
    )
