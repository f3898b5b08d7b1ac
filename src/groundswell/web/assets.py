"""What every page needs beside its words. The style, and the script of a few lines that has to run before the first paint, stand
in the page itself: on a bad line a second journey costs more than their 4 kB. Script and icon have names that hold a hash
of what is in them: a name never changes its content, so a browser keeps it for a year. The script is built from
`frontend/`; a page without it lacks nothing but the live update.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
from markupsafe import Markup

from groundswell.flow.publish import pack
from groundswell.ports import Page, Site
from groundswell.web.atlas import atlas

_FOLDER: Final = Path(__file__).parent / "static"
_YEAR_SECONDS: Final = 31_536_000
_WORKER_SECONDS: Final = 300
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_SCRIPT: Final = "src/live.ts"
_EARLY: Final = "src/early.ts"
_WORKER: Final = "src/offline.ts"
_PASSKEY: Final = "src/passkey.ts"
_DESK: Final = "src/desk.ts"
_WIDGET: Final = "src/widget.ts"
_OUTLINES: Final = "virtual:outlines/"
"""The regions of a country each: few are asked for, and to pack them all as small as can be would cost each start a third of a second."""
_WORKER_PATH: Final = "/offline.js"
"""A worker rules over what lies beside it, so this one lies at the top, under a name that does not change."""
WIDGET_PATH: Final = "/widget.js"
"""Pages of others name it, for years. It runs among their scripts, so it gets a scope of its own."""


class _Entry(msgspec.Struct):
    """One row of the builder's manifest."""

    file: str
    imports: tuple[str, ...] = ()
    """rows of what it cannot begin without"""


@dataclass(frozen=True, slots=True)
class Assets:
    """What stands in pages (style, what runs early), the paths that they name ("" for a script that was not built) and the bytes
    under every path."""

    style: Markup
    script: str
    icon: str
    pages: Mapping[str, Page]
    early: Markup
    worker: str = ""
    shared: tuple[str, ...] = ()
    """what the script cannot begin without: asked for together with it, not after it, which would be a journey more"""
    passkey: str = ""
    """the script of the desk's pages on which passkeys are made and shown"""
    desk: str = ""
    """the script of the desk's pages that keep themselves true"""
    atlas: tuple[int, int] | None = None
    """width and height of the picture of the world; None where it was not built"""


@cache
def load_assets() -> Assets:
    """What comes with groundswell: packed once in a process, since the best packing takes most of a second."""
    return assets_in(_FOLDER)


def assets_in(folder: Path) -> Assets:
    """Read the files under `folder` and name them by their content."""
    pages: dict[str, Page] = {}
    style = Markup(tightened((folder / "site.css").read_text(encoding="utf-8")))  # noqa: S704  our own
    icon = _named(folder / "icon.svg", pages)
    manifest = folder / "built" / "manifest.json"
    script = worker = passkey = desk = ""
    shared: tuple[str, ...] = ()
    early = Markup()
    if manifest.is_file():
        entries = msgspec.json.decode(manifest.read_bytes(), type=dict[str, _Entry])
        paths = {
            name: _put(folder / "built" / entry.file, entry.file, pages, best=not name.startswith(_OUTLINES))
            for name, entry in entries.items()
            if name not in (_WORKER, _EARLY, _WIDGET)
        }
        passkey, desk = paths[_PASSKEY], paths[_DESK]
        script = paths[_SCRIPT]  # the others are asked for by the script, when they are needed
        shared = tuple(paths[name] for name in entries[_SCRIPT].imports)
        code = (folder / "built" / entries[_EARLY].file).read_text(encoding="utf-8")
        early = Markup(code.strip())  # noqa: S704  our own
        alone = (folder / "built" / entries[_WORKER].file).read_bytes()
        pages[_WORKER_PATH] = pack(_TYPES[".js"], alone, max_age_seconds=_WORKER_SECONDS, best=True)
        worker = _WORKER_PATH
        shown = (folder / "built" / entries[_WIDGET].file).read_bytes().strip()
        pages[WIDGET_PATH] = pack(
            _TYPES[".js"], b"(()=>{" + shown + b"})();\n", max_age_seconds=_WORKER_SECONDS, best=True
        )
    drawn = atlas()
    return Assets(
        style, script, icon, pages, early, worker, shared, passkey, desk, drawn.size if drawn else None
    )


def publish_static(site: Site, assets: Assets | None = None) -> list[str]:
    """Put every asset into the Site; the paths."""
    pages = (assets or load_assets()).pages
    for path, page in pages.items():
        site.put(path, page)
    return list(pages)


def tightened(style: str) -> str:
    """A style sheet without its comments and without what only helps whoever reads it.

    >>> tightened("/* calm */\\na {\\n  color: red;\\n}\\n")
    'a{color: red;}'
    """
    bare = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    return re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"\s+", " ", bare)).strip()


def _named(file: Path, pages: dict[str, Page]) -> str:
    digest = hashlib.blake2b(file.read_bytes(), digest_size=5).hexdigest()
    return _put(file, f"{file.stem}.{digest}{file.suffix}", pages)


def _put(file: Path, name: str, pages: dict[str, Page], *, best: bool = True) -> str:
    path = f"/static/{name}"
    pages[path] = pack(_TYPES[file.suffix], file.read_bytes(), max_age_seconds=_YEAR_SECONDS, best=best)
    return path
