"""With each notice, of how many attempts nobody knows whether they arrived: a far side that cannot tell a repetition is sent it
once more, and never a third time. And the notices of an incident are found by it: an outage's page says whom statements reached."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "025"
down_revision = "024"


def upgrade() -> None:
    op.add_column(
        "notices",
        sa.Column(
            "unsure",
            sa.Integer,
            nullable=False,
            server_default="0",
            comment="attempts of which nobody knows whether they arrived",
        ),
    )
    op.create_index("ix_notices_incident", "notices", ["incident"])
