"""How danger is learned, and how much of it is heard. `make bench BENCH=answers ARGS="--learn-danger"` writes src/groundswell/core/answer/learned_danger.py,
ARGS="--questions danger" measures.

A logistic model over the marks of core/answer/danger.py. It learns from tests/answers/danger, from danger.txt without what was thought of afterwards, and
from a part of the examples of ordinary questions; never from danger-blind.txt, nor from any labelled question.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from tests.answers.questions import HERE, Label

from bench import sorting
from bench.fitting import Floats, Table, told_apart
from bench.learning import BY_STRANGERS, EXAMPLES, FILES, examples_in, packed, rounded
from bench.plain_tables import percent, table
from bench.sorting import files_of
from groundswell.core.answer.cues import Cue, Heard, hear
from groundswell.core.answer.danger import PLACES, WORTH, Marks, is_danger, marks, odds
from groundswell.core.answer.marks import PAIR, RUN, WORD, vector
from groundswell.core.answer.piles import Pile
from groundswell.core.answer.text import Plain, plain
from groundswell.core.phrases import LANGUAGES

LESSONS = HERE / "danger"
BLIND, OLDER = HERE / "danger-blind.txt", HERE / "danger.txt"
LEARNED = HERE.parents[1] / "src" / "groundswell" / "core" / "answer" / "learned_danger.py"
DANGER, NEAR, AFTERWARDS = "!", "-", "?"
ORDINARY = 0.5
"""what an ordinary question counts, where a sentence of danger or near it counts one"""
EACH = 4
"""of so many ordinary questions one teaches: they are many and far from danger"""
UNCLEAR = frozenset({"private", "report-a-person"})
"""ordinary questions of these matters may tell of danger"""
LOOSE = 1.0
"""how little the model is held back: one over the penalty of a square"""
FOLDS = 5
WRONG = 0.02
"""So much of what is near danger and left out may be heard by what was learned. Whoever wrote both knows what is near: of near sentences by others it is
some four times as much. A wrong hearing costs an asker some minutes, a miss may cost a life: more of these are worth it, not any number
(docs/explanation/answers.md)"""
_STEPS = 25
SAMPLED = 25
"""of so many sentences one is read when it is looked whether the model is of what is there"""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What somebody says, on a page in `language`; `topic` "" where it is no lesson of tests/answers/danger."""

    words: str
    language: str
    is_danger: bool
    topic: str = ""

    @property
    def read(self) -> tuple[Plain, Heard]:
        """As a question is read."""
        text = plain(self.words)
        return text, hear(text, self.language)


def sentences(sign: str, older: bool = False) -> list[Sentence]:
    """Those with a sign of danger-blind.txt, or of the `older` danger.txt."""
    found, language = [], ""
    for line in (OLDER if older else BLIND).read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            language = line[3:]
        elif language and line.startswith(f"{sign} "):
            found.append(Sentence(line[2:], language, sign != NEAR))
    return found


def lessons() -> list[Sentence]:
    """All that teaches, and the ordinary questions of which those teach in which no list hears danger."""
    found = [
        Sentence(each.words, each.hint, head.startswith(DANGER), head) for head, each in examples_in(LESSONS)
    ]
    found += [*sentences(DANGER, older=True), *sentences(NEAR, older=True)]
    ordinary = []
    for head, each in (*examples_in(sorting.EXAMPLES), *examples_in(EXAMPLES)):
        if head == Pile.DANGER:
            found.append(Sentence(each.words, each.hint, is_danger=True))
        elif head not in UNCLEAR:
            ordinary.append(Sentence(each.words, each.hint, is_danger=False))
    labelled = answerable(each for each in FILES if each not in BY_STRANGERS)
    return [*found, *ordinary[EACH - 1 :: EACH], *labelled]


def taught_by() -> list[Sentence]:
    """All from which is learned. Ordinary questions in which a list hears danger are left out: nobody has looked which of them is."""
    return [each for each in lessons() if each.is_danger or is_near(each) or not each.read[1].any(Cue.DANGER)]


