"""How sure the ties of a dependency graph are: some that are told are not there, some that are there nobody has told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from groundswell.core.scope.lattice import Floats, Ints

_WRONG, _WRONG_TIES = 0.07, 3.0
"""share of what is told that is not so, before the graph speaks, and how many second ties' worth of evidence that is"""
_MISSING, _MISSING_MIN, _MISSING_MAX = 0.15, 0.05, 0.3
"""share of true ties that nobody has told: where the graph does not say, at least, and at most"""
_SECONDS_MAX = 0.25
"""a kind of which more of the tied services have two or more parts is one of which they have several"""
_SURE_MAX = 0.98
_INSIDE_MIN, _INSIDE_TIES, _BOTH_MIN = 0.85, 20, 0.6
"""a kind lies inside another one (regions in clouds) where so much of what is told of both agrees, of so many ties at least, and of
so many of its own that both are told"""
_ALONE_MIN = 0.5
"""services that stand on an outer part and on none of those in it, where none is told so"""


class _Inside(NamedTuple):
    """A kind whose parts each lie in a part of another: `within` says of each `inner` one in which of the `outer` ones; a row
    without any where that is not known."""

    inner: Ints
    outer: Ints
    within: NDArray[np.bool_]


def chances(told: Floats, kinds: Sequence[str]) -> Floats:
    """(parts, services): the chance that a part, broken, breaks a service by its tie; `told` are strengths, 0 where none is.

    Of most kinds a service has one part: one operator, one cloud. Two that are told cannot both be so, and a service of
    which none is told has one all the same with the chance that others of its graph have. Which kinds are so, and how much of
    what is told is wrong or missing, is learnt from the graph, and so is which kind lies inside another: who stands on a region
    stands on its cloud, told or not. O(parts² · services).
    """
    parts, services = told.shape
    there = told > 0
    groups = [
        np.array([n for n, own in enumerate(kinds) if own == kind]) for kind in sorted(set(kinds) - {""})
    ]
    single = [group for group in groups if _one_each(there[group])]
    cells = max(parts * services, 1)
    usual = max(_WRONG * float(there.sum()) / cells, 1e-6)
    seconds = sum(float((there[g].sum(axis=0) > 1).sum()) for g in single)
    exposed = sum(float(there[g].any(axis=0).sum()) * (len(g) - 1) for g in single)
    wrong = (seconds + _WRONG_TIES) / (exposed + _WRONG_TIES / usual)
    bare = min((float((~there[g].any(axis=0)).mean()) for g in single), default=1.0)
    missing = max(bare, _MISSING_MIN) if bare < _MISSING_MAX else _MISSING
    sure = _each(there, wrong, missing)
    nests = [_inside(there, group, single) for group in single]
    for group in single:
        sure[group] = _one(there[group], wrong, missing)
    for inside in nests:
        if inside is not None:
            sure[inside.inner], sure[inside.outer] = _nested(there, inside, wrong, missing)
    known = np.maximum(there.sum(axis=1), 1)
    strength = told.sum(axis=1) / known
    result: Floats = np.minimum(sure * np.where(there, told, strength[:, None]), _SURE_MAX)
    return result


def _one_each(there: NDArray[np.bool_]) -> bool:
    each = there.sum(axis=0)
    return float((each > 1).sum()) <= _SECONDS_MAX * float((each > 0).sum())


def _true(there: NDArray[np.bool_], wrong: float) -> Floats:
    """Per part, how many of its ties that were told are there; a part without any may have none."""
    told = there.sum(axis=1)
    true: Floats = np.maximum(told - wrong * there.shape[1], 0.4 * told)
    return true


def _each(there: NDArray[np.bool_], wrong: float, missing: float) -> Floats:
    """Chances that ties are there, each by itself."""
    true = _true(there, wrong)
    services = there.shape[1]
    untold = np.minimum(missing / (1 - missing) * true / services, 0.1)
    trusted = true / np.maximum(there.sum(axis=1), 1)
    sure: Floats = np.where(there, trusted[:, None], untold[:, None])
    return sure


def _one(there: NDArray[np.bool_], wrong: float, missing: float) -> Floats:
    """Chances that ties are there, where a service has one part at most: Bayes' rule, parts as popular as they are told."""
    true = _true(there, wrong)
    has = min(float(true.sum()) / (1 - missing) / there.shape[1], 1.0)
    popular = has * true / max(float(true.sum()), 1e-9)
    like = popular[:, None] * np.where(there, (1 - missing) / wrong + missing, missing)
    sure: Floats = like / (like.sum(axis=0) + (1.0 - has) + 1e-12)
    return sure


def _inside(there: NDArray[np.bool_], inner: Ints, groups: Sequence[Ints]) -> _Inside | None:
    """In which of the `groups` of fewer parts the parts of `inner` lie; None where in none."""
    for outer in groups:
        if 1 < len(outer) < len(inner):
            both = there[inner].astype(np.float32) @ there[outer].astype(np.float32).T
            most = both.max(axis=1)
            enough = both.sum() >= max(_INSIDE_TIES, _BOTH_MIN * there[inner].sum())
            if enough and most.sum() >= _INSIDE_MIN * both.sum():
                within = np.zeros(both.shape, dtype=np.bool_)
                within[np.arange(len(inner)), both.argmax(axis=1)] = most > 0
                return _Inside(inner, outer, within)
    return None


def _nested(there: NDArray[np.bool_], inside: _Inside, wrong: float, missing: float) -> tuple[Floats, Floats]:
    """The chances of `_one` where one kind lies inside another: what is told of either speaks for both. A service may stand on
    an outer part alone, as often as it is told so beyond what is missing."""
    inner, outer, within = there[inside.inner], there[inside.outer], inside.within
    services = there.shape[1]
    says = (1 - missing) / wrong + missing
    told = np.where(inner, says, missing)
    told_outer = np.where(outer, says, missing)
    around = np.where(within.any(axis=1, keepdims=True), within.astype(np.float64) @ told_outer, 1.0)
    true = _true(inner, wrong)
    has = min(float(true.sum()) / (1 - missing) / services, 1.0)
    popular = has * true / max(float(true.sum()), 1e-9)
    covered = within.T.astype(np.float32) @ inner.astype(np.float32)
    bare = (outer & (covered == 0)).sum(axis=1) - missing * outer.sum(axis=1)
    alone = np.maximum(bare, _ALONE_MIN) / (1 - missing) / services
    alone *= min(1.0, max(1.0 - has, 0.0) / max(float(alone.sum()), 1e-9))
    of_inner = popular[:, None] * told * around
    of_outer = alone[:, None] * told_outer
    none = max(1.0 - has - float(alone.sum()), 0.0)
    whole = of_inner.sum(axis=0) + of_outer.sum(axis=0) + none + 1e-12
    sure: Floats = of_inner / whole
    return sure, within.T.astype(np.float64) @ sure + of_outer / whole
