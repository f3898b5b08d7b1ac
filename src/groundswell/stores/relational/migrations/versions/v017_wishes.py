"""Who wants to be told once when it is over, and what they answered; a notice may lead to a page of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "017"
down_revision = "016"


def upgrade() -> None:
    op.create_table(
        "wishes",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("about", sa.Text, nullable=False, comment='"report:SEQUENCE" or "question:ID"'),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("about_at", sa.DateTime(timezone=True), nullable=False, comment="when that was made"),
        sa.Column("way", sa.Text, nullable=False, comment="how it is told: email, push"),
        sa.Column("address", sa.Text, nullable=False, comment="sealed; empty after the end"),
        sa.Column("mark", sa.Text, nullable=False, comment="keyed hash of the address; empty after the end"),
        sa.Column("url", sa.Text, nullable=False, comment="sealed: the page on which it is followed"),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column(
            "asks", sa.Boolean, nullable=False, comment="also wants to be asked whether it works again"
        ),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("incident", sa.Text, nullable=False, comment="the outage; empty while none is known"),
        sa.Column("notice", sa.Text, nullable=False, comment="the key of the message under way; empty: none"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column(
            "questioned_at", sa.DateTime(timezone=True), comment="when it was asked whether it works again"
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("asked", sa.Integer, nullable=False, comment="how often the address was asked for its yes"),
        sa.Column("ask_at", sa.DateTime(timezone=True), comment="when it is asked next"),
        comment="Who wants to be told once, when it is over. No address is readable here without the instance's key.",
    )
    op.create_index("ix_wishes_about", "wishes", ["about"])
    op.create_index("ix_wishes_mark", "wishes", ["mark"])
    op.create_index("ix_wishes_state_incident", "wishes", ["state", "incident"])
    op.create_index("ix_wishes_notice", "wishes", ["notice"])
    op.create_table(
        "again_answers",
        sa.Column("about", sa.Text, primary_key=True, comment="whose answer: as in wishes"),
        sa.Column(
            "sequence", sa.BigInteger, primary_key=True, comment="of the report in the journal that it is"
        ),
        sa.Column("works", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        comment="What people said when they were asked whether it works again.",
    )
    op.create_index("ix_again_answers_at", "again_answers", ["at"])
    op.add_column(
        "notices",
        sa.Column(
            "url", sa.Text, nullable=False, server_default="", comment="sealed: the page that it leads to"
        ),
    )
