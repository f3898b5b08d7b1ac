"""What the piles of the desk learn, and how: from labelled questions and examples. `make bench BENCH=answers ARGS="--learn-piles"` writes
src/groundswell/core/answer/learned_piles.py.

Apart from bench/learning.py, which says what is answered at once: nothing here changes an answer. The models are multinomial logistic ones
over the marks of core/answer/marks.py, where a text may be known to lie on one of several piles only; a second one is learned of what the
first says of strangers' questions that it has not seen.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray
from tests.answers.evening import vocabulary
from tests.answers.questions import HERE, Kind, Question, QuestionSet, other_evenings, questions

from bench.fitting import Floats, Table, chances_of, mended, sorted_out
from bench.learning import (
    BY_STRANGERS,
    FILES,
    SAMPLED,
    Course,
    Lesson,
    examples_in,
    lessons,
    listed,
    packed,
    rounded,
    were_left,
)
from groundswell.core.answer.concepts import LISTED
from groundswell.core.answer.cues import hear
from groundswell.core.answer.evidence import taught
from groundswell.core.answer.marks import FEW_PLACES, OF_PILES, more_marks, vector
from groundswell.core.answer.matters import TOLD, Matter
from groundswell.core.answer.piles import LEAST, Pile, Sorting
from groundswell.core.answer.text import plain

EXAMPLES = HERE / "left"
LEARNED = HERE.parents[1] / "src" / "groundswell" / "core" / "answer" / "learned_piles.py"
REAL = 3.0
"""what a labelled question counts, where an example counts one"""
COUNTS = {"examples": 1.0, "left": 1.0, "checks": 1.0, **dict.fromkeys(BY_STRANGERS, 15.0)}
"""the same of other files"""
LOOSE = 1.0
"""how little the model is held back: one over the penalty of a square"""
AGAIN = 0.01
"""the same of the second one, which says of what the first says how much it is worth for a stranger"""
KEPT = 0.5
"""so much of what the first says stays in any case"""
_LEFT = tuple(pile for pile in Pile if pile is not Pile.KNOWN)
OF_MATTER = {
    **dict.fromkeys(TOLD, (Pile.KNOWN,)),
    Matter.SISTERS: (Pile.KNOWN, Pile.OTHER_APPS),
    Matter.DISABLED: (Pile.DISABLED,),
    Matter.TAKEN_OVER: (Pile.TAKEN_OVER, Pile.PHISHING),
    Matter.OLD_LOGIN: (Pile.OLD_LOGIN,),
    Matter.HELP_CENTRE: (Pile.HELP_CENTRE, Pile.UNDER_WAY),
    Matter.SHADOWBAN: (Pile.REACH,),
    Matter.PAYOUTS: (Pile.BUSINESS,),
    Matter.VERIFIED: (Pile.BUSINESS,),
    Matter.REPORT_A_PERSON: (Pile.REPORT_A_PERSON, Pile.DANGER),
    Matter.SCAM_SELLER: (Pile.SCAM_SELLER,),
    Matter.OTHER_APPS: (Pile.OTHER_APPS,),
    Matter.OWN_INTERNET: (Pile.OWN_LINE,),
    Matter.VAGUE: (Pile.VAGUE,),
    Matter.ANOTHER_DAY: (Pile.OLDER_TROUBLE, Pile.EARLIER_OUTAGE),
    Matter.PERSON: (Pile.PRESS, Pile.SITE, Pile.TELL_ME, Pile.PROOF),
    Matter.THANKS: (Pile.NOTHING,),
    Matter.OPINION: (Pile.NOTHING,),
    Matter.PRIVATE: (Pile.PRIVATE, Pile.BLOCKED_ME, Pile.DANGER, Pile.PROOF, Pile.UNDER_WAY),
    Matter.SPAM: (Pile.NOTHING,),
}
"""On which piles a matter may lie"""
OF_GROUP = {
    "blocked-me": (Pile.BLOCKED_ME,),
    "older-trouble": (Pile.OLDER_TROUBLE,),
    "earlier-outage": (Pile.EARLIER_OUTAGE,),
    "press": (Pile.PRESS,),
    "fake-profile": (Pile.REPORT_A_PERSON,),
    "tomorrow": (Pile.EARLIER_OUTAGE,),
    "old-trouble": (Pile.OLDER_TROUBLE,),
    "stolen-card": (Pile.TAKEN_OVER,),
    "sim-swap": (Pile.TAKEN_OVER,),
    "get-back-in": (Pile.TAKEN_OVER, Pile.OLD_LOGIN),
    "suspended": (Pile.DISABLED,),
    "other-services": (Pile.OTHER_APPS,),
    "own-line": (Pile.OWN_LINE,),
    "older-account": (Pile.TAKEN_OVER, Pile.OLD_LOGIN, Pile.DISABLED),
    "threats": (Pile.DANGER,),
    **dict.fromkeys(("code-rejected", "attempt-lockout"), (Pile.OLD_LOGIN,)),
    **dict.fromkeys(("safety-evidence", "gdpr-duty"), (Pile.PROOF,)),
    **dict.fromkeys(("double-posts", "streak", "giveaway-deadline"), (Pile.UNDER_WAY,)),
    **dict.fromkeys(("site", "this-site", "how-you-count", "privacy", "jobs"), (Pile.SITE,)),
}
"""The same of a label, where it says more than its matter and no stranger told on which pile it lies"""
OFTEN = 0.3
"""on what piles a stranger's label lies: where at least this part of those on the likeliest do"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A text from which is learned, and the piles that it may lie on."""

    lesson: Lesson
    piles: Collection[Pile]


