"""The page for those who work on the pages."""

from __future__ import annotations

import re
from pathlib import Path

import groundswell.web
from groundswell.stores.catalog_toml import load_catalog
from groundswell.web.design import situations
from groundswell.web.render import Render
from tests.web.reading import html

CATALOG = load_catalog(None)


def test_every_sign_of_a_state_is_shown() -> None:
    page = html(Render(CATALOG).design())
    style = ["open", "suspected", "easing", "resolved", "calm", "unknown"]
    assert set(re.findall(r'class="state (\w+)"', page)) == set(style)


def test_comments_are_shown_as_they_were_written_and_never_as_markup() -> None:
    page = html(Render(CATALOG).design())
    assert "What people say" in page
    assert "&lt;b&gt;not even&lt;/b&gt;" in page


def test_no_two_situations_say_the_same() -> None:
    page = html(Render(CATALOG).design())
    said = re.findall(r'<p class="headline">(.*?)</p>', page)
    assert len(said) == len(set(said)) == len(situations(CATALOG)) + 1


NOT_COMPONENTS = {
    "world_map", "map_key", "where_parts", "area_table", "area_row", "hatch", "one", "when", "way", "sign", "split",
    "chart_key", "chart_table", "trap", "search_form", "kept_of_you", "services", "preferences",
    "report_form", "chips", "fields", "more", "reached",
}  # fmt: skip
"""Macros that are parts of others here, stand on every page, or are nothing but text and fields."""


def test_every_component_is_shown() -> None:
    templates = Path(groundswell.web.__file__).parent / "templates"
    made = {
        name
        for file in templates.glob("*.html.j2")
        if not file.name.startswith(("desk", "people_"))
        for name in re.findall(r"{% macro (\w+)", file.read_text())
    }
    shown = set(re.findall(r"{{ (\w+)\(", (templates / "design.html.j2").read_text()))
    assert made - NOT_COMPONENTS <= shown


def test_what_others_say_of_an_outage_is_shown_too() -> None:
    page = html(Render(CATALOG).design())
    for words in (
        "The operator’s own words.",
        "1 earlier statement",
        "Planned work is going on",
        "What helped others",
        "Questions and answers",
        "Does it work again for you?",
        "Tell me when it is over",
        "Nothing can be sent to that address.",
        "By region",
    ):
        assert words in page, words
