"""Every text that a reader reads can be said in every language."""

import re
from pathlib import Path

import pytest

from tests.law.laws import ROOT
from tests.law.texts import (
    LOCALE,
    TEMPLATES,
    catalogs,
    holes_that_differ,
    stale_catalogs,
    untold_texts,
    untranslated,
)


def test_every_text_of_a_template_goes_through_gettext() -> None:
    assert untold_texts(ROOT) == []


@pytest.mark.parametrize(
    "planted",
    [
        "<p>Hello</p>",
        '<a title="Hello">{{ x }}</a>',
        "{{ 'Hello' if x else y }}",
        "{% macro m(label='Hello') %}{{ label }}{% endmacro %}",
        '<p data-thanks="Hello"></p>',
        "{% if x %}<b>Hello{% endif %}",
    ],
)
def test_a_text_that_does_not_is_found(planted: str, tmp_path: Path) -> None:
    (tmp_path / TEMPLATES).mkdir(parents=True)
    (tmp_path / TEMPLATES / "page.html.j2").write_text(planted)
    assert untold_texts(tmp_path) == ["page.html.j2: Hello"]


def test_the_catalogs_hold_what_code_and_templates_say() -> None:
    assert stale_catalogs(ROOT) == [], "`make messages` brings them up to date"


def test_no_text_is_without_a_translation_in_any_language() -> None:
    assert untranslated(ROOT) == [], "translate them in the catalogs, then `make messages`"


def test_no_translation_forgets_or_invents_what_is_filled_in() -> None:
    assert holes_that_differ(ROOT) == []


def test_a_catalog_says_in_its_header_whether_a_machine_made_it() -> None:
    for code in catalogs(ROOT):
        path = ROOT / LOCALE / code / "LC_MESSAGES" / "groundswell.po"
        assert "MACHINE-MADE" in path.read_text().partition("msgid")[0], f"or say in {path} who has read it"


@pytest.mark.parametrize(
    ("code", "polite"),
    [
        ("de", r"(?<=[a-zäöüß,] )(Sie|Ihnen|Ihr(e[nrms]?)?)\b|\bIhnen\b"),
        ("es", r"\b[Uu]sted(es)?\b|¿(Le|Les) "),
    ],
)
def test_a_reader_is_spoken_to_in_one_way(code: str, polite: str) -> None:
    """German and Spanish have two: our pages say du and tú."""
    texts = (ROOT / LOCALE / code / "LC_MESSAGES" / "groundswell.po").read_text()
    said = [line for line in texts.splitlines() if line.startswith(("msgstr", '"'))]
    assert [line for line in said if re.search(polite, line)] == []
