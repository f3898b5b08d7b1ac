"""One database, SQLite or PostgreSQL: opened, brought up to the schema of this version, used one transaction at a time.

Writing has one thread, so that transactions never wait for one another inside a process; reading has its own
threads and connections. The drivers block; nobody but these threads calls them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Final, TypeVar

import msgspec
from pysqlite3 import dbapi2
from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from groundswell.errors import ConfigError, CorruptStoreError, StoreUnavailableError
from groundswell.stores.relational.upgrade import upgrade
from groundswell.stores.shut import why_shut

T = TypeVar("T")

_READERS: Final = 2
# How long a locked file is waited for is the driver's `timeout`, 5 seconds unless the URL says otherwise.
_SQLITE_PRAGMAS: Final = (
    "pragma journal_mode = wal",
    "pragma synchronous = full",
    "pragma foreign_keys = on",
    "pragma cache_size = -32000",
    "pragma wal_autocheckpoint = 2000",
    "pragma journal_size_limit = 67108864",  # after an import the log shrinks again
)


class Database:
    """A database that is open. Make it with `open_database`."""

    def __init__(self, url: URL, writing: Engine, reading: Engine) -> None:
        self._url = url
        self._writing = writing
        self._reading = reading
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="database-write")
        in_memory = reading is writing
        self._readers = (
            self._writer if in_memory else ThreadPoolExecutor(_READERS, thread_name_prefix="database-read")
        )

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self._writing.dialect.name

    async def run(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, done inside one transaction on the writing thread: all of it or nothing."""
        return await asyncio.get_running_loop().run_in_executor(
            self._writer, self._transact, self._writing, work
        )

    async def rewrite(self, work: Callable[[Connection], T]) -> T:
        """As `run`, for rows that hold people's words: on SQLite what is moved or cut leaves no copy in the file, so that `wipe` finds
        all there is."""
        return await asyncio.get_running_loop().run_in_executor(
            self._writer, partial(self._overwritten, work, empties_log=False)
        )

    async def wipe(self, work: Callable[[Connection], T]) -> T:
        """As `run`, for what has to be gone: on SQLite what `work` deletes is overwritten, and the log that still holds it is
        emptied. PostgreSQL keeps dead rows until its own vacuum."""
        return await asyncio.get_running_loop().run_in_executor(
            self._writer, partial(self._overwritten, work, empties_log=True)
        )

    async def read(self, work: Callable[[Connection], T]) -> T:
        """What `work`, which only reads, returns: one consistent view, beside whatever is being written."""
        return await asyncio.get_running_loop().run_in_executor(
            self._readers, self._transact, self._reading, work
        )

    async def close(self) -> None:
        """Finish what was begun and let go."""
        await asyncio.to_thread(self._writer.shutdown)
        await asyncio.to_thread(self._readers.shutdown)
        self._reading.dispose()
        self._writing.dispose()

    def _overwritten(self, work: Callable[[Connection], T], *, empties_log: bool) -> T:
        if self.dialect != "sqlite":
            return self._transact(self._writing, work)
        with faults(self._url), self._writing.connect() as connection:
            driver = connection.connection.dbapi_connection
            assert driver is not None, "it is connected"
            driver.cursor().execute("pragma secure_delete = on")
            try:
                with connection.begin():
                    done = work(connection)
                # Who reads meanwhile may hold a part of the log: then the next that is wiped takes it away.
                if empties_log:
                    driver.cursor().execute("pragma wal_checkpoint(truncate)")
            finally:
                driver.cursor().execute("pragma secure_delete = off")
        return done

    def _transact(self, engine: Engine, work: Callable[[Connection], T]) -> T:
        with faults(self._url), engine.begin() as connection:
            return work(connection)


def open_database(url: str, *, looking: bool = False) -> Database:
    """The database at `url` ("sqlite:////var/lib/groundswell/state.sqlite", "postgresql://host/name"), brought up
    to the schema of this version; who is only `looking` changes nothing.

    Raises ConfigError for a URL of another kind, for a database that a newer version has written, and while looking for an
    older one; StoreUnavailableError when it cannot be reached.
    """
    parsed, writing, reading = _engines(url)
    try:
        with faults(parsed), writing.begin() as connection:
            upgrade(connection, looking=looking)
    except BaseException:
        reading.dispose()
        writing.dispose()
        raise
    return Database(parsed, writing, reading)


def ask_database(url: str) -> None:
    """Hear that the database at `url` answers; nothing is made or changed there. Raises as `open_database` does."""
    parsed, writing, reading = _engines(url)
    try:
        with faults(parsed), reading.connect() as connection:
            connection.execute(text("select 1"))
    finally:
        reading.dispose()
        writing.dispose()


def _engines(url: str) -> tuple[URL, Engine, Engine]:
    """`url` read, the engine that writes and the one that only reads. Raises ConfigError for one of another kind."""
    try:
        parsed = make_url(url)
    except exc.ArgumentError as fault:
        raise ConfigError(
            f'database: "{url}" is not a URL; "sqlite:////path/to/file" or "postgresql://host/name" would be one'
        ) from fault
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        writing, reading = _sqlite(parsed)
    elif backend == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        writing = _engine(parsed, pool_pre_ping=True)
        reading = writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    else:
        raise ConfigError(f'database: "{backend}" is not supported; sqlite and postgresql are')
    return parsed, writing, reading


@contextmanager
def faults(url: URL) -> Iterator[None]:
    """The drivers' faults as ours: what may pass, and what somebody has to look at. A bug of ours stays what it is."""
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as fault:
        reason = fault.orig if isinstance(fault, exc.DBAPIError) else fault
        raise StoreUnavailableError(
            f"the database {_named(url)} cannot be used now: {why_shut(reason)}"
        ) from fault
    except exc.DatabaseError as fault:
        if (
            type(fault.orig) is dbapi2.DatabaseError
        ):  # "malformed", "not a database": SQLite has no class of its own
            raise CorruptStoreError(f"the database {_named(url)} is damaged: {fault.orig}") from fault
        if fault.connection_invalidated:
            raise StoreUnavailableError(f"the database {_named(url)} hung up: {fault.orig}") from fault
        raise


def _engine(url: URL, **options: object) -> Engine:
    return create_engine(
        url,
        json_serializer=lambda value: msgspec.json.encode(value).decode(),
        json_deserializer=msgspec.json.decode,
        **options,
    )


def _sqlite(url: URL) -> tuple[Engine, Engine]:
    """The writing and the reading engine; in memory there is one connection and both are the same."""
    if url.database in (None, "", ":memory:"):
        engine = _engine(url, module=dbapi2, poolclass=StaticPool, connect_args={"check_same_thread": False})
        _begin_with(engine, "begin immediate", _SQLITE_PRAGMAS)
        return engine, engine
    writing = _engine(url, module=dbapi2)
    _begin_with(writing, "begin immediate", _SQLITE_PRAGMAS)
    reading = _engine(url, module=dbapi2)
    _begin_with(reading, "begin", (*_SQLITE_PRAGMAS, "pragma query_only = on"))
    return writing, reading


def _begin_with(engine: Engine, begin: str, pragmas: tuple[str, ...]) -> None:
    """Begin transactions ourselves: left alone, the driver begins late and only before a change."""

    def connected(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)


def _named(url: URL) -> str:
    """The address as it stands in the settings: without the driver that we choose, and without the password."""
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)
