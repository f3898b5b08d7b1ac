"""What else there is to explain an excess, and to name a shared cause: methods of the literature, written anew."""

from __future__ import annotations

from itertools import product
from math import exp, inf, lgamma, log

import numpy as np

from bench.leaves import UNKNOWN, Case, Floats, Scope
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
