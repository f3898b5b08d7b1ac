"""With each statement, whether it is an operator's own word."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "020"
down_revision = "019"


def upgrade() -> None:
    op.add_column("statements", sa.Column("voice", sa.Text, nullable=False, server_default=""))
