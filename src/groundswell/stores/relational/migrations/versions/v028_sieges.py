"""When programs flooded the intake, and what was done: before, a restart forgot it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "028"
down_revision = "027"


def upgrade() -> None:
    document = sa.JSON().with_variant(JSONB(), "postgresql")
    op.create_table(
        "sieges",
        sa.Column("began_at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column(
            "seen_at", sa.DateTime(timezone=True), nullable=False, comment="when it was last judged to be on"
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), comment="empty: it is still on"),
        sa.Column(
            "drops", document, nullable=False, comment="reports left out as sent by programs, by reason"
        ),
        sa.Column("accepted", sa.BigInteger, nullable=False, comment="reports that were taken meanwhile"),
        sa.Column(
            "asked", sa.Boolean, nullable=False, comment="whether reports were asked for a proof of work"
        ),
        sa.Column("proven", sa.BigInteger, nullable=False, comment="reports with a proof that held"),
        sa.Column("unproven", sa.BigInteger, nullable=False, comment="reports without one"),
        comment="When programs flooded the intake, and what was done; kept for a year.",
    )
