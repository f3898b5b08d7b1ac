"""The tables of who wants to be told when it is over, and of what they answered. A change here needs a migration beside it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from groundswell.stores.relational.schema import METADATA, UtcDateTime

WISHES = Table(
    "wishes",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("about", Text, nullable=False, comment='"report:SEQUENCE" or "question:ID"'),
    Column("service", Text, nullable=False),
    Column("about_at", UtcDateTime, nullable=False, comment="when that was made"),
    Column("way", Text, nullable=False, comment="how it is told: email, push"),
    Column("address", Text, nullable=False, comment="sealed; empty after the end"),
    Column("mark", Text, nullable=False, comment="keyed hash of the address; empty after the end"),
    Column("url", Text, nullable=False, comment="sealed: the page on which it is followed"),
    Column("language", Text, nullable=False),
    Column("asks", Boolean, nullable=False, comment="also wants to be asked whether it works again"),
    Column("state", Text, nullable=False),
    Column("incident", Text, nullable=False, comment="the outage; empty while none is known"),
    Column("notice", Text, nullable=False, comment="the key of the message under way; empty: none"),
    Column("made_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("questioned_at", UtcDateTime, comment="when it was asked whether it works again"),
    Column(
        "questioned",
        Integer,
        nullable=False,
        server_default="0",
        comment="how often it was asked whether it works again",
    ),
    Column("answered_at", UtcDateTime, comment="when it was told the desk's answer to its question"),
    Column("ended_at", UtcDateTime),
    Column("asked", Integer, nullable=False, comment="how often the address was asked for its yes"),
    Column("ask_at", UtcDateTime, comment="when it is asked next"),
    Index(None, "about"),
    Index(None, "mark"),
    Index(None, "state", "incident"),
    Index(None, "notice"),
    comment="Who wants to be told once, when it is over. No address is readable here without the instance's key.",
)

ANSWERS = Table(
    "again_answers",
    METADATA,
    Column("about", Text, primary_key=True, comment="whose answer: as in wishes"),
    Column("sequence", BigInteger, primary_key=True, comment="of the report in the journal that it is"),
    Column("works", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    comment="What people said when they were asked whether it works again.",
)
