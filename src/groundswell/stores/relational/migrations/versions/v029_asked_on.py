"""With each question the service and the language of the page, letter or program that it was asked by: piles are made of what its asker
gave, not of what was made of that.

Of what was asked before only the latter is known, and stands for both.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "029"
down_revision = "028"


def upgrade() -> None:
    for name, comment in (
        ("asked_on", "the service of the page, letter or program that it was asked by"),
        ("asked_in", "the language of that page, letter or program"),
    ):
        column = sa.Column(name, sa.Text, nullable=False, server_default="", comment=comment)
        op.add_column("questions", column)
    op.execute("update questions set asked_on = service, asked_in = language")
