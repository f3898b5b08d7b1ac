"""The wire of a footprint: what the reports on a service have in common, value by value beside what is usual."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from groundswell.web.wire import At, ExplanationOut, Slug


class ValueOut(Struct, frozen=True):
    """One value of an axis, beside what is usual of it."""

    value: Annotated[str, Meta(description='"" = did not say')]
    name: str
    reports: int
    share: Annotated[float, Meta(description="its part of all reports")]
    usual: Annotated[float | None, Meta(description="its part at other times, of those who say something")]
    expected: Annotated[
        float | None,
        Meta(description="how many reports are usual; null where not known, and of who did not say"),
    ]
    ratio: Annotated[float | None, Meta(description="reports by expected")]
    excess: Annotated[float | None, Meta(description="reports less expected")]


class PlaceOut(ValueOut, frozen=True):
    """A country or region, as the page's map and tables have it."""

    times: Annotated[
        float | None,
        Meta(
            description="at the least so many times what it is held against (by_usual), with 95 % certainty; null: not twice as"
            " many, too few reports to say, or not known"
        ),
    ]
    level: Annotated[int, Meta(ge=0, le=3, description="how dark the map is: times from 2, from 5, from 20")]
    per_million: Annotated[
        float | None, Meta(description="reports per million people; null where not known, and of regions")
    ]


class AxesOut(Struct, frozen=True):
    """Every axis, its values with most reports first; while all is calm also values that are only usual."""

    symptom: list[ValueOut]
    country: list[PlaceOut]
    region: list[PlaceOut]
    network: list[ValueOut]
    platform: list[ValueOut]
    app_version: list[ValueOut]


class ServiceFootprintOut(Struct, frozen=True):
    """What the reports on a service have in common: since the outage that its page tells of first began, else of the last 24
    hours. The page's map, its tables of places and its networks are made of the same."""

    service: Slug
    at: At
    incident: Annotated[str | None, Meta(description="id of the incident that is on; null: none")]
    of: Annotated[
        str | None,
        Meta(
            description="id of the incident that the figures are of: the one that is on, or one that ended in the last hours;"
            " null: they are of the last 24 hours"
        ),
    ]
    from_at: Annotated[datetime, Meta(tz=True)] = msgspec.field(name="from")
    to_at: Annotated[datetime, Meta(tz=True)] = msgspec.field(name="to")
    reports: Annotated[int, Meta(description="of trouble, in that time")]
    expected: Annotated[float | None, Meta(description="how many are usual; null where not known")]
    by_usual: Annotated[
        bool,
        Meta(
            description="whether times of countries are against what is usual of each; else, while that is not known, against all"
            " countries together per head"
        ),
    ]
    explanation: Annotated[
        ExplanationOut | None,
        Meta(
            description="null while all is calm, until one is known, and where the incident is one of several services"
        ),
    ]
    axes: AxesOut
    left_off: Annotated[
        dict[str, int],
        Meta(
            description="by axis, how many values more there are than are listed: 250 countries, 400 regions, 20 of others"
        ),
    ]
    self_url: Annotated[str, Meta(description="this footprint")] = msgspec.field(name="self")
