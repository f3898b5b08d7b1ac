"""A head that came before, byte for byte, is answered as any other, and nothing personal is kept of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import uvloop

from groundswell.core.model import Visitor
from groundswell.flow.publish import pack
from groundswell.web.accepted import Accepted
from groundswell.web.answer import Answer, Header
from groundswell.web.seen import HEAD_BYTES_MAX, REPORT_BYTES_MAX, Heads, Seen, Senders
from groundswell.web.submit import Sender
from groundswell.web.visitor import NOBODY, Signature, hops_in
from tests.web.open_house import BROWSER, DATE, REPORT, Town, get, post, tell, town

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


OWN = (
    (b'{"service":"pictures","symptom":"feed"}', b"X-Forwarded-For: 198.51.100.1"),
    (b'{"service":"pictures","symptom":"feed"}', b"X-Forwarded-For: 198.51.100.2, 203.0.113.9"),
    (b'{"service":"pictures","works":true}', b"X-Forwarded-For: 2001:db8::1"),
    (b'{"service":"pictures"}', b"X-Forwarded-For: nonsense"),
    (b'{"service":"nothing"}', b"X-Forwarded-For: 198.51.100.3"),
    (b'{"service":', b"X-Forwarded-For: 198.51.100.4"),
    (b"", b"X-Forwarded-For: 198.51.100.5"),
    *[(b'{"service":"bank"}', b"X-Forwarded-For: 198.51.100.6")] * 5,
    *[(b'{"service":"pictures"}', b"X-Forwarded-For: 198.51.100.7\r\nIdempotency-Key: k")] * 2,
    (b'{"service":"bank"}', b"X-Forwarded-For: 198.51.100.7\r\nIdempotency-Key: k"),
    (b'{"service":"bank"}', b'X-Forwarded-For: 198.51.100.7\r\nIdempotency-Key: "k \xc3\xa9"'),
    (b'{"service":"bank"}', b"X-Forwarded-For: 198.51.100.8\r\nProof-Of-Work: a:b:1\r\nCookie: a=b; c=d"),
    (b'{"service":"bank"}', b"X-Forwarded-For: 198.51.100.9\r\nX-Forwarded-For: 198.51.100.10"),
    (b'{"service":"bank"}', b"X-Forwarded-For: 198.51.100.11\r\nSec-Fetch-Site: cross-site"),
)
"""What reports have for themselves. The first of a kind is read, the next are known by their head."""


def test_reports_whose_head_came_before_are_taken_as_by_the_ordinary_way(tmp_path: Path) -> None:
    sent = [post(body, lines) for body, lines in (*OWN, *OWN)]
    within = sent[0].replace(
        b"100.1", b"100.77"
    )  # a whole report is the body of another, and comes by itself
    around = post(within, b"X-Forwarded-For: 198.51.100.12")
    sent += [sent[0], around.removesuffix(within), within]

    async def live(hot: bool) -> tuple[bytes, list[Any], Mapping[tuple[str, str], float]]:
        async with town(tmp_path / str(hot), hot=hot) as there:
            said = await there.said(*sent, END, pause=0.03)
            entries = await there.home.parts.journal.read(0, 1000)
            rows = [row for entry in entries for row in entry.content.reports()]  # type: ignore[union-attr]
            return said, rows, there.home.parts.tally

    hot, ordinary = uvloop.run(live(True)), uvloop.run(live(False))
    assert hot[0].count(b"HTTP/1.1 ") == len(sent)
    assert hot == ordinary


def test_a_report_is_known_by_its_head_but_for_what_is_its_senders_own() -> None:
    senders = Senders()
    _keep(senders, post(b"{}", b"X-Forwarded-For: 198.51.100.7", b"idempotency-key: k1"))
    again = post(b'{"a":1}', b"X-Forwarded-For: 2001:db8::1, 203.0.113.9", b"idempotency-key: k2")
    waiting = Waits()
    own = (hops_in(b"2001:db8::1, 203.0.113.9"), b"k2", None)
    assert senders.find(again, NOBODY, waiting) == (SENDER, *own, b'{"a":1}', NOBODY, waiting)
    for other in (
        again[:-1],
        again + b"x",
        again.replace(b"en-GB", b"en-US"),
        again.replace(b"HTTP/1.1", b"HTTP/1.0"),
        again.replace(b"k2", b"k\x002"),
        again.replace(b"k2", b"k\nX: 2"),
        again.replace(b"k2", b" k2"),
        again.replace(b"k2", b""),
        again.replace(b"k2", b"k2\r\nX-Forwarded-For: 192.0.2.1"),
        again.replace(b"idempotency-key: k2\r\n", b""),
        again.replace(b"Length: 7", b"Length: 07"),
        again.partition(b"\r\n\r\n")[0].replace(b"Length: 7", b"Length: 0"),
        again.replace(b"X-Forwarded-For: 2001:db8::1, 203.0.113.9\r\n", b"")[:-7]
        + b"\r\nX-Forwarded-For: ::1\r\n",
    ):
        assert other != again
        assert senders.find(other, NOBODY, waiting) is None
    plain = post(b"{}", b"X-Forwarded-For: 198.51.100.7")
    _keep(senders, plain)
    assert senders.find(plain.replace(b".7", b".8"), NOBODY, waiting)
    assert senders.find(plain.replace(b"198.51.100.7", b""), NOBODY, waiting) is None


def test_nothing_of_a_reports_own_is_kept_with_its_head() -> None:
    senders = Senders()
    own = (
        b"X-Forwarded-For: 198.51.100.7",
        b"Cookie: who=me; a=b",
        b"Referer: https://a.example/me",
        b"Idempotency-Key: kk1",
    )
    _keep(senders, post(b'{"comment":"mine"}', *own))
    assert _heads(senders) == 1
    kept = repr(senders.known)
    assert "Android" in kept
    for secret in ("198.51", "who", "a.example", "kk1", "mine"):
        assert secret not in kept


@pytest.mark.parametrize(
    "line",
    [
        b"Forwarded: for=198.51.100.7",
        b"X-Real-IP: 198.51.100.7",
        b"Authorization: Bearer x",
        b"X-Forwarded-For: 198.51.100.7\r\nX-Forwarded-For: 198.51.100.8",
        b"X-Forwarded-For:198.51.100.7",
        b"Cookie: \xc3\xa9",
        b"Cookie: a=" + b"b" * REPORT_BYTES_MAX,
        b"Accept: " + b"b" * HEAD_BYTES_MAX,
    ],
)
def test_a_reports_head_that_may_name_a_person_is_not_kept(line: bytes) -> None:
    senders = Senders()
    _keep(senders, post(b"{}", line))
    _keep(senders, post(b"{}").replace(b"\r\n\r\n", b"\r\n\n"))  # its end is none
    assert not senders.known
    _keep(senders, post(b"{}"))
    assert senders.known


def test_few_heads_of_reports_are_kept() -> None:
    senders = Senders()
    for number in range(5_000):
        _keep(senders, post(b"{}", b"Accept: a/%d" % number))
    assert 0 < _heads(senders) <= 1024


def test_heads_with_the_same_lines_in_another_order_are_told_apart_and_few_orders_are_kept() -> None:
    senders = Senders()
    own = (b"X-Forwarded-For: 198.51.100.7", b"Referer: https://a.example/", b"DNT: 1", b"Cookie: a=b")
    sent = [post(b"{}", *lines) for lines in permutations(own)]
    for each in sent:
        _keep(senders, each)
    assert len(senders.known) == 8
    assert senders.find(sent[0], NOBODY, Waits()) is None
    for each in (sent[-1], sent[-5], sent[-1]):
        found = senders.find(each.replace(b"100.7", b"100.8"), NOBODY, Waits())
        assert found is not None
        assert found[1] == hops_in(b"198.51.100.8")


SENDER = Sender(Signature(b"Android", b"", "Android", "android", False, "", "", b""), False, Visitor())


class Waits:
    """Somebody who is told nothing."""

    def answered(self, answer: Answer) -> None: ...

    def accepted(self, accepted: Accepted, name: bytes) -> bool:  # noqa: ARG002  the port's names
        return False


def _heads(senders: Senders) -> int:
    return sum(len(heads) for _, heads in senders.known)


def _keep(senders: Senders, sent: bytes) -> None:
    lines = sent.replace(b"\r\n\n", b"\r\n\r\n").partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
    pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(b":") for line in lines)]
    senders.keep(sent, pairs, SENDER)


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
