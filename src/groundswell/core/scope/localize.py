"""The fewest combinations of attribute values that explain an excess of reports over what is usual.

`localize` scans every combination of up to three attributes, weighs the likeliest ones closely, takes the best as
explained, and goes on with the rest; then each answer is chosen again in the light of the others. What drifts (a value
whose usual was estimated too low), bursts and reports on the wrong page are explained too, but not named.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from groundswell.core.model import Cause
from groundswell.core.scope.drift import Drift
from groundswell.core.scope.lattice import Combination, Floats, Ints, Lattice, Leaves, summed
from groundswell.core.scope.weigh import BURST, UNEVEN, WIDELY_UNEVEN, dispersion, fit, uneven

UNKNOWN = ("", "unknown")
"""Values that say that nothing is known: never a cause, but a part of every cause is there."""
BLAMED = ("internet-provider",)
"""Pages that people report on when they cannot tell whose fault it is."""
_DEPTH = 3
_CAUSES_MAX = 5
_GAIN_MIN = 6.5
_DAMPING, _DAMPED_MAX = 0.15, 12.0
"""how much a leaf of so many reports, or more, counts for less in the scan: it may be a burst"""
_ROUGH = 0.03
"""variance of an excess within its cause is excess + this · excess²: no cause is as even as Poisson"""
_REPORTS_MIN = 2.5
_BLAMED_COST = 8.0
_SHORTLIST, _CLOSELY, _FAR, _FAR_PART = 40, 10, 30.0, 0.4
_FEW_VALUES = 8
_ROUNDS = 3
_COMPANION_MIN = 0.5
_ECHO, _ECHO_ELSEWHERE, _LEAK = 0.5, 0.1, 0.35
"""most of a cause's excess that goes to blamed pages, to other pages, to leaves of unknown value"""


@dataclass(slots=True)
class _Candidate:
    where: Combination
    rows: Ints
    gain: float
    amplitude: float
    excess: float
    tilt: dict[int, Floats]
    raises: list[tuple[Ints, Floats]] = field(default_factory=list)
    """leaves and how much more is expected there once this is accepted: the cause first, then its companions"""


def localize(
    attributes: Mapping[str, Any],
    actual: Any,
    expected: Any,
    *,
    page: str = "service",
    blamed: Collection[Any] = BLAMED,
    unknown: Collection[Any] = UNKNOWN,
    leak: Mapping[str, float] = {},
    above: Mapping[str, str] = {},
    burst: float = BURST,
    varies: Collection[str] = (),
) -> list[Cause]:
    """The causes of the excess in leaves, the largest excess first; none where there is nothing to explain.

    `attributes` maps a name to the value of every leaf, `actual` and `expected` are its reports and what is usual. `page`
    is the attribute that says which service's page a report was made on, `blamed` are values of it that people choose by
    mistake. `leak` says, by attribute, how much of a cause's excess lies in leaves of unknown value at most, by that of
    the others: the odds of saying nothing, where they are known. `above` says in which attribute's values those of another
    lie (a region in a country): what is not known of the one lies in the same value of the other. `burst`, the chance that a leaf holds what one sender made
    up, is small where senders count once. `varies` are attributes by whose values the ratio of a cause may differ, however
    many they are; those of at most eight may anyway. O(leaves · subsets of attributes); some 0.08 s of one core for 100,000 leaves of six attributes (bench/scope.py, `at_scale`).

    Method: expectation-based scan statistics (Kulldorff 1997; Neill 2009) over the lattice of combinations, a
    description-length penalty for naming values (Rissanen 1978), evidence for ratios that vary within a cause,
    explaining away and choosing again. docs/explanation/scope.md tells it in words.

    >>> leaves = {"service": ["films"] * 4 + ["bank"] * 4, "country": ["ES", "PT", "FR", "DE"] * 2}
    >>> [cause.values for cause in localize(leaves, [90, 9, 8, 11, 10, 12, 9, 10], [10.0] * 8)]
    [{'service': 'films', 'country': 'ES'}]
    """
    leaves = Leaves.of(attributes, actual, expected, unknown)
    if not len(leaves.actual) or not (leaves.actual > 0).any():
        return []
    whole = max(float(leaves.actual.sum() - leaves.expected.sum()), 1e-9)
    causes = []
    for found in _Search(leaves, page, blamed, leak, burst, above, varies).run():
        values = {leaves.attributes[a]: leaves.names[a][code] for a, code in found.where.where().items()}
        if not values and page in attributes and page not in leaves.attributes:
            values = {page: np.asarray(attributes[page])[:1].tolist()[0]}
        causes.append(Cause(values, found.excess, min(found.excess / whole, 1.0), found.gain))
    return sorted(causes, key=lambda cause: (-round(cause.excess, 6), -round(cause.score, 6), _spelt(cause)))


