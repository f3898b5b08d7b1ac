"""Connections to a mail server, each kept a while for the next letter: ten thousand letters are not ten thousand handshakes and sign-ins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import aiosmtplib

from groundswell.ports import Clock

LETTERS_MAX: Final = 50
"""So many go over one connection: servers that bound it answer the next with an error."""
IDLE_SECONDS: Final = 5.0
_RESET_SECONDS_MAX: Final = 3.0
"""So soon one that was kept answers that it is still there."""
_SHUT_FOR: Final = timedelta(seconds=20)
"""So long a server that did not let one in is not asked by the next: thousands of letters are not thousands of wrong passwords, nor do
they wait one after another for a host that is silent."""
_FAULTS: Final = (aiosmtplib.SMTPException, OSError, TimeoutError)


@dataclass(slots=True, eq=False)
class Connection:
    """One that is greeted and signed in, and has carried so many `letters`."""

    server: aiosmtplib.SMTP
    letters: int = 0
    keeping: asyncio.Task[None] | None = field(default=None, repr=False)


class Connections:
    """Those to one server. They need no closing: one that nobody takes says goodbye, or hangs up when its event loop ends."""

    def __init__(self, make: Callable[[], aiosmtplib.SMTP], seconds_max: float, clock: Clock) -> None:
        """`make` gives one that is not connected; it has to answer, signed in, within `seconds_max`."""
        self._make = make
        self._seconds_max = seconds_max
        self._clock = clock
        self._shut: tuple[datetime, Exception] | None = None
        self._kept: list[Connection] = []

    async def take(self) -> Connection:
        """One that has just answered. Raises TimeoutError, OSError or the library's faults (the last one again, where that was
        just now); no letter has begun then."""
        while self._kept:
            kept = self._kept.pop()
            keeping, kept.keeping = kept.keeping, None
            assert keeping is not None, "what is kept has its keeper"
            keeping.cancel()
            with suppress(*_FAULTS):
                await _within(_RESET_SECONDS_MAX, kept.server, kept.server.rset())
                return kept
        if self._shut is not None and timedelta(0) <= self._clock.now() - self._shut[0] < _SHUT_FOR:
            raise copy(self._shut[1])
        server = self._make()
        try:
            await _within(self._seconds_max, server, server.connect())
        except _FAULTS as fault:
            self._shut = self._clock.now(), copy(fault)  # the fault itself would keep what it came through
            raise
        self._shut = None
        return Connection(server)

    @asynccontextmanager
    async def letter(self, connection: Connection) -> AsyncIterator[None]:
        """A letter goes over it within this; then it is kept. Where that fails it hangs up."""
        try:
            yield
        except BaseException:
            connection.server.close()
            raise
        connection.letters += 1
        if connection.letters < LETTERS_MAX:
            self._kept.append(connection)
        connection.keeping = asyncio.create_task(self._keep(connection))
        connection.keeping.add_done_callback(partial(self._let_go, connection))

    async def _keep(self, connection: Connection) -> None:
        """Say goodbye when nobody has taken it for a while."""
        if connection in self._kept:
            await asyncio.sleep(IDLE_SECONDS)
            self._kept.remove(connection)
        with suppress(*_FAULTS):
            await connection.server.quit()

    def _let_go(self, connection: Connection, keeping: asyncio.Task[None]) -> None:
        if connection.keeping is keeping:  # nobody has taken it
            connection.server.close()
            if connection in self._kept:  # its loop ends
                self._kept.remove(connection)


async def _within(seconds: float, server: aiosmtplib.SMTP, step: Awaitable[object]) -> None:
    """A step that has to end in time; where it does not, or fails, `server` hangs up."""
    try:
        async with asyncio.timeout(seconds):
            await step
    except BaseException:
        server.close()
        raise
