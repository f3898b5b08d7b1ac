"""What the judge learns from the weeks before it began."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from groundswell.core.catalog import Catalog
from groundswell.core.model import REFERRED, Held, Operator, Service, SourceKind, Symptom
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.flow.count import Count
from groundswell.flow.listen import Listener
from tests.flow.rooms import rooms
from tests.town import report, town

SPAIN = Catalog.of(
    services=[Service("madrid", "Madrid", "op", "social", ("app",), time_zone="Europe/Madrid")],
    operators=[Operator("op", "Op")],
    symptoms=[Symptom("app", "App")],
    categories={"social": "Social"},
    areas=[],
    networks=[],
)
LABOUR_DAY = minute_of(datetime(2026, 5, 1, tzinfo=UTC))
"""a Friday"""
SUMMER_TIME = minute_of(datetime(2026, 3, 30, tzinfo=UTC))
"""the Monday after it began"""
QUARTER = 15
DAY = 1440


def test_weeks_are_learned_alike_whether_the_first_day_of_all_is_a_holiday_or_not(tmp_path: Path) -> None:
    async def story() -> list[int]:
        async with rooms(tmp_path) as world:
            first = LABOUR_DAY - 28 * DAY
            rows = [
                report("madrid", instant_of(minute), count=2 if instant_of(minute).weekday() >= 5 else 10)
                for minute in range(first, LABOUR_DAY, QUARTER)
            ]
            await world.journal.append(rows)
            await Count(world.journal, world.cube).drain()
            await world.cube.watch(first, LABOUR_DAY + 2 * DAY)
            listener = Listener(SPAIN, world.cube, 1.0, QUARTER)
            await listener.learn(first, 28 * DAY // QUARTER, QUARTER)
            await listener.listen(LABOUR_DAY + DAY)
            told = []
            for days in (1, 2, 3, 4):  # Saturday to Tuesday
                expected, _ = listener.forecast(LABOUR_DAY + days * DAY + DAY // 2, 1, QUARTER)
                told.append(round(float(expected[0, 0])))
            return told

    saturday, sunday, monday, tuesday = asyncio.run(story())
    assert max(saturday, sunday) <= 3
    assert min(monday, tuesday) >= 8


def test_what_a_gap_had_held_back_is_a_backlog_and_no_outage(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            first, gap = LABOUR_DAY - 33 * DAY, LABOUR_DAY - 5 * DAY
            rows = [
                report("madrid", instant_of(minute), count=4) for minute in range(first, gap + 30, QUARTER)
            ]
            rows.append(report("madrid", instant_of(gap + 90), count=300))
            await world.journal.append(rows)
            await Count(world.journal, world.cube).drain()
            await world.cube.watch(first, gap + 2 * QUARTER - 1)
            await world.cube.watch(gap + 90, gap + 120)
            listener = Listener(SPAIN, world.cube, 1.0, QUARTER)
            await listener.learn(first, 28 * DAY // QUARTER, QUARTER)
            heard = [await listener.listen(minute) for minute in range(gap, gap + 105, QUARTER)]
            assert [each.trouble[0] for each in heard] == [4, 4, -1, -1, -1, -1, 300]
            assert heard[-1].held == {0: Held.BACKLOG}
            assert not any(each.alarm[0] for each in heard)

    asyncio.run(story())


@pytest.mark.parametrize(("changed", "of_all"), [(True, False), (False, False), (True, True)])
def test_who_does_not_turn_the_clock_is_told_from_an_outage_in_the_week_after(
    tmp_path: Path, changed: bool, of_all: bool
) -> None:
    """Reports that go on until noon by UTC where the service's people, or those of one country of a service `of_all`, have turned
    their clocks; the same in another week is an outage."""
    whole = replace(SPAIN.services["madrid"], time_zone="UTC" if of_all else "Europe/Madrid")
    catalog = replace(SPAIN, services={"madrid": whole})

    async def story() -> None:
        async with rooms(tmp_path) as world:
            today = SUMMER_TIME if changed else SUMMER_TIME - 7 * DAY
            first = today - 28 * DAY
            there = {"country": "ES"} if of_all else {}
            rows = [
                report(
                    "madrid", instant_of(minute), count=40 if 9 <= minute % DAY // 60 <= 11 else 6, **there
                )
                for minute in range(first, today, QUARTER)
            ]
            end = today + (12 if changed and not of_all else 13) * 60
            rows += [
                report("madrid", instant_of(minute), count=40 if minute >= end - 60 else 6, **there)
                for minute in range(today, end, QUARTER)
            ]
            if of_all:
                rows += [
                    report("madrid", instant_of(at), count=200, country="AR")
                    for at in range(first, end, QUARTER)
                ]
            await world.journal.append(rows)
            await Count(world.journal, world.cube).drain()
            await world.cube.watch(first, end)
            listener = Listener(catalog, world.cube, 12.0, QUARTER)
            await listener.learn(first, 28 * DAY // QUARTER, QUARTER)
            heard = [await listener.listen(minute) for minute in range(today, end, QUARTER)]
            held = {each.held.get(0) for each in heard}
            assert (Held.CLOCK in held) is changed
            assert any(each.alarm[0] for each in heard) is not changed

    asyncio.run(story())


def test_an_hour_before_a_gap_in_which_the_clock_turns_is_learned_by_the_clock_that_it_was_of(
    tmp_path: Path,
) -> None:
    """Whether the judge was there through the gap or not."""

    async def story() -> None:
        async with rooms(tmp_path) as world:
            first, turns = SUMMER_TIME - DAY - 60, SUMMER_TIME - DAY + 60
            there = [*range(first, turns - 30, QUARTER), *range(turns + 30, turns + 150, QUARTER)]
            rows = [
                report("madrid", instant_of(minute), count=2 + minute % 60, source_kind=kind)
                for minute in there
                for kind in (SourceKind.PERSON, SourceKind.VISIT)
            ]
            await world.journal.append(rows)
            await Count(world.journal, world.cube).drain()
            await world.cube.watch(first, turns - 31)
            await world.cube.watch(turns + 30, turns + 150)
            told = []
            for heard in (range(first, turns + 150, QUARTER), there):
                listener = Listener(SPAIN, world.cube, 1.0, QUARTER)
                for minute in heard:
                    await listener.listen(minute)
                visits = listener._stir.visits
                assert visits is not None
                told.append([each.forecast(turns + 180, 168, 60)[0].tolist() for each in (listener, visits)])
            assert told[0] == told[1]

    asyncio.run(story())


def test_a_quarter_hour_that_was_watched_for_one_minute_teaches_nothing(tmp_path: Path) -> None:
    async def story() -> list[int]:
        told = []
        for name, watches in (("whole", QUARTER), ("one", 1)):
            (tmp_path / name).mkdir()
            async with rooms(tmp_path / name) as world:
                first, then = LABOUR_DAY - 28 * DAY, LABOUR_DAY - 14 * DAY
                minutes = range(first, LABOUR_DAY, QUARTER)
                rows = [
                    report("madrid", instant_of(minute), count=30 if minute < then else 2)
                    for minute in minutes
                ]
                await world.journal.append(rows)
                await Count(world.journal, world.cube).drain()
                await world.cube.watch(first, then - 1)
                for minute in range(then, LABOUR_DAY, QUARTER):
                    await world.cube.watch(minute, minute + watches - 1)
                listener = Listener(SPAIN, world.cube, 1.0, QUARTER)
                await listener.learn(first, 28 * DAY // QUARTER, QUARTER)
                expected, _ = listener.forecast(LABOUR_DAY + 3 * DAY, 1, QUARTER)
                told.append(round(float(expected[0, 0])))
        return told

    fallen, unheard = asyncio.run(story())
    assert fallen < 10
    assert 25 < unheard < 35


def test_a_rise_of_strange_software_without_visits_is_a_scripts_and_a_release_that_fails_is_none(
    tmp_path: Path,
) -> None:
    """The same rise from many networks: by a program that nobody has, by one that many have, and by a new one whose users
    look at the page first."""
    rises = {
        "pictures": ("curl", 0),
        "letters": ("chrome 147 / android", 0),
        "bank": ("chrome 148 / android", 60),
    }

    async def story() -> None:
        async with rooms(tmp_path) as world:
            first, last = LABOUR_DAY - 7 * DAY, LABOUR_DAY + 2 * QUARTER
            rows = []
            for at in range(first, last, QUARTER):
                for slug, (software, visits) in rises.items():
                    risen = at >= LABOUR_DAY
                    looks = 40 + visits * risen
                    rows.append(report(slug, instant_of(at), source_kind=SourceKind.VISIT, count=looks))
                    rows += [
                        report(
                            slug, instant_of(at), software=f"chrome {147 - old} / android", count=4 - 2 * old
                        )
                        for old in (0, 1)
                    ]
                    if risen:
                        rows += [
                            report(slug, instant_of(at), software=software, network=f"as{n}", count=5)
                            for n in range(12)
                        ]
            await world.journal.append(rows)
            await Count(world.journal, world.cube).drain()
            await world.cube.watch(first, last)
            listener = Listener(town(), world.cube, 1.0, QUARTER)
            await listener.learn(first, 7 * DAY // QUARTER, QUARTER)
            heard = [await listener.listen(at) for at in range(LABOUR_DAY, last, QUARTER)][-1]
            assert {listener.slugs[place]: why for place, why in heard.held.items()} == {
                "pictures": Held.SCRIPT
            }
            assert {listener.slugs[place] for place in heard.alarm.nonzero()[0]} == {"letters", "bank"}

    asyncio.run(story())


def test_a_headline_that_many_write_about_opens_nothing_and_an_outage_they_write_about_is_opened_as_early(
    tmp_path: Path,
) -> None:
    """Five times the reports of every symptom: four times the visits by a link from elsewhere with and without posts, five times as
    many that came by themselves with and without; and posts alone, some of which say that it works."""
    before = 7 * DAY // QUARTER
    rises = {  # reports and visits, both times the usual, symptom of visits, posts
        "pictures": (5, 4, REFERRED, 60),
        "letters": (5, 4, REFERRED, 6),
        "bank": (5, 5, "", 60),
        "films": (5, 5, "", 6),
        "cloud": (1, 1, "", 60),
    }

    async def story() -> None:
        async with rooms(tmp_path) as world:
            first, last = LABOUR_DAY - before * QUARTER, LABOUR_DAY + 4 * QUARTER
            rows = []
            for at in range(first, last, QUARTER):
                rows.append(report("cloud", instant_of(at), source_kind=SourceKind.POST, works=True, count=5))
                for slug, (more, looks, link, posts) in rises.items():
                    more, looks, posts = (more, looks, posts) if at >= LABOUR_DAY else (1, 1, 6)
                    rows += [
                        report(slug, instant_of(at), symptom=symptom, country=country, count=3 * more)
                        for symptom in town().services[slug].symptoms
                        for country in ("ES", "PT")
                    ]
                    for kind, symptom, count in (
                        (SourceKind.VISIT, link if at >= LABOUR_DAY else "", 100 * looks),
                        (SourceKind.POST, "", posts),
                    ):
                        rows.append(
                            report(slug, instant_of(at), source_kind=kind, symptom=symptom, count=count)
                        )
            await world.journal.append(rows)
            await Count(world.journal, world.cube).drain()
            await world.cube.watch(first, last)
            listener = Listener(town(), world.cube, 1.0, QUARTER)
            await listener.learn(first, before, QUARTER)
            opened: dict[str, int] = {}
            for at in range(LABOUR_DAY, last, QUARTER):
                heard = await listener.listen(at)
                for place in heard.alarm.nonzero()[0].tolist():
                    opened.setdefault(listener.slugs[place], at)
                assert heard.held == {listener.slugs.index("pictures"): Held.BUMP}
                assert heard.trouble[listener.slugs.index("cloud")] == 6
                assert heard.works[listener.slugs.index("cloud")] == 0
            assert opened == dict.fromkeys(("letters", "bank", "films"), LABOUR_DAY)

    asyncio.run(story())
