"""Which reports were repeats, in a table of their own: found by sequence, not in every block of a half hour."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sqlalchemy as sa
from alembic import op

revision = "007"
down_revision = "006"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TOGETHER = 4096
"""So many repeats make a row here; which run met them is not known any more, and does not matter."""


def upgrade() -> None:
    repeats = op.create_table(
        "repeats",
        sa.Column("upto", _ID, primary_key=True, autoincrement=False, comment="the cursor after the run"),
        sa.Column("half_hour", sa.Integer, nullable=False, comment="the last that the run heard of"),
        sa.Column("sequences", sa.LargeBinary, nullable=False, comment="int64, little-endian, rising"),
        comment="Which reports were repeats, one row for each run of counting that met any.",
    )
    op.create_index("ix_repeats_half_hour", "repeats", ["half_hour"])
    for row in _moved():
        op.bulk_insert(repeats, [row])
    op.drop_column("claims", "repeats")
    if op.get_context().dialect.name == "postgresql":  # SQLite keeps no comments
        op.create_table_comment("claims", "Who has been counted in a half hour, one row per run of counting.")


def _moved() -> Iterator[dict[str, object]]:
    """The repeats of all blocks, by rising sequence, in rows of bearable length."""
    claims = sa.table("claims", sa.column("half_hour"), sa.column("repeats"))
    found = op.get_bind().execute(sa.select(claims).where(sa.func.length(claims.c.repeats) > 0)).all()
    if not found:
        return
    sequences = np.concatenate([np.frombuffer(body, dtype="<i8") for _, body in found])
    half_hours = np.concatenate(
        [np.full(len(body) // 8, half_hour, dtype=np.int64) for half_hour, body in found]
    )
    order = np.argsort(sequences)
    for first in range(0, len(order), _TOGETHER):
        chosen = order[first : first + _TOGETHER]
        yield {
            "upto": int(sequences[chosen[-1]]),
            "half_hour": int(half_hours[chosen].max()),
            "sequences": sequences[chosen].astype("<i8").tobytes(),
        }
