"""Beside `desk`: its papers of incidents that are long over go, and where it is wanted what it has said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Delete, Table, delete, or_, select

from groundswell.core.model import ONGOING
from groundswell.ports import StatementState
from groundswell.stores.relational.schema import INCIDENTS
from groundswell.stores.relational.schema_desk import (
    DUTIES,
    LINKS,
    NOTES,
    PROMISES,
    REVISIONS,
    STATEMENTS,
    TASKS,
)

_AT = ((NOTES, "at"), (TASKS, "made_at"), (LINKS, "at"), (DUTIES, "at"))
_PUBLISHED = STATEMENTS.c.state == StatementState.PUBLISHED.value


def forget(connection: Connection, papers_before: datetime, said_before: datetime | None) -> int:
    """See ports.Desk."""
    gone = [_old(table, table.c[at] < papers_before, papers_before) for table, at in _AT]
    gone.append(_old(STATEMENTS, ~_PUBLISHED & (STATEMENTS.c.made_at < papers_before), papers_before))
    if said_before is not None:
        said = _PUBLISHED & (STATEMENTS.c.published_at < said_before)
        gone.append(_old(STATEMENTS, said, said_before))
    rows = sum(connection.execute(each).rowcount for each in gone)
    left = select(STATEMENTS.c.id)
    for table in (REVISIONS, PROMISES):
        rows += connection.execute(delete(table).where(table.c.statement.not_in(left))).rowcount
    return rows


def _old(table: Table, which: Any, before: datetime) -> Delete:
    """Rows of incidents that are on, or were until lately, stay."""
    lately = or_(
        INCIDENTS.c.state.in_([state.value for state in ONGOING]),
        INCIDENTS.c.resolved_at >= before,
    )
    return delete(table).where(which, table.c.incident.not_in(select(INCIDENTS.c.id).where(lately)))
