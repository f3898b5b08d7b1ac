"""The world as a picture, shaded by where reports come from: what the map is for who has no script.

Outlines are made with the page's script (frontend/outlines.js). No words are in it, so it is the same in every language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from groundswell.core.status import AreaView, WhereView
from groundswell.web import wording
from groundswell.web.security import source_of

_FILE: Final = Path(__file__).parent / "static" / "built" / "outlines.json"
_MARGIN: Final = 10
_DOT: Final = 7
"""an area without an outline, in units of the drawing, which is a thousand wide"""
_LABELS_MAX: Final = 8
_LABEL: Final = (90, 30)
"""so far apart stand two labels, across or down"""
_STYLE: Final = (
    ":root{--paper:#fff;--ink:#1a1e23;--raised:#f5f6f8;--line:#d3d8de;--control:#7d8894;--usual:#dde3ea;"
    "--one:#f6d5d2;--two:#e08e88;--most:#ae1c14}"
    "@media(prefers-color-scheme:dark){:root{--paper:#14171b;--ink:#e9ecef;--raised:#1e2329;--line:#363d46;"
    "--control:#7b8693;--usual:#2c343d;--one:#4d2f2f;--two:#9a5752;--most:#ff8d83}}"
    "path,circle{fill:var(--raised);stroke:var(--line);stroke-width:.8}"
    ".l0{fill:var(--usual);stroke:var(--control)}.l1{fill:var(--one);stroke:var(--most)}"
    ".l2{fill:url(#two);stroke:var(--most)}.l3{fill:url(#most);stroke:var(--most)}"
    "#two rect{fill:var(--two)}#most rect{fill:var(--most)}"
    "pattern path{fill:none;stroke:var(--paper);stroke-width:2}"
    "text{font:700 24px system-ui,sans-serif;fill:var(--ink);stroke:var(--paper);stroke-width:6;"
    "paint-order:stroke;stroke-linejoin:round;text-anchor:middle}"
)
"""The colours of site.css: a picture knows nothing of the page that shows it."""
_PATTERNS: Final = (
    '<defs><pattern id="two" width="12" height="12" patternUnits="userSpaceOnUse"><rect width="12" height="12"/>'
    '<path d="M0 12L12 0"/></pattern><pattern id="most" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect width="8" height="8"/><path d="M0 8L8 0M0 0L8 8"/></pattern></defs>'
)
POLICY: Final = (("content-security-policy", f"default-src 'none'; style-src {source_of(_STYLE)}"),)


class _Outlines(msgspec.Struct, frozen=True):
    """[x, y, path] of each country by its code, around the middle (x, y); no path where it is too small."""

    box: tuple[int, int, int, int]
    areas: Mapping[str, tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Atlas:
    """The world without any shade."""

    outlines: _Outlines

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the drawing."""
        _, _, width, height = self.outlines.box
        return width + 2 * _MARGIN, height + 2 * _MARGIN

    def drawn(self, where: WhereView | None) -> bytes:
        """The picture (SVG): countries as `where` says, the most unusual with how many times the usual."""
        rows = {area.code: area for area in where.countries} if where is not None else {}
        left, top, _, _ = self.outlines.box
        width, height = self.size
        land = "".join(
            f"M{path[1:]}" for code, (_, _, path) in self.outlines.areas.items() if path and code not in rows
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left - _MARGIN} {top - _MARGIN} {width} {height}">'
            f'<style>{_STYLE}</style>{_PATTERNS}<path d="{land}"/>{"".join(self._shaded(rows))}'
            f"{''.join(self._labels(rows))}</svg>"
        ).encode()

    def _shaded(self, rows: Mapping[str, AreaView]) -> Iterator[str]:
        """The lightest first: what lies over others is what matters more."""
        for area in sorted(rows.values(), key=lambda area: area.level):
            x, y, path = self.outlines.areas.get(area.code, (0, 0, ""))
            if path:
                yield f'<path class="l{area.level}" d="M{path[1:]}"/>'
            elif area.code in self.outlines.areas:
                yield f'<circle class="l{area.level}" cx="{x}" cy="{y}" r="{_DOT}"/>'

    def _labels(self, rows: Mapping[str, AreaView]) -> Iterator[str]:
        put: list[tuple[int, int]] = []
        for area in rows.values():
            x, y, _ = self.outlines.areas.get(area.code, (0, 0, ""))
            is_free = all(abs(x - a) >= _LABEL[0] or abs(y - b) >= _LABEL[1] for a, b in put)
            if area.level and area.code in self.outlines.areas and is_free and len(put) < _LABELS_MAX:
                put.append((x, y))
                times = wording.about(round(area.times) if area.times >= 10 else area.times)
                yield f'<text x="{x}" y="{y + 8}">{times}×</text>'


@cache
def atlas() -> Atlas | None:
    """What comes with groundswell; None where the page's script was not built."""
    return Atlas(msgspec.json.decode(_FILE.read_bytes(), type=_Outlines)) if _FILE.is_file() else None
