"""The journal in one SQLite file: one row per batch, one fsync per group of appends.

One thread owns the writing connection. While it commits, appends queue up; what has queued becomes the next
group. What people report comes in batches, one for a turn of the event loop, and those of a group become one row.
Readers have a connection and a thread of their own, so that counting never waits for the disk of intake.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Final, TypeVar

import numpy as np
from pysqlite3 import dbapi2

from groundswell.core.batch import Batch, Committed
from groundswell.core.model import Report, Ruling
from groundswell.errors import GroundswellError, StoreUnavailableError
from groundswell.ports import Clock, Told
from groundswell.stores.encoding import encode_batch, encode_ruling
from groundswell.stores.journal_file import (
    AT,
    INSERT,
    LAST,
    OLDEST,
    READ,
    RECENT,
    RULINGS,
    Entry,
    add,
    committed,
    connect,
    faults,
    microseconds,
    open_for_writing,
    transaction,
)

T = TypeVar("T")
_log = logging.getLogger(__name__)

ROWS_PER_ENTRY_MAX: Final = 50_000
_ROWS_PER_GROUP_MAX: Final = 250_000
_GROUP_SECONDS_MAX: Final = 0.005
_GROUP_SECONDS_PER_PEER: Final = 0.000_05
_TRIM_ENTRIES: Final = 500
_RECENT_ROWS: Final = 10_000
"""So many rows are decoded in one go by who reads what is recent."""


@dataclass(slots=True)
class _Append:
    """What is on its way to the disk; `told` hears its first sequence."""

    content: Batch | Ruling
    loop: asyncio.AbstractEventLoop
    told: Told
    shares: bool = False
    """whether it may stand in one row with others"""

    @property
    def rows(self) -> int:
        return 1 if isinstance(self.content, Ruling) else len(self.content)


@dataclass(slots=True)
class _Trim:
    """Forget up to `_TRIM_ENTRIES` entries; resolves to (reports that went, whether there may be more)."""

    chosen: Mapping[str, int]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[tuple[int, bool]]

    @property
    def rows(self) -> int:
        return 0


@dataclass(slots=True)
class _Blank:
    """Forget who sent the report `sequence`; resolves to whether there was one."""

    sequence: int
    counts: bool
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[bool]

    @property
    def rows(self) -> int:
        return 0


@dataclass(slots=True, eq=False)
class _Waiter:
    loop: asyncio.AbstractEventLoop
    event: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class _Row:
    """One row to be, and whose it is: (index of the append, offset of its first report in the row)."""

    content: Batch | Ruling
    owners: Sequence[tuple[int, int]]


class JournalSqlite:
    """ports.Journal on the file at `path`, made when missing. One process appends to a file; others may read it.

    `group_seconds_max` bounds how long an append may wait for company when load is high. `took` hears, on the writing
    thread, how many seconds each group took that was made durable.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock,
        group_seconds_max: float = _GROUP_SECONDS_MAX,
        took: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        self._path = path
        self._clock = clock
        self._group_seconds_max = group_seconds_max
        self._took = took
        with faults(path):
            self._writer = open_for_writing(path)
            self._reader = connect(path)
            self._reader.execute("pragma query_only = on")
            self._last: int = self._writer.execute(LAST).fetchone()[0]
        self._guard = threading.Condition()
        self._queue: deque[_Append | _Trim | _Blank] = deque()
        self._queued_rows = 0
        self._wanted = 1
        self._closing = False
        self._waiters: set[_Waiter] = set()
        self._ruled = asyncio.Event()
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="journal-read")
        self._thread = threading.Thread(target=self._work, name="journal-write", daemon=True)
        self._thread.start()

    async def append(self, reports: Sequence[Report] | Batch) -> int:
        """See ports.Journal."""
        assert len(reports) > 0, "an entry holds at least one report"
        if isinstance(reports, Batch):
            return await self._enqueue(reports)
        return await self._enqueue(Batch.of(reports), shares=True)

    def add(self, reports: Batch, told: Told) -> None:
        """See ports.Journal."""
        assert len(reports) > 0, "an entry holds at least one report"
        self._put(_Append(reports, asyncio.get_running_loop(), told, shares=True))

    async def rule(self, ruling: Ruling) -> int:
        """See ports.Journal."""
        sequence = await self._enqueue(ruling)
        self._ruled.set()
        return sequence

    async def read(self, after: int, limit: int = 64, rows_max: int | None = None) -> Sequence[Committed]:
        """See ports.Journal."""
        return await self._read(READ, {"next": after + 1, "limit": limit}, rows_max)

    async def at(self, sequence: int) -> Committed | None:
        """See ports.Journal."""
        found = await self._read(AT, {"sequence": sequence})
        return found[0] if found and found[0].last >= sequence else None

    async def rulings(self, after: int, since: datetime | None = None) -> Sequence[Committed]:
        """See ports.Journal."""
        return await self._read(RULINGS, {"after": after, "since": microseconds(since) if since else 0})

    async def wait_for_ruling(self, seconds_max: float) -> bool:
        """See ports.Journal."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds_max):
                await self._ruled.wait()
        heard = self._ruled.is_set()
        self._ruled.clear()
        return heard

    async def recent(self, since: datetime) -> AsyncIterator[Committed]:
        """See ports.Journal."""
        after = 0
        while found := await self._read(RECENT, {"since": microseconds(since), "after": after}, _RECENT_ROWS):
            for entry in found:
                yield entry
            after = found[-1].first

    async def last(self) -> int:
        """See ports.Journal."""

        def look() -> int:
            with faults(self._path):
                return int(self._reader.execute(LAST).fetchone()[0])

        return await self._on_reader(look)

    async def wait(self, after: int, seconds_max: float) -> bool:
        """See ports.Journal. Commits of this process wake it; what another has written is seen at the end."""
        waiter = _Waiter(asyncio.get_running_loop())
        with self._guard:
            self._waiters.add(waiter)
        try:
            async with asyncio.timeout(seconds_max):
                while self._last <= after:
                    await waiter.event.wait()
                    waiter.event.clear()
            return True
        except TimeoutError:
            return await self.last() > after
        finally:
            with self._guard:
                self._waiters.discard(waiter)

    async def trim(self, before: datetime, *, counted: int, ruled: int) -> int:
        """See ports.Journal. Goes in small steps, so that appends are never held up for long."""
        chosen = {"before": microseconds(before), "counted": counted, "ruled": ruled, "limit": _TRIM_ENTRIES}
        loop = asyncio.get_running_loop()
        went, more = 0, True
        while more:
            step: asyncio.Future[tuple[int, bool]] = loop.create_future()
            self._put(_Trim(chosen, loop, step))
            reports, more = await step
            went += reports
        return went

    async def blank(self, sequence: int, *, counts: bool) -> bool:
        """See ports.Journal."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[bool] = loop.create_future()
        self._put(_Blank(sequence, counts, loop, future))
        return await future

    async def close(self) -> None:
        """See ports.Journal. What is queued is still written."""
        with self._guard:
            self._closing = True
            self._guard.notify_all()
        await asyncio.to_thread(self._thread.join)
        await asyncio.to_thread(self._reading.shutdown)
        self._reader.close()
        self._writer.close()

    # --- on the loop ------------------------------------------------------------------------------

    async def _enqueue(self, content: Batch | Ruling, *, shares: bool = False) -> int:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[int] = loop.create_future()
        self._put(_Append(content, loop, partial(_resolve, future), shares=shares))
        return await future

    def _put(self, entry: _Append | _Trim | _Blank) -> None:
        with self._guard:
            if self._closing:
                raise StoreUnavailableError(f"the journal {self._path} is closed")
            self._queue.append(entry)
            self._queued_rows += entry.rows
            if self._is_ready():
                self._guard.notify()

    async def _read(
        self, query: str, parameters: Mapping[str, int], rows_max: int | None = None
    ) -> list[Committed]:
        def look() -> list[Committed]:
            with faults(self._path), closing(self._reader.execute(query, parameters)) as found:
                rows = found.fetchall() if rows_max is None else list(_up_to(rows_max, found))
            return [committed(row) for row in rows]

        return await self._on_reader(look)

    async def _on_reader(self, look: Callable[[], T]) -> T:
        if self._closing:
            raise StoreUnavailableError(f"the journal {self._path} is closed")
        return await asyncio.get_running_loop().run_in_executor(self._reading, look)

    # --- on the writing thread ----------------------------------------------------------------------

    def _work(self) -> None:
        peers = 0
        while group := self._next_group(peers):
            appends = [entry for entry in group if isinstance(entry, _Append)]
            peers = len(appends)
            if appends:
                self._commit(appends)
            for entry in group:
                if isinstance(entry, _Trim):
                    self._forget(entry)
                elif isinstance(entry, _Blank):
                    self._blank(entry)

    def _is_ready(self) -> bool:
        return len(self._queue) >= self._wanted or self._queued_rows >= ROWS_PER_ENTRY_MAX or self._closing

    def _next_group(self, peers: int) -> list[_Append | _Trim | _Blank]:
        """What is to be written together; empty when all is written and the journal closes.

        A lone append goes at once. When the group before had `peers` appends, as many are expected again: they
        are waited for, the longer the more they are, but never beyond `group_seconds_max`.
        """
        with self._guard:
            self._wanted = 1
            self._guard.wait_for(self._is_ready)
            if peers > 1:
                self._wanted = peers
                patience = min(self._group_seconds_max, peers * _GROUP_SECONDS_PER_PEER)
                self._guard.wait_for(self._is_ready, timeout=patience)
            group: list[_Append | _Trim | _Blank] = []
            rows = 0
            while self._queue and rows < _ROWS_PER_GROUP_MAX:
                group.append(self._queue.popleft())
                rows += group[-1].rows
            self._queued_rows -= rows
            return group

    def _commit(self, appends: list[_Append]) -> None:
        """Write `appends` and answer them, each with its sequence or all with what went wrong."""
        try:
            began = perf_counter()
            with faults(self._path):
                firsts, last = self._write(appends)
            self._took(perf_counter() - began)
        except GroundswellError as fault:
            _settle((append, fault) for append in appends)
            return
        except Exception as fault:  # noqa: BLE001  whatever it was, those who wait must hear of it
            if len(appends) == 1:
                _settle([(appends[0], fault)])
                return
            for append in appends:  # one that cannot be written must not take the others with it
                self._commit([append])
            return
        with self._guard:
            self._last = max(self._last, last)
            waiters = list(self._waiters)
        _settle(zip(appends, firsts, strict=True), waiters)

    def _write(self, appends: list[_Append]) -> tuple[list[int], int]:
        """Write the group in one transaction; the first sequence of each append, and the last of all."""
        rows = _rows(appends)
        bodies = [
            (1, "ruling", encode_ruling(row.content))
            if isinstance(row.content, Ruling)
            else (len(row.content), "reports", encode_batch(row.content))
            for row in rows
        ]
        recorded_at = microseconds(self._clock.now())
        firsts = [0] * len(appends)
        if len(rows) == 1:
            count, kind, body = bodies[0]
            first = add(self._writer, count, recorded_at, kind, body)
            for index, offset in rows[0].owners:
                firsts[index] = first + offset
            return firsts, first + count - 1
        with transaction(self._writer):
            following: int = self._writer.execute(LAST).fetchone()[0] + 1
            for row, (count, kind, body) in zip(rows, bodies, strict=True):
                for index, offset in row.owners:
                    firsts[index] = following + offset
                self._writer.execute(INSERT, (following, count, recorded_at, kind, body))
                following += count
        return firsts, following - 1

    def _blank(self, blank: _Blank) -> None:
        try:
            with faults(self._path), transaction(self._writer):
                self._writer.execute("pragma secure_delete = on")
                found = _blanked(self._writer, blank)
            with faults(self._path):  # the log still holds what it said
                self._writer.execute("pragma wal_checkpoint(truncate)").fetchall()
        except Exception as fault:  # noqa: BLE001  whatever it was, the one who waits must hear of it
            _call(blank.loop, _resolve, blank.future, fault)
            return
        _call(blank.loop, _resolve, blank.future, found)

    def _forget(self, trim: _Trim) -> None:
        try:
            with faults(self._path), transaction(self._writer):
                rows: list[tuple[int, int, str]] = self._writer.execute(OLDEST, trim.chosen).fetchall()
                if rows:
                    last: int = self._writer.execute(LAST).fetchone()[0]
                    self._writer.execute("insert or replace into marks values ('trimmed', ?)", (last,))
                    firsts = [(first,) for first, _, _ in rows]
                    self._writer.executemany("delete from entries where first = ?", firsts)
        except Exception as fault:  # noqa: BLE001  whatever it was, the one who waits must hear of it
            _call(trim.loop, _resolve, trim.future, fault)
            return
        reports = sum(count for _, count, kind in rows if kind == "reports")
        _call(trim.loop, _resolve, trim.future, (reports, len(rows) == _TRIM_ENTRIES))


