"""Which signs in a question say that an answer must be surer than others, or that there must be none.

Somebody in danger is never told of an outage. What names no service and was asked on the page of none is left to a person. In a tongue that is not
understood an answer must be surer. What stands beside an outage (cues/apart.py: one profile only, another line, since Thursday, a paper) takes from
how sure the models are, each kind of it: there they err most surely.
"""

from __future__ import annotations

from enum import StrEnum

from groundswell.core.answer import learned
from groundswell.core.answer.cues import Heard
from groundswell.core.answer.cues.apart import APART
from groundswell.core.answer.danger import is_danger
from groundswell.core.answer.marks import Scene, stands
from groundswell.core.answer.text import Plain
from groundswell.core.answer.vocabulary import Vocabulary


class Sign(StrEnum):
    """Kinds of signs against an answer."""

    DANGER = "danger"
    """somebody is threatened, missing or may do themselves harm"""
    FOREIGN = "foreign"
    """a language in which no cues are known"""
    NAMELESS = "nameless"
    """no service is named, and there is no page to tell it, where there are several"""


def signs(text: Plain, heard: Heard, scene: Scene, vocabulary: Vocabulary) -> frozenset[Sign]:
    """Kinds of which there is a sign in `text`."""
    found = set()
    if is_danger(text, heard):
        found.add(Sign.DANGER)
    if "nowhere" in stands(text, scene, vocabulary) and len(vocabulary.called) > 1:
        found.add(Sign.NAMELESS)
    if not heard.language:
        found.add(Sign.FOREIGN)
    return frozenset(found)


APART_TAKES = 2.5
"""so much is taken from the log odds of an answer by each kind of what stands apart: found on strangers left out (docs/explanation/answers.md)"""


def against(heard: Heard) -> float:
    """What is taken from the log odds of an answer by what stands apart from an outage."""
    return APART_TAKES * len(heard.which(_APART))


_APART = frozenset(APART)
NEVER = 2.0
"""a bar that nothing reaches"""


def bar(text: Plain, heard: Heard, scene: Scene, vocabulary: Vocabulary) -> float:
    """How sure an answer must be: from 0 to 1, more is never."""
    found = signs(text, heard, scene, vocabulary)
    if found & {Sign.DANGER, Sign.NAMELESS}:
        return NEVER
    return learned.CAREFUL if found else learned.SURE
