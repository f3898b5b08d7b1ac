"""A desk on a bad day: what stands on its pages when much is going on, written into the stores before the server starts."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from groundswell.core.access import Right, Role
from groundswell.core.accounts import EVERYWHERE, ApiToken, Grant, Scope
from groundswell.core.desk import (
    Duty,
    Holder,
    Link,
    Maintenance,
    Note,
    Runbook,
    Stage,
    StageUpdate,
    Task,
    Words,
)
from groundswell.core.model import Certainty, Comment, Event, EventKind, Held, HeldRise, Incident, State
from groundswell.core.oncall import (
    Away,
    Call,
    CallState,
    Layer,
    Override,
    Policy,
    Restriction,
    Schedule,
    Step,
    Whom,
    WhomKind,
)
from groundswell.core.statement import Occasion, Phase, Statement, Template, Text, Wording
from groundswell.core.workarounds import Advice, Tally, Workaround, WorkaroundState
from groundswell.ports import Filed, Revision, StatementState
from groundswell.ports.notices import Draft
from groundswell.ports.oncall import Device, Reach, Responder, Summons
from groundswell.runtime.build import Stores, open_stores
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import load_settings
from groundswell.web.people.passwords import Cost, Passwords
from tests.browser.conftest import AGENT, PHONE, WAYS, serving
from tests.system.process import FEW, only
from tests.town import incident

LONG = "abrechnung"
LONG_NAME = "Zentrale Abrechnungsstelle der Verkehrsverbünde Niederösterreich-Burgenland"
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"[:79]
CATALOG = f"""
{only((*FEW, "amazon-web-services", "whatsapp"))}
[services.{LONG}]
name = "{LONG_NAME}"
operator = "wasserwerk"
category = "social"
symptoms = ["app"]
[operators.wasserwerk]
name = "{UNBROKEN}"
"""
SETTINGS = f"""
catalog = "catalog.toml"
instance_name = "Town Watch"
[web]
comments = true
[statements]
languages = ["en", "ar", "de"]
{WAYS}"""
ADA, BOB, PASSWORD = "Ada", "Bob of the bank", "correct horse battery"
ON, SHARED, QUIET = "instagram-of-today", "amazon-web-services-of-today", f"{LONG}-of-today"
DRAFT, WAITING = f"{ON}-draft", f"{SHARED}-waiting"
WINDOW = "maintenance-of-today"
ARABIC = "لا يعمل التطبيق منذ الصباح، ولا أستطيع إرسال الصور <b>ولا</b> الرسائل"
_LETTERS = "A very long sentence that somebody wrote in a hurry, with an address in it: "
_URL = f"https://runbooks.town.example/{'a-very-long-path/' * 8}index.html?from={'x' * 60}"


@contextmanager
def bad_day(folder: Path) -> Iterator[str]:
    """A server in `folder` on such a day; yields its address, by a name: a passkey is of a name."""
    writer = threading.Thread(
        target=lambda: asyncio.run(fill(folder))
    )  # a browser may hold this thread's loop
    writer.start()
    writer.join()
    with serving(folder) as address:
        yield address.replace("127.0.0.1", "localhost")


def signed_in(browser: Browser, site: str, name: str) -> BrowserContext:
    """Somebody's browser, with which they have signed in."""
    context = browser.new_context(user_agent=AGENT, viewport=PHONE, service_workers="block")
    page = context.new_page()
    page.goto(f"{site}/desk/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{site}/desk")
    page.close()
    return context


async def fill(folder: Path) -> None:
    """Write the settings into `folder`, and the day into its stores."""
    (folder / "catalog.toml").write_text(CATALOG, "utf-8")
    (folder / "groundswell.toml").write_text(SETTINGS, "utf-8")
    settings = load_settings(folder / "groundswell.toml", {}, {"data_dir": str(folder)})
    now = SystemClock().now().replace(microsecond=0)
    async with open_stores(settings) as stores:
        await _incidents(stores, now)
        await _papers(stores, now)
        await _statements(stores, now)
        await _maintenance(stores, now)
        await _people(stores, now)
        await _oncall(stores, now)
        await _proposals(stores, now)
        await stores.comments.put(_comments(now), 40)


