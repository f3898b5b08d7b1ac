"""What can be told at once to somebody who asks, and which of the other questions are one and the same."""

from groundswell.core.answer.words import (
    LETTERS_MAX,
    Answer,
    Asked,
    Candidate,
    Group,
    Known,
    KnownKind,
    Source,
    Subject,
    Triage,
    WhyNot,
)

__all__ = [
    "LETTERS_MAX",
    "Answer",
    "Asked",
    "Candidate",
    "Group",
    "Known",
    "KnownKind",
    "Source",
    "Subject",
    "Triage",
    "WhyNot",
]
