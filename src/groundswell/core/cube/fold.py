"""From a batch to counts, in two halves with the store between them.

`claims` says which person each report speaks for; the store knows which of them have been heard in that
half hour; `deltas` turns the rows that remain into sums per cell. Both are pure: a replay counts alike.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from groundswell.core.batch import Batch, Column
from groundswell.core.cube.marks import PERSON, SPAN, Marks, said_in
from groundswell.core.model import Axis, Cell, SourceKind
from groundswell.core.timegrid import CLAIM_MINUTES, ROLLUP_MINUTES

_MILLISECONDS_PER_MINUTE = 60_000
_AXIS_COLUMNS: tuple[tuple[Axis, str | None], ...] = (
    (Axis.ALL, None),
    (Axis.SYMPTOM, "symptom"),
    (Axis.COUNTRY, "country"),
    (Axis.REGION, "region"),
    (Axis.NETWORK, "network"),
    (Axis.PLATFORM, "platform"),
    (Axis.APP_VERSION, "app_version"),
    (Axis.SOFTWARE, "software"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """For each of N rows: `key` (uint64, 0 = speaks for nobody and always counts) and `half_hour`, its first minute; `said`, the
    rest of a mark: in which minute, and on which axes."""

    key: NDArray[np.uint64]
    half_hour: NDArray[np.int64]
    said: Marks


def claims(batch: Batch) -> Claims:
    """Which person each row speaks for: the first row of a key in a half hour is the one that counts.

    A key joins reporter, service and whether it works: somebody who reports trouble and later
    "works for me" is heard on both, and once more on each when asked whether it works again.
    """
    minutes = batch.observed_at // _MILLISECONDS_PER_MINUTE
    half_hour = minutes - minutes % CLAIM_MINUTES
    service_hash = np.array([_hash(slug) for slug in batch.service.values], dtype=np.uint64)
    asked = np.array([2 * (kind == SourceKind.ANSWER) for kind in batch.source_kind.values], dtype=np.uint64)
    said = batch.works.astype(np.uint64) + asked[batch.source_kind.codes]
    with np.errstate(over="ignore"):
        key = _mix(batch.reporter ^ _mix(service_hash[batch.service.codes] + said))
        key = np.maximum(key & PERSON, SPAN)
    key = np.where(batch.reporter == 0, np.uint64(0), key)
    return Claims(key, half_hour, said_in(batch, minutes))


@dataclass(frozen=True, slots=True, eq=False)
class Deltas:
    """What a batch adds to the cube's finest bins.

    Row i adds `count[i]` to service × axis × value × kind × works × minute; the texts are
    `names[service[i]]` and so on, so that a row is six small integers.
    """

    names: tuple[str, ...]
    service: NDArray[np.uint32]
    axis: NDArray[np.uint8]
    value: NDArray[np.uint32]
    kind: NDArray[np.uint32]
    works: NDArray[np.bool_]
    minute: NDArray[np.int64]
    count: NDArray[np.int64]
    added: Mapping[int, int]
    """by minute, how many additions are among them: these do not show in the whole"""

    def __len__(self) -> int:
        return len(self.count)

    def cells(self, bin_minutes: int = 1) -> Iterator[Cell]:
        """The sums in bins of `bin_minutes`, each cell once."""
        assert bin_minutes in ROLLUP_MINUTES
        minute = self.minute - self.minute % bin_minutes
        keys = (self.service, self.axis, self.value, self.kind, self.works, minute)
        rows, sums = _sum_by(keys, self.count)
        axes = tuple(Axis)
        columns = [column[rows].tolist() for column in keys]
        for service, axis, value, kind, works, at, count in zip(*columns, sums.tolist(), strict=True):
            yield Cell(
                service=self.names[service],
                axis=axes[axis],
                value=self.names[value],
                kind=SourceKind(self.names[kind]),
                works=works,
                bin_minutes=bin_minutes,
                minute=at,
                count=count,
            )


def deltas(batches: Sequence[tuple[Batch, NDArray[np.bool_]]], additions: Sequence[Batch] = ()) -> Deltas:
    """What `batches` add, counting only the rows that their mask calls fresh; and `additions`, what people who are counted said
    later: it stands on its axes and not on the whole.

    A report has a cell on Axis.ALL and one on each axis on which it says something: how many said nothing is
    the difference, and does not depend on how reports are cut into batches.

    Complexity: a pass or a sort per axis of the rows; text is touched once per distinct value.
    """
    names: dict[str, int] = {"": 0}
    pieces: list[tuple[NDArray[np.int64], ...]] = []
    counted = [(batch, np.flatnonzero(fresh & (batch.count > 0)), 0) for batch, fresh in batches]
    counted += [(batch, np.flatnonzero(batch.count > 0), 1) for batch in additions]
    for batch, rows, first_axis in counted:
        if len(rows) == 0:
            continue
        count = batch.count[rows]
        keys = (
            _named(batch.service, rows, names),
            _named(batch.source_kind, rows, names),
            batch.works[rows].astype(np.int64),
            batch.observed_at[rows] // _MILLISECONDS_PER_MINUTE,
        )
        group = _numbered(keys)  # few beside the rows: what all axes share is put together once
        for index, (_, column) in enumerate(_AXIS_COLUMNS[first_axis:], first_axis):
            value = np.zeros(len(rows), dtype=np.int64)
            if column is not None:
                texts = getattr(batch, column)
                if texts.values == ("",):
                    continue
                value = _named(texts, rows, names)
            first, sums = _sum_by((value, group), count)
            said = (
                first if column is None else first[value[first] != 0]
            )  # 0 names "": what nobody said has no cell
            if len(said) < len(first):
                sums = sums[value[first] != 0]
            service, kind, works, minute = (key[said] for key in keys)
            axis = np.full(len(said), index, dtype=np.int64)
            pieces.append((service, axis, value[said], kind, works, minute, sums))
    columns = [np.concatenate(parts) for parts in zip(*pieces, strict=True)] if pieces else [_EMPTY] * 7
    service, axis, value, kind, works, minute, count = columns
    return Deltas(
        names=tuple(names),
        service=service.astype(np.uint32),
        axis=axis.astype(np.uint8),
        value=value.astype(np.uint32),
        kind=kind.astype(np.uint32),
        works=works.astype(np.bool_),
        minute=minute,
        count=count,
        added=Counter(
            minute for more in additions for minute in (more.observed_at // _MILLISECONDS_PER_MINUTE).tolist()
        ),
    )


_EMPTY = np.zeros(0, dtype=np.int64)


def _named(column: Column, rows: NDArray[np.intp], names: dict[str, int]) -> NDArray[np.int64]:
    recode = np.array([names.setdefault(value, len(names)) for value in column.values], dtype=np.int64)
    return recode[column.codes[rows]]


def _packed(keys: Sequence[NDArray[np.generic]]) -> tuple[NDArray[np.int64], int]:
    """One number below the second for each combination of `keys`."""
    packed = np.zeros(len(keys[0]), dtype=np.int64)
    span = 1
    for key in keys:
        numbers = key.astype(np.int64, copy=False)
        low = int(numbers.min())
        width = int(numbers.max()) - low + 1
        if width == 1:
            continue
        if span * width >= 2**62:  # more combinations than an integer can name: number those that occur
            packed = np.unique(packed, return_inverse=True)[1].astype(np.int64)
            span = int(packed.max()) + 1
        packed = packed * width + (numbers - low)
        span *= width
    return packed, span


def _numbered(keys: Sequence[NDArray[np.generic]]) -> NDArray[np.int64]:
    """The combinations of `keys` that occur as numbers from 0, without gaps."""
    packed, span = _packed(keys)
    if not _is_narrow(span, len(packed)):
        return np.unique(packed, return_inverse=True)[1].astype(np.int64)
    occurs = np.bincount(packed, minlength=span) > 0
    return (np.cumsum(occurs) - 1)[packed]


def _sum_by(
    keys: Sequence[NDArray[np.generic]], count: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Rows that stand for each distinct combination of `keys`, and the sum of `count` over it."""
    if len(count) == 0:
        return np.zeros(0, dtype=np.intp), count
    packed, span = _packed(keys)
    if not _is_narrow(span, len(packed)):
        _, first, inverse = np.unique(packed, return_index=True, return_inverse=True)
        total = np.zeros(len(first), dtype=np.int64)
        np.add.at(total, inverse, count)
        return first, total
    row = np.zeros(span, dtype=np.intp)
    row[packed[::-1]] = np.arange(len(packed) - 1, -1, -1)
    tally = np.bincount(packed, minlength=span)
    occurs = np.flatnonzero(tally)
    if (count == 1).all():
        return row[occurs], tally[occurs]
    sums = np.zeros(span, dtype=np.int64)
    np.add.at(sums, packed, count)
    return row[occurs], sums[occurs]


def _is_narrow(span: int, rows: int) -> bool:
    """Whether counting all combinations beats sorting the rows."""
    return span <= 4 * rows + 4096


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def _mix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64 (Steele, Lea, Flood 2014): a bijection that scatters neighbouring values."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
