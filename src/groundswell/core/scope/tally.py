"""Reports of one service by joint leaf (symptom, country, region, network, platform, version) and quarter of an hour.

What the cube does not keep. Memory is bounded: an axis that meets more names than it has room for keeps the more frequent
half of them, and whoever said another one counts as not having said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from groundswell.core.batch import Batch, Column
from groundswell.core.model import Axis
from groundswell.core.timegrid import QUARTER_MINUTES

Ints = NDArray[np.int64]

LEAF_BITS: Final[Mapping[Axis, int]] = {
    Axis.SYMPTOM: 6,
    Axis.COUNTRY: 9,
    Axis.REGION: 12,
    Axis.NETWORK: 11,
    Axis.PLATFORM: 5,
    Axis.APP_VERSION: 9,
}
"""The axes of a leaf, and how many names each takes: two to the power of this, with the one that says nothing."""
LEAVES_MAX: Final = 300_000
_OTHER: Final = {Axis.NETWORK: "other", Axis.APP_VERSION: "other"}
"""what the cube calls names beyond its bounds: no name of anything"""
_LEAF_BITS_ALL: Final = sum(LEAF_BITS.values())
_QUARTERS_MAX: Final = 1 << 10
"""ten days: what is left of an integer beside a leaf"""
_MILLISECONDS: Final = QUARTER_MINUTES * 60_000


@dataclass(frozen=True, slots=True, eq=False)
class LeafCounts:
    """Distinct leaves: `names` per axis (the first is "", not said), `codes` into them per leaf, and the `reports`."""

    names: Mapping[Axis, tuple[str, ...]]
    codes: Mapping[Axis, Ints]
    reports: Ints

    def __len__(self) -> int:
        return len(self.reports)

    @classmethod
    def of(cls, columns: Mapping[Axis, list[str]], reports: list[int]) -> LeafCounts:
        """The same from texts, one list per axis; an axis that is left out says nothing."""
        tally = Tally(0)
        texts = {axis: columns.get(axis, [""] * len(reports)) for axis in LEAF_BITS}
        tally.add_columns(
            {axis: Column.of(column) for axis, column in texts.items()},
            np.zeros(len(reports), dtype=np.int64),
            np.array(reports, dtype=np.int64),
        )
        return tally.within(0, 0)


class Tally:
    """Counts that grow by `add` and are read by `within`."""

    def __init__(
        self, first_quarter: int, leaves_max: int = LEAVES_MAX, bits: Mapping[Axis, int] = LEAF_BITS
    ) -> None:
        """Nothing before `first_quarter` is counted. `bits` says how many names each axis takes, at most LEAF_BITS."""
        self._first = first_quarter
        self._leaves_max = leaves_max
        self._room = {axis: 1 << min(bits[axis], LEAF_BITS[axis]) for axis in LEAF_BITS}
        self._names: dict[Axis, dict[str, int]] = {axis: {"": 0} for axis in LEAF_BITS}
        self._keys = np.zeros(0, dtype=np.int64)
        self._reports = np.zeros(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, batch: Batch) -> None:
        """Count every row of `batch`; who calls has chosen them."""
        if len(batch):
            columns = {axis: getattr(batch, axis.value) for axis in LEAF_BITS}
            self.add_columns(columns, batch.observed_at // _MILLISECONDS, batch.count)

    def add_columns(self, columns: Mapping[Axis, Column], quarters: Ints, reports: Ints) -> None:
        """Count rows of these values, each in its quarter of an hour (since 1970) and standing for so many reports."""
        key = quarters.astype(np.int64) - self._first
        inside = (key >= 0) & (key < _QUARTERS_MAX)
        for axis in LEAF_BITS:
            key = (key << LEAF_BITS[axis]) | self._coded(axis, columns[axis])
        self._put(np.concatenate([self._keys, key[inside]]), np.concatenate([self._reports, reports[inside]]))
        while len(self._keys) > self._leaves_max and self._thin_out():
            pass

    def forget_before(self, quarter: int) -> None:
        """Let go of what was before this quarter of an hour, for good."""
        passed = max(quarter - self._first, 0) << _LEAF_BITS_ALL
        kept = self._keys >= passed
        self._keys, self._reports = self._keys[kept] - passed, self._reports[kept]
        self._first = max(quarter, self._first)

    def within(self, first_quarter: int, last_quarter: int) -> LeafCounts:
        """The leaves of these quarters of an hour, both ends included."""
        ends = np.clip(
            [first_quarter - self._first, last_quarter + 1 - self._first], 0, _QUARTERS_MAX
        ).tolist()
        at = slice(*(int(np.searchsorted(self._keys, end << _LEAF_BITS_ALL)) for end in ends))
        keys, reports = _summed(self._keys[at] & ((1 << _LEAF_BITS_ALL) - 1), self._reports[at])
        codes = {axis: _field(keys, axis) for axis in LEAF_BITS}
        return LeafCounts({axis: tuple(names) for axis, names in self._names.items()}, codes, reports)

    def _coded(self, axis: Axis, column: Column) -> Ints:
        used = np.unique(column.codes)
        names, other = self._names[axis], _OTHER.get(axis)
        texts = [column.values[code] for code in used.tolist()]
        new = [text for text in texts if text not in names and text != other]
        if len(names) + len(new) > self._room[axis]:
            self._keep_frequent(axis)
        for text in new:
            if len(names) < self._room[axis]:
                names[text] = len(names)
        code = np.zeros(len(column.values), dtype=np.int64)
        code[used] = [names.get(text, 0) for text in texts]
        return code[column.codes]

    def _keep_frequent(self, axis: Axis) -> None:
        """Keep the more frequent half of the names, those of one frequency in the order in which they came."""
        names = self._names[axis]
        field = _field(self._keys, axis)
        weight = np.bincount(field, self._reports, len(names))
        weight[0] = np.inf
        kept = np.sort(np.argsort(-weight, kind="stable")[: max(len(names) // 2, 1)])
        recode = np.zeros(len(names), dtype=np.int64)
        recode[kept] = np.arange(len(kept))
        shift, mask = _place(axis)
        self._put((self._keys & ~(mask << shift)) | (recode[field] << shift), self._reports)
        texts = list(names)
        names.clear()
        names.update({texts[old]: new for new, old in enumerate(kept.tolist())})

    def _thin_out(self) -> bool:
        """Halve the names of the axis that has most; whether that was possible."""
        axis = max(LEAF_BITS, key=lambda each: len(self._names[each]))
        if len(self._names[axis]) <= 1:
            return False
        self._keep_frequent(axis)
        return True

    def _put(self, keys: Ints, reports: Ints) -> None:
        self._keys, self._reports = _summed(keys, reports)


def _place(axis: Axis) -> tuple[int, int]:
    """By how many bits the axis is shifted in a key, and its mask."""
    order = list(LEAF_BITS)
    shift = sum(LEAF_BITS[after] for after in order[order.index(axis) + 1 :])
    return shift, (1 << LEAF_BITS[axis]) - 1


def _field(keys: Ints, axis: Axis) -> Ints:
    shift, mask = _place(axis)
    return (keys >> shift) & mask


def _summed(keys: Ints, reports: Ints) -> tuple[Ints, Ints]:
    """Distinct keys, rising, and their sums."""
    if not len(keys):
        return keys, reports
    order = np.argsort(keys, kind="stable")
    keys, reports = keys[order], reports[order]
    begins = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    return keys[begins], np.add.reduceat(reports, begins)
