"""With each answer of the desk whether it is told to whoever asks the like, too, and what those say of it whom the page told it.

Until now all were. Those stay so that were public, or written for several askers; what one person was answered is told to nobody else.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "031"
down_revision = "030"


def upgrade() -> None:
    for table, comment in (
        ("replies", "it is told to whoever asks the like, too"),
        ("reply_drafts", "as in replies"),
    ):
        column = sa.Column(
            "is_for_like", sa.Boolean, nullable=False, server_default=sa.false(), comment=comment
        )
        op.add_column(table, column)
    for name, comment in (
        ("uses_helped", "of those whom the page told it, how many say that it helped"),
        ("uses_not_helped", "of those, how many say that it did not"),
    ):
        votes = sa.Column(name, sa.Integer, nullable=False, server_default="0", comment=comment)
        op.add_column("replies", votes)
    replies = sa.table(
        "replies", sa.column("id"), sa.column("is_public", sa.Boolean), sa.column("is_for_like", sa.Boolean)
    )
    questions = sa.table("questions", sa.column("reply"))
    several = (
        sa.select(questions.c.reply)
        .where(questions.c.reply != "")
        .group_by(questions.c.reply)
        .having(sa.func.count() > 1)
    )
    stays = replies.c.is_public | replies.c.id.in_(several)
    op.execute(sa.update(replies).where(stays).values(is_for_like=True))
