"""Many reports side by side, as columns: what the journal holds and the cube counts at once."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from groundswell.core.model import Report, Ruling, SourceKind


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Text of N rows, each distinct value once: row i reads `values[codes[i]]`."""

    values: tuple[str, ...]
    codes: NDArray[np.uint32]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Column:
        """The column that reads as `texts`."""
        maker = ColumnMaker()
        maker.add(texts)
        return maker.column()

    @classmethod
    def constant(cls, text: str, rows: int) -> Column:
        """`rows` times the same text."""
        return cls((text,), np.zeros(rows, dtype=np.uint32))

    @classmethod
    def joined(cls, columns: Sequence[Column]) -> Column:
        """The rows of `columns`, one after the other."""
        values = tuple(dict.fromkeys(value for column in columns for value in column.values))
        if len(values) == 1:
            return cls.constant(values[0], sum(len(column.codes) for column in columns))
        index = {value: code for code, value in enumerate(values)}
        codes = [
            column.codes
            if column.values == values[: len(column.values)]
            else np.array([index[value] for value in column.values], dtype=np.uint32)[column.codes]
            for column in columns
        ]
        return cls(values, np.concatenate(codes))

    def texts(self) -> list[str]:
        """Every row's text."""
        values = self.values
        return [values[code] for code in self.codes.tolist()]

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Column:
        """The chosen rows."""
        return Column(self.values, self.codes[rows])

    def without(self, row: int) -> Column:
        """The same where `row` says nothing; a text that nobody says any more is gone."""
        texts = self.texts()
        texts[row] = ""
        return Column.of(texts)

    def mapped(self, values: Sequence[str]) -> Column:
        """The same rows under other names; names that have become equal are folded into one."""
        index: dict[str, int] = {}
        recode = np.array([index.setdefault(value, len(index)) for value in values], dtype=np.uint32)
        return Column(tuple(index), recode[self.codes])


_NO_CODES = np.zeros(0, dtype=np.uint32)


class ColumnMaker:
    """Makes a Column of texts that come a stretch at a time."""

    def __init__(self) -> None:
        self._index: defaultdict[str, int] = defaultdict(count().__next__)
        self._codes: list[NDArray[np.uint32]] = []

    def add(self, texts: Sequence[str]) -> None:
        """More of them."""
        if not texts:
            return
        code, rows = self._index[texts[0]], len(texts)
        if (
            texts[0] == texts[-1] and texts.count(texts[0]) == rows
        ):  # most columns of most batches say one thing
            self._codes.append(np.full(rows, code, dtype=np.uint32))
        else:
            codes = list(map(self._index.__getitem__, texts))
            if len(self._index) <= 256:  # bytes and `array` are made of numbers faster than numpy's arrays
                self._codes.append(np.frombuffer(bytes(codes), dtype=np.uint8).astype(np.uint32))
            else:
                self._codes.append(np.frombuffer(array("I", codes), dtype=np.uint32))

    def column(self) -> Column:
        """All of them."""
        codes = self._codes[0] if len(self._codes) == 1 else np.concatenate([_NO_CODES, *self._codes])
        return Column(tuple(self._index) or ("",), codes)


TEXT_COLUMNS = (
    "service",
    "symptom",
    "country",
    "region",
    "network",
    "platform",
    "app_version",
    "source_kind",
    "software",
)


