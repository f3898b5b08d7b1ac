"""A restart loses nothing: what the judge has learned and is doing is kept, and its findings after are the same, bit by bit."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from groundswell.core.model import Finding, Incident
from groundswell.core.timegrid import instant_of
from groundswell.flow import keep
from groundswell.flow.count import Count
from groundswell.flow.judge import Judge, JudgeConfig
from groundswell.ports import Arrays
from groundswell.stores.relational import RelationalNotebook
from tests.flow.rooms import Rooms, rooms
from tests.flow.test_judge import START, TOWN, live, morning, outage, quiet
from tests.town import report

LAST = 100
STORM = outage(20, 70)
Told = list[dict[str, Finding]]


async def judge_of(world: Rooms, first: int, config: JudgeConfig | None = None) -> Judge:
    """A judge with the notebook of this house, who begins so many minutes after noon."""
    notebook = RelationalNotebook(world.database)
    judge = Judge(
        TOWN, world.cube, world.incidents, world.journal, config or JudgeConfig(), notebook=notebook
    )
    await judge.start(START + first)
    return judge


async def lived(world: Rooms, judge: Judge, first: int, last: int) -> Told:
    found: Told = []
    for minute in range(first, last):
        await live(world, judge, STORM, minute, minute + 1)
        found.append(dict(judge.findings))
    return found


async def day(folder: Path, *restarts: int) -> tuple[Told, list[Incident], list[str]]:
    """An outage, judged by judges of whom each is killed at the next of `restarts`; and why notes were refused."""
    folder.mkdir()
    async with rooms(folder) as world:
        await morning(world)
        found: Told = []
        refused = []
        for first, last in zip((0, *restarts), (*restarts, LAST), strict=True):
            judge = await judge_of(world, first)
            refused.append(judge.refused_note)
            found += await lived(world, judge, first, last)
        return found, list(await world.incidents.list()), refused


def bare(incident: Incident) -> dict[str, object]:
    """All of it but how many reports are beyond the usual."""
    return asdict(replace(incident, footprint=replace(incident.footprint, beyond=None)))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Told, list[Incident], list[str]]:
    """The day of a judge who was never stopped."""
    return asyncio.run(day(tmp_path_factory.mktemp("never") / "stopped"))


@pytest.mark.parametrize("restarts", [(10, 25, 60, 61), (3, 22, 80)])
def test_findings_after_a_restart_are_those_of_a_judge_who_was_never_stopped(
    tmp_path: Path, whole: tuple[Told, list[Incident], list[str]], restarts: tuple[int, ...]
) -> None:
    again = asyncio.run(day(tmp_path / "again", *restarts))
    assert any(whole[0])
    assert again[0] == whole[0]
    assert [bare(incident) for incident in again[1]] == [bare(incident) for incident in whole[1]]
    # What is usual is kept by the quarter hour; of the one in which it was stopped fewer minutes are known.
    beyond = [incident.footprint.beyond for incident in whole[1]]
    assert [incident.footprint.beyond for incident in again[1]] == pytest.approx(beyond, rel=0.001)
    assert set(again[2]) == {""}


def test_a_bystander_that_was_loud_a_moment_ago_is_still_one_on_its_page_after_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rising = Judge._rising
    monkeypatch.setattr(
        Judge, "_rising", lambda judge, tick: sorted({*rising(judge, tick), "letters", "pictures"})
    )

    def rate(minute: int) -> Mapping[str, float]:
        storm = {"pictures": 120.0, "letters": 5.0} if 10 <= minute < 30 else {}
        return {**quiet(minute), **storm}

    async def story() -> None:
        async with rooms(tmp_path) as world:
            await morning(world)
            judge = await judge_of(world, 0)
            for first, last in (
                (0, 43),
                (43, 44),
            ):  # the window of a quarter of an hour still holds some of it
                await live(world, judge, rate, first, last)
                assert await world.incidents.bystanders() == {"letters": "pictures"}
                judge = await judge_of(world, last)
                assert judge.refused_note == ""

    asyncio.run(story())


def test_a_judge_who_was_killed_between_two_notes_hears_again_what_came_since(tmp_path: Path) -> None:
    async def story(folder: Path, lost: int) -> Told:
        folder.mkdir()
        async with rooms(folder) as world:
            await morning(world)
            judge = await judge_of(world, 0)
            notebook = RelationalNotebook(world.database)
            await lived(world, judge, 0, 30 - lost)
            note = await notebook.get("judge")
            await lived(world, judge, 30 - lost, 30)
            assert note is not None
            await notebook.put("judge", note)
            return await lived(world, await judge_of(world, 30), 30, 40)

    assert asyncio.run(story(tmp_path / "a", 0)) == asyncio.run(story(tmp_path / "b", 7))


def test_what_came_late_and_was_heard_between_two_notes_is_heard_again_in_the_same_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large note is written every few minutes: of those between, the small one tells."""
    monkeypatch.setattr(keep, "_BYTES_A_MINUTE", 16_000)

    async def story(folder: Path, *stops: int) -> tuple[Told, dict[str, bytes]]:
        folder.mkdir()
        async with rooms(folder) as world:
            await morning(world)
            found: Told = []
            for first, last in zip((0, *stops), (*stops, 16), strict=True):
                judge = await judge_of(world, first)
                assert judge.refused_note == ""
                for minute in range(first, last):
                    found += await lived(world, judge, minute, minute + 1)
                    if minute % 2:
                        rows = [
                            report("pictures", instant_of(START + minute - ago), count=6) for ago in (1, 4)
                        ]
                        await world.journal.append(rows)
                        await Count(world.journal, world.cube).drain()
            whole = {**judge._listener.state(), **judge._window.state()}
            return found, {name: array.tobytes() for name, array in whole.items()}

    once, again = (asyncio.run(story(tmp_path / name, *stops)) for name, stops in (("a", ()), ("b", (6, 11))))
    assert any(once[0])
    assert again == once


