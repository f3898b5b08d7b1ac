"""Shared causes over all pages: none on calm days, one when a part fails, and what becomes of its incident."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from groundswell.core.catalog import Catalog
from groundswell.core.incident import Thresholds
from groundswell.core.model import Cause, EventKind, Explanation, Footprint, Operator, Service, Share, State
from groundswell.core.timegrid import instant_of
from groundswell.flow.listen import Heard
from groundswell.flow.record import Record, Tick
from groundswell.flow.rulings import Latest
from groundswell.flow.together import Together
from groundswell.flow.window import Window
from groundswell.stores.catalog_toml import load_catalog
from tests.flow.rooms import Rooms, rooms
from tests.town import NOON, incident, town

START = int(NOON.timestamp() // 60)
CALM_MINUTES = 6 * 60


def tick(window: Window, minute: int, alarm: NDArray[np.bool_] | None = None) -> Tick:
    """A minute in which nobody is blamed and nothing held back; who has alarmed did so ten minutes ago."""
    services = window.trouble(1).size
    alarm = np.zeros(services, dtype=np.bool_) if alarm is None else alarm
    zeros = np.zeros(services)
    heard = Heard(
        minute=minute,
        trouble=window.trouble(1),
        works=np.zeros(services, dtype=np.int64),
        alarm=alarm,
        score=np.where(alarm, 30.0, 0.0),
        threshold=np.full(services, 10.0),
        expected=window.expected(1),
        since=np.where(alarm, minute - 10, -1),
        excess_hour=zeros,
        part=[""] * services,
        held={},
        late=[],
    )
    return Tick(
        minute=minute,
        at=instant_of(minute + 1),
        watched=np.ones(services, dtype=np.bool_),
        heard=heard,
        reports=window.trouble(15),
        expected=window.expected(15),
        works=window.works(15),
        taken_for={},
        doubted=(),
    )


def seated(world: Rooms, catalog: Catalog) -> tuple[Together, Window]:
    window = Window(len(catalog.services), 1)
    record = Record(catalog, world.cube, world.incidents, Thresholds(), 1)
    return Together(catalog, window, record, Thresholds(), 1.0), window


def test_on_calm_days_nothing_is_shared(tmp_path: Path) -> None:
    """Six hours of every service of the catalog; usual rates swing from quarter to quarter and are off by a fifth."""

    async def story() -> None:
        async with rooms(tmp_path) as world:
            catalog = load_catalog()
            together, window = seated(world, catalog)
            rng = np.random.default_rng(5)
            services = len(catalog.services)
            usual = np.exp(rng.normal(0.5, 1.2, services)) / 15
            off = np.exp(rng.normal(0.0, 0.2, services))
            none = np.zeros(services, dtype=np.int64)
            for minute in range(CALM_MINUTES):
                if minute % 15 == 0:
                    rate = usual * off * rng.gamma(1 / 0.15**2, 0.15**2, services)
                window.push(rng.poisson(rate), none, usual)
                assert together.found(tick(window, minute)) == [], minute

    asyncio.run(story())


def shops(catalog: Catalog) -> Catalog:
    """The town, with six shops on its cloud."""
    made = {
        f"shop-{n}": Service(f"shop-{n}", f"Shop {n}", f"owner-{n}", "bank", ("app",), depends_on=("cloud",))
        for n in range(6)
    }
    return replace(catalog, services={**catalog.services, **made})


def test_what_explained_the_outage_of_one_is_not_told_of_all(tmp_path: Path) -> None:
    """The shop that leads has an outage of its own, explained; then the cloud behind four of them fails."""

    async def story() -> None:
        async with rooms(tmp_path) as world:
            catalog = shops(town())
            place = {slug: column for column, slug in enumerate(catalog.services)}
            together, window = seated(world, catalog)
            usual, none = np.full(len(place), 0.2), np.zeros(len(place), dtype=np.int64)
            known = Explanation(NOON, NOON, 90, 3.0, (Cause({"country": "ES"}, 87.0, 1.0, 50.0),))
            own = replace(
                incident(service="shop-0", id="shop-0-own"),
                footprint=Footprint(countries=(Share("ES", 1.0, 90, 0.2),), reports=90, explanation=known),
            )
            latest: Latest = {"shop-0": {own.id: own}}
            found = []
            for minute in range(40):
                rate = usual.copy()
                rate[[place[f"shop-{n}"] for n in range(4)]] = 4.0 if minute >= 25 else 0.2
                rate[place["shop-0"]] *= 2
                window.push(np.round(rate).astype(np.int64), none, usual)
                found += await together.decide(tick(window, START + minute), latest)
                for change in found:
                    latest.setdefault(change.incident.service, {})[change.incident.id] = change.incident
            (shared,) = [each for each in latest["shop-0"].values() if each.is_shared]
            assert shared.id == own.id
            assert shared.footprint.explanation is None
            assert all(share.usual is None for share in shared.footprint.countries)
            parted = replace(own, parted=("shop-1", "shop-2"))
            again = {"shop-0": {own.id: parted}}
            ruled_out, _ = seated(world, catalog)
            ruled_out._window = window
            assert await ruled_out.decide(tick(window, START + 40), again) == [], "what somebody took apart"

    asyncio.run(story())


def test_members_join_stay_and_leave_and_what_they_had_becomes_part_of_it(tmp_path: Path) -> None:
    """Minute by minute: four shops fail at once, a fifth joins, most recover, one stays out."""

    async def story() -> None:
        async with rooms(tmp_path) as world:
            catalog = shops(town())
            place = {slug: column for column, slug in enumerate(catalog.services)}
            together, window = seated(world, catalog)
            usual, none = np.full(len(place), 0.2), np.zeros(len(place), dtype=np.int64)
            rng = np.random.default_rng(3)
            latest: Latest = {}

            async def minutes(first: int, last: int, rates: Mapping[str, float]) -> None:
                for minute in range(first, last):
                    rate = usual.copy()
                    for slug, value in rates.items():
                        rate[place[slug]] = value
                    window.push(rng.poisson(rate), none, usual)
                    alarm = window.trouble(15) > 20
                    for change in await together.decide(tick(window, START + minute, alarm), latest):
                        await world.incidents.save([change])
                        latest.setdefault(change.incident.service, {})[change.incident.id] = change.incident

            await minutes(0, 30, {})
            assert latest == {}
            four = {f"shop-{n}": 4.0 for n in range(4)}
            await minutes(30, 40, four)
            (shared,) = await world.incidents.list()
            assert (shared.cause, shared.state) == ("cloud", State.OPEN)
            assert shared.members == tuple(four)
            assert together.covered(latest) == set(four)
            await minutes(40, 55, {**four, "shop-4": 4.0})
            (shared,) = await world.incidents.list()
            assert "shop-4" in shared.members
            await minutes(55, 110, {"shop-0": 4.0})
            (over,) = await world.incidents.list()
            assert over.state is State.RESOLVED
            assert "shop-0" not in over.members
            told = [event.kind for event in await world.incidents.events(over.id)]
            assert told[0] is EventKind.OPENED
            assert told[-2:] == [EventKind.EASED, EventKind.RESOLVED]

    asyncio.run(story())


def test_one_region_behind_hundreds_of_two_thousand_services_is_one_incident_with_its_members(
    tmp_path: Path,
) -> None:
    """A thousand shops stand on the cloud, half of the 2,000 that are counted; most of them fail at once, and none has alarmed."""

    async def story() -> None:
        async with rooms(tmp_path) as world:
            catalog = town()
            made = {
                slug: Service(slug, slug, slug, "bank", ("app",), depends_on=("cloud",) if n < 1_000 else ())
                for n, slug in enumerate(f"shop-{n:04d}" for n in range(1_994))
            }
            operators = {slug: Operator(slug, slug) for slug in made}
            catalog = replace(
                catalog,
                services={**catalog.services, **made},
                operators={**catalog.operators, **operators},
            )
            place = {slug: column for column, slug in enumerate(catalog.services)}
            together, window = seated(world, catalog)
            usual, none = np.full(len(place), 0.2), np.zeros(len(place), dtype=np.int64)
            rng = np.random.default_rng(4)
            latest: Latest = {}
            down = [slug for slug in made if slug < "shop-0900"]
            for minute in range(22):
                rate = usual.copy()
                if minute >= 18:
                    rate[[place[slug] for slug in down]] = 2.0
                window.push(rng.poisson(rate), none, usual)
                for change in await together.decide(tick(window, START + minute), latest):
                    await world.incidents.save([change])
                    latest.setdefault(change.incident.service, {})[change.incident.id] = change.incident
            (shared,) = await world.incidents.list()
            assert (shared.cause, shared.state) == ("cloud", State.OPEN)
            assert len(set(shared.members) & set(down)) >= 0.8 * len(down)
            assert len(set(shared.members) - {*down, "films", "cloud"}) <= 15

    asyncio.run(story())
