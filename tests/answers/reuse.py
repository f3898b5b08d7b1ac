"""Pairs of questions for the desk's answers that are told again: what was asked and answered, and what is asked next. `reuse.toml`"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from groundswell.core.answer import Asked, Knowledge, Known, KnownKind, Triage, triage
from tests.answers.evening import AT, INSTAGRAM, live, outage, vocabulary
from tests.answers.questions import questions


@dataclass(frozen=True, slots=True)
class Pair:
    """`differs` is in which particular the two are not the same: place, platform, number, day, not; "" in none."""

    language: str
    was: str
    now: str
    differs: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    pair: list[Pair]


@cache
def pairs() -> Sequence[Pair]:
    """All of them, as they stand in the file."""
    path = Path(__file__).with_name("reuse.toml")
    return tuple(msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File).pair)


@cache
def knowledge(*, is_out: bool) -> Knowledge:
    """The desk has answered the first of each pair, each apart; with `is_out` the outage of the evening is on."""
    answered = [
        Known(f"answer-{number}", KnownKind.ANSWERED, INSTAGRAM, {"en": "So."}, "", AT, asked=(pair.was,))
        for number, pair in enumerate(pairs())
    ]
    on = [live(outage(questions("known").known))] if is_out else []
    return Knowledge.of([*answered, *on], vocabulary())


def put(pair: Pair, *, is_out: bool) -> Triage:
    """What comes of the second of a pair on Instagram's page."""
    return triage(Asked("asked", pair.now, AT, pair.language, INSTAGRAM), knowledge(is_out=is_out))


def is_reused(pair: Pair, found: Triage) -> bool:
    """Whether it is told what the first was answered."""
    told = found.answer.sources[0].id if found.answer is not None else ""
    return told == f"answer-{pairs().index(pair)}"
