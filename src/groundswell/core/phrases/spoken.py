"""Which languages there are."""

from __future__ import annotations

from collections.abc import Mapping

from groundswell.core.phrases.ar import ARABIC
from groundswell.core.phrases.de import GERMAN
from groundswell.core.phrases.en import ENGLISH
from groundswell.core.phrases.es import SPANISH
from groundswell.core.phrases.fr import FRENCH
from groundswell.core.phrases.hi import HINDI
from groundswell.core.phrases.id import INDONESIAN
from groundswell.core.phrases.ja import JAPANESE
from groundswell.core.phrases.pt import PORTUGUESE
from groundswell.core.phrases.words import Phrases

LANGUAGES: Mapping[str, Phrases] = {
    "en": ENGLISH,
    "es": SPANISH,
    "pt": PORTUGUESE,
    "fr": FRENCH,
    "de": GERMAN,
    "hi": HINDI,
    "ar": ARABIC,
    "ja": JAPANESE,
    "id": INDONESIAN,
}
"""Every language a headline can be said in. A further one is one more entry, complete or not at all."""


def phrases(language: str) -> Phrases:
    """The words of `language`; English where we do not speak it."""
    return LANGUAGES.get(language, ENGLISH)
