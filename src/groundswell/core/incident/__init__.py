"""Incidents: the table of states, which open incident a finding belongs to, how bad it is, how good our word was."""

from groundswell.core.incident.accuracy import Accuracy, Found, Label, accuracy
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
from groundswell.core.incident.match import Match, match
from groundswell.core.incident.severity import severity

__all__ = [
    "RULED",
    "TABLE",
    "Accuracy",
    "Found",
    "Label",
    "Match",
    "Measures",
    "Signal",
    "Thresholds",
    "accuracy",
    "advance",
    "end",
    "is_quiet",
    "match",
    "opening",
    "rule",
    "severity",
    "signal",
]
