"""The tables. A change here needs a migration beside it: the contract suite compares the two.

Times are `timestamptz` in PostgreSQL and UTC text in SQLite; minutes are whole minutes since 1970-01-01 UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC instants; SQLite, which has no time zones, keeps them without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        assert value.tzinfo is not None, "times are aware"
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# SQLite gives out row ids itself only to a column whose type reads exactly INTEGER.
ID = BigInteger().with_variant(Integer(), "sqlite")
DOCUMENT = JSON().with_variant(JSONB(), "postgresql")
_DOCUMENT_OR_NONE = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

CELLS = Table(
    "cells",
    METADATA,
    Column("bin_minutes", Integer, primary_key=True),
    Column("axis", Text, primary_key=True),
    Column("minute", Integer, primary_key=True, comment="first minute of the bin"),
    Column("service", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("kind", Text, primary_key=True, comment="source kind"),
    Column("works", Boolean, primary_key=True),
    Column("count", BigInteger, nullable=False),
    comment="Reports by service and one axis at a time, in bins of 1, 15, 60 and 1440 minutes. Zeros are not stored.",
    sqlite_with_rowid=False,
)
"""Time stands before service in the key: counting writes close together, judging reads ranges. One service is
read by a seek for each bin of the range; an index for it would double the cost of counting."""

CURSORS = Table(
    "cursors",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("sequence", BigInteger, nullable=False, comment="last journal sequence taken in"),
    comment='How far the journal has been taken in: "count" into the cube, "rulings" into the incidents, "comments".',
)

CLAIMS = Table(
    "claims",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("half_hour", Integer, nullable=False, index=True),
    Column("keys", LargeBinary, nullable=False, comment="uint64, little-endian: a person, and what was said"),
    comment="Who has been counted in a half hour and on which axes, one row per run of counting.",
)

REPEATS = Table(
    "repeats",
    METADATA,
    Column("upto", ID, primary_key=True, autoincrement=False, comment="the cursor after the run"),
    Column("half_hour", Integer, nullable=False, index=True, comment="the last that the run heard of"),
    Column("sequences", LargeBinary, nullable=False, comment="int64, little-endian, rising"),
    Column("adding", LargeBinary, comment="those of them that said more, likewise"),
    comment="Which reports were repeats, one row for each run of counting that met any.",
)

ADDED = Table(
    "added",
    METADATA,
    Column("minute", Integer, primary_key=True, autoincrement=False),
    Column("count", BigInteger, nullable=False),
    comment="How many reports said more of earlier ones that stand in this minute: what grew without the whole.",
)

DROPS = Table(
    "drops",
    METADATA,
    Column("reason", Text, primary_key=True),
    Column("count", BigInteger, nullable=False),
    comment="Submissions that were not counted, by reason, since the beginning.",
)

WATCHED = Table(
    "watched",
    METADATA,
    Column("service", Text, primary_key=True, comment="empty: every service"),
    Column("first_minute", Integer, primary_key=True),
    Column("last_minute", Integer, nullable=False),
    comment="Stretches in which counting was on, so that no reports means zero. Neighbours are joined.",
)

USUAL = Table(
    "usual",
    METADATA,
    Column("bin_minutes", Integer, primary_key=True),
    Column("minute", Integer, primary_key=True),
    Column("body", LargeBinary, nullable=False, comment="zstd of msgpack: services, expected, upper"),
    comment="What was usual in a bin, all services in one row.",
)

INCIDENTS = Table(
    "incidents",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("service", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("certainty", Text, nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("suspected_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("ratio", Double, nullable=False),
    Column("reports", BigInteger, nullable=False),
    Column("peak_reports", BigInteger, nullable=False),
    Column("score", Double, nullable=False),
    Column("footprint", DOCUMENT, nullable=False, comment="shares by symptom, country, network, platform"),
    Column("opened_at", UtcDateTime),
    Column("peaked_at", UtcDateTime),
    Column("eased_at", UtcDateTime),
    Column("resolved_at", UtcDateTime),
    Column("acknowledged_at", UtcDateTime),
    Column("into", Text, nullable=False, comment="the incident that this one has become part of"),
    Column("reason", Text, nullable=False),
    Column(
        "members",
        DOCUMENT,
        nullable=False,
        server_default="[]",
        comment="services of a shared one, else none",
    ),
    Column("cause", Text, nullable=False, server_default="", comment="what is likely behind a shared one"),
    Column("cause_kind", Text, nullable=False, server_default=""),
    Column(
        "peak_usual", Double, comment="what is usual in the fifteen minutes of the peak, where it was noted"
    ),
    Column("declared_at", UtcDateTime, comment="when an operator declared it by hand"),
    Column(
        "parted", DOCUMENT, nullable=False, server_default="[]", comment="services ruled to be no part of it"
    ),
    Column(
        "known_cause", Text, nullable=False, server_default="", comment="what an operator says is behind it"
    ),
    Column("known_cause_kind", Text, nullable=False, server_default=""),
    Column(
        "planned", Text, nullable=False, server_default="", comment="the maintenance window that it began in"
    ),
    Column(
        "voice", Text, nullable=False, server_default="", comment="as whose operator it was declared by hand"
    ),
    Index(None, "service", "began_at"),
    Index(None, "state"),
    Index(None, "began_at"),
    comment="Incidents as they now are.",
)

EVENTS = Table(
    "events",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("incident", Text, ForeignKey("incidents.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column(
        "after", _DOCUMENT_OR_NONE, comment="the incident as it stood then, as far as the note was made of it"
    ),
    Column("statement", Text, nullable=False, server_default="", comment="the one that was published"),
    comment="What has happened to incidents, in the order in which it was written.",
)

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", ID, ForeignKey("events.id"), primary_key=True, autoincrement=False),
    Column("service", Text, nullable=False),
    comment="Events that somebody may still have to be told about; the row goes when that is done.",
)

BYSTANDERS = Table(
    "bystanders",
    METADATA,
    Column("service", Text, primary_key=True),
    Column("about", Text, nullable=False, comment="the service that its reports are probably about"),
    comment="Services whose reports are probably about another one, as last judged.",
)

HELD = Table(
    "held",
    METADATA,
    Column("service", Text, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("began_at", UtcDateTime, primary_key=True),
    Column("last_at", UtcDateTime, nullable=False, index=True),
    Column("part", Text, nullable=False, comment="where it was clearest; empty: the whole service"),
    Column("reports", BigInteger, nullable=False, comment="the most in any fifteen minutes"),
    Column("expected", Double, nullable=False),
    Column("score", Double, nullable=False),
    comment="Rises of reports that were held to be no outage, and why.",
)

DEPLOYS = Table(
    "deploys",
    METADATA,
    Column("id", Text, primary_key=True, comment="of the sender's key, or of what was told"),
    Column("service", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("received_at", UtcDateTime, nullable=False, index=True),
    Column("component", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("links", DOCUMENT, nullable=False, comment="pairs of address and text"),
    Column("content", Text, nullable=False, comment="digest of what was told"),
    comment="What operators changed, as the desk was told; kept for 90 days.",
)

COMMENTS = Table(
    "comments",
    METADATA,
    Column("id", ID, primary_key=True, autoincrement=False, comment="the report's sequence in the journal"),
    Column("service", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("country", Text, nullable=False),
    Column("words", Text, nullable=False, comment="without what tells who wrote them"),
    Column("state", Text, nullable=False),
    Column("by", Text, nullable=False, comment="who decided; empty while it waits"),
    Index(None, "state", "at"),
    comment="What people wrote, where `web.comments` is on: waiting, shown or refused; kept as long as reports.",
)

MARKS = Table(
    "marks",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("minute", BigInteger, nullable=False),
    comment='Minutes to remember: "clock" is the last one at which the clock was believed.',
)

NOTES = Table(
    "notes",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False, comment="zstd of msgpack: arrays by name"),
    comment='What a leg keeps for itself across restarts: "judge" is what the judge has learned and is doing.',
)

IMPORTS = Table(
    "imports",
    METADATA,
    Column("digest", Text, primary_key=True, comment="of the file's bytes"),
    Column("name", Text, nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("begun_after", BigInteger, nullable=False, comment="last journal sequence before it"),
    Column("pieces", Integer, nullable=False, comment="pieces of the file that are in the journal"),
    Column("accepted", BigInteger, nullable=False, comment="reports taken from them"),
    Column("finished_at", UtcDateTime),
    comment="Files that were taken in, so that none is counted twice by mistake.",
)
