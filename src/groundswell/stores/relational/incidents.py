"""Incidents, their events and the outbox in tables; each event is in the outbox from the moment it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection, Row, Text, cast, delete, insert, or_, select

from groundswell.core.model import Certainty, Event, EventKind, Footprint, Held, HeldRise, Incident, State
from groundswell.errors import CorruptStoreError, PermanentError
from groundswell.ports import HELD_DAYS, Outgoing, Revision
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.schema import BYSTANDERS, EVENTS, HELD, INCIDENTS, OUTBOX
from groundswell.stores.relational.upsert import cursor, move_cursor, upsert

_RULINGS: Final = "rulings"
_FIELDS: Final = tuple(field.name for field in fields(Incident))
EVENT_COLUMNS: Final = (
    EVENTS.c.incident,
    EVENTS.c.kind,
    EVENTS.c.at,
    EVENTS.c.note,
    EVENTS.c.by,
    EVENTS.c.after,
)


class RelationalIncidents:
    """ports.Incidents and ports.Outbox in `database`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, changes: Sequence[Revision], *, rulings_cursor: int | None = None) -> None:
        """See ports.Incidents. Raises PermanentError when `rulings_cursor` would go back."""

        def work(connection: Connection) -> None:
            if rulings_cursor is not None and not move_cursor(connection, _RULINGS, rulings_cursor):
                stands = cursor(connection, _RULINGS)
                if stands > rulings_cursor:
                    raise PermanentError(
                        f"judging: rulings up to {stands} are applied, these go up to {rulings_cursor}; "
                        "do two processes judge?"
                    )
            upsert(connection, INCIDENTS, [_incident_row(change.incident) for change in changes])
            for change in changes:
                for event in change.events:
                    _tell(connection, event, change.incident.service)

        await self._database.run(work)

    async def rulings_cursor(self) -> int:
        """See ports.Incidents."""
        return await self._database.read(lambda connection: cursor(connection, _RULINGS))

    async def get(self, incident: str) -> Incident | None:
        """See ports.Incidents."""

        def look(connection: Connection) -> Incident | None:
            row = connection.execute(select(INCIDENTS).where(INCIDENTS.c.id == incident)).one_or_none()
            return _incident(row) if row is not None else None

        return await self._database.read(look)

    async def list(
        self,
        *,
        service: str | None = None,
        states: Sequence[State] | None = None,
        since: datetime | None = None,
        limit: int = 100,
    ) -> Sequence[Incident]:
        """See ports.Incidents."""
        query = select(INCIDENTS).order_by(INCIDENTS.c.began_at.desc(), INCIDENTS.c.id.desc()).limit(limit)
        if service is not None:
            # Slugs need no escapes, in JSON or in LIKE; both engines write them in double quotes.
            among = cast(INCIDENTS.c.members, Text).like(f'%"{service}"%')
            query = query.where(or_(INCIDENTS.c.service == service, among))
        if states is not None:
            query = query.where(INCIDENTS.c.state.in_([state.value for state in states]))
        if since is not None:
            query = query.where(INCIDENTS.c.updated_at >= since)
        return await self._database.read(
            lambda connection: [_incident(row) for row in connection.execute(query)]
        )

    async def set_bystanders(self, taken_for: Mapping[str, str]) -> None:
        """See ports.Incidents."""
        rows = [{"service": service, "about": about} for service, about in taken_for.items()]

        def work(connection: Connection) -> None:
            connection.execute(delete(BYSTANDERS))
            if rows:
                connection.execute(insert(BYSTANDERS), rows)

        await self._database.run(work)

    async def bystanders(self) -> Mapping[str, str]:
        """See ports.Incidents."""

        def look(connection: Connection) -> dict[str, str]:
            rows = connection.execute(select(BYSTANDERS.c.service, BYSTANDERS.c.about))
            return {row[0]: row[1] for row in rows}

        return await self._database.read(look)

    async def put_held(self, rises: Sequence[HeldRise]) -> None:
        """See ports.Incidents."""
        if not rises:
            return
        rows = [{**asdict(rise), "reason": rise.reason.value} for rise in rises]
        before = max(rise.last_at for rise in rises) - timedelta(days=HELD_DAYS)

        def work(connection: Connection) -> None:
            upsert(connection, HELD, rows)
            connection.execute(delete(HELD).where(HELD.c.last_at < before))

        await self._database.run(work)

    async def held(self, *, since: datetime | None = None, limit: int = 100) -> Sequence[HeldRise]:
        """See ports.Incidents."""
        query = select(HELD).order_by(HELD.c.last_at.desc(), HELD.c.service, HELD.c.reason).limit(limit)
        if since is not None:
            query = query.where(HELD.c.last_at >= since)

        def look(connection: Connection) -> list[HeldRise]:
            rows = [row._asdict() for row in connection.execute(query)]
            return [HeldRise(**{**row, "reason": Held(row["reason"])}) for row in rows]

        return await self._database.read(look)

    async def events(self, incident: str) -> Sequence[Event]:
        """See ports.Incidents."""
        query = select(*EVENT_COLUMNS).where(EVENTS.c.incident == incident).order_by(EVENTS.c.at, EVENTS.c.id)
        return await self._database.read(
            lambda connection: [event_of(*row) for row in connection.execute(query)]
        )

    async def pending(self, limit: int = 100) -> Sequence[Outgoing]:
        """See ports.Outbox."""
        query = (
            select(OUTBOX.c.id, OUTBOX.c.service, *EVENT_COLUMNS)
            .join(EVENTS, EVENTS.c.id == OUTBOX.c.id)
            .order_by(OUTBOX.c.id)
            .limit(limit)
        )

        def look(connection: Connection) -> list[Outgoing]:
            return [
                Outgoing(number, event_of(*event), service)
                for number, service, *event in connection.execute(query)
            ]

        return await self._database.read(look)

    async def done(self, ids: Sequence[int]) -> None:
        """See ports.Outbox."""
        if ids:
            await self._database.run(
                lambda connection: connection.execute(delete(OUTBOX).where(OUTBOX.c.id.in_(ids)))
            )


