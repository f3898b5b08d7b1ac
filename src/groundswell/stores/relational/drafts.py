"""Answers that somebody at the desk writes, beside `questions`: there are few, so they are read as a whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime

import msgspec
from sqlalchemy import Connection, Row, delete, select, update

from groundswell.core.statement import Text
from groundswell.ports.questions import Draft
from groundswell.stores.relational.schema_questions import DRAFTS
from groundswell.stores.relational.upsert import add_new


def drafts(connection: Connection) -> list[Draft]:
    """All, latest first."""
    query = select(DRAFTS).order_by(DRAFTS.c.at.desc(), DRAFTS.c.id)
    return [_draft(row) for row in connection.execute(query)]


def keep(connection: Connection, draft: Draft, seen: int) -> tuple[Draft, bool]:
    """See ports.questions.Questions.keep_draft."""
    known = next(
        (each for each in drafts(connection) if is_same(each, draft.questions, draft.supersedes)), None
    )
    if known is None and seen:
        return draft, False
    if known is not None and known.version != seen and known.by != draft.by:
        return known, False
    if known is None:
        # Two that begin at once on PostgreSQL name it alike: one of them is told of the other.
        first = replace(draft, id=draft.supersedes or min(draft.questions), version=1)
        add_new(connection, DRAFTS, [_row(first)])
        kept = next(each for each in drafts(connection) if each.id == first.id)
        return kept, kept == first
    kept = replace(draft, id=known.id, version=known.version + 1)
    change = update(DRAFTS).where(DRAFTS.c.id == known.id, DRAFTS.c.version == known.version)
    if not connection.execute(change.values(**_row(kept))).rowcount:
        return known, False
    return kept, True


def is_same(draft: Draft, questions: Collection[str], supersedes: str) -> bool:
    """Whether `draft` is about this."""
    if supersedes or draft.supersedes:
        return draft.supersedes == supersedes
    return bool(set(draft.questions) & set(questions))


def drop(connection: Connection, id: str) -> bool:  # noqa: A002
    """Forget one."""
    return connection.execute(delete(DRAFTS).where(DRAFTS.c.id == id)).rowcount > 0


def forget(connection: Connection, before: datetime) -> None:
    """Forget those that were last kept before this."""
    connection.execute(delete(DRAFTS).where(DRAFTS.c.at < before))


def strike(connection: Connection, question: str, clean: Callable[[Sequence[Text]], list[Text]]) -> None:
    """A question is deleted: its id goes, and of the texts what `clean` takes out. What answers nothing more goes altogether."""
    for draft in drafts(connection):
        if question not in draft.questions:
            continue
        left = tuple(each for each in draft.questions if each != question)
        if left or draft.supersedes:
            told = replace(draft, questions=left, texts=tuple(clean(draft.texts)))
            connection.execute(update(DRAFTS).where(DRAFTS.c.id == draft.id).values(**_row(told)))
        else:
            drop(connection, draft.id)


def _row(draft: Draft) -> dict[str, object]:
    return asdict(draft) | {
        "questions": list(draft.questions),
        "texts": msgspec.to_builtins(draft.texts),
        "sources": list(draft.sources),
    }


def _draft(row: Row[tuple[object, ...]]) -> Draft:
    values = row._asdict()
    return Draft(
        **{
            **values,
            "questions": tuple(values["questions"]),
            "texts": msgspec.convert(values["texts"], tuple[Text, ...]),
            "sources": tuple(values["sources"]),
        }
    )
