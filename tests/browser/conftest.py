"""A real server in a process of its own, and a real Chromium to look at it."""

import asyncio
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, Queue
from typing import Final

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from groundswell.core.model import Event, EventKind, Footprint, Report, Share, SourceKind, Usual
from groundswell.core.timegrid import bin_start, minute_of
from groundswell.ports import Revision
from groundswell.runtime.build import open_stores
from groundswell.runtime.clock import SystemClock
from groundswell.runtime.config import Settings
from tests.browser import chromium
from tests.browser.busy_page import make_busy
from tests.system.process import only
from tests.town import incident, report

AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
"""What a person's browser calls itself: without a window it would say so, and be taken for a robot."""
AXE_FILE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
AXE = (
    AXE_FILE.read_text(encoding="utf-8")
    if AXE_FILE.exists()
    else "throw 'scripts/setup browser gets axe-core'"
)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COLOURS = ("color-contrast", "link-in-text-block")
"""Those of the rules that look at colours."""
THOROUGH = os.environ.get("LOOKS") == "all"
"""Whether each page is looked at in both colours at every size, as CI does: else once in each colour and at each width."""
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
BROKEN = "discord"
OUTAGE = "discord-of-today"
_START_SECONDS_MAX = 180
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser. Where there is none it is skipped, but not where everything has to run."""
    skips = chromium.find() is None and os.environ.get("CI") != "true"
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(skips, reason="no Chromium here"))


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of the instance."""
    return tmp_path_factory.mktemp("instance")


WAYS = (Path(__file__).parent / "ways.toml").read_text("utf-8")
"""People may sign up; nothing listens where they would be told from."""


@pytest.fixture(scope="package")
def address(folder: Path) -> Iterator[str]:
    """Where a new instance can be reached, in which one service has an outage."""
    with broken_in(folder) as url:
        yield url


@contextmanager
def broken_in(folder: Path, services: Sequence[str] = ()) -> Iterator[str]:
    """The same, with its data in `folder`; of the catalog it has `services` alone, or all where there are none."""
    writer = threading.Thread(
        target=lambda: asyncio.run(_broken(folder))
    )  # a browser may hold this thread's loop
    writer.start()
    writer.join()
    (folder / "few.toml").write_text(only(services) if services else "")
    (folder / "groundswell.toml").write_text(f'catalog = "few.toml"\n{WAYS}')
    with serving(folder) as url:
        yield url


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A server with the settings and the data in `folder`; yields its address."""
    command = [sys.executable, "-c", "from groundswell.cli import main; main()", "serve"]
    process = subprocess.Popen(
        [*command, "--data-dir", str(folder), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env={**os.environ, "GROUNDSWELL_WEB_DESIGN": "true"},
    )
    lines: Queue[str] = Queue()
    assert process.stdout is not None
    reader = threading.Thread(target=_pass_on, args=(process.stdout, lines))
    reader.start()
    try:
        yield _address_in(lines)
    finally:
        process.terminate()
        process.wait(30)
        reader.join(30)
        process.stdout.close()


async def _broken(folder: Path) -> None:
    """An outage that is on: with a footprint, and all that can have happened so far."""
    now = SystemClock().now().replace(microsecond=0)
    began = now - timedelta(minutes=40)
    shares = (Share("app", 0.6, 600), Share("", 0.4, 400))
    places = (Share("ES", 0.5, 500), Share("PT", 0.3, 300), Share("", 0.2, 200))
    one = incident(
        id=OUTAGE, service=BROKEN, began_at=began, suspected_at=began, opened_at=began, updated_at=now,
        acknowledged_at=now, severity=4, ratio=41.0, reports=1000, peak_reports=1200,
        footprint=Footprint(shares, places),
    )  # fmt: skip
    events = [
        Event(OUTAGE, kind, began + timedelta(minutes=minute), f"Somebody said so at minute {minute}.")
        for minute, kind in enumerate(
            (EventKind.SUSPECTED, EventKind.OPENED, EventKind.GREW, EventKind.ACKNOWLEDGED)
        )
    ]
    async with open_stores(Settings(data_dir=folder)) as stores:
        await stores.incidents.save([Revision(one, tuple(events))])
        await make_busy(stores, BROKEN, OUTAGE, now)
        await stores.journal.append([*_week_before(now), *_reports(now - timedelta(minutes=20), REPORTED)])
        await stores.cube.watch(minute_of(now) - 8 * 1440, minute_of(now))
        quarter = bin_start(minute_of(now), 15)
        for minute in range(quarter - 1440, quarter + 1, 15):
            await stores.cube.put_usual(Usual(minute, 15, (BROKEN,), np.array([4.0]), np.array([9.0])))


REPORTED = {"PT": 400, "ES": 9, "US": 20, "US-CA": 60}
"""of the outage, by country or region"""


def _week_before(now: datetime) -> list[Report]:
    usual = {"ES": 60, "PT": 20, "US": 10, "US-CA": 10}
    return [one for day in range(2, 8) for one in _reports(now - timedelta(days=day), usual)]


def _reports(at: datetime, counts: Mapping[str, int]) -> list[Report]:
    """What a partner counted in each area."""
    return [
        report(
            BROKEN, at, source_kind=SourceKind.PARTNER, count=count, country=area[:2],
            region=area if "-" in area else "",
        )
        for area, count in counts.items()
    ]  # fmt: skip


def _pass_on(stream: Iterator[str], lines: "Queue[str]") -> None:
    for line in stream:
        lines.put(line)
    lines.put("")


def _address_in(lines: "Queue[str]") -> str:
    heard: list[str] = []
    while True:
        try:
            line = lines.get(timeout=_START_SECONDS_MAX)
        except Empty:
            line = ""
        heard.append(line)
        found = _ADDRESS.search(line) if "page" in line else None
        if found:
            return found[0]
        assert line, "the server did not come up:\n" + "".join(heard)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window. No longer than a module: while it is there, asyncio.run is not to be had."""
    yield from _launched(chromium.quickest())


