"""The page for those who work on the pages."""

from __future__ import annotations

import re

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
