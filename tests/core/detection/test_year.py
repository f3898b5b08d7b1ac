"""What Year makes of Serfling's scores: alarms as rare as asked for, dated, and kept through a gap."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from groundswell.core.detection import Detector
from groundswell.core.timegrid import MINUTES_PER_DAY, MINUTES_PER_WEEK

START = 2_600 * MINUTES_PER_WEEK
Counts = NDArray[np.int64]


def weeks(bins: int, series: int, mean: float, seed: int = 1) -> Counts:
    return np.random.default_rng(seed).poisson(mean, (bins, series)).astype(np.int64)


def test_fewer_false_alarms_a_year_cost_the_logarithm_of_how_many_fewer() -> None:
    """And to be one of seven parts that of seven: in bins of any width."""
    for width in (1, MINUTES_PER_DAY, MINUTES_PER_WEEK):
        often, rare, part = (
            Detector(1, asked, width, rarer=np.array([pay])).threshold[0]
            - Detector(1, 1.0, width).threshold[0]
            for asked, pay in ((1.0, 0.0), (0.25, 0.0), (1.0, math.log(7)))
        )
        assert often == 0
        assert part / rare == pytest.approx(math.log(7) / math.log(4), rel=1e-5)
        assert part > 0.5 * math.log(7)


def test_an_alarm_begins_where_rarity_passes_what_is_asked_however_much_that_is() -> None:
    counts = weeks(60, 20, 5.0)
    for asked in (1.0, 500.0):
        found = Detector(20, asked, MINUTES_PER_WEEK).run(START, counts)
        clear = np.abs(found.rarity + math.log(asked)) > 1e-4
        np.testing.assert_array_equal((found.rarity > -math.log(asked))[clear], found.alarm[clear])


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


def test_a_week_with_fifty_times_the_usual_is_no_less_of_an_alarm_than_one_with_five() -> None:
    counts = np.tile(weeks(120, 20, 4.0), (1, 3))
    counts[-1] = np.repeat([20, 200, 20_000], 20)
    found = Detector(60, bin_minutes=MINUTES_PER_WEEK)
    found.learn(START, counts[:-1])
    score = found.step(START + 119 * MINUTES_PER_WEEK, counts[-1]).score.reshape(3, 20)
    assert (np.diff(score, axis=0) >= 0).all()


def test_a_week_without_data_neither_raises_nor_ends_an_alarm() -> None:
    counts = weeks(130, 2, 10.0)
    counts[120:122, 1] = (35, 40)
    counts[122] = -1
    found = Detector(2, bin_minutes=MINUTES_PER_WEEK).run(START, counts)
    assert found.alarm[121:123].tolist() == [[False, True], [False, True]]
    assert found.since[122, 1] == found.since[121, 1]


@pytest.mark.parametrize("width", [MINUTES_PER_DAY, MINUTES_PER_WEEK])
def test_a_history_of_hours_teaches_what_its_days_or_weeks_would(width: int) -> None:
    hours = width // 60
    history = np.random.default_rng(1).poisson(0.5, (9 * hours, 3))
    history[2 * hours + 5, 1] = -1
    fine, coarse = Detector(3, bin_minutes=width), Detector(3, bin_minutes=width)
    fine.learn(START - 300, np.concatenate([history[:5], history]), 60)
    sums = history.reshape(9, hours, 3).sum(axis=1)
    sums[2, 1] = -1
    coarse.learn(START, sums)
    for name, array in coarse.state().items():
        np.testing.assert_array_equal(array, fine.state()[name], err_msg=name)


@pytest.mark.parametrize("width", [120, MINUTES_PER_DAY])
def test_what_comes_late_for_a_wide_bin_is_refused_and_not_lost_in_silence(width: int) -> None:
    detector = Detector(1, bin_minutes=width)
    detector.step(START, np.array([3]))
    with pytest.raises(AssertionError, match="what comes late is not taken in"):
        detector.amend(START, np.array([1]))


def test_a_shift_of_level_stays_an_alarm_for_some_weeks_and_is_then_the_usual() -> None:
    counts = np.concatenate([weeks(120, 20, 10.0), weeks(80, 20, 30.0, seed=2)])
    found = Detector(20, bin_minutes=MINUTES_PER_WEEK).run(START, counts)
    assert found.alarm[121].mean() > 0.9
    assert found.alarm[150:].mean() < 0.03
    assert found.expected[199].mean() == pytest.approx(30.0, rel=0.35)
