"""How surely what is known answers a question, and what it is about: what was learned, applied to its marks.

Two logistic models, put together by a third (docs/adr/20261128-answers-learn-from-examples.md); see docs/explanation/answers.md. Nothing is learned here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from groundswell.core.answer import learned
from groundswell.core.answer.bar import against, bar
from groundswell.core.answer.cues import Cue, Heard
from groundswell.core.answer.marks import FEW_PLACES, PLACES, Scene, marks, vector
from groundswell.core.answer.matters import LEFT, TOLD, Matter
from groundswell.core.answer.text import Plain
from groundswell.core.answer.vocabulary import Vocabulary
from groundswell.core.answer.weights import unpacked, weights
from groundswell.core.answer.words import Subject, WhyNot

SURE = learned.SURE
"""how sure an answer must be where no sign is against it; see bar.py"""
OTHER_PART = 0.4
"""what of the odds is left where what fails by the question is not what fails by the reports"""
SAID_GIVES = 2.5
"""so much is given to the log odds of an answer where the desk itself has said that the very part fails: as much as a sign against it takes"""
OFTEN = 0.25
"""a matter so likely, beside the likeliest of those that can be answered, is spoken of too"""
_MAY_WELL = 0.15
_LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class Weighed:
    """`sureness` that what is known answers it, 0 to 1; `matter` the likeliest of all; `subjects` what it wants to know, the
    most particular first; `why_not` and `against`: why a person has to answer it and what it is about, should it not be sure."""

    sureness: float
    matter: Matter
    subjects: tuple[Subject, ...]
    why_not: WhyNot
    against: Subject
    is_after_sisters: bool = False
    """whether it may well ask if other services are hit too"""
    bar: float = SURE
    """how sure an answer must be"""

    @property
    def is_sure(self) -> bool:
        """Whether it is answered."""
        return self.sureness >= self.bar


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """The models, ready for use."""

    weights: NDArray[np.float32]
    """by one of FEW_PLACES, then by matter"""
    whether: NDArray[np.float32]
    """by one of PLACES: whether it can be answered"""
    offsets: NDArray[np.float32]
    """of each matter, then of whether it can be answered"""
    rarity: NDArray[np.float32]


@cache
def taught() -> Learned:
    """What was learned, unpacked at the first question: a twentieth of a second."""
    return Learned(
        weights(learned.WEIGHTS, learned.SCALES),
        weights(learned.WHETHER, learned.WHETHER_SCALE, PLACES)[:, 0],
        np.array(learned.OFFSETS, dtype=np.float32),
        np.frombuffer(unpacked(learned.RARITY), dtype=np.uint8).astype(np.float32)
        / np.float32(learned.RARITY_STEPS),
    )


def chances(
    text: Plain, heard: Heard, scene: Scene, vocabulary: Vocabulary
) -> tuple[float, NDArray[np.float64]]:
    """The chance that what is known of the outage answers it, and that of each matter, in the order of Matter."""
    known = taught()
    places, values = vector(marks(text, heard, scene, vocabulary), known.rarity)
    scores = (values @ known.weights[places % FEW_PLACES] + known.offsets[:-1]).astype(np.float64)
    by_matter = np.exp(scores - scores.max())
    by_matter /= by_matter.sum()
    answered = min(max(float(by_matter[: len(TOLD)].sum()), _LEAST), 1 - _LEAST)
    score = float(values @ known.whether[places] + known.offsets[-1])
    kept = min(max(score, math.log(_LEAST)), -math.log(_LEAST))
    whether, matters, offset = learned.COMBINED
    odds = whether * kept + matters * math.log(answered / (1 - answered)) + offset - against(heard)
    return 1.0 / (1.0 + math.exp(-odds)), by_matter


def weigh(
    text: Plain,
    heard: Heard,
    scene: Scene,
    vocabulary: Vocabulary,
    *,
    fits: bool | None,
    is_said: bool = False,
) -> Weighed:
    """`fits`: whether what fails by the question fails by the reports too, None where it names no part; `is_said`: whether the desk has
    said that this fails."""
    sureness, by_matter = chances(text, heard, scene, vocabulary)
    if is_said:
        given = sureness * math.exp(SAID_GIVES)
        sureness = given / (given + 1.0 - sureness)
    if fits is False:
        sureness *= OTHER_PART
    matter = tuple(Matter)[int(by_matter.argmax())]
    left = tuple(LEFT)[int(by_matter[len(TOLD) :].argmax())]
    is_left = matter in LEFT or float(by_matter[len(TOLD) :].max()) >= 0.5 * float(
        by_matter[: len(TOLD)].max()
    )
    why_not, against = LEFT[left] if is_left else (WhyNot.UNCLEAR, TOLD[matter])
    if fits is False and not is_left:
        why_not = WhyNot.OTHER_TROUBLE
    is_after_sisters = float(by_matter[tuple(Matter).index(Matter.SISTERS)]) >= _MAY_WELL
    least = bar(text, heard, scene, vocabulary)
    return Weighed(sureness, matter, _subjects(heard, by_matter), why_not, against, is_after_sisters, least)


def _subjects(heard: Heard, by_matter: NDArray[np.float64]) -> tuple[Subject, ...]:
    """What it wants to know, by its cues and by what was learned; DOWN is always among it. Who asks since when it is so ("how long has
    it been") does not ask until when: the headline says since when."""
    told = by_matter[: len(TOLD)]
    likely = [matter for matter, chance in zip(TOLD, told, strict=True) if chance >= OFTEN * told.sum()]
    more = [TOLD[matter] for matter in likely if matter is not Matter.SINCE_WHEN]
    found = [*subjects(heard)[:-1], *more]
    if tuple(TOLD)[int(told.argmax())] is Matter.SINCE_WHEN and Subject.WHEN not in more:
        found = [subject for subject in found if subject is not Subject.WHEN]
    return (*dict.fromkeys(subject for subject in found if subject is not Subject.DOWN), Subject.DOWN)


def subjects(heard: Heard) -> tuple[Subject, ...]:
    """What a question about an outage wants to know, by its cues, the most particular first; DOWN is always among it."""
    found: list[Subject] = []
    for subject, cues in _TOLD_BY:
        if heard.any(*cues):
            found.append(subject)
    return (*found, Subject.DOWN)


_TOLD_BY: tuple[tuple[Subject, tuple[Cue, ...]], ...] = (
    (Subject.HACKED, (Cue.HACKED, Cue.BANNED)),
    (Subject.MONEY, (Cue.MONEY, Cue.ADS)),
    (Subject.LOST, (Cue.GONE,)),
    (Subject.REMEDY, (Cue.REMEDY, Cue.HELP)),
    (Subject.WHEN, (Cue.WHEN,)),
    (Subject.WHY, (Cue.WHY, Cue.HAPPENED, Cue.OFFICIAL)),
    (Subject.WHERE, (Cue.WHERE, Cue.JUST_ME)),
)
