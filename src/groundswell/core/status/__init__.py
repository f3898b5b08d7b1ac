"""What the public reads: the state of things as plain values, the same for page, JSON and feed."""

from groundswell.core.status.view import HomeView, IncidentView, OutagesView, ServiceView, SparkView

__all__ = ["HomeView", "IncidentView", "OutagesView", "ServiceView", "SparkView"]
