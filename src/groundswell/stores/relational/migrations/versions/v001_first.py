"""The first schema: cube, incidents, outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _cube()
    _incidents()


def _cube() -> None:
    op.create_table(
        "cells",
        sa.Column("bin_minutes", sa.Integer, primary_key=True),
        sa.Column("axis", sa.Text, primary_key=True),
        sa.Column("minute", sa.Integer, primary_key=True, comment="first minute of the bin"),
        sa.Column("service", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True, comment="source kind"),
        sa.Column("works", sa.Boolean, primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
        comment="Reports by service and one axis at a time, in bins of 1, 15, 60 and 1440 minutes. Zeros are not stored.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cursors",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("sequence", sa.BigInteger, nullable=False, comment="last journal sequence taken in"),
        comment='How far the journal has been taken in: "count" into the cube, "rulings" into the incidents.',
    )
    op.create_table(
        "claims",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("half_hour", sa.Integer, nullable=False),
        sa.Column("keys", sa.LargeBinary, nullable=False, comment="uint64, little-endian"),
        sa.Column(
            "repeats", sa.LargeBinary, nullable=False, comment="int64 journal sequences, little-endian"
        ),
        comment="Who has been counted in a half hour, one row per run of counting, and which reports were repeats.",
    )
    op.create_index("ix_claims_half_hour", "claims", ["half_hour"])
    op.create_table(
        "drops",
        sa.Column("reason", sa.Text, primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
        comment="Submissions that were not counted, by reason, since the beginning.",
    )
    op.create_table(
        "watched",
        sa.Column("service", sa.Text, primary_key=True, comment="empty: every service"),
        sa.Column("first_minute", sa.Integer, primary_key=True),
        sa.Column("last_minute", sa.Integer, nullable=False),
        comment="Stretches in which counting was on, so that no reports means zero. Neighbours are joined.",
    )
    op.create_table(
        "usual",
        sa.Column("bin_minutes", sa.Integer, primary_key=True),
        sa.Column("minute", sa.Integer, primary_key=True),
        sa.Column(
            "body", sa.LargeBinary, nullable=False, comment="zstd of msgpack: services, expected, upper"
        ),
        comment="What was usual in a bin, all services in one row.",
    )


def _incidents() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "incidents",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("severity", sa.Integer, nullable=False),
        sa.Column("certainty", sa.Text, nullable=False),
        sa.Column("began_at", instant, nullable=False),
        sa.Column("suspected_at", instant, nullable=False),
        sa.Column("updated_at", instant, nullable=False),
        sa.Column("ratio", sa.Double, nullable=False),
        sa.Column("reports", sa.BigInteger, nullable=False),
        sa.Column("peak_reports", sa.BigInteger, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column(
            "footprint", _DOCUMENT, nullable=False, comment="shares by symptom, country, network, platform"
        ),
        sa.Column("opened_at", instant),
        sa.Column("peaked_at", instant),
        sa.Column("eased_at", instant),
        sa.Column("resolved_at", instant),
        sa.Column("acknowledged_at", instant),
        sa.Column("into", sa.Text, nullable=False, comment="the incident that this one has become part of"),
        sa.Column("reason", sa.Text, nullable=False),
        comment="Incidents as they now are.",
    )
    op.create_index("ix_incidents_service_began_at", "incidents", ["service", "began_at"])
    op.create_index("ix_incidents_state", "incidents", ["state"])
    op.create_index("ix_incidents_began_at", "incidents", ["began_at"])
    op.create_table(
        "events",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("incident", sa.Text, sa.ForeignKey("incidents.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        comment="What has happened to incidents, in the order in which it was written.",
    )
    op.create_index("ix_events_incident", "events", ["incident"])
    op.create_table(
        "outbox",
        sa.Column("id", _ID, sa.ForeignKey("events.id"), primary_key=True, autoincrement=False),
        sa.Column("service", sa.Text, nullable=False),
        comment="Events that somebody may still have to be told about; the row goes when that is done.",
    )
    op.create_table(
        "bystanders",
        sa.Column("service", sa.Text, primary_key=True),
        sa.Column(
            "about", sa.Text, nullable=False, comment="the service that its reports are probably about"
        ),
        comment="Services whose reports are probably about another one, as last judged.",
    )
