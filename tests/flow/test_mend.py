"""What the desk wrote and did not rule is ruled later, once; and a statement that is ruled twice is told once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from groundswell.core.desk import Maintenance, Stage, StageUpdate, Words
from groundswell.core.model import Act, EventKind, Ruling
from groundswell.core.statement import Phase, Statement, Text
from groundswell.flow.mend import GRACE, Mend
from groundswell.flow.plans import Plans, planning
from groundswell.flow.utter import speaking
from groundswell.ports import Filed, Revision, StatementState
from groundswell.stores.relational import RelationalDesk
from tests.flow.rooms import Rooms, rooms
from tests.flow.test_judge import seated
from tests.town import NOON, incident

OUTAGE = incident()
WORK = Maintenance(
    "m1",
    ("bank",),
    NOON + timedelta(hours=1),
    NOON + timedelta(hours=3),
    (Words("en", "Disks"),),
    "Ada",
    NOON,
    NOON,
)
LATER = NOON + GRACE + timedelta(seconds=1)


def leg(world: Rooms, days: int = 30) -> Mend:
    return Mend(RelationalDesk(world.database), world.incidents, world.journal, world.clock, days)


async def spoken(world: Rooms, name: str = "s1", at: datetime = NOON) -> Statement:
    """A statement that is out, and was not ruled."""
    said = Statement(name, OUTAGE.id, Phase.INVESTIGATING, (Text("en", "We look", "Into it."),), "Ada", at)
    filed = await RelationalDesk(world.database).put_statement(Filed(said, StatementState.DRAFT, 0))
    return (await RelationalDesk(world.database).publish(name, filed.revision, "Ada", at)).statement


async def ruled(world: Rooms) -> list[Ruling]:
    entries = await world.journal.rulings(0)
    return [entry.content for entry in entries if isinstance(entry.content, Ruling)]


def test_a_statement_and_a_window_that_were_never_ruled_are_ruled_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            said = await spoken(world)
            await RelationalDesk(world.database).put_maintenance(WORK)
            mend = leg(world)
            assert await mend.run() == 0  # whoever wrote them may be about to
            world.clock.set(LATER)
            assert await mend.run() == 2
            assert await ruled(world) == [speaking(said), planning(WORK, "Ada")]
            assert await mend.run() == 0
            assert await leg(world).run() == 0  # nor after a start
            plans = Plans()
            for each in await ruled(world):
                plans.take(each)
            assert await plans.windows(NOON + timedelta(hours=2)) == {"bank": "m1"}

    asyncio.run(story())


def test_what_was_ruled_is_left_alone_and_a_later_change_is_not(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            await world.journal.rule(speaking(await spoken(world)))
            await RelationalDesk(world.database).put_maintenance(WORK)
            await world.journal.rule(planning(WORK, "Ada"))
            world.clock.set(LATER)
            mend = leg(world)
            assert await mend.run() == 0
            moved = StageUpdate(LATER, Stage.CANCELLED, "Bo")
            off = replace(WORK, stage=Stage.CANCELLED, changed_at=LATER, sequence=1, updates=(moved,))
            await RelationalDesk(world.database).put_maintenance(off)
            world.clock.set(LATER + GRACE)
            assert await mend.run() == 1
            last = (await ruled(world))[-1]
            assert (last.act, last.by, last.kind, last.ruled_at) == (Act.PLAN, "Bo", "cancelled", LATER)

    asyncio.run(story())


def test_what_is_too_old_for_the_journal_to_remember_is_not_ruled_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            await spoken(world)
            await RelationalDesk(world.database).put_maintenance(
                replace(WORK, until_at=NOON + timedelta(days=9))
            )
            world.clock.set(NOON + timedelta(hours=13))
            assert await leg(world, days=1).run() == 0
            assert await leg(world).run() == 2
            world.clock.set(NOON + timedelta(days=8))
            assert await leg(world).run() == 0

    asyncio.run(story())


def test_what_it_knows_is_let_go_when_it_no_longer_looks_so_far_back(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            await world.journal.rule(speaking(await spoken(world)))
            await RelationalDesk(world.database).put_maintenance(
                replace(WORK, until_at=NOON + timedelta(days=9))
            )
            await world.journal.rule(planning(WORK, "Ada"))
            world.clock.set(LATER)
            mend = leg(world)
            assert await mend.run() == 0
            assert (list(mend._statements), list(mend._plans)) == (["s1"], ["m1"])
            world.clock.set(NOON + timedelta(days=7) - timedelta(seconds=1))
            assert await mend.run() == 0
            world.clock.set(NOON + timedelta(days=7, seconds=1))
            late = leg(world)
            for each in (mend, late):
                assert await each.run() == 0
                assert (each._statements, each._plans) == ({}, {})

    asyncio.run(story())


def test_a_window_that_is_over_is_forgotten_with_the_next_plan_and_one_that_may_be_on_is_not() -> None:
    plans = Plans()
    plans.take(planning(WORK, "Ada"))
    begun = replace(WORK, id="m2", changed_at=NOON + timedelta(hours=3))
    plans.take(planning(begun, "Ada"))
    assert asyncio.run(plans.windows(NOON + timedelta(hours=2))) == {"bank": "m2"}
    assert len(plans._known) == 2
    plans.take(planning(replace(WORK, id="m3", changed_at=NOON + timedelta(hours=5)), "Ada"))
    assert list(plans._known) == []


def test_a_statement_that_is_ruled_twice_is_told_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with rooms(tmp_path) as world:
            judge = await seated(world)
            await world.incidents.save([Revision(OUTAGE, ())])
            said = speaking(await spoken(world))
            await world.journal.rule(said)
            await world.journal.rule(said)
            await judge.ruled()
            await world.journal.rule(said)
            await judge.ruled()
            events = await world.incidents.events(OUTAGE.id)
            assert [each.kind for each in events] == [EventKind.STATED]

    asyncio.run(story())
