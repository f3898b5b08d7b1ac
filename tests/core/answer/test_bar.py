"""What is against an answer makes it need to be surer, or leaves it to a person."""

from __future__ import annotations

import pytest

from groundswell.core.answer import learned
from groundswell.core.answer.bar import NEVER, Sign, bar, signs
from groundswell.core.answer.cues import hear
from groundswell.core.answer.marks import Scene
from groundswell.core.answer.text import plain
from groundswell.core.answer.vocabulary import Vocabulary
from tests.town import town

VOCABULARY = Vocabulary.of(town())
PLAIN = "is it down for everyone"


def heard(words: str, page: str = "pictures", hint: str = "en") -> tuple[frozenset[Sign], float]:
    text = plain(words)
    scene = Scene("pictures", (), page)
    given = (text, hear(text, hint), scene, VOCABULARY)
    return signs(*given), bar(*given)


def test_nothing_is_against_a_plain_question_about_what_is_out() -> None:
    assert heard(PLAIN) == (frozenset(), learned.SURE)


@pytest.mark.parametrize(
    "words",
    [
        "is it down? he says he posts my pictures at midnight",
        "está caído y uno me amenaza con publicar mis fotos",
        "caiu e um cara está me ameaçando",
        "en panne, et on me fait du chantage",
        "störung? ich werde erpresst",
        "down hai kya, mujhe blackmail kar raha hai",
        "العطل متى ينتهي، واحد يهددني",
        "落ちてる？友達が死にたいと言っていて",
        "down ya? aku diancam sebar foto",
        "is it down? my daughter is missing",
        "ist es down? meine Tochter ist in Gefahr",
        "está caído? mi hija está en peligro",
    ],
)
def test_somebody_in_danger_is_never_told_of_an_outage_whatever_else_they_ask(words: str) -> None:
    text = plain(words)
    given = (text, hear(text), Scene("pictures", (), "pictures"), VOCABULARY)
    assert Sign.DANGER in signs(*given)
    assert bar(*given) == NEVER > 1


@pytest.mark.parametrize(
    "words",
    [
        "my account was hacked and my followers are gone, I'm scared",
        "j'ai peur d'avoir tout perdu, mes photos ont disparu",
        "me muero si se borró, 14 mil seguidoras",
        "this outage is killing me, my story dies at midnight",
        "tenho medo de ter perdido a conta",
        "die Störung bringt mich um",
        "写真が消えて怖い",
        "my feed is missing, is it down",
        "is my account in danger",
        "mi historia no aparece desde las 9",
        "se me pega insta, se cayó?",
        "die App meldet sich nicht",
        "ist mein Konto in Gefahr",
        "plus de nouvelles de meta ?",
        "ga ada kabar dari instagram",
        "i cant send my photos to everyone is instagram down",
        "quiero mandar mis fotos a todos y no carga",
        "ich kann meine fotos an alle nicht senden",
        "je veux envoyer mes photos à tous et ça bloque",
        "aaj meri photo sabko nahi dikh rahi",
    ],
)
def test_strong_words_about_an_account_are_no_sign_of_danger(words: str) -> None:
    text = plain(words)
    assert Sign.DANGER not in signs(text, hear(text), Scene("pictures", (), "pictures"), VOCABULARY)


def test_in_a_tongue_that_is_not_understood_an_answer_must_be_surer() -> None:
    assert heard("не работает уже час", hint="") == (frozenset({Sign.FOREIGN}), learned.CAREFUL)
    assert learned.CAREFUL > learned.SURE


def test_what_names_no_service_and_is_asked_on_no_page_is_left_to_a_person() -> None:
    assert heard("anyone else having trouble", page="") == (frozenset({Sign.NAMELESS}), NEVER)
    assert heard("anyone else having trouble with pictures", page="") == (frozenset(), learned.SURE)


def test_where_there_is_but_one_service_nobody_has_to_name_it() -> None:
    text = plain("anyone else having trouble")
    only = Vocabulary({("pictures",): "pictures"}, {}, {}, {"pictures": "Pictures"})
    assert signs(text, hear(text, "en"), Scene("pictures"), only) == frozenset()
