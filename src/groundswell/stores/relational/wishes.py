"""Wishes and answers in tables, addresses sealed. What is told is made in one transaction with the note that it is under way:
whatever is killed, nobody is told twice by two notices, and nobody is forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Row,
    Select,
    Update,
    delete,
    func,
    insert,
    select,
    update,
)

from groundswell.core.notice import (
    QUESTION_PREFIX,
    UNFINISHED,
    WISH_PREFIX,
    WISHED,
    NoticeState,
    Way,
    Wish,
    WishState,
)
from groundswell.errors import CorruptStoreError
from groundswell.ports.questions import RELEASED, QuestionState
from groundswell.ports.subscriptions import Seal
from groundswell.ports.wishes import Answered, Fed, Occasion
from groundswell.stores.relational.beginning import begins
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.notices import make_notice, target_row
from groundswell.stores.relational.schema_notices import NOTICES, TARGETS
from groundswell.stores.relational.schema_questions import QUESTIONS
from groundswell.stores.relational.schema_wishes import ANSWERS, WISHES
from groundswell.stores.relational.upsert import add_new, upsert
from groundswell.stores.relational.wished import follow

_BY_AGE: Final = (WISHES.c.made_at, WISHES.c.id)
_PENDING: Final = WISHES.c.state == WishState.PENDING.value
_WAITING: Final = WISHES.c.state == WishState.WAITING.value
_LIVE: Final = WISHES.c.state.in_([state.value for state in WISHED])
_ASKED: Final = begins(WISHES.c.about, QUESTION_PREFIX)
"""those about questions"""
_REPORTED: Final = ~WISHES.c.about.startswith(QUESTION_PREFIX)
_UNBOUND: Final = (
    (WISHES.c.incident == "")
    & WISHES.c.state.in_([WishState.PENDING.value, WishState.WAITING.value])
    & _REPORTED
)
_OPEN: Final = (
    select(QUESTIONS.c.id)
    .where(
        WISHES.c.about == QUESTION_PREFIX + QUESTIONS.c.id,
        (QUESTIONS.c.state == QuestionState.WAITING.value)
        | ((QUESTIONS.c.state == QuestionState.ANSWERED.value) & WISHES.c.answered_at.is_(None)),
    )
    .exists()
)
"""those about a question that still waits for the desk, or whose answer they have not been told: more than the end is told to them"""
_ASKED_ENOUGH: Final = 2
_WIPED: Final = {"address": "", "mark": "", "url": "", "notice": "", "ask_at": None}
_SETTLED_AT_ONCE_MAX: Final = 500


class RelationalWishes:
    """ports.wishes.Wishes in `database`."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def put(self, wish: Wish) -> None:
        """See ports.wishes."""
        row = asdict(wish) | {
            "way": wish.way.value,
            "state": wish.state.value,
            "address": self._seal.seal(wish.address, f"address {wish.target}"),
            "url": self._seal.seal(wish.url, f"url {wish.target}"),
            "mark": self._seal.mark(wish.address) if wish.address else "",
        }
        await self._database.run(lambda connection: upsert(connection, WISHES, [row]))

    async def get(self, id: str) -> Wish | None:  # noqa: A002
        """See ports.wishes."""
        found = await self._found(select(WISHES).where(WISHES.c.id == id))
        return found[0] if found else None

    async def of(self, about: str) -> Sequence[Wish]:
        """See ports.wishes."""
        return await self._found(select(WISHES).where(WISHES.c.about == about))

    async def at(self, address: str) -> Sequence[Wish]:
        """See ports.wishes."""
        return await self._found(select(WISHES).where(WISHES.c.mark == self._seal.mark(address), _LIVE))

    async def counts(self) -> Mapping[tuple[str, str], int]:
        """See ports.wishes."""
        query = select(WISHES.c.way, WISHES.c.state, func.count()).group_by(WISHES.c.way, WISHES.c.state)
        return await self._database.read(
            lambda connection: {(row[0], row[1]): row[2] for row in connection.execute(query)}
        )

    async def to_ask(self, now: datetime, limit: int) -> Sequence[Wish]:
        """See ports.wishes."""
        return await self._found(select(WISHES).where(_PENDING, WISHES.c.ask_at <= now).limit(limit))

    async def note_asked(self, id: str, asked: int, ask_at: datetime | None) -> None:  # noqa: A002
        """See ports.wishes."""
        noted = update(WISHES).where(WISHES.c.id == id, _PENDING).values(asked=asked, ask_at=ask_at)
        await self._database.run(lambda connection: connection.execute(noted))

    async def confirm(self, id: str, at: datetime, address: str = "") -> bool:  # noqa: A002
        """See ports.wishes."""
        said: dict[str, object] = {"state": WishState.WAITING.value, "confirmed_at": at, "ask_at": None}
        if address:
            sealed = self._seal.seal(address, f"address {WISH_PREFIX}{id}")
            said |= {"address": sealed, "mark": self._seal.mark(address)}
        return await self._changed(update(WISHES).where(WISHES.c.id == id, _PENDING).values(**said)) > 0

    async def unbound(self) -> Mapping[str, datetime]:
        """See ports.wishes."""
        query = (
            select(WISHES.c.service, func.min(WISHES.c.about_at)).where(_UNBOUND).group_by(WISHES.c.service)
        )
        return await self._database.read(
            lambda connection: {row[0]: row[1] for row in connection.execute(query)}
        )

    async def bind(self, incident: str, services: Sequence[str], first: datetime, last: datetime) -> int:
        """See ports.wishes."""
        fits = WISHES.c.service.in_(services) & WISHES.c.about_at.between(first, last)
        return await self._changed(update(WISHES).where(_UNBOUND, fits).values(incident=incident))

    async def unbind(self, incident: str) -> int:
        """See ports.wishes."""
        more_comes = _REPORTED | _OPEN
        return await self._changed(update(WISHES).where(_bound_to(incident), more_comes).values(incident=""))

    async def give_over(
        self, incident: str, services: Collection[str], first: datetime, last: datetime
    ) -> int:
        """See ports.wishes."""
        fits = WISHES.c.service.in_(sorted(services)) & WISHES.c.about_at.between(first, last) & _REPORTED
        return await self._changed(update(WISHES).where(_bound_to(incident), fits).values(incident=""))

    async def awaited(self) -> Mapping[str, int]:
        """See ports.wishes."""
        query = (
            select(WISHES.c.incident, func.count())
            .where(_WAITING, WISHES.c.incident != "")
            .group_by(WISHES.c.incident)
        )
        return await self._database.read(
            lambda connection: {row[0]: row[1] for row in connection.execute(query)}
        )

    async def to_tell(self, incident: str, limit: int) -> Sequence[Wish]:
        """See ports.wishes."""
        due = (_WAITING, WISHES.c.incident == incident, WISHES.c.notice == "")
        return await self._found(select(WISHES).where(*due).limit(limit))

    async def to_question(self, incident: str, limit: int, again_before: datetime) -> Sequence[Wish]:
        """See ports.wishes."""
        said = select(ANSWERS).where(ANSWERS.c.about == WISHES.c.about, ANSWERS.c.sequence > 0).exists()
        once_more = (
            (WISHES.c.way == Way.PUSH.value)
            & (WISHES.c.questioned == 1)
            & (WISHES.c.questioned_at <= again_before)
            & ~said
        )
        due = (_WAITING, WISHES.c.incident == incident, WISHES.c.notice == "")
        wants = (WISHES.c.asks, (WISHES.c.questioned == 0) | once_more)
        return await self._found(select(WISHES).where(*due, *wants).limit(limit))

    async def answered(self, limit: int) -> Sequence[Wish]:
        """See ports.wishes."""
        by_desk = QUESTIONS.c.state == QuestionState.ANSWERED.value
        by_page = (QUESTIONS.c.state == QuestionState.AT_ONCE.value) & (QUESTIONS.c.told == RELEASED)
        told = by_desk | (by_page & (WISHES.c.incident == ""))
        query = select(WISHES).join(QUESTIONS, WISHES.c.about == QUESTION_PREFIX + QUESTIONS.c.id)
        due = (_ASKED, _WAITING, WISHES.c.notice == "", WISHES.c.answered_at.is_(None))
        return await self._found(query.where(*due, told).limit(limit))

    async def feed(self, fed: Sequence[Fed], now: datetime) -> int:
        """See ports.wishes."""

        def work(connection: Connection) -> int:
            asked: set[str] = set()
            return sum(_feed(connection, each, now, self._seal, asked) for each in fed)

        return await self._database.rewrite(work) if fed else 0

    async def under_way(self) -> int:
        """See ports.wishes."""
        all_of_them = select(func.count(WISHES.c.notice.distinct())).where(WISHES.c.notice != "")
        again = select(func.count()).where(
            NOTICES.c.state == NoticeState.WAITING.value,
            begins(NOTICES.c.target, WISH_PREFIX),
            NOTICES.c.error != "",
        )
        return await self._database.read(
            lambda connection: (connection.scalar(all_of_them) or 0) - (connection.scalar(again) or 0)
        )

    async def settle(self, now: datetime) -> Mapping[str, int]:
        """See ports.wishes."""
        finished = (
            select(WISHES.c.id, WISHES.c.state, WISHES.c.notice, NOTICES.c.state.label("became"))
            .join(NOTICES, NOTICES.c.target == WISH_PREFIX + WISHES.c.id)
            .where(
                WISHES.c.notice != "",
                NOTICES.c.key == WISHES.c.notice,
                NOTICES.c.state.not_in([state.value for state in UNFINISHED]),
            )
            .limit(_SETTLED_AT_ONCE_MAX)
        )

        def work(connection: Connection) -> dict[str, int]:
            rows = connection.execute(finished).all()
            if not rows:
                return {}
            _drop_targets(connection, [row.id for row in rows])
            for state, became in {(row.state, row.became) for row in rows}:
                keys = [row.notice for row in rows if (row.state, row.became) == (state, became)]
                change = update(WISHES).where(WISHES.c.notice.in_(keys))
                connection.execute(change.values(**_after(state, became, now)))
            return dict(Counter(row.became for row in rows))

        return await self._database.rewrite(work)

    async def erase(self, id: str) -> bool:  # noqa: A002
        """See ports.wishes."""

        def work(connection: Connection) -> bool:
            own = select(NOTICES.c.key).where(NOTICES.c.target == WISH_PREFIX + id)
            others = update(WISHES).where(
                WISHES.c.notice.in_(list(connection.scalars(own))), WISHES.c.id != id
            )
            connection.execute(others.values(notice="", state=WishState.WAITING.value))
            _drop_targets(connection, [id])
            return connection.execute(delete(WISHES).where(WISHES.c.id == id)).rowcount > 0

        return await self._database.wipe(work)

    async def lapse(self, unbound_before: datetime, made_before: datetime, now: datetime) -> int:
        """See ports.wishes."""
        nothing = _UNBOUND & (WISHES.c.about_at < unbound_before)
        too_long = (_WAITING | _PENDING) & (WISHES.c.made_at < made_before)
        change = update(WISHES).where(nothing | too_long, WISHES.c.notice == "")
        return await self._changed(change.values(state=WishState.LAPSED.value, ended_at=now, **_WIPED))

    async def forget(
        self, pending_before: datetime, ended_before: datetime, answered_before: datetime
    ) -> int:
        """See ports.wishes."""
        gone = delete(WISHES).where(
            (_PENDING & (WISHES.c.made_at <= pending_before)) | (WISHES.c.ended_at <= ended_before)
        )
        old = delete(ANSWERS).where(ANSWERS.c.at <= answered_before)

        def work(connection: Connection) -> int:
            connection.execute(old)
            return connection.execute(gone).rowcount

        return await self._database.run(work)

    async def begin_answer(self, begun: Answered) -> None:
        """See ports.wishes."""
        await self._database.run(lambda connection: add_new(connection, ANSWERS, [asdict(begun)]))

    async def note_answer(self, begun: Answered, sequence: int | None) -> bool:
        """See ports.wishes."""
        own = (ANSWERS.c.about == begun.about) & (ANSWERS.c.sequence == begun.sequence)
        if sequence is None:
            return await self._changed(delete(ANSWERS).where(own)) > 0
        return await self._changed(update(ANSWERS).where(own).values(sequence=sequence)) > 0

    async def answers(self, about: str) -> Sequence[Answered]:
        """See ports.wishes."""
        query = select(ANSWERS).where(ANSWERS.c.about == about).order_by(ANSWERS.c.sequence)
        return await self._database.read(
            lambda connection: [Answered(**row._asdict()) for row in connection.execute(query)]
        )

    async def lost(self, about: str = "") -> Sequence[str]:
        """See ports.wishes."""
        question = select(QUESTIONS.c.id).where(ANSWERS.c.about == QUESTION_PREFIX + QUESTIONS.c.id)
        wish = select(WISHES.c.id).where(
            WISHES.c.about == ANSWERS.c.about, WISHES.c.confirmed_at.is_not(None)
        )
        query = (
            select(ANSWERS.c.about)
            .distinct()
            .where(begins(ANSWERS.c.about, QUESTION_PREFIX), ~question.exists(), ~wish.exists())
        )
        if about:
            query = query.where(ANSWERS.c.about == about)
        return await self._database.read(lambda connection: list(connection.scalars(query)))

    async def erase_answers(self, about: str) -> int:
        """See ports.wishes."""
        gone = delete(ANSWERS).where(ANSWERS.c.about == about)
        return await self._database.run(lambda connection: connection.execute(gone).rowcount)

    async def _changed(self, change: Update | Delete) -> int:
        return await self._database.run(lambda connection: connection.execute(change).rowcount)

    async def _found(self, query: Select[tuple[object, ...]]) -> list[Wish]:
        """Those that `query` finds, without those whose address does not open any more: nobody can be told there, and the
        others must not wait for it."""
        found = []
        ordered = query.order_by(*_BY_AGE)
        for row in await self._database.read(lambda connection: list(connection.execute(ordered))):
            try:
                found.append(self._read(row))
            except CorruptStoreError:
                continue
        return found

    def _read(self, row: Row[tuple[object, ...]]) -> Wish:
        values = row._asdict()
        del values["mark"]
        values |= {
            "way": Way(values["way"]),
            "state": WishState(values["state"]),
            "address": self._seal.open(values["address"], f"address {WISH_PREFIX}{row.id}"),
            "url": self._seal.open(values["url"], f"url {WISH_PREFIX}{row.id}"),
        }
        return Wish(**values)


