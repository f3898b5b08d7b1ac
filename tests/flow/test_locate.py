"""Where reports come from, on a real cube: against what is usual there, in the right hours, outages left out."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from groundswell.core.catalog import Catalog
from groundswell.core.model import Area, Footprint, Share, SourceKind, State, Usual
from groundswell.core.status import WhereView
from groundswell.core.timegrid import minute_of
from groundswell.flow.count import Count
from groundswell.flow.gather import Gather
from groundswell.ports import Revision
from tests.flow.rooms import Rooms, rooms
from tests.town import NOON, incident, report, town

PEOPLE = {"ES": 47_000_000, "PT": 10_000_000}
TOWN = replace(
    town(),
    areas={
        code: replace(area, people=PEOPLE.get(code, 0))
        for code, area in {**town().areas, "FR": Area("FR", "France")}.items()
    },
)


async def counted(house: Rooms, at: datetime, country: str, count: int, region: str = "") -> None:
    one = report(at=at, source_kind=SourceKind.PARTNER, count=count, country=country, region=region)
    await house.journal.append([one])
    await Count(house.journal, house.cube).drain()


async def lived(house: Rooms, each: float = 4.0) -> None:
    """A week in which Spain sends four times what Portugal does, and a day of which `each` quarter's usual is known."""
    for day in range(1, 8):
        await counted(house, NOON - timedelta(days=day, hours=1), "ES", 80, "ES-MD")
        await counted(house, NOON - timedelta(days=day, hours=1), "PT", 20)
    await house.cube.watch(minute_of(NOON) - 8 * 1440, minute_of(NOON))
    for quarter in range(96):
        minute = minute_of(NOON) - quarter * 15
        usual = Usual(minute, 15, ("pictures",), np.array([each]), np.array([2 * each]))
        await house.cube.put_usual(usual)


def located(
    folder: Path, live: Callable[[Rooms], Awaitable[None]], catalog: Catalog = TOWN
) -> WhereView | None:
    async def run() -> WhereView | None:
        async with rooms(folder) as house:
            await live(house)
            view = await Gather(catalog, house.cube, house.incidents, house.clock).service("pictures")
            assert view is not None
            return view.where

    return asyncio.run(run())


def test_an_outage_is_held_against_the_usual_of_each_country_since_it_began(tmp_path: Path) -> None:
    async def live(house: Rooms) -> None:
        await lived(house)
        await counted(house, NOON - timedelta(hours=3), "FR", 500)  # before it began
        await counted(house, NOON - timedelta(minutes=10), "ES", 8, "ES-MD")
        await counted(house, NOON - timedelta(minutes=10), "PT", 90)
        await house.incidents.save([Revision(incident(), ())])

    where = located(tmp_path, live)
    assert where is not None
    assert (where.outage, where.by_usual) == (True, True)
    assert where.first_at == NOON - timedelta(minutes=30)
    assert [(area.code, area.reports, area.level) for area in where.countries] == [
        ("PT", 90, 3),
        ("ES", 8, 0),
    ]
    portugal, spain = where.countries
    assert 3 < spain.usual / portugal.usual < 5, "as the week before, not as now"
    assert round(portugal.per_million) == 9
    assert [area.code for area in where.regions] == ["ES-MD"]


def test_on_a_calm_day_it_is_the_last_24_hours(tmp_path: Path) -> None:
    async def live(house: Rooms) -> None:
        await lived(house)
        await counted(house, NOON - timedelta(hours=3), "ES", 300)
        await counted(house, NOON - timedelta(hours=30), "PT", 5)

    where = located(tmp_path, live)
    assert where is not None
    assert not where.outage
    assert where.last_at - where.first_at > timedelta(hours=23)
    assert [area.code for area in where.countries] == ["ES"]
    assert 200 < where.countries[0].usual < 384


