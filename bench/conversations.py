"""Retrieval on old conversations of customer care: does what comes first resolve them, beside plain BM25? See bench/answers.py."""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.answers.evening import AT

from bench.plain_tables import percent, table
from groundswell.core.answer import Asked, Knowledge, Known, KnownKind, Vocabulary, triage
from groundswell.core.answer.cues import hear
from groundswell.core.answer.text import plain


@dataclass(frozen=True, slots=True)
class Case:
    """A past conversation: what the client wrote first, and the document that resolved it."""

    organisation: str
    words: str
    document: str


def cases(path: Path) -> list[Case]:
    """Those in a file, by organisation."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        first: list[str] = []
        for turn in row["turns"]:
            if turn["role"] != "client" and first:
                break
            if turn["role"] == "client":
                first.append(turn["text"])
        found.append(Case(row["organisation"], " ".join(first), row["resolving_doc_id"]))
    return sorted(found, key=lambda case: case.organisation)


Ranker = Callable[[Sequence[Case], str], list[str]]


def majority(past: Sequence[Case], _: str) -> list[str]:
    """The document that resolved most, whatever is asked."""
    counts = Counter(case.document for case in past)
    return sorted(counts, key=lambda document: (-counts[document], document))


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def bm25(
    texts: Sequence[Sequence[str]], query: Sequence[str], k1: float = 1.5, b: float = 0.75
) -> list[float]:
    """Plain BM25 over words, with the usual constants."""
    usual = sum(map(len, texts)) / len(texts)
    seen = Counter(word for text in texts for word in set(text))
    scores = []
    for text in texts:
        counts = Counter(text)
        norm = k1 * (1 - b + b * len(text) / usual)
        scores.append(
            sum(
                math.log(1 + (len(texts) - seen[word] + 0.5) / (seen[word] + 0.5))
                * counts[word]
                * (k1 + 1)
                / (counts[word] + norm)
                for word in query
                if word in counts
            )
        )
    return scores


def bm25_nearest(past: Sequence[Case], words: str) -> list[str]:
    """The documents in the order of the past conversation that is nearest."""
    scores = bm25([_tokens(case.words) for case in past], _tokens(words))
    best: dict[str, float] = {}
    for case, score in zip(past, scores, strict=True):
        best[case.document] = max(score, best.get(case.document, -1.0))
    return _ranked(best, past)


def _ranked(scores: Mapping[str, float], past: Sequence[Case]) -> list[str]:
    """The best first; where scores are the same, or none at all, by how often: as it is done for ours."""
    return sorted(majority(past, ""), key=lambda document: -scores[document])


def bm25_together(past: Sequence[Case], words: str) -> list[str]:
    """Each document by all the conversations that it resolved, as one text."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for case in past:
        texts[case.document].extend(_tokens(case.words))
    scores = dict(zip(texts, bm25(list(texts.values()), _tokens(words)), strict=True))
    return _ranked(scores, past)


_NOBODY = Vocabulary({}, {}, {}, {})


def ours(past: Sequence[Case], words: str) -> list[str]:
    """What the triage names as candidates, then the rest by how often."""
    shelf = _answers(past)
    text = plain(words)
    near = [each.known.id for each in shelf.answers_like(text, hear(text, "en"), "")]
    return near + [document for document in majority(past, words) if document not in near]


def _answers(past: Sequence[Case]) -> Knowledge:
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for case in past:
        texts[case.document].append(case.words)
    return Knowledge.of(
        [
            Known(document, KnownKind.ANSWERED, "", {"en": document}, "", AT, asked=tuple(asked_before))
            for document, asked_before in texts.items()
        ],
        _NOBODY,
    )


RANKERS: Mapping[str, Ranker] = {
    "the document that resolved most": majority,
    "BM25, nearest conversation": bm25_nearest,
    "BM25, conversations of a document as one": bm25_together,
    "ours": ours,
}


def _alike(one: str, other: str) -> float:
    first, second = set(_tokens(one)), set(_tokens(other))
    return len(first & second) / max(len(first | second), 1)


def retrieval(path: Path, *, without_copies: bool) -> str:
    """Leave one out within each organisation; `without_copies` leaves out past ones that share most words with the one asked."""
    ranks: defaultdict[str, list[int]] = defaultdict(list)
    sure: list[bool] = []
    reached = 0
    for _, of_one in groupby(cases(path), key=lambda case: case.organisation):
        every = list(of_one)
        for at, case in enumerate(every):
            past = [each for other, each in enumerate(every) if other != at]
            if without_copies:
                past = [each for each in past if _alike(each.words, case.words) < 0.35]
            if not past:
                continue
            reached += any(each.document == case.document for each in past)
            for name, ranker in RANKERS.items():
                ranked = ranker(past, case.words)
                ranks[name].append(ranked.index(case.document) + 1 if case.document in ranked else 0)
            found = triage(Asked("", case.words, AT, "en"), _answers(past))
            if found.answer is not None:
                sure.append(found.answer.sources[0].id == case.document)
    count = len(ranks["ours"])
    rows = [
        (
            name,
            percent(sum(rank == 1 for rank in found), count),
            percent(sum(0 < rank <= 3 for rank in found), count),
            f"{sum(1 / rank for rank in found if rank) / count:.3f}",
        )
        for name, found in ranks.items()
    ]
    best = (
        sum(rank == 1 for rank in ranks["ours"]),
        sum(rank == 1 for rank in ranks["BM25, conversations of a document as one"]),
    )
    spread = 1.96 * math.sqrt(
        sum(
            ((one == 1) - (other == 1)) ** 2
            for one, other in zip(
                ranks["ours"], ranks["BM25, conversations of a document as one"], strict=True
            )
        )
    )
    return (
        table((f"{count} conversations", "first is right", "among three", "MRR"), rows)
        + f"\nThe right document occurs among the others for {reached} ({percent(reached, count)}): no ranking can do better. "
        f"Ours less the best BM25: {best[0] - best[1]:+d} conversations, 95 % interval ±{spread:.0f}. "
        f"Sure enough to be sent at once: {len(sure)}, of them right {sum(sure)}.\n"
    )
