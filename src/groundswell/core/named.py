"""The words for what has a name in the catalog; `core/model.py` passes them on with all other words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

PHASES = ("dns", "connect", "tls", "first-byte")
"""Symptoms that only probes name: the phases of asking a service, in their order. No button of a page."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """One way in which a service fails, as its users see it: `slug` "log-in", `name` "Logging in"."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs services."""

    slug: str
    name: str
    url: str = ""


class PartKind(StrEnum):
    """What something is to the services that stand on it."""

    SERVICE = "service"
    OPERATOR = "operator"
    CLOUD = "cloud"
    CLOUD_REGION = "cloud-region"
    CDN = "cdn"
    DNS = "dns"
    IDENTITY = "identity"
    PAYMENT = "payment"
    CARRIER = "carrier"
    APP_STORE = "app-store"


@dataclass(frozen=True, slots=True)
class Part:
    """What services share without a page of its own, "aws-us-east-1"; `of` is the service or part it is a piece of."""

    slug: str
    name: str
    kind: PartKind
    of: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """What can break.

    `symptoms` are slugs in the order of the buttons; `depends_on` are slugs of services and parts whose failure breaks
    this one, `strengths` how likely (none: `catalog.DEPENDS_STRENGTH`); `shared_as` is what it is to those that depend
    on it; `time_zone` is the IANA zone of most of its `users` (0: not known),
    `country` where they live ("": in many); `known` are past outages, (reports, people); `propensity` is between which parts
    of those hit are assumed to report here, by country ("": the others).
    """

    slug: str
    name: str
    operator: str
    category: str
    symptoms: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    url: str = ""
    status_url: str = ""
    time_zone: str = "UTC"
    country: str = ""
    strengths: tuple[float, ...] = ()
    shared_as: PartKind = PartKind.SERVICE
    users: int = 0
    known: tuple[tuple[int, int], ...] = ()
    propensity: tuple[tuple[str, tuple[float, float]], ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """A country (ISO 3166-1 alpha-2, "ES") or a region of one (ISO 3166-2, "ES-MD"); `people` live there (0: not known)."""

    code: str
    name: str
    parent: str = ""
    people: int = 0


class NetworkKind(StrEnum):
    """What a network is for."""

    FIXED = "fixed"
    MOBILE = "mobile"
    HOSTING = "hosting"


@dataclass(frozen=True, slots=True)
class Network:
    """An autonomous system that people (or servers) sit in: `slug` is "as" and the number, "as3352"."""

    slug: str
    name: str
    country: str = ""
    kind: NetworkKind = NetworkKind.FIXED
