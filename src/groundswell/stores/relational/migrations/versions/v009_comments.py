"""What people wrote, where it may be shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "009"
down_revision = "008"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "comments",
        sa.Column(
            "id",
            number,
            primary_key=True,
            autoincrement=False,
            comment="the report's sequence in the journal",
        ),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False, comment="without what tells who wrote them"),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False, comment="who decided; empty while it waits"),
        comment="What people wrote, where `web.comments` is on: waiting, shown or refused; kept as long as reports.",
    )
    op.create_index("ix_comments_at", "comments", ["at"])
    op.create_index("ix_comments_state_at", "comments", ["state", "at"])
    if op.get_context().dialect.name == "postgresql":
        op.create_table_comment(
            "cursors",
            'How far the journal has been taken in: "count" into the cube, "rulings" into the incidents, "comments".',
        )
