"""The wire of the desk: what operators say changed, in a shape of our own and in PagerDuty's."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct, field

from groundswell.web.wire import At, Slug

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
    links: Links = field(default_factory=list)
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
