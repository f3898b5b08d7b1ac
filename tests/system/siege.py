"""A load of reports on a server that is killed while it answers, and the books in which every one of them stands.

Each report has an app version of its own, which is an axis of the cube: so each can be told from all others
after it was counted. People are told apart by X-Forwarded-For, which the server believes from loopback.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import httpx

from groundswell.core.model import Axis, SourceKind
from groundswell.core.timegrid import MINUTES_PER_DAY, ROLLUP_MINUTES
from groundswell.stores.catalog_toml import load_catalog
from groundswell.stores.relational import RelationalCube, open_database
from tests.system.process import TOKEN, Server

SERVICES = tuple(load_catalog().services)
"""All of them: so each service stays below the number of app versions that it may have on a day."""
CONNECTIONS = 64
_BULK_ROWS = 40
_KEYED_SHARE = 0.2
_BULK_SHARE = 0.005
_WORKS_SHARE = 0.1
_EARLY_KILL_SHARE = 0.3
_RETRIED_AT_ONCE = 50
_BULKS_RETRIED_AT_ONCE = 2
_ANSWER_SECONDS_MAX = 60.0
_COUNTED_SECONDS_MAX = 60.0
_END_OF_TIME = 2**31 - 1
_SECONDS_PER_DAY = 60 * MINUTES_PER_DAY

Cells = Counter[tuple[str, bool, str]]
"""Counts by service, works and app version."""


@dataclass(slots=True)
class Sent:
    """One report that was sent, and the receipt if it was answered. `day` (UTC) is when it was sent first."""

    number: int
    service: str
    works: bool
    key: str
    day: int
    tries: int = 0
    receipt: str = ""

    @property
    def version(self) -> str:
        """What names it in the cube."""
        return f"1.{self.number}"

    @property
    def said(self) -> dict[str, object]:
        """What its sender says."""
        claim: dict[str, object] = {"works": True} if self.works else {}
        return {"service": self.service, "app_version": self.version} | claim


@dataclass(slots=True)
class Bulk:
    """One bulk request, its key, and whether it was answered."""

    reports: list[Sent]
    key: str
    is_answered: bool = False
    tries: int = 0


@dataclass(slots=True)
class Books:
    """What was sent, what was answered, and what went wrong while it was."""

    singles: list[Sent] = field(default_factory=list)
    bulks: list[Bulk] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    answered: int = 0
    keys_retried: int = 0
    bulks_retried: int = 0
    kills: int = 0
    kills_in_start: int = 0
    start_seconds: list[float] = field(default_factory=list)
    down_seconds: float = 0.0
    load_seconds: float = 0.0

    def sent(self) -> Iterator[tuple[Sent, bool]]:
        """Every report, and whether it was answered."""
        yield from ((report, bool(report.receipt)) for report in self.singles)
        yield from ((report, bulk.is_answered) for bulk in self.bulks for report in bulk.reports)


class _Connection:
    """Keep-alive HTTP over one connection, made anew when it broke."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, headers: str, body: bytes) -> tuple[int, bytes]:
        """Status and body. Raises OSError or EOFError when the server has gone."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._server.port)
        reader, writer = self._streams
        try:
            head = f"POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {len(body)}\r\n{headers}\r\n"
            writer.write(head.encode() + body)
            answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = int(answer.partition("content-length:")[2].partition("\r\n")[0])
            return int(answer.split(" ", 2)[1]), await reader.readexactly(length)
        except (OSError, EOFError):
            self.close()
            raise

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


class Siege:
    """Reports until `wanted` of them are answered, while the server is killed `kills` times."""

    def __init__(self, server: Server, *, wanted: int, kills: int, seed: int) -> None:
        self.books = Books()
        self._server = server
        self._wanted = wanted
        self._random = Random(seed)
        self._kill_at = sorted(self._random.sample(range(wanted // 20, wanted), kills))
        self._up = asyncio.Event()
        self._again: deque[Sent] = deque()
        self._keyed: deque[Sent] = deque(maxlen=500)
        self._bulks_again: deque[Bulk] = deque()
        self._bulks_answered: deque[Bulk] = deque(maxlen=50)
        self._number = 0

    async def run(self) -> Books:
        """The whole of it; at the end the server is up."""
        books = self.books
        books.start_seconds.append(await asyncio.to_thread(self._server.start))
        self._up.set()
        began = time.perf_counter()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._kill_now_and_then())
            for _ in range(CONNECTIONS):
                tasks.create_task(self._report())
        books.load_seconds = time.perf_counter() - began - books.down_seconds
        return books

    async def _kill_now_and_then(self) -> None:
        books = self.books
        for answered in self._kill_at:
            while books.answered < answered and not books.faults:
                await asyncio.sleep(0.001)
            await asyncio.sleep(self._random.uniform(0, 0.03))
            self._up.clear()
            went_down = time.perf_counter()
            self._server.kill()
            books.kills += 1
            if self._random.random() < _EARLY_KILL_SHARE:
                # It is busy with what the last run has left: that is a bad moment too.
                self._server.launch()
                await asyncio.sleep(self._random.uniform(0.3, 1.0) * books.start_seconds[0])
                self._server.kill()
                books.kills_in_start += 1
            books.start_seconds.append(await asyncio.to_thread(self._server.start))
            books.down_seconds += time.perf_counter() - went_down
            # Some who were answered ask again, as a sender does who never heard of it.
            few = min(_RETRIED_AT_ONCE, len(self._keyed))
            self._again.extend(self._random.sample(list(self._keyed), few))
            few = min(_BULKS_RETRIED_AT_ONCE, len(self._bulks_answered))
            self._bulks_again.extend(self._random.sample(list(self._bulks_answered), few))
            self._up.set()

    async def _report(self) -> None:
        connection = _Connection(self._server)
        while not self.books.faults and (
            self.books.answered < self._wanted or self._again or self._bulks_again
        ):
            await self._up.wait()
            try:
                async with asyncio.timeout(_ANSWER_SECONDS_MAX):
                    if self._bulks_again:
                        await self._send_bulk(connection, self._bulks_again.popleft())
                    elif self._random.random() < _BULK_SHARE:
                        await self._send_bulk(connection, self._next_bulk())
                    else:
                        await self._send(connection, self._again.popleft() if self._again else self._next())
            except (OSError, EOFError):
                await asyncio.sleep(0.005)  # the line may break before we know that it was a kill
        connection.close()

    def _next(self) -> Sent:
        self._number += 1
        report = Sent(
            number=self._number,
            service=self._random.choice(SERVICES),
            works=self._random.random() < _WORKS_SHARE,
            key=f"key-{self._number}" if self._random.random() < _KEYED_SHARE else "",
            day=_today(),
        )
        self.books.singles.append(report)
        return report

    async def _send(self, connection: _Connection, report: Sent) -> None:
        number = report.number
        headers = (
            "content-type: application/json\r\nuser-agent: siege\r\n"
            f"x-forwarded-for: 20.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}\r\n"
        )
        if report.key:
            headers += f"idempotency-key: {report.key}\r\n"
        if is_retry := report.tries > 0:
            self.books.keys_retried += 1
        report.tries += 1
        try:
            status, body = await connection.post("/api/v1/reports", headers, json.dumps(report.said).encode())
        except (OSError, EOFError):
            # A key belongs to its sender's pseudonym, which changes at midnight: then it is another's.
            if report.key and report.day == _today():
                self._again.append(report)
            raise
        if status != 202:
            self.books.faults.append(f"report {number} was answered {status}: {body.decode()}")
            return
        receipt: str = json.loads(body)["receipt"]
        if report.receipt and receipt != report.receipt and report.day == _today():
            self.books.faults.append(f"key {report.key}: {receipt} after {report.receipt}")
        if not report.receipt:
            report.receipt = receipt
            self.books.answered += 1
            if report.key and not is_retry:
                self._keyed.append(report)

    def _next_bulk(self) -> Bulk:
        bulk = Bulk([], f"bulk-{self._number + 1}")
        for _ in range(_BULK_ROWS):
            self._number += 1
            works = self._random.random() < _WORKS_SHARE
            bulk.reports.append(Sent(self._number, self._random.choice(SERVICES), works, "", _today()))
        self.books.bulks.append(bulk)
        return bulk

    async def _send_bulk(self, connection: _Connection, bulk: Bulk) -> None:
        """Send it, once more where nobody answered or the server has been killed since: it is taken once."""
        self.books.bulks_retried += bulk.tries > 0
        bulk.tries += 1
        lines = [json.dumps(report.said | {"reporter": report.version}) for report in bulk.reports]
        headers = (
            f"content-type: application/x-ndjson\r\nauthorization: Bearer {TOKEN}\r\n"
            f"idempotency-key: {bulk.key}\r\n"
        )
        try:
            status, body = await connection.post("/api/v1/reports/bulk", headers, "\n".join(lines).encode())
        except (OSError, EOFError):
            self._bulks_again.append(bulk)
            raise
        if status != 202 or json.loads(body)["accepted"] != len(bulk.reports):
            self.books.faults.append(f"a bulk request was answered {status}: {body.decode()}")
            return
        if not bulk.is_answered:
            bulk.is_answered = True
            self._bulks_answered.append(bulk)


def _today() -> int:
    return int(time.time() // _SECONDS_PER_DAY)


def not_counted_by_receipt(server: Server, books: Books, random: Random, sample: int = 100) -> list[str]:
    """What the server says of the receipts of a sample of those answered, where that is not "counted" in the end."""
    answered = [report for report in books.singles if report.receipt]
    faults = []
    until = time.perf_counter() + _COUNTED_SECONDS_MAX
    with httpx.Client(base_url=server.url) as client:
        for report in random.sample(answered, min(sample, len(answered))):
            path = f"/api/v1/receipts/{report.receipt}"
            while (followed := client.get(path).json()).get("status") == "waiting":
                if time.perf_counter() > until:
                    break
                time.sleep(0.05)
            if (followed.get("status"), followed.get("service")) != ("counted", report.service):
                faults.append(f"receipt of report {report.number}: {followed}")
    return faults


async def cells_of(database: str) -> dict[int, tuple[Cells, Cells]]:
    """What the cube holds of people, by width of bin: by app version, and in all (under the version "")."""
    opened = open_database(database)
    try:
        cube = RelationalCube(opened)
        found: dict[int, tuple[Cells, Cells]] = {}
        for bin_minutes in ROLLUP_MINUTES:
            sums: list[Cells] = []
            for axis in (Axis.APP_VERSION, Axis.ALL):
                counts: Cells = Counter()
                for cell in await cube.cells(0, _END_OF_TIME, bin_minutes=bin_minutes, axis=axis):
                    if cell.kind is SourceKind.PERSON:
                        counts[cell.service, cell.works, cell.value] += cell.count
                sums.append(counts)
            found[bin_minutes] = (sums[0], sums[1])
        return found
    finally:
        await opened.close()


def breaches(books: Books, cells: dict[int, tuple[Cells, Cells]]) -> list[str]:
    """Where the cube does not hold every answered report once, a sent one more than once, or one never sent."""
    sent = {(each.service, each.works, each.version): answered for each, answered in books.sent()}
    receipts = Counter(report.receipt for report in books.singles if report.receipt)
    found = [f"receipt {receipt} was given {times} times" for receipt, times in receipts.items() if times > 1]
    for bin_minutes, (by_version, in_all) in cells.items():
        at = f"in bins of {bin_minutes} min"
        for name, answered in sent.items():
            if answered and by_version[name] == 0:
                found.append(f"{at}: {name} was answered 202 and is not counted")
            if by_version[name] > 1:
                found.append(f"{at}: {name} was sent once and counts {by_version[name]}")
        found += [f"{at}: {name} was never sent" for name in by_version if name not in sent]
        sums: Cells = Counter()
        for (service, works, _), count in by_version.items():
            sums[service, works, ""] += count
        if sums != in_all:
            found.append(f"{at}: the total is {dict(in_all)}, its parts make {dict(sums)}")
        if by_version != cells[1][0]:
            found.append(f"{at}: other counts than in bins of 1 min")
    return found
