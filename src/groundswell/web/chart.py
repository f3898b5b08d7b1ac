"""Counts as pictures: our own SVG, made on the server, so that a chart needs no script and is in the first answer.

What is drawn is also said: every chart carries a title and a description, and there is a table behind it.
Positions are attributes and looks are classes: the page's policy allows no inline style.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from babel.numbers import format_compact_decimal
from markupsafe import Markup, escape

from groundswell.core.model import Series
from groundswell.core.status import spoken
from groundswell.core.timegrid import MINUTES_PER_DAY, instant_of, minute_of
from groundswell.web import wording
from groundswell.web.language import ENGLISH, speaking

_WIDTH = 360.0
_TOP = 22.0
_BASE = 172.0
_HEIGHT = 190.0
_LABELS_MAX = 5
_LABEL_ROOM = 17.0
_STEP_HOURS = (1, 2, 3, 6, 12, 24, 48, 168, 504)
_GAP_WORDS_BINS = 10
_SPARK_HEIGHT = 24.0


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time to be marked, such as an outage: from `began_at` to `ended_at` (None: still on)."""

    began_at: datetime
    ended_at: datetime | None
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at `at`, in a few words, such as that the operator spoke; `shape` is one of SHAPES."""

    at: datetime
    words: str
    shape: str = "diamond"


SHAPES: Final = {"diamond": "m0-5l4.5 5l-4.5 5l-4.5-5z", "dot": "m-4.5 0a4.5 4.5 0 109 0a4.5 4.5 0 10-9 0z"}
"""What a mark can look like, drawn around its place."""


def table_rows(series: Series, language: str = ENGLISH, marks: Sequence[Mark] = ()) -> Markup:
    """The rows of the table behind a chart, latest first: from when, reports (and what happened), usual."""
    _ = speaking(language).gettext
    rows: list[str] = []
    happened = _by_bin(series, marks)
    bins = zip(series.counts.tolist(), series.expected.tolist(), strict=True)
    for index, (count, expected) in enumerate(bins):
        minute = series.first_minute + index * series.bin_minutes
        with_day = (
            index == len(series.counts) - 1
            or minute % MINUTES_PER_DAY < series.bin_minutes
            or len(series.counts) * series.bin_minutes > MINUTES_PER_DAY
        )
        at = (
            wording.hour(instant_of(minute), True, language) if with_day else _clock(minute % MINUTES_PER_DAY)
        )
        reports = wording.number(count, language) if count >= 0 else _("not counted")
        reports += "".join(f" <small>({escape(words)})</small>" for words in happened.get(index, ()))
        usual = _("not known") if math.isnan(expected) else wording.about(spoken(expected), language)
        rows.append(f'<tr><th scope="row">{at}</th><td>{reports}</td><td>{usual}</td></tr>\n')
    return Markup("".join(reversed(rows)))  # noqa: S704 - figures and times of our own


def _by_bin(series: Series, marks: Sequence[Mark]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for mark in sorted(marks, key=lambda mark: mark.at):
        found.setdefault((minute_of(mark.at) - series.first_minute) // series.bin_minutes, []).append(
            mark.words
        )
    return found


def chart(
    series: Series,
    *,
    id: str,  # noqa: A002
    title: str,
    description: str,
    spans: Sequence[Span] = (),
    marks: Sequence[Mark] = (),
    filling: bool = False,
    language: str = ENGLISH,
) -> Markup:
    """Bars of `series` against its usual band, with `spans` and `marks` marked and uncounted time hatched. The last bar is
    drawn as unfinished where it is still `filling`.

    `id` makes the chart's inner names its own on a page with several.
    """
    top = _ceiling(_highest(series))
    scale = _Scale(len(series.counts), top)
    body = "".join(
        (
            _band(series, scale),
            *_gaps(series, scale, id, speaking(language).gettext("not counted")),
            *_grid(top, scale, language),
            _bars(series, scale, filling=filling),
            _usual_line(series, scale),
            *(_span(span, series, scale) for span in spans),
            *(_mark(mark, series, scale) for mark in marks),
            *_hours(series, scale, language),
        )
    )
    return Markup(  # noqa: S704 - figures of our own, and text that was escaped
        f'<svg class="chart" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img" '
        f'data-first="{series.first_minute}" data-bin="{series.bin_minutes}" '
        f'aria-labelledby="{id}-title {id}-desc">'
        f'<title id="{id}-title">{escape(title)}</title><desc id="{id}-desc">{escape(description)}</desc>'
        f'<defs><pattern id="{id}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern></defs>'
        f"{body}</svg>"
    )


def sparkline(series: Series) -> Markup:
    """The same without words, one line high; the words stand beside it."""
    top = max(_highest(series), 4.0)
    count = len(series.counts)
    bars = _bars(series, _Scale(count, top, float(count), 1.0, _SPARK_HEIGHT))
    return Markup(  # noqa: S704 - figures of our own, and text that was escaped
        f'<svg class="spark" viewBox="0 0 {count} {_SPARK_HEIGHT:g}" preserveAspectRatio="none" aria-hidden="true">'
        f"{bars}</svg>"
    )


NO_BAR: Final = Markup("<span></span>")
"""holds the place of a bar"""


def share_bar(share: float) -> Markup:
    """A bar whose length is `share` of its room; the number stands beside it."""
    return Markup(  # noqa: S704 - figures of our own, and text that was escaped
        '<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="room" width="100" height="8"/><rect width="{min(1.0, share) * 100:.1f}" height="8"/></svg>'
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a bin and a count lie on the drawing."""

    bins: int
    highest: float
    width: float = _WIDTH
    top: float = _TOP
    base: float = _BASE

    def x(self, bin_index: float) -> float:
        return self.width * bin_index / self.bins

    def y(self, count: float) -> float:
        return self.base - (self.base - self.top) * min(count / self.highest, 1.0)


