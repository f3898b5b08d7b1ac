"""Which target hears of which event: by service, severity and kind. What was only ever suspected is told to nobody who did
not ask for it, but what the operator says of it is; who has heard of an incident hears how it ends, however bad it still is."""

from __future__ import annotations

from typing import Final

from groundswell.core.catalog import Catalog
from groundswell.core.model import Event, EventKind, Incident, State
from groundswell.core.notice.message import Route

QUIET: Final = frozenset(
    {EventKind.SUSPECTED, EventKind.PEAKED, EventKind.EXPLAINED, EventKind.ACKNOWLEDGED, EventKind.AGREED}
)
"""What is told to those alone who name it (a suspicion also to who wants suspicions)."""
USUAL: Final = tuple(kind for kind in EventKind if kind not in QUIET)
"""What a route without kinds hears."""
_TOLD_OF_PLANNED: Final = frozenset({EventKind.OVERRAN, EventKind.STATED})
"""Of an outage in a window of maintenance that was announced: nobody is called for what was expected."""
ENDS: Final = frozenset({EventKind.RESOLVED, EventKind.DISMISSED, EventKind.MERGED})
"""After these nothing that went before is news."""
COUNTRY_SHARE: Final = 0.2
"""An incident is one of a country from which at least this part of the reports comes that name one."""


def hears(route: Route, event: Event, incident: Incident, catalog: Catalog, *, heard: bool) -> bool:
    """Whether a target with `route` is told of `event`; `incident` is as it stands after it, `heard` whether the target has
    been told of it before."""
    is_known_end = heard and event.kind in ENDS
    if incident.planned and event.kind not in _TOLD_OF_PLANNED and not is_known_end:
        return False
    if route.silent or not _wants_kind(route, event.kind) or not _covers(route, incident, catalog):
        return False
    if route.countries and not heard and not any(concerns(incident, code) for code in route.countries):
        return False
    suspicion = incident.opened_at is None and incident.state is not State.OPEN
    if suspicion and not route.suspicions and event.kind is not EventKind.STATED and not is_known_end:
        return False
    return heard or incident.severity >= route.severity_min


def _wants_kind(route: Route, kind: EventKind) -> bool:
    if kind in route.kinds:
        return True
    if kind is EventKind.SUSPECTED:
        return route.suspicions and not route.kinds
    return not route.kinds and kind in USUAL


def _covers(route: Route, incident: Incident, catalog: Catalog) -> bool:
    """Whether it hits a service that the route names, or one of a category that it names."""
    if not route.services and not route.categories:
        return True
    hit = (incident.service, *incident.members)
    if any(slug in route.services for slug in hit):
        return True
    return any(
        slug in catalog.services and catalog.services[slug].category in route.categories for slug in hit
    )


def concerns(incident: Incident, country: str) -> bool:
    """Whether `incident` is one of `country` (a code): what explains it names it, or no place at all; or a clear part of the
    reports comes from there. Where nobody says from where, it may be everywhere."""
    explanation = incident.footprint.explanation
    if explanation is not None:
        for cause in explanation.causes:
            named = cause.values.get("country")
            if named == country or (named is None and not {"region", "network"} & set(cause.values)):
                return True
    saying = [share for share in incident.footprint.countries if share.value]
    whole = sum(share.share for share in saying)
    if not whole:
        return True
    return any(share.value == country and share.share >= COUNTRY_SHARE * whole for share in saying)
