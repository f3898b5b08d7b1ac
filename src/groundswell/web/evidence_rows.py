"""The tables of the evidence page: what is known of an incident in words, figures and small bars."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import numpy as np
from markupsafe import Markup

from groundswell.core.catalog import Catalog
from groundswell.core.model import SERVICE, Axis, Incident, Series
from groundswell.core.scope import (
    WHOLE,
    Closeness,
    Course,
    Growth,
    HiddenTie,
    LikelyChange,
    Mover,
    Probed,
    Spread,
)
from groundswell.core.timegrid import QUARTER_MINUTES, instant_of
from groundswell.flow.evidence import Crossed, Evidence
from groundswell.web import chart, wording
from groundswell.web.shape import Shape, said_ratio, silence

AXES: Final[Mapping[str, str]] = {
    Axis.SYMPTOM.value: "Symptom",
    Axis.COUNTRY.value: "Country",
    Axis.REGION.value: "Region",
    Axis.NETWORK.value: "Network",
    Axis.PLATFORM.value: "Platform",
    Axis.APP_VERSION.value: "Version",
    SERVICE: "Service",
}
RELATIONS: Final[Mapping[Closeness, str]] = {
    Closeness.SERVICE: "the same service",
    Closeness.BELOW: "it depends on this",
    Closeness.OPERATOR: "the same operator",
}
LACKING: Final[Mapping[str, str]] = {
    "course": "Over time",
    "first_movers": "What rose first",
    "members": "Members",
    "usual": "What is usual",
    "version_platform": "Versions and platforms",
}
_NAMES_MAX: Final = 60
_ABOVE_TIMES, _ABOVE = 2.0, 3.0
"""a bar is marked beyond so many times the usual and so many reports"""


class EvidenceRows:
    """Makes them, with names and figures as people read them."""

    def __init__(self, shape: Shape, language: str) -> None:
        self._shape = shape
        self._language = language

    def of(self, found: Evidence) -> dict[str, object]:
        """Everything that the page shows beside the incident itself."""
        return {
            "whole": self._line(found, found.whole),
            "hours": self._hours(found),
            "courses": self._courses(found),
            "growth": [self._growth(one) for one in found.growth],
            "movers": [self._mover(one) for one in found.movers],
            "movers_minutes": found.movers_minutes,
            "symptoms": self._symptoms(found),
            "crossed": None if found.crossed is None else [self._crossed(one) for one in found.crossed],
            "probed": [self._probed(one, found.incident) for one in found.probed],
            "changes": [self._change(one, found.incident) for one in found.changes],
            "spared": self._names(found.beside.spared) if found.beside is not None else "",
            "apart": self._names(found.beside.apart) if found.beside is not None else "",
            "lacking": [(LACKING.get(part, part), why) for part, why in found.lacking.items()],
        }

    def _names(self, slugs: Sequence[str]) -> str:
        more = f" and {len(slugs) - _NAMES_MAX} more" if len(slugs) > _NAMES_MAX else ""
        return ", ".join(self._name(SERVICE, slug) for slug in slugs[:_NAMES_MAX]) + more

    def _name(self, axis: str, value: str) -> str:
        if axis == Axis.PLATFORM.value:
            return wording.PLATFORMS.get(value, value)
        return self._shape.name_on(axis, value)

    def _courses(self, found: Evidence) -> list[dict[str, object]]:
        """One table an axis."""
        tables: dict[str, list[dict[str, object]]] = {}
        for course in found.courses:
            tables.setdefault(course.axis, []).append(self._line(found, course))
        return [{"axis": AXES[axis], "rows": rows} for axis, rows in tables.items()]

    def _line(self, found: Evidence, course: Course) -> dict[str, object]:
        worst = max(range(len(course.reports)), key=lambda at: course.reports[at])
        usual = sum(course.usual) if course.usual is not None else math.nan
        return {
            "name": self._name(course.axis, course.value),
            "strip": chart.sparkline(_series(found, course)),
            "reports": sum(course.reports),
            "usual": self._about(usual),
            "worst": course.reports[worst],
            "worst_at": f"{instant_of(found.first_minute + worst * QUARTER_MINUTES):%H:%M}",
        }

    def _hours(self, found: Evidence) -> Markup:
        return chart.table_rows(_series(found, found.whole), self._language)

    def _growth(self, one: Growth) -> str:
        axis, name = AXES[one.axis].lower(), self._name(one.axis, one.value)
        at = f"{instant_of(one.minute):%H:%M}"
        match one.spread:
            case Spread.ONE:
                return f"By {axis}: {name} rose at {at}, and no other did."
            case Spread.GREW:
                assert one.next_minute is not None
                later = wording.duration(timedelta(minutes=one.next_minute - one.minute))
                return f"By {axis}: it grew from {name}, which rose at {at}; the next followed {later} later."
            case Spread.TOGETHER:
                others = "one other" if one.others == 1 else f"{one.others} others"
                return f"By {axis}: {name} rose at {at}, and others within a quarter of an hour; {others} in all."

    def _mover(self, one: Mover) -> dict[str, object]:
        return {
            "at": f"{instant_of(one.minute):%H:%M}",
            "axis": AXES[one.axis],
            "name": self._name(one.axis, one.value),
            "reports": one.reports,
            "usual": self._about(one.usual),
        }

    def _symptoms(self, found: Evidence) -> list[dict[str, object]]:
        silent = silence(found.symptoms)
        return [
            {
                "name": self._name(Axis.SYMPTOM.value, share.value) or "Did not say",
                "bar": chart.share_bar(share.share) if share.value else "",
                "percent": wording.percent(share.share),
                "reports": share.reports,
                "usual": wording.percent(share.usual) if share.usual is not None and share.value else "",
                "ratio": _times(said_ratio(share, silent)),
            }
            for share in found.symptoms
        ]

    def _crossed(self, one: Crossed) -> dict[str, object]:
        return {
            "platform": self._name(Axis.PLATFORM.value, one.platform) if one.platform else "Did not say",
            "version": one.version or "Did not say",
            "reports": one.reports,
            "usual": self._about(one.usual if one.usual is not None else math.nan),
            "ratio": _times(one.reports / one.usual if one.usual else None),
        }

    def _probed(self, one: Probed, incident: Incident) -> dict[str, object]:
        axis = SERVICE if incident.is_shared else Axis.SYMPTOM.value
        return {
            "name": self._name(axis, one.name) if one.name != WHOLE else "All together",
            "failed": one.failed,
            "reached": one.reached,
            "percent": wording.percent(one.failed / one.reached) if one.reached else "",
            "from_at": f"{instant_of(one.minute):%H:%M}" if one.minute is not None else "",
        }

    def _change(self, one: LikelyChange, incident: Incident) -> dict[str, object]:
        minutes = round(abs(one.delay_minutes))
        when = wording.duration(timedelta(minutes=minutes))
        named = f"{AXES[one.axis.value].lower()} {self._name(one.axis.value, one.value)}" if one.axis else ""
        return {
            "at": one.deploy.at,
            "when": f"{when} {'before' if one.delay_minutes >= 0 else 'after'} it began",
            "summary": one.deploy.summary,
            "service": self._shape.catalog.named(one.deploy.service).name,
            "relation": "" if one.deploy.service == incident.service else RELATIONS[one.relation],
            "component": named or one.deploy.component,
            "source": one.deploy.source,
            "links": [(address, text or address) for address, text in one.deploy.links],
            "score": f"{one.score:+.1f}",
            "parts": f"time {one.time_score:+.1f}, service {one.relation_score:+.1f}, component {one.component_score:+.1f}",
        }

    def _about(self, usual: float) -> str:
        if math.isnan(usual):
            return "not known"
        return wording.about(usual, self._language) if usual >= 0.05 else "hardly any"


def tie_rows(ties: Sequence[HiddenTie], catalog: Catalog) -> list[dict[str, object]]:
    """Ties that the past suggests, as rows of the page on which they are judged."""
    return [
        {
            "service": catalog.named(tie.service).name,
            "on": catalog.named(tie.on).name,
            "together": tie.lift.together,
            "outages": tie.outages,
            "on_outages": tie.on_outages,
            "lift": _times(tie.lift.lift),
            "between": f"{_times(tie.lift.low)} to {_times(tie.lift.high)}",
            "toml": tie.toml,
        }
        for tie in ties
    ]


def _series(found: Evidence, course: Course) -> Series:
    bins = len(course.reports)
    usual: Sequence[float] = course.usual if course.usual is not None else [math.nan] * bins
    expected = np.array(usual, dtype=np.float64)
    return Series(
        found.incident.service,
        found.first_minute,
        QUARTER_MINUTES,
        np.array(course.reports, dtype=np.int64),
        expected,
        np.maximum(expected * _ABOVE_TIMES, _ABOVE),
    )


def _times(ratio: float | None) -> str:
    if ratio is None:
        return ""
    return f"{ratio:.1f} ×" if ratio < 10 else f"{ratio:,.0f} ×"
