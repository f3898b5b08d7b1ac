"""How many people: intervals that are wide enough, never points."""

import doctest
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from groundswell.core.impact import people, usual_reports
from groundswell.core.impact.people import PROPENSITY
from groundswell.sim import Scenario

DRAWS = 400
COSTLY_DRAWS = 150
"""of those who are calibrated: each weighs five outages"""


@given(st.floats(1, 1e6), st.floats(0, 1e6))
def test_more_reports_are_never_fewer_people_and_never_a_point(reports: float, more: float) -> None:
    before, after = people(reports), people(reports + more)
    assert before is not None
    assert after is not None
    assert before.low <= after.low
    assert before.high <= after.high
    assert before.high >= 5 * before.low
    assert before.low >= round(reports) * 0.99


def test_nobody_is_hit_where_nothing_is_beyond_the_usual() -> None:
    assert people(0.0) is None


@pytest.mark.parametrize("users", [500, 10_000, 50_000, 200_000])
def test_no_more_are_hit_than_use_it_and_it_is_never_a_point(users: int) -> None:
    found, free = people(1000, users=users), people(1000)
    assert found is not None
    assert free is not None
    assert found.low < found.high <= users
    assert found.low <= free.low


def test_how_many_use_a_service_says_how_readily_they_report_at_least() -> None:
    """Of 50,000 users 1,000 reports are two in a hundred at least: intervals of such outages hold the truth as often as others."""
    rng = np.random.default_rng(6)
    held, drawn = 0, 0
    while drawn < DRAWS:
        propensity = float(np.exp(rng.uniform(np.log(PROPENSITY[0]), np.log(PROPENSITY[1]))))
        hit = float(np.exp(rng.uniform(np.log(10_000), np.log(1_000_000))))
        reports = rng.poisson(hit * propensity)
        if hit <= 50_000 and reports >= 300:
            drawn += 1
            found = people(float(reports), users=50_000)
            held += found is not None and found.low <= hit <= found.high
    assert 0.86 <= held / DRAWS <= 0.95


def test_people_of_a_country_where_few_report_are_more() -> None:
    readily, seldom = (0.01, 0.1), (0.001, 0.01)
    one, other = people(1000, assumed=[(1.0, readily)]), people(1000, assumed=[(1.0, seldom)])
    both = people(1000, assumed=[(0.5, readily), (0.5, seldom)])
    assert one is not None
    assert other is not None
    assert both is not None
    assert other.low == pytest.approx(10 * one.low, rel=0.05)
    assert both.low == pytest.approx((one.low + other.low) / 2, rel=0.05)
    assert both.high == pytest.approx((one.high + other.high) / 2, rel=0.05)


def test_intervals_of_two_countries_that_report_unlike_hold_what_was_drawn() -> None:
    rng = np.random.default_rng(8)
    bounds, held = np.log([(0.01, 0.1), (0.001, 0.01)]), 0
    for ready in rng.random(DRAWS):
        hit = np.exp(rng.uniform(np.log(5_000), np.log(500_000), 2))
        reports = rng.poisson(hit * np.exp(bounds[:, 0] + ready * (bounds[:, 1] - bounds[:, 0])))
        shares = reports / reports.sum()
        assumed = list(zip(shares.tolist(), [(0.01, 0.1), (0.001, 0.01)], strict=True))
        found = people(float(reports.sum()), assumed=assumed)
        held += found is not None and found.low <= hit.sum() <= found.high
    assert 0.86 <= held / DRAWS <= 0.95


def test_what_an_operator_tells_counts_where_countries_are_assumed_to_be_unlike_too() -> None:
    assumed = [(0.5, (0.01, 0.1)), (0.5, (0.001, 0.01))]
    told = people(1000, known=[(500, 100_000), (900, 180_000), (700, 140_000)], assumed=assumed)
    blind = people(1000, assumed=assumed)
    assert told is not None
    assert blind is not None
    assert told.calibrated
    assert told.low < 200_000 < told.high
    assert told.high / told.low < blind.high / blind.low


def test_the_examples_in_the_docstring_run() -> None:
    assert doctest.testmod(sys.modules["groundswell.core.impact.people"]).failed == 0


def test_nine_of_ten_intervals_hold_what_was_simulated() -> None:
    """Strikes of the simulation, each with a propensity of its own, drawn from what is assumed."""
    scenario = Scenario.load("small-town")
    outage = next(each for each in scenario.outages if each.strike is not None)
    assert outage.strike is not None
    rng = np.random.default_rng(20)
    held = 0
    everybody = structs.replace(outage, strike=structs.replace(outage.strike, propensity=PROPENSITY[1]))
    told, *_ = everybody.strands(scenario.population, scenario.services)
    hit = float((told.surge / scenario.population.voice).sum()) / PROPENSITY[1]
    assert hit > 1000
    for propensity in np.exp(rng.uniform(np.log(PROPENSITY[0]), np.log(PROPENSITY[1]), DRAWS)):
        reports = rng.poisson(hit * propensity)
        found = people(float(reports))
        held += found is not None and found.low <= hit <= found.high
    assert 0.86 <= held / DRAWS <= 0.94


def test_what_an_operator_tells_narrows_it_and_moves_it() -> None:
    blind = people(1000)
    told = people(1000, known=[(500, 20_000), (900, 40_000), (700, 28_000), (1200, 45_000)])
    assert blind is not None
    assert told is not None
    assert told.calibrated
    assert told.high / told.low < blind.high / blind.low
    assert told.low < 40_000 < told.high


def test_calibrated_intervals_hold_the_next_outage_nine_times_of_ten() -> None:
    rng = np.random.default_rng(4)
    held = 0
    for _ in range(COSTLY_DRAWS):
        service = float(np.exp(rng.uniform(np.log(PROPENSITY[0]), np.log(PROPENSITY[1]))))
        own = service * np.exp(rng.normal(0.0, 0.5, 6))
        hits = np.exp(rng.uniform(np.log(5_000), np.log(500_000), 6)).astype(int)
        counts = rng.poisson(hits * own)
        known = [(max(int(r), 1), int(h)) for r, h in zip(counts[:5], hits[:5], strict=True)]
        found = people(float(counts[5]), known=known)
        held += found is not None and found.low <= hits[5] <= found.high
    assert 0.86 <= held / COSTLY_DRAWS <= 0.95


def test_usual_reports_are_those_of_its_time() -> None:
    assert usual_reports(100, 10.0, 30) == 20.0
    assert usual_reports(0, 0.0, 30) == 0.0
