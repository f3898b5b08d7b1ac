"""Leg 1: admit. Parse, screen, append to the journal, and only then hand out a receipt.

What has a receipt is durable. What is dropped is counted under its reason. The same Idempotency-Key gets
the same receipt, also across a restart: the last keys are read back from the journal's last quarter of an hour.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import repeat
from typing import Annotated, Protocol, TypeVar

import numpy as np
from msgspec import Meta

from groundswell.core.batch import Batch
from groundswell.core.catalog import Catalog
from groundswell.core.intake import (
    SEED,
    Arrivals,
    Fault,
    Judged,
    Limits,
    Looks,
    Memory,
    Rows,
    Tidied,
    daily,
    judge,
    screen_who,
    thrown,
    tidy,
)
from groundswell.core.model import (
    REFERRED,
    Drop,
    Dropped,
    NetworkKind,
    Receipt,
    Report,
    SourceKind,
    Submission,
    Visitor,
)
from groundswell.errors import GroundswellError
from groundswell.flow.group import Group, whole_milliseconds
from groundswell.flow.keys import (
    KEYS_FOR,
    Answered,
    Became,
    KeyReusedError,
    Keys,
    Told,
    is_bulk,
    parts_of,
)
from groundswell.flow.receipts import Receipts
from groundswell.ports import Clock, Journal

T = TypeVar("T")

_BULK_KEYS_MAX = 10_000
_ROWS_INLINE_MAX = 2_000


@dataclass(frozen=True, slots=True)
class AdmitConfig:
    """Settings of [intake]."""

    late_minutes_max: float = 60.0
    """How long after it was observed a person's report is still taken, in minutes."""

    skew_minutes_max: float = 5.0
    """How far ahead of our clock a report's time may lie, in minutes."""

    origin_reports_max: Annotated[int, Meta(ge=1)] = 3
    """Reports on one service that one connection may always send in half an hour. A connection is an IPv4 address or an
    IPv6 /64; the /48 around it may send four times as many."""

    origin_share_max: Annotated[float, Meta(ge=0, le=1)] = 0.02
    """Beyond that, the largest part (0 to 1) of a service's reports in half an hour that one connection may send."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a bulk request: `accepted` is the sum of the counts taken, `faults` the first bad lines."""

    accepted: int
    dropped: Mapping[Drop, int]
    faults: tuple[Fault, ...]


class Gate(Protocol):
    """Knows whether reports are asked for a proof of work, and what a proof is worth: `flow.guard`."""

    @property
    def asks(self) -> bool:
        """Whether reports are asked for one now."""
        ...

    def limits(self, ordinary: Limits, proof: str, at: datetime, *, shared: bool = False) -> Limits:
        """The limits of a report that comes with a `proof`, or while one is asked for; `shared`: over an address that
        a mobile carrier gives to many of its people at once."""
        ...


@dataclass(slots=True)
class _BulkTaken:
    """A bulk request with a key: taken `at`, and what was said of it, None where that was before a restart."""

    fingerprint: str
    at: datetime
    outcome: Outcome | None = None


