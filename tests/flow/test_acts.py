"""What operators rule becomes of incidents at once, in a transaction of its own; and a replay gives the same."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from groundswell.core.batch import Batch
from groundswell.core.desk import Maintenance, Stage
from groundswell.core.model import Act, Certainty, EventKind, Incident, Ruling, State
from groundswell.core.timegrid import instant_of
from groundswell.flow.count import Count
from groundswell.flow.judge import Judge, JudgeConfig
from groundswell.flow.plans import planning, windows_of
from groundswell.flow.replay import replay
from groundswell.ports import Revision
from tests.flow.rooms import Rooms, rooms
from tests.flow.test_judge import START, TOWN, kinds, live, morning, only_live, outage, quiet, seated
from tests.town import NOON, incident

SHARED = incident(
    id="cloud-2026-03-02",
    service="cloud",
    members=("bank", "cloud", "films", "letters"),
    cause="cloud",
    cause_kind="cloud",
)


def ruling(act: Act, of: str = SHARED.id, at: datetime = NOON, **told: object) -> Ruling:
    return Ruling(act, of, "ana", at, **told)  # type: ignore[arg-type]


def maintenance(services: tuple[str, ...] = ("pictures",)) -> Maintenance:
    """Work from before noon to half an hour after it."""
    begin = NOON - timedelta(hours=1)
    until = NOON + timedelta(minutes=30)
    return Maintenance("m1", services, begin, until, (), "ana", made_at=begin, changed_at=begin)


def _bare(of: Incident) -> Incident:
    return replace(of, footprint=replace(of.footprint, beyond=None))


async def ruled(world: Rooms, judge: Judge, *said: Ruling) -> dict[str, Incident]:
    """What there is after `said`, by id, without a minute having ended."""
    for each in said:
        await world.journal.rule(each)
    await judge.ruled()
    return {each.id: each for each in await world.incidents.list()}


def test_a_ruling_is_applied_without_waiting_for_the_minute_and_only_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, outage(2, 100), 0, 20)
            name = (await only_live(world)).id
            await world.journal.rule(ruling(Act.ACKNOWLEDGE, name, world.clock.now()))
            assert kinds(await judge.ruled()) == [EventKind.ACKNOWLEDGED]
            assert await judge.ruled() == []
            after = await live(world, judge, outage(2, 100), 20, 22)
            assert EventKind.ACKNOWLEDGED not in kinds(after)
            assert [each.event.kind for each in await world.incidents.pending()][-1] is EventKind.ACKNOWLEDGED

    asyncio.run(story())


def test_what_is_ruled_wakes_whoever_waits_for_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            assert not await world.journal.wait_for_ruling(0.01)
            waiting = asyncio.create_task(world.journal.wait_for_ruling(5.0))
            await asyncio.sleep(0)
            await world.journal.rule(ruling(Act.CONFIRM))
            async with asyncio.timeout(1):
                assert await waiting
            assert not await world.journal.wait_for_ruling(0.01)

    asyncio.run(story())


def test_a_service_that_is_split_off_has_an_outage_of_its_own_and_is_not_taken_back(tmp_path: Path) -> None:
    def rate(minute: int) -> Mapping[str, float]:
        return {**quiet(minute), "letters": 20.0}

    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await world.incidents.save([Revision(SHARED, ())])
            await live(world, judge, rate, 0, 3)
            known = await ruled(world, judge, ruling(Act.SPLIT, services=("letters",)))
            assert known[SHARED.id].members == ("bank", "cloud", "films")
            assert known[SHARED.id].parted == ("letters",)
            (own,) = [
                each
                for each in known.values()
                if each.service == "letters" and not each.is_shared and each.state is State.OPEN
            ]
            assert own.reports > 0  # measured by the minute that was judged last
            assert [event.kind for event in await world.incidents.events(own.id)] == [EventKind.SPLIT]
            await live(world, judge, rate, 3, 8)
            shared = await world.incidents.get(SHARED.id)
            assert shared is not None
            assert "letters" not in shared.members
            apart = await world.incidents.get(own.id)
            assert apart is not None
            assert apart.state is State.OPEN

    asyncio.run(story())


def test_an_outage_of_several_falls_into_one_of_each_and_the_one_that_stood_for_all_may_leave(
    tmp_path: Path,
) -> None:
    def rate(minute: int) -> Mapping[str, float]:
        return {**quiet(minute), "letters": 20.0, "cloud": 20.0, "films": 20.0}

    async def story() -> None:
        async with rooms(tmp_path) as world:
            shared = replace(SHARED, members=("cloud", "films", "letters"), peak_reports=3_000)
            await world.incidents.save([Revision(shared, ())])
            judge = await seated(world)
            await live(world, judge, rate, 0, 3)
            known = await ruled(world, judge, ruling(Act.SPLIT, services=("cloud",)))
            assert known[SHARED.id].service == "films"
            held = [slug for slug, kept in (judge._latest or {}).items() if SHARED.id in kept]
            assert held == ["films"], "and nobody takes it for one of the cloud any more"
            known = await ruled(world, judge, ruling(Act.SPLIT, services=("letters",)))
            assert (known[SHARED.id].is_shared, known[SHARED.id].cause) == (False, "")
            assert 0 < known[SHARED.id].peak_reports < 1_000, "what was counted of all is not its own"
            await live(world, judge, rate, 3, 20)
            on = [each for each in await world.incidents.list() if each.state in (State.OPEN, State.EASING)]
            assert sorted((each.service, each.members) for each in on) == [
                ("cloud", ()),
                ("films", ()),
                ("letters", ()),
            ]

    asyncio.run(story())


def test_an_outage_that_is_declared_by_hand_is_not_ended_by_a_crowd_that_never_spoke(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, quiet, 0, 2)
            since = NOON - timedelta(minutes=10)
            said = ruling(Act.DECLARE, "", reason="Transfers fail.", services=("bank",), since=since)
            (own,) = (await ruled(world, judge, said)).values()
            assert (own.state, own.certainty, own.began_at) == (State.OPEN, Certainty.OBSERVED, since)
            assert (own.declared_at, own.id) == (NOON, "bank-2026-03-02")
            again = await ruled(world, judge, replace(said, reason="once more"))
            assert list(again) == [own.id]  # a service has one incident that is on
            await live(world, judge, quiet, 2, 40)
            assert (await only_live(world)).state is State.OPEN
            over = await ruled(world, judge, ruling(Act.RESOLVE, own.id, NOON + timedelta(minutes=40)))
            assert over[own.id].state is State.RESOLVED

    asyncio.run(story())


def test_a_declared_outage_that_the_crowd_joins_ends_like_any_other(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, quiet, 0, 2)
            await ruled(world, judge, ruling(Act.DECLARE, "", services=("pictures",)))
            await live(world, judge, outage(2, 30), 2, 90, works_after=30)
            (own,) = await world.incidents.list()
            assert own.state is State.RESOLVED

    asyncio.run(story())


def test_several_services_are_declared_with_what_they_share(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, quiet, 0, 1)
            said = ruling(Act.DECLARE, "", services=("films", "bank"))
            assert await ruled(world, judge, said) == {}  # passed over: what do they share?
            (own,) = (await ruled(world, judge, replace(said, kind="cloud"))).values()
            assert (own.members, own.cause, own.cause_kind) == (("bank", "films"), "cloud", "service")
            await live(world, judge, quiet, 1, 30)
            assert (await only_live(world)).state is State.OPEN

    asyncio.run(story())


def test_a_cause_and_a_statement_are_told_as_events(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await world.incidents.save([Revision(incident(), ())])
            cause = ruling(Act.CAUSE, incident().id, reason="A disk was full.", kind="hardware")
            speak = ruling(Act.SPEAK, incident().id, reason="Log-in fails", statement="s1")
            known = await ruled(world, judge, cause, speak, replace(cause, kind="weather"))
            assert known[incident().id].known_cause == "A disk was full."
            assert known[incident().id].known_cause_kind == "hardware"
            events = await world.incidents.events(incident().id)
            assert [(each.kind, each.note, each.statement) for each in events] == [
                (EventKind.CAUSED, "A disk was full.", ""),
                (EventKind.STATED, "Log-in fails", "s1"),
            ]
            assert [each.event.statement for each in await world.incidents.pending()] == ["", "s1"]

    asyncio.run(story())


def test_an_outage_that_begins_in_planned_maintenance_is_marked_and_told_when_it_lasts_longer(
    tmp_path: Path,
) -> None:
    async def planned(at: datetime) -> Mapping[str, str]:
        return {"pictures": "m1"} if at < NOON + timedelta(minutes=30) else {}

    async def story() -> None:
        async with rooms(tmp_path) as world:
            await morning(world)
            judge = Judge(TOWN, world.cube, world.incidents, world.journal, JudgeConfig(), planned=planned)
            await judge.start(START)
            changes = await live(world, judge, outage(2, 100), 0, 29)
            assert EventKind.OPENED in kinds(changes)
            assert {change.incident.planned for change in changes} == {"m1"}
            after = await live(world, judge, outage(2, 100), 29, 40)
            assert kinds(after).count(EventKind.OVERRAN) == 1
            assert (await only_live(world)).planned == ""

    asyncio.run(story())


async def every_act(world: Rooms, judge: Judge, work: Maintenance) -> None:
    """An evening on which everything is ruled that can be."""
    await ruled(world, judge, planning(work, "ana"))
    await live(world, judge, outage(2, 60), 0, 20)
    assert (await only_live(world)).planned == work.id
    name = (await only_live(world)).id
    day = f"{NOON:%Y-%m-%d}"
    at = instant_of(START + 20) + timedelta(seconds=30)
    await ruled(
        world,
        judge,
        ruling(Act.ACKNOWLEDGE, name, at),
        ruling(Act.CONFIRM, name, at),
        ruling(Act.DECLARE, "", at, services=("films", "bank", "letters"), kind="cloud"),
        ruling(Act.SPLIT, f"films-{day}", at, services=("bank",)),
        ruling(Act.MERGE, f"bank-{day}", at, into=f"films-{day}"),
        ruling(Act.CAUSE, name, at, reason="A disk.", kind="hardware"),
        ruling(Act.SPEAK, name, at, reason="We know.", statement="s1"),
    )
    await live(world, judge, outage(2, 60), 20, 40)
    late = instant_of(START + 40) + timedelta(seconds=3)
    await ruled(world, judge, ruling(Act.DISMISS, name, late, reason="a drill"))
    await live(world, judge, outage(2, 60), 40, 50)
    after = instant_of(START + 50) + timedelta(seconds=10)
    await ruled(
        world,
        judge,
        ruling(Act.REOPEN, name, after, reason="no drill"),
        ruling(Act.REOPEN, f"bank-{day}", after),
        ruling(Act.RESOLVE, f"films-{day}", after, reason="fixed"),
        ruling(Act.REOPEN, f"films-{day}", after + timedelta(seconds=5)),
    )
    await live(world, judge, outage(2, 60), 50, 55)
    assert {each.state for each in await world.incidents.list()} == {State.OPEN}
    ended = instant_of(START + 55) + timedelta(seconds=3)
    await ruled(
        world,
        judge,
        ruling(Act.RESOLVE, name, ended),
        ruling(Act.MERGE, f"bank-{day}", ended, into=f"films-{day}"),
        ruling(Act.DISMISS, f"films-{day}", ended, reason="never was"),
        planning(replace(work, stage=Stage.CANCELLED, changed_at=ended), "ana"),
    )
    await live(world, judge, outage(2, 60), 55, 80)


def test_a_replay_of_the_journal_gives_the_same_incidents_with_what_was_ruled(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            work = maintenance()
            await morning(world)

            async def planned(at: datetime) -> Mapping[str, str]:
                return windows_of([work], at)  # as the desk's papers say it

            judge = Judge(TOWN, world.cube, world.incidents, world.journal, JudgeConfig(), planned=planned)
            await judge.start(START)
            await every_act(world, judge, work)
            expected = await world.incidents.list()
            assert {each.state for each in expected} >= {State.DISMISSED, State.MERGED, State.RESOLVED}
            events = {each.id: await world.incidents.events(each.id) for each in expected}
            entries = await world.journal.read(0, 10_000)
            said = [entry.content for entry in entries if isinstance(entry.content, Ruling)]
            batches = [entry.content for entry in entries if isinstance(entry.content, Batch)]
        folder = tmp_path / "again"
        folder.mkdir()
        async with rooms(folder) as again:
            anew = Judge(TOWN, again.cube, again.incidents, again.journal, JudgeConfig(), replaying=True)
            early = batches[0]
            await again.journal.append(early)
            rest = Batch.of([report for batch in batches[1:] for report in batch.reports()])
            await Count(again.journal, again.cube).drain()
            await again.cube.watch(START - 720, START + 79)
            await replay(
                rest,
                journal=again.journal,
                cube=again.cube,
                incidents=again.incidents,
                judge=anew,
                bin_minutes=1,
                rulings=said,
            )
            assert {each.act for each in said} == set(Act)
            told = [event.kind for each in events.values() for event in each]
            assert {EventKind.REOPENED, EventKind.RESOLVED} <= {*told}
            assert {EventKind.OVERRAN, EventKind.SPLIT, EventKind.MERGED, EventKind.STATED} <= {*told}
            # A replay keeps no usual for the charts, and so does not say how many reports are beyond it.
            found = [_bare(each) for each in await again.incidents.list()]
            assert found == [_bare(each) for each in expected]
            for each in expected:
                heard = [
                    (e.kind, e.at, e.by, e.note, e.statement) for e in await again.incidents.events(each.id)
                ]
                assert heard == [(e.kind, e.at, e.by, e.note, e.statement) for e in events[each.id]]

    asyncio.run(story())
