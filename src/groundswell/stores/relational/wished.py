"""Beside `questions`: the wishes about questions go with their answers, in the same transaction. Who wished waits for the outage that the
question is told of now, and has been told no answer but the one that stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, func, select, update

from groundswell.core.notice import QUESTION_PREFIX, WishState
from groundswell.ports.questions import TOLD_STATES
from groundswell.stores.relational.schema_questions import QUESTIONS, REPLIES
from groundswell.stores.relational.schema_wishes import WISHES

OUTAGE: Final = func.coalesce(func.nullif(REPLIES.c.incident, ""), QUESTIONS.c.incident)
"""as flow.belong.told_of has it, of questions joined with the answers that they have"""
ANSWERED: Final = QUESTIONS.outerjoin(REPLIES, REPLIES.c.id == QUESTIONS.c.reply)
_TOLD: Final = [state.value for state in TOLD_STATES]
_STILL: Final = WISHES.c.state.in_([WishState.PENDING.value, WishState.WAITING.value])
_CHUNK: Final = 500


def follow(connection: Connection, questions: Collection[str]) -> None:
    """What these are told has changed: who wished waits for the end of the outage that it is of now. Where it is of none, or waits
    again, they are told the answer, also who was told another."""
    ids, now = sorted(questions), defaultdict[tuple[str, bool], list[str]](list)
    for first in range(0, len(ids), _CHUNK):
        some = QUESTIONS.c.id.in_(ids[first : first + _CHUNK])
        for row in connection.execute(
            select(QUESTIONS.c.id, QUESTIONS.c.state, OUTAGE.label("outage"))
            .select_from(ANSWERED)
            .where(some)
        ):
            now[row.outage, bool(row.outage) and row.state in _TOLD].append(row.id)
    for (outage, is_told), those in now.items():
        _change(connection, those, {"incident": outage} | ({} if is_told else {"answered_at": None}))


def untold(connection: Connection, question: str) -> None:
    """It waits for another answer than the one that they were told; what outage they wait for stays."""
    _change(connection, [question], {"answered_at": None})


def unbound(connection: Connection, question: str) -> None:
    """The page has answered it while it waited: who wished is told that, and then of which outage it is."""
    _change(connection, [question], {"incident": ""})


def _change(connection: Connection, questions: Collection[str], changes: dict[str, object]) -> None:
    abouts = [QUESTION_PREFIX + id for id in questions]  # noqa: A001
    for first in range(0, len(abouts), _CHUNK):
        theirs = WISHES.c.about.in_(abouts[first : first + _CHUNK]) & _STILL
        connection.execute(update(WISHES).where(theirs).values(changes))
