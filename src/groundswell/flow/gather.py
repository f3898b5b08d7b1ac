"""What the stores hold becomes views: many services with few questions, so that a tick a minute stays cheap."""

from __future__ import annotations

import asyncio
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from groundswell.core.catalog import Catalog
from groundswell.core.cube import align, coverage_mask, known_bins
from groundswell.core.desk import Maintenance
from groundswell.core.headline import is_early
from groundswell.core.incident import in_public
from groundswell.core.model import (
    ONGOING,
    Axis,
    Cell,
    Comment,
    Incident,
    Series,
    Service,
    SourceKind,
    State,
    Usual,
)
from groundswell.core.scope import TROUBLE_KINDS
from groundswell.core.scope import shares as of_all
from groundswell.core.status import (
    BIN_MINUTES,
    HomeView,
    IncidentView,
    OutagesView,
    ServiceView,
    SparkView,
    announced,
    is_announced,
    is_just_over,
    is_ruled_out,
    told_incident,
    too_early,
    usual_at,
)
from groundswell.core.timegrid import MINUTES_PER_DAY, bin_start, instant_of, minute_of
from groundswell.flow.lately import PAST_MAX, past_of, worst_first
from groundswell.flow.locate import Heard, Locate
from groundswell.flow.tell import Tell
from groundswell.ports import COMMENT_HOURS, Clock, Comments, Cube, Incidents

BINS = MINUTES_PER_DAY // BIN_MINUTES
_SHARED = (Axis.SYMPTOM, Axis.COUNTRY, Axis.NETWORK, Axis.PLATFORM)
_COMMENTS_MAX = 5
_RECENT = timedelta(hours=24)
PAGES_MAX = 500
"""so many pages of incidents are kept, beside those of the last day"""
_OUTAGES_MAX = 100
_YOUNG_MINUTES = 60
"""who has counted for less than this knows nothing: so long the judge listens before it speaks"""
_HISTORY_MINUTES = 28 * MINUTES_PER_DAY
_INCIDENT_MAX = timedelta(days=4)
_LEAD_MINUTES = 6 * 60
_TAIL = timedelta(hours=2)
_LAG_MINUTES = 2
_ONE_BY_ONE_MAX = 8
"""up to so many services are asked for singly; more are read in one question for all"""
_AT_ONCE_MAX = 5_000
"""up to so many cells are lined up on the event loop; more go to a thread"""


def chart_end(incident: Incident) -> int:
    """The last minute that the chart of an incident shows."""
    ended = incident.resolved_at or incident.updated_at
    return minute_of(min(ended + _TAIL, incident.began_at + _INCIDENT_MAX))


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """One reading of the cube, services by their `place`: 24 hours in bins of 15 minutes, and the last fifteen minutes."""

    place: Mapping[str, int]
    minute: int
    first_minute: int
    counts: NDArray[np.int64]
    expected: NDArray[np.float64]
    upper: NDArray[np.float64]
    young_since: NDArray[np.int64]
    reports: Mapping[str, int]
    works: Mapping[str, int]
    visits: Mapping[str, int]

    def series(self, slug: str) -> Series:
        column = self.place[slug]
        counts, expected, upper = self.counts[:, column], self.expected[:, column], self.upper[:, column]
        if self.young_since[column] >= 0:
            expected = upper = np.full(len(counts), np.nan)
        return _drawn(slug, self.first_minute, counts, expected, upper)

    def usual(self, slug: str) -> float:
        """What is usual in the last fifteen minutes; NaN where not known."""
        if self.young_since[column := self.place[slug]] >= 0:
            return math.nan
        return usual_at(self.minute, self.first_minute, self.expected[:, column])

    def counting_since(self, slug: str) -> datetime | None:
        """Since when its reports are counted, where that is too short ago to know anything."""
        since = int(self.young_since[self.place[slug]])
        return instant_of(since) if since >= 0 else None


