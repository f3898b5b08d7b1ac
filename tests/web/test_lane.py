"""The hot lane answers byte for byte as the ordinary ASGI way does, in order, and nobody holds it up."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import json
import logging
import re
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import uvloop
from uvicorn.protocols.http import flow_control, httptools_impl

from groundswell.core.intake import Arrivals
from groundswell.core.model import Drop
from groundswell.flow.keys import Told
from groundswell.flow.publish import pack
from groundswell.web import connection, submit
from groundswell.web.front import Front
from groundswell.web.lane import Lane
from tests.web.open_house import AGENT, BROWSER, LAST, REPORT, Town, get, post, tell, town

ALIKE: Mapping[str, bytes] = {
    "a page": LAST,
    "a page by HEAD": get(b"/s/pictures", BROWSER[:-2], b"Connection: close", method=b"HEAD"),
    "a packed page": get(b"/s/pictures", BROWSER[:-2], b"Connection: close"),
    "a page one has": get(b"/s/pictures", b"If-None-Match: *", b"Connection: close"),
    "a page in no coding": get(b"/s/pictures", b"Accept-Encoding: identity;q=0", b"Connection: close"),
    "a page with a query": get(b"/s/pictures?from=a%20friend#here", b"Connection: close"),
    "a page by its whole address": get(b"http://town/s/pictures", b"Connection: close"),
    "a page spelled otherwise": get(b"/s/pict%75res", b"Connection: close"),
    "a page of HTTP/1.0": get(b"/s/pictures", b"Connection: keep-alive", version=b"1.0"),
    "a page asked for with a body": get(b"/s/pictures", b"Content-Length: 3", b"Connection: close") + b"abc",
    "a page and an upgrade": get(
        b"/s/pictures", b"Connection: close, Upgrade", b"Upgrade: h2c", b"HTTP2-Settings: AAM"
    ),
    "an empty body": get(b"/s/pictures", b"Content-Length: 0", b"Connection: close"),
    "no page": get(b"/nowhere", b"Connection: close"),
    "a path that is not ASCII": get(b"/s/pictures\xff", b"Connection: close"),
    "the API": get(b"/api/v1/services", b"Connection: close"),
    "the JSON of a service, twice, and with what it cannot be asked": get(b"/api/v1/services/pictures") * 2
    + get(b"/api/v1/services/pictures?x=1", b"Connection: close"),
    "what is read once": get(b"/api/v1/services/pictures/series?hours=2") * 2
    + get(b"/api/v1/services/pictures/series?hours=1", b"Connection: close"),
    "a preflight": get(b"/api/v1/services", b"Connection: close", method=b"OPTIONS"),
    "a report": REPORT + LAST,
    "a report of HTTP/1.0": post(b'{"service":"pictures"}', version=b"1.0"),
    "a last report": post(b'{"service":"pictures"}', b"Connection: close"),
    "a report with a query": post(b'{"service":"pictures"}', path=b"/api/v1/reports?x=1") + LAST,
    "a form": post(b"service=pictures&symptom=feed").replace(
        b"application/json", b"application/x-www-form-urlencoded"
    )
    + LAST,
    "the page's form": post(b"symptom=feed", path=b"/s/pictures/report").replace(
        b"application/json", b"application/x-www-form-urlencoded"
    )
    + LAST,
    "a report by GET": get(b"/api/v1/reports", b"Connection: close"),
    "no JSON": post(b'{"service":') + LAST,
    "an unknown service": post(b'{"service":"nothing"}') + LAST,
    "an unknown field": post(b'{"service":"pictures","x":1}') + LAST,
    "a robot": post(b'{"service":"pictures","website":"x"}') + LAST,
    "another type": post(b"x").replace(b"application/json", b"text/plain") + LAST,
    "an empty report": post(b"") + LAST,
    "another site": post(b'{"service":"pictures"}', b"Sec-Fetch-Site: cross-site") + LAST,
    "too many from one": REPORT * 5 + LAST,
    "a key twice": post(b'{"service":"pictures"}', b"Idempotency-Key: k") * 2 + LAST,
    "a key for another": post(b'{"service":"pictures"}', b"Idempotency-Key: k")
    + post(b'{"service":"bank"}', b"Idempotency-Key: k")
    + LAST,
    "a body too large": post(b"a" * 70_000, b"Connection: close"),
    "a length beyond all": get(
        b"/api/v1/reports", b"Content-Type: application/json", b"Content-Length: 9999999999", method=b"POST"
    ),
    "chunks": get(
        b"/api/v1/reports",
        AGENT[:-2],
        b"Content-Type: application/json",
        b"Transfer-Encoding: chunked",
        method=b"POST",
    )
    + b'8\r\n{"servic\r\ne\r\ne":"pictures"}\r\n0\r\n\r\n'
    + LAST,
    "forwarded": b"".join(
        post(b'{"service":"pictures"}', b"X-Forwarded-For: 198.51.100.%d" % host) for host in range(1, 7)
    )
    + LAST,
    "a crowd in a row": get(b"/s/pictures") * 3
    + REPORT
    + get(b"/s/pictures")
    + get(b"/healthz")
    + REPORT
    + LAST,
    "more after the last": LAST + get(b"/s/pictures") + REPORT,
    "no request": b"hello\r\n\r\n",
    "a bad header": b"GET /s/pictures HTTP/1.1\r\nHost town\r\n\r\n",
    "a bad length": b"POST /api/v1/reports HTTP/1.1\r\nHost: town\r\nContent-Length: ten\r\n\r\n",
    "two lengths": b"POST /api/v1/reports HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[bytes, bytes]]:
    """What is said to each of ALIKE, by the lane and by ASGI: in two houses that live through the same."""
    folder = tmp_path_factory.mktemp("both")

    async def ask(hot: bool) -> list[bytes]:
        async with town(folder / str(hot), hot=hot) as there:
            return [await there.said(sent) for sent in ALIKE.values()]

    return dict(zip(ALIKE, zip(uvloop.run(ask(True)), uvloop.run(ask(False)), strict=True), strict=True))


@pytest.mark.parametrize("name", ALIKE)
def test_the_lane_says_what_the_ordinary_way_says(
    answers: Mapping[str, tuple[bytes, bytes]], name: str
) -> None:
    hot, ordinary = answers[name]
    assert hot.startswith(b"HTTP/1.1 ")
    assert hot == ordinary


def test_the_lane_keeps_and_counts_what_the_ordinary_way_does(tmp_path: Path) -> None:
    async def live(hot: bool) -> tuple[list[Any], Mapping[tuple[str, str], float]]:
        async with town(tmp_path / str(hot), hot=hot) as there:
            for sent in ALIKE.values():
                await there.said(sent)
            await there.home.parts.admit.flush_visits()
            entries = await there.home.parts.journal.read(0, 1000)
            rows = [row for entry in entries for row in entry.content.reports()]  # type: ignore[union-attr]
            return rows, there.home.parts.tally

    assert uvloop.run(live(True)) == uvloop.run(live(False))


def test_a_report_with_a_wrong_field_is_counted_as_a_drop_on_the_lane(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        long = b'{"service":"pictures","comment":"%b"}' % (b"a" * 501)
        assert b" 422 " in await there.said(post(long, b"Connection: close"))
        assert there.home.parts.admit.drops == {Drop.MALFORMED: 1}

    tell(tmp_path, story)


def test_a_request_in_the_smallest_pieces_is_one(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        whole = await there.said(REPORT + LAST)
        pieces = [REPORT[at : at + 1] for at in range(len(REPORT))]
        dribbled = await there.said(*pieces, LAST)
        assert whole.count(b"HTTP/1.1 202") == dribbled.count(b"HTTP/1.1 202") == 1
        assert len(whole) == len(dribbled)

    tell(tmp_path, story)


def test_trailers_are_nobodys_word_for_whom_a_request_comes(tmp_path: Path) -> None:
    chunked = get(
        b"/api/v1/reports",
        AGENT[:-2],
        b"Content-Type: application/json",
        b"Transfer-Encoding: chunked",
        method=b"POST",
    )

    async def story(there: Town) -> None:
        for person in range(5):
            body = b'16\r\n{"service":"pictures"}\r\n0\r\nX-Forwarded-For: 198.51.100.%d\r\n\r\n' % person
            said = await there.said(chunked + body + LAST)
            assert said.startswith(b"HTTP/1.1 202" if person < 3 else b"HTTP/1.1 429")

    tell(tmp_path, story)


def test_who_expects_to_be_told_to_continue_is_told(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        reader, writer = await there.connect()
        body = b'{"service":"pictures"}'
        writer.write(post(body, b"Expect: 100-continue")[: -len(body)])
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(body)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 202")
        writer.close()

    tell(tmp_path, story)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", b""),
        (b"GET /s/pic", b"408"),
        (get(b"/s/pictures")[:-2], b"408"),
        (REPORT[:-5], b"408"),
        (REPORT + REPORT[:-5], b"202 408"),
        (get(b"/s/pictures"), b"200"),
        (REPORT, b"202"),
        (get(b"/healthz"), b"200"),
        (get(b"/s/pictures") + b"GET /s", b"200 408"),
        (post(b"a" * 70_000)[:-9], b"413"),
    ],
)
def test_nobody_is_waited_for_longer_than_is_said(tmp_path: Path, sent: bytes, status: bytes) -> None:
    async def story(there: Town) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        said = await there.said(sent)
        assert 0.2 < loop.time() - began < 5 or status == b"413"
        assert b" ".join(re.findall(rb"HTTP/1.1 (\d+)", said)) == status
        if b"408" in status:
            assert b"application/problem+json" in said
            assert b"connection: close" in said

    tell(tmp_path, story, head_seconds_max=0.3, idle_seconds_max=0.3, body_seconds_max=0.3)


@pytest.mark.parametrize(
    ("head", "crumb", "status"),
    [
        (b"GET /s/pictures HTTP/1.1\r\nx: ", b"a", b"408"),
        (REPORT[:-38], b" ", b"408"),
        (get(b"/nowhere", b"Content-Length: 999"), b"a", b"404"),
    ],
)
def test_a_line_that_dribbles_for_ever_is_cut_though_it_never_rests(
    tmp_path: Path, head: bytes, crumb: bytes, status: bytes
) -> None:
    async def story(there: Town) -> None:
        reader, writer = await there.connect()

        async def dribble() -> None:
            writer.write(head)
            while True:
                await asyncio.sleep(0.05)
                writer.write(crumb)

        dribbling = asyncio.create_task(dribble())
        async with asyncio.timeout(3):
            with suppress(ConnectionError):
                assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 " + status)
                await reader.read()
        dribbling.cancel()
        writer.close()

    tell(tmp_path, story, head_seconds_max=0.3, idle_seconds_max=0.3, body_seconds_max=0.3)


@pytest.mark.parametrize(
    "sent",
    [
        get(b"/s/pictures", *(b"x%d: y" % number for number in range(120))),
        get(b"/s/pictures", b"cookie: " + b"a" * 5000),
        get(b"/s/pictures?" + b"a" * 5000),
        post(b"{}", b"x: " + b"a" * 5000),
        b"GET /s/pictures HTTP/1.1\r\nx: " + b"a" * 300_000,
    ],
)
def test_a_head_beyond_bounds_is_refused(tmp_path: Path, sent: bytes) -> None:
    async def story(there: Town) -> None:
        reader, writer = await there.connect()
        writer.write(sent)
        async with asyncio.timeout(5):
            said = await reader.readuntil(b"\r\n\r\n")
        assert said.startswith(b"HTTP/1.1 431 ")
        writer.close()

    tell(tmp_path, story, head_bytes_max=4096)


def test_heads_together_may_be_larger_than_one_alone(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        many = get(b"/s/pictures", b"cookie: " + b"a" * 900) * 20
        said = await there.said(many[:-30], many[-30:] + LAST, pause=0.05)
        assert said.count(b"HTTP/1.1 200") == 21

    tell(tmp_path, story, head_bytes_max=1024)


def test_strangers_write_nothing_into_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def story(there: Town) -> None:
        for sent in (
            b"hello\r\n\r\n",
            get(b"/healthz", b"connection: upgrade", b"upgrade: websocket") + b"hello\r\n\r\n",
        ):
            assert await there.said(sent)

    tell(tmp_path, story, head_bytes_max=4096)
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_what_is_refused_waits_for_what_came_before_it(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        for wrong, status in ((b"hello\r\n\r\n", b"400"), (get(b"/", b"x: " + b"a" * 9000), b"431")):
            said = await there.said(REPORT + get(b"/healthz") + wrong)
            assert re.findall(rb"HTTP/1.1 (\d+)", said) == [b"202", b"200", status]
        broken = get(b"/api/v1/reports", b"Transfer-Encoding: chunked", method=b"POST") + b"no length\r\n"
        said = await there.said(REPORT + get(b"/healthz") + broken)
        assert re.findall(rb"HTTP/1.1 (\d+)", said) == [b"202", b"200", b"400"]
        said = await there.said(broken)
        assert re.findall(rb"HTTP/1.1 (\d+)", said) == [b"400"]

    tell(tmp_path, story, head_bytes_max=4096)


def test_who_does_not_read_is_not_written_to_without_end_and_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "UNREAD_SECONDS_MAX", 0.3)
    large = b"a" * 400_000

    async def story(there: Town) -> None:
        there.home.parts.site.put("/large", pack("text/plain", large, max_age_seconds=10))
        _, writer = await there.connect()
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(get(b"/large", b"Accept-Encoding: identity") * 500)
        await asyncio.sleep(0.2)
        (connection,) = there.server.server_state.connections
        unsent = connection.transport.get_write_buffer_size()
        assert 0 < unsent < 3 * len(large)
        async with asyncio.timeout(5):
            while there.server.server_state.connections:
                await asyncio.sleep(0.05)
        writer.close()

    tell(tmp_path, story, idle_seconds_max=0.3)


def test_who_does_not_read_does_not_hold_up_the_end(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        there.home.parts.site.put("/large", pack("text/plain", b"a" * 400_000, max_age_seconds=10))
        _, writer = await there.connect()
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(get(b"/large", b"Accept-Encoding: identity") * 100)
        await asyncio.sleep(0.2)
        (connection,) = there.server.server_state.connections
        assert connection.transport.get_write_buffer_size() > 0, "nothing waits to be read"
        there.server.should_exit = True
        async with asyncio.timeout(2.5):
            while there.server.server_state.connections:
                await asyncio.sleep(0.05)
        writer.close()

    tell(tmp_path, story)


def test_who_reads_late_gets_everything_in_order(tmp_path: Path) -> None:
    large = b"a" * 400_000

    async def story(there: Town) -> None:
        there.home.parts.site.put("/large", pack("text/plain", large, max_age_seconds=10))
        reader, writer = await there.connect()
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(get(b"/large", b"Accept-Encoding: identity") * 30 + REPORT + LAST)
        await asyncio.sleep(0.2)
        writer.transport.resume_reading()  # type: ignore[attr-defined]
        async with asyncio.timeout(20):
            said = await reader.read()
        assert re.findall(rb"HTTP/1.1 (\d+)", said) == [b"200"] * 30 + [b"202", b"200"]
        assert said.count(large) == 30
        writer.close()

    tell(tmp_path, story)


def test_what_is_under_way_when_the_server_stops_is_answered(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        half, whole, idle = await there.connect(), await there.connect(), await there.connect()
        half[1].write(REPORT[:-5])
        idle[1].write(get(b"/s/pictures"))
        await idle[0].readuntil(b"</p>" * 1)
        await asyncio.sleep(0.05)
        whole[1].write(REPORT)
        turns = [each.turn for each in there.server.server_state.connections if isinstance(each, Lane)]
        while there.home.parts.admit.accepted == 0 and all(
            turn.response_complete or turn.awaited for turn in turns
        ):
            await asyncio.sleep(0)
        there.server.should_exit = True
        async with asyncio.timeout(5):
            late, done, _ = [await reader.read() for reader, _ in (half, whole, idle)]
        assert late.startswith(b"HTTP/1.1 503 ")
        assert b"\r\nconnection: close\r\n" in late
        assert done.startswith(b"HTTP/1.1 202 ")
        for _, writer in (half, whole, idle):
            writer.close()

    tell(tmp_path, story)


def test_a_report_is_kept_though_its_sender_has_gone(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        for sent in (REPORT[:-5], REPORT):
            _, writer = await there.connect()
            writer.write(sent)
            await writer.drain()
            writer.transport.abort()
        async with asyncio.timeout(5):
            while there.home.parts.admit.accepted == 0:
                await asyncio.sleep(0.01)
        assert await there.home.parts.journal.last() == 1
        assert there.home.parts.tally == {("report", "202"): 1}
        assert (await there.said(LAST)).startswith(b"HTTP/1.1 200")

    tell(tmp_path, story)


def test_a_report_that_cannot_be_stored_is_answered_so(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        await there.home.parts.journal.close()
        said = await there.said(REPORT + LAST)
        assert re.findall(rb"HTTP/1.1 (\d+)", said) == [b"503", b"200"]
        assert json.loads(said.split(b"\r\n\r\n")[1].partition(b"HTTP")[0])["type"] == "/problems/unavailable"

    tell(tmp_path, story)


USED = (httptools_impl.HttpToolsProtocol, httptools_impl.RequestResponseCycle, flow_control.FlowControl)
KNOWN = "1f0ad26f71ba02a7"


def test_what_the_lane_stands_on_in_uvicorn_is_what_it_was_written_for() -> None:
    source = "".join(inspect.getsource(used) for used in USED)
    found = hashlib.sha256(source.encode()).hexdigest()[:16]
    assert found == KNOWN, (
        f"uvicorn {uvicorn.__version__} has changed {', '.join(used.__name__ for used in USED)}: read the difference beside "
        f"src/groundswell/web/lane.py, run this file, then write {found} here. Until then web.lane = false goes without."
    )


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.005)


def test_a_group_whose_time_ran_out_while_the_machine_was_busy_has_in_it_who_sent_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submit, "_GATHER_SECONDS_MAX", 0.1)
    monkeypatch.setattr(submit, "_GATHER_SECONDS_PER_PEER", 0.1)
    taken: list[int] = []

    async def story(there: Town) -> None:
        admit = there.home.parts.admit
        take = admit.take

        def noted(arrivals: Arrivals, told: Told) -> None:
            taken.append(len(arrivals))
            take(arrivals, told)

        monkeypatch.setattr(admit, "take", noted)
        reports = (post(b'{"service":"bank"}', b"X-Forwarded-For: 198.51.100.%d" % n) for n in count(1))
        lines = [socket.create_connection(("127.0.0.1", there.port)) for _ in range(4)]
        await asyncio.sleep(0.2)  # the server has taken them up
        for line in lines:
            line.sendall(next(reports))
        await until(lambda: admit.accepted == 4)
        first = len(taken)
        front = there.home.app
        assert isinstance(front, Front)
        page_answer = front.page_answer

        def held_up(*asked: Any) -> Any:
            for line in lines[1:3]:
                line.sendall(next(reports))
            time.sleep(0.3)
            return page_answer(*asked)

        monkeypatch.setattr(front, "page_answer", held_up)
        lines[0].sendall(next(reports))
        await asyncio.sleep(0.03)
        lines[3].sendall(get(b"/s/pictures"))
        await until(lambda: admit.accepted == 7)
        assert taken[first:] == [3]
        for line in lines:
            line.close()

    tell(tmp_path, story)
