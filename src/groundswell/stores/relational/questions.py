"""What was asked and answered, in two tables. What is deleted is overwritten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

import msgspec
from sqlalchemy import Column, ColumnElement, Connection, Row, Select, delete, func, select, update

from groundswell.core.answer import Answer, Asked, Candidate, Subject, WhyNot
from groundswell.ports.questions import (
    RELEASED,
    TOLD_STATES,
    Draft,
    Question,
    QuestionSource,
    QuestionState,
    Reply,
    ReplyState,
    Standing,
    Tally,
)
from groundswell.stores.relational import drafts, replies, titles, wished
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.schema_correspondence import CORRESPONDENTS
from groundswell.stores.relational.schema_questions import QUESTIONS, REPLIES
from groundswell.stores.relational.told_at_once import answers, still_told, told_at_once, untie
from groundswell.stores.relational.upsert import add_new

_ASKED, _REPLIED = QUESTIONS.c, REPLIES.c
_TOLD = _ASKED.state.in_([state.value for state in TOLD_STATES])
_NEWEST = (_ASKED.at.desc(), _ASKED.id.desc())
_CHUNK = 500
"""so many ids are named in one question"""
_BACK_MAX = 20_000
"""of those whom one act changes so many come back"""
_ANSWERABLE = (QuestionState.WAITING, QuestionState.ANSWERED, QuestionState.AT_ONCE, QuestionState.CLOSED)


class _Triaged(msgspec.Struct, omit_defaults=True):
    """How the column `triage` is written."""

    subject: Subject = Subject.OTHER
    symptoms: tuple[str, ...] = ()
    why_not: WhyNot | None = None
    candidates: tuple[Candidate, ...] = ()
    told: Answer | None = None


class RelationalQuestions:
    """ports.questions.Questions in `database`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, question: Question) -> Question:
        """See ports.questions."""
        key = question.key or None
        kept = select(QUESTIONS).where(_ASKED["key"] == key if key is not None else _ASKED.id == question.id)

        def work(connection: Connection) -> Question:
            told = still_told(connection, question)
            add_new(connection, QUESTIONS, [_row(question) if told else _untold(question)])
            return question if told and key is None else _question(connection.execute(kept).one())

        return await self._database.rewrite(work)

    async def get(self, id: str) -> Question | None:  # noqa: A002
        """See ports.questions."""
        found = await self._found(select(QUESTIONS).where(_ASKED.id == id))
        return found[0] if found else None

    async def those(self, ids: Collection[str]) -> Sequence[Question]:
        """See ports.questions."""
        return await self._database.read(lambda connection: _chosen_questions(connection, ids))

    async def keyed(self, key: str) -> Question | None:
        """See ports.questions."""
        found = await self._found(select(QUESTIONS).where(_ASKED["key"] == key)) if key else ()
        return found[0] if found else None

    async def list(
        self,
        states: Sequence[QuestionState],
        *,
        services: Collection[str] | None = None,
        limit: int = 1_000,
    ) -> Sequence[Question]:
        """See ports.questions."""
        query = select(QUESTIONS).where(_ASKED.state.in_([state.value for state in states]))
        if services is not None:
            query = query.where(_ASKED.service.in_(sorted(services)))
        return await self._found(query.order_by(*_NEWEST).limit(limit))

    async def count(
        self,
        state: QuestionState,
        *,
        services: Collection[str] | None = None,
        source: QuestionSource | None = None,
    ) -> int:
        """See ports.questions."""
        query = select(func.count()).select_from(QUESTIONS).where(_ASKED.state == state.value)
        if services is not None:
            query = query.where(_ASKED.service.in_(sorted(services)))
        if source is not None:
            query = query.where(_ASKED.source == source.value)
        return await self._database.read(lambda connection: connection.scalar(query) or 0)

    async def of_asker(self, mark: str) -> Sequence[Question]:
        """See ports.questions."""
        if not mark:
            return []
        return await self._found(select(QUESTIONS).where(_ASKED.asker == mark).order_by(_ASKED.at, _ASKED.id))

    async def of_replies(self, ids: Sequence[str], each: int = 20) -> Mapping[str, Sequence[Question]]:
        """See ports.questions."""
        found: dict[str, list[Question]] = defaultdict(list)
        for query in _newest_of(ids, each, list(_ASKED)):
            for question in await self._found(query):
                found[question.reply].append(question)
        return dict(found)

    async def standing(self, limit: int) -> Standing:
        """See ports.questions."""
        query = select(_REPLIED.id, _REPLIED.incident).where(replies.TOLD_ON)
        newest = query.order_by(_REPLIED.at.desc(), _REPLIED.id.desc()).limit(limit)
        given = select(func.count()).select_from(QUESTIONS).where(_ASKED.reply > "")

        def work(connection: Connection) -> Standing:
            incidents = {row.id: row.incident for row in connection.execute(newest)}
            return Standing(incidents, connection.scalar(given) or 0)

        return await self._database.read(work)

    async def asked_of_replies(self, ids: Sequence[str], each: int) -> Mapping[str, Sequence[Asked]]:
        """See ports.questions."""
        columns = [_ASKED.reply, _ASKED.id, _ASKED.words, _ASKED.at, _ASKED.asked_in, _ASKED.asked_on]

        def work(connection: Connection) -> dict[str, list[Asked]]:
            found: dict[str, list[Asked]] = defaultdict(list)
            for query in _newest_of(ids, each, columns):
                for row in connection.execute(query):
                    asked = Asked(row.id, row.words, row.at, row.asked_in, row.asked_on)
                    found[row.reply].append(asked)
            return dict(found)

        return await self._database.read(work)

    async def settle(
        self, ids: Collection[str], state: QuestionState, at: datetime, *, of: Sequence[QuestionState]
    ) -> Sequence[Question]:
        """See ports.questions."""
        old = [each.value for each in of]

        def work(connection: Connection) -> list[Question]:
            rows = _chosen(connection, ids, _ASKED.state.in_(old), locked=True)
            changed = [row.id for row in rows]
            _change(connection, changed, state=state.value, changed_at=at)
            return _chosen_questions(connection, changed)

        return await self._database.rewrite(work)

    async def regroup(self, groups: Mapping[str, str]) -> None:
        """See ports.questions."""
        by_group: dict[str, list[str]] = defaultdict(list)
        for id, group in groups.items():  # noqa: A001
            by_group[group].append(id)

        def work(connection: Connection) -> None:
            for group, ids in by_group.items():
                _change(connection, ids, group=group)

        await self._database.rewrite(work)

    async def judge(self, id: str, at: datetime, *, helped: bool) -> Question | None:  # noqa: A002
        """See ports.questions."""
        return await self._one(id, _TOLD, {"helped": helped, "changed_at": at}, votes=helped)

    async def send_on(
        self,
        id: str,  # noqa: A002
        at: datetime,
        *,
        was_told: bool = True,
    ) -> Question | None:
        """See ports.questions."""
        waits = QuestionState.WAITING.value
        changes = {"state": waits, "is_unfit": True, "reply": "", "group": "", "changed_at": at}
        changes |= {} if was_told else {"first": waits}
        has = _TOLD if was_told else _ASKED.state == QuestionState.AT_ONCE.value
        votes = False if was_told else None
        return await self._one(id, has, changes, votes, then=wished.untold)

    async def release(self, question: Question, at: datetime) -> bool:
        """See ports.questions."""
        waits = (_ASKED.state == QuestionState.WAITING.value) & (_ASKED.group == "")
        untouched = waits & _ASKED.changed_at.is_(None) & _ASKED.is_unfit.is_(False)
        row, state = _row(question), QuestionState.AT_ONCE.value
        changes = {"triage": row["triage"], "incident": row["incident"], "state": state, "first": state}
        changes |= {"told": RELEASED, "changed_at": at}
        return await self._one(question.id, untouched, changes, then=wished.unbound) is not None

    async def erase(self, ids: Collection[str]) -> int:
        """See ports.questions."""

        def work(connection: Connection) -> int:
            rows = _chosen(connection, ids)
            for row in rows:
                titles.untitle(connection, row.reply, row.words)
                drafts.strike(connection, row.id, partial(titles.untitled, words=row.words))
            return _delete(connection, [row.id for row in rows])

        return await self._database.wipe(work)

    async def forget(self, before: datetime) -> int:
        """See ports.questions."""
        await self._database.rewrite(lambda connection: drafts.forget(connection, before))
        old = select(_ASKED.id).where(_ASKED.at < before)
        if not await self._database.read(lambda connection: connection.execute(old.limit(1)).all()):
            return 0
        gone = delete(QUESTIONS).where(_ASKED.at < before)
        return await self._database.wipe(lambda connection: connection.execute(gone).rowcount)

    async def tallies(self, since: datetime, services: Collection[str] | None = None) -> Sequence[Tally]:
        """See ports.questions."""
        by = (_ASKED.source, _ASKED.first, _ASKED.state, _ASKED.helped, _ASKED.is_unfit)
        query = select(*by, func.count()).where(_ASKED.at >= since).group_by(*by)
        if services is not None:
            query = query.where(_ASKED.service.in_(sorted(services)))
        rows = await self._database.read(lambda connection: list(connection.execute(query)))
        return [
            Tally(
                QuestionSource(row[0]), QuestionState(row[1]), QuestionState(row[2]), row[3], row[4], row[5]
            )
            for row in rows
        ]

    async def answer(
        self, reply: Reply, ids: Collection[str], over: Collection[str] | None = None
    ) -> Sequence[Question]:
        """See ports.questions."""

        def work(connection: Connection) -> list[Question]:
            had = _had(connection, reply.supersedes) if reply.supersedes else []
            # before any answer, as all who change both
            locked = _chosen(connection, [*ids, *had], locked=True)
            chosen = [row for row in locked if row.id in ids]
            if over is not None:
                answered = [row.reply for row in chosen if row.state == QuestionState.ANSWERED.value]
                replies.check_known(reply, over, answered)
            add_new(connection, REPLIES, [replies.row(reply)])
            given = [row.id for row in chosen if row.state in _ANSWERABLE]
            if reply.supersedes:
                replies.supersede(connection, reply)
                given += _had(connection, reply.supersedes)
                untie(connection, reply.supersedes)
            changes = {"state": QuestionState.ANSWERED.value, "reply": reply.id, "helped": None}
            _change(connection, given, **changes, changed_at=reply.at)
            wished.follow(connection, given)
            return _chosen_questions(connection, list(dict.fromkeys(given))[:_BACK_MAX])

        return await self._database.rewrite(work)

    async def reply(self, id: str) -> Reply | None:  # noqa: A002
        """See ports.questions."""
        query = select(REPLIES).where(_REPLIED.id == id)
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else replies.reply(row)

    async def replies(
        self,
        *,
        services: Collection[str] | None = None,
        public: bool = False,
        standing: bool = True,
        for_like: bool = False,
        limit: int = 1_000,
    ) -> Sequence[Reply]:
        """See ports.questions."""
        query = replies.replies(services, limit, public=public, standing=standing, for_like=for_like)
        rows = await self._database.read(lambda connection: list(connection.execute(query)))
        return [replies.reply(row) for row in rows]

    async def tell_on(self, id: str, *, is_for_like: bool) -> Reply | None:  # noqa: A002
        """See ports.questions."""
        return await self._database.rewrite(
            lambda connection: replies.tell_on(connection, id, is_for_like=is_for_like)
        )

    async def withdraw(self, id: str, at: datetime) -> Sequence[Question] | None:  # noqa: A002
        """See ports.questions."""
        stands = (_REPLIED.id == id) & (_REPLIED.state == ReplyState.STANDS.value)
        gone = update(REPLIES).where(stands).values(state=ReplyState.WITHDRAWN.value)

        def work(connection: Connection) -> list[Question] | None:
            _chosen(connection, _had(connection, id), locked=True)
            if not connection.execute(gone).rowcount:
                return None
            ids = _had(connection, id)
            untie(connection, id)
            changes = {"state": QuestionState.WAITING.value, "reply": "", "told": "", "helped": None}
            _change(connection, ids, **changes, changed_at=at)
            wished.follow(connection, ids)
            return _chosen_questions(connection, ids[:_BACK_MAX])

        return await self._database.rewrite(work)

    async def drafts(self) -> Sequence[Draft]:
        """See ports.questions."""
        return await self._database.read(drafts.drafts)

    async def keep_draft(self, draft: Draft, seen: int) -> tuple[Draft, bool]:
        """See ports.questions."""
        return await self._database.rewrite(lambda connection: drafts.keep(connection, draft, seen))

    async def drop_draft(self, id: str) -> bool:  # noqa: A002
        """See ports.questions."""
        return await self._database.rewrite(lambda connection: drafts.drop(connection, id))

    async def untold(self, source: QuestionSource, limit: int = 100) -> Sequence[Question]:
        """See ports.questions."""
        has = (_ASKED.source == source.value) & (_ASKED.state == QuestionState.ANSWERED.value)
        query = select(QUESTIONS).where(has, _ASKED.reply != _ASKED.told)
        return await self._found(query.order_by(_ASKED.changed_at, _ASKED.id).limit(limit))

    async def note_told(self, ids: Mapping[str, str]) -> None:
        """See ports.questions."""

        def work(connection: Connection) -> None:
            for id, reply in ids.items():  # noqa: A001
                _change(connection, [id], told=reply)

        await self._database.rewrite(work)

    async def _one(
        self,
        id: str,  # noqa: A002
        where: ColumnElement[bool],
        changes: Mapping[str, object],
        votes: bool | None = None,
        then: Callable[[Connection, str], None] | None = None,
    ) -> Question | None:
        """Change one where it is so, and `then` what goes with it; what it `votes` counts for the answers of the desk that the page told it.
        Who only sends it on has not taken back what they said of them."""
        change = update(QUESTIONS).where(_ASKED.id == id, where).values(dict(changes))
        one = select(QUESTIONS).where(_ASKED.id == id)

        def work(connection: Connection) -> Question | None:
            before = connection.execute(one.where(where).with_for_update()).one_or_none()
            if before is None or not connection.execute(change).rowcount:
                return None
            question = _question(before)
            if question.state is QuestionState.AT_ONCE and (question.helped is None or "helped" in changes):
                after = question.helped if votes is None else votes
                replies.vote(connection, answers(question.told), question.helped, after)
            if then is not None:
                then(connection, id)
            return _question(connection.execute(one).one())

        return await self._database.rewrite(work)

    async def _found(self, query: Select[tuple[object, ...]]) -> Sequence[Question]:
        return await self._database.read(
            lambda connection: [_question(row) for row in connection.execute(query)]
        )


