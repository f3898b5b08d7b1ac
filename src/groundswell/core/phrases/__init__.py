"""The words of each language for what is said of an incident: whole sentences with holes, one file a language."""

from groundswell.core.phrases.en import ENGLISH
from groundswell.core.phrases.figures import spoken_count, spoken_times, two_figures
from groundswell.core.phrases.spoken import LANGUAGES, phrases
from groundswell.core.phrases.words import Phrases

__all__ = ["ENGLISH", "LANGUAGES", "Phrases", "phrases", "spoken_count", "spoken_times", "two_figures"]
