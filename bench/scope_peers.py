"""What else there is to explain an excess, and to name a shared cause: methods of the literature, written anew."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from math import exp, inf, lgamma, log

import numpy as np

from bench.leaves import UNKNOWN, Bools, Case, Floats, Ints, Scope
from bench.shared_causes import Diagnosis

_ENOUGH = 15.0
"""a log-likelihood ratio below this is not worth naming"""
_MOST = 5


def ratio(reports: Floats, usual: Floats) -> Floats:
    """Poisson log-likelihood ratio of an excess, 0 where there is none."""
    want = np.maximum(usual, 1e-9)
    value = reports * np.log(np.maximum(reports, 1e-9) / want) + want - reports
    return np.where(reports > want, value, 0.0)


def _sums(case: Case, name: str, live: Floats) -> tuple[Floats, Floats]:
    codes = case.values[name] + 1
    reports: Floats = np.bincount(codes, case.actual * live).astype(np.float64)
    usual: Floats = np.bincount(codes, case.expected * live).astype(np.float64)
    reports[0] = usual[0] = 0.0  # the unknown
    return reports, usual


def single(case: Case) -> list[Scope]:
    """The one value with the largest standardised excess."""
    best, found = 0.0, []
    for name in case.values:
        reports, usual = _sums(case, name, np.ones(len(case.actual)))
        score = (reports - usual) / np.sqrt(usual + 1)
        if score.max() > best:
            best, found = float(score.max()), [{name: int(score.argmax()) - 1}]
    return found


def beam(case: Case, width: int = 10, depth: int = 3) -> list[Scope]:
    """Greedy: beam search for the combination with the highest ratio; its leaves are taken out, and again."""
    live = np.ones(len(case.actual))
    found: list[Scope] = []
    while len(found) < _MOST:
        best: tuple[float, Scope] = (_ENOUGH, {})
        front: list[Scope] = [{}]
        for level in range(depth):
            grown: dict[tuple[tuple[str, int], ...], float] = {}
            for scope in front:
                inside = live * case.covered(scope)
                for name in case.values:
                    if name not in scope:
                        scores = ratio(*_sums(case, name, inside))
                        for code in np.argsort(-scores)[:width]:
                            grown[tuple(sorted({**scope, name: int(code) - 1}.items()))] = float(scores[code])
            order = sorted(grown, key=lambda key: -grown[key])[:width]
            if not order:
                break
            front = [dict(key) for key in order]
            if grown[order[0]] > best[0] + 2.0 * bool(level and best[1]):
                best = grown[order[0]], front[0]
        if not best[1]:
            break
        found.append(best[1])
        live = live * ~case.covered(best[1])
    return found


def adtributor(case: Case, explained: float = 0.67, each: float = 0.1) -> list[Scope]:
    """Bhagwan et al. (NSDI 2014): per attribute the most surprising values that explain two thirds of the change."""
    whole = case.actual.sum() - case.expected.sum()
    if whole <= 0:
        return []
    best, answer = 0.0, []
    for name in case.values:
        reports, usual = _sums(case, name, np.ones(len(case.actual)))
        p, q = usual / case.expected.sum(), reports / case.actual.sum()
        middle = np.maximum((p + q) / 2, 1e-12)
        surprise = 0.5 * (
            p * np.log(np.maximum(p, 1e-12) / middle) + q * np.log(np.maximum(q, 1e-12) / middle)
        )
        power = (reports - usual) / whole
        chosen, power_sum, surprise_sum = [], 0.0, 0.0
        for code in np.argsort(-surprise):
            if power[code] > each:
                chosen.append(int(code) - 1)
                power_sum += power[code]
                surprise_sum += surprise[code]
                if power_sum > explained:
                    break
        if power_sum > explained and surprise_sum > best:
            best, answer = surprise_sum, [{name: code} for code in chosen]
    return answer


def subset_scan(case: Case, starts: int = 6) -> list[Scope]:
    """Neill's multi-dimensional subset scan (2013): values of each attribute in turn, ordered by their ratio, until the
    score stands still; from several starts; then the leaves are taken out, and again."""
    rng = np.random.default_rng(0)
    live = np.ones(len(case.actual))
    found: list[Scope] = []
    while len(found) < _MOST:
        best, chosen = _ENOUGH, {}
        for _ in range(starts):
            score, subset = _ascend(case, live, rng)
            if score > best:
                best, chosen = score, subset
        few = {name: codes for name, codes in chosen.items() if len(codes) <= 3}
        if not few:
            break
        scopes = [dict(zip(few, codes, strict=True)) for codes in product(*few.values())][:4]
        found += scopes
        for scope in scopes:
            live = live * ~case.covered(scope)
    return found[:_MOST]


def _ascend(case: Case, live: Floats, rng: np.random.Generator) -> tuple[float, dict[str, list[int]]]:
    subset: dict[str, list[int]] = {}
    score, names = 0.0, list(case.values)
    for _ in range(4):
        before = score
        for name in rng.permutation(names).tolist():
            inside = live.copy()
            for other, codes in subset.items():
                if other != name:
                    inside *= np.isin(case.values[other], codes)
            reports, usual = _sums(case, name, inside)
            order = np.argsort(-(reports / np.maximum(usual, 1e-9)))
            order = order[usual[order] > 0]
            gains = ratio(np.cumsum(reports[order]), np.cumsum(usual[order])) - 2.0 * np.arange(
                1, len(order) + 1
            )
            score = float(gains.max())
            subset[name] = (order[: int(gains.argmax()) + 1] - 1).tolist()
            if ratio(reports.sum(keepdims=True), usual.sum(keepdims=True))[0] >= score:
                score = float(ratio(reports.sum(keepdims=True), usual.sum(keepdims=True))[0])
                del subset[name]
        if score <= before + 1e-9:
            break
    return score, {name: [code for code in codes if code != UNKNOWN] for name, codes in subset.items()}


# --- over every combination at once: slower, and measured on fewer cases ---


@dataclass(frozen=True, slots=True, eq=False)
class _Subset:
    """A few attributes: which combination of their values each leaf is of, and a leaf of each."""

    names: tuple[str, ...]
    group: Ints
    leaf: Ints
    known: Bools

    def sums(self, each: Floats) -> Floats:
        total: Floats = np.bincount(self.group, each, len(self.leaf)).astype(np.float64)
        return total

    def scope(self, case: Case, number: int) -> Scope:
        return {name: int(case.values[name][self.leaf[number]]) for name in self.names}


def _subsets(case: Case, depth: int = 3) -> list[_Subset]:
    found = []
    for size in range(1, depth + 1):
        for names in combinations(case.values, size):
            key = np.zeros(len(case.actual), dtype=np.int64)
            for name in names:
                key = key * (int(case.values[name].max()) + 2) + case.values[name] + 1
            _, leaf, group = np.unique(key, return_index=True, return_inverse=True)
            known = np.logical_and.reduce([case.values[name][leaf] != UNKNOWN for name in names])
            found.append(_Subset(names, group.astype(np.int64), leaf.astype(np.int64), known))
    return found


def scan(case: Case, ratio_min: float = 1.5) -> list[Scope]:
    """Expectation-based Poisson scan statistic (Kulldorff 1997; Neill 2009) over every combination: the one with the highest ratio,
    less what naming it costs, is explained away by its own factor, and again. Loud leaves count for less."""
    subsets, expected = _subsets(case), case.expected.copy()
    weight = 1.0 / (1.0 + 0.15 * np.minimum(case.actual + case.expected, 12.0) + 0.4 * case.expected)
    found: list[Scope] = []
    while len(found) < _MOST:
        best: tuple[float, Scope] = (_ENOUGH / 2, {})
        for subset in subsets:
            reports, usual = subset.sums(case.actual * weight), subset.sums(expected * weight)
            cost = sum(log(int(case.values[name].max()) + 1) for name in subset.names)
            score = np.where(subset.known & (reports > ratio_min * usual), ratio(reports, usual) - cost, 0.0)
            if score.max() > best[0]:
                best = float(score.max()), subset.scope(case, int(score.argmax()))
        if not best[1]:
            break
        inside = case.covered(best[1])
        expected[inside] *= (case.actual[inside] * weight[inside]).sum() / max(
            (expected[inside] * weight[inside]).sum(), 1e-9
        )
        found.append(best[1])
    return found


def _deviation(case: Case) -> Floats:
    """2 (actual - expected) / (actual + expected), of both papers: -2 where nobody reports, up to 2."""
    score: Floats = 2.0 * (case.actual - case.expected) / np.maximum(case.actual + case.expected, 1e-9)
    return score


def riskloc(case: Case, risk_min: float = 0.5, power_min: float = 0.02, outside: int = 5) -> list[Scope]:
    """RiskLoc (Kalander 2022). Leaves further off than the calm side ever is, less its few outermost, are anomalous; of the
    combinations of a layer whose weighted risk is high enough the one that explains most is taken, simple ones first."""
    subsets, off = _subsets(case), _deviation(case)
    heard = case.actual > 0  # a leaf of which nobody says anything is as far off as can be, and says nothing
    calm = np.sort(off[heard])[outside : -outside or None]
    if not len(calm):
        return []
    cut = abs(float(calm[0])) if abs(calm[0]) < abs(calm[-1]) else abs(float(calm[-1])) / 2
    live = heard.copy()
    whole = float((case.actual - case.expected)[live & (off > cut)].sum())
    found: list[Scope] = []
    while len(found) < _MOST and whole > 0:
        bad = live & (off > cut)
        scope = _riskiest(case, subsets, off, live, bad, risk_min, power_min * whole)
        if scope is None:
            break
        found.append(scope)
        live &= ~case.covered(scope)
    return found


def _riskiest(
    case: Case,
    subsets: list[_Subset],
    off: Floats,
    live: Bools,
    bad: Bools,
    risk_min: float,
    power_min: float,
) -> Scope | None:
    weight = np.where(bad, np.minimum(np.abs(off), 1.0), np.clip(1.0 - np.abs(off), 0.0, 1.0)) * live
    for size in (1, 2, 3):
        best, chosen = power_min, None
        for subset in subsets:
            if len(subset.names) != size:
                continue
            high, low = subset.sums(weight * bad), subset.sums(weight * ~bad)
            reports, usual = subset.sums(case.actual * live), subset.sums(case.expected * live)
            factor = reports / np.maximum(usual, 1e-9)
            rippled = case.expected * factor[subset.group]  # every leaf of it has grown alike
            left = 2.0 * np.abs(case.actual - rippled) / np.maximum(case.actual + rippled, 1e-9)
            spread = subset.sums(left * bad) / np.maximum(subset.sums(bad.astype(np.float64)), 1.0)
            risk = high / (high + low + 1.0) - 0.5 * spread
            power = subset.sums((case.actual - case.expected) * bad)
            power = np.where(subset.known & (risk >= risk_min), power, 0.0)
            if power.max() > best:
                best, chosen = float(power.max()), subset.scope(case, int(power.argmax()))
        if chosen is not None:
            return chosen
    return None


def autoroot(case: Case, bins: int = 80, width: float = 2.0, support: float = 0.25) -> list[Scope]:
    """AutoRoot (Jing et al. 2021). The deviations of leaves are clustered by the valleys of their smoothed density; in each cluster
    the combination with the highest root score is named: the part of the cluster in it, times how like its leaves are changed."""
    off = _deviation(case)
    changed = np.flatnonzero((case.actual > 0) & (off > 0.2))
    if not len(changed):
        return []
    counts, edges = np.histogram(off[changed], bins, (0.0, 2.0))
    kernel = np.exp(-0.5 * (np.arange(-8, 9) / width) ** 2)
    density = np.convolve(counts, kernel / kernel.sum(), "same")
    valley = np.flatnonzero((density[1:-1] < density[:-2]) & (density[1:-1] <= density[2:])) + 1
    cluster = np.searchsorted(edges[valley], off[changed], side="right")
    subsets, found = _subsets(case), []
    for number in np.unique(cluster).tolist():
        inside = np.zeros(len(case.actual))
        inside[changed[cluster == number]] = 1.0
        best, chosen = support, None
        for subset in subsets:
            share = subset.sums(inside) / inside.sum()
            dense = subset.sums(inside) / np.maximum(subset.sums((case.actual > 0).astype(np.float64)), 1.0)
            usual = np.maximum(subset.sums(case.expected), 1e-9)
            rippled = case.expected * (subset.sums(case.actual) / usual)[subset.group]
            now, before = (
                subset.sums(np.abs(case.actual - rippled)),
                subset.sums(np.abs(case.actual - case.expected)),
            )
            alike = np.clip(1.0 - now / np.maximum(before, 1e-9), 0.0, 1.0)
            score = np.where(subset.known, 0.5 * (share * alike + share * dense), 0.0) - 0.01 * len(
                subset.names
            )
            if score.max() > best:
                best, chosen = float(score.max()), subset.scope(case, int(score.argmax()))
        if chosen is not None and chosen not in found:
            found.append(chosen)
    return found[:_MOST]


# --- shared causes ---


def _failed(case: Diagnosis) -> set[str]:
    return {
        page.service
        for page in case.pages
        if (page.observed - page.expected) / np.sqrt(page.expected + (0.2 * page.expected) ** 2 + 1) > 3
        and page.service not in case.graph.kinds
    }


def _on(case: Diagnosis) -> dict[str, dict[str, float]]:
    parts: dict[str, dict[str, float]] = {}
    for tie in case.graph.ties:
        parts.setdefault(tie.on, {})[tie.service] = tie.strength
    return parts


def counting(case: Diagnosis) -> list[str]:
    """The part with the most failed services."""
    failed, parts = _failed(case), _on(case)
    return sorted(parts, key=lambda part: (-len(failed & set(parts[part])), part))


def enrichment(case: Diagnosis) -> list[str]:
    """Hypergeometric test: does a part have more failed services than chance?"""
    failed, parts = _failed(case), _on(case)
    many = sum(page.service not in case.graph.kinds for page in case.pages)

    def chance(part: str) -> float:
        size, hits = len(parts[part]), len(failed & set(parts[part]))
        return sum(
            exp(_choose(size, k) + _choose(many - size, len(failed) - k) - _choose(many, len(failed)))
            for k in range(hits, min(size, len(failed)) + 1)
        )

    return sorted(parts, key=lambda part: (chance(part), part))


def _choose(many: int, few: int) -> float:
    if not 0 <= few <= many:
        return -inf
    return lgamma(many + 1) - lgamma(few + 1) - lgamma(many - few + 1)


def noisy_or(case: Diagnosis, leak: float = 0.01, prior: float = 1e-3) -> list[str]:
    """The plain one, over services that failed or did not: greedy, parts added while the odds rise; a service by itself
    where no part is better than the leak."""
    failed, parts = _failed(case), _on(case)
    pages = {page.service: page for page in case.pages}
    works = {name: 1.0 - leak for name in pages if name not in case.graph.kinds}
    answer: list[str] = []
    while len(answer) < 3:
        gain = {}
        for part in sorted(parts.keys() - set(answer)):
            gain[part] = log(prior)
            for name, strength in parts[part].items():
                now = works[name] * (1 - 0.9 * strength)
                gain[part] += log((1 - now) / (1 - works[name])) if name in failed else log(now / works[name])
        best = max(gain, key=lambda part: gain[part])
        if gain[best] <= 0 and answer:
            break
        if gain[best] <= 0:
            alone = sorted(failed, key=lambda name: -pages[name].observed / pages[name].expected)
            return alone[:1] + sorted(gain, key=lambda part: -gain[part])
        answer.append(best)
        for name, strength in parts[best].items():
            works[name] *= 1 - 0.9 * strength
    return answer + sorted(gain, key=lambda part: -gain[part])
