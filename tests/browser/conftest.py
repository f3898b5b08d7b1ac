"""A real server in a process of its own, and a real Chromium to look at it."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
"""What a person's browser calls itself: without a window it would say so, and be taken for a robot."""
_START_SECONDS_MAX = 180
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here"))


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a new instance can be reached."""
    folder = tmp_path_factory.mktemp("instance")
    command = [sys.executable, "-c", "from groundswell.cli import main; main()", "serve"]
    process = subprocess.Popen(
        [*command, "--data-dir", str(folder), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
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
    with sync_playwright() as playwright:
        expect.set_options(timeout=20_000)
        chromium = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()
