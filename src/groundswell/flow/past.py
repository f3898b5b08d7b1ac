"""The counts of a service over weeks, in wider bins, beside what was usual: for charts that reach further back than a day."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from groundswell.core.catalog import Catalog
from groundswell.core.cube import align, coverage_mask
from groundswell.core.model import Series, Usual
from groundswell.core.scope import TROUBLE_KINDS
from groundswell.core.status import PastView
from groundswell.core.timegrid import (
    HOUR_MINUTES,
    MINUTES_PER_DAY,
    QUARTER_MINUTES,
    bin_start,
    instant_of,
    minute_of,
)
from groundswell.flow.tell import Tell
from groundswell.ports import Clock, Cube, Incidents

_KNOWN_MIN = 0.5
"""part of a bin of which the usual must be known, to tell it of the bin"""
_INCIDENTS_MAX = 100
_KEPT_MINUTES = 15
"""so long what was usual is not read again"""

Floats = NDArray[np.float64]


class Past:
    """Reads it from the cube."""

    def __init__(
        self, catalog: Catalog, cube: Cube, incidents: Incidents, clock: Clock, tell: Tell | None = None
    ) -> None:
        """`tell` knows what operators say."""
        self._tell = tell or Tell(None)
        self._catalog = catalog
        self._cube = cube
        self._incidents = incidents
        self._clock = clock
        self._kept: dict[int, _Sums] = {}

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
        said = await self._tell.said([incident.id for incident in told])
        newest_first = sorted(chain(*said.values()), key=lambda one: (one.at, one.id), reverse=True)
        return PastView(self._catalog.services[slug], at, series, told, tuple(newest_first))

    async def _series(self, slug: str, first: int, bins: int, bin_minutes: int) -> Series:
        last = first + bins * bin_minutes - 1
        stretches = await self._cube.watched(first, last)
        hours = bins * bin_minutes // HOUR_MINUTES
        covered = coverage_mask(
            stretches, [slug], first, hours, HOUR_MINUTES, until=minute_of(self._clock.now())
        )
        cells = await self._cube.cells(first, last, bin_minutes=HOUR_MINUTES, service=slug)
        trouble = [cell for cell in cells if not cell.works and cell.kind in TROUBLE_KINDS]
        by_hour = align(trouble, [slug], first, hours, HOUR_MINUTES, covered)[:, 0].reshape(bins, -1)
        nobody = (by_hour < 0).all(axis=1)
        counts = np.where(nobody, -1, np.maximum(by_hour, 0).sum(axis=1))
        usual, spread = (await self._usual(first, bins, bin_minutes)).of(slug)
        usual = np.where(nobody, np.nan, usual)
        return Series(slug, first, bin_minutes, counts, usual, usual + spread)

    async def _usual(self, first: int, bins: int, bin_minutes: int) -> _Sums:
        """What was usual of every service: read once for all, day by day, and kept for a while."""
        now = minute_of(self._clock.now())
        sums = self._kept.get(bin_minutes)
        if sums is None or sums.first != first or sums.bins != bins or now - sums.read_at >= _KEPT_MINUTES:
            sums = _Sums(sorted(self._catalog.services), first, bins, bin_minutes, now)
            end = first + bins * bin_minutes
            for begin in range(first, end, MINUTES_PER_DAY):
                kept = await self._cube.usual(begin, min(begin + MINUTES_PER_DAY, end) - 1, QUARTER_MINUTES)
                await asyncio.to_thread(sums.add, kept)
            self._kept[bin_minutes] = sums
        return sums


class _Sums:
    """The usual of every service by bin: quarters added up, which are taken to sway apart from one another."""

    def __init__(
        self, services: Sequence[str], first: int, bins: int, bin_minutes: int, read_at: int
    ) -> None:
        self.first, self.bins, self.read_at = first, bins, read_at
        self._width = bin_minutes
        self._place = {slug: column for column, slug in enumerate(services)}
        shape = (bins, len(services))
        self._expected, self._squares, self._known = np.zeros(shape), np.zeros(shape), np.zeros(shape)

    def add(self, kept: Sequence[Usual]) -> None:
        """Add what was kept of some quarters."""
        services: tuple[str, ...] = ()
        here = there = np.zeros(0, dtype=np.intp)
        for usual in kept:
            if usual.services != services:
                services = usual.services
                found = [(self._place[slug], at) for at, slug in enumerate(services) if slug in self._place]
                here, there = np.array(found, dtype=np.intp).reshape(-1, 2).T
            row = (usual.minute - self.first) // self._width
            expected, upper = usual.expected[there], usual.upper[there]
            known = np.isfinite(expected) & np.isfinite(upper)
            self._expected[row, here] += np.where(known, expected, 0.0)
            self._squares[row, here] += np.where(known, np.square(upper - expected), 0.0)
            self._known[row, here] += known

    def of(self, slug: str) -> tuple[Floats, Floats]:
        """The usual of `slug` in each bin, and how far its band reaches above it; NaN where too little is known."""
        at = self._place[slug]
        part = self._known[:, at] * QUARTER_MINUTES / self._width
        whole = np.where(part >= _KNOWN_MIN, part, np.nan)
        return self._expected[:, at] / whole, np.sqrt(self._squares[:, at] / whole)