def _spelt(cause: Cause) -> list[tuple[str, str]]:
    """What decides between causes that are alike in everything else."""
    return [(name, str(value)) for name, value in cause.values.items()]


class _Search:
    """One search: what is expected of every leaf so far, and the lattice over it."""

    def __init__(
        self,
        leaves: Leaves,
        page: str,
        blamed: Collection[Any],
        leak: Mapping[str, float],
        burst: float,
        above: Mapping[str, str],
        varies: Collection[str],
    ) -> None:
        self._leaves, self._burst = leaves, burst
        self._leak = [leak.get(name, _LEAK) for name in leaves.attributes]
        self._silent = bool(leak)
        at = {name: a for a, name in enumerate(leaves.attributes)}
        self._above = {at[name]: at[other] for name, other in above.items() if name in at and other in at}
        self._page = leaves.attributes.index(page) if page in leaves.attributes else -1
        self._blamed: list[int] = []
        self._on_blamed: NDArray[np.bool_] = np.zeros(len(leaves.actual), dtype=np.bool_)
        if self._page >= 0:
            self._blamed = [code for code, name in enumerate(leaves.names[self._page]) if name in blamed]
            self._on_blamed = np.isin(leaves.codes[self._page], self._blamed)
        over = dispersion(leaves.actual, leaves.expected) * leaves.expected
        rough = _ROUGH * np.maximum(leaves.actual - leaves.expected, 0.0)
        self._trust = 1.0 / (1.0 + over + rough)
        self._drift = Drift(leaves, self._trust)
        self._mean = leaves.expected.copy()
        """what is expected of every leaf, causes accepted so far included"""
        loud = np.minimum(leaves.actual + leaves.expected, _DAMPED_MAX)
        weight = 1.0 / (1.0 + _DAMPING * loud + over + rough)
        self._lattice = Lattice(leaves, weight, _DEPTH, _REPORTS_MIN)
        # What lies in another attribute's values tilts with it: that would be evidence told twice.
        self._varies = [at[name] for name in varies if name in at]
        few = (a for a, names in enumerate(leaves.names) if len(names) <= _FEW_VALUES or a in self._varies)
        self._few = [a for a in few if a not in self._above]
        self._rows: dict[Combination, Ints] = {}

    def run(self) -> list[_Candidate]:
        found: list[_Candidate] = []
        self._grow(found)
        if not found:
            return found
        more = self._drift.again(self._mean)
        if more is not None:
            self._raise(np.arange(len(more)), more)
        for _ in range(_ROUNDS):
            if not self._choose_again(found):
                break
        for cause in found:
            cause.excess = sum(
                float((self._leaves.actual[rows] * more / self._mean[rows]).sum())
                for rows, more in cause.raises
            )
        return found

    def _grow(self, found: list[_Candidate]) -> bool:
        """Accept causes until none is worth naming."""
        before = len(found)
        while len(found) < _CAUSES_MAX and (best := self._best()) is not None:
            self._accept(best)
            found.append(best)
        return len(found) > before

    def _choose_again(self, found: list[_Candidate]) -> bool:
        """Choose each cause again given the others; whether anything has changed."""
        changed = False
        for old in list(found):
            for rows, more in old.raises:
                self._raise(rows, -more)
            place = found.index(old)
            new = self._best()
            if new is None:
                del found[place]
                changed = True
                continue
            self._accept(new)
            found[place] = new
            changed |= new.where != old.where
        return self._grow(found) or changed

    def _best(self) -> _Candidate | None:
        while True:
            worth = [c for c in self._weighed(self._shortlist()) if c.gain > _GAIN_MIN]
            if not worth:
                return None
            best = max(worth, key=lambda c: (round(c.gain, 6), -len(c.where.attributes), len(c.rows)))
            more = self._drift.instead(best.where, best.rows, self._mean, best.excess, best.gain - _GAIN_MIN)
            if more is None:
                return best
            self._raise(best.rows, more)

    def _shortlist(self) -> list[Combination]:
        """The combinations whose summed reports are the least likely, by the scan's plain likelihood ratio."""
        self._lattice.settle()
        lattice = self._lattice
        busy = np.flatnonzero(lattice.reports > self._drift.ratio_min * lattice.usual)
        reports, usual = lattice.reports[busy], np.maximum(lattice.usual[busy], 1e-9)
        gain = reports * np.log(reports / usual) + usual - reports - lattice.cost[busy]
        kept = np.flatnonzero(gain > 2.0)
        gain, place = gain[kept], lattice.place[busy[kept]]
        if not len(gain):
            return []
        order = np.argsort(-gain, kind="stable")
        order = order[gain[order] >= 0.25 * gain[order[0]]][: 2 * _SHORTLIST]
        listed = (self._lattice.combination(int(level), int(at)) for level, at in place[order])
        unknown = self._leaves.unknown
        return [c for c in listed if all(unknown[a] != code for a, code in c.where().items())][:_SHORTLIST]

    def _covered(self, where: Combination) -> Ints:
        rows = self._rows.get(where)
        if rows is None:
            rows = self._rows[where] = where.rows(self._leaves)
        return rows

    def _weighed(self, wheres: list[Combination]) -> list[_Candidate]:
        """These combinations as candidates, weighed leaf by leaf; the best of them with their companions."""
        if not wheres:
            return []
        leaves, n = self._leaves, len(wheres)
        every = [self._covered(where) for where in wheres]
        rows = np.concatenate(every)
        group = np.repeat(np.arange(n), [len(each) for each in every])
        trust, mean, shape = self._trust[rows], self._mean[rows], self._drift.base[rows]
        fitted = fit(group, n, leaves.actual[rows], mean, shape, trust, burst=self._burst)
        gain = fitted.gain - 0.5 * np.log1p(fitted.excess)
        tilts: dict[int, Floats] = {}
        even = shape * trust
        for a in self._few:
            size = len(leaves.names[a])
            key = group * size + leaves.codes[a][rows]
            excess = summed(key[fitted.at], fitted.each, n * size).reshape(n, size)
            mass = summed(key, even, n * size).reshape(n, size) * fitted.amplitude[:, None]
            more, tilts[a] = uneven(excess, mass, WIDELY_UNEVEN if a in self._varies else UNEVEN)
            gain += np.where([a in where.attributes for where in wheres], 0.0, more)
        gain -= [sum(np.log(len(leaves.names[a])) for a in where.attributes) for where in wheres]
        gain -= [_BLAMED_COST * (where.where().get(self._page, -1) in self._blamed) for where in wheres]
        usual = summed(group, mean * trust, n)
        gain[usual + fitted.excess < self._drift.ratio_min * usual] = -np.inf
        order = [int(i) for i in np.argsort(-gain, kind="stable")[:_CLOSELY]]
        far = max(_FAR, _FAR_PART * float(gain[order[0]]))  # companions may speak for one of them
        near = [i for i in order if gain[i] > max(gain[order[0]] - far, -np.inf)]
        candidates = [
            _Candidate(
                wheres[i],
                every[i],
                float(gain[i]),
                float(fitted.amplitude[i]),
                float(fitted.excess[i]),
                {a: tilt[i] for a, tilt in tilts.items() if a not in wheres[i].attributes},
            )
            for i in near
        ]
        for candidate in candidates:
            self._accompany(candidate)
        return candidates

    def _accompany(self, cause: _Candidate) -> None:
        """Add what comes with a cause: reports whose value is unknown, and those made on the wrong page."""
        where = cause.where.where()
        more = cause.amplitude * self._drift.base[cause.rows]
        for a, tilt in cause.tilt.items():
            more = more * tilt[self._leaves.codes[a][cause.rows]]
        cause.raises = [(cause.rows, more)]
        for lost in self._lost(where):
            part = float(np.prod([self._leak[a] for a in lost]))
            place = self._place_of(cause, where, lost)
            self._companion(cause, self._covered(Combination.of({**place, **where, **lost})), part, 1.0)
        own = where.get(self._page, -1)
        if not self._blamed or own in self._blamed:
            return
        place = {a: code for a, code in where.items() if a != self._page and self._stays(a)}
        rows = self._covered(Combination.of(place))
        on = self._on_blamed[rows]
        inside = cause.amplitude if own < 0 else 0.0
        self._companion(cause, rows[on], _ECHO, 1.0, inside)
        if own >= 0:
            others = rows[~on & (self._leaves.codes[self._page][rows] != own)]
            self._companion(cause, others, _ECHO_ELSEWHERE, np.inf)
        for a, unknown in self._unknowns(place):
            rows = self._covered(Combination.of({**place, a: unknown}))
            self._companion(cause, rows[self._on_blamed[rows]], 0.3 * _ECHO, np.inf)

    def _stays(self, attribute: int) -> bool:
        """Whether who reports on the wrong page still says this: where and on what yes, but not which symptom."""
        return self._leaves.attributes[attribute] != "symptom"

    def _place_of(
        self, cause: _Candidate, where: Mapping[int, int], lost: Mapping[int, int]
    ) -> dict[int, int]:
        """The values above those that are lost, where the cause does not name them: those of most of its reports."""
        found = {}
        for a in lost:
            if (above := self._above.get(a, -1)) >= 0 and above not in where:
                codes = self._leaves.codes[above][cause.rows]
                reports = np.bincount(codes, self._leaves.actual[cause.rows])
                if (unknown := self._leaves.unknown[above]) >= 0 and unknown < len(reports):
                    reports[unknown] = 0.0
                found[above] = int(reports.argmax())
        return found

    def _lost(self, where: Mapping[int, int]) -> list[dict[int, int]]:
        """Which of the values of a cause may not be known: one of them; several at once where their odds are told."""
        unknowns = self._unknowns(where)
        sizes = range(1, len(unknowns) + 1) if self._silent else (1,)
        return [dict(lost) for size in sizes for lost in combinations(unknowns, size)]

    def _unknowns(self, where: Mapping[int, int]) -> list[tuple[int, int]]:
        return [(a, self._leaves.unknown[a]) for a in where if self._leaves.unknown[a] >= 0]

    def _companion(
        self, cause: _Candidate, rows: Ints, part: float, price: float, inside: float = 0.0
    ) -> None:
        """Let up to `part` of the cause's excess lie in `rows` too; evidence beyond `price` speaks for the cause."""
        if not len(rows):
            return
        shape = self._drift.base[rows]
        mean = self._mean[rows] + inside * shape
        one = np.zeros(len(rows), dtype=np.int64)
        actual = self._leaves.actual[rows]
        most = part * float(cause.raises[0][1].sum()) / float(shape.sum())
        fitted = fit(one, 1, actual, mean, shape, self._trust[rows], most, self._burst)
        if fitted.excess[0] >= _COMPANION_MIN:
            cause.raises.append((rows, float(fitted.amplitude[0]) * shape))
        cause.gain += max(float(fitted.gain[0]) - price, 0.0)

    def _accept(self, cause: _Candidate) -> None:
        for rows, more in cause.raises:
            self._raise(rows, more)

    def _raise(self, rows: Ints, more: Floats) -> None:
        self._mean[rows] += more
        self._lattice.add(rows, more)
