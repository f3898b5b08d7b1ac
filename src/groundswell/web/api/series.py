"""Counts over time: of one service, or split by one axis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final, Literal

import numpy as np
from litestar import get
from litestar.params import FromPath, QueryParameter
from numpy.typing import NDArray

from groundswell.core.cube import OTHER, coverage_mask
from groundswell.core.model import Axis, Cell, SourceKind
from groundswell.core.scope import TROUBLE_KINDS
from groundswell.core.timegrid import (
    HOUR_MINUTES,
    MINUTES_PER_DAY,
    QUARTER_MINUTES,
    bin_start,
    instant_of,
    minute_of,
)
from groundswell.web.api.context import PartsHere, ShapeHere, faults
from groundswell.web.api.services import slug_named
from groundswell.web.parts import Parts
from groundswell.web.problems import invalid
from groundswell.web.shape import Shape, known
from groundswell.web.wire import SeriesLine, SeriesOut

BIN_MINUTES: Final[Mapping[str, int]] = {
    "1m": 1,
    "15m": QUARTER_MINUTES,
    "1h": HOUR_MINUTES,
    "1d": MINUTES_PER_DAY,
}
HOURS_MAX: Final = 2160
BINS_MAX: Final = 10_080
SPLIT_BINS_MAX: Final = 400
"""bins of a series that is split by an axis: every value has as many again"""
LINES_MAX: Final = 20
"""a series that is split tells so many values"""
NAMED_MIN: Final = 5
"""of what senders call themselves, fewer reports tell nothing: it might be anything, somebody's name too"""
_OWN_WORDS: Final = frozenset({Axis.SOFTWARE, Axis.APP_VERSION})
"""axes whose values are the senders' own words"""


@dataclass(frozen=True, slots=True)
class _Span:
    """The bins that are asked for."""

    first_minute: int
    bins: int
    bin_minutes: int

    @property
    def last_minute(self) -> int:
        return self.first_minute + self.bins * self.bin_minutes - 1

    def row(self, minute: int) -> int:
        return (minute - self.first_minute) // self.bin_minutes


@get(
    "/api/v1/services/{slug:str}/series",
    tags=["services"],
    responses=faults("malformed", "not-found", "invalid", "unavailable"),
)
async def get_series(
    parts: PartsHere,
    shape: ShapeHere,
    slug: FromPath[str],
    hours: Annotated[int, QueryParameter(ge=1, le=HOURS_MAX, description="how far back")] = 24,
    bin: Annotated[  # noqa: A002  the word of the address
        Literal["1m", "15m", "1h", "1d"], QueryParameter(description="how wide the bins are")
    ] = "15m",
    axis: Annotated[Axis, QueryParameter(description="what the counts are split by")] = Axis.ALL,
    value: Annotated[
        str | None, QueryParameter(min_length=1, max_length=80, description="only this value of the axis")
    ] = None,
) -> SeriesOut:
    """Reports of trouble and "works for me" answers per bin; null where nobody was counting, or for less than half of the bin, and nothing came."""
    slug = slug_named(slug, parts.catalog)
    if value is not None and axis is Axis.ALL:
        raise invalid("value", "is of an axis: name it, as in axis=country&value=ES")
    span = _span(minute_of(parts.clock.now()), hours, BIN_MINUTES[bin])
    most = BINS_MAX if axis is Axis.ALL else SPLIT_BINS_MAX
    if span.bins > most:
        raise invalid(
            "bin", f"{span.bins} bins of {bin}; at most {most} at once: take wider bins or fewer hours"
        )
    cells = await parts.cube.cells(
        span.first_minute, span.last_minute, bin_minutes=span.bin_minutes, service=slug, axis=axis
    )
    if axis in _OWN_WORDS:
        cells = _folded(cells)
    covered = await _covered(parts, slug, span)
    now = minute_of(parts.clock.now())
    expected, upper = await _usual(parts, slug, span, now) if axis is Axis.ALL else ([], [])
    return SeriesOut(
        service=slug,
        axis=axis,
        bin_minutes=span.bin_minutes,
        from_at=instant_of(span.first_minute),
        to_at=instant_of(span.last_minute + 1),
        lines=_lines(cells, axis, value, span, covered, shape),
        visits=_visits(cells, span, covered) if axis is Axis.ALL else [],
        expected=expected,
        upper=upper,
    )


