"""Who is called: schedules and what comes between, policies, ways to reach people, their devices, calls."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "015"
down_revision = "014"
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _rota()
    _people()
    _calls()


def text(name: str, comment: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, comment=comment)


def key(name: str, comment: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True, comment=comment)


def number(name: str, comment: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, comment=comment)


def at(name: str, nullable: bool = False, comment: str | None = None) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, comment=comment)


def _rota() -> None:
    op.create_table(
        "oncall_schedules",
        *(key("id"), text("title"), text("zone"), text("country")),
        sa.Column("layers", DOCUMENT, nullable=False),
        *(text("by"), at("changed_at"), number("turn", "of the secret address of its calendar")),
        *(text("calendar_url", "sealed; says who takes over"), text("calendar_fault")),
        comment="Who is on call when: layers of people who take turns.",
    )
    op.create_table(
        "oncall_overrides",
        sa.Column("id", NUMBER, primary_key=True),
        *(text("schedule"), number("account"), at("from_at"), at("until_at"), text("by"), at("made_at")),
        text("source", "empty: somebody entered it"),
        comment="Who takes over from whose turn it is.",
    )
    op.create_index("ix_oncall_overrides_schedule_until_at", "oncall_overrides", ["schedule", "until_at"])
    op.create_table(
        "oncall_away",
        sa.Column("id", NUMBER, primary_key=True),
        *(number("account"), at("from_at"), at("until_at"), text("source", "empty: somebody entered it")),
        comment="When somebody cannot be called. Not why.",
    )
    op.create_index("ix_oncall_away_account_until_at", "oncall_away", ["account", "until_at"])
    op.create_table(
        "oncall_policies",
        *(key("id"), text("title")),
        sa.Column("policy", DOCUMENT, nullable=False),
        comment="Whom an outage calls, step by step.",
    )


def _people() -> None:
    op.create_table(
        "oncall_responders",
        sa.Column("account", sa.Integer, primary_key=True, autoincrement=False),
        *(text("country"), number("turn", "of the secret address of their calendar")),
        *(text("calendar_url", "sealed; says when they are away"), text("calendar_fault")),
        comment="What is kept of people for being called.",
    )
    op.create_table(
        "oncall_reaches",
        *(key("id"), number("account")),
        *(text("channel", "the name of the configured channel that carries it"),),
        *(text("kind", "that channel's kind"), text("label"), at("made_at")),
        text("address", "sealed; empty: the channel's own"),
        comment="How people can be reached.",
    )
    op.create_index("ix_oncall_reaches_account", "oncall_reaches", ["account"])
    op.create_table(
        "oncall_devices",
        *(key("digest", "of the word that the browser keeps"), number("account"), text("label")),
        *(at("paired_at"), at("ends_at"), at("used_at", True)),
        comment="Browsers from which calls are answered without signing in.",
    )
    op.create_index("ix_oncall_devices_account", "oncall_devices", ["account"])


def _calls() -> None:
    op.create_table(
        "oncall_calls",
        sa.Column("id", NUMBER, primary_key=True),
        *(text("incident", "empty: a trial of one's own ways"), text("policy_id")),
        sa.Column("policy", DOCUMENT, nullable=False, comment="as it stood when the call began"),
        at("opened_at", comment="when the incident opened that it is about"),
        *(at("begun_at"), text("state"), number("rung", "steps called so far"), at("rung_at", True)),
        sa.Column("hurried", sa.Boolean, nullable=False, comment="no way of this rung leads anywhere"),
        *(text("by", "who answered"), at("ended_at", True)),
        sa.UniqueConstraint("incident", "policy_id", "opened_at", name="uq_oncall_calls_opening"),
        comment="Outages that call somebody, and how far they have got.",
    )
    op.create_index("ix_oncall_calls_state", "oncall_calls", ["state"])
    op.create_table(
        "oncall_summonses",
        key("key", "of its notice"),
        sa.Column("call", NUMBER, sa.ForeignKey("oncall_calls.id"), nullable=False),
        *(number("rung"), number("account", "0: a channel, or nobody")),
        *(text("target", "empty: nobody could be called"), at("at"), text("words"), at("answered_at", True)),
        comment="What a call has sent to whom.",
    )
    op.create_index("ix_oncall_summonses_call", "oncall_summonses", ["call"])
