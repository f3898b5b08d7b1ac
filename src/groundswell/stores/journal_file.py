"""The file of the SQLite journal: its tables, its questions, how it is opened and what its faults mean."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from pysqlite3 import dbapi2

from groundswell.core.batch import Batch, Committed
from groundswell.errors import CorruptStoreError, PermanentError, StoreUnavailableError
from groundswell.stores.encoding import decode_batch, decode_ruling
from groundswell.stores.shut import why_shut

_FORM: Final = 1
_PAGE_BYTES: Final = 4096
_CHECKPOINT_PAGES: Final = 1_000
_WAL_BYTES: Final = 8 << 20
"""Twice what stands between two checkpoints. Overwriting needs no new blocks from the file system, growing does."""
_FREE_BYTES_MIN: Final = 8 * _WAL_BYTES
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_TABLES: Final = """
create table if not exists entries (
    first integer primary key,
    count integer not null,
    recorded_at integer not null,
    kind text not null,
    body blob not null
) strict;
create index if not exists entries_recorded_at on entries (recorded_at);
create index if not exists entries_rulings on entries (first) where kind = 'ruling';
create table if not exists marks (name text primary key, sequence integer not null) strict, without rowid;
"""
LAST: Final = """
select max(
    coalesce((select first + count - 1 from entries order by first desc limit 1), 0),
    coalesce((select sequence from marks where name = 'trimmed'), 0)
)
"""
READ: Final = """
select first, count, recorded_at, kind, body from entries
where first >= coalesce((select max(first) from entries where first <= :next), 0) and first + count > :next
order by first limit :limit
"""
AT: Final = """
select first, count, recorded_at, kind, body from entries
where first <= :sequence order by first desc limit 1
"""
RECENT: Final = """
select first, count, recorded_at, kind, body from entries
where first > :after and first >= (select min(first) from entries where recorded_at >= :since)
    and +recorded_at >= :since
order by first
"""
RULINGS: Final = """
select first, count, recorded_at, kind, body from entries
where kind = 'ruling' and first > :after and recorded_at >= :since order by first
"""
INSERT: Final = "insert into entries (first, count, recorded_at, kind, body) values (?, ?, ?, ?, ?)"
ADD: Final = f"""
insert into entries (first, count, recorded_at, kind, body) values (1 + ({LAST}), ?, ?, ?, ?)
returning first
"""  # noqa: S608  of words that stand here
OLDEST: Final = """
select first, count, kind from entries
where recorded_at < :before and first + count - 1 <= case kind when 'ruling' then :ruled else :counted end
order by recorded_at limit :limit
"""

Entry = tuple[int, int, int, str, bytes]


def committed(row: Entry) -> Committed:
    """The entry that `row` holds. Raises CorruptStoreError naming its sequence."""
    first, count, recorded_at, kind, body = row
    try:
        content = decode_ruling(body) if kind == "ruling" else decode_batch(body)
    except CorruptStoreError as fault:
        raise CorruptStoreError(f"entry {first} of the journal: {fault}") from fault
    if isinstance(content, Batch) and len(content) != count:
        raise CorruptStoreError(
            f"entry {first} of the journal holds {len(content)} reports where {count} were written"
        )
    return Committed(first, count, _EPOCH + timedelta(microseconds=recorded_at), content)


def microseconds(at: datetime) -> int:
    """`at` as `recorded_at` is kept: microseconds since 1970-01-01 UTC."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def connect(path: Path) -> dbapi2.Connection:
    """A connection whose transactions begin and end only when told, for one thread at a time."""
    return dbapi2.connect(str(path), timeout=5.0, isolation_level=None, check_same_thread=False)


def open_for_writing(path: Path) -> dbapi2.Connection:
    """The writing connection to a journal that is ready: right form, tables there, log grown."""
    connection = connect(path)
    try:
        form = connection.execute("pragma user_version").fetchone()[0]
        if form > _FORM:
            raise PermanentError(
                f"the journal {path} has form {form}, written by a newer groundswell; this one knows form {_FORM}"
            )
        connection.execute(f"pragma page_size = {_PAGE_BYTES}")
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.execute("pragma journal_size_limit = -1")
        connection.execute(f"pragma wal_autocheckpoint = {_CHECKPOINT_PAGES}")
        with transaction(connection):
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            connection.execute(f"pragma user_version = {_FORM}")
        _grow_log(path)
    except BaseException:
        connection.close()
        raise
    return connection


def _grow_log(path: Path) -> None:
    """Bring the write-ahead log to its full length once, so that commits overwrite it instead of growing it.

    What stands behind its last frame SQLite neither reads nor cuts off (https://sqlite.org/walformat.html).
    """
    log = path.with_name(path.name + "-wal")
    missing = _WAL_BYTES - (log.stat().st_size if log.exists() else 0)
    if missing <= 0 or shutil.disk_usage(path.parent).free < _FREE_BYTES_MIN:
        return  # what little room there is belongs to the reports
    with suppress(OSError), log.open("ab") as tail:  # it works without, only slower
        tail.write(bytes(missing))
        os.fsync(tail.fileno())


@contextmanager
def transaction(connection: dbapi2.Connection) -> Iterator[None]:
    """All of it, synced to disk, or nothing."""
    connection.execute("begin immediate")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise


def add(connection: dbapi2.Connection, count: int, recorded_at: int, kind: str, body: bytes) -> int:
    """One row behind the last, synced to disk, or nothing; its first sequence. One statement is a transaction by itself: each
    more that is begun has the writing thread wait for the interpreter, which the loop holds."""
    if connection.in_transaction:  # one that could not be rolled back: what is written into it is not durable
        connection.execute("rollback")
    ((first,),) = connection.execute(ADD, (count, recorded_at, kind, body)).fetchall()
    return int(first)


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """SQLite's faults as ours: what may pass, and what somebody has to look at."""
    try:
        yield
    except dbapi2.OperationalError as fault:
        raise StoreUnavailableError(f"the journal {path} cannot be used now: {why_shut(fault)}") from fault
    except dbapi2.DatabaseError as fault:
        if isinstance(fault, dbapi2.IntegrityError | dbapi2.ProgrammingError | dbapi2.InternalError):
            raise
        raise CorruptStoreError(f"the journal {path} is damaged: {fault}") from fault
