"""What is against an answer makes it need to be surer; two such things leave it to a person."""

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


def heard(words: str, page: str = "pictures", *, is_other_day: bool = False) -> tuple[frozenset[Sign], float]:
    text = plain(words)
    scene = Scene("pictures", (), page, is_other_day)
    given = (text, hear(text, "en"), scene, VOCABULARY)
    return signs(*given), bar(*given)


def test_nothing_is_against_a_plain_question_about_what_is_out() -> None:
    assert heard(PLAIN) == (frozenset(), learned.SURE)


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("somebody changed my email, is it down", Sign.PERSONAL),
        ("my authenticator app does not get me in, is it down", Sign.PERSONAL),
        ("has been slow all term, is it down", Sign.OLDER),
        ("I cannot get in since yesterday", Sign.OLDER),
        ("it loads on mobile data but not on our wifi", Sign.ELSEWHERE),
        ("is it down, I want a refund", Sign.MONEY),
    ],
)
def test_each_kind_of_sign_raises_the_bar(words: str, sign: Sign) -> None:
    assert heard(words) == (frozenset({sign}), learned.CAREFUL)
    assert learned.CAREFUL > learned.SURE


def test_another_day_or_the_page_of_another_service_are_signs_too() -> None:
    assert heard(PLAIN, is_other_day=True)[0] == {Sign.OLDER}
    assert heard(PLAIN, "letters")[0] == {Sign.ELSEWHERE}


def test_what_names_no_service_and_is_asked_on_no_page_is_left_to_a_person() -> None:
    assert heard("anyone else having trouble", page="") == (frozenset({Sign.NAMELESS}), NEVER)
    assert heard("anyone else having trouble with pictures", page="") == (frozenset(), learned.SURE)


def test_where_there_is_but_one_service_nobody_has_to_name_it() -> None:
    text = plain("anyone else having trouble")
    only = Vocabulary({("pictures",): "pictures"}, {}, {}, {"pictures": "Pictures"})
    assert signs(text, hear(text, "en"), Scene("pictures"), only) == frozenset()


def test_two_kinds_leave_it_to_a_person_however_sure_the_models_are() -> None:
    assert heard("two days ago somebody changed my email, is it down") == (
        frozenset({Sign.PERSONAL, Sign.OLDER}),
        NEVER,
    )
    assert NEVER > 1
