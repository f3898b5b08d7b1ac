"""Answers of the desk, beside `questions`: as they are kept, which of them are told to whoever asks the like, and the votes on these."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy import Connection, Row, Select, select, true, update

from groundswell.core.statement import Text
from groundswell.ports.questions import VOTES_MIN, Reply, ReplyState
from groundswell.stores.relational.schema_questions import REPLIES

_REPLIED = REPLIES.c
_STANDS = _REPLIED.state == ReplyState.STANDS.value
_VOTES = _REPLIED.uses_helped + _REPLIED.uses_not_helped
TOLD_ON = (
    _STANDS
    & (_REPLIED.is_for_like == true())
    & ~((_VOTES >= VOTES_MIN) & (_REPLIED.uses_not_helped > _REPLIED.uses_helped))
)
"""It stands, and is told to whoever asks the like: ports.questions.Reply.is_for_like, and not has_failed."""


def replies(
    services: Collection[str] | None, limit: int, *, public: bool, standing: bool, for_like: bool
) -> Select[tuple[object, ...]]:
    """Asks for them: see ports.questions."""
    query = select(REPLIES).order_by(_REPLIED.at.desc(), _REPLIED.id.desc()).limit(limit)
    if services is not None:
        query = query.where(_REPLIED.service.in_(sorted(services)))
    if public:
        query = query.where(_REPLIED.is_public)
    if standing:
        query = query.where(_STANDS)
    return query.where(TOLD_ON) if for_like else query


def tell_on(connection: Connection, id: str, *, is_for_like: bool) -> Reply | None:  # noqa: A002
    """See ports.questions."""
    change = update(REPLIES).where(_REPLIED.id == id, _STANDS)
    if not connection.execute(
        change.values(is_for_like=is_for_like, uses_helped=0, uses_not_helped=0)
    ).rowcount:
        return None
    return reply(connection.execute(select(REPLIES).where(_REPLIED.id == id)).one())


def vote(connection: Connection, ids: Collection[str], before: bool | None, after: bool | None) -> None:
    """Whoever was told these by the page says so `after` having said so `before`; None: nothing."""
    if before == after or not ids:
        return
    helped = (after is True) - (before is True)
    not_helped = (after is False) - (before is False)
    connection.execute(
        update(REPLIES)
        .where(_REPLIED.id.in_(sorted(ids)))
        .values(
            uses_helped=_REPLIED.uses_helped + helped, uses_not_helped=_REPLIED.uses_not_helped + not_helped
        )
    )


def row(reply: Reply) -> dict[str, object]:
    """As it is kept."""
    return {
        "id": reply.id,
        "service": reply.service,
        "texts": msgspec.to_builtins(reply.texts),
        "by": reply.by,
        "at": reply.at,
        "sources": list(reply.sources),
        "incident": reply.incident,
        "is_public": reply.is_public,
        "supersedes": reply.supersedes,
        "state": reply.state.value,
        "is_for_like": reply.is_for_like,
        "uses_helped": reply.uses_helped,
        "uses_not_helped": reply.uses_not_helped,
    }


def reply(row: Row[tuple[object, ...]]) -> Reply:
    """As it was."""
    values = row._asdict()
    return Reply(
        **{
            **values,
            "texts": msgspec.convert(values["texts"], tuple[Text, ...]),
            "sources": tuple(values["sources"]),
            "state": ReplyState(values["state"]),
        }
    )
