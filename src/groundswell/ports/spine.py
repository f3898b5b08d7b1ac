"""A report's way from the journal to the page: what its legs need, whoever provides it.

Every method that may wait is async. Faults: StoreUnavailableError (wait), CorruptStoreError (look).
The contract suites in tests/contract say what each promise means; every store passes the same one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from groundswell.core.batch import Batch, Committed
from groundswell.core.cube import Deltas
from groundswell.core.model import (
    Axis,
    Cell,
    Deploy,
    Event,
    HeldRise,
    Incident,
    Report,
    Ruling,
    SourceKind,
    State,
    Usual,
)


class Clock(Protocol):
    """The only source of "now"."""

    def now(self) -> datetime:
        """This instant, aware, UTC."""
        ...

    async def sleep_until(self, at: datetime) -> None:
        """Return when `now()` has reached `at`."""
        ...


Told = Callable[[int | Exception], None]
"""Hears the first sequence of what is durable, or why it is not."""


class Journal(Protocol):
    """The log of everything accepted, in order. What `append` has returned for is never lost."""

    async def append(self, reports: Sequence[Report] | Batch) -> int:
        """Make `reports` durable (at least one); return the sequence of the first, the rest follow it.

        Sequences start at 1 and rise without overlap; calls at the same time share one commit.
        """
        ...

    def add(self, reports: Batch, told: Told) -> None:
        """The same without waiting, for what many people sent: `told` is called once, later, on this event loop.

        It may stand in one entry with what others add. Raises StoreUnavailableError when closed.
        """
        ...

    async def rule(self, ruling: Ruling) -> int:
        """Make `ruling` durable; return its sequence."""
        ...

    async def read(self, after: int, limit: int = 64, rows_max: int | None = None) -> Sequence[Committed]:
        """Up to `limit` entries, oldest first, that hold sequences greater than `after`; no more than hold `rows_max`
        reports together, but at least one. What is not returned is not read."""
        ...

    async def at(self, sequence: int) -> Committed | None:
        """The entry that holds `sequence`; None if there is none (any more)."""
        ...

    async def last(self) -> int:
        """The last sequence given out; 0 when empty."""
        ...

    async def wait(self, after: int, seconds_max: float) -> bool:
        """Return True as soon as something beyond `after` is there, False after `seconds_max`."""
        ...

    async def blank(self, sequence: int, *, counts: bool) -> bool:
        """Forget of this report who sent it, from where, on what and in which words; what is counted of it stays (nothing, where
        it `counts` no longer). False where there is none (any more)."""
        ...

    async def rulings(self, after: int, since: datetime | None = None) -> Sequence[Committed]:
        """Every Ruling beyond the sequence `after`, recorded at or after `since`, oldest first, without reading the reports
        between."""
        ...

    async def wait_for_ruling(self, seconds_max: float) -> bool:
        """Return True as soon as something has been ruled since this was last asked, False after `seconds_max`. For one
        asker; rulings of another process are not heard."""
        ...

    def recent(self, since: datetime) -> AsyncIterator[Committed]:
        """Entries recorded at or after `since`, oldest first, one after the other."""
        ...

    async def trim(self, before: datetime, *, counted: int, ruled: int) -> int:
        """Forget entries recorded before `before`, of reports those up to the sequence `counted`, of rulings those up
        to `ruled`; return how many reports went. Sequences go on."""
        ...

    async def close(self) -> None:
        """Finish what was begun and let go."""
        ...


@dataclass(frozen=True, slots=True)
class ClaimBlock:
    """Persons counted in one half hour by one run of `count`: the marks of core.cube, who it is and what was said."""

    half_hour: int
    keys: NDArray[np.uint64]


class Cube(Protocol):
    """Counts by service, axis and bin; the counting cursor; who has been counted."""

    async def cursor(self) -> int:
        """The last journal sequence that is in the counts; 0 at first."""
        ...

    async def apply(
        self,
        deltas: Deltas,
        claims: Sequence[ClaimBlock],
        cursor: int,
        drops: Mapping[str, int] | None = None,
        repeats: NDArray[np.int64] | None = None,
        adding: NDArray[np.int64] | None = None,
    ) -> None:
        """Add `deltas` to every roll-up, remember `claims`, count `drops`, move the cursor: one transaction, or nothing.

        `repeats`, rising, are the sequences of this run whose person had been heard in one of the half hours of `claims`;
        `adding` those of them that said more than was known.
        """
        ...

    async def claims(self, half_hour: int) -> Sequence[ClaimBlock]:
        """What has been remembered for the half hour that begins at this minute."""
        ...

    async def is_repeat(self, sequence: int) -> bool:
        """Whether this sequence was among the `repeats` of its run."""
        ...

    async def is_addition(self, sequence: int) -> bool:
        """Whether it was among those that said more."""
        ...

    async def cells(
        self,
        first_minute: int,
        last_minute: int,
        *,
        bin_minutes: int = 1,
        service: str | None = None,
        axis: Axis | None = Axis.ALL,
    ) -> Sequence[Cell]:
        """Cells whose bin begins in [first_minute, last_minute]; of one service or all, one axis or (None) all.

        `bin_minutes` is one of timegrid.ROLLUP_MINUTES. Zeros are not stored.
        """
        ...

    async def volume(self, first_minute: int, last_minute: int, *, bin_minutes: int = 1) -> Mapping[int, int]:
        """How much has been counted in each bin that begins in [first_minute, last_minute], of all services, kinds and
        answers together, and how often more was said of it; it only grows, and with it whatever of the bin's cells has grown. Zeros are left out."""
        ...

    async def totals(
        self, first_minute: int, last_minute: int, *, service: str, axis: Axis, bin_minutes: int = 1
    ) -> Mapping[tuple[str, SourceKind, bool], int]:
        """Sums over the bins in [first_minute, last_minute], by (value, kind, works)."""
        ...

    async def values(
        self,
        first_minute: int,
        last_minute: int,
        *,
        axis: Axis,
        kinds: Collection[SourceKind],
        limit: int,
        bin_minutes: int = 1,
    ) -> Mapping[tuple[str, str], int]:
        """How much trouble these kinds of source told of over the bins in [first_minute, last_minute], by (service, value on
        `axis`): of each service the `limit` values with the most."""
        ...

    async def breakdown(
        self, first_minute: int, last_minute: int, *, service: str | Collection[str], bin_minutes: int = 1
    ) -> Mapping[Axis, Mapping[tuple[str, SourceKind, bool], int]]:
        """The `totals` of every axis on which anything was counted, in one reading; of several services their sums."""
        ...

    async def watch(self, first_minute: int, last_minute: int, services: Sequence[str] | None = None) -> None:
        """Note that counting was on over [first_minute, last_minute] (for all services, or these): no reports means zero there."""
        ...

    async def watched(self, first_minute: int, last_minute: int) -> Sequence[tuple[str | None, int, int]]:
        """Stretches that were watched, as (service or None for all, first, last), clipped to the range."""
        ...

    async def put_usual(self, usual: Usual) -> None:
        """Keep what was usual in a bin; the same bin again replaces it."""
        ...

    async def usual(self, first_minute: int, last_minute: int, bin_minutes: int = 15) -> Sequence[Usual]:
        """What was usual in the bins that begin in [first_minute, last_minute], oldest first."""
        ...

    async def drops(self) -> Mapping[str, int]:
        """How many submissions were dropped, by reason, since the beginning."""
        ...

    async def add_drops(self, drops: Mapping[str, int]) -> None:
        """Add to the drop counters."""
        ...

    async def believed(self) -> int:
        """The last minute at which the clock was believed; 0 at first."""
        ...

    async def believe(self, minute: int) -> None:
        """The clock shows `minute` and is believed."""
        ...

    async def trim(self, before_minute: Mapping[int, int], claims_before: int) -> int:
        """Forget bins of width w that begin before `before_minute[w]`, and claims and repeats of half hours before
        `claims_before`; return how many rows went."""
        ...


