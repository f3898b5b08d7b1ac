"""Gather and publish at work on real stores, with a pen that notes what it is asked for."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from groundswell.core.model import Report
from groundswell.core.status import HomeView, IncidentView, OutagesView, PastView, ServiceView
from groundswell.flow.count import Count
from groundswell.flow.gather import Gather
from groundswell.flow.publish import Publish, pack
from groundswell.ports import Page
from groundswell.runtime.clock import ManualClock
from groundswell.stores.journal_sqlite import JournalSqlite
from groundswell.stores.relational import RelationalCube, RelationalIncidents, open_database
from groundswell.stores.site_memory import SiteMemory
from tests.town import NOON, town

TOWN = town()


LATE = NOON + timedelta(minutes=7, seconds=30)
"""Seven and a half minutes into a quarter of an hour."""


@dataclass
class Pen:
    """A renderer that writes down what it was asked for."""

    asked: list[str] = field(default_factory=list)

    def _page(self, name: str, says: object) -> Page:
        self.asked.append(name)
        return pack("text/plain", repr(says).encode())

    def home(self, view: HomeView) -> Page:
        early = [early.service.slug for early in view.early]
        return self._page("home", ([(spark.service.slug, spark.reports) for spark in view.in_trouble], early))

    def service(self, view: ServiceView) -> Page:
        return self._page(view.service.slug, (view.reports, view.series.counts.tolist(), view.incident))

    def service_live(self, view: ServiceView) -> Page:
        return self._page(f"{view.service.slug} live", view.reports)

    def incident(self, view: IncidentView) -> Page:
        counts = view.series.counts.tolist()
        return self._page(view.incident.id, (view.incident, view.events, counts))

    def about(self, drops: Mapping[str, int]) -> Page:
        return self._page("about", dict(drops))

    def outages(self, view: OutagesView) -> Page:
        return self._page("outages", [incident.id for incident in (*view.ongoing, *view.over)])

    def past(self, view: PastView) -> Page:
        return self._page(f"{view.service.slug} weeks", view.series.counts.tolist())


@dataclass
class Bench:
    """Real stores, a clock that stands still, and the two legs at work on them."""

    journal: JournalSqlite
    cube: RelationalCube
    incidents: RelationalIncidents
    clock: ManualClock
    site: SiteMemory
    pen: Pen
    count: Count
    gather: Gather
    publish: Publish

    async def counted(self, *reports: Report) -> None:
        await self.journal.append(list(reports))
        await self.count.drain()

    async def service(self, slug: str = "pictures") -> ServiceView:
        view = await self.gather.service(slug)
        assert view is not None
        return view

    def rendered(self) -> Sequence[str]:
        asked, self.pen.asked = self.pen.asked, []
        return asked


def at_work(folder: Path, work: Callable[[Bench], Awaitable[None]], at: datetime = LATE) -> None:
    async def run() -> None:
        clock = ManualClock(at)
        journal = JournalSqlite(folder / "journal.db", clock=clock)
        database = open_database(f"sqlite:///{folder / 'state.db'}")
        cube, incidents, site, pen = (
            RelationalCube(database),
            RelationalIncidents(database),
            SiteMemory(),
            Pen(),
        )
        gather = Gather(TOWN, cube, incidents, clock)
        publish = Publish(gather, site, pen, TOWN)
        try:
            await work(
                Bench(journal, cube, incidents, clock, site, pen, Count(journal, cube), gather, publish)
            )
        finally:
            await journal.close()
            await database.close()

    asyncio.run(run())
