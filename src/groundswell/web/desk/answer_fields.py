"""What the form of an answer calls its fields: an error names what its reader sees, and not what a program sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from groundswell.errors import InputError

ANSWER_FIELDS: Final[Mapping[str, str]] = {
    "title": "The question, in your words",
    "body": "The answer",
    "service": "About",
    "sources": "Where it can be read up",
    "is_for_like": "Also tell it to whoever asks the like",
    "incident": "It holds while the outage is on",
    "questions": "What was asked",
    "supersedes": "The answer that yours takes the place of",
}
"""By field"""


def named(refused: InputError) -> str:
    """What was refused, after the name of its field in the form; alone where that has no name there."""
    name = ANSWER_FIELDS.get(refused.field)
    return f"{name}: {refused.fault}" if name else refused.fault
