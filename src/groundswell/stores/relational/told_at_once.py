"""Beside `questions`: whom the page told an answer of the desk at once, and whether such an answer still stands when that is kept.

What a question was told stands in its row's `triage`; the answer's id among its sources. Only what was asked since the answer
was there is looked at, and of that no more than some hundred rows at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Text, cast, select, update

from groundswell.core.answer import Answer, KnownKind
from groundswell.ports.questions import Question, QuestionState
from groundswell.stores.relational.replies import TOLD_ON
from groundswell.stores.relational.schema_questions import QUESTIONS, REPLIES
from groundswell.stores.relational.wished import follow

_ASKED, _REPLIED = QUESTIONS.c, REPLIES.c
_CHUNK: Final = 500
_EARLY: Final = timedelta(hours=1)
"""a question has the time when it came: it may have been put to an answer that was published a moment later, by another clock"""


class _Triaged(msgspec.Struct):
    """Of the column `triage` what is looked at."""

    told: Answer | None = None


def told_at_once(connection: Connection, reply: str) -> Iterator[list[str]]:
    """The ids of those that are answered at once with the desk's answer `reply`, some hundred at a time."""
    for rows in _told(connection, reply, _ASKED.state == QuestionState.AT_ONCE.value):
        yield [row.id for row in rows]


def untie(connection: Connection, reply: str) -> None:
    """All who were told it at once are of its outage no more, also who sent the question on: it is taken from them, and with it what it was
    tied to. What an outage itself told them stays."""
    for rows in _told(connection, reply, _ASKED.incident != ""):
        ids = [row.id for row in rows if row.incident not in _outages(_told_in(row))]
        connection.execute(update(QUESTIONS).where(_ASKED.id.in_(ids)).values(incident=""))
        follow(connection, ids)


def _told(connection: Connection, reply: str, which: ColumnElement[bool]) -> Iterator[list[Row[Any]]]:
    """Rows of those that were told the desk's answer `reply` by the page, some hundred at a time."""
    since = connection.scalar(select(_REPLIED.at).where(_REPLIED.id == reply))
    if since is None:
        return
    named = cast(_ASKED.triage, Text).contains(f'"{reply}"', autoescape=True)
    ids = list(connection.scalars(select(_ASKED.id).where(which, _ASKED.at >= since - _EARLY, named)))
    for first in range(0, len(ids), _CHUNK):
        some = select(QUESTIONS).where(_ASKED.id.in_(ids[first : first + _CHUNK]))
        yield [row for row in connection.execute(some) if reply in answers(_told_in(row))]


def still_told(connection: Connection, question: Question) -> bool:
    """Whether all answers of the desk that it was told stand, and are told on; they do until the transaction is over."""
    told = answers(question.told) if question.state is QuestionState.AT_ONCE else set()
    if not told:
        return True
    # Whoever withdraws one meanwhile waits (on SQLite nobody writes beside us), and then finds this question.
    stands = select(_REPLIED.id).where(_REPLIED.id.in_(told), TOLD_ON)
    return set(connection.scalars(stands.with_for_update(read=True))) == told


def answers(told: Answer | None) -> set[str]:
    """The ids of the desk's answers that it is made of."""
    return (
        {each.id for each in told.sources if each.kind is KnownKind.ANSWERED} if told is not None else set()
    )


def _told_in(row: Row[Any]) -> Answer | None:
    return msgspec.convert(row.triage, _Triaged).told


def _outages(told: Answer | None) -> set[str]:
    """The ids of the outages that told by themselves."""
    return {each.id for each in told.sources if each.kind is KnownKind.LIVE} if told is not None else set()
