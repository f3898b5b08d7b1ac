"""The footprint of a service: what its reports have in common, axis by axis, beside what is usual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from litestar import get
from litestar.params import FromPath

from groundswell.core.model import ONGOING, Axis, Footprint, Share, SourceKind
from groundswell.core.scope import TROUBLE_KINDS, footprint
from groundswell.core.timegrid import MINUTES_PER_DAY, bin_start, instant_of, minute_of
from groundswell.flow.habits import usual_between
from groundswell.web.api.context import PartsHere, ShapeHere, faults
from groundswell.web.api.services import slug_named
from groundswell.web.shape import DECIMALS_MAX, Shape
from groundswell.web.wire import AxesOut, ServiceFootprintOut, ValueOut

_QUARTER: Final = 15
_ROWS_MAX: Final = {Axis.COUNTRY: 250, Axis.REGION: 400}
"""A map wants all of them."""
_ROWS_OTHER_MAX: Final = 20


@get(
    "/api/v1/services/{slug:str}/footprint",
    tags=["services"],
    responses=faults("malformed", "not-found", "unavailable"),
)
async def get_footprint(parts: PartsHere, shape: ShapeHere, slug: FromPath[str]) -> ServiceFootprintOut:
    """What explains the reports beyond the usual, and every axis beside what is usual of it."""
    slug = slug_named(slug, parts.catalog)
    now = parts.clock.now()
    live = await parts.incidents.list(service=slug, states=ONGOING, limit=10)
    incident = max(live, key=lambda one: (one.severity, one.score), default=None)
    if incident is not None:
        first, last = minute_of(incident.began_at), minute_of(incident.updated_at)
    else:
        last = minute_of(now)
        first = bin_start(last, _QUARTER) + _QUARTER - MINUTES_PER_DAY
    # What explains an incident of several services, and its shares, are of all of them: here it is of this one alone.
    own = incident if incident is not None and not incident.is_shared else None
    width = 1 if incident is not None else _QUARTER
    totals = await parts.cube.breakdown(first, last, service=slug, bin_minutes=width)
    usual = await parts.habits.usual(slug, last)
    reports = _trouble(totals)
    found = footprint(totals, reports, own.footprint if own else None, most=None)
    kept = await parts.cube.usual(bin_start(first, _QUARTER), last, _QUARTER)
    expected = usual_between(kept, slug, first, last + (incident is None))
    axes, left_off = _axes(shape, found, usual, expected, is_calm=incident is None)
    return ServiceFootprintOut(
        service=slug,
        at=now,
        incident=incident.id if incident else None,
        from_at=instant_of(first),
        to_at=incident.updated_at if incident else now,
        reports=reports,
        expected=round(expected, DECIMALS_MAX) if expected is not None else None,
        explanation=shape.explanation(own),
        axes=axes,
        left_off=left_off,
        self_url=shape.link(f"/api/v1/services/{slug}/footprint"),
    )


def _trouble(totals: Mapping[Axis, Mapping[tuple[str, SourceKind, bool], int]]) -> int:
    everything = totals.get(Axis.ALL, {})
    return sum(n for (_, kind, works), n in everything.items() if kind in TROUBLE_KINDS and not works)


def _axes(
    shape: Shape,
    found: Footprint,
    usual: Mapping[Axis, Mapping[str, float]],
    expected: float | None,
    *,
    is_calm: bool,
) -> tuple[AxesOut, dict[str, int]]:
    """Every axis beside its `usual`, where the incident does not say what is usual at its hours; and by axis how many values
    more there are."""
    by_axis = {
        Axis.SYMPTOM: found.symptoms,
        Axis.COUNTRY: found.countries,
        Axis.REGION: found.regions,
        Axis.NETWORK: found.networks,
        Axis.PLATFORM: found.platforms,
        Axis.APP_VERSION: found.versions,
    }
    rows: dict[str, list[ValueOut]] = {}
    left_off: dict[str, int] = {}
    for axis, shares in by_axis.items():
        said = 1.0 - sum(share.share for share in shares if not share.value)
        told = usual.get(axis, {})
        every = [
            replace(share, usual=told.get(share.value, 0.0)) if _is_bare(share) and told else share
            for share in shares
        ]
        if is_calm:
            known = {share.value for share in shares}
            more = sorted((-part, value) for value, part in told.items() if value not in known)
            every += [Share(value, 0.0, 0, -part) for part, value in more]
        most = _ROWS_MAX.get(axis, _ROWS_OTHER_MAX)
        rows[axis.value] = [_value(shape, axis, share, said, expected) for share in every[:most]]
        if len(every) > most:
            left_off[axis.value] = len(every) - most
    return AxesOut(**rows), left_off


def _is_bare(share: Share) -> bool:
    return bool(share.value) and share.usual is None


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
