"""Which shared cause lies behind several services: an operator, a cloud or its region, a CDN, a carrier; or a service by itself.

A dependency graph with strengths and the counts of every page go in; ranked causes come out, each with the services that
it explains and those that it should have hit and did not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import NormalDist
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from groundswell.core.scope.lattice import Floats, Ints
from groundswell.core.scope.trust import chances

_OWN = "service"
_LEAK = 0.002
"""chance that a service fails by itself in the very same window"""
PRIOR_CAUSE, _PRIOR_OWN = 6e-3, 6e-4
"""chance that a part has broken, and that a service has by itself, before anything was heard"""
_OWN_BY_SIZE = 0.5
"""by which power of its usual reports a service that failed by itself is likelier to be what is asked about: between one voice a service and
one a report"""
_DRIFT, _ODD = 0.2, 0.004
"""spread of the error of what is usual; chance that it is far off"""
_SEVERITIES = (1.5, 8.0), (3.0, 50.0)
"""how many times the usual the reports of failed services are, log-uniform: where what broke is mild, and where it is not"""
_SPILL, _BY_SIZE = 0.02, 0.3
"""part of all excess that goes to pages by their size alone, at least; and beside what goes to pages that are blamed"""
_GUILTY = (1.5, 9.0)
"""how many times the usual the own page of a cause gets"""
_FIRSTS, _MOST = 12, 4
_FAILED = 0.5
_HIT_MIN = 3
"""a cause that broke fewer services is not shared"""


class Counted(Protocol):
    """What is known of a page; `groundswell.core.model.Finding` is one."""

    @property
    def service(self) -> str: ...
    @property
    def observed(self) -> float: ...
    @property
    def expected(self) -> float: ...


class PageCount(NamedTuple):
    """Reports on one page in a window, and what is usual."""

    service: str
    observed: float
    expected: float


class Tie(NamedTuple):
    """`service` depends on `on`: with chance `strength` it fails when that does."""

    service: str
    on: str
    strength: float


@dataclass(frozen=True, slots=True)
class Dependencies:
    """Who depends on what. `kinds` says of what kind a shared part is ("cloud", "cdn", "carrier")."""

    ties: Sequence[Tie] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CommonCause:
    """A cause and how likely it is. `kind` is "service" for a service that failed by itself.

    `together` says whether it is part of the likeliest explanation as a whole; `score` is natural-log odds against
    nothing shared; `explains` are services that fail and that it may account for, `spared` those that depend on it and
    do not fail.
    """

    name: str
    kind: str
    probability: float
    score: float
    together: bool
    explains: tuple[str, ...]
    spared: tuple[str, ...]


def common_cause(graph: Dependencies, findings: Iterable[Counted], most: int = 10) -> list[CommonCause]:
    """The causes that may lie behind `findings`, likeliest first: `most`, and beyond that what is part of the
    likeliest explanation.

    `findings` are all pages that are counted, quiet ones too: that they are quiet is half of the evidence. Pages of shared
    parts (a cloud's, a carrier's) count as evidence about these.

    Method: a noisy-OR network with leak (Pearl 1988; Shwe et al. 1991), counts Poisson around a healthy or a failed rate
    with both unknown, ties that nobody told allowed for, and no cause shared that broke fewer than three; every set of one cause and every pair with one of the dozen
    likeliest weighed against all, larger sets grown from the best pair. O(services · causes · 12).

    >>> ties = [Tie(f"shop{n}", "cloud", 0.9) for n in range(4)] + [Tie("shop0", "bank", 0.5)]
    >>> pages = [PageCount(f"shop{n}", 90, 10.0) for n in range(4)] + [PageCount("news", 11, 10.0)]
    >>> [(cause.name, cause.explains) for cause in common_cause(Dependencies(ties), pages, most=1)]
    [('cloud', ('shop0', 'shop1', 'shop2', 'shop3'))]
    """
    pages = {page.service: (float(page.observed), max(float(page.expected), 1e-6)) for page in findings}
    parts = sorted({tie.on for tie in graph.ties} | set(graph.kinds))
    shared = set(parts)
    services = sorted(name for name in pages if name not in shared)
    if not services:
        return []
    return _Network(graph, pages, services, parts).ranked(most)


class _Network:
    def __init__(
        self,
        graph: Dependencies,
        pages: Mapping[str, tuple[float, float]],
        services: Sequence[str],
        parts: Sequence[str],
    ) -> None:
        self._graph, self._services, self._parts = graph, services, parts
        number = {name: n for n, name in enumerate(services)}
        place = {name: n for n, name in enumerate(parts)}
        self._told = np.zeros((len(parts), len(services)))
        for tie in graph.ties:
            if tie.service in number:
                at = place[tie.on], number[tie.service]
                self._told[at] = max(self._told[at], min(tie.strength, 0.98))
        reports = np.array([pages[name][0] for name in services])
        usual = np.array([pages[name][1] for name in services])
        self._excess = np.maximum(reports - usual, 0.0)
        whole = sum(seen for seen, _ in pages.values()) - sum(want for _, want in pages.values())
        size = usual**_OWN_BY_SIZE
        self._own_prior = np.log(_PRIOR_OWN * size / size.mean())
        self._works = 1.0 - chances(self._told, [graph.kinds.get(part, "") for part in parts])
        paged = [n for n, name in enumerate(parts) if name in pages]
        self._own_page = np.zeros(len(parts))
        part = _SPILL
        if paged:
            seen = np.array([pages[parts[n]] for n in paged])
            self._own_page[paged], blamed = self._guilt(np.array(paged), seen[:, 0], seen[:, 1])
            part = max(_SPILL, _BY_SIZE * blamed)
        spill = part * max(whole, 0.0) * usual / sum(want for _, want in pages.values())
        self._healthy = _healthy(reports, usual, spill)
        self._failed = np.stack([_failed(reports, usual, spill, between) for between in _SEVERITIES])

    def _guilt(self, paged: Ints, reports: Floats, usual: Floats) -> tuple[Floats, float]:
        """Log-likelihood ratio of a part's own page, guilty against only blamed; and the part of the excess that is blamed.

        What is blamed on it falls on all such pages alike and on those of the services that fail; how much in all is
        fitted.
        """
        ties = self._told[paged] > 0
        per_service = np.maximum(ties.sum(axis=0), 1)
        near = (ties * (self._excess / per_service)).sum(axis=1)
        far = self._excess.sum() / len(paged)
        grid = np.array([0.0, 0.03, 0.06, 0.12, 0.2, 0.35])
        blamed = grid[:, None] * (0.5 * near + 0.5 * far)
        alone = np.stack([_healthy(reports, usual, level) for level in blamed])
        best = int(np.argmax(np.sort(alone, axis=1)[:, len(paged) // 5 :].sum(axis=1)))
        spread = np.array([0.3, 1.0, 2.5])
        levels = [factor * blamed[best] for factor in spread]
        innocent = np.logaddexp.reduce([_healthy(reports, usual, level) for level in levels])
        guilty = np.logaddexp.reduce([_failed(reports, usual, level, _GUILTY) for level in levels])
        ratio: Floats = np.clip(guilty - innocent, -12.0, 12.0)
        return ratio, float(grid[best])

    def _shared(self, works: Floats) -> Floats:
        """ln P(counts, at least `_HIT_MIN` services broken by it | a part is broken) / P(counts | it is not), by (severity,
        part).

        `works` is each service's chance to be left working by what is broken already. Of the parts' hits, none and one
        and two are taken away by their elementary symmetric sums.
        """
        calm = np.logaddexp(
            np.log(works * (1 - _LEAK)) + self._healthy, np.log1p(-works * (1 - _LEAK)) + self._failed
        )
        miss = np.log(self._works)
        hit = np.log(np.maximum(1.0 - self._works, 1e-300))
        ratio = np.empty((len(self._failed), len(self._parts)))
        for n, failed in enumerate(self._failed):
            odds = np.exp(np.clip(hit + failed - miss - calm[n], -700.0, 300.0))
            ratio[n] = self._several(odds) + miss.sum(axis=1)
        return ratio

    @staticmethod
    def _several(odds: Floats) -> Floats:
        """ln of the product of 1 + odds, less the terms of fewer than `_HIT_MIN` factors."""
        grown = np.log1p(odds).sum(axis=1)
        first = odds.sum(axis=1)
        few = 1.0 + first
        if _HIT_MIN > 2:
            few = few + 0.5 * np.maximum(first * first - (odds * odds).sum(axis=1), 0.0)
        left = np.log(np.maximum(-np.expm1(np.log(few) - grown), 1e-12))
        total: Floats = grown + left
        return total

    def ranked(self, most: int) -> list[CommonCause]:
        prior = np.log(PRIOR_CAUSE) + self._own_page
        none = np.log1p(-_LEAK) + self._healthy, np.log(_LEAK) + self._failed
        base = np.logaddexp(*none).sum(axis=1)[:, None]
        base -= np.logaddexp.reduce(base)
        single = self._shared(np.ones(len(self._services))) + prior + base
        one = np.logaddexp.reduce(single)
        firsts = [int(n) for n in np.argsort(-one, kind="stable")[:_FIRSTS]]
        sets: dict[tuple[int, ...], Floats] = {(): base[:, 0]}
        sets |= {(n,): value for n, value in enumerate(single.T)}
        highest: dict[tuple[int, ...], float] = {}
        for first in firsts:
            two = self._shared(self._works[first]) + prior + single[:, first, None]
            for n, high in enumerate(two.max(axis=0).tolist()):
                key: tuple[int, ...] = (min(first, n), max(first, n))
                if n != first and high > highest.get(key, -np.inf):
                    sets[key], highest[key] = two[:, n], high
        summed = np.logaddexp.reduce(np.stack([*sets.values()]), axis=1)
        score = dict(zip(sets, summed.tolist(), strict=True))
        self._grow(sets, score, prior)
        top = max(score.values())
        best = max(
            (key for key in score if score[key] == top), key=lambda key: (-len(key), [-n for n in key])
        )
        own = np.logaddexp.reduce(self._own_prior + self._failed - np.logaddexp(*none) + base)
        values = np.array([*score.values(), *own])
        weight = np.exp(values - values.max())
        weight /= weight.sum()
        inside = [0.0] * len(self._parts)
        for key, share in zip(score, weight.tolist(), strict=False):
            for n in key:
                inside[n] += share
        failed = self._failed[int(np.argmax(sets[best]))]
        return self._told_causes(best, failed, inside, one, weight[len(score) :], own, most)

    def _grow(
        self, sets: dict[tuple[int, ...], Floats], score: dict[tuple[int, ...], float], prior: Floats
    ) -> None:
        """Sets of more than two, from the best one as long as each is better than the last."""
        best = max(score, key=lambda key: score[key])
        while 2 <= len(best) < _MOST:
            rest = np.prod(self._works[list(best)], axis=0)
            grown = self._shared(rest) + prior + sets[best][:, None]
            grown[:, list(best)] = -np.inf
            n = int(np.argmax(grown.max(axis=0)))
            summed = float(np.logaddexp.reduce(grown[:, n]))
            if summed <= score[best]:
                return
            best = tuple(sorted((*best, n)))
            sets[best], score[best] = grown[:, n], summed

    def _told_causes(
        self,
        best: tuple[int, ...],
        failed: Floats,
        inside: Sequence[float],
        one: Floats,
        alone: Floats,
        own: Floats,
        most: int,
    ) -> list[CommonCause]:
        works = np.prod(self._works[list(best)], axis=0) if best else np.ones(len(self._services))
        odds = failed - self._healthy
        fails = _sigmoid(
            np.log(np.maximum(1 - works * (1 - _LEAK), 1e-12)) - np.log(works * (1 - _LEAK)) + odds
        )
        unexplained = (fails > _FAILED) & (self._told[list(best)].sum(axis=0) == 0)
        found = []
        for n, name in enumerate(self._parts):
            if one[n] > -30 or n in best:
                kind = self._graph.kinds.get(name, "")
                explains, spared = self._split(self._told[n] > 0, fails)
                found.append(CommonCause(name, kind, inside[n], float(one[n]), n in best, explains, spared))
        found += [
            CommonCause(name, _OWN, float(alone[n]), float(own[n]), bool(unexplained[n]), (name,), ())
            for n, name in enumerate(self._services)
            if own[n] > self._own_prior[n] or unexplained[n]
        ]
        found.sort(key=lambda cause: (-round(cause.probability, 9), -cause.score, cause.name))
        return found[:most] + [cause for cause in found[most:] if cause.together]

    def _split(self, tied: NDArray[np.bool_], fails: Floats) -> tuple[tuple[str, ...], tuple[str, ...]]:
        down = fails > _FAILED
        return (
            tuple(self._services[int(n)] for n in np.flatnonzero(tied & down)),
            tuple(self._services[int(n)] for n in np.flatnonzero(tied & ~down)),
        )


def _sigmoid(x: Floats) -> Floats:
    value: Floats = 1.0 / (1.0 + np.exp(-np.clip(x, -500, 500)))
    return value


def _mixed(reports: Floats, means: Floats, chances: Floats) -> Floats:
    """ln of a mixture of Poissons, leaving out the factorial; `means` (rates, pages)."""
    each = reports * np.log(means) - means + np.log(chances)[:, None]
    total: Floats = np.logaddexp.reduce(each, axis=0)
    return total


def _healthy(reports: Floats, usual: Floats, spill: Floats) -> Floats:
    steps = np.linspace(-2.5, 2.5, 11)
    weight = np.exp(-0.5 * steps * steps)
    odd = np.exp(np.linspace(np.log(0.3), np.log(4.0), 11))
    ratios = np.concatenate([np.exp(_DRIFT * steps), odd])
    chances = np.concatenate([(1 - _ODD) * weight / weight.sum(), np.full(11, _ODD / 11)])
    return _mixed(reports, ratios[:, None] * usual + spill, chances)


def _failed(reports: Floats, usual: Floats, spill: Floats, between: tuple[float, float]) -> Floats:
    ratios = np.exp(np.linspace(np.log(between[0]), np.log(between[1]), 15))
    return _mixed(reports, ratios[:, None] * usual + spill, np.full(15, 1 / 15))


@dataclass(frozen=True, slots=True)
class Lift:
    """How much more often two services are out together than chance would have it.

    `together` windows in which both were out; `lift` is times what independence expects, between `low` and `high` with
    95 %. `proposed` says that even `low` is more than chance explains: worth asking an operator about a tie.
    """

    one: str
    other: str
    together: int
    lift: float
    low: float
    high: float
    proposed: bool


def co_outages(windows: int, out: Mapping[str, Iterable[int]], together_min: int = 2) -> list[Lift]:
    """Pairs of services that were out in the same windows, the surest first, out of `windows` in all.

    `out` names the windows in which each service was out. The interval is the Gamma one of a Poisson count with
    Jeffreys' prior (Wilson-Hilferty quantiles) over what independence expects; a pair is proposed when its lower end
    stays above 1 after Bonferroni's correction for all pairs. O(windows of outages · services out in each).

    >>> history = {"feed": [3, 90, 410], "shop": [3, 90, 410, 700], "bank": [12]}
    >>> [(lift.one, lift.other, lift.together, lift.proposed) for lift in co_outages(1000, history)]
    [('feed', 'shop', 3, True)]
    """
    seen = {name: frozenset(when) for name, when in out.items()}
    at: dict[int, list[str]] = {}
    for name in sorted(seen):
        for window in seen[name]:
            at.setdefault(window, []).append(name)
    pairs: Counter[tuple[str, str]] = Counter()
    for names in at.values():
        pairs.update(combinations(names, 2))
    tried = max(len(seen) * (len(seen) - 1) // 2, 1)
    strict = NormalDist().inv_cdf(1 - 0.025 / tried)
    lifts = []
    for (one, other), together in pairs.items():
        if together >= together_min:
            chance = len(seen[one]) * len(seen[other]) / windows
            low, high = (_gamma_quantile(together + 0.5, z) / chance for z in (-1.96, 1.96))
            surely = _gamma_quantile(together + 0.5, -strict) / chance > 1.0
            lifts.append(Lift(one, other, together, together / chance, low, high, surely))
    return sorted(lifts, key=lambda lift: (-lift.low, lift.one, lift.other))


def _gamma_quantile(shape: float, z: float) -> float:
    root = max(1 - 1 / (9 * shape) + z / (3 * float(np.sqrt(shape))), 0.0)
    return shape * root * root * root
