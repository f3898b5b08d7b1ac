"""Ties that nobody has told, from incidents in a real store."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.model import State
from groundswell.core.timegrid import minute_of
from groundswell.flow import relate as leg
from groundswell.flow.relate import Related, relate
from groundswell.ports import Revision
from tests.flow.rooms import Rooms, rooms
from tests.town import NOON, incident, town

DAYS = (3, 40, 111, 250)


async def out(room: Rooms, service: str, *days: int, minute: int = 0) -> None:
    for day in days:
        began_at = NOON - timedelta(days=day, minutes=-minute)
        kept = incident(
            State.RESOLVED, id=f"{service}-{day}", service=service, began_at=began_at, updated_at=began_at
        )
        await room.incidents.save([Revision(kept, ())])


async def watched(room: Rooms, days: int, services: list[str] | None = None) -> None:
    await room.cube.watch(minute_of(NOON) - days * 1440 + 1, minute_of(NOON), services)


def related(tmp_path: Path, prepare: Callable[[Rooms], Awaitable[None]]) -> Related:
    async def run() -> Related:
        async with rooms(tmp_path) as room:
            await prepare(room)
            return await relate(town(), room.cube, room.incidents, NOON)

    return asyncio.run(run())


def test_services_that_were_out_together_all_year_are_proposed_as_a_tie(tmp_path: Path) -> None:
    async def prepare(room: Rooms) -> None:
        await watched(room, 300)
        await out(room, "bank", *DAYS, 77)
        await out(room, "ringring", *DAYS, minute=10)
        await out(room, "films", 5, 90)

    found = related(tmp_path, prepare)
    (tie,) = found.ties
    assert (tie.service, tie.on, tie.lift.together) == ("bank", "ringring", 4)
    assert tie.lift.lift == pytest.approx(4 / (5 * 4 / (300 * 24)))
    assert (found.minutes, found.incidents) == (300 * 1440, 11)


def test_what_was_more_than_a_year_ago_is_not_looked_at(tmp_path: Path) -> None:
    async def prepare(room: Rooms) -> None:
        await watched(room, 900)
        for service in ("bank", "ringring"):
            await out(room, service, 400, 500, 600)

    found = related(tmp_path, prepare)
    assert (found.ties, found.incidents, found.minutes) == ([], 0, 365 * 1440 + 1)


def test_the_less_was_counted_the_less_is_it_a_wonder_to_be_out_together(tmp_path: Path) -> None:
    async def prepare(room: Rooms) -> None:
        await watched(room, 300, ["bank"])
        await watched(room, 1)
        for service in ("bank", "ringring"):
            await out(room, service, *DAYS)

    found = related(tmp_path, prepare)
    assert found.minutes == 1440
    assert [tie.lift.lift for tie in found.ties] == [pytest.approx(4 / (4 * 4 / 24))]


def test_of_too_long_a_history_only_the_time_that_was_looked_at_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leg, "INCIDENTS_MAX", 6)

    async def prepare(room: Rooms) -> None:
        await watched(room, 300)
        for service in ("bank", "ringring"):
            await out(room, service, *DAYS)

    found = related(tmp_path, prepare)
    assert (found.since, found.incidents) == (NOON - timedelta(days=111), 6)
    assert found.minutes == 111 * 1440 + 1


def test_nothing_is_changed_by_looking(tmp_path: Path) -> None:
    async def prepare(room: Rooms) -> None:
        await watched(room, 300)
        for service in ("bank", "ringring"):
            await out(room, service, *DAYS)
        before = await room.incidents.list(limit=100)
        await relate(town(), room.cube, room.incidents, NOON)
        assert await room.incidents.list(limit=100) == before

    assert len(related(tmp_path, prepare).ties) == 1
