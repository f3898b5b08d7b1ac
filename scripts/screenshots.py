# ruff: noqa: T201
"""Makes docs/images from the real pages: a reconstructed evening is lived through to 22:40 UTC, then photographed.

    python scripts/screenshots.py [--out docs/images] [--service instagram] [--minute 2023-05-21T22:40]

Only service.png is tracked. Every page of the public and of the desk, narrow and wide, light and dark, goes to docs/_screenshots, to
be looked at, with sheets that show many at once; --only names those that are wanted (home,desk), "none" leaves them all out.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import httpx
from lively import ADA, AGENT, PASSWORD, SETTINGS, Lively, live_it_up
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from groundswell.core.timegrid import instant_of, minute_of
from groundswell.runtime.build import Instance, open_instance
from groundswell.runtime.clock import ManualClock
from groundswell.runtime.config import load_settings
from groundswell.runtime.listener import bound
from groundswell.runtime.roles import listening
from groundswell.sim import Scenario

ROOT = Path(__file__).resolve().parent.parent
FINDER = ROOT / "tests" / "browser" / "chromium.py"
HISTORY_DAYS = 14
SHEET = 1564
SHEET_HEAD = "<meta charset=utf-8><style>body{display:flex;margin:0;background:#999;font:13px/20px sans-serif}figure{margin:0}</style>"
SHEETS = ROOT / "docs/_screenshots"
LANGUAGES = ("ar", "ja", "de")
"""In which some pages are looked at besides English: another script, one from right to left, and one of long words."""
KINDS = {
    **{
        kind: kind
        for kind in ("home", "service", "incident", "category", "place", "compare", "outages", "past")
    },
    **{
        kind: kind
        for kind in ("search", "workarounds", "ask", "subscribe", "yours", "receipt", "wish", "subscription")
    },
    **{kind: kind for kind in ("method", "about", "privacy", "accessibility", "offline", "design")},
    "message": "nowhere",
    "question": "question-answered",
    "told": "told-leave",
}
"""Of each kind of public page (its template) one picture; tests/browser/test_every_page.py holds this to the kinds there are, and a
picture of another kind is refused."""
AT_THE_DOOR = {
    "door-sign-in": "/desk/sign-in",
    "door-second": "/desk/sign-in/second",
    "door-join-nothing": "/desk/join/nothing",
    "door-call-nothing": "/desk/call/nothing",
}
"""Pages of the desk that a stranger sees."""
DESK = (
    *(
        "statements",
        "declare",
        "comments",
        "maintenance",
        "maintenance/new",
        "runbooks",
        "templates",
        "ties",
        "workarounds",
    ),
    *("questions", "questions/answered", "questions/measures", "oncall", "oncall/me", "oncall/policies/new"),
    *("oncall/policies/photos", "oncall/schedules/new", "oncall/schedules/operations", "people", "people/2"),
    *("account", "audit", "tokens"),
)
"""Pages of the desk, by what comes after /desk/."""


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
    """One picture: of which path, how wide and high, in which colours, whether of the whole page, and seen by whom: 0 anybody, 1
    who is signed in. `zoom` 2 makes all twice as large, `paper` shows what comes out of the printer."""

    file: Path
    path: str
    width: int
    height: int
    dark: bool = False
    whole: bool = True
    seat: int = 0
    zoom: int = 1
    paper: bool = False


async def photograph(seats: Sequence[BrowserContext], address: str, shots: Sequence[Shot]) -> None:
    """Pictures of one page, which is opened once."""
    first = shots[0]
    page = await seats[first.seat].new_page()
    await page.goto(address + first.path)
    await page.wait_for_load_state("load")
    kind = await page.locator("body").get_attribute("data-page")
    names = [name for name in KINDS if first.file.stem.startswith(f"{KINDS[name]}-{first.width}-")]
    if names not in ([], [kind]):
        raise SystemExit(f"{first.path} is a page of the kind {kind}, not of {names}")
    where = page.locator("[data-where]:not([hidden])")
    if first.whole and await where.count():  # the map is not fetched before it is seen
        await where.scroll_into_view_if_needed()
        await page.locator("[data-map] [data-code]").first.wait_for(state="attached")
        await page.evaluate("scrollTo(0, 0)")
    for shot in shots:
        await page.set_viewport_size({"width": shot.width // shot.zoom, "height": shot.height // shot.zoom})
        await page.emulate_media(
            color_scheme="dark" if shot.dark else "light", media="print" if shot.paper else "screen"
        )
        shot.file.parent.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=shot.file, full_page=shot.whole, caret="initial")
        print(f"{shot.file}: {shot.file.stat().st_size / 1000:.0f} kB")
    await page.close()


def public_pages(service: str, incident: str, told: Mapping[str, str]) -> Mapping[str, str]:
    """Every page that anybody may see, by name; tests/browser/test_every_page.py finds the kinds, this names them for people."""
    pages = {"home": "/", "service": f"/s/{service}", "calm": "/s/github", "outages": "/incidents"}
    pages |= {
        "incident": f"/incidents/{incident}",
        "category": "/c/social",
        "place": "/in/ES",
        "here": "/here",
    }
    pages |= {"compare": f"/compare/{service},facebook", "compare-form": "/compare"}
    pages |= {"filters": f"/outages?service={service}&state=on", "past": f"/s/{service}/7d"}
    pages |= {"widget": f"/s/{service}/widget", "search": "/search?q=whatsap", "nothing": "/search?q=qqqq"}
    pages |= {"nowhere": "/instgram", "workarounds": f"/workarounds?service={service}", **told}
    pages |= {"ask": f"/ask?service={service}", "subscribe": f"/subscribe?service={service}"}
    pages |= {
        "confirm-nobody": "/confirm/nobody-was-asked",
        "question-gone": f"/q/{'a' * 34}",
        "yours": "/yours",
    }
    for path in ("/method", "/about", "/privacy", "/accessibility", "/offline", "/design"):
        pages[path[1:]] = path
    for language in LANGUAGES:
        for name in ("home", "service", "incident", "subscribe", "ask", "question-answered", "receipt"):
            pages[f"{name}-{language}"] = f"/{language}{pages[name]}"
    return pages


def desk_pages(incident: str, told: Mapping[str, str]) -> Mapping[str, str]:
    """Every page of the desk, by name."""
    pages = {f"desk-{name.replace('/', '-')}": f"/desk/{name}" for name in DESK}
    pages |= {"desk": "/desk", "desk-incident": f"/desk/incidents/{incident}"}
    pages |= {"desk-speak": f"/desk/incidents/{incident}/speak", "desk-incident-nowhere": "/desk/incidents/x"}
    return pages | {f"desk-{name}": path for name, path in told.items()}


def every_look(name: str, path: str, seat: int) -> Iterator[Shot]:
    """A page narrow and wide, light and dark."""
    for width in (390, 1280):
        for dark in (False, True):
            colours = "dark" if dark else "light"
            yield Shot(SHEETS / f"{name}-{width}-{colours}.png", path, width, 844, dark, seat=seat)


async def contact_sheets(browser: Browser, shots: Sequence[Shot]) -> None:
    """Of each width and colours: the pictures in columns beside one another, as large as one can still read them at a glance."""
    page = await browser.new_page(viewport={"width": SHEET, "height": SHEET})
    for width, shown in ((390, 390), (1280, 780)):
        for colours in ("light", "dark"):
            ours = [shot.file for shot in shots if shot.file.stem.endswith(f"-{width}-{colours}")]
            strips = [strip for file in ours for strip in await strips_of(page, file, shown)]
            columns = columns_of(strips)
            across = SHEET // shown
            for number, start in enumerate(range(0, len(columns), across), 1):
                sheet = SHEETS / "sheets" / f"{width}-{colours}-{number:03}.html"
                sheet.parent.mkdir(exist_ok=True)
                sheet.write_text(SHEET_HEAD + "".join(columns[start : start + across]), "utf-8")
                await page.goto(sheet.as_uri())
                await page.screenshot(path=sheet.with_suffix(".png"))
    await page.close()


def columns_of(strips: Sequence[tuple[str, float]]) -> list[str]:
    """The strips below one another, as many in a column as fit, in their order."""
    columns, room = [""], float(SHEET)
    for strip, high in strips:
        if high > room:
            columns, room = [*columns, ""], float(SHEET)
        columns[-1] += strip
        room -= high
    return [f"<div>{column}</div>" for column in columns]


async def strips_of(page: Page, file: Path, shown: int) -> list[tuple[str, float]]:
    """The picture in `file`, `shown` pixels wide, cut into parts no higher than a sheet; each with how high it is, its name and all."""
    await page.goto(file.as_uri())
    high: float = await page.evaluate(
        f"(each => each.naturalHeight * {shown} / each.naturalWidth)(document.images[0])"
    )
    room = SHEET - 20
    return [
        (
            f'<figure style="width:{shown}px">{file.stem}<div style="height:{min(room, high - top)}px;background:'
            f'url({file.as_uri()}) 0 -{top}px / {shown}px"></div></figure>',
            20 + min(room, high - top),
        )
        for top in range(0, int(high), room)
    ]


async def context_of(browser: Browser) -> BrowserContext:
    return await browser.new_context(
        device_scale_factor=1,
        user_agent=AGENT,
        reduced_motion="reduce",
        timezone_id="UTC",
        locale="en-GB",
        service_workers="block",
    )


async def sign_in(context: BrowserContext, address: str) -> None:
    """Ada comes in."""
    page = await context.new_page()
    await page.goto(f"{address}/desk/sign-in")
    await page.get_by_label("Name").fill(ADA)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.wait_for_url(f"{address}/desk")
    await page.close()


async def make(out: Path, service: str, until: datetime, only: str) -> None:
    found = subprocess.run([sys.executable, FINDER], capture_output=True, text=True, check=True)  # noqa: S603  ours
    chromium = found.stdout.strip()
    scenario = Scenario.load("instagram-2023-05-21")
    clock = ManualClock(instant_of(scenario.first_minute))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "groundswell.toml"
        file.write_text(SETTINGS, "utf-8")
        settings = load_settings(file, {}, {"data_dir": folder})
        async with open_instance(settings, clock, env={}, notice=scenario.label) as instance:
            await live_through(instance, clock, scenario, minute_of(until))
            (incident,) = await instance.incidents.list(service=service, limit=1)
            with bound("127.0.0.1", 0) as listener:
                async with (
                    listening(instance, listener) as address,
                    httpx.AsyncClient(base_url=address, timeout=60) as client,
                    async_playwright() as play,
                ):
                    told = await live_it_up(instance, client, incident, clock)
                    await instance.publish.run(None)
                    address = address.replace("127.0.0.1", "localhost")  # a passkey is of a name
                    browser = await play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                    seats = [await context_of(browser) for _ in range(2)]
                    await sign_in(seats[1], address)
                    shots = [Shot(out / "service.png", f"/s/{service}", 1280, 1250, whole=False)]
                    shots += wanted(only, service, incident.id, told)
                    for _, same in groupby(shots, lambda shot: (shot.path, shot.whole)):
                        await photograph(seats, address, list(same))
                    await contact_sheets(browser, shots)
                    await browser.close()


def wanted(only: str, service: str, incident: str, told: Lively) -> Iterator[Shot]:
    """The pictures of the pages that `only` names (all: empty), and of a service's page on paper and twice as large."""
    names = only.split(",")
    public = public_pages(service, incident, told.paths)
    pages = [(name, path, 0) for name, path in public.items()]
    pages += [(name, path, 0) for name, path in AT_THE_DOOR.items()]
    pages += [(name, path, 1) for name, path in desk_pages(incident, told.desk).items()]
    if missing := set(KINDS.values()) - set(public):
        raise SystemExit(f"no page to photograph: {sorted(missing)}")
    for name, path, seat in pages:
        if not only or name in names or name.partition("-")[0] in names:
            yield from every_look(name, path, seat)
    if not only or "paper" in names:
        yield Shot(SHEETS / "paper.png", public["service"], 794, 1123, paper=True)
    if not only or "zoom" in names:
        for name, path, seat in pages:
            if name in ("service", "home", "desk", "desk-incident", "desk-speak"):
                yield Shot(SHEETS / f"zoom-{name}.png", path, 1280, 844, seat=seat, zoom=2)


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
