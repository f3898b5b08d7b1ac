"""Who asked by letter or post, in a table: addresses sealed before they are written, and overwritten when they go."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, func, select, update

from groundswell.errors import CorruptStoreError
from groundswell.ports.correspondence import KEPT, LIVE, Correspondent, WayBack
from groundswell.ports.notices import UNREADABLE
from groundswell.ports.questions import TOLD_STATES, QuestionState
from groundswell.ports.subscriptions import Seal
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.schema_correspondence import CORRESPONDENTS, HEARD
from groundswell.stores.relational.schema_questions import QUESTIONS, REPLIES
from groundswell.stores.relational.upsert import upsert
from groundswell.stores.relational.wished import OUTAGE

_WHO = CORRESPONDENTS.c
_SEALED: Final = ("address", "post", "subject")
_CHUNK: Final = 500
_LIVE: Final = _WHO.state.in_([state.value for state in LIVE])
_WENT: Final = _WHO.state.in_([WayBack.TOLD.value, WayBack.UNSURE.value])
_NOTHING: Final = dict.fromkeys(_SEALED, "")
_ASKED: Final = CORRESPONDENTS.join(QUESTIONS, _WHO.question == QUESTIONS.c.id).outerjoin(
    REPLIES, REPLIES.c.id == QUESTIONS.c.reply
)
_ENDS: Final = and_(
    _WHO.state == WayBack.TOLD.value,
    _WHO.post != "",
    _WHO.is_end_told.is_(False),
    OUTAGE != "",
    QUESTIONS.c.state.in_([state.value for state in TOLD_STATES]),
)


class RelationalCorrespondence:
    """ports.correspondence.Correspondence in `database`."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def put(self, correspondent: Correspondent) -> bool:
        """See ports.correspondence."""
        row = asdict(correspondent) | {"state": correspondent.state.value, "changed_at": correspondent.at}
        row |= _NOTHING if correspondent.state not in KEPT else self._sealed(correspondent)
        known = select(_WHO.question).where(_WHO.question == correspondent.question)

        def work(connection: Connection) -> bool:
            if connection.execute(known).first() is not None:
                return False
            connection.execute(CORRESPONDENTS.insert(), [row])
            return True

        return await self._database.run(work)

    async def of(self, questions: Collection[str]) -> Mapping[str, Correspondent]:
        """See ports.correspondence."""
        ids, found = sorted(questions), dict[str, Correspondent]()
        for begin in range(0, len(ids), _CHUNK):
            query = select(CORRESPONDENTS).where(_WHO.question.in_(ids[begin : begin + _CHUNK]))
            found |= {row.question: self._read(row) for row in await self._rows(query)}
        return found

    async def asked_since(self, who: str, since: datetime) -> int:
        """See ports.correspondence."""
        return await self._count((_WHO.who == who) & (_WHO.at > since))

    async def told_since(self, who: str, since: datetime) -> int:
        """See ports.correspondence."""
        return await self._count((_WHO.who == who) & (_WHO.changed_at > since) & _WENT)

    async def is_told(self, thread: str, question: str) -> bool:
        """See ports.correspondence."""
        return (
            await self._count(
                (_WHO.thread == thread) & (_WHO.question != question) & (_WENT | (_WHO.told != ""))
            )
            > 0
        )

    async def make_ready(self, questions: Collection[str], now: datetime) -> int:
        """See ports.correspondence."""
        ids = sorted(questions)

        def work(connection: Connection) -> int:
            changed = 0
            for begin in range(0, len(ids), _CHUNK):
                again = (_WHO.state == WayBack.TOLD.value) & (_WHO.post != "")
                wanted = _WHO.question.in_(ids[begin : begin + _CHUNK]) & (
                    (_WHO.state == WayBack.WAITING.value) | again
                )
                change = update(CORRESPONDENTS).where(wanted)
                told = {"state": WayBack.READY.value, "due_at": now, "changed_at": now, "attempts": 0}
                changed += connection.execute(change.values(**told)).rowcount
            return changed

        return await self._database.run(work)

    async def make_released_ready(self, now: datetime) -> int:
        """See ports.correspondence."""
        asked = (QUESTIONS.c.id == _WHO.question) & (QUESTIONS.c.state == QuestionState.AT_ONCE.value)
        due = (_WHO.state == WayBack.WAITING.value) & select(QUESTIONS.c.id).where(asked).exists()
        ready = {"state": WayBack.READY.value, "due_at": now, "changed_at": now, "attempts": 0}
        if not await self._count(due):  # as nearly always: nothing is written
            return 0
        change = update(CORRESPONDENTS).where(due).values(**ready)
        return await self._database.run(lambda connection: connection.execute(change).rowcount)

    async def awaited(self) -> Sequence[str]:
        """See ports.correspondence."""
        query = select(OUTAGE).select_from(_ASKED).where(_ENDS).distinct()
        return await self._database.read(lambda connection: list(connection.scalars(query)))

    async def make_end_ready(self, incident: str, now: datetime) -> int:
        """See ports.correspondence."""
        theirs = select(_WHO.question).select_from(_ASKED).where(_ENDS, OUTAGE.in_([incident]))
        ready = {"state": WayBack.READY.value, "due_at": now, "changed_at": now, "attempts": 0}
        change = update(CORRESPONDENTS).where(_WHO.question.in_(theirs)).values(**ready)
        return await self._database.run(lambda connection: connection.execute(change).rowcount)

    async def claim(self, now: datetime, limit: int) -> Sequence[Correspondent]:
        """See ports.correspondence."""
        due = (_WHO.state == WayBack.READY.value) & (_WHO.due_at <= now)
        query = select(_WHO.question).where(due).order_by(_WHO.due_at, _WHO.question).limit(limit)

        def work(connection: Connection) -> list[Row[tuple[object, ...]]]:
            ids = list(connection.scalars(query.with_for_update(skip_locked=True)))
            if not ids:
                return []
            change = update(CORRESPONDENTS).where(_WHO.question.in_(ids))
            told = {"state": WayBack.SENDING.value, "attempts": _WHO.attempts + 1, "changed_at": now}
            connection.execute(change.values(**told))
            rows = select(CORRESPONDENTS).where(_WHO.question.in_(ids)).order_by(_WHO.due_at, _WHO.question)
            return list(connection.execute(rows))

        return [self._read(row) for row in await self._database.run(work)]

    async def settle(
        self,
        question: str,
        state: WayBack,
        now: datetime,
        due_at: datetime | None = None,
        *,
        told: str = "",
        is_end_told: bool = False,
        is_tried: bool = True,
    ) -> None:
        """See ports.correspondence."""
        became: dict[str, object] = {"state": state.value, "changed_at": now, "due_at": due_at}
        became |= {"told": told} if told else {}
        became |= {"is_end_told": True} if is_end_told else {}
        became |= {} if is_tried else {"attempts": _WHO.attempts - 1}
        if state not in KEPT:
            became |= _NOTHING
        goes = (_WHO.question == question) & (_WHO.state == WayBack.SENDING.value)
        change = update(CORRESPONDENTS).where(goes).values(**became)
        run = self._database.run if state in KEPT else self._database.wipe
        await run(lambda connection: connection.execute(change))

    async def going(self) -> Sequence[Correspondent]:
        """See ports.correspondence."""
        query = select(CORRESPONDENTS).where(_WHO.state == WayBack.SENDING.value)
        return [self._read(row) for row in await self._rows(query.order_by(_WHO.due_at, _WHO.question))]

    async def forget(self, now: datetime, lapse_before: datetime, drop_before: datetime) -> int:
        """See ports.correspondence."""
        lapsed = {"state": WayBack.LAPSED.value, "due_at": None, "changed_at": now, **_NOTHING}
        old = _LIVE & (_WHO.at <= lapse_before)
        told = (_WHO.state == WayBack.TOLD.value) & (_WHO.post != "") & (_WHO.at <= lapse_before)

        def work(connection: Connection) -> int:
            gone = connection.execute(update(CORRESPONDENTS).where(old).values(**lapsed)).rowcount
            gone += connection.execute(update(CORRESPONDENTS).where(told).values(**_NOTHING)).rowcount
            dropped = delete(CORRESPONDENTS).where(_WHO.at <= drop_before)
            return gone + connection.execute(dropped).rowcount

        if not await self._count(old | told | (_WHO.at <= drop_before)):
            return 0
        return await self._database.wipe(work)

    async def counts(self) -> Mapping[tuple[str, WayBack], int]:
        """See ports.correspondence."""
        query = select(_WHO.way, _WHO.state, func.count()).group_by(_WHO.way, _WHO.state)
        return await self._database.read(
            lambda connection: {(row[0], WayBack(row[1])): row[2] for row in connection.execute(query)}
        )

    async def cursor(self, way: str) -> str:
        """See ports.correspondence."""
        query = select(HEARD.c.cursor).where(HEARD.c.way == way)
        return await self._database.read(lambda connection: connection.scalar(query)) or ""

    async def move_cursor(self, way: str, cursor: str, at: datetime) -> None:
        """See ports.correspondence."""
        row = {"way": way, "cursor": cursor, "at": at}
        await self._database.run(lambda connection: upsert(connection, HEARD, [row]))

    async def _rows(self, query: Select[tuple[object, ...]]) -> Sequence[Row[tuple[object, ...]]]:
        return await self._database.read(lambda connection: list(connection.execute(query)))

    async def _count(self, where: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(CORRESPONDENTS).where(where)
        return await self._database.read(lambda connection: connection.scalar(query)) or 0

    def _sealed(self, correspondent: Correspondent) -> dict[str, str]:
        return {
            name: self._seal.seal(getattr(correspondent, name), f"{name} {correspondent.question}")
            for name in _SEALED
        }

    def _read(self, row: Row[tuple[object, ...]]) -> Correspondent:
        """Where its address does not open any more it is UNREADABLE: nothing may be sent there."""
        values = row._asdict()
        del values["changed_at"]
        values["state"] = WayBack(values["state"])
        try:
            for name in _SEALED:
                values[name] = self._seal.open(values[name], f"{name} {values['question']}")
        except CorruptStoreError:
            values |= {**_NOTHING, "address": UNREADABLE}
        return Correspondent(**values)
