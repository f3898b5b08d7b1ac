"""The labelled questions, as they are read: what was asked, where, and what a right answer would speak of.

`python -m tests.answers.questions` prints the counts that README.md tells.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

HERE: Final = Path(__file__).parent
STRANGERS: Final = ("ash", "birch", "cedar", "dogwood", "elm", "fir", "gorse", "ivy", "juniper", "kauri")
"""sets by writers who knew nothing of one another, each in a file of its own in `strangers`"""
CROWDS: Final = ("larch", "maple", "oak", "pine", "rowan", "spruce", "teak", "willow")
"""the same in `crowds`, each thing asked as often as its writer would bet that it is"""

_FOLDERS: Final = {"strangers": STRANGERS, "crowds": CROWDS}


class Label(StrEnum):
    ANSWERABLE = "answerable"
    NOT = "not"


class Via(StrEnum):
    PAGE = "page"
    MAIL = "mail"
    SOCIAL = "social"


class Point(StrEnum):
    """What of the outage is asked for."""

    OUTAGE = "outage"
    WHERE = "where"
    SINCE = "since"
    WHEN = "when"
    SAID = "said"
    CAUSE = "cause"
    ACCOUNT_SAFE = "account-safe"
    WORKAROUND = "workaround"
    SISTERS = "sisters"
    MONEY = "money"
    REPORT = "report"


class Kind(StrEnum):
    """Why what is known of the outage does not answer it."""

    ACCOUNT = "account"
    HOW_TO = "how-to"
    OTHER_SERVICE = "other-service"
    NETWORK = "network"
    BILLING = "billing"
    REACH = "reach"
    PRIVATE = "private"
    SITE = "site"
    PRESS = "press"
    VAGUE = "vague"
    PRAISE = "praise"
    SPAM = "spam"
    ABUSE = "abuse"
    ANOTHER_DAY = "another-day"


class Manner(StrEnum):
    """How it is put. All but `plain` are unlike a template; a trap is a `not` in the words of the outage."""

    PLAIN = "plain"
    INDIRECT = "indirect"
    SLANG = "slang"
    MIXED = "mixed"
    VOICE = "voice"
    MISNAMED = "misnamed"
    STORY = "story"
    SEVERAL = "several"
    TRAP = "trap"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. `points` is empty where the label is `not`, `kind` is None where it is `answerable`.

    `service` is the one asked about, "" where it cannot be told; `asked_on` the service whose page was open, "" for none.
    `mixed_with` is a second language in the same words. `points` begins with what the answer has to speak of. `pile` is that of the
    desk on which its writer would put it, where they said so (core/answer/piles.py).
    """

    id: str
    words: str
    language: str
    via: Via
    asked_on: str
    service: str
    label: Label
    group: str
    manner: Manner
    mixed_with: str = ""
    points: tuple[Point, ...] = ()
    kind: Kind | None = None
    pile: str = ""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the site knows while the questions are asked."""

    service: str
    operator: str
    since: datetime
    seen: tuple[str, ...]
    mostly: str
    where: str
    calm: tuple[str, ...]
    said_at: datetime
    said: str
    workaround: str
    not_known: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class QuestionSet:
    known: Known
    question: tuple[Question, ...]


def questions(name: str) -> QuestionSet:
    """The set `dev`, `known`, `evening`, `usual`, `third`, `fourth`, `fifth`, `sixth`, `seventh` or that of one of STRANGERS or CROWDS.

    Raises:
        msgspec.ValidationError: a field is missing or has a word that is not in its closed set.
    """
    folder = next((each for each, names in _FOLDERS.items() if name in names), "")
    path = HERE / folder / f"{name}.toml" if folder else HERE / f"questions-{name}.toml"
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return msgspec.convert(told, QuestionSet)


@dataclass(frozen=True, kw_only=True)
class OtherQuestion(Question):
    """A question of one of several evenings; `evening` is the `id` of its head."""

    evening: str


@dataclass(frozen=True, kw_only=True)
class Evening(Known):
    """What the site knows on one of several evenings. `workaround` is "" where nothing is known that helps."""

    id: str
    workaround: str = ""


@dataclass(frozen=True, kw_only=True)
class OtherEvenings:
    evening: tuple[Evening, ...]
    question: tuple[OtherQuestion, ...]


def other_evenings() -> Mapping[str, QuestionSet]:
    """The evenings of `questions-others.toml` by their `id`: see `evenings`."""
    return evenings((HERE / "questions-others.toml").read_text(encoding="utf-8"))


def evenings(text: str) -> Mapping[str, QuestionSet]:
    """The evenings of a file in TOML by their `id`, in the file's order, each with its own questions.

    Raises:
        msgspec.ValidationError: a field is missing or has a word that is not in its closed set.
        ValueError: two heads have one `id`, or a question names an evening that has no head.
    """
    told = msgspec.convert(tomllib.loads(text), OtherEvenings)
    heads = {head.id: head for head in told.evening}
    if len(heads) < len(told.evening):
        raise ValueError("two evenings have one id")
    asked: dict[str, list[Question]] = {evening: [] for evening in heads}
    for each in told.question:
        if each.evening not in heads:
            raise ValueError(f"{each.id} is of no evening: {each.evening}")
        asked[each.evening].append(each)
    return {evening: QuestionSet(known=heads[evening], question=tuple(asked[evening])) for evening in heads}


def counts(asked: Iterable[Question]) -> str:
    """Lines of a list in Markdown: how many of each language, label, point, kind, manner and group."""
    each = tuple(asked)
    columns: dict[str, list[str]] = {
        "label": [question.label for question in each],
        "language": [question.language for question in each],
        "via": [question.via for question in each],
        "first point": [question.points[0] for question in each if question.points],
        "kind": [question.kind for question in each if question.kind],
        "manner of the answerable": [question.manner for question in each if question.points],
        "manner of the others": [question.manner for question in each if question.kind],
        "groups of the answerable": [question.group for question in each if question.points],
        "groups of the others": [question.group for question in each if question.kind],
    }
    return "\n".join(f"- {name}: {_told(values)}" for name, values in columns.items())


def _told(values: Iterable[str]) -> str:
    ordered = sorted(Counter(values).items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{value} {times}" for value, times in ordered)


if __name__ == "__main__":
    for part in (
        "dev",
        "known",
        "evening",
        "usual",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        *STRANGERS,
        *CROWDS,
    ):
        sys.stdout.write(f"{part}\n{counts(questions(part).question)}\n\n")
    others = [each for evening in other_evenings().values() for each in evening.question]
    sys.stdout.write(f"others\n{counts(others)}\n\n")