def _newest_of(
    replies: Sequence[str], each: int, columns: Sequence[Column[Any]]
) -> Iterator[Select[tuple[object, ...]]]:
    """Asks for `columns` of the newest `each` questions of every one of `replies`, some of these at a time."""
    place = func.row_number().over(partition_by=_ASKED.reply, order_by=_NEWEST).label("place")
    for first in range(0, len(replies), _CHUNK):
        of = _ASKED.reply.in_(replies[first : first + _CHUNK])
        ranked = select(_ASKED.id, place).where(of).subquery()
        query = select(*columns).join(ranked, _ASKED.id == ranked.c.id).where(ranked.c.place <= each)
        yield query.order_by(*_NEWEST)


def _chosen(
    connection: Connection, ids: Collection[str], *where: ColumnElement[bool], locked: bool = False
) -> list[Row[tuple[object, ...]]]:
    """Those of `ids`; `locked`: another process that changes them waits until this transaction is over."""
    named = sorted(set(ids))
    query = select(QUESTIONS).where(*where).order_by(_ASKED.id)
    query = query.with_for_update() if locked else query
    return [
        row
        for first in range(0, len(named), _CHUNK)
        for row in connection.execute(query.where(_ASKED.id.in_(named[first : first + _CHUNK])))
    ]


