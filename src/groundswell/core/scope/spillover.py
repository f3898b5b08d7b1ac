"""Bystanders: services whose reports rise because people blame the wrong name.

Published country sites show rivals and sister services at 2-8 % of the culprit's curve, up to 90 minutes late (T-Mobile
2020, Vodafone 2020, AT&T 2024). Each service that rises is weighed against each larger one that it is related to: is it a
scaled, lagged copy, or out as well? A joint outage, where both fail at once to a degree of their own, is not explained away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from groundswell.core.catalog import Catalog
from groundswell.core.model import Service

Floats = NDArray[np.float64]

CULPRIT_EXCESS_MIN = 50.0
"""Below this many reports a rise has no spill-over to speak of."""
DOUBT = log(20.0)
"""While a copy is less than so much less likely than an outage of its own, it is not clear which it is."""
CARRIERS = frozenset({"carriers", "carrier"})
"""Categories of those who are blamed for every app, and for whom apps are blamed."""
_PART, _PART_SPREAD, _PART_MAX = 0.045, 0.7, 0.15
"""a bystander's excess as part of its culprit's: log-normal around this, and never more"""
_LEVEL_SPREAD = 0.5
"""the same of its course, as part of what has arrived of its culprit's: no longer less because it is late"""
_LATE_MAX, _EARLY_MAX, _STEP = 90, 5, 15
_TOGETHER, _SEEN = 7.0, 3.0
"""minutes by which the beginnings of a joint outage seem to be apart; by which those of a copy are seen too early or too late"""
_LIKE, _LIKE_UNTOLD = 1.0, 1.5
"""spread of how much worse one of two that fail together is hit; where what is usual is not known"""
_STRANGERS, _STRANGE_SPREAD, _DAY_PART = 0.05, 2.0, 360.0
"""an outage of its own at the same time: how likely beside a joint one, of which size, within which minutes"""
_BYSTANDERS = 2.5
"""how many bystanders there are for one that is out too"""
_ALIKE = 0.5
"""how many of those that fail together take the same course"""
_SOON = 12
_TURNS = 3.0
"""what it costs to describe a course of its own"""
_ROUGH, _OFF = 0.02, 0.15
"""variance of a course beyond counting, and spread of the error of what is usual"""
_NOTHING: Floats = np.zeros(0)


@dataclass(frozen=True, slots=True, eq=False)
class Excess:
    """Reports of one service beyond its usual over the last three hours, and the minute since when they rise.

    `curve` are its reports and `usual` what is usual, in bins of `bin_minutes`, oldest first; of all services alike.
    Without them only sizes and beginnings are compared.
    """

    service: str
    reports: float
    since_minute: int
    curve: Floats = field(default_factory=lambda: _NOTHING)
    usual: Floats = field(default_factory=lambda: _NOTHING)
    bin_minutes: int = 1


class Blame(NamedTuple):
    """Whom a rising service may be taken for, and the natural-log odds of it; above 0 it is a bystander."""

    culprit: str
    odds: float


def bystanders(excesses: Sequence[Excess], catalog: Catalog) -> Mapping[str, str]:
    """For each bystander among `excesses` (services that rise now), the service it is taken for."""
    found = blames(excesses, catalog)
    return {slug: blame.culprit for slug, blame in found.items() if blame.odds > 0}


def blames(excesses: Sequence[Excess], catalog: Catalog) -> Mapping[str, Blame]:
    """For each of `excesses` that is likely a bystander, or of which that is in DOUBT, whom it is taken for.

    Related are services of the same operator, those that depend on one another, those of the same category that are used in
    the same country (nobody blames a bank of another continent), and a carrier and whatever is used over it there.
    O(pairs of related services · lags · bins), a pair some 0.2 ms.
    """
    found: dict[str, Blame] = {}
    by_size = sorted(excesses, key=lambda excess: (-excess.reports, excess.service))
    for excess in by_size:
        best = Blame("", -DOUBT)
        for culprit in by_size:
            if culprit.reports < CULPRIT_EXCESS_MIN or culprit.reports * _PART_MAX < excess.reports:
                break  # the rest is smaller still
            if culprit.service in found and found[culprit.service].odds > 0:
                continue
            if relation(excess.service, culprit.service, catalog) is None:
                continue
            if (odds := blamed(excess, culprit)) > best.odds:
                best = Blame(culprit.service, odds)
        if best.culprit:
            found[excess.service] = best
    return found


def blamed(excess: Excess, culprit: Excess) -> float:
    """Natural-log odds that `excess` is what people who mean `culprit` report on the wrong page.

    A copy: so small a part, up to 90 minutes late, of the same course. Against it: out as well, at the same time and as
    badly for its size, of whatever course; or out by itself. Courses are compared by quasi-Poisson likelihood.

    >>> crowd = Excess("phone", 9000.0, 100)
    >>> blamed(Excess("rival", 400.0, 130), crowd) > 0, blamed(Excess("rival", 400.0, 60), crowd) > 0
    (True, False)
    """
    part = max(excess.reports, 1e-9) / culprit.reports
    apart = float(excess.since_minute - culprit.since_minute)
    if part > _PART_MAX or apart < -_EARLY_MAX - _TOGETHER:
        return -np.inf
    size = float(excess.usual.sum() / culprit.usual.sum()) if _charted(excess, culprit) else 0.0
    joint = _normal(log(part / size), _LIKE) if size > 0.0 else _normal(log(part), _LIKE_UNTOLD)
    copied, owned = _courses(excess, culprit, apart)
    copy = log(_BYSTANDERS) + copied
    joint += owned + _normal(apart, _TOGETHER)
    alone = log(_STRANGERS) + owned + _normal(log(part), _STRANGE_SPREAD) - log(_DAY_PART)
    return copy - float(np.logaddexp(joint, alone))


