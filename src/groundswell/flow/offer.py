"""Outputs for machines: made when first asked for, kept as bytes in the Site until what they tell has changed.

Nobody reads most of them, so a round of publishing makes none: it only takes down what is no longer true. Whoever asks
next has it made, once, and a crowd finds the bytes. docs/adr/20261127-machine-outputs-on-first-request.md
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from groundswell.core.catalog import Catalog
from groundswell.core.desk import Maintenance, Stage
from groundswell.core.incident import in_public
from groundswell.core.model import ONGOING, Incident, State
from groundswell.core.status import (
    BoardView,
    PastView,
    ServiceView,
    Spoken,
    Story,
    gist,
    hit_by,
    is_told,
    told_incident,
)
from groundswell.core.status.cut import Cut, cut_of
from groundswell.flow.narrow import CUTS_MAX, SEARCHED_MAX, covers, is_known, latest
from groundswell.flow.past import Past
from groundswell.flow.repeat import Repeat
from groundswell.flow.speak import Renderer, Speak
from groundswell.flow.tell import Tell
from groundswell.ports import Clock, Incidents, Page, Site

STORIES_MAX: Final = 50
"""Of incidents that are over, so many are told at most; of those that are on, all."""
_TOLD: Final = (State.OPEN, State.EASING, State.RESOLVED, State.DISMISSED, State.MERGED)
_TRIES_MAX: Final = 3
_SUBJECT: Final = re.compile(r"((?:/[a-z]{2})?/(?:s|feeds|cap)/)([a-z0-9-]{1,128})([./].{1,80})")
_WHOLE: Final = re.compile(r"(/api/v1/services/)([a-z0-9-]{1,128})()")
_CUT: Final = re.compile(
    r"((?:/[a-z]{2})?/feeds/)((?:category|country|severity)/[a-z0-9/-]{1,128})([.].{1,80})"
)
_ALL: Final = "all"
_WIDE: Final = "/"
"""The board that every cut is cut from."""


@dataclass(frozen=True, slots=True)
class OfBoard:
    """An output made of outages, of one service, of a cut or (where the path names none, or "all") of the whole site."""

    make: Callable[[BoardView], Page]


@dataclass(frozen=True, slots=True)
class OfStory:
    """An output made of one outage, whose id is in the path."""

    make: Callable[[Story], Page]


@dataclass(frozen=True, slots=True)
class OfMinute:
    """An output made of what the last round said of one service, or of all; true for `minutes` rounds. One that is `whole` wants
    all that the service's page has, which a round does not read of every service. One that is `prompt` says what the page
    says: it falls with each word of it."""

    make: Callable[[Sequence[ServiceView]], Page]
    minutes: int = 1
    whole: bool = False
    prompt: bool = False


@dataclass(frozen=True, slots=True)
class OfPast:
    """A page made of the last `days` of one service, in bins of `bin_minutes`; true for `minutes` rounds."""

    make: Callable[[PastView], Page]
    days: int
    bin_minutes: int
    minutes: int


Fill = Callable[[Sequence[ServiceView]], Awaitable[Sequence[ServiceView]]]
Maker = OfBoard | OfStory | OfMinute | OfPast


class Offer:
    """Makes outputs and takes them down. `outputs` are makers by path; "{}" stands for a slug or an id."""

    def __init__(
        self,
        outputs: Mapping[str, Maker],
        catalog: Catalog,
        incidents: Incidents,
        site: Site,
        clock: Clock,
        past: Past | None = None,
        speak: Speak | None = None,
        tell: Tell | None = None,
    ) -> None:
        """`tell` knows what operators say and plan. `past` is needed by makers OfPast alone; `speak` hears of every page that they make."""
        self._past = past
        self._speak = speak
        self._tell = tell or Tell(None)
        self._planned: tuple[tuple[Maintenance, Stage], ...] = ()
        self._outputs = outputs
        self._catalog = catalog
        self._incidents = incidents
        self._site = site
        self._clock = clock
        self._views: Mapping[str, ServiceView] = {}
        self._whole: dict[str, tuple[ServiceView, ServiceView]] = {}
        self._fill: Fill | None = None
        self._boards: dict[str, BoardView] = {}
        self._gists: dict[str, tuple[object, ...]] = {}
        self._made: dict[str, tuple[Maker, str, int]] = {}
        self._round = 0
        self._freshened = 0
        self._turn = asyncio.Lock()
        self.answers = Repeat(site)
        """what programs ask of the stores"""

    @property
    def is_ready(self) -> bool:
        """Whether it has ever heard of a round."""
        return self._round > 0

    async def renew(
        self, views: Iterable[ServiceView], recent: Iterable[Incident], fill: Fill | None = None
    ) -> None:
        """A round over everything said `views`, which `fill` makes whole, and of `recent` incidents: take down what is not
        true any more."""
        self.answers.clear()
        self._whole.clear()  # made of views that these take the place of
        self._fill = fill
        self._views = {view.service.slug: self._newer(view) for view in views}
        told: dict[str, tuple[object, ...]] = {}
        changed: set[str] = set()
        for incident in recent:
            if is_told(incident):
                told[incident.id] = said = await self._gist(incident)
                if self._gists.get(incident.id) != said:
                    changed |= {incident.id, *hit_by(incident)}
        planned = await self._tell.planned(self._clock.now())
        stages = tuple((each, each.stage_at(self._clock.now())) for each in planned)
        if stages != self._planned:
            # Of what is planned every calendar tells that it may concern.
            changed |= {slug for each, _ in stages for slug in each.services} | {""}
            changed |= {slug for each, _ in self._planned for slug in each.services}
        self._planned = stages
        self._gists = told
        self._round += 1
        of_all = {"", _WIDE} if changed else set()
        for slug in [slug for slug in self._boards if slug in changed | of_all]:
            del self._boards[slug]
        for path, (maker, subject, begun) in list(self._made.items()):
            if isinstance(maker, OfMinute | OfPast):
                is_old = self._round - begun >= maker.minutes
            else:
                is_old = subject in changed or bool(changed and (subject in ("", _ALL) or "/" in subject))
            if is_old:
                del self._made[path]
                self._site.remove(path)
                if isinstance(maker, OfPast) and self._speak is not None:
                    self._speak.gone(path)

    def freshen(self, views: Sequence[ServiceView]) -> bool:
        """Some services' pages say something new between two rounds: what is made of a minute at little cost falls with them, all
        else where their outage is another or stands otherwise. Whether that is so of any."""
        fresh = {view.service.slug: self._newer(view) for view in views}
        turned = {slug for slug, view in fresh.items() if self._has_turned(view)}
        self._views = {**self._views, **fresh}
        self._freshened += 1
        for path, (maker, subject, _) in list(self._made.items()):
            if not isinstance(maker, OfMinute):
                continue
            is_cheap = maker.minutes == 1 and not maker.whole
            if subject in (fresh if is_cheap or maker.prompt else turned):
                del self._made[path]
                self._site.remove(path)
        return bool(turned)

    def know(self, outlines: Sequence[ServiceView], views: Sequence[ServiceView]) -> None:
        """`outlines` are made whole as `views`: pages are about to be made of them, so nobody need read for them again."""
        for pair in zip(outlines, views, strict=True):
            self._whole[pair[0].service.slug] = pair

    def _newer(self, view: ServiceView) -> ServiceView:
        """`view`, or what is known already of its service where that is later: a round reads all before it tells any."""
        before = self._views.get(view.service.slug)
        return before if before is not None and before.at > view.at else view

    def _has_turned(self, view: ServiceView) -> bool:
        before = self._views.get(view.service.slug)
        return before is None or _standing(before) != _standing(view)

    async def make(self, path: str) -> bool:
        """Make what is offered under `path` and put it into the Site; whether there is such a thing."""
        found = self._find(path)
        if found is None:
            return False
        maker, subject = found
        if isinstance(maker, OfStory) and await self._incidents.get(subject) is None:
            return False  # whoever makes up ids holds nobody up
        async with self._turn:
            if self._site.get(path) is not None:
                return True
            for _ in range(_TRIES_MAX):  # what a round overtakes while it is made may be old already
                begun, then = self._round, self._freshened
                page = await self._page(maker, subject, path)
                if page is None:
                    return False
                is_overtaken = (begun, then) != (self._round, self._freshened)
                if is_overtaken and isinstance(maker, OfMinute) and maker.prompt:
                    continue  # nothing older than the page is put up, not for a moment
                self._site.put(path, page)
                self._made[path] = (maker, subject, begun)
                self._bound_cuts(path, subject)
                if not is_overtaken:
                    break
        return True

    def _bound_cuts(self, path: str, subject: str) -> None:
        cuts = [each for each, (_, of, _) in self._made.items() if "/" in of] if "/" in subject else []
        for each in cuts[: max(len(cuts) - CUTS_MAX, 0)]:
            if each != path:
                del self._made[each]
                self._site.remove(each)

    def _find(self, path: str) -> tuple[Maker, str] | None:
        maker = self._outputs.get(path)
        if maker is not None and "{" not in path:
            return maker, ""
        parts = _CUT.fullmatch(path) or _SUBJECT.fullmatch(path) or _WHOLE.fullmatch(path)
        maker = self._outputs.get(f"{parts[1]}{{}}{parts[3]}") if parts else None
        return (maker, parts[2]) if maker is not None and parts else None

    async def _page(self, maker: Maker, subject: str, path: str) -> Page | None:
        """The page; made in a thread, for the whole site's are large."""
        if isinstance(maker, OfMinute):
            if subject and subject not in self._views:
                return None
            views: Sequence[ServiceView] = [self._views[subject]] if subject else list(self._views.values())
            known = self._whole.get(subject)
            if maker.whole and known is not None and known[0] is views[0]:
                views = [known[1]]
            elif maker.whole and self._fill is not None:
                views = await self._fill(views)
            return await asyncio.to_thread(maker.make, views)
        if isinstance(maker, OfPast):
            return await self._past_page(maker, subject, path)
        if isinstance(maker, OfStory):
            incident = await self._incidents.get(subject)
            if incident is None or not is_told(incident):
                return None
            said = await self._tell.said([incident.id])
            story = await self._story(incident, said.get(incident.id, ()))
            return await asyncio.to_thread(maker.make, story)
        if "/" in subject:
            cut = cut_of(subject)
            if cut is None or not is_known(cut, self._catalog):
                return None
            return await asyncio.to_thread(maker.make, self._narrowed(await self._kept(_WIDE), cut))
        slug = "" if subject == _ALL else subject
        if slug and slug not in self._catalog.services:
            return None
        return await asyncio.to_thread(maker.make, await self._kept(slug))

    async def _past_page(self, maker: OfPast, slug: str, path: str) -> Page | None:
        view = await self._past.view(slug, maker.days, maker.bin_minutes) if self._past else None
        if view is None:
            return None
        page = await asyncio.to_thread(maker.make, view)
        if self._speak is not None:
            self._speak.told(path, partial(_past, view=view), True)
        return page

    async def _kept(self, slug: str) -> BoardView:
        board = self._boards.get(slug)
        if board is None:
            begun = self._round
            board = await (self._board("", SEARCHED_MAX) if slug == _WIDE else self._board(slug))
            if begun == self._round:
                self._boards[slug] = board
        return board

    def _narrowed(self, wide: BoardView, cut: Cut) -> BoardView:
        own = [story for story in wide.stories if covers(cut, story.incident, self._catalog)]
        planned = tuple(work for work in wide.planned if self._is_of(cut, work))
        return replace(wide, cut=cut, stories=tuple(latest(cut, own, STORIES_MAX)), planned=planned)

    async def _board(self, slug: str, most: int = STORIES_MAX) -> BoardView:
        service = self._catalog.services[slug] if slug else None
        known = await self._incidents.list(service=slug or None, states=_TOLD, limit=most)
        ongoing = await self._incidents.list(service=slug or None, states=ONGOING, limit=1000)
        found = {incident.id: incident for incident in (*known, *ongoing) if is_told(incident)}
        planned = await self._tell.planned(at := self._clock.now())
        said = await self._tell.said(list(found))
        stories = [await self._story(incident, said.get(incident.id, ())) for incident in found.values()]
        stories.sort(key=lambda story: story.incident.began_at, reverse=True)
        return BoardView(
            at=at,
            planned=tuple(each for each in planned if not slug or slug in each.services),
            services=tuple(sorted(self._catalog.services.values(), key=lambda each: each.name.casefold())),
            categories=self._catalog.categories,
            stories=tuple(stories),
            service=service,
        )

    def _is_of(self, cut: Cut, work: Maintenance) -> bool:
        """Nobody says how bad planned work is; nor where, so it may be anywhere."""
        kinds = {self._catalog.named(slug).category for slug in work.services}
        return cut.severity_min == 1 and (not cut.category or cut.category in kinds)

    async def _story(self, incident: Incident, said: tuple[Spoken, ...]) -> Story:
        events = tuple(map(in_public, await self._incidents.events(incident.id)))
        declarer = self._catalog.declarer(incident.voice)
        return Story(incident, self._catalog.named(incident.service), events, said, declarer)

    async def _gist(self, incident: Incident) -> tuple[object, ...]:
        """What is told of `incident`; of one that is over, its end stands for all that happened."""
        is_on = incident.state in ONGOING or incident.state is State.RESOLVED  # of which may still be spoken
        happened = len(await self._incidents.events(incident.id)) if is_on else -1
        return (*gist(incident), happened)


def _standing(view: ServiceView) -> tuple[object, ...]:
    """Which outage is told of it, and how far that has come."""
    told = told_incident(view)
    return (told.id, told.state) if told is not None else ()


def _past(renderer: Renderer, view: PastView) -> Page:
    return renderer.past(view)
