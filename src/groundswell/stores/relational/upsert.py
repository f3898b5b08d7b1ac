"""Writing rows that may be there already, alike on both engines; and the cursors, which may only rise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from groundswell.stores.relational.schema import CURSORS


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, object]],
    *,
    added: Collection[str] = (),
) -> None:
    """Write `rows`; where one has the key of a row that is there, it replaces it, but columns in `added` are added up."""
    if not rows:
        return
    statement = _insert(connection, table)
    changes = {
        column.name: column + statement.excluded[column.name]
        if column.name in added
        else statement.excluded[column.name]
        for column in table.columns
        if not column.primary_key
    }
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changes),
        list(rows),
    )


def add_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Write `rows`; where one has the key of a row that is there, that one stays."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def added(connection: Connection, table: Table, row: Mapping[str, object]) -> int | None:
    """Write `row` and return the id that it got; None, and nothing done, where there is one that must be the only one."""
    made = connection.execute(
        _insert(connection, table).values(row).on_conflict_do_nothing().returning(table.c.id)
    )
    return made.scalar_one_or_none()


def cursor(connection: Connection, name: str) -> int:
    """Where the cursor `name` stands; 0 at first."""
    return connection.scalar(select(CURSORS.c.sequence).where(CURSORS.c.name == name)) or 0


def move_cursor(connection: Connection, name: str, sequence: int) -> bool:
    """Move the cursor up to `sequence`; False, and nothing done, when it stands there or beyond.

    The row stays locked until the transaction ends: of two processes that move it at once, one is told False.
    """
    statement = _insert(connection, CURSORS).values(name=name, sequence=sequence)
    moved = connection.execute(
        statement.on_conflict_do_update(
            index_elements=[CURSORS.c.name],
            set_={"sequence": statement.excluded.sequence},
            where=CURSORS.c.sequence < statement.excluded.sequence,
        ).returning(CURSORS.c.sequence)
    )
    return moved.first() is not None


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