def test_the_hours_of_an_outage_teach_nothing(tmp_path: Path) -> None:
    async def live(house: Rooms) -> None:
        await lived(house)
        before = NOON - timedelta(days=2)
        await counted(house, before, "PT", 50_000)
        past = incident(
            State.RESOLVED, id="before", began_at=before - timedelta(minutes=10), updated_at=before,
            opened_at=before, resolved_at=before + timedelta(minutes=20),
        )  # fmt: skip
        await house.incidents.save([Revision(past, ())])
        await counted(house, NOON - timedelta(hours=3), "PT", 400)

    where = located(tmp_path, live)
    assert where is not None
    assert where.countries[0].usual < 200


def test_what_the_judge_has_found_for_the_hours_of_the_incident_goes_before(tmp_path: Path) -> None:
    async def live(house: Rooms) -> None:
        await lived(house)
        await counted(house, NOON - timedelta(minutes=10), "PT", 90)
        told = Footprint(countries=(Share("PT", 1.0, 90, 0.9),))
        await house.incidents.save([Revision(incident(footprint=told), ())])

    where = located(tmp_path, live)
    assert where is not None
    assert where.countries[0].usual > 7, "nine in ten of the eight that are usual"


def test_of_an_outage_longer_than_a_day_the_usual_is_added_up_from_its_beginning(tmp_path: Path) -> None:
    async def live(house: Rooms) -> None:
        await lived(house)
        began = NOON - timedelta(hours=30)
        for quarter in range(97, 125):
            minute = minute_of(NOON) - quarter * 15
            await house.cube.put_usual(Usual(minute, 15, ("pictures",), np.array([4.0]), np.array([8.0])))
        await counted(house, NOON - timedelta(hours=28), "ES", 100)
        await counted(house, NOON - timedelta(hours=1), "ES", 100)
        await house.incidents.save([Revision(incident(began_at=began, opened_at=began), ())])

    where = located(tmp_path, live)
    assert where is not None
    assert where.countries[0].reports == 200 + 80 + 0, (
        "from thirty hours ago, the hour of yesterday among them"
    )
    assert 300 < where.countries[0].usual < 500


def test_without_a_history_countries_are_held_against_one_another_per_head(tmp_path: Path) -> None:
    async def live(house: Rooms) -> None:
        await counted(house, NOON - timedelta(minutes=10), "PT", 200)
        await counted(house, NOON - timedelta(minutes=10), "ES", 100, "ES-MD")

    where = located(tmp_path, live)
    assert where is not None
    assert not where.by_usual
    assert [(area.code, area.level > 0) for area in where.countries] == [("PT", True), ("ES", False)]
    assert where.regions == (), "of regions nobody knows how many live there"


def test_on_the_first_day_what_is_usual_of_countries_is_looked_up_again_every_hour(tmp_path: Path) -> None:
    async def run() -> list[tuple[bool, float]]:
        async with rooms(tmp_path) as house:
            gather = Gather(TOWN, house.cube, house.incidents, house.clock)
            began, found = NOON - timedelta(hours=2), []
            await house.cube.watch(minute_of(began), minute_of(NOON) + 120)
            for quarter in range(24):
                minute = minute_of(began) + quarter * 15
                await house.cube.put_usual(Usual(minute, 15, ("pictures",), np.array([4.0]), np.array([8.0])))
            for hours, country in ((0, ""), (1, "ES"), (2, "PT")):
                house.clock.set(NOON + timedelta(hours=hours, minutes=5))
                if country:
                    await counted(house, NOON + timedelta(hours=hours - 1, minutes=30), country, 40)
                else:
                    await counted(house, NOON + timedelta(minutes=4), "PT", 6)
                view = await gather.service("pictures")
                assert view is not None
                assert view.where is not None
                (portugal,) = (area for area in view.where.countries if area.code == "PT")
                found.append((view.where.by_usual, portugal.usual))
            return found

    first, second, third = asyncio.run(run())
    assert not first[0], "nobody has said where, in a whole hour"
    assert second[0]
    assert third[1] > second[1]


def test_where_nobody_said_where_there_is_nothing_to_show(tmp_path: Path) -> None:
    async def live(house: Rooms) -> None:
        await counted(house, NOON - timedelta(minutes=10), "", 200)

    assert located(tmp_path, live) is None
