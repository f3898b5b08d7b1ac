# ruff: noqa: T201
"""Makes docs/images from the real pages: a reconstructed evening is lived through to 22:40 UTC, then photographed.

    python scripts/screenshots.py [--out docs/images] [--service instagram] [--minute 2023-05-21T22:40]

Only service.png is tracked. Every kind of page, narrow and wide, light and dark, goes to docs/_screenshots, to be looked at;
--only names the kinds that are wanted, "none" leaves them all out.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from groundswell.core.model import Incident
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.runtime.build import Instance, open_instance
from groundswell.runtime.clock import ManualClock
from groundswell.runtime.config import Settings
from groundswell.runtime.listener import bound
from groundswell.runtime.roles import listening
from groundswell.sim import Scenario
from groundswell.web.parts import WebConfig

ROOT = Path(__file__).resolve().parent.parent
FINDER = ROOT / "tests" / "browser" / "chromium.py"
HISTORY_DAYS = 14
LANGUAGES = ("es", "ar", "ja", "hi")
"""In which some kinds are looked at besides English: other scripts, and one from right to left."""


async def live_through(instance: Instance, clock: ManualClock, scenario: Scenario, until: int) -> None:
    """Two quiet weeks, counted; then each minute of the scenario, counted and judged."""
    first = scenario.first_minute
    await instance.journal.append(scenario.history(HISTORY_DAYS, bin_minutes=15))
    await instance.count.drain()
    await instance.cube.watch(first - HISTORY_DAYS * 1440, first - 1)
    await instance.judge.start(first)
    for minute, batch in scenario.minutes():
        if minute > until:
            break
        clock.set(instant_of(minute + 1))
        if len(batch):
            await instance.journal.append(batch)
        await instance.count.drain()
        await instance.cube.watch(minute, minute)
        await instance.judge.tick(minute)
    await instance.publish.run(None)


@dataclass(frozen=True)
class Shot:
    """One picture: of which path, how wide and high, in which colours, and whether of the whole page."""

    file: Path
    path: str
    width: int
    height: int
    dark: bool = False
    whole: bool = True


async def photograph(browser: Browser, address: str, shot: Shot) -> None:
    context = await browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        device_scale_factor=2 if shot.width < 600 else 1,
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
        timezone_id="UTC",
        locale="en-GB",
    )
    page = await context.new_page()
    await page.goto(address + shot.path)
    await page.wait_for_load_state("load")
    where = page.locator("[data-where]:not([hidden])")
    if shot.whole and await where.count():  # the map is not fetched before it is seen
        await where.scroll_into_view_if_needed()
        await page.locator("[data-map] [data-code]").first.wait_for(state="attached")
        await page.evaluate("scrollTo(0, 0)")
    shot.file.parent.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=shot.file, full_page=shot.whole)
    await context.close()
    print(f"{shot.file}: {shot.file.stat().st_size / 1000:.0f} kB")


def every_page(service: str, incidents: Sequence[Incident], receipt: str) -> Iterator[Shot]:
    """Every kind of page; tests/browser/test_every_page.py finds the kinds, this names them for people."""
    pages = [("home", "/"), ("service", f"/s/{service}"), ("calm", "/s/github"), ("outages", "/incidents")]
    pages += [("incident", f"/incidents/{incident.id}") for incident in incidents]
    pages += [("category", "/c/social"), ("place", "/in/ES"), ("compare", "/compare/instagram,facebook")]
    pages += [("compare-form", "/compare"), ("filters", f"/outages?service={service}&state=on")]
    pages += [("past", f"/s/{service}/7d"), ("widget", f"/s/{service}/widget")]
    pages += [("search", "/search?q=whatsap"), ("nowhere", "/instgram"), ("receipt", receipt)]
    pages += [(path[1:], path) for path in ("/method", "/about", "/privacy", "/accessibility")]
    pages += [(path[1:], path) for path in ("/offline", "/design")]
    for language in LANGUAGES:
        pages += [(f"home-{language}", f"/{language}/"), (f"service-{language}", f"/{language}/s/{service}")]
        pages += [(f"incident-{language}", f"/{language}/incidents/{one.id}") for one in incidents]
    for name, path in pages:
        for width in (390, 1280):
            for dark in (False, True):
                colours = "dark" if dark else "light"
                yield Shot(
                    ROOT / "docs/_screenshots" / f"{name}-{width}-{colours}.png", path, width, 844, dark
                )


async def reported(browser: Browser, address: str, service: str) -> str:
    """The path of the receipt of a report."""
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"
    context = await browser.new_context(user_agent=agent)
    answer = await context.request.post(
        f"{address}/s/{service}/report", form={"symptom": ""}, max_redirects=0
    )
    await context.close()
    return answer.headers["location"]


async def make(out: Path, service: str, until: datetime, only: str) -> None:
    found = subprocess.run([sys.executable, FINDER], capture_output=True, text=True, check=True)  # noqa: S603  ours
    chromium = found.stdout.strip()
    scenario = Scenario.load("instagram-2023-05-21")
    clock = ManualClock(instant_of(scenario.first_minute))
    with tempfile.TemporaryDirectory() as folder:
        async with open_instance(
            Settings(data_dir=Path(folder), web=WebConfig(design=True)), clock, env={}, notice=scenario.label
        ) as instance:
            await live_through(instance, clock, scenario, minute_of(until))
            shots = [Shot(out / "service.png", f"/s/{service}", 1280, 1250, whole=False)]
            incidents = await instance.incidents.list(service=service, limit=1)
            with bound("127.0.0.1", 0) as listener:
                async with listening(instance, listener) as address, async_playwright() as play:
                    browser = await play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                    receipt = await reported(browser, address, service)
                    pages = every_page(service, incidents, receipt)
                    wanted = only.split(",")
                    shots += [
                        shot for shot in pages if not only or shot.file.name.partition("-")[0] in wanted
                    ]
                    for shot in shots:
                        await photograph(browser, address, shot)
                    await browser.close()


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=ROOT / "docs/images")
    parser.add_argument("--service", default="instagram")
    parser.add_argument("--minute", default="2023-05-21T22:40")
    parser.add_argument("--only", default="", help="home,service,incident")
    given = parser.parse_args(arguments)
    until = datetime.fromisoformat(given.minute).replace(tzinfo=UTC)
    asyncio.run(make(given.out.resolve(), given.service, until, given.only))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
