"""Sieges of the intake, in a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select

from groundswell.core.status import Siege
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.schema_sieges import SIEGES
from groundswell.stores.relational.upsert import upsert


class RelationalSieges:
    """ports.sieges.Sieges in `database`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, siege: Siege) -> None:
        """See ports.sieges."""
        await self._database.run(lambda connection: upsert(connection, SIEGES, [asdict(siege)]))

    async def list(self, limit: int = 20) -> Sequence[Siege]:
        """See ports.sieges."""
        query = select(SIEGES).order_by(SIEGES.c.began_at.desc()).limit(limit)
        return await self._database.read(
            lambda connection: [Siege(**row._asdict()) for row in connection.execute(query)]
        )

    async def forget(self, before: datetime) -> int:
        """See ports.sieges."""
        old = delete(SIEGES).where(SIEGES.c.began_at < before)
        return await self._database.run(lambda connection: connection.execute(old).rowcount)