def _chosen_questions(connection: Connection, ids: Collection[str]) -> list[Question]:
    found = [_question(row) for row in _chosen(connection, ids)]
    return sorted(found, key=lambda question: (question.at, question.id))


def _had(connection: Connection, reply: str) -> list[str]:
    """Those who have this answer: the desk gave it to them, or the page told it to them at once."""
    given = connection.scalars(select(_ASKED.id).where(_ASKED.reply == reply))
    return [*given, *chain.from_iterable(told_at_once(connection, reply))]


def _untold(question: Question) -> dict[str, object]:
    """Its row where what it would have been told stands no more: it waits."""
    waits = QuestionState.WAITING.value
    return _row(replace(question, told=None, incident="")) | {"state": waits, "first": waits}


def _change(connection: Connection, ids: Sequence[str], **changes: object) -> None:
    for first in range(0, len(ids), _CHUNK):
        chosen = _ASKED.id.in_(ids[first : first + _CHUNK])
        connection.execute(update(QUESTIONS).where(chosen).values(**changes))


def _delete(connection: Connection, ids: Sequence[str]) -> int:
    """Questions, and where their answers would go back to."""
    gone = 0
    for first in range(0, len(ids), _CHUNK):
        some = ids[first : first + _CHUNK]
        connection.execute(delete(CORRESPONDENTS).where(CORRESPONDENTS.c.question.in_(some)))
        gone += connection.execute(delete(QUESTIONS).where(_ASKED.id.in_(some))).rowcount
    return gone


