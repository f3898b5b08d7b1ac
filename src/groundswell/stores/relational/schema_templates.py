"""The table of an operator's own words for the next outage. A change here needs a migration beside it."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from groundswell.stores.relational.schema import DOCUMENT, METADATA, UtcDateTime

TEMPLATES = Table(
    "statement_templates",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("occasion", Text, nullable=False),
    Column("services", DOCUMENT, nullable=False, comment="slugs; none: whatever fails"),
    Column("texts", DOCUMENT, nullable=False, comment="by language, with named places"),
    Column("version", Integer, nullable=False, comment="goes up with every change"),
    Column("at", UtcDateTime, nullable=False),
    Column("by", Text, nullable=False),
    comment="Words that the desk keeps for statements and plans.",
)
