"""Who is called, in tables: schedules, what comes between, policies, ways to reach people, their devices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Row, Table, delete, insert, select, update

from groundswell.core.notice import Route
from groundswell.core.oncall import Away, Layer, Override, Policy, Schedule
from groundswell.errors import CorruptStoreError
from groundswell.ports.notices import Target
from groundswell.ports.oncall import Device, Reach, Responder
from groundswell.ports.subscriptions import Seal
from groundswell.stores.relational.calls import RelationalCalls
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.notices import target_row
from groundswell.stores.relational.oncall_person import erase
from groundswell.stores.relational.schema_notices import NOTICES, TARGETS
from groundswell.stores.relational.schema_oncall import (
    AWAY,
    DEVICES,
    OVERRIDES,
    POLICIES,
    REACHES,
    RESPONDERS,
    SCHEDULES,
)
from groundswell.stores.relational.upsert import upsert

T = TypeVar("T")
_Row = Row[tuple[Any, ...]]


class RelationalOncall(RelationalCalls):
    """ports.oncall.Oncall in `database`."""

    def __init__(self, database: Database, seal: Seal) -> None:
        super().__init__(database)
        self._seal = seal

    async def schedules(self) -> Sequence[Schedule]:
        """See ports.oncall."""
        return await self._read(select(SCHEDULES).order_by(SCHEDULES.c.title, SCHEDULES.c.id), self._schedule)

    async def put_schedule(self, schedule: Schedule) -> None:
        """See ports.oncall."""
        row = asdict(schedule) | {
            "layers": msgspec.to_builtins(schedule.layers),
            "calendar_url": self._seal.seal(schedule.calendar_url, f"calendar {schedule.id}"),
        }
        await self._database.run(lambda connection: upsert(connection, SCHEDULES, [row]))

    async def drop_schedule(self, id: str) -> bool:  # noqa: A002
        """See ports.oncall."""

        def work(connection: Connection) -> bool:
            connection.execute(delete(OVERRIDES).where(OVERRIDES.c.schedule == id))
            return connection.execute(delete(SCHEDULES).where(SCHEDULES.c.id == id)).rowcount > 0

        return await self._database.run(work)

    async def overrides(self, from_at: datetime, until_at: datetime) -> Sequence[Override]:
        """See ports.oncall."""
        return await self._touching(OVERRIDES, Override, from_at, until_at)

    async def add_override(self, override: Override) -> Override:
        """See ports.oncall."""
        return replace(override, id=await self._add(OVERRIDES, asdict(override)))

    async def override(self, id: int) -> Override | None:  # noqa: A002
        """See ports.oncall."""
        query = select(OVERRIDES).where(OVERRIDES.c.id == id)
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else Override(**row._asdict())

    async def drop_override(self, id: int) -> Override | None:  # noqa: A002
        """See ports.oncall."""

        def work(connection: Connection) -> Override | None:
            row = connection.execute(select(OVERRIDES).where(OVERRIDES.c.id == id)).one_or_none()
            connection.execute(delete(OVERRIDES).where(OVERRIDES.c.id == id))
            return None if row is None else Override(**row._asdict())

        return await self._database.run(work)

    async def read_overrides(
        self, schedule: str, source: str, overrides: Sequence[Override], fault: str = ""
    ) -> None:
        """See ports.oncall."""
        mine = (OVERRIDES.c.schedule == schedule) & (OVERRIDES.c.source == source)
        noted = update(SCHEDULES).where(SCHEDULES.c.id == schedule).values(calendar_fault=fault)

        def work(connection: Connection) -> None:
            connection.execute(noted)
            if not fault:
                _replace(connection, OVERRIDES, mine, [asdict(each) for each in overrides])

        await self._database.run(work)

    async def away(self, from_at: datetime, until_at: datetime) -> Sequence[Away]:
        """See ports.oncall."""
        return await self._touching(AWAY, Away, from_at, until_at)

    async def add_away(self, away: Away) -> Away:
        """See ports.oncall."""
        return replace(away, id=await self._add(AWAY, asdict(away)))

    async def drop_away(self, account: int, id: int) -> bool:  # noqa: A002
        """See ports.oncall."""
        return await self._drop(AWAY, (AWAY.c.account == account) & (AWAY.c.id == id))

    async def read_away(self, account: int, source: str, away: Sequence[Away], fault: str = "") -> None:
        """See ports.oncall."""
        mine = (AWAY.c.account == account) & (AWAY.c.source == source)
        noted = update(RESPONDERS).where(RESPONDERS.c.account == account).values(calendar_fault=fault)

        def work(connection: Connection) -> None:
            connection.execute(noted)
            if not fault:
                _replace(connection, AWAY, mine, [asdict(each) for each in away])

        await self._database.run(work)

    async def policies(self) -> Sequence[Policy]:
        """See ports.oncall."""
        query = select(POLICIES).order_by(POLICIES.c.title, POLICIES.c.id)
        return await self._read(query, lambda row: msgspec.convert(row.policy, Policy))

    async def put_policy(self, policy: Policy) -> None:
        """See ports.oncall."""
        row = {"id": policy.id, "title": policy.title, "policy": msgspec.to_builtins(policy)}
        await self._database.run(lambda connection: upsert(connection, POLICIES, [row]))

    async def drop_policy(self, id: str) -> bool:  # noqa: A002
        """See ports.oncall."""
        return await self._drop(POLICIES, POLICIES.c.id == id)

    async def responders(self) -> Sequence[Responder]:
        """See ports.oncall."""
        return await self._read(select(RESPONDERS).order_by(RESPONDERS.c.account), self._responder)

    async def put_responder(self, responder: Responder) -> None:
        """See ports.oncall."""
        sealed = self._seal.seal(responder.calendar_url, f"calendar of {responder.account}")
        row = asdict(responder) | {"calendar_url": sealed}
        await self._database.run(lambda connection: upsert(connection, RESPONDERS, [row]))

    async def reaches(self, account: int | None = None) -> Sequence[Reach]:
        """See ports.oncall."""
        query = select(REACHES).order_by(REACHES.c.made_at, REACHES.c.id)
        if account is not None:
            query = query.where(REACHES.c.account == account)
        found = await self._read(query, self._reach)
        return [each for each in found if each is not None]

    async def put_reach(self, reach: Reach) -> None:
        """See ports.oncall."""
        row = asdict(reach) | {"address": self._seal.seal(reach.address, f"reach {reach.id}")}
        target = Target(
            reach.target, reach.channel, reach.kind, reach.address, route=Route(silent=True), digest=reach.id
        )

        def work(connection: Connection) -> None:
            upsert(connection, REACHES, [row])
            upsert(connection, TARGETS, [target_row(target, None, self._seal)])

        await self._database.run(work)

    async def drop_reach(self, account: int, id: str) -> bool:  # noqa: A002
        """See ports.oncall."""
        mine = (REACHES.c.account == account) & (REACHES.c.id == id)

        def work(connection: Connection) -> bool:
            row = connection.execute(select(REACHES).where(mine)).one_or_none()
            if row is None:
                return False
            target = Reach(**row._asdict()).target
            connection.execute(delete(REACHES).where(mine))
            connection.execute(delete(NOTICES).where(NOTICES.c.target == target))
            connection.execute(delete(TARGETS).where(TARGETS.c.id == target))
            return True

        return await self._database.rewrite(work)

    async def devices(self, account: int) -> Sequence[Device]:
        """See ports.oncall."""
        query = select(DEVICES).where(DEVICES.c.account == account)
        query = query.order_by(DEVICES.c.paired_at.desc(), DEVICES.c.digest)
        return await self._read(query, lambda row: Device(**row._asdict()))

    async def device(self, digest: str, at: datetime) -> Device | None:
        """See ports.oncall."""
        query = select(DEVICES).where(DEVICES.c.digest == digest, DEVICES.c.ends_at > at)
        found = await self._read(query, lambda row: Device(**row._asdict()))
        return found[0] if found else None

    async def put_device(self, device: Device) -> None:
        """See ports.oncall."""
        await self._database.run(lambda connection: upsert(connection, DEVICES, [asdict(device)]))

    async def use_device(self, digest: str, at: datetime) -> None:
        """See ports.oncall."""
        noted = update(DEVICES).where(DEVICES.c.digest == digest).values(used_at=at)
        await self._database.run(lambda connection: connection.execute(noted))

    async def drop_device(self, account: int, digest: str) -> bool:
        """See ports.oncall."""
        return await self._drop(DEVICES, (DEVICES.c.account == account) & (DEVICES.c.digest == digest))

    async def erase_of(self, account: int, name: str) -> None:
        """See ports.oncall."""
        await self._database.wipe(lambda connection: erase(connection, account, name))

    async def forget(self, before: datetime) -> int:
        """See ports.oncall."""

        def work(connection: Connection) -> int:
            gone = [
                delete(OVERRIDES).where(OVERRIDES.c.until_at < before),
                delete(AWAY).where(AWAY.c.until_at < before),
                delete(DEVICES).where(DEVICES.c.ends_at < before),
            ]
            return sum(connection.execute(each).rowcount for each in gone)

        return await self._forget_calls(before) + await self._database.run(work)

    def _schedule(self, row: _Row) -> Schedule:
        values = row._asdict()
        values["layers"] = tuple(msgspec.convert(values["layers"], list[Layer]))
        values["calendar_url"] = self._opened(values["calendar_url"], f"calendar {row.id}")
        return Schedule(**values)

    def _responder(self, row: _Row) -> Responder:
        values = row._asdict()
        values["calendar_url"] = self._opened(values["calendar_url"], f"calendar of {row.account}")
        return Responder(**values)

    def _reach(self, row: _Row) -> Reach | None:
        """None where the address was sealed with another key: others must be reached all the same."""
        try:
            return Reach(**row._asdict() | {"address": self._seal.open(row.address, f"reach {row.id}")})
        except CorruptStoreError:
            return None

    def _opened(self, sealed: str, purpose: str) -> str:
        try:
            return self._seal.open(sealed, purpose)
        except CorruptStoreError:  # a calendar that is not read must not keep anybody from being called
            return ""

    async def _touching(
        self, table: Table, kind: type[T], from_at: datetime, until_at: datetime
    ) -> Sequence[T]:
        query = select(table).where(table.c.from_at < until_at, table.c.until_at > from_at)
        query = query.order_by(table.c.from_at, table.c.id)
        return await self._read(query, lambda row: kind(**row._asdict()))

    async def _add(self, table: Table, row: dict[str, object]) -> int:
        values = {name: value for name, value in row.items() if name != "id"}
        statement = insert(table).values(values).returning(table.c.id)
        return await self._database.run(lambda connection: int(connection.execute(statement).scalar_one()))

    async def _drop(self, table: Table, which: Any) -> bool:
        gone = delete(table).where(which)
        return await self._database.run(lambda connection: connection.execute(gone).rowcount > 0)

    async def _read(self, query: Any, made: Callable[[_Row], T]) -> list[T]:
        return await self._database.read(lambda connection: [made(row) for row in connection.execute(query)])


def _replace(connection: Connection, table: Table, mine: Any, rows: Sequence[dict[str, object]]) -> None:
    connection.execute(delete(table).where(mine))
    for row in rows:
        values = {name: value for name, value in row.items() if name != "id"}
        connection.execute(insert(table).values(values))
