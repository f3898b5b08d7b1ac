"""The tables of who is told what. A change here needs a migration beside it."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from groundswell.stores.relational.schema import METADATA, UtcDateTime

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
_DOCUMENT = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

TARGETS = Table(
    "targets",
    METADATA,
    Column("id", Text, primary_key=True, comment='"channel:NAME" or "subscription:ID"'),
    Column("channel", Text, nullable=False, comment="the name of the configured channel that carries it"),
    Column("kind", Text, nullable=False, comment="that channel's kind"),
    Column("address", Text, nullable=False, comment="where to; empty: what the channel's settings say"),
    Column("secret", Text, nullable=False, comment="signs what is sent there"),
    Column("language", Text, nullable=False),
    Column("owner", Text, nullable=False, comment="the target that hears when this one is disabled"),
    Column("route", _DOCUMENT, nullable=False, comment="what it wants to hear of"),
    Column("unsubscribe_url", Text, nullable=False),
    Column("digest", Text, nullable=False, comment="of its settings"),
    Column("state", Text, nullable=False),
    Column("error", Text, nullable=False, comment="why it is as it is"),
    Column("failures", Integer, nullable=False, comment="refusals in a row"),
    comment="Whom to tell: places that the settings name, and people who subscribed.",
)

NOTICES = Table(
    "notices",
    METADATA,
    Column("id", _NUMBER, primary_key=True),
    Column("target", Text, ForeignKey("targets.id"), nullable=False),
    Column("key", Text, nullable=False, comment="its own for ever: tells a repetition"),
    Column("event", _NUMBER, ForeignKey("events.id")),
    Column("incident", Text, nullable=False, comment="empty where it is about none"),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("error", Text, nullable=False),
    Column("post_id", Text, nullable=False, comment="what the far side calls it"),
    Column("said", _DOCUMENT, comment="title and body, where it brings its own"),
    Column("url", Text, nullable=False, server_default="", comment="sealed: the page that it leads to"),
    Column(
        *("unsure", Integer),
        nullable=False,
        server_default="0",
        comment="attempts of which nobody knows whether they arrived",
    ),
    UniqueConstraint("target", "event", name="uq_notices_target_event"),
    Index(None, "state", "target", "id"),
    Index(None, "target", "incident"),
    Index(None, "incident"),
    comment="One event for one target, and what became of it. Finished ones are kept for 90 days.",
)