def files_of(name: str) -> list[QuestionSet]:
    """The evenings of a file."""
    return list(other_evenings().values()) if name == "others" else [questions(name)]


def sheets() -> list[Sheet]:
    """All that the answers learn from, and the examples of what is left."""
    asked = {each.id: each for name in FILES for told in files_of(name) for each in told.question}
    told = _told(asked.values())
    return [
        *(Sheet(each, _piles(each, asked.get(each.id), told)) for each in lessons()),
        *(Sheet(each, (Pile(head),)) for head, each in examples_in(EXAMPLES)),
    ]


def _told(some: Iterable[Question]) -> Mapping[str, Collection[Pile]]:
    """Where the writers who told the pile of each question put those of a label."""
    found: defaultdict[str, Counter[Pile]] = defaultdict(Counter)
    for each in some:
        if each.pile:
            found[each.group][Pile(each.pile)] += 1
    return {
        group: tuple(pile for pile, count in counts.items() if count >= OFTEN * max(counts.values()))
        for group, counts in found.items()
    }


def _piles(
    lesson: Lesson, question: Question | None, told: Mapping[str, Collection[Pile]]
) -> Collection[Pile]:
    if question is not None and question.pile:
        return (Pile(question.pile),)
    if question is not None and lesson.is_answerable and question.service not in ("", lesson.place.out):
        return (Pile.OTHER_APPS,)
    if question is not None and lesson.file in BY_STRANGERS and question.group in told:
        return told[question.group]
    if question is not None and question.kind is Kind.REACH:
        return (Pile.REACH,)
    if question is not None and question.group in OF_GROUP:
        return OF_GROUP[question.group]
    if lesson.matter is not None:
        return OF_MATTER[lesson.matter]
    return (Pile.KNOWN,) if lesson.is_answerable else _LEFT


