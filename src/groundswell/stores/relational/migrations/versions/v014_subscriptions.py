"""Who subscribed to what, the addresses sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "014"
down_revision = "013"


def upgrade() -> None:
    document = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("way", sa.Text, nullable=False, comment="how it is told: email, webhook, push"),
        sa.Column("address", sa.Text, nullable=False, comment="sealed; empty after the end"),
        sa.Column("mark", sa.Text, nullable=False, comment="keyed hash of the address; empty after the end"),
        sa.Column("secret", sa.Text, nullable=False, comment="sealed; signs what is sent there"),
        sa.Column("route", document, nullable=False, comment="what it wants to hear of, and when"),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ending", sa.Text, comment="why it ended"),
        sa.Column("asked", sa.Integer, nullable=False, comment="how often the address was asked for its yes"),
        sa.Column("ask_at", sa.DateTime(timezone=True), comment="when it is asked next"),
        comment="What people signed up for. No address is readable here without the instance's key.",
    )
    op.create_index("ix_subscriptions_mark", "subscriptions", ["mark"])
    op.create_index("ix_subscriptions_state_ask_at", "subscriptions", ["state", "ask_at"])
