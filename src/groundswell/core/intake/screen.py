"""The screen: a literal list of named steps, each of which may drop a report for one reason.

Steps are asked in order and the first word counts. Those about what is said are asked once for all who say it alike. Memory
of who has been here lives in a value that the caller holds; it knows keyed pseudonyms only and forgets them every half hour.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from groundswell.core.catalog import Catalog
from groundswell.core.model import Drop, Dropped, NetworkKind, Report, Submission, Visitor
from groundswell.core.timegrid import CLAIM_MINUTES, bin_start, instant_of, minute_of

_CRAWLER = re.compile("bot|crawler|spider|slurp|headless", re.IGNORECASE)
_ORIGINS_MAX = 500_000
Person = tuple[int, int, int, int]
"""Who sent something, in numbers: a Visitor's `reporter`, `origin`, `prefix` and `earlier`."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Limits:
    """How late, how early and how many."""

    late: timedelta = timedelta(minutes=60)
    skew: timedelta = timedelta(minutes=5)
    origin_reports_max: int = 3
    origin_share_max: float = 0.02
    prefix_factor: int = 4
    """how many connections' worth an IPv6 /48 may send: one customer can hold all its 65,536 connections, or it can be
    a carrier's with as many households. One household uses a quarter of it at most, and so silences nobody; whoever
    holds all of it is worth four addresses of version 4."""

    def most(self, everyone: int, sent: int) -> float:
        """How many one connection may send, the one that brings it to `sent` included, where `everyone` has been admitted."""
        return max(self.origin_reports_max, self.origin_share_max * (everyone - sent + 1))


Asked = tuple[int, Person, str, Limits]
"""A row, who says it, on which service, and what this person's limits are."""


@dataclass(slots=True)
class Memory:
    """How many reports each origin, and each prefix around it, has sent on each service in this half hour. About 100
    bytes per pair, which is kept as one number: a pseudonym and the service's hash, one laid over the other."""

    until: datetime = _LONG_AGO
    by_origin: dict[int, int] = field(default_factory=dict)
    by_service: dict[str, int] = field(default_factory=dict)

    def refuses(self, people: Sequence[Asked], now: datetime) -> list[Asked]:
        """Those who may send no more; all others are noted, in the order in which they came."""
        self._turn_to(now)
        by_origin, by_service = self.by_origin, self.by_service
        refused = []
        for one in people:
            _, (_, origin, prefix, _), service, limits = one
            own = origin ^ hash(service)
            if origin and not prefix and own not in by_origin and limits.origin_reports_max > 0:
                by_origin[own] = 1  # nobody has sent from there: so it is with nearly all of a crowd
                by_service[service] = by_service.get(service, 0) + 1
            elif origin and not self._admits(origin, prefix, service, limits):
                refused.append(one)
        return refused

    def admits(self, origin: int, prefix: int, service: str, now: datetime, limits: Limits) -> bool:
        """Whether this origin and prefix (0: none) may send one more on this service; noted if so."""
        self._turn_to(now)
        return self._admits(origin, prefix, service, limits)

    def give_back(self, origin: int, prefix: int, service: str, until: datetime) -> None:
        """What was admitted while `until` was this value was not taken after all: it uses up nobody's share."""
        own = origin ^ hash(service)
        if until != self.until or not self.by_origin.get(own):
            return
        self.by_origin[own] -= 1
        self.by_service[service] -= 1
        if prefix:
            self.by_origin[prefix ^ hash(service)] -= 1

    def _admits(self, origin: int, prefix: int, service: str, limits: Limits) -> bool:
        """Only what was admitted by others makes room: a flood does not raise its own limit, and what is refused uses up
        nobody's."""
        everyone = self.by_service.get(service, 0)
        own = origin ^ hash(service)
        sent = self.by_origin.get(own, 0) + 1
        if sent > limits.origin_reports_max and sent > limits.most(everyone, sent):
            return False
        if prefix:
            around = prefix ^ hash(service)
            sent_around = self.by_origin.get(around, 0) + 1
            if sent_around > limits.prefix_factor * limits.most(everyone, sent_around):
                return False
            self.by_origin[around] = sent_around
        self.by_origin[own] = sent
        self.by_service[service] = everyone + 1
        return True

    def _turn_to(self, now: datetime) -> None:
        if now >= self.until or len(self.by_origin) > _ORIGINS_MAX:
            self.until = instant_of(bin_start(minute_of(now), CLAIM_MINUTES) + CLAIM_MINUTES)
            self.by_origin, self.by_service = {}, {}


