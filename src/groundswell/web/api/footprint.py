"""The footprint of a service: what its reports have in common, axis by axis, beside what is usual."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from litestar import get
from litestar.params import FromPath

from groundswell.core.model import ONGOING, Axis, Footprint, Share
from groundswell.core.scope import TROUBLE_KINDS, footprint, with_usual
from groundswell.core.timegrid import MINUTES_PER_DAY, bin_start, instant_of, minute_of
from groundswell.flow.habits import Habits, usual_between
from groundswell.web.api.context import PartsHere, ShapeHere, faults
from groundswell.web.api.services import no_service
from groundswell.web.parts import Parts
from groundswell.web.shape import DECIMALS_MAX, Shape
from groundswell.web.wire import AxesOut, ServiceFootprintOut, ValueOut

_QUARTER: Final = 15
_ROWS_MAX: Final = 20


@get(
    "/api/v1/services/{slug:str}/footprint",
    tags=["services"],
    responses=faults("malformed", "not-found", "unavailable"),
)
async def get_footprint(parts: PartsHere, shape: ShapeHere, slug: FromPath[str]) -> ServiceFootprintOut:
    """What explains the reports beyond the usual, and every axis beside what is usual of it."""
    if slug not in parts.catalog.services:
        raise no_service(slug, parts.catalog)
    now = parts.clock.now()
    live = await parts.incidents.list(service=slug, states=ONGOING, limit=10)
    incident = max(live, key=lambda one: (one.severity, one.score), default=None)
    usual: Mapping[Axis, Mapping[str, float]] = {}
    if incident is not None:
        first, last = minute_of(incident.began_at), minute_of(incident.updated_at)
        found = incident.footprint
    else:
        last = minute_of(now)
        first = bin_start(last, _QUARTER) + _QUARTER - MINUTES_PER_DAY
        found, usual = await _calm(parts, slug, first, last)
    kept = await parts.cube.usual(bin_start(first, _QUARTER), last, _QUARTER)
    expected = usual_between(kept, slug, first, last + (incident is None))
    return ServiceFootprintOut(
        service=slug,
        at=now,
        incident=incident.id if incident else None,
        from_at=instant_of(first),
        to_at=incident.updated_at if incident else now,
        reports=found.reports,
        expected=round(expected, DECIMALS_MAX) if expected is not None else None,
        explanation=shape.explanation(found.explanation, slug),
        axes=_axes(shape, found, usual, expected),
        self_url=shape.link(f"/api/v1/services/{slug}/footprint"),
    )


async def _calm(
    parts: Parts, slug: str, first: int, last: int
) -> tuple[Footprint, Mapping[Axis, Mapping[str, float]]]:
    """The reports of a day without an incident, and what is usual."""
    totals = await parts.cube.breakdown(first, last, service=slug, bin_minutes=_QUARTER)
    reports = sum(
        count
        for (_, kind, works), count in totals.get(Axis.ALL, {}).items()
        if kind in TROUBLE_KINDS and not works
    )
    usual = await Habits(parts.catalog, parts.cube, parts.incidents).usual(slug, last)
    return with_usual(footprint(totals, reports), usual), usual


def _axes(
    shape: Shape, found: Footprint, usual: Mapping[Axis, Mapping[str, float]], expected: float | None
) -> AxesOut:
    by_axis = {
        Axis.SYMPTOM: found.symptoms,
        Axis.COUNTRY: found.countries,
        Axis.REGION: found.regions,
        Axis.NETWORK: found.networks,
        Axis.PLATFORM: found.platforms,
        Axis.APP_VERSION: found.versions,
    }
    rows: dict[str, list[ValueOut]] = {}
    for axis, shares in by_axis.items():
        said = 1.0 - sum(share.share for share in shares if not share.value)
        known = {share.value for share in shares}
        more = sorted((-part, value) for value, part in usual.get(axis, {}).items() if value not in known)
        every = [*shares, *(Share(value, 0.0, 0, -part) for part, value in more)]
        rows[axis.value] = [_value(shape, axis, share, said, expected) for share in every[:_ROWS_MAX]]
    return AxesOut(**rows)


def _value(shape: Shape, axis: Axis, share: Share, said: float, expected: float | None) -> ValueOut:
    """A value beside what is usual of it, if as many say something as do now."""
    usual = expected * said * share.usual if expected is not None and share.usual is not None else None
    return ValueOut(
        value=share.value,
        name=shape.value_name(axis, share.value),
        reports=share.reports,
        share=round(share.share, DECIMALS_MAX),
        usual=round(share.usual, DECIMALS_MAX) if share.usual is not None else None,
        expected=round(usual, DECIMALS_MAX) if usual is not None else None,
        ratio=round(share.reports / usual, DECIMALS_MAX) if usual else None,
        excess=round(share.reports - usual, DECIMALS_MAX) if usual is not None else None,
    )
