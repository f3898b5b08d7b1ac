"""What the public reads: the state of things as plain values, the same for page, JSON and feed."""

from groundswell.core.status.board import BoardView, Masthead, Story, gist, hit_by, is_told
from groundswell.core.status.view import (
    GroupView,
    HomeView,
    IncidentView,
    MethodView,
    OutagesView,
    PastView,
    PlaceView,
    ServiceView,
    SparkView,
)
from groundswell.core.status.where import FEW, LEVELS, AreaView, WhereView, areas

__all__ = [
    "FEW",
    "LEVELS",
    "AreaView",
    "BoardView",
    "GroupView",
    "HomeView",
    "IncidentView",
    "Masthead",
    "MethodView",
    "OutagesView",
    "PastView",
    "PlaceView",
    "ServiceView",
    "SparkView",
    "Story",
    "WhereView",
    "areas",
    "gist",
    "hit_by",
    "is_told",
]
