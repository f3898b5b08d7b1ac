"""A person with a browser on the static copy: reads, reports with one tap, sees the next copy without a reload."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser.conftest import AGENT
from tests.system.plain_host import free_port, plain_host, taking_reports_from
from tests.system.process import server


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a copy that is renewed every five seconds."""
    room, ours, theirs = tmp_path_factory.mktemp("copy"), free_port(), free_port()
    folder = room / "copy"
    with server(room / "data", port=ours, settings=taking_reports_from(theirs, room)) as made:
        made.start()
        command = [sys.executable, "-m", "groundswell.cli", "export-site", str(folder)]
        with subprocess.Popen(
            [*command, "--url", made.url, "--every", "5"], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert "written" in process.stdout.readline()
            with plain_host(folder, theirs) as host:
                yield host
            process.terminate()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new visitor's phone."""
    context = browser.new_context(user_agent=AGENT, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def test_a_tap_on_the_copy_is_a_report_to_the_instance_and_nothing_complains(copy: str, page: Page) -> None:
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(message.text)

    page.on("console", hear)
    page.goto(f"{copy}/s/instagram")
    expect(page.locator(".notice")).to_contain_text("A copy of 127.0.0.1")
    expect(page.locator("[data-late]")).to_be_hidden()
    page.wait_for_timeout(1000)  # what is refused by the policy is told by now
    page.get_by_role("button", name="I have trouble with Instagram").click()
    expect(page.locator("main")).to_contain_text("Thank you.")
    assert "/r/" in page.url
    assert not page.url.startswith(copy)
    assert said == []


def test_an_open_page_of_the_copy_follows_the_next_copies(copy: str, page: Page) -> None:
    page.goto(f"{copy}/s/discord")
    page.evaluate("window.notReloaded = true")
    reporter = page.context.new_page()
    reporter.goto(f"{copy}/s/discord")
    reporter.get_by_role("button", name="I have trouble with Discord").click()
    expect(reporter.locator("main")).to_contain_text("Thank you.")
    page.bring_to_front()
    expect(page.locator("[data-count]")).to_have_text("1", timeout=40_000)
    assert page.evaluate("window.notReloaded") is True


def test_a_copy_that_nobody_renews_says_so(copy: str, page: Page) -> None:
    page.route("**/copied.json", lambda route: route.fulfill(json={"at": "2026-01-01T00:00:00Z", "every": 5}))
    page.goto(f"{copy}/s/spotify")
    expect(page.locator("[data-late]")).to_be_visible()
