"""Late reports: a minute that has been judged may still grow, and the judge hears of it, once."""

import asyncio
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groundswell.core.model import Axis, Finding, Report
from groundswell.core.timegrid import instant_of
from groundswell.flow.count import Count
from groundswell.flow.judge import Judge
from tests.flow.rooms import Rooms, rooms
from tests.flow.test_judge import START, live, only, outage, quiet, seated
from tests.town import report


def crowd(first: int, last: int, each: int) -> list[Report]:
    """So many reports on Pictures in each of the minutes [first, last) after noon."""
    return [
        report("pictures", instant_of(START + minute), count=each, country="ES", symptom="app")
        for minute in range(first, last)
    ]


async def arrive(world: Rooms, reports: list[Report]) -> None:
    await world.journal.append(reports)
    await Count(world.journal, world.cube).drain()


async def told(world: Rooms, judge: Judge, first: int, last: int) -> list[dict[str, Finding]]:
    """The findings of each minute."""
    found = []
    for minute in range(first, last):
        await live(world, judge, quiet, minute, minute + 1)
        found.append(dict(judge.findings))
    return found


async def in_the_last_quarter(world: Rooms, minute: int) -> int:
    first, last = START + minute - 14, START + minute
    totals = await world.cube.totals(first, last, service="pictures", axis=Axis.ALL)
    return sum(count for (_, _, works), count in totals.items() if not works)


def test_an_outage_whose_reports_all_come_late_is_opened_and_dated_to_when_they_were_made(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, quiet, 0, 25)
            assert await world.incidents.list() == []
            await arrive(world, crowd(10, 25, 8))
            await live(world, judge, quiet, 25, 30)
            incident = await only(world)
            assert incident.opened_at is not None
            assert incident.opened_at <= instant_of(START + 28)
            assert abs((incident.began_at - instant_of(START + 10)).total_seconds()) <= 5 * 60

    asyncio.run(story())


def test_what_comes_late_counts_once_however_often_it_is_looked_at(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, outage(10, 40), 0, 15)
            for minute in range(15, 24):
                if minute % 3 == 0:
                    await arrive(world, crowd(minute - 6, minute, 4))
                await live(world, judge, outage(10, 40), minute, minute + 1)
                assert (await only(world)).reports == await in_the_last_quarter(world, minute)
                assert judge.findings["pictures"].observed == await in_the_last_quarter(world, minute)

    asyncio.run(story())


def test_a_few_late_reports_are_no_outage(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, quiet, 0, 60)
            await arrive(world, [*crowd(20, 21, 1), *crowd(40, 41, 1), *crowd(58, 59, 1)])
            await live(world, judge, quiet, 60, 70)
            assert [incident for incident in await world.incidents.list() if incident.opened_at] == []

    asyncio.run(story())


def test_what_comes_later_than_any_window_reaches_changes_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, quiet, 0, 30)
            await arrive(world, crowd(-300, -240, 50))
            await live(world, judge, quiet, 30, 40)
            assert await world.incidents.list() == []

    asyncio.run(story())


def test_latecomers_of_an_outage_that_is_over_do_not_open_it_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, outage(10, 40), 0, 90)
            resolved = await only(world)
            await arrive(world, crowd(20, 40, 5))
            await live(world, judge, outage(10, 40), 90, 110)
            assert (await only(world)).resolved_at == resolved.resolved_at

    asyncio.run(story())


def test_a_stretch_that_nobody_watched_is_not_judged_afterwards(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, quiet, 0, 30)
            for minute in range(30, 50):
                await judge.tick(START + minute)
            await arrive(world, crowd(30, 50, 20))
            await world.cube.watch(START + 30, START + 49)
            await live(world, judge, quiet, 50, 60)
            assert await world.incidents.list() == []

    asyncio.run(story())


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), max_size=12))
def test_the_same_latecomers_give_the_same_findings_each_time(
    tmp_path: Path, latecomers: list[tuple[int, int]]
) -> None:
    async def story(folder: Path) -> list[dict[str, Finding]]:
        async with rooms(folder) as world:
            judge = await seated(world)
            found = await told(world, judge, 0, 5)
            for minute, ago in enumerate([ago for _, ago in latecomers], start=5):
                await arrive(world, crowd(minute - ago, minute - ago + 1, latecomers[minute - 5][0] + 1))
                found += await told(world, judge, minute, minute + 1)
            return found

    def once(name: str) -> list[dict[str, Finding]]:
        folder = tmp_path / f"{name}-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        return asyncio.run(story(folder))

    assert once("one") == once("two")