@dataclass(frozen=True)
class Sorter:
    """All sheets, ready to be learned from."""

    sheets: Sequence[Sheet]
    left: Collection[str]
    """ids of strangers' questions that no answer was sure enough for, by models that had not seen them: of these learns the second model,
    for no others are sorted"""
    kept: dict[str, Floats] = field(default_factory=dict)
    """what was learned without a file"""

    @cached_property
    def _table(self) -> Table:
        return Table.of([_vector(each.lesson) for each in self.sheets]).folded(FEW_PLACES)

    @cached_property
    def _first(self) -> Floats:
        """Where learning begins: what the examples alone teach, so that no file of questions has a part in it."""
        return self._fitted([each.lesson.file not in FILES for each in self.sheets], None)

    @cached_property
    def _allowed(self) -> NDArray[np.bool_]:
        return np.array([[pile in each.piles for pile in Pile] for each in self.sheets])

    def taught(self, without: str = "") -> Sorting:
        """From all files but one."""
        found, again = self._without(without), self._again(without)
        return Sorting(
            found[:-1].astype(np.float32),
            found[-1].astype(np.float32),
            again[:-1].astype(np.float32),
            again[-1].astype(np.float32),
        )

    def _without(self, name: str) -> Floats:
        if name not in self.kept:
            self.kept[name] = self._fitted([each.lesson.file != name for each in self.sheets], self._first)
        return self.kept[name]

    def _fitted(self, kept: Sequence[bool], start: Floats | None) -> Floats:
        counts = np.array([COUNTS.get(each.lesson.file, REAL) for each in self.sheets])
        rows = np.array(kept)
        return sorted_out(self._table.kept(rows), self._allowed[rows], counts[rows], LOOSE, FEW_PLACES, start)

    def _heard(self, name: str) -> tuple[Floats, NDArray[np.bool_]]:
        """Log chances of each pile for what was left of a file, by a model that has not seen it; which questions those are."""
        rows = np.array([each.lesson.file == name and each.lesson.id in self.left for each in self.sheets])
        some, found = self._table.kept(rows), self._without(name)
        scores = np.stack([some.scores(each) for each in found[:-1].T], axis=1) + found[-1]
        return np.log(np.maximum(chances_of(scores)[0], LEAST)), rows

    def _again(self, without: str) -> Floats:
        """What the chances of piles say of questions by strangers, each file of which the model had not seen."""
        heard, rows = zip(*(self._heard(name) for name in BY_STRANGERS if name != without), strict=True)
        chances = np.concatenate(heard)
        allowed = np.concatenate([self._allowed[each] for each in rows])
        return mended(chances, allowed, AGAIN, KEPT)


def _vector(lesson: Lesson) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    return vector(_marks_of(lesson), taught().rarity, OF_PILES)


@cache
def _marks_of(lesson: Lesson) -> tuple[tuple[str, int], ...]:
    """As `group` sees it: what is out, and no other service that is known to be calm."""
    text, scene = plain(lesson.words), replace(lesson.scene, calm=())
    return tuple(more_marks(text, hear(text, lesson.hint), scene, vocabulary()))


def source(some: Sequence[Sheet]) -> int:
    """A figure that changes when what is learned from, or how it is read, changes."""
    check = zlib.crc32(taught().rarity.tobytes())
    counts = f"{OF_PILES} {LOOSE} {AGAIN} {KEPT} {OFTEN} {REAL} {sorted(COUNTS.items())}"
    check = zlib.crc32(f"{LISTED} {counts}".encode(), check)
    for at, each in enumerate(some):
        read = list(_marks_of(each.lesson)) if at % SAMPLED == 0 else ""
        row = f"{','.join(each.piles)} {each.lesson.file} {each.lesson.hint} {each.lesson.words} {read}"
        check = zlib.crc32(row.encode(), check)
    return check


HEAD = '''"""What was learned of the piles of the desk, written by `make bench BENCH=answers ARGS="--learn-piles"` from tests/answers.

Weights of each pile (piles.Pile) by one of marks.FEW_PLACES, as small whole numbers.
"""

from __future__ import annotations

SOURCE = {source}
"""bench/sorting.py says whether this is still what would be learned"""
SCALES = (
    {scales}
)
"""of the weights of each pile: divided by 127 that of one"""
OFFSETS = (
    {offsets}
)
WEIGHTS = """
{weights}
"""
"""compressed: one after the other, a whole number a place"""
AGAIN = """
{again}
"""
"""of the second model: a line for each pile, what the log chance of it says for each"""
AGAIN_OFFSETS = (
    {again_offsets}
)
'''


def learn() -> None:
    """Learn from all, and write it."""
    some = sheets()
    course = Course.of(lessons())
    found = Sorter(some, were_left(course, course.without_its_file(BY_STRANGERS))).taught()
    scales, small = rounded(found.weights)
    told = HEAD.format(
        source=source(some),
        scales=listed(scales),
        offsets=listed(found.offsets.astype(np.float64)),
        weights=packed(small),
        again="\n".join(" ".join(f"{value:.4g}" for value in row) for row in found.again),
        again_offsets=listed(found.again_offsets.astype(np.float64)),
    )
    LEARNED.write_text(told, encoding="utf-8")
