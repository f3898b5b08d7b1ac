"""Where a service's reports come from, against what each country and region usually sends: for the map and its table."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from groundswell.core.catalog import Catalog
from groundswell.core.model import Axis, Incident, Series, SourceKind
from groundswell.core.scope import TROUBLE_KINDS
from groundswell.core.status import ServiceView, WhereView, areas
from groundswell.core.status.where import AREAS_MAX
from groundswell.core.timegrid import bin_start, instant_of, minute_of
from groundswell.flow.habits import Habits, usual_between
from groundswell.ports import Cube, Incidents

_QUARTER = 15
_EXACT_MINUTES_MAX = 360
"""up to so long after an outage began single minutes are counted, then whole quarters"""
Totals = Mapping[tuple[str, SourceKind, bool], int]


class Locate:
    """Finds it, a question or two to the cube for each service; what is usual is learned once a day."""

    def __init__(self, catalog: Catalog, cube: Cube, incidents: Incidents) -> None:
        self._cube = cube
        self._habits = Habits(catalog, cube, incidents)
        self._people = {area.code: area.people for area in catalog.areas.values() if area.people}
        self._everyone = sum(self._people.values())

    async def where(
        self, view: ServiceView, told: Incident | None, totals: Totals | None = None
    ) -> WhereView | None:
        """Since `told` began, else in the hours of `view`, whose `totals` by country may be known already."""
        slug, last = view.service.slug, minute_of(view.at)
        first, width = view.series.first_minute, _QUARTER
        if told is not None:
            first = minute_of(told.began_at)
            last = max(first, min(last, minute_of(told.resolved_at or view.at)))
            width = 1 if last - first <= _EXACT_MINUTES_MAX else _QUARTER
            first = bin_start(first, width)
            totals = None

        async def sum_of(axis: Axis) -> Totals:
            return await self._cube.totals(first, last, service=slug, axis=axis, bin_minutes=width)

        sums = _trouble(totals if totals is not None else await sum_of(Axis.COUNTRY))
        if not sums:
            return None
        regions = _trouble(await sum_of(Axis.REGION))
        expected, all_reports = await self._expected(view.series, slug, first, last), 0
        if not math.isnan(expected):
            all_reports = sum(_all(await sum_of(Axis.ALL)).values())
        usual: dict[Axis, dict[str, float] | None] = {Axis.COUNTRY: None, Axis.REGION: None}
        if all_reports:
            shares = dict(await self._habits.areas(slug, minute_of(view.at)))
            if told is not None and not told.is_shared:
                shares = _at_this_hour(shares, told)
            for axis, heard in ((Axis.COUNTRY, sums), (Axis.REGION, regions)):
                if known := shares.get(axis):
                    said = expected * min(1.0, sum(heard.values()) / all_reports)
                    usual[axis] = {code: said * part for code, part in known.items()}
        found = areas(sums, usual[Axis.COUNTRY], self._people, self._everyone)
        parts = areas(regions, usual[Axis.REGION], {}) if usual[Axis.COUNTRY] is not None else ()
        return WhereView(
            first_at=instant_of(first),
            last_at=instant_of(last),
            outage=told is not None,
            by_usual=usual[Axis.COUNTRY] is not None,
            countries=found[:AREAS_MAX],
            regions=parts[:AREAS_MAX],
            left_out=len(found[AREAS_MAX:]),
        )

    async def _expected(self, series: Series, slug: str, first: int, last: int) -> float:
        """The usual reports from `first` to `last`, by the view's own series where it reaches back so far."""
        if first < series.first_minute:
            kept = await self._cube.usual(first, last, _QUARTER)
            told = usual_between(kept, slug, first, last + 1)
            return math.nan if told is None else told
        begins = series.first_minute + _QUARTER * np.arange(len(series.expected))
        parts = (np.minimum(begins + _QUARTER, last + 1) - np.maximum(begins, first)).clip(0) / _QUARTER
        known = ~np.isnan(series.expected) & (parts > 0)
        return float((series.expected[known] * parts[known]).sum()) if known.any() else math.nan


def _trouble(totals: Totals) -> dict[str, int]:
    """Reports of trouble by value, without those that said none."""
    return {value: count for value, count in _all(totals).items() if value}


def _all(totals: Totals) -> dict[str, int]:
    sums: dict[str, int] = {}
    for (value, kind, works), count in totals.items():
        if kind in TROUBLE_KINDS and not works:
            sums[value] = sums.get(value, 0) + count
    return sums


def _at_this_hour(
    shares: Mapping[Axis, Mapping[str, float]], incident: Incident
) -> dict[Axis, Mapping[str, float]]:
    """`shares` with those that the judge has found for the hours of the incident put over them."""
    found = dict(shares)
    for axis, told in (
        (Axis.COUNTRY, incident.footprint.countries),
        (Axis.REGION, incident.footprint.regions),
    ):
        hourly = {share.value: share.usual for share in told if share.value and share.usual is not None}
        found[axis] = {**found.get(axis, {}), **hourly}
    return found
