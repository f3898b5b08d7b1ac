"""Leaves of a report cube in which the causes of the excess are known, in families of rising difficulty.

A fixed population of services, countries, regions, networks, platforms and symptoms; counts around its usual; one to three
causes. What is not a cause: usuals that drift by service, country and network, duplicates in one leaf, reports on the wrong
page, reports whose region or network nobody knows. Values are numbers; the same seed gives the same leaves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Scope = dict[str, int]

ATTRIBUTES = ("service", "country", "region", "network", "platform", "symptom")
SERVICES, COUNTRIES, BRANDS, PLATFORMS, SYMPTOMS = 12, 60, 10, 3, 4
PROVIDER = SERVICES - 1
"""the page of "my provider", that people choose when they cannot tell"""
UNKNOWN = -1
_KEPT = 0.95
KINDS: tuple[tuple[tuple[str, ...], float], ...] = (
    (("service",), 4),
    (("country", "network"), 4),
    (("service", "country"), 3),
    (("service", "symptom"), 2),
    (("service", "platform"), 2),
    (("region",), 2),
    (("service", "country", "network"), 1),
    (("service", "country", "platform"), 1),
    (("network",), 1),
)


@dataclass(frozen=True, slots=True)
class Family:
    """How many reports are usual in all, how many a cause adds (between), and what goes wrong."""

    usual: float
    added: tuple[float, float]
    ratio_min: float = 3.0
    clumps: float = 0.0
    """variance of a leaf beyond counting, by the square of its mean"""
    drift: float = 0.0
    tilt: float = 0.0
    """how unevenly a cause spreads over symptoms and platforms"""
    blamed: float = 0.0
    duplicates: int = 0
    unknown: float = 0.0
    akin: float = 0.0
    """chance that a further cause is of the first one's kind and shares a value"""
    several: tuple[float, ...] = (0.6, 0.25, 0.15)


FAMILIES = {
    "dense": Family(2e6, (2e4, 4e5), ratio_min=1.5),
    "clean": Family(2e4, (100, 3000)),
    "real": Family(6e3, (60, 2000), clumps=1 / 3, drift=0.12, tilt=0.3, blamed=0.15, duplicates=3),
    "sparse": Family(600, (25, 250), clumps=1 / 3, drift=0.12, tilt=0.3, blamed=0.15, duplicates=3),
    "hard": Family(
        3e3,
        (15, 300),
        ratio_min=2.0,
        clumps=2 / 3,
        drift=0.2,
        tilt=0.5,
        blamed=0.3,
        duplicates=8,
        unknown=0.15,
        akin=0.5,
        several=(0.4, 0.35, 0.25),
    ),
    "null": Family(6e3, (0, 0), clumps=1 / 3, drift=0.12, duplicates=3, several=()),
}


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """The leaves, and which combinations are behind their excess."""

    values: dict[str, Ints]
    actual: Floats
    expected: Floats
    truth: list[Scope]

    def covered(self, scope: Scope) -> Bools:
        mask = np.ones(len(self.actual), dtype=np.bool_)
        for name, value in scope.items():
            mask &= self.values[name] == value
        return mask


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Which leaves there are, and each one's share of all reports."""

    values: dict[str, Ints]
    share: Floats
    place: Ints
    """one number per country, region, network and platform"""


def population(seed: int = 5) -> Population:
    """A world of some 45,000 leaves; the rare rest is cut off."""
    rng = np.random.default_rng(seed)
    by_service = np.append(0.9 * _falling(SERVICES - 1, 0.9), 0.1)
    by_country = _falling(COUNTRIES, 1.0)
    by_platform = rng.dirichlet([4.0, 3.0, 3.0], SERVICES)
    by_symptom = rng.dirichlet([4.0, 2.0, 2.0, 2.0], SERVICES)
    taste = rng.lognormal(0.0, 0.7, (SERVICES, COUNTRIES))
    blocks, shares, regions, networks = [], [], 0, BRANDS
    for country in range(COUNTRIES):
        own_regions = regions + np.arange(rng.integers(2, 5))
        own = networks + np.arange(rng.integers(2, 4))
        regions, networks = int(own_regions[-1]) + 1, int(own[-1]) + 1
        here = np.concatenate([own, rng.choice(BRANDS, int(rng.integers(1, 3)), replace=False)])
        spot = np.outer(rng.dirichlet(np.full(len(own_regions), 2.0)), rng.dirichlet(np.full(len(here), 2.0)))
        spot *= rng.lognormal(0.0, 0.5, spot.shape)
        spot /= spot.sum()
        size = by_service * taste[:, country] * by_country[country]
        share = np.einsum("s,rn,sp,sy->srnpy", size, spot, by_platform, by_symptom)
        at = np.indices(share.shape).reshape(5, -1)
        blocks.append(
            np.stack([at[0], np.full(at.shape[1], country), own_regions[at[1]], here[at[2]], at[3], at[4]])
        )
        shares.append(share.ravel())
    rows, share = np.concatenate(blocks, axis=1), np.concatenate(shares)
    order = np.argsort(-share, kind="stable")
    kept = np.sort(order[: int(np.searchsorted(np.cumsum(share[order]), _KEPT * share.sum()))])
    rows, share = rows[:, kept], share[kept] / share[kept].sum()
    key = ((rows[1] * 1_000 + rows[2]) * 1_000 + rows[3]) * PLATFORMS + rows[4]
    place = np.unique(key, return_inverse=True)[1].astype(np.int64)
    return Population(dict(zip(ATTRIBUTES, rows, strict=True)), share, place)


