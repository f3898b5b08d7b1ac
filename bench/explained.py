"""What explaining an incident costs: reports of an outage in a real journal, read, tallied and searched; CPU seconds."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from groundswell.core.batch import Batch, Column
from groundswell.core.catalog import Catalog
from groundswell.core.model import Certainty, Footprint, Incident, State
from groundswell.core.timegrid import MINUTES_PER_DAY, instant_of, minute_of
from groundswell.flow.count import Count
from groundswell.flow.explain import Explain
from groundswell.ports import Revision
from groundswell.runtime.build import open_stores
from groundswell.runtime.clock import ManualClock
from groundswell.runtime.config import Settings

SERVICE = "instagram"
BEGINS = minute_of(datetime(2026, 3, 2, 12, tzinfo=UTC))
_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Explained:
    """CPU seconds the first time, `reports` read and tallied, the usual learned, leaves searched; `again`, with nothing new
    to read; and what was `named`."""

    reports: int
    seconds: float
    again: float
    named: str


def drawn(
    catalog: Catalog, reports: int, first: int, minutes: int, rng: np.random.Generator, broken: bool
) -> Batch:
    """Reports on one service; where it is `broken`, by people of one country on Android."""
    countries = [area.code for area in catalog.areas.values() if not area.parent][:60]
    country = np.full(reports, 5) if broken else _falling(len(countries), reports, rng)
    networks = [f"as{number}" for number in range(12)]
    symptoms = list(catalog.services[SERVICE].symptoms)
    return Batch(
        _column([SERVICE], np.zeros(reports)),
        _column(symptoms, _falling(len(symptoms), reports, rng)),
        _column(countries, country),
        _column(
            [f"{code}-{part}" for code in countries for part in range(8)],
            8 * country + rng.integers(0, 8, reports),
        ),
        _column(networks, (5 * country + _falling(8, reports, rng)) % 12),
        _column(["android", "ios", "web"], np.zeros(reports) if broken else rng.integers(0, 3, reports)),
        _column([f"{number}.0" for number in range(30)], _falling(30, reports, rng)),
        _column(["person"], np.zeros(reports)),
        _column([""], np.zeros(reports)),
        np.zeros(reports, dtype=np.bool_),
        np.sort(rng.integers(0, minutes * 60_000, reports)) + first * 60_000,
        rng.integers(1, 1 << 62, reports).astype(np.uint64),
        np.ones(reports, dtype=np.int64),
    )


def _column(values: list[str], codes: NDArray[Any]) -> Column:
    return Column(tuple(values), codes.astype(np.uint32))


def _falling(many: int, reports: int, rng: np.random.Generator) -> NDArray[np.int64]:
    weight = np.arange(1, many + 1) ** -1.0
    chosen: NDArray[np.int64] = rng.choice(many, reports, p=weight / weight.sum())
    return chosen


async def _measured(reports: int) -> Explained:
    rng, first, minutes = np.random.default_rng(1), BEGINS, 60
    clock = ManualClock(instant_of(first) - timedelta(hours=2))
    with tempfile.TemporaryDirectory() as folder:
        async with open_stores(Settings(data_dir=Path(folder)), clock) as stores:
            days = 14 * MINUTES_PER_DAY
            await stores.journal.append(drawn(stores.catalog, 20_000, first - days, days, rng, broken=False))
            batch = drawn(stores.catalog, reports, first, minutes, rng, broken=True)
            for row in range(0, reports, _ROWS):
                clock.set(instant_of(int(batch.observed_at[row]) // 60_000))
                await stores.journal.append(batch.take(np.arange(row, min(row + _ROWS, reports))))
            await Count(stores.journal, stores.cube).drain()
            over = first + minutes
            incident = _incident(first, over, reports)
            explain = Explain(stores.catalog, stores.cube, stores.incidents, stores.journal)
            began = process_time()
            (change,) = await explain.of([Revision(incident, ())], over)
            seconds, began = process_time() - began, process_time()
            await explain.of([Revision(incident, ())], over)
            known = change.incident.footprint.explanation
            named = repr(dict(known.causes[0].values)) if known is not None and known.causes else "nothing"
            return Explained(reports, seconds, process_time() - began, named)


def _incident(first: int, over: int, reports: int) -> Incident:
    at = instant_of(first)
    incident = Incident(
        f"{SERVICE}-1", SERVICE, State.OPEN, 4, Certainty.LIKELY, at, at, instant_of(over), 9.0, 1, 1, 9.0
    )
    return replace(incident, footprint=Footprint(reports=reports))


def measured(reports: int = 100_000) -> Explained:
    return asyncio.run(_measured(reports))
