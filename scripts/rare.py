"""The desk's rarer states, for scripts/states.py: the bad day of the browser tests and what went wrong besides."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from screenshots import ROOT

sys.path.insert(0, str(ROOT))

from tests.browser import full_desk
from tests.browser.full_desk import ADA, BOB, ON, SHARED

from groundswell.core.access import Role
from groundswell.core.accounts import EVERYWHERE, Grant
from groundswell.core.model import Certainty, Comment, Event, EventKind, State
from groundswell.core.notice import NoticeState
from groundswell.core.oncall import (
    Call,
    CallState,
    Layer,
    Policy,
    Restriction,
    Schedule,
    Step,
    Whom,
    WhomKind,
    opened_at,
)
from groundswell.core.statement import Phase, Statement, Text
from groundswell.core.workarounds import Advice, Workaround
from groundswell.ports import Filed, Revision, StatementState
from groundswell.ports.notices import Draft, Outcome, Target
from groundswell.ports.oncall import Reach, Summons
from groundswell.ports.people import Noted
from groundswell.runtime.build import Stores, open_stores
from groundswell.runtime.config import load_settings

MAHA, GRACE = "مها الخطيب", "Grace"
MORE = """
[desk]
oidc_issuer = "http://127.0.0.1:9/realms/town"
oidc_client_id = "desk"
oidc_name = "the town's sign-in"
[channels.status-mail]
kind = "email"
host = "127.0.0.1"
port = 9
sender = "outages@town.example"
to = "all@town.example"
"""
JAPANESE = (
    "写真がまったく読み込めません。アプリを再起動しても、別の回線にしても変わりません。東京駅の近くです。"
)
BOARD = "netflix-declared"
MERGED, LATE, SOON = "whatsapp-of-today", "zoom-of-today", "reddit-of-today"
UNANSWERED = "gmail-of-today"
TWELVE = (
    "zoom",
    "reddit",
    "whatsapp",
    "facebook",
    "spotify",
    "paypal",
    "telegram",
    "x",
    "youtube",
    "gmail",
    "netflix",
)


async def put_more(folder: Path) -> None:
    """The bad day of the browser tests, and more of it."""
    await full_desk.fill(folder)
    file = folder / "groundswell.toml"
    file.write_text(
        file.read_text("utf-8").replace("[statements]", "[statements]\napproval = true") + MORE, "utf-8"
    )
    settings = load_settings(file, {}, {"data_dir": str(folder)})
    now = datetime.now(UTC).replace(microsecond=0)
    async with open_stores(settings) as stores:
        await _outages(stores, now)
        await _promises(stores, now)
        await _calls(stores, now)
        await _people(stores, now)
        words = (JAPANESE, "接続できない", "ف" * 90)
        await stores.comments.put(
            [Comment(90 + n, "instagram", now, "JP", each) for n, each in enumerate(words)], 60
        )
        for slug in ("instagram", "zoom"):
            ways = (Advice("ja", JAPANESE), Advice("en", "Restart it. " * 20, is_draft=True))
            await stores.workarounds.put(Workaround(f"proposed-{slug}", slug, ways, now, now))


async def _outages(stores: Stores, now: datetime) -> None:
    make = full_desk._outage
    known = [slug for slug in TWELVE if slug in stores.catalog.services]
    for number, slug in enumerate(known):
        told: dict[str, object] = {"severity": 1 + number % 5, "acknowledged_at": now if number % 3 else None}
        if slug == "netflix":
            told |= {"id": BOARD, "voice": "netflix", "reports": 0, "peak_reports": 0, "ratio": 0.0}
        if slug == "whatsapp":
            told |= {"state": State.MERGED, "into": ON, "resolved_at": now}
        if slug == "facebook":
            told |= {
                "state": State.EASING,
                "eased_at": now - timedelta(minutes=4),
                "certainty": Certainty.OBSERVED,
            }
        name = str(told.pop("id", f"{slug}-of-today"))
        if name == MERGED or slug != "whatsapp":
            one = make(name, slug, now, 110 + 7 * number, **told)
            kinds = [(EventKind.SUSPECTED, ""), (EventKind.OPENED, "")]
            kinds += [(EventKind.MERGED, "The same servers: it is one outage.")] if name == MERGED else []
            kinds += (
                [(EventKind.DECLARED, "動画が再生できません。原因を調べています。")] if name == BOARD else []
            )
            by = ADA if name in (MERGED, BOARD) else "groundswell"
            events = [
                Event(name, kind, one.began_at + timedelta(minutes=n), why, by=by)
                for n, (kind, why) in enumerate(kinds)
            ]
            await stores.incidents.save([Revision(one, tuple(events))])
    shared = await stores.incidents.get(SHARED)
    assert shared is not None
    split = Event(SHARED, EventKind.SPLIT, now, "Reddit has an outage of its own.", by=ADA)
    await stores.incidents.save([Revision(replace(shared, parted=("reddit",)), (split,))])


async def _promises(stores: Stores, now: datetime) -> None:
    """One kept, one missed; one of which four fifths are gone, one that is overdue; one approved by another."""
    rows = (
        ("kept", SOON, 100, 30, ADA, BOB),
        ("soon", SOON, 75, 90, ADA, BOB),
        ("missed", LATE, 100, 20, MAHA, ADA),
        ("late", LATE, 50, 30, ADA, ADA),
    )
    for name, about, ago, promised, by, approver in rows:
        at = now - timedelta(minutes=ago)
        texts = (
            Text("en", f"We look into it ({name})", "We see it and look into it.", is_draft=False),
            Text("ja", "調査しています", JAPANESE),
            Text("ar", "نحقق", full_desk.ARABIC),
            Text("de", "", ""),
        )
        one = Statement(
            f"s-{name}", about, Phase.IDENTIFIED, texts, by, at, next_at=at + timedelta(minutes=promised)
        )
        kept = await stores.desk.put_statement(Filed(one, StatementState.DRAFT, 0))
        await stores.desk.publish(one.id, kept.revision, approver, at)
    mine = Statement("s-mine", LATE, Phase.MONITORING, texts, ADA, now, next_at=now + timedelta(minutes=30))
    await stores.desk.put_statement(Filed(mine, StatementState.WAITING, 0))


async def _calls(stores: Stores, now: datetime) -> None:
    """A schedule with nobody at this hour, a call that used up all its steps, and one that expired."""
    ada, bob = [each.id for each in await stores.people.accounts()][:2]
    other = (now.weekday() + 3) % 7
    layer = Layer(
        "weekend",
        (ada, bob),
        now.date() - timedelta(days=14),
        9 * 60,
        168,
        (Restriction((other,), 540, 1020),),
    )
    await stores.oncall.put_schedule(Schedule("gaps", "Operations, by day", "Asia/Tokyo", (layer,), ADA, now))
    for who in (ada, bob):
        await stores.oncall.put_reach(
            Reach(f"mail-{who}", who, "mail", "email", "My mail", now, f"{who}@town.example")
        )
    steps = (Step((Whom(WhomKind.ACCOUNT, str(ada)),), 5), Step((Whom(WhomKind.SCHEDULE, "gaps"),), 10))
    policy = Policy(
        "cloud", "The cloud is out", steps, ADA, now - timedelta(days=1), services=("facebook",), repeats=0
    )
    await stores.oncall.put_policy(policy)
    opened = opened_at(await stores.incidents.events(UNANSWERED))
    assert opened is not None
    call = await stores.oncall.begin(Call(0, UNANSWERED, policy, opened, opened))
    assert call is not None
    await stores.notices.put_targets([Target(f"contact:mail-{ada}", "mail", "email", f"{ada}@town.example")])
    errors = (
        "cannot connect to 127.0.0.1:9 (Connection refused)",
        "550 5.1.1 <1@town.example>: Recipient address rejected: User unknown in virtual mailbox table",
    )
    for rung in (1, 2):
        at = opened + timedelta(minutes=5 * rung)
        if rung == 1:
            summons = Summons(call.id, rung, ada, f"contact:mail-{ada}", f"page-{rung}", at)
            await stores.oncall.ring(
                call,
                rung,
                [summons],
                [Draft(summons.target, summons.key, None, SHARED, at, at, ("Call", "Call"))],
                at,
            )
            for each in await stores.notices.list(target=summons.target):
                await stores.notices.settle([Outcome(each.id, NoticeState.FAILED, at, at, errors[1])])
        else:
            call = replace(call, rung=1, rung_at=opened + timedelta(minutes=5))
            await stores.oncall.ring(
                call,
                rung,
                [
                    Summons(
                        call.id,
                        rung,
                        0,
                        "",
                        f"page-{rung}",
                        at,
                        "by the schedule “Operations, by day” nobody is on call",
                    )
                ],
                [],
                at,
            )
    await stores.oncall.finish(call.id, CallState.UNANSWERED, "", opened + timedelta(minutes=20))


async def _people(stores: Stores, now: datetime) -> None:
    made = await stores.people.add(GRACE, [Grant(Role.RESPONDER, EVERYWHERE)], now - timedelta(days=90))
    assert made is not None
    await stores.people.set_password(made.id, "never")
    await stores.people.disable(made.id, now - timedelta(days=2))
    acts = ("acknowledge", "publish statement", "sign in", "POST /desk/people/3/role", "give role", "merge")
    for number in range(140):
        at = now - timedelta(minutes=9 * number)
        act = acts[number % len(acts)]
        thing = (ON, full_desk.LONG_NAME, "", full_desk.ARABIC)[number % 4]
        await stores.people.note(
            Noted(
                at,
                (ADA, BOB, MAHA)[number % 3],
                number % 3,
                act,
                thing,
                "done" if number % 5 else "refused (422)",
            )
        )
