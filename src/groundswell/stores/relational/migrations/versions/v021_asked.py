"""Who asked is told the desk's answer, and told again where it was wrong; answers are kept while they are written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "021"
down_revision = "020"


def upgrade() -> None:
    told = "when it was told the desk's answer to its question"
    op.add_column("wishes", sa.Column("answered_at", sa.DateTime(timezone=True), comment=told))
    sent = "the answer that went out: a reply, page; empty: none"
    op.add_column(
        "correspondents", sa.Column("told", sa.Text, nullable=False, server_default="", comment=sent)
    )
    document = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "reply_drafts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("questions", document, nullable=False, comment="the ids of what it answers"),
        sa.Column("texts", document, nullable=False, comment="as in replies"),
        sa.Column("by", sa.Text, nullable=False, comment="who kept it last"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("sources", document, nullable=False),
        sa.Column("incident", sa.Text, nullable=False),
        sa.Column("is_public", sa.Boolean, nullable=False),
        sa.Column(
            "supersedes",
            sa.Text,
            nullable=False,
            comment="the answer that it takes the place of; empty: none",
        ),
        sa.Column("version", sa.Integer, nullable=False),
        comment="Answers that somebody at the desk writes.",
    )
