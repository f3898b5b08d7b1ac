"""The live stream: small "version n" events to everybody who reads, as Server-Sent Events.

All readers share one ring of ready-made frames and each remembers only how far it is, so a reader costs no
buffer. One that falls more than the ring behind is dropped; its browser connects again by itself. Many are told in
waves, between which whoever else asks for something has a turn.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

import msgspec

from groundswell.core.catalog import Catalog
from groundswell.core.intake.clean import unknown_service
from groundswell.core.model import Visitor
from groundswell.web.answer import Receive, Scope, Send, send_answer
from groundswell.web.problems import ProblemError, problem_answer, unknown_parameter
from groundswell.web.security import NO_STORE, NOSNIFF, OPEN_TO_ALL
from groundswell.web.wire import FieldFault

STREAM_PATH: Final = "/api/v1/stream"
RING_BYTES_MAX: Final = 256 * 1024
_RETRY_MILLISECONDS = 3000
_HELLO = b": connected\nretry: %d\n\n" % _RETRY_MILLISECONDS
_HEARTBEAT = b": still here\n\n"
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    NO_STORE,
    NOSNIFF,
    OPEN_TO_ALL,
    (b"x-accel-buffering", b"no"),
]
_BUSY_RETRY_SECONDS = 30
_WAVE_READERS = 500
"""So many are woken at once."""
_PREFIX_FACTOR = 4
"""As in `core.intake.Limits`: how many connections' worth an IPv6 /48 may hold."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """One event as bytes, and the service it is about ("" for everybody)."""

    data: bytes
    about: str


class _About(msgspec.Struct):
    slug: str = ""
    service: str = ""


_about = msgspec.json.Decoder(_About)


@dataclass(eq=False, slots=True)
class _Reader:
    """One connection: the number of the next frame it is to get, and the task that writes to it."""

    position: int
    service: str
    task: asyncio.Task[None]
    wake: asyncio.Event
    places: tuple[int, ...]
    quiet: bool = False
    """whether nothing was written to it since the last beat"""
    beat: bool = False
    """whether it is to be shown that the stream is still there"""


