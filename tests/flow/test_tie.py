"""With which of two outages of a service questions belong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from groundswell.core.model import Footprint, Share, State
from groundswell.flow.tie import likely
from groundswell.ports.questions import Question, QuestionSource, QuestionState
from tests.town import NOON, incident

LOGIN = incident(
    State.OPEN,
    id="login",
    began_at=NOON - timedelta(hours=5),
    footprint=Footprint(symptoms=(Share("login", 0.9, 90),), countries=(Share("es", 0.9, 90),)),
)
FEED = incident(
    State.OPEN,
    id="feed",
    began_at=NOON - timedelta(minutes=20),
    footprint=Footprint(symptoms=(Share("app", 0.9, 90),), countries=(Share("br", 0.9, 90),)),
)
ASKED = Question(
    "q", "Is it?", "en", "pictures", NOON, QuestionSource.PAGE, QuestionState.WAITING, QuestionState.WAITING
)


def places(language: str) -> Mapping[str, str]:
    return {"de": {"es": "Spanien", "br": "Brasilien"}}.get(language, {"es": "Spain", "br": "Brazil"})


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        (replace(ASKED, symptoms=("login",)), "login"),
        (replace(ASKED, symptoms=("app",)), "feed"),
        (replace(ASKED, words="Is it down in Spain?"), "login"),
        (replace(ASKED, words="Geht es in Brasilien nicht?", language="de"), "feed"),
        (replace(ASKED, at=NOON - timedelta(hours=2)), "login"),
        (ASKED, ""),
        (replace(ASKED, symptoms=("login",), words="Brazil?"), ""),
    ],
    ids=[
        "symptom",
        "other symptom",
        "country",
        "country in German",
        "asked before the other",
        "nothing",
        "both",
    ],
)
def test_it_is_told_by_what_fails_where_and_when_and_left_open_where_both_fit(
    asked: Question, chosen: str
) -> None:
    found = likely([FEED, LOGIN], [asked], places)
    assert (found.id if found else "") == chosen


def test_of_one_that_is_over_and_one_that_is_on_it_is_that_during_which_most_were_asked() -> None:
    over = replace(LOGIN, state=State.RESOLVED, resolved_at=NOON - timedelta(hours=4))
    early = replace(ASKED, at=over.began_at)
    assert likely([over, FEED], [early] * 2 + [ASKED] * 8, places) == FEED
    assert likely([over, FEED], [early] * 8 + [ASKED] * 2, places) == over


def test_one_outage_is_the_one_and_none_is_none() -> None:
    assert likely([FEED], [ASKED], places) == FEED
    assert likely([], [ASKED], places) is None
