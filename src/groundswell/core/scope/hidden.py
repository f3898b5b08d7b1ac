"""Ties that nobody has told: services whose outages began together more often than chance has it, for an operator to judge.

Nothing here changes the catalog. What two services are already known to share is said beside the pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from groundswell.core.catalog import OPERATED, Catalog
from groundswell.core.model import Incident, State
from groundswell.core.scope.cause import Lift, co_outages
from groundswell.core.timegrid import minute_of

REACH_MINUTES = 30
"""Outages that begin within so many minutes of the first of them began together."""
WINDOW_MINUTES = 2 * REACH_MINUTES
"""So wide is a window for chance: either of two outages may have been the first."""
_STRENGTH_MIN, _STRENGTH_MAX = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class HiddenTie:
    """`service` may depend on `on`: of the `on_outages` of that, it had `together` of its `outages` at the same time.

    `strength` is the share of those, drawn a little to the middle; `known` names what the catalog says the two share, ""
    where it says nothing. Which of the two stands on the other is a guess: the one that breaks more seldom is taken to
    break the other.
    """

    service: str
    on: str
    strength: float
    outages: int
    on_outages: int
    lift: Lift
    known: str

    @property
    def toml(self) -> str:
        """The line under `[ties]` of a catalog file that says so.

        >>> lift = Lift("feed", "shop", 3, 250.0, 71.0, 640.0, True)
        >>> HiddenTie("shop", "feed", 0.88, 4, 3, lift, "").toml
        'shop = [{ on = "feed", strength = 0.88 }]'
        """
        return f'{self.service} = [{{ on = "{self.on}", strength = {self.strength:g} }}]'


def hidden_ties(catalog: Catalog, incidents: Iterable[Incident], minutes: int) -> list[HiddenTie]:
    """The pairs of services that `co_outages` proposes from what opened in `minutes` minutes, the surest first.

    What counts is when outages began, once each: one that lasts all night is no stronger evidence than a short one. A
    member of an incident of several services was out with it.
    """
    out = _windows(catalog, incidents)
    groups = len({window for windows in out.values() for window in windows})
    lifts = co_outages(max(minutes // WINDOW_MINUTES, groups, 1), out)
    below: dict[str, Mapping[str, float]] = {}
    return [_tie(lift, out, _known(catalog, lift, below)) for lift in lifts if lift.proposed]


def _windows(catalog: Catalog, incidents: Iterable[Incident]) -> dict[str, set[int]]:
    """By service, the numbers of the windows in which an outage of it began; a window begins with its first outage."""
    opened = [each for each in incidents if each.opened_at is not None and each.state is not State.DISMISSED]
    out: dict[str, set[int]] = {}
    window, first = -1, 0
    for incident in sorted(opened, key=lambda each: (each.began_at, each.id)):
        minute = minute_of(incident.began_at)
        if window < 0 or minute > first + REACH_MINUTES:
            window, first = window + 1, minute
        for slug in incident.members or (incident.service,):
            if slug in catalog.services:
                out.setdefault(slug, set()).add(window)
    return out


def _tie(lift: Lift, out: Mapping[str, set[int]], known: str) -> HiddenTie:
    service, on = lift.one, lift.other
    if (len(out[service]), service) < (len(out[on]), on):
        service, on = on, service
    strength = (lift.together + 0.5) / (len(out[on]) + 1)
    strength = round(min(max(strength, _STRENGTH_MIN), _STRENGTH_MAX), 2)
    return HiddenTie(service, on, strength, len(out[service]), len(out[on]), lift, known)


def _known(catalog: Catalog, lift: Lift, below: dict[str, Mapping[str, float]]) -> str:
    """What the catalog says the two share: one that stands on the other, the surest part of both, their operator."""
    for slug in (lift.one, lift.other):
        if slug not in below:
            below[slug] = {slug: 1.0, **catalog.below(slug)}
    one, other = below[lift.one], below[lift.other]
    shared = [(min(one[name], other[name]), name) for name in one.keys() & other.keys()]
    if shared:
        return max(shared)[1]
    operators = {catalog.services[slug].operator for slug in (lift.one, lift.other)}
    return OPERATED + operators.pop() if len(operators) == 1 else ""
