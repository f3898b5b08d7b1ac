"""The parts that the web is built from, and its settings: exactly what it needs, nothing more."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, Protocol
from urllib.parse import urlsplit

from msgspec import Meta
from prometheus_client import CollectorRegistry

from groundswell.core.catalog import Catalog
from groundswell.core.model import Incident, Service
from groundswell.core.statement import Limit
from groundswell.flow.admit import Admit
from groundswell.flow.advise import Advise
from groundswell.flow.ask import Asker
from groundswell.flow.follow import Followed
from groundswell.flow.gather import Gather
from groundswell.flow.offer import Offer
from groundswell.flow.publish import Publish
from groundswell.flow.recheck import Recheck
from groundswell.flow.reply import Replier
from groundswell.flow.speak import Speak
from groundswell.flow.subscribe import Subscribe
from groundswell.flow.survey import Survey
from groundswell.flow.undertake import Undertake
from groundswell.flow.utter import Utter
from groundswell.flow.withdraw import Withdraw
from groundswell.ports import Clock, Comments, Cube, Deploys, Desk, Incidents, Journal, Page, Site
from groundswell.ports.questions import Questions
from groundswell.web.body import Bodies
from groundswell.web.desk_pages import DeskPages
from groundswell.web.embed import Embeds
from groundswell.web.live import Live
from groundswell.web.people.called import Called
from groundswell.web.people.entrance import Entrance
from groundswell.web.questions import QuestionPages
from groundswell.web.subscriptions import SubscriptionPages
from groundswell.web.surveys import SurveyPages
from groundswell.web.tokens import TokenCheck
from groundswell.web.troubled import Troubled
from groundswell.web.visitor import VisitorReader
from groundswell.web.wishes import NOTHING, Aftermath, WishPages
from groundswell.web.workarounds import WorkaroundPages

_ORIGIN: Final = re.compile(r"https?://[^/\s?#@A-Z]+")
_ORIGIN_EXAMPLE: Final = "https://mirror.example"
_PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443}
_ADDRESS: Final = re.compile(r"https?://[^/\s?#@]+(/[^\s?#]*)?")


@dataclass(frozen=True, slots=True)
class WebConfig:
    """Settings of [web]."""

    host: str = "127.0.0.1"
    """Address to listen on; 0.0.0.0 to be reached from other machines."""

    port: Annotated[int, Meta(ge=0, le=65535)] = 8000
    """Port to listen on; 0 takes any that is free."""

    public_url: str = ""
    """How people reach this instance ("https://outages.example"); empty: links hold paths only, and what must name
    an address (outputs for machines, lines to copy) names the one it listens on."""

    frame_ancestors: tuple[str, ...] = ()
    """Origins whose pages may show ours in a frame; none by default."""

    report_origins: tuple[str, ...] = ()
    """Origins of other sites whose forms may send from a visitor's browser what those of a static copy send: reports, questions,
    sign-ups, what helped and votes on it. Nothing else is taken from there: neither answers and deletions on what somebody has sent, nor
    the interface for programs but for reports. Name only sites that are yours: their visitors act here unasked. None by default."""

    body_bytes_max: Annotated[int, Meta(ge=1024)] = 64 * 1024
    """Largest body of a single report or ruling, in bytes."""

    bulk_bytes_max: Annotated[int, Meta(ge=1024)] = 32 * 1024 * 1024
    """Largest body of a bulk request, in bytes, after unpacking."""

    bulk_requests_max: Annotated[int, Meta(ge=1)] = 4
    """Bulk requests that are worked on at once; more wait for their turn."""

    body_seconds_max: Annotated[float, Meta(gt=0)] = 15.0
    """Seconds within which the body of a single report has to arrive."""

    bulk_seconds_max: Annotated[float, Meta(gt=0)] = 120.0
    """Seconds within which the body of a bulk request has to arrive."""

    lane: bool = True
    """Whether published pages and single reports are answered below ASGI, which costs a fraction of the processor's
    time. Switched off, everything takes the ordinary way and the bounds on heads and idle connections that follow
    do not hold."""

    head_bytes_max: Annotated[int, Meta(ge=1024)] = 32 * 1024
    """Largest head of a request (address and headers), in bytes; beyond it 431."""

    head_lines_max: Annotated[int, Meta(ge=16)] = 100
    """Most headers of a request; beyond it 431."""

    head_seconds_max: Annotated[float, Meta(gt=0)] = 10.0
    """Seconds within which the head of a request has to arrive; after them 408."""

    idle_seconds_max: Annotated[float, Meta(gt=0)] = 5.0
    """Seconds for which a connection is kept open between requests."""

    comments: bool = False
    """Whether what people write with a report may be shown on the service's page: without what tells who they are, and only
    after somebody has let it through at the desk. Switched off, it is read for nothing and shown nowhere; what is sent
    while it is off is never shown."""

    design: bool = False
    """Whether /design shows every component of the pages in all its states, for those who work on them."""

    stale_seconds: int = 60
    """Seconds for which a cache may show an old page while it fetches the new one."""

    readers_max: Annotated[int, Meta(ge=1)] = 19_000
    """Readers of the live stream at once; further ones are told to come back later. Each needs an open file: where the
    system allows fewer, fewer are taken."""

    origin_readers_max: Annotated[int, Meta(ge=1)] = 100
    """Readers of the live stream at once from one connection (an IPv4 address or an IPv6 /64; four times as many from
    a /48). People behind a carrier's shared address are one connection; who gets no stream sees pages that are a little
    older."""

    heartbeat_seconds: Annotated[float, Meta(gt=0)] = 15.0
    """Seconds after which a live stream that has nothing to say shows that it is still there."""

    @property
    def local_url(self) -> str:
        """The address that this machine reaches it at."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def url(self) -> str:
        """The address that others are told: the public one, else the local one."""
        return (self.public_url or self.local_url).rstrip("/")

    def __post_init__(self) -> None:
        if self.public_url and not _ADDRESS.fullmatch(self.public_url):
            bare = self.public_url.partition("://")[2] or self.public_url
            right = f"https://{bare}" if _ADDRESS.fullmatch(f"https://{bare}") else "https://outages.example"
            raise ValueError(f'public_url: "{self.public_url}" is no address of a site: write "{right}"')
        for origin in self.report_origins:
            if origin != (right := _origin_in(origin)):
                raise ValueError(
                    f'report_origins: "{origin}" is no origin as browsers name them: write "{right}"'
                )


