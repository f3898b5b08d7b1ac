"""The table of who subscribed. A change here needs a migration beside it."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from groundswell.stores.relational.schema import METADATA, UtcDateTime

SUBSCRIPTIONS = Table(
    "subscriptions",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("way", Text, nullable=False, comment="how it is told: email, webhook, push"),
    Column("address", Text, nullable=False, comment="sealed; empty after the end"),
    Column("mark", Text, nullable=False, comment="keyed hash of the address; empty after the end"),
    Column("secret", Text, nullable=False, comment="sealed; signs what is sent there"),
    Column(
        "route",
        JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql"),
        nullable=False,
        comment="what it wants to hear of, and when",
    ),
    Column("language", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("ending", Text, comment="why it ended"),
    Column("asked", Integer, nullable=False, comment="how often the address was asked for its yes"),
    Column("ask_at", UtcDateTime, comment="when it is asked next"),
    Index(None, "mark"),
    Index(None, "state", "ask_at"),
    comment="What people signed up for. No address is readable here without the instance's key.",
)
