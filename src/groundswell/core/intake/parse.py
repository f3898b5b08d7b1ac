"""One submission becomes one clean Report, or names what is wrong with it.

A field that cannot be read is the sender's to mend (InputError). A name that the catalog does not have
is a Drop: somebody may be early for a service we do not know yet, and we count how often.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

from groundswell.core.catalog import Catalog
from groundswell.core.model import Drop, Dropped, Report, Service, Submission
from groundswell.errors import InputError

COMMENT_LETTERS_MAX = 500
PLATFORMS = ("android", "ios", "web", "windows", "macos", "linux", "tv", "console", "other")
WORKS_NAMES = frozenset({"works", "works-for-me"})
"""What a sender may write as symptom to say that there is none."""

_APP_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,31}")
_NETWORK = re.compile(r"as[1-9][0-9]{0,9}")


def parse(submission: Submission, catalog: Catalog) -> Report | Dropped:
    """The Report that `submission` makes.

    What the reporter says about the place goes before what the visitor's connection suggests.
    Raises InputError naming the field and what would be right.
    """
    service = catalog.find(submission.service)
    if service is None:
        return Dropped(Drop.UNKNOWN_SERVICE, unknown_service(submission.service, catalog))
    symptom, works = submission.symptom or "", submission.works
    if symptom in WORKS_NAMES:
        symptom, works = "", True
    if works and symptom:
        raise InputError("works", f'either the service works or it shows "{symptom}": send one of the two')
    if symptom and symptom not in service.symptoms:
        return Dropped(Drop.UNKNOWN_SYMPTOM, unknown_symptom(symptom, service))
    country, region = _place(submission, catalog)
    said_network = network(submission.network, catalog)
    visitor = submission.visitor
    return Report(
        service=service.slug,
        observed_at=_aware(submission.observed_at) or submission.received_at,
        symptom=symptom,
        works=works,
        country=country,
        region=region,
        network=said_network or visitor.network,
        platform=platform(submission.platform) or visitor.platform,
        app_version=app_version(submission.app_version),
        source_kind=submission.source_kind,
        reporter=visitor.reporter,
        comment=comment(submission.comment),
        key=submission.key,
    )


def unknown_service(text: str, catalog: Catalog) -> str:
    """What to tell somebody who named a service that is not in the catalog."""
    near = ", ".join(service.slug for service in catalog.search(text, limit=3))
    return f'no service "{text[:80]}" here' + (f"; did you mean {near}?" if near else "")


def unknown_symptom(text: str, service: Service) -> str:
    """What to tell somebody who named a symptom that the service does not have."""
    return f'{service.slug} has no symptom "{text[:80]}"; it has {", ".join(service.symptoms)}'


def country(text: str | None, catalog: Catalog) -> str:
    """A country's code in upper case, "" when nothing is said. Raises InputError."""
    if not text:
        return ""
    code = text.strip().upper()
    area = catalog.areas.get(code)
    if area is None or area.parent:
        raise InputError("country", f'"{text[:20]}" is no country here: send an ISO 3166-1 code such as "ES"')
    return code


def region(text: str | None, catalog: Catalog) -> str:
    """A region's code in upper case, "" when nothing is said. Raises InputError."""
    if not text:
        return ""
    code = text.strip().upper()
    area = catalog.areas.get(code)
    if area is None or not area.parent:
        raise InputError(
            "region", f'"{text[:20]}" is no region here: send an ISO 3166-2 code such as "ES-MD"'
        )
    return code


def platform(text: str | None) -> str:
    """One of PLATFORMS, "" when nothing is said. Raises InputError."""
    if not text:
        return ""
    name = text.strip().lower()
    if name not in PLATFORMS:
        raise InputError("platform", f'"{text[:20]}" is none of {", ".join(PLATFORMS)}')
    return name


def network(text: str | None, catalog: Catalog) -> str:
    """An AS number as a slug, "" when nothing is said. Raises InputError."""
    if not text:
        return ""
    slug = text.strip().lower()
    if slug not in catalog.networks and not _NETWORK.fullmatch(slug):
        raise InputError("network", f'"{text[:20]}" is no network here: send its AS number such as "as3352"')
    return slug


def app_version(text: str | None) -> str:
    """A version such as "285.0.0.25", "" when nothing is said. Raises InputError."""
    if not text:
        return ""
    version = text.strip()
    if not _APP_VERSION.fullmatch(version):
        raise InputError("app_version", "at most 32 letters, digits and . + _ -, such as 285.0.0.25")
    return version


def comment(text: str | None) -> str:
    """Words without control characters, at most COMMENT_LETTERS_MAX of them. Raises InputError."""
    if not text:
        return ""
    kept = "".join(
        letter if letter in "\n\t" or unicodedata.category(letter)[0] != "C" else " " for letter in text
    ).strip()
    if len(kept) > COMMENT_LETTERS_MAX:
        raise InputError("comment", f"{len(kept)} characters; at most {COMMENT_LETTERS_MAX} are kept")
    return kept


def _place(submission: Submission, catalog: Catalog) -> tuple[str, str]:
    said_region = region(submission.region, catalog)
    said_country = country(submission.country, catalog)
    if said_region:
        parent = catalog.areas[said_region].parent
        if said_country and said_country != parent:
            raise InputError("region", f"{said_region} lies in {parent}, not in {said_country}")
        return parent, said_region
    visitor = submission.visitor
    if said_country and said_country != visitor.country:
        return said_country, ""  # the connection's region is in another country: the reporter knows better
    return visitor.country, visitor.region


def _aware(at: datetime | None) -> datetime | None:
    if at is None:
        return None
    if at.tzinfo is None:
        raise InputError("observed_at", "send the time with its offset, such as 2023-05-21T22:09:00Z")
    return at.astimezone(UTC)
