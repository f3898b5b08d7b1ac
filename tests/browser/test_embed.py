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
    head = "<!doctype html><html lang=en><title>Elsewhere</title><body>"
    by_script = (
        f'<script async src="{site}/widget.js" data-service="instagram" data-title="Is it down?"></script>'
    )
    texts = {
        "/": head + frame(f"{site}/s/instagram/widget", "Instagram"),
        "/script": head + by_script + by_script.replace('" data-title', '" data-still data-title'),
    }

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in texts else 204)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(texts.get(self.path, "").encode())

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


def test_a_line_of_script_shows_the_widget_and_renews_it_but_not_under_a_reader(
    elsewhere: str, page: Page, said: list[str]
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/s/" in request.url else None)
    page.add_init_script("window.minutely = []; window.setInterval = work => minutely.push(work)")
    a_minute = "minutely.forEach(work => work())"
    page.goto(f"{elsewhere}script")
    assert page.locator("iframe[title='Is it down?']").count() == 2
    for at in (0, 1):
        words = page.frame_locator("iframe").nth(at).locator("body").inner_text()
        assert "people report trouble with Instagram" in words
    assert len(asked) == 2
    steps = page.evaluate("history.length")
    with page.expect_request(lambda request: "/s/instagram/widget" in request.url):
        page.evaluate(a_minute)
    page.frame_locator("iframe").first.get_by_role("link").last.focus()
    assert page.evaluate("history.length") == steps, "who goes back leaves the page, as without the widget"
    page.evaluate(a_minute)
    page.wait_for_timeout(200)
    assert len(asked) == 3, "one is still, and the other has the focus"
    assert said == []


def test_the_widget_is_accessible(site: str, page: Page) -> None:
    page.add_init_script(AXE)  # before the page's policy, which lets nothing else in
    page.goto(f"{site}/s/instagram/widget")
    assert faults(page, RULES) == []


def test_data_for_search_engines_is_no_script_to_the_page_s_policy(
    site: str, page: Page, said: list[str]
) -> None:
    page.goto(f"{site}/s/instagram")
    assert page.locator('script[type="application/ld+json"]').count() == 1
    assert said == []
