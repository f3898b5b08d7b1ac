"""What a Detector makes of hours that it was never told of, of counts that can be none, and of weeks that nobody knows yet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from groundswell.core.detection import Detector
from groundswell.core.timegrid import MINUTES_PER_WEEK
from tests.core.detection.test_detector import DAY, START, day_and_night, poisson


@pytest.mark.parametrize("width", [1, MINUTES_PER_WEEK])
def test_what_can_be_no_count_is_no_data(width: int) -> None:
    """In a history, a run or a step: it makes no series deaf."""
    found = []
    for nothing in ([np.nan, np.inf, -7.5], [-1.0] * 3):
        counts: NDArray[Any] = poisson(np.full((76, 2), 5.0)).astype(np.float64)
        counts[[3, 68, 72], 0], counts[4, 1], counts[-1] = nothing, nothing[0], 35.0
        detector = Detector(2, bin_minutes=width)
        detector.learn(START, counts[:66])
        detector.run(START + 66 * width, counts[66:72])
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


def test_hours_of_the_week_that_were_never_heard_say_nothing_of_a_series_with_gaps() -> None:
    """Days here and there and working hours alone: which hours are known does not follow from how many there were."""
    at = START + 60 * np.arange(25 * 24)
    mean = np.tile(24 * np.exp(1.5 * np.cos(2 * np.pi * (at % DAY - 900) / DAY))[:, None], (1, 10))
    counts = poisson(mean)
    counts[at // DAY % 11 != at[0] // DAY % 11, :5] = -1
    counts[(at % DAY < 540) | (at % DAY >= 1020), 5:] = -1
    off = np.where(counts >= 0, Detector(10, bin_minutes=60).run(START, counts).expected / mean, np.nan)
    assert np.nanmean(off[48:, :5][mean[48:, :5] < 12]) < 1.5
    assert np.nanmean(off[15 * 24 :, 5:][at[15 * 24 :] % DAY == 540]) < 1.3


def test_services_that_are_new_together_know_their_nights_on_the_third_day() -> None:
    mean = day_and_night(np.full(20, 1.0), 3 * 96, 15) ** 2
    found = Detector(20, bin_minutes=15).run(START, poisson(mean))
    third = slice(2 * 96, None)
    np.testing.assert_allclose((found.expected / mean)[third].reshape(4, -1).mean(axis=1), 1.0, atol=0.2)
