"""The one file that names a store: settings become an instance, its parts put together and taken apart again."""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from random import SystemRandom
from secrets import token_urlsafe

import structlog

from groundswell.core.catalog import Catalog
from groundswell.errors import ConfigError
from groundswell.flow.admit import Admit
from groundswell.flow.advise import Advise
from groundswell.flow.announce import Announce
from groundswell.flow.count import Count
from groundswell.flow.explain import Explain
from groundswell.flow.gather import Gather
from groundswell.flow.guard import Guard
from groundswell.flow.judge import Judge
from groundswell.flow.offer import Offer
from groundswell.flow.past import Past
from groundswell.flow.publish import Publish
from groundswell.flow.quote import Quote
from groundswell.flow.speak import Speak
from groundswell.flow.survey import Survey
from groundswell.flow.tell import Tell
from groundswell.flow.utter import Utter
from groundswell.ports import (
    Clock,
    Comments,
    Cube,
    Deploys,
    Desk,
    Imports,
    Incidents,
    Journal,
    Notebook,
    Outbox,
    People,
    Site,
)
from groundswell.ports.notices import Http, Notices
from groundswell.ports.subscriptions import Subscriptions
from groundswell.ports.workarounds import Workarounds
from groundswell.runtime import advising, belonging, subscribing, telling
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import Settings
from groundswell.runtime.figures import follow
from groundswell.runtime.open_files import readers_that_fit
from groundswell.runtime.secrets import Secrets, load_secrets
from groundswell.runtime.subscribing import Subscribing
from groundswell.runtime.telemetry import Telemetry
from groundswell.runtime.writers import masthead_of, speakers
from groundswell.stores.catalog_toml import load_catalog
from groundswell.stores.journal_sqlite import JournalSqlite
from groundswell.stores.places import Places
from groundswell.stores.relational import (
    RelationalComments,
    RelationalCube,
    RelationalDeploys,
    RelationalDesk,
    RelationalImports,
    RelationalIncidents,
    RelationalNotebook,
    RelationalNotices,
    RelationalPeople,
    RelationalSubscriptions,
    RelationalWorkarounds,
    ask_database,
    open_database,
)
from groundswell.stores.sealing import Sealing
from groundswell.stores.site_memory import SiteMemory
from groundswell.web.app import build_app
from groundswell.web.body import Bodies
from groundswell.web.embed import Embeds
from groundswell.web.front import Front
from groundswell.web.language import ENGLISH
from groundswell.web.live import Live
from groundswell.web.local_catalog import local_catalog
from groundswell.web.machines import Machines
from groundswell.web.parts import Parts
from groundswell.web.people.entrance import Entrance
from groundswell.web.ranges import range_pages
from groundswell.web.render import Render
from groundswell.web.tokens import token_check
from groundswell.web.visitor import VisitorReader

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Stores:
    """The durable part of an instance, enough for a command that needs no web."""

    catalog: Catalog
    clock: Clock
    journal: Journal
    cube: Cube
    incidents: Incidents
    outbox: Outbox
    imports: Imports
    deploys: Deploys
    comments: Comments
    desk: Desk
    notebook: Notebook
    people: People
    notices: Notices
    subscriptions: Subscriptions
    workarounds: Workarounds
    telemetry: Telemetry


@dataclass(frozen=True, slots=True)
class Instance:
    """Everything that runs, each part built once."""

    settings: Settings
    secrets: Secrets
    catalog: Catalog
    clock: Clock
    journal: Journal
    cube: Cube
    incidents: Incidents
    outbox: Outbox
    quote: Quote
    people: Entrance
    utter: Utter
    site: Site
    admit: Admit
    guard: Guard
    count: Count
    judge: Judge
    gather: Gather
    publish: Publish
    announce: Announce
    signed: Subscribing
    advise: Advise
    live: Live
    bodies: Bodies
    telemetry: Telemetry
    dropped: dict[str, int]
    """drops since the beginning, by reason, as last read from the cube"""
    app: Front


def shipped_catalog(extra: Path | None = None) -> Catalog:
    """The built-in catalog, with a file of one's own over it. Raises ConfigError."""
    return load_catalog(extra)


