"""The words: what each noun of groundswell means, in code as on the page.

One word has one meaning. Values are frozen; times are aware UTC `datetime`s named `*_at`, or whole
minutes since 1970-01-01 UTC named `*_minute`. Text is already clean here: `intake` made it so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from groundswell.core.acts import Act as Act
from groundswell.core.acts import CauseKind as CauseKind
from groundswell.core.acts import EventKind as EventKind
from groundswell.core.acts import Ruling as Ruling
from groundswell.core.named import Area as Area
from groundswell.core.named import Network as Network
from groundswell.core.named import NetworkKind as NetworkKind
from groundswell.core.named import Operator as Operator
from groundswell.core.named import Part as Part
from groundswell.core.named import PartKind as PartKind
from groundswell.core.named import Service as Service
from groundswell.core.named import Symptom as Symptom


class SourceKind(StrEnum):
    """Who says so: an independent class of evidence."""

    PERSON = "person"
    """somebody who uses the service pressed the button"""
    VISIT = "visit"
    """somebody opened the service's page here and said nothing"""
    POST = "post"
    """somebody wrote about it elsewhere in public, be it of an outage or of news; counted, but opens nothing"""
    PROBE = "probe"
    """a machine asked the service; counted, but opens nothing"""
    OPERATOR = "operator"
    """the service's own status page; counted, but opens nothing"""
    PARTNER = "partner"
    """counts that another crowd collected"""
    ANSWER = "answer"
    """somebody who had reported was asked whether it works again: no report of trouble, but word about the end"""


class Drop(StrEnum):
    """Why a submission was not counted. Every drop is counted under its reason and published."""

    UNKNOWN_SERVICE = "unknown_service"
    """the catalog has no such service"""
    UNKNOWN_SYMPTOM = "unknown_symptom"
    """the service has no such symptom"""
    MALFORMED = "malformed"
    """cannot be read, or says something impossible in one of its fields: a line of a bulk request, or a single report"""
    TOO_OLD = "too_old"
    """observed longer ago than the intake accepts"""
    IN_FUTURE = "in_future"
    """observed later than our clock, beyond the tolerated skew"""
    ROBOT = "robot"
    """filled in the field that no person sees, or calls itself a crawler"""
    HOSTING = "hosting"
    """came from a network of servers, where people do not live"""
    FLOOD = "flood"
    """more reports from one origin than people behind it would send"""
    REPEAT = "repeat"
    """of a person who had reported this service in this half hour, and says nothing more (decided while counting)"""


class Certainty(StrEnum):
    """How sure we are, in the words of CAP 1.2."""

    POSSIBLE = "possible"  # more reports than chance has it, by little
    LIKELY = "likely"  # clearly more, or two kinds of source agree
    OBSERVED = "observed"  # clearly more, and two kinds of source agree; or an operator confirmed it


class State(StrEnum):
    """Where an incident stands. The moves between states are the table in `incident.lifecycle`."""

    SUSPECTED = "suspected"
    """more reports than usual; not yet enough to say so aloud"""
    OPEN = "open"
    """an outage is on"""
    EASING = "easing"
    """reports fall and people say it works again"""
    RESOLVED = "resolved"
    """over"""
    DISMISSED = "dismissed"
    """an operator ruled that it was none, or it never grew beyond a suspicion"""
    MERGED = "merged"
    """part of another incident"""


ONGOING = (State.SUSPECTED, State.OPEN, State.EASING)
"""The states of an incident that is not over."""


# --- what comes in ----------------------------------------------------------------------------------
# Visitor, Submission, Report and Receipt are named tuples: a frozen dataclass takes five times as long to make.


class Visitor(NamedTuple):
    """What we keep of who sent something: no address.

    `reporter` is a keyed pseudonym that changes daily (0 = not a person, never deduplicated); `origin` one for the address
    alone (of IPv6 its /64), `prefix` one for the IPv6 /48 around it (0 = IPv4): both are for flood limits in memory and never
    stored. `software` is what sent it (`web.software`). `earlier` is, for a quarter of an hour after midnight, yesterday's
    `reporter`: a request sent again is known as one (else 0; never stored). "" is unknown in all other fields.
    """

    reporter: int = 0
    origin: int = 0
    country: str = ""
    region: str = ""
    network: str = ""
    platform: str = ""
    agent: str = ""
    prefix: int = 0
    earlier: int = 0
    software: str = ""