TOLD_COLUMNS = TEXT_COLUMNS[:-1]
"""What a sender of many rows can say; with what a report was sent is seen, not told."""
_PERSONAL_COLUMNS = ("country", "region", "network", "platform", "app_version", "software")


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Many reports side by side, as columns of N rows: what is journaled and counted at once.

    `observed_at` is int64 milliseconds since 1970-01-01 UTC; `reporter` uint64 (0 = nobody);
    `count` int64 ≥ 0; `comments` and `keys` map a row to its text where there is one.
    """

    service: Column
    symptom: Column
    country: Column
    region: Column
    network: Column
    platform: Column
    app_version: Column
    source_kind: Column
    software: Column
    works: NDArray[np.bool_]
    observed_at: NDArray[np.int64]
    reporter: NDArray[np.uint64]
    count: NDArray[np.int64]
    comments: Mapping[int, str] = field(default_factory=dict)
    keys: Mapping[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.observed_at)

    @classmethod
    def of(cls, reports: Sequence[Report]) -> Batch:
        """`reports` as columns, in their order."""
        rows = zip(*reports, strict=True) if reports else ((),) * len(Report._fields)
        columns = dict(zip(Report._fields, rows, strict=True))
        comments, keys = columns["comment"], columns["key"]
        return cls(
            **{name: Column.of(columns[name]) for name in TEXT_COLUMNS},
            works=np.array(columns["works"], dtype=np.bool_),
            observed_at=_moments(columns["observed_at"]),
            reporter=np.array(columns["reporter"], dtype=np.uint64),
            count=np.array(columns["count"], dtype=np.int64),
            comments={row: text for row, text in enumerate(comments) if text} if any(comments) else {},
            keys={row: text for row, text in enumerate(keys) if text} if any(keys) else {},
        )

    @classmethod
    def alike(
        cls,
        said: Sequence[Report],
        which: Sequence[int],
        reporter: Sequence[int],
        keys: Mapping[int, str] | None = None,
    ) -> Batch:
        """Rows of many people who say few things: row i is `said[which[i]]`, said by `reporter[i]` under the key of row i."""
        if len(said) == 1 and not said[0].comment:
            return cls._of_one(said[0], np.array(reporter, dtype=np.uint64), keys or {})
        told, rows = cls.of(said), np.array(which, dtype=np.intp)
        comments = told.comments
        return cls(
            **{name: getattr(told, name).take(rows) for name in TEXT_COLUMNS},
            works=told.works[rows],
            observed_at=told.observed_at[rows],
            reporter=np.array(reporter, dtype=np.uint64),
            count=told.count[rows],
            comments={row: comments[one] for row, one in enumerate(which) if one in comments}
            if comments
            else {},
            keys=keys or {},
        )

    @classmethod
    def _of_one(cls, said: Report, reporter: NDArray[np.uint64], keys: Mapping[int, str]) -> Batch:
        """The same where all say one thing, without a comment."""
        rows = len(reporter)
        codes = np.zeros(rows, dtype=np.uint32)
        texts: Mapping[str, Any] = {name: Column((getattr(said, name),), codes) for name in TEXT_COLUMNS}
        return cls(
            **texts,
            works=np.full(rows, said.works),
            observed_at=np.full(rows, _milliseconds(said.observed_at), dtype=np.int64),
            reporter=reporter,
            count=np.full(rows, said.count, dtype=np.int64),
            keys=keys,
        )

    @classmethod
    def joined(cls, batches: Sequence[Batch]) -> Batch:
        """The rows of `batches`, one batch after the other."""
        if len(batches) == 1:
            return batches[0]
        starts = np.cumsum([0, *map(len, batches[:-1])]).tolist()
        return cls(
            **{name: Column.joined([getattr(batch, name) for batch in batches]) for name in TEXT_COLUMNS},
            works=np.concatenate([batch.works for batch in batches]),
            observed_at=np.concatenate([batch.observed_at for batch in batches]),
            reporter=np.concatenate([batch.reporter for batch in batches]),
            count=np.concatenate([batch.count for batch in batches]),
            comments={
                start + row: text
                for start, batch in zip(starts, batches, strict=True)
                for row, text in batch.comments.items()
            },
            keys={
                start + row: text
                for start, batch in zip(starts, batches, strict=True)
                for row, text in batch.keys.items()
            },
        )

    def take(self, rows: NDArray[np.intp]) -> Batch:
        """The chosen rows, in the order of `rows`."""
        place = (
            {int(row): position for position, row in enumerate(rows)} if self.comments or self.keys else {}
        )
        return Batch(
            **{name: getattr(self, name).take(rows) for name in TEXT_COLUMNS},
            works=self.works[rows],
            observed_at=self.observed_at[rows],
            reporter=self.reporter[rows],
            count=self.count[rows],
            comments={place[row]: text for row, text in self.comments.items() if row in place},
            keys={place[row]: text for row, text in self.keys.items() if row in place},
        )

    def blanked(self, row: int, *, counts: bool) -> Batch:
        """The same, but of `row` it is known no more who said it, from where, on what and in which words: service, symptom, answer
        and time stay, since they are counted; with `counts` false it counts for nothing, as a repeat does."""
        gone = {name: getattr(self, name).without(row) for name in _PERSONAL_COLUMNS}
        reporter, count = self.reporter.copy(), self.count.copy()
        reporter[row] = 0
        count[row] = count[row] if counts else 0
        return replace(
            self,
            **gone,
            reporter=reporter,
            count=count,
            comments={at: text for at, text in self.comments.items() if at != row},
            keys={at: text for at, text in self.keys.items() if at != row},
        )

    def report(self, row: int) -> Report:
        """Row `row` as a Report."""
        texts = {name: _text(getattr(self, name), row) for name in TEXT_COLUMNS}
        kind = SourceKind(texts.pop("source_kind"))
        return Report(
            **texts,
            source_kind=kind,
            observed_at=_instant(int(self.observed_at[row])),
            works=bool(self.works[row]),
            reporter=int(self.reporter[row]),
            count=int(self.count[row]),
            comment=self.comments.get(row, ""),
            key=self.keys.get(row, ""),
        )

    def reports(self) -> Iterable[Report]:
        """Every row as a Report."""
        return (self.report(row) for row in range(len(self)))


@dataclass(frozen=True, slots=True)
class Committed:
    """One durable entry of the journal: `count` sequences from `first` on (a Ruling takes one)."""

    first: int
    count: int
    recorded_at: datetime
    content: Batch | Ruling

    @property
    def last(self) -> int:
        """The last sequence in it."""
        return self.first + self.count - 1


def _text(column: Column, row: int) -> str:
    return column.values[int(column.codes[row])]


def _moments(times: Sequence[datetime]) -> NDArray[np.int64]:
    if times and times.count(times[0]) == len(times):  # what came together was observed when it came
        return np.full(len(times), _milliseconds(times[0]), dtype=np.int64)
    return np.array([_milliseconds(at) for at in times], dtype=np.int64)


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _instant(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)