def _outage(name: str, service: str, now: datetime, minutes: int, **told: object) -> Incident:
    began = now - timedelta(minutes=minutes)
    given: dict[str, object] = {
        "id": name,
        "service": service,
        "began_at": began,
        "suspected_at": began,
        "opened_at": began + timedelta(minutes=2),
        "declared_at": began,
        "updated_at": now,
        "severity": 3,
        "ratio": 41.0,
        "reports": 12_345,
        "peak_reports": 20_000,
    }
    return incident(**{**given, **told})  # type: ignore[arg-type]


async def _oncall(stores: Stores, now: datetime) -> None:
    hours = Restriction((0, 1, 2, 3, 4), 22 * 60, 6 * 60)
    layers = (
        Layer("week", (1, 2), date(2026, 1, 5)),
        Layer("nights, when nobody else is awake", (3,), date(2026, 1, 5), 600, 24, (hours,)),
    )
    await stores.oncall.put_schedule(Schedule("ops", _LETTERS[:70], "Europe/Madrid", layers, ADA, now, "ES"))
    took = Override("ops", 2, now - timedelta(hours=1), now + timedelta(days=2), ADA, now)
    await stores.oncall.add_override(took)
    steps = (Step((Whom(WhomKind.SCHEDULE, "ops"),)), Step((Whom(WhomKind.ACCOUNT, "1"),), 15))
    policy = Policy("all", _LETTERS[:70], steps, ADA, now, ("instagram", LONG))
    await stores.oncall.put_policy(policy)
    await _ways(stores, now)
    await _calls(stores, policy, now)


async def _ways(stores: Stores, now: datetime) -> None:
    """How Ada is called: what leads to her, and what does not."""
    oncall, soon = stores.oncall, now + timedelta(days=3)
    for number, (channel, label) in enumerate(
        (("mail", UNBROKEN), ("no-more", ARABIC), ("mail", _LETTERS[:70]))
    ):
        reach = Reach(f"way-{number}", 1, channel, "email", label, now, f"{'a' * 60}-{number}@example.org")
        await oncall.put_reach(reach)
    await oncall.put_responder(Responder(1, "ES", 0, _URL, "it could not be read: nobody answers"))
    await oncall.put_device(Device("digest", 1, "Firefox on Android", now, now + timedelta(days=90), now))
    for begins in (now - timedelta(hours=1), soon):
        await oncall.add_away(Away(1, begins, begins + timedelta(days=1)))


async def _calls(stores: Stores, policy: Policy, now: datetime) -> None:
    """One that somebody answered, one that nobody did, with what they sent and could not send."""
    oncall = stores.oncall
    for name, minutes in ((ON, 90), (SHARED, 40)):
        at = now - timedelta(minutes=minutes)
        call = await oncall.begin(Call(0, name, policy, at, at))
        assert call is not None
        sent = [
            Summons(call.id, 1, 1, "contact:way-0", f"page-{name}-1", at),
            Summons(call.id, 1, 3, "", f"page-{name}-2", at, "has named no way to be called by"),
        ]
        draft = Draft("contact:way-0", sent[0].key, None, name, at, at, (UNBROKEN, _LETTERS))
        await oncall.ring(call, 1, sent, [draft], at)
        if name == ON:
            await oncall.answer(sent[0].key, ADA, at)
        else:
            await oncall.finish(call.id, CallState.UNANSWERED, "", at)


async def _proposals(stores: Stores, now: datetime) -> None:
    """What users say helps: it waits, stands on a page with its votes, or was taken down."""
    words = (_LETTERS + _URL, ARABIC, "Sign out and in again.", "x" * 400)
    states = (
        WorkaroundState.PROPOSED,
        WorkaroundState.PROPOSED,
        WorkaroundState.SHOWN,
        WorkaroundState.WITHDRAWN,
    )
    for number, (text, state) in enumerate(zip(words, states, strict=True)):
        advice = (Advice("ar" if text == ARABIC else "en", text), Advice("de", UNBROKEN, is_draft=True))
        decided = "" if state is WorkaroundState.PROPOSED else ADA
        helps = Workaround(
            f"way-{number}", LONG if number else "instagram", advice, now, now, incident=("", QUIET)[number % 2],
            platforms=("android",), state=state, decided_by=decided, tally=Tally(40.0, 55.5, 61),
        )  # fmt: skip
        await stores.workarounds.put(helps)


