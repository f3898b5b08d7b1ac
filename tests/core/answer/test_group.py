"""Questions that one answer may serve."""

from __future__ import annotations

import time
from datetime import timedelta
from importlib import import_module
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.core.answer import Asked, Subject, Vocabulary, group
from groundswell.core.answer.concepts import LISTED
from groundswell.core.answer.piles import PARTS, Pile
from tests.town import NOON, town

VOCABULARY = Vocabulary.of(town())


def asked(*words: str, service: str = "pictures") -> list[Asked]:
    return [
        Asked(f"q{at:02}", each, NOON + timedelta(seconds=at), "", service) for at, each in enumerate(words)
    ]


BANNED = (
    "my account was banned for no reason",
    "mi cuenta fue suspendida sin motivo",
    "mein Konto wurde gesperrt",
    "アカウントが凍結されました",
)
NAMES = (
    "how do I change my user name",
    "cómo cambio mi nombre de usuario",
    "wie ändere ich meinen Benutzernamen",
)
MONEY = (
    "I was charged twice, refund please",
    "quero reembolso, fui cobrado duas vezes",
    "on m'a débité deux fois, je veux être remboursé",
)


def test_questions_about_one_matter_stand_together_across_languages() -> None:
    found = group(asked(*BANNED, *NAMES, *MONEY), VOCABULARY)
    assert [len(each.members) for each in found] == [4, 3, 3]
    assert found[0].members == ("q00", "q01", "q02", "q03")
    assert [each.subject for each in found] == [Subject.BANNED, Subject.HOW, Subject.MONEY]
    assert found[0].languages[0] in ("en", "es", "de", "ja")
    assert all(each.representative in each.members and each.label for each in found)


def test_each_question_is_in_one_group_and_the_largest_comes_first() -> None:
    questions = asked(*BANNED, *NAMES, *MONEY, "hello", "thanks a lot", "is it me")
    found = group(questions, VOCABULARY)
    members = [member for each in found for member in each.members]
    assert sorted(members) == [each.id for each in questions]
    assert [len(each.members) for each in found] == sorted(
        (len(each.members) for each in found), reverse=True
    )


def test_questions_about_another_service_than_that_of_their_page_stand_apart() -> None:
    found = group(asked(*BANNED, "letters is down too", "my letters do not send", "letters?"), VOCABULARY)
    assert found[1].members == ("q04", "q05", "q06")


def test_a_question_that_names_what_most_are_about_stands_with_them_wherever_it_was_asked() -> None:
    elsewhere = Asked("q90", "my pictures account was banned too", NOON + timedelta(hours=1), "", "letters")
    found = group([*asked(*BANNED), elsewhere], VOCABULARY)
    assert [len(each.members) for each in found] == [5]


def test_unlike_questions_are_not_put_together_for_being_few() -> None:
    found = group(asked(*BANNED, NAMES[0], MONEY[0], "how do you count reports on this site"), VOCABULARY)
    assert [len(each.members) for each in found] == [4, 1, 1, 1]


def test_what_nobody_has_to_answer_is_one_group() -> None:
    found = group(asked("bunch of clowns", "thanks a lot", "buy 10k real followers cheap"), VOCABULARY)
    assert [len(each.members) for each in found] == [3]


def test_the_order_of_the_questions_does_not_matter() -> None:
    questions = asked(*BANNED, *NAMES, *MONEY, "hello", "no signal")
    first = group(questions, VOCABULARY)
    Random(7).shuffle(questions)
    assert group(questions, VOCABULARY) == first


def test_nothing_makes_no_group_and_empty_words_make_one() -> None:
    assert group([], VOCABULARY) == []
    assert len(group(asked("", "!!", "😀"), VOCABULARY)) == 1


@given(st.lists(st.text(max_size=60), max_size=12))
@settings(max_examples=40, deadline=None)
def test_any_texts_are_grouped_without_losing_one(words: list[str]) -> None:
    found = group(asked(*words), VOCABULARY)
    assert sum(len(each.members) for each in found) == len(words)


def test_two_thousand_questions_take_seconds() -> None:
    many = [
        Asked(f"{at:05}", f"{words} {at % 89}", NOON, "", "pictures")
        for at, words in enumerate((*BANNED, *NAMES, *MONEY) * 200)
    ]
    began = time.process_time()
    found = group(many, VOCABULARY)
    assert time.process_time() - began < 6
    assert len(found) <= 12


