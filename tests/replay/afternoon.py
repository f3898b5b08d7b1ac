"""A scenario through the real count and judge, minute by minute, on stores that vanish; what was on when."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from groundswell.core.batch import Batch
from groundswell.core.catalog import Catalog
from groundswell.core.model import ONGOING, Event, Incident, State
from groundswell.core.timegrid import instant_of
from groundswell.flow.count import Count
from groundswell.flow.explain import Explain
from groundswell.flow.judge import Judge, JudgeConfig
from groundswell.sim import Scenario
from groundswell.stores.catalog_toml import load_catalog
from tests.flow.rooms import rooms

DAYS = 7
REPLAYS = {
    "instagram-2023-05-21": (0.1, "2023-05-21T23:45:00+00:00"),
    "att-2024-02-22": (0.1, "2024-02-22T11:30:00+00:00"),
    "meta-2024-03-05": (0.02, "2024-03-05T15:50:00+00:00"),
    "aws-2025-10-20": (0.05, "2025-10-20T07:30:00+00:00"),
}
"""Scenarios of outages on record: how they are thinned, and until when tests look at them; `make bench-scope` does to the end."""


@dataclass
class Afternoon:
    """What a scenario came to: incidents at the end, who had alarmed and who was a bystander in each minute."""

    incidents: list[Incident] = field(default_factory=list)
    events: dict[str, list[Event]] = field(default_factory=dict)
    alarmed: dict[datetime, frozenset[str]] = field(default_factory=dict)
    """at each minute's end, the services that had alarmed by themselves so far"""
    blamed: dict[datetime, dict[str, str]] = field(default_factory=dict)
    shared_at: dict[str, datetime] = field(default_factory=dict)
    """when an incident first stood for several services"""

    @property
    def opened(self) -> list[Incident]:
        """Outages that were told, those that were taken back too, without those that became part of another."""
        return [
            each for each in self.incidents if each.opened_at is not None and each.state is not State.MERGED
        ]

    def shared(self) -> list[Incident]:
        return [each for each in self.incidents if each.is_shared]

    def about(self, slug: str) -> set[str]:
        """Whom the service was ever taken for."""
        return {blamed[slug] for blamed in self.blamed.values() if slug in blamed}


def thinned(history: Batch, scale: float) -> Batch:
    """`history` with each count thinned as `scale` thins the scenario."""
    if scale >= 1.0:
        return history
    count = np.random.default_rng(1).binomial(history.count, scale)
    return replace(history, count=count).take(np.flatnonzero(count))


async def lived(
    folder: Path,
    scenario: Scenario,
    until: datetime,
    *,
    catalog: Catalog | None = None,
    look: Callable[[datetime, Judge], None] | None = None,
) -> Afternoon:
    """`scenario` up to `until`, after a week of its quiet days."""
    told = Afternoon()
    so_far: set[str] = set()
    catalog = catalog or load_catalog()
    async with rooms(folder) as world:
        count = Count(world.journal, world.cube)
        history = thinned(scenario.history(DAYS, bin_minutes=15), scenario.scale)
        await world.journal.append(history)
        await count.drain()
        began = scenario.first_minute
        counted = list(scenario.services)
        await world.cube.watch(began - DAYS * 1440, began - 1, counted)
        explain = Explain(catalog, world.cube, world.incidents, world.journal)
        judge = Judge(catalog, world.cube, world.incidents, world.journal, JudgeConfig(), explain=explain)
        world.clock.set(instant_of(began))
        await judge.start(began)
        for minute, batch in scenario.minutes():
            at = instant_of(minute + 1)
            if at > until:
                break
            if len(batch):
                await world.journal.append(batch)
                await count.drain()
            await world.cube.watch(minute, minute, counted)
            world.clock.set(at)
            await judge.tick(minute)
            so_far |= {slug for slug, finding in judge.findings.items() if finding.alarm}
            told.alarmed[at] = frozenset(so_far)
            told.blamed[at] = dict(await world.incidents.bystanders())
            for incident in await world.incidents.list(states=ONGOING):
                if incident.is_shared:
                    told.shared_at.setdefault(incident.id, at)
            if look is not None:
                look(at, judge)
        told.incidents = list(await world.incidents.list(limit=10_000))
        for incident in told.incidents:
            told.events[incident.id] = list(await world.incidents.events(incident.id))
    return told


def replayed(folder: Path, name: str, *, whole: bool = False) -> Afternoon:
    """One of REPLAYS, as far as it is looked at, or (`whole`) to its end."""
    scale, until = REPLAYS[name]
    last = datetime.max.replace(tzinfo=UTC) if whole else datetime.fromisoformat(until)
    return asyncio.run(lived(folder, Scenario.load(name, scale=scale), last))
