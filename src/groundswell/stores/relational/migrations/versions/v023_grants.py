"""Somebody may be different things for different services; a provider of sign-in may say what; accounts end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "023"
down_revision = "022"

_DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("accounts") as accounts:
        accounts.add_column(
            sa.Column(
                "grants",
                _DOCUMENT,
                nullable=False,
                server_default="[]",
                comment="each a role, services and operators (slugs; with neither: on all)",
            )
        )
        accounts.add_column(
            sa.Column(
                "is_vouched",
                sa.Boolean,
                nullable=False,
                server_default=sa.false(),
                comment="the provider of sign-in says what they are",
            )
        )
        accounts.add_column(
            sa.Column(
                "removed_at",
                sa.DateTime(timezone=True),
                comment="since then nothing is left of it but its number",
            )
        )
    _carry_over()
    with op.batch_alter_table("accounts") as accounts:
        accounts.alter_column("grants", server_default=None)
        accounts.alter_column("is_vouched", server_default=None)
        for gone in ("role", "services", "operators"):
            accounts.drop_column(gone)


def _carry_over() -> None:
    """The role that each had; who has never had a password was let in by the provider, uninvited."""
    table = sa.table(
        "accounts",
        sa.column("id", sa.BigInteger),
        sa.column("role", sa.Text),
        sa.column("services", _DOCUMENT),
        sa.column("operators", _DOCUMENT),
        sa.column("password", sa.Text),
        sa.column("subject", sa.Text),
        sa.column("grants", _DOCUMENT),
        sa.column("is_vouched", sa.Boolean),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(table)).all():
        grant = {"role": row.role, "services": row.services, "operators": row.operators}
        vouched = row.subject is not None and not row.password
        connection.execute(
            sa.update(table).where(table.c.id == row.id).values(grants=[grant], is_vouched=vouched)
        )
