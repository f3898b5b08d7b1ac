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
class Bags:
    """Terms of texts, by number, with their weights; those of text i are the ones from `starts[i]` to `starts[i + 1]`."""

    starts: NDArray[np.int64]
    terms: NDArray[np.int64]
    weights: NDArray[np.float64]

    def of(self, texts: NDArray[np.int64]) -> Bags:
        """These texts only, in this order."""
        counts = np.diff(self.starts)[texts]
        starts = np.concatenate(([0], np.cumsum(counts)))
        places = np.arange(starts[-1]) + np.repeat(self.starts[texts] - starts[:-1], counts)
        return Bags(starts, self.terms[places], self.weights[places])

    def and_also(self, bags: Sequence[Mapping[str, float]], numbers: dict[str, int]) -> Bags:
        """These, and `bags` after them; `numbers` gets their terms too."""
        counts = [len(each) for each in bags]
        terms = [numbers.setdefault(term, len(numbers)) for each in bags for term in each]
        weights = [weight for each in bags for weight in each.values()]
        return Bags(
            np.concatenate((self.starts, self.starts[-1] + np.cumsum(counts, dtype=np.int64))),
            np.concatenate((self.terms, np.array(terms, dtype=np.int64))),
            np.concatenate((self.weights, np.array(weights, dtype=np.float64))),
        )


_NO_BAGS = Bags(np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))


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
    bags: Bags
    """what it was made of"""

    @classmethod
    def of(cls, texts: Sequence[Mapping[str, float] | int], before: Shelf | None = None) -> Shelf:
        """A shelf of these, in this order: the bag of a text, or the place that it had on the shelf `before`. It is the same as one
        of all their bags."""
        numbers = {} if before is None else dict(before.numbers)
        known = _NO_BAGS if before is None else before.bags
        new = [each for each in texts if not isinstance(each, int)]
        further = iter(range(len(known.starts) - 1, len(known.starts) - 1 + len(new)))
        places = [each if isinstance(each, int) else next(further) for each in texts]
        bags = known.and_also(new, numbers).of(np.array(places, dtype=np.int64))
        frequency = np.bincount(bags.terms, minlength=len(numbers))
        if len(numbers) and not frequency.all():
            renumbered = np.cumsum(frequency > 0) - 1
            numbers = {term: int(renumbered[at]) for term, at in numbers.items() if frequency[at]}
            bags = Bags(bags.starts, renumbered[bags.terms], bags.weights)
            frequency = frequency[frequency > 0]
        return cls._laid(numbers, bags, frequency)

    @classmethod
    def _laid(cls, numbers: Mapping[str, int], bags: Bags, frequency: NDArray[np.int64]) -> Shelf:
        count = len(bags.starts) - 1
        where = np.repeat(np.arange(count, dtype=np.int32), np.diff(bags.starts))
        lengths = np.bincount(where, weights=bags.weights, minlength=count)
        usual = float(lengths.mean()) if count else 1.0
        norms = K1 * (1 - B + B * lengths / max(usual, 1e-9))
        weights = (bags.weights * (K1 + 1) / (bags.weights + norms[where])).astype(np.float32)
        order = np.argsort(bags.terms, kind="stable")
        starts = np.concatenate(([0], np.cumsum(frequency)))
        rarity = np.log1p((count - frequency + 0.5) / (frequency + 0.5))
        asked_as = np.minimum(bags.weights, 2.0)
        own = np.bincount(where, weights=weights * rarity[bags.terms] * asked_as, minlength=count)
        return cls(
            count,
            numbers,
            starts,
            where[order],
            weights[order],
            rarity,
            own.astype(np.float64),
            usual,
            bags,
        )

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
