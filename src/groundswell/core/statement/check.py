"""What a statement lacks, and what in it readers will not understand or believe."""

from __future__ import annotations

from groundswell.core.statement.words import Context, Remark, Text


def check(text: Text, context: Context) -> tuple[Remark, ...]:
    """Every remark on `text`: what is missing first, then advice in the order of the text. Never raises, for any text."""
    raise NotImplementedError
