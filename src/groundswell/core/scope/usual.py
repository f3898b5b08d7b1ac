"""What is usual of a service's reports, leaf by leaf: how an expected total shares out over joint leaves.
Learned are single axes: what part of those who say where they are usually say "Spain". They are put together as independent,
except for what belongs together by nature: a region lies in a country, a network has its customers in some countries, a
version is of an app on some platforms. How many say nothing on an axis is taken from the reports at hand: silence is no
evidence of anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from groundswell.core.model import SERVICE, Axis, Cause
from groundswell.core.scope.localize import localize
from groundswell.core.scope.tally import LEAF_BITS, LeafCounts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shares = Mapping[str, float]
Pairs = Mapping[Axis, Mapping[tuple[str, str], float]]
"""By axis: how many reports said this value together with that value of the axis above it."""

ABOVE: Final[Mapping[Axis, Axis]] = {
    Axis.REGION: Axis.COUNTRY,
    Axis.NETWORK: Axis.COUNTRY,
    Axis.APP_VERSION: Axis.PLATFORM,
}
_PRIOR, _SEEN = 50.0, 20.0
"""as how many reports the next wider history counts, and as how many the reports at hand where no history is wider"""
_UNSEEN, _UNSEEN_MAX = 0.3, 2_000.0
"""a value that was never heard in n reports counts as this many in n, or in this many"""
_HERE, _ANYWHERE = 5.0, 0.05
"""as how many reports the reports at hand, and the shares of the axis above, say where a value belongs"""
_UNHEARD_MAX = 1_500
"""so many values of an axis that nobody says now are kept, the more usual ones"""
_DRAWN, _DRAWN_MIN = 30_000, 1_500
_USUAL_MIN = 0.5
_LEAK = 1.5
"""by how much silence in a cause may exceed the silence of all"""
_BURST = 0.0
"""chance that a leaf is loud for no reason: none, each person counts once and robots have been screened"""
_ALONE = 0.95
_SHARE_MIN = 0.1
"""what explains less of the excess is not worth a line"""


def settled(histories: Sequence[Mapping[str, float]], now: Mapping[str, float]) -> dict[str, float]:
    """The usual shares of an axis among those who say something on it.

    `histories` are counts by value, the closest first (this service at this hour, at all hours, all services); each is
    smoothed toward the next, the last toward the counts of `now`: where nobody knows what is usual, nothing is unusual.

    >>> settled([{"ES": 30.0, "PT": 10.0}], {"ES": 1.0, "FR": 3.0})["PT"] < 10 / 40
    True
    >>> settled([{}], {"ES": 1.0, "FR": 3.0})
    {'ES': 0.25, 'FR': 0.75}
    """
    shares = _mixed(now, {}, 0.0)
    weight, most = _SEEN, 0.0
    for counts in reversed(histories):
        heard = sum(counts.values())
        if heard > 0.0:
            shares = _mixed(counts, shares, weight)
            weight, most = _PRIOR, max(most, heard)
    if most == 0.0:
        return shares
    least = _UNSEEN / (min(most, _UNSEEN_MAX) + _SEEN)
    return _mixed({value: max(share, least) for value, share in shares.items()}, {}, 0.0)


def _mixed(counts: Mapping[str, float], toward: Mapping[str, float], weight: float) -> dict[str, float]:
    whole = sum(counts.values()) + (weight if toward else 0.0)
    if whole <= 0.0:
        return dict(toward)
    values = sorted(counts.keys() | toward.keys())
    return {value: (counts.get(value, 0.0) + weight * toward.get(value, 0.0)) / whole for value in values}


@dataclass(frozen=True, slots=True, eq=False)
class UsualLeaves:
    """Joint leaves as columns: `codes` into the `names` of each axis (0 is "", not said), what was reported, what is usual.

    Leaves on which nobody reported stand for all such: they are drawn so that the sum over any few values is right.
    """

    names: Mapping[Axis, tuple[str, ...]]
    codes: Mapping[Axis, Ints]
    actual: Floats
    expected: Floats


def usual_leaves(
    leaves: LeafCounts, usual: Mapping[Axis, Shares], pairs: Pairs, expected: float, drawn: int = _DRAWN
) -> UsualLeaves:
    """`leaves` with what is usual of each, `expected` in all, and up to `drawn` leaves on which nobody reported.

    `usual` are shares as `settled` gives them. O(leaves + drawn + names of an axis · names of the axis above it).
    """
    names, codes = _united(leaves, usual)
    tables = _tables(names, codes, leaves.reports, usual, pairs)
    said = np.zeros(len(leaves), dtype=np.int64)
    for at, axis in enumerate(LEAF_BITS):
        said |= (codes[axis] > 0).astype(np.int64) << at
    patterns, which = np.unique(said, return_inverse=True)
    weight = np.bincount(which, leaves.reports, len(patterns)) / max(int(leaves.reports.sum()), 1)
    likely = weight[which]
    for axis in LEAF_BITS:
        above = codes[ABOVE[axis]] if axis in ABOVE else np.zeros(len(said), dtype=np.int64)
        likely = np.where(codes[axis] > 0, likely * tables[axis][above, codes[axis]], likely)
    more, mass = _drawn(tables, patterns, weight, drawn)
    sizes = {axis: len(names[axis]) for axis in LEAF_BITS}
    own, key = _packed(codes, sizes), _packed(more, sizes)
    key, first, group = np.unique(key, return_index=True, return_inverse=True)
    fresh = ~np.isin(key, own)
    rest = np.bincount(group, mass, len(key))[fresh] if len(key) else np.zeros(0)
    columns = {axis: np.concatenate([codes[axis], more[axis][first][fresh]]) for axis in LEAF_BITS}
    actual = np.concatenate([leaves.reports.astype(np.float64), np.zeros(len(rest))])
    return UsualLeaves(names, columns, actual, expected * np.concatenate([likely, rest]))


class Counted(NamedTuple):
    """One service: its leaves, what is usual of each axis, what belongs together, and the reports that are usual in all."""

    leaves: LeafCounts
    usual: Mapping[Axis, Shares]
    pairs: Pairs
    expected: float


def explain(
    leaves: LeafCounts, usual: Mapping[Axis, Shares], pairs: Pairs, expected: float
) -> tuple[Cause, ...]:
    """The causes of what `leaves` hold beyond `expected` reports, with the names of their values, the largest first."""
    return explain_several({"": Counted(leaves, usual, pairs, expected)})


def explain_several(services: Mapping[str, Counted]) -> tuple[Cause, ...]:
    """The same of several services at once: a cause names one of them, under "service", where it is of that one alone.

    Each may be hit to a degree of its own. Leaves on which nobody reported are as many as for one, shared out.
    """
    counted = {slug: one for slug, one in services.items() if len(one.leaves)}
    if not counted:
        return ()
    drawn = max(_DRAWN // len(counted), _DRAWN_MIN)
    table, service = _joined(
        [
            usual_leaves(one.leaves, one.usual, one.pairs, max(one.expected, _USUAL_MIN), drawn)
            for one in counted.values()
        ]
    )
    columns = {axis.value: table.codes[axis] for axis in LEAF_BITS}
    if len(counted) > 1:
        columns[SERVICE] = service
    whole = float(table.actual.sum())
    silent = {axis.value: float(table.actual[table.codes[axis] == 0].sum()) for axis in LEAF_BITS}
    odds = {name: _LEAK * part / max(whole - part, 1.0) for name, part in silent.items()}
    above = {axis.value: other.value for axis, other in ABOVE.items()}
    causes = localize(
        columns,
        table.actual,
        table.expected,
        unknown=(0,),
        leak=odds,
        above=above,
        burst=_BURST,
        varies=[SERVICE],
    )
    names = ["", *counted]
    return tuple(
        Cause(_told_in_full(table, cause.values, names), cause.excess, cause.share, cause.score)
        for cause in causes
        if cause.share >= _SHARE_MIN
    )


def _joined(tables: Sequence[UsualLeaves]) -> tuple[UsualLeaves, Ints]:
    """One table of several, and from which of them (from 1 on) each leaf is."""
    names: dict[Axis, tuple[str, ...]] = {}
    codes: dict[Axis, Ints] = {}
    for axis in LEAF_BITS:
        names[axis] = tuple(sorted({name for table in tables for name in table.names[axis]}))
        place = {name: code for code, name in enumerate(names[axis])}
        recoded = [
            np.array([place[name] for name in table.names[axis]], dtype=np.int64)[table.codes[axis]]
            for table in tables
        ]
        codes[axis] = np.concatenate(recoded)
    actual = np.concatenate([table.actual for table in tables])
    expected = np.concatenate([table.expected for table in tables])
    number = np.repeat(np.arange(1, len(tables) + 1), [len(table.actual) for table in tables])
    return UsualLeaves(names, codes, actual, expected), number


def _told_in_full(table: UsualLeaves, values: Mapping[str, int], services: Sequence[str]) -> dict[str, str]:
    """The values by name, with what one says of another: a region says its country, which is left out; a network of one
    country alone comes with that country, and a version of one platform with that."""
    named = {Axis(name): code for name, code in values.items() if name != SERVICE}
    for axis, above in ABOVE.items():
        if axis not in named:
            continue
        if axis is Axis.REGION:
            named.pop(above, None)
        elif above not in named and Axis.REGION not in named:
            both = np.flatnonzero((table.codes[axis] == named[axis]) & (table.codes[above] > 0))
            usual = np.bincount(table.codes[above][both], table.expected[both], len(table.names[above]))
            actual = np.bincount(table.codes[above][both], table.actual[both], len(table.names[above]))
            best = int(actual.argmax())
            if min(usual[best] - _ALONE * usual.sum(), actual[best] - _ALONE * actual.sum()) > 0.0:
                named[above] = best
    page = {SERVICE: services[values[SERVICE]]} if SERVICE in values else {}
    return page | {axis.value: table.names[axis][named[axis]] for axis in LEAF_BITS if axis in named}


def _united(
    leaves: LeafCounts, usual: Mapping[Axis, Shares]
) -> tuple[dict[Axis, tuple[str, ...]], dict[Axis, Ints]]:
    """The names that are heard now or usual, in ascending order, and the leaves' codes among them."""
    names, codes = {}, {}
    for axis in LEAF_BITS:
        used = np.unique(leaves.codes[axis]).tolist()
        now = {"", *(leaves.names[axis][code] for code in used)}
        shares = usual.get(axis, {})
        unheard = sorted((v for v in shares if v not in now), key=lambda v: (-shares[v], v))
        names[axis] = tuple(sorted(now | set(unheard[:_UNHEARD_MAX])))
        place = {name: code for code, name in enumerate(names[axis])}
        recode = np.zeros(len(leaves.names[axis]), dtype=np.int64)
        recode[used] = [place[leaves.names[axis][code]] for code in used]
        codes[axis] = recode[leaves.codes[axis]]
    return names, codes