async def refused(world: Rooms, first: int, config: JudgeConfig | None = None) -> str:
    return (await judge_of(world, first, config)).refused_note


def test_a_note_that_is_of_no_use_is_named_and_the_judge_learns_anew(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            await morning(world)
            assert await refused(world, 0) == ""
            await lived(world, await judge_of(world, 0), 0, 3)
            assert await refused(world, 3) == ""
            assert "setting" in await refused(world, 3, JudgeConfig(false_alarms_per_year=2.0))
            assert "too long ago" in await refused(world, 3 + 361)
            assert "later than now" in await refused(world, 2)
            damage = text("update notes set body = substr(body, 1, 40)")
            await world.database.run(lambda connection: connection.execute(damage))
            assert "does not read back" in await refused(world, 3)
            judge = await judge_of(world, 3)
            await lived(world, judge, 3, 4)
            assert await refused(world, 4) == ""

    asyncio.run(story())


def test_a_past_that_was_imported_since_is_learned_from(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            await morning(world)
            await lived(world, await judge_of(world, 0), 0, 3)
            past = [report("bank", instant_of(START - 3000 + minute), count=5) for minute in range(1000)]
            await world.journal.append(past)
            await Count(world.journal, world.cube).drain()
            await world.cube.watch(START - 3000, START - 2000)
            assert "has grown" in await refused(world, 3)

    asyncio.run(story())


def test_late_reports_for_minutes_before_a_restart_are_heard_after_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            await morning(world)
            await live(world, await judge_of(world, 0), outage(500, 501), 0, 25)
            crowd = [report("pictures", instant_of(START + minute), count=8) for minute in range(10, 25)]
            await world.journal.append(crowd)
            judge = await judge_of(world, 25)
            assert judge.refused_note == ""
            await live(world, judge, outage(500, 501), 25, 30)
            (incident,) = await world.incidents.list()
            assert incident.opened_at is not None

    asyncio.run(story())


def test_a_note_reads_back_as_it_was_and_the_newest_stands(tmp_path: Path) -> None:
    note: Arrays = {
        "numbers": np.arange(6, dtype=np.float32).reshape(2, 3),
        "none": np.zeros((0, 4), dtype=np.int64),
        "one": np.array(7),
        "flags": np.array([True, False]),
        "half": np.array([1.5, 6e4], dtype=np.float16),
    }

    async def story() -> None:
        async with rooms(tmp_path) as world:
            notebook = RelationalNotebook(world.database)
            assert await notebook.get("judge") is None
            await notebook.put("judge", {"older": np.zeros(3)})
            await notebook.put("judge", note)
            found = await notebook.get("judge")
            assert found is not None
            assert list(found) == list(note)
            for name, array in note.items():
                assert found[name].dtype == array.dtype
                np.testing.assert_array_equal(found[name], array)

    asyncio.run(story())
