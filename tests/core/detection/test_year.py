"""What Year makes of Serfling's scores: alarms as rare as asked for, dated, and kept through a gap."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from groundswell.core.detection import Detector
from groundswell.core.detection.year import Year
from groundswell.core.timegrid import MINUTES_PER_DAY, MINUTES_PER_WEEK

START = 2_600 * MINUTES_PER_WEEK
Counts = NDArray[np.int64]


def weeks(bins: int, series: int, mean: float, seed: int = 1) -> Counts:
    return np.random.default_rng(seed).poisson(mean, (bins, series)).astype(np.int64)


def test_fewer_false_alarms_a_year_cost_the_logarithm_of_how_many_fewer() -> None:
    often, rare = (Year(1, asked, MINUTES_PER_WEEK).limit for asked in (1.0, 0.25))
    assert rare - often == pytest.approx(math.log(4))


def false_alarms(series: int, width: int, mean: float, asked: float) -> float:
    """A series-year, over two years after two that are learned from."""
    bins = 4 * 365 * MINUTES_PER_DAY // width
    past = bins // 2
    season = 0.4 * np.cos(2 * np.pi * np.arange(bins) * width / (365.2425 * MINUTES_PER_DAY))
    counts = np.random.default_rng(7).poisson(mean * np.exp(season)[:, None], (bins, series))
    detector = Detector(series, asked, width)
    detector.learn(START, counts[:past])
    alarm = detector.run(START + past * width, counts[past:]).alarm
    return float((alarm[1:] & ~alarm[:-1]).sum() / (series * 2))


@pytest.mark.parametrize("mean", [0.5, 5.0, 80.0])
def test_false_alarms_of_weeks_are_within_a_factor_of_two_of_those_asked(mean: float) -> None:
    assert 1.0 <= false_alarms(150, MINUTES_PER_WEEK, mean, asked=2.0) <= 4.0


@pytest.mark.parametrize("mean", [0.5, 80.0])
def test_false_alarms_of_days_are_no_more_than_those_asked_and_at_least_a_third(mean: float) -> None:
    assert 0.66 <= false_alarms(40, MINUTES_PER_DAY, mean, asked=2.0) <= 2.4


def test_an_outbreak_is_dated_to_its_first_week_and_ends() -> None:
    counts = weeks(130, 3, 10.0)
    counts[120:122, 1] = (35, 40)
    found = Detector(3, bin_minutes=MINUTES_PER_WEEK).run(START, counts)
    assert found.alarm[121].tolist() == [False, True, False]
    assert found.since[121, 1] == START + 120 * MINUTES_PER_WEEK
    assert not found.alarm[129].any()
    assert (found.since[~found.alarm] == -1).all()


def test_a_week_without_data_neither_raises_nor_ends_an_alarm() -> None:
    counts = weeks(130, 2, 10.0)
    counts[120:122, 1] = (35, 40)
    counts[122] = -1
    found = Detector(2, bin_minutes=MINUTES_PER_WEEK).run(START, counts)
    assert found.alarm[121:123].tolist() == [[False, True], [False, True]]
    assert found.since[122, 1] == found.since[121, 1]


def test_a_shift_of_level_stays_an_alarm_for_some_weeks_and_is_then_the_usual() -> None:
    counts = np.concatenate([weeks(120, 20, 10.0), weeks(80, 20, 30.0, seed=2)])
    found = Detector(20, bin_minutes=MINUTES_PER_WEEK).run(START, counts)
    assert found.alarm[121].mean() > 0.9
    assert found.alarm[150:].mean() < 0.03
    assert found.expected[199].mean() == pytest.approx(30.0, rel=0.35)
