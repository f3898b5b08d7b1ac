"""Pages that change with the settings alone: about, privacy, accessibility, and what a browser shows without a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, cast

from groundswell.flow.speak import Renderer, Speak
from groundswell.ports import Page, Site
from groundswell.web.language import ENGLISH

if TYPE_CHECKING:
    from groundswell.web.house import House
    from groundswell.web.render import Render

LEAFLETS: Final[Mapping[str, str]] = {
    "/about": "about",
    "/privacy": "privacy",
    "/accessibility": "accessibility",
    "/offline": "offline",
}
"""The template of each path."""
_SECONDS: Final = 300


class Leaflets:
    """Makes them; `page` fills a template."""

    def __init__(self, page: Callable[..., Page], house: House) -> None:
        self._page = page
        self._house = house

    def at(self, path: str) -> Page:
        """The page of one of LEAFLETS."""
        told = {"path": path, "house": self._house}
        return self._page(LEAFLETS[path], told, max_age_seconds=_SECONDS)


def publish_leaflets(site: Site, speak: Speak, render_in: Callable[[str], Render]) -> None:
    """Put all of them into the Site: no round of publishing makes them."""
    for path in LEAFLETS:
        draw = _draw(path)
        site.put(path, draw(render_in(ENGLISH)))
        speak.told(path, draw, True)


def _draw(path: str) -> Callable[[Renderer], Page]:
    return lambda renderer: cast("Render", renderer).leaflets.at(path)
