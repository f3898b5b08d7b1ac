"""Makes a statement as short as a channel wants it: whole sentences go, what fails and when we speak next stay."""

from __future__ import annotations

from groundswell.core.statement.words import Fitted, Limit, Text


def fit(text: Text, limit: Limit, link: str = "") -> Fitted:
    """The body of `text` in at most `limit`, with `link` at its end where there is one."""
    raise NotImplementedError
