"""The live stream on the hot lane: the same bytes as by ASGI, and a reader who comes, lags, leaves or is let go."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path

import pytest
import uvloop

from tests.web.open_house import DATE, LAST, Town, get, tell, town

STREAM = get(b"/api/v1/stream")


async def listening(there: Town, readers: int) -> None:
    async with asyncio.timeout(5):
        while there.home.parts.live.readers != readers:
            await asyncio.sleep(0.005)


async def heard(there: Town, sent: bytes) -> bytes:
    """All that one connection hears: of a change, of one of another service, then of the end of the server's streams."""
    reader, writer = await there.connect()
    writer.write(sent)
    await listening(there, 1)
    for slug in ("pictures", "letters"):
        there.home.parts.live.announce("service", json.dumps({"slug": slug, "version": 7}))
        await asyncio.sleep(0.02)
    there.home.parts.live.close()
    writer.write(LAST)
    async with asyncio.timeout(5):
        said = await reader.read()
    writer.close()
    return DATE.sub(b"", said)


@pytest.mark.parametrize(
    "sent", [STREAM, get(b"/api/v1/stream?service=Pictures"), STREAM + get(b"/s/pictures")]
)
def test_a_reader_hears_the_same_by_the_lane_and_by_asgi(sent: bytes, tmp_path: Path) -> None:
    async def ask(*, hot: bool) -> bytes:
        async with town(tmp_path / str(hot), hot=hot) as there:
            return await heard(there, sent)

    hot = uvloop.run(ask(hot=True))
    assert b"transfer-encoding: chunked\r\n\r\n19\r\n: connected\nretry: 3000\n\n\r\n" in hot
    assert b'"pictures"' in hot
    assert (b'"letters"' in hot) == (b"service=" not in sent)
    assert hot.endswith(b"All is well with Pictures.</p>")
    assert hot == uvloop.run(ask(hot=False))


def test_a_reader_who_leaves_is_forgotten_and_others_hear_on(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        (reader, writer), (_, gone) = await there.connect(), await there.connect()
        for each in (writer, gone):
            each.write(STREAM)
        await listening(there, 2)
        gone.close()
        await listening(there, 1)
        there.home.parts.live.announce("service", '{"slug":"pictures","version":1}')
        async with asyncio.timeout(5):
            said = await reader.readuntil(b'"version":1}\n\n')
        assert b"event: service" in said
        writer.close()
        await listening(there, 0)
        assert there.home.parts.live.readers == 0

    tell(tmp_path, story)


def test_a_reader_who_does_not_read_is_cut_off_and_others_are_not(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        (reader, writer), (stuck, silent) = await there.connect(), await there.connect()
        stuck._transport.pause_reading()  # type: ignore[attr-defined]
        for each in (writer, silent):
            each.write(STREAM)
        await listening(there, 2)
        event = json.dumps({"slug": "pictures", "padding": "x" * 50_000})
        async with asyncio.timeout(20):
            while there.home.parts.live.readers == 2:
                there.home.parts.live.announce("service", event)
                await reader.readuntil(b"\n\n")
        there.home.parts.live.announce("service", '{"slug":"pictures","version":9}')
        async with asyncio.timeout(5):
            said = await reader.readuntil(b'"version":9}\n\n')
        assert b"event: service" in said
        assert there.home.parts.live.readers == 1, "the other one is gone"
        for each in (writer, silent):
            each.close()

    tell(tmp_path, story)


def test_a_reader_who_reads_late_hears_everything_that_the_ring_still_holds(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", there.port, limit=1 << 20)
        transport = reader._transport  # type: ignore[attr-defined]
        writer.write(STREAM)
        await reader.readuntil(b"retry: 3000\n\n\r\n")
        transport.pause_reading()
        for number in range(200):
            there.home.parts.live.announce("service", json.dumps({"version": number, "padding": "x" * 1000}))
            await asyncio.sleep(0)
        transport.resume_reading()
        async with asyncio.timeout(5):
            said = await reader.readuntil(b'"version": 199, "padding": "' + b"x" * 1000 + b'"}\n\n')
        assert [said.count(b'"version": %d,' % number) for number in range(200)] == [1] * 200
        writer.close()

    tell(tmp_path, story)


def test_a_quiet_stream_on_the_lane_shows_that_it_is_still_there(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        there.home.parts.live._heartbeat_seconds = 0.1
        reader, writer = await there.connect()
        writer.write(STREAM)
        async with asyncio.timeout(5):
            assert b"retry: 3000" in await reader.readuntil(b": still here\n\n")
        writer.close()

    tell(tmp_path, story)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (get(b"/api/v1/stream?service=pictrues"), b"422"),
        (get(b"/api/v1/stream?srevice=pictures"), b"400"),
        (get(b"/api/v1/stream", method=b"HEAD"), b"405"),
    ],
)
def test_who_cannot_listen_is_told_the_same_on_both_ways_and_the_connection_goes_on(
    sent: bytes, status: bytes, tmp_path: Path
) -> None:
    async def ask(*, hot: bool) -> bytes:
        async with town(tmp_path / str(hot), hot=hot) as there:
            return await there.said(sent + LAST)

    hot = uvloop.run(ask(hot=True))
    assert hot.split(b" ", 2)[1] == status
    assert hot.count(b"HTTP/1.1 ") == 2
    assert hot == uvloop.run(ask(hot=False))


def test_who_asks_without_end_behind_a_stream_is_cut_off(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        reader, writer = await there.connect()
        writer.write(STREAM)
        await listening(there, 1)
        writer.write(get(b"/healthz") * 65)
        await listening(there, 0)
        async with asyncio.timeout(5):
            with suppress(ConnectionResetError):
                assert b"200 OK\r\ncontent-type: application/json" not in await reader.read(), (
                    "none was answered"
                )
        writer.close()

    tell(tmp_path, story)
