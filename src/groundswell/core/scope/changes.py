"""Which recent change is likely behind an incident: how well its time, its service and its component fit.

A score is a natural-log likelihood ratio: had this change caused the incident, against its having come at any time of the
last day. The delay from a change to the incident it causes is exponential with a mean of 30 minutes; since the beginning is
an estimate, a change may seem to be up to 5 minutes late, with a mean of 2. Nothing later is considered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import exp, log
from typing import Final

from groundswell.core.catalog import Catalog, plain
from groundswell.core.model import Axis, Deploy, Footprint, Incident, Share

DELAY_MINUTES: Final = 30.0
ERROR_MINUTES, ERROR_MINUTES_MAX = 2.0, 5.0
LOOK_BACK: Final = timedelta(days=1)
_DAY_MINUTES: Final = LOOK_BACK.total_seconds() / 60
_DENSITY: Final = 1.0 / (DELAY_MINUTES + ERROR_MINUTES * (1.0 - exp(-ERROR_MINUTES_MAX / ERROR_MINUTES)))
_BELOW_MIN, _BELOW_MAX = 0.15, 0.9
_OPERATOR: Final = 0.1
"""the chance that a change on another service of the operator's is behind it, beside one on the service itself; what it depends
on lies between, by the strength of the tie"""
_SILENT: Final = 0.05
"""a share so small says nothing for or against a component"""
_FOR_MAX, _AGAINST_MAX = 3.0, 1.5
"""nats that a component may add or take away"""
CHANGES_MAX: Final = 20


class Closeness(StrEnum):
    """What the changed service is to the incident's."""

    SERVICE = "service"
    """the same, or one of the incident's members"""
    BELOW = "below"
    """the incident's service depends on it"""
    OPERATOR = "operator"
    """another one of the same operator"""


@dataclass(frozen=True, slots=True)
class LikelyChange:
    """A change beside an incident. `delay_minutes` lie between it and the beginning (below 0: it came after), `score` is
    the sum of what its time, its service and its component say; `axis` and `value` are what its component names."""

    deploy: Deploy
    relation: Closeness
    delay_minutes: float
    time_score: float
    relation_score: float
    component_score: float
    axis: Axis | None = None
    value: str = ""

    @property
    def score(self) -> float:
        """Natural-log evidence, in all."""
        return self.time_score + self.relation_score + self.component_score


def related(incident: Incident, catalog: Catalog) -> dict[str, tuple[Closeness, float]]:
    """The services whose changes may be behind `incident`, what they are to it, and the log of how likely that makes it."""
    found: dict[str, tuple[Closeness, float]] = {}

    def add(slug: str, relation: Closeness, chance: float) -> None:
        if slug not in found or log(chance) > found[slug][1]:
            found[slug] = (relation, log(chance))

    hit = [incident.service, *incident.members, *([incident.cause] if incident.cause else [])]
    for slug in hit:
        add(slug, Closeness.SERVICE, 1.0)
        for below, chance in catalog.below(slug).items():
            add(below, Closeness.BELOW, min(max(chance, _BELOW_MIN), _BELOW_MAX))
        if slug in catalog.services:
            for sibling in catalog.siblings(slug):
                add(sibling.slug, Closeness.OPERATOR, _OPERATOR)
    return found


def likely_changes(
    deploys: Iterable[Deploy], incident: Incident, catalog: Catalog
) -> tuple[LikelyChange, ...]:
    """Those of `deploys` that may be behind `incident`, the likeliest first; in whatever order they come.

    O(deploys · values of the footprint).
    """
    relations = related(incident, catalog)
    found = []
    for deploy in deploys:
        delay = (incident.began_at - deploy.at).total_seconds() / 60
        if deploy.service not in relations or not -ERROR_MINUTES_MAX <= delay <= _DAY_MINUTES:
            continue
        relation, chance = relations[deploy.service]
        axis, value, fits = component_fit(deploy, incident.footprint, catalog)
        found.append(LikelyChange(deploy, relation, delay, time_fit(delay), chance, fits, axis, value))
    found.sort(key=lambda one: (-one.score, abs(one.delay_minutes), one.deploy.id))
    return tuple(found[:CHANGES_MAX])


def time_fit(delay_minutes: float) -> float:
    """What the delay says, in nats; the same delay after the beginning says less than before it.

    >>> time_fit(10) > time_fit(40) > 0 > time_fit(300)
    True
    """
    scale = DELAY_MINUTES if delay_minutes >= 0 else ERROR_MINUTES
    return log(_DENSITY * _DAY_MINUTES) - abs(delay_minutes) / scale


def component_fit(deploy: Deploy, footprint: Footprint, catalog: Catalog) -> tuple[Axis | None, str, float]:
    """Which value of the footprint the change names, and what that says: the log of its share now over its usual share.

    A component is the name of a symptom, a platform or a version; versions are looked for in the summary too.
    """
    component = plain(deploy.component)
    best: tuple[Axis | None, str, float] = (None, "", 0.0)
    words = set(f"{deploy.component} {deploy.summary}".replace(",", " ").split())
    service = catalog.named(deploy.service)
    symptoms = _with_silent(footprint.symptoms, service.symptoms)
    for axis, shares in (
        (Axis.SYMPTOM, symptoms),
        (Axis.PLATFORM, footprint.platforms),
        (Axis.APP_VERSION, footprint.versions),
    ):
        many = sum(1 for share in shares if share.value)
        for share in shares:
            names = {plain(share.value)}
            if axis is Axis.SYMPTOM:
                names.add(plain(catalog.symptom_name(share.value)))
            named = component in names or (axis is Axis.APP_VERSION and share.value in words)
            if not share.value or not named:
                continue
            usual = share.usual if share.usual is not None else 1.0 / many
            said = log((share.share + _SILENT) / (usual + _SILENT))
            said = min(max(said, -_AGAINST_MAX), _FOR_MAX)
            if best[0] is None or said > best[2]:
                best = (axis, share.value, said)
    return best


def _with_silent(shares: Iterable[Share], values: Iterable[str]) -> list[Share]:
    """`shares` with the values that nobody reports: a change of what does not fail is a less likely one."""
    known = list(shares)
    said = {share.value for share in known}
    return known + [Share(value, 0.0, 0) for value in values if value not in said]
