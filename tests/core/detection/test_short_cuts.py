"""What a tick leaves out where it would change nothing: every finding is bit by bit that of the slow way."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from groundswell.core.detection import Detector, block, scan
from groundswell.core.detection.baseline import Bools, Floats
from groundswell.core.detection.block import Block
from groundswell.core.detection.quantile import upper_quantile
from groundswell.core.detection.scan import Look
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


def every_window(
    self: Block, look: Look, at: int, seen: Floats, expected: Floats, present: Bools | None
) -> NDArray[np.intp]:
    """`Block._calm_down` over all windows of all series in alarm."""
    on = np.flatnonzero(self.alarm if present is None else self.alarm & present[0])
    widths = self.scan.widths(look, at)
    counts, usual = self.scan.ending_in(look, at, range(len(widths)), on)
    minutes = widths.astype(np.int64) * self.bin_minutes
    widest, level = (int(np.abs(minutes - long).argmin()) for long in (block.CALM_WINDOW, block.LEVEL_WINDOW))
    upper = upper_quantile(usual, self.band[on])
    quiet = np.zeros(len(on), dtype=np.bool_)
    for place in range(len(on)):
        for window in (*range(widest + 1), level):
            told = counts[level, place] / np.float32(widths[level]) * np.float32(widths[window])
            told -= block.CLEAR_DEVIATIONS * np.sqrt(told * (np.float32(1.0) + self.clump[on[place]]))
            if told > upper[window, place] or window == level:
                quiet[place] = counts[window, place] <= upper[window, place]
                break
    quiet &= seen[at, on] <= self.upper(expected[at], on)
    self.calm[on] = np.where(quiet, self.calm[on] + np.uint8(1), np.uint8(0))
    return on[self.calm[on] >= max(block.CALM_BINS, block.CALM_MINUTES // self.bin_minutes)]


def all_series(self: Block, counts: Counts, seen: Floats, expected: Floats) -> tuple[Floats, Floats]:
    """`Block._after_gap` over all series, with and without a gap."""
    present = counts[0] >= 0
    first = present & (self.gap > 0)
    self.drain[first] = np.minimum(self.gap[first], max(1, block.FLUSH_MINUTES // self.bin_minutes))
    most = block.FLUSH_RATIO * expected + np.where(first, block.FLUSH_REPORTS, np.float32(0.0))
    cut = present & (self.drain > 0) & (seen > most)
    self.flushed = np.flatnonzero((cut & (first | (seen > most + block.FLUSH_REPORTS)))[0])
    self.gap = np.where(present, 0, self.gap + 1).astype(np.uint16)
    self.drain -= present & (self.drain > 0)
    self.broken = bool(self.gap.any() or self.drain.any())
    return np.where(cut, most, np.maximum(seen, np.float32(0.0))), expected * present


@pytest.mark.parametrize(("part", "width"), [(0.05, 1), (0.95, 1), (0.5, 15)])
def test_a_tick_in_a_great_outage_finds_what_the_slow_way_finds(
    monkeypatch: pytest.MonkeyPatch, part: float, width: int
) -> None:
    counts = in_alarm(round(100 * part), part)
    quick, last = [], []
    for slow in (False, True):
        if slow:
            monkeypatch.setattr(scan, "MANY", np.inf)
            monkeypatch.setattr(Block, "_calm_down", every_window)
            monkeypatch.setattr(Block, "_after_gap", all_series)
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
