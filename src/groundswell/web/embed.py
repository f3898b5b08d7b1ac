"""A service in a few letters, for pages of others: badge, widget, picture, and what tells other sites how to show them.

Nothing here sets a cookie, runs a script or asks anybody else.
"""

from __future__ import annotations

import io
import textwrap
import unicodedata
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from groundswell.core.catalog import Catalog
from groundswell.core.status import Masthead, ServiceView, is_counting, service_headline
from groundswell.web import wording
from groundswell.web.chart import sparkline
from groundswell.web.language import speaking
from groundswell.web.security import source_of

WIDGET_SIZE: Final = (360, 280)
CARD_SIZE: Final = (1200, 630)
COLOURS: Mapping[str, str] = {
    "open": "#ae1c14",
    "suspected": "#835000",
    "easing": "#835000",
    "calm": "#17643a",
    "resolved": "#17643a",
    "unknown": "#525b66",
}
"""Of a badge; the words beside it say the same."""

_LETTER: Final = 6.7
_PADDING: Final = 8
_HEIGHT: Final = 20
_STYLE: Final = (
    ":root{color-scheme:light dark;--ink:#1a1e23;--soft:#525b66;--paper:#fff;--bar:#5d7286}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e9ecef;--soft:#a9b2bc;--paper:#14171b;--bar:#8fa3b6}}"
    "body{margin:0;padding:12px;font:15px/1.4 system-ui,sans-serif;color:var(--ink);background:var(--paper)}"
    "a{color:inherit}h1{margin:0;font-size:16px}p{margin:4px 0}.soft{color:var(--soft);font-size:13px}"
    ".spark{display:block;width:100%;height:28px}.spark *{fill:var(--bar)}"
)


