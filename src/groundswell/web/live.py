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
from typing import Final, Protocol
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
HELLO = b": connected\nretry: %d\n\n" % _RETRY_MILLISECONDS
HEARTBEAT = b": still here\n\n"
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    NO_STORE,
    NOSNIFF,
    OPEN_TO_ALL,
    (b"x-accel-buffering", b"no"),
]
_BUSY_RETRY_SECONDS = 30
_WAVE_READERS = 500
"""So many are woken at once."""
_HEARD_MAX = 64
"""Answers that are kept until the next event: of readers of the same page, as far as one another."""
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


class Line(Protocol):
    """Where a reader's bytes go: called on the event loop that serves it, and never to raise."""

    def stir(self) -> None:
        """There may be news: `Live.news` has it, now or when there is room to write."""
        ...

    def end(self) -> None:
        """The stream is over."""
        ...

    def drop(self) -> None:
        """It fell too far behind: cut it off. It is forgotten already."""
        ...


@dataclass(eq=False, slots=True)
class Reader:
    """One connection: the number of the next frame that it is to get, and where it goes."""

    position: int
    service: str
    line: Line
    places: tuple[int, ...]
    quiet: bool = False
    """whether nothing was written to it since the last beat"""
    beat: bool = False
    """whether it is to be shown that the stream is still there"""


class _Task:
    """The line of a reader who comes by ASGI: a task that sleeps until there is something to write."""

    __slots__ = ("_task", "ended", "wake")

    def __init__(self, task: asyncio.Task[None]) -> None:
        self._task = task
        self.wake = asyncio.Event()
        self.ended = False

    def stir(self) -> None:
        self.wake.set()

    def end(self) -> None:
        self.ended = True
        self.wake.set()

    def drop(self) -> None:
        self._task.cancel()


class Live:
    """The hub. `announce` and `close` are called on the event loop that serves the readers."""

    def __init__(
        self,
        readers_max: int = 19_000,
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
        self._readers: set[Reader] = set()
        self._heard: dict[tuple[int, str], bytes] = {}
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
        self._heard.clear()
        self._frames.append(frame)
        self._bytes += len(frame.data)
        if self._bytes > RING_BYTES_MAX:
            self._forget()
        if len(self._readers) <= _WAVE_READERS:
            _wake(list(self._readers), {service})
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
        for reader in list(self._readers):
            if reader.quiet:
                reader.beat = True
                reader.line.stir()
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
        for reader in list(self._readers):
            reader.line.end()

    def enter(self, query: str, visitor: Visitor, line: Line) -> Reader:
        """A reader whose news go to `line` from now on, until `leave`; `query` is what stood behind the address.

        Raises ProblemError when there are too many, or when it asks for what is not there.
        """
        if full := self._full(visitor):
            raise full
        asked = parse_qs(query, keep_blank_values=True) if query else {}
        if problem := unknown_parameter(asked, ["service"]):
            raise problem
        named = asked.get("service", [""])[0]
        service = self._catalog.find(named) if named else None
        if named and service is None:
            words = unknown_service(named, self._catalog)
            raise ProblemError("unknown-service", words, errors=[FieldFault("service", words)])
        places = tuple(place for place in (visitor.origin, visitor.prefix) if place)
        reader = Reader(self._next, service.slug if service else "", line, places)
        self._readers.add(reader)
        self._by_place.update(places)
        self._keep_beating()
        return reader

    def leave(self, reader: Reader) -> None:
        """It is gone."""
        self._readers.discard(reader)
        self._by_place.subtract(reader.places)
        for place in reader.places:
            if self._by_place[place] <= 0:
                del self._by_place[place]

    def news(self, reader: Reader) -> bytes:
        """What `reader` has not had yet, which it now has; b"" when there is nothing."""
        said = self._frames_of(reader) or (HEARTBEAT if reader.beat else b"")
        if said:
            reader.quiet = reader.beat = False
        return said

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """GET /api/v1/stream by ASGI: stay with one reader until either side is done."""
        task = asyncio.current_task()
        assert task is not None, "a server runs each request in a task"
        line = _Task(task)
        try:
            reader = self.enter(scope["query_string"].decode("latin-1"), self._visitor_of(scope), line)
        except ProblemError as problem:
            await send_answer(send, problem_answer(problem))
            return
        gone = asyncio.ensure_future(_watch(receive, line))
        try:
            await self._write(reader, line, gone, send)
        except asyncio.CancelledError:
            if reader in self._readers:  # cancelled by the server, not dropped by us
                raise
        finally:
            self.leave(reader)
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

    async def _write(self, reader: Reader, line: _Task, gone: asyncio.Future[None], send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": HELLO, "more_body": True})
        while not line.ended and not gone.done():
            line.wake.clear()
            if news := self.news(reader):
                await send({"type": "http.response.body", "body": news, "more_body": True})
            else:
                await line.wake.wait()
        if not gone.done():
            await send({"type": "http.response.body", "body": b""})

    def _frames_of(self, reader: Reader) -> bytes:
        """What the ring holds for `reader` beyond its position, which moves to the end. Mostly all are as far as one."""
        behind, service = self._next - reader.position, reader.service
        reader.position = self._next
        if behind == 0:
            return b""
        heard = self._heard.get((behind, service))
        if heard is None:
            if len(self._heard) >= _HEARD_MAX:
                self._heard.clear()
            fresh = (self._frames[index] for index in range(len(self._frames) - behind, len(self._frames)))
            heard = self._heard[behind, service] = b"".join(
                frame.data for frame in fresh if not service or not frame.about or frame.about == service
            )
        return heard

    def _forget(self) -> None:
        """Let go of the older half of the ring, and of the readers who had not got that far."""
        while self._bytes > RING_BYTES_MAX // 2:
            self._bytes -= len(self._frames.popleft().data)
        first = self._next - len(self._frames)
        for reader in [reader for reader in self._readers if reader.position < first]:
            self._readers.discard(reader)
            reader.line.drop()


async def _watch(receive: Receive, line: _Task) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    line.wake.set()


def _wake(readers: Iterable[Reader], services: Set[str]) -> None:
    """Wake those whom an event about one of `services` concerns ("" for everybody)."""
    for reader in readers:
        if not reader.service or "" in services or reader.service in services:
            reader.line.stir()