@dataclass(frozen=True, slots=True)
class Revision:
    """An incident as it now is, and the events that made it so."""

    incident: Incident
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One row of the outbox: an event that somebody may have to be told about. `id` rises."""

    id: int
    event: Event
    service: str


HELD_DAYS = 30
"""For so long rises that were held to be no outage are kept."""


class Incidents(Protocol):
    """Incidents and their events, and the outbox that goes with them."""

    async def save(self, changes: Sequence[Revision], *, rulings_cursor: int | None = None) -> None:
        """Write incidents, append their events and put each event in the Outbox: one transaction, or nothing.

        `rulings_cursor` is the last journal sequence whose Rulings are in `changes`.
        """
        ...

    async def rulings_cursor(self) -> int:
        """The last journal sequence whose rulings have been applied; 0 at first."""
        ...

    async def get(self, incident: str) -> Incident | None:
        """The incident of this id."""
        ...

    async def list(
        self,
        *,
        service: str | None = None,
        states: Sequence[State] | None = None,
        since: datetime | None = None,
        limit: int = 100,
    ) -> Sequence[Incident]:
        """Incidents, latest `began_at` first; `since` compares with `updated_at`. Those of a service are also those of
        several that it is among."""
        ...

    async def set_bystanders(self, taken_for: Mapping[str, str]) -> None:
        """Replace who is a bystander now: service → the service that its reports are probably about."""
        ...

    async def bystanders(self) -> Mapping[str, str]:
        """Who is a bystander, as last set."""
        ...

    async def put_held(self, rises: Sequence[HeldRise]) -> None:
        """Keep rises that were held to be no outage; one of the same service, reason and beginning is replaced. Those
        that were over HELD_DAYS days before the newest of `rises` are forgotten."""
        ...

    async def held(self, *, since: datetime | None = None, limit: int = 100) -> Sequence[HeldRise]:
        """Rises that were held to be no outage, latest `last_at` first; `since` compares with it."""
        ...

    async def events(self, incident: str) -> Sequence[Event]:
        """Its events in the order in which they happened."""
        ...


DEPLOY_DAYS = 90
"""For so long after they were received deploys are kept."""


class Deploys(Protocol):
    """What operators changed: deploys, as the desk was told."""

    async def put(self, deploy: Deploy) -> Deploy:
        """Keep it, unless one of its id is kept already; return the one that is. Those received more than DEPLOY_DAYS days
        before `deploy` are forgotten."""
        ...

    async def list(
        self,
        *,
        services: Sequence[str] | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 100,
    ) -> Sequence[Deploy]:
        """Deploys of these services, latest `at` first; `since` and `until` (both included) compare with it."""
        ...


class Outbox(Protocol):
    """Events waiting to be told; written only together with their incident."""

    async def pending(self, limit: int = 100) -> Sequence[Outgoing]:
        """The oldest that nobody has taken care of."""
        ...

    async def done(self, ids: Sequence[int]) -> None:
        """These are taken care of."""
        ...


@dataclass(frozen=True, slots=True)
class Import:
    """One file that was taken in, or is on its way: how far, and when it was done (None: not yet)."""

    digest: str
    name: str
    begun_at: datetime
    begun_after: int
    """the journal's last sequence before it"""
    pieces: int = 0
    accepted: int = 0
    finished_at: datetime | None = None


