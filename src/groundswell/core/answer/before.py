"""Which answer of the desk stands already that a pile may be given once more: one whose askers asked the same, or that was given to such a
pile. For a person to look at, whether it is told on or not: nothing is told to anybody by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from groundswell.core.answer.belonging import pile_of_most
from groundswell.core.answer.cues import hear
from groundswell.core.answer.knowledge import Answers, bag_of
from groundswell.core.answer.particulars import Particulars, particulars
from groundswell.core.answer.piles import Pile
from groundswell.core.answer.text import plain
from groundswell.core.answer.vocabulary import Vocabulary
from groundswell.core.answer.words import Asked

ALIKE = 0.45
"""how like one that was answered a question must be to count as the same: less than where the program tells it by itself, for a person looks"""
_COMPARED_MAX = 20
"""so many questions of a pile are compared, the oldest first"""
_NEVER = frozenset({Pile.DANGER, Pile.PRIVATE, Pile.NOTHING})
"""what is written to one of these is for one, or for nobody"""


@dataclass(frozen=True, slots=True)
class Before:
    """The answer of the desk of this `id`; `same` of the pile ask what it was written for, 0: it was given to such a pile."""

    id: str
    same: int


def answered_before(
    asked: Sequence[Asked], pile: str, service: str, answers: Answers, vocabulary: Vocabulary
) -> Before | None:
    """Of the desk's `answers` about `service` or none that which fits these questions of a `pile` ("" one that was put together by hand):
    that of the most who ask the same, else the latest to such a pile; None where none does."""
    if pile in _NEVER:
        return None
    fit = {
        at
        for at, known in enumerate(answers.known)
        if known.service in ("", service)
        and known.id not in answers.gone
        and (kind := pile_of_most(known, service, vocabulary)) is not None
        and kind not in _NEVER
        and pile in ("", kind)
    }
    same = _same(asked[:_COMPARED_MAX], service, answers, fit, vocabulary)
    if same:
        best = min(same, key=lambda at: (-same[at], at))
        return Before(answers.known[best].id, same[best])
    return Before(answers.known[min(fit)].id, 0) if fit and pile else None


def _same(
    asked: Sequence[Asked],
    service: str,
    answers: Answers,
    fit: Collection[int],
    vocabulary: Vocabulary,
) -> Counter[int]:
    """By answer that may fit, how many ask the same as somebody whom it was given to."""
    found: Counter[int] = Counter()
    for each in asked if answers.shelf.count else ():
        likeness = answers.shelf.likeness(bag_of(each.words))
        near = {at for at, alike in enumerate(likeness) if alike >= ALIKE and int(answers.owners[at]) in fit}
        told = _told(each.words, service, vocabulary) if near else None
        found.update(
            {
                int(answers.owners[at])
                for at in near
                if told and _told(answers.texts[at], service, vocabulary).agrees(told)
            }
        )
    return found


@lru_cache(maxsize=16_384)
def _told(words: str, service: str, vocabulary: Vocabulary) -> Particulars:
    return particulars(words, hear(plain(words)), vocabulary, service)
