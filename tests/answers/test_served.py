"""What ten answers serve is counted by answers that differ, not by how large the groups are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bench.answers import Played
from bench.served import LABELS, Served, label_of, served

from groundswell.core.answer import Group, Subject, Triage, WhyNot
from tests.answers.questions import Kind, Label, Manner, Point, Question, Via, other_evenings, questions

OUT = "instagram"


def question(number: int, group: str, *, service: str = OUT) -> Question:
    """One with this label; those of the outage are `is-it-down`, `when-back` and `sisters`."""
    is_answerable = group in ("is-it-down", "when-back", "sisters", "logged-out", "account-ok")
    return Question(
        id=f"q{number}",
        words=group,
        language="en",
        via=Via.PAGE,
        asked_on=OUT,
        service=service,
        label=Label.ANSWERABLE if is_answerable else Label.NOT,
        group=group,
        manner=Manner.PLAIN,
        points=(Point.OUTAGE,) if is_answerable else (),
        kind=None if is_answerable else Kind.ACCOUNT,
    )


def counted(*groups: str, answers: int = 10) -> Served:
    """`groups` of questions, each written as the labels in it."""
    left: list[Question] = []
    found = []
    for each in groups:
        some = [question(len(left) + at, label) for at, label in enumerate(each.split())]
        found.append(Group(tuple(one.id for one in some), some[0].id, each))
        left += some
    return served(found, left, OUT, answers)


def test_a_group_of_unlike_labels_is_served_as_far_as_its_most_frequent_one_goes() -> None:
    assert counted("disabled disabled taken-over", "taken-over") == Served(4, 3, 3, 3, 4)


def test_all_that_asks_for_what_is_known_is_served_by_one_answer_that_tells_it() -> None:
    assert counted("is-it-down when-back account-ok disabled") == Served(4, 1, 3, 3, 4)


def test_what_asks_after_another_service_is_not_served_by_what_is_known_of_the_outage() -> None:
    left = [question(0, "is-it-down"), question(1, "sisters", service="facebook")]
    assert served([Group(("q0", "q1"), "q0", "")], left, OUT) == Served(2, 1, 1, 1, 2)


def test_two_groups_beside_one_another_have_one_answer_where_one_text_serves_both_matters() -> None:
    left = [
        question(at, label) for at, label in enumerate(["disabled", "disabled", "taken-over", "old-login"])
    ]
    banned = Group(("q0", "q1"), "q0", "")
    taken, lost = (Group((one,), one, "", beside=other) for one, other in (("q2", "q3"), ("q3", "q2")))
    assert served([banned, taken, lost], left, OUT, 2) == Served(3, 3, 3, 4, 3)
    alone = [banned, replace(taken, beside=""), replace(lost, beside="")]
    assert served(alone, left, OUT, 2) == Served(3, 3, 3, 3, 3)


def test_groups_beyond_those_that_are_answered_serve_nobody() -> None:
    assert counted("disabled disabled", "taken-over", answers=1) == Served(2, 2, 2, 2, 2)


def test_labels_of_earlier_files_count_as_what_they_are_called_in_the_latest() -> None:
    assert counted("logged-out account-ok", "banned disabled") == Served(4, 4, 4, 4, 4)
    assert label_of(question(0, "which-part")) == "is-it-down"


def test_every_label_that_is_renamed_occurs_and_its_new_name_does_too() -> None:
    files = [questions(name) for name in ("dev", "known", "evening", "usual", "third", "fifth")]
    some = [each for told in (*files, *other_evenings().values()) for each in told.question]
    assert set(LABELS) <= {each.group for each in some}
    latest = (*questions("usual").question, *questions("third").question)
    assert set(LABELS.values()) <= {each.group for each in latest}


@pytest.mark.parametrize(
    ("group", "is_left"), [("nothing-to-do", False), ("insult", False), ("disabled", True)]
)
def test_what_is_taken_for_advertising_is_left_for_people_only_where_something_is_to_be_done(
    group: str, is_left: bool
) -> None:
    found = Triage("q0", "en", OUT, Subject.SPAM, why_not=WhyNot.SPAM)
    assert Played(question(0, group), found).is_left is is_left
    assert Played(question(0, group), replace(found, why_not=WhyNot.UNRELATED)).is_left


def test_a_check_that_waits_and_a_ban_have_one_text() -> None:
    assert counted("disabled check-waiting", "chart page-broken") == Served(4, 2, 2, 3, 4)
