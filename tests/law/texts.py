"""The law of the texts: what a reader reads goes through gettext, and every text has its translation."""

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

LOCALE = Path("src/groundswell/web/locale")
TEMPLATES = Path("src/groundswell/web/templates")
ENGLISH_ONLY = ("design.html.j2",)
"""What is English for everybody: the desk, and what stands on pages of others."""
SPOKEN = {"alt", "aria-label", "content", "label", "placeholder", "title", "value"}
"""Attributes that are read out, or shown."""
NAMES = {
    "groundswell",
    "website",
    "works-for-me",
    "light dark",
    "summary_large_image",
    "on",
    "over",
    "design",
    "noindex",
}
"""What stands in such an attribute or in a text for programs, or is a name."""
TECHNICAL = re.compile(
    r"width=device-width.*|[0-9. ]+|application/[a-z+]+|[0-9/s]+card\.png|<i\w+ src=[^>]*>(</iframe>)?|curl 0/[a-z0-9/]+"
)
LETTER = re.compile(r"[^\W\d_]")


def untold_texts(root: Path) -> list[str]:
    """Texts of a template that do not go through gettext."""
    found: list[str] = []
    environment = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    for path in sorted((root / TEMPLATES).glob("*.j2")):
        if path.name in ENGLISH_ONLY or path.name.startswith("desk"):
            continue
        tree = environment.parse(path.read_text())
        page = _Page()
        page.feed("".join(_said(tree)))
        page.close()
        words = [*page.texts, *_constants(tree)]
        found += [f"{path.name}: {text}" for text in words if LETTER.search(text) and not _is_technical(text)]
    return found


def _is_technical(text: str) -> bool:
    return text in NAMES or bool(TECHNICAL.fullmatch(text))


def _said(node: nodes.Node) -> Iterator[str]:
    """What a template says by itself; a sign for what it is told."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Output):
        for child in node.nodes:
            yield from _said(child) if isinstance(child, nodes.TemplateData) else ("0",)
    else:
        for part in node.iter_child_nodes():
            yield from _said(part)


def _constants(tree: nodes.Node) -> Iterator[str]:
    """Texts that an expression puts out as they are."""
    for output in tree.find_all(nodes.Output):
        for expression in output.nodes:
            yield from _values(expression)
    for macro in tree.find_all(nodes.Macro):
        for default in macro.defaults:
            yield from _values(default)


def _values(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from _values(node.expr1)
        if node.expr2 is not None:
            yield from _values(node.expr2)
    elif isinstance(node, nodes.Or | nodes.And):
        yield from _values(node.left)
        yield from _values(node.right)
    elif isinstance(node, nodes.Concat):
        for child in node.nodes:
            yield from _values(child)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [
            value.strip()
            for name, value in attrs
            if value
            and (name in SPOKEN or (name.startswith("data-") and name != "data-live"))
            and not (tag == "meta" and name == "title")
        ]

    def handle_data(self, data: str) -> None:
        self.texts += [data.strip()]


def catalogs(root: Path) -> dict[str, Catalog]:
    """The catalogs of all languages, by code."""
    found = {}
    for path in sorted((root / LOCALE).glob("*/LC_MESSAGES/*.po")):
        code = path.parent.parent.name
        with path.open("rb") as file:
            found[code] = read_po(file, locale=code)
    return found


def untranslated(root: Path) -> list[str]:
    """Texts without a translation, or with one that is marked as a guess."""
    found = []
    for code, catalog in catalogs(root).items():
        for message in catalog:
            forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
            if message.id and (message.fuzzy or not all(forms)):
                found.append(f"{code}: {message.id}")
    return found


def holes_that_differ(root: Path) -> list[str]:
    """Translations that fill in something else than the text does."""
    found = []
    for code, catalog in catalogs(root).items():
        for message in catalog:
            ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
            forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
            wanted, needed = _holes(ids[-1]), _holes(ids[-1]) & _holes(ids[0])
            found += [
                f"{code}: {form}"
                for form in forms
                if message.id and form and not needed <= _holes(form) <= wanted
            ]
    return found


def _holes(text: str) -> set[str]:
    return set(re.findall(r"\{\w*\}|%\(\w+\)s", text)) - {"{count}", "%(count)s", "%(num)s"}


def stale_catalogs(root: Path) -> list[str]:
    """Catalogs that do not hold what code and templates say today."""
    done = subprocess.run(
        [sys.executable, "scripts/messages.py", "--check"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout.splitlines() if done.returncode else []