class Submission(NamedTuple):
    """What came in, untrusted, without an address in it. Every field is as the sender wrote it."""

    service: str
    visitor: Visitor
    received_at: datetime
    symptom: str | None = None
    works: bool = False
    country: str | None = None
    region: str | None = None
    network: str | None = None
    platform: str | None = None
    app_version: str | None = None
    comment: str | None = None
    observed_at: datetime | None = None
    source_kind: SourceKind = SourceKind.PERSON
    trap: str = ""
    """the form field that people do not see"""
    key: str = ""
    """the sender's Idempotency-Key"""
    proof: str = ""
    """the proof of work that came with it"""


class Report(NamedTuple):
    """One clean claim: this service shows this symptom (or works for me), here, then, says this source.

    `symptom` is "" when nothing more is known than "trouble", or when `works`. Places are codes of `Area`, `network` a slug
    of `Network`, `software` the kind of program that sent it; "" = unknown. `count` is 1 for people, more for partners' sums.
    """

    service: str
    observed_at: datetime
    symptom: str = ""
    works: bool = False
    country: str = ""
    region: str = ""
    network: str = ""
    platform: str = ""
    app_version: str = ""
    source_kind: SourceKind = SourceKind.PERSON
    reporter: int = 0
    count: int = 1  # type: ignore[assignment]  # tuple.count is not missed
    comment: str = ""
    key: str = ""
    software: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A submission that is not counted, and the one reason."""

    reason: Drop
    detail: str = ""


class Receipt(NamedTuple):
    """A reporter's handle on the own report: an unguessable `id` that names its place in the journal, and when the
    report says that it was (also where the same is sent again later)."""

    id: str
    sequence: int
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class Deploy:
    """Something that an operator changed on `service` at `at`: a version put out, a setting, a migration.

    `id` is the same when it is told again; `content` tells what was told under it. `component` is the part of the service
    ("log-in", "android"), `links` are (address, text), `source` who or what told it.
    """

    id: str
    service: str
    summary: str
    at: datetime
    received_at: datetime
    component: str = ""
    source: str = ""
    links: tuple[tuple[str, str], ...] = ()
    content: str = ""


class CommentState(StrEnum):
    """Whether a comment may be shown: somebody looks first; what is shown stands on the service's page for a day."""

    WAITING = "waiting"
    SHOWN = "shown"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Comment:
    """What a person wrote with a report, whose sequence is `id`: `words` without what tells who it is; `by` decided."""

    id: int
    service: str
    at: datetime
    country: str
    words: str
    state: CommentState = CommentState.WAITING
    by: str = ""


# --- what is counted ---


class Axis(StrEnum):
    """What a service's cells are split by. The cube keeps one axis at a time beside the service."""

    ALL = "all"
    SYMPTOM = "symptom"
    COUNTRY = "country"
    REGION = "region"
    NETWORK = "network"
    PLATFORM = "platform"
    APP_VERSION = "app_version"
    SOFTWARE = "software"


OURSELVES = "groundswell"
"""who stands behind an event that no person ruled"""
SERVICE = "service"
"""What stands for an axis where several services are looked at together."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One count: `count` reports of `kind` on `service`, of value `value` on `axis`, in the bin from `minute`.

    `works` tells "works for me" from trouble; they are never added up. `value` is "" on Axis.ALL only:
    a report that says nothing on another axis has no cell there, so its part is the whole less what has one.
    """

    service: str
    axis: Axis
    value: str
    kind: SourceKind
    works: bool
    bin_minutes: int
    minute: int
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Aligned counts of one service from `first_minute` on, in bins of `bin_minutes`.

    `counts` int64, -1 where there is no data (which is not zero); `expected` and `upper` float64, the usual
    and the upper edge of its band, NaN where not known.
    """

    service: str
    first_minute: int
    bin_minutes: int
    counts: NDArray[np.int64]
    expected: NDArray[np.float64]
    upper: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Usual:
    """What was usual in one bin, per service: `expected` reports and the `upper` edge of the band, float64 (S,)."""

    minute: int
    bin_minutes: int
    services: tuple[str, ...]
    expected: NDArray[np.float64]
    upper: NDArray[np.float64]


# --- what is judged ---------------------------------------------------------------------------------


REFERRED = "referred"
"""What stands for a visit's symptom when it followed a link from elsewhere."""


class Held(StrEnum):
    """Why a rise of reports is held to be no outage, and nothing is opened."""

    ROBOT = "robot"
    """It stays in one leaf: one place, one symptom, and nothing beside."""
    BUMP = "bump"
    """More use: every symptom alike, visits still more, by links from elsewhere."""
    BACKLOG = "backlog"
    """What a gap in the data had held back came all at once."""
    CLOCK = "clock"
    """A clock has changed, and an hour earlier or later this would be usual."""
    SCRIPT = "script"
    """Programs that hardly anybody reports with send it, from however many networks, and no visits come with it."""


