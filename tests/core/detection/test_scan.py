"""What the grid of windows loses against a search of all."""

from __future__ import annotations

import numpy as np

from groundswell.core.detection.scan import windows

PHASES = 960
"""After so many bins the windows are the same again."""


def test_the_windows_hold_most_of_the_evidence_that_a_search_of_all_windows_would_find() -> None:
    """Of a burst of a constant rate, three bins to 192 long, on Poisson counts as usual: at the worst minute and length."""
    kept = []
    for times in (2.0, 10.0, 100.0):
        for phase in range(PHASES):
            _, widths = windows(phase, 1, 3, 240)
            usual = widths[0].astype(np.float64)
            length = np.arange(3.0, 193.0)[:, None]
            counts = np.minimum(usual, length) * times + np.maximum(usual - length, 0.0)
            found = (counts * np.log(counts / usual) - (counts - usual)).max(axis=1)
            exact = length[:, 0] * (times * np.log(times) - times + 1)
            kept.append(found / exact)
    assert np.min(kept) > 0.6
    assert np.mean(kept) > 0.85