def _row(question: Question) -> dict[str, object]:
    triaged = _Triaged(
        question.subject, question.symptoms, question.why_not, question.candidates, question.told
    )
    return {
        "id": question.id,
        "words": question.words,
        "language": question.language,
        "service": question.service,
        "at": question.at,
        "source": question.source.value,
        "state": question.state.value,
        "first": question.first.value,
        "triage": msgspec.to_builtins(triaged),
        "incident": question.incident,
        "group": question.group,
        "reply": question.reply,
        "helped": question.helped,
        "is_unfit": question.is_unfit,
        "changed_at": question.changed_at,
        "asker": question.asker,
        "key": question.key or None,
        "told": "",
        "asked_on": question.asked_on,
        "asked_in": question.asked_in,
    }


def _question(row: Row[tuple[object, ...]]) -> Question:
    values = row._asdict()
    del values["told"]
    triaged = msgspec.convert(values.pop("triage"), _Triaged)
    values |= {
        "source": QuestionSource(values["source"]),
        "state": QuestionState(values["state"]),
        "first": QuestionState(values["first"]),
        "key": values["key"] or "",
    }
    return Question(
        **values,
        subject=triaged.subject,
        symptoms=triaged.symptoms,
        why_not=triaged.why_not,
        candidates=triaged.candidates,
        told=triaged.told,
    )
