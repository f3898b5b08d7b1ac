"""Commands about what an operator says in public: check-statement."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter

from groundswell.core.phrases import LANGUAGES
from groundswell.core.statement import Context, Phase, Remark, RemarkKind, Span, Text, Weight, check
from groundswell.core.statement.fit import LIMITS
from groundswell.errors import ConfigError
from groundswell.runtime import terminal
from groundswell.runtime.options import AsJson, Flag
from groundswell.runtime.terminal import Exit, UsageFault

_SHOWN_MAX = 60


class _RemarkOut(msgspec.Struct, frozen=True):
    """One remark, for machines: `line` and `column` from 1, null where it is about what is not there."""

    kind: RemarkKind
    weight: Weight
    right: str
    said: str
    line: int | None
    column: int | None


def check_statement(
    file: Path,
    /,
    *,
    phase: Phase = Phase.INVESTIGATING,
    first: Annotated[bool, Flag] = False,
    cause_known: Annotated[bool, Flag] = False,
    language: str = "en",
    channel: str | None = None,
    other: Annotated[tuple[str, ...], Parameter(negative=())] = (),
    json: AsJson = False,
) -> int:
    """Say what a statement about an outage lacks, and what in it readers will not understand or believe.

    Asks no server. Exits with 1 when something is missing; advice alone is no trouble.

    Parameters
    ----------
    file
        The statement as plain text, in UTF-8.
    phase
        How far the work is.
    first
        It is the first statement about this outage.
    cause_known
        The cause is confirmed, though the phase is still investigating.
    language
        The code of its language, such as en.
    channel
        Where it goes, whose length then counts: mastodon, bluesky, discord, slack, telegram, web_push or sms.
    other
        The name of a provider that it must not open with; may be given more than once.
    """
    if language not in LANGUAGES:
        raise UsageFault(f"--language {language}: statements are checked in {', '.join(LANGUAGES)}")
    if channel is not None and channel not in LIMITS:
        raise UsageFault(f"--channel {channel}: is none of {', '.join(LIMITS)}")
    body = _read(file)
    limit = LIMITS[channel] if channel is not None else None
    known = cause_known or phase is not Phase.INVESTIGATING
    remarks = check(Text(language, "", body), Context(phase, first, known, tuple(other), limit=limit))
    if json:
        terminal.say_json([_out(remark, body) for remark in remarks])
    else:
        terminal.say(*(_line(_out(remark, body)) for remark in remarks) if remarks else ["nothing to remark"])
    return Exit.TROUBLE if any(remark.weight is Weight.MISSING for remark in remarks) else Exit.FINE


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigError(f"{file} cannot be read: {fault}") from fault


def _out(remark: Remark, body: str) -> _RemarkOut:
    where = remark.where or Span(0, 0)
    before = body[: where.start]
    return _RemarkOut(
        remark.kind,
        remark.weight,
        remark.right,
        body[where.start : where.end],
        before.count("\n") + 1 if remark.where else None,
        where.start - before.rfind("\n") if remark.where else None,
    )


def _line(told: _RemarkOut) -> str:
    said = " ".join(told.said.split())
    said = said if len(said) <= _SHOWN_MAX else said[: _SHOWN_MAX - 1] + "…"
    where = f' at {told.line}:{told.column} "{said}"' if told.line is not None else ""
    return f"{told.weight}: {told.kind}{where}: {told.right}"
