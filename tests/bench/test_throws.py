"""The targets on the real outages, by one throw of the quarters over their minutes and by the means of several."""

import math

import pytest
from bench.episodes import Outcome
from bench.throws import a_month, by_throw, meet, meets, verdict, when


def outcome(late: float = 0.0, false: int = 0, missed: int = 0) -> Outcome:
    delays = (late,) * (68 - missed) + (math.inf,) * missed
    return Outcome(68, delays, (), (), ("aws 2019-10-23 08:46",) * false, 0.8, ("a",) * missed)


@pytest.mark.parametrize(
    ("late", "false", "missed", "met"),
    [(0.0, 0, 2, True), (1.0, 0, 0, False), (0.0, 1, 0, False), (0.0, 0, 3, False)],
)
def test_the_targets_on_real_outages_are_met_by_all_three_or_not(
    late: float, false: int, missed: int, met: bool
) -> None:
    assert meets(outcome(late, false, missed)) is met


def test_the_means_of_throws_can_meet_what_one_throw_does_not() -> None:
    assert not meets(outcome(false=1))
    assert meet([outcome(-3.0, 1), outcome(1.0), outcome(1.0)])
    assert not meet([outcome(-1.0), outcome(1.0), outcome(1.0)])
    assert not meet([outcome(false=1), outcome(false=1), outcome(false=1)])
    assert not meet([outcome(missed=3), outcome(missed=2)])


def test_false_alarms_of_all_throws_are_of_the_hours_of_all() -> None:
    assert a_month([outcome(false=2), outcome()]) == pytest.approx(2 / 1.6)


THROWN = {
    (12.0, 1): outcome(-3.0, 1),
    (12.0, 2): outcome(-2.0),
    (1.0, 1): outcome(1.0, 1),
    (1.0, 2): outcome(2.0),
}


def test_the_verdict_names_the_rates_at_which_all_is_met_and_says_what_the_hours_cannot() -> None:
    told = verdict(THROWN)
    assert "at least 66 are found at 12 and 1 a year" in told
    assert "no later than Downdetector's at 12;" in told
    assert "one false alarm a service-month at 12 and 1; all three at 12." in told
    assert "number 1, taken alone: all three at none." in told
    assert "between 0.03 and 7.0 a month" in told


def test_every_throw_stands_in_the_table_and_the_other_throws_false_alarms_by_name() -> None:
    rows = by_throw(THROWN).splitlines()
    assert [cell.strip() for cell in rows[3].split("|")[2:4]] == ["-3 -2", "1 2"]
    assert [cell.strip() for cell in rows[-1].split("|")[2:4]] == ["1 of 2", "0 of 2"]
    assert when(THROWN) == "none (throw 2)"
    assert when({}) == verdict({}) == "–"
