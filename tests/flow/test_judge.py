"""Judging: from counts to incidents, minute by minute, on real stores."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from groundswell.core.model import ONGOING, Act, EventKind, Incident, Report, Ruling, SourceKind, State, Usual
from groundswell.core.scope import Blame
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.errors import StoreUnavailableError
from groundswell.flow.count import Count
from groundswell.flow.judge import Judge, JudgeConfig
from groundswell.flow.rulings import Rulings
from groundswell.ports import Revision
from groundswell.stores.relational import RelationalIncidents
from tests.flow.rooms import Rooms, moved, rooms
from tests.town import NOON, incident, report, town

TOWN = town()
START = minute_of(NOON)
Rate = Callable[[int], Mapping[str, float]]
"""Expected reports of each service in the minute so many minutes after noon."""


def quiet(_minute: int) -> Mapping[str, float]:
    return dict.fromkeys(TOWN.services, 0.2)


def outage(begin: int, end: int, height: float = 30.0) -> Rate:
    def rate(minute: int) -> Mapping[str, float]:
        on = begin <= minute < end
        return {**quiet(minute), **({"pictures": height} if on else {})}

    return rate


async def live(
    world: Rooms, judge: Judge, rate: Rate, first: int, last: int, works_after: int | None = None
) -> list[Revision]:
    """Reports at `rate` in the minutes [first, last) after noon, each counted, watched and judged."""
    rng = np.random.default_rng(1)
    count = Count(world.journal, world.cube)
    changes: list[Revision] = []
    for minute in range(first, last):
        at = instant_of(START + minute)
        rows: list[Report] = [
            report(
                slug,
                at,
                count=int(number),
                country="ES",
                symptom=TOWN.services[slug].symptoms[0],
                software=f"chrome {140 + minute % 3} / android",
            )
            for slug, mean in rate(minute).items()
            if (number := rng.poisson(mean))
        ]
        if works_after is not None and minute >= works_after:
            rows.append(report("pictures", at, works=True, count=5))
        if rows:
            await world.journal.append(rows)
        await count.drain()
        await world.cube.watch(START + minute, START + minute)
        world.clock.set(instant_of(START + minute + 1))
        changes += await judge.tick(START + minute)
    return changes


async def morning(world: Rooms) -> None:
    """Twelve quiet hours before noon, counted and watched."""
    rng = np.random.default_rng(2)
    reports = [
        report(slug, instant_of(START - 720 + minute), count=int(number))
        for minute in range(720)
        for slug in TOWN.services
        if (number := rng.poisson(0.2))
    ]
    await world.journal.append(reports)
    await Count(world.journal, world.cube).drain()
    await world.cube.watch(START - 720, START - 1)


async def seated(world: Rooms, first: int = 0) -> Judge:
    """A judge who has seen a quiet morning before noon, or what has happened since."""
    if first == 0:
        await morning(world)
        if not await world.incidents.list():
            return await _seated_alike(world)
    judge = Judge(TOWN, world.cube, world.incidents, world.journal, JudgeConfig())
    await judge.start(START + first)
    return judge


_first: list[tuple[Judge, Rooms, Sequence[Usual]]] = []
"""Who has heard that morning, in which rooms, and what it drew as usual."""


async def _seated_alike(world: Rooms) -> Judge:
    """As the first who has heard that morning, in these rooms."""
    if not _first:
        judge = Judge(TOWN, world.cube, world.incidents, world.journal, JudgeConfig())
        await judge.start(START)
        _first.append((judge, world, await world.cube.usual(START - 1440, START)))
    judge, then, drawn = _first[0]
    for usual in drawn:
        await world.cube.put_usual(usual)
    return moved(judge, then, world, TOWN)


def kinds(changes: Sequence[Revision]) -> list[EventKind]:
    return [event.kind for change in changes for event in change.events]


async def only(world: Rooms) -> Incident:
    (incident,) = await world.incidents.list()
    return incident


async def only_live(world: Rooms) -> Incident:
    (incident,) = await world.incidents.list(states=ONGOING)
    return incident


def test_a_quiet_day_has_no_incident(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            await live(world, await seated(world), quiet, 0, 120)
            assert [incident for incident in await world.incidents.list() if incident.opened_at] == []

    asyncio.run(story())


def test_an_outage_opens_within_minutes_eases_and_is_resolved(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            told = await live(world, await seated(world), outage(10, 70), 0, 130)
            incident = await only(world)
            assert incident.service == "pictures"
            assert incident.state is State.RESOLVED
            assert incident.opened_at is not None
            assert incident.resolved_at is not None
            assert instant_of(START + 10) < incident.opened_at <= instant_of(START + 15)
            assert instant_of(START + 70) <= incident.resolved_at <= instant_of(START + 110)
            assert abs(incident.began_at - instant_of(START + 10)) <= timedelta(minutes=3)
            assert incident.footprint.symptoms[0].value == "app"
            assert incident.footprint.countries[0].share > 0.9
            assert kinds(told)[-2:] == [EventKind.EASED, EventKind.RESOLVED]
            assert [event.kind for event in await world.incidents.events(incident.id)] == kinds(told)

    asyncio.run(story())


def test_every_event_is_in_the_outbox_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            told = await live(world, await seated(world), outage(10, 70), 0, 130)
            waiting = await world.incidents.pending()
            assert [each.event.kind for each in waiting] == kinds(told)
            await world.incidents.done([each.id for each in waiting])
            assert await world.incidents.pending() == []

    asyncio.run(story())


def test_a_judge_that_starts_anew_in_the_midst_goes_on_with_the_same_incident(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            await live(world, await seated(world), outage(10, 70), 0, 40)
            before = await only(world)
            await live(world, await seated(world, 40), outage(10, 70), 40, 130)
            after = await only(world)
            assert (after.id, after.opened_at) == (before.id, before.opened_at)
            assert after.state is State.RESOLVED

    asyncio.run(story())


def test_a_sister_service_that_is_blamed_gets_no_incident(tmp_path: Path) -> None:
    def rate(minute: int) -> Mapping[str, float]:
        storm = 10 <= minute < 100
        return {
            **quiet(minute),
            **({"pictures": 120.0, "letters": 5.0 if minute > 20 else 0.2} if storm else {}),
        }

    async def story() -> None:
        async with rooms(tmp_path) as world:
            await live(world, await seated(world), rate, 0, 70)
            assert {incident.service for incident in await world.incidents.list()} == {"pictures"}
            assert await world.incidents.bystanders() == {"letters": "pictures"}

    asyncio.run(story())


def test_a_rise_of_which_it_is_not_clear_whose_it_is_stays_a_suspicion_for_ten_minutes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "groundswell.flow.judge.blames",
        lambda excesses, _catalog: {each.service: Blame("pictures", -1.0) for each in excesses},
    )

    async def story() -> None:
        async with rooms(tmp_path) as world:
            told = await live(world, await seated(world), outage(10, 70), 0, 40)
            (suspected, opened) = [event for change in told for event in change.events][:2]
            assert (suspected.kind, opened.kind) == (EventKind.SUSPECTED, EventKind.OPENED)
            assert suspected.at <= instant_of(START + 15)
            assert opened.at - suspected.at == timedelta(minutes=10)

    asyncio.run(story())


def test_a_suspicion_that_turns_out_to_be_about_another_service_is_dismissed_and_says_so(
    tmp_path: Path,
) -> None:
    def rate(minute: int) -> Mapping[str, float]:
        storm = {"pictures": 120.0, "letters": 5.0} if minute >= 5 else {}
        return {**quiet(minute), **storm}

    async def story() -> None:
        async with rooms(tmp_path) as world:
            suspected = incident(
                State.SUSPECTED, id="letters-1", service="letters", began_at=NOON, suspected_at=NOON
            )
            await world.incidents.save([Revision(suspected, ())])
            changes = await live(world, await seated(world), rate, 0, 30)
            (told,) = [change for change in changes if change.incident.id == "letters-1" and change.events]
            assert told.incident.state is State.DISMISSED
            assert told.events[0].note == "Reports here are probably about Pictures."

    asyncio.run(story())


def test_a_page_no_longer_blames_another_service_once_its_own_reports_are_back_to_the_usual(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rising = Judge._rising
    monkeypatch.setattr(
        Judge, "_rising", lambda judge, tick: sorted({*rising(judge, tick), "letters", "pictures"})
    )

    def rate(minute: int) -> Mapping[str, float]:
        pictures = 120.0 if 10 <= minute < 60 else 0.2
        return {**quiet(minute), "pictures": pictures, "letters": 5.0 if 20 <= minute < 60 else 0.2}

    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, rate, 0, 74)
            assert await world.incidents.bystanders() == {"letters": "pictures"}
            await live(world, judge, rate, 74, 105)
            assert await world.incidents.bystanders() == {}
            assert {incident.service for incident in await world.incidents.list()} == {"pictures"}

    asyncio.run(story())


def test_a_bystander_stays_one_while_its_tail_outlasts_the_outage(tmp_path: Path) -> None:
    def rate(minute: int) -> Mapping[str, float]:
        pictures = 120.0 if 10 <= minute < 60 else 0.2
        letters = 5.0 if 20 <= minute < 60 else 3.0 if 60 <= minute < 150 else 0.2
        return {**quiet(minute), "pictures": pictures, "letters": letters}

    async def story() -> None:
        async with rooms(tmp_path) as world:
            await live(world, await seated(world), rate, 0, 240)
            assert {incident.service for incident in await world.incidents.list()} == {"pictures"}
            assert await world.incidents.bystanders() == {}

    asyncio.run(story())


def test_a_joint_outage_opens_both(tmp_path: Path) -> None:
    def rate(minute: int) -> Mapping[str, float]:
        storm = minute >= 10
        return {**quiet(minute), **({"pictures": 90.0, "letters": 40.0} if storm else {})}

    async def story() -> None:
        async with rooms(tmp_path) as world:
            await live(world, await seated(world), rate, 0, 40)
            assert {incident.service for incident in await world.incidents.list()} == {"pictures", "letters"}

    asyncio.run(story())


def test_an_operators_rulings_are_applied_at_the_next_minute_and_only_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, outage(10, 70), 0, 30)
            incident = await only(world)
            await world.journal.rule(Ruling(Act.ACKNOWLEDGE, incident.id, "ana", world.clock.now()))
            told = await live(world, judge, outage(10, 70), 30, 34)
            assert kinds(told).count(EventKind.ACKNOWLEDGED) == 1
            assert (await only(world)).acknowledged_at is not None
            await world.journal.rule(Ruling(Act.DISMISS, incident.id, "ana", world.clock.now(), "a drill"))
            await world.journal.rule(Ruling(Act.CONFIRM, incident.id, "ana", world.clock.now()))
            await live(world, judge, outage(10, 70), 34, 50)
            ended = await only(world)
            assert (ended.state, ended.reason) == (State.DISMISSED, "a drill")

    asyncio.run(story())


def test_an_outage_of_a_service_that_has_left_the_catalog_ends_and_says_why(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            await live(world, await seated(world), outage(10, 70), 0, 30)
            services = [each for slug, each in TOWN.services.items() if slug != "pictures"]
            smaller = replace(TOWN, services={each.slug: each for each in services})
            judge = Judge(smaller, world.cube, world.incidents, world.journal, JudgeConfig())
            await judge.start(START + 30)
            (change,) = await judge.tick(START + 30)
            assert kinds([change]) == [EventKind.RESOLVED]
            ended = await only(world)
            assert (ended.state, ended.resolved_at) == (State.RESOLVED, instant_of(START + 31))
            assert ended.reason == change.events[0].note == "The service is no longer watched here."
            assert await judge.tick(START + 31) == []

    asyncio.run(story())


def test_reopening_beside_an_outage_that_is_on_is_passed_over(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, outage(10, 70), 0, 30)
            earlier = [
                incident(State.RESOLVED, id=name, resolved_at=NOON - timedelta(days=1)) for name in ("a", "b")
            ]
            await world.incidents.save([Revision(each, ()) for each in earlier])
            on = await only_live(world)
            for name in ("a", "b"):
                await world.journal.rule(Ruling(Act.REOPEN, name, "ana", world.clock.now()))
            await live(world, judge, outage(10, 70), 30, 32)
            assert (await only_live(world)).id == on.id
            await world.journal.rule(Ruling(Act.RESOLVE, on.id, "ana", world.clock.now()))
            for name in ("a", "b"):
                await world.journal.rule(Ruling(Act.REOPEN, name, "ana", world.clock.now()))
            await live(world, judge, outage(10, 70), 32, 34)
            assert (await only_live(world)).id == "a"

    asyncio.run(story())


def test_two_merges_into_one_another_make_no_ring(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            both = [incident(id="a"), incident(id="b", service="films")]
            await world.incidents.save([Revision(each, ()) for each in both])
            for merged, into in (("a", "b"), ("b", "a")):
                await world.journal.rule(Ruling(Act.MERGE, merged, "ana", world.clock.now(), into=into))
            changes, cursor = await Rulings(world.journal, world.incidents, TOWN).read({})
            assert {name: change.incident.into for name, change in changes.items()} == {"a": "b"}
            assert cursor == 2
            await world.incidents.save(list(changes.values()), rulings_cursor=cursor)
            await world.journal.rule(Ruling(Act.MERGE, "b", "ana", world.clock.now(), into="a"))
            changes, _ = await Rulings(world.journal, world.incidents, TOWN).read({})
            assert changes == {}

    asyncio.run(story())


def test_visits_and_works_answers_alone_open_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, quiet, 0, 10)
            for minute in range(10, 30):
                at = instant_of(START + minute)
                crowd = report(at=at, source_kind=SourceKind.VISIT, count=500)
                await world.journal.append([crowd, report(at=at, works=True, count=50)])
                await live(world, judge, quiet, minute, minute + 1)
            assert [incident for incident in await world.incidents.list() if incident.opened_at] == []

    asyncio.run(story())


def test_minutes_that_nobody_watched_are_not_quiet_minutes(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, outage(10, 670), 0, 30)
            for minute in range(30, 90):
                await judge.tick(START + minute)
            assert (await only(world)).state is not State.RESOLVED

    asyncio.run(story())


def test_a_minute_that_could_not_be_saved_is_judged_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, outage(10, 70), 0, 10)
            save = RelationalIncidents.save
            faults = iter([StoreUnavailableError("the disk is full")])

            async def failing(
                self: RelationalIncidents, changes: Sequence[Revision], *, rulings_cursor: int | None = None
            ) -> None:
                for fault in faults:
                    raise fault
                await save(self, changes, rulings_cursor=rulings_cursor)

            monkeypatch.setattr(RelationalIncidents, "save", failing)
            failed = START
            try:
                await live(world, judge, outage(10, 70), 10, 30)
            except StoreUnavailableError:
                failed = minute_of(world.clock.now()) - 1
            assert await world.incidents.list() == []
            assert await judge.tick(failed)
            assert len(await world.incidents.list()) == 1

    asyncio.run(story())


def test_where_nobody_ever_counted_nothing_is_read_or_drawn(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            read, asked = world.cube.volume, list[int]()

            async def volume(first: int, last: int, *, bin_minutes: int) -> Mapping[int, int]:
                asked.append(first)
                return await read(first, last, bin_minutes=bin_minutes)

            world.cube.volume = volume  # type: ignore[method-assign, assignment]
            judge = Judge(TOWN, world.cube, world.incidents, world.journal, JudgeConfig())
            await judge.start(START)
            assert asked == []
            assert [usual.minute for usual in await world.cube.usual(START - 1440, START)] == [START]
            await world.cube.watch(START - 100, START - 1)
            await judge.start(START)
            assert min(asked) == START - 100
            assert (await world.cube.usual(START - 1440, START))[0].minute == START - 105

    asyncio.run(story())


def test_what_is_usual_is_kept_for_the_charts(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            await live(world, await seated(world), quiet, 0, 31)
            kept = await world.cube.usual(START, START + 30)
            assert [usual.minute for usual in kept] == [START, START + 15, START + 30]
            assert all((usual.upper >= usual.expected).all() for usual in kept)

    asyncio.run(story())
