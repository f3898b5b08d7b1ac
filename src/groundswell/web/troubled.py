"""What is wrong now, for pages that are made for one request: asked of the stores every few seconds, however many search.

Where the stores do not answer it is not known, and a search finds its service all the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from groundswell.core.model import Incident, State
from groundswell.errors import StoreUnavailableError
from groundswell.ports import Clock, Incidents

_KEPT: Final = timedelta(seconds=5)


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
            now = self._clock.now()
            if self._asked_at is None or abs(now - self._asked_at) >= _KEPT:
                self._found, self._asked_at = await self._ask(), now
            return self._found

    async def _ask(self) -> Mapping[str, Incident]:
        try:
            known = await self._incidents.list(states=(State.OPEN, State.EASING), limit=1000)
        except StoreUnavailableError:
            return {}
        mildest_first = sorted(known, key=lambda incident: (incident.severity, incident.score))
        return {slug: each for each in mildest_first for slug in each.members or (each.service,)}
