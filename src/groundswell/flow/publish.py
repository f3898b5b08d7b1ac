"""Views become pages: prepared as bytes when something changed, not on a request.

What says nothing new is not rendered, and what renders to the same bytes is not put out again, so a crowd
of readers costs nothing to think about. Only in the first seconds after a start, and for an incident too old to be
kept, is a page made because somebody asks for it.
"""

from __future__ import annotations

import asyncio
import hashlib
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from groundswell.core.catalog import Catalog
from groundswell.core.desk import Maintenance, Stage
from groundswell.core.model import ONGOING, Incident
from groundswell.core.status import BIN_MINUTES, IncidentView, ServiceView, is_counting, spoken, too_early
from groundswell.core.timegrid import bin_start, minute_of
from groundswell.flow.gather import PAGES_MAX, Gather, chart_end
from groundswell.flow.offer import Offer
from groundswell.flow.pack import Packed, pack
from groundswell.flow.speak import Draw, Renderer, Speak
from groundswell.flow.survey import Survey
from groundswell.ports import Page, Site

__all__ = ["Gather", "Publish", "Renderer", "pack"]

OUTAGES_PATH = "/incidents"
_AT_ONCE_MAX = 3
"""up to so many pages are rendered on the event loop; more go to a thread"""
_CHUNK_SERVICES = 8
"""so many services are rendered in one go; then whoever waits with news of one service has its turn"""


@dataclass(frozen=True, slots=True)
class _Job:
    """A page to be rendered as of `at`: `said` sums up what it is made of, so that it is not rendered twice."""

    path: str
    at: datetime
    said: bytes
    draw: Draw


