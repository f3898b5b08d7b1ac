"""With each incident that was declared by hand, as whose operator."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "024"
down_revision = "023"


def upgrade() -> None:
    op.add_column(
        "incidents",
        sa.Column(
            "voice",
            sa.Text,
            nullable=False,
            server_default="",
            comment="as whose operator it was declared by hand",
        ),
    )
