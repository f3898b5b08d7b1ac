"""What the piles of the desk learn, and how: from labelled questions and examples. `make bench BENCH=answers ARGS="--learn-piles"` writes
src/groundswell/core/answer/learned_piles.py.

Apart from bench/learning.py, which says what is answered at once: nothing here changes an answer. The models are multinomial logistic ones
over the marks of core/answer/marks.py, where a text may be known to lie on one of several piles only.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from tests.answers.questions import HERE, Kind, Question, QuestionSet, other_evenings, questions

from bench.fitting import Floats, chances_of, least
from bench.learning import FILES, Lesson, ask_of, examples_in, lessons, listed, marks_of, packed, rounded
from groundswell.core.answer.evidence import taught
from groundswell.core.answer.marks import PLACES, vector
from groundswell.core.answer.matters import TOLD, Matter
from groundswell.core.answer.piles import Pile, Sorting

ALL_FILES = (*FILES, "fourth", "fifth", "sixth")
"""files of labelled questions; what is answered at once was not learned from the last three, the piles are"""
EXAMPLES = HERE / "left"
LEARNED = HERE.parents[1] / "src" / "groundswell" / "core" / "answer" / "learned_piles.py"
REAL = 3.0
"""what a labelled question counts beside an example"""
LOOSE = 3.0
"""how little the model is held back: one over the penalty of a square"""
STEPS = 60
_LEFT = tuple(pile for pile in Pile if pile is not Pile.KNOWN)
OF_MATTER = {
    **dict.fromkeys(TOLD, (Pile.KNOWN,)),
    Matter.DISABLED: (Pile.DISABLED,),
    Matter.TAKEN_OVER: (Pile.TAKEN_OVER,),
    Matter.OLD_LOGIN: (Pile.OLD_LOGIN,),
    Matter.HELP_CENTRE: (Pile.HELP_CENTRE,),
    Matter.SHADOWBAN: (Pile.REACH,),
    Matter.PAYOUTS: (Pile.BUSINESS,),
    Matter.VERIFIED: (Pile.BUSINESS,),
    Matter.REPORT_A_PERSON: (Pile.REPORT_A_PERSON,),
    Matter.SCAM_SELLER: (Pile.SCAM_SELLER,),
    Matter.OTHER_APPS: (Pile.OTHER_APPS,),
    Matter.OWN_INTERNET: (Pile.OWN_LINE,),
    Matter.VAGUE: (Pile.VAGUE,),
    Matter.ANOTHER_DAY: (Pile.OLDER_TROUBLE, Pile.EARLIER_OUTAGE),
    Matter.PERSON: (Pile.PRESS, Pile.SITE),
    Matter.THANKS: (Pile.NOTHING,),
    Matter.OPINION: (Pile.NOTHING,),
    Matter.PRIVATE: (Pile.PRIVATE, Pile.BLOCKED_ME),
    Matter.SPAM: (Pile.NOTHING,),
}
"""On which piles a matter may lie"""
OF_GROUP = {
    "blocked-me": (Pile.BLOCKED_ME,),
    "old-trouble": (Pile.OLDER_TROUBLE,),
    "older-trouble": (Pile.OLDER_TROUBLE,),
    "earlier-outage": (Pile.EARLIER_OUTAGE,),
    "tomorrow": (Pile.EARLIER_OUTAGE,),
    "press": (Pile.PRESS,),
    "fake-profile": (Pile.REPORT_A_PERSON,),
    "stolen-card": (Pile.TAKEN_OVER,),
    "sim-swap": (Pile.TAKEN_OVER,),
    "get-back-in": (Pile.TAKEN_OVER, Pile.OLD_LOGIN),
    "suspended": (Pile.DISABLED,),
    "other-services": (Pile.OTHER_APPS,),
    "own-line": (Pile.OWN_LINE,),
    "suspended-notice": (Pile.DISABLED,),
    "older-account": (Pile.TAKEN_OVER, Pile.OLD_LOGIN, Pile.DISABLED),
    **dict.fromkeys(("code-rejected", "attempt-lockout"), (Pile.OLD_LOGIN,)),
    **dict.fromkeys(("notify-me", "how-site-counts", "written-proof"), (Pile.SITE,)),
    **dict.fromkeys(("site", "this-site", "how-you-count", "privacy", "jobs"), (Pile.SITE,)),
}
"""The same of a label, where it says more than its matter"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A text from which is learned, and the piles that it may lie on."""

    lesson: Lesson
    piles: Collection[Pile]


def files_of(name: str) -> list[QuestionSet]:
    """The evenings of a file."""
    return list(other_evenings().values()) if name == "others" else [questions(name)]


