"""The table of sieges of the intake. A change here needs a migration beside it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Table

from groundswell.stores.relational.schema import DOCUMENT, METADATA, UtcDateTime

SIEGES = Table(
    "sieges",
    METADATA,
    Column("began_at", UtcDateTime, primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False, comment="when it was last judged to be on"),
    Column("ended_at", UtcDateTime, comment="empty: it is still on"),
    Column("drops", DOCUMENT, nullable=False, comment="reports left out as sent by programs, by reason"),
    Column("accepted", BigInteger, nullable=False, comment="reports that were taken meanwhile"),
    Column("asked", Boolean, nullable=False, comment="whether reports were asked for a proof of work"),
    Column("proven", BigInteger, nullable=False, comment="reports with a proof that held"),
    Column("unproven", BigInteger, nullable=False, comment="reports without one"),
    comment="When programs flooded the intake, and what was done; kept for a year.",
)
