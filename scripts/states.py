# ruff: noqa: T201
"""Pictures of the desk's rarer states: what is refused, used up, late, expired, shown once, or seen by who may only look.

    python scripts/states.py [--only merged,token]

Narrow and wide, light and dark, to docs/_screenshots with sheets, as scripts/screenshots.py does for the pages as they mostly are.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import BrowserContext, Page, async_playwright
from screenshots import FINDER, ROOT, Shot, contact_sheets, context_of, every_look

sys.path.insert(0, str(ROOT))

from tests.browser import full_desk
from tests.browser.conftest import serving
from tests.browser.full_desk import ADA, BOB, ON, PASSWORD, QUIET, SHARED

from groundswell.core.access import Role
from groundswell.core.accounts import EVERYWHERE, Grant
from groundswell.core.model import Certainty, Comment, Event, EventKind, State
from groundswell.core.notice import NoticeState, TargetState
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


Step_ = Callable[[Page, str], Awaitable[None]]


async def token(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk/tokens")
    await page.locator("#name").fill("probes of the north")
    await page.locator("input[name=rights][value=look]").check()
    await page.get_by_role("button", name="Make token").click()


async def invitation(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk/people")
    await page.locator("#name").fill("Hopper")
    await page.locator("input[name=role][value=viewer]").check()
    await page.get_by_role("button", name="Make an account and a link").click()


async def welcome(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk/people")
    await page.locator("#name").fill("Lovelace")
    await page.locator("input[name=role][value=viewer]").check()
    await page.get_by_role("button", name="Make an account and a link").click()
    await page.goto(await page.get_by_role("status").locator("code").inner_text())


async def codes(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk/account")
    await page.get_by_text("Set up", exact=True).click()
    await page.locator("form[action='/desk/account/codes'] input[name=current]").fill(PASSWORD)
    await page.get_by_role("button", name="Go on").click()


async def codes_wrong(page: Page, address: str) -> None:
    await codes(page, address)
    await page.locator("#code").fill("000000")
    await page.get_by_role("button", name="Use one-time codes").click()


async def recovery(page: Page, address: str) -> None:
    import pyotp

    await codes(page, address)
    key = (await page.locator("p code").inner_text()).replace(" ", "")
    await page.locator("#code").fill(pyotp.TOTP(key).now())
    await page.get_by_role("button", name="Use one-time codes").click()
    KEY[:] = [key, await page.locator(".names code").first.inner_text()]


async def second(page: Page, address: str) -> None:
    await page.context.clear_cookies()
    await page.goto(f"{address}/desk/sign-in")
    await page.get_by_label("Name").fill(ADA)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def second_wrong(page: Page, address: str) -> None:
    await second(page, address)
    await page.locator("#code").fill("123456")
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def oidc(page: Page, address: str) -> None:
    await page.context.clear_cookies()
    await page.goto(f"{address}/desk/sign-in/oidc")


async def limits(page: Page, address: str) -> None:
    await page.context.clear_cookies()
    await page.goto(f"{address}/desk/sign-in")
    for _ in range(14):
        await page.get_by_label("Name").fill(ADA)
        await page.get_by_label("Password").fill("wrong horse battery")
        await page.get_by_role("button", name="Sign in", exact=True).click()


async def passkey(page: Page, address: str) -> None:
    line = await page.context.new_cdp_session(page)
    await line.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await line.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    await page.goto(f"{address}/desk/account")
    await page.get_by_text("Add a passkey", exact=True).click()
    await page.locator("#label").fill("work phone")
    await page.locator("#current-key").fill(PASSWORD)
    await page.get_by_role("button", name="Add passkey").click()
    await page.get_by_text("work phone").first.wait_for()
    await page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")


async def refused(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk/incidents/{ON}")
    await page.locator("#note").evaluate("each => { each.required = false; }")
    await page.get_by_role("button", name="Write it down").click()


async def sent(page: Page, address: str) -> None:
    """What somebody wrote waits for another."""
    await page.goto(f"{address}/desk/incidents/{BOARD}/speak")
    await page.get_by_role("button", name="Send for approval").click()


async def own_waits(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk/statements/s-mine")


async def open_acts(page: Page, address: str) -> None:
    """All that can be ruled, unfolded."""
    await page.goto(f"{address}/desk/incidents/{SHARED}")
    await page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")


async def signed_out(page: Page, address: str) -> None:
    await page.goto(f"{address}/desk/incidents/{LATE}/speak")
    await page.locator("#title_en").fill("What I have written for ten minutes")
    await page.context.clear_cookies()
    await page.get_by_role("button", name="Keep as a draft").click()


async def second_brought(page: Page, address: str) -> None:
    """What was written goes along through the second step."""
    import pyotp

    await page.goto(f"{address}/desk/sign-in")
    await second(page, address)
    await page.locator("#code").fill(pyotp.TOTP(KEY[0]).at(datetime.now(UTC) + timedelta(seconds=30)))
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await signed_out(page, address)
    await page.get_by_label("Name").fill(ADA)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.locator("#code").fill(KEY[1])
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.locator("#title_en").wait_for()


KEY: list[str] = []


async def signed_in_again(page: Page, address: str) -> None:
    await signed_out(page, address)
    await page.get_by_label("Name").fill(ADA)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()


PATHS: Mapping[str, str] = {
    "board-full": "/desk",
    "record": "/desk/statements",
    "late": f"/desk/incidents/{LATE}",
    "soon": f"/desk/incidents/{SOON}",
    "merged": f"/desk/incidents/{MERGED}",
    "split": f"/desk/incidents/{SHARED}",
    "unanswered": f"/desk/incidents/{UNANSWERED}",
    "declared": f"/desk/incidents/{BOARD}",
    "planned": f"/desk/incidents/{QUIET}",
    "long": f"/desk/incidents/{ON}",
    "ended": "/desk/incidents/netflix-of-today",
    "dismissed": "/desk/incidents/tiktok-of-today",
    "waiting": f"/desk/statements/{full_desk.WAITING}",
    "draft": f"/desk/statements/{full_desk.DRAFT}",
    "approved": "/desk/statements/s-kept",
    "template-begun": f"/desk/incidents/{ON}/speak?template=when-out",
    "comments-full": "/desk/comments",
    "ways-waiting": "/desk/workarounds",
    "oncall-gap": "/desk/oncall",
    "schedule-gap": "/desk/oncall/schedules/gaps",
    "policy-gap": "/desk/oncall/policies/cloud",
    "people-shut": "/desk/people",
    "person-shut": "/desk/people/5",
    "audit-long": "/desk/audit",
    "audit-none": "/desk/audit?who=nobody",
    "maintenance-on": "/desk/maintenance",
    "maintenance-over": "/desk/maintenance/maintenance-2",
    "maintenance-work": f"/desk/maintenance/{full_desk.WINDOW}",
    "runbooks-full": "/desk/runbooks",
    "templates-full": "/desk/templates",
    "template-one": "/desk/templates/when-out",
    "nowhere": "/desk/nowhere",
}
EMPTY = (
    "",
    "statements",
    "maintenance",
    "comments",
    "runbooks",
    "templates",
    "declare",
    "questions",
    "workarounds",
    "oncall",
    "people",
)
VIEWED = (
    "",
    f"incidents/{SHARED}",
    f"incidents/{SHARED}/speak",
    "statements",
    "statements/s-kept",
    f"statements/{full_desk.DRAFT}",
    "maintenance",
    f"maintenance/{full_desk.WINDOW}",
    "maintenance/new",
    "comments",
    "questions",
    "questions/answered",
    "questions/measures",
    "workarounds",
    "runbooks",
    "templates",
    "templates/when-out",
    "oncall",
    "oncall/me",
    "oncall/schedules/gaps",
    "oncall/policies/cloud",
    "ties",
    "declare",
    "account",
    "audit",
    "people",
    "tokens",
)
PLAYED: Mapping[str, Step_] = {
    "token": token, "invitation": invitation, "welcome": welcome, "codes": codes, "codes-wrong": codes_wrong, "form-refused": refused,
    "sent": sent, "own-waits": own_waits, "open-acts": open_acts, "signed-out": signed_out, "signed-in-again": signed_in_again,
    "oidc": oidc, "passkey": passkey, "recovery": recovery, "second": second, "second-wrong": second_wrong,
    "second-brought": second_brought, "limits": limits,
}  # fmt: skip
"""What is come to by doing something, in this order."""


async def main_(only: Sequence[str]) -> None:
    found = subprocess.run([sys.executable, FINDER], capture_output=True, text=True, check=True)  # noqa: S603  ours
    with tempfile.TemporaryDirectory() as told:
        folder = Path(told)
        await put_more(folder)
        with serving(folder) as address:
            address = address.replace("127.0.0.1", "localhost")  # a passkey is of a name
            settings = load_settings(folder / "groundswell.toml", {}, {"data_dir": told})
            async with open_stores(settings, looking=True) as stores:
                await stores.notices.set_target(
                    "channel:status-mail",
                    TargetState.DISABLED,
                    "535 5.7.8 Error: authentication failed: the password has expired",
                )
            async with async_playwright() as play:
                browser = await play.chromium.launch(
                    executable_path=found.stdout.strip(), args=["--no-sandbox"]
                )
                seats = {
                    name: await seated(await context_of(browser), address, name) for name in (ADA, BOB, MAHA)
                }
                shots: list[Shot] = []
                for name, path in PATHS.items():
                    shots += await taken(seats[ADA], f"state-{name}", only, at(address, path))
                for path in EMPTY:
                    shots += await taken(
                        seats[BOB], f"empty-{path or 'board'}", only, at(address, f"/desk/{path}".rstrip("/"))
                    )
                for path in VIEWED:
                    shots += await taken(
                        seats[MAHA],
                        f"viewer-{path.replace('/', '-') or 'board'}",
                        only,
                        at(address, f"/desk/{path}".rstrip("/")),
                    )
                for name, step in PLAYED.items():
                    context = await context_of(browser)
                    if name not in ("oidc", "limits", "second", "second-wrong", "second-brought"):
                        await seated(context, address, BOB if name == "passkey" else ADA)
                    shots += await taken(context, f"state-{name}", only, step, address)
                    await context.close()
                await contact_sheets(browser, shots)
                await browser.close()


def at(address: str, path: str) -> Step_:
    async def go(page: Page, _: str) -> None:
        await page.goto(address + path)

    return go


async def seated(context: BrowserContext, address: str, name: str) -> BrowserContext:
    page = await context.new_page()
    await page.goto(f"{address}/desk/sign-in")
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.wait_for_url(f"{address}/desk")
    await page.close()
    return context


async def taken(
    context: BrowserContext, name: str, only: Sequence[str], step: Step_, address: str = ""
) -> list[Shot]:
    if only and not any(name.startswith(each) or name == f"state-{each}" for each in only):
        return [each for each in every_look(name, "", 0) if each.file.exists()]
    page = await context.new_page()
    shots = list(every_look(name, "", 0))
    try:
        page.set_default_timeout(10_000)
        await page.set_viewport_size({"width": 1280, "height": 844})
        await step(page, address)
        for shot in shots:
            await page.set_viewport_size({"width": shot.width, "height": shot.height})
            await page.emulate_media(color_scheme="dark" if shot.dark else "light")
            shot.file.parent.mkdir(parents=True, exist_ok=True)
            wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                print(f"{name} at {shot.width}: {wide} px too wide")
            await page.screenshot(path=shot.file, full_page=True, caret="initial")
    except Exception as fault:  # noqa: BLE001  the others are still wanted
        print(f"{name}: {str(fault)[:300]}")
        shots = [each for each in shots if each.file.exists()]
    await page.close()
    return shots


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="")
    asyncio.run(main_([each for each in parser.parse_args().only.split(",") if each]))
