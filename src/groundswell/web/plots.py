"""The chart of a service or an outage with the table behind it: what happened is marked in the one and said in the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from groundswell.core.model import Incident, Series, Service
from groundswell.core.status import Spoken
from groundswell.core.timegrid import MINUTES_PER_DAY, minute_of
from groundswell.web import chart, wording
from groundswell.web.chart_words import chart_words
from groundswell.web.language import ENGLISH, later, speaking

_BEGAN = later("outage began")
_SEEN = later("seen by this site")
_OVER = later("outage over")
_SAID = later("statement")


def plot(
    series: Series,
    service: Service,
    incidents: Sequence[Incident],
    at: datetime,
    language: str = ENGLISH,
    said: Sequence[Spoken] = (),
) -> dict[str, object]:
    """Chart and rows of its table at `at`, with those of `incidents` that were outages, and what both are called."""
    told = [incident for incident in incidents if incident.opened_at is not None]
    filling = minute_of(at) < series.first_minute + len(series.counts) * series.bin_minutes
    so_far = speaking(language).gettext("so far") if filling and series.counts[-1] >= 0 else ""
    spoken = [chart.Mark(each.at, speaking(language).gettext(_SAID), "dot") for each in said]
    marks = [*_happened(told, language), *spoken, *([chart.Mark(at, so_far)] if so_far else [])]
    drawn = [*_seen(told, language), *spoken]
    return {
        "chart": _chart(series, service, told, drawn, language, filling=filling),
        "rows": chart.table_rows(series, language, marks),
        "so_far": so_far,
        "has_gap": bool((series.counts < 0).any()),
        "marks": _key(drawn, series),
        "stretch": wording.stretch(series, language),
        "width": wording.duration(timedelta(minutes=series.bin_minutes), language),
    }


def _chart(
    series: Series,
    service: Service,
    outages: Sequence[Incident],
    marks: Sequence[chart.Mark],
    language: str,
    *,
    filling: bool,
) -> Markup:
    _ = speaking(language).gettext
    is_long = len(series.counts) * series.bin_minutes > MINUTES_PER_DAY
    return chart.chart(
        series,
        id="day",
        title=_("Reports of trouble with {service}").format(service=service.name),
        description=chart_words(series, language),
        spans=[
            chart.Span(
                outage.began_at,
                outage.resolved_at,
                _("since {time}").format(time=wording.hour(outage.began_at, is_long, language))
                if outage.resolved_at is None
                else "",
            )
            for outage in outages
        ],
        marks=marks,
        filling=filling,
        language=language,
    )


def _happened(outages: Iterable[Incident], language: str) -> Iterable[chart.Mark]:
    _ = speaking(language).gettext
    for outage in outages:
        yield chart.Mark(outage.began_at, _(_BEGAN))
        if outage.acknowledged_at is not None:
            yield chart.Mark(outage.acknowledged_at, _(_SEEN))
        if outage.resolved_at is not None:
            yield chart.Mark(outage.resolved_at, _(_OVER))


def _seen(outages: Iterable[Incident], language: str) -> list[chart.Mark]:
    words = speaking(language).gettext(_SEEN)
    return [chart.Mark(each.acknowledged_at, words) for each in outages if each.acknowledged_at is not None]


def _key(marks: Iterable[chart.Mark], series: Series) -> list[dict[str, str]]:
    """What the signs mean that are on the drawing: each once."""
    shown = {mark.shape: mark.words for mark in marks if minute_of(mark.at) >= series.first_minute}
    return [{"shape": chart.SHAPES[shape], "words": words} for shape, words in shown.items()]
