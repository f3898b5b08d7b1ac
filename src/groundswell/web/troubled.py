"""What is wrong now, for pages that are made for one request: asked of the stores every few seconds, however many search.

Where the stores do not answer within a second it is not known, and a search finds its service all the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from groundswell.core.model import Incident, State
from groundswell.core.status import worst_of
from groundswell.errors import GroundswellError
from groundswell.ports import Clock, Incidents

_KEPT: Final = timedelta(seconds=5)
_WAIT_SECONDS: Final = 1.0


class Troubled:
    """The services with an outage, each with its worst."""

    def __init__(self, incidents: Incidents, clock: Clock) -> None:
        self._incidents = incidents
        self._clock = clock
        self._found: Mapping[str, Incident] = {}
        self._asked_at: datetime | None = None
        self._turn = asyncio.Lock()

    async def now(self) -> Mapping[str, Incident]:
        """By service; those of several services stand with each that it hits."""
        async with self._turn:
            if self._asked_at is None or abs(self._clock.now() - self._asked_at) >= _KEPT:
                try:
                    async with asyncio.timeout(_WAIT_SECONDS):
                        self._found = await self._ask()
                except (TimeoutError, GroundswellError):
                    self._found = {}
                self._asked_at = (
                    self._clock.now()
                )  # when it was known: those in the queue do not ask a slow store again
            return self._found

    async def _ask(self) -> Mapping[str, Incident]:
        return worst_of(await self._incidents.list(states=(State.OPEN, State.EASING), limit=1000))
