"""The end of an outage that the desk has tied its answer to is told by letter or post from now on.

Who was told such an answer before was promised that nothing more comes: nothing does.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "032"
down_revision = "031"


def upgrade() -> None:
    correspondents = sa.table(
        "correspondents", sa.column("question"), sa.column("state"), sa.column("is_end_told", sa.Boolean)
    )
    questions = sa.table("questions", sa.column("id"), sa.column("reply"), sa.column("incident"))
    replies = sa.table("replies", sa.column("id"), sa.column("incident"))
    tied = (
        sa.select(questions.c.id)
        .join(replies, replies.c.id == questions.c.reply)
        .where(questions.c.incident == "", replies.c.incident != "")
    )
    told = (correspondents.c.state == "told") & correspondents.c.question.in_(tied)
    op.execute(sa.update(correspondents).where(told).values(is_end_told=True))
