"""The wire of the desk: what operators say changed, in a shape of our own and in PagerDuty's; and what is known of an incident."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from groundswell.core.model import CommentState
from groundswell.core.scope import Closeness, Spread
from groundswell.web.wire import At, IncidentOut, Known, Slug

SUMMARY_LETTERS_MAX = 1024
LINKS_MAX = 10

Summary = Annotated[
    str, Meta(min_length=1, max_length=SUMMARY_LETTERS_MAX, description="what changed, in one sentence")
]
Source = Annotated[str, Meta(max_length=255, description="who or what tells it, such as a pipeline")]


class Link(Struct, frozen=True):
    """Where to read more."""

    href: Annotated[str, Meta(max_length=2000, description="an http or https address")]
    text: Annotated[str, Meta(max_length=200)] = ""


class ChangeLinkIn(Link, forbid_unknown_fields=True, frozen=True):
    """Where to read more."""


Links = Annotated[list[Link], Meta(max_length=LINKS_MAX)]


class ChangeIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A change on a service: a version put out, a setting, a migration."""

    summary: Summary
    at: Annotated[datetime, Meta(tz=True, description="when it took effect, with offset")]
    service: Annotated[
        str,
        Meta(
            max_length=80,
            description="slug, name or alias; left out: the query's `service`",
            examples=["instagram"],
        ),
    ] = ""
    component: Annotated[
        str, Meta(max_length=80, description='the part that changed: a symptom\'s name, "android", a version')
    ] = ""
    links: Annotated[list[ChangeLinkIn], Meta(max_length=LINKS_MAX)] = field(default_factory=list)
    source: Source = ""


class PagerDutyPayload(Struct, frozen=True):
    """The payload of a change event of PagerDuty's Events API v2."""

    summary: Summary
    timestamp: Annotated[str | None, Meta(description="ISO 8601 with offset; left out: when it came in")] = (
        None
    )
    source: Source | None = None
    custom_details: Annotated[
        dict[str, Any] | None, Meta(description="`service` and `component` are read, all else is passed over")
    ] = None


class PagerDutyChangeIn(Struct, frozen=True):
    """A change event as PagerDuty's Events API v2 takes it; `routing_key` and what is not named here is passed over."""

    payload: PagerDutyPayload
    routing_key: str | None = None
    links: Links | None = None


class ChangeOut(Struct, frozen=True):
    """A change as it is kept."""

    id: Annotated[str, Meta(description="the same when the same is told again")]
    service: Slug
    summary: str
    at: At
    received_at: At
    component: str
    source: str
    links: list[Link]


class ChangeList(Struct, frozen=True):
    """Changes, latest first; they are kept for 90 days after they came in."""

    changes: list[ChangeOut]


class CommentOut(Struct, frozen=True):
    """What a person wrote with a report, without what tells who it is."""

    id: Annotated[int, Meta(ge=0)]
    service: Slug
    at: At
    country: Annotated[str, Meta(description='"": not known')]
    words: str
    state: CommentState
    by: Annotated[str, Meta(description='who decided; "" while it waits')]


class CommentList(Struct, frozen=True):
    """Comments, newest first; they are kept as long as single reports."""

    comments: list[CommentOut]


class DecisionIn(Struct, forbid_unknown_fields=True, frozen=True):
    """Whether a comment may be shown."""

    state: Literal["shown", "refused"]
    by: Annotated[str, Meta(max_length=80, description="who decides; shown to nobody but the desk")] = "desk"


class LikelyChangeOut(Struct, frozen=True):
    """A change that may be behind the incident, and what speaks for it."""

    change: ChangeOut
    relation: Annotated[
        Closeness,
        Meta(
            description="service: the same or a member; below: it depends on it; operator: the same operator"
        ),
    ]
    delay_minutes: Annotated[
        float, Meta(description="from the change to the beginning; below 0: it came after")
    ]
    score: Annotated[float, Meta(description="natural-log evidence, the sum of the three that follow")]
    time_score: float
    relation_score: float
    component_score: float
    component: Annotated[
        str,
        Meta(description='what the change names of the footprint, such as "platform android"; "": nothing'),
    ]