def _incident_row(incident: Incident) -> dict[str, object]:
    row = {name: getattr(incident, name) for name in _FIELDS}
    return row | {
        "state": incident.state.value,
        "certainty": incident.certainty.value,
        "footprint": msgspec.to_builtins(incident.footprint),
        "members": list(incident.members),
    }


def _incident(row: Row[tuple[object, ...]]) -> Incident:
    values = row._asdict()
    try:
        footprint = msgspec.convert(values["footprint"], Footprint)
    except msgspec.ValidationError as fault:
        raise CorruptStoreError(
            f"the footprint of incident {values['id']} does not read back: {fault}"
        ) from fault
    values |= {
        "state": State(values["state"]),
        "certainty": Certainty(values["certainty"]),
        "footprint": footprint,
        "members": tuple(values["members"]),
    }
    return Incident(**values)


def _tell(connection: Connection, event: Event, service: str) -> None:
    row = {
        "incident": event.incident,
        "kind": event.kind.value,
        "at": event.at,
        "note": event.note,
        "by": event.by,
        "after": None if event.after is None else msgspec.to_builtins(event.after),
    }
    number = connection.execute(insert(EVENTS).values(row).returning(EVENTS.c.id)).scalar_one()
    connection.execute(insert(OUTBOX).values(id=number, service=service))


def event_of(incident: str, kind: str, at: datetime, note: str, by: str, after: object) -> Event:
    try:
        stood = None if after is None else msgspec.convert(after, Incident)
    except msgspec.ValidationError as fault:
        raise CorruptStoreError(f"an event of incident {incident} does not read back: {fault}") from fault
    return Event(incident, EventKind(kind), at, note, by, stood)