class Publish:
    """Keeps the Site's pages true."""

    def __init__(
        self,
        gather: Gather,
        site: Site,
        renderer: Renderer,
        catalog: Catalog,
        offer: Offer | None = None,
        speak: Speak | None = None,
        survey: Survey | None = None,
    ) -> None:
        """`offer` hears of every round over everything, and of the first, which looks at everything for it; `survey` hears of
        the same; `speak` hears of every page."""
        self._gather = gather
        self._offer = offer
        self._speak = speak
        self._survey = survey
        self._site = site
        self._renderer = renderer
        self._catalog = catalog
        self._said: dict[str, tuple[datetime, bytes]] = {}
        self._early: frozenset[str] = frozenset()
        self._incidents: dict[str, datetime] = {}
        self._broken: dict[str, Exception] = {}
        self._has_read_everything = False
        self._rendering = asyncio.Lock()
        self._asking = asyncio.Lock()

    async def run(self, slugs: Collection[str] | None = None) -> list[str]:
        """Bring the pages of `slugs` (None: of everything), the front page and recent incidents up to date.

        Returns the paths whose bytes changed. What says nothing new is not rendered. Runs may overlap: a short
        one passes a long one, and what was read earlier never replaces what was read later. A page that cannot be rendered
        keeps no other from it: it stays as it was, `take_broken` tells of it, and the next run tries again.
        """
        recent = await self._gather.recent()
        ongoing = [incident for incident in recent if incident.state in ONGOING]
        troubled = {slug for incident in ongoing for slug in (incident.service, *incident.members)}
        wanted = set(self._catalog.services) if slugs is None else set(slugs)
        offer = self._offer if slugs is None or (self._offer and not self._offer.is_ready) else None
        looked_at = set(self._catalog.services) if offer else wanted | troubled | self._early
        outlines = await self._gather.outlines(sorted(looked_at & set(self._catalog.services)), recent=recent)
        self._early = frozenset(outline.service.slug for outline in outlines if too_early(outline))
        if offer is not None:
            await offer.renew(outlines, recent, self._gather.filled)
            if self._survey is not None:
                self._survey.renew()
        elif self._offer is not None:
            turned = self._offer.freshen([each for each in outlines if each.service.slug in wanted])
            if turned and self._survey is not None:
                self._survey.renew()
        changed = await self._do(
            [
                *await self._home_jobs(outlines, recent),
                *await self._outages_jobs(recent),
                *await self._incident_jobs(recent, slugs),
            ]
        )
        await self._let_go(recent)
        told = [(outline, _said_by(outline)) for outline in outlines if outline.service.slug in wanted]
        stale = [
            (outline, said)
            for outline, said in told
            if slugs is not None or self._is_news(f"/s/{outline.service.slug}", said)
        ]
        # Who is in trouble is read most, and who has just reported looks at the page.
        stale.sort(key=lambda each: (each[0].incident is None, -each[0].reports - each[0].works))
        for first in range(0, len(stale), _CHUNK_SERVICES):
            chunk = stale[first : first + _CHUNK_SERVICES]
            views = await self._gather.filled([outline for outline, _ in chunk])
            if self._offer is not None:
                self._offer.know([outline for outline, _ in chunk], views)
            jobs = [self._service_jobs(view, said) for view, (_, said) in zip(views, chunk, strict=True)]
            changed += await self._do([job for both in jobs for job in both])
        return changed

    async def service(self, slug: str) -> None:
        """Publish the pages of a service that nobody has got to yet; once, however many ask. Raises what the renderer did."""
        async with self._asking:
            if self._site.get(f"/s/{slug}") is None:
                await self.run({slug})
                if fault := self._broken.get(f"/s/{slug}"):
                    raise fault

    def take_broken(self) -> dict[str, Exception]:
        """Pages that could not be rendered since this was asked last, by path, and why."""
        broken, self._broken = self._broken, {}
        return broken

    async def incident(self, id: str) -> bool:  # noqa: A002 - the port's word
        """Publish the page of an incident too old to be kept; whether there is one of this id."""
        view = await self._gather.incident(id)
        if view is not None:
            async with self._rendering:
                self._drop([f"/incidents/{id}"])
                self._put(f"/incidents/{id}", partial(_incident, view=view))
                self._incidents[f"/incidents/{id}"] = view.incident.began_at
        return view is not None

    async def _let_go(self, recent: Sequence[Incident]) -> None:
        """Take down pages of incidents beyond PAGES_MAX, the oldest first, never one of `recent`; whoever asks for one
        gets it all the same."""
        if len(self._incidents) <= PAGES_MAX + len(recent):
            return
        lately = {f"/incidents/{incident.id}" for incident in recent}
        async with self._rendering:
            old = sorted(self._incidents.keys() - lately, key=self._incidents.__getitem__, reverse=True)
            for path in old[PAGES_MAX:]:
                self._site.remove(path)
                self._said.pop(path, None)
                del self._incidents[path]
                if self._speak is not None:
                    self._speak.gone(path)

    async def _do(self, jobs: Sequence[_Job]) -> list[str]:
        async with self._rendering:
            self._drop([job.path for job in jobs])
            if len(jobs) > _AT_ONCE_MAX:
                return await asyncio.to_thread(self._rendered, jobs)
            return self._rendered(jobs)

    def _drop(self, paths: Sequence[str]) -> None:
        """Have no answer given again that is older than these pages, which are about to be made."""
        if self._offer is not None:
            self._offer.answers.drop(paths)

    def _rendered(self, jobs: Sequence[_Job]) -> list[str]:
        changed: list[str] = []
        for job in jobs:
            before = self._said.get(job.path)
            if before is not None and before[0] > job.at:
                continue
            try:
                # What it is made of may have changed in another language alone.
                is_new = self._put(job.path, job.draw, before is not None and before[1] != job.said)
            except Exception as fault:  # noqa: BLE001  a bug in one page must not keep the others from their readers
                self._broken[job.path] = fault
                continue
            if is_new:
                changed.append(job.path)
            self._said[job.path] = (job.at, job.said)
        return changed

    def _put(self, path: str, draw: Draw, is_news: bool = False) -> bool:
        page = draw(self._renderer)
        before = self._site.get(path)
        is_new = before is None or before.etag != page.etag
        if is_new:
            if before is not None and isinstance(page.bodies, Packed):
                page.bodies.like(before.bodies)
            self._site.put(path, page)
        if self._speak is not None:
            self._speak.told(path, draw, is_new or is_news)
        return is_new

    def _service_jobs(self, view: ServiceView, said: bytes) -> tuple[_Job, _Job]:
        path = f"/s/{view.service.slug}"
        return (
            _Job(path, view.at, said, partial(_service, view=view)),
            _Job(f"{path}/live", view.at, said, partial(_live, view=view)),
        )

    async def _home_jobs(self, outlines: Sequence[ServiceView], recent: Sequence[Incident]) -> list[_Job]:
        home = self._gather.home_of(outlines, recent, await self._gather.young())
        home = replace(home, planned=await self._gather.announced())
        shown = [outline for outline in outlines if outline.incident is not None or too_early(outline)]
        words = repr((home.over, home.counting_since, home.known, _planned(home.planned, home.at))).encode()
        said = _digest(words, *(_said_by(outline) for outline in shown))
        if not self._is_news("/", said):
            return []
        return [_Job("/", home.at, said, lambda renderer: renderer.home(home))]

    async def _outages_jobs(self, recent: Sequence[Incident]) -> list[_Job]:
        outages = [incident for incident in recent if incident.opened_at is not None]
        said = _digest(repr(outages).encode())
        if not self._is_news(OUTAGES_PATH, said):
            return []
        view = await self._gather.outages()
        return [_Job(OUTAGES_PATH, view.at, said, lambda renderer: renderer.outages(view))]

    async def _incident_jobs(self, recent: Sequence[Incident], slugs: Collection[str] | None) -> list[_Job]:
        if slugs is None and not self._has_read_everything:
            recent = await self._gather.latest()
            self._has_read_everything = True
        jobs: list[_Job] = []
        now, ways = self._gather.minute(), await self._gather.tell.ways_tied()
        said_of = await self._gather.tell.said([incident.id for incident in recent])
        for incident in recent:
            words = [
                (each.id, [text.language for text in each.texts]) for each in said_of.get(incident.id, ())
            ]
            # The chart goes on for a while after the end: a page more when a bin has begun, and when the last is over.
            drawn = bin_start(min(now, chart_end(incident) + BIN_MINUTES), BIN_MINUTES)
            path, said = (
                f"/incidents/{incident.id}",
                _digest(repr((incident, drawn, ways.get(incident.id, ()), words)).encode()),
            )
            concerned = {incident.service, *incident.members}
            if (slugs is None or not concerned.isdisjoint(slugs)) and self._is_news(path, said):
                view = await self._gather.incident(incident.id)
                if view is not None:
                    jobs.append(_Job(path, view.at, said, partial(_incident, view=view)))
                    self._incidents[path] = incident.began_at
        return jobs

    def _is_news(self, path: str, said: bytes) -> bool:
        before = self._said.get(path)
        return before is None or before[1] != said


