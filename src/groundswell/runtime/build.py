"""The one file that names a store: settings become an instance, its parts put together and taken apart again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from random import SystemRandom
from secrets import token_urlsafe

from groundswell.core.catalog import Catalog
from groundswell.flow.admit import Admit
from groundswell.flow.advise import Advise
from groundswell.flow.announce import Announce
from groundswell.flow.blame import Refusals
from groundswell.flow.count import Count
from groundswell.flow.explain import Explain
from groundswell.flow.gather import Gather
from groundswell.flow.guard import Guard
from groundswell.flow.judge import Judge
from groundswell.flow.mend import Mend
from groundswell.flow.offer import Offer
from groundswell.flow.past import Past
from groundswell.flow.publish import Publish
from groundswell.flow.quote import Quote
from groundswell.flow.speak import Speak
from groundswell.flow.survey import Survey
from groundswell.flow.tell import Tell
from groundswell.flow.utter import Utter
from groundswell.flow.witness import Witness
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
from groundswell.ports.correspondence import Correspondence, GoingLog
from groundswell.ports.notices import Http, Notices
from groundswell.ports.oncall import Oncall
from groundswell.ports.questions import Questions
from groundswell.ports.sieges import Sieges
from groundswell.ports.subscriptions import Seal, Subscriptions
from groundswell.ports.wishes import Wishes
from groundswell.ports.workarounds import Workarounds
from groundswell.runtime import advising, belonging, calling, corresponding, subscribing, telling, wishing
from groundswell.runtime.asking import Asking, asking_of, calm_of
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import Settings
from groundswell.runtime.figures import follow
from groundswell.runtime.lease import alone
from groundswell.runtime.open_files import live_of
from groundswell.runtime.secrets import Secrets, load_secrets
from groundswell.runtime.subscribing import Subscribing
from groundswell.runtime.telemetry import Telemetry
from groundswell.runtime.wishing import WishLegs
from groundswell.runtime.writers import masthead_of, speakers
from groundswell.stores.catalog_toml import load_catalog
from groundswell.stores.journal_sqlite import JournalSqlite
from groundswell.stores.places import Places
from groundswell.stores.relational import (
    RelationalComments,
    RelationalCorrespondence,
    RelationalCube,
    RelationalDeploys,
    RelationalDesk,
    RelationalImports,
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
    ask_database,
    open_database,
)
from groundswell.stores.sealing import Sealing
from groundswell.stores.sent_log_file import GoingLogFile, SentLogFile
from groundswell.stores.site_memory import SiteMemory
from groundswell.web.app import build_app
from groundswell.web.asked import service_json
from groundswell.web.body import Bodies
from groundswell.web.embed import Embeds
from groundswell.web.front import Front
from groundswell.web.language import ENGLISH
from groundswell.web.live import Live
from groundswell.web.local_catalog import local_catalog
from groundswell.web.machines import Machines
from groundswell.web.parts import Parts
from groundswell.web.people.called import Called
from groundswell.web.people.entrance import Entrance
from groundswell.web.ranges import range_pages
from groundswell.web.render import Render
from groundswell.web.shape import Shape
from groundswell.web.tokens import token_check
from groundswell.web.visitor import VisitorReader


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
    refusals: Refusals
    people: People
    notices: Notices
    subscriptions: Subscriptions
    oncall: Oncall
    correspondence: Correspondence
    going: GoingLog
    questions: Questions
    seal: Seal
    sieges: Sieges
    wishes: Wishes
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
    mend: Mend
    site: Site
    admit: Admit
    guard: Guard
    witness: Witness
    count: Count
    judge: Judge
    gather: Gather
    publish: Publish
    announce: Announce
    signed: Subscribing
    called: Called
    asking: Asking
    letters: corresponding.Corresponding
    wished: WishLegs
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
    settings: Settings, clock: Clock | None = None, *, looking: bool = False, catalog: Catalog | None = None
) -> AsyncIterator[Stores]:
    """The stores that `settings` name, brought up to date and closed at the end. Who is only `looking` brings nothing up to
    date: another version may be at work on them. `catalog` is that of `settings`, of whoever has read it.
    Raises ConfigError or StoreUnavailableError; a faulty catalog before anything is made or opened.
    """
    catalog = catalog or load_catalog(settings.catalog)
    for path in () if looking else (settings.database_path, settings.journal_path):
        settings.data_dir.mkdir(parents=True, exist_ok=True)
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
                catalog=catalog,
                clock=clock,
                journal=journal,
                cube=RelationalCube(database),
                incidents=incidents,
                outbox=incidents,
                imports=RelationalImports(database),
                deploys=RelationalDeploys(database),
                comments=RelationalComments(database),
                desk=RelationalDesk(database),
                notebook=(notebook := RelationalNotebook(database)),
                refusals=Refusals(notebook, clock),
                people=RelationalPeople(database),
                notices=RelationalNotices(database, seal),
                subscriptions=RelationalSubscriptions(database, seal),
                oncall=RelationalOncall(database, seal),
                correspondence=RelationalCorrespondence(database, seal),
                going=GoingLogFile(settings.data_dir / "answers.jsonl"),
                questions=RelationalQuestions(database),
                seal=seal,
                sieges=RelationalSieges(database),
                wishes=RelationalWishes(database, seal),
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
    catalog = load_catalog(settings.catalog)
    secrets = load_secrets(settings.data_dir, env)
    _touch(settings.database_path)
    database = open_database(settings.database_url)
    try:
        yield _entrance(settings, secrets, RelationalPeople(database), catalog, SystemClock())
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
    catalog = load_catalog(settings.catalog)  # what is wrong in it is told before there is a data directory
    secrets = load_secrets(settings.data_dir, env)
    with alone(settings.data_dir):
        async with open_stores(settings, clock, catalog=catalog) as stores:
            await belonging.insist(stores.journal, stores.cube, stores.incidents)
            places = Places(settings.visitor.geo_country_file, settings.visitor.geo_network_file)
            http = telling.way_out(settings)
            try:
                announce = _announce(settings, secrets, stores, http, exercise=bool(notice))
                called = calling.built(settings, secrets.key, stores, http, exercise=bool(notice))
                signed = subscribing.built(
                    *(settings, secrets.key, stores.subscriptions, stores.notices, stores.incidents),
                    *(stores.catalog, stores.clock, http, _tell(settings, stores).said, stores.refusals),
                    exercise=bool(notice),
                )
                yield _assembled(settings, secrets, stores, places, announce, signed, called, notice, http)
            finally:
                await http.close()
                places.close()


def _offer(
    settings: Settings, stores: Stores, site: Site, machines: Machines, render: Render, speak: Speak
) -> Offer:
    catalog, cube, incidents, clock = stores.catalog, stores.cube, stores.incidents, stores.clock
    shape = Shape(catalog, settings.web.public_url, machines.exercise)
    outputs = {**machines.outputs(), **range_pages(render.past), **service_json(shape)}
    past = Past(catalog, cube, incidents, clock, told := _tell(settings, stores))
    return Offer(outputs, catalog, incidents, site, clock, past, speak, told)


def _announce(
    settings: Settings, secrets: Secrets, stores: Stores, http: Http, *, exercise: bool
) -> Announce:
    return Announce(
        *(stores.notices, stores.incidents, stores.catalog, stores.clock),
        telling.channels_of(settings, http, stores.clock),
        telling.targets_of(settings, stores.catalog),
        telling.sender_of(settings, exercise=exercise),
        settings.channels,
        SentLogFile(settings.data_dir / "sent.jsonl"),
        stores.refusals,
        roll=SystemRandom().random,
        make_key=lambda: token_urlsafe(18),
        said=(tell := _tell(settings, stores)).words,
        page=calling.page_of(settings, secrets.key),
        spoken=tell.said,
        catalog_in=cache(partial(local_catalog, stores.catalog)),
    )


def _assembled(
    settings: Settings,
    secrets: Secrets,
    stores: Stores,
    places: Places,
    announce: Announce,
    signed: Subscribing,
    called: Called,
    notice: str,
    http: Http,
) -> Instance:
    catalog, clock, journal, cube = stores.catalog, stores.clock, stores.journal, stores.cube
    incidents, telemetry, site = stores.incidents, stores.telemetry, SiteMemory()
    admit = Admit(catalog, journal, clock, settings.intake, secrets.key)
    guard = Guard(settings.guard, admit, site, clock, secrets.key)
    wished = wishing.built(settings, secrets.key, stores, admit, http, exercise=bool(notice))
    judge, count, gather = _judge(settings, stores), Count(journal, cube), _gather(settings, stores)
    render_in, speak = speakers(settings, catalog, notice, site)
    embeds, render = Embeds(masthead := masthead_of(settings, notice), catalog), render_in(ENGLISH)
    offer = _offer(settings, stores, site, Machines(masthead, catalog, embeds), render, speak)
    survey = Survey(render, gather, catalog, cube, incidents, site, speak, clock, stores.sieges)
    publish = Publish(gather, site, render, catalog, offer, speak, survey)
    visitors = VisitorReader(settings.visitor, secrets.key, places)
    advise = advising.built(settings, secrets.key, stores.workarounds, incidents, catalog, clock)
    more = (advising.known_by(advise), calm_of(settings, gather, catalog))
    asked = asking_of(settings, stores, secrets.key, wished.withdraw.forget_about, *more, drill=bool(notice))
    live, bodies = live_of(settings.web, visitors, clock, catalog), Bodies()
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
        called=called,
        questions=stores.questions,
        asker=asked.asker,
        replier=asked.replier,
        undertake=wished.undertake,
        recheck=wished.recheck,
        withdraw=wished.withdraw,
        advise=advise,
        push_key=signed.push_key,
        limits=announce.limits,
        pages_in=render_in,
        token_fits=token_check(secrets.token),
        people=_entrance(settings, secrets, stores.people, catalog, clock),
        ready=belonging.readiness(journal, cube, incidents),
        registry=telemetry.registry,
        config=settings.web,
    )
    return _instance(
        settings, secrets, stores, parts, guard, count, judge, announce, signed, asked, wished, http
    )


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
    asked: Asking,
    wished: WishLegs,
    http: Http,
) -> Instance:
    """All of it, its figures followed."""
    telemetry, live, catalog, dropped = stores.telemetry, parts.live, parts.catalog, dict[str, int]()
    follow(
        *(telemetry, guard, count, judge, live, announce, signed, parts.called, asked, wished),
        *(catalog, parts.tally, parts.people, dropped),
    )
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
        mend=Mend(stores.desk, stores.incidents, stores.journal, stores.clock, settings.retention.raw_days),
        site=parts.site,
        admit=parts.admit,
        guard=guard,
        witness=Witness(guard, stores.sieges, stores.clock),
        count=count,
        judge=judge,
        gather=parts.gather,
        publish=parts.publish,
        announce=announce,
        signed=signed,
        called=parts.called,
        asking=asked,
        letters=corresponding.built(settings, stores, asked, http, signed.subscribe, wished.undertake),
        wished=wished,
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
        planned=_tell(settings, stores).windows,
    )


def _gather(settings: Settings, stores: Stores) -> Gather:
    comments = stores.comments if settings.web.comments else None
    return Gather(
        stores.catalog, stores.cube, stores.incidents, stores.clock, comments, _tell(settings, stores)
    )


def _tell(settings: Settings, stores: Stores) -> Tell:
    own = not settings.independent
    return Tell(
        stores.desk,
        None if own else stores.catalog,
        "" if own else settings.instance_name,
        questions=stores.questions if settings.questions.public else None,
        incidents=stores.incidents,
        workarounds=stores.workarounds,
        networks_min=settings.workarounds.networks_min,
    )


def _utter(settings: Settings, stores: Stores) -> Utter:
    catalog_in = cache(partial(local_catalog, stores.catalog))
    return Utter(
        stores.desk,
        stores.journal,
        stores.incidents,
        stores.clock,
        catalog_in,
        settings.statements,
        is_own=not settings.independent,
    )
