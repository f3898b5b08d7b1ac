"""A head that came before, byte for byte, is answered as any other, and nothing personal is kept of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.flow.publish import pack
from groundswell.web.answer import Header
from groundswell.web.seen import HEAD_BYTES_MAX, Heads, Seen
from tests.web.test_lane import BROWSER, DATE, REPORT, Town, get, tell

AGAIN = get(b"/s/pictures", BROWSER[:-2])
END = get(b"/s/pictures", b"Connection: close")


def test_the_same_request_again_gets_the_same_answer_and_is_counted_as_another(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        first, second, third, _ = _answers(await there.said(AGAIN, AGAIN, AGAIN, END, pause=0.05))
        assert first == second == third
        assert first.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"content-encoding: br" in first
        assert there.home.parts.tally["page", "200"] == 4
        assert there.home.parts.admit.visits == 1
        there.home.clock.set(there.home.clock.now() + timedelta(minutes=31))
        await there.said(AGAIN, END, pause=0.05)
        assert there.home.parts.admit.visits == 2

    tell(tmp_path, story)


def test_a_page_that_has_changed_is_answered_anew_and_one_that_is_gone_is_not(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        reader, writer = await there.connect()
        site = there.home.parts.site

        async def ask() -> bytes:
            writer.write(AGAIN)
            async with asyncio.timeout(10):
                return DATE.sub(b"", await reader.readuntil(b"\r\n\r\n"))

        before = await ask()
        await reader.readexactly(_length(before))
        await reader.readexactly(_length(await ask()))
        site.put("/s/pictures", pack("text/html; charset=utf-8", b"worse", max_age_seconds=10))
        after = await ask()
        assert await reader.readexactly(_length(after)) == b"worse"
        site.remove("/s/pictures")
        site.remove("/s/pictures/live")
        assert not (await ask()).startswith(b"HTTP/1.1 304")
        writer.close()

    tell(tmp_path, story)


def test_who_has_the_page_hears_so_again_until_it_changes(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        page = there.home.parts.site.get("/s/pictures")
        assert page is not None
        known = get(b"/s/pictures", b"If-None-Match: " + page.etag.encode())
        heard = await there.said(known, known, END, pause=0.05)
        assert heard.count(b"HTTP/1.1 304 Not Modified\r\n") == 2
        assert there.home.parts.tally["page", "304"] == 2

    tell(tmp_path, story)


@pytest.mark.parametrize("cut", [1, 10, len(AGAIN) - 2])
def test_a_head_that_comes_in_pieces_is_read_as_ever(cut: int, tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        heard = await there.said(
            AGAIN, AGAIN[:cut], AGAIN[cut:], AGAIN + AGAIN, REPORT, AGAIN, END, pause=0.05
        )
        assert heard.count(b"HTTP/1.1 200 OK\r\n") == 6
        assert heard.count(b"HTTP/1.1 202 Accepted\r\n") == 1

    tell(tmp_path, story)


def test_another_connection_is_answered_from_the_same_head(tmp_path: Path) -> None:
    async def story(there: Town) -> None:
        await there.said(AGAIN, END, pause=0.05)
        first, _ = _answers(await there.said(AGAIN, END, pause=0.05))
        assert first.startswith(b"HTTP/1.1 200 OK\r\n")

    tell(tmp_path, story)


@pytest.mark.parametrize(
    "line",
    [
        b"X-Forwarded-For: 198.51.100.7",
        b"Cookie: a=b",
        b"Referer: https://a.example/",
        b"Authorization: Bearer x",
    ],
)
def test_a_head_that_could_name_a_person_is_not_kept(line: bytes) -> None:
    name, value = line.split(b": ")
    heads = Heads()
    heads.keep(get(b"/s/pictures", line), _seen((b"host", b"town"), (name.lower(), value)))
    assert not heads.known
    heads.keep(AGAIN, _seen((b"host", b"town")))
    assert AGAIN in heads.known


def test_few_heads_are_kept_and_no_long_ones() -> None:
    heads = Heads()
    heads.keep(get(b"/" + b"x" * HEAD_BYTES_MAX), _seen())
    heads.keep(get(b"/s/pictures", method=b"HEAD"), _seen())
    assert not heads.known
    for number in range(5_000):
        heads.keep(get(b"/s/%d" % number), _seen())
    assert len(heads.known) <= 1024


def _seen(*pairs: Header) -> Seen:
    return Seen("/s/pictures", list(pairs), dict(pairs))


def _answers(heard: bytes) -> list[bytes]:
    """The answers in `heard`, each with its body."""
    found = []
    while heard:
        head, _, rest = heard.partition(b"\r\n\r\n")
        length = _length(head)
        found.append(head + b"\r\n\r\n" + rest[:length])
        heard = rest[length:]
    return found


def _length(head: bytes) -> int:
    _, _, rest = head.partition(b"content-length: ")
    return int(rest.partition(b"\r\n")[0])
