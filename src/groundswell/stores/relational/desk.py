"""The desk's papers in tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Row, Table, delete, insert, select, update

from groundswell.core.desk import Duty, Holder, Link, Maintenance, Note, Runbook, Task
from groundswell.core.statement import Phase, Promise, Statement, StatementKind, Template, Text
from groundswell.errors import InputError
from groundswell.ports import Filed, StatementState
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.papers import forget
from groundswell.stores.relational.schema_desk import (
    DUTIES,
    LINKS,
    MAINTENANCES,
    NOTES,
    PROMISES,
    REVISIONS,
    RUNBOOKS,
    STATEMENTS,
    TASKS,
)
from groundswell.stores.relational.schema_templates import TEMPLATES
from groundswell.stores.relational.upsert import upsert

T = TypeVar("T")
_Row = Row[tuple[Any, ...]]


class RelationalDesk:
    """ports.Desk in `database`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_note(self, note: Note) -> Note:
        """See ports.Desk."""
        return replace(note, id=await self._add(NOTES, asdict(note)))

    async def notes(self, incident: str) -> Sequence[Note]:
        """See ports.Desk."""
        return await self._of(NOTES, incident, Note)

    async def add_tasks(self, tasks: Sequence[Task]) -> None:
        """See ports.Desk."""
        rows = [_without_id(asdict(task)) for task in tasks]

        def work(connection: Connection) -> None:
            for row in rows:  # one after the other: their ids are their order
                connection.execute(insert(TASKS).values(row))

        await self._database.run(work)

    async def tasks(self, incident: str) -> Sequence[Task]:
        """See ports.Desk."""
        return await self._of(TASKS, incident, Task)

    async def set_task(
        self,
        id: int,  # noqa: A002
        *,
        assignee: str,
        done_at: datetime | None,
        done_by: str,
    ) -> Task | None:
        """See ports.Desk."""
        change = update(TASKS).where(TASKS.c.id == id)
        change = change.values(assignee=assignee, done_at=done_at, done_by=done_by)

        def work(connection: Connection) -> Task | None:
            connection.execute(change)
            row = connection.execute(select(TASKS).where(TASKS.c.id == id)).one_or_none()
            return None if row is None else Task(**row._asdict())

        return await self._database.run(work)

    async def add_link(self, link: Link) -> Link:
        """See ports.Desk."""
        return replace(link, id=await self._add(LINKS, asdict(link)))

    async def links(self, incident: str) -> Sequence[Link]:
        """See ports.Desk."""
        return await self._of(LINKS, incident, Link)

    async def set_duty(self, holder: Holder) -> None:
        """See ports.Desk."""
        await self._put(DUTIES, {**asdict(holder), "duty": holder.duty.value})

    async def duties(self, incidents: Sequence[str]) -> Sequence[Holder]:
        """See ports.Desk."""
        query = select(DUTIES).where(DUTIES.c.incident.in_(incidents), DUTIES.c.name != "")
        query = query.order_by(DUTIES.c.incident, DUTIES.c.duty)
        return await self._read(query, lambda row: Holder(**{**row._asdict(), "duty": Duty(row.duty)}))

    async def put_runbook(self, runbook: Runbook) -> None:
        """See ports.Desk."""
        await self._put(RUNBOOKS, asdict(runbook))

    async def runbooks(self) -> Sequence[Runbook]:
        """See ports.Desk."""
        query = select(RUNBOOKS).order_by(RUNBOOKS.c.title, RUNBOOKS.c.id)
        return await self._read(query, lambda row: Runbook(**row._asdict()))

    async def put_template(self, template: Template) -> Template:
        """See ports.Desk."""
        version = select(TEMPLATES.c.version).where(TEMPLATES.c.id == template.id).with_for_update()

        def work(connection: Connection) -> Template:
            kept = replace(template, version=(connection.execute(version).scalar_one_or_none() or 0) + 1)
            upsert(connection, TEMPLATES, [msgspec.to_builtins(kept) | {"at": kept.at}])
            return kept

        return await self._database.run(work)

    async def templates(self) -> Sequence[Template]:
        """See ports.Desk."""
        return await self._read(select(TEMPLATES).order_by(TEMPLATES.c.name, TEMPLATES.c.id), _template)

    async def remove_template(self, id: str) -> bool:  # noqa: A002
        """See ports.Desk."""
        gone = delete(TEMPLATES).where(TEMPLATES.c.id == id)
        return await self._database.run(lambda connection: connection.execute(gone).rowcount > 0)

    async def put_statement(self, filed: Filed) -> Filed:
        """See ports.Desk."""
        after = replace(filed, revision=filed.revision + 1)
        said = filed.statement

        def work(connection: Connection) -> Filed:
            _must_be(connection, said.id, filed.revision)
            upsert(connection, STATEMENTS, [_statement_row(after)])
            written = {"statement": said.id, "revision": after.revision, "at": said.made_at, "by": said.by}
            upsert(connection, REVISIONS, [{**written, "texts": msgspec.to_builtins(said.texts)}])
            return after

        return await self._database.run(work)

    async def discard(self, id: str, revision: int) -> None:  # noqa: A002
        """See ports.Desk."""

        def work(connection: Connection) -> None:
            if _must_be(connection, id, revision) is None:
                raise InputError("statement", f"there is no statement {id}")
            connection.execute(delete(REVISIONS).where(REVISIONS.c.statement == id))
            connection.execute(delete(STATEMENTS).where(STATEMENTS.c.id == id))

        await self._database.run(work)

    async def publish(self, id: str, revision: int, by: str, at: datetime, voice: str = "") -> Filed:  # noqa: A002
        """See ports.Desk."""

        def work(connection: Connection) -> Filed:
            before = _must_be(connection, id, revision)
            if before is None:
                raise InputError("statement", f"there is no statement {id}")
            said = replace(before.statement, approved_by=by, published_at=at, voice=voice)
            filed = replace(before, statement=said, step=StatementState.PUBLISHED)
            upsert(connection, STATEMENTS, [_statement_row(filed)])
            running = PROMISES.c.incident == said.incident, PROMISES.c.kept_at.is_(None)
            connection.execute(update(PROMISES).where(*running).values(kept_at=at))
            if said.next_at is not None:
                promise = Promise(said.incident, said.id, at, said.next_at)
                upsert(connection, PROMISES, [asdict(promise)])
            return filed

        return await self._database.run(work)

    async def approve(self, id: str, language: str, by: str, at: datetime) -> Filed | None:  # noqa: A002
        """See ports.Desk."""
        query = select(STATEMENTS).where(
            STATEMENTS.c.id == id, STATEMENTS.c.state == StatementState.PUBLISHED.value
        )

        def work(connection: Connection) -> Filed | None:
            row = connection.execute(query.with_for_update()).one_or_none()
            if row is None:
                return None
            kept = _filed(row)
            # Where none was read, what it was written in is shown already and stays; otherwise what nobody read stays a draft.
            is_none_read = all(text.is_draft for text in kept.statement.texts)
            texts = tuple(
                replace(text, is_draft=False)
                if text.language == language or (is_none_read and not place)
                else text
                for place, text in enumerate(kept.statement.texts)
            )
            said = replace(kept.statement, texts=texts)
            after = replace(kept, statement=said, revision=kept.revision + 1)
            upsert(connection, STATEMENTS, [_statement_row(after)])
            written = {"statement": id, "revision": after.revision, "at": at, "by": by}
            upsert(connection, REVISIONS, [{**written, "texts": msgspec.to_builtins(texts)}])
            return after

        return await self._database.run(work)

    async def statement(self, id: str) -> Filed | None:  # noqa: A002
        """See ports.Desk."""
        found = await self._read(select(STATEMENTS).where(STATEMENTS.c.id == id), _filed)
        return found[0] if found else None

    async def statements(
        self, *, incidents: Sequence[str] | None = None, state: StatementState | None = None, limit: int = 100
    ) -> Sequence[Filed]:
        """See ports.Desk."""
        query = select(STATEMENTS).order_by(STATEMENTS.c.made_at.desc(), STATEMENTS.c.id.desc()).limit(limit)
        if incidents is not None:
            query = query.where(STATEMENTS.c.incident.in_(incidents))
        if state is not None:
            query = query.where(STATEMENTS.c.state == state.value)
        return await self._read(query, _filed)

    async def promises(
        self, *, incident: str | None = None, open_since: datetime | None = None, limit: int = 1000
    ) -> Sequence[Promise]:
        """See ports.Desk."""
        query = select(PROMISES).order_by(PROMISES.c.made_at.desc(), PROMISES.c.statement.desc()).limit(limit)
        if incident is not None:
            query = query.where(PROMISES.c.incident == incident)
        if open_since is not None:
            query = query.where(PROMISES.c.kept_at.is_(None), PROMISES.c.due_at > open_since)
        return await self._read(query, lambda row: Promise(**row._asdict()))

    async def put_maintenance(self, maintenance: Maintenance) -> None:
        """See ports.Desk."""
        row = msgspec.to_builtins(maintenance, builtin_types=(datetime,))
        row["state"] = row.pop("stage")
        row["updates"] = msgspec.to_builtins(maintenance.updates)
        await self._put(MAINTENANCES, row)

    async def maintenance(self, id: str) -> Maintenance | None:  # noqa: A002
        """See ports.Desk."""
        found = await self._read(select(MAINTENANCES).where(MAINTENANCES.c.id == id), _maintenance)
        return found[0] if found else None

    async def maintenances(self, *, ending_after: datetime, limit: int = 500) -> Sequence[Maintenance]:
        """See ports.Desk."""
        query = select(MAINTENANCES).where(MAINTENANCES.c.until_at > ending_after)
        query = query.order_by(MAINTENANCES.c.from_at, MAINTENANCES.c.id).limit(limit)
        return await self._read(query, _maintenance)

    async def forget(self, papers_before: datetime, said_before: datetime | None) -> int:
        """See ports.Desk."""
        return await self._database.rewrite(lambda connection: forget(connection, papers_before, said_before))

    async def _add(self, table: Table, row: dict[str, object]) -> int:
        statement = insert(table).values(_without_id(row)).returning(table.c.id)
        return await self._database.run(lambda connection: int(connection.execute(statement).scalar_one()))

    async def _put(self, table: Table, row: Mapping[str, object]) -> None:
        await self._database.run(lambda connection: upsert(connection, table, [row]))

    async def _of(self, table: Table, incident: str, kind: type[T]) -> Sequence[T]:
        query = select(table).where(table.c.incident == incident).order_by(table.c.id)
        return await self._read(query, lambda row: kind(**row._asdict()))

    async def _read(self, query: Any, made: Callable[[_Row], T]) -> list[T]:
        return await self._database.read(lambda connection: [made(row) for row in connection.execute(query)])


