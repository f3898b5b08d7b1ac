"""The people of the desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "011"
down_revision = "010"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _accounts()
    _ways_in()
    _programs()
    op.create_table(
        "service_claims",
        sa.Column("id", _NUMBER, primary_key=True),
        _account("service_claims"),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided_at", _INSTANT),
        comment="Which account speaks for the operator of which service, and who confirmed it.",
    )
    op.create_index(
        "ix_service_claims_account_service", "service_claims", ["account", "service"], unique=True
    )


def _account(table: str, *, key: bool = False) -> sa.Column[int]:
    goal = sa.ForeignKey("accounts.id", name=f"fk_{table}_account")
    return sa.Column("account", sa.BigInteger, goal, primary_key=key, nullable=False)


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False, comment="what two names that are the same have alike"),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("services", _DOCUMENT, nullable=False, comment="slugs; with no operators either: all"),
        sa.Column("operators", _DOCUMENT, nullable=False, comment="slugs, each for all its services"),
        sa.Column("password", sa.Text, nullable=False, comment="argon2id; empty for none"),
        sa.Column(
            "codes",
            sa.LargeBinary,
            nullable=False,
            comment="the key of one-time codes, sealed; empty for none",
        ),
        sa.Column("step", sa.BigInteger, nullable=False, comment="the last one-time code that was used"),
        sa.Column("subject", sa.Text, comment="issuer and subject of a provider of sign-in"),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("disabled_at", _INSTANT),
        comment="Who may sign in at the desk.",
    )
    op.create_index("ix_accounts_key", "accounts", ["key"], unique=True)
    op.create_index("ix_accounts_subject", "accounts", ["subject"], unique=True)


def _ways_in() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Text, primary_key=True, comment="base64url, as the device gave it"),
        _account("passkeys"),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False, comment="of its uses, where the device counts"),
        sa.Column("added_at", _INSTANT, nullable=False),
        sa.Column("used_at", _INSTANT),
        comment="Public keys that devices of the desk's people answer for.",
    )
    op.create_index("ix_passkeys_account", "passkeys", ["account"])
    op.create_table(
        "recovery_codes",
        _account("recovery_codes", key=True),
        sa.Column("digest", sa.Text, primary_key=True, comment="keyed, of the code"),
        comment="Codes for who has lost the second factor; each goes when it is used.",
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.Text, primary_key=True, comment="SHA-256 of the id that the browser has"),
        _account("sessions"),
        sa.Column("begun_at", _INSTANT, nullable=False),
        sa.Column("seen_at", _INSTANT, nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=False),
        sa.Column("device", sa.Text, nullable=False, comment="kind of browser, in words"),
        sa.Column("way", sa.Text, nullable=False, comment="how they signed in"),
        comment="Who is signed in at the desk.",
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])
    op.create_table(
        "links",
        sa.Column("digest", sa.Text, primary_key=True, comment="SHA-256 of what stands in the link"),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("account", sa.BigInteger, nullable=False, comment="0: of nobody yet"),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("held", _DOCUMENT, nullable=False, comment="what its maker wanted remembered"),
        comment="One-time links: the first administrator's, invitations, and second factors that are awaited.",
    )


def _programs() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False, comment="its first letters, to know it by"),
        sa.Column("digest", sa.Text, nullable=False, comment="SHA-256"),
        sa.Column("rights", _DOCUMENT, nullable=False),
        sa.Column("services", _DOCUMENT, nullable=False),
        sa.Column("operators", _DOCUMENT, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT),
        sa.Column("used_at", _INSTANT),
        sa.Column("revoked_at", _INSTANT),
        comment="What programs show to the API.",
    )
    op.create_index("ix_tokens_digest", "tokens", ["digest"], unique=True)
    op.create_table(
        "audit",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("account", sa.BigInteger, nullable=False, comment="0: a program"),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("thing", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        comment="What was done at the desk, by whom, and what came of it. Without addresses; never changed.",
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_actor", "audit", ["actor"])
