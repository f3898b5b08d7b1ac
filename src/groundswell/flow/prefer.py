"""Beside `announce`: who is told next. Calls go before all else, and some have places that nothing else takes."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final, TypeVar

from groundswell.ports.notices import Claimed, Notices

CALLS_MORE: Final = 4
"""So many calls are on their way beside all else, however slow that is."""
_LOOK_SECONDS: Final = 2.0
"""While what is on its way takes its time it is looked so often whether a call is due again."""
_T = TypeVar("_T")


async def prefer(notices: Notices, now: datetime, places: int, busy: Sequence[str]) -> Sequence[Claimed]:
    """Claim what may begin beside what is on its way to the targets `busy`: as much as there are places, and some calls more."""
    found: list[Claimed] = []
    if len(busy) < places:
        found += await notices.claim(now, places - len(busy), busy)
        busy = [*busy, *(each.target.id for each in found)]
    if places <= len(busy) < places + CALLS_MORE:
        found += await notices.claim(now, places + CALLS_MORE - len(busy), busy, calls=True)
    return found


async def landed(flying: Collection[asyncio.Task[_T]], wake: asyncio.Event) -> list[asyncio.Task[_T]]:
    """Those that are over; none where something new may be there to be sent, or it is time to look."""
    woken = asyncio.create_task(wake.wait())
    try:
        await asyncio.wait([*flying, woken], timeout=_LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    finally:
        woken.cancel()
    wake.clear()
    return [task for task in flying if task.done()]
