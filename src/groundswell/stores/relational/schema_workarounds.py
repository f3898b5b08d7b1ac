"""The tables of what helps, and of the votes on it. A change here needs a migration beside it."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from groundswell.stores.relational.schema import METADATA, UtcDateTime

_DOCUMENT = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

WORKAROUNDS = Table(
    "workarounds",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("service", Text, nullable=False),
    Column("incident", Text, nullable=False, comment="the outage that it is for; empty: it stands"),
    Column("texts", _DOCUMENT, nullable=False, comment="by language, as written first"),
    Column("symptoms", _DOCUMENT, nullable=False),
    Column("platforms", _DOCUMENT, nullable=False),
    Column("by", Text, nullable=False, comment="who wrote it at the desk; empty: who uses the service"),
    Column("state", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Index(None, "service", "state"),
    comment="What helps while something fails.",
)

WORKAROUND_VOTES = Table(
    "workaround_votes",
    METADATA,
    Column("workaround", Text, primary_key=True),
    Column("voter", BigInteger, primary_key=True, comment="keyed mark, of this workaround and day alone"),
    Column("network", BigInteger, nullable=False, comment="the same of the connection"),
    Column("helped", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    comment="Whom it helped. Nobody is found by it.",
)