def sheets() -> list[Sheet]:
    """All that the answers learn from, the last files of questions, and the examples of what is left."""
    asked = {each.id: each for name in ALL_FILES for told in files_of(name) for each in told.question}
    last = [(name, told) for name in ALL_FILES[len(FILES) :] for told in files_of(name)]
    found = [
        *lessons(),
        *(ask_of(name, each, told.known) for name, told in last for each in told.question),
    ]
    return [
        *(Sheet(each, _piles(each, asked.get(each.id))) for each in found),
        *(Sheet(each, (Pile(head),)) for head, each in examples_in(EXAMPLES)),
    ]


def _piles(lesson: Lesson, question: Question | None) -> Collection[Pile]:
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

    @cached_property
    def _table(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """Row, place and value of each mark."""
        found = [_vector(each.lesson) for each in self.sheets]
        rows = np.repeat(np.arange(len(found)), [len(places) for places, _ in found])
        return rows, np.concatenate([each for each, _ in found]), np.concatenate([each for _, each in found])

    @cached_property
    def _first(self) -> Floats:
        """Where learning begins: what the examples alone teach, so that no file of questions has a part in it."""
        return self._fitted([each.lesson.file not in ALL_FILES for each in self.sheets], None)

    def taught(self, without: str = "") -> Sorting:
        """From all files but one."""
        found = self._fitted([each.lesson.file != without for each in self.sheets], self._first)
        return Sorting(found[:-1].astype(np.float32), found[-1].astype(np.float32))

    def _fitted(self, kept: Sequence[bool], start: Floats | None) -> Floats:
        rows, places, values = self._table
        counts = np.array([REAL if each.lesson.file in ALL_FILES else 1.0 for each in self.sheets])
        allowed = np.array([[pile in each.piles for pile in Pile] for each in self.sheets])
        is_kept = np.array(kept)
        counts = np.where(is_kept, counts, 0.0)
        by_row, by_place = _Product(rows, places, values), _Product(places, rows, values)
        width = len(Pile)

        def cost(flat: Floats) -> tuple[float, Floats]:
            table = flat.reshape(PLACES + 1, width)
            scores = by_row.of(table[:-1].astype(np.float32), len(counts)) + table[-1]
            chances, total = chances_of(scores)
            among, part = chances_of(np.where(allowed, scores, -1e6))
            loss = float((counts * (total - part)).sum()) * LOOSE
            pull = (chances - among) * (counts * LOOSE)[:, None]
            slope = by_place.of(pull.astype(np.float32), PLACES) + table[:-1]
            whole = np.concatenate([slope, pull.sum(axis=0)[None]])
            return loss + 0.5 * float((table[:-1] ** 2).sum()), whole.ravel()

        begin = np.zeros((PLACES + 1, width)) if start is None else start
        return least(cost, begin.ravel(), STEPS if start is None else STEPS // 2).reshape(PLACES + 1, width)


class _Product:
    """A table of few values, times one of many."""

    def __init__(self, to: NDArray[np.int64], of: NDArray[np.int64], values: NDArray[np.float32]) -> None:
        order = np.argsort(to, kind="stable")
        self._to, self._begin = np.unique(to[order], return_index=True)
        self._of, self._values = of[order], values[order][:, None]

    def of(self, table: NDArray[np.float32], height: int) -> Floats:
        found = np.zeros((height, table.shape[1]))
        found[self._to] = np.add.reduceat(table[self._of] * self._values, self._begin, axis=0)
        return found


def _vector(lesson: Lesson) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    return vector(marks_of(lesson), taught().rarity)


def source(some: Sequence[Sheet]) -> int:
    """A figure that changes when what is learned from, or how it is read, changes."""
    check = zlib.crc32(taught().rarity.tobytes())
    for each in some:
        row = f"{','.join(each.piles)} {each.lesson.file in ALL_FILES} {list(marks_of(each.lesson))}"
        check = zlib.crc32(row.encode(), check)
    return check


HEAD = '''"""What was learned of the piles of the desk, written by `make bench BENCH=answers ARGS="--learn-piles"` from tests/answers.

Weights of each pile (piles.Pile) by place (marks.PLACES), as small whole numbers.
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
'''


def learn() -> None:
    """Learn from all, and write it."""
    some = sheets()
    found = Sorter(some).taught()
    scales, small = rounded(found.weights)
    told = HEAD.format(
        source=source(some),
        scales=listed(scales),
        offsets=listed(found.offsets.astype(np.float64)),
        weights=packed(small),
    )
    LEARNED.write_text(told, encoding="utf-8")
