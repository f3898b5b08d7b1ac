"""Beside `reply`: with which of several outages of a service questions belong: by what fails, where they say it does, and when
they were asked. Where two fit alike nobody is chosen: a wrong tie would end an answer with another outage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from groundswell.core.answer import Subject
from groundswell.core.model import Incident, State
from groundswell.ports.questions import Question

Places = Callable[[str], Mapping[str, str]]
"""The names of countries in a language, by code."""
OF_OUTAGES: Final = frozenset(
    {Subject.DOWN, Subject.WHEN, Subject.WHY, Subject.WHERE, Subject.HACKED, Subject.LOST, Subject.REMEDY}
)
"""what is asked of an outage: what an answer says of these is hardly true when that is over"""
_EARLY: Final = timedelta(minutes=30)
"""people ask before it is known that something has begun"""
_MARGIN: Final = 0.15
_NAME_LETTERS_MIN: Final = 4


def are_of_outage(questions: Sequence[Question]) -> bool:
    """Whether most of them ask of an outage."""
    return 2 * sum(each.subject in OF_OUTAGES for each in questions) > len(questions)


def was_on(incident: Incident, at: datetime) -> bool:
    """Whether who asked at `at` may have asked about it: it was on, or about to be known."""
    over_at = incident.resolved_at if incident.state is State.RESOLVED else None
    return incident.began_at - _EARLY <= at and (over_at is None or at <= over_at)


def likely(incidents: Sequence[Incident], questions: Sequence[Question], places: Places) -> Incident | None:
    """The one that `questions` are about; None where none is, or two fit alike."""
    if len(incidents) < 2:
        return next(iter(incidents), None)
    fits = sorted(((_fit(each, questions, places), each.id, each) for each in incidents), reverse=True)
    return fits[0][2] if fits[0][0] - fits[1][0] >= _MARGIN else None


def _fit(incident: Incident, questions: Sequence[Question], places: Places) -> float:
    return (
        _symptoms(incident, questions) + _countries(incident, questions, places) + _times(incident, questions)
    )


def _symptoms(incident: Incident, questions: Sequence[Question]) -> float:
    """How much of what is reported of it is what the questions name, 0 to 1."""
    shares = {each.value: each.share for each in incident.footprint.symptoms}
    said = [max(shares.get(symptom, 0.0) for symptom in each.symptoms) for each in questions if each.symptoms]
    return sum(said) / len(said) if said else 0.0


def _countries(incident: Incident, questions: Sequence[Question], places: Places) -> float:
    """The same of countries that they name."""
    shares = {each.value: each.share for each in incident.footprint.countries}
    found = []
    for question in questions:
        words = question.words.casefold()
        names = places(question.language or "en")
        named = [
            code
            for code, name in names.items()
            if len(name) >= _NAME_LETTERS_MIN and name.casefold() in words
        ]
        if named:
            found.append(max(shares.get(code, 0.0) for code in named))
    return sum(found) / len(found) if found else 0.0


def _times(incident: Incident, questions: Sequence[Question]) -> float:
    """How many were asked while it was on, 0 to 1."""
    return sum(was_on(incident, each.at) for each in questions) / len(questions) if questions else 0.0
