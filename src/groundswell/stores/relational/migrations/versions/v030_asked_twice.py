"""With each wish how often it was asked whether it works again: a browser that was asked and says nothing is asked once more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "030"
down_revision = "029"


def upgrade() -> None:
    op.add_column(
        "wishes",
        sa.Column(
            "questioned",
            sa.Integer,
            nullable=False,
            server_default="0",
            comment="how often it was asked whether it works again",
        ),
    )
    op.execute("update wishes set questioned = 1 where questioned_at is not null")
