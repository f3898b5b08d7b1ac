"""What a Detector makes of counts that can be none, and of some that are beyond all bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from groundswell.core.detection import Detector
from groundswell.core.detection.saturating_counter import DAYS_MAX
from groundswell.core.timegrid import MINUTES_PER_DAY, MINUTES_PER_WEEK
from tests.core.detection.test_detector import START, poisson


@pytest.mark.parametrize("width", [1, MINUTES_PER_WEEK])
def test_what_can_be_no_count_is_no_data(width: int) -> None:
    """In a history, a run, a step or late: it makes no series deaf."""
    found = []
    for nothing in ([np.nan, np.inf, -7.5], [-1.0] * 3):
        counts: NDArray[Any] = poisson(np.full((76, 2), 5.0)).astype(np.float64)
        counts[[3, 68, 72], 0], counts[4, 1], counts[-1] = nothing, nothing[0], 50.0
        detector = Detector(2, bin_minutes=width)
        detector.learn(START, counts[:66])
        detector.run(START + 66 * width, counts[66:72])
        if width == 1:
            detector.amend(START + 71, np.array([nothing[0], 2.0]))
        steps = [detector.step(START + at * width, counts[at]) for at in range(72, 76)]
        found.append(np.array([steps[-1].score, steps[-1].expected]))
    assert (found[0] > 1).all()
    np.testing.assert_array_equal(found[0], found[1])


def test_a_count_beyond_all_bounds_leaves_the_sums_of_the_windows_fine() -> None:
    detector = Detector(1)
    detector.run(START, poisson(np.full((300, 1), 3.0)))
    detector.step(START + 300, np.array([10**12]))
    detector.run(START + 301, np.full((5, 1), 3))
    assert detector.within(3, np.arange(1)).counts.tolist() == [9.0]


@pytest.mark.parametrize("width", [1, 120])
def test_who_usually_counts_millions_is_bounded_by_those(width: int) -> None:
    detector, usual = Detector(1, bin_minutes=width), 3_000_000 * width
    detector.learn(START - 28 * MINUTES_PER_DAY, np.full((28 * 24, 1), 3_000_000 * 60), 60)
    found = detector.run(START, np.array([[usual]] * 5 + [[10 * usual]] * 8))
    np.testing.assert_allclose(found.expected[4], usual, rtol=0.01)
    assert found.alarm[[4, -1], 0].tolist() == [False, True]


@pytest.mark.parametrize("width", [1, 15, 60, 360])
def test_an_alarm_of_which_nothing_is_heard_for_two_hours_ends(width: int) -> None:
    """Nothing that raised it is left; a shorter gap it outlasts, and what is left out is a gap like any other."""
    detector = Detector(2, bin_minutes=width)
    detector.learn(START - 28 * MINUTES_PER_DAY, np.full((28 * 24, 2), 60), 60)
    silent, hole = np.array([-1, width]), -(-121 // width)
    rise = np.array([9 * width, width])
    assert detector.run(START, np.tile(rise, (8, 1))).alarm[-1].tolist() == [True, False]
    found = detector.run(START + 8 * width, np.tile(silent, (hole, 1)))
    assert found.alarm[:, 0].tolist() == [True] * (hole - 1) + [False]
    assert found.since[-1, 0] == -1
    over = START + (8 + hole) * width
    assert detector.run(over, np.tile(rise, (8, 1))).alarm[:, 0].any()
    assert not detector.step(over + 40 * width + 120, silent).alarm.any()


def test_an_hour_without_data_in_an_alarm_is_not_one_in_which_an_outage_was() -> None:
    """Were it counted as one, two such days would have that hour taken for one of many reports."""
    detector = Detector(1)
    detector.learn(START - 28 * MINUTES_PER_DAY, np.full((28 * 24, 1), 60), 60)
    found = detector.run(START, np.repeat([1, 40, -1, 40], [30, 30, 60, 15])[:, None])
    assert found.alarm[[59, 119], 0].all()
    two_hours = detector.state()["0.baseline.days"].astype(np.uint8)
    days = np.concatenate([two_hours & DAYS_MAX, two_hours >> 4 & DAYS_MAX])
    assert days.sum() == 1


@pytest.mark.parametrize("hole", [3, 30])
def test_reports_that_come_late_for_bins_without_data_are_not_judged(hole: int) -> None:
    """Nothing was expected in these: a gap stays a gap, whether it is over or not."""
    usual = np.array([0.1, 1.0, 10.0, 100.0])
    detector = Detector(4, 12.0)
    detector.learn(START - 28 * MINUTES_PER_DAY, poisson(np.full((28 * 24, 4), 60 * usual)), 60)
    detector.run(START, poisson(np.full((128, 4), usual)))
    late = poisson(np.full((hole, 4), usual), seed=3)
    detector.run(START + 128, np.full((hole, 4), -1))
    detector.amend(START + 128, late[0])
    back = START + 128 + hole
    assert detector.step(back, np.ones(4, dtype=np.int64)).score.max() == 0.0
    for at, row in enumerate(late):
        detector.amend(START + 128 + at, row)
    assert not detector.run(back + 1, poisson(np.full((60, 4), usual), seed=4)).alarm.any()


def test_of_none_none_are_retired() -> None:
    detector = Detector(0)
    detector.retire(np.zeros(0, dtype=np.bool_), np.zeros(0))
    assert detector.step(START, np.zeros(0, dtype=np.int64)).alarm.shape == (0,)
