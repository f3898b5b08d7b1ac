"""The one file that names a store: settings become an instance, its parts put together and taken apart again."""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import structlog

from groundswell import __version__
from groundswell.core.catalog import Catalog
from groundswell.core.intake.attack import Alert
from groundswell.core.model import Drop, Held
from groundswell.core.status import Masthead
from groundswell.errors import ConfigError, GroundswellError
from groundswell.flow.admit import Admit
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
from groundswell.ports import (
    Clock,
    Comments,
    Cube,
    Deploys,
    Imports,
    Incidents,
    Journal,
    Notebook,
    Outbox,
    Site,
)
from groundswell.runtime import belonging
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import Settings
from groundswell.runtime.open_files import readers_that_fit
from groundswell.runtime.secrets import Secrets, load_secrets
from groundswell.runtime.telemetry import Telemetry
from groundswell.stores.catalog_toml import load_catalog
from groundswell.stores.journal_sqlite import JournalSqlite
from groundswell.stores.places import Places
from groundswell.stores.relational import (
    RelationalComments,
    RelationalCube,
    RelationalDeploys,
    RelationalImports,
    RelationalIncidents,
    RelationalNotebook,
    ask_database,
    open_database,
)
from groundswell.stores.site_memory import SiteMemory
from groundswell.web.app import build_app
from groundswell.web.assets import Assets, load_assets, publish_static
from groundswell.web.body import Bodies
from groundswell.web.embed import Embeds
from groundswell.web.front import Front
from groundswell.web.house import House
from groundswell.web.language import ENGLISH
from groundswell.web.leaflets import publish_leaflets
from groundswell.web.live import Live
from groundswell.web.machines import Machines
from groundswell.web.parts import Parts, Readiness, Tally
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
    notebook: Notebook
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
    site: Site
    admit: Admit
    guard: Guard
    count: Count
    judge: Judge
    gather: Gather
    publish: Publish
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
    for path in (settings.database_path, settings.journal_path):
        if not looking and path is not None and path.parent.is_dir() and not path.exists():
            path.touch(mode=0o600)  # what people report is nobody else's on this machine
    clock = clock or SystemClock()
    database = open_database(settings.database_url, looking=looking)
    try:
        telemetry = Telemetry()
        took = partial(telemetry.observe, "groundswell_journal_commit_seconds")
        journal = JournalSqlite(settings.journal_path, clock=clock, took=took)
        try:
            incidents = RelationalIncidents(database)
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
                notebook=RelationalNotebook(database),
                telemetry=telemetry,
            )
        finally:
            await journal.close()
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
            try:
                yield _assembled(settings, secrets, stores, places, notice)
            finally:
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
    return Offer(outputs, catalog, incidents, site, clock, Past(catalog, cube, incidents, clock), speak)


def _assembled(settings: Settings, secrets: Secrets, stores: Stores, places: Places, notice: str) -> Instance:
    catalog, clock = stores.catalog, stores.clock
    journal, cube, incidents = stores.journal, stores.cube, stores.incidents
    telemetry, site = stores.telemetry, SiteMemory()
    admit = Admit(catalog, journal, clock, settings.intake, secrets.key)
    guard = Guard(settings.guard, admit, site, clock, secrets.key)
    judge, count = _judge(settings, stores), Count(journal, cube)
    gather = Gather(catalog, cube, incidents, clock, stores.comments if settings.web.comments else None)
    render_in, speak = _speakers(settings, catalog, notice, site)
    masthead, render = _masthead(settings, notice), render_in(ENGLISH)
    embeds = Embeds(masthead, catalog)
    offer = _offer(stores, site, Machines(masthead, catalog, embeds), render, speak)
    survey = Survey(render, gather, catalog, cube, incidents, site, speak, clock, sieges=lambda: guard.sieges)
    publish = Publish(gather, site, render, catalog, offer, speak, survey)
    visitors = VisitorReader(settings.visitor, secrets.key, places)
    live, bodies = _live(settings, visitors, clock, catalog), Bodies()
    tally: Tally = {}
    parts = Parts(
        catalog=catalog,
        admit=admit,
        journal=journal,
        cube=cube,
        incidents=incidents,
        deploys=stores.deploys,
        comments=stores.comments,
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
        pages_in=render_in,
        token_fits=token_check(secrets.token),
        ready=_readiness(stores),
        registry=telemetry.registry,
        config=settings.web,
        tally=tally,
    )
    dropped: dict[str, int] = {}
    _follow(telemetry, guard, count, judge, live, catalog, tally, dropped)
    return Instance(
        settings=settings,
        secrets=secrets,
        catalog=catalog,
        clock=clock,
        journal=journal,
        cube=cube,
        incidents=incidents,
        outbox=stores.outbox,
        quote=Quote(journal, stores.comments, is_on=settings.web.comments),
        site=site,
        admit=admit,
        guard=guard,
        count=count,
        judge=judge,
        gather=gather,
        publish=publish,
        live=live,
        bodies=bodies,
        telemetry=telemetry,
        dropped=dropped,
        app=build_app(parts),
    )


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
    return Judge(catalog, cube, incidents, journal, settings.judge, notebook=stores.notebook, explain=explain)


