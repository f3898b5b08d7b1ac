"""On which pile of the desk a question that was left lies: one answer of a person serves a pile, as far as one can.

A logistic model of its own over the marks of a question (marks.py) and what its words are about (concepts.py), apart from those which
say whether it is answered at once: what is learned here changes no answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from groundswell.core.answer import learned_piles
from groundswell.core.answer.cues import Heard
from groundswell.core.answer.evidence import taught
from groundswell.core.answer.marks import FEW_PLACES, OF_PILES, Scene, more_marks, vector
from groundswell.core.answer.text import Plain
from groundswell.core.answer.vocabulary import Vocabulary
from groundswell.core.answer.weights import weights
from groundswell.core.answer.words import Subject


class Pile(StrEnum):
    """Questions that a person serves with one answer."""

    KNOWN = "known"
    """what is known of the outage, told whole"""
    DISABLED = "disabled"
    TAKEN_OVER = "taken-over"
    OLD_LOGIN = "old-login"
    """a way in that was lost before: a password, a number, a device"""
    HELP_CENTRE = "help-centre"
    REACH = "reach"
    """views, followers"""
    BUSINESS = "business"
    """money that is not of this outage, advertisements, badges"""
    REPORT_A_PERSON = "report-a-person"
    SCAM_SELLER = "scam-seller"
    BLOCKED_ME = "blocked-me"
    """one profile that is not seen, or one person who is not reached, while all else works"""
    PRIVATE = "private"
    """something of the asker's own that nobody else asks"""
    OTHER_APPS = "other-apps"
    OWN_LINE = "own-line"
    VAGUE = "vague"
    OLDER_TROUBLE = "older-trouble"
    """it began days or weeks ago: tonight's repair will not end it"""
    EARLIER_OUTAGE = "earlier-outage"
    """what was on another day, or will be"""
    PRESS = "press"
    SITE = "site"
    """this site itself"""
    NOTHING = "nothing"
    """praise, insults, advertising: nothing is to be answered"""
    DANGER = "danger"
    """somebody is threatened, missing or may do themselves harm: read first, by a person, and told where there is help"""
    PROOF = "proof"
    """a paper that it was down; evidence, contracts, what law makes of it"""
    UNDER_WAY = "under-way"
    """what becomes of what was timed or half done: planned posts, a story's hours, drafts, contests, streaks, recordings"""
    PHISHING = "phishing"
    """a call, a message or a code that nobody asked for and that rides on the outage"""
    TELL_ME = "tell-me"
    """wants to be told when it is over"""


SUBJECTS: Mapping[Pile, Subject] = {
    **dict.fromkeys(Pile, Subject.OTHER),
    Pile.KNOWN: Subject.DOWN,
    Pile.DISABLED: Subject.BANNED,
    Pile.TAKEN_OVER: Subject.HACKED,
    Pile.OLD_LOGIN: Subject.ACCOUNT,
    Pile.HELP_CENTRE: Subject.HOW,
    Pile.BUSINESS: Subject.MONEY,
    Pile.SCAM_SELLER: Subject.MONEY,
    Pile.OTHER_APPS: Subject.DOWN,
    Pile.OWN_LINE: Subject.DOWN,
    Pile.PHISHING: Subject.HACKED,
    Pile.UNDER_WAY: Subject.LOST,
}
"""What each is about"""
WITH: Mapping[Pile, Pile] = {Pile.REACH: Pile.HELP_CENTRE}
"""Where a pile lies that few are on: one answer, that this is not of the outage and where it is explained, may serve both"""

BESIDE: Mapping[Pile, Pile] = {
    Pile.TAKEN_OVER: Pile.OLD_LOGIN,
    Pile.OLD_LOGIN: Pile.TAKEN_OVER,
    Pile.REACH: Pile.HELP_CENTRE,
    Pile.HELP_CENTRE: Pile.REACH,
}
"""Which two one text may serve: two sessions that wrote labels without knowing of each other made one group of them"""


PARTS: Mapping[Pile, tuple[tuple[str, ...], ...]] = {
    Pile.SITE: (("chart", "map"), ("api", "notify", "email")),
    Pile.UNDER_WAY: (
        ("scheduled",),
        ("draft",),
        ("live", "recording"),
        ("contest", "deadline", "streak"),
        ("story",),
        ("message", "sending"),
    ),
}
"""Piles that no one answer serves, by what their words are about (names of concepts.py), the first that fits"""
TRUSTED = 0.7
"""from this chance on the first model is believed: what is plain stays where it is"""
LEAST = 1e-6
"""no chance is taken for less"""


@dataclass(frozen=True, slots=True, eq=False)
class Sorting:
    """Two models, ready for use: `weights` by place, then by pile; `again` by the pile of which the first gives the chance, then by pile.
    The second was learned of what the first says of strangers' questions: some piles it takes for others, and it is too sure."""

    weights: NDArray[np.float32]
    offsets: NDArray[np.float32]
    again: NDArray[np.float32]
    again_offsets: NDArray[np.float32]


@cache
def sorting() -> Sorting:
    """What was learned, unpacked at the first question."""
    return Sorting(
        weights(learned_piles.WEIGHTS, learned_piles.SCALES),
        np.array(learned_piles.OFFSETS, dtype=np.float32),
        np.array(learned_piles.AGAIN.split(), dtype=np.float32).reshape(len(Pile), len(Pile)),
        np.array(learned_piles.AGAIN_OFFSETS, dtype=np.float32),
    )


def pile_of(text: Plain, heard: Heard, scene: Scene, vocabulary: Vocabulary) -> tuple[Pile, float]:
    """The likeliest of what is left for people, and its chance."""
    known = sorting()
    places, values = vector(more_marks(text, heard, scene, vocabulary), taught().rarity, OF_PILES)
    first = _chances(values @ known.weights[places % FEW_PLACES] + known.offsets)
    found = first
    if first.max() < TRUSTED:
        found = _chances(np.log(np.maximum(first, LEAST)) @ known.again + known.again_offsets)
    return tuple(Pile)[int(found.argmax())], float(found.max())


def _chances(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    raised = np.exp(scores.astype(np.float64) - scores.max())
    found: NDArray[np.float64] = raised / raised.sum()
    return found
