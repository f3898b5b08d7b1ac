"""Who asked is told the desk's answer, and told again where it was wrong."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "024"
down_revision = "020"


def upgrade() -> None:
    told = "when it was told the desk's answer to its question"
    op.add_column("wishes", sa.Column("answered_at", sa.DateTime(timezone=True), comment=told))
    sent = "the answer that went out: a reply, page; empty: none"
    op.add_column(
        "correspondents", sa.Column("told", sa.Text, nullable=False, server_default="", comment=sent)
    )
