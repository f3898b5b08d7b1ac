"""Whether bins hold reports already that a file is about to add to: what comes back from an export counts twice."""

from __future__ import annotations

from datetime import datetime

import msgspec
import numpy as np

from groundswell.core.batch import Batch
from groundswell.core.timegrid import QUARTER_MINUTES, ROLLUP_MINUTES, instant_of
from groundswell.ports import Cube
from groundswell.runtime.terminal import counted


class Filled(msgspec.Struct, frozen=True):
    """Lines whose bin, service and source kind have a count already: how many of how many, and the first of them."""

    lines: int
    looked_at: int
    service: str
    kind: str
    at: datetime

    def words(self, name: str) -> str:
        """What to say of the file `name`."""
        return (
            f"note: {name} has counts for bins that hold some of the same service and source kind already: {self.lines:,} of "
            f"{counted(self.looked_at, 'line')} looked at, from {self.service}, {self.kind}, {self.at:%Y-%m-%d %H:%M} UTC. If they "
            "are the same reports, as in a file that `export` wrote here, they count twice now"
        )


async def filled(cube: Cube, batch: Batch, *, at_least: int) -> Filled | None:
    """What of `batch`, in bins of `at_least` so many minutes, falls into bins that were counted already; None where nothing
    does. One query a service."""
    # A short file shows no step between its times; what stands on quarters of an hour is taken to be of such.
    on_quarters = not (batch.observed_at // 60_000 % QUARTER_MINUTES).any()
    least = max(at_least, QUARTER_MINUTES if on_quarters else 1)
    bin_minutes = max(width for width in ROLLUP_MINUTES if width <= least)
    bins = batch.observed_at // 60_000 // bin_minutes * bin_minutes
    full = np.zeros(len(batch), dtype=bool)
    for code in np.unique(batch.service.codes).tolist():
        rows = np.flatnonzero(batch.service.codes == code)
        cells = await cube.cells(
            int(bins[rows].min()),
            int(bins[rows].max()),
            bin_minutes=bin_minutes,
            service=batch.service.values[code],
        )
        for kind in {cell.kind.value for cell in cells} & set(batch.source_kind.values):
            of_kind = batch.source_kind.codes[rows] == batch.source_kind.values.index(kind)
            there = [cell.minute for cell in cells if cell.kind.value == kind]
            full[rows] |= of_kind & np.isin(bins[rows], there)
    full &= batch.count > 0
    if not full.any():
        return None
    first = int(np.flatnonzero(full)[0])
    return Filled(
        lines=int(full.sum()),
        looked_at=len(batch),
        service=batch.service.values[batch.service.codes[first]],
        kind=batch.source_kind.values[batch.source_kind.codes[first]],
        at=instant_of(int(bins[first])),
    )
