"""Brings a database up to the schema of this version, once, however many processes open it at the same time.

An empty one gets the tables as the code knows them; one of an older version is led through the migrations that it lacks. A test
holds both ways to the same tables.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    create_mock_engine,
    inspect,
    select,
    text,
)
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.schema import ExecutableDDLElement

from groundswell.errors import ConfigError
from groundswell.stores.relational.schema import METADATA

MIGRATIONS: Final = Path(__file__).with_name("migrations")
_LOCK: Final = 0x67726F756E64  # "ground"; any number that nobody else locks
_STAMPS: Final = MetaData()
_STAMP: Final = Table(
    "alembic_version",
    _STAMPS,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Where Alembic keeps how far a database has come. Read and begun here: the library itself is needed only where one is behind,
and takes a tenth of all that a start imports."""


def upgrade(connection: Connection, *, looking: bool = False) -> None:
    """Run the migrations that are missing, inside the caller's transaction; while only `looking`, none.

    Raises ConfigError when the database is ahead of this version, and while looking also when it is behind.
    """
    if connection.dialect.name == "postgresql":  # in SQLite the transaction itself is the lock
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    tables = set(inspect(connection).get_table_names())
    current = connection.scalar(select(_STAMP.c.version_num)) if _STAMP.name in tables else None
    known = revisions()
    head = known[-1]
    if current == head:
        return
    if not looking and not tables:
        for statement in _tables(connection.dialect.name):
            connection.exec_driver_sql(statement)
        connection.execute(_STAMP.insert().values(version_num=head))
        return
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
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, revision)


@cache
def revisions() -> tuple[str, ...]:
    """All that there are, the oldest first: each stands in the name of its file ("v024_declared_voice.py" is "024")."""
    return tuple(sorted(file.name[1:4] for file in (MIGRATIONS / "versions").glob("v*.py")))


@cache
def _tables(dialect: str) -> tuple[str, ...]:
    """The statements that make the tables as the code knows them: writing them out takes longer than running them."""
    statements: list[str] = []

    def write_out(element: ExecutableDDLElement, *_: object, **__: object) -> None:
        statements.append(str(element.compile(dialect=engine.dialect)))

    engine: MockConnection = create_mock_engine(f"{dialect}://", write_out)
    for tables in (METADATA, _STAMPS):
        tables.create_all(engine, checkfirst=False)
    return tuple(statements)
