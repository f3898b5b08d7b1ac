"""What is promised of sieges of the intake, which everybody may read of."""

from dataclasses import replace
from datetime import timedelta

from groundswell.core.status import Siege
from groundswell.ports.sieges import SIEGE_DAYS, Sieges
from groundswell.stores.relational import Database, RelationalSieges
from tests.contract.conftest import WithDatabase
from tests.town import NOON

ON = Siege(NOON, NOON + timedelta(minutes=1), None, {"flood": 700, "robot": 1}, 3, proven=2, unproven=1)
OVER = replace(
    ON, seen_at=NOON + timedelta(minutes=16), ended_at=NOON + timedelta(minutes=16), accepted=2**40
)


def test_a_siege_is_there_after_a_restart_as_it_was_last_told(with_database: WithDatabase) -> None:
    async def first(database: Database) -> None:
        sieges: Sieges = RelationalSieges(database)
        await sieges.put(ON)
        assert list(await sieges.list()) == [ON]
        await sieges.put(OVER)

    async def after_a_restart(database: Database) -> None:
        sieges = RelationalSieges(database)
        assert list(await sieges.list()) == [OVER]
        later = replace(ON, began_at=NOON + timedelta(days=SIEGE_DAYS), asked=False)
        await sieges.put(later)
        assert list(await sieges.list()) == [later, OVER]
        assert list(await sieges.list(1)) == [later]
        await sieges.put(leapt := replace(later, began_at=NOON + timedelta(days=99 * SIEGE_DAYS)))
        assert list(await sieges.list()) == [leapt, later, OVER], "a clock that leaps wipes nothing"
        assert await sieges.forget(NOON) == 0
        assert await sieges.forget(NOON + timedelta(seconds=1)) == 1
        assert list(await sieges.list()) == [leapt, later]

    with_database(first)
    with_database(after_a_restart)
