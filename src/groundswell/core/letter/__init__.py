"""A letter as it came, bytes of a stranger, becomes the plain words of a question, or one named reason why it is none."""

from groundswell.core.letter.authentic import is_authentic
from groundswell.core.letter.automatic import Refusal, is_own_id, refusal
from groundswell.core.letter.bounds import BOUNDS, Bounds
from groundswell.core.letter.markup import plain
from groundswell.core.letter.read import Letter, read
from groundswell.core.letter.tidy import harmless

__all__ = [
    "BOUNDS",
    "Bounds",
    "Letter",
    "Refusal",
    "harmless",
    "is_authentic",
    "is_own_id",
    "plain",
    "read",
    "refusal",
]