def _bound_to(incident: str) -> ColumnElement[bool]:
    """Those that wait for it, of which no message is under way."""
    return (WISHES.c.incident == incident) & (_WAITING | _PENDING) & (WISHES.c.notice == "")


def _feed(connection: Connection, fed: Fed, now: datetime, seal: Seal, asked: set[str]) -> int:
    """1, or 0 where the wish is told already, or is being told, or is among those just `asked` by another's message."""
    free = (WISHES.c.id == fed.wish) & _WAITING & (WISHES.c.notice == "")
    wish = connection.execute(select(WISHES).where(free)).first()
    if wish is None or fed.wish in asked:
        return 0
    noted: dict[str, object] = {"state": fed.state.value, "notice": fed.draft.key}
    if fed.incident is not None:
        noted |= {"incident": fed.incident}
    if fed.occasion is Occasion.AGAIN:
        noted |= {"questioned_at": now, "questioned": WISHES.c.questioned + 1}
    elif fed.occasion is Occasion.ANSWERED:
        noted |= {"answered_at": now}
    elif fed.occasion is Occasion.OVER and fed.state is WishState.WAITING:
        noted |= {"answered_at": None}  # its asker has sent back what the desk said, and is told once more
    if not connection.execute(update(WISHES).where(free).values(**noted)).rowcount:
        return 0
    if fed.occasion is Occasion.ANSWERED:  # since that was looked at the desk may have said something else
        follow(connection, [wish.about.removeprefix(QUESTION_PREFIX)])
    asked.update(_with_it(connection, wish, fed, now))
    _drop_targets(connection, [fed.wish])
    connection.execute(insert(TARGETS).values(target_row(fed.target, None, seal)))
    sealed = replace(fed.draft, url=seal.seal(fed.draft.url, f"url {fed.target.id}"))
    return make_notice(connection, sealed)


