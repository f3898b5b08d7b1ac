"""Every kind of page in a real browser: found by walking from the front page, so that a new one is not forgotten."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

import groundswell.web
from tests.browser.conftest import (
    AGENT,
    BROKEN,
    DESK,
    PHONE,
    Heard,
    faults,
    in_the_other_colours,
    rules_for,
)

TEMPLATES = Path(groundswell.web.__file__).parent / "templates"
SCRIPTS = Path(__file__).parents[2] / "scripts"
SEEDS = (
    "/",
    f"/s/{BROKEN}",
    "/search?q=whatsap",
    "/nowhere",
    "/offline",
    "/compare/instagram,discord",
    "/in/ES",
    "/design",
    "/subscribe",
    f"/workarounds?service={BROKEN}",
    "/confirm/nobody-was-asked",
    f"/ask?service={BROKEN}",
    "/yours",
)
"""Where the walk begins: what no link leads to is named here."""
NOT_PUBLIC = {"desk", "desk_base", "evidence"}
"""Kinds that want a token."""
DESK_CLOSE: ViewportSize = {"width": DESK["width"] // 2, "height": DESK["height"] // 2}
SIZES = {"phone": (PHONE, 1), "desk": (DESK, 1), "desk at 200 %": (DESK_CLOSE, 2)}
"""Viewports, and how many of the screen's pixels make one of theirs: at 200 % half as many, each twice as large."""
PAGES_MAX = 60


def kinds() -> set[str]:
    """Every template that is a page of its own."""
    pages = {path.name.removesuffix(".html.j2") for path in TEMPLATES.glob("*.html.j2")}
    return {
        kind
        for kind in pages - NOT_PUBLIC
        if '{% extends "base.html.j2" %}' in (TEMPLATES / f"{kind}.html.j2").read_text()
    }


@pytest.fixture(scope="module")
def walked(address: str, browser: Browser) -> dict[str, str]:
    """One path of each kind of page that a reader can come to."""
    context = browser.new_context(user_agent=AGENT, java_script_enabled=False, service_workers="block")
    page = context.new_page()
    sent = context.request.post(f"{address}/s/linkedin/report", form={"symptom": ""}, max_redirects=0)
    hook = {"way": "webhook", "address": "https://hooks.town.example/outages", "services": [BROKEN]}
    signed = context.request.post(f"{address}/api/v1/subscriptions", data=hook).json()
    told: dict[str, str | float | bool] = {"words": "Is it just me? I cannot log in", "service": BROKEN}
    asked = context.request.post(f"{address}/ask", form=told, max_redirects=0)
    receipt, keys = sent.headers["location"], {"p256dh": "B" * 87, "auth": "a" * 22}
    push = {"way": "push", "push": {"endpoint": "https://push.town.example/a", "keys": keys}}
    wished = context.request.post(f"{address}/api/v1/receipts/{receipt[3:]}/wish", data=push).json()
    to_see = [
        *SEEDS,
        asked.headers["location"],
        receipt,
        f"/subscription/{signed['handle']}",
        f"/wish/{wished['handle']}",
    ]
    found: dict[str, str] = {}
    seen: set[str] = set()
    shapes: set[str] = set()
    while to_see and len(seen) < PAGES_MAX:
        path = to_see.pop(0)
        shape = re.sub(r"^(/[a-z]+)/[^/]+", r"\1/*", path.partition("?")[0])
        if path in seen or (shape in shapes and path not in SEEDS):
            continue
        seen.add(path)
        shapes.add(shape)
        page.goto(address + path)
        kind = page.locator("body").get_attribute("data-page")
        if kind:
            found.setdefault(kind, path)
        links = page.eval_on_selector_all("a[href]", "all => all.map(link => link.getAttribute('href'))")
        goals = [urljoin(address + path, link) for link in links]
        to_see += [
            goal.removeprefix(address).partition("#")[0]
            for goal in goals
            if goal.startswith(address + "/") and "/api/" not in goal and "." not in urlsplit(goal).path
        ]
    context.close()
    return found


