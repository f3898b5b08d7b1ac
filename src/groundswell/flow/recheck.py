"""Takes what somebody answers who is asked whether it works again: a report like any other, marked as an answer.

It is asked while an outage eases, of whoever has a receipt or a wish; each may answer once in a half hour, and each answer goes
through the screen that every report goes through.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from weakref import WeakValueDictionary

from groundswell.core.model import Dropped, Incident, Receipt, SourceKind, State, Submission, Visitor
from groundswell.core.timegrid import CLAIM_MINUTES, bin_start, minute_of
from groundswell.flow.admit import Admit
from groundswell.ports import Clock
from groundswell.ports.wishes import Answered, Wishes


class Heard(StrEnum):
    """What became of an answer."""

    TAKEN = "taken"
    """it is durable, and counts"""
    ALREADY = "already"
    """the same person has answered in this half hour"""
    NOT_ASKED = "not-asked"
    """nobody asks now: the outage does not ease, or there is none"""


@dataclass(frozen=True, slots=True)
class About:
    """Whose answer it is: `name` is "report:SEQUENCE" or "question:ID", `symptom` what it had reported, `incident` its outage as
    it stands."""

    name: str
    service: str
    symptom: str
    incident: Incident | None


class Recheck:
    """The leg. One instance per intake process."""

    def __init__(self, admit: Admit, wishes: Wishes, clock: Clock) -> None:
        self._admit = admit
        self._wishes = wishes
        self._clock = clock
        self._answering = WeakValueDictionary[str, asyncio.Lock]()
        """by whose answer is under way: a crowd that is asked at once does not wait for one another"""
        self.heard: dict[bool, int] = {True: 0, False: 0}
        """answers taken since the start, by whether it works again"""

    @staticmethod
    def asks(incident: Incident | None) -> bool:
        """Whether somebody whose outage this is is asked now."""
        return incident is not None and incident.state is State.EASING

    async def last(self, about: str) -> Answered | None:
        """What was answered last."""
        said = await self._wishes.answers(about)
        return said[-1] if said else None

    async def say(self, about: About, works: bool, visitor: Visitor) -> Heard | Dropped:
        """Take the answer of `visitor`. Raises InputError, or StoreUnavailableError (nothing was taken)."""
        if not self.asks(about.incident):
            return Heard.NOT_ASKED
        # Who presses twice at once has pressed once.
        async with self._answering.setdefault(about.name, asyncio.Lock()):
            now = self._clock.now()
            before = await self.last(about.name)
            if before is not None and _half_hour(minute_of(before.at)) == _half_hour(minute_of(now)):
                return Heard.ALREADY
            taken = await self._admit.one(
                Submission(
                    about.service,
                    visitor,
                    now,
                    symptom=None if works else about.symptom or None,
                    works=works,
                    source_kind=SourceKind.ANSWER,
                )
            )
            if not isinstance(taken, Receipt):
                return taken
            await self._wishes.note_answer(Answered(about.name, taken.sequence, works, now))
        self.heard[works] += 1
        return Heard.TAKEN


def _half_hour(minute: int) -> int:
    return bin_start(minute, CLAIM_MINUTES)