class Admit:
    """The front door. One instance per intake process."""

    def __init__(
        self, catalog: Catalog, journal: Journal, clock: Clock, config: AdmitConfig, secret: bytes
    ) -> None:
        self._catalog = catalog
        self._journal = journal
        self._clock = clock
        self._config = config
        self._secret = hashlib.blake2b(b"receipt", key=secret[:64]).digest()
        self._people = hashlib.blake2b(b"people in bulk", key=secret[:64], digest_size=16).digest()
        self._receipts = Receipts(self._secret)
        self._limits = Limits(
            late=timedelta(minutes=config.late_minutes_max),
            skew=timedelta(minutes=config.skew_minutes_max),
            origin_reports_max=config.origin_reports_max,
            origin_share_max=config.origin_share_max,
        )
        self.gate: Gate | None = None
        """who says which limits a report has that comes with a proof of work, or while one is asked for"""
        self._memory = Memory()
        self._looks = Looks()
        self._keys = Keys(self._secret)
        self._keyed_bulk = asyncio.Lock()
        self._bulk: OrderedDict[str, _BulkTaken] = OrderedDict()
        self._under_way: set[asyncio.Task[Outcome]] = set()
        self._visits: Counter[tuple[str, str, str]] = Counter()
        self._accepted = 0
        self._visited = 0
        self._drops: Counter[Drop] = Counter()
        self._drops_untold: Counter[Drop] = Counter()

    async def start(self) -> None:
        """Remember the keys of the journal's last quarter of an hour, so that a retry after a crash is one."""
        async for entry in self._journal.recent(self._clock.now() - KEYS_FOR):
            if not isinstance(entry.content, Batch):
                continue
            for row, key in entry.content.keys.items():
                scoped, print_ = parts_of(key)
                if is_bulk(key):
                    self._bulk[scoped] = _BulkTaken(print_, entry.recorded_at)
                    continue
                observed_at = entry.content.report(row).observed_at
                self._keys.remember(scoped, Answered(print_, observed_at, entry.first + row))

    @property
    def accepted(self) -> int:
        """Reports made durable since start (a partner's row counts as many as it speaks for)."""
        return self._accepted

    @property
    def visits(self) -> int:
        """Visits of service pages since start."""
        return self._visited

    @property
    def drops(self) -> Mapping[Drop, int]:
        """How many submissions were dropped since start, by reason."""
        return self._drops

    def take_drops(self) -> Mapping[str, int]:
        """Drops that have not been written to the cube's counters yet; they count as written now."""
        untold = {reason.value: number for reason, number in self._drops_untold.items()}
        self._drops_untold.clear()
        return untold

    def put_back_drops(self, drops: Mapping[str, int]) -> None:
        """They could not be written: they are untold again."""
        self._drops_untold.update({Drop(reason): number for reason, number in drops.items()})

    async def one(self, submission: Submission) -> Receipt | Dropped:
        """Take one submission; the Receipt means that it is durable.

        Raises InputError naming the field, KeyReusedError, or StoreUnavailableError (nothing was taken).
        """
        return await self.first(Arrivals.of(submission))

    async def first(self, arrivals: Arrivals) -> Receipt | Dropped:
        """The same of one that has arrived alone."""
        became: asyncio.Future[Receipt | Dropped] = asyncio.get_running_loop().create_future()

        def told(_rows: object, answers: Iterable[Became]) -> None:
            (answer,) = answers
            if became.done():
                return
            if isinstance(answer, Exception):
                became.set_exception(answer)
            else:
                became.set_result(answer)

        self.take(arrivals, told)
        return await became

    def take(self, arrivals: Arrivals, told: Told) -> None:
        """The same for many, without waiting: `told` hears of each row once, at once or later on this event loop: its
        Receipt, why it is dropped, or what `one` raises. Never raises, and what is wrong with one keeps no other out.
        """
        judged = judge(arrivals, self._catalog, self._limits)
        answers: dict[int, Became] = {}
        keyed, gone = self._keyed(arrivals, judged, answers, told) if arrivals.keys else ({}, ())
        rows: Sequence[int] = range(len(arrivals))
        refused: dict[int, Dropped | Exception] = {}
        if any(one.refused for one in judged):
            refused = {
                row: out
                for row, one in enumerate(arrivals.which)
                if (out := judged[one].refused) and row not in gone
            }
        if refused or gone:
            rows = [row for row in rows if row not in refused and row not in gone]
        if dropped := self._screen_who(arrivals, rows, judged):
            rows = [row for row in rows if row not in dropped]
            refused.update(dropped)
        for row, out in refused.items():
            answers[row] = out
            others = self._forget(keyed.pop(row), out) if row in keyed else 0
            if isinstance(out, Dropped):
                self._count_drop(out.reason, 1 + others)
        if answers:
            told(list(answers), list(answers.values()))
        if rows:
            self._write(
                Group(
                    told,
                    judged,
                    rows,
                    _picked(arrivals.which, rows),
                    _picked(arrivals.persons, rows),
                    {i: keyed[row] for i, row in enumerate(rows) if row in keyed} if keyed else {},
                    self._memory.until,
                )
            )

    def _keyed(
        self, arrivals: Arrivals, judged: Sequence[Judged], answers: dict[int, Became], told: Told
    ) -> tuple[dict[int, tuple[str, Answered]], set[int]]:
        """By row the keys that are new, remembered; and the rows that are not to be taken: they have their answer already,
        or wait for the same that came before."""
        keyed: dict[int, tuple[str, Answered]] = {}
        gone: set[int] = set()
        for row in arrivals.keys:
            report = judged[arrivals.which[row]].report
            if report is None:
                continue
            try:
                scoped, print_, earlier = self._keys.find(arrivals, row)
            except KeyReusedError as fault:
                answers[row] = fault
                gone.add(row)
                continue
            if earlier is None:
                keyed[row] = scoped, Answered(print_, report.observed_at)
                self._keys.remember(*keyed[row])
                continue
            gone.add(row)
            if earlier.sequence:
                answers[row] = Receipt(
                    self.receipt_id(earlier.sequence),
                    earlier.sequence,
                    whole_milliseconds(earlier.observed_at),
                )
            else:
                earlier.waiting.append((told, row))
        return keyed, gone

    def _forget(self, keyed: tuple[str, Answered], answer: Became) -> int:
        """The next try with this key has to be a new one. Who waits beside is told the same; how many they are."""
        scoped, answered = keyed
        self._keys.forget(scoped)
        others = len(answered.waiting)
        answered.tell(answer)
        return others

    def _screen_who(
        self, arrivals: Arrivals, rows: Sequence[int], judged: Sequence[Judged]
    ) -> Mapping[int, Dropped]:
        """Which of these rows are not taken because of who sent them."""
        services = [one.report.service if one.report else "" for one in judged]
        whose, proofs = _picked(arrivals.persons, rows), arrivals.proofs
        named = map(services.__getitem__, _picked(arrivals.which, rows))
        limits: Iterable[Limits] = repeat(self._limits)
        if (gate := self.gate) is not None and (gate.asks or proofs):
            limits = [
                gate.limits(
                    self._limits, proofs.get(row, ""), arrivals.at, shared=self._is_mobile(arrivals, row)
                )
                if gate.asks or row in proofs
                else self._limits
                for row in rows
            ]
        asked = list(zip(rows, whose, named, limits, strict=False))
        return screen_who(asked, arrivals.at, self._catalog, self._memory)

    def _is_mobile(self, arrivals: Arrivals, row: int) -> bool:
        """Whether many phones may share the address that `row` came from: over IPv6 each has one of its own."""
        _, _, prefix, _ = arrivals.persons[row]
        known = self._catalog.networks.get(arrivals.said[arrivals.which[row]].visitor.network)
        return not prefix and known is not None and known.kind is NetworkKind.MOBILE

    def _write(self, group: Group) -> None:
        try:
            self._journal.add(group.batch(), partial(self._settle, group))
        except Exception as fault:  # noqa: BLE001  whatever it was, those who wait must hear of it
            self._settle(group, fault)

    def _settle(self, group: Group, answer: int | Exception) -> None:
        """Tell all of `group`, and whoever came with the same key meanwhile."""
        if not isinstance(answer, Exception):
            self._accepted += len(group.rows)
            granted = group.granted(answer, self._receipts.names(answer, len(group.rows)))
            for i, (_, answered) in group.keyed.items():
                answered.sequence = answer + i
                answered.tell(granted.receipt(i))
            group.told(group.rows, granted)
        elif len(group.rows) > 1 and not isinstance(answer, GroundswellError):
            for i in range(len(group.rows)):  # one that cannot be written must not take the others with it
                self._write(group.alone(i))
        else:
            for i, (_, origin, prefix, _) in enumerate(group.persons):
                self._memory.give_back(origin, prefix, group.report(i).service, group.until)
            for keyed in group.keyed.values():
                self._forget(keyed, answer)
            group.told(group.rows, [answer] * len(group.rows))

    def refuse(self) -> None:
        """Note that a submission was refused because it cannot be read or a field of it is wrong."""
        self._count_drop(Drop.MALFORMED, 1)

    async def reports(self, rows: Rows, key: str = "") -> Outcome:
        """Take many reports, or counts, of a sender who holds a token. Durable on return, in one entry that can be
        told by `key`; what comes again under a key of `bulk_key` is told again, not taken again.

        Raises KeyReusedError, or StoreUnavailableError (nothing was taken).
        """
        if not is_bulk(key):
            return await self._taken(rows, key)
        # Who goes before it is done does not leave us not knowing: the journal keeps what was begun.
        task = asyncio.create_task(self._taken_once(rows, key))
        self._under_way.add(task)
        task.add_done_callback(self._done_with)
        return await asyncio.shield(task)

    def bulk_key(self, sent_key: str, *content: bytes) -> str:
        """The key of the entry that a bulk request with this Idempotency-Key and `content` becomes."""
        return self._keys.bulk(sent_key, *content)

    async def _taken_once(self, rows: Rows, key: str) -> Outcome:
        """What became of `rows`, now or when they came before. Raises KeyReusedError where others came under that key."""
        scoped, print_ = parts_of(key)
        async with self._keyed_bulk:  # who sends again before the first is through waits for it
            now = self._clock.now()
            earlier = self._bulk.get(scoped)
            if earlier is not None and now - earlier.at < KEYS_FOR:
                if earlier.fingerprint != print_:
                    raise KeyReusedError
                if earlier.outcome is None:  # it was taken before a restart
                    earlier.outcome = _outcome(await self._tidy(rows, earlier.at))
                return earlier.outcome
            outcome = await self._taken(rows, key)
            self._bulk[scoped] = _BulkTaken(print_, now, outcome)
            self._bulk.move_to_end(scoped)
            while len(self._bulk) > _BULK_KEYS_MAX:
                self._bulk.popitem(last=False)
            return outcome

    async def _taken(self, rows: Rows, key: str) -> Outcome:
        tidied = await self._tidy(rows, self._clock.now())
        batch = tidied.batch
        if len(batch) > 0:
            await self._journal.append(replace(batch, keys={0: key}) if key else batch)
        self._drops.update(tidied.dropped)  # after it: who hears that nothing was taken sends it all again
        self._drops_untold.update(tidied.dropped)
        outcome = _outcome(tidied)
        self._accepted += outcome.accepted
        return outcome

    def _done_with(self, task: asyncio.Task[Outcome]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # whoever waited has heard it; who has gone need not

    async def _tidy(self, rows: Rows, at: datetime) -> Tidied:
        # A large request is a tenth of a second of arithmetic: not on the loop that answers people.
        large = len(rows) > _ROWS_INLINE_MAX
        return await asyncio.to_thread(self._tidied, rows, at) if large else self._tidied(rows, at)

    def _tidied(self, rows: Rows, at: datetime) -> Tidied:
        """What of `rows`, received `at`, can be counted, whoever they name by a pseudonym of the day."""
        tidied = tidy(rows, self._catalog, at, self._config.skew_minutes_max)
        until = int(at.timestamp() * 1000)
        batch = thrown(tidied.batch, rows.bin_minutes, until, np.random.default_rng(SEED))
        reporter = daily(batch.reporter, batch.observed_at, self._people)
        return replace(tidied, batch=replace(batch, reporter=reporter))

    async def counts(self, rows: Rows, key: str = "") -> Outcome:
        """Take a partner's aggregates: the same road, rows that speak for many and for nobody by name."""
        nobody = np.zeros(len(rows), dtype=np.uint64)
        return await self.reports(replace(rows, reporter=nobody), key)

    def visit(self, service: str, visitor: Visitor, *, referred: bool = False) -> None:
        """Note that somebody opened a service's page, perhaps by a link from elsewhere. In memory until `flush_visits`.
        A person counts once in a half hour, and a connection is no crowd."""
        if not self._looks.counts(visitor, service, self._clock.now(), self._limits):
            return
        self._visits[service, visitor.country, REFERRED if referred else ""] += 1
        self._visited += 1

    async def flush_visits(self) -> None:
        """Journal the visits since the last time as one row per service, country and way of arrival."""
        if not self._visits:
            return
        visits, self._visits = self._visits, Counter()
        now = self._clock.now()
        rows = [
            Report(
                service=service,
                symptom=arrival,
                country=country,
                observed_at=now,
                source_kind=SourceKind.VISIT,
                count=count,
            )
            for (service, country, arrival), count in visits.items()
        ]
        try:
            await self._journal.append(Batch.of(rows))
        except GroundswellError:  # nothing else: who is cancelled does not know that it was not written
            self._visits.update(visits)
            raise

    def sequence_of(self, receipt_id: str) -> int | None:
        """The journal sequence that a receipt names; None if we never gave it out."""
        return self._receipts.sequence_of(receipt_id)

    def receipt_id(self, sequence: int) -> str:
        """The unguessable name of a sequence."""
        return self._receipts.name(sequence)

    def _count_drop(self, reason: Drop, times: int) -> None:
        self._drops[reason] += times
        self._drops_untold[reason] += times


def _outcome(tidied: Tidied) -> Outcome:
    return Outcome(int(tidied.batch.count.sum()), tidied.dropped, tidied.faults)


def _picked(column: Sequence[T], rows: Sequence[int]) -> Sequence[T]:
    """Of `column` what stands in `rows`, which rise."""
    return column if len(rows) == len(column) else [column[row] for row in rows]
