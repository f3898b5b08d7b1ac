"""The web on real stores in a folder of its own, a clock that stands still, and a client without sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import httpx
from prometheus_client import CollectorRegistry, Gauge

from groundswell.channels.outgoing import OutgoingHttp
from groundswell.core.catalog import Catalog
from groundswell.core.model import Event, EventKind, Footprint, Share
from groundswell.core.notice import Sender, Way
from groundswell.core.status import Masthead
from groundswell.flow.admit import Admit, AdmitConfig
from groundswell.flow.advise import Advise, WorkaroundsConfig
from groundswell.flow.blame import Refusals
from groundswell.flow.call import Calling, OncallConfig
from groundswell.flow.consult import Consult
from groundswell.flow.count import Count
from groundswell.flow.gather import Gather
from groundswell.flow.handles import Handles
from groundswell.flow.latch import Latch
from groundswell.flow.offer import Offer
from groundswell.flow.past import Past
from groundswell.flow.publish import Publish
from groundswell.flow.recheck import Recheck
from groundswell.flow.remind import Remind
from groundswell.flow.speak import Speak
from groundswell.flow.subscribe import Subscribe, SubscriptionsConfig
from groundswell.flow.survey import Survey
from groundswell.flow.tell import Tell
from groundswell.flow.undertake import Undertake, WishesConfig
from groundswell.flow.utter import StatementsConfig, Utter
from groundswell.flow.withdraw import Withdraw
from groundswell.ports import Revision
from groundswell.runtime.clock import ManualClock
from groundswell.sources.calendar_file import read_calendar
from groundswell.stores.journal_sqlite import JournalSqlite
from groundswell.stores.places import Places
from groundswell.stores.relational import (
    Database,
    RelationalComments,
    RelationalCube,
    RelationalDeploys,
    RelationalDesk,
    RelationalIncidents,
    RelationalNotebook,
    RelationalNotices,
    RelationalOncall,
    RelationalPeople,
    RelationalQuestions,
    RelationalSieges,
    RelationalSubscriptions,
    RelationalWishes,
    RelationalWorkarounds,
    open_database,
)
from groundswell.stores.sealing import Sealing
from groundswell.stores.site_memory import SiteMemory
from groundswell.web.answer import ASGIApp
from groundswell.web.app import build_app
from groundswell.web.asked import service_json
from groundswell.web.assets import load_assets
from groundswell.web.embed import Embeds
from groundswell.web.house import House as Told
from groundswell.web.leaflets import publish_leaflets
from groundswell.web.live import Live
from groundswell.web.local_catalog import local_catalog
from groundswell.web.machines import Machines
from groundswell.web.parts import Parts, Readiness, WebConfig
from groundswell.web.people.called import Called
from groundswell.web.people.config import DeskConfig
from groundswell.web.people.entrance import Entrance
from groundswell.web.people.passwords import Cost, Passwords
from groundswell.web.ranges import range_pages
from groundswell.web.render import Render
from groundswell.web.shape import Shape
from groundswell.web.tokens import token_check
from groundswell.web.visitor import VisitorConfig, VisitorReader
from tests.asking import asking
from tests.town import NOON, incident, town

SECRET = b"a secret of the tests, 32 bytes!"
TOKEN = "the token of the tests"
CHEAP = Cost(1, 8, 1)
"""a hash that proves nothing, and costs nothing"""
BEARER = {"authorization": f"Bearer {TOKEN}"}


@dataclass
class House:
    """All that a test may want to look into."""

    app: ASGIApp
    parts: Parts
    clock: ManualClock
    count: Count
    faults: dict[str, str]

    def client(self, address: str = "192.0.2.7", **headers: str) -> httpx.AsyncClient:
        """Somebody at `address`."""
        transport = httpx.ASGITransport(app=self.app, client=(address, 4711))
        return httpx.AsyncClient(transport=transport, base_url="http://town.test", headers=headers)


def _registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    Gauge("town_services", "Services in town.", registry=registry).set(6)
    return registry


def _pages(catalog: Catalog, config: WebConfig) -> Callable[[str], Render]:
    told, assets = (
        Told(comments=config.comments, ways=("email", "webhook", "push", "chat", "telegram")),
        load_assets(),
    )
    return cache(lambda language: Render(catalog, assets, language=language, house=told))


def _offer(
    catalog: Catalog,
    cube: RelationalCube,
    incidents: RelationalIncidents,
    site: SiteMemory,
    clock: ManualClock,
    speak: Speak,
    pages: Render,
    papers: RelationalDesk,
) -> tuple[Embeds, Offer]:
    masthead = Masthead("Town", "https://town.example")
    embeds = Embeds(masthead, catalog)
    outputs = {**Machines(masthead, catalog, embeds).outputs(), **range_pages(pages.past)}
    outputs |= service_json(Shape(catalog))
    past = Past(catalog, cube, incidents, clock, tell := Tell(papers, catalog, "Town"))
    return embeds, Offer(outputs, catalog, incidents, site, clock, past, speak, tell)


def _tell(
    papers: RelationalDesk,
    catalog: Catalog,
    questions: RelationalQuestions,
    incidents: RelationalIncidents,
    ways: RelationalWorkarounds,
) -> Tell:
    return Tell(papers, catalog, "Town", questions=questions, incidents=incidents, workarounds=ways)


def _utter(
    papers: RelationalDesk,
    journal: JournalSqlite,
    incidents: RelationalIncidents,
    clock: ManualClock,
    catalog: Catalog,
    config: StatementsConfig | None,
    is_own: bool,
) -> Utter:
    config = config or StatementsConfig(seconds_max=0)
    named = partial(local_catalog, catalog)
    return Utter(papers, journal, incidents, clock, named, config, is_own=is_own)


def _asking(
    questions: RelationalQuestions,
    incidents: RelationalIncidents,
    papers: RelationalDesk,
    catalog: Catalog,
    clock: ManualClock,
) -> dict[str, Any]:
    asker, replier = asking(questions, incidents, papers, catalog, clock)
    return {"asker": asker, "replier": replier}


def _people(database: Database, catalog: Catalog, clock: ManualClock, config: DeskConfig | None) -> Entrance:
    people, passwords = RelationalPeople(database), Passwords(CHEAP)
    config = config or DeskConfig()
    return Entrance(people, catalog, clock, config, SECRET, site_name="Town", passwords=passwords)


def _subscribe(database: Database, catalog: Catalog, clock: ManualClock) -> Subscribe:
    seal = Sealing(lambda: SECRET)
    return Subscribe(
        RelationalSubscriptions(database, seal),
        RelationalNotices(database, seal),
        catalog,
        clock,
        Handles(SECRET),
        {Way.EMAIL: "mail", Way.WEBHOOK: "hook", Way.PUSH: "push", Way.CHAT: "rooms", Way.TELEGRAM: "bot"},
        SubscriptionsConfig(origin_hour_max=5, telegram_bot="town_bot"),
        url="http://town.test",
        languages=["en", "de", "ar"],
        make_word=token_urlsafe,
    )


def _called(
    database: Database, incidents: RelationalIncidents, catalog: Catalog, clock: ManualClock
) -> Called:
    seal = Sealing(lambda: SECRET)
    notices, oncall = RelationalNotices(database, seal), RelationalOncall(database, seal)
    sender = Sender("Town", "http://town.test")
    config = OncallConfig(channels=("mail", "ntfy"))
    leg = Calling(
        *(oncall, notices, incidents, RelationalPeople(database), catalog, clock, sender, config),
        make_key=lambda: token_urlsafe(18),
    )
    consult = Consult(oncall, RelationalPeople(database), clock, OutgoingHttp(), read_calendar, 60)
    remind = Remind(
        *(
            RelationalDesk(database),
            incidents,
            RelationalPeople(database),
            oncall,
            notices,
            catalog,
            clock,
            sender,
        ),
        *(StatementsConfig(), ("mail", "ntfy")),
        key_of=lambda about: about,
    )
    refusals = Refusals(RelationalNotebook(database), clock)
    return Called(
        oncall, notices, refusals, leg, Latch(SECRET), consult, remind, {"mail": "email", "ntfy": "apprise"}
    )


def _ready(faults: Mapping[str, str]) -> Readiness:
    async def ready() -> Mapping[str, str]:
        return faults

    return ready


def _wish_legs(
    database: Database,
    catalog: Catalog,
    clock: ManualClock,
    admit: Admit,
    journal: JournalSqlite,
    config: WishesConfig,
) -> dict[str, Any]:
    wishes = RelationalWishes(database, Sealing(lambda: SECRET))
    undertake = Undertake(
        wishes,
        catalog,
        clock,
        Handles(SECRET),
        {Way.EMAIL: "mail", Way.PUSH: "push"},
        config,
        url="http://town.test",
        languages=["en", "de", "ar"],
        make_word=token_urlsafe,
    )
    cube, comments = RelationalCube(database), RelationalComments(database)
    withdraw = Withdraw(journal, cube, comments, wishes, undertake)
    return {
        "undertake": undertake,
        "recheck": Recheck(admit, wishes, clock, withdraw.blank),
        "withdraw": withdraw,
    }


def _advise(
    ways: RelationalWorkarounds,
    incidents: RelationalIncidents,
    catalog: Catalog,
    clock: ManualClock,
    config: WorkaroundsConfig | None,
) -> Advise:
    languages, config = ["en", "de", "ar"], config or WorkaroundsConfig()
    return Advise(
        ways,
        incidents,
        catalog,
        clock,
        config,
        SECRET,
        make_id=lambda: token_urlsafe(9),
        languages=languages,
        url="http://town.test",
    )


@asynccontextmanager
async def house(
    folder: Path,
    *,
    config: WebConfig | None = None,
    desk: DeskConfig | None = None,
    speaking: StatementsConfig | None = None,
    is_own: bool = False,
    helping: WorkaroundsConfig | None = None,
    wishes: WishesConfig | None = None,
) -> AsyncIterator[House]:
    """The web with everything behind it, opened and closed."""
    clock, catalog, faults, site = ManualClock(NOON), town(), dict[str, str](), SiteMemory()
    journal = JournalSqlite(folder / "journal.db", clock=clock)
    database = open_database(f"sqlite:///{folder / 'state.db'}")
    cube, incidents, places = RelationalCube(database), RelationalIncidents(database), Places()
    admit = Admit(catalog, journal, clock, AdmitConfig(), SECRET)
    config, comments, papers = config or WebConfig(), RelationalComments(database), RelationalDesk(database)
    questions, ways = RelationalQuestions(database), RelationalWorkarounds(database)
    tell = _tell(papers, catalog, questions, incidents, ways)
    gather = Gather(catalog, cube, incidents, clock, comments if config.comments else None, tell)
    pages = (pages_in := _pages(catalog, config))("en")
    speak = Speak(pages_in, site)
    publish_leaflets(site, speak, pages_in)
    survey = Survey(pages, gather, catalog, cube, incidents, site, speak, clock, RelationalSieges(database))
    embeds, offer = _offer(catalog, cube, incidents, site, clock, speak, pages, papers)
    live = Live(config.readers_max, config.heartbeat_seconds, catalog=catalog)
    parts = Parts(
        catalog=catalog,
        admit=admit,
        journal=journal,
        cube=cube,
        incidents=incidents,
        deploys=RelationalDeploys(database),
        comments=comments,
        desk=papers,
        utter=_utter(papers, journal, incidents, clock, catalog, speaking, is_own),
        site=site,
        clock=clock,
        visitors=VisitorReader(VisitorConfig(), SECRET, places),
        live=live,
        gather=gather,
        publish=Publish(gather, site, pages, catalog, offer, speak, survey),
        offer=offer,
        embeds=embeds,
        pages=pages,
        speak=speak,
        survey=survey,
        subscribe=_subscribe(database, catalog, clock),
        called=_called(database, incidents, catalog, clock),
        questions=questions,
        **_asking(questions, incidents, papers, catalog, clock),
        **_wish_legs(database, catalog, clock, admit, journal, wishes or WishesConfig()),
        advise=_advise(ways, incidents, catalog, clock, helping),
        push_key=b"\x04" + bytes(64),
        pages_in=pages_in,
        token_fits=token_check(TOKEN),
        people=_people(database, catalog, clock, desk),
        ready=_ready(faults),
        registry=_registry(),
        config=config,
    )
    try:
        await admit.start()
        yield House(build_app(parts), parts, clock, Count(journal, cube), faults)
    finally:
        live.close()
        await journal.close()
        await database.close()
        places.close()


Visit = Callable[[House], Awaitable[None]]


def at_home(
    folder: Path,
    visit: Visit,
    config: WebConfig | None = None,
    desk: DeskConfig | None = None,
    helping: WorkaroundsConfig | None = None,
    wishes: WishesConfig | None = None,
) -> None:
    """Open a house, do `visit` in it, close it."""

    async def run() -> None:
        async with house(folder, config=config, desk=desk, helping=helping, wishes=wishes) as open_house:
            await visit(open_house)

    asyncio.run(run())


@dataclass
class Shared:
    """A house that many tests visit, one after the other."""

    runner: asyncio.Runner
    house: House

    def send(self, method: str, path: str, **told: Any) -> httpx.Response:
        """One request to it."""

        async def run() -> httpx.Response:
            async with self.house.client() as client:
                return await client.request(method, path, **told)

        return self.runner.run(run())


def problem(response: httpx.Response) -> dict[str, Any]:
    """The problem details in `response`, checked to be some."""
    assert response.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert told["status"] == response.status_code
    assert told["type"].startswith("/problems/")
    assert told["title"]
    return told


async def broken(house: House) -> None:
    """An outage of Pictures is on that says where and of what."""
    shares = Footprint(
        symptoms=(Share("feed", 0.6, 60),), countries=(Share("ES", 0.5, 50), Share("", 0.5, 50))
    )
    opened = Event(incident().id, EventKind.OPENED, NOON - timedelta(minutes=25), "Many people say so.")
    await house.parts.incidents.save([Revision(incident(footprint=shares, ratio=float("inf")), (opened,))])
