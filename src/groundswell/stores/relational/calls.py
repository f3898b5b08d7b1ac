"""Calls in tables, and what they have sent. A rung is climbed, and its notices are made, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update

from groundswell.core.notice import NoticeState
from groundswell.core.oncall import Call, CallState, Policy
from groundswell.ports.notices import Draft
from groundswell.ports.oncall import Delivered, Summons
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.notices import make_notice
from groundswell.stores.relational.schema_notices import NOTICES
from groundswell.stores.relational.schema_oncall import CALLS, SUMMONSES
from groundswell.stores.relational.upsert import added

_RINGING: Final = CALLS.c.state == CallState.RINGING.value
_TO_ANSWER: Final = CALLS.c.state.in_([CallState.RINGING.value, CallState.UNANSWERED.value])


class RelationalCalls:
    """The part of ports.oncall.Oncall that is about calls."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, call: Call) -> Call | None:
        """See ports.oncall."""
        row = asdict(call) | {
            "policy": msgspec.to_builtins(call.policy),
            "policy_id": call.policy.id,
            "state": call.state.value,
        }
        del row["id"]

        def work(connection: Connection) -> Call | None:
            number = added(connection, CALLS, row)
            return None if number is None else replace(call, id=number)

        return await self._database.run(work)

    async def ring(
        self, call: Call, rung: int, summons: Sequence[Summons], drafts: Sequence[Draft], at: datetime
    ) -> bool:
        """See ports.oncall."""
        change = (
            update(CALLS)
            .where(CALLS.c.id == call.id, _RINGING, CALLS.c.rung == call.rung)
            .values(rung=rung, rung_at=at, hurried=False)
        )

        def work(connection: Connection) -> bool:
            if connection.execute(change).rowcount == 0:
                return False
            for each in summons:
                connection.execute(insert(SUMMONSES).values(asdict(each)))
            for draft in drafts:
                make_notice(connection, draft)
            return True

        return await self._database.run(work)

    async def hurry(self, call: Call) -> None:
        """See ports.oncall."""
        change = (
            update(CALLS)
            .where(CALLS.c.id == call.id, _RINGING, CALLS.c.rung == call.rung)
            .values(hurried=True)
        )
        await self._database.run(lambda connection: connection.execute(change))

    async def finish(self, id: int, state: CallState, by: str, at: datetime) -> bool:  # noqa: A002
        """See ports.oncall."""
        return await self._database.run(lambda connection: _finish(connection, id, state, by, at))

    async def answer(self, key: str, by: str, at: datetime) -> bool:
        """See ports.oncall."""
        used = update(SUMMONSES).where(SUMMONSES.c.key == key, SUMMONSES.c.answered_at.is_(None))

        def work(connection: Connection) -> bool:
            call = connection.scalar(select(SUMMONSES.c.call).where(SUMMONSES.c.key == key))
            if call is None or connection.execute(used.values(answered_at=at)).rowcount == 0:
                return False
            return _finish(connection, call, CallState.ANSWERED, by, at)

        return await self._database.run(work)

    async def calls(
        self,
        *,
        states: Sequence[CallState] | None = None,
        incident: str | None = None,
        since: datetime | None = None,
        limit: int = 200,
    ) -> Sequence[Call]:
        """See ports.oncall."""
        query = select(CALLS).order_by(CALLS.c.id.desc()).limit(limit)
        if states is not None:
            query = query.where(CALLS.c.state.in_([state.value for state in states]))
        if incident is not None:
            query = query.where(CALLS.c.incident == incident)
        if since is not None:
            query = query.where(CALLS.c.begun_at >= since)
        return await self._database.read(lambda connection: [_call(row) for row in connection.execute(query)])

    async def summoned(self, calls: Sequence[int]) -> Sequence[Delivered]:
        """See ports.oncall."""
        query = (
            select(SUMMONSES, NOTICES.c.state, NOTICES.c.error, NOTICES.c.attempts)
            .outerjoin(NOTICES, (NOTICES.c.key == SUMMONSES.c.key) & (NOTICES.c.target == SUMMONSES.c.target))
            .where(SUMMONSES.c.call.in_(calls))
            .order_by(SUMMONSES.c.call, SUMMONSES.c.rung, SUMMONSES.c.at, SUMMONSES.c.target)
        )
        return await self._database.read(
            lambda connection: [_delivered(row) for row in connection.execute(query)]
        )

    async def summons(self, key: str) -> tuple[Summons, Call] | None:
        """See ports.oncall."""

        def look(connection: Connection) -> tuple[Summons, Call] | None:
            row = connection.execute(select(SUMMONSES).where(SUMMONSES.c.key == key)).one_or_none()
            if row is None:
                return None
            call = connection.execute(select(CALLS).where(CALLS.c.id == row.call)).one()
            return Summons(**row._asdict()), _call(call)

        return await self._database.read(look)

    async def called(self, account: int) -> Sequence[tuple[Summons, Call]]:
        """See ports.oncall."""
        query = (
            select(SUMMONSES)
            .where(SUMMONSES.c.account == account)
            .order_by(SUMMONSES.c.at.desc(), SUMMONSES.c.key)
        )

        def work(connection: Connection) -> list[tuple[Summons, Call]]:
            sent = [Summons(**row._asdict()) for row in connection.execute(query)]
            which = CALLS.c.id.in_({each.call for each in sent})
            calls = {row.id: _call(row) for row in connection.execute(select(CALLS).where(which))}
            return [(each, calls[each.call]) for each in sent]

        return await self._database.read(work)

    async def _forget_calls(self, before: datetime) -> int:
        old = (CALLS.c.begun_at < before) & ~_RINGING
        gone = select(CALLS.c.id).where(old)

        def work(connection: Connection) -> int:
            connection.execute(delete(SUMMONSES).where(SUMMONSES.c.call.in_(gone)))
            return connection.execute(delete(CALLS).where(old)).rowcount

        return await self._database.run(work)


def _finish(connection: Connection, id: int, state: CallState, by: str, at: datetime) -> bool:  # noqa: A002
    """Of two who end a call at once one is told False."""
    which = _RINGING if state is CallState.UNANSWERED else _TO_ANSWER
    change = update(CALLS).where(CALLS.c.id == id, which)
    if connection.execute(change.values(state=state.value, by=by, ended_at=at)).rowcount == 0:
        return False
    if state is not CallState.UNANSWERED:
        sent = select(SUMMONSES.c.key).where(SUMMONSES.c.call == id)
        waiting = (NOTICES.c.key.in_(sent)) & (NOTICES.c.state == NoticeState.WAITING.value)
        over = {"state": NoticeState.EXPIRED.value, "error": f"the call was {state.value}", "updated_at": at}
        connection.execute(update(NOTICES).where(waiting).values(over))
    return True


def _call(row: Row[tuple[Any, ...]]) -> Call:
    values = row._asdict()
    del values["policy_id"]
    return Call(
        **values | {"policy": msgspec.convert(row.policy, Policy), "state": CallState(values["state"])}
    )


def _delivered(row: Row[tuple[Any, ...]]) -> Delivered:
    values = row._asdict()
    state, error, attempts = (values.pop(name) for name in ("state", "error", "attempts"))
    return Delivered(
        Summons(**values), NoticeState(state) if state is not None else None, error or "", attempts or 0
    )
