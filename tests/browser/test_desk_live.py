"""The desk changes while it is looked at: nothing typed is lost, the focus stays, and what changed is said politely."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import OUTAGE
from tests.browser.test_desk_people import first as first
from tests.browser.test_desk_people import site as site


@pytest.fixture
def page(site: str, first: BrowserContext) -> Page:
    return first.new_page()


def told(site: str, folder: Path, path: str, body: dict[str, object]) -> None:
    """A program does something at the desk meanwhile."""
    token = (folder / "token").read_text("utf-8").strip()
    request = Request(
        site + path,
        json.dumps(body).encode(),
        {"authorization": f"Bearer {token}", "content-type": "application/json"},
    )
    with urlopen(request, timeout=20) as answer:
        assert answer.status in (200, 201, 202)


def test_what_others_do_appears_and_what_is_being_written_stays(site: str, folder: Path, page: Page) -> None:
    page.goto(f"{site}/desk/incidents/{OUTAGE}")
    note = page.locator("#note")
    note.click()
    note.type("Half a thou")
    page.evaluate("window.sameDocument = true")
    told(site, folder, f"/api/v1/desk/incidents/{OUTAGE}/notes", {"words": "The disks are full."})
    told(site, folder, f"/api/v1/desk/incidents/{OUTAGE}/duties", {"duty": "lead", "name": "Bo"})
    expect(page.locator("[data-part=notes]")).to_contain_text("The disks are full.")
    expect(page.locator("[data-said]")).to_contain_text("the notes")
    expect(page.locator("#duty-lead")).to_have_value("Bo")
    note.type("ght")
    assert note.input_value() == "Half a thought"
    assert page.evaluate("document.activeElement.id") == "note"
    assert page.evaluate("window.sameDocument"), "it was not loaded again"
    page.close()


def test_the_board_follows_a_ruling_without_a_reload(site: str, folder: Path, page: Page) -> None:
    page.goto(f"{site}/desk")
    page.evaluate("window.sameDocument = true")
    told(site, folder, f"/api/v1/desk/incidents/{OUTAGE}/duties", {"duty": "lead", "name": "Cleo"})
    expect(page.locator("[data-part=on]")).to_contain_text("Led by Cleo.")
    assert page.evaluate("window.sameDocument")
    page.close()
