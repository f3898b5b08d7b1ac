"""How many people: intervals that are wide enough, never points."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from groundswell.core.impact import people, usual_reports
from groundswell.core.impact.people import PROPENSITY
from groundswell.sim import Scenario

DRAWS = 400


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


def test_no_more_are_hit_than_use_it() -> None:
    found = people(1000, users=50_000)
    assert found is not None
    assert found.low <= found.high == 50_000


def test_nine_of_ten_intervals_hold_what_was_simulated() -> None:
    """Strikes of the simulation, each with a propensity of its own, drawn from what is assumed."""
    scenario = Scenario.load("small-town")
    outage = next(each for each in scenario.outages if each.strike is not None)
    assert outage.strike is not None
    rng = np.random.default_rng(20)
    held = 0
    everybody = structs.replace(outage, strike=structs.replace(outage.strike, propensity=1.0))
    told, *_ = everybody.strands(scenario.population, scenario.services)
    hit = float((told.surge / scenario.population.voice).sum())
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
    for _ in range(DRAWS):
        service = float(np.exp(rng.uniform(np.log(PROPENSITY[0]), np.log(PROPENSITY[1]))))
        own = service * np.exp(rng.normal(0.0, 0.5, 6))
        hits = np.exp(rng.uniform(np.log(5_000), np.log(500_000), 6)).astype(int)
        counts = rng.poisson(hits * own)
        known = [(max(int(r), 1), int(h)) for r, h in zip(counts[:5], hits[:5], strict=True)]
        found = people(float(counts[5]), known=known)
        held += found is not None and found.low <= hits[5] <= found.high
    assert 0.86 <= held / DRAWS <= 0.95


def test_usual_reports_are_those_of_its_time() -> None:
    assert usual_reports(100, 10.0, 30) == 20.0
    assert usual_reports(0, 0.0, 30) == 0.0
