"""The whole desk by keyboard: every page's stops in their order, each to be seen; the keys of the handbook; an evening without a mouse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESK
from tests.browser.full_desk import ADA, DRAFT, ON, PASSWORD, QUIET, bad_day, signed_in

PAGES = (
    "/desk",
    f"/desk/incidents/{ON}",
    f"/desk/statements/{DRAFT}",
    "/desk/declare",
    "/desk/maintenance/new",
    "/desk/people",
    "/desk/tokens",
    "/desk/account",
    "/desk/runbooks",
    "/desk/templates",
    "/desk/comments",
    "/desk/oncall/schedules/new",
    "/desk/questions/answer",
)
"""Those that are pressed through; of all others `test_desk_pages.py` knows that nothing is out of the order or out of reach."""
HANDBOOK = Path(__file__).parents[2] / "docs/howto/run-the-desk.md"
STOPS = """() => [...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]')]
  .filter(each => each.tabIndex >= 0 && !each.disabled && each.checkVisibility({visibilityProperty: true}))
  .filter(each => each.type !== 'radio' || each.checked || !document.querySelector(`[name=${each.name}]:checked`)
    && each === document.querySelector(`[name=${each.name}]`))"""
"""What Tab has to come to, in the order of the page; of radio buttons one."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with bad_day(tmp_path_factory.mktemp("bad-day")) as address:
        yield address


@pytest.fixture(scope="module")
def ada(browser: Browser, site: str) -> Iterator[BrowserContext]:
    context = signed_in(browser, site, ADA)
    yield context
    context.close()


@pytest.fixture
def page(ada: BrowserContext) -> Iterator[Page]:
    """A wide window."""
    page = ada.new_page()
    page.set_viewport_size(DESK)
    page.set_default_timeout(20_000)
    yield page
    page.close()


@pytest.mark.parametrize("path", PAGES)
def test_tab_comes_to_everything_in_its_order_seen_and_leaves_it_again(
    site: str, page: Page, path: str
) -> None:
    page.goto(site + path)
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
    wanted = page.evaluate(f"(window.stops = ({STOPS})()).map(each => each.outerHTML.slice(0, 120))")
    assert len(wanted) > 10
    page.evaluate("window.unseen = []; window.came = new Set()")
    order: list[int] = []
    for _ in range(6 * len(wanted)):  # a field of a time has several stops of its own
        page.keyboard.press("Tab")
        number: int = page.evaluate(
            """() => { const at = document.activeElement, style = getComputedStyle(at);
            if (at !== document.body && style.outlineStyle === 'none') unseen.push(at.outerHTML.slice(0, 120));
            return stops.indexOf(at); }"""
        )
        if number < 0:
            break  # the whole page is behind: no trap
        order += [number] if [number] != order[-1:] else []
    assert [wanted[number] for number in order] == wanted
    assert page.evaluate("unseen") == []


def test_the_first_stop_leads_past_the_ways_to_the_content(site: str, page: Page) -> None:
    page.goto(f"{site}/desk")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_keys_of_the_handbook_are_those_of_the_pages(site: str, page: Page) -> None:
    told = HANDBOOK.read_text("utf-8").partition("## ")[0]
    in_handbook = set(re.findall(r"`(\w)`", told))
    on_pages: set[str] = set()
    for path in ("/desk", f"/desk/incidents/{QUIET}", f"/desk/statements/{DRAFT}"):
        page.goto(site + path)
        keys = page.eval_on_selector_all("[accesskey]", "all => all.map(each => each.accessKey)")
        assert len(keys) == len(set(keys)), f"{path}: one key, one thing"
        on_pages |= set(keys)
    assert on_pages == in_handbook
    page.goto(f"{site}/desk")
    access_key(page, "s")
    page.wait_for_url("**/desk/statements")
    expect(page.locator("nav.desk [aria-current=page]")).to_have_text("Statements")


def access_key(page: Page, key: str) -> None:
    """Press it with Alt. By the protocol itself: Playwright leaves out the letter by which Chromium knows an access key."""
    line = page.context.new_cdp_session(page)
    told = {"modifiers": 1, "key": key, "unmodifiedText": key, "windowsVirtualKeyCode": ord(key.upper())}
    line.send("Input.dispatchKeyEvent", {"type": "keyDown", **told})
    line.send("Input.dispatchKeyEvent", {"type": "keyUp", **told})
    line.detach()


def tab_to(page: Page, what: str) -> None:
    """Press Tab until something that fits is focused."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({what!r})"):
            return
    raise AssertionError(f"Tab does not lead to {what}")


def test_an_outage_is_acknowledged_noted_and_spoken_of_without_a_mouse(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{site}/desk")
    tab_to(page, "#name")
    page.keyboard.type(ADA)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/desk")
    tab_to(page, f"a[href='/desk/incidents/{QUIET}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{QUIET}")
    access_key(page, "a")
    expect(page.locator(".timeline")).to_contain_text("ruled by Ada")
    access_key(page, "n")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type("Seen by hand.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".note")).to_contain_text("Seen by hand.")
    access_key(page, "t")
    page.wait_for_url("**/speak")
    tab_to(page, "#title_en")
    page.keyboard.press("Control+a")
    page.keyboard.type("We know")
    access_key(page, "p")
    page.wait_for_url("**done=Published*")
    expect(page.locator("#statements ~ ul")).to_contain_text("We know")
    tab_to(page, "form:has(input[value=resolve]) button")
    page.keyboard.press("Enter")
    expect(page.locator(".timeline")).to_contain_text("Over")
    context.close()
