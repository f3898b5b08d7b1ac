"""Brings a database up to the schema of this version, once, however many processes open it at the same time.

An empty one gets the tables as the code knows them; one of an older version is led through the migrations that it lacks. A test
holds both ways to the same tables.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_mock_engine, inspect, text
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.schema import ExecutableDDLElement

from groundswell.errors import ConfigError
from groundswell.stores.relational.schema import METADATA

MIGRATIONS: Final = Path(__file__).with_name("migrations")
_LOCK: Final = 0x67726F756E64  # "ground"; any number that nobody else locks


def upgrade(connection: Connection, *, looking: bool = False) -> None:
    """Run the migrations that are missing, inside the caller's transaction; while only `looking`, none.

    Raises ConfigError when the database is ahead of this version, and while looking also when it is behind.
    """
    if connection.dialect.name == "postgresql":  # in SQLite the transaction itself is the lock
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    scripts, context = _scripts(), MigrationContext.configure(connection)
    head = scripts.get_current_head()
    assert head is not None, "there are migrations"
    current = context.get_current_revision()
    if current == head:
        return
    if current is None and not looking and not inspect(connection).get_table_names():
        for statement in _tables(connection.dialect.name):
            connection.exec_driver_sql(statement)
        context.stamp(scripts, head)
        return
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise ConfigError(
            f'database: its schema is "{current}", written by a newer groundswell; this one knows up to "{head}". '
            "Upgrade groundswell, or restore a backup made by this version"
        )
    if looking:
        raise ConfigError(
            f'database: its schema is "{current or "empty"}", older than "{head}" of this groundswell, and a look changes nothing. '
            "Start the server of this version, which brings it up to date, or look with the version that runs"
        )
    lead_through(connection)


def lead_through(connection: Connection, revision: str = "head") -> None:
    """Run the migrations that are missing, up to `revision`."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, revision)


@cache
def _tables(dialect: str) -> tuple[str, ...]:
    """The statements that make the tables as the code knows them: writing them out takes longer than running them."""
    statements: list[str] = []

    def write_out(element: ExecutableDDLElement, *_: object, **__: object) -> None:
        statements.append(str(element.compile(dialect=engine.dialect)))

    engine: MockConnection = create_mock_engine(f"{dialect}://", write_out)
    METADATA.create_all(engine, checkfirst=False)
    return tuple(statements)


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))