def is_near(sentence: Sentence) -> bool:
    """Whether it was written to be near danger, and is none."""
    return not sentence.is_danger and (bool(sentence.topic) or sentence.words in _near())


@cache
def marks_of(sentence: Sentence) -> Marks:
    """Of the whole sentence: those from which is learned are short."""
    text, heard = sentence.read
    cues = sorted(str(cue) for cue in heard.cues if cue is not Cue.DANGER)
    return marks(text.words, text.manner, cues)


@dataclass(frozen=True, eq=False)
class Course:
    """All sentences, ready to be learned from."""

    sentences: Sequence[Sentence]
    table: Table
    rarity: NDArray[np.float32]

    @classmethod
    def of(cls, some: Sequence[Sentence]) -> Course:
        counts = np.zeros(PLACES)
        for each in some:
            counts[list({at for kind, at in marks_of(each) if kind in (PAIR, RUN, WORD)})] += 1
        steps = np.round(_STEPS * np.log1p(len(some) / np.maximum(counts, 1)))
        rarity: NDArray[np.float32] = (steps / _STEPS).astype(np.float32)
        return cls(some, Table.of([vector(marks_of(each), rarity, WORTH) for each in some]), rarity)

    def model(self, rows: NDArray[np.bool_]) -> Floats:
        """Weights by place, then an offset, from `rows`."""
        labels = np.array([each.is_danger for each in self.sentences])
        is_one = [each.is_danger or is_near(each) for each in self.sentences]
        counts = np.where(is_one, 1.0, ORDINARY)
        return told_apart(self.table.kept(rows), labels[rows], counts[rows], LOOSE, PLACES)

    def left_out(self) -> tuple[Floats, NDArray[np.bool_]]:
        """The log odds of each lesson by a model that has not seen its fifth, drawn by lot; which sentences those are."""
        is_lesson = np.array([bool(each.topic) for each in self.sentences])
        fold = np.where(is_lesson, np.random.default_rng(0).integers(0, FOLDS, len(self.sentences)), FOLDS)
        found = np.zeros(len(self.sentences))
        for number in range(FOLDS):
            model = self.model(fold != number)
            found[fold == number] = self.table.kept(fold == number).scores(model[:-1]) + model[-1]
        return found, is_lesson


@cache
def _near() -> frozenset[str]:
    return frozenset(each.words for each in sentences(NEAR, older=True))


def least(scores: Floats, near: NDArray[np.bool_]) -> float:
    """The log odds from which on WRONG of what is near is heard."""
    return float(np.quantile(scores[near], 1 - WRONG))


def source(some: Sequence[Sentence]) -> int:
    """A figure that changes when what is learned from, or how it is read, changes: the marks of some stand for those of all."""
    check = zlib.crc32(f"{WORTH} {LOOSE} {ORDINARY} {WRONG}".encode())
    for at, each in enumerate(some):
        read = marks_of(each) if at % SAMPLED == 0 else ""
        check = zlib.crc32(f"{each} {read}".encode(), check)
    return check


HEAD = '''"""What was learned of danger, written by `make bench BENCH=answers ARGS="--learn-danger"` from tests/answers.

Weights by place of the marks of core/answer/danger.py, as small whole numbers.
"""

from __future__ import annotations

SOURCE = {source}
"""bench/danger.py says whether this is still what would be learned"""
SCALE = {scale:.4g}
"""of the weights: divided by 127 that of one"""
OFFSET = {offset:.4g}
LEAST = {least:.4g}
"""the log odds from which on somebody may be in danger: bench/danger.py says why"""
RARITY_STEPS = {steps}
RARITY = """
{rarity}
"""
"""base 64 of zlib of bytes, one a place, `RARITY_STEPS` to one"""
WEIGHTS = """
{weights}
"""
"""base 64 of zlib of signed bytes, one a place"""
'''