class LineOut(Struct, frozen=True):
    """One value over time, bin by bin."""

    axis: Annotated[
        str, Meta(description='country, region, network; of an incident of several "service"; "all"')
    ]
    value: str
    name: str
    reports: list[int]
    usual: Annotated[list[float] | None, Meta(description="as many say it as do now; null where not known")]


class CourseOut(Struct, frozen=True):
    """The footprint over time: the whole, and the leading values of each axis."""

    from_at: At
    bin_minutes: int
    whole: LineOut
    lines: list[LineOut]


class MoverOut(Struct, frozen=True):
    """A value that rose, and when."""

    axis: str
    value: str
    name: str
    at: At
    reports: Annotated[int, Meta(description="from then until the rise was sure")]
    usual: Annotated[float, Meta(description="how many were usual in that time")]


class MoversOut(Struct, frozen=True):
    """Which values rose, the first one first."""

    bin_minutes: Annotated[int, Meta(description="how exact the times are")]
    rows: list[MoverOut]


class GrowthOut(Struct, frozen=True):
    """Whether it grew from one value of an axis."""

    axis: str
    spread: Annotated[
        Spread,
        Meta(description="one: no other rose; grew: others at least 15 minutes later; together: sooner"),
    ]
    value: str
    name: str
    at: At
    next_at: Annotated[
        Annotated[datetime, Meta(tz=True)] | None, Meta(description="when the second rose; null: none did")
    ]
    others: Annotated[int, Meta(description="how many rose after it")]


class SymptomShareOut(Struct, frozen=True):
    """A symptom's part of the reports, and its part at other times."""

    value: Annotated[str, Meta(description='"": did not say')]
    name: str
    reports: int
    share: Annotated[float, Meta(description="of all reports")]
    usual: Annotated[float | None, Meta(description="of those who say one, at other times")]
    ratio: Annotated[float | None, Meta(description="share among those who say one, over the usual")]


class CrossedOut(Struct, frozen=True):
    """Reports from one version on one platform."""

    platform: Annotated[str, Meta(description='"": did not say')]
    version: Annotated[str, Meta(description='"": did not say')]
    reports: int
    usual: Known
    ratio: Known


class ProbedOut(Struct, frozen=True):
    """What probes found in one phase, or of one service."""

    name: Annotated[
        str,
        Meta(
            description='"": all together; `dns`, `connect`, `tls`, `first-byte` or another symptom; of several services a slug'
        ),
    ]
    failed: Annotated[int, Meta(description="probes that failed here")]
    reached: Annotated[int, Meta(description="probes that came so far")]
    from_at: Annotated[
        At | None, Meta(description="the quarter of an hour in which the first failed; null: none did")
    ]


class EvidenceOut(Struct, frozen=True):
    """What is known of an incident, for who has to find what is broken."""

    incident: IncidentOut
    course: CourseOut
    growth: list[GrowthOut]
    first_movers: MoversOut
    symptoms: list[SymptomShareOut]
    version_platform: Annotated[
        list[CrossedOut] | None,
        Meta(description="most reports first; null where the journal has them no longer, see `lacking`"),
    ]
    spared: Annotated[
        list[Slug] | None,
        Meta(
            description="who stands on the cause of an incident of several services, is counted, and shows no trouble"
        ),
    ]
    unexplained: Annotated[
        list[Slug] | None,
        Meta(description="who has an outage of its own in that time and does not stand on the cause"),
    ]
    changes: Annotated[list[LikelyChangeOut], Meta(description="of the day before, the likeliest first")]
    probes: Annotated[
        list[ProbedOut] | None, Meta(description="what probes found, by phase; null where nobody probed")
    ]
    lacking: Annotated[dict[str, str], Meta(description="by part, what cannot be told and why")]
