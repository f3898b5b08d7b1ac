"""What a connection of the hot lane is made of beside its protocol: its turn, who watches its time, how answers begin."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Final, Protocol

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from groundswell.web.answer import Answer, Header, HeaderMap, header_lines
from groundswell.web.parts import WebConfig

TICK_SECONDS: Final = 0.25
UNREAD_SECONDS_MAX: Final = 30.0
"""How long somebody may read nothing of what is ready for them."""
_LAST_SECONDS_MAX: Final = 1.0
"""The same once the server stops."""
_UNREADABLE: Final = b"Invalid HTTP request received."


class Nowhere(list[Header]):
    """Where trailers go: nobody reads them, and who forwards for whom is told in heads alone."""

    def append(self, item: Header) -> None:
        """Forget it."""


class Unheard:
    def set(self) -> None:
        """Nobody waits."""


class Turn:
    """A request that the lane answers, in the place of uvicorn's cycle: one for a connection's whole life."""

    __slots__ = ("awaited", "disconnected", "headers", "keep_alive", "pieces", "response_complete")
    message_event: ClassVar = Unheard()

    def __init__(self) -> None:
        self.response_complete = True
        self.disconnected = False
        self.keep_alive = True
        self.awaited = False
        """whether a report's body is on its way"""
        self.headers: HeaderMap = {}
        self.pieces: list[bytes] = []


class Watched(Protocol):
    """A connection whose time is limited: `expire` is called once when tick number `expires` has come."""

    expires: int

    def expire(self) -> None:
        """Time is over."""
        ...


class Watch:
    """The time of all connections, in ticks: a timer for each request would cost more than the request."""

    def __init__(self, config: WebConfig) -> None:
        self.now = 0
        self.head = ticks(config.head_seconds_max)
        self.body = ticks(config.body_seconds_max)
        self.idle = ticks(config.idle_seconds_max)
        self.unread = ticks(UNREAD_SECONDS_MAX)
        self.last = ticks(_LAST_SECONDS_MAX)
        self._open: set[Watched] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def over(self, line: Watched, loop: asyncio.AbstractEventLoop) -> None:
        """Watch over `line` until `leave`."""
        self._open.add(line)
        if self._loop is not loop:
            self._loop = loop
            loop.call_later(TICK_SECONDS, self._tick, loop)

    def leave(self, line: Watched) -> None:
        """It is gone."""
        self._open.discard(line)

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        self.now += 1
        for line in [line for line in self._open if line.expires <= self.now]:
            line.expire()
        if self._open:
            loop.call_later(TICK_SECONDS, self._tick, loop)
        else:
            self._loop = None


class Starts:
    """How answers begin: the status line and what uvicorn puts into every head (the date), made once a second."""

    def __init__(self) -> None:
        self._every: Sequence[Header] = ()
        self._starts: dict[int, bytes] = {}

    def of(self, status: int, every: Sequence[Header]) -> bytes:
        """The beginning of an answer with `status`."""
        if every is not self._every:
            self._every, self._starts = every, {}
        start = self._starts.get(status)
        if start is None:
            start = self._starts[status] = STATUS_LINE[status] + header_lines(every)
        return start


def ticks(seconds: float) -> int:
    """As many ticks as last at least so long, the one that has begun not counted."""
    return int(-(-seconds // TICK_SECONDS)) + 1


def chunk(data: bytes) -> bytes:
    """A piece of a body whose length nobody knows."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def head_size(url: bytes, pairs: Sequence[Header]) -> int:
    """How many bytes of a head its target and its headers take."""
    return len(url) + sum(len(name) + len(value) + 4 for name, value in pairs)


def malformed() -> Answer:
    """As uvicorn says it."""
    length = str(len(_UNREADABLE)).encode()
    return Answer(
        400,
        [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", length),
            (b"connection", b"close"),
        ],
        _UNREADABLE,
    )
