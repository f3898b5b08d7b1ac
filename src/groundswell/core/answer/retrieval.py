"""Which of many short texts are like a question: BM25 over words, beginnings of words and runs of letters, made a likeness.

Robertson, Zaragoza, "The probabilistic relevance framework: BM25 and beyond" (2009); runs of letters after McNamee, Mayfield,
"Character n-gram tokenization for European language text retrieval" (2004). Nothing is learned but how rare a term is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from groundswell.core.answer.text import Plain, terms

K1 = 1.2
B = 0.5
"""less than the usual 0.75: that a question is long says less than that a page is"""
CUE_WEIGHT = 1.5
"""what a cue is worth beside a word: it is the same in all languages"""


def bag(text: Plain, cues: Sequence[str] = ()) -> Mapping[str, float]:
    """The terms of a text with their weights: a word 1, a beginning a half, all runs of its letters together about one more."""
    counts: defaultdict[str, float] = defaultdict(float)
    for word in text.words:
        found = terms(word)
        runs = sum(term[0] == "#" for term in found)
        for term in found:
            counts[term] += _worth(term, runs)
    for cue in cues:
        counts[f"={cue}"] += CUE_WEIGHT
    return dict(counts)


def _worth(term: str, runs: int) -> float:
    if term[0] == "#":
        return 1.0 / runs
    return 0.5 if term[-1] == "*" else 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """Texts that can be looked up. Made by `Shelf.of`; postings of all terms stand one after another."""

    count: int
    numbers: Mapping[str, int]
    starts: NDArray[np.int64]
    texts: NDArray[np.int32]
    weights: NDArray[np.float32]
    rarity: NDArray[np.float64]
    own: NDArray[np.float64]
    """what each text scores when it is asked for itself"""
    usual_length: float

    @classmethod
    def of(cls, bags: Sequence[Mapping[str, float]]) -> Shelf:
        """A shelf of these, in this order."""
        lengths = np.array([sum(each.values()) for each in bags], dtype=np.float64)
        usual = float(lengths.mean()) if len(bags) else 1.0
        numbers: dict[str, int] = {}
        where: list[int] = []
        which: list[int] = []
        weights: list[float] = []
        asked_as: list[float] = []
        for at, each in enumerate(bags):
            norm = K1 * (1 - B + B * lengths[at] / max(usual, 1e-9))
            for term, weight in each.items():
                which.append(numbers.setdefault(term, len(numbers)))
                where.append(at)
                asked_as.append(min(weight, 2.0))
                weights.append(weight * (K1 + 1) / (weight + norm))
        terms_of = np.array(which, dtype=np.int64)
        order = np.argsort(terms_of, kind="stable")
        frequency = np.bincount(terms_of, minlength=len(numbers))
        starts = np.concatenate(([0], np.cumsum(frequency)))
        rarity = np.log1p((len(bags) - frequency + 0.5) / (frequency + 0.5))
        texts = np.array(where, dtype=np.int32)
        values = np.array(weights, dtype=np.float32)
        own = np.bincount(
            texts, weights=values * rarity[terms_of] * np.array(asked_as), minlength=len(bags)
        ).astype(np.float64)
        return cls(len(bags), numbers, starts, texts[order], values[order], rarity, own, usual)

    def scores(self, asked: Mapping[str, float]) -> NDArray[np.float64]:
        """BM25 of each text for `asked`."""
        found = [(self.numbers[term], weight) for term, weight in asked.items() if term in self.numbers]
        if not found:
            return np.zeros(self.count)
        pieces = [slice(self.starts[number], self.starts[number + 1]) for number, _ in found]
        worth = np.concatenate(
            [
                self.weights[piece] * (self.rarity[number] * min(weight, 2.0))
                for piece, (number, weight) in zip(pieces, found, strict=True)
            ]
        )
        texts = np.concatenate([self.texts[piece] for piece in pieces])
        return np.bincount(texts, weights=worth, minlength=self.count).astype(np.float64)

    def likeness(self, asked: Mapping[str, float]) -> NDArray[np.float64]:
        """0 to 1 of each text: its score beside those of the question and of the text for themselves, as a cosine is made.

        A term of the question that is in no text counts as the rarest.
        """
        length = sum(asked.values())
        norm = K1 * (1 - B + B * length / max(self.usual_length, 1e-9))
        rarest = float(np.log1p(self.count + 0.5))
        own = sum(
            min(weight, 2.0)
            * weight
            * (K1 + 1)
            / (weight + norm)
            * (self.rarity[self.numbers[term]] if term in self.numbers else rarest)
            for term, weight in asked.items()
        )
        if own <= 0:
            return np.zeros(self.count)
        found: NDArray[np.float64] = self.scores(asked) / np.sqrt(own * np.maximum(self.own, 1e-9))
        return np.minimum(found, 1.0)