def test_what_few_ask_about_another_service_stands_with_those_who_ask_the_same() -> None:
    elsewhere = Asked("q90", "my letters account was suspended", NOON + timedelta(hours=1), "", "letters")
    found = group([*asked(*BANNED), elsewhere], VOCABULARY)
    assert [len(each.members) for each in found] == [5]
    assert found[0].service == ""


def test_a_few_whose_reach_fell_stand_with_what_the_help_centre_explains_and_many_stand_alone() -> None:
    fell = (
        "my reach fell weeks ago",
        "my reels get no views since april",
        "views dropped to 50 this month",
    )
    few, many = (group(asked(*NAMES, *fell[:count]), VOCABULARY) for count in (2, 3))
    assert [len(each.members) for each in few] == [5]
    assert [len(each.members) for each in many] == [3, 3]


def test_who_was_robbed_of_an_account_and_who_lost_the_way_into_it_stand_beside_one_another() -> None:
    taken = (
        "somebody stole my account and changed its email to one in russia",
        "my account was hacked, it sells crypto now",
    )
    lost = (
        "the login code goes to my old number",
        "I forgot my password and the reset mail goes to an old address",
    )
    found = {each.members: each for each in group(asked(*taken, *lost, BANNED[0]), VOCABULARY)}
    robbed, locked, banned = found["q00", "q01"], found["q02", "q03"], found["q04",]
    assert (robbed.beside, locked.beside) == (locked.representative, robbed.representative)
    assert banned.beside == ""


def test_trouble_that_is_older_a_person_who_blocked_and_the_press_are_not_told_of_the_outage() -> None:
    outage = ("white screen only", "it just keeps spinning, is it me")
    others = (
        "broken for me since last month, is it the same",
        "only her profile says user not found, all others load, did she block me",
        "I am a reporter, may I call somebody about tonight",
    )
    found = {frozenset(each.members) for each in group(asked(*outage, *others), VOCABULARY)}
    assert found == {frozenset({"q00", "q01"}), frozenset({"q02"}), frozenset({"q03"}), frozenset({"q04"})}


def test_another_service_has_groups_of_its_own_once_eight_ask_about_it() -> None:
    chief = asked(*BANNED, *BANNED, *BANNED)
    for count, services in ((7, set()), (8, {"letters"})):
        elsewhere = [
            Asked(f"r{at}", (*BANNED, *BANNED)[at], NOON + timedelta(hours=1), "", "letters")
            for at in range(count)
        ]
        found = group([*chief, *elsewhere], VOCABULARY)
        assert {each.service for each in found} & {"letters"} == services


@pytest.mark.parametrize(
    "words",
    [
        "can I get my money back?",
        "will i be refunded?",
        "kriege ich mein Geld zurück?",
        "me devuelven el dinero?",
        "vão devolver meu dinheiro?",
        "on va me rembourser ?",
        "refund milega?",
        "بترجعون فلوسي؟",
        "返金されますか？",
        "uang saya bisa balik ga?",
    ],
)
def test_who_only_asks_for_money_back_lies_with_money_and_not_with_the_outage(words: str) -> None:
    assert [each.pile for each in group(asked(words), VOCABULARY)] == [Pile.BUSINESS]


def test_who_asks_what_the_outage_cost_lies_with_the_outage() -> None:
    costs = ("will advertisers be refunded for tonight", "is there compensation for this outage")
    assert {each.pile for each in group(asked(*costs), VOCABULARY)} == {Pile.KNOWN}


def test_common_words_are_not_taken_for_another_service() -> None:
    words = ("is it down since noon", "c'est en panne au travail ?", "geht das überhaupt")
    assert all(each.pile is not Pile.OTHER_APPS for each in group(asked(*words), VOCABULARY))


def test_what_is_asked_about_this_site_is_grouped_by_what_it_is_about_for_no_one_answer_serves_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def of_the_site(*_: object) -> tuple[Pile, float]:
        return Pile.SITE, 1.0

    monkeypatch.setattr(import_module("groundswell.core.answer.group"), "pile_of", of_the_site)
    found = group(asked("how is the chart read", "was zählt die Kurve", "who are you", "hm"), VOCABULARY)
    assert [each.members for each in found] == [("q00", "q01"), ("q02", "q03")]
    assert {each.pile for each in found} == {Pile.SITE}
    heads = {line.partition(": ")[0] for line in LISTED.strip().splitlines()}
    assert all(heads.issuperset(part) for parts in PARTS.values() for part in parts)
