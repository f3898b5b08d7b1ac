"""The live stream: what readers hear, and when they are let go."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import pytest

from groundswell.core.model import Visitor
from groundswell.web.live import RING_BYTES_MAX, Live
from tests.town import town

Message = dict[str, Any]
NOBODY = Visitor()


class Reader:
    """One connection to the stream, from the other side."""

    def __init__(
        self, live: Live, query: bytes = b"", *, stuck: bool = False, visitor: Visitor = NOBODY
    ) -> None:
        self.messages: list[Message] = []
        self.left = asyncio.Event()
        self._heard = asyncio.Event()
        self._stuck = stuck
        scope = {"type": "http", "path": "/api/v1/stream", "query_string": query, "visitor": visitor}
        self.task = asyncio.create_task(live.serve(scope, self._receive, self._send))

    @property
    def text(self) -> str:
        return b"".join(message.get("body", b"") for message in self.messages).decode()

    async def hears(self, words: str) -> None:
        async with asyncio.timeout(5):
            while words not in self.text:
                self._heard.clear()
                await self._heard.wait()

    async def _receive(self) -> Message:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        if self._stuck and self.messages:
            await asyncio.sleep(3600)
        self.messages.append(dict(message))
        self._heard.set()


def at_the_stream(
    visit: Callable[[Live], Awaitable[None]], readers_max: int = 10, heartbeat: float = 60.0
) -> None:
    async def run() -> None:
        live = Live(readers_max, heartbeat, 2, lambda scope: scope["visitor"], catalog=town())
        await visit(live)
        live.close()

    asyncio.run(run())


def test_a_reader_hears_what_is_announced() -> None:
    async def visit(live: Live) -> None:
        reader = Reader(live)
        await reader.hears("retry: 3000")
        live.announce("service", '{"slug":"pictures","version":7}')
        await reader.hears('event: service\nid: 1\ndata: {"slug":"pictures","version":7}\n\n')
        start = reader.messages[0]
        assert start["status"] == 200
        assert (b"content-type", b"text/event-stream; charset=utf-8") in start["headers"]
        assert (b"cache-control", b"no-store") in start["headers"]

    at_the_stream(visit)


def test_a_reader_of_one_service_hears_nothing_of_others() -> None:
    async def visit(live: Live) -> None:
        reader = Reader(live, b"service=pictures")
        await reader.hears("retry")
        live.announce("service", '{"slug":"letters","version":1}')
        live.announce("incident", '{"id":"x","service":"letters","version":2}')
        live.announce("incident", '{"id":"y","version":3}')
        live.announce("service", '{"slug":"pictures","version":4}')
        await reader.hears('"version":4')
        assert "letters" not in reader.text
        assert '"id":"y"' in reader.text, "what names no service is for everybody"

    at_the_stream(visit)


def test_a_quiet_stream_shows_that_it_is_still_there() -> None:
    async def visit(live: Live) -> None:
        reader = Reader(live)
        await reader.hears(": still here\n\n: still here")
        assert "event:" not in reader.text
        talked_to = Reader(live)
        await talked_to.hears("retry")
        assert ": still here" not in talked_to.text, "only who hears nothing else is told so"

    at_the_stream(visit, heartbeat=0.05)


def test_words_over_several_lines_stay_one_event() -> None:
    async def visit(live: Live) -> None:
        reader = Reader(live)
        await reader.hears("retry")
        live.announce("note", "one\ntwo\r\nid: 9")
        await reader.hears("data: one\ndata: two\ndata: id: 9\n\n")
        events = reader.text.split("\n\n")[1:-1]
        assert events == ["event: note\nid: 1\ndata: one\ndata: two\ndata: id: 9"]

    at_the_stream(visit)


def test_a_reader_who_leaves_is_forgotten() -> None:
    async def visit(live: Live) -> None:
        reader = Reader(live)
        await reader.hears("retry")
        assert live.readers == 1
        reader.left.set()
        await asyncio.wait_for(reader.task, 5)
        assert live.readers == 0

    at_the_stream(visit)


def test_readers_beyond_the_limit_are_told_to_come_back() -> None:
    async def visit(live: Live) -> None:
        first = Reader(live)
        await first.hears("retry")
        second = Reader(live)
        await asyncio.wait_for(second.task, 5)
        assert second.messages[0]["status"] == 503
        assert any(name == b"retry-after" for name, _ in second.messages[0]["headers"])
        assert live.readers == 1

    at_the_stream(visit, readers_max=1)


def test_one_connection_holds_so_many_streams_and_others_are_not_touched() -> None:
    async def visit(live: Live) -> None:
        here, there = Visitor(origin=1), Visitor(origin=2)
        mine = [Reader(live, visitor=here) for _ in range(2)]
        for reader in mine:
            await reader.hears("retry")
        third = Reader(live, visitor=here)
        await asyncio.wait_for(third.task, 5)
        assert third.messages[0]["status"] == 429
        assert dict(third.messages[0]["headers"])[b"retry-after"] == b"30"
        assert dict(third.messages[0]["headers"])[b"content-type"] == b"application/problem+json"
        assert "2 streams" in third.text
        await Reader(live, visitor=there).hears("retry")
        mine[0].left.set()
        await asyncio.wait_for(mine[0].task, 5)
        await Reader(live, visitor=here).hears("retry")

    at_the_stream(visit)


def test_a_site_of_many_connections_holds_four_times_as_many() -> None:
    async def visit(live: Live) -> None:
        readers = [Reader(live, visitor=Visitor(origin=n, prefix=9)) for n in range(1, 10)]
        for reader in readers[:8]:
            await reader.hears("retry")
        await asyncio.wait_for(readers[8].task, 5)
        assert readers[8].messages[0]["status"] == 429

    at_the_stream(visit)


def test_a_reader_who_does_not_keep_up_is_dropped_and_others_are_not() -> None:
    async def visit(live: Live) -> None:
        slow, quick = Reader(live, stuck=True), Reader(live)
        await quick.hears("retry")
        event = '{"slug":"pictures","padding":"' + "x" * 1000 + '"}'
        for _ in range(2 * RING_BYTES_MAX // len(event)):
            live.announce("service", event)
            await asyncio.sleep(0)
        await asyncio.wait_for(slow.task, 5)
        assert live.readers == 1
        live.announce("service", '{"slug":"last"}')
        await quick.hears("last")

    at_the_stream(visit)


def test_a_closing_server_ends_every_stream_at_once() -> None:
    async def visit(live: Live) -> None:
        readers = [Reader(live) for _ in range(3)]
        for reader in readers:
            await reader.hears("retry")
        live.close()
        await asyncio.wait_for(asyncio.gather(*(reader.task for reader in readers)), 5)
        assert all(reader.messages[-1] == {"type": "http.response.body", "body": b""} for reader in readers)
        late = Reader(live)
        await asyncio.wait_for(late.task, 5)
        assert late.messages[0]["status"] == 503

    at_the_stream(visit)


def test_a_server_that_cancels_a_stream_is_obeyed() -> None:
    async def visit(live: Live) -> None:
        reader = Reader(live)
        await reader.hears("retry")
        reader.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reader.task
        assert live.readers == 0

    at_the_stream(visit)


def test_a_crowd_is_told_in_waves_and_others_have_a_turn_between_them() -> None:
    async def story() -> None:
        live = Live(heartbeat_seconds=60, catalog=town())
        readers = [Reader(live, b"service=pictures" if number % 2 else b"") for number in range(1_200)]
        await asyncio.sleep(0.1)
        assert live.readers == 1_200
        live.announce("service", '{"slug": "pictures", "version": 1}')
        live.announce("service", '{"slug": "letters", "version": 2}')
        assert not any("version" in reader.text for reader in readers)
        for reader in readers:
            await reader.hears('"version": 1')
        for number, reader in enumerate(readers):
            if number % 2 == 0:
                await reader.hears('"version": 2')
        await asyncio.sleep(0.05)
        assert not any('"version": 2' in reader.text for reader in readers[1::2])
        live.close()
        await asyncio.gather(*(reader.task for reader in readers))

    asyncio.run(story())


def test_whoever_listens_for_a_service_that_is_not_there_is_told_and_not_left_waiting() -> None:
    async def visit(live: Live) -> None:
        reader = Reader(live, b"service=pictrues")
        await reader.task
        assert reader.messages[0]["status"] == 422
        assert "pictures" in reader.text

    at_the_stream(visit)


def test_a_service_is_listened_to_by_any_of_its_names() -> None:
    async def visit(live: Live) -> None:
        reader = Reader(live, b"service=Pictures")
        await asyncio.sleep(0)
        live.announce("service", '{"slug":"letters","version":1}')
        live.announce("service", '{"slug":"pictures","version":4}')
        await reader.hears('"version":4')
        assert "letters" not in reader.text
        reader.left.set()

    at_the_stream(visit)
