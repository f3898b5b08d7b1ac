"""The cube in tables: counts by service, one axis and bin; the counting cursor; who has been counted.

What one run of counting adds goes in by one transaction with the cursor: a crash counts nothing twice or half.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, insert, literal, select

from groundswell.core.cube import Deltas
from groundswell.core.model import Axis, Cell, SourceKind, Usual
from groundswell.core.timegrid import ROLLUP_MINUTES
from groundswell.errors import PermanentError
from groundswell.ports import ClaimBlock
from groundswell.stores.encoding import decode_usual, encode_usual
from groundswell.stores.relational.cells import add_cells
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.schema import CELLS, CLAIMS, DROPS, MARKS, REPEATS, USUAL, WATCHED
from groundswell.stores.relational.upsert import cursor, move_cursor, upsert

_COUNT: Final = "count"
_CLOCK: Final = "clock"
_ALL_SERVICES: Final = ""
_AXES: Final = {axis.value: axis for axis in Axis}
_KINDS: Final = {kind.value: kind for kind in SourceKind}
_CELL_COLUMNS: Final = (
    CELLS.c.service,
    CELLS.c.axis,
    CELLS.c.value,
    CELLS.c.kind,
    CELLS.c.works,
    CELLS.c.minute,
    CELLS.c["count"],
)


class RelationalCube:
    """ports.Cube in `database`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def cursor(self) -> int:
        """See ports.Cube."""
        return await self._database.read(lambda connection: cursor(connection, _COUNT))

    async def apply(
        self,
        deltas: Deltas,
        claims: Sequence[ClaimBlock],
        cursor: int,
        drops: Mapping[str, int] | None = None,
        repeats: NDArray[np.int64] | None = None,
    ) -> None:
        """See ports.Cube. Raises PermanentError when `cursor` does not rise: the same entries would count twice."""

        def work(connection: Connection) -> None:
            if cursor < 1 or not move_cursor(connection, _COUNT, cursor):
                raise PermanentError(
                    f"counting: the cube already holds the journal up to {cursor} or beyond; "
                    "do two processes count the same journal?"
                )
            add_cells(connection, deltas)
            if claims:
                connection.execute(insert(CLAIMS), [_claim_row(block) for block in claims])
            if repeats is not None and len(repeats):
                connection.execute(insert(REPEATS), [_repeats_row(cursor, claims, repeats)])
            _add_drops(connection, drops or {})

        await self._database.run(work)

    async def claims(self, half_hour: int) -> Sequence[ClaimBlock]:
        """See ports.Cube."""

        def look(connection: Connection) -> list[ClaimBlock]:
            query = select(CLAIMS.c["keys"]).where(CLAIMS.c.half_hour == half_hour)
            return [
                ClaimBlock(half_hour, np.frombuffer(keys, dtype="<u8").astype(np.uint64))
                for keys in connection.scalars(query.order_by(CLAIMS.c.id))
            ]

        return await self._database.read(look)

    async def is_repeat(self, sequence: int) -> bool:
        """See ports.Cube. Reads one row, that of the run which counted this sequence or of the next that has one."""
        query = (
            select(REPEATS.c.sequences).where(REPEATS.c.upto >= sequence).order_by(REPEATS.c.upto).limit(1)
        )

        def look(connection: Connection) -> bool:
            sequences = np.frombuffer(connection.scalar(query) or b"", dtype="<i8")
            place = int(np.searchsorted(sequences, sequence))
            return place < len(sequences) and int(sequences[place]) == sequence

        return await self._database.read(look)

    async def cells(
        self,
        first_minute: int,
        last_minute: int,
        *,
        bin_minutes: int = 1,
        service: str | None = None,
        axis: Axis | None = Axis.ALL,
    ) -> Sequence[Cell]:
        """See ports.Cube."""
        chosen = _Chosen(first_minute, last_minute, bin_minutes, axis, service)

        def look(connection: Connection) -> list[Cell]:
            return [
                Cell(slug, _AXES[on], value, _KINDS[kind], works, bin_minutes, minute, count)
                for slug, on, value, kind, works, minute, count in connection.execute(
                    chosen.query(connection, *_CELL_COLUMNS)
                )
            ]

        return await self._database.read(look)

    async def volume(self, first_minute: int, last_minute: int, *, bin_minutes: int = 1) -> Mapping[int, int]:
        """See ports.Cube."""
        chosen = _Chosen(first_minute, last_minute, bin_minutes, Axis.ALL, None)

        def look(connection: Connection) -> dict[int, int]:
            query = chosen.query(connection, CELLS.c.minute, func.sum(CELLS.c["count"]))
            rows = connection.execute(query.group_by(CELLS.c.minute))
            return {minute: int(count) for minute, count in rows}

        return await self._database.read(look)

    async def totals(
        self, first_minute: int, last_minute: int, *, service: str, axis: Axis, bin_minutes: int = 1
    ) -> Mapping[tuple[str, SourceKind, bool], int]:
        """See ports.Cube."""
        chosen = _Chosen(first_minute, last_minute, bin_minutes, axis, service)

        def look(connection: Connection) -> dict[tuple[str, SourceKind, bool], int]:
            by = (CELLS.c.value, CELLS.c.kind, CELLS.c.works)
            query = chosen.query(connection, *by, func.sum(CELLS.c["count"])).group_by(*by)
            return {
                (value, _KINDS[kind], works): int(count)
                for value, kind, works, count in connection.execute(query)
            }

        return await self._database.read(look)

    async def values(
        self,
        first_minute: int,
        last_minute: int,
        *,
        axis: Axis,
        kinds: Collection[SourceKind],
        limit: int,
        bin_minutes: int = 1,
    ) -> Mapping[tuple[str, str], int]:
        """See ports.Cube."""
        chosen = _Chosen(first_minute, last_minute, bin_minutes, axis, None)

        def look(connection: Connection) -> dict[tuple[str, str], int]:
            slug, value, total = CELLS.c.service, CELLS.c.value, func.sum(CELLS.c["count"]).label("total")
            place = func.row_number().over(partition_by=slug, order_by=(total.desc(), value)).label("place")
            query = chosen.query(connection, slug, value, total, place).group_by(slug, value)
            query = query.where(CELLS.c.works.is_(False), CELLS.c.kind.in_(sorted(kinds)))
            sums = query.subquery()
            most = select(sums.c.service, sums.c.value, sums.c.total).where(sums.c.place <= limit)
            return {(service, name): int(count) for service, name, count in connection.execute(most)}

        return await self._database.read(look)

    async def breakdown(
        self, first_minute: int, last_minute: int, *, service: str | Collection[str], bin_minutes: int = 1
    ) -> Mapping[Axis, Mapping[tuple[str, SourceKind, bool], int]]:
        """See ports.Cube."""
        chosen = _Chosen(first_minute, last_minute, bin_minutes, None, service)

        def look(connection: Connection) -> dict[Axis, dict[tuple[str, SourceKind, bool], int]]:
            by = (CELLS.c.axis, CELLS.c.value, CELLS.c.kind, CELLS.c.works)
            query = chosen.query(connection, *by, func.sum(CELLS.c["count"])).group_by(*by)
            sums: dict[Axis, dict[tuple[str, SourceKind, bool], int]] = {}
            for axis, value, kind, works, count in connection.execute(query):
                sums.setdefault(_AXES[axis], {})[value, _KINDS[kind], works] = int(count)
            return sums

        return await self._database.read(look)

    async def watch(self, first_minute: int, last_minute: int, services: Sequence[str] | None = None) -> None:
        """See ports.Cube. Stretches that meet or overlap are kept as one."""
        assert first_minute <= last_minute, "a stretch ends no earlier than it begins"
        names = [_ALL_SERVICES] if services is None else list(dict.fromkeys(services))
        if names:
            await self._database.run(lambda connection: _watch(connection, first_minute, last_minute, names))

    async def watched(self, first_minute: int, last_minute: int) -> Sequence[tuple[str | None, int, int]]:
        """See ports.Cube."""
        query = (
            select(WATCHED.c.service, WATCHED.c.first_minute, WATCHED.c.last_minute)
            .where(WATCHED.c.first_minute <= last_minute, WATCHED.c.last_minute >= first_minute)
            .order_by(WATCHED.c.service, WATCHED.c.first_minute)
        )

        def look(connection: Connection) -> list[tuple[str | None, int, int]]:
            return [
                (service or None, max(first, first_minute), min(last, last_minute))
                for service, first, last in connection.execute(query)
            ]

        return await self._database.read(look)

    async def put_usual(self, usual: Usual) -> None:
        """See ports.Cube."""
        row = {"bin_minutes": usual.bin_minutes, "minute": usual.minute, "body": encode_usual(usual)}
        await self._database.run(lambda connection: upsert(connection, USUAL, [row]))

    async def usual(self, first_minute: int, last_minute: int, bin_minutes: int = 15) -> Sequence[Usual]:
        """See ports.Cube."""
        query = (
            select(USUAL.c.minute, USUAL.c.body)
            .where(USUAL.c.bin_minutes == bin_minutes, USUAL.c.minute.between(first_minute, last_minute))
            .order_by(USUAL.c.minute)
        )

        def look(connection: Connection) -> list[Usual]:
            return [decode_usual(minute, bin_minutes, body) for minute, body in connection.execute(query)]

        return await self._database.read(look)

    async def drops(self) -> Mapping[str, int]:
        """See ports.Cube."""

        def look(connection: Connection) -> dict[str, int]:
            rows = connection.execute(select(DROPS.c.reason, DROPS.c["count"]))
            return {row[0]: row[1] for row in rows}

        return await self._database.read(look)

    async def add_drops(self, drops: Mapping[str, int]) -> None:
        """See ports.Cube."""
        await self._database.run(lambda connection: _add_drops(connection, drops))

    async def believed(self) -> int:
        """See ports.Cube."""
        query = select(MARKS.c.minute).where(MARKS.c.name == _CLOCK)
        return await self._database.read(lambda connection: connection.scalar(query) or 0)

    async def believe(self, minute: int) -> None:
        """See ports.Cube."""
        row = {"name": _CLOCK, "minute": minute}
        await self._database.run(lambda connection: upsert(connection, MARKS, [row]))

    async def trim(self, before_minute: Mapping[int, int], claims_before: int) -> int:
        """See ports.Cube. What was usual goes with the bins of the same width."""

        def work(connection: Connection) -> int:
            went = connection.execute(delete(CLAIMS).where(CLAIMS.c.half_hour < claims_before)).rowcount
            connection.execute(delete(REPEATS).where(REPEATS.c.half_hour < claims_before))
            for bin_minutes, before in before_minute.items():
                went += connection.execute(
                    delete(CELLS).where(
                        CELLS.c.bin_minutes == bin_minutes,
                        CELLS.c.axis.in_(list(_AXES)),
                        CELLS.c.minute < before,
                    )
                ).rowcount
                went += connection.execute(
                    delete(USUAL).where(USUAL.c.bin_minutes == bin_minutes, USUAL.c.minute < before)
                ).rowcount
            return went

        return await self._database.run(work)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Which cells are asked for."""

    first_minute: int
    last_minute: int
    bin_minutes: int
    axis: Axis | None
    service: str | Collection[str] | None

    def query(self, connection: Connection, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
        """`columns` of these cells.

        All axes are named one by one: so the key, which begins with them, finds the stretch. One service is
        sought bin by bin, since the key puts time before it: a seek for each bin that the cube may hold. Of several
        the whole stretch is read.
        """
        assert self.bin_minutes in ROLLUP_MINUTES, "the cube keeps no bins of this width"
        axes = [self.axis.value] if self.axis is not None else list(_AXES)
        query = select(*columns).where(CELLS.c.bin_minutes == self.bin_minutes, CELLS.c.axis.in_(axes))
        if self.service is None:
            return query.where(CELLS.c.minute.between(self.first_minute, self.last_minute))
        if not isinstance(self.service, str):
            query = query.where(CELLS.c.minute.between(self.first_minute, self.last_minute))
            return query.where(CELLS.c.service.in_(sorted(self.service)))
        held = self._held(connection)
        bins = select(literal(held.start).label("minute")).where(literal(held.start) < held.stop)
        steps = bins.cte("bins", recursive=True)
        following = steps.c.minute + self.bin_minutes
        steps = steps.union_all(select(following).where(following < held.stop))
        return query.where(CELLS.c.service == self.service, CELLS.c.minute.in_(select(steps.c.minute)))

    def _held(self, connection: Connection) -> range:
        """The bins asked for, as far as there are any: whoever asks for all time must not be sought through it."""
        axis = self.axis or Axis.ALL  # whatever stands on another axis stands on this one too
        held = and_(CELLS.c.bin_minutes == self.bin_minutes, CELLS.c.axis == axis.value)
        ends = (select(end(CELLS.c.minute)).where(held).scalar_subquery() for end in (func.min, func.max))
        oldest, newest = connection.execute(select(*ends)).one()
        if oldest is None:
            return range(0)
        first = max(-(-self.first_minute // self.bin_minutes) * self.bin_minutes, oldest)
        return range(first, min(self.last_minute, newest) + 1, self.bin_minutes)


def _claim_row(block: ClaimBlock) -> dict[str, object]:
    return {
        "half_hour": block.half_hour,
        "keys": block.keys.astype("<u8").tobytes(),
    }


def _repeats_row(cursor: int, claims: Sequence[ClaimBlock], repeats: NDArray[np.int64]) -> dict[str, object]:
    assert claims, "who is heard again was heard in a half hour"
    return {
        "upto": cursor,
        "half_hour": max(block.half_hour for block in claims),
        "sequences": repeats.astype("<i8").tobytes(),
    }


def _add_drops(connection: Connection, drops: Mapping[str, int]) -> None:
    rows = [{"reason": reason, "count": count} for reason, count in drops.items()]
    upsert(connection, DROPS, rows, added=["count"])


def _watch(connection: Connection, first_minute: int, last_minute: int, services: Sequence[str]) -> None:
    stretches = dict.fromkeys(services, (first_minute, last_minute))
    table = WATCHED.c
    query = select(table.service, table.first_minute, table.last_minute).where(
        table.service.in_(services),
        table.first_minute <= last_minute + 1,
        table.last_minute >= first_minute - 1,
    )
    gone = []
    for service, first, last in connection.execute(query).all():
        joined = stretches[service]
        stretches[service] = (min(first, joined[0]), max(last, joined[1]))
        gone.append((service, first))
    for service, first in gone:
        connection.execute(delete(WATCHED).where(table.service == service, table.first_minute == first))
    rows = [
        {"service": service, "first_minute": first, "last_minute": last}
        for service, (first, last) in stretches.items()
    ]
    connection.execute(insert(WATCHED), rows)
