"""Incidents: the table of states, which open incident a finding belongs to, how bad it is, how good our word was."""

from groundswell.core.incident.lifecycle import (
    RULED,
    TABLE,
    Measures,
    Signal,
    Thresholds,
    advance,
    end,
    is_quiet,
    opening,
    rule,
    signal,
)
from groundswell.core.incident.match import LIVE, Match, match
from groundswell.core.incident.score import Label, Score, score
from groundswell.core.incident.severity import severity

__all__ = [
    "LIVE",
    "RULED",
    "TABLE",
    "Label",
    "Match",
    "Measures",
    "Score",
    "Signal",
    "Thresholds",
    "advance",
    "end",
    "is_quiet",
    "match",
    "opening",
    "rule",
    "score",
    "severity",
    "signal",
]