@dataclass(frozen=True, slots=True)
class HeldRise:
    """A rise of reports that was held to be no outage, from `began_at` to `last_at`, and why.

    `part` is where it was clearest ("country ES"), "" for the whole; `reports` the most in any fifteen minutes,
    `expected` the usual beside them, `score` the highest.
    """

    service: str
    reason: Held
    part: str
    began_at: datetime
    last_at: datetime
    reports: int
    expected: float
    score: float


@dataclass(frozen=True, slots=True)
class Finding:
    """A detector's claim on one service at one minute.

    `score` is a natural-log likelihood ratio of the excess; `observed` and `expected` are reports over the
    last fifteen minutes; `since_minute` is where the excess is estimated to have begun, -1 without alarm.
    `works` are "works for me" answers over the same fifteen minutes. `part` names the part of the service in which
    it is clearest ("country ES"), "" for the whole; `held` says why it is held to be no outage, if it is.
    """

    service: str
    minute: int
    alarm: bool
    score: float
    observed: int
    expected: float
    since_minute: int
    works: int = 0
    certainty: Certainty = Certainty.POSSIBLE
    part: str = ""
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """One value of an axis and its part, 0 to 1, of all reports of trouble, those that did not say included as "".

    `usual` is its part at other times of those who say something, None where not known.
    """

    value: str
    share: float
    reports: int
    usual: float | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """One combination of `values` (attribute → value, none for everything) that explains `excess` reports beyond the usual,
    the part `share` of all that are; `score` is the natural-log evidence for it, less what naming it costs."""

    values: Mapping[str, Any]
    excess: float
    share: float
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """What explains, as known at `at`, that there are so many `reports` since `since` where `expected` are usual: `causes`, the
    largest first. One without values is the service as a whole."""

    at: datetime
    since: datetime
    reports: int
    expected: float
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Footprint:
    """Where `reports` of trouble come from: shares of all of them, largest first; and what explains that they are so many."""

    symptoms: tuple[Share, ...] = ()
    countries: tuple[Share, ...] = ()
    networks: tuple[Share, ...] = ()
    platforms: tuple[Share, ...] = ()
    regions: tuple[Share, ...] = ()
    versions: tuple[Share, ...] = ()
    reports: int = 0
    explanation: Explanation | None = None
    beyond: float | None = None
    """how many of them are beyond the usual; of several services, of the one with most, the `chief`"""
    chief: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """An outage of a service as far as it is known at `updated_at`.

    `began_at` is estimated; `severity` 1 to 5; `ratio` how many times the usual the last fifteen minutes are; `peak_reports` the most in
    any fifteen minutes, `peak_usual` what is usual in these; `acknowledged_at` when its operator said "we know". Of several services
    (`members`) `service` stands for all, counts are of all, `cause` is likely behind it (`Catalog.part`).
    """

    id: str
    service: str
    state: State
    severity: int
    certainty: Certainty
    began_at: datetime
    suspected_at: datetime
    updated_at: datetime
    ratio: float
    reports: int
    peak_reports: int
    score: float
    footprint: Footprint = field(default_factory=Footprint)
    opened_at: datetime | None = None
    peaked_at: datetime | None = None
    eased_at: datetime | None = None
    resolved_at: datetime | None = None
    acknowledged_at: datetime | None = None
    into: str = ""
    reason: str = ""
    members: tuple[str, ...] = ()
    cause: str = ""
    cause_kind: str = ""
    peak_usual: float | None = None
    declared_at: datetime | None = None
    """when an operator declared it by hand; None: the crowd did"""
    parted: tuple[str, ...] = ()
    """services that an operator has ruled to be no part of it"""
    known_cause: str = ""
    """what an operator says is behind it, in words, and which `CauseKind` that is"""
    known_cause_kind: str = ""
    planned: str = ""
    """the maintenance window that it began in, while that lasts: shown as such, and nobody is woken"""
    voice: str = ""
    """the service as whose operator it was declared by hand; "": as the site"""

    @property
    def is_shared(self) -> bool:
        return bool(self.members)


@dataclass(frozen=True, slots=True)
class Event:
    """One change of an incident. `by` is "groundswell" or who ruled; `note` one plain sentence, in English where it is ours.

    `after` is the incident as it stood then, as far as words are made of it: the sentence can be said in any language.
    None where a person wrote the note, or where that was not kept. `statement` is the id of the one that was published.
    """

    incident: str
    kind: EventKind
    at: datetime
    note: str
    by: str = OURSELVES
    after: Incident | None = None
    statement: str = ""
