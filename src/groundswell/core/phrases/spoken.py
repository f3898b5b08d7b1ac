"""Which languages there are."""

from __future__ import annotations

from collections.abc import Mapping

from groundswell.core.phrases.en import ENGLISH
from groundswell.core.phrases.words import Phrases

LANGUAGES: Mapping[str, Phrases] = {"en": ENGLISH}
"""Every language a headline can be said in. A further one is one more entry, complete or not at all."""


def phrases(language: str) -> Phrases:
    """The words of `language`; English where we do not speak it."""
    return LANGUAGES.get(language, ENGLISH)
