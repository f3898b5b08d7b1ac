"""Takes what somebody answers who is asked whether it works again: a report like any other, marked as an answer.

It is asked while an outage eases, of whoever has a receipt or a wish; each may answer once in a half hour, and each answer goes
through the screen that every report goes through.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from weakref import WeakValueDictionary

from groundswell.core.model import Dropped, Incident, Receipt, SourceKind, State, Submission, Visitor
from groundswell.core.timegrid import CLAIM_MINUTES, bin_start, minute_of
from groundswell.errors import GroundswellError
from groundswell.flow.admit import Admit
from groundswell.flow.group import whole_milliseconds
from groundswell.flow.withdraw import begun
from groundswell.ports import Clock
from groundswell.ports.wishes import Answered, Wishes

_MILLISECOND: Final = timedelta(milliseconds=1)
_SECOND: Final = timedelta(seconds=1)


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
    """The leg. One instance per intake process. `blank` forgets whose a report in the journal is."""

    def __init__(
        self, admit: Admit, wishes: Wishes, clock: Clock, blank: Callable[[int], Awaitable[bool]]
    ) -> None:
        self._admit = admit
        self._wishes = wishes
        self._clock = clock
        self._blank = blank
        self._last: datetime | None = None
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
        said = [each for each in await self._wishes.answers(about) if not each.is_begun]
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
            said = begun(about.name, works, self._own_instant(now))
            await self._wishes.begin_answer(said)
            try:
                taken = await self._admit.one(
                    Submission(
                        about.service,
                        visitor,
                        said.at,
                        symptom=None if works else about.symptom or None,
                        works=works,
                        source_kind=SourceKind.ANSWER,
                    )
                )
            except GroundswellError:
                await self._wishes.note_answer(said, None)
                raise
            if not isinstance(taken, Receipt):
                await self._wishes.note_answer(said, None)
                return taken
            # What it is about was deleted meanwhile: nothing finds this report any more.
            if not await self._wishes.note_answer(said, taken.sequence):
                await self._blank(taken.sequence)
        self.heard[works] += 1
        return Heard.TAKEN

    def _own_instant(self, now: datetime) -> datetime:
        """`now` to the millisecond, or the next one that no other answer has: by it a deletion finds the report of one that was cut off."""
        at, last = whole_milliseconds(now), self._last
        if last is not None and timedelta(0) <= last - at < _SECOND:
            at = last + _MILLISECOND
        self._last = at
        return at


def _half_hour(minute: int) -> int:
    return bin_start(minute, CLAIM_MINUTES)
