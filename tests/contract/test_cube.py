"""What every cube promises: see ports.Cube."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from groundswell.core.batch import Batch
from groundswell.core.cube import Deltas, deltas
from groundswell.core.model import Axis, Cell, Report, SourceKind, Usual
from groundswell.core.timegrid import ROLLUP_MINUTES, bin_start, minute_of
from groundswell.errors import PermanentError
from groundswell.ports import ClaimBlock, Cube
from groundswell.stores.relational import Database, RelationalCube
from tests.contract.conftest import WithCube, WithDatabase
from tests.town import NOON, report

MINUTE = minute_of(NOON)
EVER = (0, 2**30)


def added(*reports: Report) -> Deltas:
    """What `reports` add when all of them count."""
    batch = Batch.of(reports)
    return deltas([(batch, np.ones(len(batch), dtype=np.bool_))])


def claims(half_hour: int, *keys: int) -> ClaimBlock:
    return ClaimBlock(half_hour, np.array(keys, dtype=np.uint64))


def said(block: ClaimBlock) -> tuple[int, list[int]]:
    assert block.keys.dtype == np.uint64
    return block.half_hour, block.keys.tolist()


EVENING = [
    report("pictures", country="ES", region="ES-MD", symptom="app", platform="ios"),
    report("pictures", country="ES", symptom="log-in"),
    report("pictures", NOON + timedelta(minutes=1), country="PT", symptom="app"),
    report("pictures", NOON + timedelta(minutes=1), works=True, country="ES"),
    report("pictures", NOON + timedelta(minutes=20), source_kind=SourceKind.VISIT, country="ES"),
    report("pictures", NOON + timedelta(hours=13), network="as3352"),
    report("bank", NOON + timedelta(minutes=2), source_kind=SourceKind.PARTNER, count=500, app_version="3.1"),
]


def test_what_is_added_stands_in_every_roll_up(with_cube: WithCube) -> None:
    async def story(cube: Cube) -> None:
        assert await cube.cursor() == 0
        await cube.apply(added(*EVENING), [], 7)
        assert await cube.cursor() == 7
        for bin_minutes in ROLLUP_MINUTES:
            cells = await cube.cells(*EVER, bin_minutes=bin_minutes, axis=None)
            assert len(cells) == len(set(cells))
            assert set(cells) == set(added(*EVENING).cells(bin_minutes))

    with_cube(story)


def test_the_volume_of_a_bin_is_all_that_was_counted_in_it_and_grows_with_it(with_cube: WithCube) -> None:
    async def story(cube: Cube) -> None:
        await cube.apply(added(*EVENING), [], 7)
        assert await cube.volume(*EVER) == {
            MINUTE: 2,
            MINUTE + 1: 2,
            MINUTE + 2: 500,
            MINUTE + 20: 1,
            MINUTE + 780: 1,
        }
        assert await cube.volume(MINUTE + 1, MINUTE + 2) == {MINUTE + 1: 2, MINUTE + 2: 500}
        assert await cube.volume(MINUTE, MINUTE + 29, bin_minutes=15) == {MINUTE: 504, MINUTE + 15: 1}
        await cube.apply(added(EVENING[3]), [], 8)
        assert (await cube.volume(MINUTE, MINUTE + 1))[MINUTE + 1] == 3

    with_cube(story)


def test_counts_add_up_over_runs_and_restarts(with_cube: WithCube) -> None:
    with_cube(lambda cube: cube.apply(added(*EVENING[:4]), [], 4))
    with_cube(lambda cube: cube.apply(added(*EVENING[2:]), [], 9))

    async def story(cube: Cube) -> None:
        for bin_minutes in ROLLUP_MINUTES:
            expected: Counter[Cell] = Counter()
            for run in (added(*EVENING[:4]), added(*EVENING[2:])):
                expected.update({replace(cell, count=0): cell.count for cell in run.cells(bin_minutes)})
            found = await cube.cells(*EVER, bin_minutes=bin_minutes, axis=None)
            assert {replace(cell, count=0): cell.count for cell in found} == expected

    with_cube(story)


def test_cells_are_chosen_by_time_service_and_axis(with_cube: WithCube) -> None:
    async def story(cube: Cube) -> None:
        await cube.apply(added(*EVENING), [], 1)
        pictures = Cell("pictures", Axis.ALL, "", SourceKind.PERSON, False, 1, MINUTE, 2)
        bank = Cell("bank", Axis.ALL, "", SourceKind.PARTNER, False, 1, MINUTE + 2, 500)
        assert list(await cube.cells(MINUTE, MINUTE)) == [pictures]
        assert list(await cube.cells(MINUTE, MINUTE, service="pictures")) == [pictures]
        assert list(await cube.cells(MINUTE, MINUTE, service="bank")) == []
        assert list(await cube.cells(MINUTE + 2, MINUTE + 2)) == [bank]
        assert list(await cube.cells(MINUTE + 3, MINUTE + 14, axis=Axis.SYMPTOM)) == []
        everything = await cube.cells(MINUTE + 2, MINUTE + 2, axis=None)
        assert set(everything) == {cell for cell in added(*EVENING).cells() if cell.service == "bank"}
        assert {(cell.axis, cell.value) for cell in everything} >= {(Axis.ALL, ""), (Axis.APP_VERSION, "3.1")}
        quarters = await cube.cells(MINUTE + 1, MINUTE + 15, bin_minutes=15, service="pictures")
        assert [(cell.minute, cell.kind) for cell in quarters] == [(MINUTE + 15, SourceKind.VISIT)]

    with_cube(story)


def test_one_service_is_read_as_out_of_all(with_cube: WithCube) -> None:
    rng = np.random.default_rng(3)
    slugs = [f"service-{number}" for number in range(12)]
    reports = [
        report(
            slugs[int(rng.integers(12))],
            NOON + timedelta(minutes=int(rng.integers(3000))),
            country=str(rng.choice(["ES", "PT", "FR"])),
            works=bool(rng.random() < 0.2),
        )
        for _ in range(600)
    ]

    async def story(cube: Cube) -> None:
        await cube.apply(added(*reports), [], 1)
        for bin_minutes in ROLLUP_MINUTES:
            first, last = MINUTE + 77, MINUTE + 2_500
            for axis in (Axis.ALL, Axis.COUNTRY, None):
                everything = await cube.cells(first, last, bin_minutes=bin_minutes, axis=axis)
                for slug in slugs[:3]:
                    own = await cube.cells(first, last, bin_minutes=bin_minutes, axis=axis, service=slug)
                    assert Counter(own) == Counter(cell for cell in everything if cell.service == slug)

    with_cube(story)


def test_totals_are_sums_over_the_bins(with_cube: WithCube) -> None:
    async def story(cube: Cube) -> None:
        await cube.apply(added(*EVENING), [], 1)
        person, visit = SourceKind.PERSON, SourceKind.VISIT
        totals = await cube.totals(MINUTE, MINUTE + 59, service="pictures", axis=Axis.COUNTRY)
        assert totals == {
            ("ES", person, False): 2,
            ("PT", person, False): 1,
            ("ES", person, True): 1,
            ("ES", visit, False): 1,
        }
        hour = await cube.totals(
            bin_start(MINUTE, 60), MINUTE, service="pictures", axis=Axis.COUNTRY, bin_minutes=60
        )
        assert hour == totals
        assert await cube.totals(MINUTE, MINUTE + 59, service="films", axis=Axis.ALL) == {}
        for limit, most in (
            (1, {("pictures", "ES"): 2}),
            (2, {("pictures", "ES"): 2, ("pictures", "PT"): 1}),
        ):
            trouble = await cube.values(MINUTE, MINUTE + 59, axis=Axis.COUNTRY, kinds=[person], limit=limit)
            assert {of: count for of, count in trouble.items() if of[0] == "pictures"} == most

    with_cube(story)


def test_a_breakdown_is_the_totals_of_every_axis(with_cube: WithCube) -> None:
    async def story(cube: Cube) -> None:
        await cube.apply(added(*EVENING), [], 1)
        for first, last, bin_minutes in ((MINUTE, MINUTE + 19, 1), (*EVER, 60)):
            breakdown = await cube.breakdown(first, last, service="pictures", bin_minutes=bin_minutes)
            for axis in Axis:
                totals = await cube.totals(
                    first, last, service="pictures", axis=axis, bin_minutes=bin_minutes
                )
                assert breakdown.get(axis, {}) == totals
        assert await cube.breakdown(*EVER, service="films") == {}

    with_cube(story)


def test_a_breakdown_of_several_services_is_the_sum_of_theirs_and_of_no_other(with_cube: WithCube) -> None:
    async def story(cube: Cube) -> None:
        own = [row for row in EVENING if row.service == "pictures"]
        await cube.apply(added(*EVENING, *(row._replace(service="films") for row in own)), [], 1)
        one = await cube.breakdown(*EVER, service="pictures", bin_minutes=60)
        both = await cube.breakdown(*EVER, service=("films", "pictures"), bin_minutes=60)
        assert both == {
            axis: {key: 2 * count for key, count in totals.items()} for axis, totals in one.items()
        }
        assert await cube.breakdown(*EVER, service=()) == {}

    with_cube(story)


def test_a_cursor_that_does_not_rise_adds_nothing(with_cube: WithCube) -> None:
    async def story(cube: Cube) -> None:
        await cube.apply(added(*EVENING), [], 7)
        before = set(await cube.cells(*EVER, axis=None))
        for cursor in (7, 6, 0, -1):
            with pytest.raises(PermanentError, match="already holds the journal"):
                await cube.apply(added(*EVENING), [claims(MINUTE, 1)], cursor, {"repeat": 1})
        assert await cube.cursor() == 7
        assert set(await cube.cells(*EVER, axis=None)) == before
        assert list(await cube.claims(MINUTE)) == []
        assert await cube.drops() == {}

    with_cube(story)


def test_the_first_cursor_is_at_least_one(with_cube: WithCube) -> None:
    async def story(cube: Cube) -> None:
        with pytest.raises(PermanentError):
            await cube.apply(added(*EVENING), [], 0)

    with_cube(story)


def test_when_one_part_cannot_be_written_nothing_is(with_cube: WithCube) -> None:
    async def story(cube: Cube) -> None:
        await cube.apply(added(*EVENING[:1]), [claims(MINUTE, 1)], 1, {"repeat": 1})
        before = set(await cube.cells(*EVER, axis=None))
        nowhere: int = None  # type: ignore[assignment]
        with pytest.raises(Exception, match="half_hour"):
            await cube.apply(added(*EVENING), [claims(MINUTE, 2), claims(nowhere, 3)], 9, {"repeat": 1})
        assert await cube.cursor() == 1
        assert set(await cube.cells(*EVER, axis=None)) == before
        assert [said(block) for block in await cube.claims(MINUTE)] == [(MINUTE, [1])]
        assert await cube.drops() == {"repeat": 1}
        await cube.apply(added(*EVENING), [claims(MINUTE, 2)], 9)
        assert await cube.cursor() == 9

    with_cube(story)


def test_claims_come_back_by_half_hour_in_their_order(with_cube: WithCube) -> None:
    nothing = added(EVENING[0]._replace(count=0))

    async def story(cube: Cube) -> None:
        await cube.apply(nothing, [claims(30, 2**64 - 1, 5), claims(60, 9)], 1)
        await cube.apply(nothing, [claims(30, 6)], 2)
        assert [said(block) for block in await cube.claims(30)] == [
            (30, [2**64 - 1, 5]),
            (30, [6]),
        ]
        assert [said(block) for block in await cube.claims(60)] == [(60, [9])]
        assert list(await cube.claims(90)) == []

    with_cube(story)


def test_drops_add_up_by_reason(with_cube: WithCube) -> None:
    async def story(cube: Cube) -> None:
        assert await cube.drops() == {}
        await cube.add_drops({"flood": 2, "robot": 1})
        await cube.add_drops({})
        await cube.apply(added(*EVENING), [], 1, {"flood": 5, "repeat": 3})
        assert await cube.drops() == {"flood": 7, "robot": 1, "repeat": 3}

    with_cube(story)


def test_watched_stretches_that_meet_are_one(with_cube: WithCube) -> None:
    async def story(cube: Cube) -> None:
        for minute in (100, 101, 102, 104):
            await cube.watch(minute, minute)
        await cube.watch(200, 210, ["bank", "films", "bank"])
        await cube.watch(205, 220, ["bank"])
        await cube.watch(300, 300, [])
        assert set(await cube.watched(0, 1000)) == {
            (None, 100, 102),
            (None, 104, 104),
            ("bank", 200, 220),
            ("films", 200, 210),
        }
        await cube.watch(103, 103)
        assert set(await cube.watched(101, 205)) == {
            (None, 101, 104),
            ("bank", 200, 205),
            ("films", 200, 205),
        }
        assert list(await cube.watched(105, 199)) == []

    with_cube(story)


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from([None, ["a"], ["a", "b"]]), st.integers(0, 40), st.integers(0, 6)),
        max_size=15,
    )
)
def test_watched_minutes_are_those_that_were_watched(
    with_cube: WithCube, stretches: list[tuple[list[str] | None, int, int]]
) -> None:
    async def story(cube: Cube) -> None:
        offset = max((last for _, _, last in await cube.watched(*EVER)), default=0) + 10
        expected: set[tuple[str | None, int]] = set()
        for services, first, more in stretches:
            await cube.watch(offset + first, offset + first + more, services)
            for service in services if services is not None else (None,):
                expected |= {(service, minute) for minute in range(first, first + more + 1)}
        found = [
            (service, minute - offset)
            for service, first, last in await cube.watched(offset, 2**30)
            for minute in range(first, last + 1)
        ]
        assert sorted(found, key=str) == sorted(expected, key=str)
        for service, first, _ in await cube.watched(offset, 2**30):
            assert (service, first - offset - 1) not in expected

    with_cube(story)


def test_what_was_usual_is_kept_and_replaced(with_cube: WithCube) -> None:
    def usual(minute: int, expected: float, bin_minutes: int = 15) -> Usual:
        return Usual(
            minute, bin_minutes, ("bank", "films"), np.array([expected, 0.1]), np.array([9.0, np.nan])
        )

    async def story(cube: Cube) -> None:
        for minute, expected in ((30, 3.0), (15, 1.0), (45, 4.0), (15, 2.0)):
            await cube.put_usual(usual(minute, expected))
        await cube.put_usual(usual(15, 99.0, bin_minutes=60))
        found = await cube.usual(15, 30)
        assert [(kept.minute, kept.bin_minutes, kept.services) for kept in found] == [
            (15, 15, ("bank", "films")),
            (30, 15, ("bank", "films")),
        ]
        np.testing.assert_array_equal([kept.expected for kept in found], [[2.0, 0.1], [3.0, 0.1]])
        np.testing.assert_array_equal(found[0].upper, [9.0, np.nan])
        assert len(await cube.usual(*EVER, bin_minutes=60)) == 1

    with_cube(story)


def test_which_sequences_were_repeats_is_remembered_by_run_and_as_long_as_its_claims(
    with_cube: WithCube,
) -> None:
    nothing = added(EVENING[0]._replace(count=0))

    async def story(cube: Cube) -> None:
        assert not await cube.is_repeat(1)
        await cube.apply(nothing, [claims(30, 5), claims(60)], 10, None, np.array([3, 7]))
        await cube.apply(nothing, [claims(60, 6)], 2**41)
        await cube.apply(nothing, [claims(90)], 2**41 + 9, None, np.array([2**41 + 1]))
        wanted = (1, 3, 4, 7, 10, 11, 2**41, 2**41 + 1, 2**41 + 2, 2**42)
        assert [at for at in wanted if await cube.is_repeat(at)] == [3, 7, 2**41 + 1]
        await cube.trim({}, 60)
        assert await cube.is_repeat(3), "the run heard of a half hour that is kept"
        await cube.trim({}, 90)
        assert [at for at in wanted if await cube.is_repeat(at)] == [2**41 + 1]

    with_cube(story)


def test_looking_a_repeat_up_seeks_one_row_by_its_key(with_database: WithDatabase) -> None:
    nothing = added(EVENING[0]._replace(count=0))

    async def story(database: Database) -> None:
        cube = RelationalCube(database)
        for run in range(1, 60):
            await cube.apply(nothing, [claims(30, run)], 10 * run, None, np.array([10 * run - 5]))
        asked: list[tuple[str, Any]] = []

        def note(_c: object, _k: object, statement: str, parameters: object, *_: object) -> None:
            asked.append((statement, parameters))

        event.listen(database._reading, "before_cursor_execute", note)
        assert await cube.is_repeat(305)
        event.remove(database._reading, "before_cursor_execute", note)
        statement, parameters = asked[-1]
        if database._reading.dialect.name == "sqlite":
            plan = await database.read(
                lambda connection: connection.exec_driver_sql(
                    f"explain query plan {statement}", parameters
                ).all()
            )
            assert [row[-1] for row in plan] == ["SEARCH repeats USING INTEGER PRIMARY KEY (rowid>?)"]
        assert [words for words, _ in asked if "claims" in words] == []

    with_database(story)


def test_trimming_forgets_each_width_in_its_time(with_cube: WithCube) -> None:
    async def story(cube: Cube) -> None:
        await cube.apply(added(*EVENING), [claims(30, 1), claims(60, 2)], 1)
        later = MINUTE + 60
        kept = {width: set(await cube.cells(*EVER, bin_minutes=width, axis=None)) for width in ROLLUP_MINUTES}
        old = [cell for width in (1, 15) for cell in kept[width] if cell.minute < later]
        assert await cube.trim({1: later, 15: later}, 60) == len(old) + 1
        for width in (1, 15):
            left = set(await cube.cells(*EVER, bin_minutes=width, axis=None))
            assert left == {cell for cell in kept[width] if cell.minute >= later}
        assert set(await cube.cells(*EVER, bin_minutes=1440, axis=None)) == kept[1440]
        assert list(await cube.claims(30)) == []
        assert len(await cube.claims(60)) == 1
        assert await cube.cursor() == 1

    with_cube(story)


def test_the_minute_at_which_the_clock_was_believed_may_go_forth_and_back(with_cube: WithCube) -> None:
    async def story(cube: Cube) -> None:
        seen = [await cube.believed()]
        for minute in (1000, 2000, 1500):
            await cube.believe(minute)
            seen.append(await cube.believed())
        assert seen == [0, 1000, 2000, 1500]

    with_cube(story)


def test_a_history_goes_in_at_once(with_cube: WithCube) -> None:
    rows = 21_000
    batch = Batch.of([report()] * rows)
    values = {name: getattr(batch, name) for name in Batch.__slots__}
    values["observed_at"] = batch.observed_at + 60_000 * np.arange(rows, dtype=np.int64)
    history = deltas([(Batch(**values), np.ones(rows, dtype=np.bool_))])

    async def story(cube: Cube) -> None:
        await cube.apply(history, [], 1)
        for bin_minutes in ROLLUP_MINUTES:
            totals = await cube.totals(*EVER, service="pictures", axis=Axis.ALL, bin_minutes=bin_minutes)
            assert totals == {("", SourceKind.PERSON, False): rows}

    with_cube(story)
