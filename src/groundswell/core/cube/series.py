"""Cells lined up as dense counts, with -1 where nobody was counting: no data is not zero."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from groundswell.core.model import Cell


def coverage_mask(
    stretches: Iterable[tuple[str | None, int, int]],
    services: Sequence[str],
    first_minute: int,
    bins: int,
    bin_minutes: int = 1,
) -> NDArray[np.bool_]:
    """Which bins were watched, (bins, services): True where a stretch touches the bin.

    A stretch is (service or None for all, first minute, last minute), both ends included.
    """
    mask = np.zeros((bins, len(services)), dtype=np.bool_)
    place = {slug: column for column, slug in enumerate(services)}
    for service, first, last in stretches:
        low = max(0, (first - first_minute) // bin_minutes)
        high = min(bins - 1, (last - first_minute) // bin_minutes)
        if high < low:
            continue
        if service is None:
            mask[low : high + 1, :] = True
        elif service in place:
            mask[low : high + 1, place[service]] = True
    return mask


def align(
    cells: Iterable[Cell],
    services: Sequence[str],
    first_minute: int,
    bins: int,
    bin_minutes: int,
    covered: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Counts (bins, services) of `cells`, added up per service and bin; -1 where not `covered` and nothing counted.

    Cells of other services or outside the range are passed over.
    """
    counts = np.zeros((bins, len(services)), dtype=np.int64)
    place = {slug: column for column, slug in enumerate(services)}
    for cell in cells:
        column = place.get(cell.service)
        row = (cell.minute - first_minute) // bin_minutes
        if column is not None and 0 <= row < bins:
            counts[row, column] += cell.count
    return np.where(covered | (counts > 0), counts, -1)