async def _incidents(stores: Stores, now: datetime) -> None:
    known = ("amazon-prime-video", "slack", "zoom", "reddit", "snapchat", "signal", LONG)
    members = tuple(slug for slug in known if slug in stores.catalog.services)
    ended = now - timedelta(hours=3)
    outages = [
        _outage(ON, "instagram", now, 95, severity=4, acknowledged_at=now, known_cause=f"{_LETTERS}{_URL}"),
        _outage(SHARED, members[0], now, 50, severity=5, members=members, cause="amazon-web-services", cause_kind="service", reason="The region is down."),
        _outage(QUIET, LONG, now, 20, severity=1, planned=WINDOW),
        _outage(
            "github-of-today", "github", now, 5, state=State.SUSPECTED, opened_at=None,
            certainty=Certainty.POSSIBLE, declared_at=None,
        ),
        _outage("netflix-of-today", "netflix", now, 300, state=State.RESOLVED, resolved_at=ended),
        _outage("tiktok-of-today", "tiktok", now, 200, state=State.DISMISSED, reason="A drill of ours."),
    ]  # fmt: skip
    for each in outages:
        await stores.incidents.save([Revision(each, tuple(_events(each, now)))])
    kinds = (Held.ROBOT, Held.BUMP, Held.BACKLOG, Held.CLOCK)
    await stores.incidents.put_held(
        [
            HeldRise(slug, kind, "country ES", now - timedelta(hours=2), now - timedelta(hours=1), 900, 4.0, 60.0)
            for slug, kind in zip(("telegram", "spotify", LONG, "paypal"), kinds, strict=True)
        ]
    )  # fmt: skip
    await stores.incidents.set_bystanders({"facebook": "instagram", LONG: "instagram"})


def _events(one: Incident, now: datetime) -> list[Event]:
    """Thirty of the one that is on longest, three of the others."""
    kinds = [EventKind.SUSPECTED, EventKind.OPENED, EventKind.GREW]
    if one.id == ON:
        kinds += [EventKind.ACKNOWLEDGED, EventKind.CONFIRMED]
        kinds += [EventKind.EASED, EventKind.RELAPSED, EventKind.EXPLAINED] * 8 + [EventKind.CAUSED]
    step = (now - one.began_at) / len(kinds)
    by_hand = (EventKind.ACKNOWLEDGED, EventKind.CONFIRMED, EventKind.CAUSED)
    return [
        Event(
            one.id,
            kind,
            one.began_at + step * number,
            f"{_LETTERS}{_URL}" if kind is EventKind.CAUSED else f"Somebody said so, {number}.",
            by=ADA if kind in by_hand else "groundswell",
        )
        for number, kind in enumerate(kinds)
    ]


async def _papers(stores: Stores, now: datetime) -> None:
    desk = stores.desk
    for number, words in enumerate(
        (_LETTERS + _URL, ARABIC, "Paged the vendor.\nThey look into it.", "x" * 400)
    ):
        await desk.add_note(Note(ON, now - timedelta(minutes=60 - number), ADA, words))
    steps = ("Look at the load balancer", ARABIC, f"{_LETTERS}{_URL}", "Call the vendor")
    await desk.add_tasks(
        [Task(ON, words, now, ADA, assignee=BOB if n else "") for n, words in enumerate(steps)]
    )
    first = (await desk.tasks(ON))[0]
    await desk.set_task(first.id, assignee=BOB, done_at=now, done_by=ADA)
    await desk.add_link(Link(ON, _URL, "", now, ADA))
    await desk.add_link(Link(ON, "https://dash.town.example/", "The dashboard", now, ADA))
    for duty in Duty:
        await desk.set_duty(Holder(ON, duty, BOB if duty is Duty.SCRIBE else ADA, now, ADA))
    text = f"# When it fails\n\nFirst **breathe**.\n\n- [ ] Look at {_URL}\n- [ ] Call {UNBROKEN}\n\n| a | b |\n|---|---|\n| 1 | {'y' * 90} |\n\n```\n{'z' * 120}\n```\n"
    await desk.put_runbook(Runbook("when-it-fails", f"When it fails: {LONG_NAME}", text, now, ADA))
    await desk.put_runbook(
        Runbook("photos", "Photos do not load", "- [ ] Look", now, ADA, service="instagram")
    )
    texts = (
        Wording("en", "{service} is out", f"{{service}} fails since {{the_since}}. {{cause}}\n\n{_URL}"),
        Wording("ar", "", f"{ARABIC} {{service}}"),
    )
    out = Template("when-out", f"When it is out: {LONG_NAME}", Occasion.INVESTIGATING, texts, now, ADA)
    await desk.put_template(out)
    work = Wording("en", "Work on {service}", "From {since} to {until}.")
    await desk.put_template(Template("work", "Work", Occasion.MAINTENANCE, (work,), now, ADA, ("instagram",)))


