"""With each incident that was declared by hand, as whose operator; and seen by somebody only where somebody has said so.

Before, declaring an outage was taken for seeing it, and what rang could not be acknowledged.
"""

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
    op.execute(
        "update incidents set acknowledged_at = null"
        " where acknowledged_at = declared_at and state in ('open', 'easing') and not exists"
        " (select 1 from events where events.incident = incidents.id and events.kind = 'acknowledged')"
    )
