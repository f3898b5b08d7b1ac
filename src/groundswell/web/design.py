"""The page for those who work on the pages: every component in all its states, of a made-up evening.

Shown at /design where `web.design` says so, and in English only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from markupsafe import Markup

from groundswell.core.catalog import Catalog
from groundswell.core.desk import Maintenance, Words
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
from groundswell.core.notice import Way, Wish, WishState
from groundswell.core.status import Answered, ServiceView, Spoken, WhereView, areas
from groundswell.core.timegrid import bin_start, minute_of
from groundswell.core.workarounds import Advice, Tally, Workaround
from groundswell.flow.recheck import Heard
from groundswell.web import wording
from groundswell.web.language import ENGLISH, speaking
from groundswell.web.quotes import quotes
from groundswell.web.ranges import links
from groundswell.web.wishes import Aftermath, aftermath_words

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


_REPORTED: Final = {"ES": 420, "PT": 96, "US": 31, "BR": 9, "FR": 6, "JP": 3}
_WHERE: Final = WhereView(
    _AT - timedelta(minutes=40),
    _AT,
    outage=True,
    by_usual=True,
    countries=areas(
        _REPORTED, {"ES": 12.0, "PT": 9.0, "US": 10.0, "BR": 8.0, "FR": 7.0, "JP": 2.0}, {"ES": 48_000_000}
    ),
    regions=areas({"US-CA": 14, "US-NY": 9, "ES-MD": 90}, {"US-CA": 2.0, "US-NY": 6.0, "ES-MD": 3.0}, {}),
    left_out=2,
)
"""all shades that the map has"""
_WAYS: Final = (
    Workaround(
        "one", "", (Advice("en", "Log out and in again."),), _AT, _AT, by="Ada", tally=Tally(41.0, 50.0, 12)
    ),
    Workaround("two", "", (Advice("es", "Usa el navegador."),), _AT, _AT, platforms=("android",)),
)
AFTERMATHS: Final[Mapping[str, Aftermath]] = {
    "asked whether it works again": Aftermath(asks=True),
    "has answered": Aftermath(heard=Heard.TAKEN),
    "may wish to be told, and gave an address that is none": Aftermath(
        ways=("email", "push"), hours=6, days=3, fault="Nothing can be sent to that address."
    ),
    "has to look into the mailbox": Aftermath(sent=True),
    "will be told": Aftermath(wishes=(Wish("", "", "", _AT, Way.EMAIL, "en", WishState.WAITING, _AT),)),
}
"""What can stand below a report or a question."""


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
        "open": _spoken(
            _view(first, replace(outage, acknowledged_at=_AT - timedelta(minutes=30)), reports=412)
        ),
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
    lines: Callable[[Sequence[Incident], datetime], list[dict[str, str]]],
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
        "service": views["open"].service,
        "lines": lines([told for view in views.values() if (told := view.incident)][:3], _AT),
        "card": card(views["open"]),
        "quotes": quotes(_COMMENTS, catalog),
        "situations": {name: live_parts(view) for name, view in views.items()},
        "drawn": ("calm", "no data", "over"),
        "afters": {name: aftermath_words(after, speaking(ENGLISH)) for name, after in AFTERMATHS.items()},
    }


def _spoken(view: ServiceView) -> ServiceView:
    """`view` with all that others can have said of it: the operator, this site, people, the desk."""
    slug = view.service.slug
    first, later = _AT - timedelta(minutes=25), _AT - timedelta(minutes=5)
    title, words = "Photos do not load", "We see that photos do not load for many people.\n\nMessages work."
    said = (
        Spoken("2", "", "identified", later, (Words("en", title, words),), next_at=_AT + timedelta(minutes=40), voice="meta", speaker="Meta"),
        Spoken("1", "", "investigating", first, (Words("es", "Las fotos no se cargan", "Lo miramos."),), speaker="Town Watch"),
    )  # fmt: skip
    work = (Words("en", "New racks in Porto", "Uploads may be slow."),)
    planned = tuple(
        Maintenance(name, (slug,), begin, begin + timedelta(hours=2), work, "Ada", first, first)
        for name, begin in (("on", first), ("to come", _AT + timedelta(days=2)))
    )
    answers = (
        Answered("1", slug, first, (Words("en", "Are my drafts lost?", "No. They are on your device."),)),
    )
    ways = tuple(replace(way, service=slug) for way in _WAYS)
    return replace(view, said=said, planned=planned, answers=answers, ways=ways, where=_WHERE)


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