@dataclass(slots=True)
class Looks:
    """Who has opened which service's page in this half hour. A person counts once, a connection as often as it may report:
    a script that opens a page again and again is no crowd of visitors, and holds no outage back."""

    memory: Memory = field(default_factory=Memory)
    until: datetime = _LONG_AGO
    seen: set[tuple[int, str]] = field(default_factory=set)

    def counts(self, visitor: Visitor, service: str, now: datetime, limits: Limits) -> bool:
        """Whether this visit counts; noted if so."""
        if now >= self.until or len(self.seen) > _ORIGINS_MAX:
            self.until = instant_of(bin_start(minute_of(now), CLAIM_MINUTES) + CLAIM_MINUTES)
            self.seen = set()
        person = (visitor.reporter, service)
        if visitor.reporter and person in self.seen:
            return False
        if visitor.origin and not self.memory.admits(visitor.origin, visitor.prefix, service, now, limits):
            return False
        self.seen.add(person)
        return True


Said = Callable[[Submission, Report, Catalog, Limits], str]
"""Looks at what is said. Returns "" to let the report pass, or in words why not."""
Who = Callable[[Sequence[Asked], datetime, Catalog, Memory], Mapping[int, str]]
"""Looks at who says it, in the order in which they came: by row in words why not. Notes in the Memory whom it lets pass."""


def _robot(submission: Submission, _report: Report, _catalog: Catalog, _limits: Limits) -> str:
    if submission.trap:
        return "a field was filled in that people do not see: leave it empty"
    if _is_crawler(submission.visitor.agent):
        return "the client calls itself a crawler; reports come from people (programs use the bulk interface)"
    return ""


@lru_cache(10_000)
def _is_crawler(agent: str) -> bool:
    """A crowd shares a few thousand agents."""
    return _CRAWLER.search(agent) is not None


def _hosting(submission: Submission, _report: Report, catalog: Catalog, _limits: Limits) -> str:
    # What the connection shows, not what the sender says of it.
    network = catalog.networks.get(submission.visitor.network) if submission.visitor.network else None
    if network is not None and network.kind is NetworkKind.HOSTING:
        return f"{network.name} is a network of servers; report from the connection that has the trouble"
    return ""


def _too_old(submission: Submission, report: Report, _catalog: Catalog, limits: Limits) -> str:
    if submission.received_at - report.observed_at > limits.late:
        return f"observed more than {limits.late.total_seconds() / 60:g} minutes ago"
    return ""


def _in_future(submission: Submission, report: Report, _catalog: Catalog, limits: Limits) -> str:
    if report.observed_at - submission.received_at > limits.skew:
        return f"observed more than {limits.skew.total_seconds() / 60:g} minutes from now: check the clock"
    return ""


def _flood(people: Sequence[Asked], at: datetime, catalog: Catalog, memory: Memory) -> dict[int, str]:
    # Many people can share one address (a carrier's), but one address must never be a crowd by itself:
    # it gets a handful, or a small part of what everybody else sends.
    floods = {}
    for row, _, service, limits in memory.refuses(people, at):
        most, name = limits.origin_reports_max, catalog.named(service).name
        many = f"{most} {'report' if most == 1 else 'reports'}"
        floods[row] = f"more than {many} on {name} from this connection in half an hour"
    return floods


SAID_STEPS: tuple[tuple[Drop, Said], ...] = (
    (Drop.ROBOT, _robot),
    (Drop.HOSTING, _hosting),
    (Drop.TOO_OLD, _too_old),
    (Drop.IN_FUTURE, _in_future),
)
WHO_STEPS: tuple[tuple[Drop, Who], ...] = ((Drop.FLOOD, _flood),)
STEPS = tuple(reason for reason, _ in (*SAID_STEPS, *WHO_STEPS))
"""The screen, in order. A report that passes all of them is journaled."""


def screen_said(submission: Submission, report: Report, catalog: Catalog, limits: Limits) -> Dropped | None:
    """Why `report` must not be counted, whoever says it, or None."""
    for reason, step in SAID_STEPS:
        if words := step(submission, report, catalog, limits):
            return Dropped(reason, words)
    return None


def screen_who(people: Sequence[Asked], at: datetime, catalog: Catalog, memory: Memory) -> dict[int, Dropped]:
    """By row, why reports must not be counted because of who says them. Notes the others' visits in `memory`."""
    dropped: dict[int, Dropped] = {}
    for reason, step in WHO_STEPS:
        if dropped:
            people = [one for one in people if one[0] not in dropped]
        for row, words in step(people, at, catalog, memory).items():
            dropped[row] = Dropped(reason, words)
    return dropped