def _statement(
    name: str, about: str, at: datetime, title: str, next_at: datetime | None, by: str = ADA
) -> Statement:
    texts = (
        Text("en", title, f"{title}. We are looking into it.\n\n{_LETTERS}{_URL}", is_draft=False),
        Text("ar", "لا يعمل التطبيق", ARABIC),
        Text("de", UNBROKEN, f"Die {LONG_NAME} antwortet nicht."),
    )
    return Statement(name, about, Phase.INVESTIGATING, texts, by, at, next_at=next_at)


async def _statements(stores: Stores, now: datetime) -> None:
    """Two that were said, the promise of the second late; one draft; one that waits."""
    said = [(f"{ON}-{number}", now - timedelta(minutes=80 - 40 * number)) for number in range(2)]
    for (name, at), late in zip(said, (timedelta(minutes=25), timedelta(minutes=30)), strict=True):
        words = "Photos do not load on Instagram for many people in Spain, Portugal and the Azores"
        kept = await stores.desk.put_statement(
            Filed(_statement(name, ON, at, words, at + late), StatementState.DRAFT, 0)
        )
        await stores.desk.publish(name, kept.revision, ADA, at)
    for name, about, step in ((DRAFT, ON, StatementState.DRAFT), (WAITING, SHARED, StatementState.WAITING)):
        one = _statement(name, about, now, f"Trouble with {LONG_NAME}", now + timedelta(minutes=30), BOB)
        await stores.desk.put_statement(Filed(one, step, 0))


async def _maintenance(stores: Stores, now: datetime) -> None:
    titles = ("Moving the database", f"Work at {UNBROKEN}", ARABIC)
    starts = (now - timedelta(hours=1), now + timedelta(days=2), now - timedelta(days=3))
    for number, (title, start) in enumerate(zip(titles, starts, strict=True)):
        updates = (StageUpdate(now, Stage.IN_PROGRESS, ADA, _LETTERS + _URL),) if number == 0 else ()
        await stores.desk.put_maintenance(
            Maintenance(
                f"maintenance-{number}" if number else WINDOW,
                (LONG, "github"),
                start,
                start + timedelta(hours=2),
                (Words("en", title, _LETTERS), Words("ar", ARABIC, ARABIC)),
                ADA,
                now,
                now,
                components=("Photos", UNBROKEN),
                stage=Stage.IN_PROGRESS if number == 0 else Stage.SCHEDULED,
                updates=updates,
            )
        )


async def _people(stores: Stores, now: datetime) -> None:
    passwords = Passwords(Cost(1, 8, 1))
    bank = Scope(("paypal",), ())
    for name, role, scope in (
        (ADA, Role.ADMINISTRATOR, EVERYWHERE),
        (BOB, Role.COMMUNICATOR, bank),
        ("Maximiliane Freifrau von und zu Guttenberg-Wolfsschlugen", Role.RESPONDER, Scope((), ("wasserwerk", "meta"))),
        ("مها الخطيب", Role.VIEWER, EVERYWHERE),
    ):  # fmt: skip
        more = [Grant(Role.VIEWER)] if role is Role.RESPONDER else []
        made = await stores.people.add(name, [Grant(role, scope), *more], now)
        assert made is not None
        await stores.people.set_password(made.id, await passwords.hashed(PASSWORD))
        await stores.people.ask(made.id, "paypal" if name == BOB else "instagram", now)
    rights = frozenset({Right.LOOK, Right.FEED, Right.RULE, Right.SPEAK})
    for name in ("deploys of the town", UNBROKEN[:60]):
        ask = ApiToken(0, name, "gsw_abcdef", rights, EVERYWHERE, ADA, now, now + timedelta(days=30))
        await stores.people.add_token(ask, f"digest of {name}")


def _comments(now: datetime) -> list[Comment]:
    words = (
        ARABIC,
        "x" * 300,
        "Photos do not load, <script>alert(1)</script> and I have rebooted twice",
        "दिल्ली में नहीं चल रहा",
    )
    return [
        Comment(number, slug, now - timedelta(minutes=number), "ES", text)
        for number, (slug, text) in enumerate(
            [(slug, text) for text in words for slug in ("instagram", LONG)], start=1
        )
    ]  # fmt: skip
