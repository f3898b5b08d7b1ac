# ruff: noqa: T201
"""The texts of the pages in gettext catalogs: scripts/messages.py [--check]

Takes every text from code, templates and the built-in catalog, brings src/groundswell/web/locale up to date and compiles
it. What is new in a catalog has no translation yet. `--check` writes nothing and says what is not up to date.
"""

from __future__ import annotations

import io
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "groundswell"
LOCALE = PACKAGE / "web" / "locale"
DOMAIN = "groundswell"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "later": None,
    "say": None,
    "many": (1, 2),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
"""The functions that a text is given to, and which of their arguments is one."""
TEMPLATE_OPTIONS = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
ENGLISH_ONLY = ("design.html.j2",)
DESK = "desk"
"""Templates of what is English for everybody: those, and the desk's, whose names begin so."""
NAMED = {"symptom": "symptoms.toml", "category": "categories.toml"}
"""Names of the built-in catalog, by context."""
HEADER = """\
# {name} texts of groundswell's pages.
# MACHINE-MADE: translated by a language model; no native speaker has read it yet. Corrections are welcome.
# This file is distributed under the licence of groundswell, Apache-2.0."""


def template() -> Catalog:
    """Every text that there is."""
    catalog = Catalog(project=DOMAIN, charset="utf-8", header_comment="# Texts of groundswell's pages.")
    for place, message, context in sorted(_texts(), key=lambda each: (each[0], str(each[1]))):
        catalog.add(message, locations=[(place, 0)], context=context)
    return catalog


def _texts() -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    for file in sorted((PACKAGE / "web").rglob("*.py")):
        with file.open("rb") as source:
            for _, message, _, context in extract("python", source, KEYWORDS):
                yield _place(file), message, context
    for file in sorted((PACKAGE / "web" / "templates").glob("*.j2")):
        if file.name in ENGLISH_ONLY or file.name.startswith(DESK):
            continue
        with file.open("rb") as source:
            for _, message, _, context in extract("jinja2", source, KEYWORDS, options=TEMPLATE_OPTIONS):
                yield _place(file), message, context
    for file in sorted(
        (PACKAGE / "sim" / "scenarios").glob("*.toml")
    ):  # what stands on top of each page of a demonstration
        yield _place(file), tomllib.loads(file.read_text())["label"], None
    for context, name in NAMED.items():
        file = PACKAGE / "stores" / "catalog" / name
        for names in tomllib.loads(file.read_text()).values():
            for message in names.values():
                yield _place(file), message, context


def _place(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def updated(file: Path, texts: Catalog) -> Catalog:
    """The catalog in `file` with all of `texts` and nothing else."""
    with file.open("rb") as source:
        catalog = read_po(source, locale=file.parent.parent.name)
    catalog.update(texts, no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    return catalog


def written(catalog: Catalog) -> bytes:
    """As a file, the same whenever it is written."""
    kept = io.BytesIO()
    write_po(kept, catalog, width=110, include_lineno=False, sort_output=True, ignore_obsolete=True)
    return re.sub(
        rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Report-Msgid-Bugs-To|Language-Team):[^\n]*\n',
        b"",
        kept.getvalue(),
    )


def compiled(file: Path) -> bytes:
    """The catalog in `file` as the program reads it."""
    with file.open("rb") as source:
        catalog = read_po(source, locale=file.parent.parent.name)
    kept = io.BytesIO()
    write_mo(kept, catalog)
    return kept.getvalue()


def compile_all(folder: Path = LOCALE) -> list[Path]:
    """Write what is compiled beside each catalog, as hatch_build.py does; the files."""
    files = sorted(folder.glob("*/LC_MESSAGES/*.po"))
    for file in files:
        file.with_suffix(".mo").write_bytes(compiled(file))
    return files


def main(arguments: list[str]) -> int:
    texts = template()
    wanted = {LOCALE / f"{DOMAIN}.pot": written(texts)}
    for file in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        wanted[file] = written(updated(file, texts))
    stale = [file for file, body in wanted.items() if not file.is_file() or file.read_bytes() != body]
    for file in stale:
        print(
            f"{file.relative_to(ROOT)} is not up to date"
            if "--check" in arguments
            else f"wrote {file.relative_to(ROOT)}"
        )
    if "--check" in arguments:
        return 1 if stale else 0
    for file in stale:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(wanted[file])
    print(f"{len(texts)} texts, {len(compile_all())} languages compiled")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
