"""What can be told at once to somebody who asks, and which of the other questions are one and the same."""

from groundswell.core.answer.before import Before, answered_before
from groundswell.core.answer.group import group
from groundswell.core.answer.knowledge import Answers, Knowledge
from groundswell.core.answer.triage import triage
from groundswell.core.answer.vocabulary import Vocabulary
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
    "Answers",
    "Asked",
    "Before",
    "Candidate",
    "Group",
    "Knowledge",
    "Known",
    "KnownKind",
    "Source",
    "Subject",
    "Triage",
    "Vocabulary",
    "WhyNot",
    "answered_before",
    "group",
    "triage",
]
