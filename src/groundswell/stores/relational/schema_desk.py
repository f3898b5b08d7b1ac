"""The tables of the desk: work on incidents, statements and promises, runbooks, maintenance."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from groundswell.stores.relational.schema import DOCUMENT, ID, METADATA, UtcDateTime


def _said(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _of_incident(name: str, comment: str, *columns: Column[Any]) -> Table:
    """Something that is kept with an incident, as often as wanted."""
    return Table(
        name,
        METADATA,
        Column("id", ID, primary_key=True),
        Column("incident", Text, nullable=False, index=True),
        *columns,
        comment=comment,
    )


NOTES = _of_incident(
    "desk_notes",
    "What people at the desk wrote down for one another.",
    Column("at", UtcDateTime, nullable=False),
    _said("by"),
    _said("words"),
)

TASKS = _of_incident(
    "desk_tasks",
    "What is to be done about an incident, and who does it.",
    _said("words"),
    _said("assignee"),
    Column("made_at", UtcDateTime, nullable=False),
    _said("by"),
    Column("done_at", UtcDateTime),
    _said("done_by"),
)

LINKS = _of_incident(
    "desk_links",
    "Where to read more about an incident.",
    _said("address"),
    _said("words"),
    Column("at", UtcDateTime, nullable=False),
    _said("by"),
)

DUTIES = Table(
    "desk_duties",
    METADATA,
    Column("incident", Text, primary_key=True),
    Column("duty", Text, primary_key=True),
    _said("name"),
    Column("at", UtcDateTime, nullable=False),
    _said("by"),
    comment="Who leads, speaks and writes in an incident.",
)

RUNBOOKS = Table(
    "runbooks",
    METADATA,
    Column("id", Text, primary_key=True),
    _said("title"),
    _said("service"),
    _said("category"),
    _said("markdown"),
    Column("at", UtcDateTime, nullable=False),
    _said("by"),
    comment="What to do when something fails, as Markdown.",
)

STATEMENTS = Table(
    "statements",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("incident", Text, nullable=False, index=True),
    _said("phase"),
    _said("kind"),
    _said("state"),
    Column("texts", DOCUMENT, nullable=False),
    _said("by"),
    Column("made_at", UtcDateTime, nullable=False),
    _said("approved_by"),
    Column("published_at", UtcDateTime),
    Column("next_at", UtcDateTime),
    Column("is_cause_known", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("voice", Text, nullable=False, server_default=""),
    Index(None, "published_at"),
    comment="What operators say in public, from draft to publication.",
)

REVISIONS = Table(
    "statement_revisions",
    METADATA,
    Column("statement", Text, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    _said("by"),
    Column("texts", DOCUMENT, nullable=False),
    comment="The texts of every revision of a statement.",
)

PROMISES = Table(
    "promises",
    METADATA,
    Column("statement", Text, primary_key=True),
    Column("incident", Text, nullable=False, index=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("kept_at", UtcDateTime),
    comment="By when an operator said that it would speak again, and when it did.",
)

MAINTENANCES = Table(
    "maintenances",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("services", DOCUMENT, nullable=False),
    Column("components", DOCUMENT, nullable=False),
    Column("from_at", UtcDateTime, nullable=False),
    Column("until_at", UtcDateTime, nullable=False),
    Column("texts", DOCUMENT, nullable=False),
    _said("state"),
    Column("sequence", Integer, nullable=False),
    _said("by"),
    Column("made_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("updates", DOCUMENT, nullable=False),
    Index(None, "until_at"),
    comment="Planned maintenance, done and cancelled too.",
)
