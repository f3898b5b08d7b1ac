"""What the answers learn, and how: labelled questions and examples as vectors, logistic models of them, what each says of files
that it has not seen. `make bench BENCH=answers ARGS="--learn"` writes src/groundswell/core/answer/learned.py.

The models are linear in the marks of a question and held back by the sum of their squares: numpy only.
"""

from __future__ import annotations

import base64
import textwrap
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tests.answers.evening import vocabulary
from tests.answers.questions import (
    HERE,
    STRANGERS,
    Kind,
    Known,
    Label,
    Point,
    Question,
    Via,
    other_evenings,
    questions,
)

from bench.fitting import Floats, Table, chances_of, combined, odds_of, sorted_out, told_apart
from groundswell.core.answer.bar import against
from groundswell.core.answer.cues import hear
from groundswell.core.answer.days import tells_of_another_day
from groundswell.core.answer.evidence import Learned
from groundswell.core.answer.marks import FEW_PLACES, PAIR, PLACES, RUN, WORD, Scene, marks, vector
from groundswell.core.answer.matters import TOLD, Matter
from groundswell.core.answer.text import plain
from groundswell.core.answer.weights import WHOLE

Rows = NDArray[np.bool_]
BY_STRANGERS = ("sixth", "seventh", "eighth", *STRANGERS)
"""files by writers who knew nothing of the product, nor of one another: who writes next is such a one"""
FILES = ("dev", "known", "evening", "usual", "third", "others", "fourth", "fifth", *BY_STRANGERS)
"""files of labelled questions, each written by another session or at another time"""
REAL = 3.0
"""what a labelled question counts, where a line to check with counts one"""
COUNTS = {"examples": 1.0, "checks": 3.0, **dict.fromkeys(BY_STRANGERS, 6.0)}
"""the same of other files"""
LOOSE = {"answerable": 1.5, "matter": 6.0}
"""how little each model is held back: one over the penalty of a square"""
SURE = 0.86
"""How sure an answer must be where no sign is against it: of thirteen strangers' sets, each left out (2,579 questions), 76 in a hundred of what can be
answered are, and 2.8 in a hundred of the answers are wrong: under the 3 that are wanted (docs/explanation/answers.md has the table of bars)"""
GROUPS = {
    "which-part": Matter.IS_IT_DOWN,
    "cut-off": Matter.IS_IT_DOWN,
    "couriers": Matter.IS_IT_DOWN,
    "old-trouble": Matter.ANOTHER_DAY,
    "deleted-post": Matter.DISABLED,
    "locked-before": Matter.DISABLED,
    "banned": Matter.DISABLED,
    "feature-gone": Matter.HELP_CENTRE,
    "ad-account": Matter.PAYOUTS,
    "scam": Matter.TAKEN_OVER,
    "reach": Matter.SHADOWBAN,
    "followers": Matter.SHADOWBAN,
    "meta-verified": Matter.VERIFIED,
    "forgot-password": Matter.OLD_LOGIN,
    "two-factor": Matter.OLD_LOGIN,
    "forgot-pin": Matter.OLD_LOGIN,
    "changed-phone": Matter.OLD_LOGIN,
    "lost-phone": Matter.OLD_LOGIN,
    "report-a-content": Matter.REPORT_A_PERSON,
    "threats": Matter.REPORT_A_PERSON,
    "insult": Matter.OPINION,
    "nonsense": Matter.SPAM,
    **dict.fromkeys(("suspended", "check-waiting"), Matter.DISABLED),
    "phishing": Matter.TAKEN_OVER,
    **dict.fromkeys(("code-rejected", "attempt-lockout"), Matter.OLD_LOGIN),
    **dict.fromkeys(("fake-profile", "harmful-page"), Matter.REPORT_A_PERSON),
    "badge-not-come": Matter.VERIFIED,
    "own-line": Matter.OWN_INTERNET,
    "other-services": Matter.OTHER_APPS,
}
"""Groups of the labels that are not called as their matter is"""
_OF_TWO = frozenset({"get-back-in", "older-account"})
KINDS = {
    Kind.ACCOUNT: Matter.PRIVATE,
    Kind.HOW_TO: Matter.HELP_CENTRE,
    Kind.OTHER_SERVICE: Matter.OTHER_APPS,
    Kind.NETWORK: Matter.OWN_INTERNET,
    Kind.BILLING: Matter.PAYOUTS,
    Kind.REACH: Matter.SHADOWBAN,
    Kind.PRIVATE: Matter.PRIVATE,
    Kind.SITE: Matter.PERSON,
    Kind.PRESS: Matter.PERSON,
    Kind.VAGUE: Matter.VAGUE,
    Kind.PRAISE: Matter.THANKS,
    Kind.SPAM: Matter.SPAM,
    Kind.ABUSE: Matter.OPINION,
    Kind.ANOTHER_DAY: Matter.ANOTHER_DAY,
}
"""What the rest is by its kind"""
POINTS = {
    Point.WHERE: Matter.WHERE,
    Point.SINCE: Matter.SINCE_WHEN,
    Point.WHEN: Matter.WHEN_BACK,
    Point.SAID: Matter.SAID,
    Point.CAUSE: Matter.WHY,
    Point.ACCOUNT_SAFE: Matter.LOGGED_OUT,
    Point.WORKAROUND: Matter.WHAT_TO_DO,
    Point.SISTERS: Matter.SISTERS,
    Point.MONEY: Matter.MONEY,
    Point.REPORT: Matter.REPORT_IT,
}
EXAMPLES = HERE / "examples"
LEARNED = HERE.parents[1] / "src" / "groundswell" / "core" / "answer" / "learned.py"
_ABROAD = ("instagram", ("facebook", "whatsapp"), ("snapchat", "tiktok", "spotify"), "verizon", "meta")
_NOON = datetime(2023, 5, 21, 22, 50, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One text from which is learned, asked at `place` and `at`. `matter` None: only whether it `is_answerable` is known."""

    id: str
    file: str
    words: str
    hint: str
    place: Scene
    at: datetime
    is_answerable: bool
    matter: Matter | None

    @property
    def scene(self) -> Scene:
        """Its place, and whether it tells of another day than its own."""
        text = plain(self.words)
        language = hear(text, self.hint).language
        return replace(self.place, is_other_day=tells_of_another_day(text, language, self.at))


@cache
def lessons() -> tuple[Lesson, ...]:
    """All that is labelled but what is held out, then the examples."""
    found = [
        ask_of(name, question, told.known)
        for name in FILES
        for told in (other_evenings().values() if name == "others" else (questions(name),))
        for question in told.question
    ]
    return (*found, *_checks(), *examples())


def matter_of(question: Question) -> Matter | None:
    """By its group, else by its kind or what it asks for first; None where the group is of two."""
    group = question.group
    if group in _OF_TWO:
        return None
    if group in GROUPS:
        return GROUPS[group]
    if group in tuple(Matter):
        return Matter(group)
    return KINDS[question.kind] if question.kind else POINTS.get(question.points[0], Matter.IS_IT_DOWN)


def ask_of(name: str, question: Question, known: Known) -> Lesson:
    hint = question.language if question.via is Via.PAGE else ""
    place = Scene(known.service, tuple(known.calm), question.asked_on)
    is_answerable = question.label is Label.ANSWERABLE
    return Lesson(
        question.id, name, question.words, hint, place, known.said_at, is_answerable, matter_of(question)
    )


def _checks() -> list[Lesson]:
    found = []
    for at, line in enumerate((HERE / "checks.txt").read_text(encoding="utf-8").splitlines()):
        if line[:1] in "an" and line[1:2] == "|":
            label, language, page, words = line.split("|", 3)
            hint = language if page else ""
            place = Scene(_ABROAD[0], _ABROAD[1], page)
            found.append(Lesson(f"check-{at}", "checks", words, hint, place, _NOON, label == "a", None))
    return found


def examples() -> list[Lesson]:
    """Those of every language, with names for the masks."""
    return [
        replace(each, is_answerable=Matter(head) in TOLD, matter=Matter(head))
        for head, each in examples_in(EXAMPLES)
    ]


@cache
def examples_in(folder: Path) -> tuple[tuple[str, Lesson], ...]:
    """Lines of a folder, each with the head that it stands under."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        head = ""
        for at, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            if line.startswith("== "):
                head = line[3:]
            elif line and line[0] != "#":
                words = named(line.lstrip("@&"))
                page = {"@": "", "&": _ABROAD[3]}.get(line[0], _ABROAD[0])
                place = Scene(_ABROAD[0], _ABROAD[1], page)
                name = f"{path.stem}-{at}"
                found.append((head, Lesson(name, folder.name, words, path.stem, place, _NOON, False, None)))
    return tuple(found)


def named(line: str) -> str:
    """`line` with a name for each mask."""
    this, calm, others, carrier, operator = _ABROAD
    words = line.replace("{}", this).replace("{operator}", operator).replace("{line}", carrier)
    for mask, names in (("{calm}", calm), ("{other}", others)):
        for name in (*names, *names):
            words = words.replace(mask, name, 1)
    return words


# --- vectors ------------------------------------------------------------------------------------------


@cache
def marks_of(lesson: Lesson) -> tuple[tuple[str, int], ...]:
    """What it is compared by: see core/answer/marks.py."""
    text = plain(lesson.words)
    return tuple(marks(text, hear(text, lesson.hint), lesson.scene, vocabulary()))


def against_of(lesson: Lesson) -> float:
    """What its words take from the log odds of an answer."""
    return against(hear(plain(lesson.words), lesson.hint))


Vector = tuple[NDArray[np.int64], NDArray[np.float32]]


def vectors(some: Sequence[Lesson]) -> tuple[list[Vector], NDArray[np.float32]]:
    """One each, and how rare each place is: by the examples alone, so that a file which is left out has no part in it."""
    found = []
    counts = np.zeros(PLACES)
    for lesson in some:
        each = marks_of(lesson)
        found.append(each)
        if lesson.file == "examples":
            counts[list({at for kind, at in each if kind in (WORD, PAIR, RUN)})] += 1
    total = sum(lesson.file == "examples" for lesson in some)
    rarity = np.round(_STEPS * np.log1p(total / np.maximum(counts, 1))) / _STEPS
    return [vector(each, rarity.astype(np.float32)) for each in found], rarity.astype(np.float32)


_STEPS = 25


# --- models -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Models:
    """By place, and then an offset: `whether` it can be answered, and of which matter."""

    whether: Floats
    matters: Floats


@dataclass(frozen=True, eq=False)
class Course:
    """All lessons, ready to be learned from."""

    lessons: Sequence[Lesson]
    table: Table
    rarity: NDArray[np.float32]
    kept: dict[bytes, Models] = field(default_factory=dict)
    """what was learned from which rows"""

    @classmethod
    def of(cls, some: Sequence[Lesson]) -> Course:
        found, rarity = vectors(some)
        return cls(some, Table.of(found), rarity)

    def where(self, *files: str) -> Rows:
        """Which lessons are of these files."""
        return np.array([lesson.file in files for lesson in self.lessons])

    def labels(self) -> NDArray[np.bool_]:
        """Which can be answered."""
        return np.array([lesson.is_answerable for lesson in self.lessons])

    @cached_property
    def counts(self) -> Floats:
        """What each lesson counts."""
        return np.array([COUNTS.get(lesson.file, REAL) for lesson in self.lessons])

    @cached_property
    def first(self) -> Models:
        """Where learning begins: what the examples alone teach, so that no file of questions has a part in it."""
        return self._models(~self.where(*FILES), None)

    def models(self, rows: Rows) -> Models:
        """Whether it can be answered and of the matter, from `rows`."""
        key = rows.tobytes()
        if key not in self.kept:
            self.kept[key] = self._models(rows, self.first)
        return self.kept[key]

    def _models(self, rows: Rows, start: Models | None) -> Models:
        of = [
            None if lesson.matter is None else tuple(Matter).index(lesson.matter) for lesson in self.lessons
        ]
        known = rows & np.array([each is not None for each in of])
        matters = np.array([[each == number for number in range(len(Matter))] for each in of])
        few = self.table.folded(FEW_PLACES)
        whether = told_apart(
            self.table.kept(rows),
            self.labels()[rows],
            self.counts[rows],
            LOOSE["answerable"],
            PLACES,
            None if start is None else start.whether,
        )
        told = sorted_out(
            few.kept(known),
            matters[known],
            self.counts[known],
            LOOSE["matter"],
            FEW_PLACES,
            None if start is None else start.matters,
        )
        return Models(whether, told)

    def heard(self, rows: Rows, models: Models) -> Floats:
        """What models say of `rows`: two log odds that each can be answered, and what is taken from them."""
        some = self.table.kept(rows)
        few = some.folded(FEW_PLACES)
        scores = np.stack([few.scores(each) for each in models.matters[:-1].T], axis=1) + models.matters[-1]
        chances, _ = chances_of(scores)
        told = np.array([matter in TOLD for matter in Matter])
        whether = some.scores(models.whether[:-1]) + models.whether[-1]
        taken = [against_of(lesson) for lesson, is_one in zip(self.lessons, rows, strict=True) if is_one]
        return np.stack([whether, odds_of(chances[:, told].sum(axis=1)), np.array(taken)], axis=1)

    def taught(self, rows: Rows) -> Learned:
        """Models of `rows`, as they are used."""
        found = self.models(rows)
        return Learned(
            found.matters[:-1].astype(np.float32),
            found.whether[:-1].astype(np.float32),
            np.append(found.matters[-1], found.whether[-1]).astype(np.float32),
            self.rarity,
        )

    def without_its_file(self, files: Sequence[str]) -> Floats:
        """The same of each question of `files`, by models that have not seen its file; of the rest nothing."""
        odds = np.zeros((len(self.lessons), 3))
        for file in files:
            rows = self.where(file)
            odds[rows] = self.heard(rows, self.models(~rows))
        return odds


def source(some: Sequence[Lesson]) -> int:
    """A figure that changes when what is learned from changes, or how it is read: the marks of some stand for those of all."""
    check = 0
    for at, lesson in enumerate(some):
        row = f"{lesson.is_answerable} {lesson.matter} {lesson.file} {lesson.place} {lesson.hint} {lesson.words}"
        read = list(marks_of(lesson)) if at % SAMPLED == 0 else ""
        check = zlib.crc32(f"{row} {read}".encode(), check)
    return check


SAMPLED = 25
"""of so many lessons one is read when it is looked whether the models are of what is there"""


HEAD = '''"""What was learned, written by `make bench BENCH=answers ARGS="--learn"` from the questions and examples of tests/answers.

Weights of each matter, by one of marks.FEW_PLACES, and of whether a question can be answered, by one of marks.PLACES, as small whole numbers.
"""

from __future__ import annotations

SOURCE = {source}
"""bench/learning.py says whether this is still what would be learned"""
COMBINED = (
    {combined}
)
"""what the two log odds that it can be answered count, and an offset: fitted on files that were not learned from"""
SURE = {sure}
"""how sure an answer must be where no sign is against it (bar.py): bench/learning.py says why"""
CAREFUL = {careful}
"""the same where one kind of sign is against it: half as much doubt"""
SCALES = (
    {scales}
)
"""of the weights of each matter: divided by 127 that of one"""
WHETHER_SCALE = ({whether_scale},)
OFFSETS = (
    {offsets}
)
RARITY_STEPS = {steps}
RARITY = """
{rarity}
"""
"""base 64 of zlib of bytes, one a place, `RARITY_STEPS` to one"""
WEIGHTS = """
{weights}
"""
"""base 64 of zlib of signed bytes: for each of SCALES, one a place"""
WHETHER = """
{whether}
"""
'''


def mixed(course: Course, odds: Floats, files: Sequence[str]) -> Floats:
    """How the two models are put together, found on `files`, of which `odds` are by models that had not seen them."""
    rows = course.where(*files)
    return combined(odds[rows], course.labels()[rows])


def were_left(course: Course, odds: Floats) -> frozenset[str]:
    """Ids of strangers' questions that no answer was sure enough for, each by models that had not seen its file; `odds` as `mixed` takes them."""
    found: set[str] = set()
    for name in BY_STRANGERS:
        how = mixed(course, odds, [each for each in BY_STRANGERS if each != name])
        rows = course.where(name)
        chances = 1 / (1 + np.exp(odds[rows, 2] - odds[rows, :2] @ how[:2] - how[2]))
        asked = (each for each, is_one in zip(course.lessons, rows, strict=True) if is_one)
        found.update(each.id for each, chance in zip(asked, chances, strict=True) if chance < SURE)
    return frozenset(found)


def written(course: Course, how: Floats) -> str:
    """learned.py, from all lessons: `how` the models are put together."""
    found = course.models(np.ones(len(course.lessons), dtype=np.bool_))
    scales, small = rounded(found.matters[:-1])
    scale, whether = rounded(found.whether[:-1, None])
    rare = np.round(_STEPS * course.rarity).astype(np.uint8)
    return HEAD.format(
        source=source(course.lessons),
        combined=listed(how),
        sure=SURE,
        careful=round((1 + SURE) / 2, 4),
        scales=listed(scales),
        whether_scale=f"{scale[0]:.4g}",
        offsets=listed(np.append(found.matters[-1], found.whether[-1])),
        steps=_STEPS,
        rarity=packed(rare.tobytes()),
        weights=packed(small),
        whether=packed(whether),
    )


def rounded(weights: NDArray[np.floating]) -> tuple[Floats, bytes]:
    """`weights` (by place, then by column) as core/answer/weights.py reads them: the scale of each column, and small whole numbers."""
    scales = np.abs(weights).max(axis=0)
    small = np.round(WHOLE * weights / scales).astype(np.int8).T
    small = np.where(np.abs(small) <= 1, 0, small).astype(np.int8)  # a third of the file, and no answer
    return scales.astype(np.float64), small.tobytes()


def listed(values: Floats) -> str:
    return "\n    ".join(f"{value:.4g}," for value in values)


def packed(raw: bytes) -> str:
    return "\n".join(textwrap.wrap(base64.b64encode(zlib.compress(raw, 9)).decode(), 2_000))


def learn() -> None:
    """Learn from all, find by strangers left out how to put the models together, and write it."""
    course = Course.of(lessons())
    odds = course.without_its_file(BY_STRANGERS)
    LEARNED.write_text(written(course, mixed(course, odds, BY_STRANGERS)), encoding="utf-8")
