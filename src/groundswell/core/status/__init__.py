"""What the public reads: the state of things as plain values, the same for page, JSON and feed."""

from groundswell.core.status.board import BoardView, Masthead, Story, gist, hit_by, is_told
from groundswell.core.status.view import HomeView, IncidentView, OutagesView, ServiceView, SparkView

__all__ = [
    "BoardView",
    "HomeView",
    "IncidentView",
    "Masthead",
    "OutagesView",
    "ServiceView",
    "SparkView",
    "Story",
    "gist",
    "hit_by",
    "is_told",
]