def _without_id(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name != "id"}


def _must_be(connection: Connection, id: str, revision: int) -> Filed | None:  # noqa: A002
    """The statement as it is kept. Raises InputError where that is another revision, or published."""
    query = select(STATEMENTS).where(STATEMENTS.c.id == id).with_for_update()
    row = connection.execute(query).one_or_none()
    kept = _filed(row) if row is not None else None
    if kept is not None and kept.step is StatementState.PUBLISHED:
        raise InputError("statement", "it is published, and changes no more; write a new one")
    if (kept.revision if kept else 0) != revision:
        raise InputError("revision", "somebody has changed it meanwhile: look at it again")
    return kept


def _statement_row(filed: Filed) -> dict[str, object]:
    said = filed.statement
    row: dict[str, object] = {
        name: getattr(said, name)
        for name in ("id", "incident", "by", "made_at", "approved_by", "published_at", "next_at", "voice")
    }
    return row | {
        "phase": said.phase.value,
        "kind": said.kind.value,
        "state": filed.step.value,
        "texts": msgspec.to_builtins(said.texts),
        "is_cause_known": said.is_cause_known,
        "revision": filed.revision,
    }


def _filed(row: _Row) -> Filed:
    values = row._asdict()
    state, revision = StatementState(values.pop("state")), values.pop("revision")
    values["phase"], values["kind"] = Phase(values["phase"]), StatementKind(values["kind"])
    values["texts"] = tuple(msgspec.convert(values["texts"], list[Text]))
    return Filed(Statement(**values), state, revision)


def _template(row: _Row) -> Template:
    return msgspec.convert({f"{name}": value for name, value in row._asdict().items()}, Template)


def _maintenance(row: _Row) -> Maintenance:
    values = {f"{name}": value for name, value in row._asdict().items()}  # msgspec wants str and no subclass
    values["stage"] = values.pop("state")
    return msgspec.convert(values, Maintenance)
