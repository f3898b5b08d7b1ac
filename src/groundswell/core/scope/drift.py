"""Drift: how far the usual of a service, a country or a network may be off by itself, and what of an excess that explains.

A value's expectation may be wrong by a factor, log-normal around 1. How widely these factors scatter is learnt from the
leaves at hand: from the ratios of single values, beyond counting noise, with a prior where they say little.
"""

from __future__ import annotations

import numpy as np

from groundswell.core.scope.lattice import Combination, Floats, Ints, Leaves

_PRIOR, _PRIOR_VALUES = 0.12, 6.0
"""spread that is assumed before the leaves speak, and how many values' worth of evidence that is"""
_SPREAD_MAX, _SPREAD_MIN = 0.3, 0.02
_CLIP = 2.5
_ALONE, _JOINED = 3.5, 2.5
"""a drift of more than so many spreads is none: of every value at once, of one value, of a combination's values together"""
_USUAL_MIN, _VALUES_MIN = 8.0, 8
_ROUNDS = 2


class Drift:
    """Per attribute the log-factor of each value; `base` is what is expected of each leaf, drift included."""

    def __init__(self, leaves: Leaves, trust: Floats) -> None:
        self._leaves, self._trust = leaves, trust
        self._positive = np.flatnonzero(leaves.actual > 0)
        self._reports = leaves.actual[self._positive]
        self._effect = [np.zeros(len(names)) for names in leaves.names]
        self.base = leaves.expected.copy()
        self._drifted: set[Combination] = set()
        self._spread = self._learnt()
        top = max(self._spread, default=0.0)
        self.ratio_min = float(np.clip(np.exp(3.0 * top), 1.25, 1.8))
        """how many times the usual a cause is at least: less may be drift"""

    def _learnt(self) -> list[float]:
        """The spread per attribute, 0 for one with too few values to tell."""
        off, noise, enough = [np.zeros(0)], [np.zeros(0)], []
        trusted = self._reports * self._trust[self._positive]
        usual = self._trust * self.base
        for codes, names in zip(self._leaves.codes, self._leaves.names, strict=True):
            if len(names) < _VALUES_MIN:
                enough.append(False)
                continue
            reports = np.bincount(codes[self._positive], trusted, len(names))
            expected = np.bincount(codes, usual, len(names))
            big = (expected >= _USUAL_MIN) & (reports > 0)
            enough.append(int(big.sum()) >= _VALUES_MIN)
            if enough[-1]:
                ratio = np.log(reports[big] / expected[big])
                off.append(np.abs(ratio - np.median(ratio)))
                noise.append(1.0 / expected[big])
        if not any(enough):
            return [0.0 for _ in enough]
        chance = np.concatenate(noise)
        square = max((1.4826 * float(np.median(np.concatenate(off)))) ** 2 - float(np.median(chance)), 0.0)
        prior = _PRIOR**2
        told = float(((prior / (prior + chance)) ** 2).sum())
        spread = float(np.sqrt((told * square + _PRIOR_VALUES * prior) / (told + _PRIOR_VALUES)))
        spread = min(spread, _SPREAD_MAX) if spread >= _SPREAD_MIN else 0.0
        return [spread if ok else 0.0 for ok in enough]

    def again(self, mean: Floats) -> Floats | None:
        """Learn all factors, where `mean` has the causes found so far in it; how much more that makes of each leaf."""
        if max(self._spread, default=0.0) == 0.0:
            return None
        causes, before = mean - self.base, self.base
        trust = self._trust[self._positive]
        caused = np.flatnonzero(causes > 0)
        trusted = self._trust[caused] * causes[caused]
        for _ in range(_ROUNDS):
            for a, spread in enumerate(self._spread):
                if spread == 0.0:
                    continue
                codes, size = self._leaves.codes[a], len(self._leaves.names[a])
                old = np.exp(self._effect[a])
                calm = np.minimum(
                    self._reports, 5.0 + 3.0 * (self.base[self._positive] + causes[self._positive])
                )
                reports = np.bincount(codes[self._positive], trust * calm, size)
                left = np.maximum(reports - np.bincount(codes[caused], trusted, size), 0.2 * reports)
                usual = np.bincount(codes, self._trust * self.base, size) / old
                self._effect[a] = _shrunk(left, usual, spread, -_CLIP, _CLIP)
                self.base = self.base * (np.exp(self._effect[a]) / old)[codes]
        return self.base - before

    def instead(
        self, where: Combination, rows: Ints, mean: Floats, excess: float, gain: float
    ) -> Floats | None:
        """Where drift of its values explains an excess nearly as well as a cause would (to within `gain`), how much more is
        expected of these leaves from now on; else None."""
        spread = float(np.sqrt(sum(self._spread[a] ** 2 for a in where.attributes)))
        if spread == 0.0 or where in self._drifted:
            return None
        usual = float((self._trust[rows] * mean[rows]).sum())
        reports = usual + excess
        factor = float(
            _shrunk(
                np.float64(reports),
                np.float64(usual),
                spread,
                0.0,
                _ALONE if len(where.attributes) == 1 else _JOINED,
            )
        )
        explained = (
            reports * factor - usual * float(np.expm1(factor)) - factor * factor / (2 * spread * spread)
        )
        if gain > explained:
            return None
        self._drifted.add(where)
        if len(where.attributes) == 1:
            self._effect[where.attributes[0]][where.codes[0]] += factor
        more = self.base[rows] * float(np.expm1(factor))
        self.base[rows] += more
        return more


def _shrunk(
    reports: Floats | np.float64, usual: Floats | np.float64, spread: float, low: float, high: float
) -> Floats:
    """The likeliest log-factor, `low` to `high` spreads, with as much prior weight on 1 as the spread allows."""
    k = 1.0 / (spread * spread)
    factor: Floats = np.clip(np.log((reports + k) / (usual + k)), low * spread, high * spread)
    return factor
