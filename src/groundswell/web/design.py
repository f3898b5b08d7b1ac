"""The page for those who work on the pages: every component in all its states, of a made-up evening.

Shown at /design where `web.design` says so, and in English only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from markupsafe import Markup

from groundswell.core.catalog import Catalog
from groundswell.core.model import (
    Axis,
    Cause,
    Certainty,
    Comment,
    Explanation,
    Footprint,
    Incident,
    Series,
    Service,
    Share,
    State,
)
from groundswell.core.status import ServiceView
from groundswell.core.timegrid import bin_start, minute_of
from groundswell.web import wording
from groundswell.web.language import ENGLISH
from groundswell.web.quotes import quotes
from groundswell.web.ranges import links

_AT: Final = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
_BINS: Final = 96
_SHARES: Final = (Share("app", 0.52, 520), Share("", 0.3, 300), Share("feed", 0.18, 180))
_FOOTPRINT: Final = Footprint(
    symptoms=_SHARES,
    countries=(Share("ES", 0.7, 700), Share("PT", 0.2, 200), Share("", 0.1, 100)),
    explanation=Explanation(
        _AT,
        _AT - timedelta(minutes=40),
        1000,
        40.0,
        (
            Cause({Axis.SYMPTOM: "app", Axis.PLATFORM: "android", Axis.COUNTRY: "ES"}, 640.0, 0.67, 90.0),
            Cause({}, 320.0, 0.33, 12.0),
        ),
    ),
)

_COMMENTS: Final = (
    Comment(
        2,
        "",
        _AT - timedelta(minutes=4),
        "ES",
        "Nothing loads since the update, <b>not even</b> the settings.",
    ),
    Comment(1, "", _AT - timedelta(minutes=9), "", "لا يعمل منذ الصباح"),
)


def situations(catalog: Catalog) -> Mapping[str, ServiceView]:
    """Whatever the page of a service can have to say, by name. Of the first services of `catalog`: it has at least three."""
    first, second, third = list(catalog.services.values())[:3]
    calm = _view(first)
    outage = _outage(first)
    shared = replace(
        outage,
        members=(first.slug, second.slug, third.slug),
        cause=second.slug,
        cause_kind="service",
    )
    return {
        "calm": calm,
        "new here": replace(calm, usual=math.nan, reports=3, counting_since=_AT - timedelta(minutes=20)),
        "too early to say": replace(calm, reports=24),
        "no data": replace(calm, reports=-1, usual=math.nan, series=_series(first, gap=_BINS)),
        "suspected": _view(
            first,
            replace(
                _outage(first, State.SUSPECTED), certainty=Certainty.POSSIBLE, opened_at=None, severity=2
            ),
            reports=24,
        ),
        "open": _view(first, outage, reports=412),
        "open, confirmed": _view(first, replace(outage, certainty=Certainty.OBSERVED), reports=412),
        "one of several": _view(first, shared, reports=412),
        "easing": _view(
            first,
            replace(_outage(first, State.EASING), eased_at=_AT - timedelta(minutes=6)),
            reports=90,
            works=60,
        ),
        "over": replace(
            calm,
            past=(replace(_outage(first, State.RESOLVED), resolved_at=_AT - timedelta(minutes=9)),),
            series=_series(first, rise=8, gap=12),
        ),
        "probably another's": replace(calm, reports=80, blames=second.slug),
    }


def components(
    catalog: Catalog,
    live_parts: Callable[[ServiceView], dict[str, object]],
    card: Callable[[ServiceView], dict[str, object]],
    sign: Callable[[wording.Badge], Markup],
) -> dict[str, object]:
    """What the template is told; the arguments are how the pages themselves make these things."""
    views = situations(catalog)
    first = views["open"].service
    badges = dict.fromkeys(wording.service_badge(view, ENGLISH) for view in views.values())
    calm = next(iter(badges))
    return {
        "path": "/design",
        "badges": list(badges),
        "ranges": links(first.slug, language=ENGLISH),
        "names": [{"slug": first.slug, "name": first.name, "badge": calm, "sign": sign(calm)}],
        "card": card(views["open"]),
        "quotes": quotes(_COMMENTS, catalog),
        "situations": {name: live_parts(view) for name, view in views.items()},
        "drawn": ("no data", "open", "over"),
    }


def _outage(service: Service, state: State = State.OPEN) -> Incident:
    began = _AT - timedelta(minutes=40)
    return Incident(
        id=f"{service.slug}-{began:%Y-%m-%d}",
        service=service.slug,
        state=state,
        severity=3,
        certainty=Certainty.LIKELY,
        began_at=began,
        suspected_at=began,
        updated_at=_AT,
        opened_at=began,
        ratio=41.0,
        reports=412,
        peak_reports=640,
        score=90.0,
        footprint=_FOOTPRINT,
    )


def _view(
    service: Service, incident: Incident | None = None, reports: int = 3, works: int = 0
) -> ServiceView:
    return ServiceView(
        service=service,
        at=_AT,
        reports=reports,
        usual=4.0,
        works=works,
        visits=0,
        series=_series(service, rise=3 if incident is not None else 0, top=reports),
        symptoms=_SHARES,
        networks=(Share("", 0.6, 600), Share("AS0", 0.4, 400)),
        incident=incident,
    )


def _series(service: Service, *, rise: int = 0, top: int = 412, gap: int = 0) -> Series:
    """A day of a few reports in each quarter, the last `rise` of them risen and the first `gap` not counted."""
    counts = (3 + 2 * np.sin(np.arange(_BINS) / 9)).astype(np.int64)
    usual = counts.astype(float) + 1
    if rise:
        counts[-rise:] = np.linspace(top / 3, top, rise)
    counts[:gap] = -1
    first = bin_start(minute_of(_AT), 15) - (_BINS - 1) * 15
    return Series(service.slug, first, 15, counts, usual, 2 * usual)
