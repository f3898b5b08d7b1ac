"""Beside `questions`: where the desk has put a question in its asker's own words, these go with the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import msgspec
from sqlalchemy import Connection, select, update

from groundswell.core.statement import Text
from groundswell.stores.relational import replies
from groundswell.stores.relational.schema_questions import REPLIES

_OWN_LETTERS: Final = 20
"""words of so many letters are somebody's own wherever they stand"""


def untitle(connection: Connection, reply: str, words: str) -> None:
    """Take the `words` of a question from the titles of the answer `reply`."""
    own = REPLIES.c.id == reply
    row = connection.execute(select(REPLIES).where(own)).one_or_none() if reply else None
    if row is None:
        return
    before = replies.reply(row).texts
    after = untitled(before, words=words)
    if list(before) != after:
        connection.execute(update(REPLIES).where(own).values(texts=msgspec.to_builtins(after)))


def untitled(texts: Sequence[Text], *, words: str) -> list[Text]:
    """The same without titles that are, or have in them, the `words` of a question."""
    return [replace(text, title="") if _says(text.title, words) else text for text in texts]


def _says(title: str, words: str) -> bool:
    """Whether `title` has the `words` of a question in it, or is them, where they are few."""
    told, said = title.strip().casefold(), words.strip().casefold()
    return bool(said) and (told == said or (len(said) >= _OWN_LETTERS and said in told))
