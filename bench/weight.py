"""What a first view of a page weighs, told without a browser: the bytes of bodies as they are sent to who takes gzip."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin
from urllib.request import Request, urlopen

from bench import rig

VIEW_BYTES_MAX, SCRIPT_BYTES_MAX = 60_000, 35_000
"""The targets: of a whole first view, and of a page's script without its map."""
OURS: Final = r'(?:src|href)="(/static/[^"]+)"'
_NEEDED: Final = re.compile(r'(?:from|import)"(\./[^"]+)"')
_LATER: Final = re.compile(r'import\([`"](\./[^`"]+)[`"]\)')


def sent(server: rig.Server, path: str) -> tuple[bytes, str]:
    """What is sent for `path`, and what it says unpacked."""
    request = Request(f"http://127.0.0.1:{server.port}{path}", headers={"Accept-Encoding": "gzip"})
    with urlopen(request) as answer:
        body: bytes = answer.read()
        is_packed = answer.headers.get("Content-Encoding") == "gzip"
    return body, (gzip.decompress(body) if is_packed else body).decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class View:
    """Bytes of the page, of what it has a browser fetch at once, and of what its script fetches when that is wanted; by path."""

    page: int
    fetched: dict[str, int]
    wanted: dict[str, int]

    @property
    def whole(self) -> int:
        """All that a first view fetches."""
        return self.page + sum(self.fetched.values())

    @property
    def scripts(self) -> int:
        """What of it is script."""
        return sum(size for path, size in self.fetched.items() if path.endswith(".js"))


def view_of(server: rig.Server, path: str, named: str = OURS) -> View:
    """The first view of the page at `path`, in whose text `named` finds what belongs to it."""
    body, text = sent(server, path)
    fetched: dict[str, int] = {}
    wanted: dict[str, int] = {}
    waiting = sorted(set(re.findall(named, text)))
    while waiting:
        each = waiting.pop(0)
        if each in fetched:
            continue
        part, text = sent(server, each)
        fetched[each] = len(part)
        if each.endswith(".js"):
            waiting += [urljoin(each, found) for found in _NEEDED.findall(text)]
            wanted |= {
                found: len(sent(server, found)[0])
                for found in (urljoin(each, name) for name in _LATER.findall(text))
            }
    return View(len(body), fetched, wanted)


def lines(view: View) -> list[str]:
    """What our page weighs, and whether that is what it may."""
    return [
        f"a first view: {view.page:,} bytes before the first paint, {view.whole - view.page:,} after it ({told(view.fetched)})",
        f"and what its script fetches when it is wanted: {told(view.wanted)}",
        _verdict("a first view", view.whole, VIEW_BYTES_MAX),
        _verdict("scripts without the map", view.scripts, SCRIPT_BYTES_MAX),
    ]


def told(sizes: dict[str, int]) -> str:
    """Names and bytes."""
    return ", ".join(f"{path.rpartition('/')[2]} {size:,}" for path, size in sizes.items())


def _verdict(what: str, size: int, most: int) -> str:
    return (
        f"target {what}: at most {most:,} bytes, {'reached' if size <= most else 'NOT reached'} with {size:,}"
    )
