"""One field at a time: what a clean country, region, network, platform, version or comment is.

The same rules stand behind a person's form (`parse`) and a partner's file (`rows`).
"""

from __future__ import annotations

import re
import unicodedata

from groundswell.core.catalog import Catalog, like
from groundswell.core.model import Service
from groundswell.errors import InputError

COMMENT_LETTERS_MAX = 500
PLATFORMS = ("android", "ios", "web", "windows", "macos", "linux", "tv", "console", "other")
WORKS_NAMES = frozenset({"works", "works-for-me"})
"""What a sender may write as symptom to say that there is none."""

_APP_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,31}")
_NETWORK = re.compile(r"as[1-9][0-9]{0,9}")


def unknown_service(text: str, catalog: Catalog) -> str:
    """What to tell somebody who named a service that is not in the catalog."""
    found = catalog.search(text, limit=3) or catalog.near(text, limit=3)
    near = ", ".join(service.slug for service in found)
    return f'no service "{text[:80]}" here' + (f"; did you mean {near}?" if near else "")


def unknown_symptom(text: str, service: Service) -> str:
    """What to tell somebody who named a symptom that the service does not have."""
    near = " or ".join(like(text.strip().lower(), service.symptoms, limit=2))
    meant = f"; did you mean {near}? It" if near else "; it"
    return f'{service.slug} has no symptom "{text[:80]}"{meant} has {", ".join(service.symptoms)}'


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
        raise InputError("region", f'"{text[:20]}" is no region here{_near_region(code, catalog)}')
    return code


def _near_region(code: str, catalog: Catalog) -> str:
    """Which regions of the country that `code` begins with look like it; else what a code is."""
    country = code.partition("-")[0]
    regions = [region for region, area in catalog.areas.items() if area.parent and area.parent == country]
    near = [f"{region} ({catalog.areas[region].name})" for region in like(code, regions)]
    return f"; did you mean {' or '.join(near)}?" if near else ': send an ISO 3166-2 code such as "ES-MD"'


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