def draw(world: Population, family: Family, seed: int) -> Case:
    """One case of this family."""
    rng = np.random.default_rng([17, seed])
    expected = family.usual * world.share
    mean = expected.copy()
    for name in ("service", "country", "network"):
        values = world.values[name]
        mean *= rng.lognormal(0.0, family.drift, int(values.max()) + 1)[values]
    if family.clumps:
        mean = mean * rng.gamma(1 / family.clumps, family.clumps, len(mean))
    actual = rng.poisson(mean)
    truth = _causes(world, family, rng)
    for scope, mask, more in truth:
        actual = actual + _added(world, family, scope, mask, more, rng)
    for _ in range(int(rng.integers(0, family.duplicates + 1))):
        weight = np.sqrt(world.share)
        actual[rng.choice(len(actual), p=weight / weight.sum())] += rng.integers(3, 9)
    case = Case(dict(world.values), actual.astype(float), expected, [scope for scope, _, _ in truth])
    for name in ("network", "region") if family.unknown else ():
        case = _forgotten(case, name, family.unknown, rng)
    return case


def _causes(world: Population, family: Family, rng: np.random.Generator) -> list[tuple[Scope, Bools, float]]:
    if not family.several:
        return []
    wanted = int(rng.choice(len(family.several), p=family.several)) + 1
    odds = np.array([weight for _, weight in KINDS], dtype=float)
    found: list[tuple[Scope, Bools, float]] = []
    for _ in range(2_000):
        if len(found) == wanted:
            break
        weight = np.sqrt(world.share)
        if found and rng.random() < family.akin:
            first = found[0][0]
            kind = tuple(first)
            if len(kind) > 1:
                shared = kind[int(rng.integers(len(kind)))]
                weight = weight * (world.values[shared] == first[shared])
        else:
            kind = KINDS[int(rng.choice(len(KINDS), p=odds / odds.sum()))][0]
        leaf = int(rng.choice(len(weight), p=weight / weight.sum()))
        scope = {name: int(world.values[name][leaf]) for name in kind}
        mask = np.logical_and.reduce([world.values[name] == value for name, value in scope.items()])
        more = float(np.exp(rng.uniform(*np.log(family.added))))
        usual = family.usual * float(world.share[mask].sum())
        apart = all((mask & other).sum() <= 0.3 * min(mask.sum(), other.sum()) for _, other, _ in found)
        if (
            scope.get("service") != PROVIDER
            and mask.sum() >= 4
            and more >= usual * (family.ratio_min - 1)
            and apart
        ):
            found.append((scope, mask, more))
    return found


def _added(
    world: Population, family: Family, scope: Scope, mask: Bools, more: float, rng: np.random.Generator
) -> Ints:
    """The reports that a cause adds to each leaf, wrong pages included."""
    weight = world.share * mask
    for name in ("symptom", "platform"):
        values = world.values[name]
        weight = weight * rng.lognormal(0.0, family.tilt, int(values.max()) + 1)[values]
    if "service" not in scope:  # who has no line at all says so on the provider's page
        weight = weight * np.where(world.values["service"] == PROVIDER, 3.0, 1.0)
    added: Ints = rng.poisson(more * weight / weight.sum())
    wrong = rng.binomial(added, family.blamed)
    added = added - wrong
    size = np.bincount(world.values["service"], world.share, SERVICES)
    if "service" in scope:
        size[scope["service"]] = 0.0
    for leaf in np.repeat(np.arange(len(wrong)), wrong):
        page = PROVIDER if rng.random() < 0.7 else int(rng.choice(SERVICES, p=size / size.sum()))
        there = np.flatnonzero((world.place == world.place[leaf]) & (world.values["service"] == page))
        if not len(there):
            there = np.array([leaf])
        added[rng.choice(there, p=world.share[there] / world.share[there].sum())] += 1
    return added


def _forgotten(case: Case, name: str, part: float, rng: np.random.Generator) -> Case:
    """`part` of the reports, and of what is usual, in leaves where nobody knows this attribute."""
    lost = rng.binomial(case.actual.astype(np.int64), part).astype(float)
    key = np.zeros(len(lost), dtype=np.int64)
    for other in ATTRIBUTES:
        if other != name:
            key = key * 1_000 + case.values[other] + 1
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    values = {
        other: np.concatenate([column, np.full(len(first), UNKNOWN) if other == name else column[first]])
        for other, column in case.values.items()
    }
    actual = np.concatenate([case.actual - lost, np.bincount(group, lost)])
    expected = np.concatenate([case.expected * (1 - part), np.bincount(group, case.expected * part)])
    return Case(values, actual, expected, case.truth)


def _falling(many: int, by: float) -> Floats:
    weight = np.arange(1, many + 1, dtype=float) ** -by
    share: Floats = weight / weight.sum()
    return share
