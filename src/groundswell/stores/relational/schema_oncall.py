"""The tables of who is called. A change here needs a migration beside it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from groundswell.stores.relational.schema import DOCUMENT, ID, METADATA, UtcDateTime


def _said(name: str, comment: str | None = None) -> Column[str]:
    return Column(name, Text, nullable=False, comment=comment)


SCHEDULES = Table(
    "oncall_schedules",
    METADATA,
    Column("id", Text, primary_key=True),
    _said("title"),
    _said("zone"),
    _said("country"),
    Column("layers", DOCUMENT, nullable=False),
    _said("by"),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("turn", Integer, nullable=False, comment="of the secret address of its calendar"),
    _said("calendar_url", "sealed; says who takes over"),
    _said("calendar_fault"),
    comment="Who is on call when: layers of people who take turns.",
)

OVERRIDES = Table(
    "oncall_overrides",
    METADATA,
    Column("id", ID, primary_key=True),
    _said("schedule"),
    Column("account", Integer, nullable=False),
    Column("from_at", UtcDateTime, nullable=False),
    Column("until_at", UtcDateTime, nullable=False),
    _said("by"),
    Column("made_at", UtcDateTime, nullable=False),
    _said("source", "empty: somebody entered it"),
    Index(None, "schedule", "until_at"),
    comment="Who takes over from whose turn it is.",
)

AWAY = Table(
    "oncall_away",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("account", Integer, nullable=False),
    Column("from_at", UtcDateTime, nullable=False),
    Column("until_at", UtcDateTime, nullable=False),
    _said("source", "empty: somebody entered it"),
    Index(None, "account", "until_at"),
    comment="When somebody cannot be called. Not why.",
)

POLICIES = Table(
    "oncall_policies",
    METADATA,
    Column("id", Text, primary_key=True),
    _said("title"),
    Column("policy", DOCUMENT, nullable=False),
    comment="Whom an outage calls, step by step.",
)

RESPONDERS = Table(
    "oncall_responders",
    METADATA,
    Column("account", Integer, primary_key=True, autoincrement=False),
    _said("country"),
    Column("turn", Integer, nullable=False, comment="of the secret address of their calendar"),
    _said("calendar_url", "sealed; says when they are away"),
    _said("calendar_fault"),
    comment="What is kept of people for being called.",
)

REACHES = Table(
    "oncall_reaches",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("account", Integer, nullable=False, index=True),
    _said("channel", "the name of the configured channel that carries it"),
    _said("kind", "that channel's kind"),
    _said("label"),
    Column("made_at", UtcDateTime, nullable=False),
    _said("address", "sealed; empty: the channel's own"),
    comment="How people can be reached.",
)

DEVICES = Table(
    "oncall_devices",
    METADATA,
    Column("digest", Text, primary_key=True, comment="of the word that the browser keeps"),
    Column("account", Integer, nullable=False, index=True),
    _said("label"),
    Column("paired_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    comment="Browsers from which calls are answered without signing in.",
)

CALLS = Table(
    "oncall_calls",
    METADATA,
    Column("id", ID, primary_key=True),
    _said("incident", "empty: a trial of one's own ways"),
    _said("policy_id"),
    Column("policy", DOCUMENT, nullable=False, comment="as it stood when the call began"),
    Column("opened_at", UtcDateTime, nullable=False, comment="when the incident opened that it is about"),
    Column("begun_at", UtcDateTime, nullable=False),
    _said("state"),
    Column("rung", Integer, nullable=False, comment="steps called so far"),
    Column("rung_at", UtcDateTime),
    Column("hurried", Boolean, nullable=False, comment="no way of this rung leads anywhere"),
    _said("by", "who answered"),
    Column("ended_at", UtcDateTime),
    UniqueConstraint("incident", "policy_id", "opened_at", name="uq_oncall_calls_opening"),
    Index(None, "state"),
    comment="Outages that call somebody, and how far they have got.",
)

SUMMONSES = Table(
    "oncall_summonses",
    METADATA,
    Column("key", Text, primary_key=True, comment="of its notice"),
    Column("call", ID, ForeignKey("oncall_calls.id"), nullable=False, index=True),
    Column("rung", Integer, nullable=False),
    Column("account", Integer, nullable=False, comment="0: a channel, or nobody"),
    _said("target", "empty: nobody could be called"),
    Column("at", UtcDateTime, nullable=False),
    _said("words"),
    Column("answered_at", UtcDateTime),
    comment="What a call has sent to whom.",
)
