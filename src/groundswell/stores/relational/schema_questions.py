"""The tables of what was asked and answered. A change here needs a migration beside it."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, Table, Text, false
from sqlalchemy.dialects.postgresql import JSONB

from groundswell.stores.relational.schema import METADATA, UtcDateTime

_DOCUMENT = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

QUESTIONS = Table(
    "questions",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("words", Text, nullable=False, comment="scrubbed of what tells who asked"),
    Column("language", Text, nullable=False, comment="that it is written in; empty where not known"),
    Column("service", Text, nullable=False, comment="what it is about; empty where not known"),
    Column("at", UtcDateTime, nullable=False),
    Column("source", Text, nullable=False, comment="page, api, mail, channel"),
    Column("state", Text, nullable=False),
    Column("first", Text, nullable=False, comment="the state that it was kept in first"),
    Column("triage", _DOCUMENT, nullable=False, comment="what was made of it, and what it was told at once"),
    Column("incident", Text, nullable=False, comment="the outage that it was told of at once"),
    Column("group", Text, nullable=False, comment="where the desk has put it by hand"),
    Column("reply", Text, nullable=False, comment="the desk's answer"),
    Column("helped", Boolean, comment="what its asker says"),
    Column(
        "is_unfit", Boolean, nullable=False, comment="its asker says that the answer was to something else"
    ),
    Column("changed_at", UtcDateTime),
    Column("asker", Text, nullable=False, comment="keyed hash of the address that asked; empty where none"),
    Column("key", Text, comment="keyed hash of what names a repetition"),
    Column("told", Text, nullable=False, comment="the answer of the desk that its asker was told elsewhere"),
    Column(
        "asked_on",
        Text,
        nullable=False,
        server_default="",
        comment="the service of the page, letter or program that it was asked by",
    ),
    Column(
        "asked_in",
        Text,
        nullable=False,
        server_default="",
        comment="the language of that page, letter or program",
    ),
    Index(None, "state", "at"),
    Index(None, "at"),
    Index(None, "reply"),
    Index(None, "asker"),
    Index(None, "key", unique=True),
    comment="What people asked, without who they are.",
)

REPLIES = Table(
    "replies",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("service", Text, nullable=False),
    Column(
        "texts",
        _DOCUMENT,
        nullable=False,
        comment="by language: the question as the desk puts it, the answer",
    ),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("sources", _DOCUMENT, nullable=False, comment="addresses where it can be read up"),
    Column("incident", Text, nullable=False, comment="the outage with whose end it stops being true"),
    Column("is_public", Boolean, nullable=False),
    Column("supersedes", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column(
        "is_for_like",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="it is told to whoever asks the like, too",
    ),
    Column(
        "uses_helped",
        Integer,
        nullable=False,
        server_default="0",
        comment="of those whom the page told it, how many say that it helped",
    ),
    Column(
        "uses_not_helped",
        Integer,
        nullable=False,
        server_default="0",
        comment="of those, how many say that it did not",
    ),
    Index(None, "state", "service"),
    comment="What the desk answered, to all who asked the same.",
)

DRAFTS = Table(
    "reply_drafts",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("questions", _DOCUMENT, nullable=False, comment="the ids of what it answers"),
    Column("texts", _DOCUMENT, nullable=False, comment="as in replies"),
    Column("by", Text, nullable=False, comment="who kept it last"),
    Column("at", UtcDateTime, nullable=False),
    Column("service", Text, nullable=False),
    Column("sources", _DOCUMENT, nullable=False),
    Column("incident", Text, nullable=False),
    Column("is_public", Boolean, nullable=False),
    Column("supersedes", Text, nullable=False, comment="the answer that it takes the place of; empty: none"),
    Column("version", Integer, nullable=False),
    Column(
        "is_for_like",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="as in replies",
    ),
    comment="Answers that somebody at the desk writes.",
)
