"""The views: everything a page says, before a word or a pixel is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from groundswell.core.desk import Maintenance
from groundswell.core.model import Axis, Comment, Event, HeldRise, Incident, Series, Service, Share
from groundswell.core.status.said import Answered, Spoken
from groundswell.core.status.where import WhereView
from groundswell.core.workarounds import Workaround


@dataclass(frozen=True, slots=True)
class ServiceView:
    """One service at `at`.

    `incident` is the one that is not over, if any; `past` the latest that are. Counts are of the last fifteen
    minutes and the one that has begun: `reports` of trouble by persons and partners, `usual` of those, `works` answers, `visits`.
    `symptoms` are shares of *all* reports of trouble of the last 24 hours (those that named none included, as
    ""), `countries`, `networks` and `platforms` likewise; `outage_networks` and `outage_symptoms` are those of the outage that is
    told first, None where none is. `where` is where they come from against the usual, None where
    nobody said. `blames` is the service that reports here are probably about, "" if none.
    `comments` are the latest that may be shown, newest first. `said` is what its operator has said of the incident, or of the
    last one, newest first; `planned` the work that is going on or begins soon; `answers` what the desk has answered in public,
    newest first; `ways` what helps now, most reliable first; `declared` what whoever declared that incident by hand wrote.
    `counting_since` is told where that is too short ago to know anything (and `usual` then NaN); else it is None.
    """

    service: Service
    at: datetime
    reports: int
    usual: float
    works: int
    visits: int
    series: Series
    symptoms: tuple[Share, ...] = ()
    countries: tuple[Share, ...] = ()
    networks: tuple[Share, ...] = ()
    platforms: tuple[Share, ...] = ()
    incident: Incident | None = None
    past: tuple[Incident, ...] = ()
    blames: str = ""
    counting_since: datetime | None = None
    where: WhereView | None = None
    comments: tuple[Comment, ...] = ()
    outage_networks: tuple[Share, ...] | None = None
    outage_symptoms: tuple[Share, ...] | None = None
    said: tuple[Spoken, ...] = ()
    planned: tuple[Maintenance, ...] = ()
    answers: tuple[Answered, ...] = ()
    ways: tuple[Workaround, ...] = ()
    declared: str = ""

    @property
    def networks_told(self) -> tuple[Share, ...]:
        """Over which networks the page says that reports share out."""
        return self.networks if self.outage_networks is None else self.outage_networks

    @property
    def symptoms_told(self) -> tuple[Share, ...]:
        """Over which symptoms it says so."""
        return self.symptoms if self.outage_symptoms is None else self.outage_symptoms


@dataclass(frozen=True, slots=True)
class PastView:
    """One service over weeks up to `at`: its counts in wide bins, the outages among them, latest first, and what its operator
    `said` of them, newest first."""

    service: Service
    at: datetime
    series: Series
    incidents: tuple[Incident, ...] = ()
    said: tuple[Spoken, ...] = ()


@dataclass(frozen=True, slots=True)
class SparkView:
    """One service on the home page: its incident that is not over, if any, and its last 24 hours."""

    service: Service
    series: Series
    reports: int
    usual: float
    incident: Incident | None = None


@dataclass(frozen=True, slots=True)
class HomeView:
    """The front page at `at`: services `in_trouble` worst first, and every service by category (slug → services).

    `early` are those of which many report trouble and nothing can be said yet, `over` the outages that have ended in
    the last day, latest first. `counting_since` as of a service, of the one counted for longest, and `known` how many others
    have a history all the same. `ruled_out`: somebody has just called a rise no outage.
    """

    at: datetime
    in_trouble: tuple[SparkView, ...]
    categories: Mapping[str, tuple[Service, ...]]
    early: tuple[ServiceView, ...] = ()
    over: tuple[Incident, ...] = ()
    counting_since: datetime | None = None
    known: int = 0
    ruled_out: bool = False
    planned: tuple[Maintenance, ...] = ()


@dataclass(frozen=True, slots=True)
class OutagesView:
    """The list of outages at `at`: those that are `ongoing`, and the latest that are `over`."""

    at: datetime
    ongoing: tuple[Incident, ...]
    over: tuple[Incident, ...]


@dataclass(frozen=True, slots=True)
class IncidentView:
    """One incident with its events, oldest first, the counts around it, what its operator `said`, newest first, and what helps or
    helped (`ways`)."""

    incident: Incident
    service: Service
    at: datetime
    events: tuple[Event, ...]
    series: Series
    said: tuple[Spoken, ...] = ()
    ways: tuple[Workaround, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupView:
    """Some services at `at`, side by side: all of one category (its slug in `category`), or those that somebody compares
    (then it is ""). `over` are outages among them that have ended in the last day, latest first."""

    at: datetime
    category: str
    services: tuple[ServiceView, ...]
    over: tuple[Incident, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceView:
    """What is down in one place at `at`: `axis` is COUNTRY or NETWORK, `value` which of them.

    `hit` are outages that are on and reported from there, with the part of all their reports that comes from there;
    `elsewhere` are the others that are on. `reports` are those of trouble from there in the last hour, by service, most
    first; `since` is from when.
    """

    at: datetime
    axis: Axis
    value: str
    hit: tuple[tuple[Incident, float], ...]
    elsewhere: tuple[Incident, ...]
    reports: tuple[tuple[Service, int], ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Siege:
    """A time in which somebody flooded the intake: why that was thought, what was done, what it came to. `seen_at` is when it was last
    judged to be on; `ended_at` None: it still is."""

    began_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None
    drops: Mapping[str, int] = field(default_factory=dict)
    """reports that were left out as sent by programs, by reason: from the minutes that began it on"""
    accepted: int = 0
    """reports that were taken in the same time"""
    asked: bool = True
    """whether reports were asked for a proof of work: a setting may say never"""
    proven: int = 0
    """reports since it began whose proof held"""
    unproven: int = 0
    """reports since it began that came without one, and were held to the strict limits"""


@dataclass(frozen=True, slots=True)
class MethodView:
    """What this instance has left out so far: submissions that were not counted, by reason, the latest rises of
    reports that were held to be no outage, and the latest sieges, newest first."""

    at: datetime
    drops: Mapping[str, int]
    held: tuple[HeldRise, ...]
    sieges: tuple[Siege, ...] = ()
