"""Files that were taken in, in a table."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, select

from groundswell.ports import Import
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.schema import IMPORTS
from groundswell.stores.relational.upsert import upsert


class RelationalImports:
    """ports.Imports in `database`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, digest: str) -> Import | None:
        """See ports.Imports."""

        def look(connection: Connection) -> Import | None:
            row = connection.execute(select(IMPORTS).where(IMPORTS.c.digest == digest)).one_or_none()
            return Import(**row._asdict()) if row is not None else None

        return await self._database.read(look)

    async def put(self, entry: Import) -> None:
        """See ports.Imports."""
        await self._database.run(lambda connection: upsert(connection, IMPORTS, [asdict(entry)]))
