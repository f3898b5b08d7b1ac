"""The widget in a frame of another site, and a page with data for search engines, in a real browser."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from groundswell.web.embed import frame
from tests.browser.conftest import AGENT, AXE, RULES, faults
from tests.readers.conftest import site

__all__ = ["site"]


@pytest.fixture
def said() -> list[str]:
    """What the browser complains of."""
    return []


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser, said: list[str]) -> Iterator[Page]:
    """A reader of another site."""
    scheme: Any = request.param
    context = browser.new_context(user_agent=AGENT, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(20_000)

    def hear(message: ConsoleMessage) -> None:
        said.append(message.text)

    page.on("console", hear)
    yield page
    context.close()


@pytest.fixture(scope="module")
def elsewhere(site: str) -> Iterator[str]:
    """The page of another site (another port is another origin), with the widget in it."""
    text = (
        f"<!doctype html><title>Elsewhere</title>{frame(f'{site}/s/instagram/widget', 'Instagram')}".encode()
    )

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 204)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(text if self.path == "/" else b"")

        def log_message(self, *_: object) -> None:
            """Nobody listens."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_the_widget_shows_itself_in_a_frame_with_its_own_looks(
    elsewhere: str, page: Page, said: list[str]
) -> None:
    page.goto(elsewhere)
    body = page.frame_locator("iframe").locator("body")
    assert "people report trouble with Instagram" in body.inner_text()
    assert body.evaluate("it => getComputedStyle(it).padding") == "12px", "its policy lets its style through"
    assert body.evaluate("() => document.documentElement.scrollHeight - innerHeight") <= 0, (
        "it fits its frame"
    )
    assert said == []


def test_the_widget_is_accessible(site: str, page: Page) -> None:
    page.add_init_script(AXE)  # before the page's policy, which lets nothing else in
    page.goto(f"{site}/s/instagram/widget")
    found = faults(page, [rule for rule in RULES if rule != "best-practice"])
    assert [fault for fault in found if fault[0] != "meta-refresh"] == []


def test_data_for_search_engines_is_no_script_to_the_page_s_policy(
    site: str, page: Page, said: list[str]
) -> None:
    page.goto(f"{site}/s/instagram")
    assert page.locator('script[type="application/ld+json"]').count() == 1
    assert said == []
