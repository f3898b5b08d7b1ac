"""Beside `ask`: when an outage opens, or hits one service more, who asked about its service too early to be told is told now, once.

Only what still waits as it came: the desk has not touched it, nobody writes at an answer, and its asker asks for no person. What the program
is not sure of goes on waiting. Who left an address hears of it by that: `respond` and `fulfil` look for what was released.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from groundswell.core.answer import Asked
from groundswell.core.model import Incident, State
from groundswell.core.status import hit_by
from groundswell.flow.ask import Knows, triaged
from groundswell.flow.tie import was_on
from groundswell.ports import Clock, Incidents
from groundswell.ports.questions import Question, Questions, QuestionState

_log = structlog.get_logger(__name__)
_ON: Final = (State.OPEN, State.EASING)
_ALL: Final = 1_000
_WAITED_MAX: Final = timedelta(hours=2)
_QUESTIONS_MAX: Final = 20_000
_DRAFTS_EVERY: Final = 100
"""questions, after which it is looked again what the desk writes to: many take minutes"""


class KnowsNow(Knows, Protocol):
    """flow.know.Know, as far as it is needed here."""

    def forget(self) -> None:
        """The next question is put to what is known then."""
        ...


class Release:
    """The leg."""

    def __init__(self, questions: Questions, know: KnowsNow, incidents: Incidents, clock: Clock) -> None:
        self._questions = questions
        self._know = know
        self._incidents = incidents
        self._clock = clock
        self._seen: set[tuple[str, str]] = set()
        """outages and services that they hit whose questions were looked at: an outage may grow; at a start none, for the last run may have been killed amid them"""

    async def run(self) -> int:
        """Look for outages that have opened, or hit more, since the last look, at first at all that are on; how many questions were answered."""
        now = self._clock.now()
        on = {each.id: each for each in await self._incidents.list(states=_ON, limit=_ALL)}
        hit = {(each.id, service) for each in on.values() for service in hit_by(each)}
        self._seen &= hit
        fresh, went = sorted(hit - self._seen), 0
        for id in dict.fromkeys(id for id, _ in fresh):  # noqa: A001
            services = [service for one, service in fresh if one == id]
            went += await self._release(on[id], services, now)
            self._seen |= {(id, service) for service in services}
        return went

    async def _release(self, incident: Incident, services: Collection[str], now: datetime) -> int:
        waiting = await self._questions.list([QuestionState.WAITING], services=services, limit=_QUESTIONS_MAX)
        early = [each for each in waiting if now - each.at <= _WAITED_MAX and was_on(incident, each.at)]
        if not (early := [each for each in early if _is_as_it_came(each)]):
            return 0
        self._know.forget()
        went = 0
        for place, question in enumerate(early):
            if place % _DRAFTS_EVERY == 0:
                drafted = {id for draft in await self._questions.drafts() for id in draft.questions}  # noqa: A001
            if question.id in drafted:
                continue
            await asyncio.sleep(0)  # who asks meanwhile is not kept waiting
            asked = Asked(question.id, question.words, now, question.asked_in, question.asked_on)
            found = triaged(asked, await self._know.triage(asked), question.source)
            sources = found.told.sources if found.told is not None else ()
            # Not by an answer of the desk about it: whom the desk gave that, it has chosen.
            if found.incident == incident.id and any(each.id == incident.id for each in sources):
                went += await self._questions.release(found, now)
        if went:
            _log.info(
                "an outage has opened: questions that waited are answered", id=incident.id, answered=went
            )
        return went


def _is_as_it_came(question: Question) -> bool:
    return question.changed_at is None and not question.group and not question.is_unfit
