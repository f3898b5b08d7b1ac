"""The wire: every JSON shape that comes in or goes out, with the words that OpenAPI prints.

Times are RFC 3339 in UTC ("2023-05-21T22:09:00Z"). A number that is not known is null, never zero.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from groundswell.core.intake import COMMENT_LETTERS_MAX
from groundswell.core.model import Axis, Certainty, Drop, EventKind, Held, PartKind, SourceKind, State
from groundswell.flow.read import COUNT_MAX

Slug = Annotated[str, Meta(description="a name in URLs", examples=["instagram"])]
At = Annotated[datetime, Meta(tz=True, description="an instant, RFC 3339, UTC")]
Known = Annotated[float | None, Meta(description="null where not known")]


def _text(description: str, letters_max: int) -> Meta:
    return Meta(max_length=letters_max, description=description)


class ReportIn(Struct, forbid_unknown_fields=True, frozen=True):
    """One report: this service shows this symptom (or works for me), here and then."""

    service: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=80,
            description="the service's slug, name or alias",
            examples=["instagram"],
        ),
    ]
    symptom: (
        Annotated[str, _text("one of the service's symptoms; left out: trouble of any kind", 80)] | None
    ) = None
    works: Annotated[bool, Meta(description="true: it works for me. Then no symptom")] = False
    observed_at: (
        Annotated[datetime, Meta(tz=True, description="when it was noticed, with offset; left out: now")]
        | None
    ) = None
    country: Annotated[str, _text('ISO 3166-1 code, such as "ES"', 8)] | None = None
    region: Annotated[str, _text('ISO 3166-2 code, such as "ES-MD"', 16)] | None = None
    network: (
        Annotated[
            str,
            _text(
                'AS number, such as "as3352": of one that neither we nor your connection know nothing is kept',
                16,
            ),
        ]
        | None
    ) = None
    platform: (
        Annotated[str, _text("android, ios, web, windows, macos, linux, tv, console or other", 16)] | None
    ) = None
    app_version: Annotated[str, _text("the app's version, such as 285.0.0.25", 32)] | None = None
    comment: Annotated[str, _text("own words; shown, if ever, after a look", COMMENT_LETTERS_MAX)] | None = (
        None
    )
    time_zone: (
        Annotated[str, _text("the browser's IANA zone; says the country where nothing better does", 64)]
        | None
    ) = None
    website: Annotated[str, _text("leave empty: a trap for robots", 400)] = ""


class ReceiptOut(Struct, frozen=True):
    """The report is durable: nothing that happens now can lose it."""

    receipt: Annotated[str, Meta(description="the reporter's handle on this report; keep it")]
    service: Slug
    symptom: Annotated[str, Meta(description='"" when none was named')]
    works: bool
    observed_at: At
    status: Annotated[Literal["waiting"], Meta(description="counted within seconds")]
    self_url: Annotated[str, Meta(description="where to ask what became of it")] = msgspec.field(name="self")
    page: Annotated[str, Meta(description="the same for people")]


class FieldFault(Struct, frozen=True):
    """What is wrong with one field."""

    field: str
    fault: str


class Problem(Struct, frozen=True, omit_defaults=True):
    """An RFC 9457 problem: what was wrong, where, and what would be right."""

    type: Annotated[str, Meta(description="URI reference that names the kind of problem")]
    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: str = ""
    instance: str = ""
    reason: Annotated[Drop | None, Meta(description="why a report was not counted")] = None
    errors: list[FieldFault] = []


class ShareOut(Struct, frozen=True):
    """One value of an axis and its part, 0 to 1, of all reports of trouble, those that did not say included as ""."""

    value: Annotated[str, Meta(description='"" = did not say')]
    name: str
    share: float
    reports: int
    usual: Annotated[
        float | None,
        Meta(description="its part at other times, of those who say something; null where not known"),
    ]


class CauseValueOut(Struct, frozen=True):
    """One thing that the reports behind a cause have in common."""

    axis: Annotated[
        str, Meta(description='an axis of the footprint; of an incident of several services also "service"')
    ]
    value: str
    name: str


class CauseOut(Struct, frozen=True):
    """One combination of values that explains a part of the reports beyond the usual."""

    values: Annotated[
        list[CauseValueOut], Meta(description="none: the service as a whole, everywhere, for everybody")
    ]
    words: Annotated[str, Meta(description="the same for people")]
    excess: Annotated[float, Meta(description="reports beyond the usual that it explains")]
    share: Annotated[float, Meta(description="their part, 0 to 1, of all that are beyond the usual")]
    score: Annotated[float, Meta(description="evidence for it in nats, less what naming it costs")]
    certainty: Certainty


class ExplanationOut(Struct, frozen=True):
    """What explains that there are more reports than usual, as it was known at `at`."""

    at: At
    since: Annotated[datetime, Meta(tz=True, description="from when on reports were looked at")]
    reports: int
    expected: Annotated[float, Meta(description="how many of them are usual")]
    causes: Annotated[list[CauseOut], Meta(description="largest first; none where nothing stands out yet")]


class FootprintOut(Struct, frozen=True):
    """Where the reports come from, largest first, and what explains that they are more than usual."""

    symptoms: list[ShareOut]
    countries: list[ShareOut]
    networks: list[ShareOut]
    platforms: list[ShareOut]
    regions: list[ShareOut]
    versions: list[ShareOut]
    explanation: Annotated[ExplanationOut | None, Meta(description="null until one is known")]


class SharedCauseOut(Struct, frozen=True):
    """What services share and what is likely behind an incident of several of them."""

    name: Annotated[
        str, Meta(description='slug of a part or service, or "operator:" and that of an operator')
    ]
    kind: PartKind
    title: Annotated[str, Meta(description="its name as people call it")]


class PeopleOut(Struct, frozen=True):
    """How many people have run into it since it began: an interval, and what it means."""

    low: int
    high: int
    reports: Annotated[int, Meta(description="beyond the usual, which it is made from")]
    calibrated: Annotated[bool, Meta(description="by what the operator told of earlier outages")]
    of: Annotated[
        Slug | None,
        Meta(
            description="of an incident of several services, the one that these are of: in all there are at least so many"
        ),
    ]
    definition: str


class IncidentOut(Struct, frozen=True):
    """An outage as far as it is known at `updated_at`."""

    id: str
    service: Slug
    state: State
    severity: Annotated[int, Meta(description="1 (slight) to 5 (everybody, everywhere)")]
    certainty: Certainty
    summary: Annotated[str, Meta(description="one line for people")]
    exercise: Annotated[
        bool, Meta(description="whether it is a drill or a reconstruction: nothing of it happens now")
    ]
    began_at: Annotated[datetime, Meta(tz=True, description="estimated")]
    suspected_at: At
    updated_at: At
    opened_at: At | None
    peaked_at: At | None
    eased_at: At | None
    resolved_at: At | None
    acknowledged_at: At | None
    ratio: Annotated[
        float | None, Meta(description="reports of the last 15 minutes by the usual of that time")
    ]
    reports: Annotated[int, Meta(description="in the last 15 minutes")]
    peak_reports: Annotated[int, Meta(description="the most in any 15 minutes")]
    footprint: FootprintOut
    into: Annotated[str, Meta(description='id of the incident that this one is part of; "" if none')]
    reason: Annotated[
        str, Meta(description='why it was dismissed, merged or ended; "" where nobody had to say')
    ]
    members: Annotated[
        list[str], Meta(description="services that it is one incident of; none: of `service` alone")
    ]
    people: Annotated[
        PeopleOut | None,
        Meta(description="null for a suspicion, and for several services at once: many report on each"),
    ]
    cause: Annotated[SharedCauseOut | None, Meta(description="what is likely behind it, where it is shared")]
    self_url: Annotated[str, Meta(description="this incident")] = msgspec.field(name="self")


class IncidentList(Struct, frozen=True):
    """Incidents, latest beginning first."""

    incidents: list[IncidentOut]


class EventOut(Struct, frozen=True):
    """One change of an incident."""

    kind: EventKind
    at: At
    note: str
    by: str


class EventList(Struct, frozen=True):
    """What happened to an incident, oldest first."""

    incident: str
    events: list[EventOut]


class ServiceListed(Struct, frozen=True):
    """One service in a list."""

    slug: Slug
    name: str
    operator: str
    category: str
    url: str
    state: Annotated[State | None, Meta(description="of its incident that is not over; null: none")]
    incident: Annotated[str | None, Meta(description="its id")]
    since: Annotated[datetime, Meta(tz=True, description="when that began, estimated")] | None
    early: Annotated[
        int,
        Meta(
            description="reports of the last 15 minutes where they are many and nothing can be said yet; else 0"
        ),
    ]
    counting_since: Annotated[
        datetime | None, Meta(description="since when it is counted, where that is too short; else null")
    ]
    self_url: Annotated[str, Meta(description="this service")] = msgspec.field(name="self")


class ServiceList(Struct, frozen=True):
    """Services by name, or best match first where `q` was given."""

    services: list[ServiceListed]
    counting_since: Annotated[
        datetime | None,
        Meta(
            description="since when reports are counted here, where that is too short to say what works of any service; null where a service has a history: then each says so of itself"
        ),
    ]


class SymptomOut(Struct, frozen=True):
    """One way in which a service fails."""

    slug: Slug
    name: str


class ServiceOut(Struct, frozen=True):
    """One service at `at`. Counts are of the last fifteen minutes."""

    slug: Slug
    name: str
    operator: str
    category: str
    url: str
    status_url: str
    aliases: list[str]
    components: list[str]
    depends_on: list[str]
    symptoms: list[SymptomOut]
    at: At
    headline: Annotated[str, Meta(description="what is known, in one sentence")]
    exercise: Annotated[
        bool, Meta(description="whether all that is told here is a drill or a reconstruction")
    ]
    reports: Annotated[int | None, Meta(description="reports of trouble; null where nobody was counting")]
    usual: Annotated[float | None, Meta(description="how many are usual; null where not known")]
    works: Annotated[int, Meta(description='"works for me" answers')]
    visits: int
    shares: Annotated[FootprintOut, Meta(description="of the reports of the last 24 hours")]
    incident: IncidentOut | None
    past: list[IncidentOut]
    blames: Annotated[str, Meta(description='the service that reports here are probably about; "" if none')]
    page: str
    self_url: Annotated[str, Meta(description="this service")] = msgspec.field(name="self")


class SeriesLine(Struct, frozen=True):
    """Counts per bin of one value of the axis; null where there is no data, which is not zero."""

    value: str
    name: str
    reports: list[int | None]
    works: list[int | None]


class SeriesOut(Struct, frozen=True):
    """Counts of one service in bins of `bin_minutes`, the first of which begins at `from`."""

    service: Slug
    axis: Axis
    bin_minutes: int
    from_at: Annotated[datetime, Meta(tz=True)] = msgspec.field(name="from")
    to_at: Annotated[datetime, Meta(tz=True, description="end of the last bin")] = msgspec.field(name="to")
    lines: Annotated[
        list[SeriesLine], Meta(description="one on axis all; else the values with most reports first")
    ]
    visits: Annotated[list[int | None], Meta(description="of the service's page here; on axis all only")]
    expected: Annotated[list[float | None], Meta(description="the usual; on axis all only")]
    upper: Annotated[list[float | None], Meta(description="upper edge of the usual; on axis all only")]


class FollowedOut(Struct, frozen=True):
    """What became of a report."""

    receipt: str
    status: Annotated[
        Literal["waiting", "counted", "repeat"],
        Meta(description='"repeat": the same person had already reported it in that half hour'),
    ]
    service: Slug
    symptom: str
    works: bool
    observed_at: At
    recorded_at: At
    incident: IncidentOut | None
    self_url: Annotated[str, Meta(description="this receipt")] = msgspec.field(name="self")


class FaultOut(Struct, frozen=True):
    """One line that could not be taken."""

    line: int
    field: str
    fault: str


class OutcomeOut(Struct, frozen=True):
    """What became of a bulk request: everything accepted is durable."""

    accepted: Annotated[int, Meta(description="reports counted in, aggregates added up")]
    dropped: Annotated[dict[str, int], Meta(description="how many were not, by reason")]
    faults: Annotated[list[FaultOut], Meta(description="the first 20 lines at fault")]


class HeldRiseOut(Struct, frozen=True):
    """A rise of reports that was held to be no outage, so that nothing was opened."""

    service: Slug
    reason: Annotated[
        Held,
        Meta(
            description="robot: one place, one symptom, nothing beside; bump: more use; backlog; clock; script: strange software"
        ),
    ]
    part: Annotated[str, Meta(description='where it was clearest, such as "country ES"; "": the whole')]
    began_at: At
    last_at: Annotated[datetime, Meta(tz=True, description="end of the last minute that was held back")]
    reports: Annotated[int, Meta(description="the most in any 15 minutes")]
    usual: Annotated[float | None, Meta(description="how many were usual then")]
    score: Annotated[float | None, Meta(description="the highest evidence, in nats")]


class HeldRiseList(Struct, frozen=True):
    """Rises that were held to be no outage, latest first; they are kept for 30 days."""

    held: list[HeldRiseOut]


class DropOut(Struct, frozen=True):
    """How many submissions were not counted for one reason."""

    reason: Drop
    count: Annotated[int, Meta(ge=0)]


class DropList(Struct, frozen=True):
    """What was not counted since this instance began, by every reason that there is."""

    drops: list[DropOut]


class BulkReport(Struct, forbid_unknown_fields=True, frozen=True):
    """One line of a bulk request of reports."""

    service: str
    observed_at: Annotated[datetime, Meta(tz=True)] | None = None
    symptom: str | None = None
    works: bool = False
    country: str | None = None
    region: str | None = None
    network: str | None = None
    platform: str | None = None
    app_version: str | None = None
    comment: str | None = None
    reporter: (
        Annotated[str, Meta(max_length=128, description="opaque: the same person, the same text")] | None
    ) = None
    source_kind: SourceKind | None = None
    count: Annotated[int, Meta(ge=0, le=COUNT_MAX, description="how many reports it stands for")] = 1


class Health(Struct, frozen=True):
    """Whether this process can do its work; `faults` by part, none when it can."""

    status: Literal["alive", "ready", "not ready"]
    faults: dict[str, str]
