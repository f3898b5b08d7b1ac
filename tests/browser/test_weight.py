"""The first view on a phone with a bad line: how heavy, how soon, and that nothing moves. `-s` prints it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from tests.browser.conftest import AGENT, BROKEN, OUTAGE

BYTES_MAX = 60_000
PAINT_MS_MAX = 1_000
LATENCY_MS, DOWN_BITS, UP_BITS, SLOWER = 150, 1_600_000, 750_000, 4
"""What measuring programs call a slow 4G line, and a processor of a quarter of the speed."""
VISITS_MAX = 5
"""A minute that passes meanwhile may change what the page says; that is news, and no load that jumps. And whatever else the
machine does makes a paint later, never sooner: the soonest of some visits is the page's own."""
PATHS = (
    *(
        "/",
        "/s/instagram",
        f"/s/{BROKEN}",
        f"/s/{BROKEN}/7d",
        f"/incidents/{OUTAGE}",
        "/incidents",
        "/c/social",
    ),
    *("/in/ES", "/compare/instagram,discord", "/search?q=whatsap", "/method", "/about", f"/ar/s/{BROKEN}"),
)
HELD_UP = "performance.getEntriesByType('resource').filter(e => e.renderBlockingStatus === 'blocking').map(e => e.name)"
"""What the browser waits for, beside the page, before it paints anything."""
WATCH = """
window.seen = { shift: 0, paint: 0, moved: [] };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) {
    window.seen.shift += entry.value;
    for (const { node, previousRect: was, currentRect: is } of entry.sources)
      window.seen.moved.push(`${(node?.outerHTML ?? node?.textContent ?? "gone").slice(0, 120)}: ${[was.x, was.y, was.width, was.height]} -> ${[is.x, is.y, is.width, is.height]}`);
  }
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.seen.paint = entry.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
"""


@pytest.fixture
def phone(browser: Browser) -> Iterator[tuple[Page, CDPSession]]:
    """A cheap phone on a slow line, which was never here before."""
    context = browser.new_context(user_agent=AGENT, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(60_000)
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": DOWN_BITS / 8,
            "uploadThroughput": UP_BITS / 8,
        },
    )
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH)
    yield page, line
    context.close()


@pytest.mark.parametrize("path", PATHS)
def test_the_first_view_is_light_and_soon_and_nothing_in_it_moves(
    address: str, phone: tuple[Page, CDPSession], path: str
) -> None:
    page, line = phone
    sizes: list[float] = []

    def add(done: dict[str, Any]) -> None:
        sizes.append(done["encodedDataLength"])

    line.on("Network.loadingFinished", add)
    paints: list[float] = []
    for _ in range(VISITS_MAX):
        sizes.clear()
        page.goto(address + path, wait_until="load")
        said = page.inner_text("main")
        page.wait_for_timeout(2_000)
        seen = page.evaluate("window.seen")
        if page.inner_text("main") == said:
            paints.append(seen["paint"])
            if seen["paint"] <= PAINT_MS_MAX:
                break
        line.send("Network.clearBrowserCache")
    print(  # noqa: T201  the figures are what it is for
        f"{path}: {sum(sizes):,.0f} bytes, largest paint after {min(paints):,.0f} ms (of {len(paints)} visits), shift {seen['shift']}"
    )
    assert seen["moved"] == []
    assert sum(sizes) <= BYTES_MAX
    assert 0 < min(paints) <= PAINT_MS_MAX
    assert page.evaluate(HELD_UP) == [], "one journey, and there is something to see"
