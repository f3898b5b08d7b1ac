"""What the public reads: the state of things as plain values, the same for page, JSON and feed."""

from groundswell.core.status.board import BoardView, Masthead, Story, gist, hit_by, is_told
from groundswell.core.status.view import (
    GroupView,
    HomeView,
    IncidentView,
    MethodView,
    OutagesView,
    PlaceView,
    ServiceView,
    SparkView,
)

__all__ = [
    "BoardView",
    "GroupView",
    "HomeView",
    "IncidentView",
    "Masthead",
    "MethodView",
    "OutagesView",
    "PlaceView",
    "ServiceView",
    "SparkView",
    "Story",
    "gist",
    "hit_by",
    "is_told",
]
