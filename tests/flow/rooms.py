"""Real stores on a directory that vanishes, and a clock that stands: what the legs are tested on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, fields
from pathlib import Path

from groundswell.core.catalog import Catalog
from groundswell.core.model import Axis, SourceKind
from groundswell.core.timegrid import minute_of
from groundswell.flow.judge import Judge
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


def moved(judge: Judge, then: Rooms, now: Rooms, catalog: Catalog) -> Judge:
    """One who knows what `judge` of this catalog has come to know in the rooms of then, at work in those of now: to hear the past
    anew takes longer than most of what is told of it."""
    for_those = {id(getattr(then, each.name)): getattr(now, each.name) for each in fields(Rooms)}
    return deepcopy(judge, {id(catalog): catalog, **for_those})