def _tables(
    names: Mapping[Axis, Sequence[str]],
    codes: Mapping[Axis, Ints],
    reports: Ints,
    usual: Mapping[Axis, Shares],
    pairs: Pairs,
) -> dict[Axis, Floats]:
    """Per axis the chance of each value among those who say one, by the value of the axis above it (one row without)."""
    tables: dict[Axis, Floats] = {}
    for axis in sorted(LEAF_BITS, key=lambda each: each in ABOVE):
        shares = usual.get(axis, {})
        alone = np.array([shares.get(name, 0.0) if name else 0.0 for name in names[axis]])
        if axis not in ABOVE:
            tables[axis] = _rows_of_one(alone[None, :])
            continue
        above = ABOVE[axis]
        rows, size = len(names[above]), len(names[axis])
        both = np.flatnonzero((codes[axis] > 0) & (codes[above] > 0))
        key = codes[above][both] * size + codes[axis][both]
        here = np.bincount(key, reports[both], rows * size).reshape(rows, size)
        where = _HERE * here / np.maximum(here.sum(axis=0), 1e-9)
        where[1:] += _ANYWHERE * tables[above][0, 1:, None]
        where += _told(axis, names, pairs)
        table = alone * where / np.maximum(where.sum(axis=0), 1e-300)
        table[0] = alone  # who does not say the one may say the other
        empty = table.sum(axis=1) <= 0.0
        table[empty] = alone
        tables[axis] = _rows_of_one(table)
    return tables