def _highest(series: Series) -> float:
    upper = series.upper[~np.isnan(series.upper)]
    return float(max(series.counts.max(initial=0), upper.max(initial=0.0)))


def _ceiling(highest: float) -> float:
    """The next round figure above: 1, 2, 4, 6, 8 times a power of ten, at least 4."""
    if highest <= 4:
        return 4.0
    power = 10.0 ** math.floor(math.log10(highest))
    return next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= highest)


def _bars(series: Series, scale: _Scale, *, filling: bool = False) -> str:
    """The bars within the usual band, and those above it; the last by itself where it is still filling."""
    paths: dict[str, list[str]] = {"bar": [], "bar above": []}
    last = len(series.counts) - 1
    end = f"h{scale.x(1) * 0.82:.1f}V{scale.base:g}z"
    for index, (count, upper) in enumerate(zip(series.counts.tolist(), series.upper.tolist(), strict=True)):
        if count > 0:
            looks = "bar above" if count > upper else "bar"  # this where the band is not known
            if filling and index == last:
                looks += " filling"
            paths.setdefault(looks, []).append(
                f"M{scale.x(index):.1f} {scale.base:g}V{scale.y(count):.1f}{end}"
            )
    return "".join(f'<path class="{looks}" d="{"".join(bars)}"/>' for looks, bars in paths.items())


def _band(series: Series, scale: _Scale) -> str:
    """What is usual: from nothing to the upper edge of the band."""
    upper = series.upper.tolist()
    pieces: list[str] = []
    for first, last in _runs(~np.isnan(series.upper)):
        steps = "".join(
            f"V{scale.y(upper[index]):.1f}H{scale.x(index + 1):.1f}" for index in range(first, last + 1)
        )
        pieces.append(f"M{scale.x(first):.1f} {scale.base:g}{steps}V{scale.base:g}z")
    return f'<path class="usual" d="{"".join(pieces)}"/>'


def _usual_line(series: Series, scale: _Scale) -> str:
    expected = series.expected.tolist()
    pieces = [
        "M"
        + "L".join(
            f"{scale.x(index + 0.5):.1f} {scale.y(expected[index]):.1f}" for index in range(first, last + 1)
        )
        for first, last in _runs(~np.isnan(series.expected))
    ]
    return f'<path class="expected" d="{"".join(pieces)}"/>'