def _blanked(writer: dbapi2.Connection, blank: _Blank) -> bool:
    """Whether there was such a report. What it said is overwritten in the file, not only unlinked."""
    row: Entry | None = writer.execute(AT, {"sequence": blank.sequence}).fetchone()
    entry = committed(row) if row is not None else None
    if entry is None or entry.last < blank.sequence or not isinstance(entry.content, Batch):
        return False
    body = encode_batch(entry.content.blanked(blank.sequence - entry.first, counts=blank.counts))
    writer.execute("update entries set body = ? where first = ?", (body, entry.first))
    return True


def _up_to(rows_max: int, entries: Iterable[Entry]) -> Iterator[Entry]:
    """Entries while they hold no more than `rows_max` reports together; at least one."""
    rows = 0
    for number, entry in enumerate(entries):
        rows += entry[1]
        if rows > rows_max and number > 0:
            return
        yield entry


def _rows(appends: Sequence[_Append]) -> list[_Row]:
    """What becomes a row each: batches that may share one do, a batch that is too long is cut.

    The parts of what was cut get neighbouring sequences, so its owners are named on the first part alone.
    """
    shared: list[Batch] = []
    owners: list[tuple[int, int]] = []
    following = 0
    rows: list[_Row] = []
    for index, append in enumerate(appends):
        if isinstance(append.content, Ruling):
            rows.append(_Row(append.content, [(index, 0)]))
        elif append.shares:
            owners.append((index, following))
            shared.append(append.content)
            following += len(append.content)
        else:
            rows.extend(_parts(append.content, [(index, 0)]))
    if shared:
        rows.extend(_parts(Batch.joined(shared), owners))
    return rows


