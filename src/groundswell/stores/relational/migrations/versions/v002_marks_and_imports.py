"""Minutes to remember, and the files that were imported."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "002"
down_revision = "001"


def upgrade() -> None:
    op.create_table(
        "marks",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("minute", sa.BigInteger, nullable=False),
        comment='Minutes to remember: "clock" is the last one at which the clock was believed.',
    )
    op.create_table(
        "imports",
        sa.Column("digest", sa.Text, primary_key=True, comment="of the file's bytes"),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_after", sa.BigInteger, nullable=False, comment="last journal sequence before it"),
        sa.Column("pieces", sa.Integer, nullable=False, comment="pieces of the file that are in the journal"),
        sa.Column("accepted", sa.BigInteger, nullable=False, comment="reports taken from them"),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        comment="Files that were taken in, so that none is counted twice by mistake.",
    )
