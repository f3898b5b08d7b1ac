"""With each who asked by letter or post, whether nobody else reads what is answered: a post under others' eyes bears no key.

Of posts that were asked before nobody knows it: they are taken for public.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "029"
down_revision = "024"


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
    op.execute(sa.text("update correspondents set is_private = :yes where way = 'mail'").bindparams(yes=True))
