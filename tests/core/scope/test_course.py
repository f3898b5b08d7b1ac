"""What rose first, and whether it grew from one place."""

import numpy as np
import pytest

from groundswell.core.scope import Course, Spread, growth, movers


def course(value: str, begins: int, axis: str = "country", usual: float | None = 0.1) -> Course:
    reports = tuple(5 if at >= begins else 0 for at in range(60))
    return Course(axis, value, reports, None if usual is None else (usual,) * 60)


def test_what_rises_is_told_with_the_minute_in_which_it_began() -> None:
    found = movers([course("ES", 30), course("PT", 12), course("FR", 60)], 1000, 1, 5)
    assert [(one.value, one.minute) for one in found] == [("PT", 1012), ("ES", 1030)]
    assert found[0].reports == 10


def test_where_nothing_is_known_of_the_usual_the_half_hour_before_stands_for_it() -> None:
    steady = Course("country", "US", (3,) * 90, None)
    rising = Course("country", "ES", (3,) * 40 + (12,) * 50, None)
    assert [(one.value, one.minute) for one in movers([steady, rising], 0, 1, 30)] == [("ES", 40)]


def test_a_few_reports_are_no_rise_even_where_nothing_is_usual() -> None:
    assert movers([Course("country", "ES", (0,) * 30 + (8, 0), None)], 0, 1, 30) == ()
    assert len(movers([Course("country", "ES", (0,) * 30 + (9, 0), None)], 0, 1, 30)) == 1


@pytest.mark.parametrize("usual", [0.1, 0.5, 2.0, 10.0])
def test_what_is_as_usual_rises_less_than_once_in_twenty_thousand_bins(usual: float) -> None:
    rng = np.random.default_rng(3)
    calm = [
        Course("country", f"{n}", tuple(rng.poisson(usual, 400).tolist()), (usual,) * 400) for n in range(500)
    ]
    assert len(movers(calm, 0, 1, 5)) <= 500 * 400 / 20_000


def test_it_grew_from_one_value_where_the_next_rose_a_quarter_of_an_hour_later() -> None:
    found = movers([course("ES", 10), course("PT", 25), course("as1", 9, "network")], 0, 1, 5)
    (country, network) = growth(found, ["country", "region", "network"])
    assert (country.spread, country.value, country.minute, country.next_minute) == (Spread.GREW, "ES", 10, 25)
    assert country.others == 1
    assert (network.spread, network.next_minute) == (Spread.ONE, None)


def test_what_rises_within_a_quarter_of_an_hour_rose_together() -> None:
    (found,) = growth(movers([course("ES", 10), course("PT", 24)], 0, 1, 5), ["country"])
    assert found.spread is Spread.TOGETHER
