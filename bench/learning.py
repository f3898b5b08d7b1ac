"""What the answers learn, and how: labelled questions and examples as vectors, logistic models of them, what each says of files
that it has not seen. `make bench BENCH=answers ARGS="--learn"` writes src/groundswell/core/answer/learned.py.

The models are fitted in the space that the questions span (Cholesky of their products): numpy only.
"""

from __future__ import annotations

import base64
import textwrap
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tests.answers.evening import vocabulary
from tests.answers.questions import HERE, Kind, Known, Label, Point, Question, Via, other_evenings, questions

from bench.fitting import Floats, chances_of, combined, fitted, odds_of, solved
from groundswell.core.answer.cues import hear
from groundswell.core.answer.days import tells_of_another_day
from groundswell.core.answer.evidence import Learned
from groundswell.core.answer.marks import PAIR, PLACES, RUN, WORD, Scene, marks, vector
from groundswell.core.answer.matters import TOLD, Matter
from groundswell.core.answer.text import plain
from groundswell.core.answer.weights import WHOLE

Rows = NDArray[np.bool_]
FILES = ("dev", "known", "evening", "usual", "third", "others")
"""files of labelled questions, each written by another session or at another time"""
REAL = 3.0
"""what a labelled question counts beside an example"""
LOOSE = {"answerable": 2.5, "matter": 10.0}
"""how little each model is held back: one over the penalty of a square"""
SURE = 0.92
"""How sure an answer must be where no sign is against it: the round figure at which, of three blind sets of which no model has learned
a line (595 questions), three in five are answered and fewer than three in a hundred of these wrongly (docs/explanation/answers.md)"""
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
}
"""Groups of the labels that are not called as their matter is"""
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
    """One text from which is learned. `matter` None: only whether it `is_answerable` is known."""

    id: str
    file: str
    words: str
    hint: str
    scene: Scene
    is_answerable: bool
    matter: Matter | None


@cache
def lessons() -> tuple[Lesson, ...]:
    """All that is labelled but what is held out, then the examples."""
    found = [
        ask_of(name, question, told.known)
        for name in FILES[:-1]
        for told in (questions(name),)
        for question in told.question
    ]
    found += [
        ask_of("others", question, told.known)
        for told in other_evenings().values()
        for question in told.question
    ]
    return (*found, *_checks(), *examples())


def matter_of(question: Question) -> Matter:
    """By its group, else by its kind or what it asks for first."""
    group = question.group
    if group in GROUPS:
        return GROUPS[group]
    if group in tuple(Matter):
        return Matter(group)
    return KINDS[question.kind] if question.kind else POINTS.get(question.points[0], Matter.IS_IT_DOWN)


def ask_of(name: str, question: Question, known: Known) -> Lesson:
    hint = question.language if question.via is Via.PAGE else ""
    scene = _scene(question.words, hint, known.service, known.calm, question.asked_on, known.said_at)
    is_answerable = question.label is Label.ANSWERABLE
    return Lesson(question.id, name, question.words, hint, scene, is_answerable, matter_of(question))


def _scene(words: str, hint: str, out: str, calm: Sequence[str], page: str, at: datetime) -> Scene:
    text = plain(words)
    return Scene(out, tuple(calm), page, tells_of_another_day(text, hear(text, hint).language, at))


def _checks() -> list[Lesson]:
    found = []
    for at, line in enumerate((HERE / "checks.txt").read_text(encoding="utf-8").splitlines()):
        if line[:1] in "an" and line[1:2] == "|":
            label, language, page, words = line.split("|", 3)
            hint = language if page else ""
            scene = _scene(words, hint, _ABROAD[0], _ABROAD[1], page, _NOON)
            found.append(Lesson(f"check-{at}", "checks", words, hint, scene, label == "a", None))
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
                scene = _scene(words, path.stem, _ABROAD[0], _ABROAD[1], page, _NOON)
                name = f"{path.stem}-{at}"
                found.append((head, Lesson(name, folder.name, words, path.stem, scene, False, None)))
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
_OFTEN = 30


def products(some: Sequence[Vector]) -> Floats:
    """Of each with each. Places that many have are multiplied as a table, the others one by one."""
    rows = np.concatenate([np.full(len(places), at) for at, (places, _) in enumerate(some)])
    places = np.concatenate([places for places, _ in some])
    values = np.concatenate([values for _, values in some]).astype(np.float64)
    often = np.bincount(places, minlength=PLACES)
    found = np.zeros((len(some), len(some)))
    common = np.flatnonzero(often > _OFTEN)
    column = np.full(PLACES, -1)
    column[common] = np.arange(len(common))
    table = np.zeros((len(some), len(common)), dtype=np.float32)
    is_common = column[places] >= 0
    np.add.at(table, (rows[is_common], column[places[is_common]]), values[is_common])
    found += table @ table.T
    order = np.argsort(places[~is_common], kind="stable")
    r, p, v = rows[~is_common][order], places[~is_common][order], values[~is_common][order]
    for shift in range(_OFTEN):
        if shift:
            same = p[shift:] == p[:-shift]
            one, other, product = r[shift:][same], r[:-shift][same], (v[shift:] * v[:-shift])[same]
            np.add.at(found, (one, other), product)
            np.add.at(found, (other, one), product)
        else:
            np.add.at(found, (r, r), v * v)
    return found


