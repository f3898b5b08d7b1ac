"""What the cues of a question say for and against that an outage which is on explains it: weights that are added up.

Logistic in form and set by hand: each weight is a figure that can be argued about. Answering wrongly is worse than leaving
a question to a person, so what an outage does not explain weighs more than what it does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from groundswell.core.answer.cues import FAILS, Cue, Heard
from groundswell.core.answer.vocabulary import SYMPTOMS
from groundswell.core.answer.words import Subject, WhyNot

FOR: Mapping[Cue, float] = {
    Cue.DOWN: 2.2,
    Cue.LOADS: 2.2,
    Cue.OUT: 2.2,
    Cue.ERROR: 1.8,
    Cue.SLOW: 1.5,
    Cue.GONE: 1.8,
    Cue.WHEN: 2.0,
    Cue.SINCE: 1.8,
    Cue.HAPPENED: 1.9,
    Cue.WHY: 1.2,
    Cue.OFFICIAL: 1.9,
    Cue.JUST_ME: 1.7,
    Cue.WHERE: 1.3,
    Cue.HACKED: 1.0,
    Cue.REMEDY: 1.8,
    Cue.LATELY: 0.7,
    Cue.HELP: 0.5,
    Cue.SAFE: 0.3,
}
AGAINST: Mapping[Cue, tuple[float, WhyNot, Subject]] = {
    Cue.SPAM: (2.6, WhyNot.SPAM, Subject.SPAM),
    Cue.TAKEN: (3.6, WhyNot.PERSONAL, Subject.HACKED),
    Cue.BANNED: (3.2, WhyNot.PERSONAL, Subject.BANNED),
    Cue.LONG_AGO: (3.6, WhyNot.OTHER_TROUBLE, Subject.OTHER),
    Cue.FORGOT: (3.4, WhyNot.PERSONAL, Subject.ACCOUNT),
    Cue.TWO_FACTOR: (3.0, WhyNot.PERSONAL, Subject.ACCOUNT),
    Cue.ADDRESS: (2.6, WhyNot.PERSONAL, Subject.ACCOUNT),
    Cue.NAME: (2.4, WhyNot.UNRELATED, Subject.HOW),
    Cue.BADGE: (3.0, WhyNot.PERSONAL, Subject.ACCOUNT),
    Cue.CLOSE: (2.6, WhyNot.UNRELATED, Subject.CLOSE),
    Cue.DATA_COPY: (2.8, WhyNot.PERSONAL, Subject.ACCOUNT),
    Cue.ABUSE: (2.8, WhyNot.PERSONAL, Subject.OTHER),
    Cue.REACH: (2.6, WhyNot.UNRELATED, Subject.OTHER),
    Cue.MONEY: (2.0, WhyNot.PERSONAL, Subject.MONEY),
    Cue.TRANSFER: (2.4, WhyNot.PERSONAL, Subject.MONEY),
    Cue.HUMAN: (1.4, WhyNot.PERSONAL, Subject.OTHER),
    Cue.SETTING: (1.8, WhyNot.UNRELATED, Subject.HOW),
    Cue.PRIVACY: (2.0, WhyNot.UNRELATED, Subject.HOW),
    Cue.OPINION: (1.6, WhyNot.UNRELATED, Subject.OTHER),
    Cue.JOB: (1.6, WhyNot.UNRELATED, Subject.OTHER),
    Cue.HOW: (1.2, WhyNot.UNRELATED, Subject.HOW),
    Cue.CODE: (1.4, WhyNot.PERSONAL, Subject.ACCOUNT),
    Cue.INSULT: (0.5, WhyNot.UNRELATED, Subject.OTHER),
    Cue.EVERYTHING: (2.2, WhyNot.OTHER_TROUBLE, Subject.DOWN),
    Cue.CARD: (1.6, WhyNot.PERSONAL, Subject.MONEY),
    Cue.INTERNET: (0.5, WhyNot.OTHER_TROUBLE, Subject.OTHER),
    Cue.SIGNAL: (1.2, WhyNot.OTHER_TROUBLE, Subject.OTHER),
    Cue.ORDER: (0.9, WhyNot.PERSONAL, Subject.OTHER),
    Cue.AGE: (0.6, WhyNot.PERSONAL, Subject.ACCOUNT),
    Cue.BUSINESS: (0.1, WhyNot.UNRELATED, Subject.OTHER),
    Cue.ADS: (0.5, WhyNot.UNRELATED, Subject.MONEY),
    Cue.THANKS: (0.2, WhyNot.UNRELATED, Subject.OTHER),
}
FURTHER = 0.5
"""what each further sign of the same side is worth of its own weight"""
ON_ITS_PAGE = 0.8
"""for a question that is asked on the page of the service that is out"""
NOWHERE = -0.9
"""for one that names no service and is asked on no page of one"""
PART_UNABLE = 1.6
"""for "cannot" beside a part of the service that is said to fail"""
OTHER_PART = 1.5
"""against, where what fails by the question is not what fails by the reports"""
BAN_FEARED = 2.2
"""how much less a ban weighs where it is feared of what an outage explains: thrown out, an empty page, now"""
COST_NOW = 2.2
"""how much less money weighs where it is lost by what is down now"""
STRANGE = 0.45
STRANGE_FREE = 1
STRANGE_MAX = 4
"""against, for each word that means nothing here beside "when", "why" or "cannot" where nothing is said to fail; the first is free"""
MIDDLE = 2.0
STEEPNESS = 1.6
SURE = 0.52
"""how sure an answer must be"""


@dataclass(frozen=True, slots=True)
class Weighed:
    """`sureness` that an outage explains it, 0 to 1; what it wants to know, the first first; and what speaks most against."""

    sureness: float
    subjects: tuple[Subject, ...]
    why_not: WhyNot
    against: Subject


ASKING = frozenset({Cue.UNABLE, Cue.WHEN, Cue.SINCE, Cue.WHY, Cue.HAPPENED, Cue.OFFICIAL, Cue.HACKED})
"""Signs that may be of anything: beside them it counts what else is said"""


def weigh(
    heard: Heard,
    *,
    on_page: bool,
    is_named: bool,
    fits: bool | None,
    words: int,
    links: int = 0,
    is_other_day: bool = False,
    strange: int = 0,
) -> Weighed:
    """What the cues say. `on_page`: asked on the page of what is out; `is_named`: its name is in it; `fits`: whether what fails
    by the question fails by the reports too, None where it names no part; `words` and `links`: how many are in it;
    `strange`: how many words that mean nothing here stand beside what is asked."""
    cues = heard.cues
    pros = sorted((weight for cue, weight in FOR.items() if cue in cues), reverse=True)
    is_part_unable = Cue.UNABLE in cues and any(cue in cues for cue in SYMPTOMS)
    if is_part_unable:
        pros = sorted([*pros, PART_UNABLE], reverse=True)
    score = sum(weight * FURTHER ** min(at, 3) for at, weight in enumerate(pros))
    cons = _against(heard)
    if is_other_day:
        cons.append((AGAINST[Cue.LONG_AGO][0], WhyNot.OTHER_TROUBLE, Subject.OTHER))
    if links:
        cons.append((1.2 * links, WhyNot.SPAM, Subject.SPAM))
    if fits is False:
        cons.append((OTHER_PART, WhyNot.OTHER_TROUBLE, Subject.DOWN))
    cons.sort(key=lambda con: -con[0])
    score -= sum(weight * FURTHER ** min(at, 3) for at, (weight, _, _) in enumerate(cons))
    if not heard.which(FAILS) and Cue.LATELY not in cues:
        score -= STRANGE * min(max(strange - STRANGE_FREE, 0), STRANGE_MAX)
    score += ON_ITS_PAGE if on_page else 0.5 if is_named else NOWHERE
    if not pros:
        score = min(score, 0.4 + (MIDDLE if is_named and words <= 2 else 0))
    sureness = 1.0 / (1.0 + math.exp(-STEEPNESS * (score - MIDDLE)))
    why_not, against = _most_telling(cons)
    return Weighed(sureness, subjects(heard), why_not, against)


def _most_telling(cons: Sequence[tuple[float, WhyNot, Subject]]) -> tuple[WhyNot, Subject]:
    """Why it was not answered, `cons` weightiest first: what it is about rather than that it is old, if that is told."""
    heavy = [(why_not, subject) for weight, why_not, subject in cons if weight > 1]
    particular = [each for each in heavy if each[1] not in (Subject.OTHER, Subject.DOWN)]
    return next(iter((*particular, *heavy)), (WhyNot.UNCLEAR, Subject.OTHER))


def _against(heard: Heard) -> list[tuple[float, WhyNot, Subject]]:
    cues = heard.cues
    is_now = bool(heard.which(FAILS)) and not heard.any(Cue.LONG_AGO, Cue.TAKEN)
    cons = []
    for cue, (weight, why_not, subject) in AGAINST.items():
        if cue not in cues:
            continue
        if cue is Cue.BANNED and is_now and heard.any(Cue.OUT, Cue.LOADS, Cue.GONE) and Cue.TOLD not in cues:
            weight -= BAN_FEARED
        if cue is Cue.MONEY and is_now and not heard.any(Cue.TRANSFER, Cue.BADGE, Cue.CARD):
            weight -= COST_NOW
        if cue is Cue.HOW and heard.any(Cue.REMEDY, Cue.WHEN):
            weight -= 0.8
        if cue is Cue.CLOSE and heard.any(Cue.WHEN):
            weight -= 2.0
        if weight > 0:
            cons.append((weight, why_not, subject))
    return cons


def subjects(heard: Heard) -> tuple[Subject, ...]:
    """What a question about an outage wants to know, by its cues, the most particular first; DOWN is always among it."""
    found: list[Subject] = []
    for subject, cues in (
        (Subject.HACKED, (Cue.HACKED, Cue.BANNED)),
        (Subject.MONEY, (Cue.MONEY, Cue.ADS)),
        (Subject.LOST, (Cue.GONE,)),
        (Subject.REMEDY, (Cue.REMEDY, Cue.HELP)),
        (Subject.WHEN, (Cue.WHEN,)),
        (Subject.WHY, (Cue.WHY, Cue.HAPPENED, Cue.OFFICIAL)),
        (Subject.WHERE, (Cue.WHERE, Cue.JUST_ME)),
    ):
        if heard.any(*cues):
            found.append(subject)
    return (*found, Subject.DOWN)
