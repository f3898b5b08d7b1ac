"""What people wrote, in a table, and how far the journal has been read for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Row, delete, func, select, update

from groundswell.core.model import Comment, CommentState
from groundswell.errors import PermanentError
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.schema import COMMENTS, CURSORS
from groundswell.stores.relational.upsert import add_new, cursor, move_cursor

_NAME: Final = "comments"
_NAMED_MAX: Final = 100
"""up to so many services are named in the question; of more, all are read: few comments are shown"""
_NEWEST: Final = (COMMENTS.c.at.desc(), COMMENTS.c.id.desc())


class RelationalComments:
    """ports.Comments in `database`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def cursor(self) -> int | None:
        """See ports.Comments."""
        query = select(CURSORS.c.sequence).where(CURSORS.c.name == _NAME)
        return await self._database.read(lambda connection: connection.scalar(query))

    async def put(self, comments: Sequence[Comment], cursor: int) -> None:
        """See ports.Comments. Raises PermanentError when `cursor` would go back."""

        def work(connection: Connection) -> None:
            _move(connection, cursor)
            add_new(connection, COMMENTS, [asdict(comment) for comment in comments])

        await self._database.run(work)

    async def pause(self) -> None:
        """See ports.Comments."""
        gone = delete(CURSORS).where(CURSORS.c.name == _NAME)
        await self._database.run(lambda connection: connection.execute(gone))

    async def latest(
        self, services: Sequence[str], since: datetime, each: int
    ) -> Mapping[str, Sequence[Comment]]:
        """See ports.Comments."""
        place = func.row_number().over(partition_by=COMMENTS.c.service, order_by=_NEWEST).label("place")
        shown = select(COMMENTS, place).where(
            COMMENTS.c.state == CommentState.SHOWN.value, COMMENTS.c.at >= since
        )
        if len(services) <= _NAMED_MAX:
            shown = shown.where(COMMENTS.c.service.in_(services))
        ranked = shown.subquery()
        query = (
            select(*(ranked.c[column.name] for column in COMMENTS.c))
            .where(ranked.c.place <= each)
            .order_by(ranked.c.at.desc(), ranked.c.id.desc())
        )
        found: dict[str, list[Comment]] = defaultdict(list)
        wanted = frozenset(services)
        for comment in await self._database.read(
            lambda connection: [_comment(row) for row in connection.execute(query)]
        ):
            if comment.service in wanted:
                found[comment.service].append(comment)
        return dict(found)

    async def list(
        self, *, state: CommentState | None = None, service: str | None = None, limit: int = 100
    ) -> Sequence[Comment]:
        """See ports.Comments."""
        query = select(COMMENTS).order_by(*_NEWEST).limit(limit)
        if state is not None:
            query = query.where(COMMENTS.c.state == state.value)
        if service is not None:
            query = query.where(COMMENTS.c.service == service)
        return await self._database.read(
            lambda connection: [_comment(row) for row in connection.execute(query)]
        )

    async def count(self, state: CommentState, *, services: Collection[str] | None = None) -> int:
        """See ports.Comments."""
        query = select(COMMENTS.c.service, func.count()).where(COMMENTS.c.state == state.value)
        query = query.group_by(COMMENTS.c.service)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return sum(count for service, count in rows if services is None or service in services)

    async def decide(
        self,
        id: int,  # noqa: A002
        state: CommentState,
        by: str,
        services: Collection[str] | None = None,
    ) -> Comment | None:
        """See ports.Comments."""
        one = select(COMMENTS).where(COMMENTS.c.id == id)
        change = update(COMMENTS).where(COMMENTS.c.id == id).values(state=state.value, by=by)

        def work(connection: Connection) -> Comment | None:
            row = connection.execute(one).one_or_none()
            if row is None or (services is not None and row.service not in services):
                return None
            connection.execute(change)
            return _comment(connection.execute(one).one())

        return await self._database.run(work)

    async def erase(self, id: int) -> bool:  # noqa: A002
        """See ports.Comments. The words are overwritten in the file, not only unlinked."""

        def work(connection: Connection) -> bool:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("pragma secure_delete = on")
            return connection.execute(delete(COMMENTS).where(COMMENTS.c.id == id)).rowcount > 0

        return await self._database.run(work)

    async def forget(self, before: datetime) -> int:
        """See ports.Comments."""
        gone = delete(COMMENTS).where(COMMENTS.c.at < before)
        return await self._database.run(lambda connection: connection.execute(gone).rowcount)


def _move(connection: Connection, sequence: int) -> None:
    if not move_cursor(connection, _NAME, sequence) and (stands := cursor(connection, _NAME)) > sequence:
        raise PermanentError(
            f"comments up to {stands} are taken, these go up to {sequence}; do two processes take them?"
        )


def _comment(row: Row[tuple[object, ...]]) -> Comment:
    values = row._asdict()
    return Comment(**{**values, "state": CommentState(values["state"])})
