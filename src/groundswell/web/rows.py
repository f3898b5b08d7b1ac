"""Rows of the tables on a page: how reports share out, and what explains that there are more than usual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from math import isnan
from typing import Final

from markupsafe import Markup

from groundswell.core.catalog import Catalog
from groundswell.core.headline import cause_words, incident_line
from groundswell.core.model import Incident, Share
from groundswell.core.scope import cause_certainty
from groundswell.core.status import FEW, AreaView, WhereView
from groundswell.web import chart, wording
from groundswell.web.language import speaking

_SHARES_MAX: Final = 8


class Rows:
    """Makes them, with the names of `catalog`."""

    def __init__(self, catalog: Catalog, language: str) -> None:
        self._catalog = catalog
        self._language = language
        self._say = speaking(language).gettext

    def lines(self, incidents: Iterable[Incident], at: datetime) -> list[dict[str, str]]:
        """A line for each, with the id of its page, as seen from `at`."""
        return [{"id": incident.id, "line": self.line(incident, at)} for incident in incidents]

    def line(self, incident: Incident, at: datetime) -> Markup:
        """One, with its times as elements."""
        service, language = self._catalog.named(incident.service), self._language
        line = incident_line(service, incident, at=at, catalog=self._catalog, language=language)
        began, ended = incident.began_at, incident.resolved_at or incident.updated_at
        # Its end is told as seen from its beginning.
        return wording.timed(wording.timed(line, at, (began,), language), began, (ended,), language)

    def symptoms(self, shares: Sequence[Share]) -> list[dict[str, object]]:
        """How the reports share out over symptoms."""
        _ = self._say
        shown = _shown(shares)
        return [
            self._bar(share, self._catalog.symptom_name(share.value) or _("Did not say"), shown)
            for share in shown
        ]

    def countries(self, shares: Sequence[Share]) -> list[dict[str, object]]:
        """And over countries."""
        _ = self._say
        shown = _shown(shares)
        return [
            self._bar(share, self._catalog.area_name(share.value) or _("Not known"), shown) for share in shown
        ]

    def where(self, where: WhereView | None, at: datetime) -> dict[str, object]:
        """Where reports come from against the usual: what the map and its tables show; no rows where nobody said."""
        if where is None:
            return {"countries": [], "regions": []}
        return {
            "since": wording.hour(where.first_at, where.first_at.date() != at.date(), self._language)
            if where.outage
            else "",
            "by_usual": where.by_usual,
            "countries": [self._area(area) for area in where.countries],
            "regions": [self._area(area) for area in where.regions],
            "left_out": where.left_out,
        }

    def _area(self, area: AreaView) -> dict[str, object]:
        name = self._catalog.area_name(area.code)
        country = self._catalog.areas[area.code].parent if area.code in self._catalog.areas else ""
        return {
            "code": area.code,
            "name": f"{name}, {self._catalog.area_name(country)}" if country else name,
            "reports": wording.number(area.reports, self._language),
            "heard": area.reports,
            "few": area.reports < FEW,
            "level": area.level,
            "count": round(area.times),
            "times": wording.about(round(area.times) if area.times >= 10 else area.times, self._language),
            "per_million": "" if isnan(area.per_million) else self._small(area.per_million),
            "usual": "" if isnan(area.usual) else self._small(area.usual),
        }

    def _small(self, usual: float) -> str:
        """An estimate that is rarely none at all."""
        if usual >= 0.1:
            return wording.about(usual, self._language)
        return wording.less_than(wording.about(0.1, self._language), self._language)

    def networks(self, shares: Sequence[Share]) -> list[dict[str, object]]:
        """And over networks; none where nobody's is known."""
        _ = self._say
        names = self._catalog.networks if any(share.value for share in shares) else {}
        shown = _shown(shares) if names else ()
        return [
            self._bar(
                share,
                names[share.value].name if share.value in names else share.value or _("Not known"),
                shown,
            )
            for share in shown
        ]

    def platforms(self, shares: Sequence[Share]) -> list[dict[str, object]]:
        """And over devices; none where nobody's is known."""
        return self._said(shares, {name: self._say(words) for name, words in wording.PLATFORMS.items()})

    def versions(self, shares: Sequence[Share]) -> list[dict[str, object]]:
        """And over versions of the app; none where nobody's is known."""
        return self._said(shares, {})

    def causes(self, incident: Incident | None) -> dict[str, object]:
        """What explains the excess of `incident`: rows of a table, none where it is the whole service or services, or not
        known yet."""
        _ = self._say
        known = incident.footprint.explanation if incident is not None else None
        if incident is None or known is None or not known.causes:
            return {"rows": [], "everywhere": False}
        told = partial(cause_words, incident=incident, catalog=self._catalog, language=self._language)
        rows = [
            {
                "words": told(cause)[:1].upper() + told(cause)[1:] if cause.values else _("The rest"),
                "excess": round(cause.excess),
                "percent": wording.percent(cause.share, self._language),
                "certainty": _(wording.CAUSE_CERTAINTIES[cause_certainty(cause)]),
            }
            for cause in known.causes
        ]
        if not any(cause.values for cause in known.causes):
            rows = []
        return {
            "rows": rows,
            "everywhere": not rows,
            "several": incident.is_shared,
            "reports": known.reports,
            "expected": wording.about(known.expected, self._language),
        }

    def _said(self, shares: Sequence[Share], names: Mapping[str, str]) -> list[dict[str, object]]:
        if not any(share.value for share in shares):
            return []
        _ = self._say
        shown = _shown(shares)
        return [
            self._bar(share, names.get(share.value, share.value) or _("Not known"), shown) for share in shown
        ]

    def _bar(self, share: Share, name: str, among: Sequence[Share]) -> dict[str, object]:
        """A row. The bar is as long as the part of those who said something: what nobody said has none, and shortens none."""
        said = 1.0 - sum(other.share for other in among if not other.value)
        return {
            "name": name,
            "is_said": bool(share.value),
            "bar": chart.share_bar(share.share / said) if share.value and said > 0 else chart.NO_BAR,
            "percent": wording.percent(share.share, self._language),
            "reports": share.reports,
        }


def _shown(shares: Sequence[Share]) -> Sequence[Share]:
    """Those that get a row: what nobody said tells least, and stands last."""
    shown = shares[:_SHARES_MAX]
    return [*(share for share in shown if share.value), *(share for share in shown if not share.value)]
