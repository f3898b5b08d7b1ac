"""Counts of wide bins: how wide the bins of a file are, and how its counts come to lie in bins that can be judged.

A count of an hour kept at the hour's first minute would say that nobody reported in the rest of it, and no data is not zero.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np

from groundswell.core.batch import Batch, Column
from groundswell.core.intake.rows import Rows

JUDGED: Final = (1, 5, 15)
"""Widths in minutes in which counts are judged."""
WIDTHS: Final = (1, 5, 10, 15, 20, 30, 60, 1440)
"""Widths in minutes in which others count."""
SEED: Final = 68
"""for the dice of `thrown`: the same file lies in the same bins whenever it is read"""
_NEARLY_ALL: Final = 0.9
_MINUTE_MS: Final = 60_000


def width_of(rows: Rows) -> int:
    """How wide the bins of `rows` are, in minutes: the widest of WIDTHS of which nearly all steps between one service's
    times are multiples; 1 where there is no step. (The most common step alone would take a file that leaves out zeros
    for a coarse one.)"""
    steps: Counter[int] = Counter()
    texts = rows.texts["service"]
    services = texts if isinstance(texts, Column) else Column.of(texts)
    for code in range(len(services.values)):
        own = np.unique(rows.observed_at[services.codes == code] // _MINUTE_MS)
        steps.update(np.diff(own).tolist())
    needed = _NEARLY_ALL * steps.total()
    fits = (w for w in WIDTHS if sum(n for step, n in steps.items() if step % w == 0) >= needed)
    return max(fits) if steps else 1


def judged_in(width: int) -> int:
    """The widest bin that can be judged and that bins of `width` minutes are made of."""
    return max(bin_minutes for bin_minutes in JUDGED if width % bin_minutes == 0)


def thrown(batch: Batch, width: int, until: int, dice: np.random.Generator) -> Batch:
    """`batch`, whose rows count bins of `width` minutes, with each count thrown over the bins that can be judged.

    Each report falls into each part of its bin alike, as arrivals of a steady rate do: of a Poisson count, the parts are
    Poisson counts. Parts that begin after `until` (ms since 1970) get nothing.
    """
    part = judged_in(width)
    parts = width // part
    if parts == 1 or len(batch) == 0:
        return batch
    begun = (until - batch.observed_at) // (part * _MINUTE_MS) + 1
    room = np.clip(begun, 1, parts)
    left = batch.count.copy()
    counts = np.zeros((len(batch), parts), dtype=np.int64)
    for place in range(parts):
        share = np.where(place < room, 1.0 / np.maximum(room - place, 1), 0.0)
        counts[:, place] = dice.binomial(left, share)
        left -= counts[:, place]
    rows, places = np.nonzero(np.arange(parts) < room[:, None])
    wide = batch.take(rows)
    return Batch(
        **{name: getattr(wide, name) for name in _KEPT},
        observed_at=wide.observed_at + places * (part * _MINUTE_MS),
        count=counts[rows, places],
    )


_KEPT: Final = (
    "service",
    "symptom",
    "country",
    "region",
    "network",
    "platform",
    "app_version",
    "source_kind",
    "software",
    "works",
    "reporter",
)