def _origin_in(address: str) -> str:
    """The origin of `address` as browsers name it: no user, no port that goes without saying, in small letters; an example where
    there is none."""
    try:
        parts = urlsplit(address.lower())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return _ORIGIN_EXAMPLE
    shown = f":{port}" if port not in (None, _PORTS.get(parts.scheme)) else ""
    origin = f"{parts.scheme}://" + (f"[{host}]" if ":" in host else host) + shown
    return origin if _ORIGIN.fullmatch(origin) else _ORIGIN_EXAMPLE


class DynamicPages(Protocol):
    """The pages that depend on the request and so cannot be prepared."""

    def search(self, query: str, results: Sequence[Service], troubled: Mapping[str, Incident]) -> Page:
        """What was found for `query`."""
        ...

    @property
    def surveys(self) -> SurveyPages:
        """Pages over many services."""
        ...

    @property
    def subscriptions(self) -> SubscriptionPages:
        """Pages of who is told what."""
        ...

    @property
    def workarounds(self) -> WorkaroundPages:
        """Pages of what helped others."""
        ...

    @property
    def questions(self) -> QuestionPages:
        """Pages of who asks."""
        ...

    @property
    def wishes(self) -> WishPages:
        """Pages of who wants to be told when it is over."""
        ...

    def receipt(self, receipt: str, followed: Followed, after: Aftermath = NOTHING) -> Page:
        """What became of one report."""
        ...

    @property
    def desk(self) -> DeskPages:
        """Pages for operators."""
        ...

    def people(self, template: str, told: Mapping[str, object]) -> Page:
        """A page of the desk's people."""
        ...

    def not_found(self, path: str) -> Page:
        """Nothing lives at `path`."""
        ...

    def error(self, status: int, title: str, detail: str, service: str = "") -> Page:
        """Something went wrong: `detail` says what, and what would be right; `service` is where the reader was."""
        ...


Readiness = Callable[[], Awaitable[Mapping[str, str]]]
"""Faults by part; nothing when all is well."""

Tally = MutableMapping[tuple[str, str], float]
"""Requests answered, by (route, status): the web counts here, telemetry reads."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the web works with. `runtime.build` puts it together."""

    catalog: Catalog
    admit: Admit
    journal: Journal
    cube: Cube
    incidents: Incidents
    deploys: Deploys
    comments: Comments
    desk: Desk
    utter: Utter
    site: Site
    clock: Clock
    visitors: VisitorReader
    live: Live
    gather: Gather
    publish: Publish
    offer: Offer
    embeds: Embeds
    pages: DynamicPages
    speak: Speak
    survey: Survey
    subscribe: Subscribe
    called: Called
    """who is called when an outage opens"""
    questions: Questions
    asker: Asker
    replier: Replier
    undertake: Undertake
    recheck: Recheck
    withdraw: Withdraw
    advise: Advise
    pages_in: Callable[[str], DynamicPages]
    """the same pages in the language of a code"""
    token_fits: TokenCheck
    people: Entrance
    """who may enter the desk"""
    ready: Readiness
    registry: CollectorRegistry
    config: WebConfig = field(default_factory=WebConfig)
    push_key: bytes = b""
    """what browsers subscribe with; empty where they cannot"""
    limits: tuple[Limit, ...] = ()
    """what the instance's own channels take, each called by its name"""
    tally: Tally = field(default_factory=dict)
    bodies: Bodies = field(default_factory=Bodies)
    troubled: Troubled = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "troubled", Troubled(self.incidents, self.clock))
