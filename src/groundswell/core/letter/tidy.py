"""Words that nothing can be hidden in: no control letters, nothing that turns the direction, nothing that is a tag."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")
_INVISIBLE: Final = frozenset("\u00ad\u034f\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\ufffc")
_JOINING: Final = frozenset("\u200c\u200d\u200e\u200f")
"""Persian, Hindi, emoji and mixed lines need these."""
_OPENING: Final = re.compile(r"<(?=[A-Za-z/!?])")
_SPACES: Final = re.compile(r"[^\S\n]+")
_EMPTY_LINES: Final = re.compile(r"\n(?:[ ]?\n){2,}")
_MARKS_IN_A_ROW: Final = re.compile(r"([\u0300-\u036f]{4})[\u0300-\u036f]+")


def harmless(text: str, letters_max: int) -> str:
    """At most `letters_max` letters of `text`, tidy; what could begin a tag is written with a sign that looks like it.

    >>> harmless("a\\x00b <script> \\u202ec <3", 100)
    'ab ‹script> c <3'
    """
    kept = "".join(
        " " if letter in "\t\xa0" else letter for letter in text[: 2 * letters_max] if _is_kept(letter)
    )
    kept = unicodedata.normalize("NFC", kept)
    kept = _MARKS_IN_A_ROW.sub(r"\1", kept)
    kept = _OPENING.sub("‹", _SPACES.sub(" ", kept))
    lines = "\n".join(line.strip() for line in kept.split("\n"))
    return _EMPTY_LINES.sub("\n\n", lines).strip()[:letters_max].rstrip()


def _is_kept(letter: str) -> bool:
    if letter in "\n\t" or letter in _JOINING:
        return True
    if letter in _TURNING or letter in _INVISIBLE:
        return False
    return unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Cn", "Cf") or letter in "\u0600\u06dd"
