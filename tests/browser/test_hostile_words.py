"""What people write is never more than words: markup in every field there is, then every page, feed and file looked at."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.full_desk import ADA, ON, QUIET, SHARED, bad_day, signed_in
from tests.browser.hostile import PROBE, Planted, elements_in, plant_api, plant_files, plant_forms
from tests.browser.test_desk_pages import VISITS

DESK = tuple(path for paths in VISITS.values() for path in paths)
PUBLIC = (
    "/",
    "/s/instagram",
    "/s/instagram/7d",
    f"/incidents/{ON}",
    f"/incidents/{SHARED}",
    "/incidents",
    "/outages",
    "/search?q=instagram",
    "/c/social",
    "/in/ES",
    "/here",
    "/subscribe",
    "/s/instagram/widget",
    "/ar/s/instagram",
    f"/ar/incidents/{ON}",
    "/s/abrechnung",
)
FILES = (
    *(f"/feeds/{which}.{kind}" for which in ("all", "instagram") for kind in ("atom", "rss", "json", "ics")),
    f"/cap/{ON}.xml",
    "/s/instagram/badge.svg",
    "/api/v2/summary.json",
    "/api/v2/incidents.json",
    "/api/v2/scheduled-maintenances.json",
    "/s/instagram/api/v2/summary.json",
    "/api/v1/services/instagram",
    f"/api/v1/incidents/{ON}",
    f"/api/v1/incidents/{ON}/events",
    "/api/v1/maintenances",
    "/s/instagram/live",
)
WATCH = """window.pwned = undefined; window.broken = [];
document.addEventListener("securitypolicyviolation", event => broken.push(event.violatedDirective));"""
MADE = f"""() => {{
  document.querySelectorAll('details').forEach(each => each.open = true);
  const made = [...document.querySelectorAll('{PROBE}, [data-xss], [onerror], a[href^="javascript" i]')];
  return [...made.map(each => each.outerHTML.slice(0, 120)), ...broken, ...(window.pwned ? ["a script ran"] : [])];
}}"""
_NUMBER = re.compile(r"n\d{4}n")


@dataclass
class House:
    """An instance on which everything was tried."""

    address: str
    ada: BrowserContext
    planted: Planted = field(default_factory=Planted)


@pytest.fixture(scope="module")
def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    with bad_day(folder) as address:
        made = House(address, signed_in(browser, address, ADA))
        made.ada.add_init_script(WATCH)
        page = made.ada.new_page()
        plant_forms(page, made.ada, address, (*DESK, *PUBLIC), made.planted)
        plant_files(page, made.ada, address, made.planted)
        plant_api(made.ada, address, (folder / "token").read_text().strip(), made.planted)
        ends = tuple(f"/desk/incidents/{name}" for name in (SHARED, QUIET))
        plant_forms(page, made.ada, address, ends, made.planted, ending=True)
        _let_through(page, made)
        yield made
        made.ada.close()


def _let_through(page: Any, house: House) -> None:
    """Every comment that waits: what strangers wrote stands on the public page then."""
    page.goto(f"{house.address}/desk/comments")
    for form in page.locator("form:has(button[value=shown])").all():
        action, word = form.get_attribute("action"), form.locator("[name=csrf]").input_value()
        told = {"csrf": word, "state": "shown"}
        assert house.ada.request.post(house.address + action, form=told, max_redirects=0).status == 303


def test_nothing_that_was_planted_breaks_the_server_or_comes_back_as_markup(house: House) -> None:
    planted = house.planted
    assert planted.wrong == []
    files = {where: status for where, status in planted.answers.items() if where.startswith("FILE ")}
    assert sorted(files.values()) == [303, 303, 303, 422, 422, 422], f"{files}"
    taken = [where for where, status in planted.answers.items() if status < 400]
    assert len(taken) > 24, f"only these took words as they are: {taken}\n{planted.answers}"
    assert {
        "/desk/incidents/*/notes words",
        "/desk/runbooks markdown",
        "/desk/templates body_en",
        "/desk/incidents/*/speak title_en",
    } <= set(planted.fields.values())


def test_no_page_makes_more_of_it_than_words(house: House) -> None:
    page = house.ada.new_page()
    wrong: dict[str, list[str]] = {}
    seen: set[str] = set()
    for path in (*DESK, *PUBLIC):
        page.goto(house.address + path)
        if made := page.evaluate(MADE):
            wrong[path] = made
        seen |= set(_NUMBER.findall(page.locator("body").inner_text()))
        seen |= {number for value in _values(page) for number in _NUMBER.findall(value)}
    page.close()
    assert wrong == {}
    shown = {house.planted.fields[number] for number in seen if number in house.planted.fields}
    assert len(shown) > 20, f"only these were to be seen: {sorted(shown)}"


def _values(page: Any) -> list[str]:
    found: list[str] = page.eval_on_selector_all("input, textarea", "all => all.map(each => each.value)")
    return found


def test_no_feed_and_no_file_makes_more_of_it_than_words(house: House) -> None:
    wrong: dict[str, list[str]] = {}
    seen: set[str] = set()
    for path in FILES:
        answer = house.ada.request.get(house.address + path)
        assert answer.status == 200, path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        text, kind = answer.text(), answer.headers["content-type"]
        seen |= set(_NUMBER.findall(text))
        made = _in_xml(text) if "xml" in kind else _in_json(json.loads(text)) if "json" in kind else []
        if "html" in kind:
            made = elements_in(text)
        if made:
            wrong[path] = made
    assert wrong == {}
    assert len(seen) > 2, "what was said in public stands in them"


def _in_xml(text: str) -> list[str]:
    """Elements that were made, in the document itself or in the HTML that a reader takes from it."""
    wrong, root = [], ElementTree.fromstring(text)
    for each in root.iter():
        name = str(each.tag).rpartition("}")[2]
        if name in (PROBE, "script", "img"):
            wrong.append(f"<{name}>")
        if each.get("type") == "html" or (root.tag == "rss" and name in ("description", "encoded")):
            wrong += elements_in(each.text or "")
    return wrong


def _in_json(told: Any) -> list[str]:
    """What a reader of a feed in JSON takes as HTML."""
    if isinstance(told, dict):
        html = [
            made for name, each in told.items() if name == "content_html" for made in elements_in(str(each))
        ]
        return html + [made for each in told.values() for made in _in_json(each)]
    return [made for each in told for made in _in_json(each)] if isinstance(told, list) else []


def test_a_script_in_a_page_would_be_noticed(house: House) -> None:
    page = house.ada.new_page()
    page.goto(f"{house.address}/desk")
    page.evaluate(f"document.querySelector('main').insertAdjacentHTML('beforeend', '<{PROBE}></{PROBE}>')")
    assert page.evaluate(MADE) == [f"<{PROBE}></{PROBE}>"]
    assert elements_in("<p><img src=x onerror='a()'></p>")
    page.close()
