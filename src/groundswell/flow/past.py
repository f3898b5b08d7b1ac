"""The counts of a service over weeks, in wider bins, beside what was usual: for charts that reach further back than a day."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from groundswell.core.catalog import Catalog
from groundswell.core.cube import align, coverage_mask
from groundswell.core.model import Series, Usual
from groundswell.core.scope import TROUBLE_KINDS
from groundswell.core.status import PastView
from groundswell.core.timegrid import bin_start, instant_of, minute_of
from groundswell.ports import Clock, Cube, Incidents

_HOUR = 60
_QUARTER = 15
_KNOWN_MIN = 0.5
"""part of a bin of which the usual must be known, to tell it of the bin"""
_INCIDENTS_MAX = 100


class Past:
    """Reads it from the cube."""

    def __init__(self, catalog: Catalog, cube: Cube, incidents: Incidents, clock: Clock) -> None:
        self._catalog = catalog
        self._cube = cube
        self._incidents = incidents
        self._clock = clock

    async def view(self, slug: str, days: int, bin_minutes: int) -> PastView | None:
        """The last `days` of `slug` in bins of `bin_minutes` (whole hours); None when the catalog has no such service."""
        if slug not in self._catalog.services:
            return None
        at = self._clock.now()
        bins = days * 1440 // bin_minutes
        first = bin_start(minute_of(at), bin_minutes) - (bins - 1) * bin_minutes
        series = await self._series(slug, first, bins, bin_minutes)
        began = instant_of(first)
        known = await self._incidents.list(
            service=slug, since=began - timedelta(minutes=1), limit=_INCIDENTS_MAX
        )
        told = tuple(incident for incident in known if incident.opened_at is not None)
        return PastView(self._catalog.services[slug], at, series, told)

    async def _series(self, slug: str, first: int, bins: int, bin_minutes: int) -> Series:
        last = first + bins * bin_minutes - 1
        stretches = await self._cube.watched(first, last)
        hours = bins * bin_minutes // _HOUR
        covered = coverage_mask(stretches, [slug], first, hours, _HOUR)
        cells = await self._cube.cells(first, last, bin_minutes=_HOUR, service=slug)
        trouble = [cell for cell in cells if not cell.works and cell.kind in TROUBLE_KINDS]
        by_hour = align(trouble, [slug], first, hours, _HOUR, covered)[:, 0].reshape(bins, -1)
        nobody = (by_hour < 0).all(axis=1)
        counts = np.where(nobody, -1, np.maximum(by_hour, 0).sum(axis=1))
        kept = await self._cube.usual(first, last, _QUARTER)
        expected, spread = await asyncio.to_thread(_added, kept, slug, first, bins, bin_minutes)
        usual = np.where(nobody, np.nan, expected)
        return Series(slug, first, bin_minutes, counts, usual, usual + spread)


def _added(
    kept: Sequence[Usual], slug: str, first: int, bins: int, bin_minutes: int
) -> tuple[np.typing.NDArray[np.float64], np.typing.NDArray[np.float64]]:
    """The usual of each bin, and how far its band reaches above: of quarters that sway apart from one another."""
    quarters = bin_minutes // _QUARTER
    told = np.full((2, bins * quarters), np.nan)
    services: tuple[str, ...] = ()
    column = -1
    for usual in kept:
        if usual.services != services:
            services = usual.services
            column = services.index(slug) if slug in services else -1
        at = (usual.minute - first) // _QUARTER
        if column >= 0 and 0 <= at < told.shape[1]:
            told[:, at] = usual.expected[column], usual.upper[column]
    expected, upper = told.reshape(2, bins, quarters)
    known = np.isfinite(expected) & np.isfinite(upper)
    part = known.mean(axis=1)
    enough = part >= _KNOWN_MIN
    whole = np.where(enough, part, np.nan)
    sums = np.where(known, expected, 0.0).sum(axis=1) / whole
    squares = np.where(known, np.square(upper - expected), 0.0).sum(axis=1) / whole
    return sums, np.sqrt(squares)