def learn() -> None:
    """Learn from all, find by lessons left out from when on it is danger, and write it."""
    course = Course.of(taught_by())
    scores, is_lesson = course.left_out()
    near = is_lesson & ~np.array([each.is_danger for each in course.sentences])
    found = course.model(np.ones(len(course.sentences), dtype=np.bool_))
    scale, small = rounded(found[:-1, None])
    told = HEAD.format(
        source=source(lessons()),
        scale=scale[0],
        offset=found[-1],
        least=least(scores, near),
        steps=_STEPS,
        rarity=packed(np.round(_STEPS * course.rarity).astype(np.uint8).tobytes()),
        weights=packed(small),
    )
    LEARNED.write_text(told, encoding="utf-8")
    print(by_bar(course.sentences, scores, is_lesson))


BARS = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0)


def by_bar(some: Sequence[Sentence], scores: Floats, is_lesson: NDArray[np.bool_]) -> str:
    """What each bar would hear of lessons left out, alone and beside the lists."""
    is_grave = np.array([each.is_danger for each in some])
    is_listed = np.array([bool(each.topic) and each.read[1].any(Cue.DANGER) for each in some])
    rows = []
    for bar in sorted((*BARS, least(scores, is_lesson & ~is_grave))):
        row = [f"{bar:.2f}"]
        for among in (is_lesson & is_grave, is_lesson & ~is_grave):
            learned = scores[among] >= bar
            row += [
                percent(learned.sum(), among.sum()),
                percent((learned | is_listed[among]).sum(), among.sum()),
            ]
        rows.append(row)
    head = ("log odds", "danger, learned", "danger, either", "near, learned", "near, either")
    return table(head, rows)


def heard_of(title: str, some: Sequence[Sentence]) -> tuple[str, ...]:
    """How many of `some` are heard: by the lists, as learned, by either."""
    read = [each.read for each in some]
    by_lists = sum(heard.any(Cue.DANGER) for _, heard in read)
    learned = sum(is_danger(text, Heard(heard.language, _without(heard))) for text, heard in read)
    either = sum(is_danger(text, heard) for text, heard in read)
    return (
        title,
        str(len(some)),
        *(f"{each} ({percent(each, len(some))})" for each in (by_lists, learned, either)),
    )


def _without(heard: Heard) -> dict[Cue, int]:
    return {cue: count for cue, count in heard.cues.items() if cue is not Cue.DANGER}


def answerable(files: Iterable[str]) -> Iterator[Sentence]:
    """The labelled questions that what is known answers: nobody in them is in danger."""
    for name in files:
        for told in files_of(name):
            for each in told.question:
                if each.label is Label.ANSWERABLE:
                    yield Sentence(each.words, each.language, is_danger=False)


HEADS = ("sentences", "how many", "heard by lists", "as learned", "by either")


def figures() -> dict[str, str]:
    """What is heard of sentences from which nothing has learned."""
    grave, near = sentences(DANGER), sentences(NEAR)
    rows = [
        heard_of("danger, blind", grave),
        heard_of("danger, thought of afterwards by other sessions", sentences(AFTERWARDS, older=True)),
        heard_of("near danger, blind", near),
        heard_of("strangers' questions that can be answered", list(answerable(BY_STRANGERS))),
    ]
    by_language = [
        (language, *_heard_in(language, grave), *_heard_in(language, near)) for language in LANGUAGES
    ]
    head = ("language", "danger", "by lists", "by either", "near", "by lists", "by either")
    return {"danger": table(HEADS, rows), "danger-languages": table(head, by_language)}


def _heard_in(language: str, some: Sequence[Sentence]) -> tuple[str, str, str]:
    theirs = [each for each in some if each.language == language]
    read = [each.read for each in theirs]
    by_lists = sum(heard.any(Cue.DANGER) for _, heard in read)
    return (str(len(theirs)), str(by_lists), str(sum(is_danger(*each) for each in read)))


def misses() -> Iterator[str]:
    """Of danger what is not heard, of what is near it what is: to be looked at by who is done with learning."""
    for each in (*sentences(DANGER), *sentences(NEAR)):
        if is_danger(*each.read) is not each.is_danger:
            text, heard = each.read
            yield f"{each.language} {'missed' if each.is_danger else 'wrong'} {odds(text, heard):.2f}: {each.words}"
