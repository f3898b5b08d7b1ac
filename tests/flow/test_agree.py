"""Once an operator has ruled that it is over: whether people agree, told once, and nothing while they go on reporting."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from groundswell.core.batch import Batch
from groundswell.core.incident import Mark, two_clocks
from groundswell.core.model import Act, Event, EventKind, Ruling, SourceKind, State
from groundswell.core.timegrid import instant_of
from groundswell.flow.count import Count
from groundswell.flow.judge import Judge, JudgeConfig
from groundswell.flow.replay import replay
from tests.flow.rooms import Rooms, rooms
from tests.flow.test_acts import ruling
from tests.flow.test_judge import START, TOWN, kinds, live, only, outage, quiet, seated
from tests.town import report


async def over(world: Rooms) -> str:
    """The only incident, ruled to be over now."""
    name = (await only(world)).id
    await world.journal.rule(ruling(Act.RESOLVE, name, world.clock.now()))
    return name


async def events(world: Rooms) -> list[Event]:
    return list(await world.incidents.events((await only(world)).id))


def test_people_confirm_what_an_operator_ended_once_a_quarter_of_an_hour_was_quiet(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, outage(2, 30), 0, 30)
            await over(world)
            early = await live(world, judge, quiet, 30, 40)
            assert EventKind.AGREED not in kinds(early)
            assert kinds(early) == [EventKind.RESOLVED]
            late = await live(world, judge, quiet, 40, 130)
            assert kinds(late) == [EventKind.AGREED]
            incident, told = await only(world), await events(world)
            assert incident.state is State.RESOLVED
            assert incident.resolved_at == instant_of(START + 30), "the end stays the operator's"
            agreed = told[-1]
            assert agreed.kind is EventKind.AGREED
            assert instant_of(START + 45) <= agreed.at <= instant_of(START + 90)
            assert "People confirm" in agreed.note
            read = {each.mark: each.at for each in two_clocks(incident, told, None, None)}
            assert (read[Mark.RESTORED], read[Mark.USERS_CONFIRM]) == (incident.resolved_at, agreed.at)

    asyncio.run(story())


def test_while_people_go_on_reporting_they_confirm_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, outage(2, 90), 0, 30)
            await over(world)
            after = await live(world, judge, outage(2, 90), 30, 90)
            assert kinds(after) == [EventKind.RESOLVED]
            last = {
                each.mark: each.at for each in two_clocks(await only(world), await events(world), None, None)
            }
            assert last[Mark.USERS_CONFIRM] is None

    asyncio.run(story())


def test_what_comes_back_is_reopened_and_waits_for_a_new_end(tmp_path: Path) -> None:
    def rate(minute: int) -> Mapping[str, float]:
        return outage(2, 90, 30.0 if minute < 34 else 120.0)(minute)

    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, rate, 0, 30)
            await over(world)
            assert kinds(await live(world, judge, rate, 30, 60))[:2] == [
                EventKind.RESOLVED,
                EventKind.REOPENED,
            ]
            await over(world)
            after = kinds(await live(world, judge, lambda m: rate(m) if m < 62 else quiet(m), 60, 170))
            assert after == [EventKind.RESOLVED, EventKind.AGREED]

    asyncio.run(story())


def test_many_answers_that_it_works_again_confirm_it_while_the_last_reports_come_in(tmp_path: Path) -> None:
    def rate(minute: int) -> Mapping[str, float]:
        return outage(2, 200, 30.0 if minute < 30 else 6.0)(minute)

    async def story(folder: Path, answers: int) -> list[EventKind]:
        async with rooms(folder) as world:
            judge = await seated(world)
            await live(world, judge, rate, 0, 30)
            await over(world)
            said = [
                report("pictures", instant_of(START + 40), works=True, count=1, source_kind=SourceKind.ANSWER)
                for _ in range(answers)
            ]
            if said:
                await world.journal.append(said)
            return kinds(await live(world, judge, rate, 30, 60))

    folders = [tmp_path / name for name in ("few", "many")]
    for folder in folders:
        folder.mkdir()
    assert EventKind.AGREED not in asyncio.run(story(folders[0], 0))
    assert EventKind.AGREED in asyncio.run(story(folders[1], 40))


def test_a_judge_that_starts_anew_and_a_replay_tell_the_same(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await live(world, judge, outage(2, 30), 0, 30)
            await over(world)
            await live(world, judge, quiet, 30, 42)
            again = await seated(world, 42)
            assert kinds(await live(world, again, quiet, 42, 130)) == [EventKind.AGREED]
            anew = await seated(world, 130)
            assert kinds(await live(world, anew, quiet, 130, 150)) == [], "said once"
            lived = [(each.kind, each.at) for each in await events(world)]
            entries = await world.journal.read(0, 10_000)
        said = [entry.content for entry in entries if isinstance(entry.content, Ruling)]
        morning, *rest = [entry.content for entry in entries if isinstance(entry.content, Batch)]
        (tmp_path / "again").mkdir()
        async with rooms(tmp_path / "again") as other:
            anew = Judge(TOWN, other.cube, other.incidents, other.journal, JudgeConfig(), replaying=True)
            await other.journal.append(morning)
            await Count(other.journal, other.cube).drain()
            await other.cube.watch(START - 720, START + 149)
            await replay(
                Batch.of([report for batch in rest for report in batch.reports()]),
                journal=other.journal,
                cube=other.cube,
                incidents=other.incidents,
                judge=anew,
                bin_minutes=1,
                rulings=said,
            )
            assert [(each.kind, each.at) for each in await events(other)] == lived

    asyncio.run(story())
