"""Every page of the desk in a real browser, on a bad day and on an empty one: each route's page is named here, or a test fails."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from groundswell.web.api import HANDLERS
from groundswell.web.api.rules import routes_of
from groundswell.web.desk import PAGES
from tests.browser.conftest import (
    AGENT,
    COLOURS,
    DESK,
    PHONE,
    faults,
    in_the_other_colours,
    rules_for,
)
from tests.browser.full_desk import (
    ADA,
    BOB,
    DRAFT,
    ON,
    PASSWORD,
    QUIET,
    SHARED,
    WAITING,
    WINDOW,
    bad_day,
    signed_in,
)

VISITS: Mapping[str, tuple[str, ...]] = {
    "GET /desk": ("/desk",),
    "GET /desk/account": ("/desk/account",),
    "GET /desk/audit": ("/desk/audit", "/desk/audit?who=nobody"),
    "GET /desk/comments": ("/desk/comments",),
    "GET /desk/declare": ("/desk/declare",),
    "GET /desk/incidents/{id:str}": tuple(f"/desk/incidents/{name}" for name in (ON, SHARED, QUIET)),
    "GET /desk/incidents/{id:str}/speak": (f"/desk/incidents/{ON}/speak", f"/desk/incidents/{QUIET}/speak", f"/desk/incidents/{ON}/speak?template=when-out"),
    "GET /desk/join/{told:str}": ("/desk/join/nothing",),
    "GET /desk/maintenance": ("/desk/maintenance",),
    "GET /desk/maintenance/{id:str}": ("/desk/maintenance/new", f"/desk/maintenance/{WINDOW}", "/desk/maintenance/maintenance-2"),
    "GET /desk/call/{word:str}": ("/desk/call/nothing",),
    "GET /desk/oncall": ("/desk/oncall",),
    "GET /desk/oncall/me": ("/desk/oncall/me",),
    "GET /desk/oncall/policies/{id:str}": ("/desk/oncall/policies/all",),
    "GET /desk/oncall/schedules/{id:str}": ("/desk/oncall/schedules/ops",),
    "GET /desk/people": ("/desk/people",),
    "GET /desk/people/{id:str}": ("/desk/people/3",),
    "GET /desk/questions": ("/desk/questions",),
    "GET /desk/questions/answer": ("/desk/questions/answer",),
    "GET /desk/questions/answered": ("/desk/questions/answered",),
    "GET /desk/questions/measures": ("/desk/questions/measures",),
    "GET /desk/runbooks": ("/desk/runbooks",),
    "GET /desk/sign-in": ("/desk/sign-in",),
    "GET /desk/sign-in/second": ("/desk/sign-in/second",),
    "GET /desk/statements": ("/desk/statements",),
    "GET /desk/statements/{id:str}": tuple(f"/desk/statements/{name}" for name in (DRAFT, WAITING, f"{ON}-1")),
    "GET /desk/templates": ("/desk/templates",),
    "GET /desk/templates/{id:str}": ("/desk/templates/when-out",),
    "GET /desk/ties": ("/desk/ties",),
    "GET /desk/workarounds": ("/desk/workarounds",),
    "GET /desk/tokens": ("/desk/tokens",),
}  # fmt: skip
"""The pages of each route, as the administrator sees them (the way in: as a stranger does)."""
NO_PAGES = {
    "GET /desk/audit.jsonl": "lines for programs",
    "GET /desk/account/oidc": "leads to the provider",
    "GET /desk/sign-in/oidc": "leads to the provider",
    "GET /desk/sign-in/oidc/back": "comes from the provider",
}
EMPTY = (
    "/desk",
    "/desk/statements",
    "/desk/maintenance",
    "/desk/comments",
    "/desk/runbooks",
    "/desk/templates",
    "/desk/declare",
)
"""as somebody sees them who looks after one service with which nothing is wrong"""
WRONG = ("/desk/incidents/nothing", "/desk/people", "/desk/nowhere")
"""what leads nowhere, or is not for them"""
DARK_ON_PHONES = ("desk", f"desk incidents {ON}", "desk oncall schedules ops")
"""whose folded ways and tables on end are looked at in dark, too"""
SHOTS = os.environ.get("DESK_SHOTS", "")
"""a folder for a picture of each page at each size, in each of the colours"""
CLOSE = {"width": DESK["width"] // 2, "height": DESK["height"] // 2}
"""the window at 200 %"""


OFF_THE_KEYS = """() => [...document.querySelectorAll('body *')].flatMap(each => {
  const wrong = fault => [`${fault}: ${each.outerHTML.slice(0, 120)}`];
  if (each.tabIndex > 0) return wrong('out of its order');
  if (each.disabled || !each.checkVisibility({visibilityProperty: true})) return [];
  const isActive = each.matches('a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [onclick]');
  if (isActive && each.tabIndex < 0) return wrong('out of reach');
  if (each.tabIndex < 0) return [];
  each.focus();
  if (document.activeElement !== each) return wrong('not to be focused');
  return getComputedStyle(each).outlineStyle === 'none' ? wrong('focused and not seen') : [];
})"""
"""What Tab would miss, come to out of the order of the page, or come to unseen. `test_desk_keys.py` presses it, on some pages."""


def test_every_page_of_the_desk_is_visited() -> None:
    routes = {
        route
        for handler in (*HANDLERS, *PAGES)
        for route in routes_of(handler)
        if route.startswith("GET /desk")
    }
    assert routes == {*VISITS, *NO_PAGES}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with bad_day(tmp_path_factory.mktemp("bad-day")) as address:
        yield address


@pytest.fixture(scope="module")
def ada(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """The administrator."""
    context = signed_in(browser, site, ADA)
    yield context
    context.close()


@pytest.fixture(scope="module")
def bob(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """Somebody who looks after one service, with which nothing is wrong."""
    context = signed_in(browser, site, BOB)
    yield context
    context.close()


@dataclass
class Look:
    """What is wrong with a page that is open, at each size and in each of the colours; pictures of it where they are wanted."""

    page: Page
    name: str
    wrong: dict[str, object] = field(default_factory=dict)
    status: int = 200

    def all(self) -> dict[str, object]:
        """Look."""
        page = self.page
        page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        if page.locator("h1").count() != 1:
            self.wrong["h1"] = page.locator("h1").all_inner_texts()
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            for dark in (False, True):
                in_the_other_colours(page, dark)
                look = f"{size['width']} {'dark' if dark else 'light'}"
                rules = rules_for(size, dark)
                if dark and not rules and self.name in DARK_ON_PHONES:
                    rules = COLOURS  # what a wide window does not show
                if rules:
                    self._note(look, faults(page, rules))
                if SHOTS:
                    page.screenshot(path=Path(SHOTS) / f"{self.name} {look}.png", full_page=True)
            self._note(f"{size['width']}", sticking_out(page))
        self._note("by keyboard", page.evaluate(OFF_THE_KEYS))
        page.set_viewport_size(CLOSE)  # type: ignore[arg-type]
        self._note("at 200 %", sticking_out(page))
        return self.wrong

    def _note(self, look: str, found: object) -> None:
        if found:
            self.wrong[f"{self.name}, {look}"] = found


def sticking_out(page: Page) -> list[str]:
    """What makes the page wider than the window."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll('body *')].filter(each => each.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 5).map(each => each.outerHTML.slice(0, 120))"""
    )
    return found