class Embeds:
    """Writes what is shown on pages of others."""

    def __init__(self, masthead: Masthead, catalog: Catalog) -> None:
        self._masthead = masthead
        self._catalog = catalog
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=["jinja2.ext.i18n"],
        )
        environment.policies["ext.i18n.trimmed"] = True
        speaks = speaking(masthead.language)
        environment.install_gettext_translations(speaks, newstyle=True)  # type: ignore[attr-defined]
        environment.globals.update(masthead=masthead, language=speaks, style=Markup(_STYLE))  # noqa: S704  our own
        environment.filters["number"] = partial(wording.number, language=masthead.language)
        environment.filters["instant"] = partial(wording.instant, language=masthead.language)
        self._environment = environment

    @property
    def exercise(self) -> bool:
        """Whether all that is told here is an exercise."""
        return self._masthead.exercise

    def badge(self, view: ServiceView) -> bytes:
        """Name and state as a small picture."""
        badge = wording.service_badge(view, self._masthead.language)
        left, right = _width(view.service.name), _width(badge.words)
        words = escape(f"{view.service.name}: {badge.words}")
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{_HEIGHT}" role="img" '
            f'aria-label="{words}"><title>{words}</title>'
            f'<rect width="{left}" height="{_HEIGHT}" fill="#3b424b"/>'
            f'<rect x="{left}" width="{right}" height="{_HEIGHT}" fill="{COLOURS[badge.kind]}"/>'
            '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
            f"{_letters(view.service.name, 0, left)}{_letters(badge.words, left, right)}</g></svg>"
        )
        return svg.encode()

    def shield(self, view: ServiceView) -> dict[str, object]:
        """The same for shields.io's endpoint badge."""
        badge = wording.service_badge(view, self._masthead.language)
        return {
            "schemaVersion": 1,
            "label": view.service.name,
            "message": badge.words,
            "color": COLOURS[badge.kind],
            "cacheSeconds": 300,  # shields.io heeds nothing shorter
        }

    def widget(self, view: ServiceView) -> bytes:
        """A small page to be shown in a frame."""
        page = {
            "service": view.service,
            "badge": wording.service_badge(view, self._masthead.language),
            "headline": self._headline(view),
            "spark": sparkline(view.series),
            "reports": view.reports if is_counting(view.series) else None,
            "at": view.at,
        }
        return self._environment.get_template("widget.html.j2").render(page=page).encode()

    def card(self, view: ServiceView) -> bytes:
        """Name, state and headline as a PNG, for who shows a link as a picture."""
        from PIL import Image, ImageDraw, ImageFont  # a tenth of a second that a start need not wait for

        badge = wording.service_badge(view, self._masthead.language)
        image = Image.new("RGB", CARD_SIZE, "#ffffff")
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, 0, 24, CARD_SIZE[1]), fill=COLOURS[badge.kind])
        large, middle, small = (ImageFont.load_default(size) for size in (84, 48, 36))
        draw.text((80, 70), plain_letters(view.service.name) or view.service.slug, "#1a1e23", large)
        draw.text((80, 185), plain_letters(badge.words), COLOURS[badge.kind], middle)
        line = plain_letters(self._headline(view))
        lines = textwrap.wrap(line, 58, max_lines=5, placeholder=" ...")
        draw.multiline_text((80, 280), "\n".join(lines), "#1a1e23", small, spacing=14)
        draw.text((80, CARD_SIZE[1] - 80), plain_letters(self._masthead.name), "#525b66", small)
        kept = io.BytesIO()
        # A palette makes it a third in size and a quarter in time.
        image.quantize(32, method=Image.Quantize.FASTOCTREE).save(kept, "PNG", compress_level=6)
        return kept.getvalue()

    def _headline(self, view: ServiceView) -> str:
        head = self._masthead
        return service_headline(view, self._catalog, head.language, drill=head.exercise)

    def oembed(self, address: str, width_max: int = 0) -> dict[str, object] | None:
        """How to show the page at `address` (oEmbed 1.0); None where it is not a service's page of ours."""
        path = address.removeprefix(self._masthead.url).partition("?")[0].partition("#")[0]
        service = self._catalog.find(path.removeprefix("/s/").rstrip("/"))
        if not address.startswith(f"{self._masthead.url}/s/") or service is None:
            return None
        width = min(WIDGET_SIZE[0], width_max) if width_max > 0 else WIDGET_SIZE[0]
        return {
            "version": "1.0",
            "type": "rich",
            "title": f"{service.name} · {self._masthead.name}",
            "provider_name": self._masthead.name,
            "provider_url": self._masthead.url,
            "cache_age": 3600,
            "html": frame(f"{self._masthead.url}/s/{service.slug}/widget", service.name, width),
            "width": width,
            "height": WIDGET_SIZE[1],
            "thumbnail_url": f"{self._masthead.url}/s/{service.slug}/card.png",
            "thumbnail_width": CARD_SIZE[0],
            "thumbnail_height": CARD_SIZE[1],
        }


WIDGET_POLICY: Final = (
    (
        "content-security-policy",
        f"default-src 'none'; style-src {source_of(_STYLE)}; base-uri 'none'; form-action 'none'; frame-ancestors *",
    ),
)
"""A widget may be shown by everybody, and may do nothing but look as it does."""


def frame(address: str, name: str, width: int = WIDGET_SIZE[0]) -> str:
    """The element that shows the widget at `address`."""
    return str(
        Markup(
            '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="border:0"></iframe>'
        ).format(address, f"Is {name} down?", width, WIDGET_SIZE[1])
    )


def plain_letters(text: str) -> str:
    """`text` in the letters that the built-in font has: without accents, without what it cannot draw.

    >>> plain_letters("Télé – 21:52")
    'Tele - 21:52'
    """
    bare = unicodedata.normalize("NFKD", text.replace("–", "-").replace("—", "-"))
    return bare.encode("ascii", "ignore").decode()


def _width(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return round((len(text) + 0.8 * wide) * _LETTER) + 2 * _PADDING


def _letters(text: str, x: int, width: int) -> Markup:
    """Words in the middle of their field, no wider than it whatever the reader's font."""
    return Markup('<text x="{}" y="14" textLength="{}">{}</text>').format(
        x + _PADDING, width - 2 * _PADDING, text
    )
