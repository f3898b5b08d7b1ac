"""How many people an incident has hit, from the reports that it is made of."""

from __future__ import annotations

from typing import NamedTuple

from groundswell.core.catalog import Catalog
from groundswell.core.impact.people import PROPENSITY, Assumed, People, people, usual_reports
from groundswell.core.model import Incident, Service


class Hit(NamedTuple):
    """The `people` of an incident; of one of several services, those of the service `of` alone, "" of all. `own` where the
    catalog says how readily the people of these countries, or of this service, report here."""

    people: People
    of: str = ""
    own: bool = False


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
    assumed, own = _assumed(incident, service, catalog)
    found = people(beyond, users=service.users, known=service.known, assumed=assumed)
    return Hit(found, of, own) if found is not None else None


def _assumed(incident: Incident, service: Service, catalog: Catalog) -> tuple[Assumed, bool]:
    """What is assumed of the people behind the reports, by the countries that they come from; and whether the catalog says
    anything of these."""
    shares = {share.value: share.share for share in incident.footprint.countries}
    shares[""] = shares.get("", 0.0) + max(1.0 - sum(shares.values()), 0.0)
    told = {
        country: catalog.propensity_of(service, country) for country, share in shares.items() if share > 0.0
    }
    return [(shares[country], bounds or PROPENSITY) for country, bounds in told.items()], any(told.values())


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
