"""The tables of the people of the desk. A change here needs a migration beside it, as in `schema`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, LargeBinary, Table, Text

from groundswell.stores.relational.schema import DOCUMENT, ID, METADATA, UtcDateTime

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("key", Text, nullable=False, comment="what two names that are the same have alike"),
    Column(
        "grants",
        DOCUMENT,
        nullable=False,
        comment="each a role, services and operators (slugs; with neither: on all)",
    ),
    Column("is_vouched", Boolean, nullable=False, comment="the provider of sign-in says what they are"),
    Column("password", Text, nullable=False, comment="argon2id; empty for none"),
    Column("codes", LargeBinary, nullable=False, comment="the key of one-time codes, sealed; empty for none"),
    Column("step", BigInteger, nullable=False, comment="the last one-time code that was used"),
    Column("subject", Text, comment="issuer and subject of a provider of sign-in"),
    Column("made_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
    Column("removed_at", UtcDateTime, comment="since then nothing is left of it but its number"),
    Index(None, "key", unique=True),
    Index(None, "subject", unique=True),
    comment="Who may sign in at the desk.",
)

PASSKEYS = Table(
    "passkeys",
    METADATA,
    Column("id", Text, primary_key=True, comment="base64url, as the device gave it"),
    Column("account", BigInteger, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("count", BigInteger, nullable=False, comment="of its uses, where the device counts"),
    Column("added_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    comment="Public keys that devices of the desk's people answer for.",
)

RECOVERY_CODES = Table(
    "recovery_codes",
    METADATA,
    Column("account", BigInteger, ForeignKey("accounts.id"), primary_key=True),
    Column("digest", Text, primary_key=True, comment="keyed, of the code"),
    comment="Codes for who has lost the second factor; each goes when it is used.",
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("digest", Text, primary_key=True, comment="SHA-256 of the id that the browser has"),
    Column("account", BigInteger, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("device", Text, nullable=False, comment="kind of browser, in words"),
    Column("way", Text, nullable=False, comment="how they signed in"),
    comment="Who is signed in at the desk.",
)

LINKS = Table(
    "links",
    METADATA,
    Column("digest", Text, primary_key=True, comment="SHA-256 of what stands in the link"),
    Column("kind", Text, nullable=False),
    Column("account", BigInteger, nullable=False, comment="0: of nobody yet"),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("held", DOCUMENT, nullable=False, comment="what its maker wanted remembered"),
    comment="One-time links: the first administrator's, invitations, and second factors that are awaited.",
)

TOKENS = Table(
    "tokens",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("prefix", Text, nullable=False, comment="its first letters, to know it by"),
    Column("digest", Text, nullable=False, comment="SHA-256"),
    Column("rights", DOCUMENT, nullable=False),
    Column("services", DOCUMENT, nullable=False),
    Column("operators", DOCUMENT, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Index(None, "digest", unique=True),
    comment="What programs show to the API.",
)

CLAIMS_OF_SERVICES = Table(
    "service_claims",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("account", BigInteger, ForeignKey("accounts.id"), nullable=False),
    Column("service", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", UtcDateTime),
    Index(None, "account", "service", unique=True),
    comment="Which account speaks for the operator of which service, and who confirmed it.",
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("actor", Text, nullable=False, index=True),
    Column("account", BigInteger, nullable=False, comment="0: a program"),
    Column("act", Text, nullable=False),
    Column("thing", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    comment="What was done at the desk, by whom, and what came of it. Without addresses; never changed.",
)

__all__ = [
    "ACCOUNTS",
    "AUDIT",
    "CLAIMS_OF_SERVICES",
    "LINKS",
    "PASSKEYS",
    "RECOVERY_CODES",
    "SESSIONS",
    "TOKENS",
]
