"""Real stores on a directory that vanishes, and a clock that stands: what the legs are tested on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from groundswell.core.model import Axis, SourceKind
from groundswell.core.timegrid import minute_of
from groundswell.runtime.clock import ManualClock
from groundswell.stores.journal_sqlite import JournalSqlite
from groundswell.stores.relational import Database, RelationalCube, RelationalIncidents, open_database
from tests.town import NOON


@dataclass
class Rooms:
    clock: ManualClock
    journal: JournalSqlite
    cube: RelationalCube
    incidents: RelationalIncidents
    database: Database

    async def trouble(self, service: str = "pictures") -> int:
        """Persons' reports of trouble on `service`, all told."""
        return (await self._by_kind(service)).get(("", SourceKind.PERSON, False), 0)

    async def works(self, service: str = "pictures") -> int:
        return (await self._by_kind(service)).get(("", SourceKind.PERSON, True), 0)

    async def visits(self, service: str = "pictures") -> int:
        return (await self._by_kind(service)).get(("", SourceKind.VISIT, False), 0)

    async def _by_kind(self, service: str) -> dict[tuple[str, SourceKind, bool], int]:
        noon = minute_of(NOON)
        return dict(await self.cube.totals(noon - 1440, noon + 1440, service=service, axis=Axis.ALL))


@asynccontextmanager
async def rooms(folder: Path) -> AsyncIterator[Rooms]:
    clock = ManualClock(NOON)
    database = open_database(f"sqlite:///{folder / 'groundswell.db'}")
    journal = JournalSqlite(folder / "journal.db", clock=clock)
    try:
        yield Rooms(clock, journal, RelationalCube(database), RelationalIncidents(database), database)
    finally:
        await journal.close()
        await database.close()