def looked_at(context: BrowserContext, url: str, name: str) -> dict[str, object]:
    """Open a page and look."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda fault: said.append(fault.message))
    page.goto(url)
    wrong = Look(page, name).all()
    page.close()
    spoken = [words for words in said if "status of 4" not in words]
    return wrong | ({"said": spoken} if spoken else {})


def named(path: str) -> str:
    """A file's name for it."""
    return path.strip("/").replace("/", " ").replace("?", " ")[:60]


IS_OPEN = ("/desk/join", "/desk/sign-in")


@pytest.mark.parametrize("path", [path for paths in VISITS.values() for path in paths])
def test_every_page_is_accessible_and_fits(
    browser: Browser, site: str, ada: BrowserContext, path: str
) -> None:
    if not path.startswith(IS_OPEN):
        assert looked_at(ada, site + path, named(path)) == {}
        return
    stranger = browser.new_context(user_agent=AGENT, service_workers="block")
    assert looked_at(stranger, site + path, named(path)) == {}
    stranger.close()


@pytest.mark.parametrize("path", [*EMPTY, *WRONG])
def test_what_is_empty_or_wrong_is_accessible_and_fits(site: str, bob: BrowserContext, path: str) -> None:
    assert looked_at(bob, site + path, f"bob {named(path)}") == {}


def test_what_is_shown_once_is_accessible_and_fits(site: str, ada: BrowserContext) -> None:
    """A token, an invitation, the picture of one-time codes; a form that was refused."""
    page = ada.new_page()
    wrong: dict[str, object] = {}
    page.goto(f"{site}/desk/tokens")
    page.locator("#name").fill("probes")
    page.locator("input[name=rights][value=look]").check()
    page.get_by_role("button", name="Make token").click()
    expect(page.get_by_role("status")).to_contain_text("shown this once")
    wrong |= Look(page, "a token").all()
    page.goto(f"{site}/desk/people")
    page.locator("#name").fill("Grace")
    page.locator("input[name=role][value=viewer]").check()
    page.get_by_role("button", name="Make an account and a link").click()
    expect(page.get_by_role("status")).to_contain_text("/desk/join/")
    wrong |= Look(page, "an invitation").all()
    page.goto(page.get_by_role("status").locator("code").inner_text())
    wrong |= Look(page, "a welcome").all()
    page.goto(f"{site}/desk/account")
    page.get_by_text("Set up", exact=True).click()
    page.locator("form[action='/desk/account/codes'] input[name=current]").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    wrong |= Look(page, "codes").all()
    page.goto(f"{site}/desk/incidents/{ON}")
    page.locator("#note").evaluate("each => { each.required = false; }")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("main")).to_contain_text("has to be filled in")
    wrong |= Look(page, "a form refused").all()
    page.close()
    assert wrong == {}
