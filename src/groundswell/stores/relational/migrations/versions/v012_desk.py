"""The desk: what people do about incidents, what they say of them, and the maintenance that they plan."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "012"
down_revision = "011"
_SAYS = {
    "desk_notes": "What people at the desk wrote down for one another.",
    "desk_tasks": "What is to be done about an incident, and who does it.",
    "desk_links": "Where to read more about an incident.",
    "desk_duties": "Who leads, speaks and writes in an incident.",
    "runbooks": "What to do when something fails, as Markdown.",
    "statements": "What operators say in public, from draft to publication.",
    "statement_revisions": "The texts of every revision of a statement.",
    "promises": "By when an operator said that it would speak again, and when it did.",
    "maintenances": "Planned maintenance, done and cancelled too.",
}
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _widen()
    _work()
    _words()


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True)


def at(name: str, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _work() -> None:
    """What people do."""
    for name, columns in {
        "desk_notes": (at("at"), text("by"), text("words")),
        "desk_tasks": (
            text("words"),
            text("assignee"),
            at("made_at"),
            text("by"),
            at("done_at", True),
            text("done_by"),
        ),
        "desk_links": (text("address"), text("words"), at("at"), text("by")),
    }.items():
        number_of = sa.Column("id", NUMBER, primary_key=True)
        op.create_table(name, number_of, text("incident"), *columns, comment=_SAYS[name])
        op.create_index(f"ix_{name}_incident", name, ["incident"])
    op.create_table(
        "desk_duties",
        key("incident"),
        key("duty"),
        text("name"),
        at("at"),
        text("by"),
        comment=_SAYS["desk_duties"],
    )
    op.create_table(
        "runbooks",
        *(
            key("id"),
            text("title"),
            text("service"),
            text("category"),
            text("markdown"),
            at("at"),
            text("by"),
        ),
        comment=_SAYS["runbooks"],
    )


def _words() -> None:
    """What they say, and plan."""
    op.create_table(
        "statements",
        *(key("id"), text("incident"), text("phase"), text("kind"), text("state")),
        sa.Column("texts", DOCUMENT, nullable=False),
        *(text("by"), at("made_at"), text("approved_by"), at("published_at", True), at("next_at", True)),
        sa.Column("is_cause_known", sa.Boolean, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        comment=_SAYS["statements"],
    )
    op.create_index("ix_statements_incident", "statements", ["incident"])
    op.create_index("ix_statements_published_at", "statements", ["published_at"])
    op.create_table(
        "statement_revisions",
        key("statement"),
        sa.Column("revision", sa.Integer, primary_key=True),
        *(at("at"), text("by")),
        sa.Column("texts", DOCUMENT, nullable=False),
        comment=_SAYS["statement_revisions"],
    )
    op.create_table(
        "promises",
        *(key("statement"), text("incident"), at("made_at"), at("due_at"), at("kept_at", True)),
        comment=_SAYS["promises"],
    )
    op.create_index("ix_promises_incident", "promises", ["incident"])
    op.create_table(
        "maintenances",
        key("id"),
        sa.Column("services", DOCUMENT, nullable=False),
        sa.Column("components", DOCUMENT, nullable=False),
        *(at("from_at"), at("until_at")),
        sa.Column("texts", DOCUMENT, nullable=False),
        text("state"),
        sa.Column("sequence", sa.Integer, nullable=False),
        *(text("by"), at("made_at"), at("changed_at")),
        sa.Column("updates", DOCUMENT, nullable=False),
        comment=_SAYS["maintenances"],
    )
    op.create_index("ix_maintenances_until_at", "maintenances", ["until_at"])


def _widen() -> None:
    """Columns of incidents and events that rulings of the desk fill."""
    document = sa.JSON().with_variant(JSONB(), "postgresql")
    added = (
        sa.Column("declared_at", sa.DateTime(timezone=True), comment="when an operator declared it by hand"),
        sa.Column(
            *("parted", document),
            nullable=False,
            server_default="[]",
            comment="services ruled to be no part of it",
        ),
        sa.Column(
            *("known_cause", sa.Text),
            nullable=False,
            server_default="",
            comment="what an operator says is behind it",
        ),
        sa.Column("known_cause_kind", sa.Text, nullable=False, server_default=""),
        sa.Column(
            *("planned", sa.Text),
            nullable=False,
            server_default="",
            comment="the maintenance window that it began in",
        ),
    )
    for column in added:
        op.add_column("incidents", column)
    op.add_column(
        "events",
        sa.Column(
            *("statement", sa.Text), nullable=False, server_default="", comment="the one that was published"
        ),
    )