def _span(minute: int, hours: int, bin_minutes: int) -> _Span:
    """The last `hours`, in whole bins; the last one is still filling."""
    bins = max(1, -(-hours * 60 // bin_minutes))
    return _Span(bin_start(minute, bin_minutes) - (bins - 1) * bin_minutes, bins, bin_minutes)


async def _covered(parts: Parts, slug: str, span: _Span) -> NDArray[np.bool_]:
    stretches = await parts.cube.watched(span.first_minute, span.last_minute)
    now = minute_of(parts.clock.now())
    known = coverage_mask(stretches, [slug], span.first_minute, span.bins, span.bin_minutes, until=now)
    return known[:, 0]


def _folded(cells: Sequence[Cell]) -> list[Cell]:
    """`cells`, those of values that few reports name as one value, "other"."""
    named: Counter[str] = Counter()
    for cell in cells:
        named[cell.value] += cell.count if cell.kind in TROUBLE_KINDS else 0
    return [
        cell if not cell.value or named[cell.value] >= NAMED_MIN else replace(cell, value=OTHER)
        for cell in cells
    ]


def _lines(
    cells: Sequence[Cell],
    axis: Axis,
    value: str | None,
    span: _Span,
    covered: NDArray[np.bool_],
    shape: Shape,
) -> list[SeriesLine]:
    only = "" if axis is Axis.ALL else value
    counts: dict[tuple[str, bool], NDArray[np.int64]] = {}
    for cell in cells:
        if cell.kind not in TROUBLE_KINDS or (only is not None and cell.value != only):
            continue
        if axis is not Axis.ALL and not cell.value:
            continue  # who did not say is not counted on every axis: take the whole less the rest
        key = (cell.value, cell.works)
        if key not in counts:
            counts[key] = np.zeros(span.bins, dtype=np.int64)
        counts[key][span.row(cell.minute)] += cell.count
    values = [only] if only is not None else list(dict.fromkeys(value for value, _ in counts))
    nothing = np.zeros(span.bins, dtype=np.int64)
    values.sort(key=lambda value: (-int(counts.get((value, False), nothing).sum()), value))
    # Where anybody was heard on the service somebody was listening, whatever the value.
    listening = covered.copy()
    for line in counts.values():
        listening |= line > 0
    return [
        SeriesLine(
            value=value,
            name=shape.value_name(axis, value),
            reports=_numbers(counts.get((value, False), nothing), listening),
            works=_numbers(counts.get((value, True), nothing), listening),
        )
        for value in values[:LINES_MAX]
    ]


def _visits(cells: Sequence[Cell], span: _Span, covered: NDArray[np.bool_]) -> list[int | None]:
    visits = np.zeros(span.bins, dtype=np.int64)
    for cell in cells:
        if cell.kind is SourceKind.VISIT:
            visits[span.row(cell.minute)] += cell.count
    return _numbers(visits, covered | (visits > 0))


def _numbers(counts: NDArray[np.int64], covered: NDArray[np.bool_]) -> list[int | None]:
    return [count if there else None for count, there in zip(counts.tolist(), covered.tolist(), strict=True)]


async def _usual(
    parts: Parts, slug: str, span: _Span, now: int
) -> tuple[list[float | None], list[float | None]]:
    """Expected and upper edge per bin. Kept per quarter hour: shared out to minutes, added up to hours and days; of an hour or
    a day that still runs, those quarters that have begun.

    The upper edge does not add up, so only quarter hours have one.
    """
    width = QUARTER_MINUTES
    first, last = bin_start(span.first_minute, width), span.last_minute
    kept = np.full((last - first) // width + 1, np.nan)
    upper: list[float | None] = [None] * span.bins
    for usual in await parts.cube.usual(first, last, width):
        if slug not in usual.services:
            continue
        column = usual.services.index(slug)
        kept[(usual.minute - first) // width] = usual.expected[column]
        if span.bin_minutes == width:
            upper[span.row(usual.minute)] = known(float(usual.upper[column]))
    if span.bin_minutes < width:
        minutes = np.arange(span.first_minute, last + 1, span.bin_minutes)
        expected = kept[(minutes - first) // width] * (span.bin_minutes / width)
    else:
        ahead = np.arange(first, last + 1, width) > now
        expected = np.where(ahead, 0.0, kept).reshape(span.bins, -1).sum(axis=1)
    return [known(number) for number in expected.tolist()], upper
