"""Areas against what they usually send: shaded by what is sure, not by how many people live there."""

import math

import pytest

from groundswell.core.status import LEVELS, areas


def test_a_large_country_that_reports_as_usual_is_not_shaded_and_a_small_one_in_trouble_is() -> None:
    found = areas({"US": 4_000, "PT": 90}, {"US": 3_900.0, "PT": 2.0}, {"US": 340_000_000, "PT": 10_600_000})
    assert [(area.code, area.level) for area in found] == [("PT", 3), ("US", 0)]


@pytest.mark.parametrize("reports", [1, 4])
def test_a_few_reports_shade_nothing_however_unusual(reports: int) -> None:
    assert areas({"MT": reports}, {"MT": 0.001}, {})[0].level == 0


def test_times_are_what_chance_leaves_of_the_ratio() -> None:
    (area,) = areas({"ES": 500}, {"ES": 12.0}, {})
    assert 0.8 * 500 / 12 < area.times < 500 / 12
    (few,) = areas({"ES": 10}, {"ES": 0.1}, {})
    assert LEVELS[0] <= few.times < LEVELS[2], "ten reports are no proof of a hundredfold"


def test_who_never_sent_anything_is_held_against_nothing_and_still_counts_by_its_reports() -> None:
    (area,) = areas({"MT": 60}, {"ES": 10.0}, {"MT": 500_000})
    assert area.level == 3
    assert area.per_million == pytest.approx(120)


def test_where_nothing_is_known_to_be_usual_countries_are_held_against_all_per_head() -> None:
    people = {"ES": 48_000_000, "PT": 10_000_000, "FR": 68_000_000}
    found = areas({"ES": 100, "PT": 900, "XX": 3}, None, people, sum(people.values()))
    by_code = {area.code: area for area in found}
    assert by_code["PT"].usual == pytest.approx(1003 * 10 / 126)
    assert (by_code["PT"].level, by_code["ES"].level) == (2, 0)
    assert math.isnan(by_code["XX"].usual)
    assert math.isnan(by_code["XX"].per_million)
    assert by_code["XX"].level == 0
