"""A house that listens on loopback, and what is said to it byte by byte."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
import uvloop

from groundswell.flow.publish import pack
from groundswell.web.front import Front
from groundswell.web.lane import lane_for
from groundswell.web.parts import WebConfig
from tests.web.house import House, house

DATE = re.compile(rb"\r\ndate: [^\r]+")


PAGE = b"<!doctype html><p>All is well with Pictures.</p>" * 40


BROWSER = b"accept: text/html\r\nuser-agent: Mozilla/5.0 (X11; Linux)\r\naccept-encoding: gzip, br\r\n"
AGENT = b"user-agent: Mozilla/5.0 (Linux; Android 14)\r\naccept-language: en-GB\r\n"


def get(path: bytes, *lines: bytes, method: bytes = b"GET", version: bytes = b"1.1") -> bytes:
    head = b"".join(line + b"\r\n" for line in lines)
    return b"%b %b HTTP/%b\r\nHost: town\r\n%b\r\n" % (method, path, version, head)


def post(body: bytes, *lines: bytes, path: bytes = b"/api/v1/reports", version: bytes = b"1.1") -> bytes:
    head = b"".join(line + b"\r\n" for line in lines)
    return (
        b"POST %b HTTP/%b\r\nHost: town\r\n%bContent-Type: application/json\r\nContent-Length: %d\r\n%b\r\n%b"
        % (
            path,
            version,
            AGENT,
            len(body),
            head,
            body,
        )
    )


REPORT = post(b'{"service":"pictures","symptom":"feed"}')
LAST = get(b"/s/pictures", b"Connection: close")


class Server(uvicorn.Server):
    """uvicorn's server, which ends half-sent bodies before it waits for connections, as `runtime.roles` has it."""

    def __init__(self, config: uvicorn.Config, home: House) -> None:
        super().__init__(config)
        self._home = home

    async def shutdown(self, sockets: Sequence[Any] | None = None) -> None:
        self._home.parts.bodies.close()
        await super().shutdown(list(sockets) if sockets else None)


@dataclass
class Town:
    """A house that listens on loopback."""

    home: House
    server: uvicorn.Server
    port: int

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def said(self, *pieces: bytes, pause: float = 0.0) -> bytes:
        """All that is answered on one connection to `pieces`, until it is closed; dates left out."""
        reader, writer = await self.connect()
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        async with asyncio.timeout(20):
            answer = await reader.read()
        writer.close()
        return DATE.sub(b"", answer)


@asynccontextmanager
async def town(folder: Path, *, hot: bool = True, **settings: Any) -> AsyncIterator[Town]:
    folder.mkdir(exist_ok=True)
    async with house(folder, config=WebConfig(**settings)) as home:
        home.parts.site.put("/s/pictures", pack("text/html; charset=utf-8", PAGE, max_age_seconds=10))
        assert isinstance(home.app, Front)
        config = uvicorn.Config(
            home.app,
            host="127.0.0.1",
            port=0,
            http=lane_for(home.app, home.parts.config) if hot else "httptools",
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=3,
        )
        server = Server(config, home)
        task = asyncio.create_task(server._serve())
        while not server.started:
            await asyncio.sleep(0.005)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield Town(home, server, port)
        finally:
            server.should_exit = True
            await task


def tell(folder: Path, story: Callable[[Town], Awaitable[None]], **settings: Any) -> None:
    async def run() -> None:
        async with town(folder / "lane", **settings) as there:
            await story(there)

    uvloop.run(run())
