"""What operators changed, as the desk was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "006"
down_revision = "005"


def upgrade() -> None:
    at = sa.DateTime(timezone=True)
    document = sa.JSON().with_variant(JSONB(), "postgresql")
    op.create_table(
        "deploys",
        sa.Column("id", sa.Text, primary_key=True, comment="of the sender's key, or of what was told"),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("at", at, nullable=False),
        sa.Column("received_at", at, nullable=False),
        sa.Column("component", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("links", document, nullable=False, comment="pairs of address and text"),
        sa.Column("content", sa.Text, nullable=False, comment="digest of what was told"),
        comment="What operators changed, as the desk was told; kept for 90 days.",
    )
    op.create_index("ix_deploys_at", "deploys", ["at"])
    op.create_index("ix_deploys_received_at", "deploys", ["received_at"])
