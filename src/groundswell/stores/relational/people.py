"""The people of the desk, in tables: accounts and what proves that it is them, sessions and one-time links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, select, update

from groundswell.core.access import Role
from groundswell.core.accounts import Account, Grant, LinkKind, Scope, Session, name_key
from groundswell.ports.people import Credentials, Link, Passkey
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.programs import RelationalPrograms
from groundswell.stores.relational.schema_people import (
    ACCOUNTS,
    CLAIMS_OF_SERVICES,
    LINKS,
    PASSKEYS,
    RECOVERY_CODES,
    SESSIONS,
)

_PASSKEYS_OF = (
    select(func.count()).select_from(PASSKEYS).where(PASSKEYS.c.account == ACCOUNTS.c.id).scalar_subquery()
)
_ACCOUNT = select(ACCOUNTS, _PASSKEYS_OF.label("passkeys")).where(ACCOUNTS.c.removed_at.is_(None))


class RelationalPeople(RelationalPrograms):
    """ports.People in `database`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._database = database

    async def add(
        self,
        name: str,
        grants: Sequence[Grant],
        at: datetime,
        *,
        subject: str = "",
        is_vouched: bool = False,
    ) -> Account | None:
        """See ports.People."""

        def work(connection: Connection) -> Account | None:
            key = name_key(name)
            taken = ACCOUNTS.c.key == key
            if subject:
                taken |= ACCOUNTS.c.subject == subject
            if connection.scalar(select(ACCOUNTS.c.id).where(taken)) is not None:
                return None
            return _added(connection, name, grants, at, subject=subject, is_vouched=is_vouched)

        return await self._database.run(work)

    async def add_first(self, name: str, password: str, at: datetime) -> Account | None:
        """See ports.People."""

        def work(connection: Connection) -> Account | None:
            there = select(func.count()).select_from(ACCOUNTS).where(ACCOUNTS.c.removed_at.is_(None))
            if connection.scalar(there):
                return None
            return _added(connection, name, [Grant(Role.ADMINISTRATOR)], at, password=password)

        return await self._database.run(work)

    async def accounts(self) -> Sequence[Account]:
        """See ports.People."""
        query = _ACCOUNT.order_by(ACCOUNTS.c.key)
        return await self._database.read(
            lambda connection: [_account(row) for row in connection.execute(query)]
        )

    async def account(self, id: int) -> Account | None:  # noqa: A002
        """See ports.People."""
        return await self._one(_ACCOUNT.where(ACCOUNTS.c.id == id))

    async def named(self, name: str) -> Account | None:
        """See ports.People."""
        return await self._one(_ACCOUNT.where(ACCOUNTS.c.key == name_key(name)))

    async def known_as(self, subject: str) -> Account | None:
        """See ports.People."""
        return await self._one(_ACCOUNT.where(ACCOUNTS.c.subject == subject))

    async def count(self) -> int:
        """See ports.People."""
        query = select(func.count()).select_from(ACCOUNTS).where(ACCOUNTS.c.removed_at.is_(None))
        return await self._database.read(lambda connection: connection.scalar(query) or 0)

    async def allow(self, id: int, grants: Sequence[Grant], *, is_vouched: bool = False) -> bool:  # noqa: A002
        """See ports.People."""

        def work(connection: Connection) -> bool:
            if Grant(Role.ADMINISTRATOR) not in grants and _is_last(connection, id):
                return False
            return _changed(connection, id, {"grants": _told(grants), "is_vouched": is_vouched})

        return await self._database.run(work)

    async def disable(self, id: int, at: datetime | None) -> bool:  # noqa: A002
        """See ports.People."""

        def work(connection: Connection) -> bool:
            if at is not None and _is_last(connection, id):
                return False
            return _changed(connection, id, {"disabled_at": at})

        return await self._database.run(work)

    async def over(self, *, unused_before: datetime, closed_before: datetime) -> Sequence[int]:
        """See ports.People."""
        unused = ACCOUNTS.c.password == "", ACCOUNTS.c.subject.is_(None), _PASSKEYS_OF == 0
        query = _ACCOUNT.where(
            and_(ACCOUNTS.c.made_at < unused_before, *unused) | (ACCOUNTS.c.disabled_at < closed_before)
        )

        def work(connection: Connection) -> list[int]:
            found = [row.id for row in connection.execute(query.order_by(ACCOUNTS.c.id))]
            return [each for each in found if not _is_last(connection, each)]

        return await self._database.read(work)

    async def remove(self, id: int, at: datetime) -> bool:  # noqa: A002
        """See ports.People."""
        left = {
            "name": "",
            "key": f"removed {id}",
            "grants": [],
            "is_vouched": False,
            "password": "",
            "codes": b"",
            "subject": None,
            "disabled_at": at,
            "removed_at": at,
        }
        change = update(ACCOUNTS).where(ACCOUNTS.c.id == id, ACCOUNTS.c.removed_at.is_(None)).values(left)

        def work(connection: Connection) -> bool:
            for table in (PASSKEYS, RECOVERY_CODES, SESSIONS, LINKS, CLAIMS_OF_SERVICES):
                connection.execute(delete(table).where(table.c.account == id))
            return connection.execute(change).rowcount > 0

        return await self._database.wipe(work)

    async def credentials(self, id: int) -> Credentials:  # noqa: A002
        """See ports.People."""
        query = select(ACCOUNTS.c.password, ACCOUNTS.c.codes, ACCOUNTS.c.step).where(ACCOUNTS.c.id == id)
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        return Credentials() if row is None else Credentials(*row)

    async def set_password(self, id: int, hashed: str) -> None:  # noqa: A002
        """See ports.People."""
        change = update(ACCOUNTS).where(ACCOUNTS.c.id == id).values(password=hashed)
        await self._database.run(lambda connection: connection.execute(change))

    async def set_codes(self, id: int, sealed: bytes, step: int, recovery: Sequence[str]) -> None:  # noqa: A002
        """See ports.People."""

        def work(connection: Connection) -> None:
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == id).values(codes=sealed, step=step))
            connection.execute(delete(RECOVERY_CODES).where(RECOVERY_CODES.c.account == id))
            if recovery:
                connection.execute(
                    insert(RECOVERY_CODES), [{"account": id, "digest": each} for each in recovery]
                )

        await self._database.run(work)

    async def use_step(self, id: int, step: int) -> bool:  # noqa: A002
        """See ports.People."""
        change = update(ACCOUNTS).where(ACCOUNTS.c.id == id, ACCOUNTS.c.step < step).values(step=step)
        return await self._database.run(lambda connection: connection.execute(change).rowcount) > 0

    async def use_recovery(self, id: int, digest: str) -> bool:  # noqa: A002
        """See ports.People."""
        gone = delete(RECOVERY_CODES).where(RECOVERY_CODES.c.account == id, RECOVERY_CODES.c.digest == digest)
        return await self._database.run(lambda connection: connection.execute(gone).rowcount) > 0

    async def recovery_left(self, id: int) -> int:  # noqa: A002
        """See ports.People."""
        query = select(func.count()).select_from(RECOVERY_CODES).where(RECOVERY_CODES.c.account == id)
        return await self._database.read(lambda connection: connection.scalar(query) or 0)

    async def set_subject(self, id: int, subject: str) -> bool:  # noqa: A002
        """See ports.People."""

        def work(connection: Connection) -> bool:
            whose = (
                connection.scalar(select(ACCOUNTS.c.id).where(ACCOUNTS.c.subject == subject))
                if subject
                else None
            )
            if whose is not None and whose != id:
                return False
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == id).values(subject=subject or None))
            return True

        return await self._database.run(work)

    async def add_passkey(self, passkey: Passkey) -> bool:
        """See ports.People."""

        def work(connection: Connection) -> bool:
            if connection.scalar(select(PASSKEYS.c.id).where(PASSKEYS.c.id == passkey.id)) is not None:
                return False
            connection.execute(insert(PASSKEYS).values(asdict(passkey)))
            return True

        return await self._database.run(work)

    async def passkeys(self, account: int) -> Sequence[Passkey]:
        """See ports.People."""
        query = (
            select(PASSKEYS).where(PASSKEYS.c.account == account).order_by(PASSKEYS.c.added_at, PASSKEYS.c.id)
        )
        return await self._database.read(
            lambda connection: [Passkey(**row._asdict()) for row in connection.execute(query)]
        )

    async def passkey(self, id: str) -> Passkey | None:  # noqa: A002
        """See ports.People."""
        query = select(PASSKEYS).where(PASSKEYS.c.id == id)
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else Passkey(**row._asdict())

    async def use_passkey(self, id: str, count: int, at: datetime) -> bool:  # noqa: A002
        """See ports.People."""
        change = update(PASSKEYS).where(PASSKEYS.c.id == id).values(count=count, used_at=at)
        # A device that counts, or has counted, must go on counting: the same number twice is a copy of it.
        change = change.where(PASSKEYS.c.count < count) if count else change.where(PASSKEYS.c.count == 0)
        return await self._database.run(lambda connection: connection.execute(change).rowcount) > 0

    async def drop_passkey(self, account: int, id: str) -> bool:  # noqa: A002
        """See ports.People."""
        gone = delete(PASSKEYS).where(PASSKEYS.c.account == account, PASSKEYS.c.id == id)
        return await self._database.run(lambda connection: connection.execute(gone).rowcount) > 0

    async def drop_factors(self, account: int) -> None:
        """See ports.People."""

        def work(connection: Connection) -> None:
            connection.execute(delete(PASSKEYS).where(PASSKEYS.c.account == account))
            connection.execute(delete(RECOVERY_CODES).where(RECOVERY_CODES.c.account == account))
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == account).values(codes=b""))

        await self._database.run(work)

    async def begin(self, session: Session) -> None:
        """See ports.People."""
        await self._database.run(
            lambda connection: connection.execute(insert(SESSIONS).values(asdict(session)))
        )

    async def session(self, digest: str) -> Session | None:
        """See ports.People."""
        query = select(SESSIONS).where(SESSIONS.c.digest == digest)
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else Session(**row._asdict())

    async def seen(self, digest: str, at: datetime) -> None:
        """See ports.People."""
        change = update(SESSIONS).where(SESSIONS.c.digest == digest).values(seen_at=at)
        await self._database.run(lambda connection: connection.execute(change))

    async def sessions(self, account: int) -> Sequence[Session]:
        """See ports.People."""
        query = select(SESSIONS).where(SESSIONS.c.account == account).order_by(SESSIONS.c.seen_at.desc())
        return await self._database.read(
            lambda connection: [Session(**row._asdict()) for row in connection.execute(query)]
        )

    async def end(self, account: int, digest: str) -> bool:
        """See ports.People."""
        gone = delete(SESSIONS).where(SESSIONS.c.account == account, SESSIONS.c.digest == digest)
        return await self._database.run(lambda connection: connection.execute(gone).rowcount) > 0

    async def end_all(self, account: int, but: str = "") -> int:
        """See ports.People."""
        gone = delete(SESSIONS).where(SESSIONS.c.account == account, SESSIONS.c.digest != but)
        return await self._database.run(lambda connection: connection.execute(gone).rowcount)

    async def put_link(self, digest: str, link: Link) -> None:
        """See ports.People."""
        values = {**asdict(link), "kind": link.kind.value, "held": dict(link.held), "digest": digest}
        await self._database.run(lambda connection: connection.execute(insert(LINKS).values(values)))

    async def link(self, digest: str, at: datetime) -> Link | None:
        """See ports.People."""
        query = select(LINKS).where(LINKS.c.digest == digest, LINKS.c.expires_at > at)
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _link(row)

    async def take_link(self, digest: str, at: datetime) -> Link | None:
        """See ports.People."""
        taken = delete(LINKS).where(LINKS.c.digest == digest, LINKS.c.expires_at > at).returning(LINKS)
        row = await self._database.run(lambda connection: connection.execute(taken).one_or_none())
        return None if row is None else _link(row)

    async def drop_links(self, kind: LinkKind, account: int) -> None:
        """See ports.People."""
        gone = delete(LINKS).where(LINKS.c.kind == kind.value, LINKS.c.account == account)
        await self._database.run(lambda connection: connection.execute(gone))

    async def _one(self, query: Select[tuple[object, ...]]) -> Account | None:
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _account(row)


