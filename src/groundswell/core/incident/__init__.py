"""Incidents: the table of states, which open incident a finding belongs to, how bad it is, how good our word was."""

from groundswell.core.incident.accuracy import Accuracy, Found, Label, accuracy
from groundswell.core.incident.agreement import agreeing
from groundswell.core.incident.answers import ANSWERS_FOR, HOLD_FOR, Answers, Says, weighed
from groundswell.core.incident.answers import NONE as NO_ANSWERS
from groundswell.core.incident.by_hand import declared, declared_words, split_off
from groundswell.core.incident.in_public import DESK, in_public
from groundswell.core.incident.lifecycle import (
    RULED,
    RULED_NOTES,
    SHARED_MEMBERS_MIN,
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
    signal_of_many,
)
from groundswell.core.incident.match import REOPEN_FOR, Match, match
from groundswell.core.incident.severity import severity
from groundswell.core.incident.two_clocks import Mark, Reading, awaits_crowd, is_by_hand, two_clocks, unheard

__all__ = [
    "ANSWERS_FOR",
    "DESK",
    "HOLD_FOR",
    "NO_ANSWERS",
    "REOPEN_FOR",
    "RULED",
    "RULED_NOTES",
    "SHARED_MEMBERS_MIN",
    "TABLE",
    "Accuracy",
    "Answers",
    "Found",
    "Label",
    "Mark",
    "Match",
    "Measures",
    "Reading",
    "Says",
    "Signal",
    "Thresholds",
    "accuracy",
    "advance",
    "agreeing",
    "awaits_crowd",
    "declared",
    "declared_words",
    "end",
    "in_public",
    "is_by_hand",
    "is_quiet",
    "match",
    "opening",
    "rule",
    "severity",
    "signal",
    "signal_of_many",
    "split_off",
    "two_clocks",
    "unheard",
    "weighed",
]
