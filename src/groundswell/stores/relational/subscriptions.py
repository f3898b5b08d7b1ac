"""Subscriptions in a table, their addresses sealed before they are written and opened after they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

import msgspec
from sqlalchemy import Row, Select, delete, func, select, update

from groundswell.core.notice import Ending, Route, Subscription, SubscriptionState, Way
from groundswell.errors import CorruptStoreError
from groundswell.ports.subscriptions import Seal
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.schema_subscriptions import SUBSCRIPTIONS
from groundswell.stores.relational.upsert import upsert

_BY_AGE = (SUBSCRIPTIONS.c.made_at, SUBSCRIPTIONS.c.id)
_PENDING = SUBSCRIPTIONS.c.state == SubscriptionState.PENDING.value
_LIVE = SUBSCRIPTIONS.c.state != SubscriptionState.ENDED.value


class RelationalSubscriptions:
    """ports.subscriptions.Subscriptions in `database`."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def put(self, subscription: Subscription) -> None:
        """See ports.subscriptions."""
        row = asdict(subscription) | {
            "way": subscription.way.value,
            "state": subscription.state.value,
            "ending": subscription.ending.value if subscription.ending else None,
            "route": msgspec.to_builtins(subscription.route),
            "address": self._seal.seal(subscription.address, f"address {subscription.id}"),
            "secret": self._seal.seal(subscription.secret, f"secret {subscription.id}"),
            "mark": self._seal.mark(subscription.address) if subscription.address else "",
        }
        await self._database.run(lambda connection: upsert(connection, SUBSCRIPTIONS, [row]))

    async def get(self, id: str) -> Subscription | None:  # noqa: A002
        """See ports.subscriptions."""
        found = await self._found(select(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id == id))
        return found[0] if found else None

    async def at(self, address: str) -> Sequence[Subscription]:
        """See ports.subscriptions."""
        mark = self._seal.mark(address)
        return await self._found(select(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.mark == mark, _LIVE))

    async def list(
        self, states: Sequence[SubscriptionState] | None = None, limit: int = 1_000_000
    ) -> Sequence[Subscription]:
        """See ports.subscriptions."""
        query = select(SUBSCRIPTIONS).limit(limit)
        if states is not None:
            query = query.where(SUBSCRIPTIONS.c.state.in_([state.value for state in states]))
        return await self._found(query, passing_over=True)

    async def to_ask(self, now: datetime, limit: int) -> Sequence[Subscription]:
        """See ports.subscriptions."""
        due = select(SUBSCRIPTIONS).where(_PENDING, SUBSCRIPTIONS.c.ask_at <= now).limit(limit)
        return await self._found(due, passing_over=True)

    async def note_asked(self, id: str, asked: int, ask_at: datetime | None) -> None:  # noqa: A002
        """See ports.subscriptions."""
        change = update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id == id, _PENDING)
        noted = change.values(asked=asked, ask_at=ask_at)
        await self._database.run(lambda connection: connection.execute(noted))

    async def counts(self) -> Mapping[tuple[str, str], int]:
        """See ports.subscriptions."""
        query = select(SUBSCRIPTIONS.c.way, SUBSCRIPTIONS.c.state, func.count()).group_by(
            SUBSCRIPTIONS.c.way, SUBSCRIPTIONS.c.state
        )
        return await self._database.read(
            lambda connection: {(row[0], row[1]): row[2] for row in connection.execute(query)}
        )

    async def confirm(self, id: str, at: datetime) -> bool:  # noqa: A002
        """See ports.subscriptions."""
        told = {"state": SubscriptionState.CONFIRMED.value, "confirmed_at": at, "ask_at": None}
        change = update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id == id, _PENDING).values(**told)
        return await self._database.run(lambda connection: connection.execute(change).rowcount > 0)

    async def end(self, id: str, ending: Ending, at: datetime) -> bool:  # noqa: A002
        """See ports.subscriptions."""
        gone = {"address": "", "mark": "", "secret": "", "ask_at": None}
        told = {"state": SubscriptionState.ENDED.value, "ended_at": at, "ending": ending.value}
        change = update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id == id, _LIVE).values(**gone, **told)
        return await self._database.run(lambda connection: connection.execute(change).rowcount > 0)

    async def erase(self, id: str) -> bool:  # noqa: A002
        """See ports.subscriptions."""
        gone = delete(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id == id)
        return await self._database.wipe(lambda connection: connection.execute(gone).rowcount > 0)

    async def forget(self, made_before: datetime, ended_before: datetime) -> int:
        """See ports.subscriptions."""
        lapsed = _PENDING & (SUBSCRIPTIONS.c.made_at <= made_before)
        old = (SUBSCRIPTIONS.c.state == SubscriptionState.ENDED.value) & (
            SUBSCRIPTIONS.c.ended_at <= ended_before
        )
        gone = delete(SUBSCRIPTIONS).where(lapsed | old)
        return await self._database.run(lambda connection: connection.execute(gone).rowcount)

    async def _found(
        self, query: Select[tuple[object, ...]], *, passing_over: bool = False
    ) -> Sequence[Subscription]:
        """Those that `query` finds; with `passing_over` without those whose address does not open any more: nobody can be told
        there, and the others must not wait for it."""
        ordered = query.order_by(*_BY_AGE)
        found = []
        for row in await self._database.read(lambda connection: list(connection.execute(ordered))):
            try:
                found.append(self._read(row))
            except CorruptStoreError:
                if not passing_over:
                    raise
        return found

    def _read(self, row: Row[tuple[object, ...]]) -> Subscription:
        values = row._asdict()
        del values["mark"]
        values |= {
            "way": Way(values["way"]),
            "state": SubscriptionState(values["state"]),
            "ending": Ending(values["ending"]) if values["ending"] else None,
            "route": msgspec.convert(values["route"], Route),
            "address": self._seal.open(values["address"], f"address {values['id']}"),
            "secret": self._seal.open(values["secret"], f"secret {values['id']}"),
        }
        return Subscription(**values)