def _launched(found: Path | None) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=60_000)
        launched = playwright.chromium.launch(
            executable_path=str(chromium.required(found)),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield launched
        launched.close()


_BLOCKED: Final = "Service Worker registration blocked"


class Heard:
    """What a page says on its console, stumbles over and asks for, from now on."""

    def __init__(self, page: Page) -> None:
        self._said: list[str] = []
        self._asked: list[str] = []
        page.on("console", lambda message: self._said.append(message.text))
        page.on("pageerror", lambda fault: self._said.append(fault.message))
        page.on("request", lambda request: self._asked.append(request.url))

    def complaints(self, address: str) -> list[str]:
        """Of these what should not be: a word about anything but a page that is not there, or a worker that this test keeps
        away; a request to anybody else."""
        elsewhere = [url for url in self._asked if not url.startswith((address, "data:"))]
        return [*(words for words in self._said if "404" not in words and _BLOCKED not in words), *elsewhere]


def faults(page: Page, rules: Sequence[str] = RULES) -> list[tuple[str, list[str]]]:
    """What axe finds wrong with the page as it looks now, and where."""
    if page.evaluate("typeof axe") != "object":
        page.evaluate(AXE)
    # Of rules that hold it would name every element by a selector that nothing else has: most of its time.
    asked = json.dumps({"runOnly": rules, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run({asked})")
    return [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found["violations"]]


def rules_for(size: ViewportSize, dark: bool, *, zoomed: bool = False) -> Sequence[str]:
    """By which rules a page is looked at in this form: on a phone in light, on a desk in dark, and by CI in every one."""
    return RULES if THOROUGH or (not zoomed and dark is (size is DESK)) else ()


def in_the_other_colours(page: Page, dark: bool) -> None:
    """The system of who has the page open turns light or dark."""
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.evaluate("Promise.allSettled(document.getAnimations().map(each => each.finished))")
