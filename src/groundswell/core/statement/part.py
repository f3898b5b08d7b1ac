"""What a checker looks for in a statement."""

from __future__ import annotations

from enum import StrEnum


class Part(StrEnum):
    """What may be in a statement."""

    WHAT = "what"
    SCOPE = "scope"
    SINCE = "since"
    ACTION = "action"
    NEXT = "next"
    APOLOGY = "apology"
    ADVICE = "advice"
    CAUSE = "cause"
    CHANGES = "changes"
    ANALYSIS = "analysis"
    NO_ANALYSIS = "no_analysis"
