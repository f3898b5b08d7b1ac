"""A request's body, bounded in bytes and in time, and inflated within bounds."""

from __future__ import annotations

import asyncio

from isal import isal_zlib  # inflates three times as fast as zlib, and alike

from groundswell.web.answer import HeaderMap, Receive
from groundswell.web.problems import ProblemError

_DAMAGED: type[Exception] = isal_zlib.error  # type: ignore[assignment]  # its stub calls the class an instance
_WATCH_SECONDS = 0.25
_EXPIRED = float("-inf")


class ClientGoneError(Exception):
    """The client hung up before it had sent everything: nobody is there to be answered."""


class Bodies:
    """Reads bodies, all under one watch: a timer of its own for each request would cost more than the reading."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._deadlines: dict[asyncio.Task[object], float] = {}
        self._closing = False

    def close(self) -> None:
        """Wait for no more bodies: the server is about to stop. Whoever has not sent all is told so (503)."""
        self._closing = True
        for task in self._deadlines:
            self._deadlines[task] = _EXPIRED
            task.cancel()

    async def read(self, receive: Receive, headers: HeaderMap, bytes_max: int, seconds_max: float) -> bytes:
        """The whole body. Raises ProblemError (408, 413) or ClientGoneError.

        A body that says it is too large is refused before a byte of it is read; one that turns out to be, at
        the first byte too many.
        """
        said = headers.get(b"content-length")
        if said is not None and (not said.isdigit() or int(said[:20]) > bytes_max):
            raise too_large(bytes_max)
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        assert task is not None, "a server runs each request in a task"
        self._deadlines[task] = loop.time() + seconds_max
        if self._loop is not loop:
            self._loop = loop
            loop.call_later(_WATCH_SECONDS, self._watch, loop)
        try:
            message = await receive()
            if message["type"] == "http.request" and not message.get("more_body", False):
                body: bytes = message.get("body", b"")
                if len(body) > bytes_max:
                    raise too_large(bytes_max)
                return body
            return await _gather(message, receive, bytes_max)
        except asyncio.CancelledError:
            if self._deadlines[task] != _EXPIRED:
                raise
            task.uncancel()
            if self._closing:
                raise ProblemError("busy", "this server is stopping") from None
            detail = f"the body did not arrive within {seconds_max:g} seconds"
            raise ProblemError("too-slow", detail) from None
        finally:
            del self._deadlines[task]

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Give up on bodies whose time is over; look again as long as any is awaited."""
        now = loop.time()
        for task, deadline in self._deadlines.items():
            if deadline < now and deadline != _EXPIRED:
                self._deadlines[task] = _EXPIRED
                task.cancel()
        if self._deadlines:
            loop.call_later(_WATCH_SECONDS, self._watch, loop)
        else:
            self._loop = None


def too_large(bytes_max: int) -> ProblemError:
    """The problem of a body above `bytes_max`."""
    return ProblemError("too-large", f"at most {_spoken_bytes(bytes_max)} are taken in one request")


def inflate(headers: HeaderMap, body: bytes, bytes_max: int) -> bytes:
    """`body` as it was before its Content-Encoding; never more than `bytes_max`.

    Raises ProblemError: 413 as soon as it unpacks to more, 400 where it is damaged, 415 for another coding.
    """
    coding = headers.get(b"content-encoding", b"identity").strip().lower()
    if coding in (b"identity", b""):
        return body
    if coding not in (b"gzip", b"x-gzip"):
        raise ProblemError(
            "unsupported-media-type",
            "send the body plain or with Content-Encoding: gzip",
            headers=((b"accept-encoding", b"gzip"),),
        )
    pieces: list[bytes] = []
    size = 0
    try:
        while body:
            unpacker = isal_zlib.decompressobj(wbits=31)
            while not unpacker.eof:
                piece = unpacker.decompress(body, bytes_max - size + 1)
                size += len(piece)
                if size > bytes_max:
                    raise too_large(bytes_max)
                pieces.append(piece)
                body = unpacker.unconsumed_tail
                if not body and not unpacker.eof:
                    raise ProblemError("malformed", "the gzip body ends too early")
            body = unpacker.unused_data
    except _DAMAGED:
        raise ProblemError("malformed", "the body is not gzip, though Content-Encoding says so") from None
    return b"".join(pieces)


async def _gather(message: object, receive: Receive, bytes_max: int) -> bytes:
    pieces = bytearray()
    while True:
        assert isinstance(message, dict)
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        pieces += message.get("body", b"")
        if len(pieces) > bytes_max:
            raise too_large(bytes_max)
        if not message.get("more_body", False):
            return bytes(pieces)
        message = await receive()


def _spoken_bytes(count: int) -> str:
    for size, unit in ((1 << 20, "MiB"), (1 << 10, "KiB")):
        if count >= size:
            return f"{count / size:g} {unit}"
    return f"{count} bytes"
