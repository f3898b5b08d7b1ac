"""Rises of reports that were held to be no outage."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "003"
down_revision = "002"


def upgrade() -> None:
    op.create_table(
        "held",
        sa.Column("service", sa.Text, primary_key=True),
        sa.Column("reason", sa.Text, primary_key=True),
        sa.Column("began_at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("part", sa.Text, nullable=False, comment="where it was clearest; empty: the whole service"),
        sa.Column("reports", sa.BigInteger, nullable=False, comment="the most in any fifteen minutes"),
        sa.Column("expected", sa.Double, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        comment="Rises of reports that were held to be no outage, and why.",
    )
    op.create_index("ix_held_last_at", "held", ["last_at"])
