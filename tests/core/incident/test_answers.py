"""What people say who are asked whether it works again, and what it says about the end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.core.incident import Answers, Measures, Says, Thresholds, is_quiet, weighed
from groundswell.core.incident.answers import ANSWERS_MIN, NO_PART, YES_PART
from tests.town import NOON

BY_NETWORK = st.dictionaries(
    st.sampled_from(["", "as1", "as2", "as3", "as4"]),
    st.tuples(st.integers(0, 500), st.integers(0, 500)),
    max_size=5,
)
SHARES = st.dictionaries(st.sampled_from(["", "as1", "as2", "as3"]), st.floats(0, 0.4), max_size=4)
T = Thresholds()


def quarter(reports: int, answers: Answers, *, upper: float = 8.0, alarm: bool = False) -> Measures:
    """A quarter of an hour of an outage that had a peak of 400."""
    return Measures(
        at=NOON,
        alarm=alarm,
        score=0.0,
        threshold=10.0,
        reports=reports,
        expected=5.0,
        upper=upper,
        excess_hour=0.0,
        works=0,
        peak=400,
        quiet_minutes=0,
        lowest=reports,
        told=400,
        answers=answers,
    )


@pytest.mark.parametrize(
    ("yes", "no", "says"),
    [
        (0, 0, Says.NOTHING),
        (9, 0, Says.NOTHING),
        (10, 0, Says.MOVES),
        (0, 10, Says.HOLDS),
        (5, 5, Says.HOLDS),
        (6, 5, Says.NOTHING),
        (15, 5, Says.MOVES),
        (14, 5, Says.NOTHING),
    ],
)
def test_enough_answers_say_something_when_they_agree(yes: int, no: int, says: Says) -> None:
    assert Answers(yes, no).says is says


def test_silence_alone_is_quiet_but_not_against_the_word_of_those_who_were_asked() -> None:
    assert is_quiet(quarter(3, Answers()), T)
    assert not is_quiet(quarter(3, Answers(2, 12)), T)
    assert is_quiet(quarter(3, Answers(2, 7)), T)  # too few to say so


def test_the_last_reports_are_a_tail_when_those_who_were_asked_say_that_it_works() -> None:
    assert not is_quiet(quarter(100, Answers()), T)
    assert is_quiet(quarter(100, Answers(20, 1)), T)
    assert not is_quiet(quarter(130, Answers(20, 1)), T)  # beyond 0.3 of the peak it is no tail
    assert not is_quiet(quarter(100, Answers(9, 0)), T)


@given(BY_NETWORK, SHARES)
def test_weighing_adds_nothing_and_keeps_what_each_network_says(
    said: dict[str, tuple[int, int]], shares: dict[str, float]
) -> None:
    found = weighed(said, shares)
    assert 0 <= found.yes <= sum(yes for yes, _ in said.values()) + 1e-9
    assert 0 <= found.no <= sum(no for _, no in said.values()) + 1e-9


@given(st.integers(0, 5000), st.integers(0, 5000), st.floats(0, 0.2))
def test_one_network_alone_says_nothing_however_many_answers_it_sends(
    yes: int, no: int, share: float
) -> None:
    assert weighed({"as666": (yes, no)}, {"as666": share}).says is Says.NOTHING


@given(st.integers(ANSWERS_MIN, 500), st.integers(0, 5000), st.floats(0, 0.15), st.booleans())
def test_one_network_cannot_turn_what_all_others_say(
    others: int, own: int, share: float, works: bool
) -> None:
    """It may bring their word into doubt at most, never into its contrary."""
    crowd, attack = ((others, 0), (0, own)) if works else ((0, others), (own, 0))
    # Of many networks, each with its part of the outage.
    said = {f"as{n}": (crowd[0] // 10, crowd[1] // 10) for n in range(10)} | {"as666": attack}
    shares = {f"as{n}": (1 - share) / 10 for n in range(10)} | {"as666": share}
    says = weighed(said, shares).says
    assert says is not (Says.HOLDS if works else Says.MOVES)


@given(BY_NETWORK, SHARES, st.integers(0, 400))
def test_more_who_say_no_never_end_it(
    said: dict[str, tuple[int, int]], shares: dict[str, float], reports: int
) -> None:
    answers = weighed(said, shares)
    more = replace(answers, no=answers.no + 50)
    if not is_quiet(quarter(reports, answers), T):
        assert not is_quiet(quarter(reports, more), T)


def test_the_outage_of_one_carrier_is_its_customers_to_judge() -> None:
    assert weighed({"as1": (0, 40), "as2": (2, 0)}, {"as1": 0.97, "as2": 0.03}).says is Says.HOLDS
    assert weighed({"": (0, 12)}, {"": 1.0}).says is Says.HOLDS  # of nobody it is known where they are


def test_the_parts_that_decide_leave_room_for_doubt() -> None:
    assert YES_PART > 1 - NO_PART
