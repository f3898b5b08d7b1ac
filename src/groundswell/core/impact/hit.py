"""How many people an incident has hit, from the reports that it is made of."""

from __future__ import annotations

from typing import NamedTuple

from groundswell.core.catalog import Catalog
from groundswell.core.impact.people import People, people, usual_reports
from groundswell.core.model import Incident


class Hit(NamedTuple):
    """The `people` of an incident; of one of several services, those of the service `of` alone, "" of all."""

    people: People
    of: str = ""


def people_hit(incident: Incident, catalog: Catalog) -> Hit | None:
    """The people that have run into it since it began; None for a suspicion.

    Of several services those of the one with most: one person may report on each, so that they cannot be added up, but
    fewer there are not.
    """
    if incident.opened_at is None:
        return None
    beyond = incident.footprint.beyond if incident.footprint.beyond is not None else _by_ratio(incident)
    if beyond is None:
        return None
    of = incident.footprint.chief if incident.is_shared else ""
    service = catalog.named(of or incident.service)
    found = people(beyond, users=service.users, known=service.known)
    return Hit(found, of) if found is not None else None


def _by_ratio(incident: Incident) -> float | None:
    """Where nobody noted what is usual, by the ratio of the last fifteen minutes; None for several services."""
    if incident.is_shared or not incident.footprint.symptoms:
        return None
    share = max(incident.footprint.symptoms, key=lambda share: share.reports)
    if share.share <= 0:
        return None
    end = incident.resolved_at or incident.updated_at
    minutes = (end - incident.began_at).total_seconds() / 60
    reports = share.reports / share.share
    return reports - min(usual_reports(incident.reports, incident.ratio, minutes), 0.9 * reports)
