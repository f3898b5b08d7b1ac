"""The words of each language for what an operator says: whole sentences with holes, one file a language.

A time has two forms, as in `core.phrases`: `{since}` as it stands by itself, `{the_since}` as it reads inside a sentence.
What begins with "watched" is said by who does not run the service, in the place of what is done.
"""

from collections.abc import Mapping

from groundswell.core.statement.lines.ar import ARABIC
from groundswell.core.statement.lines.de import GERMAN
from groundswell.core.statement.lines.en import ENGLISH
from groundswell.core.statement.lines.es import SPANISH
from groundswell.core.statement.lines.fr import FRENCH
from groundswell.core.statement.lines.hi import HINDI
from groundswell.core.statement.lines.id import INDONESIAN
from groundswell.core.statement.lines.ja import JAPANESE
from groundswell.core.statement.lines.pt import PORTUGUESE

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
"""The sentences of a draft by their key, for every language that a headline can be said in."""

__all__ = ["LINES"]
