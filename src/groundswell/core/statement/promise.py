"""How long an operator may be silent, how a promise to speak stands, and how promises were kept."""

from __future__ import annotations

from datetime import datetime

from groundswell.core.statement.words import Promise, Standing


def stands(promise: Promise, now: datetime) -> Standing:
    """How `promise` stands at `now`. Kept late is missed."""
    raise NotImplementedError
