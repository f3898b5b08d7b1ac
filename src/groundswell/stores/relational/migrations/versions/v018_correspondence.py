"""Who asked by letter or post, the addresses sealed; how far the posts of channels were heard."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "018"
down_revision = "017"


def upgrade() -> None:
    op.create_table(
        "correspondents",
        sa.Column("question", sa.Text, primary_key=True, comment="the id of what was asked"),
        sa.Column("way", sa.Text, nullable=False, comment="mail, or the name of a channel"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False, comment="keyed hash of the conversation"),
        sa.Column("who", sa.Text, nullable=False, comment="keyed hash of the sender"),
        sa.Column(
            "address", sa.Text, nullable=False, comment="sealed; empty once nothing more is sent there"
        ),
        sa.Column("post", sa.Text, nullable=False, comment="sealed; what an answer refers to"),
        sa.Column("subject", sa.Text, nullable=False, comment="sealed"),
        sa.Column("due_at", sa.DateTime(timezone=True), comment="when an answer that is there goes out"),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        comment="Who asked by letter or post. No address is readable here without the instance's key.",
    )
    op.create_index("ix_correspondents_state_due_at", "correspondents", ["state", "due_at"])
    op.create_index("ix_correspondents_who_at", "correspondents", ["who", "at"])
    op.create_index("ix_correspondents_thread", "correspondents", ["thread"])
    op.create_index("ix_correspondents_at", "correspondents", ["at"])
    op.create_table(
        "heard",
        sa.Column("way", sa.Text, primary_key=True, comment="the name of a channel"),
        sa.Column("cursor", sa.Text, nullable=False, comment="up to where its answers were heard"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        comment="How far the answers under the posts of a channel were heard.",
    )
