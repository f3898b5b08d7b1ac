"""Beside `questions`: whom the page told an answer of the desk at once, and whether such an answer still stands when that is kept.

What a question was told stands in its row's `triage`; the answer's id among its sources. Only what was asked since the answer
was there is looked at, and of that no more than some hundred rows at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection, Text, cast, select, update

from groundswell.core.answer import Answer, KnownKind
from groundswell.ports.questions import Question, QuestionState
from groundswell.stores.relational.replies import TOLD_ON
from groundswell.stores.relational.schema_questions import QUESTIONS, REPLIES

_ASKED, _REPLIED = QUESTIONS.c, REPLIES.c
_CHUNK: Final = 500
_EARLY: Final = timedelta(hours=1)
"""a question has the time when it came: it may have been put to an answer that was published a moment later, by another clock"""


class _Triaged(msgspec.Struct):
    """Of the column `triage` what is looked at."""

    told: Answer | None = None


def told_at_once(connection: Connection, reply: str) -> Iterator[list[str]]:
    """The ids of those that were answered at once with the desk's answer `reply`, some hundred at a time."""
    since = connection.scalar(select(_REPLIED.at).where(_REPLIED.id == reply))
    if since is None:
        return
    at_once = (_ASKED.state == QuestionState.AT_ONCE.value) & (_ASKED.at >= since - _EARLY)
    named = cast(_ASKED.triage, Text).contains(f'"{reply}"', autoescape=True)
    ids = list(connection.scalars(select(_ASKED.id).where(at_once, named)))
    for first in range(0, len(ids), _CHUNK):
        some = select(_ASKED.id, _ASKED.triage).where(_ASKED.id.in_(ids[first : first + _CHUNK]))
        rows = connection.execute(some).all()
        yield [row.id for row in rows if reply in answers(msgspec.convert(row.triage, _Triaged).told)]


def untie(connection: Connection, reply: str) -> None:
    """Those are of its outage no more: it is taken from them, and with it what it was tied to."""
    for ids in told_at_once(connection, reply):
        connection.execute(update(QUESTIONS).where(_ASKED.id.in_(ids)).values(incident=""))


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
