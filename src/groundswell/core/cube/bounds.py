"""How many names an axis takes: on those where anybody can write what he likes, so many a service and day.

The first that are seen keep their names, the rest are counted together as OTHER: what a hostile client makes up
cannot fill the cube. Who came first is read off the counts themselves, so a restart or a replay decides alike.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableSet
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from groundswell.core.batch import Batch, Column
from groundswell.core.model import Axis
from groundswell.core.timegrid import MINUTES_PER_DAY

OTHER: Final = "other"
NAMES_MAX: Final[Mapping[Axis, int]] = {Axis.NETWORK: 500, Axis.APP_VERSION: 200, Axis.SOFTWARE: 100}
"""Axes whose values are free, and how many names each takes for one service on one day (UTC)."""

_MILLISECONDS_PER_DAY = MINUTES_PER_DAY * 60_000

Names = Mapping[int, Mapping[str, MutableSet[str]]]
"""By first minute of the day and service: the names that an axis has there already."""


def days(batch: Batch, fresh: NDArray[np.bool_], axis: Axis) -> list[int]:
    """The days, by their first minutes, on which rows that count say something on this axis."""
    rows = _saying(batch, fresh, axis)
    return [day * MINUTES_PER_DAY for day in np.unique(_day(batch, rows)).tolist()]


def bounded(
    batch: Batch, fresh: NDArray[np.bool_], axis: Axis, names: Names, names_max: int | None = None
) -> Batch:
    """`batch` with names beyond the bound replaced by OTHER, in the order of its rows; `names` learns the new ones.

    `names` holds every day that `days` names, and every service of the batch in it.
    """
    most = NAMES_MAX[axis] if names_max is None else names_max
    rows = _saying(batch, fresh, axis)
    if len(rows) == 0:
        return batch
    column = _column(batch, axis)
    service, day, name_of = batch.service.codes[rows], _day(batch, rows), column.codes[rows]
    seen, place = np.unique(day, return_inverse=True)
    key = (service.astype(np.int64) * len(seen) + place) * len(column.values) + name_of
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    refused = np.zeros(len(first), dtype=np.bool_)
    for index in np.argsort(first).tolist():
        row = first[index]
        known = names[int(day[row]) * MINUTES_PER_DAY][batch.service.values[service[row]]]
        name = column.values[name_of[row]]
        if name in known or name == OTHER:
            continue
        if len(known) < most:
            known.add(name)
        else:
            refused[index] = True
    if not refused.any():
        return batch
    codes = column.codes.copy()
    codes[rows[refused[which]]] = len(column.values)
    renamed = Column((*column.values, OTHER), codes).mapped([*column.values, OTHER])
    if axis is Axis.NETWORK:
        return replace(batch, network=renamed)
    return replace(batch, software=renamed) if axis is Axis.SOFTWARE else replace(batch, app_version=renamed)


def _saying(batch: Batch, fresh: NDArray[np.bool_], axis: Axis) -> NDArray[np.intp]:
    column = _column(batch, axis)
    if column.values == ("",):
        return np.zeros(0, dtype=np.intp)
    said = np.array([value != "" for value in column.values], dtype=np.bool_)
    return np.flatnonzero(fresh & (batch.count > 0) & said[column.codes])


def _column(batch: Batch, axis: Axis) -> Column:
    if axis is Axis.NETWORK:
        return batch.network
    return batch.software if axis is Axis.SOFTWARE else batch.app_version


def _day(batch: Batch, rows: NDArray[np.intp]) -> NDArray[np.int64]:
    day: NDArray[np.int64] = batch.observed_at[rows] // _MILLISECONDS_PER_DAY
    return day