def _added(
    connection: Connection,
    name: str,
    grants: Sequence[Grant],
    at: datetime,
    *,
    subject: str = "",
    is_vouched: bool = False,
    password: str = "",
) -> Account:
    values = {
        "name": " ".join(name.split()),
        "key": name_key(name),
        "grants": _told(grants),
        "is_vouched": is_vouched,
        "password": password,
        "codes": b"",
        "step": 0,
        "subject": subject or None,
        "made_at": at,
    }
    id_ = connection.execute(insert(ACCOUNTS).values(values).returning(ACCOUNTS.c.id)).scalar_one()
    return _account(connection.execute(_ACCOUNT.where(ACCOUNTS.c.id == id_)).one())


def _is_last(connection: Connection, id_: int) -> bool:
    """Whether without this account no administrator would be left who is not shut out."""
    query = select(ACCOUNTS.c.id, ACCOUNTS.c.grants).where(ACCOUNTS.c.disabled_at.is_(None))
    found = connection.execute(query)
    keepers = {row.id for row in found if Grant(Role.ADMINISTRATOR) in _grants(row.grants)}
    return keepers == {id_}


def _told(grants: Sequence[Grant]) -> list[dict[str, object]]:
    return [
        {
            "role": grant.role.value,
            "services": list(grant.scope.services),
            "operators": list(grant.scope.operators),
        }
        for grant in grants
    ]


def _grants(told: Sequence[Mapping[str, Any]]) -> tuple[Grant, ...]:
    return tuple(
        Grant(Role(each["role"]), Scope(tuple(each["services"]), tuple(each["operators"]))) for each in told
    )


def _changed(connection: Connection, id_: int, values: Mapping[str, object]) -> bool:
    connection.execute(delete(SESSIONS).where(SESSIONS.c.account == id_))
    return connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == id_).values(values)).rowcount > 0


def _account(row: Row[tuple[object, ...]]) -> Account:
    values = row._asdict()
    return Account(
        id=values["id"],
        name=values["name"],
        grants=_grants(values["grants"]),
        made_at=values["made_at"],
        disabled_at=values["disabled_at"],
        has_password=bool(values["password"]),
        has_codes=bool(values["codes"]),
        passkeys=values["passkeys"],
        subject=values["subject"] or "",
        is_vouched=values["is_vouched"],
    )


def _link(row: Row[tuple[object, ...]]) -> Link:
    values = row._asdict()
    return Link(LinkKind(values["kind"]), values["account"], values["expires_at"], values["held"])
