"""Beside the people of the desk, in tables: tokens of programs, claims of services, the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import Connection, Row, delete, insert, select, update

from groundswell.core.access import Right
from groundswell.core.accounts import ApiToken, Claim, ClaimState, Scope
from groundswell.ports.people import Noted
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.schema_people import (
    ACCOUNTS,
    AUDIT,
    CLAIMS_OF_SERVICES,
    LINKS,
    SESSIONS,
    TOKENS,
)

_CLAIM = select(CLAIMS_OF_SERVICES, ACCOUNTS.c.name).join(
    ACCOUNTS, ACCOUNTS.c.id == CLAIMS_OF_SERVICES.c.account
)


class RelationalPrograms:
    """The second half of ports.People in `database`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_token(self, token: ApiToken, digest: str) -> ApiToken | None:
        """See ports.People."""
        values = {
            "name": token.name,
            "prefix": token.prefix,
            "digest": digest,
            "rights": sorted(right.value for right in token.rights),
            "services": list(token.scope.services),
            "operators": list(token.scope.operators),
            "made_by": token.made_by,
            "made_at": token.made_at,
            "expires_at": token.expires_at,
        }
        taken = select(TOKENS.c.id).where(TOKENS.c.name == token.name, TOKENS.c.revoked_at.is_(None))

        def work(connection: Connection) -> ApiToken | None:
            if connection.execute(taken).first() is not None:
                return None
            id_ = connection.execute(insert(TOKENS).values(values).returning(TOKENS.c.id)).scalar_one()
            return replace(token, id=id_)

        return await self._database.run(work)

    async def tokens(self) -> Sequence[ApiToken]:
        """See ports.People."""
        query = select(TOKENS).order_by(TOKENS.c.id.desc())
        return await self._database.read(
            lambda connection: [_token(row) for row in connection.execute(query)]
        )

    async def token(self, digest: str) -> ApiToken | None:
        """See ports.People."""
        query = select(TOKENS).where(TOKENS.c.digest == digest)
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _token(row)

    async def token_used(self, id: int, at: datetime) -> None:  # noqa: A002
        """See ports.People."""
        change = update(TOKENS).where(TOKENS.c.id == id).values(used_at=at)
        await self._database.run(lambda connection: connection.execute(change))

    async def revoke(self, id: int, at: datetime) -> bool:  # noqa: A002
        """See ports.People."""
        change = update(TOKENS).where(TOKENS.c.id == id, TOKENS.c.revoked_at.is_(None)).values(revoked_at=at)
        return await self._database.run(lambda connection: connection.execute(change).rowcount) > 0

    async def ask(self, account: int, service: str, at: datetime) -> bool:
        """See ports.People."""
        own = (CLAIMS_OF_SERVICES.c.account == account) & (CLAIMS_OF_SERVICES.c.service == service)
        fresh = {"asked_at": at, "state": ClaimState.ASKED.value, "decided_by": "", "decided_at": None}

        def work(connection: Connection) -> bool:
            state = connection.scalar(select(CLAIMS_OF_SERVICES.c.state).where(own))
            if state is None:
                connection.execute(
                    insert(CLAIMS_OF_SERVICES).values(account=account, service=service, **fresh)
                )
            elif state == ClaimState.REFUSED.value:
                connection.execute(update(CLAIMS_OF_SERVICES).where(own).values(fresh))
            else:
                return False
            return True

        return await self._database.run(work)

    async def claims(self, account: int | None = None) -> Sequence[Claim]:
        """See ports.People."""
        query = _CLAIM.order_by(CLAIMS_OF_SERVICES.c.asked_at.desc(), CLAIMS_OF_SERVICES.c.id.desc())
        if account is not None:
            query = query.where(CLAIMS_OF_SERVICES.c.account == account)
        return await self._database.read(
            lambda connection: [_claim(row) for row in connection.execute(query)]
        )

    async def decide(self, id: int, state: ClaimState, by: str, at: datetime) -> Claim | None:  # noqa: A002
        """See ports.People."""
        change = update(CLAIMS_OF_SERVICES).where(CLAIMS_OF_SERVICES.c.id == id)
        change = change.values(state=state.value, decided_by=by, decided_at=at)

        def work(connection: Connection) -> Claim | None:
            connection.execute(change)
            row = connection.execute(_CLAIM.where(CLAIMS_OF_SERVICES.c.id == id)).one_or_none()
            return None if row is None else _claim(row)

        return await self._database.run(work)

    async def note(self, entry: Noted) -> None:
        """See ports.People."""
        values = asdict(entry)
        del values["id"]
        await self._database.run(lambda connection: connection.execute(insert(AUDIT).values(values)))

    async def noted(
        self,
        *,
        actor: str = "",
        act: str = "",
        since: datetime | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> Sequence[Noted]:
        """See ports.People."""
        query = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)
        if actor:
            query = query.where(AUDIT.c.actor == actor)
        if act:
            query = query.where(AUDIT.c.act.startswith(act, autoescape=True))
        if since is not None:
            query = query.where(AUDIT.c.at >= since)
        if before is not None:
            query = query.where(AUDIT.c.id < before)
        return await self._database.read(
            lambda connection: [Noted(**row._asdict()) for row in connection.execute(query)]
        )

    async def forget(self, *, noted_before: datetime, now: datetime) -> int:
        """See ports.People."""

        def work(connection: Connection) -> int:
            gone = connection.execute(delete(AUDIT).where(AUDIT.c.at < noted_before)).rowcount
            gone += connection.execute(delete(SESSIONS).where(SESSIONS.c.ends_at <= now)).rowcount
            return gone + connection.execute(delete(LINKS).where(LINKS.c.expires_at <= now)).rowcount

        return await self._database.run(work)


def _token(row: Row[tuple[object, ...]]) -> ApiToken:
    values = row._asdict()
    return ApiToken(
        id=values["id"],
        name=values["name"],
        prefix=values["prefix"],
        rights=frozenset(Right(right) for right in values["rights"]),
        scope=Scope(tuple(values["services"]), tuple(values["operators"])),
        made_by=values["made_by"],
        made_at=values["made_at"],
        expires_at=values["expires_at"],
        used_at=values["used_at"],
        revoked_at=values["revoked_at"],
    )


def _claim(row: Row[tuple[object, ...]]) -> Claim:
    values = row._asdict()
    return Claim(**{**values, "state": ClaimState(values["state"])})
