"""Somebody asks in a real browser: by keyboard alone, and without a script; the desk answers by keyboard."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import AGENT, BROKEN, PHONE, broken_in, faults, in_the_other_colours
from tests.system.process import FEW


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of an instance of this file's own: an outage that others have ended answers nobody."""
    return tmp_path_factory.mktemp("asked")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Where it can be reached."""
    with broken_in(folder, FEW) as url:
        yield url


def keeper(folder: Path) -> dict[str, str]:
    return {"authorization": f"Bearer {(folder / 'token').read_text().strip()}"}


def opened(browser: Browser, **told: object) -> Page:
    context = browser.new_context(user_agent=AGENT, viewport=PHONE, service_workers="block", **told)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def test_somebody_asks_by_keyboard_alone_and_says_that_it_helped(address: str, browser: Browser) -> None:
    page = opened(browser)
    page.goto(f"{address}/s/{BROKEN}")
    summary = page.locator("details.ask > summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "ask-words"
    page.keyboard.type("Is it down for others too? I cannot log in")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Ask"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/q/[\w-]{34}$"))
    expect(page.get_by_role("heading", name="The answer")).to_be_visible()
    page.get_by_role("button", name="Yes", exact=True).press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Thank you.")
    page.context.close()


def test_without_a_script_a_question_is_asked_sent_on_and_deleted(address: str, browser: Browser) -> None:
    page = opened(browser, java_script_enabled=False)
    page.goto(f"{address}/ar/s/{BROKEN}")
    page.locator("details.ask > summary").click()
    page.locator("#ask-words").fill("Discord down?")
    page.locator("details.ask button").click()
    page.wait_for_url(re.compile(r"/ar/q/"))
    page.locator("form[action$='/queue'] button").click()
    expect(page.locator(".headline")).to_contain_text("ينتظر سؤالك جواب شخص")
    page.locator("form[action$='/delete'] button").click()
    expect(page.locator(".headline")).to_have_text("لم يبق منه شيء.")
    page.context.close()


def test_what_the_desk_writes_is_kept_while_it_writes_and_after_the_desk_was_gone_for_a_moment(
    address: str, browser: Browser, folder: Path
) -> None:
    ask = {"words": "How do I change my name back to the old one?", "service": BROKEN}
    handle = httpx.post(f"{address}/api/v1/questions", json=ask).json()["handle"]
    page = opened(browser, extra_http_headers=keeper(folder))
    page.goto(f"{address}/desk/questions/answer?pile={handle[:12]}")
    said, body = page.locator("[data-kept]"), page.get_by_label("The answer").first
    body.fill("They are yours.")
    expect(said).to_have_text("Kept.")
    page.route("**/desk/questions/answer", lambda route: route.abort())
    body.fill("They are yours. Nothing is lost.")
    expect(said).to_have_text("Not kept yet.")
    page.unroute("**/desk/questions/answer")
    body.press("End")
    body.press_sequentially("!")
    expect(said).to_have_text("Kept.")
    page.reload()
    expect(body).to_have_value("They are yours. Nothing is lost.!")
    expect(page.get_by_text("This draft of yours is kept")).to_be_visible()
    page.get_by_role("button", name="Throw the draft away").click()
    page.wait_for_url("**/desk/questions?*")
    page.context.close()


def test_what_is_kept_of_somebody_is_deleted_by_its_links(address: str, browser: Browser) -> None:
    ask = {"words": "Will my photos come back?", "service": BROKEN}
    url = httpx.post(f"{address}/api/v1/questions", json=ask).json()["url"]
    page = opened(browser)
    page.goto(f"{address}/yours")
    page.locator("#links").fill(f"{url}\nnonsense")
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("status")).to_contain_text("deleted")
    expect(page.get_by_text("nonsense")).to_be_visible()
    assert page.goto(f"{address}/q/{url.rpartition('/')[2]}").status == 404  # type: ignore[union-attr]
    page.context.close()


def test_the_desks_pages_of_questions_are_accessible_in_both_colours(
    address: str, browser: Browser, folder: Path
) -> None:
    ask = {"words": "How do I change my name?", "service": BROKEN}
    handle = httpx.post(f"{address}/api/v1/questions", json=ask).json()["handle"]
    page = opened(browser, extra_http_headers=keeper(folder))
    wrong = {}
    for path in (
        "/desk/questions",
        f"/desk/questions/answer?pile={handle[:12]}",
        "/desk/questions/answered",
        "/desk/questions/measures",
    ):
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        for dark in (False, True):
            in_the_other_colours(page, dark)
            if found := faults(page):
                wrong[path, dark] = found
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
    page.context.close()
    assert wrong == {}