class Live:
    """The hub. `announce` and `close` are called on the event loop that serves the readers."""

    def __init__(
        self,
        readers_max: int = 20_000,
        heartbeat_seconds: float = 15.0,
        origin_readers_max: int = 100,
        visitor_of: Callable[[Scope], Visitor] = lambda _: Visitor(),
        *,
        catalog: Catalog,
    ) -> None:
        """`visitor_of` says who asks; a visitor without an origin is bounded only by `readers_max`."""
        self._catalog = catalog
        self._readers_max = readers_max
        self._origin_readers_max = origin_readers_max
        self._visitor_of = visitor_of
        self._by_place: Counter[int] = Counter()
        self._heartbeat_seconds = heartbeat_seconds
        self._frames: deque[_Frame] = deque()
        self._bytes = 0
        self._next = 1
        self._version = 0
        self._readers: set[_Reader] = set()
        self._closing = False
        self._beating: asyncio.TimerHandle | None = None
        self._stirred: set[str] = set()
        self._waves: asyncio.Task[None] | None = None

    @property
    def readers(self) -> int:
        """How many are connected."""
        return len(self._readers)

    def announce(self, event: str, data: str) -> None:
        """Tell every reader. `data` is JSON; one with a "slug" or "service" is for that service's readers only."""
        assert event.isidentifier(), "an event's name is one word"
        try:
            about = _about.decode(data)
            service = about.slug or about.service
        except msgspec.DecodeError:
            service = ""
        lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
        frame = _Frame(f"event: {event}\nid: {self._next}\n{lines}\n".encode(), service)
        self._next += 1
        self._frames.append(frame)
        self._bytes += len(frame.data)
        if self._bytes > RING_BYTES_MAX:
            self._forget()
        if len(self._readers) <= _WAVE_READERS:
            _wake(self._readers, {service})
            return
        self._stirred.add(service)
        if self._waves is None or self._waves.done():
            self._waves = asyncio.get_running_loop().create_task(self._tell_in_waves())

    def changed(self, service: str) -> None:
        """Tell the readers of a service's page that it is new."""
        self._version += 1
        self.announce("service", msgspec.json.encode({"slug": service, "version": self._version}).decode())

    async def _tell_in_waves(self) -> None:
        while self._stirred:
            services, self._stirred = self._stirred, set()
            readers = list(self._readers)
            for first in range(0, len(readers), _WAVE_READERS):
                _wake(readers[first : first + _WAVE_READERS], services)
                await asyncio.sleep(0)

    def _beat(self) -> None:
        """Every half of the time for which a stream may be silent: one timer for all, as one each would cost more than
        an event."""
        for reader in self._readers:
            if reader.quiet:
                reader.beat = True
                reader.wake.set()
            reader.quiet = True
        self._beating = None
        self._keep_beating()

    def _keep_beating(self) -> None:
        if self._beating is None and self._readers and not self._closing:
            loop = asyncio.get_running_loop()
            self._beating = loop.call_later(self._heartbeat_seconds / 2, self._beat)

    def close(self) -> None:
        """End every stream at once and take no more readers; for the moment when the server begins to stop."""
        self._closing = True
        for reader in self._readers:
            reader.wake.set()

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """GET /api/v1/stream: stay with one reader until either side is done."""
        visitor = self._visitor_of(scope)
        if full := self._full(visitor):
            await send_answer(send, problem_answer(full))
            return
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if problem := unknown_parameter(query, ["service"]):
            await send_answer(send, problem_answer(problem))
            return
        named = query.get("service", [""])[0]
        service = self._catalog.find(named) if named else None
        if named and service is None:
            words = unknown_service(named, self._catalog)
            fault = ProblemError("unknown-service", words, errors=[FieldFault("service", words)])
            await send_answer(send, problem_answer(fault))
            return
        task = asyncio.current_task()
        assert task is not None, "a server runs each request in a task"
        places = tuple(place for place in (visitor.origin, visitor.prefix) if place)
        reader = _Reader(self._next, service.slug if service else "", task, asyncio.Event(), places)
        self._readers.add(reader)
        self._keep_beating()
        self._by_place.update(places)
        gone = asyncio.ensure_future(self._watch(receive, reader))
        try:
            await self._write(reader, gone, send)
        except asyncio.CancelledError:
            if reader in self._readers:  # cancelled by the server, not dropped by us
                raise
        finally:
            self._readers.discard(reader)
            self._by_place.subtract(places)
            for place in places:
                if self._by_place[place] <= 0:
                    del self._by_place[place]
            gone.cancel()

    def _full(self, visitor: Visitor) -> ProblemError | None:
        """Why this visitor gets no stream now, if so. Pages update themselves without one, only later."""
        retry = [(b"retry-after", str(_BUSY_RETRY_SECONDS).encode())]
        if self._closing or len(self._readers) >= self._readers_max:
            return ProblemError("busy", "as many readers as this server takes are connected", headers=retry)
        for place, factor in ((visitor.origin, 1), (visitor.prefix, _PREFIX_FACTOR)):
            most = factor * self._origin_readers_max
            if place and self._by_place[place] >= most:
                words = f"{most} streams are open from this connection: close some of them"
                return ProblemError("too-many-streams", words, headers=retry)
        return None

    async def _watch(self, receive: Receive, reader: _Reader) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        reader.wake.set()

    async def _write(self, reader: _Reader, gone: asyncio.Future[None], send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await send({"type": "http.response.body", "body": _HELLO, "more_body": True})
        while not self._closing and not gone.done():
            reader.wake.clear()
            if news := self._news(reader) or (_HEARTBEAT if reader.beat else b""):
                reader.quiet = reader.beat = False
                await send({"type": "http.response.body", "body": news, "more_body": True})
            else:
                await reader.wake.wait()
        if not gone.done():
            await send({"type": "http.response.body", "body": b""})

    def _news(self, reader: _Reader) -> bytes:
        """What the ring holds for `reader` beyond its position, which moves to the end."""
        behind = self._next - reader.position
        reader.position = self._next
        if behind == 0:
            return b""
        fresh = [self._frames[index] for index in range(len(self._frames) - behind, len(self._frames))]
        service = reader.service
        return b"".join(
            frame.data for frame in fresh if not service or not frame.about or frame.about == service
        )

    def _forget(self) -> None:
        """Let go of the older half of the ring, and of the readers who had not got that far."""
        while self._bytes > RING_BYTES_MAX // 2:
            self._bytes -= len(self._frames.popleft().data)
        first = self._next - len(self._frames)
        for reader in [reader for reader in self._readers if reader.position < first]:
            self._readers.discard(reader)
            reader.task.cancel()


def _wake(readers: Iterable[_Reader], services: Set[str]) -> None:
    """Wake those whom an event about one of `services` concerns ("" for everybody)."""
    for reader in readers:
        if not reader.service or "" in services or reader.service in services:
            reader.wake.set()
