"""The lattice of attribute-value combinations over the leaves of an excess: which leaves each covers, and sums.
A combination is a few attributes with one value each. Leaves are packed into one integer per subset of attributes and
summed by `bincount`. Left out are subsets that split the leaves no finer than a smaller one does (a region says its
country) and combinations with too few reports to be named. Attributes of few values are summed away first, so that
subsets without them are walked over a table much shorter than the leaves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, count
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_WIDTH_MAX = 60_000
"""A space of keys larger than this is numbered anew by the keys that occur, before one more attribute widens it;"""
_TABLE_MAX = 4_000_000
"""and one larger than this by sorting."""
_THIN_VALUES_MAX = 16
_THIN = 2
_INT_MAX = 2**62
_NO_EXPECTATION = 1e-9
_NOTHING = 1e-12
_TRIED = 1_000
_MANY = 0.2
"""where more of the leaves have changed they are summed into the tables first"""
_EASED = 0.8
"""a combination that is no excess, or costs more than it explains, even where so little of its usual is expected, is left out"""


def encoded(column: Any) -> tuple[Ints, list[Any]]:
    """`column` as codes, and the value that each code stands for, in ascending order."""
    array = np.asarray(column)
    if not len(array):
        return np.zeros(0, dtype=np.int64), []
    if array.dtype.kind in "iu":
        low, high = int(array.min()), int(array.max())
        if high - low < _WIDTH_MAX and max(-low, high) < _INT_MAX:  # close together: no need to sort them
            key = array.astype(np.int64) - low
            present = np.zeros(high - low + 1, dtype=np.bool_)
            present[key] = True
            return (np.cumsum(present, dtype=np.int64) - 1)[key], (np.flatnonzero(present) + low).tolist()
    start = array[:_TRIED]
    if 2 * np.count_nonzero(start[1:] != start[:-1]) > len(start):  # hardly a run of the same value
        begins = np.arange(len(array))
    else:
        begins = np.concatenate([[0], np.flatnonzero(array[1:] != array[:-1]) + 1])
    values = array[begins].tolist()
    order: defaultdict[Any, int] = defaultdict(count().__next__)
    codes = np.fromiter(map(order.__getitem__, values), np.int64, len(values))
    names = sorted(order)
    rank = np.empty(len(names), dtype=np.int64)
    rank[[order[name] for name in names]] = np.arange(len(names))
    ranked = rank[codes]
    return ranked if len(ranked) == len(array) else np.repeat(
        ranked, np.diff(begins, append=len(array))
    ), names


def summed(key: Ints, each: Floats, width: int) -> Floats:
    """The sum of `each` per key, 0 to `width`."""
    sums: Floats = np.bincount(key, each, width).astype(np.float64, copy=False)
    return sums


@dataclass(slots=True)
class Leaves:
    """The leaves as codes. `unknown` is per attribute the code that stands for "not known", or -1.

    Attributes of one value only are not among them: they tell nothing apart.
    """

    attributes: tuple[str, ...]
    names: list[list[Any]]
    codes: list[Ints]
    unknown: list[int]
    actual: Floats
    expected: Floats

    @classmethod
    def of(
        cls, attributes: Mapping[str, Any], actual: Any, expected: Any, unknown: Collection[Any]
    ) -> Leaves:
        """Raises ValueError where the columns differ in length."""
        reports = np.asarray(actual, dtype=np.float64)
        usual = np.maximum(np.asarray(expected, dtype=np.float64), _NO_EXPECTATION)
        columns = {name: encoded(column) for name, column in attributes.items()}
        for name, (codes, _) in columns.items():
            if not len(codes) == len(reports) == len(usual):
                raise ValueError(
                    f"{name} has {len(codes)} leaves, actual {len(reports)}, expected {len(usual)}"
                )
        kept = tuple(name for name, (_, names) in columns.items() if len(names) > 1)
        missing = [
            next((code for code, value in enumerate(columns[name][1]) if value in unknown), -1)
            for name in kept
        ]
        names = [columns[name][1] for name in kept]
        return cls(kept, names, [columns[name][0] for name in kept], missing, reports, usual)


@dataclass(frozen=True, slots=True)
class Combination:
    """Attributes (by number, ascending) and the code of each; none at all is everything."""

    attributes: tuple[int, ...]
    codes: tuple[int, ...]

    @classmethod
    def of(cls, where: Mapping[int, int]) -> Combination:
        attributes = tuple(sorted(where))
        return cls(attributes, tuple(where[attribute] for attribute in attributes))

    def where(self) -> dict[int, int]:
        return dict(zip(self.attributes, self.codes, strict=True))

    def rows(self, leaves: Leaves) -> Ints:
        """Which leaves it covers."""
        found: Ints | None = None
        for attribute, code in zip(self.attributes, self.codes, strict=True):
            column = leaves.codes[attribute]
            found = np.flatnonzero(column == code) if found is None else found[column[found] == code]
        return np.arange(len(leaves.actual)) if found is None else found


class _Table:
    """The leaves with some attributes summed away: codes of those `kept`, and the row that each leaf went to."""

    def __init__(self, leaves: Leaves, kept: Collection[int], of_leaf: Ints) -> None:
        self.of_leaf = of_leaf
        self.length = int(of_leaf.max()) + 1
        one = np.zeros(self.length, dtype=np.int64)
        one[of_leaf] = np.arange(len(of_leaf))
        self.codes = {a: leaves.codes[a][one] for a in kept}

    def sums(self, each: Floats) -> Floats:
        return summed(self.of_leaf, each, self.length)


def _numbered(leaves: Leaves, attributes: Sequence[int], number: Ints) -> Ints:
    """`number` refined by these attributes: leaves that agree in all have the same, 0 to as many as occur."""
    for attribute in sorted(attributes, key=lambda a: -len(leaves.names[a])):
        number = _packed(number * len(leaves.names[attribute]) + leaves.codes[attribute])
    return number


def _packed(key: Ints) -> Ints:
    """The keys as 0 to as many as occur, in the same order."""
    width = int(key.max()) + 1
    if width > _TABLE_MAX:
        inverse: Ints = np.unique(key, return_inverse=True)[1]
        return inverse
    present = np.zeros(width, dtype=np.bool_)
    present[key] = True
    occur = np.flatnonzero(present)
    numbers = np.empty(width, dtype=np.int64)
    numbers[occur] = np.arange(len(occur))
    renumbered: Ints = numbers[key]
    return renumbered


@dataclass(slots=True)
class Level:
    """One subset of attributes: its combinations that may ever be worth a look, and which of them covers a row of its table."""

    attributes: tuple[int, ...]
    table: int
    number: NDArray[np.int32]
    """per row of the table the combination that covers it, from 1 on; 0 where none does"""
    reports: Floats
    usual: Floats
    cost: float


class Lattice:
    """Sums of weighted reports and expectations over every combination of up to `depth` attributes."""

    def __init__(self, leaves: Leaves, weight: Floats, depth: int, reports_min: float) -> None:
        self._weight, self._depth = weight, depth
        self._reports_min = reports_min
        self._sizes = [len(names) for names in leaves.names]
        self._pending = np.zeros(len(weight))
        self._touched = False
        order = sorted(range(len(self._sizes)), key=lambda a: (self._sizes[a], a))
        self._thin = [a for a in order[:_THIN] if self._sizes[a] <= _THIN_VALUES_MAX]
        self._tables: list[_Table] = []
        self._table_of: dict[frozenset[int], int] = {}
        self._sums: list[tuple[Ints, Floats, Floats]] = []
        """per table the rows with reports, their reports, and what is usual in every row"""
        self._known: dict[tuple[int, int], Combination] = {}
        thick = [a for a in range(len(self._sizes)) if a not in self._thin]
        short = _numbered(leaves, thick, np.zeros(len(weight), dtype=np.int64)) if self._thin else None
        for size in range(len(self._thin) + 1):
            for kept in combinations(self._thin, size):
                if short is None or size == len(self._thin):
                    number = np.arange(len(weight))
                else:
                    number = _numbered(leaves, kept, short)
                table = _Table(leaves, (*thick, *kept), number)
                self._table_of[frozenset(kept)] = len(self._tables)
                self._tables.append(table)
                reports = table.sums(leaves.actual * weight)
                some = np.flatnonzero(reports)
                self._sums.append((some, reports[some], table.sums(leaves.expected * weight)))
        self.levels: list[Level] = []
        self._groups: dict[tuple[int, ...], int] = {}
        self._covered: dict[int, Ints] = {}
        """by level the rows that its combinations cover, where that was needed"""
        self._keys: dict[tuple[int, tuple[int, ...]], tuple[Ints, int]] = {}
        """per table and attributes: the key of each row, and how many keys there may be"""
        self._enter(())
        for size in range(1, depth + 1):
            for subset in combinations(range(len(self._sizes)), size):
                self._enter(subset)
        self._keys.clear()
        self._flatten()

    def _flatten(self) -> None:
        """All combinations of all levels beside one another: looked over at once, which is many times each time."""
        sizes = [len(level.reports) for level in self.levels]
        ends = np.cumsum(sizes)
        self.reports: Floats = np.concatenate([level.reports for level in self.levels])
        self.usual: Floats = np.concatenate([level.usual for level in self.levels])
        self.cost: Floats = np.repeat([level.cost for level in self.levels], sizes)
        self.place: Ints = np.stack(
            [
                np.repeat(np.arange(len(sizes)), sizes),
                np.arange(int(ends[-1])) - np.repeat(ends - sizes, sizes),
            ],
            axis=1,
        )
        for level, end, size in zip(self.levels, ends.tolist(), sizes, strict=True):
            level.usual = self.usual[end - size : end]  # a view: what is settled there is settled here

    def _enter(self, subset: tuple[int, ...]) -> None:
        parents = [tuple(b for b in subset if b != a) for a in subset]
        if any(parent not in self._groups for parent in parents):
            return
        number = self._table_of[frozenset(subset) & frozenset(self._thin)]
        order = tuple(sorted(subset, key=lambda a: (-self._sizes[a], a)))
        key, width = self._key(number, order)
        if width > _TABLE_MAX:
            key = _packed(key)
            width = int(key.max()) + 1
        some, reports, usual = self._sums[number]
        usually = summed(key, usual, width)
        groups = int(np.count_nonzero(usually))  # something is expected of every leaf
        if any(self._groups[parent] == groups for parent in parents):
            return  # one attribute says the other
        self._groups[subset] = groups
        sums = summed(key[some], reports, width)
        kept = np.flatnonzero(sums >= self._reports_min)
        cost = float(sum(np.log(self._sizes[a]) for a in subset))
        sums, usually = sums[kept], usually[kept]
        least = _EASED * np.maximum(usually, 1e-9)
        hopeful = (sums > usually) & (sums * np.log(sums / least) + least - sums > cost)
        numbers = np.zeros(width, dtype=np.int32)
        numbers[kept[hopeful]] = np.arange(1, np.count_nonzero(hopeful) + 1)
        self.levels.append(Level(subset, number, numbers[key], sums[hopeful], usually[hopeful], cost))

    def _key(self, number: int, order: tuple[int, ...]) -> tuple[Ints, int]:
        """The key of each row of a table by these attributes, and how many keys there may be."""
        known = self._keys.get((number, order))
        if known is not None:
            return known
        table = self._tables[number]
        if not order:
            return np.zeros(table.length, dtype=np.int64), 1
        if len(order) == 1:
            return table.codes[order[0]], self._sizes[order[0]]
        key, width = self._key(number, order[:-1])
        size = self._sizes[order[-1]]
        if width * size > _WIDTH_MAX:
            key = _packed(key)
            width = int(key.max()) + 1
        key = key * size
        key += table.codes[order[-1]]
        if len(order) < self._depth:
            self._keys[number, order] = key, width * size
        return key, width * size

    def combination(self, level: int, number: int) -> Combination:
        found = self.levels[level]
        codes = self._tables[found.table].codes
        known = self._known.get((level, number))
        if known is None:
            row = int(np.argmax(found.number == number + 1))
            known = Combination(found.attributes, tuple(int(codes[a][row]) for a in found.attributes))
            self._known[level, number] = known
        return known

    def add(self, rows: Ints, more: Floats) -> None:
        """`more` (unweighted) is expected of these leaves from now on; counted in at the next `settle`."""
        self._pending[rows] += more
        self._touched = True

    def settle(self) -> None:
        """Count in what was added."""
        if not self._touched:
            return
        changed = np.flatnonzero(np.abs(self._pending) > _NOTHING)
        more = self._pending[changed] * self._weight[changed]
        self._pending[changed] = 0.0
        self._touched = False
        if len(changed) <= _MANY * len(self._weight):
            rows = [table.of_leaf[changed] for table in self._tables]
            for level in self.levels:
                covers = level.number[rows[level.table]].astype(np.int64)
                level.usual += summed(covers, more, len(level.usual) + 1)[1:]
            return
        deltas = [summed(table.of_leaf[changed], more, table.length) for table in self._tables]
        for n, level in enumerate(self.levels):
            if n not in self._covered:
                self._covered[n] = np.flatnonzero(level.number)
            covered = self._covered[n]
            covers = level.number[covered].astype(np.int64)
            level.usual += summed(covers, deltas[level.table][covered], len(level.usual) + 1)[1:]
