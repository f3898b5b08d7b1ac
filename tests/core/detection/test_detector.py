"""What the Detector promises beside test_promises.py: quiet at birth, taught by usual days and not by outages."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from groundswell.core.detection import Detector
from groundswell.core.detection import detector as module
from groundswell.core.detection.baseline import SPREAD_PRIOR, UNTAUGHT, Baseline, Places
from groundswell.core.detection.cornish_fisher import upper_quantile
from groundswell.core.detection.week import Week, unseen
from groundswell.core.timegrid import MINUTES_PER_WEEK, hour_of_week

DAY = 1440
START = 29_000_160
"""A whole quarter of an hour, somewhere in 2025."""


def day_and_night(rates: NDArray[np.float64], bins: int, bin_minutes: int = 1) -> NDArray[np.float64]:
    """Mean counts per bin of services with a day and a night."""
    minute = START + bin_minutes * np.arange(bins)[:, None]
    return rates * bin_minutes * np.exp(0.7 * np.cos(2 * np.pi * (minute % DAY) / DAY))


def poisson(mean: NDArray[np.float64], seed: int = 1) -> NDArray[np.int64]:
    return np.random.default_rng(seed).poisson(mean).astype(np.int64)


def test_gaps_never_raise_an_alarm() -> None:
    detector = Detector(2)
    detector.run(START, poisson(np.full((600, 2), [0.2, 20.0])))
    silent = detector.run(START + 600, np.full((600, 2), -1))
    assert not silent.alarm.any()
    assert (silent.score <= silent.score[0]).all()


def test_a_gap_is_not_a_silence() -> None:
    counts = poisson(np.full((2 * DAY, 1), 10.0))
    after = []
    for nothing in (-1, 0):
        counts[DAY:] = nothing
        after.append(float(Detector(1).run(START, counts).expected[-1, 0]))
    assert after[0] == pytest.approx(10, rel=0.1)
    assert after[1] < 5


def test_the_backlog_after_a_gap_is_not_an_outage() -> None:
    detector = Detector(2)
    detector.learn(START, poisson(np.full((3 * DAY, 2), [0.5, 20.0])))
    gap = np.full((40, 2), -1)
    flush = np.array([[20, 800]])
    found = detector.run(
        START + 3 * DAY, np.concatenate([gap, flush, poisson(np.full((60, 2), [0.5, 20.0]))])
    )
    assert not found.alarm.any()


@pytest.mark.parametrize("rate", [0.02, 1.0, 40.0, 900.0])
def test_a_new_series_at_a_steady_unknown_rate_does_not_alarm(rate: float) -> None:
    assert not Detector(40).run(START, poisson(np.full((600, 40), rate))).alarm.any()


def test_a_new_series_at_exactly_forty_a_minute_does_not_alarm() -> None:
    assert not Detector(1).run(START, np.full((DAY, 1), 40)).alarm.any()


def test_the_first_days_and_nights_of_new_series_do_not_alarm() -> None:
    mean = day_and_night(np.repeat([0.3, 3.0, 30.0], 20), 3 * 288, 5)
    assert Detector(60, bin_minutes=5).run(START, poisson(mean)).alarm.any(axis=0).sum() <= 2


def test_a_new_series_that_was_silent_for_hours_alarms_when_reports_pour_in() -> None:
    counts = np.concatenate([np.zeros(16), [14, 30, 60]]).astype(np.int64)[:, None]
    found = Detector(1, bin_minutes=15).run(START, counts)
    assert not found.alarm[:16].any()
    assert found.alarm[17:].all()
    assert found.since[-1, 0] == START + 16 * 15


def test_the_usual_of_a_new_sparse_series_is_its_own_within_a_few_bins() -> None:
    found = Detector(1, bin_minutes=15).run(START, np.full((12, 1), 30))
    assert found.expected[0, 0] < 2
    assert found.expected[6, 0] == pytest.approx(30, rel=0.2)


def test_an_outage_raises_an_alarm_soon_dates_its_beginning_and_ends_it_when_it_is_over() -> None:
    usual = np.array([0.05, 0.5, 5.0, 50.0])
    detector = Detector(4)
    detector.learn(START - 28 * DAY, poisson(np.tile(usual, (28 * DAY, 1)), 3))
    mean = np.tile(usual, (480, 1))
    mean[120:210] = usual * 10 + 0.5
    found = detector.run(START, poisson(mean, 4))
    assert not found.alarm[:120].any()
    first = found.alarm.argmax(axis=0)
    assert (first < 120 + np.array([25, 10, 6, 6])).all()
    began = found.since[first, np.arange(4)]
    assert (np.abs(began - (START + 120)) <= np.array([20, 8, 3, 3])).all()
    assert not found.alarm[-1].any()
    assert (found.since[-1] == -1).all()
    switched = np.diff(found.alarm.astype(int), axis=0) == 1
    assert (switched.sum(axis=0) == 1).all()


def test_the_end_of_an_outage_that_brought_much_is_known_within_a_quarter_of_an_hour_and_a_little() -> None:
    usual = np.array([0.05, 0.5, 5.0, 50.0])
    detector = Detector(4)
    detector.learn(START - 28 * DAY, poisson(np.tile(usual, (28 * DAY, 1)), 3))
    mean = np.tile(usual, (360, 1))
    mean[60:180] = usual * 20 + 2
    on = detector.run(START, poisson(mean, 5)).alarm
    assert on[90:180].all()
    assert (on[180:].argmin(axis=0) <= 18).all()
    assert not on[200:].any()


def test_an_outage_of_a_few_times_the_usual_is_not_over_before_it_is_over() -> None:
    usual = np.array([1.0, 5.0, 50.0] * 10)
    detector = Detector(30, 12.0)
    detector.learn(START - 28 * DAY, poisson(np.tile(usual, (28 * DAY, 1)), 3))
    mean = np.tile(usual, (480, 1))
    mean[60:80] = usual * 10
    mean[80:360] = usual * 3.5
    on = detector.run(START, poisson(mean, 5)).alarm
    assert on[80].all()
    assert (on[80:360].mean(axis=0) == 1).mean() >= 0.9
    assert not on[-1].any()


def test_an_outage_of_a_sleepy_service_is_one_alarm() -> None:
    usual = np.full(60, 0.03)
    detector = Detector(60)
    detector.learn(START - 28 * DAY, poisson(np.tile(60 * usual, (28 * 24, 1)), 3), 60)
    mean = np.tile(usual, (540, 1))
    mean[60:420] *= 10
    on = detector.run(START, poisson(mean, 5)).alarm
    begins = (on[1:] & ~on[:-1])[:420].sum(axis=0)
    assert (begins >= 1).all()
    assert begins.mean() < 1.4
    assert not on[500:].any()


def test_an_outage_does_not_teach_the_usual() -> None:
    usual = np.array([0.5, 5.0, 50.0])
    calm, struck = Detector(3), Detector(3)
    history = poisson(np.tile(usual, (7 * DAY, 1)), 5)
    for detector in (calm, struck):
        detector.learn(START - 7 * DAY, history)
    mean = np.tile(usual, (600, 1))
    calm.run(START, poisson(mean, 6))
    mean[60:360] *= 20
    struck.run(START, poisson(mean, 6))
    expected, _ = calm.forecast(START + 600, 24, 60)
    after, _ = struck.forecast(START + 600, 24, 60)
    np.testing.assert_allclose(after, expected, rtol=0.2)


def test_outages_bumps_and_bursts_in_the_history_do_not_teach_the_usual() -> None:
    usual = np.array([0.05, 0.5, 5.0, 50.0])
    mean = np.tile(usual, (28 * DAY, 1))
    clean = Detector(4)
    clean.learn(START - 28 * DAY, poisson(mean, 7))
    rng = np.random.default_rng(8)
    for start in rng.integers(0, 27 * DAY, 8):
        mean[start : start + 180] *= 15
    mean[5 * DAY : 5 * DAY + 300] *= 2
    mean[9 * DAY : 9 * DAY + 20, 0] += 8
    dirty = Detector(4)
    dirty.learn(START - 28 * DAY, poisson(mean, 7))
    want, _ = clean.forecast(START, 168, 60)
    have, _ = dirty.forecast(START, 168, 60)
    np.testing.assert_allclose(have.mean(axis=0), want.mean(axis=0), rtol=0.15)
    assert (have[:, 2:] < 1.6 * want[:, 2:]).all()


def test_a_lasting_shift_of_level_is_followed_within_days() -> None:
    detector = Detector(2, bin_minutes=5)
    detector.learn(START - 14 * DAY, poisson(np.full((14 * 288, 2), 30.0)))
    shifted = np.array([7.5, 120.0])
    found = detector.run(START, poisson(np.tile(shifted, (6 * 288, 1)), 2))
    np.testing.assert_allclose(found.expected[-1], shifted, rtol=0.35)
    assert not found.alarm[-1].any()


def test_the_day_and_night_of_a_service_are_learned_within_a_week() -> None:
    mean = day_and_night(np.full(3, 4.0), 8 * 288, 5)
    found = Detector(3, bin_minutes=5).run(START, poisson(mean))
    last = found.expected[7 * 288 :].mean(axis=1)
    assert np.abs(np.log(last / mean[7 * 288 :, 0])).mean() < 0.15


def test_history_of_minutes_and_of_quarter_hours_teach_the_same_usual() -> None:
    minutes = poisson(day_and_night(np.array([0.05, 2.0, 40.0]), 28 * DAY))
    fine, coarse = Detector(3), Detector(3)
    fine.learn(START - 28 * DAY, minutes)
    coarse.learn(START - 28 * DAY, minutes.reshape(-1, 15, 3).sum(axis=1), bin_minutes=15)
    np.testing.assert_allclose(coarse.forecast(START, 96, 15)[0], fine.forecast(START, 96, 15)[0], rtol=0.02)
    hours = minutes.reshape(-1, 180, 3).sum(axis=1)
    for told in (hours, lambda part: hours[:, part]):  # which hour of three it was is not known
        coarse = Detector(3)
        coarse.learn(START - 28 * DAY, told, bin_minutes=180)
        expected, upper = coarse.forecast(START, 96, 15)
        assert (
            upper > 0.999 * upper_quantile(expected, np.full(3, SPREAD_PRIOR))
        ).all()  # dealt hours do not stray
        like = expected[:, 1:] / fine.forecast(START, 96, 15)[0][:, 1:]
        np.testing.assert_allclose(like, 1.0, atol=0.25)


@pytest.mark.parametrize("days", [3, 10, 14])
def test_what_is_forecast_is_what_is_then_expected(days: int) -> None:
    taught = Detector(2)
    past = day_and_night(np.array([1.0, 9.0]), days * 96, 15)
    taught.learn(START - days * DAY, poisson(past), 15)
    detector = Detector.restore(taught.state())
    expected, upper = detector.forecast(START, 30, 1)
    found = detector.run(START, np.full((30, 2), -1))
    np.testing.assert_allclose(found.expected, expected, rtol=1e-5)
    assert (upper > expected).all()


def test_bins_as_wide_as_a_day_or_a_week_are_judged_too() -> None:
    for width in (20, DAY, MINUTES_PER_WEEK):
        counts = poisson(np.full((120, 5), 8.0), 9)
        counts[100:103] = 80
        found = Detector(5, bin_minutes=width).run(START // width * width, counts)
        assert found.alarm[:100].mean() < 0.05
        assert found.alarm[102].all()


@pytest.mark.parametrize("rate", [0.05, 1.0, 20.0])
def test_a_service_that_only_has_days_and_clusters_alarms_no_more_often_than_was_asked(rate: float) -> None:
    series, days, wanted = 400, 6, 12.0
    mean = day_and_night(np.full(series, rate), 34 * 96, 15)
    rng = np.random.default_rng(11)
    clustered = rng.poisson(mean * rng.gamma(np.maximum(mean, 1e-9) / 0.3, 0.3 / mean))
    detector = Detector(series, wanted, 15)
    detector.learn(START - 28 * DAY, clustered[: 28 * 96])
    alarm = detector.run(START, clustered[28 * 96 :]).alarm
    episodes = (alarm[1:] & ~alarm[:-1]).sum() + alarm[0].sum()
    assert episodes <= 2.5 * wanted * series * days / 365


def test_asking_for_fewer_false_alarms_raises_every_threshold() -> None:
    rare, often = Detector(3, 0.1), Detector(3, 50.0)
    assert (rare.threshold > often.threshold).all()


def test_a_month_of_ones_makes_one_a_minute_the_usual() -> None:
    detector = Detector(200)
    detector.learn(START, np.ones((28 * DAY, 200), dtype=np.int16))
    np.testing.assert_allclose(detector.forecast(START + 28 * DAY, 3, 1)[0], 1.0, rtol=0.05)


def test_an_hour_that_holds_more_than_the_faded_level_leaves_the_week_finite() -> None:
    baseline = Baseline(1, 15, Week())
    baseline.hour, baseline.shape[:] = 500, 1.0
    baseline.hour_counts[:], baseline.hour_bins[:] = 40.0, 4
    for level_counts in (1.0, 39.0):
        baseline.level_counts[:], baseline.level_bins[:] = level_counts, 4.0
        for _ in range(30):
            baseline.leave(500)
            baseline.hour_counts[:], baseline.hour_bins[:] = 40.0, 4
            baseline.seen[:] = 4
    assert np.isfinite(baseline.shape).all()
    assert (baseline.shape >= 0).all()


def test_reports_that_come_late_count_as_if_they_had_come_in_time() -> None:
    usual = [0.2, 2.0, 20.0]
    counts = poisson(np.full((110, 3), usual))
    counts[100:] += [3, 20, 120]
    late = np.minimum(counts, [1, 2, 10])
    prompt, tardy = Detector(3), Detector(3)
    for detector in (prompt, tardy):
        detector.learn(START - 7 * DAY, poisson(np.full((7 * DAY, 3), usual), seed=2))
    for t, row in enumerate(counts):
        in_time = prompt.step(START + t, row)
        tardy.step(START + t, row - late[t])
        tardy.amend(START + t, late[t])
    again, alike = prompt.within(90, np.arange(3)), tardy.within(90, np.arange(3))
    np.testing.assert_allclose(again.counts, alike.counts)
    assert in_time.alarm.all()
    assert tardy.step(START + len(counts), counts[-1]).alarm.all()


def test_a_feed_whose_reports_are_all_late_raises_no_alarm_and_its_usual_is_what_came_in_the_end() -> None:
    counts = poisson(np.full((2 * DAY, 3), [0.2, 2.0, 20.0]))
    detector = Detector(3)
    alarms = np.zeros(3, dtype=np.int64)
    for t in range(len(counts)):
        if t > 3:
            detector.amend(START + t - 3, counts[t - 3])
        alarms += detector.step(START + t, np.zeros(3, dtype=np.int64)).alarm
    assert alarms.tolist() == [0, 0, 0]
    found = detector.step(START + len(counts), np.zeros(3, dtype=np.int64))
    np.testing.assert_allclose(found.expected, [0.2, 2.0, 20.0], rtol=0.3)


def test_what_comes_late_for_an_alarm_that_has_ended_raises_none() -> None:
    calm = np.full((1440, 1), 1.0)
    detector = Detector(1)
    detector.run(START, poisson(calm))
    assert detector.run(START + 1440, poisson(calm[:20] + 20)).alarm.any()
    assert not detector.run(START + 1460, poisson(calm[:60])).alarm[-1].any()
    for t in range(1440, 1460):
        detector.amend(START + t, np.array([20]))
    assert not detector.run(START + 1520, poisson(calm[:60])).alarm.any()


def test_an_outage_in_the_first_hours_after_weeks_without_data_is_not_taken_for_the_usual() -> None:
    detector = Detector(series=1)
    detector.run(START, poisson(day_and_night(np.array([0.2]), 3 * DAY)))
    after = START + 33 * DAY  # the same time of day, thirty days later
    mean = day_and_night(np.array([0.2]), 8 * 60)
    mean[120:] *= np.linspace(1.0, 15.0, 360)[:, None]  # grows over six hours, slowly enough to be followed
    found = detector.run(after, poisson(mean, seed=2))
    assert found.alarm[:, 0].any()
    assert found.alarm[-1, 0]
    assert found.expected[-1, 0] < 0.2 * mean[-1, 0]


def test_trouble_that_is_an_alarm_late_or_never_teaches_little() -> None:
    detector = Detector(series=1, false_alarms_per_year=1e-9)  # hardly anything is an alarm
    detector.run(START, poisson(np.full((3 * DAY, 1), 0.01)))
    usual = float(detector.step(START + 3 * DAY, np.array([0])).expected[0])
    found = detector.run(START + 3 * DAY + 1, poisson(np.full((360, 1), 0.5)))
    assert found.expected[-1, 0] < 5 * usual


def test_the_alarm_of_a_sleepy_service_goes_on_while_reports_trickle_in() -> None:
    detector = Detector(series=1)
    detector.run(START, poisson(np.full((7 * DAY, 1), 0.02)))
    counts = np.zeros((240, 1), dtype=np.int64)
    counts[::2] = 1  # half a report a minute, each minute by itself quite usual
    found = detector.run(START + 7 * DAY, counts)
    first = int(found.alarm[:, 0].argmax())
    assert 0 < first < 60
    assert found.alarm[first:, 0].all()
    after = detector.run(START + 7 * DAY + 240, np.zeros((60, 1), dtype=np.int64))
    assert not after.alarm[45:, 0].any()


def test_a_trend_of_a_few_percent_a_day_is_followed_without_an_alarm() -> None:
    days = 21
    growth = np.exp(0.04 * np.arange(days * 96) / 96)[:, None]
    mean = day_and_night(np.array([0.1, 1.0, 10.0] * 10), days * 96, 15) * growth
    found = Detector(30, bin_minutes=15).run(START, poisson(mean))
    late = slice(14 * 96, None)
    np.testing.assert_allclose(found.expected[late].sum(axis=0), mean[late].sum(axis=0), rtol=0.15)
    assert found.alarm[late].any(axis=0).mean() <= 0.1


@pytest.mark.parametrize("rate", [0.05, 1.0, 20.0])
def test_a_release_that_raises_the_level_by_half_raises_no_alarm_and_is_the_usual_within_days(
    rate: float,
) -> None:
    series = 20
    detector = Detector(series, bin_minutes=15)
    before = day_and_night(np.full(series, rate), 14 * 96, 15)
    detector.learn(START, poisson(before))
    after = 1.5 * before[: 5 * 96]
    found = detector.run(START + 14 * DAY, poisson(after, seed=2))
    assert found.alarm.any(axis=0).mean() <= 0.1
    last = slice(4 * 96, None)
    assert found.expected[last].mean() == pytest.approx(after[last].mean(), rel=0.15)


def test_an_alarm_after_hours_without_data_is_not_dated_into_them() -> None:
    detector = Detector(1, bin_minutes=15)
    detector.run(START, poisson(np.full((4 * 96, 1), 0.3)))
    begun = START + 4 * DAY + 600
    found = detector.run(START + 4 * DAY, np.concatenate([np.full((40, 1), -1), np.full((6, 1), 12)]))
    assert found.alarm[-1, 0]
    assert found.since[-1, 0] >= begun


def test_no_minute_of_the_hour_has_to_work_out_the_usual_of_all_blocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    series = 7
    monkeypatch.setattr(module, "BLOCK_SERIES", 1)
    asked: list[int] = []
    shape_at = Baseline.shape_at

    def counted(
        baseline: Baseline, hour: int, factor: NDArray[np.float32], at: Places = slice(None)
    ) -> NDArray[np.float32]:
        asked.append(1)
        return shape_at(baseline, hour, factor, at)

    detector = Detector(series)
    counts = poisson(np.full((150, series), 2.0))
    detector.run(START, counts[:40])
    monkeypatch.setattr(Baseline, "shape_at", counted)
    most = 0
    for t in range(40, 150):
        asked.clear()
        detector.step(START + t, counts[t])
        most = max(most, len(asked))
    assert most == 1


@pytest.mark.parametrize("width", [1, 15])
def test_the_hour_before_a_clock_turns_is_learned_by_the_clock_that_it_was_of(width: int) -> None:
    detector = Detector(1, bin_minutes=width)
    bins = 60 // width
    busy = START // 60 + 50
    for at in range(52 * bins):
        minute = START + width * at
        detector.set_clock(np.array([1 if minute // 60 > busy else 0]))
        detector.step(minute, np.array([width * (2 if minute // 60 == busy else 1)]))
    shape = detector.state()["0.baseline.shape"][:, 0].astype(np.float64)
    assert shape[hour_of_week(busy)] > 1.3
    assert shape[hour_of_week(busy + 1)] == UNTAUGHT  # which that day had not


@pytest.mark.parametrize("turned_at", [20, 45, 60, 63])
def test_when_a_clock_turns_the_usual_is_at_once_that_of_the_hour_that_it_shows(turned_at: int) -> None:
    week = 7 * DAY
    counts = poisson(day_and_night(np.array([20.0, 20.0]), week + 1200))
    detector = Detector(2)
    detector.learn(START - week, np.roll(counts, -START % DAY, axis=0)[:week])
    expected = []
    for at in range(150):
        detector.set_clock(np.array([0, 9 if at >= turned_at else 0]))
        if at == turned_at:
            late, _ = detector.forecast(START + at, 90, 1)
        expected.append(detector.step(START + at, counts[at]).expected)
    now = np.array(expected)
    soon = turned_at + 2  # an hour that is just over is closed first
    np.testing.assert_allclose(now[soon : turned_at + 85, 1], late[2:85, 1], rtol=0.15)
    assert abs(np.log(now[turned_at - 1, 1] / now[soon, 1])) > 0.3
    np.testing.assert_allclose(now[soon : turned_at + 85, 0], late[2:85, 0], rtol=0.15)


def test_an_hour_that_an_outage_touched_says_nothing_of_how_restless_a_service_is() -> None:
    spread = []
    for taught in (60, 50):  # the other ten minutes were those of an outage
        baseline = Baseline(1, 1, Week())
        baseline.hour_counts[:], baseline.hour_usual[:], baseline.hour_bins[:] = 40.0, 10.0, taught
        before = float(baseline.spread()[0])
        baseline.vary(500)
        spread.append(float(baseline.spread()[0]) / before)
    assert spread[0] > 2
    assert spread[1] == 1


def test_the_monday_after_the_first_quiet_weekend_of_a_new_service_is_no_outage() -> None:
    days = np.array([1, 1, 1, 1, 1, 0.4, 0.4, 1]).repeat(96)
    monday = START - START % MINUTES_PER_WEEK
    found = Detector(20, 12.0, bin_minutes=15).run(
        monday, poisson(days[:, None] * np.full(20, 150.0), seed=5)
    )
    assert not found.alarm.any()


def test_the_unknown_week_is_doubted_until_it_has_been() -> None:
    doubts = unseen(np.array([0.0, 2.0, 6.9, 8.0, 21.0], dtype=np.float32)).tolist()
    assert doubts == sorted(doubts, reverse=True)
    assert doubts[0] == pytest.approx(0.55)
    assert doubts[2] > 0.05
    assert doubts[-1] < 1e-5


@pytest.mark.parametrize("told_in", [360, 60])
def test_bins_of_six_hours_know_the_day_from_the_night(told_in: int) -> None:
    """By whatever bins the weeks before are told. What is nothing by day is an outage by night; what a gap held back is none."""
    rate = 1.0 + 0.9 * np.cos(2 * np.pi * (np.arange(30 * 1440) - 900) / 1440)  # most at 15 o'clock
    hours = np.random.default_rng(2).poisson(rate.reshape(-1, 60).sum(axis=1))[:, None]
    days = 28 * 1440 // told_in
    detector = Detector(1, bin_minutes=360)
    detector.learn(0, hours.reshape(-1, told_in // 60).sum(axis=1)[:days, None], told_in)
    counts = hours.reshape(-1, 6).sum(axis=1)[28 * 4 :, None]
    usual = rate.reshape(-1, 360).sum(axis=1)[28 * 4 :]
    night, day = int(usual[:4].argmin()), int(usual[:4].argmax())
    assert usual[day] > 5 * usual[night]
    counts[night] = 4 * usual[night]
    counts[5] = -1
    counts[6] = 3 * usual[6]
    found = detector.run(28 * 1440, counts)
    np.testing.assert_allclose(found.expected[:4, 0], usual[:4], rtol=0.15)
    assert found.alarm[:, 0].nonzero()[0].tolist() == [night]
    assert int(found.since[night, 0]) == (28 * 4 + night) * 360
    assert detector.level == pytest.approx([360.0], rel=0.1)
    expected, upper = detector.forecast(30 * 1440, 1, 360)
    step = detector.step(30 * 1440, np.array([-1]))
    np.testing.assert_array_equal([step.expected, step.upper], [expected[0], upper[0]])
    # Hours that were dealt out do not stray; the band is never narrower than a common service's.
    assert (found.upper > 0.999 * upper_quantile(found.expected, np.full(1, SPREAD_PRIOR))).all()
    with pytest.raises(AssertionError, match="no blocks"):
        detector.within(360, np.arange(1))
