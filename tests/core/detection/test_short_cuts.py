"""What a tick leaves out where it would change nothing: every finding is bit by bit that of the slow way."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from groundswell.core.detection import Detector, block, calm, gaps, scan
from groundswell.core.detection.baseline import Bools, Floats
from groundswell.core.detection.block import Block, Taken
from groundswell.core.detection.cornish_fisher import upper_quantile
from groundswell.core.detection.gaps import Gaps
from groundswell.core.detection.scan import Look
from groundswell.core.timegrid import MINUTES_PER_WEEK
from tests.core.detection.test_promises import START, Counts, assert_same


def in_alarm(seed: int, part: float) -> Counts:
    """300 minutes of 400 series, of which this part has outages, and some no data now and then."""
    rng = np.random.default_rng(seed)
    mean = np.tile(10.0 ** rng.uniform(-3, 2, 400), (300, 1))
    for series in np.flatnonzero(rng.random(400) < part):
        begin, lasts = rng.integers(70, 200), rng.integers(5, 150)
        mean[begin : begin + lasts, series] *= rng.uniform(1, 40)
        mean[begin : begin + lasts, series] += rng.uniform(0, 5)
    counts = rng.poisson(mean)
    counts[150:, rng.random(400) < 0.05] = -1
    counts[180:] = np.abs(counts[180:])
    counts[rng.integers(0, 300, 20), rng.integers(0, 400, 20)] = -1
    return counts.astype(np.int64)


def every_window(self: Block, look: Look, on: NDArray[np.intp], seen: Floats, expected: Floats) -> Bools:
    """`Block._quiet` over all windows of all series in alarm."""
    counts, usual, widths = self.scan.ending_in(look, (MINUTES_PER_WEEK, calm.LEVEL_WINDOW), on)
    upper = upper_quantile(usual, self.band[on])
    quiet = seen[:, on] <= self.upper(expected, on)
    for at, place in np.ndindex(*quiet.shape):
        wide = widths[at, :, 0]
        widest = int(np.abs(wide[:-1] * self.bin_minutes - calm.CALM_WINDOW).argmin())
        for window in (*range(widest + 1), -1):
            told = counts[at, -1, place] / wide[-1] * wide[window]
            told -= calm.CLEAR_DEVIATIONS * np.sqrt(told * (np.float32(1.0) + self.clump[on[place]]))
            if told > upper[at, window, place] or window == -1:
                quiet[at, place] &= counts[at, window, place] <= upper[at, window, place]
                break
    return quiet


def all_series(
    counts: Counts,
    seen: Floats,
    expected: Floats,
    before: tuple[NDArray[np.uint16], NDArray[np.uint8]],
    bin_minutes: int,
) -> Gaps:
    """`bridged` over all series, with and without a gap, bin by bin."""
    gap, drain = (each.copy() for each in before)
    rows = []
    for at, row in enumerate(counts):
        first = (row >= 0) & (gap > 0)
        drain[first] = np.minimum(gap[first], max(1, gaps.FLUSH_MINUTES // bin_minutes))
        most = gaps.FLUSH_RATIO * expected[at] + np.where(first, gaps.FLUSH_REPORTS, np.float32(0.0))
        cut = (row >= 0) & (drain > 0) & (seen[at] > most)
        flushed = cut & (first | (seen[at] > most + gaps.FLUSH_REPORTS))
        gap = np.where(row >= 0, 0, gap + 1).astype(np.uint16)
        drain -= (row >= 0) & (drain > 0)
        seen[at] = np.where(cut, most, np.maximum(seen[at], np.float32(0.0)))
        rows.append((gap, drain.copy(), flushed))
    return Gaps(np.arange(len(gap)), *(np.stack(each) for each in zip(*rows, strict=True)))


@pytest.mark.parametrize(("part", "width"), [(0.05, 1), (0.95, 1), (0.5, 15)])
def test_a_tick_in_a_great_outage_finds_what_the_slow_way_finds(
    monkeypatch: pytest.MonkeyPatch, part: float, width: int
) -> None:
    counts = in_alarm(round(100 * part), part)
    quick, last = [], []
    for slow in (False, True):
        if slow:
            monkeypatch.setattr(scan, "MANY", np.inf)
            monkeypatch.setattr(Block, "_quiet", every_window)
            monkeypatch.setattr(block, "bridged", all_series)
        else:
            monkeypatch.setattr(scan, "MANY", 0)
        detector = Detector(400, 12.0, bin_minutes=width)
        run = detector.run(START, counts[:100])
        steps = [detector.step(START + at * width, counts[at]) for at in range(100, 300)]
        quick.append([run, *steps])
        last.append(detector.state())
    for one, other in zip(*quick, strict=True):
        assert_same(one, other)
    assert all(np.array_equal(last[0][name], last[1][name]) for name in last[0])
    alarm = np.array([found.alarm for found in quick[0][1:]])
    assert (alarm[:-1] & ~alarm[1:]).any(axis=0).mean() > part / 4


def test_of_windows_that_hold_the_same_the_narrowest_dates_the_outage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where none can be wider, since they have only just begun anew."""
    monkeypatch.setattr(scan, "MANY", 0)
    detector = Detector(2)
    detector.run(START, np.full((60, 2), 1))
    found = detector.run(START + 60, np.full((6, 2), 40))
    assert found.alarm[-1].all()
    assert (found.since[-1] == START + 60).all()


def test_gaps_and_outages_of_some_do_not_have_all_the_others_go_bin_by_bin(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A history with them is judged nearly as many bins at once as one without, also where one series begins late."""
    counts = np.random.default_rng(2).poisson(5.0, (1200, 40))
    taken: list[int] = []
    take = Block.take

    def counted(self: Block, minute: int, bins: Counts) -> Taken:
        taken[-1] += 1
        return take(self, minute, bins)

    monkeypatch.setattr(Block, "take", counted)
    for eventful in (False, True):
        if eventful:
            counts[np.random.default_rng(3).random(counts.shape) < 0.01] = -1
            counts[:900, 1], counts[300:480, 2], counts[200:, 3] = -1, -1, -1
            counts[300:600, 4], counts[500:1100, 5] = 400, 400
        taken.append(0)
        found = Detector(40).run(START, counts)
    assert found.alarm[[400, 800], [4, 5]].all()
    assert taken[1] < 1.2 * taken[0] < 0.25 * len(counts)
