"""Which signs in a question say that an outage may not be what it is about, and so that an answer must be surer than others.

They are kinds, not words: a person's account, an older trouble, another place, money, a tongue that is not understood. Two kinds of
them together are left to a person, however sure the models are: that is where what was learned errs most surely. So is what names no service
and was asked on the page of none.
"""

from __future__ import annotations

from enum import StrEnum

from groundswell.core.answer import learned
from groundswell.core.answer.cues import Cue, Heard
from groundswell.core.answer.days import spans
from groundswell.core.answer.marks import Scene, stands
from groundswell.core.answer.text import Plain
from groundswell.core.answer.vocabulary import Vocabulary


class Sign(StrEnum):
    """Kinds of signs against an answer."""

    PERSONAL = "personal"
    """an account that was barred, taken or lost"""
    OLDER = "older"
    """another day than today, or longer than today"""
    ELSEWHERE = "elsewhere"
    """another service, another line"""
    MONEY = "money"
    FOREIGN = "foreign"
    """a language in which no cues are known"""
    NAMELESS = "nameless"
    """no service is named, and there is no page to tell it, where there are several"""


_PERSONAL = (
    Cue.TAKEN,
    Cue.BANNED,
    Cue.FORGOT,
    Cue.TWO_FACTOR,
    Cue.CODE,
    Cue.BADGE,
    Cue.NAME,
    Cue.ADDRESS,
    Cue.ABUSE,
)
_ELSEWHERE = frozenset({"other named", "on another", "on a carrier", "carrier named"})
_OLDER = frozenset({"yesterday", "week", "month", "year"})


def signs(text: Plain, heard: Heard, scene: Scene, vocabulary: Vocabulary) -> frozenset[Sign]:
    """Kinds of which there is a sign in `text`."""
    found = set()
    if heard.any(*_PERSONAL):
        found.add(Sign.PERSONAL)
    if scene.is_other_day or heard.any(Cue.LONG_AGO) or _OLDER & spans(text):
        found.add(Sign.OLDER)
    stood = stands(text, scene, vocabulary)
    if heard.any(Cue.EVERYTHING) or not _ELSEWHERE.isdisjoint(stood):
        found.add(Sign.ELSEWHERE)
    if "nowhere" in stood and len(vocabulary.called) > 1:
        found.add(Sign.NAMELESS)
    if heard.any(Cue.MONEY):
        found.add(Sign.MONEY)
    if not heard.language:
        found.add(Sign.FOREIGN)
    return frozenset(found)


NEVER = 2.0
"""a bar that nothing reaches"""


def kinds(found: frozenset[Sign]) -> int:
    """How many kinds are against an answer, two being as many as it takes to leave it: 0 to 2."""
    return 2 if Sign.NAMELESS in found else min(len(found), 2)


def bar(text: Plain, heard: Heard, scene: Scene, vocabulary: Vocabulary) -> float:
    """How sure an answer must be: from 0 to 1, more is never."""
    return (learned.SURE, learned.CAREFUL, NEVER)[kinds(signs(text, heard, scene, vocabulary))]
