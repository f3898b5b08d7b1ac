"""The scorer gives the answers that one can work out by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from bench.score import Scorer, Scores, interval
from bench.streams import YEAR, Nuisance, Outage, Plan, Stream

PLAN = Plan(services=2, regions=1, symptoms=1, warm_days=1, test_days=200)
MINUTES = PLAN.minutes - PLAN.split
OUTAGES = (
    Outage(0, 1000, 1100, "sharp", 5.0, 500.0, 1.0),
    Outage(0, 5000, 5050, "slow", 5.0, 100.0, 1.0),
    Outage(1, 2000, 2005, "short", 5.0, 10.0, 0.1),
)


def stream(outages: tuple[Outage, ...] = OUTAGES, nuisances: tuple[Nuisance, ...] = ()) -> Stream:
    counts = np.zeros((PLAN.minutes, 2), dtype=np.int16)
    usual = np.zeros((PLAN.minutes, 2), dtype=np.float32)
    return Stream(PLAN, 0, counts, np.array([1.0, 0.1]), usual, outages, nuisances)


def silence() -> Scores:
    return np.zeros((MINUTES, 2), dtype=np.float32)


def perfect() -> Scores:
    scores = silence()
    for outage in OUTAGES:
        scores[outage.start : outage.end, outage.service] = 1
    return scores


def test_a_perfect_detector_finds_all_within_a_minute_and_alarms_falsely_never() -> None:
    (row,) = Scorer(stream()).rows(perfect(), (12,))
    assert (row.recall, row.delay_median, row.delay_p95, row.false_alarms) == (100.0, 1.0, 1.0, 0.0)
    assert row.end_median == 0
    assert row.by_shape["slow"] == 100
    assert math.isnan(row.by_shape["flap"])


def test_a_detector_that_never_alarms_finds_nothing() -> None:
    (row,) = Scorer(stream()).rows(silence(), (12,))
    assert (row.recall, row.delay_median, row.false_alarms) == (0.0, math.inf, 0.0)


def test_a_detector_that_always_alarms_finds_nothing_since_no_alarm_begins() -> None:
    row = Scorer(stream()).decided(np.ones((MINUTES, 2), dtype=np.bool_))
    assert row.recall == 0
    assert row.false_alarms * Scorer(stream()).years == pytest.approx(2)


def test_an_alarm_counts_from_when_it_opens_and_not_at_all_if_it_never_does() -> None:
    alarms = perfect() > 0
    alarms[8000:8010, 1] = True
    opens = np.zeros_like(alarms)
    opens[1030:1040, 0] = True  # half an hour late, and no more after that; in the others never
    opens[1200:1300, 0] = True  # there is no alarm
    row = Scorer(stream(), opens=opens).decided(alarms)
    assert row.recall == pytest.approx(100 / 3)
    assert row.found_median == 31.0
    assert row.false_alarms == 0
    assert Scorer(stream()).decided(alarms).false_alarms > 0
    alarms[950:1000, 0] = True  # it stood at the onset, but was called no outage
    assert Scorer(stream(), opens=opens).decided(alarms).found_median == 31.0


def test_an_alarm_that_stands_at_the_onset_earns_nothing() -> None:
    alarms = perfect() > 0
    alarms[990:1000, 0] = True
    row = Scorer(stream()).decided(alarms)
    assert row.recall == pytest.approx(100 * 2 / 3)
    assert row.by_size["large"] == 0
    assert row.false_alarms > 0


@pytest.mark.parametrize(("quiet", "found"), [(14, 0), (15, 1)])
def test_minutes_up_to_fifteen_apart_are_one_alarm(quiet: int, found: int) -> None:
    alarms = silence() > 0
    alarms[1000 - quiet, 0] = True
    alarms[1001, 0] = True
    assert Scorer(stream()).decided(alarms).recall == pytest.approx(found * 100 / 3)


@pytest.mark.parametrize(("at", "false"), [(1099, 0), (1100, 0), (1159, 0), (1160, 1), (999, 1)])
def test_an_alarm_in_the_hour_after_an_outage_is_not_false_but_finds_nothing(at: int, false: int) -> None:
    alarms = silence() > 0
    alarms[at, 0] = True
    scorer = Scorer(stream())
    row = scorer.decided(alarms)
    assert row.false_alarms * scorer.years == pytest.approx(false)
    assert (row.recall > 0) == (1000 <= at < 1100)


def test_an_alarm_of_one_service_finds_no_outage_of_another() -> None:
    alarms = silence() > 0
    alarms[2001, 0] = True
    row = Scorer(stream()).decided(alarms)
    assert row.recall == 0
    assert row.false_alarms > 0


def test_the_delay_is_that_of_the_first_alarm_and_the_end_that_of_the_last() -> None:
    alarms = silence() > 0
    alarms[1009:1012, 0] = alarms[1060:1107, 0] = True
    row = Scorer(stream()).decided(alarms)
    assert row.found_median == 10
    assert row.end_median == 7


def test_the_lowest_threshold_that_keeps_the_budget_is_taken() -> None:
    scores = perfect() * 5
    scores[2000, 1] = 2.5
    noise = np.arange(20) * 500 + 20_000
    scores[noise, 1] = np.linspace(1, 3, 20)
    scorer = Scorer(stream())
    for budget in (4, 12):
        (row,) = scorer.rows(scores, (budget,))
        allowed = math.floor(budget * scorer.years)
        assert row.false_alarms * scorer.years == pytest.approx(allowed)
        assert row.threshold == pytest.approx(scores[noise[-allowed - 1], 1], abs=1e-3)


def test_a_budget_that_the_stream_is_too_short_for_gives_no_row() -> None:
    assert not Scorer(stream()).rows(perfect(), (1,))
    assert Scorer(stream()).years == pytest.approx((2 * MINUTES - 160 - 110 - 65) / YEAR)


def test_no_opinion_is_no_alarm() -> None:
    scores = perfect()
    scores[:900] = np.nan
    (row,) = Scorer(stream()).rows(scores, (12,))
    assert row.recall == 100


def test_a_false_alarm_is_laid_to_what_happened_then() -> None:
    nuisances = (
        Nuisance("dst", 0, 0, MINUTES),
        Nuisance("bump", 0, 10_000, 10_100),
        Nuisance("gap", -1, 30_000, 30_010),
    )
    alarms = silence() > 0
    for service, at in ((0, 10_050), (0, 30_020), (0, 50_000), (1, 10_050)):
        alarms[at, service] = True
    causes = Scorer(stream(nuisances=nuisances)).decided(alarms).causes
    assert {kind: n for kind, n in causes.items() if n} == {"bump": 1, "gap": 1, "dst": 1, "noise": 1}


def test_false_alarms_are_told_by_size_of_service() -> None:
    alarms = silence() > 0
    alarms[[20_000, 40_000, 60_000], 1] = True
    small, large = Scorer(stream()).false_alarms_by(alarms, (0.01, 0.5, 100.0))
    assert large == 0
    assert small * (MINUTES - 65) / YEAR == pytest.approx(3)


def test_delays_are_told_by_size_of_service_and_a_missed_outage_has_none() -> None:
    alarms = perfect() > 0
    alarms[5000:5050, 0] = False
    alarms[2000, 1] = False
    assert Scorer(stream()).delays_by(alarms, (0.01, 0.5, 100.0)) == [[2.0], [1.0, math.inf]]


def test_the_order_in_which_outages_are_listed_does_not_matter() -> None:
    backwards = replace(stream(), outages=OUTAGES[::-1])
    assert Scorer(backwards).rows(perfect(), (12,))[0].recall == 100


@pytest.mark.parametrize(
    ("events", "low", "high"), [(0, 0.0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.39), (100, 81.36, 121.6)]
)
def test_the_interval_of_a_rate_is_the_exact_one_of_a_poisson_count(
    events: int, low: float, high: float
) -> None:
    assert interval(events, 1.0) == pytest.approx((low, high), rel=1e-3, abs=1e-6)
    assert interval(events, 4.0) == pytest.approx((low / 4, high / 4), rel=1e-3, abs=1e-6)
