"""With each event, the incident as it stood then: so its note can be said in any language."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "008"
down_revision = "007"


def upgrade() -> None:
    document = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    comment = "the incident as it stood then, as far as the note was made of it"
    op.add_column("events", sa.Column("after", document, comment=comment))
