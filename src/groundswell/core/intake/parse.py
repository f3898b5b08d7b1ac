"""One submission becomes one clean Report, or names what is wrong with it.

A field that cannot be read is the sender's to mend (InputError). A name that the catalog does not have
is a Drop: somebody may be early for a service we do not know yet, and we count how often.
"""

from __future__ import annotations

from datetime import UTC, datetime

from groundswell.core.catalog import Catalog
from groundswell.core.intake import clean
from groundswell.core.model import Drop, Dropped, Report, Submission
from groundswell.errors import InputError


def parse(submission: Submission, catalog: Catalog) -> Report | Dropped:
    """The Report that `submission` makes.

    What the reporter says about the place goes before what the visitor's connection suggests; of a network that neither the
    catalog nor the connection knows nothing is kept, for anybody could write ten thousand million of them.
    Raises InputError naming the field and what would be right.
    """
    service = catalog.find(submission.service)
    if service is None:
        return Dropped(Drop.UNKNOWN_SERVICE, clean.unknown_service(submission.service, catalog))
    symptom, works = submission.symptom or "", submission.works
    if symptom in clean.WORKS_NAMES:
        symptom, works = "", True
    if works and symptom:
        raise InputError("works", f'either the service works or it shows "{symptom}": send one of the two')
    if symptom and symptom not in service.symptoms:
        return Dropped(Drop.UNKNOWN_SYMPTOM, clean.unknown_symptom(symptom, service))
    visitor = submission.visitor
    country, region = visitor.country, visitor.region
    if submission.country or submission.region:
        country, region = _place(submission, catalog)
    return Report(  # by place: by name it takes three times as long
        service.slug,
        _aware(submission.observed_at) if submission.observed_at else submission.received_at,
        symptom,
        works,
        country,
        region,
        _network(submission, catalog) if submission.network else visitor.network,
        clean.platform(submission.platform) if submission.platform else visitor.platform,
        clean.app_version(submission.app_version) if submission.app_version else "",
        submission.source_kind,
        visitor.reporter,
        1,
        clean.comment(submission.comment) if submission.comment else "",
        submission.key,
        visitor.software,
    )


def _place(submission: Submission, catalog: Catalog) -> tuple[str, str]:
    said_region = clean.region(submission.region, catalog)
    said_country = clean.country(submission.country, catalog)
    if said_region:
        parent = catalog.areas[said_region].parent
        if said_country and said_country != parent:
            raise InputError("region", f"{said_region} lies in {parent}, not in {said_country}")
        return parent, said_region
    visitor = submission.visitor
    if said_country and said_country != visitor.country:
        return said_country, ""  # the connection's region is in another country: the reporter knows better
    return visitor.country, visitor.region


def _network(submission: Submission, catalog: Catalog) -> str:
    said = clean.network(submission.network, catalog)
    return said if said in catalog.networks or said == submission.visitor.network else ""


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise InputError("observed_at", "send the time with its offset, such as 2023-05-21T22:09:00Z")
    return at.astimezone(UTC)
