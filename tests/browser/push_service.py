"""A push service on loopback for a real Chromium, which is told of it by switches: it speaks as much of the protocol of Google's as a
browser needs to sign in (checkin), to be given a subscription (register), and to be handed messages (MCS, protobuf over TLS).

A message goes on as it came: encrypted (RFC 8291), opened by the browser itself, which then wakes the worker of the page.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

from tests.browser.far_sides import running
from tests.channels.far import Answer, Asked, listening
from tests.channels.test_outgoing import _certificate as certificate

_VERSION: Final = b"\x29"
_LOGIN, _MESSAGE = 3, 8
_BROWSER: Final = (0x4000000000000003).to_bytes(8, "little")
TOKEN: Final = "of-this-browser"


@dataclass
class PushService:
    """What the browser and the server of the site ask of it; `posted` is what the site has sent."""

    registered: dict[str, str] = field(default_factory=dict)
    posted: list[Asked] = field(default_factory=list)
    _line: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue)
    _lines: set[asyncio.Task[None]] = field(default_factory=set)
    _sent: int = 0

    async def __call__(self, asked: Asked) -> Answer:
        """Over HTTP: the browser signs in and registers, the site posts."""
        if asked.path == "/checkin":
            return Answer(body=b"\x08\x01" + b"\x39" + _BROWSER + b"\x41" + _BROWSER)
        if asked.path == "/register":
            self.registered |= {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
            return Answer(body=f"token={TOKEN}".encode())
        self.posted.append(asked)
        self._line.put_nowait(self._message(asked.body, asked.headers["content-encoding"]))
        return Answer(201)

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The browser's own line: it says who it is, and waits for messages."""
        if (task := asyncio.current_task()) is not None:
            self._lines.add(task)
        try:
            await reader.readexactly(2)
            writer.write(_VERSION + _framed(_LOGIN, _text(1, "1")))
            while True:
                writer.write(await self._line.get())
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.transport.abort()

    async def hang_up(self) -> None:
        """End every line."""
        for task in self._lines:
            task.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    def _message(self, body: bytes, coding: str) -> bytes:
        told = {"subtype": self.registered["X-subtype"], "content-encoding": coding}
        content = _text(3, self.registered["sender"]) + _text(5, self.registered["app"])
        content += b"".join(_bytes(7, _text(1, name) + _text(2, value)) for name, value in told.items())
        self._sent += 1
        content += _text(9, f"0:{self._sent}") + _bytes(21, body)
        return _framed(_MESSAGE, content)


def switches(http: str, line: str) -> Sequence[str]:
    """What Chromium is to be told at its start."""
    return (
        f"--gcm-checkin-url={http}/checkin",
        f"--gcm-registration-url={http}/register",
        f"--gcm-mcs-endpoint={line}",
        "--ignore-certificate-errors",
    )


@contextmanager
def service_on_loopback(service: PushService, folder: Path) -> Iterator[tuple[str, str]]:
    """Where `service` is asked over HTTP, and where the browser's line to it is answered; its certificate is kept in `folder`."""
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(*certificate("localhost", folder))

    @asynccontextmanager
    async def line() -> AsyncIterator[str]:
        server = await asyncio.start_server(service.connected, "127.0.0.1", 0, ssl=secured)
        try:
            yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
            await service.hang_up()

    with running(listening(service), line()) as (http, answered):
        yield http, answered


def _varint(number: int) -> bytes:
    found = b""
    while number > 0x7F:
        found += bytes([number & 0x7F | 0x80])
        number >>= 7
    return found + bytes([number])


def _bytes(number: int, value: bytes) -> bytes:
    """A field of protobuf."""
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _text(number: int, value: str) -> bytes:
    return _bytes(number, value.encode())


def _framed(tag: int, content: bytes) -> bytes:
    return bytes([tag]) + _varint(len(content)) + content
