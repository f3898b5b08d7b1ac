"""What the grid of windows loses against a search of all."""

from __future__ import annotations

import numpy as np
import pytest

from groundswell.core.detection.scan import windows

PHASES = 960
"""After so many bins the windows are the same again."""


@pytest.mark.parametrize(
    ("bins_min", "bins_max", "worst", "mean"), [(3, 240, 0.63, 0.89), (0, 16, 0.67, 0.93), (0, 8, 0.62, 0.91)]
)
def test_the_windows_hold_most_of_the_evidence_that_a_search_of_all_windows_would_find(
    bins_min: int, bins_max: int, worst: float, mean: float
) -> None:
    """Of a burst of a constant rate, on Poisson counts as usual, in bins of a minute, a quarter and an hour: at the worst bin and length,
    up to the widest window's."""
    kept = []
    for times in (2.0, 10.0, 100.0):
        for phase in range(PHASES):
            _, widths = windows(phase, 1, bins_min, bins_max)
            usual = widths[0].astype(np.float64)
            length = np.arange(max(bins_min, 1), min(bins_max, 192) + 1.0)[:, None]
            counts = np.minimum(usual, length) * times + np.maximum(usual - length, 0.0)
            found = (counts * np.log(counts / usual) - (counts - usual)).max(axis=1)
            exact = length[:, 0] * (times * np.log(times) - times + 1)
            kept.append(found / exact)
    assert np.min(kept) > worst
    assert np.mean(kept) > mean
