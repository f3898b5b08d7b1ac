"""Accounts that nobody has ever used, or that were shut out long ago, are forgotten: of who is responsible for nothing any more
neither how they are called nor their name is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import structlog

from groundswell.ports import Clock, People
from groundswell.ports.notices import Notices
from groundswell.ports.oncall import Oncall, Responder

_EVER: Final = timedelta(days=3650)
_log = structlog.get_logger(__name__)


class Retire:
    """The leg."""

    def __init__(self, people: People, oncall: Oncall, notices: Notices, clock: Clock) -> None:
        self._people = people
        self._oncall = oncall
        self._notices = notices
        self._clock = clock

    async def run(self, unused_for: timedelta, closed_for: timedelta) -> int:
        """One look; how many went. What is cut off in between is found again: the account itself goes last."""
        now = self._clock.now()
        found = await self._people.over(unused_before=now - unused_for, closed_before=now - closed_for)
        for account in found:
            await self._forget_calls(account)
            await self._people.remove(account, now)
            _log.info(
                "an account is forgotten: nobody has used it, or it was shut out long ago", account=account
            )
        return len(found)

    async def _forget_calls(self, account: int) -> None:
        for reach in await self._oncall.reaches(account):
            await self._notices.erase_target(reach.target)
            await self._oncall.drop_reach(account, reach.id)
        for device in await self._oncall.devices(account):
            await self._oncall.drop_device(account, device.digest)
        now = self._clock.now()
        for away in await self._oncall.away(now - _EVER, now + _EVER):
            if away.account == account:
                await self._oncall.drop_away(account, away.id)
        for responder in await self._oncall.responders():
            if responder.account == account:
                await self._oncall.put_responder(Responder(account))
