"""Targets and notices in tables. A notice is made in the transaction that takes its event from the outbox; what goes out
is `sending` before it does. The addresses of targets lie sealed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, case, delete, exists, func, insert, select, update

from groundswell.core.model import EventKind
from groundswell.core.notice import UNFINISHED, WISH_PREFIX, NoticeState, Route, TargetState
from groundswell.errors import CorruptStoreError
from groundswell.ports.notices import (
    CHANNEL,
    UNREADABLE,
    Claimed,
    Draft,
    HeldBack,
    Notice,
    Outcome,
    Reached,
    Taken,
    Target,
)
from groundswell.ports.oncall import PAGE
from groundswell.ports.subscriptions import Seal
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.incidents import EVENT_COLUMNS, event_of
from groundswell.stores.relational.schema import EVENTS, INCIDENTS, OUTBOX
from groundswell.stores.relational.schema_notices import NOTICES, TARGETS
from groundswell.stores.relational.upsert import upsert

_OPEN: Final = tuple(state.value for state in UNFINISHED)
_KEPT: Final = (*_OPEN, NoticeState.HELD.value)
_CALLS: Final = NOTICES.c.key.startswith(PAGE)
_PLACE: Final = case((_CALLS, 0), (TARGETS.c.id.startswith(WISH_PREFIX), 2), else_=1)
"""Who is on call is called before anybody is told. Wishes that are fulfilled are thousands at once: all others are told before them."""
_STOOD: Final = case(
    (
        NOTICES.c.state.in_([NoticeState.FAILED.value, NoticeState.EXPIRED.value]) & (NOTICES.c.unsure > 0),
        NoticeState.SENT.value,
    ),
    else_=NOTICES.c.state,
)
"""How a notice counts for what comes after it: what may have arrived is taken for told, so that its end is news."""
_CHUNK: Final = 500
"""so many ids are named in one question"""
_SEALED: Final = ("address", "secret", "unsubscribe_url")


class RelationalNotices:
    """ports.Notices in `database`."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def put_targets(self, targets: Sequence[Target]) -> None:
        """See ports.Notices."""

        def work(connection: Connection) -> None:
            ids = [target.id for target in targets]
            rows = connection.execute(select(TARGETS).where(TARGETS.c.id.in_(ids)))
            known = {row.id: row for row in rows}
            upsert(
                connection,
                TARGETS,
                [target_row(target, known.get(target.id), self._seal) for target in targets],
            )

        await self._database.run(work)

    async def drop_targets(self, kept: Sequence[str], prefix: str) -> None:
        """See ports.Notices."""

        def work(connection: Connection) -> None:
            named = TARGETS.c.id.startswith(prefix, autoescape=True) & TARGETS.c.id.not_in(kept)
            gone = [row[0] for row in connection.execute(select(TARGETS.c.id).where(named))]
            if gone:
                off = {"state": TargetState.OFF.value, "error": ""}
                connection.execute(update(TARGETS).where(TARGETS.c.id.in_(gone)).values(off))
                _end_waiting(connection, gone, NoticeState.EXPIRED, "the target was switched off", None)

        await self._database.rewrite(work)

    async def targets(
        self,
        *,
        states: Sequence[TargetState] | None = None,
        opened: bool = True,
        ids: Collection[str] | None = None,
        prefix: str = "",
    ) -> Sequence[Target]:
        """See ports.Notices."""
        query, seal = select(TARGETS).order_by(TARGETS.c.id), self._seal if opened else None
        if states is not None:
            query = query.where(TARGETS.c.state.in_([state.value for state in states]))
        if prefix:
            query = query.where(TARGETS.c.id.startswith(prefix, autoescape=True))
        queries = [query]
        if ids is not None:
            named = sorted(set(ids))
            parts = (named[first : first + _CHUNK] for first in range(0, len(named), _CHUNK))
            queries = [query.where(TARGETS.c.id.in_(part)) for part in parts]
        return await self._database.read(
            lambda connection: [_target(row, seal) for each in queries for row in connection.execute(each)]
        )

    async def set_target(self, target: str, state: TargetState, error: str = "") -> bool:
        """See ports.Notices."""
        values = {"state": state.value, "error": error, "failures": 0}
        change = update(TARGETS).where(TARGETS.c.id == target).values(values)
        return await self._database.rewrite(lambda connection: connection.execute(change).rowcount > 0)

    async def heard(self, incidents: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """See ports.Notices."""
        return await self._by_incident(NOTICES.c.incident.in_(incidents))

    async def called(self, incidents: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """See ports.Notices: a call is about an incident, and about no event."""
        return await self._by_incident(NOTICES.c.incident.in_(incidents) & NOTICES.c.event.is_(None))

    async def _by_incident(self, where: ColumnElement[bool]) -> Mapping[str, frozenset[str]]:
        query = select(NOTICES.c.incident, NOTICES.c.target).where(where).distinct()

        def look(connection: Connection) -> dict[str, frozenset[str]]:
            found: dict[str, set[str]] = defaultdict(set)
            for incident, target in connection.execute(query):
                found[incident].add(target)
            return {incident: frozenset(targets) for incident, targets in found.items()}

        return await self._database.read(look)

    async def reached(self, incident: str) -> Sequence[Reached]:
        """See ports.Notices."""
        own = NOTICES.c.target.startswith(CHANNEL)
        is_channel = case((own, 1), else_=0)
        why = func.max(case((own, NOTICES.c.error), else_=""))
        query = (
            select(EVENTS.c.statement, is_channel, NOTICES.c.state, func.count(), why)
            .join(EVENTS, EVENTS.c.id == NOTICES.c.event)
            .where(NOTICES.c.incident == incident, EVENTS.c.statement != "")
            .group_by(EVENTS.c.statement, is_channel, NOTICES.c.state)
        )
        return await self._database.read(
            lambda connection: [
                Reached(statement, bool(own), NoticeState(state), count, error)
                for statement, own, state, count, error in connection.execute(query)
            ]
        )

    async def take(self, drafts: Sequence[Draft], outbox: Sequence[int] = ()) -> int:
        """See ports.Notices."""

        def work(connection: Connection) -> int:
            made = sum(make_notice(connection, draft) for draft in drafts)
            if outbox:
                connection.execute(delete(OUTBOX).where(OUTBOX.c.id.in_(outbox)))
            return made

        return await self._database.run(work)

    async def claim(
        self, now: datetime, limit: int, busy: Sequence[str] = (), *, calls: bool = False
    ) -> Sequence[Claimed]:
        """See ports.Notices."""
        query = (
            select(NOTICES)
            .join(TARGETS, TARGETS.c.id == NOTICES.c.target)
            .where(
                NOTICES.c.state == NoticeState.WAITING.value,
                NOTICES.c.due_at <= now,
                TARGETS.c.state == TargetState.ON.value,
                _is_next(),
            )
            .order_by(_PLACE, NOTICES.c.due_at, NOTICES.c.id)
            .limit(limit)
            .with_for_update(of=NOTICES, skip_locked=True)
        )
        if busy:
            query = query.where(NOTICES.c.target.not_in(busy))
        if calls:
            query = query.where(_CALLS)

        def work(connection: Connection) -> list[Claimed]:
            found = connection.execute(query).all()
            # one a target: a call that overtakes what waits there goes alone
            rows = list({row.target: row for row in reversed(found)}.values())[::-1]
            if rows:
                connection.execute(
                    update(NOTICES)
                    .where(NOTICES.c.id.in_([row.id for row in rows]))
                    .values(
                        state=NoticeState.SENDING.value,
                        attempts=NOTICES.c.attempts + 1,
                        updated_at=now,
                    )
                )
            return [_claimed(connection, row, now, self._seal) for row in rows]

        return await self._database.rewrite(work)

    async def held(self, now: datetime, limit: int) -> Sequence[HeldBack]:
        """See ports.Notices."""
        due = (
            select(NOTICES.c.target)
            .join(TARGETS, TARGETS.c.id == NOTICES.c.target)
            .where(
                NOTICES.c.state == NoticeState.HELD.value,
                NOTICES.c.due_at <= now,
                TARGETS.c.state == TargetState.ON.value,
            )
            .group_by(NOTICES.c.target)
            .order_by(func.min(NOTICES.c.due_at))
            .limit(limit)
        )

        def look(connection: Connection) -> list[HeldBack]:
            return [_held(connection, row[0], self._seal) for row in list(connection.execute(due))]

        return await self._database.read(look)

    async def fold(self, draft: Draft | None, covered: Sequence[int], dropped: Sequence[int]) -> None:
        """See ports.Notices."""

        def work(connection: Connection) -> None:
            held = NOTICES.c.state == NoticeState.HELD.value
            over = {"state": NoticeState.EXPIRED.value, "error": "it was over before this could be told"}
            folded = update(NOTICES).where(NOTICES.c.id.in_(covered), held)
            changed = connection.execute(folded.values(state=NoticeState.FOLDED.value)).rowcount
            connection.execute(update(NOTICES).where(NOTICES.c.id.in_(dropped), held).values(**over))
            if draft is not None and changed:
                make_notice(connection, draft)

        await self._database.run(work)

    async def erase_target(self, target: str) -> bool:
        """See ports.Notices."""

        def work(connection: Connection) -> bool:
            connection.execute(delete(NOTICES).where(NOTICES.c.target == target))
            return connection.execute(delete(TARGETS).where(TARGETS.c.id == target)).rowcount > 0

        return await self._database.rewrite(work)

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        """See ports.Notices."""

        def work(connection: Connection) -> None:
            for outcome in outcomes:
                _settle(connection, outcome)

        # What a far side said may hold what we do not know to be somebody's: no copy of it stays when it goes.
        if outcomes:
            await self._database.rewrite(work)

    async def recover(self, now: datetime, taken: Collection[Taken] = ()) -> int:
        """See ports.Notices."""
        is_sending = NOTICES.c.state == NoticeState.SENDING.value
        change = update(NOTICES).where(is_sending)
        again = change.values(
            state=NoticeState.WAITING.value, due_at=now, updated_at=now, unsure=NOTICES.c.unsure + 1
        )
        posts = {(each.notice, each.key): each.post_id for each in taken}

        def work(connection: Connection) -> int:
            for notice, key in connection.execute(
                select(NOTICES.c.id, NOTICES.c.key).where(is_sending)
            ).all():
                if (post := posts.get((notice, key))) is not None:
                    _settle(connection, Outcome(notice, NoticeState.SENT, now, now, post_id=post))
            return connection.execute(again).rowcount

        return await self._database.rewrite(work)

    async def next_due(self) -> datetime | None:
        """See ports.Notices."""
        query = (
            select(func.min(NOTICES.c.due_at))
            .join(TARGETS, TARGETS.c.id == NOTICES.c.target)
            .where(NOTICES.c.state == NoticeState.WAITING.value, TARGETS.c.state == TargetState.ON.value)
        )
        return await self._database.read(lambda connection: connection.scalar(query))

    async def waiting(self) -> Mapping[str, int]:
        """See ports.Notices."""
        query = (
            select(TARGETS.c.kind, func.count())
            .join(NOTICES, NOTICES.c.target == TARGETS.c.id)
            .where(NOTICES.c.state.in_(_OPEN))
            .group_by(TARGETS.c.kind)
        )
        return await self._database.read(
            lambda connection: {row[0]: row[1] for row in connection.execute(query)}
        )

    async def list(
        self, *, target: str | None = None, states: Sequence[NoticeState] | None = None, limit: int = 100
    ) -> Sequence[Notice]:
        """See ports.Notices."""
        query = select(NOTICES).order_by(NOTICES.c.id.desc()).limit(limit)
        if target is not None:
            query = query.where(NOTICES.c.target == target)
        if states is not None:
            query = query.where(NOTICES.c.state.in_([state.value for state in states]))
        return await self._database.read(
            lambda connection: [_notice(row) for row in connection.execute(query)]
        )

    async def forget(self, before: datetime) -> int:
        """See ports.Notices."""
        gone = delete(NOTICES).where(NOTICES.c.created_at < before, NOTICES.c.state.not_in(_KEPT))
        return await self._database.rewrite(lambda connection: connection.execute(gone).rowcount)


def _is_next() -> ColumnElement[bool]:
    """Whether nothing older of the same target is unfinished. A call overtakes what waits and is of another outage."""
    older = NOTICES.alias("older")
    other = (older.c.incident != NOTICES.c.incident) & (older.c.state == NoticeState.WAITING.value)
    before = (older.c.target == NOTICES.c.target) & (older.c.id < NOTICES.c.id)
    return ~exists(select(older.c.id).where(before, older.c.state.in_(_OPEN), ~(_CALLS & other)))


def target_row(target: Target, known: Row[tuple[object, ...]] | None, seal: Seal) -> dict[str, object]:
    """The row of `target`, which keeps what is `known` of it where its settings are the same."""
    row = asdict(target) | {"route": msgspec.to_builtins(target.route), "state": target.state.value}
    row |= {name: seal.seal(getattr(target, name), f"{name} {target.id}") for name in _SEALED}
    if known is not None and known.digest == target.digest and target.state is TargetState.ON:
        row |= {"failures": known.failures}
        if known.state == TargetState.DISABLED.value:
            row |= {"state": known.state, "error": known.error}
    return row


def _target(row: Row[tuple[object, ...]], seal: Seal | None) -> Target:
    values = row._asdict()
    for name in _SEALED:
        if seal is None:
            values[name] = ""
            continue
        try:
            values[name] = seal.open(values[name], f"{name} {row.id}")
        except CorruptStoreError:  # one of them must not silence the others
            values |= dict.fromkeys(_SEALED, "") | {"address": UNREADABLE}
            break
    values |= {"route": msgspec.convert(values["route"], Route), "state": TargetState(values["state"])}
    return Target(**values)


def _opened(seal: Seal, sealed: str, purpose: str) -> str:
    try:
        return seal.open(sealed, purpose)
    except CorruptStoreError:  # its target cannot be opened either, and is told nothing
        return ""


def _notice(row: Row[tuple[object, ...]], **changed: object) -> Notice:
    values = row._asdict() | changed
    said = values["said"]
    values |= {"state": NoticeState(values["state"]), "said": tuple(said) if said else None}
    return Notice(**values)


def make_notice(connection: Connection, draft: Draft) -> int:
    """1, or 0 where there is one of this target and event, or of this target and key where it is told once: that one stays."""
    if draft.event is not None or draft.once:
        name = NOTICES.c.event == draft.event if draft.event is not None else NOTICES.c.key == draft.key
        same = (NOTICES.c.target == draft.target) & (NOTICES.c.incident == draft.incident) & name
        if connection.scalar(select(NOTICES.c.id).where(same)) is not None:
            return 0
    row = {name: value for name, value in asdict(draft).items() if name not in ("held", "once")} | {
        "said": list(draft.said) if draft.said else None,
        "state": (NoticeState.HELD if draft.held else NoticeState.WAITING).value,
        "attempts": 0,
        "unsure": 0,
        "updated_at": draft.created_at,
        "error": "",
        "post_id": "",
    }
    connection.execute(insert(NOTICES).values(row))
    return 1


def _claimed(connection: Connection, row: Row[tuple[object, ...]], now: datetime, seal: Seal) -> Claimed:
    notice = _notice(row, state=NoticeState.SENDING, attempts=row.attempts + 1, updated_at=now)
    notice = replace(notice, url=_opened(seal, notice.url, f"url {notice.target}"))
    target = connection.execute(select(TARGETS).where(TARGETS.c.id == notice.target)).one()
    event, service = None, ""
    if notice.event is not None:
        found = connection.execute(
            select(*EVENT_COLUMNS, INCIDENTS.c.service)
            .join(INCIDENTS, INCIDENTS.c.id == EVENTS.c.incident)
            .where(EVENTS.c.id == notice.event)
        ).one()
        *parts, service = found
        event = event_of(*parts)
    before, later = _around(connection, notice) if notice.incident else ([], [])
    sent = [(post, kind) for state, post, kind in before if state == NoticeState.SENT.value and post]
    is_said = event is not None and event.kind is EventKind.STATED
    alike = [post for post, kind in sent if (kind == EventKind.STATED.value) == is_said]
    return Claimed(
        notice=notice,
        target=_target(target, seal),
        event=event,
        service=service,
        earlier=sent[-1][0] if sent else None,
        before=tuple(NoticeState(state) for state, _, _ in before),
        later=tuple(EventKind(kind) for kind in later),
        alike=alike[-1] if alike else None,
    )


def _held(connection: Connection, target: str, seal: Seal) -> HeldBack:
    """All that is held for `target`, and which of their incidents it was told of before."""
    held = NOTICES.c.state == NoticeState.HELD.value
    query = select(NOTICES).where(NOTICES.c.target == target, held, NOTICES.c.event.is_not(None))
    notices = [_notice(row) for row in connection.execute(query.order_by(NOTICES.c.id))]
    told = (NoticeState.SENT.value, NoticeState.FOLDED.value)
    known = select(NOTICES.c.incident).where(
        NOTICES.c.target == target,
        _STOOD.in_(told),
        NOTICES.c.incident.in_({notice.incident for notice in notices}),
    )
    events = {
        number: event_of(*parts)
        for number, *parts in connection.execute(
            select(EVENTS.c.id, *EVENT_COLUMNS).where(EVENTS.c.id.in_([each.event for each in notices]))
        )
    }
    whose = connection.execute(select(TARGETS).where(TARGETS.c.id == target)).one()
    return HeldBack(
        target=_target(whose, seal),
        notices=notices,
        events=[events[notice.event] for notice in notices if notice.event is not None],
        known=frozenset(row[0] for row in connection.execute(known)),
    )


def _around(connection: Connection, notice: Notice) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Of the same incident to the same target: (state, post id, kind of event) of each earlier notice, and kinds of events that wait."""
    same = (NOTICES.c.target == notice.target) & (NOTICES.c.incident == notice.incident)
    earlier = (
        select(_STOOD.label("state"), NOTICES.c.post_id, EVENTS.c.kind)
        .join(EVENTS, EVENTS.c.id == NOTICES.c.event, isouter=True)
        .where(same, NOTICES.c.id < notice.id)
        .order_by(NOTICES.c.id)
    )
    waiting = (
        select(EVENTS.c.kind)
        .join(NOTICES, NOTICES.c.event == EVENTS.c.id)
        .where(same, NOTICES.c.id > notice.id, NOTICES.c.state == NoticeState.WAITING.value)
        .order_by(NOTICES.c.id)
    )
    return (
        [(row.state, row.post_id, row.kind or "") for row in connection.execute(earlier)],
        [row.kind for row in connection.execute(waiting)],
    )


def _settle(connection: Connection, outcome: Outcome) -> None:
    target = connection.execute(
        update(NOTICES)
        .where(NOTICES.c.id == outcome.notice)
        .values(
            state=outcome.state.value,
            updated_at=outcome.at,
            due_at=outcome.due_at,
            error=outcome.error,
            post_id=outcome.post_id,
            unsure=outcome.unsure,
        )
        .returning(NOTICES.c.target)
    ).scalar_one_or_none()
    if target is None:
        return
    disabled = outcome.target_state is TargetState.DISABLED
    values: dict[str, object] = {"error": outcome.error, "failures": outcome.failures}
    if disabled:
        values |= {"state": TargetState.DISABLED.value}
    connection.execute(update(TARGETS).where(TARGETS.c.id == target).values(values))
    if disabled:
        _end_waiting(
            connection, [target], NoticeState.FAILED, "the target was disabled before this", outcome.at
        )


def _end_waiting(
    connection: Connection, targets: Sequence[str], state: NoticeState, error: str, at: datetime | None
) -> None:
    values: dict[str, object] = {"state": state.value, "error": error} | ({"updated_at": at} if at else {})
    waiting = NOTICES.c.target.in_(targets) & NOTICES.c.state.in_(_KEPT)
    connection.execute(update(NOTICES).where(waiting).values(values))
