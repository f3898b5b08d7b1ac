"""Services on a graph of operators, clouds, CDNs, DNS, payment and carriers, of which one or two parts break.

The diagnoser is told most ties, some wrong ones, and the counts of one window on every page.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from groundswell.core.scope import Dependencies, PageCount, Tie

PARTS = {  # how many there are, how strong a tie is, how many services have one
    "operator": (40, 0.8, 1.0),
    "region": (14, 0.85, 0.85),
    "cdn": (6, 0.75, 0.7),
    "dns": (8, 0.9, 1.0),
    "login": (6, 0.6, 0.4),
    "payment": (5, 0.5, 0.35),
    "carrier": (15, 0.5, 0.25),
}
PAGED = ("cloud", "cdn", "carrier")
CLOUDS = 4


@dataclass(frozen=True, slots=True)
class Setting:
    """What goes wrong in a family; the names of `Family` in bench/leaves are meant alike."""

    blamed: float = 0.15
    ratio: tuple[float, float] = (3.0, 40.0)
    alone: float = 0.15
    """chance that no part breaks, but one service by itself"""
    beside: float = 0.35
    missing: float = 0.10
    wrong: float = 0.05
    drift: float = 0.15
    causes: int = 1


SETTINGS = {
    "shared-clean": Setting(blamed=0.0, alone=0.0, beside=0.0, missing=0.0, wrong=0.0, drift=0.0),
    "shared-real": Setting(),
    "shared-hard": Setting(blamed=0.3, ratio=(2.0, 10.0), missing=0.25, wrong=0.10, drift=0.2),
    "shared-hard-told": Setting(blamed=0.3, ratio=(2.0, 10.0), missing=0.0, wrong=0.0, drift=0.2),
    "shared-two": Setting(alone=0.0, causes=2),
}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    graph: Dependencies
    pages: list[PageCount]
    truth: list[str]
    setting: Setting


def draw(setting: Setting, seed: int, services: int = 200) -> Diagnosis:
    """One window in which something broke."""
    world = np.random.default_rng(9)
    names = [f"service{n:04d}" for n in range(services)]
    usual = dict(zip(names, 400.0 / np.arange(1, services + 1) ** 1.1, strict=True))
    kinds, ties = _graph(names, world)
    usual |= {part: float(np.exp(world.uniform(0, np.log(60)))) for part in kinds if kinds[part] in PAGED}
    rng = np.random.default_rng([23, seed])
    truth, down = _broken(setting, names, usual, ties, rng)
    counts = {
        page: int(rng.poisson(expected * rng.lognormal(0, setting.drift))) for page, expected in usual.items()
    }
    _report(setting, sorted(down), truth, usual, ties, counts, rng)
    told = [tie for tie in ties if rng.random() >= setting.missing]
    parts = sorted(kinds)
    told += [
        Tie(names[rng.integers(services)], parts[rng.integers(len(parts))], 0.7)
        for _ in range(rng.poisson(setting.wrong * len(ties)))
    ]
    pages = [PageCount(page, counts[page], usual[page]) for page in usual]
    return Diagnosis(Dependencies(told, kinds), pages, truth, setting)


def _graph(names: list[str], rng: np.random.Generator) -> tuple[dict[str, str], list[Tie]]:
    kinds: dict[str, str] = {}
    ties: list[Tie] = []
    for kind, (many, strength, chance) in PARTS.items():
        parts = [f"{kind}{n:02d}" for n in range(many)]
        kinds |= dict.fromkeys(parts, kind)
        weight = rng.permutation(np.arange(1, many + 1, dtype=float) ** -0.7)
        for name in names:
            if rng.random() < chance:
                part = parts[rng.choice(many, p=weight / weight.sum())]
                ties.append(Tie(name, part, float(np.clip(rng.normal(strength, 0.1), 0.2, 0.98))))
    cloud_of = {part: f"cloud{rng.integers(CLOUDS)}" for part, kind in kinds.items() if kind == "region"}
    ties += [Tie(name, cloud_of[part], strength) for name, part, strength in ties if part in cloud_of]
    return kinds | dict.fromkeys(sorted(set(cloud_of.values())), "cloud"), ties


def _broken(
    setting: Setting, names: list[str], usual: dict[str, float], ties: list[Tie], rng: np.random.Generator
) -> tuple[list[str], set[str]]:
    """What broke, and the services that fail."""
    if rng.random() < setting.alone:
        weight = np.sqrt([usual[name] for name in names])
        truth = [names[rng.choice(len(names), p=weight / weight.sum())]]
        down = set(truth)
    else:
        on: dict[str, list[Tie]] = {}
        for tie in ties:
            on.setdefault(tie.on, []).append(tie)
        parts = sorted(part for part, those in on.items() if len(those) >= 4)
        truth, down = [], set()
        while len(truth) < setting.causes:
            part = parts[rng.integers(len(parts))]
            hit = {tie.service for tie in on[part] if rng.random() < tie.strength}
            if part not in truth and len(hit) >= 3 and sum(usual[name] for name in hit) >= 10:
                truth.append(part)
                down |= hit
    if rng.random() < setting.beside:
        down.add(names[rng.integers(len(names))])
    return truth, down


def _report(
    setting: Setting,
    down: list[str],
    truth: list[str],
    usual: dict[str, float],
    ties: list[Tie],
    counts: dict[str, int],
    rng: np.random.Generator,
) -> None:
    """Add what people report; some of it on a page that is not at fault."""
    pages = list(usual)
    weight = np.array([usual[page] for page in pages])
    blamable = [page for page in pages if not page.startswith("service")]
    near: dict[str, list[str]] = {}
    for tie in ties:
        if tie.on in usual:
            near.setdefault(tie.service, []).append(tie.on)
    for name in down:
        more = rng.poisson(usual[name] * (np.exp(rng.uniform(*np.log(setting.ratio))) - 1))
        wrong = rng.binomial(more, setting.blamed)
        counts[name] += int(more - wrong)
        for chance in rng.random(wrong):
            if chance < 0.35 and name in near:
                counts[near[name][rng.integers(len(near[name]))]] += 1
            elif chance < 0.75:
                counts[blamable[rng.integers(len(blamable))]] += 1
            else:
                counts[pages[rng.choice(len(pages), p=weight / weight.sum())]] += 1
    for part in truth:
        if part in usual and part not in down:
            counts[part] += int(rng.poisson(usual[part] * rng.uniform(1, 8)))
