"""The weekly benchmark and Farrington's method, against what can be worked out otherwise."""

import numpy as np
import pytest
from bench.outbreaks import CURRENT, WEEKS, Block

from bench import farrington, outbreaks
from groundswell.core.detection.shiryaev_roberts import FALL_MAX, TOLD_MAX

WEEK = np.arange(1, WEEKS + 1)


def test_the_42_scenarios_stand_in_the_papers_order() -> None:
    found = outbreaks.scenarios()
    assert [one.number for one in found] == list(range(1, 43))
    eighth = np.exp(-2.0 + 0.10 * np.cos(2 * np.pi * WEEK / 52) + 0.30 * np.sin(2 * np.pi * WEEK / 52))
    assert found[7].mean == pytest.approx(eighth)
    assert found[9].mean == pytest.approx(np.exp(-2.0 + 0.005 * WEEK))
    assert found[41].dispersion == 1.2


def test_counts_have_the_stated_mean_and_dispersion() -> None:
    scenario = outbreaks.scenarios()[18]
    calm = next(block for block in outbreaks.blocks(scenario, 200, 1) if block.size == 0)
    assert calm.counts.mean() == pytest.approx(scenario.mean.mean(), rel=0.02)
    spread = (calm.counts - scenario.mean) ** 2 / scenario.mean
    assert spread.mean() == pytest.approx(scenario.dispersion, rel=0.03)
    assert not calm.cases.any()


def test_an_outbreak_has_cases_in_the_current_weeks_only_and_of_its_size() -> None:
    scenario = outbreaks.scenarios()[36]
    ten = [block for block in outbreaks.blocks(scenario, 50, 1) if block.size == 10]
    cases = np.concatenate([block.cases for block in ten])
    assert not cases[:, : CURRENT[0]].any()
    deviation = np.sqrt(scenario.dispersion * scenario.mean[CURRENT[0] :].mean())
    assert cases.sum(axis=1).mean() == pytest.approx(10 * deviation, rel=0.05)
    again = [block for block in outbreaks.blocks(scenario, 50, 1) if block.size == 10]
    assert np.array_equal(again[0].counts, ten[0].counts)


def test_a_detector_that_knows_finds_all_and_one_that_guesses_finds_few() -> None:
    rng = np.random.default_rng(1)
    blocks = [block for block in outbreaks.blocks(outbreaks.scenarios()[0], 20, 1) if block.size in (0, 10)]
    knows = outbreaks.measured(
        [(block, (block.cases[:, slice(*CURRENT)] > 0).astype(np.float64)) for block in blocks], 0.0
    )
    assert (knows.detected, knows.sensitivity, knows.false_positives, knows.delay) == (100, 100, 0, 0)
    guesses = outbreaks.measured([(block, rng.random((20, 49))) for block in blocks])
    assert guesses.false_positives == pytest.approx(2.5, abs=0.1)
    assert guesses.sensitivity == pytest.approx(2.5, abs=3)


def test_an_outbreak_without_cases_counts_as_none() -> None:
    zero = np.zeros((1, WEEKS), dtype=np.int64)
    one = zero.copy()
    one[0, 600:603] = 4
    scores = np.zeros((1, 49))
    late = scores.copy()
    late[0, 601 - CURRENT[0]] = 1
    reached = outbreaks.measured(
        [(Block(0, zero, zero), scores), (Block(3, zero, zero), scores), (Block(3, one, one), late)]
    )
    assert reached.detected == 100
    assert reached.detected_first_week == 0
    assert reached.sensitivity == pytest.approx(100 / 3)
    assert reached.delay == 1


def test_ears_looks_at_the_seven_weeks_before() -> None:
    counts = np.random.default_rng(5).poisson(9.0, (3, WEEKS))
    for kind, lag in (("C1", 0), ("C2", 2)):
        past = counts[:, 599 - lag - 7 : 599 - lag]
        expected = (counts[:, 599] - past.mean(axis=1)) / past.std(axis=1, ddof=1)
        assert outbreaks.ears(kind)(counts)[:, 599 - CURRENT[0]] == pytest.approx(expected)


def test_farrington_alarms_in_about_one_of_a_hundred_calm_weeks() -> None:
    counts = np.random.default_rng(1).poisson(20.0, (30, WEEKS))
    assert (farrington.farrington(counts) > 1).mean() == pytest.approx(0.01, abs=0.008)


def test_farrington_finds_a_rise_and_follows_season_and_trend() -> None:
    mean = np.exp(3.0 + 0.002 * WEEK + 0.5 * np.cos(2 * np.pi * WEEK / 52))
    counts = np.random.default_rng(2).poisson(mean, (20, WEEKS))
    calm = farrington.farrington(counts)
    assert (calm > 1).mean() < 0.03
    assert abs(calm.mean()) < 0.1
    counts[:, 600] = (2 * counts[:, 600]).astype(np.int64)
    assert (farrington.farrington(counts)[:, 600 - CURRENT[0]] > 1).mean() > 0.9


def test_farrington_is_not_dulled_by_past_outbreaks() -> None:
    counts = np.random.default_rng(3).poisson(20.0, (30, WEEKS))
    counts[:, 450:454] += 60
    counts[:, 600] = 37
    assert (farrington.farrington(counts)[:, 600 - CURRENT[0]] > 1).mean() > 0.9


def test_farrington_does_not_judge_a_handful_of_cases() -> None:
    counts = np.zeros((1, WEEKS), dtype=np.int64)
    counts[0, 600] = 4
    assert farrington.farrington(counts).max() <= 0
    counts[0, 600] = 5
    assert farrington.farrington(counts).max() > 1


def test_the_limit_is_the_quantile_of_the_negative_binomial() -> None:
    rng = np.random.default_rng(4)
    for mean, dispersion in ((0.3, 1.5), (5.0, 2.0), (80.0, 3.0)):
        drawn = rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion, 400_000)
        limit = farrington._upper(np.array([mean]), np.array([dispersion]))[0]
        assert (drawn <= limit).mean() >= 0.989
        assert (drawn <= limit - 1).mean() < 0.991


def test_an_alarm_that_outlasts_its_outbreak_costs_specificity_but_none_before_it() -> None:
    zero = np.zeros((1, WEEKS), dtype=np.int64)
    sick = zero.copy()
    sick[0, 590:592] = 4
    scores = np.zeros((1, 49))
    long = scores.copy()
    long[0, 590 - CURRENT[0] : 594 - CURRENT[0]] = 1
    reached = outbreaks.measured([(Block(0, zero, zero), scores), (Block(3, sick, sick), long)], 0.0)
    assert reached.specificity == pytest.approx(100 * 45 / 47)
    assert reached.specificity_before == 100


def test_without_its_two_rules_a_burst_that_was_told_weighs_in_full_and_holds_no_longer_than_it_lasts() -> (
    None
):
    counts = np.random.default_rng(6).poisson(9.0, (1, WEEKS))
    counts[0, 600:602] = 24
    weeks = slice(600 - CURRENT[0], 606 - CURRENT[0])
    (ruled,), (unruled,) = outbreaks.ours(counts)[:, weeks], outbreaks.ours_unruled(counts)[:, weeks]
    assert unruled[0] == pytest.approx(ruled[0], abs=0.5)
    assert unruled[1] > ruled[1] + 1  # the burst was told in its first week
    assert unruled[3] < ruled[3] - 1  # and is over
    with_them = outbreaks.ours_unruled(counts, TOLD_MAX, FALL_MAX)[:, weeks]
    assert np.array_equal(with_them[0].astype(np.float32), ruled.astype(np.float32))
