"""Pages in further languages: made when first asked for, from what the English page was made of, and taken down when
that says something new. docs/adr/20261127-languages-on-first-request.md
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

from groundswell.core.status import HomeView, IncidentView, OutagesView, PastView, ServiceView
from groundswell.ports import Page, Site

KEPT_MAX: Final = 1_000
"""So many pages in further languages are kept; after that the one that was made first gives way."""
_TRIES_MAX: Final = 3


class Renderer(Protocol):
    """Turns views into bytes; called from several threads, but never twice at once."""

    def home(self, view: HomeView) -> Page:
        """The front page."""
        ...

    def service(self, view: ServiceView) -> Page:
        """A service's page."""
        ...

    def service_live(self, view: ServiceView) -> Page:
        """The part of a service's page that changes while it is looked at."""
        ...

    def incident(self, view: IncidentView) -> Page:
        """An incident's page."""
        ...

    def outages(self, view: OutagesView) -> Page:
        """The list of outages."""
        ...

    def past(self, view: PastView) -> Page:
        """A service over weeks."""
        ...


Draw = Callable[[Renderer], Page]
"""How a page is made, by whoever speaks the language."""


class Speak:
    """Makes pages in further languages, and takes them down."""

    def __init__(self, renderer: Callable[[str], Renderer], site: Site, *, kept_max: int = KEPT_MAX) -> None:
        """`renderer` is who speaks a language: none is asked for before somebody wants it."""
        self._renderer = renderer
        self._site = site
        self._kept_max = kept_max
        self._draws: dict[str, Draw] = {}
        self._made: dict[str, dict[str, None]] = {}
        self._kept: dict[str, str] = {}
        self._turn = asyncio.Lock()

    def told(self, path: str, draw: Draw, is_new: bool) -> None:
        """The English page of `path` has been made by `draw`, and says something new or not. Called from any thread."""
        self._draws[path] = draw
        if is_new:
            self._take_down(path)

    def gone(self, path: str) -> None:
        """The English page of `path` has been taken down: so are the others, until it is made again."""
        self._draws.pop(path, None)
        self._take_down(path)

    async def make(self, language: str, path: str) -> bool:
        """Publish the page of `path` in `language` under "/language/path"; whether there is such a page. However many
        ask, it is made once."""
        own = f"/{language}{path}"
        async with self._turn:
            for attempt in range(_TRIES_MAX):
                draw = self._draws.get(path)
                if draw is None:
                    return False
                if self._site.get(own) is not None:
                    return True
                page = await asyncio.to_thread(self._drawn, draw, language)
                self._made.setdefault(path, {})[own] = None
                self._kept[own] = path
                self._site.put(own, page)
                if self._draws.get(path) is draw or attempt == _TRIES_MAX - 1:
                    break
                self._forget(own)  # what is overtaken while it is made may be old already
            while len(self._kept) > self._kept_max:
                self._forget(next(iter(self._kept)))
        return True

    def _take_down(self, path: str) -> None:
        for page_path in list(self._made.pop(path, ())):
            self._site.remove(page_path)
            self._kept.pop(page_path, None)

    def _drawn(self, draw: Draw, language: str) -> Page:
        return draw(self._renderer(language))

    def _forget(self, own: str) -> None:
        self._site.remove(own)
        path = self._kept.pop(own, None)
        if path is not None and path in self._made:
            self._made[path].pop(own, None)
