"""How well questions are answered: those of the Instagram evening, and old ones of customer care. `make bench BENCH=answers`

ARGS="--questions heldout" plays the set that is held out; ARGS="--conversations FILE" measures retrieval on conversations, one
JSON object a line (organisation, turns with role and text, resolving_doc_id); ARGS="--write" puts the tables into the docs.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.answers.evening import AT, asked, played, vocabulary
from tests.answers.questions import Label, Manner, Question, questions

from groundswell.core.answer import (
    Asked,
    Group,
    Knowledge,
    Known,
    KnownKind,
    Triage,
    Vocabulary,
    group,
    triage,
)
from groundswell.core.answer.cues import hear
from groundswell.core.answer.text import plain

PAGE = Path(__file__).resolve().parents[1] / "docs" / "explanation" / "answers.md"
ANSWERS = 10
"""so many answers a desk writes for what is left"""


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def percent(part: float, of: float) -> str:
    return f"{100 * part / of:.1f} %" if of else "-"


# --- the evening --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evening:
    """What came of a file of questions: `wrong` are answers given to what nothing known answers, or about another service."""

    asked: int
    answerable: int
    answered: int
    wrong: tuple[Question, ...]
    missed: tuple[Question, ...]
    left: int
    groups: tuple[Group, ...]
    served: int
    served_right: int
    milliseconds: float


def evening(name: str) -> Evening:
    """Play the questions `name`; group what is left and let ten answers, to the ten largest groups, serve it."""
    some = questions(name)
    list(played(some))  # tables of cues are made at the first question
    began = time.perf_counter()
    results = list(played(some))
    spent = time.perf_counter() - began
    answered = [(question, found) for question, found in results if found.answer is not None]
    wrong = tuple(question for question, found in answered if _is_wrong(question, found))
    left = [question for question, found in results if found.answer is None]
    groups = group([asked(question) for question in left], vocabulary())
    kinds = {question.id: question.group for question in left}
    chosen = groups[:ANSWERS]
    return Evening(
        asked=len(results),
        answerable=sum(question.label is Label.ANSWERABLE for question, _ in results),
        answered=len(answered),
        wrong=wrong,
        missed=tuple(
            question
            for question, found in results
            if found.answer is None and question.label is Label.ANSWERABLE
        ),
        left=len(left),
        groups=tuple(groups),
        served=sum(len(each.members) for each in chosen),
        served_right=sum(max(Counter(kinds[member] for member in each.members).values()) for each in chosen),
        milliseconds=1000 * spent / len(results),
    )


def _is_wrong(question: Question, found: Triage) -> bool:
    assert found.answer is not None, "asked of answers only"
    services = {each.service for each in found.answer.sources}
    return question.label is Label.NOT or (bool(question.service) and question.service not in services)


def told_of(name: str, seen: Evening) -> str:
    """The figures as a table."""
    unlike = [question for question in questions(name).question if question.manner is not Manner.PLAIN]
    missed = {question.id for question in seen.missed}
    fit = [question for question in unlike if question.label is Label.ANSWERABLE]
    rows = [
        ("questions", f"{seen.asked}, of them {seen.answerable} that what is known answers"),
        ("answered at once", f"{seen.answered} ({percent(seen.answered, seen.asked)} of all)"),
        (
            "of those that can be answered",
            f"{percent(seen.answerable - len(seen.missed), seen.answerable)}; unlike a template "
            f"{percent(sum(question.id not in missed for question in fit), len(fit))}",
        ),
        ("wrong among the answers", f"{len(seen.wrong)} ({percent(len(seen.wrong), seen.answered)})"),
        ("left for people", f"{seen.left}, in {len(seen.groups)} groups"),
        (f"served by {ANSWERS} answers", f"{seen.served} ({percent(seen.served, seen.left)})"),
        (
            "and served rightly, by the labels",
            f"{seen.served_right} ({percent(seen.served_right, seen.left)})",
        ),
    ]
    return table((f"`{name}`", ""), rows)


# --- the conversations --------------------------------------------------------------------------------


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
    return sorted(best, key=lambda document: (-best[document], document))


def bm25_together(past: Sequence[Case], words: str) -> list[str]:
    """Each document by all the conversations that it resolved, as one text."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for case in past:
        texts[case.document].extend(_tokens(case.words))
    scores = dict(zip(texts, bm25(list(texts.values()), _tokens(words)), strict=True))
    return sorted(scores, key=lambda document: (-scores[document], document))


_NOBODY = Vocabulary({}, {}, {}, {})


def ours(past: Sequence[Case], words: str) -> list[str]:
    """What the triage names as candidates, then the rest by how often."""
    shelf = _answers(past)
    text = plain(words)
    near = [each.id for each in shelf.answers_like(text, hear(text, "en"), "")]
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


def written(page: str, part: str, text: str) -> str:
    """`page` with `text` between the marks of `part`."""
    return re.sub(
        rf"(<!-- measured: {part} -->\n).*?(<!-- end -->)",
        lambda marks: f"{marks[1]}{text}{marks[2]}",
        page,
        flags=re.DOTALL,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", default="dev", help="dev or heldout")
    parser.add_argument(
        "--conversations", type=Path, help="a file of conversations; without it they are left out"
    )
    parser.add_argument("--misses", action="store_true", help="print what was missed and what was wrong")
    parser.add_argument(
        "--write", action="store_true", help="put the tables into docs/explanation/answers.md"
    )
    told = parser.parse_args()
    parts = {}
    seen = evening(told.questions)
    parts[f"evening-{told.questions}"] = told_of(told.questions, seen)
    print(parts[f"evening-{told.questions}"])
    print(f"{seen.milliseconds:.2f} ms a question\n")
    if told.misses:
        for name, some in (("wrong", seen.wrong), ("missed", seen.missed)):
            for question in some:
                print(f"{name}: {question.id} {question.language} {question.group}: {question.words[:120]!r}")
    if told.conversations:
        for part, without_copies in (("conversations", False), ("conversations-without-copies", True)):
            parts[part] = retrieval(told.conversations, without_copies=without_copies)
            print(parts[part])
    if told.write:
        page = PAGE.read_text(encoding="utf-8")
        for part, text in parts.items():
            page = written(page, part, text)
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