@asynccontextmanager
async def open_stores(
    settings: Settings, clock: Clock | None = None, *, looking: bool = False
) -> AsyncIterator[Stores]:
    """The stores that `settings` name, brought up to date and closed at the end. Who is only `looking` brings nothing up to
    date: another version may be at work on them.

    Raises ConfigError or StoreUnavailableError.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    for path in () if looking else (settings.database_path, settings.journal_path):
        _touch(path)
    clock = clock or SystemClock()
    database = open_database(settings.database_url, looking=looking)
    try:
        telemetry = Telemetry()
        took = partial(telemetry.observe, "groundswell_journal_commit_seconds")
        journal = JournalSqlite(settings.journal_path, clock=clock, took=took)
        try:
            incidents = RelationalIncidents(database)
            seal = Sealing(lambda: load_secrets(settings.data_dir).key)
            yield Stores(
                catalog=load_catalog(settings.catalog),
                clock=clock,
                journal=journal,
                cube=RelationalCube(database),
                incidents=incidents,
                outbox=incidents,
                imports=RelationalImports(database),
                deploys=RelationalDeploys(database),
                comments=RelationalComments(database),
                desk=RelationalDesk(database),
                notebook=RelationalNotebook(database),
                people=RelationalPeople(database),
                notices=RelationalNotices(database, seal),
                subscriptions=RelationalSubscriptions(database, seal),
                workarounds=RelationalWorkarounds(database),
                telemetry=telemetry,
            )
        finally:
            await journal.close()
    finally:
        await database.close()


@asynccontextmanager
async def open_entrance(settings: Settings, env: Mapping[str, str] | None = None) -> AsyncIterator[Entrance]:
    """The way in to the desk alone, for commands; a server may run beside it. Raises ConfigError or StoreUnavailableError."""
    secrets = load_secrets(settings.data_dir, env)
    _touch(settings.database_path)
    database = open_database(settings.database_url)
    try:
        yield _entrance(
            settings, secrets, RelationalPeople(database), load_catalog(settings.catalog), SystemClock()
        )
    finally:
        await database.close()


async def reach_database(settings: Settings) -> None:
    """Ask the database for an answer, and leave it as it is. Raises ConfigError or StoreUnavailableError."""
    await asyncio.to_thread(ask_database, settings.database_url)


@asynccontextmanager
async def open_instance(
    settings: Settings,
    clock: Clock | None = None,
    env: Mapping[str, str] | None = None,
    notice: str = "",
) -> AsyncIterator[Instance]:
    """A whole instance, ready for `roles`; `notice` stands on top of every page. Raises ConfigError or StoreUnavailableError."""
    secrets = load_secrets(settings.data_dir, env)
    with alone(settings.data_dir):
        async with open_stores(settings, clock) as stores:
            await belonging.insist(stores.journal, stores.cube, stores.incidents)
            places = Places(settings.visitor.geo_country_file, settings.visitor.geo_network_file)
            http = telling.way_out(settings)
            try:
                announce = _announce(settings, stores, http, exercise=bool(notice))
                signed = subscribing.built(
                    settings,
                    secrets.key,
                    stores.subscriptions,
                    stores.notices,
                    stores.incidents,
                    stores.catalog,
                    stores.clock,
                    http,
                    exercise=bool(notice),
                )
                yield _assembled(settings, secrets, stores, places, announce, signed, notice)
            finally:
                await http.close()
                places.close()


def is_running(data_dir: Path) -> bool:
    """Whether an instance runs on this directory."""
    try:
        with (data_dir / "lock").open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def serves_at(data_dir: Path) -> str:
    """The address at which the instance of this directory has its page; "" where none runs, or none has it up."""
    return (data_dir / "lock").read_text("utf-8").strip() if is_running(data_dir) else ""


def note_address(data_dir: Path, address: str) -> None:
    """Say to other programs on this machine where the instance that runs on this directory has its page."""
    (data_dir / "lock").write_text(f"{address}\n", "utf-8")


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Two instances on one directory would both count and both judge: the second is told so."""
    with (data_dir / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ConfigError(
                f"{data_dir}: another instance runs on this directory; stop it, or set data_dir to another"
            ) from None
        file.truncate(0)
        yield


def _offer(stores: Stores, site: Site, machines: Machines, render: Render, speak: Speak) -> Offer:
    catalog, cube, incidents, clock = stores.catalog, stores.cube, stores.incidents, stores.clock
    outputs = {**machines.outputs(), **range_pages(render.past)}
    return Offer(
        outputs,
        catalog,
        incidents,
        site,
        clock,
        Past(catalog, cube, incidents, clock),
        speak,
        Tell(stores.desk),
    )


def _announce(settings: Settings, stores: Stores, http: Http, *, exercise: bool) -> Announce:
    return Announce(
        stores.notices,
        stores.incidents,
        stores.catalog,
        stores.clock,
        telling.channels_of(settings, http, stores.clock),
        telling.targets_of(settings, stores.catalog),
        telling.sender_of(settings, exercise=exercise),
        settings.channels,
        roll=SystemRandom().random,
        make_key=lambda: token_urlsafe(18),
        said=Tell(stores.desk).words,
    )


def _assembled(
    settings: Settings,
    secrets: Secrets,
    stores: Stores,
    places: Places,
    announce: Announce,
    signed: Subscribing,
    notice: str,
) -> Instance:
    catalog, clock, journal, cube = stores.catalog, stores.clock, stores.journal, stores.cube
    incidents, telemetry, site = stores.incidents, stores.telemetry, SiteMemory()
    admit = Admit(catalog, journal, clock, settings.intake, secrets.key)
    guard = Guard(settings.guard, admit, site, clock, secrets.key)
    judge, count = _judge(settings, stores), Count(journal, cube)
    gather = _gather(settings, stores)
    render_in, speak = speakers(settings, catalog, notice, site)
    embeds, render = Embeds(masthead := masthead_of(settings, notice), catalog), render_in(ENGLISH)
    offer = _offer(stores, site, Machines(masthead, catalog, embeds), render, speak)
    survey = Survey(render, gather, catalog, cube, incidents, site, speak, clock, sieges=lambda: guard.sieges)
    publish = Publish(gather, site, render, catalog, offer, speak, survey)
    visitors = VisitorReader(settings.visitor, secrets.key, places)
    live, bodies = _live(settings, visitors, clock, catalog), Bodies()
    parts = Parts(
        catalog=catalog,
        admit=admit,
        journal=journal,
        cube=cube,
        incidents=incidents,
        deploys=stores.deploys,
        comments=stores.comments,
        desk=stores.desk,
        utter=_utter(settings, stores),
        site=site,
        clock=clock,
        visitors=visitors,
        live=live,
        bodies=bodies,
        gather=gather,
        publish=publish,
        offer=offer,
        embeds=embeds,
        pages=render,
        speak=speak,
        survey=survey,
        subscribe=signed.subscribe,
        advise=advising.built(settings, secrets.key, stores.workarounds, incidents, catalog, clock),
        push_key=signed.push_key,
        pages_in=render_in,
        token_fits=token_check(secrets.token),
        people=_entrance(settings, secrets, stores.people, catalog, clock),
        ready=belonging.readiness(journal, cube, incidents),
        registry=telemetry.registry,
        config=settings.web,
    )
    return _instance(settings, secrets, stores, parts, guard, count, judge, announce, signed)


def _instance(
    settings: Settings,
    secrets: Secrets,
    stores: Stores,
    parts: Parts,
    guard: Guard,
    count: Count,
    judge: Judge,
    announce: Announce,
    signed: Subscribing,
) -> Instance:
    """All of it, its figures followed."""
    telemetry, live, catalog, dropped = stores.telemetry, parts.live, parts.catalog, dict[str, int]()
    follow(telemetry, guard, count, judge, live, announce, signed, catalog, parts.tally, dropped)
    return Instance(
        settings=settings,
        secrets=secrets,
        catalog=catalog,
        clock=parts.clock,
        journal=parts.journal,
        cube=parts.cube,
        incidents=parts.incidents,
        outbox=stores.outbox,
        quote=Quote(parts.journal, stores.comments, is_on=settings.web.comments),
        people=parts.people,
        utter=parts.utter,
        site=parts.site,
        admit=parts.admit,
        guard=guard,
        count=count,
        judge=judge,
        gather=parts.gather,
        publish=parts.publish,
        announce=announce,
        signed=signed,
        advise=parts.advise,
        live=live,
        bodies=parts.bodies,
        telemetry=telemetry,
        dropped=dropped,
        app=build_app(parts),
    )


def _touch(path: Path | None) -> None:
    """What people report is nobody else's on this machine."""
    if path is not None and path.parent.is_dir() and not path.exists():
        path.touch(mode=0o600)


def _entrance(
    settings: Settings, secrets: Secrets, people: People, catalog: Catalog, clock: Clock
) -> Entrance:
    return Entrance(people, catalog, clock, settings.desk, secrets.key, site_name=settings.instance_name)


def _live(settings: Settings, visitors: VisitorReader, clock: Clock, catalog: Catalog) -> Live:
    web = settings.web
    return Live(
        readers_that_fit(web.readers_max),
        web.heartbeat_seconds,
        web.origin_readers_max,
        lambda scope: visitors.read_scope(scope, clock.now()),
        catalog=catalog,
    )


def _judge(settings: Settings, stores: Stores) -> Judge:
    catalog, cube, incidents, journal = stores.catalog, stores.cube, stores.incidents, stores.journal
    explain = Explain(catalog, cube, incidents, journal)
    return Judge(
        catalog,
        cube,
        incidents,
        journal,
        settings.judge,
        notebook=stores.notebook,
        explain=explain,
        planned=Tell(stores.desk).windows,
    )


def _gather(settings: Settings, stores: Stores) -> Gather:
    comments = stores.comments if settings.web.comments else None
    tell = Tell(stores.desk, stores.workarounds, settings.workarounds.networks_min)
    return Gather(stores.catalog, stores.cube, stores.incidents, stores.clock, comments, tell)


def _utter(settings: Settings, stores: Stores) -> Utter:
    catalog_in = cache(partial(local_catalog, stores.catalog))
    return Utter(stores.desk, stores.journal, stores.incidents, stores.clock, catalog_in, settings.statements)
