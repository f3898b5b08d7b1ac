"""Who asks about last night while the outage of that night is still told is told of it; about any other night a person is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from groundswell.core.answer import Asked, Knowledge, Known, KnownKind, Triage, triage
from groundswell.core.model import State
from groundswell.core.phrases import LANGUAGES
from tests.answers.evening import AT, vocabulary

MORNING = AT + timedelta(hours=9)
"""of the Monday after"""


def put(words: str, *, began: timedelta = timedelta(hours=9), language: str = "en") -> Triage:
    outage = Known(
        "outage",
        KnownKind.LIVE,
        "instagram",
        dict.fromkeys(LANGUAGES, "<it was out>"),
        "/i/outage",
        MORNING,
        symptoms=("app", "log-in"),
        since=MORNING - began,
        until=MORNING - timedelta(hours=1),
        state=State.RESOLVED,
    )
    known = Knowledge.of([outage], vocabulary())
    return triage(Asked("q", words, MORNING, language, "instagram"), known)


ASKED = [
    ("en", "was it down last night?"),
    ("en", "did insta go down yesterday evening or was it me"),
    ("es", "estuvo caído anoche?"),
    ("pt", "caiu ontem à noite?"),
    ("fr", "insta était en panne hier soir ?"),
    ("de", "war insta gestern Abend down?"),
    ("hi", "kal raat insta down tha kya"),
    ("hi", "क्या कल रात इंस्टाग्राम बंद था?"),
    ("ar", "هل كان انستقرام معطل امس بالليل؟"),
    ("ja", "昨夜インスタ落ちてました？"),
    ("id", "semalam ig down ya?"),
]


@pytest.mark.parametrize(("language", "words"), ASKED)
def test_who_asks_about_last_night_is_told_of_the_outage_of_that_night(language: str, words: str) -> None:
    found = put(words, language=language)
    assert found.answer is not None
    assert [source.id for source in found.answer.sources] == ["outage"]


@pytest.mark.parametrize(
    "words",
    [
        "was it down last friday night?",
        "was it down last night and last week too?",
        "will it go down again like last night?",
        "somebody changed the email of my account last night",
        "was verizon down last night?",
    ],
)
def test_another_night_another_service_and_what_no_outage_explains_wait_for_a_person(words: str) -> None:
    assert put(words).answer is None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "everything was fine last night"),
        ("en", "was it down two nights ago, not last night"),
        ("en", "was insta down last night or the night before"),
        ("en", "was it down yesterday at 3pm"),
        ("en", "was instagram down yesterday morning?"),
        ("en", "was it down yesterday?"),
        ("en", "my account was logged out yesterday and i cant log in since"),
        ("en", "my account was logged out last night and i cant log in since"),
        ("en", "was it down at half past three last night"),
        ("en", "was it last night?"),
        ("es", "estuvo caído ayer?"),
        ("es", "estuvo caído antes de anoche?"),
        ("fr", "insta était en panne avant-hier ?"),
        ("fr", "insta était en panne avant-hier soir ?"),
        ("fr", "insta était en panne hier ?"),
        ("fr", "insta était en panne hier matin ?"),
        ("de", "war insta gestern down?"),
        ("de", "war insta gestern Mittag down?"),
        ("de", "war insta gestern Abend nicht down?"),
        ("hi", "kal raat insta down rahega kya"),
        ("hi", "क्या कल इंस्टाग्राम बंद था?"),
        ("ar", "هل كان انستقرام معطل امس؟"),
        ("ar", "هل كان انستقرام معطل اول امس؟"),
        ("ar", "هل كان انستقرام معطل اول امس بالليل؟"),
        ("ja", "昨日インスタ落ちてました？"),
        ("ja", "昨日の朝インスタ落ちてました？"),
        ("ja", "一昨日インスタ落ちてました？"),
        ("ja", "一昨日の夜インスタ落ちてました？"),
        ("ja", "昨夜からインスタ落ちてました？"),
        ("id", "kemarin ig down ya?"),
        ("id", "kemarin siang ig down ya?"),
        ("id", "kemarin lusa ig down ya?"),
    ],
)
def test_another_hour_another_day_and_what_is_said_beside_the_night_wait_for_a_person(
    language: str, words: str
) -> None:
    assert put(words, began=timedelta(hours=6), language=language).answer is None


def test_an_outage_that_began_two_days_ago_is_not_that_of_last_night() -> None:
    assert put("was it down last night?", began=timedelta(hours=48)).answer is None


def test_an_outage_that_began_an_hour_ago_is_not_that_of_last_night() -> None:
    assert put("was it down last night?", began=timedelta(hours=2)).answer is None
