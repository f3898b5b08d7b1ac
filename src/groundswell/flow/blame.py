"""Beside the legs that send: whose fault it is that something was not taken. The receiver's, who will not have it; ours, where the
far side will not have us (a password, a token, the address that we send from); or nobody's, for it may pass.

Only the first is held against whom it was for. Of the second it is noted which channel is refused, until it carries again: the
desk shows it, and who has to act.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from groundswell.core.notice import REFUSALS_MAX, Fault
from groundswell.errors import (
    ConfigError,
    GoneError,
    GroundswellError,
    LaterError,
    PermanentError,
    UncertainError,
)
from groundswell.flow.keep import texts, told
from groundswell.ports import Clock, Notebook

_log = structlog.get_logger(__name__)

_NOTE: Final = "channels that are refused"
_SAID_AGAIN: Final = timedelta(hours=6)
"""Whoever looks after a channel hears once in so long that it is refused."""


def fault_of(raised: GroundswellError, address: str = "") -> Fault:
    """Why an attempt to tell whoever is at `address` did not succeed. The address does not stand in its words: they are kept."""
    words = str(raised)
    if address:
        words = re.sub(re.escape(address), "(the address)", words, flags=re.IGNORECASE)
    match raised:
        case LaterError(seconds=seconds):
            return Fault(words, wait_seconds=seconds)
        case UncertainError():
            return Fault(words, unsure=True)
        case ConfigError():
            return Fault(words, ours=True)
        case PermanentError():
            return Fault(words, lasting=True, gone=isinstance(raised, GoneError))
        case _:
            return Fault(words)


@dataclass(frozen=True, slots=True)
class Refused:
    """What the far side of a channel says to us, and since when."""

    why: str
    since: datetime


class Refusals:
    """Which channels are refused by their far sides, for our sake. Kept in the notebook: the desk may be another process."""

    def __init__(self, notebook: Notebook, clock: Clock) -> None:
        self._notebook = notebook
        self._clock = clock
        self._in_a_row: Counter[str] = Counter()
        self._noted: dict[str, Refused] = {}
        self._said_at: dict[str, datetime] = {}
        self._fresh: list[str] = []
        self._is_behind = False

    async def begin(self) -> None:
        """Forget what the last run noted: the settings may be others now."""
        if await self.standing():
            await self._keep()

    async def heard(self, channel: str, fault: Fault | None) -> None:
        """An attempt by `channel` is over; None: it was taken. One refusal may be about one letter, several in a row are about us.
        Raises nothing: what has gone out must be written down, though the notebook is away."""
        if self._is_behind:
            await self._keep()
        if fault is not None and fault.ours:
            self._in_a_row[channel] += 1
            if self._in_a_row[channel] >= REFUSALS_MAX and channel not in self._noted:
                await self._refused(channel, fault.words)
        elif fault is None and self._in_a_row.pop(channel, 0) and channel in self._noted:
            del self._noted[channel]
            _log.info("a channel carries again", channel=channel)
            await self._keep()

    async def standing(self) -> Mapping[str, Refused]:
        """Those that are refused now, by name."""
        note = await self._notebook.get(_NOTE)
        kept = told(note["refused"]) if note is not None else {}
        return {name: Refused(why, datetime.fromisoformat(since)) for name, (why, since) in kept.items()}

    def fresh(self) -> Mapping[str, str]:
        """What is said to those that are refused since this was asked last, by name; of each once in some hours."""
        found, self._fresh = self._fresh, []
        return {name: self._noted[name].why for name in found if name in self._noted}

    async def _refused(self, channel: str, why: str) -> None:
        now = self._clock.now()
        self._noted[channel] = Refused(why, now)
        _log.error("a channel is refused: its settings have to be put right", channel=channel, why=why)
        said_at = self._said_at.get(channel)
        if said_at is None or now - said_at >= _SAID_AGAIN:
            self._said_at[channel] = now
            self._fresh.append(channel)
        await self._keep()

    async def _keep(self) -> None:
        kept = {name: (each.why, each.since.isoformat()) for name, each in self._noted.items()}
        try:
            await self._notebook.put(_NOTE, {"refused": texts(kept)})
        except GroundswellError as fault:
            _log.warning("which channels are refused is written down later", why=str(fault))
            self._is_behind = True
        else:
            self._is_behind = False
