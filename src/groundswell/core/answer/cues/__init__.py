"""By which words a question is understood, one table a language: one list for triage and for grouping."""

from groundswell.core.answer.cues.cue import FAILS, Cue
from groundswell.core.answer.cues.heard import Heard, hear, tongue

__all__ = ["FAILS", "Cue", "Heard", "hear", "tongue"]
