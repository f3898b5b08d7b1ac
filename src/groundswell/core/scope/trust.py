"""How sure the ties of a dependency graph are: some that are told are not there, some that are there nobody has told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from groundswell.core.scope.lattice import Floats

_WRONG, _WRONG_TIES = 0.07, 3.0
"""share of what is told that is not so, before the graph speaks, and how many second ties' worth of evidence that is"""
_MISSING, _MISSING_MIN, _MISSING_MAX = 0.15, 0.05, 0.3
"""share of true ties that nobody has told: where the graph does not say, at least, and at most"""
_SECONDS_MAX = 0.25
"""a kind of which more of the tied services have two or more parts is one of which they have several"""
_SURE_MAX = 0.98


def chances(told: Floats, kinds: Sequence[str]) -> Floats:
    """(parts, services): the chance that a part, broken, breaks a service by its tie; `told` are strengths, 0 where none is.

    Of most kinds a service has one part: one operator, one cloud. Two that are told cannot both be so, and a service of
    which none is told has one all the same with the chance that others of its graph have. Which kinds are so, and how much of
    what is told is wrong or missing, is learnt from the graph. O(parts · services).
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
    for group in single:
        sure[group] = _one(there[group], wrong, missing)
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
