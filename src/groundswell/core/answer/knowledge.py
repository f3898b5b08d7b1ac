"""All that is known at one moment, laid out so that a question finds it at once. Made anew when something changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
class Knowledge:
    """Made by `Knowledge.of`. Things of one service stand latest first, workarounds those that helped most first."""

    vocabulary: Vocabulary
    live: Mapping[str, Known]
    notices: Mapping[str, tuple[Known, ...]]
    ways: Mapping[str, tuple[Known, ...]]
    calm: Mapping[str, Known]
    answered: tuple[Known, ...]
    shelf: Shelf
    owners: NDArray[np.int64]
    """which of `answered` each text of the shelf belongs to"""

    @classmethod
    def of(cls, known: Iterable[Known], vocabulary: Vocabulary) -> Knowledge:
        """Of these, whose order does not matter."""
        every = sorted(known, key=lambda each: (each.at, each.id), reverse=True)
        kinds = {kind: [each for each in every if each.kind is kind and each.texts] for kind in KnownKind}
        answered = tuple(kinds[KnownKind.ANSWERED])
        owners: list[int] = []
        bags: list[Mapping[str, float]] = []
        for number, each in enumerate(answered):
            for words in each.asked:
                text = plain(words)
                owners.append(number)
                bags.append(bag(text, topics(hear(text))))
        ways = sorted(
            kinds[KnownKind.WORKAROUND], key=lambda way: (-(way.helped + 1) / (way.tried + 2), way.id)
        )
        return cls(
            vocabulary,
            _live(kinds[KnownKind.LIVE]),
            _by_service(kinds[KnownKind.NOTICE]),
            _by_service(ways),
            {each.service: each for each in reversed(kinds[KnownKind.CALM])},
            answered,
            Shelf.of(bags),
            np.array(owners, dtype=np.int64),
        )

    def answers_like(self, text: Plain, heard: Heard, service: str) -> list[Candidate]:
        """Answers of the desk to questions like this one, of this service or of none, nearest first."""
        if not self.shelf.count:
            return []
        likeness = self.shelf.likeness(bag(text, topics(heard)))
        best = np.argsort(-likeness, kind="stable")[: 8 * _LOOKED_AT]
        sums: dict[int, list[float]] = {}
        for at in best:
            owner = int(self.owners[at])
            if likeness[at] > 0 and self.answered[owner].service in ("", service):
                sums.setdefault(owner, []).append(float(likeness[at]))
        ranked = sorted(sums, key=lambda owner: (-_together(sums[owner]), self.answered[owner].id))
        return [
            Candidate(self.answered[owner].id, KnownKind.ANSWERED, round(sums[owner][0], 4))
            for owner in ranked
        ][:_LOOKED_AT]

    def answer(self, id: str) -> Known:  # noqa: A002
        """The answer of the desk of this id. Raises StopIteration where there is none."""
        return next(each for each in self.answered if each.id == id)


def _together(likeness: Sequence[float]) -> float:
    """One figure for the questions that an answer was written for: the most alike counts, further ones confirm it."""
    return sum(each * _NEXT_WEIGHT**at for at, each in enumerate(likeness))


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