def _gaps(series: Series, scale: _Scale, id: str, words: str) -> Iterator[str]:  # noqa: A002
    """Hatched where nobody counted: no data is not zero."""
    for first, last in _runs(series.counts < 0):
        x, end = scale.x(first), scale.x(last + 1)
        yield (
            f'<rect class="gap" fill="url(#{id}-hatch)" x="{x:.1f}" y="{scale.top:g}" '
            f'width="{end - x:.1f}" height="{scale.base - scale.top:g}"/>'
        )
        if last - first + 1 >= _GAP_WORDS_BINS:
            # A gap at an edge may be narrower than its words; under the line of the grid, whose figure stands at the edge.
            at, anchor = (x + end) / 2, "middle"
            if end - x < scale.width / 2 and first == 0:
                at, anchor = 1.0, "start"
            elif end - x < scale.width / 2 and last == len(series.counts) - 1:
                at, anchor = scale.width - 1, "end"
            yield (
                f'<text class="on-gap" x="{at:.1f}" y="{scale.top + 0.75 * (scale.base - scale.top):.1f}" '
                f'text-anchor="{anchor}">{escape(words)}</text>'
            )


def _grid(top: float, scale: _Scale, language: str) -> Iterator[str]:
    for count in (top / 2, top):
        y = scale.y(count)
        yield f'<path class="grid" d="M0 {y:.1f}H{scale.width:g}"/>'
        yield f'<text class="count" x="1" y="{y - 3:.1f}">{_short(count, language)}</text>'
    yield f'<path class="axis" d="M0 {scale.base:g}H{scale.width:g}"/>'


def _hours(series: Series, scale: _Scale, language: str) -> Iterator[str]:
    """Round hours under the axis; at midnight the day."""
    hours = len(series.counts) * series.bin_minutes / 60
    step = next((step for step in _STEP_HOURS if hours / step <= _LABELS_MAX), _STEP_HOURS[-1]) * 60
    minute = series.first_minute + -series.first_minute % step
    while minute < series.first_minute + len(series.counts) * series.bin_minutes:
        x = scale.x((minute - series.first_minute) / series.bin_minutes)
        at = instant_of(minute)
        words = str(escape(wording.short_day(at, language))) if at.hour == 0 else f"{at:%H:%M}"
        yield f'<path class="tick" d="M{x:.1f} {scale.base:g}v4"/>'
        anchor = "start" if x < _LABEL_ROOM else "end" if x > scale.width - _LABEL_ROOM else "middle"
        yield f'<text x="{x:.1f}" y="{_HEIGHT - 4:g}" text-anchor="{anchor}">{words}</text>'
        minute += step


def _place(at: datetime, series: Series, scale: _Scale) -> float:
    return min(max(scale.x((minute_of(at) - series.first_minute) / series.bin_minutes), 0.0), scale.width)


def _mark(mark: Mark, series: Series, scale: _Scale) -> str:
    """A sign on the line of outages; what it means is in the key, the table and under the cursor."""
    x = _place(mark.at, series, scale)
    if not 0 < x < scale.width:
        return ""
    return f'<path class="mark" d="M{x:.1f} 13.5{SHAPES[mark.shape]}"/>'


def _span(span: Span, series: Series, scale: _Scale) -> str:
    begin = _place(span.began_at, series, scale)
    end = scale.width if span.ended_at is None else _place(span.ended_at, series, scale)
    if end <= 0 or begin >= scale.width:
        return ""
    anchor, x = ("end", begin - 3) if begin > scale.width * 0.6 else ("start", begin + 3)
    words = f'<text class="on-span" x="{x:.1f}" y="9" text-anchor="{anchor}">{escape(span.label)}</text>'
    return (
        f'<rect class="span" x="{begin:.1f}" y="12" width="{max(end - begin, 1.5):.1f}" height="3"/>'
        f'<path class="began" d="M{begin:.1f} 12V{scale.base:g}"/>{words if begin > 0 else ""}'
    )


def _runs(mask: np.typing.NDArray[np.bool_]) -> Iterable[tuple[int, int]]:
    """(first, last) of every stretch of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return [(int(first), int(after) - 1) for first, after in zip(edges[::2], edges[1::2], strict=True)]


def _clock(minute_of_day: int) -> str:
    return f"{minute_of_day // 60:02}:{minute_of_day % 60:02}"


def _short(count: float, language: str) -> str:
    if language != ENGLISH:
        words = format_compact_decimal(count, locale=language) if count >= 10_000 else ""
        # Some languages have no short word for thousands: then all figures, in groups.
        return wording.number(int(count), language) if not words or words.isdigit() else words
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        if count >= size * (10 if unit == "k" else 1):
            return f"{count / size:g}{unit}"
    return f"{count:,.0f}"
