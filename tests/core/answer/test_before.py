"""Which answer of the desk a pile may be given once more, for a person to look at."""

from __future__ import annotations

from datetime import timedelta

from groundswell.core.answer import Answers, Asked, Before, Known, KnownKind, answered_before
from groundswell.core.answer.belonging import pile_of_most
from groundswell.core.answer.piles import Pile
from tests.answers.evening import AT, INSTAGRAM, vocabulary

NAME = ("how do i change my username", "where can I change my user name")
DARK = ("how do I turn on dark mode", "where is the dark mode setting")


def answer(name: str, *asked: str, service: str = INSTAGRAM, minutes: int = 0) -> Known:
    at = AT - timedelta(minutes=minutes)
    return Known(name, KnownKind.ANSWERED, service, {"en": "So."}, "", at, asked=asked)


def found(pile: str, asked: tuple[str, ...], *answers: Known, service: str = INSTAGRAM) -> Before | None:
    some = [Asked(f"q{at}", words, AT, "en", service) for at, words in enumerate(asked)]
    return answered_before(some, pile, service, Answers.of(answers), vocabulary())


def test_the_answer_to_the_most_who_ask_the_same_stands_before_a_later_one_to_such_a_pile() -> None:
    some = answer("name", *NAME, minutes=60), answer("dark", *DARK, minutes=5)
    asked = ("how can i change my username?", "where do I change my user name", "how do i turn dark mode on")
    assert found(Pile.HELP_CENTRE, asked, *some) == Before("name", 2)
    assert found("", asked, *some) == Before("name", 2), "a pile that was put together by hand has no name"


def test_where_nobody_asks_the_same_the_latest_answer_to_such_a_pile_is_shown_and_to_no_other() -> None:
    banned = answer("banned", "my account was suspended, how do i appeal", "banned for no reason", minutes=60)
    later = answer("later", "mi cuenta fue inhabilitada sin motivo", minutes=5)
    assert found(Pile.DISABLED, ("mein Konto wurde gesperrt",), banned, later) == Before("later", 0)
    assert found(Pile.PRESS, ("ich bin von der Zeitung",), banned, later) is None
    assert found("", ("mein Konto wurde gesperrt",), banned, later) is None


def test_who_differs_in_a_particular_does_not_ask_the_same() -> None:
    was = answer("canada", "how do I get verified in canada")
    assert found("", ("how do I get verified in germany",), was) is None
    assert found("", ("how do I get verified in Canada now",), was) == Before("canada", 1)


def test_where_nothing_is_asked_or_somebody_may_be_in_danger_no_earlier_answer_is_shown() -> None:
    thanks = ("thanks a lot", "bunch of clowns")
    assert found("", thanks, answer("thanks", *thanks)) is None
    assert found(Pile.NOTHING, thanks, answer("thanks", *thanks)) is None
    assert found(Pile.DANGER, NAME, answer("name", *NAME)) is None


def test_what_was_answered_about_another_service_or_to_somebody_in_danger_is_not_shown() -> None:
    assert found("", NAME, answer("name", *NAME, service="facebook")) is None
    assert found("", NAME, answer("name", *NAME, service="")) == Before("name", 2)
    assert found("", NAME, answer("name", *NAME, "she wrote that she wants to die")) is None


def test_what_was_written_to_somebody_alone_is_not_shown_at_a_pile_put_together_by_hand_either() -> None:
    theirs = answer("theirs", "can you see who looked at my profile")
    assert pile_of_most(theirs, INSTAGRAM, vocabulary()) is Pile.PRIVATE
    assert found("", ("can you see who viewed my profile",), theirs) is None
