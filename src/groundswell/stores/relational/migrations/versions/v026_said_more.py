"""With who was heard, on what: a later report of the same person that says more is counted where the first was silent.

What was said by those who were heard before is not known: it is taken for everything, so that nobody counts twice.
"""

from __future__ import annotations

import numpy as np
import sqlalchemy as sa
from alembic import op

revision = "026"
down_revision = "025"

_PERSON, _EVERYTHING = ~np.uint64((1 << 13) - 1), np.uint64((1 << 8) - 1)


def upgrade() -> None:
    op.add_column(
        "repeats", sa.Column("adding", sa.LargeBinary, comment="those of them that said more, likewise")
    )
    op.create_table(
        "added",
        sa.Column("minute", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        comment="How many reports said more of earlier ones that stand in this minute: what grew without the whole.",
    )
    claims = sa.table("claims", sa.column("id", sa.BigInteger), sa.column("keys", sa.LargeBinary))
    here = op.get_bind()
    for name in here.scalars(sa.select(claims.c.id)).all():
        own = claims.c.id == name
        persons = np.frombuffer(here.scalar(sa.select(claims.c["keys"]).where(own)) or b"", dtype="<u8")
        marks = (persons & _PERSON | _EVERYTHING).astype("<u8").tobytes()
        here.execute(sa.update(claims).where(own).values(keys=marks))
    if op.get_context().dialect.name == "postgresql":  # SQLite keeps no comments
        op.create_table_comment(
            "claims", "Who has been counted in a half hour and on which axes, one row per run of counting."
        )
        op.alter_column("claims", "keys", comment="uint64, little-endian: a person, and what was said")
