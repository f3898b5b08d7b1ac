"""Leg 1: admit. Parse, screen, append to the journal, and only then hand out a receipt.

What has a receipt is durable. What is dropped is counted under its reason. The same Idempotency-Key gets
the same receipt, also across a restart: the last keys are read back from the journal's last quarter of an hour.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Final, Protocol

import numpy as np
from msgspec import Meta

from groundswell.core.batch import Batch
from groundswell.core.catalog import Catalog
from groundswell.core.intake import Fault, Limits, Looks, Memory, Rows, Tidied, daily, parse, screen, tidy
from groundswell.core.model import (
    REFERRED,
    Drop,
    Dropped,
    Receipt,
    Report,
    SourceKind,
    Submission,
    Visitor,
)
from groundswell.errors import GroundswellError, InputError, StoreUnavailableError
from groundswell.ports import Clock, Journal

_KEYS_MAX = 100_000
_KEYS_FOR = timedelta(minutes=15)
_BULK_KEYS_MAX = 10_000
_BULK = "bulk "
"""how the key of an entry begins that is a bulk request with an Idempotency-Key"""
KEY_LONG_LETTERS = 22
"""An Idempotency-Key of at least so many letters is taken for random: 22 hold 128 bits in base 64."""
_KEY_BYTES = 12
_PRINT_BYTES = 8
_ROWS_INLINE_MAX = 2_000
_MAC_BYTES = 8
_SEQUENCE_BYTES = 6
RECEIPT_LETTERS: Final = 2 * (_SEQUENCE_BYTES + _MAC_BYTES)
"""How long the name of a receipt is."""


class KeyReusedError(InputError):
    """An Idempotency-Key came back with another report: the sender has to use a new key."""

    def __init__(self) -> None:
        super().__init__(
            "Idempotency-Key", "was used for another report: send a new key with each new report"
        )


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

    def limits(self, ordinary: Limits, submission: Submission, service: str) -> Limits:
        """The limits of a report that comes with a proof, or while one is asked for."""
        ...


_Noted = tuple[Visitor, str, datetime]
"""What the screen has noted of a submission, to be given back when it is not taken."""

Receipted = Callable[[Receipt | Exception], None]
"""Hears once that a submission is durable, by its Receipt, or why it is not; never raises."""


@dataclass(slots=True)
class _Answered:
    """A key that came: its `sequence`, or, while that is 0, who waits for it. `fingerprint` is "" where not known."""

    fingerprint: str
    observed_at: datetime
    sequence: int = 0
    waiting: list[Receipted] = field(default_factory=list)


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
        self._keyed = hashlib.blake2b(key=self._secret, digest_size=_MAC_BYTES)
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
        self._answered: OrderedDict[str, _Answered] = OrderedDict()
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
        async for entry in self._journal.recent(self._clock.now() - _KEYS_FOR):
            if not isinstance(entry.content, Batch):
                continue
            for row, key in entry.content.keys.items():
                if key.startswith(_BULK):
                    scoped, print_ = _parts_of(key)
                    self._bulk[scoped] = _BulkTaken(print_, entry.recorded_at)
                    continue
                observed_at = entry.content.report(row).observed_at
                scoped, print_ = key[: 2 * _KEY_BYTES], key[2 * _KEY_BYTES :]
                self._remember(scoped, _Answered(print_, observed_at, entry.first + row))

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
        receipt: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()

        def told(answer: Receipt | Exception) -> None:
            if receipt.done():
                return
            if isinstance(answer, Exception):
                receipt.set_exception(answer)
            else:
                receipt.set_result(answer)

        return self.begin(submission, told) or await receipt

    def begin(self, submission: Submission, told: Receipted) -> Dropped | None:
        """The same without waiting: of what is not dropped `told` hears, at once or later on this event loop.

        Raises InputError, KeyReusedError, or StoreUnavailableError (nothing was taken); then nobody is told.
        """
        scoped = print_ = ""
        report = parse(submission, self._catalog)
        if isinstance(report, Dropped):
            return self._dropped(report)
        if report.key:
            sent_key, person = report.key, submission.visitor
            scoped, print_ = self._scoped(person.reporter, sent_key), _fingerprint(submission)
            report = report._replace(key=f"{scoped}{print_}")
            earlier = self._answered.get(scoped)
            if earlier is None and person.earlier:  # midnight may lie between the two
                earlier = self._answered.get(self._scoped(person.earlier, sent_key))
            if earlier is not None:
                if earlier.fingerprint not in ("", print_):
                    raise KeyReusedError
                if earlier.sequence:
                    told(self._receipt(earlier.sequence, earlier.observed_at))
                else:
                    earlier.waiting.append(told)
                return None
        limits, gate = self._limits, self.gate
        if gate is not None and (submission.proof or gate.asks):
            limits = gate.limits(limits, submission, report.service)
        dropped = screen(submission, report, self._catalog, limits, self._memory)
        if dropped is not None:
            return self._dropped(dropped)
        noted = (submission.visitor, report.service, self._memory.until)
        try:
            if not report.key:
                self._journal.add(report, partial(self._settle, told, noted, report.observed_at))
            else:
                answered = _Answered(print_, report.observed_at, waiting=[told])
                self._journal.add(report, partial(self._settle_key, scoped, noted, answered))
                self._remember(scoped, answered)
        except StoreUnavailableError:
            self._memory.give_back(*noted)
            raise
        return None

    def refuse(self) -> None:
        """Note that a submission was refused because it cannot be read or a field of it is wrong."""
        self._dropped(Dropped(Drop.MALFORMED))

    async def reports(self, rows: Rows, key: str = "") -> Outcome:
        """Take many reports, or counts, of a sender who holds a token. Durable on return, in one entry that can be
        told by `key`; what comes again under a key of `bulk_key` is told again, not taken again.

        Raises KeyReusedError, or StoreUnavailableError (nothing was taken).
        """
        if not key.startswith(_BULK):
            return await self._taken(rows, key)
        # Who goes before it is done does not leave us not knowing: the journal keeps what was begun.
        task = asyncio.create_task(self._taken_once(rows, key))
        self._under_way.add(task)
        task.add_done_callback(self._done_with)
        return await asyncio.shield(task)

    def bulk_key(self, sent_key: str, *content: bytes) -> str:
        """The key of the entry that a bulk request with this Idempotency-Key and `content` becomes."""
        said = hashlib.blake2b(digest_size=_PRINT_BYTES)
        for part in content:
            said.update(part)
        return f"{_BULK}{self._scoped(0, sent_key)}{said.hexdigest()}"

    async def _taken_once(self, rows: Rows, key: str) -> Outcome:
        """What became of `rows`, now or when they came before. Raises KeyReusedError where others came under that key."""
        scoped, print_ = _parts_of(key)
        async with self._keyed_bulk:  # who sends again before the first is through waits for it
            now = self._clock.now()
            earlier = self._bulk.get(scoped)
            if earlier is not None and now - earlier.at < _KEYS_FOR:
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
        batch = tidied.batch
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
        try:
            raw = bytes.fromhex(receipt_id)
        except ValueError:
            return None
        sequence, mac = raw[:_SEQUENCE_BYTES], raw[_SEQUENCE_BYTES:]
        if len(mac) != _MAC_BYTES or not hmac.compare_digest(mac, self._mac(sequence)):
            return None
        return int.from_bytes(sequence, "big")

    def receipt_id(self, sequence: int) -> str:
        """The unguessable name of a sequence: 28 hexadecimal digits."""
        raw = sequence.to_bytes(_SEQUENCE_BYTES, "big")
        return (raw + self._mac(raw)).hex()

    def _mac(self, raw: bytes) -> bytes:
        mac = self._keyed.copy()
        mac.update(raw)
        return mac.digest()

    def _receipt(self, sequence: int, observed_at: datetime) -> Receipt:
        return Receipt(self.receipt_id(sequence), sequence, whole_milliseconds(observed_at))

    def _dropped(self, dropped: Dropped) -> Dropped:
        self._drops[dropped.reason] += 1
        self._drops_untold[dropped.reason] += 1
        return dropped

    def _scoped(self, reporter: int, key: str) -> str:
        """The sender's key as we keep it: two people who both send "1" do not meet. A long one is random and nobody
        else's, so it holds also when the next try comes through another network."""
        text = (f"{reporter:x}:{key}" if len(key) < KEY_LONG_LETTERS else f":{key}").encode()
        return hashlib.blake2b(text, key=self._secret, digest_size=_KEY_BYTES).hexdigest()

    def _settle(self, told: Receipted, noted: _Noted, observed_at: datetime, answer: int | Exception) -> None:
        if isinstance(answer, Exception):
            self._memory.give_back(*noted)
            told(answer)
            return
        self._accepted += 1
        told(self._receipt(answer, observed_at))

    def _settle_key(self, key: str, noted: _Noted, answered: _Answered, answer: int | Exception) -> None:
        """Tell the first with this key, and whoever came with it meanwhile."""
        if isinstance(answer, Exception):
            self._answered.pop(key, None)  # the next try has to be a new one
            self._memory.give_back(*noted)
        else:
            self._accepted += 1
            answered.sequence = answer
        for told in answered.waiting:
            told(answer if isinstance(answer, Exception) else self._receipt(answer, answered.observed_at))
        answered.waiting = []

    def _remember(self, key: str, answered: _Answered) -> None:
        self._answered[key] = answered
        while len(self._answered) > _KEYS_MAX:
            self._answered.popitem(last=False)


def _outcome(tidied: Tidied) -> Outcome:
    return Outcome(int(tidied.batch.count.sum()), tidied.dropped, tidied.faults)


def _parts_of(bulk_key: str) -> tuple[str, str]:
    """The sender's key and the fingerprint of the content in it."""
    bare = bulk_key.removeprefix(_BULK)
    return bare[: 2 * _KEY_BYTES], bare[2 * _KEY_BYTES :]


def whole_milliseconds(at: datetime) -> datetime:
    """`at` as the journal keeps it."""
    beyond = at.microsecond % 1000
    return at.replace(microsecond=at.microsecond - beyond) if beyond else at


def _fingerprint(said: Submission) -> str:
    """What makes two submissions the same: all that the sender said, but not when and from where it arrived."""
    what = (said.service, said.symptom, said.works, said.app_version, said.comment)
    where = (said.country, said.region, said.network, said.platform)
    return hashlib.blake2b(repr((what, where)).encode(), digest_size=_PRINT_BYTES).hexdigest()
