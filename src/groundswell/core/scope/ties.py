"""The catalog as a graph of ties: what every service stands on, and who runs it, with how likely it fails with that.

A part of which fewer services depend than a shared cause has to break is none: its page is a service like others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import log

from groundswell.core.catalog import OPERATED, Catalog
from groundswell.core.scope.cause import PRIOR_CAUSE, CommonCause, Dependencies, Tie

OPERATOR_STRENGTH = 0.4
"""chance that a service fails when something of its operator does that several of its services share"""
DEPENDENTS_MIN = 3


def dependencies(catalog: Catalog) -> Dependencies:
    """Everything that services share, by name: slugs of parts and services, "operator:" and the slug of an operator.

    >>> from groundswell.core.model import Operator, Service
    >>> shops = [Service(name, name, "owner", "", (), depends_on=("cloud",)) for name in ("ants", "bees", "cats")]
    >>> cloud = Service("cloud", "Cloud", "nimbus", "", ())
    >>> town = Catalog.of([*shops, cloud], [Operator("owner", "O"), Operator("nimbus", "N")], [], {"": ""})
    >>> sorted({(tie.on, tie.strength) for tie in dependencies(town).ties})
    [('cloud', 0.6), ('operator:owner', 0.4)]
    """
    ties = [
        Tie(slug, on, strength) for slug in catalog.services for on, strength in catalog.below(slug).items()
    ]
    ties += [
        Tie(slug, OPERATED + service.operator, OPERATOR_STRENGTH)
        for slug, service in catalog.services.items()
    ]
    dependents = Counter(tie.on for tie in ties)
    shared = [tie for tie in ties if dependents[tie.on] >= DEPENDENTS_MIN]
    names = sorted({tie.on for tie in shared})
    kinds: Mapping[str, str] = {name: catalog.part(name).kind.value for name in names}
    return Dependencies([tie for tie in shared if tie.service not in kinds], kinds)


def evidence(cause: CommonCause) -> float:
    """Natural-log likelihood ratio of `cause` against nothing shared: its odds without what was thought before."""
    return cause.score - log(PRIOR_CAUSE)


def page_of(catalog: Catalog, name: str) -> str:
    """The service on whose page people report a part: itself, or what it is a piece of; "" where there is none."""
    while name in catalog.parts:
        name = catalog.parts[name].of
    return name if name in catalog.services else ""
