"""What teaches the usual though it looks like an outage: what comes every day, and the first days of a service."""

from __future__ import annotations

import numpy as np

from groundswell.core.detection import Detector
from groundswell.core.detection.baseline import Baseline
from groundswell.core.detection.week import Week
from groundswell.core.timegrid import MINUTES_PER_WEEK
from tests.core.detection.test_detector import DAY, START, poisson


def test_a_peak_at_the_same_hour_of_every_day_is_the_usual_after_a_week_and_an_outage_of_two_days_is_not() -> (
    None
):
    monday, width = START - START % MINUTES_PER_WEEK - 3 * DAY, 60
    hours = np.arange(4 * 168)
    day, hour = hours // 24, hours % 24
    peaks = np.stack(
        [
            (hour == 20),  # every day
            (hour == 20) & (day % 7 < 5),  # from Monday to Friday
            (hour == 20) & (day != 1),  # a day without data in the midst
            (hour == 20) & np.isin(day, [0, 1]),
        ],
        axis=1,
    )
    detector = Detector(4, bin_minutes=width)
    detector.learn(monday - 28 * DAY, poisson(np.full((28 * 24, 4), 120.0)))
    counts = poisson(np.where(peaks, 720.0, 120.0), 2)
    counts[24:48, 2] = -1
    found = detector.run(monday, counts)
    assert not found.alarm[15 * 24 :].any()
    last = 25 * 24 + 20  # a Friday
    assert (found.expected[last, :3] > 0.4 * 720).all()
    assert found.alarm[[20, 44], 3].all()
    assert found.expected[13 * 24 + 20, 3] < 1.3 * 120


def test_a_peak_of_one_hour_is_learned_from_a_history_and_one_outage_in_its_place_is_not() -> None:
    hours = np.arange(28 * 24)
    mean = np.full((28 * 24, 2), 120.0)
    mean[hours % 24 == 20, 0] = 720.0
    mean[9 * 24 + 20, 1] = 720.0
    detector = Detector(2, bin_minutes=60)
    detector.learn(START - 28 * DAY, poisson(mean))
    slot = (START // 60 + hours[:168]) % 24
    usual = detector.forecast(START, 168, 60)[0]
    evening = (START // 60 - 28 * 24 + 20) % 24
    assert (usual[slot == evening, 0] > 0.5 * 720).all()
    assert (usual[:, 1] < 1.3 * 120).all()


def test_the_steep_mornings_of_new_services_are_learned_in_bins_of_an_hour() -> None:
    minute = START + 60 * np.arange(7 * 24)[:, None]
    mean = np.full(40, 300.0) * np.exp(1.2 * np.cos(2 * np.pi * (minute % DAY - 300) / DAY))
    alarm = Detector(40, bin_minutes=60).run(START, poisson(mean)).alarm
    assert (alarm[1:] & ~alarm[:-1]).sum() <= 8  # not each of them, morning after morning


def test_days_with_more_than_one_without_data_between_them_are_not_days_running() -> None:
    baseline = Baseline(2, 60, Week())
    baseline.hour = 20
    baseline.days[:] = 0x22  # each hour of the day was held twice
    baseline.sleep(np.array([0, 1]), np.array([24, 48]))
    recurs = baseline.recurs()
    assert recurs is not None
    assert recurs.tolist() == [True, False]


def test_what_recurs_is_told_with_squares_that_fit_its_counts() -> None:
    minutes = np.arange(5 * DAY + 50)  # the last of them in the hour of the fifth day's peak
    detector = Detector(3)
    detector.run(START - START % DAY, poisson(np.where(minutes % DAY < 60, 6.0, 0.3)[:, None] * np.ones(3)))
    usual = detector._blocks[0].baseline
    assert usual.recurs() is not None
    assert (
        usual.hour_squares * usual.hour_bins >= usual.hour_counts**2
    ).all()  # or their variance were below 0
