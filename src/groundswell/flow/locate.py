"""Where a service's reports come from and what they say, against the usual: one reading for the page, its map and the API.

The stretch, the usual and the formula are decided here, so that nobody who asks is told other figures than the page's.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from groundswell.core.catalog import Catalog
from groundswell.core.model import Axis, Incident, Series, SourceKind
from groundswell.core.scope import TROUBLE_KINDS
from groundswell.core.status import AreaView, ServiceView, WhereView, areas
from groundswell.core.status.where import AREAS_MAX
from groundswell.core.timegrid import QUARTER_MINUTES, bin_start, instant_of, minute_of, tiles
from groundswell.flow.habits import Habits, usual_between
from groundswell.ports import Cube, Incidents

Totals = Mapping[Axis, Mapping[tuple[str, SourceKind, bool], int]]


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Reports of one service from `first_minute` to `last_minute`, both within, by axis and value.

    `outage` is what they are of, None on a calm day. `reports` are those of trouble, `expected` how many are usual (NaN: not
    known); `shares` are the usual shares by axis of those who say something there. `countries` and `regions` are all
    that were named, the most unusual first; `by_usual`: as in WhereView.
    """

    first_minute: int
    last_minute: int
    outage: Incident | None
    totals: Totals
    reports: int
    expected: float
    shares: Mapping[Axis, Mapping[str, float]]
    by_usual: bool = False
    countries: tuple[AreaView, ...] = ()
    regions: tuple[AreaView, ...] = ()

    def usual(self, axis: Axis) -> dict[str, float] | None:
        """How many reports are usual of each value of `axis`, if as many say something there as do now; None where not known."""
        shares = self.shares.get(axis)
        if not shares or not self.reports or math.isnan(self.expected):
            return None
        said = self.expected * min(1.0, sum(_named(self.totals, axis).values()) / self.reports)
        return {value: said * share for value, share in shares.items()}

    @property
    def where(self) -> WhereView | None:
        """What the page says of it; None where nobody named a country."""
        if not self.countries:
            return None
        return WhereView(
            first_at=instant_of(self.first_minute),
            last_at=instant_of(self.last_minute),
            outage=self.outage is not None,
            by_usual=self.by_usual,
            countries=self.countries[:AREAS_MAX],
            regions=self.regions[:AREAS_MAX],
            left_out=len(self.countries[AREAS_MAX:]),
        )


class Locate:
    """Finds it, with few questions to the cube for each service; what is usual of places is learned once a day."""

    def __init__(self, catalog: Catalog, cube: Cube, incidents: Incidents) -> None:
        self._cube = cube
        self._habits = Habits(catalog, cube, incidents)
        self._people = {area.code: area.people for area in catalog.areas.values() if area.people}
        self._everyone = sum(self._people.values())

    async def heard(
        self, view: ServiceView, told: Incident | None, day: Totals | None = None, *, every: bool = False
    ) -> Heard:
        """From the beginning of `told` to the last minute that was judged, or to its end; else in the hours of `view`, whose totals
        may be known as `day` already. `every`: the usual shares of all axes, not of places alone."""
        slug, now = view.service.slug, minute_of(view.at)
        if told is None:
            first, last = view.series.first_minute, now
            ask = self._cube.breakdown
            totals = day or await ask(first, last, service=slug, bin_minutes=QUARTER_MINUTES)
        else:
            first = minute_of(told.began_at)
            # The judge dates its word by the minute that follows the last one it has read.
            last = max(first, minute_of(told.resolved_at or told.updated_at) - 1)
            totals = await self._totals(slug, first, last)
        reports = sum(_trouble(totals, Axis.ALL).values())
        expected = await self._expected(view.series, slug, first, last) if reports else math.nan
        shares: dict[Axis, Mapping[str, float]] = dict(await self._habits.usual(slug, now)) if every else {}
        if every or not math.isnan(expected):
            shares |= await self._habits.areas(slug, now)
        if told is not None and not told.is_shared:
            shares = _at_this_hour(shares, told)
        return self._placed(Heard(first, last, told, totals, reports, expected, shares))

    def _placed(self, heard: Heard) -> Heard:
        """`heard` with every place held against what is usual there, or else countries against one another per head."""
        usual, parts = heard.usual(Axis.COUNTRY), heard.usual(Axis.REGION)
        by_usual = usual is not None
        countries = areas(_named(heard.totals, Axis.COUNTRY), usual, self._people, self._everyone)
        regions = areas(_named(heard.totals, Axis.REGION), parts, {}) if by_usual else ()
        return replace(heard, by_usual=by_usual, countries=countries, regions=regions)

    async def _totals(self, slug: str, first: int, last: int) -> Totals:
        """To the minute, in the widest bins that fit."""
        sums: dict[Axis, Counter[tuple[str, SourceKind, bool]]] = {}
        for width, begin, end in tiles(first, last):
            found = await self._cube.breakdown(begin, end, service=slug, bin_minutes=width)
            for axis, counts in found.items():
                sums.setdefault(axis, Counter()).update(counts)
        return sums

    async def _expected(self, series: Series, slug: str, first: int, last: int) -> float:
        """The usual reports from `first` to `last`, by the view's own series where it reaches back so far: there nothing is
        usual while nobody counted."""
        width = QUARTER_MINUTES
        if first < series.first_minute:
            kept = await self._cube.usual(bin_start(first, width), last, width)
            told = usual_between(kept, slug, first, last + 1)
            return math.nan if told is None else told
        begins = series.first_minute + width * np.arange(len(series.expected))
        parts = (np.minimum(begins + width, last + 1) - np.maximum(begins, first)).clip(0) / width
        known = ~np.isnan(series.expected) & (parts > 0)
        return float((series.expected[known] * parts[known]).sum()) if known.any() else math.nan


def _named(totals: Totals, axis: Axis) -> dict[str, int]:
    """Reports of trouble by value, without those that said none."""
    return {value: count for value, count in _trouble(totals, axis).items() if value}


def _trouble(totals: Totals, axis: Axis) -> dict[str, int]:
    sums: dict[str, int] = {}
    for (value, kind, works), count in totals.get(axis, {}).items():
        if kind in TROUBLE_KINDS and not works:
            sums[value] = sums.get(value, 0) + count
    return sums


def _at_this_hour(
    shares: Mapping[Axis, Mapping[str, float]], incident: Incident
) -> dict[Axis, Mapping[str, float]]:
    """`shares` with those that the judge has found for the hours of the incident put over them."""
    found, footprint = dict(shares), incident.footprint
    for axis, told in (
        (Axis.SYMPTOM, footprint.symptoms),
        (Axis.COUNTRY, footprint.countries),
        (Axis.REGION, footprint.regions),
        (Axis.NETWORK, footprint.networks),
        (Axis.PLATFORM, footprint.platforms),
        (Axis.APP_VERSION, footprint.versions),
    ):
        hourly = {share.value: share.usual for share in told if share.value and share.usual is not None}
        found[axis] = {**found.get(axis, {}), **hourly}
    return found
