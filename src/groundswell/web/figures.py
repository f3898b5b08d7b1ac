"""The state of every service as metrics that Prometheus reads, at /metrics/services: public, and as many as the catalog has.

/metrics is about the instance and for whoever runs it; this is about the services and for everybody.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from groundswell.core.model import ONGOING, State
from groundswell.core.status import ServiceView, is_counting

MEDIA_TYPE: Final = CONTENT_TYPE_LATEST
LABELS: Final = ("service", "category")
STATES: Mapping[State | None, int] = {None: 0, State.SUSPECTED: 1, State.EASING: 2, State.OPEN: 3}
"""What the state of a service is as a number; None: no outage seen."""


def _state(view: ServiceView) -> float:
    if view.incident is None or view.incident.state not in ONGOING:
        return STATES[None] if is_counting(view.series) else math.nan
    return STATES[view.incident.state]


def _severity(view: ServiceView) -> float:
    return view.incident.severity if _state(view) > STATES[State.SUSPECTED] and view.incident else 0


def _counted(read: Callable[[ServiceView], float]) -> Callable[[ServiceView], float]:
    return lambda view: read(view) if is_counting(view.series) else math.nan


FIGURES: Mapping[str, tuple[str, Callable[[ServiceView], float]]] = {
    "groundswell_service_state": (
        "0 no outage seen, 1 more reports than usual, 2 an outage that eases, 3 an outage.",
        _state,
    ),
    "groundswell_service_severity": ("How bad the outage that is on is, 1 to 5; 0 where none is.", _severity),
    "groundswell_service_reports": (
        "Reports of trouble in the last fifteen minutes.",
        _counted(lambda view: view.reports),
    ),
    "groundswell_service_reports_usual": (
        "How many are usual for this hour.",
        _counted(lambda view: view.usual),
    ),
    "groundswell_service_works": (
        'Answers "works for me" in the last fifteen minutes.',
        _counted(lambda view: view.works),
    ),
}
"""Every metric, what it says and how it is read; NaN: nobody knows, and nothing is said."""


class _Read(Collector):
    def __init__(self, views: Sequence[ServiceView]) -> None:
        self._views = views

    def collect(self) -> list[Metric]:
        made: list[Metric] = []
        for name, (words, read) in FIGURES.items():
            family = GaugeMetricFamily(name, words, labels=LABELS)
            for view in self._views:
                figure = read(view)
                if not math.isnan(figure):
                    family.add_metric([view.service.slug, view.service.category], figure)
            made.append(family)
        return made


def exposition(views: Sequence[ServiceView]) -> bytes:
    """The metrics of `views` in Prometheus's text format."""
    registry = CollectorRegistry()
    registry.register(_Read(views))
    return generate_latest(registry)
