"""The hot path of counting: what a batch adds, summed into every roll-up and added to the table in bulk.

Written in the engines' own SQL: many small parameters for SQLite, eight arrays for PostgreSQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from groundswell.core.cube import Deltas
from groundswell.core.model import Axis
from groundswell.core.timegrid import ROLLUP_MINUTES

_ROWS_PER_STATEMENT: Final = 20_000
_COLUMNS: Final = "bin_minutes, axis, minute, service, value, kind, works, count"
_ADD: Final = """
on conflict (bin_minutes, axis, minute, service, value, kind, works)
do update set count = cells.count + excluded.count
"""
_ADD_SQLITE: Final = f"insert into cells ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?) {_ADD}"  # noqa: S608  constants
_ADD_POSTGRESQL: Final = f"""
insert into cells ({_COLUMNS})
select * from unnest(
    %s::integer[], %s::text[], %s::integer[], %s::text[], %s::text[], %s::text[], %s::boolean[], %s::bigint[]
)
{_ADD}
"""  # noqa: S608  constants
_AXES: Final = np.array([axis.value for axis in Axis], dtype=np.object_)


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Sums per cell: `keys` are columns of codes in the order of the table's key."""

    keys: tuple[NDArray[np.int64], ...]
    count: NDArray[np.int64]


def add_cells(connection: Connection, deltas: Deltas) -> None:
    """Add `deltas` to the cells of every roll-up."""
    if len(deltas) == 0:
        return
    keys = (deltas.axis, deltas.minute, deltas.service, deltas.value, deltas.kind, deltas.works)
    sums = _Sums(tuple(key.astype(np.int64) for key in keys), deltas.count)
    names = np.array(deltas.names, dtype=np.object_)
    for bin_minutes in ROLLUP_MINUTES:  # each wider bin is made of sums of the one before
        sums = _rolled_up(sums, bin_minutes)
        for start in range(0, len(sums.count), _ROWS_PER_STATEMENT):
            rows = slice(start, start + _ROWS_PER_STATEMENT)
            _add(
                connection, bin_minutes, names, _Sums(tuple(key[rows] for key in sums.keys), sums.count[rows])
            )


def _rolled_up(sums: _Sums, bin_minutes: int) -> _Sums:
    """The sums in bins of `bin_minutes`, each cell once, sorted by key so that neighbours are written together."""
    axis, minute, *rest = sums.keys
    keys = (axis, minute - minute % bin_minutes, *rest)
    order = np.lexsort(keys[::-1])
    begins = np.zeros(len(order), dtype=np.bool_)
    begins[0] = True
    for key in keys:
        ordered = key[order]
        begins[1:] |= ordered[1:] != ordered[:-1]
    firsts = np.flatnonzero(begins)
    rows = order[firsts]
    return _Sums(tuple(key[rows] for key in keys), np.add.reduceat(sums.count[order], firsts))


def _add(connection: Connection, bin_minutes: int, names: NDArray[np.object_], sums: _Sums) -> None:
    axis, minute, service, value, kind, works = sums.keys
    columns: tuple[list[object], ...] = (
        [bin_minutes] * len(sums.count),
        _AXES[axis].tolist(),
        minute.tolist(),
        names[service].tolist(),
        names[value].tolist(),
        names[kind].tolist(),
        (works != 0).tolist(),
        sums.count.tolist(),
    )
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_ADD_SQLITE, list(zip(*columns, strict=True)))
    else:
        connection.exec_driver_sql(_ADD_POSTGRESQL, columns)
