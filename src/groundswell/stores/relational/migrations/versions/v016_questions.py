"""What people asked, and what the desk answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "016"
down_revision = "015"


def upgrade() -> None:
    document = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "questions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("words", sa.Text, nullable=False, comment="scrubbed of what tells who asked"),
        sa.Column(
            "language", sa.Text, nullable=False, comment="that it is written in; empty where not known"
        ),
        sa.Column("service", sa.Text, nullable=False, comment="what it is about; empty where not known"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text, nullable=False, comment="page, api, mail, channel"),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("first", sa.Text, nullable=False, comment="the state that it was kept in first"),
        sa.Column(
            "triage", document, nullable=False, comment="what was made of it, and what it was told at once"
        ),
        sa.Column("incident", sa.Text, nullable=False, comment="the outage that it was told of at once"),
        sa.Column("group", sa.Text, nullable=False, comment="where the desk has put it by hand"),
        sa.Column("reply", sa.Text, nullable=False, comment="the desk's answer"),
        sa.Column("helped", sa.Boolean, comment="what its asker says"),
        sa.Column(
            "is_unfit",
            sa.Boolean,
            nullable=False,
            comment="its asker says that the answer was to something else",
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True)),
        sa.Column(
            "asker", sa.Text, nullable=False, comment="keyed hash of the address that asked; empty where none"
        ),
        sa.Column("key", sa.Text, comment="keyed hash of what names a repetition"),
        sa.Column(
            "told",
            sa.Text,
            nullable=False,
            comment="the answer of the desk that its asker was told elsewhere",
        ),
        comment="What people asked, without who they are.",
    )
    op.create_index("ix_questions_state_at", "questions", ["state", "at"])
    op.create_index("ix_questions_at", "questions", ["at"])
    op.create_index("ix_questions_reply", "questions", ["reply"])
    op.create_index("ix_questions_asker", "questions", ["asker"])
    op.create_index("ix_questions_key", "questions", ["key"], unique=True)
    op.create_table(
        "replies",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column(
            "texts",
            document,
            nullable=False,
            comment="by language: the question as the desk puts it, the answer",
        ),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sources", document, nullable=False, comment="addresses where it can be read up"),
        sa.Column(
            "incident", sa.Text, nullable=False, comment="the outage with whose end it stops being true"
        ),
        sa.Column("is_public", sa.Boolean, nullable=False),
        sa.Column("supersedes", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        comment="What the desk answered, to all who asked the same.",
    )
    op.create_index("ix_replies_state_service", "replies", ["state", "service"])
