"""Which incidents a page lists, and which comes first."""

from __future__ import annotations

from collections.abc import Iterable

from groundswell.core.model import ONGOING, Incident, State
from groundswell.core.status import SparkView, is_ruled_out

PAST_MAX = 8


def past_of(incidents: Iterable[Incident]) -> tuple[Incident, ...]:
    """Those that are over and were more than a suspicion, or that somebody has ruled on, latest first."""
    over = [
        incident
        for incident in incidents
        if incident.state not in ONGOING
        and (
            incident.state is not State.DISMISSED or incident.opened_at is not None or is_ruled_out(incident)
        )
    ]
    return tuple(sorted(over, key=lambda incident: incident.began_at, reverse=True)[:PAST_MAX])


def worst_first(spark: SparkView) -> tuple[int, int, float]:
    """Outages before suspicions, then by severity, then by how far above the usual."""
    incident = spark.incident
    assert incident is not None, "only services in trouble are sorted"
    return (int(incident.state is State.SUSPECTED), -incident.severity, -incident.ratio)
