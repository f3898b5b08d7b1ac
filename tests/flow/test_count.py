"""Counting: the first report of a person in a half hour, once, whatever is interrupted."""

import asyncio
import threading
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from groundswell.core.batch import Batch
from groundswell.core.cube import Deltas, bounds
from groundswell.core.model import Axis, Report, SourceKind
from groundswell.core.timegrid import minute_of
from groundswell.errors import StoreUnavailableError
from groundswell.flow import count as counting
from groundswell.flow.count import Count
from groundswell.ports import ClaimBlock
from groundswell.stores.relational import RelationalCube
from tests.flow.rooms import rooms
from tests.town import NOON, report


def test_a_second_report_from_one_reporter_is_not_counted(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as town:
            count = Count(town.journal, town.cube)
            await town.journal.append([report(reporter=7), report(reporter=7), report(reporter=8)])
            await count.drain()
            await town.journal.append([report(reporter=7, at=NOON + timedelta(minutes=3))])
            await count.drain()
            assert await town.trouble() == 2
            assert await town.cube.drops() == {"repeat": 2}

    asyncio.run(story())


def test_of_a_persons_reports_in_one_batch_the_first_counts(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as town:
            said = [(9, "feed"), (7, "app"), (8, "feed"), (7, "feed"), (9, "app"), (5, "app")]
            await town.journal.append([report(reporter=who, symptom=what) for who, what in said])
            await Count(town.journal, town.cube).drain()
            minute = minute_of(NOON)
            cells = await town.cube.cells(minute, minute, axis=Axis.SYMPTOM)
            assert {cell.value: cell.count for cell in cells} == {"app": 2, "feed": 2}
            assert [await town.cube.is_repeat(sequence) for sequence in range(1, 7)] == [False] * 3 + [
                True
            ] * 2 + [False]

    asyncio.run(story())


@pytest.mark.parametrize("cuts", [(), (1, 2, 3, 4, 5, 6, 7), (3,), (2, 5)])
def test_what_a_person_says_later_counts_where_nothing_had_been_said_and_nowhere_else(
    tmp_path: Path, cuts: tuple[int, ...]
) -> None:
    """However the journal is cut, and whenever the counter begins anew."""

    def later(minutes: int, **told: Any) -> Report:
        return report(reporter=7, at=NOON + timedelta(minutes=minutes), **told)

    said = [
        report(reporter=7, country="ES"),
        later(2, symptom="feed", country="GB"),  # the country is known, what fails is not
        later(3, symptom="app", network="vodafone-es", app_version="285.0"),
        later(4, symptom="app", country="GB", network="bt"),  # nothing new
        later(5, comment="since the update"),
        later(6, platform="ios", source_kind=SourceKind.PARTNER),  # counts are not a person's words
        report(reporter=8, symptom="app"),
        later(31, symptom="app"),  # another half hour: a report of its own
    ]

    async def story() -> None:
        async with rooms(tmp_path) as town:
            for first, last in pairwise((0, *cuts, len(said))):
                await town.journal.append(said[first:last])
                await Count(town.journal, town.cube).drain()
            noon = minute_of(NOON)
            cells = await town.cube.cells(noon, noon + 29, axis=None)
            assert {(cell.axis.value, cell.value, cell.minute - noon): cell.count for cell in cells} == {
                ("all", "", 0): 2,
                ("symptom", "app", 0): 1,
                ("symptom", "feed", 0): 1,
                ("country", "ES", 0): 1,
                ("network", "vodafone-es", 0): 1,
                ("app_version", "285.0", 0): 1,
            }
            assert await town.cube.volume(noon, noon) == {noon: 2 + 3}, (
                "whoever has read the minute sees that it grew"
            )
            cube, sequences = town.cube, range(1, len(said) + 1)
            assert [at for at in sequences if await cube.is_repeat(at)] == [2, 3, 4, 5, 6]
            assert [at for at in sequences if await cube.is_addition(at)] == [2, 3, 5]
            assert await cube.drops() == {"repeat": 2}
            assert await town.trouble() == 3

    asyncio.run(story())


def test_the_same_person_counts_again_half_an_hour_later_and_on_another_service(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as town:
            later = NOON + timedelta(minutes=30)
            await town.journal.append(
                [report(reporter=7), report(reporter=7, at=later), report("films", reporter=7)]
            )
            await Count(town.journal, town.cube).drain()
            assert await town.trouble() == 2
            assert await town.trouble("films") == 1

    asyncio.run(story())


def test_who_reports_trouble_and_then_that_it_works_is_heard_on_both(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as town:
            await town.journal.append([report(reporter=7), report(reporter=7, works=True)])
            await Count(town.journal, town.cube).drain()
            assert (await town.trouble(), await town.works()) == (1, 1)

    asyncio.run(story())


class _Killed(BaseException):
    pass


def test_a_kill_while_counting_leaves_no_zero_of_a_partner_unwatched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def killed(*_: object) -> None:
        raise _Killed

    async def story() -> None:
        async with rooms(tmp_path) as town:
            await town.journal.append(
                [
                    report(count=4, source_kind=SourceKind.PARTNER),
                    report("films", source_kind=SourceKind.PARTNER),
                ]
            )
            for step in ("watch", "apply"):
                with monkeypatch.context() as patch:
                    patch.setattr(RelationalCube, step, killed)
                    with pytest.raises(_Killed):
                        await Count(town.journal, town.cube).drain()
                # What has moved the cursor will not be looked at again: so it has to be watched by then.
                assert await town.cube.cursor() == 0
            await Count(town.journal, town.cube).drain()
            noon = minute_of(NOON)
            assert {slug for slug, _, _ in await town.cube.watched(noon, noon)} == {"pictures", "films"}

    asyncio.run(story())


def test_each_source_kind_is_counted_apart(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as town:
            await town.journal.append(
                [report(reporter=7), report(source_kind=SourceKind.VISIT, count=40), report(reporter=9)]
            )
            await Count(town.journal, town.cube).drain()
            assert (await town.trouble(), await town.visits()) == (2, 40)

    asyncio.run(story())


def test_a_new_counter_remembers_who_was_heard_before_it_came(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as town:
            await town.journal.append([report(reporter=7)])
            await Count(town.journal, town.cube).drain()
            await town.journal.append([report(reporter=7), report(reporter=8)])
            await Count(town.journal, town.cube).drain()
            assert await town.trouble() == 2

    asyncio.run(story())


class _FailingCube(RelationalCube):
    """A cube whose disk is full now and then."""

    faults = 0

    async def apply(
        self,
        deltas: Deltas,
        claims: Sequence[ClaimBlock],
        cursor: int,
        drops: Mapping[str, int] | None = None,
        repeats: NDArray[np.int64] | None = None,
        adding: NDArray[np.int64] | None = None,
    ) -> None:
        if self.faults > 0:
            self.faults -= 1
            raise StoreUnavailableError("the disk is full")
        await super().apply(deltas, claims, cursor, drops, repeats, adding)


def test_a_step_that_could_not_be_written_is_taken_again_and_counts_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as town:
            cube = _FailingCube(town.cube._database)
            count = Count(town.journal, cube)
            await town.journal.append([report(reporter=7), report(reporter=8)])
            cube.faults = 1
            with pytest.raises(StoreUnavailableError):
                await count.step()
            assert await town.trouble() == 0
            await count.drain()
            assert await town.trouble() == 2

    asyncio.run(story())


def test_a_large_batch_and_its_copy_count_as_one(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as town:
            crowd = Batch.of([report(reporter=n + 1) for n in range(6_000)])
            await town.journal.append(crowd)
            await town.journal.append(crowd)
            await Count(town.journal, town.cube).drain()
            assert await town.trouble() == 6_000

    asyncio.run(story())


def test_the_arithmetic_of_a_large_batch_is_not_done_on_the_event_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: dict[str, set[bool]] = {}

    def watched(name: str) -> None:
        real = getattr(counting, name)

        def noted(*given: object) -> object:
            threads.setdefault(name, set()).add(threading.current_thread() is threading.main_thread())
            return real(*given)

        monkeypatch.setattr(counting, name, noted)

    steps = {"claims", "bounded", "deltas", "days", "stretches"}
    for name in steps:
        watched(name)

    async def story() -> None:
        async with rooms(tmp_path) as town:
            count = Count(town.journal, town.cube)
            kinds = (SourceKind.PERSON, SourceKind.PARTNER)
            rows = [report(reporter=n + 1, app_version="1", source_kind=kinds[n % 2]) for n in range(6_000)]
            for batch, on_loop in ((rows, False), (rows[:10], True)):
                threads.clear()
                await town.journal.append(Batch.of(batch))
                await count.drain()
                assert threads == {name: {on_loop} for name in steps}

    asyncio.run(story())


def test_a_day_long_batch_and_its_copy_count_as_one_though_counted_in_one_step(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as town:
            day = Batch.of([report(reporter=7, at=NOON + timedelta(minutes=30 * n)) for n in range(12)])
            await town.journal.append(day)
            await town.journal.append(day)
            await Count(town.journal, town.cube).drain()
            assert await town.trouble() == 12

    asyncio.run(story())


def test_made_up_versions_are_counted_together_alike_with_a_restart_in_between_and_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(bounds.NAMES_MAX, Axis.APP_VERSION, 3)
    rows = [report(reporter=n + 1, app_version=f"v{n % 7}") for n in range(40)]

    async def story(folder: Path, *, restart: bool) -> Mapping[str, int]:
        folder.mkdir()
        async with rooms(folder) as town:
            cube = _FailingCube(town.cube._database)
            count = Count(town.journal, cube)
            for start in range(0, 40, 8):
                await town.journal.append(rows[start : start + 8])
                if restart:
                    cube.faults = 1
                    with pytest.raises(StoreUnavailableError):
                        await count.step()
                    count = Count(town.journal, cube)
                await count.drain()
            noon = minute_of(NOON)
            sums = await cube.totals(noon, noon, service="pictures", axis=Axis.APP_VERSION)
            assert await town.trouble() == 40
            return {value: number for (value, _, _), number in sums.items()}

    plain = asyncio.run(story(tmp_path / "plain", restart=False))
    assert plain == {"v0": 6, "v1": 6, "v2": 6, "other": 22}
    assert asyncio.run(story(tmp_path / "torn", restart=True)) == plain


def test_a_partners_zeros_say_that_somebody_was_counting(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as town:
            rows = [
                report(at=NOON + timedelta(minutes=15 * n), source_kind=SourceKind.PARTNER, count=n % 2)
                for n in range(5)
            ]
            await town.journal.append(Batch.of(rows))
            await Count(town.journal, town.cube).drain()
            noon = minute_of(NOON)
            assert await town.cube.watched(noon - 60, noon + 120) == [("pictures", noon, noon + 60)]

    asyncio.run(story())


def test_who_was_heard_in_many_small_steps_is_known_in_each_later_one(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as town:
            count = Count(town.journal, town.cube)
            for step in range(1, 40):
                # Persons 1 .. step: all but the last were heard before.
                await town.journal.append([report(reporter=person * 977) for person in range(step, 0, -1)])
                await count.drain()
                assert await town.trouble() == step
            again = Count(town.journal, town.cube)  # reads from the cube who was heard
            await town.journal.append([report(reporter=person * 977) for person in range(1, 42)])
            await again.drain()
            assert await town.trouble() == 41

    asyncio.run(story())
