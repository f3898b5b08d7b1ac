"""Beside leg 1: sieges of the intake go into the store as they begin, once a minute while they last, and as they end.

What a restart cut short goes on, if that was a moment ago; otherwise it ended when it was last seen.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from groundswell.core.status import Siege
from groundswell.flow.guard import Guard
from groundswell.ports import Clock
from groundswell.ports.sieges import SIEGE_DAYS, Sieges

_EVERY: Final = timedelta(minutes=1)
_MOMENT: Final = timedelta(minutes=10)
"""As long as a siege lasts beyond what made it one (core.intake.attack)."""


class Witness:
    """Of one guard."""

    def __init__(self, guard: Guard, sieges: Sieges, clock: Clock) -> None:
        self._guard = guard
        self._sieges = sieges
        self._clock = clock
        self._kept: Siege | None = None
        self._has_looked_back = False

    async def keep(self) -> None:
        """Keep what there is to keep. Raises StoreUnavailableError: the next call makes up for it."""
        if not self._has_looked_back:
            await self._look_back()
        siege, kept = self._guard.siege, self._kept
        if siege is None or siege == kept:
            return
        is_known = kept is not None and (kept.began_at, kept.ended_at) == (siege.began_at, siege.ended_at)
        if is_known and kept is not None and timedelta(0) <= siege.seen_at - kept.seen_at < _EVERY:
            return
        await self._sieges.put(siege)
        self._kept = siege

    async def forget(self) -> int:
        """Forget those of SIEGE_DAYS ago; how many. For who believes the clock: one that leaps would leave none."""
        return await self._sieges.forget(self._clock.now() - timedelta(days=SIEGE_DAYS))

    async def _look_back(self) -> None:
        for last in await self._sieges.list(1):
            if last.ended_at is not None:
                continue
            if self._guard.siege is None and abs(self._clock.now() - last.seen_at) <= _MOMENT:
                self._guard.resume(last)
            else:
                await self._sieges.put(replace(last, ended_at=last.seen_at))
        self._has_looked_back = True
