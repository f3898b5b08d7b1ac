"""Beside `offer`: which outages a cut of all tells, and which are looked through for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from groundswell.core.catalog import Catalog
from groundswell.core.model import Incident
from groundswell.core.notice import concerns
from groundswell.core.status import Story, hit_by
from groundswell.core.status.cut import Cut

SEARCHED_MAX: Final = 500
"""so many outages that are over are looked through for a cut, the latest first"""
CUTS_MAX: Final = 400
"""so many documents of cuts are kept: there are more than anybody reads"""


def is_known(cut: Cut, catalog: Catalog) -> bool:
    """Whether there is such a category, and such a country."""
    if cut.category and cut.category not in catalog.categories:
        return False
    area = catalog.areas.get(cut.country) if cut.country else None
    return not cut.country or (area is not None and not area.parent)


def covers(cut: Cut, incident: Incident, catalog: Catalog) -> bool:
    """Whether it is one of the cut's category and country, by the rules of subscriptions."""
    if cut.category and all(catalog.named(slug).category != cut.category for slug in hit_by(incident)):
        return False
    return not cut.country or concerns(incident, cut.country)


def latest(cut: Cut, stories: Sequence[Story], over_max: int) -> list[Story]:
    """Of `stories`, latest first, those that ever were as bad as the cut says (what has eased does not leave the feed): all that
    are on, and `over_max` that are over."""
    bad = [story for story in stories if _worst(story) >= cut.severity_min]
    over = [story for story in bad if not story.is_on]
    late = {story.incident.id for story in over[over_max:]}
    return [story for story in bad if story.incident.id not in late]


def _worst(story: Story) -> int:
    stood = (event.after.severity for event in story.events if event.after is not None)
    return max((story.incident.severity, *stood))
