"""Beside `attend` and `fulfil`: seeks the yes of an address, of who signed up and of who wished. A question is noted before it goes:
whoever is killed meanwhile does not ask again at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from groundswell.core.notice import Subscription, Wish
from groundswell.errors import GroundswellError, RecoverableError
from groundswell.flow.blame import Refusals, fault_of
from groundswell.ports import Clock
from groundswell.ports.notices import Channel

_log = structlog.get_logger(__name__)

ASKED_MAX: Final = 5
_FIRST_WAIT: Final = timedelta(minutes=10)
"""after an attempt that failed; it doubles after one of which nobody knows whether it arrived"""


class Pending(Protocol):
    """Where those stand who are to say yes: ports.subscriptions.Subscriptions, ports.wishes.Wishes."""

    async def note_asked(self, id: str, asked: int, ask_at: datetime | None) -> None:  # noqa: A002
        """How often it was asked, and when it is asked again, where it is still pending."""
        ...

    async def erase(self, id: str) -> bool:  # noqa: A002
        """Forget it altogether; False where there is none."""
        ...


class Seek:
    """What asks. `channels` are those of the settings, by name."""

    def __init__(
        self, pending: Pending, clock: Clock, channels: Mapping[str, Channel], refusals: Refusals
    ) -> None:
        self._pending = pending
        self._clock = clock
        self._channels = channels
        self._refusals = refusals

    def channel(self, name: str) -> Channel:
        """The one of this name. Raises RecoverableError where the settings name it no longer."""
        if (channel := self._channels.get(name)) is None:
            raise RecoverableError("the settings no longer name its channel")
        return channel

    async def put(
        self,
        who: Subscription | Wish,
        channel: str,
        send: Callable[[], Awaitable[None]],
        *,
        stranger: bool = False,
        once_more: timedelta | None = None,
    ) -> bool:
        """One question to `who` by `channel`, which `send` carries; False where it did not go out. `stranger`: what carries it is a server of
        their own. After `once_more` it is put again, though it went out. Raises StoreUnavailableError, and nothing of what `send` raises."""
        asked = who.asked + 1
        again = self._clock.now() + _FIRST_WAIT * (1 << min(asked, 6))
        await self._pending.note_asked(who.id, asked, again if asked < ASKED_MAX else None)
        try:
            await send()
        except GroundswellError as raised:
            await self._was_not_taken(who, channel, raised, stranger=stranger)
            return False
        except Exception:  # noqa: BLE001  what is wrong with one must not keep the others; this one comes again
            _log.exception("a question for the yes fails", target=who.target)
            return False
        await self._refusals.heard(channel, None)
        once_more_at = self._clock.now() + once_more if once_more is not None else None
        await self._pending.note_asked(who.id, asked, once_more_at)
        return True

    async def _was_not_taken(
        self, who: Subscription | Wish, channel: str, raised: GroundswellError, *, stranger: bool
    ) -> None:
        fault = fault_of(raised, who.address)
        await self._refusals.heard(channel, fault)
        if fault.lasting:
            why = "who was to say yes is forgotten: the address refuses"
            _log.warning(why, target=who.target, why=fault.words)
            await self._pending.erase(who.id)
            return
        _log.warning("a question for the yes waits", target=who.target, why=fault.words)
        # Nobody was asked: it counts for nothing. But a stranger's own server, of which nobody knows whether it is there, is not asked for days.
        if not fault.unsure and (fault.ours or not stranger):
            await self._pending.note_asked(who.id, who.asked, self._clock.now() + _FIRST_WAIT)
