"""Words that the desk keeps for statements and plans."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "022"
down_revision = "021"


def upgrade() -> None:
    document = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "statement_templates",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("occasion", sa.Text, nullable=False),
        sa.Column("services", document, nullable=False, comment="slugs; none: whatever fails"),
        sa.Column("texts", document, nullable=False, comment="by language, with named places"),
        sa.Column("version", sa.Integer, nullable=False, comment="goes up with every change"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        comment="Words that the desk keeps for statements and plans.",
    )
