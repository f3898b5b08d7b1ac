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

from bench.fitting import Floats, Table, sorted_out
from bench.learning import (
    BY_STRANGERS,
    FILES,
    SAMPLED,
    Lesson,
    examples_in,
    lessons,
    listed,
    marks_of,
    packed,
    rounded,
)
from groundswell.core.answer.evidence import taught
from groundswell.core.answer.marks import FEW_PLACES, vector
from groundswell.core.answer.matters import TOLD, Matter
from groundswell.core.answer.piles import Pile, Sorting

EXAMPLES = HERE / "left"
LEARNED = HERE.parents[1] / "src" / "groundswell" / "core" / "answer" / "learned_piles.py"
REAL = 3.0
"""what a labelled question counts, where an example counts one"""
COUNTS = {"examples": 1.0, "left": 1.0, "checks": 1.0, **dict.fromkeys(BY_STRANGERS, 15.0)}
"""the same of other files"""
LOOSE = 3.0
"""how little the model is held back: one over the penalty of a square"""
_LEFT = tuple(pile for pile in Pile if pile is not Pile.KNOWN)
OF_MATTER = {
    **dict.fromkeys(TOLD, (Pile.KNOWN,)),
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
    **dict.fromkeys(("how-site-counts", "who-are-you", "chart-times"), (Pile.SITE,)),
    **dict.fromkeys(("notify-me", "tell-me-when"), (Pile.TELL_ME,)),
    **dict.fromkeys(("written-proof", "safety-evidence", "gdpr-duty"), (Pile.PROOF,)),
    **dict.fromkeys(
        [
            "scheduled-posts",
            "scheduled-post",
            "live-cut-off",
            "story-timer",
            "story-hours",
            "double-posts",
            "giveaway-deadline",
            "streak",
        ],
        (Pile.UNDER_WAY,),
    ),
    **dict.fromkeys(("uninstalled-drafts", "drafts", "message-in-outage"), (Pile.UNDER_WAY,)),
    "phishing-mail": (Pile.PHISHING,),
    **dict.fromkeys(("press-interview", "press-contact", "graph-use"), (Pile.PRESS,)),
    **dict.fromkeys(("threats",), (Pile.DANGER,)),
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
    """All that the answers learn from, and the examples of what is left."""
    asked = {each.id: each for name in FILES for told in files_of(name) for each in told.question}
    return [
        *(Sheet(each, _piles(each, asked.get(each.id))) for each in lessons()),
        *(Sheet(each, (Pile(head),)) for head, each in examples_in(EXAMPLES)),
    ]


def _piles(lesson: Lesson, question: Question | None) -> Collection[Pile]:
    if question is not None and question.pile:
        return (Pile(question.pile),)
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
    def _table(self) -> Table:
        return Table.of([_vector(each.lesson) for each in self.sheets]).folded(FEW_PLACES)

    @cached_property
    def _first(self) -> Floats:
        """Where learning begins: what the examples alone teach, so that no file of questions has a part in it."""
        return self._fitted([each.lesson.file not in FILES for each in self.sheets], None)

    def taught(self, without: str = "") -> Sorting:
        """From all files but one."""
        found = self._fitted([each.lesson.file != without for each in self.sheets], self._first)
        return Sorting(found[:-1].astype(np.float32), found[-1].astype(np.float32))

    def _fitted(self, kept: Sequence[bool], start: Floats | None) -> Floats:
        counts = np.array([COUNTS.get(each.lesson.file, REAL) for each in self.sheets])
        allowed = np.array([[pile in each.piles for pile in Pile] for each in self.sheets])
        rows = np.array(kept)
        return sorted_out(self._table.kept(rows), allowed[rows], counts[rows], LOOSE, FEW_PLACES, start)


def _vector(lesson: Lesson) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    return vector(marks_of(lesson), taught().rarity)


def source(some: Sequence[Sheet]) -> int:
    """A figure that changes when what is learned from, or how it is read, changes."""
    check = zlib.crc32(taught().rarity.tobytes())
    for at, each in enumerate(some):
        read = list(marks_of(each.lesson)) if at % SAMPLED == 0 else ""
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
