"""What legs keep for themselves across restarts, in a table: one row a name, replaced in one transaction."""

from __future__ import annotations

from sqlalchemy import select

from groundswell.errors import CorruptStoreError
from groundswell.ports import Arrays
from groundswell.stores.encoding import decode_arrays, encode_arrays
from groundswell.stores.relational.database import Database
from groundswell.stores.relational.schema import NOTES
from groundswell.stores.relational.upsert import upsert


class RelationalNotebook:
    """ports.Notebook in `database`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, name: str, note: Arrays) -> None:
        """See ports.Notebook."""
        # Packed by the writer's thread: some milliseconds a megabyte.
        await self._database.run(
            lambda connection: upsert(connection, NOTES, [{"name": name, "body": encode_arrays(note)}])
        )

    async def get(self, name: str) -> Arrays | None:
        """See ports.Notebook."""
        query = select(NOTES.c.body).where(NOTES.c.name == name)
        body = await self._database.read(lambda connection: connection.scalar(query))
        if body is None:
            return None
        try:
            return decode_arrays(body)
        except CorruptStoreError as fault:
            raise CorruptStoreError(f'the note "{name}" does not read back: {fault}') from fault
