"""When a clock is believed."""

from datetime import timedelta

from groundswell.runtime.steady import Steady
from tests.town import NOON

HOUR = timedelta(hours=1)
YEAR = timedelta(days=365)


def steady() -> Steady:
    return Steady(NOON, leap_max=2 * HOUR, proof=6 * HOUR)


def test_a_clock_that_goes_on_is_believed_however_far_it_comes() -> None:
    clock = steady()
    assert all(clock.believes(NOON + hour * HOUR) for hour in range(100))
    assert clock.known == NOON + 99 * HOUR


def test_one_that_leapt_is_believed_when_it_has_stayed_there_for_the_proof() -> None:
    clock = steady()
    told = [clock.believes(NOON + YEAR + hour * HOUR) for hour in range(8)]
    assert told == [False] * 6 + [True] * 2


def test_one_that_leaps_again_has_to_prove_itself_anew() -> None:
    clock = steady()
    assert not any(clock.believes(NOON + leap * YEAR) for leap in range(1, 10))
    assert not any(clock.believes(NOON + leap * YEAR) for leap in range(9, 1, -1))


def test_one_that_comes_back_is_believed_at_once_and_so_is_one_that_was_set_back() -> None:
    clock = steady()
    assert [clock.believes(NOON + YEAR), clock.believes(NOON + HOUR)] == [False, True]
    assert clock.believes(NOON - YEAR)
    assert not clock.believes(NOON)
