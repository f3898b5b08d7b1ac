"""What an incident itself says of who is hit, where and since when: the facts that a draft begins with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from groundswell.core.catalog import Catalog
from groundswell.core.headline import (
    MOSTLY_SHARE,
    WORST_OF_FIRST,
    WORST_SHARE,
    is_spread,
    is_word_alone,
    joined,
    leading,
)
from groundswell.core.model import Axis, Cause, Footprint, Incident, Share
from groundswell.core.named import Area, Symptom
from groundswell.core.phrases import phrases
from groundswell.core.statement.lines import LINES
from groundswell.core.statement.words import Facts

_NAMED_MAX = 3
_SERVICES_MAX = 3
"""of an outage of more, the others are counted"""


def facts_of(
    incident: Incident,
    *,
    at: datetime,
    catalog: Catalog,
    language: str = "en",
    next_at: datetime | None = None,
    is_first: bool = False,
) -> Facts:
    """What may be said of `incident` at `at`, by what explains its reports where that is known, else by shares of them.

    Names are those of `catalog`, which is in the `language` of the draft. Shares below those that a headline needs are not told.
    """
    footprint = incident.footprint if not is_word_alone(incident) else Footprint()
    causes = leading(footprint.explanation.causes) if footprint.explanation is not None else ()
    is_everywhere = bool(causes) and not causes[0].values and is_spread(footprint.countries)
    symptoms = _of(causes, Axis.SYMPTOM) or _above(footprint.symptoms, MOSTLY_SHARE)
    areas = _of(causes, Axis.REGION) or _of(causes, Axis.COUNTRY) or _worst(footprint.countries)
    hit = tuple(dict.fromkeys((incident.service, *incident.members)))
    return Facts(
        service=_services([catalog.named(slug).name for slug in hit], language),
        is_several=len(hit) > 1,
        at=at,
        since=incident.began_at,
        next_at=next_at,
        symptoms=tuple(Symptom(slug, catalog.symptom_name(slug)) for slug in symptoms),
        areas=tuple(Area(code, catalog.area_name(code)) for code in areas) if not is_everywhere else (),
        networks=tuple(
            catalog.networks[slug].name if slug in catalog.networks else slug
            for slug in _of(causes, Axis.NETWORK)
        ),
        platforms=_of(causes, Axis.PLATFORM),
        is_everywhere=is_everywhere,
        noticed_at=incident.opened_at,
        is_first=is_first,
        until=incident.resolved_at,
    )


def _services(names: Sequence[str], language: str) -> str:
    """The names in a row, the one that stands for them first."""
    lines = LINES[language if language in LINES else "en"]
    left = len(names) - _SERVICES_MAX
    more = [lines["other" if left == 1 else "others"].format(count=left)] if left > 0 else []
    return joined([*names[:_SERVICES_MAX], *more], phrases(language)) if len(names) > 1 else names[0]


def _of(causes: tuple[Cause, ...], axis: Axis) -> tuple[str, ...]:
    found = dict.fromkeys(str(cause.values[axis]) for cause in causes if axis in cause.values)
    return tuple(found)[:_NAMED_MAX]


def _above(shares: tuple[Share, ...], least: float) -> tuple[str, ...]:
    return tuple(share.value for share in shares if share.value and share.share >= least)[:_NAMED_MAX]


def _worst(countries: tuple[Share, ...]) -> tuple[str, ...]:
    known = sorted((share for share in countries if share.value), key=lambda share: -share.share)
    floor = max(WORST_SHARE, known[0].share * WORST_OF_FIRST) if known else 1.0
    return _above(tuple(known), floor)
