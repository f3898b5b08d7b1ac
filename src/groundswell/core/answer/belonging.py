"""Of the questions that one answer was given to those that it was written for: a pile holds also what lies there for want of a better one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from groundswell.core.answer.evidence import SURE
from groundswell.core.answer.group import filed
from groundswell.core.answer.piles import BESIDE, TRUSTED, Pile
from groundswell.core.answer.vocabulary import Vocabulary
from groundswell.core.answer.words import Asked, Known

_BESIDE_PART = 0.25
"""where so many of them lie on the pile beside, the answer was written for both"""


def belonging(known: Known, service: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The words of the questions of an answer to which it may be told again, as seen from `service`: how the desk puts the question; of one
    asker what they asked; of several what lies on the pile of most of them by itself. Never where somebody may be in danger."""
    asked = tuple(words for words in known.asked if words not in known.titles)
    theirs = _belonging(asked, known.at, known.service or service, vocabulary)
    return theirs.union(known.titles)


@lru_cache(maxsize=4_096)
def _belonging(asked: tuple[str, ...], at: datetime, service: str, vocabulary: Vocabulary) -> frozenset[str]:
    filed_on = {words: _filed(words, at, service, vocabulary) for words in asked}
    piles = {words: found for words, found in filed_on.items() if found[0] is not Pile.DANGER}
    if len(asked) < 2 or not piles:
        return frozenset(piles)
    counts: Counter[Pile] = Counter(pile for pile, _ in piles.values())
    most = _most(counts)
    served = {most}
    if most in BESIDE and counts[BESIDE[most]] >= _BESIDE_PART * len(piles):
        served.add(BESIDE[most])
    return frozenset(
        words for words, (pile, chance) in piles.items() if pile in served and chance >= _least(pile)
    )


def pile_of_most(known: Known, service: str, vocabulary: Vocabulary) -> Pile | None:
    """The pile on which most of the questions of an answer lie by themselves, as seen from `service`; None where it was given to none, or one
    of them may be in danger."""
    asked = [words for words in known.asked if words not in known.titles] or known.asked
    counts = Counter(_filed(words, known.at, known.service or service, vocabulary)[0] for words in asked)
    return None if not counts or Pile.DANGER in counts else _most(counts)


def _most(counts: Mapping[Pile, int]) -> Pile:
    return min(counts, key=lambda pile: (-counts[pile], pile))


def _least(pile: Pile) -> float:
    """How likely its own pile must be: the answer to what is known of an outage must fit as surely as what the program tells of it by itself,
    for what it leaves lies there where no other pile is likelier."""
    return SURE if pile is Pile.KNOWN else TRUSTED


@lru_cache(maxsize=65_536)
def _filed(words: str, at: datetime, service: str, vocabulary: Vocabulary) -> tuple[Pile, float]:
    return filed(Asked("", words, at, "", service), service, vocabulary)