def _parts(batch: Batch, owners: Sequence[tuple[int, int]]) -> Iterator[_Row]:
    if len(batch) <= ROWS_PER_ENTRY_MAX:
        yield _Row(batch, owners)
        return
    for start in range(0, len(batch), ROWS_PER_ENTRY_MAX):
        rows = np.arange(start, min(start + ROWS_PER_ENTRY_MAX, len(batch)), dtype=np.intp)
        yield _Row(batch.take(rows), owners if start == 0 else ())


_Answers = Sequence[tuple[Told, int | Exception]]


def _settle(
    answers: Iterable[tuple[_Append, int | Exception]],
    waiters: Iterable[_Waiter] = (),
) -> None:
    """Tell everybody and wake the waiters: one call into each loop, however many they are."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Told, int | Exception]]] = defaultdict(list)
    events: dict[asyncio.AbstractEventLoop, list[asyncio.Event]] = defaultdict(list)
    for append, answer in answers:
        by_loop[append.loop].append((append.told, answer))
    for waiter in waiters:
        events[waiter.loop].append(waiter.event)
    for loop in by_loop.keys() | events.keys():
        _call(loop, _tell, by_loop[loop], events[loop])


def _call(loop: asyncio.AbstractEventLoop, what: Callable[..., None], *given: object) -> None:
    with suppress(RuntimeError):  # the loop is closed: nobody is left to be told
        loop.call_soon_threadsafe(what, *given)


def _tell(answers: _Answers, events: Sequence[asyncio.Event]) -> None:
    """Acknowledge: whatever one of those who hear of it does, the others hear of theirs."""
    for told, answer in answers:
        try:
            told(answer)
        except Exception:  # noqa: BLE001  a bug in one of them is not the others'
            _log.exception("what is durable, or is not, could not be told to who waits for it")
    for event in events:
        event.set()


def _resolve(future: asyncio.Future[T], answer: T | Exception) -> None:
    if future.done():  # cancelled while it waited; it is durable all the same
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
