"""With each who asked by letter or post: whether nobody else reads what is answered (a post under others' eyes bears no key), and whether
they were told that the outage is over.

Of posts that were asked before nobody knows the one: they are taken for public. Letters before promised that nothing more comes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "027"
down_revision = "026"


def upgrade() -> None:
    op.add_column(
        "correspondents",
        sa.Column(
            "is_private",
            sa.Boolean,
            nullable=False,
            server_default=sa.false(),
            comment="nobody but who asked reads what is answered",
        ),
    )
    op.add_column(
        "correspondents",
        sa.Column(
            "is_end_told",
            sa.Boolean,
            nullable=False,
            server_default=sa.false(),
            comment="they were told that the outage that they asked about is over",
        ),
    )
    op.execute("update correspondents set is_end_told = (1 = 1)")
    op.execute(sa.text("update correspondents set is_private = :yes where way = 'mail'").bindparams(yes=True))