def _render(settings: Settings, catalog: Catalog, notice: str, assets: Assets, language: str) -> Render:
    house = House(
        contact=settings.contact,
        url=settings.web.url,
        kept_days=settings.retention.raw_days,
        comments=settings.web.comments,
        independent=settings.independent,
        sees_country=bool(settings.visitor.geo_country_file),
        sees_network=bool(settings.visitor.geo_network_file),
    )
    return Render(
        catalog,
        assets,
        instance_name=settings.instance_name,
        public_url=settings.web.public_url,
        language=language,
        notice=notice,
        house=house,
    )


def _speakers(
    settings: Settings, catalog: Catalog, notice: str, site: Site
) -> tuple[Callable[[str], Render], Speak]:
    """Whoever renders a language, made when first wanted, and the leg that asks them."""
    assets = load_assets()
    publish_static(site, assets)
    render_in = cache(partial(_render, settings, catalog, notice, assets))
    speak = Speak(render_in, site)
    publish_leaflets(site, speak, render_in)
    if settings.web.design:
        site.put("/design", render_in(ENGLISH).design())
    return render_in, speak


def _masthead(settings: Settings, notice: str) -> Masthead:
    """Who says what machines are told. What stands under a notice has not happened: it is an exercise."""
    return Masthead(settings.instance_name, settings.web.url, exercise=bool(notice))


def _readiness(stores: Stores) -> Readiness:
    async def belong() -> None:
        await belonging.insist(stores.journal, stores.cube, stores.incidents)

    async def ready() -> Mapping[str, str]:
        faults: dict[str, str] = {}
        parts = (("journal", stores.journal.last), ("database", stores.cube.cursor), ("stores", belong))
        for name, look in parts:
            try:
                await look()
            except GroundswellError as fault:
                if name == "stores" and faults:
                    continue  # what cannot be read cannot be compared
                _log.warning("not ready", part=name, fault=str(fault))
                # The words name paths and hosts: they are for the log.
                faults[name] = "not of one instance" if isinstance(fault, ConfigError) else "unavailable"
        return faults

    return ready


def _follow(
    telemetry: Telemetry,
    guard: Guard,
    count: Count,
    judge: Judge,
    live: Live,
    catalog: Catalog,
    tally: Tally,
    dropped: Mapping[str, int],
) -> None:
    admit = guard.admit
    telemetry.gauge("groundswell_services", len(catalog.services))
    telemetry.gauge("groundswell_build", 1, version=__version__)
    telemetry.follow(
        "groundswell_reports_dropped",
        lambda: {(reason.value,): float(dropped.get(reason, 0)) for reason in Drop},
    )
    telemetry.follow(
        "groundswell_rises_held",
        lambda: {(reason.value,): float(judge.held_begun.get(reason, 0)) for reason in Held},
    )
    telemetry.follow("groundswell_reports_accepted", lambda: {(): float(admit.accepted)})
    telemetry.follow("groundswell_reports_counted", lambda: {(): float(count.reports)})
    telemetry.follow(
        "groundswell_http_requests",
        lambda: {(route, status): number for (route, status), number in tally.items()},
    )
    telemetry.follow("groundswell_visits", lambda: {(): float(admit.visits)})
    telemetry.follow(
        "groundswell_intake_alert",
        lambda: {(alert.value,): float(alert is guard.alert) for alert in Alert},
    )
    telemetry.follow(
        "groundswell_proofs",
        lambda: {("held",): float(guard.proven), ("missing",): float(guard.unproven)},
    )
    telemetry.follow("groundswell_stream_readers", lambda: {(): float(live.readers)})
