"""What is promised of the files that were taken in."""

from dataclasses import replace
from datetime import timedelta

from groundswell.ports import Import, Imports
from groundswell.stores.relational import Database, RelationalImports
from tests.contract.conftest import WithDatabase
from tests.town import NOON

BEGUN = Import("d1gest", "counts.csv", NOON, 7)


def test_an_import_is_kept_as_it_was_last_put(with_database: WithDatabase) -> None:
    done = replace(BEGUN, pieces=3, accepted=2**40, finished_at=NOON + timedelta(minutes=1))

    async def first(database: Database) -> None:
        imports: Imports = RelationalImports(database)
        assert await imports.get("d1gest") is None
        await imports.put(BEGUN)
        assert await imports.get("d1gest") == BEGUN
        await imports.put(done)

    async def after_a_restart(database: Database) -> None:
        imports: Imports = RelationalImports(database)
        assert await imports.get("d1gest") == done
        assert await imports.get("another") is None

    with_database(first)
    with_database(after_a_restart)
