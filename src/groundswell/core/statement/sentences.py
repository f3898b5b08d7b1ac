"""Where the sentences of a text lie, and the times on the clock in it. One pass over the characters."""

from __future__ import annotations

import re

from groundswell.core.phrases import LANGUAGES
from groundswell.core.statement.words import Span

_ENDS = frozenset(".!?؟।")
_ENDS_AT_ONCE = frozenset("。！？")
_CLOSES = frozenset("\"'”’»)]）」")
_NO_END = frozenset({"a.m", "p.m", "e.g", "i.e", "approx", "no", "nr", "vs", "ca", "z.b", "st", "u.s"})

CLOCK = re.compile(
    r"(?<![\d:.,/-])\d{1,2}(?::\d{2}(?::\d{2})?(?!\d)(?:\s?[ap]\.?m\b\.?)?|\s?[ap]m\b|\s?h\s?\d{2}\b|時)",
    re.IGNORECASE,
)
"""12:30, 12:30:05, 9:50 am, 9pm, 14h30, 10時"""
_SHORT_ZONES = (
    "UTC|GMT|[PMCE][SD]?T|AK[SD]T|HST|A[SD]T|N[SD]T|BST|WEST|WET|CES?T|ME?S?Z|EES?T|MSK|SAST|WAT|CAT|EAT|IST|PKT|NPT|ICT|WIB|WITA"
    "|WIT|SGT|MYT|PHT|HKT|CST|KST|JST|A[CEW][SD]T|AEST|AEDT|ACST|ACDT|AWST|NZ[SD]T|BRT|ART|CLT|COT|PET"
)
_PLACES = "Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific|US"
ZONE = re.compile(
    rf"(?<![A-Za-z0-9_])(?:{_SHORT_ZONES}|(?:{_PLACES})/[A-Z][A-Za-z_]+|[+-]\d{{2}}:?\d{{2}}|(?<=\d)Z"
    r"|(?:Pacific|Mountain|Central|Eastern) [Tt]ime)(?![A-Za-z0-9_])|日本時間|協定世界時"
)
"""a zone's short name, its place, an offset"""
_MONTHS = "|".join(
    sorted(
        {month for words in LANGUAGES.values() for month in words.months} - set(LANGUAGES["ja"].months),
        key=len,
    )[::-1]
)
_SHORT = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
DATE = re.compile(
    r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)|\d{1,2}月\s?\d{1,2}日"
    rf"|(?<!\w)(?:{_MONTHS}|{_SHORT})\s\d{{1,2}}(?!\d)|(?<![\w-])\d{{1,2}}\.?\s(?:de\s)?(?:{_MONTHS}|{_SHORT})(?!\w)",
    re.IGNORECASE,
)
"""2026-03-02, March 2, Sept 2, 2 March, 2 de marzo, 3月2日"""
LINK = re.compile(r"https?://[^\s<>]+")


def sentences(body: str) -> tuple[Span, ...]:
    """The sentences of `body`, without the blanks between them. A line's end ends a sentence too."""
    found: list[Span] = []
    start = 0
    for at, sign in enumerate(body):
        if at >= start and _is_end(body, at, sign):
            _keep(body, start, at + 1, found)
            start = at + 1
        elif at >= start and sign in _CLOSES and at == start and found and found[-1].end == at:
            found[-1] = Span(found[-1].start, at + 1)
            start = at + 1
    _keep(body, start, len(body), found)
    return tuple(found)


def _keep(body: str, start: int, end: int, found: list[Span]) -> None:
    piece = body[start:end]
    inner = piece.strip()
    if inner:
        first = start + len(piece) - len(piece.lstrip())
        found.append(Span(first, first + len(inner)))


def _is_end(body: str, at: int, sign: str) -> bool:
    if sign in "\n\r" or sign in _ENDS_AT_ONCE:
        return True
    if sign not in _ENDS:
        return False
    after = body[at + 1 : at + 2]
    if after and not after.isspace() and after not in _CLOSES:
        return False
    if sign != ".":
        return True
    word = body[max(0, at - 8) : at].rsplit(None, 1)[-1:] or [""]
    # "am 2. März": a day before its month, in the languages that write it so.
    if word[0].isdecimal() and len(word[0]) <= 2 and body[at + 2 : at + 3].isalpha():
        return False
    return word[0].lower().lstrip("(") not in _NO_END