class Gather:
    """Reads the stores into views."""

    def __init__(
        self,
        catalog: Catalog,
        cube: Cube,
        incidents: Incidents,
        clock: Clock,
        comments: Comments | None = None,
        tell: Tell | None = None,
    ) -> None:
        """`comments` are None where none are shown; `tell` knows what operators say."""
        self.tell = tell or Tell(None)
        self._comments = comments
        self._catalog = catalog
        self._cube = cube
        self._incidents = incidents
        self._clock = clock
        self._locate = Locate(catalog, cube, incidents)

    def minute(self) -> int:
        """The minute that has begun."""
        return minute_of(self._clock.now())

    async def service(self, slug: str) -> ServiceView | None:
        """All that the page of `slug` says; None when the catalog has no such service."""
        if slug not in self._catalog.services:
            return None
        return (await self.filled(await self.outlines([slug])))[0]

    async def outlines(
        self, slugs: Sequence[str], recent: Sequence[Incident] | None = None
    ) -> list[ServiceView]:
        """Views of `slugs` without shares and with past incidents of the last day only: few questions for many.

        `recent` is what `recent()` returned, if that is known already.
        """
        at = self._clock.now()
        counts = await self._counts(slugs, minute_of(at))
        by_service: dict[str, list[Incident]] = defaultdict(list)
        for incident in await self.recent() if recent is None else recent:
            for slug in incident.members or (incident.service,):
                by_service[slug].append(incident)
        blames = await self._incidents.bystanders()
        comments = await self._said(slugs, at)
        planned = await self.tell.planned(at)
        answers = await self.tell.answers(at)
        views = [self._outline(slug, at, counts, by_service[slug], blames.get(slug, "")) for slug in slugs]
        about = {view.service.slug: told_incident(view) for view in views}
        ways = await self.tell.ways({v.service.slug: [v.incident.id] for v in views if v.incident})
        told = {incident.id: incident for incident in about.values() if incident}
        said, declared = await self.tell.said(sorted(told)), await self.tell.declared(told.values())
        return [
            replace(
                view,
                comments=tuple(comments.get(slug, ())),
                said=said.get(incident.id, ()) if incident else (),
                declared=declared.get(incident.id, "") if incident else "",
                planned=announced(planned, slug, at),
                answers=answers.get(slug, ()),
                ways=ways.get(slug, ()),
            )
            for view in views
            for slug, incident in ((view.service.slug, about[view.service.slug]),)
        ]

    async def _said(self, slugs: Sequence[str], at: datetime) -> Mapping[str, Sequence[Comment]]:
        if self._comments is None:
            return {}
        return await self._comments.latest(slugs, at - timedelta(hours=COMMENT_HOURS), _COMMENTS_MAX)

    async def filled(self, views: Sequence[ServiceView]) -> list[ServiceView]:
        """`views` with their shares and past incidents."""
        past = await self._past_of([view.service.slug for view in views])
        filled: list[ServiceView] = []
        for view in views:
            slug, first, last = view.service.slug, view.series.first_minute, minute_of(view.at)
            total = int(view.series.counts[view.series.counts > 0].sum())
            ask = self._cube.breakdown
            day = await ask(first, last, service=slug, bin_minutes=BIN_MINUTES) if total else {}
            symptoms, countries, networks, platforms = (of_all(day.get(axis, {}), total) for axis in _SHARED)
            view = replace(
                view,
                past=past_of(past[slug]),
                symptoms=symptoms,
                countries=countries,
                networks=networks,
                platforms=platforms,
            )
            told = told_incident(view)
            if total or told is not None:
                heard = await self._locate.heard(view, told, day)
                since_then = [
                    None if told is None else of_all(heard.totals.get(axis, {}), heard.reports)
                    for axis in (Axis.NETWORK, Axis.SYMPTOM)
                ]
                view = replace(
                    view, where=heard.where, outage_networks=since_then[0], outage_symptoms=since_then[1]
                )
            filled.append(view)
        return filled

    async def heard(self, slug: str) -> Heard:
        """What the map and the networks on the page of `slug` are made of, and every other axis."""
        outlines = await self.outlines([slug], await self._incidents.list(service=slug, limit=2 * PAST_MAX))
        return await self._locate.heard(outlines[0], told_incident(outlines[0]), every=True)

    async def _past_of(self, slugs: Sequence[str]) -> Mapping[str, Sequence[Incident]]:
        """The latest incidents of each; of few incidents in all, in one question."""
        if len(slugs) > 1:
            known = await self._incidents.list(limit=PAGES_MAX)
            if len(known) < PAGES_MAX:
                hits = [(one.members or (one.service,), one) for one in known]
                return {slug: [one for concerned, one in hits if slug in concerned] for slug in slugs}
        return {slug: await self._incidents.list(service=slug, limit=2 * PAST_MAX) for slug in slugs}

    async def home(self) -> HomeView:
        """The front page."""
        recent = await self.recent()
        outlines = await self.outlines(sorted(self._catalog.services), recent)
        home = self.home_of(outlines, recent, await self.young())
        return replace(home, planned=await self.announced())

    async def announced(self) -> tuple[Maintenance, ...]:
        """Planned work that pages tell of now."""
        at = self._clock.now()
        return tuple(each for each in await self.tell.planned(at) if is_announced(each, at))

    def home_of(
        self, outlines: Iterable[ServiceView], recent: Iterable[Incident], young: Mapping[str, datetime]
    ) -> HomeView:
        """The front page, from outlines that hold at least every service with an incident that is on or of which it
        is too early to say anything; `recent` and `young` are what the methods of that name return."""
        at, early = self._clock.now(), []
        sparks: list[SparkView] = []
        for view in outlines:
            if (
                view.incident is not None
                and view.incident.is_shared
                and view.service.slug != view.incident.service
            ):
                continue  # one card for all of them
            if view.incident is not None:
                sparks.append(SparkView(view.service, view.series, view.reports, view.usual, view.incident))
            elif too_early(view):
                early.append(view)
        sparks.sort(key=worst_first)
        over = [
            incident
            for incident in recent
            if incident.state is State.RESOLVED
            and at - (incident.resolved_at or incident.updated_at) < _RECENT
        ]
        categories: dict[str, list[Service]] = {slug: [] for slug in self._catalog.categories}
        for service in sorted(self._catalog.services.values(), key=lambda service: service.name.casefold()):
            categories[service.category].append(service)
        return HomeView(
            at=at,
            in_trouble=tuple(sparks),
            categories={slug: tuple(services) for slug, services in categories.items() if services},
            early=tuple(sorted(early, key=lambda view: -view.reports)),
            over=tuple(sorted(over, key=lambda incident: incident.began_at, reverse=True)),
            ruled_out=any(is_ruled_out(incident) and is_just_over(incident, at) for incident in recent),
            counting_since=min(young.values(), default=None),
            known=len(self._catalog.services.keys() - young.keys()) if young else 0,
        )

    async def young(self) -> Mapping[str, datetime]:
        """The services that are counted for too short a time to know anything of them, and since when; not those of which a
        history was brought in."""
        minute = minute_of(self._clock.now())
        first = bin_start(minute, BIN_MINUTES) - (BINS - 1) * BIN_MINUTES
        slugs = list(self._catalog.services)
        watched = await self._cube.watched(first, minute)
        minutes = coverage_mask(watched, slugs, first, minute - first + 1)
        since = await self._young_since(slugs, minutes, first)
        return {slug: instant_of(at) for slug, at in zip(slugs, since.tolist(), strict=True) if at >= 0}

    async def early(self) -> list[ServiceView]:
        """The services of which many report trouble and nothing can be said yet, most reports first."""
        minute = minute_of(self._clock.now())
        reports: dict[str, int] = defaultdict(int)
        for cell in await self._cube.cells(minute - BIN_MINUTES, minute, bin_minutes=1):
            if cell.kind in TROUBLE_KINDS and not cell.works and cell.service in self._catalog.services:
                reports[cell.service] += cell.count
        many = sorted(slug for slug, count in reports.items() if is_early(count, math.nan))
        early = [view for view in await self.outlines(many) if too_early(view)] if many else []
        return sorted(early, key=lambda view: -view.reports)

    async def outages(self) -> OutagesView:
        """The list of outages: those that are on, and the latest that are over."""
        states = (State.OPEN, State.EASING, State.RESOLVED)
        known = await self._incidents.list(states=states, limit=_OUTAGES_MAX)
        return OutagesView(
            at=self._clock.now(),
            ongoing=tuple(incident for incident in known if incident.state is not State.RESOLVED),
            over=tuple(incident for incident in known if incident.state is State.RESOLVED),
        )

    async def incident(self, id: str) -> IncidentView | None:  # noqa: A002 - the port's word
        """One incident with its events and the counts around it; None when there is none of this id."""
        incident = await self._incidents.get(id)
        if incident is None:
            return None
        service, at = self._catalog.named(incident.service), self._clock.now()
        last = min(minute_of(at), chart_end(incident))
        first = bin_start(minute_of(incident.began_at) - _LEAD_MINUTES, BIN_MINUTES)
        bins = max(2, (last - first) // BIN_MINUTES + 1)
        slugs = [slug for slug in incident.members if slug in self._catalog.services] or [service.slug]
        counts, expected, upper, _ = await self._lines(slugs, first, bins)
        series = _drawn(service.slug, first, *_summed(counts, expected, upper))
        events = tuple(map(in_public, await self._incidents.events(id)))
        said, ways = (await self.tell.said([id])).get(id, ()), (await self.tell.ways_tied()).get(id, ())
        return IncidentView(_at_least(incident, series, 0), service, at, events, series, said, ways)

    async def recent(self) -> list[Incident]:
        """Every incident that is on or changed in the last day."""
        since = self._clock.now() - _RECENT
        changed = await self._incidents.list(since=since, limit=1000)
        ongoing = await self._incidents.list(states=ONGOING, limit=1000)
        return list({incident.id: incident for incident in (*ongoing, *changed)}.values())

    async def latest(self) -> list[Incident]:
        """Every incident whose page is kept, however old."""
        old = await self._incidents.list(limit=PAGES_MAX)
        return list({incident.id: incident for incident in (*old, *await self.recent())}.values())

    def _outline(
        self,
        slug: str,
        at: datetime,
        counts: _Counts,
        incidents: Sequence[Incident],
        blames: str,
    ) -> ServiceView:
        ongoing = [incident for incident in incidents if incident.state in ONGOING]
        incident = max(ongoing, key=lambda incident: (incident.severity, incident.score), default=None)
        series, reports = counts.series(slug), counts.reports.get(slug, 0)
        return ServiceView(
            service=self._catalog.services[slug],
            at=at,
            reports=reports,
            usual=counts.usual(slug),
            works=counts.works.get(slug, 0),
            visits=counts.visits.get(slug, 0),
            series=series,
            incident=_at_least(incident, series, reports) if incident else None,
            past=past_of(incidents),
            blames=blames,
            counting_since=counts.counting_since(slug),
        )

    async def _counts(self, slugs: Sequence[str], minute: int) -> _Counts:
        first = bin_start(minute, BIN_MINUTES) - (BINS - 1) * BIN_MINUTES
        counts, expected, upper, young_since = await self._lines(slugs, first, BINS)
        sums: dict[str, dict[str, int]] = {"reports": {}, "works": {}, "visits": {}}
        # `minute` has only begun.
        for cell in await self._cells(slugs, minute - BIN_MINUTES, minute, bin_minutes=1):
            if cell.kind is SourceKind.VISIT:
                into = sums["visits"]
            elif cell.kind in TROUBLE_KINDS:
                into = sums["works" if cell.works else "reports"]
            else:
                continue
            into[cell.service] = into.get(cell.service, 0) + cell.count
        place = {slug: column for column, slug in enumerate(slugs)}
        return _Counts(place, minute, first, counts, expected, upper, young_since, **sums)

    async def _lines(
        self, slugs: Sequence[str], first: int, bins: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
        """Counts, usual and upper edge as (bins, services) from minute `first` on; and by service the first minute
        that was watched where they are few, else -1."""
        last = first + bins * BIN_MINUTES - 1
        minutes = coverage_mask(await self._cube.watched(first, last), slugs, first, bins * BIN_MINUTES)
        now = minute_of(self._clock.now()) - first
        covered = known_bins(minutes, BIN_MINUTES, now)
        if 0 <= now < bins * BIN_MINUTES:
            # The open bin is told so far, as soon as somebody counts. A minute is noted as watched when it is over, so a quarter
            # that has just begun goes on where the last one was.
            covered[now // BIN_MINUTES] |= minutes[max(now - _LAG_MINUTES, 0) : now + 1].any(axis=0)
        cells = await self._cells(slugs, first, last, bin_minutes=BIN_MINUTES)
        trouble = [cell for cell in cells if not cell.works and cell.kind in TROUBLE_KINDS]
        if len(trouble) > _AT_ONCE_MAX:
            counts = await asyncio.to_thread(align, trouble, slugs, first, bins, BIN_MINUTES, covered)
        else:
            counts = align(trouble, slugs, first, bins, BIN_MINUTES, covered)
        expected, upper = _usual(await self._cube.usual(first, last, BIN_MINUTES), slugs, first, bins)
        return counts, expected, upper, await self._young_since(slugs, minutes, first)

    async def _young_since(
        self, slugs: Sequence[str], minutes: NDArray[np.bool_], first: int
    ) -> NDArray[np.int64]:
        """The first minute watched of each service, of which fewer than an hour's are known; else -1. A history that ended
        before `first` counts, as far back as the judge learns from."""
        total = minutes.sum(axis=0)
        young = (total > 0) & (total < _YOUNG_MINUTES)
        if young.any():
            own: Counter[str | None] = Counter()
            for service, begin, end in await self._cube.watched(first - _HISTORY_MINUTES, first - 1):
                own[service] += min(end, first - 1) - max(begin, first - _HISTORY_MINUTES) + 1
            earlier = np.array([own[None] + own[slug] for slug in slugs], dtype=np.int64)
            young &= total + earlier < _YOUNG_MINUTES
        return np.where(young, first + minutes.argmax(axis=0), -1)

    async def _cells(
        self, slugs: Sequence[str], first: int, last: int, *, bin_minutes: int
    ) -> Sequence[Cell]:
        if len(slugs) > _ONE_BY_ONE_MAX:
            return await self._cube.cells(first, last, bin_minutes=bin_minutes)
        cells: list[Cell] = []
        for slug in slugs:
            cells.extend(await self._cube.cells(first, last, bin_minutes=bin_minutes, service=slug))
        return cells


def _usual(
    bins_of: Iterable[Usual], services: Sequence[str], first_minute: int, bins: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Expected and upper edge as (bins, services), NaN where nobody knows."""
    expected = np.full((bins, len(services)), np.nan)
    upper = np.full((bins, len(services)), np.nan)
    known: tuple[str, ...] = ()
    here, there = np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    for usual in bins_of:
        if usual.services != known or not len(here):
            known = usual.services
            place = {slug: column for column, slug in enumerate(known)}
            found = [(column, place[slug]) for column, slug in enumerate(services) if slug in place]
            here = np.array([column for column, _ in found], dtype=np.intp)
            there = np.array([column for _, column in found], dtype=np.intp)
        row = (usual.minute - first_minute) // BIN_MINUTES
        if 0 <= row < bins and len(here):
            expected[row, here] = usual.expected[there]
            upper[row, here] = usual.upper[there]
    return expected, upper


def _summed(
    counts: NDArray[np.int64], expected: NDArray[np.float64], upper: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Columns of several services as one; of one, as they are."""
    if counts.shape[1] == 1:
        return counts[:, 0], expected[:, 0], upper[:, 0]
    nobody = (counts < 0).all(axis=1)
    usual = np.nansum(expected, axis=1)
    band = usual + np.sqrt(np.nansum((upper - expected) ** 2, axis=1))
    unknown = np.isnan(expected).all(axis=1)
    return (
        np.where(nobody, -1, np.maximum(counts, 0).sum(axis=1)),
        np.where(unknown, np.nan, usual),
        np.where(unknown, np.nan, band),
    )


def _drawn(
    slug: str,
    first_minute: int,
    counts: NDArray[np.int64],
    expected: NDArray[np.float64],
    upper: NDArray[np.float64],
) -> Series:
    """A series in which nothing is usual where nobody counted."""
    counted = counts >= 0
    return Series(
        service=slug,
        first_minute=first_minute,
        bin_minutes=BIN_MINUTES,
        counts=counts,
        expected=np.where(counted, expected, np.nan),
        upper=np.where(counted, upper, np.nan),
    )


def _at_least(incident: Incident, series: Series, reports: int) -> Incident:
    """`incident`, its worst quarter of an hour no better than what stands beside it: the judge looks once a minute,
    counts go on, and no page may show more now than at the worst."""
    first = (minute_of(incident.began_at) - series.first_minute) // BIN_MINUTES
    end = len(series.counts)
    if incident.resolved_at is not None:
        end = (minute_of(incident.resolved_at) - series.first_minute) // BIN_MINUTES + 1
    if incident.is_shared:
        return incident  # its counts are of all members, these of one
    drawn = int(series.counts[max(first, 0) : max(end, 0)].max(initial=0))
    return replace(incident, peak_reports=max(incident.peak_reports, drawn, reports))
