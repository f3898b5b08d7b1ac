"""What Serfling promises: causal, repeatable, taught by usual weeks and not by bursts, sensible while young."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from groundswell.core.detection.serfling import LISTEN_BINS, Serfling
from groundswell.core.detection.shiryaev_roberts import SHARES, SIZES, START_ODDS, burst_ratios, calm_chance

Floats = NDArray[np.float64]

DAY, WEEK = 1440, 10_080
START = 2_600 * WEEK
"""A Thursday in 2019."""
YEAR_WEEKS = 365.2425 / 7


@dataclass(frozen=True)
class Judged:
    score: Floats
    expected: Floats
    upper: Floats
    width: NDArray[np.int64]


def judge(model: Serfling, counts: NDArray[np.int64], first: int = START) -> Judged:
    """Step through `counts` (T, S)."""
    steps = [
        model.step(first + i * model.bin_minutes, row.astype(np.float64), row >= 0)
        for i, row in enumerate(counts)
    ]
    score, expected, upper, width = (np.array(column) for column in zip(*steps, strict=True))
    return Judged(score, expected, upper, width)


def judged(counts: NDArray[np.int64], bin_minutes: int = WEEK) -> Judged:
    return judge(Serfling(counts.shape[1], bin_minutes), counts)


def assert_same(one: Judged, other: Judged) -> None:
    for name in ("score", "expected", "upper", "width"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def part(found: Judged, t: slice, s: list[int] | slice = slice(None)) -> Judged:
    return Judged(found.score[t, s], found.expected[t, s], found.upper[t, s], found.width[t, s])


def seasonal(weeks: int, level: float, amplitude: float = 0.5, growth: float = 0.0) -> Floats:
    """The mean of a series with a season, growing by so much a year (logarithm)."""
    year = np.arange(weeks) / YEAR_WEEKS
    wave: Floats = level * np.exp(amplitude * np.cos(2 * np.pi * year) + growth * year)
    return wave


def draw(mean: Floats, series: int, dispersion: float = 1.0, seed: int = 1) -> NDArray[np.int64]:
    rng = np.random.default_rng(seed)
    mean = np.repeat(mean[:, None], series, axis=1)
    if dispersion == 1.0:
        return rng.poisson(mean).astype(np.int64)
    return rng.negative_binomial(mean / (dispersion - 1.0), 1.0 / dispersion).astype(np.int64)


def eventful(seed: int, weeks: int = 90, series: int = 6) -> NDArray[np.int64]:
    """Counts of many sizes, with bursts and gaps."""
    rng = np.random.default_rng(seed)
    mean = np.tile(10.0 ** rng.uniform(-1, 2, series), (weeks, 1))
    for s in range(series):
        start = rng.integers(5, weeks - 3)
        mean[start : start + 2, s] *= rng.uniform(1, 20)
    counts = rng.poisson(mean)
    counts[rng.random((weeks, series)) < 0.05] = -1
    return counts.astype(np.int64)


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.integers(1, 89))
def test_a_run_goes_on_bit_by_bit_from_a_saved_state(seed: int, cut: int) -> None:
    counts = eventful(seed)
    whole = judged(counts)
    first = Serfling(counts.shape[1], WEEK)
    before = judge(first, counts[:cut])
    second = Serfling(counts.shape[1], WEEK)
    second.restore(first.state())
    after = judge(second, counts[cut:], START + cut * WEEK)
    assert_same(before, part(whole, slice(0, cut)))
    assert_same(after, part(whole, slice(cut, None)))


def test_a_saved_state_is_not_touched_by_what_comes_later() -> None:
    counts = eventful(1)
    model = Serfling(counts.shape[1], WEEK)
    judge(model, counts[:40])
    state = model.state()
    kept = {name: value.copy() for name, value in state.items()}
    judge(model, counts[40:], START + 40 * WEEK)
    for name, value in kept.items():
        np.testing.assert_array_equal(state[name], value, err_msg=name)


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10_000), now=st.integers(1, 88))
def test_what_comes_later_changes_nothing_that_was_said(seed: int, now: int) -> None:
    counts = eventful(seed)
    other = counts.copy()
    other[now + 1 :] = eventful(seed + 1)[now + 1 :]
    assert_same(part(judged(other), slice(0, now + 1)), part(judged(counts), slice(0, now + 1)))


def test_a_series_is_judged_alike_alone_and_in_any_company() -> None:
    counts = eventful(3, weeks=130)
    together = judged(counts)
    order = [4, 0, 5, 2]
    assert_same(judged(counts[:, order]), part(together, slice(None), order))
    assert_same(judged(counts[:, [3]]), part(together, slice(None), [3]))


def test_no_data_is_not_zero_and_a_week_that_was_left_out_is_no_data() -> None:
    counts = draw(seasonal(150, 20.0, 0.0), series=20)
    gap = counts.copy()
    gap[100:110] = -1
    found = judged(gap)
    assert np.abs(found.expected[110:120].mean() / 20.0 - 1.0) < 0.05
    model = Serfling(20, WEEK)
    judge(model, counts[:100])
    late = judge(model, counts[110:], START + 110 * WEEK)
    assert_same(late, part(found, slice(110, None)))


def test_the_first_four_bins_are_only_listened_to() -> None:
    counts = np.array([[3], [900], [2], [4_000], [3]])
    found = judged(counts)
    assert found.score[:LISTEN_BINS].tolist() == [[0.0]] * LISTEN_BINS
    assert np.isfinite(found.expected).all()


def test_a_burst_stands_out_and_its_second_bin_dates_its_beginning() -> None:
    counts = draw(seasonal(200, 10.0), series=30)
    counts[180] += 9
    counts[181] += 9
    found = judged(counts)
    assert np.median(found.score[180]) > 1.5
    assert np.median(found.score[181]) > np.median(found.score[180]) + 1.0
    assert np.median(found.width[181]) == 2
    assert np.median(found.score[170]) < 0.0


def test_strong_evidence_holds_while_a_burst_may_last_and_no_longer() -> None:
    counts = draw(seasonal(150, 10.0, 0.0), series=10)
    counts[140] += 80
    counts[141:] = 10
    score = judged(counts).score
    assert (score[141:143] > 10.0).all()
    assert (score[145:] < 0.0).all()


def test_nothing_is_believed_of_how_a_burst_looks() -> None:
    assert len({*SHARES, *START_ODDS}) == 1
    assert np.ptp(np.diff(np.log(SIZES))) == pytest.approx(0)
    cases = np.array([[30.0, 14.0, 6.0]]).T
    mean, extra = np.full((3, 1), 5.0), np.zeros((3, 1))
    early, late = (burst_ratios(counts, mean, extra).transpose(2, 0, 1, 3) for counts in (cases, cases[::-1]))
    whole = [sum(path[bin_, :, bin_] for bin_ in range(3)) for path in (early, late)]
    assert whole[0] == pytest.approx(whole[1])


def test_a_burst_of_the_past_is_left_out_whichever_of_its_bins_is_the_fullest() -> None:
    calm = np.full((1, 40), 5.0)
    heard = np.ones_like(calm, dtype=np.bool_)
    for cases in ((20, 12, 5), (5, 12, 20), (12, 12, 13)):
        counts = calm.copy()
        counts[0, 20:23] += cases
        chance = calm_chance(counts, heard, calm, np.ones(1))[0]
        assert chance[20:23].max() < 0.1
        assert min(chance[:17].min(), chance[26:].min()) > 0.9


def test_a_past_burst_does_not_teach() -> None:
    counts = draw(seasonal(200, 10.0), series=40)
    burst = counts.copy()
    for start in (120, 150, 180, 190):
        burst[start : start + 2] += 15
    usual, after = judged(counts), judged(burst)
    np.testing.assert_allclose(after.expected[195:].mean(), usual.expected[195:].mean(), rtol=0.04)
    np.testing.assert_allclose(after.upper[195:].mean(), usual.upper[195:].mean(), rtol=0.08)


def test_trend_and_season_are_followed() -> None:
    mean = seasonal(320, 20.0, amplitude=0.6, growth=0.15)
    found = judged(draw(mean, series=20))
    off = found.expected[210:] / mean[210:, None] - 1.0
    assert np.sqrt((off**2).mean()) < 0.08
    assert np.abs(off.mean()) < 0.03
    assert (found.score[210:] > 4.0).mean() < 0.005


def test_a_season_that_is_not_there_is_not_learned() -> None:
    found = judged(draw(seasonal(320, 20.0, 0.0), series=40))
    off = found.expected[210:] / 20.0 - 1.0
    assert np.sqrt((off**2).mean()) < 0.03


def test_what_lasts_longer_than_a_burst_is_the_new_usual() -> None:
    mean = np.where(np.arange(180) < 130, 10.0, 30.0)
    found = judged(draw(mean, series=20))
    assert np.median(found.score[131]) > 10.0
    assert np.abs(found.expected[129].mean() / 10.0 - 1.0) < 0.1
    assert np.abs(found.expected[155].mean() / 30.0 - 1.0) < 0.15
    assert (found.score[155:] > 4.0).mean() < 0.02


@pytest.mark.parametrize("dispersion", [1.0, 2.0, 5.0])
@pytest.mark.parametrize("level", [0.2, 2.0, 20.0, 150.0])
def test_a_score_means_the_same_for_every_size_dispersion_and_age(level: float, dispersion: float) -> None:
    score = judged(draw(seasonal(160, level), series=60, dispersion=dispersion)).score
    for age in (slice(4, 52), slice(52, 104), slice(104, 160)):
        assert (score[age] > 2.0).mean() < 0.08
        assert (score[age] > 4.0).mean() < 0.025
    assert (score[52:] > 1.0).mean() > 0.005


def test_a_series_that_begins_later_is_as_young_as_its_own_data() -> None:
    counts = draw(seasonal(140, 10.0), series=2)
    late = counts.copy()
    late[:60, 1] = -1
    found = judged(late)
    alone = judge(Serfling(1, WEEK), counts[60:, [1]], START + 60 * WEEK)
    np.testing.assert_allclose(found.expected[60:, 1], alone.expected[:, 0], rtol=1e-3)
    np.testing.assert_array_equal(found.score[60:64, 1], 0.0)


def test_silence_for_years_is_usual_and_two_reports_then_are_a_surprise() -> None:
    counts = np.zeros((220, 1), dtype=np.int64)
    counts[210] = 2
    found = judged(counts)
    assert found.expected[209, 0] < 0.01
    assert 2.0 < found.score[210, 0] < 20.0


def test_a_history_teaches_what_steps_teach() -> None:
    counts = draw(seasonal(260, 15.0), series=10)
    steps = Serfling(10, WEEK)
    judge(steps, counts[:250])
    history = Serfling(10, WEEK)
    history.learn_history(START, counts[:250].astype(np.float64))
    one, other = (judge(model, counts[250:], START + 250 * WEEK) for model in (steps, history))
    np.testing.assert_allclose(one.expected, other.expected, rtol=0.06)
    assert np.corrcoef(one.score.ravel(), other.score.ravel())[0, 1] > 0.97


def test_days_have_a_week() -> None:
    bins = 150
    weekday = (np.arange(bins) + 3) % 7  # minute 0 was a Thursday, and START too
    mean = np.where(weekday >= 5, 5.0, 20.0)
    counts = draw(mean, series=20)
    found = judged(counts, DAY)
    off = found.expected[100:] / mean[100:, None] - 1.0
    assert np.sqrt((off**2).mean()) < 0.12
    assert (found.score[100:] > 4.0).mean() < 0.01


def test_the_history_is_bounded_and_old_bins_give_way() -> None:
    model = Serfling(2, DAY)
    rows = model.counts.shape[1]
    counts = draw(np.full(rows + 40, 6.0), series=2).astype(np.float64)
    model.learn_history(START, counts)
    assert model.counts.shape[1] == rows
    model.step(START + (rows + 40) * DAY, np.array([6.0, 6.0]), np.array([True, True]))
    np.testing.assert_allclose(
        model.step(START + (rows + 41) * DAY, counts[0], counts[0] >= 0)[1], 6.0, rtol=0.1
    )