# --- models -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """Lessons as points whose products are theirs: `points` rows; `root` the Cholesky root that they are."""

    points: Floats

    @classmethod
    def of(cls, some: Sequence[Vector]) -> Space:
        found = products(some)
        found[np.diag_indices_from(found)] += 1e-3
        return cls(np.asarray(np.linalg.cholesky(found), dtype=np.float64))

    def weights(self, some: Sequence[Vector], coefficients: Floats) -> Floats:
        """`coefficients` of the points as weights of the places."""
        shares = solved(self.points, coefficients)
        lengths = [len(places) for places, _ in some]
        rows = np.repeat(np.arange(len(some)), lengths)
        places = np.concatenate([places for places, _ in some])
        values = np.concatenate([values for _, values in some]).astype(np.float64)
        columns = [np.bincount(places, values * share[rows], PLACES) for share in shares.T]
        return np.stack(columns, axis=1)


Models = tuple[tuple[Floats, Floats], tuple[Floats, Floats]]


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """All lessons, ready to be learned from."""

    lessons: Sequence[Lesson]
    vectors: list[Vector]
    rarity: NDArray[np.float32]
    space: Space
    kept: dict[bytes, Models] = field(default_factory=dict)
    """what was learned from which rows"""

    @classmethod
    def of(cls, some: Sequence[Lesson]) -> Course:
        found, rarity = vectors(some)
        return cls(some, found, rarity, Space.of(found))

    def where(self, *files: str) -> Rows:
        """Which lessons are of these files."""
        return np.array([lesson.file in files for lesson in self.lessons])

    def labels(self) -> NDArray[np.bool_]:
        """Which can be answered."""
        return np.array([lesson.is_answerable for lesson in self.lessons])

    def models(self, rows: Rows) -> Models:
        """Coefficients and offsets, of whether it can be answered and of the matter, from `rows`."""
        key = rows.tobytes()
        if key not in self.kept:
            self.kept[key] = self._models(rows)
        return self.kept[key]

    def _models(self, rows: Rows) -> Models:
        counts = np.where(self.where(*FILES), REAL, 1.0)
        answerable = np.array(
            [[lesson.is_answerable, not lesson.is_answerable] for lesson in self.lessons], dtype=np.float64
        )
        matters = np.array(
            [[lesson.matter is each for each in Matter] for lesson in self.lessons], dtype=np.float64
        )
        known = rows & (matters.sum(axis=1) > 0)
        points = self.space.points
        whether, offset = fitted(points[rows], answerable[rows], counts[rows], LOOSE["answerable"])
        return (
            (whether[:, :1] - whether[:, 1:], offset[:1] - offset[1:]),
            fitted(points[known], matters[known], counts[known], LOOSE["matter"]),
        )

    def heard(self, rows: Rows, models: Models) -> tuple[Floats, Floats]:
        """What models say of `rows`: two log odds that each can be answered, and the chances of its matters."""
        (whether, offset), (matters, offsets) = models
        points = self.space.points[rows]
        chances, _ = chances_of(points @ matters + offsets)
        told = np.array([matter in TOLD for matter in Matter])
        odds = np.stack([(points @ whether + offset)[:, 0], odds_of(chances[:, told].sum(axis=1))], axis=1)
        return odds, chances

    def taught(self, rows: Rows) -> Learned:
        """Models of `rows`, as they are used."""
        (whether, offset), (matters, offsets) = self.models(rows)
        weights = self.space.weights(self.vectors, np.concatenate([matters, whether], axis=1))
        return Learned(
            weights.astype(np.float32), np.concatenate([offsets, offset]).astype(np.float32), self.rarity
        )

    def without_its_file(self) -> tuple[Floats, Floats]:
        """The same of each labelled question, by models that have not seen its file; of the rest nothing."""
        odds, chances = np.zeros((len(self.lessons), 2)), np.zeros((len(self.lessons), len(Matter)))
        for file in FILES:
            rows = self.where(file)
            odds[rows], chances[rows] = self.heard(rows, self.models(~rows))
        return odds, chances


def source(some: Sequence[Lesson]) -> int:
    """A figure that changes when what is learned from, or how it is read, changes."""
    check = 0
    for lesson in some:
        row = f"{lesson.is_answerable} {lesson.matter} {lesson.file in FILES} {list(marks_of(lesson))}"
        check = zlib.crc32(row.encode(), check)
    return check


HEAD = '''"""What was learned, written by `make bench BENCH=answers ARGS="--learn"` from the questions and examples of tests/answers.

Weights of each matter, and of whether a question can be answered, by place (marks.PLACES), as small whole numbers.
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
"""of the weights of each matter, and of whether it can be answered: divided by 127 that of one"""
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
'''


def mixed(course: Course, odds: Floats, files: Sequence[str]) -> Floats:
    """How the two models are put together, found on `files`, of which `odds` are by models that had not seen them."""
    rows = course.where(*files)
    return combined(odds[rows], course.labels()[rows])


def written(course: Course, how: Floats) -> str:
    """learned.py, from all lessons: `how` the models are put together."""
    (whether, offset), (matters, offsets) = course.models(np.ones(len(course.lessons), dtype=np.bool_))
    scales, small = rounded(course.space.weights(course.vectors, np.concatenate([matters, whether], axis=1)))
    rare = np.round(_STEPS * course.rarity).astype(np.uint8)
    return HEAD.format(
        source=source(course.lessons),
        combined=listed(how),
        sure=SURE,
        careful=round((1 + SURE) / 2, 4),
        scales=listed(scales),
        offsets=listed(np.concatenate([offsets, offset])),
        steps=_STEPS,
        rarity=packed(rare.tobytes()),
        weights=packed(small),
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
    """Learn from all, find by files left out how to put the models together, and write it."""
    course = Course.of(lessons())
    odds, _ = course.without_its_file()
    LEARNED.write_text(written(course, mixed(course, odds, FILES)), encoding="utf-8")
