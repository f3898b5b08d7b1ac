"""Who is told what: targets, and a notice for each of them and each event."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "013"
down_revision = "012"


def upgrade() -> None:
    _targets()
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    document = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "notices",
        sa.Column("id", number, primary_key=True),
        sa.Column("target", sa.Text, sa.ForeignKey("targets.id"), nullable=False),
        sa.Column("key", sa.Text, nullable=False, comment="its own for ever: tells a repetition"),
        sa.Column("event", number, sa.ForeignKey("events.id")),
        sa.Column("incident", sa.Text, nullable=False, comment="empty where it is about none"),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("post_id", sa.Text, nullable=False, comment="what the far side calls it"),
        sa.Column("said", document, comment="title and body, where it brings its own"),
        sa.UniqueConstraint("target", "event", name="uq_notices_target_event"),
        comment="One event for one target, and what became of it. Finished ones are kept for 90 days.",
    )
    op.create_index("ix_notices_created_at", "notices", ["created_at"])
    op.create_index("ix_notices_state_target_id", "notices", ["state", "target", "id"])
    op.create_index("ix_notices_target_incident", "notices", ["target", "incident"])


def _targets() -> None:
    document = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "targets",
        sa.Column("id", sa.Text, primary_key=True, comment='"channel:NAME" or "subscription:ID"'),
        sa.Column(
            "channel", sa.Text, nullable=False, comment="the name of the configured channel that carries it"
        ),
        sa.Column("kind", sa.Text, nullable=False, comment="that channel's kind"),
        sa.Column(
            "address", sa.Text, nullable=False, comment="where to; empty: what the channel's settings say"
        ),
        sa.Column("secret", sa.Text, nullable=False, comment="signs what is sent there"),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column(
            "owner", sa.Text, nullable=False, comment="the target that hears when this one is disabled"
        ),
        sa.Column("route", document, nullable=False, comment="what it wants to hear of"),
        sa.Column("unsubscribe_url", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False, comment="of its settings"),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("error", sa.Text, nullable=False, comment="why it is as it is"),
        sa.Column("failures", sa.Integer, nullable=False, comment="refusals in a row"),
        comment="Whom to tell: places that the settings name, and people who subscribed.",
    )
