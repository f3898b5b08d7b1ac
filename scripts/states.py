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
from collections.abc import Mapping, Sequence
from pathlib import Path

from plays import PLAYED, Step_
from playwright.async_api import BrowserContext, Page, async_playwright
from rare import BOARD, LATE, MAHA, MERGED, SOON, UNANSWERED, put_more
from screenshots import FINDER, Shot, contact_sheets, context_of, every_look
from tests.browser import full_desk
from tests.browser.conftest import serving
from tests.browser.full_desk import ADA, BOB, ON, PASSWORD, QUIET, SHARED

from groundswell.core.notice import TargetState
from groundswell.runtime.build import open_stores
from groundswell.runtime.config import load_settings

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
