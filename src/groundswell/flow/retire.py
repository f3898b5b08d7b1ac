"""Accounts that nobody has ever used, or that were shut out long ago, are forgotten: of who is responsible for nothing any more
neither how they are called nor their name is kept."""

from __future__ import annotations

from datetime import timedelta

import structlog

from groundswell.ports import Clock, People
from groundswell.ports.oncall import Oncall

_log = structlog.get_logger(__name__)


class Retire:
    """The leg."""

    def __init__(self, people: People, oncall: Oncall, clock: Clock) -> None:
        self._people = people
        self._oncall = oncall
        self._clock = clock

    async def run(self, unused_for: timedelta, closed_for: timedelta) -> int:
        """One look; how many went. What is cut off in between is found again: the account itself goes last."""
        now = self._clock.now()
        found = await self._people.over(unused_before=now - unused_for, closed_before=now - closed_for)
        for account in found:
            known = await self._people.account(account)
            await self._oncall.erase_of(account, known.name if known is not None else "")
            await self._people.remove(account, now)
            _log.info(
                "an account is forgotten: nobody has used it, or it was shut out long ago", account=account
            )
        return len(found)
