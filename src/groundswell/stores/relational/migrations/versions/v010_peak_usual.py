"""With each incident, what is usual in the fifteen minutes of its peak: how bad it is, is judged against that."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "010"
down_revision = "009"


def upgrade() -> None:
    comment = "what is usual in the fifteen minutes of the peak, where it was noted"
    op.add_column("incidents", sa.Column("peak_usual", sa.Double, comment=comment))
