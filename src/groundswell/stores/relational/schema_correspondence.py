"""The tables of who asked by letter or post, and of what was heard. A change here needs a migration beside it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, false

from groundswell.stores.relational.schema import METADATA, UtcDateTime

CORRESPONDENTS = Table(
    "correspondents",
    METADATA,
    Column("question", Text, primary_key=True, comment="the id of what was asked"),
    Column("way", Text, nullable=False, comment="mail, or the name of a channel"),
    Column("at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("thread", Text, nullable=False, comment="keyed hash of the conversation"),
    Column("who", Text, nullable=False, comment="keyed hash of the sender"),
    Column("address", Text, nullable=False, comment="sealed; empty once nothing more is sent there"),
    Column("post", Text, nullable=False, comment="sealed; what an answer refers to"),
    Column("subject", Text, nullable=False, comment="sealed"),
    Column("due_at", UtcDateTime, comment="when an answer that is there goes out"),
    Column("attempts", Integer, nullable=False),
    Column(
        "told",
        Text,
        nullable=False,
        server_default="",
        comment="the answer that went out: a reply, page; empty: none",
    ),
    Column(
        "is_private",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="nobody but who asked reads what is answered",
    ),
    Column(
        "is_end_told",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="they were told that the outage that they asked about is over",
    ),
    Column("changed_at", UtcDateTime, nullable=False),
    Index(None, "state", "due_at"),
    Index(None, "who", "at"),
    Index(None, "thread"),
    Index(None, "at"),
    comment="Who asked by letter or post. No address is readable here without the instance's key.",
)

HEARD = Table(
    "heard",
    METADATA,
    Column("way", Text, primary_key=True, comment="the name of a channel"),
    Column("cursor", Text, nullable=False, comment="up to where its answers were heard"),
    Column("at", UtcDateTime, nullable=False),
    comment="How far the answers under the posts of a channel were heard.",
)
