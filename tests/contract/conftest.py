"""Every store, fresh for each test; the same suite runs over all that stand behind a port."""

from __future__ import annotations

import asyncio
import itertools
import resource
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
import psycopg
import pytest

from groundswell.core.batch import Batch, Column
from groundswell.core.model import Report, Ruling
from groundswell.ports import Journal
from groundswell.runtime.clock import ManualClock
from groundswell.stores.journal_sqlite import JournalSqlite
from groundswell.stores.relational import Database, RelationalCube, RelationalIncidents, open_database
from groundswell.stores.relational.schema import METADATA
from tests.postgresql import postgresql_server
from tests.town import NOON

T = TypeVar("T")
_numbers = itertools.count()


class WithJournal(Protocol):
    def __call__(self, story: Callable[[JournalSqlite], Awaitable[T]]) -> T: ...


class WithDatabase(Protocol):
    def __call__(self, story: Callable[[Database], Awaitable[T]]) -> T: ...


class WithCube(Protocol):
    def __call__(self, story: Callable[[RelationalCube], Awaitable[T]]) -> T: ...


class WithIncidents(Protocol):
    def __call__(self, story: Callable[[RelationalIncidents], Awaitable[T]]) -> T: ...


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
def journal_path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture(params=["sqlite"])
def with_journal(journal_path: Path, clock: ManualClock) -> WithJournal:
    """Tells a story on the test's journal, opened for it; a second story finds what the first has left."""

    def tell(story: Callable[[JournalSqlite], Awaitable[T]]) -> T:
        async def whole() -> T:
            journal = JournalSqlite(journal_path, clock=clock)
            try:
                return await story(journal)
            finally:
                await journal.close()

        return asyncio.run(whole())

    return tell


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a real PostgreSQL server, one for the session, with a database "prepared" of this version."""
    with postgresql_server() as url:
        _psql(url, "alter system set fsync = off", "select pg_reload_conf()", "create database prepared")
        asyncio.run(open_database(_named(url, "prepared")).close())
        yield url


@pytest.fixture
def empty_postgresql(postgresql: str) -> str:
    """A database of that server without a table in it."""
    name = f"empty_{next(_numbers)}"
    _psql(postgresql, f"create database {name}")
    return _named(postgresql, name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.scaled)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without a table in it, on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'groundswell.db'}"
    url: str = request.getfixturevalue("empty_postgresql")
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.scaled)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of this version with nothing in it, on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'groundswell.db'}"
    url = _named(request.getfixturevalue("postgresql"), "prepared")
    names = ", ".join(table.name for table in METADATA.sorted_tables)
    _psql(url, f"truncate {names} restart identity")  # ten times as fast as a database for each test
    return url


@pytest.fixture
def with_database(database_url: str) -> WithDatabase:
    """Tells a story on the test's database, opened for it; a second story finds what the first has left."""

    def tell(story: Callable[[Database], Awaitable[T]]) -> T:
        async def whole() -> T:
            database = open_database(database_url)
            try:
                return await story(database)
            finally:
                await database.close()

        return asyncio.run(whole())

    return tell


@pytest.fixture
def with_cube(with_database: WithDatabase) -> WithCube:
    """As `with_database`, for the cube in it."""
    return lambda story: with_database(lambda database: story(RelationalCube(database)))


@pytest.fixture
def with_incidents(with_database: WithDatabase) -> WithIncidents:
    """As `with_database`, for the incidents and the outbox in it."""
    return lambda story: with_database(lambda database: story(RelationalIncidents(database)))


@contextmanager
def no_space_beyond(file_bytes: int) -> Iterator[None]:
    """Let no file of this process grow beyond `file_bytes`, as a full disk would not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _named(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?")


def _psql(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def many(rows: int, service: str = "pictures") -> Batch:
    """A batch of different persons, one second apart."""
    plain = Column.constant("", rows)
    return Batch(
        service=Column.constant(service, rows),
        symptom=plain,
        country=plain,
        region=plain,
        network=plain,
        platform=plain,
        app_version=plain,
        source_kind=Column.constant("person", rows),
        software=plain,
        works=np.zeros(rows, dtype=np.bool_),
        observed_at=int(NOON.timestamp() * 1000) + 1000 * np.arange(rows, dtype=np.int64),
        reporter=np.arange(1, rows + 1, dtype=np.uint64),
        count=np.ones(rows, dtype=np.int64),
    )


async def everything(journal: Journal) -> list[tuple[int, Report | Ruling]]:
    """All that the journal holds, as (sequence, content)."""
    held: list[tuple[int, Report | Ruling]] = []
    after = 0
    while entries := await journal.read(after):
        for entry in entries:
            if isinstance(entry.content, Ruling):
                held.append((entry.first, entry.content))
            else:
                held.extend(enumerate(entry.content.reports(), entry.first))
        after = entries[-1].last
    return held
