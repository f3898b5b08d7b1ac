"""The sentences of an answer, one table a language. A further language is one more table, complete or not at all."""

from collections.abc import Mapping

from groundswell.core.answer.lines.ar import ARABIC
from groundswell.core.answer.lines.de import GERMAN
from groundswell.core.answer.lines.en import ENGLISH
from groundswell.core.answer.lines.es import SPANISH
from groundswell.core.answer.lines.fr import FRENCH
from groundswell.core.answer.lines.hi import HINDI
from groundswell.core.answer.lines.id import INDONESIAN
from groundswell.core.answer.lines.ja import JAPANESE
from groundswell.core.answer.lines.pt import PORTUGUESE

LINES: Mapping[str, Mapping[str, str]] = {
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
"""by language, in the order of `phrases.LANGUAGES`"""
