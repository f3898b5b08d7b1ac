"""Incidents of several services with one cause behind them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "005"
down_revision = "004"


def upgrade() -> None:
    document = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column(
        "incidents",
        sa.Column(
            "members",
            document,
            nullable=False,
            server_default="[]",
            comment="services of a shared one, else none",
        ),
    )
    op.add_column(
        "incidents",
        sa.Column(
            "cause", sa.Text, nullable=False, server_default="", comment="what is likely behind a shared one"
        ),
    )
    op.add_column("incidents", sa.Column("cause_kind", sa.Text, nullable=False, server_default=""))