def test_the_walk_comes_to_every_kind_of_page(walked: dict[str, str]) -> None:
    assert set(walked) == kinds()


def test_there_is_a_picture_of_every_kind_of_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    assert set(import_module("screenshots").KINDS) == kinds()


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_page_is_accessible_fits_and_has_targets_to_hit(
    address: str, browser: Browser, walked: dict[str, str], kind: str
) -> None:
    context = browser.new_context(user_agent=AGENT, viewport=PHONE, service_workers="block")
    page = context.new_page()
    heard = Heard(page)
    screen = context.new_cdp_session(page)
    page.goto(address + walked[kind])
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    wrong: dict[str, object] = {}
    for size, (viewport, scale) in SIZES.items():
        told = {**viewport, "deviceScaleFactor": scale, "mobile": False}
        screen.send("Emulation.setDeviceMetricsOverride", told)
        assert page.evaluate("[innerWidth, devicePixelRatio]") == [viewport["width"], scale]
        for scheme in ("light", "dark"):
            in_the_other_colours(page, scheme == "dark")
            sticks_out = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            rules = rules_for(viewport, scheme == "dark", zoomed=scale > 1)
            found = [*(faults(page, rules) if rules else ()), *(["sticks out"] if sticks_out else [])]
            if found:
                wrong[f"{walked[kind]}, {size}, {scheme}"] = found
    context.close()
    assert wrong == {}
    assert heard.complaints(address) == []


def test_a_fault_of_one_look_alone_is_found_in_that_look(address: str, reader: Page) -> None:
    reader.goto(f"{address}/about")
    rule = "@media (prefers-color-scheme: dark) { h1 { color: #222 !important; } }"
    reader.evaluate(f"document.styleSheets[0].insertRule('{rule}')")
    assert faults(reader) == []
    in_the_other_colours(reader, dark=True)
    assert [rule for rule, _ in faults(reader)] == ["color-contrast"]


def test_every_page_says_in_its_first_sentence_what_one_came_for(
    address: str, browser: Browser, walked: dict[str, str]
) -> None:
    context = browser.new_context(user_agent=AGENT, java_script_enabled=False)
    page = context.new_page()
    for path in walked.values():
        page.goto(address + path)
        words = page.locator("main .headline").first.inner_text()
        assert words.endswith((".", "?", "!")), f"{path}: {words}"
        assert page.locator("h1").count() == 1
    context.close()


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """Somebody whose system is light."""
    context = browser.new_context(user_agent=AGENT, viewport=PHONE, color_scheme="light")
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


PAPER = "getComputedStyle(document.body).backgroundColor"


def test_the_switch_turns_the_colours_and_the_next_page_never_shows_the_others(
    address: str, reader: Page
) -> None:
    reader.goto(f"{address}/about")
    light = reader.evaluate(PAPER)
    reader.get_by_role("button", name="Dark colours").click()
    dark = reader.evaluate(PAPER)
    assert dark != light
    reader.goto(f"{address}/privacy", wait_until="commit")
    reader.wait_for_selector("h1", state="attached")
    assert reader.evaluate(PAPER) == dark, "the choice holds before the first paint"
    reader.get_by_role("button", name="Dark colours", pressed=True).click()
    assert reader.evaluate(PAPER) == light
    assert reader.evaluate("localStorage.length") == 0, "back at what the system says, nothing is kept"


