"""How many people an incident has hit, from the reports that it is made of."""

from __future__ import annotations

from groundswell.core.catalog import Catalog
from groundswell.core.impact import People, people, usual_reports
from groundswell.core.model import Incident


def people_hit(incident: Incident, catalog: Catalog) -> People | None:
    """The people that have run into it since it began; None for a suspicion, and for several services at once, since
    one person reports on each of them."""
    if incident.opened_at is None or incident.is_shared or not incident.footprint.symptoms:
        return None
    share = max(incident.footprint.symptoms, key=lambda share: share.reports)
    if share.share <= 0:
        return None
    end = incident.resolved_at or incident.updated_at
    minutes = (end - incident.began_at).total_seconds() / 60
    reports = share.reports / share.share
    beyond = reports - min(usual_reports(incident.reports, incident.ratio, minutes), 0.9 * reports)
    service = catalog.named(incident.service)
    return people(beyond, users=service.users, known=service.known)
