"""All that is known at one moment, laid out so that a question finds it at once. Made anew when something changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from groundswell.core.answer.cues import Cue, Heard, hear
from groundswell.core.answer.retrieval import Shelf, bag
from groundswell.core.answer.text import Plain, plain
from groundswell.core.answer.vocabulary import Vocabulary
from groundswell.core.answer.words import Candidate, Known, KnownKind

_SAYS_LITTLE = frozenset({Cue.UNABLE, Cue.LATELY, Cue.THANKS, Cue.APP, Cue.PROFILE})
_NEXT_WEIGHT = 0.5
"""what the second most alike question of one answer adds to it beside the first, the third half of that, and so on"""
_LOOKED_AT = 5


def topics(heard: Heard) -> list[str]:
    """The cues that tell what something is about, in their order."""
    return sorted(cue for cue in heard.cues if cue not in _SAYS_LITTLE)


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The desk's answers, latest first, and on a shelf the questions that they were written for. Made by `Answers.of`."""

    known: tuple[Known, ...]
    shelf: Shelf
    owners: NDArray[np.int64]
    """which of `known` each text of the shelf belongs to"""
    places: Mapping[str, int]
    """where on the shelf a text stands, by its words"""
    texts: tuple[str, ...]
    """the words of each"""
    gone: frozenset[str] = frozenset()
    """ids of those that stand no more"""

    @classmethod
    def of(cls, known: Iterable[Known], before: Answers | None = None) -> Answers:
        """Of these; texts that stand on the shelf of `before` are not read again, and nothing else comes of it."""
        latest = tuple(sorted(known, key=lambda each: (each.at, each.id), reverse=True))
        old: Mapping[str, int] = {} if before is None else before.places
        words = [(number, text) for number, each in enumerate(latest) for text in each.asked]
        return cls(
            latest,
            Shelf.of(
                [old[text] if text in old else bag_of(text) for _, text in words],
                None if before is None else before.shelf,
            ),
            np.array([number for number, _ in words], dtype=np.int64),
            {text: place for place, (_, text) in enumerate(words)},
            tuple(text for _, text in words),
        )

    def only(self, ids: Collection[str]) -> Answers:
        """Those of these ids, without laying them out anew."""
        gone = frozenset(each.id for each in self.known if each.id not in ids)
        return self if gone == self.gone else replace(self, gone=gone)


@lru_cache(maxsize=8_192)
def bag_of(words: str) -> Mapping[str, float]:
    """What a question is found by."""
    text = plain(words)
    return bag(text, topics(hear(text)))


@dataclass(frozen=True, slots=True)
class Near:
    """An answer of the desk, and of the questions that it was written for how like each is to the one that is asked, and its words: the most
    alike first."""

    known: Known
    asked: tuple[tuple[float, str], ...]

    @property
    def likeness(self) -> float:
        """That of the most alike, 0 to 1."""
        return self.asked[0][0]

    @property
    def candidate(self) -> Candidate:
        """As the desk sees it."""
        return Candidate(self.known.id, self.known.kind, round(self.likeness, 4))


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """Made by `Knowledge.of`. Things of one service stand latest first, workarounds the most reliable first."""

    vocabulary: Vocabulary
    live: Mapping[str, Known]
    notices: Mapping[str, tuple[Known, ...]]
    ways: Mapping[str, tuple[Known, ...]]
    calm: Mapping[str, Known]
    answers: Answers

    @classmethod
    def of(cls, known: Iterable[Known], vocabulary: Vocabulary, answers: Answers | None = None) -> Knowledge:
        """Of these, whose order does not matter; and of the desk's `answers`, where they are laid out already."""
        every = sorted(known, key=lambda each: (each.at, each.id), reverse=True)
        kinds = {kind: [each for each in every if each.kind is kind and each.texts] for kind in KnownKind}
        ways = sorted(kinds[KnownKind.WORKAROUND], key=lambda way: -way.reliability)
        return cls(
            vocabulary,
            _live(kinds[KnownKind.LIVE]),
            _by_service(kinds[KnownKind.NOTICE]),
            _by_service(ways),
            {each.service: each for each in reversed(kinds[KnownKind.CALM])},
            Answers.of(kinds[KnownKind.ANSWERED]) if answers is None else answers,
        )

    def answers_like(self, text: Plain, heard: Heard, service: str) -> list[Near]:
        """Answers of the desk to questions like this one, of this service or of none, nearest first."""
        answers, known = self.answers, self.answers.known
        if not answers.shelf.count:
            return []
        likeness = answers.shelf.likeness(bag(text, topics(heard)))
        best = np.argsort(-likeness, kind="stable")[: 8 * _LOOKED_AT]
        sums: dict[int, list[tuple[float, str]]] = {}
        for at in best:
            owner = int(answers.owners[at])
            is_fit = known[owner].service in ("", service) and known[owner].id not in answers.gone
            if likeness[at] > 0 and is_fit:
                sums.setdefault(owner, []).append((float(likeness[at]), answers.texts[at]))
        ranked = sorted(sums, key=lambda owner: (-_together(sums[owner]), known[owner].id))
        return [Near(known[owner], tuple(sums[owner])) for owner in ranked[:_LOOKED_AT]]


def _together(asked: Sequence[tuple[float, str]]) -> float:
    """One figure for the questions that an answer was written for: the most alike counts, further ones confirm it."""
    return sum(likeness * _NEXT_WEIGHT**at for at, (likeness, _) in enumerate(asked))


def _live(known: Iterable[Known]) -> dict[str, Known]:
    """The outage of each service: one that is on before one that is over, and its own before one that it shares."""
    found: dict[str, Known] = {}
    for each in known:
        for service in dict.fromkeys((each.service, *each.members)):
            if service not in found or _rank(each, service) < _rank(found[service], service):
                found[service] = each
    return found


def _rank(known: Known, service: str) -> tuple[bool, bool]:
    return known.until is not None, known.service != service


def _by_service(known: Iterable[Known]) -> dict[str, tuple[Known, ...]]:
    found: dict[str, tuple[Known, ...]] = {}
    for each in known:
        for service in dict.fromkeys((each.service, *each.members)):
            found[service] = (*found.get(service, ()), each)
    return found
