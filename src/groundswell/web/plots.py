"""The chart of a service or an outage with the table behind it: what happened is marked in the one and said in the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from markupsafe import Markup

from groundswell.core.model import EventKind, Incident, Series, Service
from groundswell.core.timegrid import MINUTES_PER_DAY, minute_of
from groundswell.web import chart, wording

_SEEN: Final = wording.EVENTS[EventKind.ACKNOWLEDGED].lower()


def plot(
    series: Series, service: Service, incidents: Sequence[Incident], language: str = "en"
) -> dict[str, object]:
    """Chart and rows of its table, with those of `incidents` that were outages, and what both are called."""
    told = [incident for incident in incidents if incident.opened_at is not None]
    return {
        "chart": _chart(series, service, told, language),
        "rows": chart.table_rows(series, language, list(_happened(told))),
        "has_gap": bool((series.counts < 0).any()),
        "mark": _SEEN if any(_is_shown(outage.acknowledged_at, series) for outage in told) else "",
        "stretch": wording.stretch(series),
        "width": wording.duration(timedelta(minutes=series.bin_minutes)),
    }


def _chart(series: Series, service: Service, outages: Sequence[Incident], language: str) -> Markup:
    is_long = len(series.counts) * series.bin_minutes > MINUTES_PER_DAY
    return chart.chart(
        series,
        id="day",
        title=f"Reports of trouble with {service.name}",
        description=wording.chart_description(series),
        spans=[
            chart.Span(
                outage.began_at,
                outage.resolved_at,
                f"since {wording.hour(outage.began_at, is_long, language)}"
                if outage.resolved_at is None
                else "",
            )
            for outage in outages
        ],
        marks=[
            chart.Mark(outage.acknowledged_at, _SEEN)
            for outage in outages
            if outage.acknowledged_at is not None
        ],
    )


def _happened(outages: Iterable[Incident]) -> Iterable[chart.Mark]:
    for outage in outages:
        yield chart.Mark(outage.began_at, "outage began")
        if outage.acknowledged_at is not None:
            yield chart.Mark(outage.acknowledged_at, _SEEN)
        if outage.resolved_at is not None:
            yield chart.Mark(outage.resolved_at, "outage over")


def _is_shown(at: datetime | None, series: Series) -> bool:
    return at is not None and minute_of(at) >= series.first_minute
