"""Bodies: bounded in bytes, in time and after unpacking."""

import asyncio
import gzip
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from groundswell.web.body import Bodies, ClientGoneError, inflate
from groundswell.web.problems import ProblemError

GZIP = {b"content-encoding": b"gzip"}


def receiving(*messages: dict[str, Any], then_wait: bool = False) -> Callable[[], Awaitable[dict[str, Any]]]:
    left = list(messages)

    async def receive() -> dict[str, Any]:
        if not left and then_wait:
            await asyncio.sleep(60)
        return left.pop(0)

    return receive


def piece(body: bytes, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def test_pieces_are_put_together() -> None:
    body = asyncio.run(Bodies().read(receiving(piece(b"ab"), piece(b"c", False)), {}, 10, 1))
    assert body == b"abc"


def test_a_body_is_refused_at_the_first_byte_too_many() -> None:
    with pytest.raises(ProblemError, match="at most 3 bytes"):
        asyncio.run(Bodies().read(receiving(piece(b"ab"), piece(b"cd"), then_wait=True), {}, 3, 1))
    with pytest.raises(ProblemError, match="at most 3 bytes"):
        asyncio.run(Bodies().read(receiving(piece(b"abcd", False)), {}, 3, 1))


@pytest.mark.parametrize("length", [b"11", b"9" * 5000, b"-1", b"ten"])
def test_a_length_beyond_the_bound_is_refused_unread(length: bytes) -> None:
    with pytest.raises(ProblemError) as caught:
        asyncio.run(Bodies().read(receiving(), {b"content-length": length}, 10, 1))
    assert caught.value.status == 413


def test_a_slow_body_is_given_up() -> None:
    for receive in (receiving(then_wait=True), receiving(piece(b"a"), then_wait=True)):
        with pytest.raises(ProblemError) as caught:
            asyncio.run(Bodies().read(receive, {}, 10, 0.02))
        assert caught.value.status == 408


def test_nobody_is_answered_who_has_hung_up() -> None:
    for messages in ([{"type": "http.disconnect"}], [piece(b"a"), {"type": "http.disconnect"}]):
        with pytest.raises(ClientGoneError):
            asyncio.run(Bodies().read(receiving(*messages), {}, 10, 1))


def test_gzip_is_unpacked_also_in_several_members() -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two")
    assert inflate(GZIP, packed, 100) == b"one two"
    assert inflate({}, b"plain", 100) == b"plain"


def test_a_bomb_is_refused_at_the_first_byte_too_many() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 60_000
    with pytest.raises(ProblemError) as caught:
        inflate(GZIP, bomb, 1_000_000)
    assert caught.value.status == 413
    assert len(inflate(GZIP, gzip.compress(bytes(1000)), 1000)) == 1000


@pytest.mark.parametrize(
    "packed",
    [
        b"not gzip",
        gzip.compress(b"cut off" * 99, mtime=0)[:-9],
        gzip.compress(b"of another sum", mtime=0)[:-8] + bytes(4) + b"\x0e\0\0\0",
        zlib.compress(b"zlib"),
        b"\x1f\x8b",
    ],
)
def test_damaged_gzip_is_malformed(packed: bytes) -> None:
    with pytest.raises(ProblemError) as caught:
        inflate(GZIP, packed, 1000)
    assert caught.value.status == 400


def test_another_coding_is_told_which_is_taken() -> None:
    with pytest.raises(ProblemError) as caught:
        inflate({b"content-encoding": b"br"}, b"", 1000)
    assert caught.value.status == 415
    assert (b"accept-encoding", b"gzip") in caught.value.headers