def _courses(excess: Excess, culprit: Excess, apart: float) -> tuple[float, float]:
    """ln density of `excess` as a late copy (how large, how late, of which course), and of its course as one of its own."""
    if not _charted(excess, culprit):
        size = _normal(log(max(excess.reports, 1e-9) / culprit.reports / _PART), _PART_SPREAD)
        late = 1.0 / (_LATE_MAX + _EARLY_MAX)
        return (size + log(late) if -_EARLY_MAX <= apart <= _LATE_MAX else -np.inf), 0.0
    each = max(_STEP // excess.bin_minutes, 1)
    reports = _binned(excess.curve, each)
    usual = np.maximum(_binned(excess.usual, each), 1e-3)
    rough = 1.0 + _ROUGH * excess.reports / max(int(np.count_nonzero(reports > usual)), 1)
    lags = np.arange(_LATE_MAX // excess.bin_minutes + 1)
    gains, parts = _copied(reports, usual, _delayed(culprit.curve - culprit.usual, lags, each))
    gains = gains / rough
    delays = (lags * excess.bin_minutes).astype(np.float64)
    fits = _normals(apart - delays, _SEEN) + _normals(np.log(parts / _PART), _LEVEL_SPREAD)
    copied = float(np.logaddexp.reduce(gains + fits)) - log(len(lags))
    # As free as can be: what the best curve gains by chance (half a unit a bin), and a course's own turns, taken off.
    free = float((reports * np.log(np.maximum(reports, 1e-9) / usual) + usual - reports).sum())
    around = np.convolve(reports, np.ones(3) / 3, "same")
    chance = 0.5 * float((1.0 - np.exp(-5.0 * around)).sum())
    alike = log(_ALIKE) + float(gains[delays <= _SOON].max())
    return copied, float(np.logaddexp((free - chance) / rough - _TURNS, alike))


def _copied(reports: Floats, usual: Floats, sources: Floats) -> tuple[Floats, Floats]:
    """ln likelihood ratio, per row of `sources`, of the likeliest part of it and a usual that is a little off, against
    `usual` alone; and that part."""
    whole, all_usual = np.maximum(sources.sum(axis=1), 1e-9), float(usual.sum())
    level = np.ones(len(sources))
    part = np.maximum(float((reports - usual).sum()) / whole, 1e-6)
    sure = 1.0 / _OFF**2
    for _ in range(8):
        each = reports / (level[:, None] * usual + part[:, None] * sources)
        part = np.maximum(part * (each * sources).sum(axis=1) / whole, 1e-9)
        level = level * ((each * usual).sum(axis=1) + sure / level) / (all_usual + sure)
    mean = level[:, None] * usual + part[:, None] * sources
    ratio: Floats = (reports * np.log(mean / usual) + usual - mean).sum(axis=1)
    return ratio - 0.5 * (np.log(level) / _OFF) ** 2, part


def _delayed(source: Floats, lags: NDArray[np.int64], each: int) -> Floats:
    """The curve `source`, smoothed, as many bins late as each of `lags` says, in sums of `each` bins."""
    smooth = np.maximum(np.convolve(source, np.ones(3) / 3, "same"), 0.0)
    so_far = np.concatenate([[0.0], np.cumsum(smooth)])
    edges = np.arange(len(source) % each, len(source) + 1, each)
    late: Floats = np.diff(so_far[np.maximum(edges[None, :] - lags[:, None], 0)], axis=1)
    return late


def _binned(curve: Floats, each: int) -> Floats:
    sums: Floats = curve[len(curve) % each :].astype(np.float64).reshape(-1, each).sum(axis=1)
    return sums


def _charted(excess: Excess, culprit: Excess) -> bool:
    return 0 < len(excess.curve) == len(culprit.curve) and float(culprit.usual.sum()) > 0.0


def _normal(off: float, spread: float) -> float:
    """ln density of a normal error."""
    return float(_normals(np.float64(off), spread))


def _normals(off: Floats | np.float64, spread: float) -> Floats | np.float64:
    return -0.5 * (off / spread) ** 2 - log(spread) - 0.918938533204673


class Relation(StrEnum):
    """Why people who mean one service may report another."""

    OPERATOR = "operator"
    """one operator runs both"""
    ON = "on"
    """it stands on the other"""
    UNDER = "under"
    """the other stands on it"""
    CARRIER = "carrier"
    """the other is a carrier over which it is used"""
    APP = "app"
    """the other is used over it, a carrier"""
    KIND = "kind"
    """both are of one kind, and used in the same country"""


def relation(one: str, other: str, catalog: Catalog) -> Relation | None:
    """Why reports on `one` may be about `other`; None where nobody confuses them."""
    a, b = catalog.services[one], catalog.services[other]
    if a.operator == b.operator:
        return Relation.OPERATOR
    if other in catalog.below(one):
        return Relation.ON
    if one in catalog.below(other):
        return Relation.UNDER
    if a.country != b.country and a.country and b.country:
        return None
    if _over(a, b):
        return Relation.CARRIER
    if _over(b, a):
        return Relation.APP
    return Relation.KIND if a.category == b.category else None


def _over(app: Service, carrier: Service) -> bool:
    return carrier.category in CARRIERS and app.category not in CARRIERS
