"""The footprint of a service: what its reports have in common, axis by axis, beside what is usual."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from litestar import get
from litestar.params import FromPath

from groundswell.core.model import ONGOING, Axis, Share
from groundswell.core.scope import shares
from groundswell.core.status import AreaView
from groundswell.core.timegrid import instant_of
from groundswell.flow.locate import Heard
from groundswell.web.api.context import PartsHere, ShapeHere, faults
from groundswell.web.api.services import slug_named
from groundswell.web.shape import DECIMALS_MAX, Shape, known
from groundswell.web.wire_footprint import AxesOut, PlaceOut, ServiceFootprintOut, ValueOut

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
    heard = await parts.gather.heard(slug)
    told = heard.outage
    axes, left_off = _axes(shape, heard)
    return ServiceFootprintOut(
        service=slug,
        at=now,
        incident=told.id if told and told.state in ONGOING else None,
        of=told.id if told else None,
        from_at=instant_of(heard.first_minute),
        to_at=_end(heard, now),
        reports=heard.reports,
        expected=known(heard.expected),
        by_usual=heard.by_usual,
        # What explains an incident of several services is of all of them: here it is of this one alone.
        explanation=shape.explanation(told if told is not None and not told.is_shared else None),
        axes=axes,
        left_off=left_off,
        self_url=shape.link(f"/api/v1/services/{slug}/footprint"),
    )


def _end(heard: Heard, now: datetime) -> datetime:
    if heard.outage is None:
        return now
    return heard.outage.resolved_at or heard.outage.updated_at


def _axes(shape: Shape, heard: Heard) -> tuple[AxesOut, dict[str, int]]:
    """Every axis beside its usual; and by axis how many values more there are."""
    left_off: dict[str, int] = {}

    def rows(axis: Axis) -> list[ValueOut]:
        every, most = _values(heard, axis), _ROWS_MAX.get(axis, _ROWS_OTHER_MAX)
        if len(every) > most:
            left_off[axis.value] = len(every) - most
        return _rows(shape, heard, axis, every[:most])

    def places(axis: Axis, found: Sequence[AreaView]) -> list[PlaceOut]:
        areas = {area.code: area for area in found}
        return [_place(row, areas.get(row.value)) for row in rows(axis)]

    axes = AxesOut(
        symptom=rows(Axis.SYMPTOM),
        country=places(Axis.COUNTRY, heard.countries),
        region=places(Axis.REGION, heard.regions),
        network=rows(Axis.NETWORK),
        platform=rows(Axis.PLATFORM),
        app_version=rows(Axis.APP_VERSION),
    )
    return axes, left_off


def _values(heard: Heard, axis: Axis) -> list[Share]:
    """What was reported on `axis`, most first, and on a calm day what is usual and was not."""
    found = list(shares(heard.totals.get(axis, {}), heard.reports, most=None))
    if heard.outage is None:
        named = {share.value for share in found}
        usual = heard.shares.get(axis, {})
        more = sorted((-part, value) for value, part in usual.items() if value not in named)
        found += [Share(value, 0.0, 0) for _, value in more]
    return found


def _rows(shape: Shape, heard: Heard, axis: Axis, found: Sequence[Share]) -> list[ValueOut]:
    parts, usual = heard.shares.get(axis, {}), heard.usual(axis)
    rows: list[ValueOut] = []
    for share in found:
        expected = usual.get(share.value, 0.0) if usual is not None and share.value else None
        rows.append(
            ValueOut(
                value=share.value,
                name=shape.value_name(axis, share.value),
                reports=share.reports,
                share=round(share.share, DECIMALS_MAX),
                usual=round(parts.get(share.value, 0.0), DECIMALS_MAX) if parts and share.value else None,
                expected=round(expected, DECIMALS_MAX) if expected is not None else None,
                ratio=round(share.reports / expected, DECIMALS_MAX) if expected else None,
                excess=round(share.reports - expected, DECIMALS_MAX) if expected is not None else None,
            )
        )
    return rows


def _place(row: ValueOut, area: AreaView | None) -> PlaceOut:
    """`row` with what the map makes of it; of values that nobody named, nothing."""
    return PlaceOut(
        value=row.value,
        name=row.name,
        reports=row.reports,
        share=row.share,
        usual=row.usual,
        expected=row.expected,
        ratio=row.ratio,
        excess=row.excess,
        times=known(area.times) if area and area.level else None,
        level=area.level if area else 0,
        per_million=known(area.per_million) if area else None,
    )
