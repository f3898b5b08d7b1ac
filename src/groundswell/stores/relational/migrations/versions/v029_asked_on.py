"""With each question the service and the language of the page that it was asked on: piles are made of what its asker gave, not of what was
made of that.

Of what was asked before only the latter is known, and stands for both.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "029"
down_revision = "028"


def upgrade() -> None:
    for name, comment in (
        ("asked_on", "the service of the page that it was asked on"),
        ("asked_in", "the language of that page"),
    ):
        column = sa.Column(name, sa.Text, nullable=False, server_default="", comment=comment)
        op.add_column("questions", column)
    op.execute("update questions set asked_on = service, asked_in = language")
