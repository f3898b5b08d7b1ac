"""What helps, in a table, and the votes on it in another: a workaround is read with its tally."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, Row, Select, case, delete, func, select, update

from groundswell.core.workarounds import Advice, Tally, Workaround, WorkaroundState, weighed
from groundswell.ports.workarounds import Vote
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.schema_workarounds import WORKAROUND_VOTES, WORKAROUNDS
from groundswell.stores.relational.upsert import upsert

_NEWEST = (WORKAROUNDS.c.made_at.desc(), WORKAROUNDS.c.id.desc())
_SHOWN = WORKAROUNDS.c.state == WorkaroundState.SHOWN.value


class RelationalWorkarounds:
    """ports.workarounds.Workarounds in `database`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, workaround: Workaround) -> None:
        """See ports.workarounds."""
        row = {
            "id": workaround.id,
            "service": workaround.service,
            "incident": workaround.incident,
            "texts": msgspec.to_builtins(workaround.texts),
            "symptoms": list(workaround.symptoms),
            "platforms": list(workaround.platforms),
            "by": workaround.by,
            "state": workaround.state.value,
            "decided_by": workaround.decided_by,
            "made_at": workaround.made_at,
            "changed_at": workaround.changed_at,
        }
        await self._database.run(lambda connection: upsert(connection, WORKAROUNDS, [row]))

    async def get(self, id: str) -> Workaround | None:  # noqa: A002
        """See ports.workarounds."""
        query = select(WORKAROUNDS).where(WORKAROUNDS.c.id == id)
        found = await self._database.read(lambda connection: _found(connection, query))
        return found[0] if found else None

    async def list(
        self,
        *,
        services: Sequence[str] | None = None,
        states: Sequence[WorkaroundState] | None = None,
        incident: str | None = None,
        limit: int = 1000,
    ) -> Sequence[Workaround]:
        """See ports.workarounds."""
        query = select(WORKAROUNDS).order_by(*_NEWEST).limit(limit)
        if services is not None:
            query = query.where(WORKAROUNDS.c.service.in_(services))
        if states is not None:
            query = query.where(WORKAROUNDS.c.state.in_([state.value for state in states]))
        if incident is not None:
            query = query.where(WORKAROUNDS.c.incident == incident)
        return await self._database.read(lambda connection: _found(connection, query))

    async def vote(self, vote: Vote) -> bool:
        """See ports.workarounds."""
        one = select(WORKAROUNDS.c.id).where(WORKAROUNDS.c.id == vote.workaround, _SHOWN)
        row = {
            "workaround": vote.workaround,
            "voter": vote.voter,
            "network": vote.network,
            "helped": vote.helped,
            "at": vote.at,
        }

        def work(connection: Connection) -> bool:
            if connection.execute(one).one_or_none() is None:
                return False
            upsert(connection, WORKAROUND_VOTES, [row])
            return True

        return await self._database.run(work)

    async def expire(self, ongoing: Sequence[str], at: datetime) -> Sequence[Workaround]:
        """See ports.workarounds."""
        tied = WORKAROUNDS.c.incident != ""
        open_ = WORKAROUNDS.c.state.in_((WorkaroundState.SHOWN.value, WorkaroundState.PROPOSED.value))
        over = select(WORKAROUNDS).where(tied, open_, WORKAROUNDS.c.incident.not_in(list(ongoing)))
        state = WorkaroundState.EXPIRED

        def work(connection: Connection) -> Sequence[Workaround]:
            found = _found(connection, over)
            change = update(WORKAROUNDS).where(WORKAROUNDS.c.id.in_([each.id for each in found]))
            if found:
                connection.execute(change.values(state=state.value, changed_at=at))
            return [each.moved(state, at) for each in found]

        return await self._database.run(work)

    async def erase(self, id: str) -> bool:  # noqa: A002
        """See ports.workarounds."""

        def work(connection: Connection) -> bool:
            connection.execute(delete(WORKAROUND_VOTES).where(WORKAROUND_VOTES.c.workaround == id))
            return connection.execute(delete(WORKAROUNDS).where(WORKAROUNDS.c.id == id)).rowcount > 0

        return await self._database.wipe(work)

    async def forget(self, before: datetime) -> int:
        """See ports.workarounds."""
        old = (WORKAROUNDS.c.state != WorkaroundState.SHOWN.value) & (WORKAROUNDS.c.changed_at < before)
        votes = delete(WORKAROUND_VOTES).where(
            WORKAROUND_VOTES.c.workaround.in_(select(WORKAROUNDS.c.id).where(old))
        )

        def work(connection: Connection) -> int:
            connection.execute(votes)
            return connection.execute(delete(WORKAROUNDS).where(old)).rowcount

        return await self._database.run(work)


def _found(connection: Connection, query: Select[tuple[object, ...]]) -> list[Workaround]:
    rows = list(connection.execute(query))
    votes: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
    days: dict[str, dict[int, int]] = defaultdict(dict)
    of = WORKAROUND_VOTES.c
    helped = func.sum(case((of.helped, 1), else_=0))
    counted = (
        select(of.workaround, of.network, helped, func.count(), func.max(of.at))
        .where(of.workaround.in_([row.id for row in rows]))
        .group_by(of.workaround, of.network)
    )
    for name, network, yes, every, at in connection.execute(counted) if rows else ():
        votes[name][network] = (int(yes), int(every) - int(yes))
        days[name][network] = at.toordinal()
    return [_workaround(row, weighed(votes[row.id], days[row.id])) for row in rows]


def _workaround(row: Row[tuple[object, ...]], tally: Tally) -> Workaround:
    values = row._asdict()
    values |= {
        "texts": msgspec.convert(values["texts"], tuple[Advice, ...]),
        "symptoms": tuple(values["symptoms"]),
        "platforms": tuple(values["platforms"]),
        "state": WorkaroundState(values["state"]),
        "tally": tally,
    }
    return Workaround(**values)
