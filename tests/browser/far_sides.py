"""The far sides beside a browser: servers on loopback in a thread of their own, while the test drives Chromium."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager

from tests.channels.far import Handle, listening


@contextmanager
def standing(*handles: Handle) -> Iterator[list[str]]:
    """A server for each of these; yields their addresses in this order."""
    with running(*map(listening, handles)) as urls:
        yield urls


@contextmanager
def running(*servers: AbstractAsyncContextManager[str]) -> Iterator[list[str]]:
    """These in a thread of their own; yields what they yield, their addresses."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    stack = AsyncExitStack()

    async def open_all() -> list[str]:
        return [await stack.enter_async_context(server) for server in servers]

    try:
        yield asyncio.run_coroutine_threadsafe(open_all(), loop).result(20)
    finally:
        asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        loop.close()
