"""Whether somebody may be in danger: by signs that somebody thought of (cues/danger), or as sentences about danger taught.

Either is enough. What was learned hears what no list holds; a list hears what it holds, whatever stands around it. Who is heard waits for a person
and is shown where there is help; so the bar is low (docs/explanation/answers.md). Nothing is learned here: bench/danger.py does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from groundswell.core.answer import learned_danger
from groundswell.core.answer.concepts import concepts
from groundswell.core.answer.cues import Cue, Heard
from groundswell.core.answer.cues.danger.together import kinds
from groundswell.core.answer.marks import CONCEPT, CUE, MANNER, PAIR, RUN, WORD, place, vector
from groundswell.core.answer.text import Plain, bare, is_unspaced
from groundswell.core.answer.weights import unpacked, weights

PLACES = 32_768
"""marks are counted by a hash in so many places"""
KIND = "d"
WORTH = {WORD: 2.0, RUN: 3.0, PAIR: 2.0, CUE: 0.4, MANNER: 0.3, CONCEPT: 0.5, KIND: 0.7}
"""what the marks of a kind are worth together (words, runs of letters, pairs of kinds of words) or each (the others)"""
_RUNS = (3, 4, 5)
_PIECE = 240
"""A question is heard in pieces of so many letters, each half over the one before, and the worst piece counts: a sentence in a long story says as
much as one that stands alone"""
_PIECES_MAX = 8
"""about so many; those of a longer text are longer"""
_FNV_OFFSET, _FNV_PRIME = np.uint32(2_166_136_261), np.uint32(16_777_619)

Marks = list[tuple[str, int]]


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """What was learned, ready for use: by one of PLACES; `offset` of the log odds; from `least` on somebody may be in danger."""

    weights: NDArray[np.float32]
    rarity: NDArray[np.float32]
    offset: float
    least: float


@cache
def taught() -> Taught:
    """Unpacked at the first question: a few milliseconds."""
    return Taught(
        weights(learned_danger.WEIGHTS, (learned_danger.SCALE,), PLACES)[:, 0],
        np.frombuffer(unpacked(learned_danger.RARITY), dtype=np.uint8).astype(np.float32)
        / np.float32(learned_danger.RARITY_STEPS),
        learned_danger.OFFSET,
        learned_danger.LEAST,
    )


def is_danger(text: Plain, heard: Heard) -> bool:
    """Whether somebody may be in danger who wrote `text`, or of whom it tells."""
    return heard.any(Cue.DANGER) or odds(text, heard) >= taught().least


def odds(text: Plain, heard: Heard) -> float:
    """The log odds of danger as learned, of the worst piece; by no sign of danger that was heard. Other cues and the manner are of the whole text, and
    count where that is one piece."""
    return _odds(text, tuple(sorted(str(cue) for cue in heard.cues if cue is not Cue.DANGER)))


@lru_cache(maxsize=1_024)
def _odds(text: Plain, cues: tuple[str, ...]) -> float:
    known = taught()
    worst = -np.inf
    cut = list(pieces(text.words))
    manner = text.manner if len(cut) == 1 else ()
    for piece in cut:
        places, values = vector(marks(piece, manner, cues if len(cut) == 1 else ()), known.rarity, WORTH)
        worst = max(worst, float(values @ known.weights[places]))
    return float(worst) + known.offset


def marks(words: Sequence[str], manner: Sequence[str], cues: Sequence[str]) -> Marks:
    """By what a piece is compared with those from which was learned, each once: the kind (one of WORTH) and the place."""
    told = kinds(words)
    together = [f"{one}+{other}" for one, other in combinations(told, 2)]
    found = {
        WORD: [form for word in words if not is_unspaced(word[0]) for form in bare(word)],
        CUE: cues,
        MANNER: manner,
        CONCEPT: concepts(words),
        KIND: told,
        PAIR: together,
    }
    named = [(kind, place(kind + mark) % PLACES) for kind, listed in found.items() for mark in listed]
    return [*dict.fromkeys(named), *((RUN, int(at)) for at in _runs(words))]


def pieces(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """`words` as pieces, each of which begins with the latter half of the one before; a word that is longer than half a piece is cut."""
    most = max(_PIECE // 2, sum(len(word) + 1 for word in words) // _PIECES_MAX)
    cut = [word[at : at + most] for word in words for at in range(0, len(word), most)]
    before: list[str] = []
    half: list[str] = []
    length = 0
    for word in cut:
        if half and length + len(word) + 1 > most:
            if before:
                yield [*before, *half]
            before, half, length = half, [], 0
        half.append(word)
        length += len(word) + 1
    yield [*before, *half]


def _runs(words: Sequence[str]) -> NDArray[np.uint32]:
    """The places of all runs of letters, over the spaces between words too: FNV-1a (Fowler, Noll, Vo 1991) of all at once."""
    letters = np.frombuffer(f" {' '.join(words)} ".encode("utf-32-le"), dtype=np.uint32)
    found = []
    for length in _RUNS:
        if len(letters) >= length:
            sums = np.full(len(letters) - length + 1, _FNV_OFFSET + np.uint32(length), dtype=np.uint32)
            for at in range(length):
                sums = (sums ^ letters[at : len(letters) - length + 1 + at]) * _FNV_PRIME
            found.append((sums ^ (sums >> np.uint32(15))) % np.uint32(PLACES))
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.uint32)
