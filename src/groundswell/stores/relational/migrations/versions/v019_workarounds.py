"""What helps while something fails, and the votes on it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "019"
down_revision = "018"


def upgrade() -> None:
    document = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "workarounds",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("incident", sa.Text, nullable=False, comment="the outage that it is for; empty: it stands"),
        sa.Column("texts", document, nullable=False, comment="by language, as written first"),
        sa.Column("symptoms", document, nullable=False),
        sa.Column("platforms", document, nullable=False),
        sa.Column(
            "by", sa.Text, nullable=False, comment="who wrote it at the desk; empty: who uses the service"
        ),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        comment="What helps while something fails.",
    )
    op.create_index("ix_workarounds_service_state", "workarounds", ["service", "state"])
    op.create_table(
        "workaround_votes",
        sa.Column("workaround", sa.Text, primary_key=True),
        sa.Column(
            "voter", sa.BigInteger, primary_key=True, comment="keyed mark, of this workaround and day alone"
        ),
        sa.Column("network", sa.BigInteger, nullable=False, comment="the same of the connection"),
        sa.Column("helped", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        comment="Whom it helped. Nobody is found by it.",
    )
