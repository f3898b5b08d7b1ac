"""How far a ranker gets that knows how `bench/shared_causes` draws: a bound to hold the others against, no peer.

Bayes' rule with the generator's own numbers: how many ties of each kind, how strong, how many are not told and how many wrong,
how much worse what fails is, how much is blamed on whom. It knows neither the graph nor what broke. Two things are not exact: what
goes to a page by mistake is expected from the excess of those that seem to fail, and only one service fails beside.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bench.shared_causes import PARTS, Diagnosis, Setting

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_AT, _OF = np.polynomial.hermite_e.hermegauss(15)
_WEIGHT: Floats = _OF / _OF.sum()
_SPILLS = np.array([0.5, 0.75, 1.0, 1.35, 1.8])
"""how far what goes to a page by mistake may be from what is expected"""
_GUILTY = np.linspace(1.35, 7.65, 10)


def knower(case: Diagnosis) -> list[str]:
    """Parts and services, the likeliest to have broken first."""
    kinds, setting = dict(case.graph.kinds), case.setting
    counts = {page.service: (float(page.observed), page.expected) for page in case.pages}
    services, parts = [name for name in counts if name not in kinds], sorted(kinds)
    told = np.zeros((len(parts), len(services)))
    row, column = {p: n for n, p in enumerate(parts)}, {s: n for n, s in enumerate(services)}
    for tie in case.graph.ties:
        told[row[tie.on], column[tie.service]] = tie.strength
    chance = _chances(told, [kinds[part] for part in parts], setting)
    reports, usual = np.array([counts[name] for name in services]).T
    paged = np.array([row[part] for part in parts if part in counts])
    on_page, of_page = np.array([counts[parts[n]] for n in paged]).T
    everything = float(usual.sum() + of_page.sum())
    healthy, failed = _services(reports, usual, 0.0, setting)
    fails = 1.0 / (1.0 + np.exp(np.clip(healthy - failed + 3.0, -500, 500)))
    moved = np.maximum(reports - usual, 0.0) * fails * setting.blamed / (1.0 - setting.blamed)
    healthy, failed = _services(reports, usual, 0.25 * float(moved.sum()) * usual / everything, setting)
    near = chance[paged] / np.maximum(chance[paged].sum(axis=0), 1e-9)
    has_near = chance[paged].sum(axis=0) > 0.05
    spill = 0.35 * (near * moved * has_near).sum(axis=1) + 0.25 * float(moved.sum()) * of_page / everything
    spill += (0.4 * float(moved.sum()) + 0.35 * float((moved * ~has_near).sum())) / len(paged)
    guilt = np.zeros(len(parts))
    guilt[paged] = _guilt(on_page, of_page, spill, setting)
    score = dict(zip(parts, _broken(chance, failed - healthy, setting) + guilt, strict=True))
    score |= dict(zip(services, _alone(usual, failed - healthy, setting), strict=True))
    return sorted(score, key=lambda name: (-score[name], name))


def _chances(told: Floats, kinds: Sequence[str], setting: Setting) -> Floats:
    """(parts, services): the chance that a part, broken, breaks a service."""
    there, services = told > 0, told.shape[1]
    wrong = setting.wrong * float(there.sum()) / (1.0 - setting.missing + setting.wrong) / there.size
    says = (1.0 - setting.missing) / max(wrong, 1e-6) + setting.missing
    sure = np.zeros(told.shape)
    clouds = np.array([n for n, kind in enumerate(kinds) if kind == "cloud"])
    for kind, (_, _, has) in PARTS.items():
        group = np.array([n for n, own in enumerate(kinds) if own == kind])
        true = np.maximum(there[group].sum(axis=1) - wrong * services, 0.5)
        like = (has * true / true.sum())[:, None] * np.where(there[group], says, setting.missing)
        if kind == "region":
            cloud = clouds[(there[group].astype(float) @ there[clouds].T.astype(float)).argmax(axis=1)]
            like *= np.where(there[cloud], says, setting.missing)
        sure[group] = like / (like.sum(axis=0) + 1.0 - has)
        if kind == "region":
            for one in clouds:
                sure[one] = sure[group[cloud == one]].sum(axis=0)
    known = np.maximum(there.sum(axis=1), 1)
    strength = np.where(there, told, (told.sum(axis=1) / known)[:, None])
    chance: Floats = np.minimum(sure * strength, 0.98)
    return chance


def _mixed(reports: Floats, means: Floats, weight: Floats) -> Floats:
    means = np.maximum(means, 1e-9)
    total: Floats = np.logaddexp.reduce(reports * np.log(means) - means + np.log(weight)[:, None], axis=0)
    return total


def _services(
    reports: Floats, usual: Floats, spill: Floats | float, setting: Setting
) -> tuple[Floats, Floats]:
    """ln P(reports | healthy) and (| failed)."""
    drift = np.exp(setting.drift * _AT)
    low, high = np.log(setting.ratio).tolist()
    times = np.exp(np.linspace(low, high, 25)) - 1.0
    means = drift[:, None, None] + (1.0 - setting.blamed) * times[None, :, None]
    failed = _mixed(
        reports, (means * usual + spill).reshape(-1, len(usual)), np.repeat(_WEIGHT, len(times)) / len(times)
    )
    return _mixed(reports, drift[:, None] * usual + spill, _WEIGHT), failed


def _guilt(reports: Floats, usual: Floats, spill: Floats, setting: Setting) -> Floats:
    """ln P(reports on a part's own page | it broke) / P(| it did not)."""
    means = np.exp(setting.drift * _AT)[:, None] * usual
    innocent = [_mixed(reports, means + spill * part, _WEIGHT) for part in _SPILLS]
    guilty = [
        _mixed(reports, means + spill * part + times * usual, _WEIGHT)
        for part in _SPILLS
        for times in _GUILTY
    ]
    ratio: Floats = np.logaddexp.reduce(guilty) - np.log(len(_GUILTY)) - np.logaddexp.reduce(innocent)
    return ratio


def _broken(chance: Floats, ratio: Floats, setting: Setting) -> Floats:
    """ln P(counts, three services or more hit, a part broke), for each; up to what all share."""
    odds = np.exp(np.clip(np.log(np.maximum(chance, 1e-300)) + ratio - np.log1p(-chance), -300, 200))
    grown, first = np.log1p(odds).sum(axis=1), odds.sum(axis=1)
    few = 1.0 + first + 0.5 * np.maximum(first * first - (odds * odds).sum(axis=1), 0.0)
    several = grown + np.log(np.maximum(-np.expm1(np.log(few) - grown), 1e-12))
    hit = odds / (1.0 + odds)
    beside = (
        1.0
        - setting.beside
        + setting.beside * (hit + (1.0 - hit) * np.exp(np.minimum(ratio, 200))).mean(axis=1)
    )
    drawn = np.log((1.0 - setting.alone) / np.count_nonzero(chance.sum(axis=1) >= 1.5))
    whole: Floats = several + np.log1p(-chance).sum(axis=1) + np.log(beside) + drawn
    return whole


def _alone(usual: Floats, ratio: Floats, setting: Setting) -> Floats:
    """The same of each service by itself."""
    odds = np.exp(np.minimum(ratio, 200))
    beside = 1.0 - setting.beside + setting.beside * (1.0 + odds.sum() - odds) / len(odds)
    weight = np.sqrt(usual)
    whole: Floats = np.log(setting.alone * weight / weight.sum()) + ratio + np.log(beside)
    return whole
