"""The floor under a durable report: uvloop's protocol that reads, keeps the body, syncs many at once and answers 204.

    python -m bench.floor PORT FILE

It parses nothing, screens nothing, counts nothing and takes any bytes for a report: what is above it is ours.
"""

from __future__ import annotations

import asyncio
import os
import sys

import uvloop

ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"
PATIENCE_SECONDS = 0.002


class Floor:
    """What has come and is not on the disk yet; one group is written at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop, file: int) -> None:
        self._loop, self._file = loop, file
        self._came: list[tuple[asyncio.Transport, bytes]] = []
        self._is_busy = False

    def take(self, transport: asyncio.Transport, body: bytes) -> None:
        """One report."""
        self._came.append((transport, body))
        if len(self._came) == 1:
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        if self._is_busy or not self._came:
            return
        group, self._came, self._is_busy = self._came, [], True
        written = self._loop.run_in_executor(None, self._write, b"\n".join(body for _, body in group))

        def answer(done: asyncio.Future[None]) -> None:
            done.result()
            self._is_busy = False
            for transport, _ in group:
                transport.write(ANSWER)
            self._loop.call_later(PATIENCE_SECONDS, self._flush)

        written.add_done_callback(answer)

    def _write(self, data: bytes) -> None:
        os.write(self._file, data)
        os.fdatasync(self._file)


class Line(asyncio.Protocol):
    """One connection."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._floor.take(self._transport, data.partition(b"\r\n\r\n")[2])


async def run(port: int, path: str) -> None:
    """Serve until killed."""
    loop = asyncio.get_running_loop()
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    floor = Floor(loop, file)
    server = await loop.create_server(lambda: Line(floor), "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(run(int(sys.argv[1]), sys.argv[2]))
