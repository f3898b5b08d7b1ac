"""Pages over many services: a category, a place, several side by side, what has been left out.

Made when first asked for, of what the stores hold then, and kept as bytes until the next round over everything: a crowd
that asks where it is down has the page made once a minute. docs/adr/20261127-pages-over-many-services.md
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Final, Protocol, cast

from groundswell.core.catalog import Catalog
from groundswell.core.model import Axis, Cell, Incident, Service, State
from groundswell.core.scope import TROUBLE_KINDS
from groundswell.core.status import BIN_MINUTES, GroupView, MethodView, PlaceView
from groundswell.core.timegrid import HOUR_MINUTES, bin_start, instant_of, minute_of
from groundswell.flow.gather import Gather
from groundswell.flow.speak import Draw, Renderer, Speak
from groundswell.ports import Clock, Cube, Incidents, Page, Site
from groundswell.ports.sieges import Sieges

COMPARED_MAX: Final = 4
"""so many services stand side by side at most"""
KEPT_MAX: Final = 500
"""so many pages are kept between two rounds; after that the one that was made first gives way"""
METHOD_PATH: Final = "/method"
CATEGORY: Final = "/c/"
COUNTRY: Final = "/in/"
NETWORK: Final = "/on/"
COMPARE: Final = "/compare/"
_HELD_MAX: Final = 20
_SIEGES_MAX: Final = 20


class Surveys(Protocol):
    """Turns these views into bytes."""

    def category(self, view: GroupView) -> Page:
        """All services of one category."""
        ...

    def compared(self, view: GroupView) -> Page:
        """A few services side by side."""
        ...

    def place(self, view: PlaceView) -> Page:
        """What is down in a country or on a network."""
        ...

    def method(self, view: MethodView) -> Page:
        """How outages are told from chance, how well, and what was left out."""
        ...


class Surveyor(Renderer, Protocol):
    """Who makes pages of services makes these too."""

    @property
    def surveys(self) -> Surveys:
        """The pages over many services."""
        ...


class Survey:
    """Makes them, and takes them down."""

    def __init__(
        self,
        renderer: Surveyor,
        gather: Gather,
        catalog: Catalog,
        cube: Cube,
        incidents: Incidents,
        site: Site,
        speak: Speak,
        clock: Clock,
        sieges: Sieges,
        *,
        kept_max: int = KEPT_MAX,
    ) -> None:
        self._sieges = sieges
        self._renderer = renderer
        self._gather = gather
        self._catalog = catalog
        self._cube = cube
        self._incidents = incidents
        self._site = site
        self._speak = speak
        self._clock = clock
        self._kept_max = kept_max
        self._made: dict[str, None] = {}
        self._hours: dict[Axis, Sequence[Cell]] = {}
        self._turn = asyncio.Lock()

    def renew(self) -> None:
        """A round over everything has been made: what stands here may be old."""
        self._hours.clear()
        for path in list(self._made):
            self._forget(path)

    async def make(self, path: str) -> bool:
        """Make the page of `path` and put it into the Site; whether there is such a page. However many ask, it is made
        once."""
        if not path.startswith((CATEGORY, COUNTRY, NETWORK, COMPARE, METHOD_PATH)):
            return False
        async with self._turn:
            if self._site.get(path) is not None:
                return True
            draw = await self._draw(path)
            if draw is None:
                return False
            self._site.put(path, await asyncio.to_thread(draw, self._renderer))
            self._speak.told(path, draw, True)
            self._made[path] = None
            while len(self._made) > self._kept_max:
                self._forget(next(iter(self._made)))
        return True

    def _forget(self, path: str) -> None:
        del self._made[path]
        self._site.remove(path)
        self._speak.gone(path)

    async def _draw(self, path: str) -> Draw | None:
        if path == METHOD_PATH:
            method = await self._method()
            return lambda renderer: _of(renderer).method(method)
        kind, _, value = path[1:].partition("/")
        kind = f"/{kind}/"
        if kind == CATEGORY:
            category = await self._category(value)
            return None if category is None else lambda renderer: _of(renderer).category(category)
        if kind == COMPARE:
            compared = await self._compared(value.split(","))
            return None if compared is None else lambda renderer: _of(renderer).compared(compared)
        place = await self._place(Axis.COUNTRY if kind == COUNTRY else Axis.NETWORK, value)
        return None if place is None else lambda renderer: _of(renderer).place(place)

    async def _category(self, slug: str) -> GroupView | None:
        slugs = [each.slug for each in self._by_name() if each.category == slug]
        if not slugs:
            return None
        recent = await self._gather.recent()
        views = await self._gather.outlines(slugs, recent)
        return GroupView(self._clock.now(), slug, tuple(views), self._over(recent, slugs))

    async def _compared(self, slugs: Sequence[str]) -> GroupView | None:
        known = set(slugs) <= set(self._catalog.services)
        if not known or not 2 <= len(slugs) <= COMPARED_MAX or len(set(slugs)) < len(slugs):
            return None
        recent = await self._gather.recent()
        views = await self._gather.outlines(slugs, recent)
        return GroupView(self._clock.now(), "", tuple(views), self._over(recent, slugs))

    async def _place(self, axis: Axis, value: str) -> PlaceView | None:
        area = self._catalog.areas.get(value)
        is_country = area is not None and not area.parent
        if not (is_country if axis is Axis.COUNTRY else value in self._catalog.networks):
            return None
        at = self._clock.now()
        hit: list[tuple[Incident, float]] = []
        elsewhere: list[Incident] = []
        for incident in await self._incidents.list(states=(State.OPEN, State.EASING), limit=1000):
            footprint = incident.footprint
            shares = footprint.countries if axis is Axis.COUNTRY else footprint.networks
            share = next((each.share for each in shares if each.value == value), 0.0)
            if share > 0:
                hit.append((incident, share))
            else:
                elsewhere.append(incident)
        hit.sort(key=lambda each: (-each[0].severity, -each[1]))
        last = minute_of(at)
        first = bin_start(last, BIN_MINUTES) - HOUR_MINUTES + BIN_MINUTES
        if axis not in self._hours:
            self._hours[axis] = await self._cube.cells(first, last, bin_minutes=BIN_MINUTES, axis=axis)
        counts: Counter[str] = Counter()
        for cell in self._hours[axis]:
            if cell.value == value and cell.kind in TROUBLE_KINDS and not cell.works:
                counts[cell.service] += cell.count
        reports = [(self._catalog.named(slug), count) for slug, count in counts.most_common()]
        return PlaceView(at, axis, value, tuple(hit), tuple(elsewhere), tuple(reports), instant_of(first))

    async def _method(self) -> MethodView:
        held = await self._incidents.held(limit=_HELD_MAX)
        drops = dict(await self._cube.drops())
        sieges = await self._sieges.list(_SIEGES_MAX)
        return MethodView(self._clock.now(), drops, tuple(held), tuple(sieges))

    def _by_name(self) -> list[Service]:
        return sorted(self._catalog.services.values(), key=lambda service: service.name.casefold())

    def _over(self, recent: Sequence[Incident], slugs: Sequence[str]) -> tuple[Incident, ...]:
        over = [
            incident
            for incident in recent
            if incident.state is State.RESOLVED
            and not {incident.service, *incident.members}.isdisjoint(slugs)
            and incident.updated_at > self._clock.now() - timedelta(days=1)
        ]
        return tuple(sorted(over, key=lambda incident: incident.began_at, reverse=True))


def _of(renderer: Renderer) -> Surveys:
    return cast("Surveyor", renderer).surveys
