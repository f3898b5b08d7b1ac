"""What a leg keeps for itself across restarts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "004"
down_revision = "003"


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False, comment="zstd of msgpack: arrays by name"),
        comment='What a leg keeps for itself across restarts: "judge" is what the judge has learned and is doing.',
    )
