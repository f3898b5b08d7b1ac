"""By which words a checker sees that a part of a statement is there, one table a language.

A cue is a word or a phrase; "*" is any end of a word, and no language's cues reach across a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from groundswell.core.statement.cues_english import ENGLISH
from groundswell.core.statement.cues_others import OTHERS
from groundswell.core.statement.part import Part

_UNSPACED = ("hi", "ar", "ja")
"""where a cue may stand inside a word, because words are not apart, or marks on letters end them for `re`"""


def pattern(cues: Iterable[str], whole_words: bool = True) -> re.Pattern[str]:
    """Finds any of `cues`, whatever the case. No part of it can be read in two ways, so it looks at each character a few times
    at most."""
    written = "|".join(
        re.escape(straight(cue)).replace(r"\ ", r"\s{1,4}").replace(r"\*", r"\w*")
        for cue in sorted(cues, key=len, reverse=True)
    )
    return re.compile(rf"(?<!\w)(?:{written})(?!\w)" if whole_words else written, re.IGNORECASE)


def straight(text: str) -> str:
    """`text` with typewriter's apostrophes, each character in its place."""
    return text.replace("\u2019", "'")


LANGUAGES = frozenset({"en", *OTHERS})
"""every language that is drafted"""


@cache
def cues_in(language: str) -> Mapping[Part, re.Pattern[str]]:
    """The patterns of each part, in one of LANGUAGES; made when a statement in it is first looked at."""
    table = ENGLISH if language == "en" else OTHERS[language]
    return {part: pattern(cues, language not in _UNSPACED) for part, cues in table.items()}
