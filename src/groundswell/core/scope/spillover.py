"""Bystanders: services whose reports rise because people blame the wrong name.

Published country sites show sister services at 2-8 % of the culprit's curve, up to 90 minutes late (AT&T 2024,
T-Mobile 2020, Vodafone 2020). A service is a bystander while its excess of the last three hours stays below
BYSTANDER_PART of a related service's, and did not begin before it. A joint outage, where both rise to
figures of the same order, is not explained away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from groundswell.core.catalog import Catalog

BYSTANDER_PART = 0.12
_HEAD_START_MINUTES = 5
CULPRIT_EXCESS_MIN = 50.0
"""Below this many reports a rise has no spill-over to speak of."""


@dataclass(frozen=True, slots=True)
class Excess:
    """Reports of one service beyond its usual over the last three hours, and the minute since when they rise."""

    service: str
    reports: float
    since_minute: int


def bystanders(excesses: Sequence[Excess], catalog: Catalog) -> Mapping[str, str]:
    """For each bystander among `excesses` (services that rise now), the service it is taken for.

    Related are services of the same operator, those that depend on one another, and those of the same category
    whose people live by the same clock: nobody blames a bank of another continent.
    """
    found: dict[str, str] = {}
    by_size = sorted(excesses, key=lambda excess: -excess.reports)
    for excess in by_size:
        for culprit in by_size:
            if culprit.reports < CULPRIT_EXCESS_MIN or culprit.reports * BYSTANDER_PART < excess.reports:
                break  # the rest is smaller still
            if culprit.service in found or not _related(culprit.service, excess.service, catalog):
                continue
            if culprit.since_minute <= excess.since_minute + _HEAD_START_MINUTES:
                found[excess.service] = culprit.service
                break
    return found


def _related(one: str, other: str, catalog: Catalog) -> bool:
    a, b = catalog.services[one], catalog.services[other]
    if a.operator == b.operator or (a.category == b.category and a.time_zone == b.time_zone):
        return True
    return one in b.depends_on or other in a.depends_on