class Imports(Protocol):
    """Files that were taken in."""

    async def get(self, digest: str) -> Import | None:
        """The file of this digest."""
        ...

    async def put(self, entry: Import) -> None:
        """Keep it; the same digest again replaces it."""
        ...


Arrays = Mapping[str, NDArray[np.generic]]
"""Numbers by name; texts as bytes (uint8)."""


class Notebook(Protocol):
    """What a leg keeps for itself across restarts: one note a name, the newest, whole or not at all."""

    async def put(self, name: str, note: Arrays) -> None:
        """Keep `note` in place of the one before."""
        ...

    async def get(self, name: str) -> Arrays | None:
        """The note; None if there is none. Raises CorruptStoreError when it does not read back."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes ready to send: `bodies` by content coding ("identity", "gzip", "br", "zstd"), one strong `etag`."""

    media_type: str
    etag: str
    bodies: Mapping[str, bytes]
    max_age_seconds: int = 10
    headers: tuple[tuple[str, str], ...] = ()


class Site(Protocol):
    """What the public reads, by path, as bytes. Reading never waits."""

    def get(self, path: str) -> Page | None:
        """The page published under `path` ("/s/instagram")."""
        ...

    def put(self, path: str, page: Page) -> None:
        """Publish it."""
        ...

    def remove(self, path: str) -> None:
        """Publish it no more."""
        ...

    def paths(self) -> Sequence[str]:
        """Every published path."""
        ...

    def __len__(self) -> int:
        """How many paths are published."""
        ...


class Geography(Protocol):
    """What is known about places; `Places` in the stores has it from files."""

    def lookup(self, address: str) -> tuple[str, str, str]:
        """Country, region and network of `address`; "" where unknown."""
        ...

    @property
    def knows_addresses(self) -> bool:
        """Whether `lookup` can say anything."""
        ...

    def country_of_zone(self, zone: str) -> str:
        """The country of an IANA time zone; "" where it names none."""
        ...

    def is_country(self, code: str) -> bool:
        """Whether `code` is a country's, in capitals."""
        ...