def _service(renderer: Renderer, view: ServiceView) -> Page:
    return renderer.service(view)


def _live(renderer: Renderer, view: ServiceView) -> Page:
    return renderer.service_live(view)


def _incident(renderer: Renderer, view: IncidentView) -> Page:
    return renderer.incident(view)


def _said_by(outline: ServiceView) -> bytes:
    """What a service's pages are made of, except the hour on the clock.

    Where nobody reported anything for a day, a new quarter of an hour is no news: such a page is made anew
    once an hour, each service at a minute of its own, and at once when somebody looks or reports.
    """
    series = outline.series
    is_late = any(each.next_at is not None and each.next_at < outline.at for each in outline.said[:1])
    said = (outline.said, is_late, _planned(outline.planned, outline.at), outline.answers, outline.ways)
    if outline.incident is None and not outline.past and not outline.blames and not (series.counts > 0).any():
        offset = zlib.crc32(outline.service.slug.encode()) % 60
        hour = (minute_of(outline.at) + offset) // 60
        known = (is_counting(series), outline.works > 0, outline.counting_since, outline.comments, said)
        return _digest(repr((hour, known)).encode())
    figures = (
        outline.reports,
        outline.works,
        spoken(outline.usual),
        series.first_minute,
        outline.blames,
        outline.counting_since,
        outline.comments,
        said,
    )
    words = repr((figures, outline.incident, outline.past)).encode()
    return _digest(words, series.counts.tobytes(), series.expected.tobytes(), series.upper.tobytes())


def _planned(planned: Sequence[Maintenance], at: datetime) -> list[tuple[Maintenance, Stage]]:
    return [(each, each.stage_at(at)) for each in planned]


def _digest(*parts: bytes) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(part)
    return digest.digest()