def test_without_a_script_there_is_no_switch_and_the_system_decides(address: str, browser: Browser) -> None:
    context = browser.new_context(user_agent=AGENT, java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{address}/about")
    expect(page.locator("[data-theme-switch]")).to_be_hidden()
    expect(page.locator("body")).to_have_css("background-color", "rgb(20, 23, 27)")
    context.close()


def test_without_a_script_the_map_is_a_picture(address: str, browser: Browser) -> None:
    context = browser.new_context(user_agent=AGENT, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    heard = Heard(page)
    picture = page.get_by_role("img", name="Map of reports against the usual")
    for _ in range(
        120
    ):  # a server that has just begun has nothing for the map until its first minute is judged
        page.goto(f"{address}/s/{BROKEN}")
        if picture.count():
            break
        page.wait_for_timeout(1_000)
    picture.scroll_into_view_if_needed()
    for _ in range(200):
        if picture.evaluate("image => image.naturalWidth"):
            break
        page.wait_for_timeout(50)
    assert picture.evaluate("image => image.naturalWidth") > 0
    drawn = context.request.get(f"{address}{picture.get_attribute('src')}")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert 'class="l3"' in drawn.text()
    expect(page.locator(".where > .key")).to_be_visible()
    assert heard.complaints(address) == []
    context.close()


def test_the_way_from_the_front_page_to_a_thank_you_needs_only_a_keyboard(address: str, reader: Page) -> None:
    reader.goto(address)

    def tab_to(what: str) -> None:
        for _ in range(80):
            reader.keyboard.press("Tab")
            if reader.evaluate(f"document.activeElement.matches({what!r})"):
                outline = reader.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none", f"the focus on {what} is not to be seen"
                return
        raise AssertionError(f"Tab does not lead to {what}")

    tab_to("input[type=search]")
    reader.keyboard.type("snap")
    reader.keyboard.press("Enter")
    reader.wait_for_url("**/search?q=snap")
    tab_to("a[href='/s/snapchat']")
    reader.keyboard.press("Enter")
    reader.wait_for_url("**/s/snapchat")
    tab_to("summary")
    tab_to("details[data-how] > summary")
    reader.keyboard.press("Enter")
    tab_to("#country")
    reader.keyboard.type("Portugal")
    tab_to("details[data-how] button:last-of-type")
    reader.keyboard.press("Enter")
    expect(reader.locator("[data-thanks]")).to_contain_text("Thank you")
    tab_to("[data-theme-switch]")
    reader.keyboard.press("Enter")
    expect(reader.locator("html")).to_have_attribute("data-theme", "dark")


def test_who_wants_less_motion_gets_none(address: str, browser: Browser) -> None:
    context = browser.new_context(user_agent=AGENT, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/s/{BROKEN}")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(each => { const style = getComputedStyle(each);"
        " return style.transitionDuration !== '0s' || style.animationName !== 'none' }).length"
    )
    assert moving == 0
    context.close()


def test_on_paper_there_is_nothing_to_press_and_the_sentence_stays(address: str, reader: Page) -> None:
    reader.goto(f"{address}/s/{BROKEN}")
    reader.emulate_media(media="print")
    expect(reader.locator("main .headline").first).to_be_visible()
    assert reader.locator("button:visible").count() == 0
    assert reader.locator("input:visible").count() == 0


def test_without_a_line_the_browser_shows_what_to_do(address: str, reader: Page) -> None:
    reader.goto(f"{address}/about")
    reader.evaluate("navigator.serviceWorker.ready")
    reader.reload()
    reader.context.set_offline(True)
    reader.goto(f"{address}/s/instagram")
    expect(reader.locator("h1")).to_have_text("This page could not be loaded")
    expect(reader.locator("body")).not_to_have_css("margin", "8px")
    reader.context.set_offline(False)
    reader.get_by_role("link", name="Try again").click()
    expect(reader.locator("h1")).to_have_text("Instagram")


def test_without_a_line_it_is_said_in_the_language_that_was_read(address: str, reader: Page) -> None:
    reader.goto(f"{address}/es/about")
    kept = "async () => !!(await caches.match('/es/offline'))"
    reader.evaluate("navigator.serviceWorker.ready")
    for _ in range(200):
        if reader.evaluate(kept):
            break
        reader.wait_for_timeout(50)
    reader.context.set_offline(True)
    reader.goto(f"{address}/es/s/instagram")
    expect(reader.locator("html")).to_have_attribute("lang", "es")
    expect(reader.locator("h1")).to_have_text("No se pudo cargar esta página")
