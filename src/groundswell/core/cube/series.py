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
    *,
    until: int | None = None,
    whole: bool = False,
) -> NDArray[np.bool_]:
    """Which bins are known, (bins, services): those of which at least half was watched, or all of it where `whole` is asked.

    Minutes are what is watched: a quarter hour of which one was is not a quarter hour with few reports. Whoever learns from
    bins asks for whole ones. Minutes from `until` on have not come yet: a bin that is still open is known by half of those
    before. A stretch is (service or None for all, first minute, last minute), both ends included.
    """
    minutes = bins * bin_minutes
    everywhere = np.zeros(minutes, dtype=np.bool_)
    own: dict[str, NDArray[np.bool_]] = {}
    place = {slug: column for column, slug in enumerate(services)}
    for service, first, last in sorted(stretches, key=lambda stretch: stretch[0] is not None):
        low, high = max(0, first - first_minute), min(minutes, last + 1 - first_minute)
        if high <= low:
            continue
        if service is None:
            everywhere[low:high] = True
        elif service in place:
            if service not in own:
                own[service] = everywhere.copy()
            own[service][low:high] = True
    over = minutes if until is None else until - first_minute
    mask = np.repeat(known_bins(everywhere, bin_minutes, over, whole=whole)[:, None], len(services), axis=1)
    for service, watched in own.items():
        mask[:, place[service]] = known_bins(watched, bin_minutes, over, whole=whole)
    return mask


def known_bins(
    watched: NDArray[np.bool_], bin_minutes: int, over: int, *, whole: bool = False
) -> NDArray[np.bool_]:
    """Of minutes that were watched or not, (minutes, ...), which bins are known, (bins, ...): see `coverage_mask`.

    The first `over` minutes have come.
    """
    seen = watched.reshape(-1, bin_minutes, *watched.shape[1:]).sum(axis=1)
    come = np.clip(over - np.arange(len(seen)) * bin_minutes, 1, bin_minutes)
    come = come.reshape(-1, *(1 for _ in watched.shape[1:]))
    known: NDArray[np.bool_] = (seen >= come) if whole else (seen > 0) & (2 * seen >= come)
    return known


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
