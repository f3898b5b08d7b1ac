"""What is held to be no outage, minute after minute, is one rise: begun once, kept, and gone on with after a restart."""

import asyncio
from pathlib import Path

from groundswell.core.model import Finding, Held
from groundswell.core.timegrid import instant_of, minute_of
from groundswell.flow.held import HeldRises
from tests.flow.rooms import rooms
from tests.town import NOON

START = minute_of(NOON)


def finding(minute: int, reason: Held | None = Held.ROBOT, reports: int = 30, score: float = 7.0) -> Finding:
    return Finding("pictures", START + minute, False, score, reports, 2.0, -1, part="country ES", held=reason)


def test_a_rise_is_one_however_many_minutes_hold_it_and_keeps_its_highest(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            held = HeldRises(world.incidents)
            for each in (finding(0), finding(1, reports=50), finding(2, score=9.0), finding(2, score=9.0)):
                await held.note({"pictures": each}, 1)
            (rise,) = await world.incidents.held()
            assert (rise.began_at, rise.last_at) == (NOON, instant_of(START + 3))
            assert (rise.reports, rise.score) == (50, 9.0)
            assert held.begun == {Held.ROBOT: 1}
            await held.note({"pictures": finding(3, Held.BUMP)}, 1)
            await held.note({"pictures": finding(4, None)}, 1)
            await held.note({"pictures": finding(90)}, 1)
            assert held.begun == {Held.ROBOT: 2, Held.BUMP: 1}
            assert len(await world.incidents.held()) == 3

    asyncio.run(story())


def test_after_a_restart_the_same_rise_goes_on(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            await HeldRises(world.incidents).note({"pictures": finding(0)}, 1)
            again = HeldRises(world.incidents)
            await again.start(instant_of(START + 5))
            await again.note({"pictures": finding(5)}, 1)
            (rise,) = await world.incidents.held()
            assert (rise.began_at, rise.last_at) == (NOON, instant_of(START + 6))
            assert not again.begun

    asyncio.run(story())