def _with_it(connection: Connection, wish: Row[tuple[object, ...]], fed: Fed, now: datetime) -> list[str]:
    """Note those that the message of `wish` is for, too; which of them it asks."""
    same = (
        (WISHES.c.mark == wish.mark)
        & (WISHES.c.way == wish.way)
        & (WISHES.c.incident == wish.incident)
        & (WISHES.c.service == wish.service)  # a message names one service
        & (WISHES.c.id != wish.id)
        & _WAITING
        & (WISHES.c.notice == "")
    )
    if not wish.mark or not wish.incident:
        return []
    if fed.occasion is Occasion.AGAIN:
        others = list(connection.scalars(select(WISHES.c.id).where(same, WISHES.c.asks)))
        once = {"questioned_at": now, "questioned": _ASKED_ENOUGH}
        connection.execute(update(WISHES).where(WISHES.c.id.in_(others)).values(**once))
        return others
    if fed.occasion is Occasion.OVER and fed.state is WishState.TELLING:
        told = {"state": WishState.TELLING.value, "notice": fed.draft.key}
        connection.execute(update(WISHES).where(same, ~_OPEN).values(**told))
    return []


def _drop_targets(connection: Connection, wishes: Sequence[str]) -> None:
    targets = [f"{WISH_PREFIX}{id}" for id in wishes]  # noqa: A001
    connection.execute(delete(NOTICES).where(NOTICES.c.target.in_(targets)))
    connection.execute(delete(TARGETS).where(TARGETS.c.id.in_(targets)))


def _after(state: str, became: str, now: datetime) -> dict[str, object]:
    """What is noted of a wish in `state` whose notice `became` that."""
    if state == WishState.WAITING.value:  # whatever became of it: more is still to be told, the end for one
        return {"notice": ""}
    ended = WishState.TOLD if became == NoticeState.SENT.value else WishState.UNTOLD
    return {"state": ended.value, "ended_at": now, **_WIPED}
