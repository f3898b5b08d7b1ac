"""Beside an incident of several services: who stands on its cause and shows no trouble, and who fails and does not stand on it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Final, NamedTuple

from groundswell.core.catalog import OPERATED, Catalog
from groundswell.core.model import ONGOING, Axis, Incident, State
from groundswell.core.scope import TROUBLE_KINDS
from groundswell.core.timegrid import QUARTER_MINUTES, bin_start, minute_of
from groundswell.flow.habits import usual_between
from groundswell.ports import Cube, Incidents

_AROUND = timedelta(minutes=30)
_ALWAYS: Final = 3.0
"""so many reports are no trouble, whatever is usual"""


class Beside(NamedTuple):
    """`spared` speak against the cause, `apart` are what it leaves unexplained: slugs in order."""

    spared: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


async def beside(incident: Incident, catalog: Catalog, cube: Cube, incidents: Incidents) -> Beside:
    """Who else stands on the incident's cause, and was counted, without a rise; and who has an outage of its own that began in
    its time, or half an hour before, without standing on it."""
    first = bin_start(minute_of(incident.began_at), QUARTER_MINUTES)
    end = incident.resolved_at or incident.updated_at
    standing = {slug for slug in catalog.services if _stands(slug, incident.cause, catalog)}
    known = await incidents.list(since=incident.began_at, limit=1_000)
    own = [each for each in known if not each.is_shared and each.opened_at is not None]
    out = {
        each.service
        for each in own
        if (each.state in ONGOING or each.state is State.RESOLVED)
        and incident.began_at - _AROUND <= each.began_at <= end
    }
    quiet = standing - {*incident.members, *out, incident.service}
    counts: Counter[str] = Counter()
    cells = (
        await cube.cells(first, minute_of(end), bin_minutes=QUARTER_MINUTES, axis=Axis.ALL) if quiet else ()
    )
    for cell in cells:
        if cell.service in quiet and cell.kind in TROUBLE_KINDS and not cell.works:
            counts[cell.service] += cell.count
    kept = await cube.usual(first, minute_of(end), QUARTER_MINUTES)
    spared = []
    for slug in sorted(quiet):
        usual = usual_between(kept, slug, first, minute_of(end) + 1)
        if usual is not None and counts[slug] <= usual + _ALWAYS * max(usual, 1.0) ** 0.5:
            spared.append(slug)
    return Beside(tuple(spared), tuple(sorted(out - standing - {*incident.members})))


def _stands(slug: str, cause: str, catalog: Catalog) -> bool:
    if cause.startswith(OPERATED):
        return catalog.services[slug].operator == cause.removeprefix(OPERATED)
    return cause in catalog.below(slug)