def _told(axis: Axis, names: Mapping[Axis, Sequence[str]], pairs: Pairs) -> Floats:
    """How many reports have told so far where each value belongs; a region's code says it itself."""
    above = {name: row for row, name in enumerate(names[ABOVE[axis]])}
    table = np.zeros((len(above), len(names[axis])))
    if axis is Axis.REGION:
        for column, name in enumerate(names[axis]):
            if (row := above.get(name.partition("-")[0])) is not None and name:
                table[row, column] = 1e6
        return table
    place = {name: column for column, name in enumerate(names[axis])}
    for (value, parent), count in pairs.get(axis, {}).items():
        if value in place and parent in above and value and parent:
            table[above[parent], place[value]] += count
    return table


def _rows_of_one(table: Floats) -> Floats:
    """Each row as chances; one without any has none."""
    ones: Floats = table / np.maximum(table.sum(axis=1, keepdims=True), 1e-300)
    return ones


def _drawn(
    tables: Mapping[Axis, Floats], patterns: Ints, weight: Floats, drawn: int
) -> tuple[dict[Axis, Ints], Floats]:
    """Leaves drawn evenly from what is usual, and the part of the whole that each stands for.

    The points are those of an additive recurrence (Roberts 2018), the same at every call: far more even than chance.
    """
    step = 1.0
    for _ in range(40):
        step = (1.0 + step) ** (1.0 / (len(LEAF_BITS) + 1))
    many = np.maximum(np.round(drawn * weight).astype(np.int64), 1)
    said = np.repeat(patterns, many)
    mass = np.repeat(weight / many, many)
    number = np.arange(1, len(said) + 1)
    found: dict[Axis, Ints] = {}
    for axis in sorted(LEAF_BITS, key=lambda each: each in ABOVE):
        at = list(LEAF_BITS).index(axis)
        point = (0.5 + number * step ** -(at + 1.0)) % 1.0
        table = tables[axis]
        row = found[ABOVE[axis]] if axis in ABOVE else np.zeros(len(said), dtype=np.int64)
        level = np.minimum(np.cumsum(table, axis=1), 1.0)
        level[:, -1] = 1.0
        stairs = (level + np.arange(len(table))[:, None]).ravel()
        code = np.searchsorted(stairs, row + point, side="right") - row * table.shape[1]
        code = np.clip(code, 0, table.shape[1] - 1)
        found[axis] = np.where((said >> at) & 1 == 1, code, 0)
    return found, mass


def _packed(codes: Mapping[Axis, Ints], sizes: Mapping[Axis, int]) -> Ints:
    key = np.zeros(len(next(iter(codes.values()))), dtype=np.int64)
    for axis in LEAF_BITS:
        key = key * sizes[axis] + codes[axis]
    return key
