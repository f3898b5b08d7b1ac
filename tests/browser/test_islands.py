"""The map and the charts of a service's page, for who has a mouse, a keyboard, ears only, or no script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.conftest import AGENT, BROKEN, DESK, OUTAGE, PHONE
from tests.browser.test_pages import report_from_elsewhere


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(user_agent=AGENT, viewport=PHONE, reduced_motion="reduce")
    page = context.new_page()
    # A server that has just begun has nothing for the map until its first minute is judged.
    page.set_default_timeout(60_000)
    yield page
    context.close()


def to_the_map(page: Page) -> None:
    page.locator("[data-map]").scroll_into_view_if_needed()
    expect(page.locator("[data-map] [role=option]").first).to_be_visible()


def still(page: Page) -> None:
    """From now on no news comes to the page: what moves, or goes away, does so by what is done there."""
    page.route("**/live", lambda route: route.abort())


def tap(page: Page, code: str) -> None:
    """Where a finger would: on land, not in the middle of all islands."""
    x, y = page.locator(f"[data-code={code}] path").evaluate(
        """path => {
          const box = path.getBBox(), at = path.ownerSVGElement.createSVGPoint();
          for (let step = 0; step < 1600; step++) {
            at.x = box.x + box.width * (step % 40 + .5) / 40;
            at.y = box.y + box.height * (Math.floor(step / 40) + .5) / 40;
            const seen = at.matrixTransform(path.getScreenCTM());
            if (document.elementFromPoint(seen.x, seen.y) === path) return [seen.x, seen.y];
          }
          return [0, 0];
        }"""
    )
    page.mouse.click(x, y)


def said_by(page: Page) -> str:
    """What a screen reader says of the element that has the focus."""
    return str(page.evaluate("document.activeElement.getAttribute('aria-label')"))


def test_the_map_is_fetched_when_it_comes_into_view_and_not_before(address: str, page: Page) -> None:
    asked: list[str] = []

    def watch(request: Request) -> None:
        asked.append(request.url)

    page.on("request", watch)
    page.goto(f"{address}/s/{BROKEN}")
    page.wait_for_timeout(500)
    assert not [url for url in asked if "/static/map" in url]
    to_the_map(page)
    assert [url for url in asked if "/static/map" in url]
    assert all(url.startswith(address) for url in asked)


def test_nothing_moves_when_the_map_arrives(address: str, page: Page) -> None:
    page.goto(f"{address}/s/{BROKEN}")
    to_the_map(page)
    still(page)
    page.goto(f"{address}/s/{BROKEN}")
    page.evaluate(
        "window.shifts = 0; new PerformanceObserver(list => { for (const one of list.getEntries())"
        " if (!one.hadRecentInput) window.shifts += one.value; }).observe({type: 'layout-shift', buffered: true})"
    )
    before = page.locator(".areas").first.evaluate("table => table.getBoundingClientRect().top + scrollY")
    to_the_map(page)
    page.wait_for_timeout(300)
    assert (
        page.locator(".areas").first.evaluate("table => table.getBoundingClientRect().top + scrollY")
        == before
    )
    assert page.evaluate("window.shifts") == 0


def test_the_keyboard_walks_over_the_countries_and_reads_them(address: str, page: Page) -> None:
    page.goto(f"{address}/s/{BROKEN}")
    to_the_map(page)
    page.locator("[data-view=oceania]").focus()
    page.keyboard.press("Tab")
    assert said_by(page).startswith("Portugal: at least ")
    expect(page.locator("[data-said]")).to_contain_text(re.compile(r"^\d+ reports"))
    page.keyboard.press("ArrowDown")
    assert said_by(page).startswith("United States: at least ")
    page.keyboard.press("End")
    assert said_by(page).startswith("Spain: ")
    page.keyboard.press("ArrowLeft")
    assert said_by(page).startswith("Portugal"), "which lies to the west"
    assert page.locator("[data-map] [role=option][tabindex='0']").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('[role=listbox]')"), (
        "one stop, not one for each country"
    )


def test_a_tap_tells_the_figures_also_of_a_country_without_any(address: str, page: Page) -> None:
    page.goto(f"{address}/s/{BROKEN}")
    to_the_map(page)
    page.locator("[data-view=europe]").click()
    expect(page.locator("[data-view=europe]")).to_have_attribute("aria-pressed", "true")
    tap(page, "ES")
    expect(page.locator("p[data-told]")).to_contain_text("Spain: ")
    expect(page.locator("p[data-told]")).to_contain_text("per million people")
    tap(page, "FR")
    expect(page.locator("p[data-told]")).to_have_text("France: no reports")


def test_regions_of_a_country_open_and_lead_back(address: str, page: Page) -> None:
    page.goto(f"{address}/s/{BROKEN}")
    to_the_map(page)
    page.locator("[data-view=world]").click()
    page.locator("[data-code=US]").focus()
    page.get_by_role("button", name="Regions of United States").click()
    expect(page.locator("[data-code=US-CA][role=option]")).to_be_focused()
    assert said_by(page).startswith("California, United States")
    page.get_by_role("button", name="Back to the world").click()
    expect(page.locator("[data-code=US]")).to_be_focused()


def test_of_regions_that_it_does_not_draw_the_map_says_nothing(address: str, page: Page) -> None:
    page.goto(f"{address}/s/{BROKEN}")
    to_the_map(page)
    still(page)
    page.evaluate(
        """() => { for (const country of ["ES", "US"]) {
          const row = document.querySelector(`tr[data-area=${country}]`);
          row.after(Object.assign(row.cloneNode(true), {className: ""}));
          row.nextElementSibling.dataset.area = `${country}-ZZ`;
        } }"""
    )
    page.locator("[data-view=world]").click()
    page.locator("[data-code=ES]").focus()
    page.get_by_role("button", name="Regions of Spain").click()
    expect(page.locator("p[data-told]")).to_contain_text("The table says the same.")
    page.locator("[data-code=US]").focus()
    page.get_by_role("button", name="Regions of United States").click()
    expect(page.locator("[data-code=US-CA][role=option]")).to_be_focused()
    tap(page, "US-TX")
    expect(page.locator("p[data-told]")).to_contain_text("California")


def test_the_map_follows_what_is_reported_and_the_focus_stays(address: str, page: Page) -> None:
    page.goto(f"{address}/s/{BROKEN}")
    to_the_map(page)
    page.locator("[data-code=ES]").focus()
    words = page.locator("p[data-told]").text_content() or ""
    for caller in range(20, 26):
        report_from_elsewhere(address, BROKEN, f"198.51.100.{caller}", country="ES")
    expect(page.locator("p[data-told]")).not_to_have_text(words)
    expect(page.locator("[data-code=ES]")).to_be_focused()


def test_arrow_keys_move_over_the_chart_and_read_each_bar(address: str, page: Page) -> None:
    page.goto(f"{address}/s/{BROKEN}")
    chart = page.get_by_role("slider", name="Reports over time")
    chart.focus()
    assert chart.get_attribute("aria-valuenow") == "96"
    page.keyboard.press("ArrowLeft")
    words = chart.get_attribute("aria-valuetext") or ""
    assert re.fullmatch(r"From .* UTC, 15 minutes: .+; usual: .+", words)
    expect(page.locator("[data-reading]")).to_have_text(words)
    page.keyboard.press("Home")
    assert chart.get_attribute("aria-valuenow") == "1"
    report_from_elsewhere(address, BROKEN, "198.51.100.40")
    expect(page.locator("[data-count]")).not_to_have_text("0")
    expect(chart).to_be_focused()


def test_a_pointer_reads_the_bar_under_it(address: str, page: Page) -> None:
    page.goto(f"{address}/s/{BROKEN}")
    box = page.locator("[data-chart]").bounding_box()
    assert box is not None
    page.locator("[data-chart]").hover(position={"x": box["width"] / 2, "y": box["height"] / 2})
    assert page.get_by_role("slider").get_attribute("aria-valuenow") == "49"
    expect(page.locator("[data-reading]")).to_contain_text("UTC, 15 minutes:")


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_other_stretches_of_time_come_into_the_same_page(address: str, page: Page, way: str) -> None:
    page.goto(f"{address}/s/{BROKEN}")
    page.evaluate("window.notReloaded = true")
    link = page.get_by_role("link", name="7 days")
    if way == "mouse":
        link.click()
    else:
        link.focus()
        page.keyboard.press("Enter")
    expect(link).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-range-said]")).to_have_text("Reports of the last 7 days, in bars of 1 hour.")
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuemax", "168")
    report_from_elsewhere(address, BROKEN, f"198.51.100.{50 + len(way)}")
    page.wait_for_timeout(2_500)
    assert page.get_by_role("slider").get_attribute("aria-valuemax") == "168", (
        "the day does not come back by itself"
    )
    page.get_by_role("link", name="24 hours").click()
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuemax", "96")
    assert page.evaluate("window.notReloaded") is True


def test_without_a_script_stretches_are_pages_and_the_map_is_a_table(address: str, browser: Browser) -> None:
    context = browser.new_context(user_agent=AGENT, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{address}/s/{BROKEN}")
    expect(page.locator("[data-map]")).to_be_hidden()
    expect(page.locator("[data-reading]")).to_be_hidden()
    expect(page.locator(".areas").first).to_contain_text("Portugal")
    page.get_by_role("link", name="30 days").click()
    expect(page.locator("h1")).to_have_text("Discord")
    expect(page.locator(".headline")).to_have_text("One outage of Discord in the last 30 days.")
    expect(page.locator(f'a[href="/incidents/{OUTAGE}"]')).to_be_visible()
    page.get_by_role("link", name="24 hours").click()
    expect(page.get_by_role("button", name="I have this trouble too")).to_be_visible()
    context.close()


def test_a_first_view_and_its_script_are_light_on_the_wire(address: str, browser: Browser) -> None:
    context = browser.new_context(user_agent=AGENT, viewport=DESK)
    page = context.new_page()
    asked_by: dict[str, str] = {}
    wire = context.new_cdp_session(page)
    wire.on(
        "Network.requestWillBeSent",
        lambda told: (
            asked_by.update({told["request"]["url"]: told["initiator"]["url"]})
            if told["initiator"].get("url")
            else None
        ),
    )
    wire.send("Network.enable")
    urls: dict[str, str] = {}
    weights: dict[str, float] = {}
    wire.on(
        "Network.responseReceived", lambda told: urls.update({told["requestId"]: told["response"]["url"]})
    )
    wire.on(
        "Network.loadingFinished", lambda told: weights.update({told["requestId"]: told["encodedDataLength"]})
    )
    page.goto(f"{address}/s/{BROKEN}", wait_until="load")
    page.wait_for_timeout(1_000)
    by_url = {urls[asked]: weight for asked, weight in weights.items() if asked in urls}
    assert sum(by_url.values()) <= 60_000, by_url
    scripts = sum(weight for url, weight in by_url.items() if url.endswith(".js"))
    assert 0 < scripts <= 35_000, by_url
    ours = {url: by for url, by in asked_by.items() if re.search(r"/static/(live|words)\.", url)}
    assert len(ours) == 2
    assert set(ours.values()) == {page.url}, "both by the page, neither by the other"
    context.close()
