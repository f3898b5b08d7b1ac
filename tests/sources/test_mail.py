"""The receiver of letters, spoken to by the library's client and by hand."""

from __future__ import annotations

import asyncio
import os
import re
import smtplib
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any, Literal

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.errors import StoreUnavailableError
from groundswell.sources.mail import Limits, MailListener

LETTER = "From: a@b.example\r\nSubject: x\r\n\r\n.a line with a dot\r\n..two\r\nend\r\n"


class Box:
    """Everything that was handed over; `fault` is raised instead, where it is set."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, Sequence[str], bytes]] = []
        self.fault: Exception | None = None

    def takes(self, address: str) -> bool:
        return address.lower().startswith("help")

    async def put(self, mail_from: str, recipients: Sequence[str], content: bytes) -> None:
        if self.fault:
            raise self.fault
        self.letters.append((mail_from, recipients, content))


Story = Callable[["Box", MailListener, int], Awaitable[None]]


def listen(story: Story, protocol: Literal["smtp", "lmtp"] = "smtp", limits: Limits | None = None) -> None:
    async def run() -> None:
        box = Box()
        listener = MailListener(box, protocol, limits or Limits())
        async with listener.listening("127.0.0.1", 0) as (_, port):
            await story(box, listener, port)

    asyncio.run(run())


async def said(port: int, *lines: bytes, ends: bool = False) -> str:
    """Everything that is answered to these bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for line in lines:
            writer.write(line)
            await writer.drain()
        writer.write(b"" if ends else b"QUIT\r\n")
        async with asyncio.timeout(5):
            return (await reader.read()).decode()
    finally:
        writer.transport.abort()  # or what was not taken of it would outlive the loop


def fuzzed(
    example: Callable[[Box, int, list[bytes]], Coroutine[Any, Any, None]],
    pieces: st.SearchStrategy[list[bytes]],
) -> None:
    """`example` with sixty lists of `pieces`, one listener for all of them; which takes a letter afterwards as ever."""

    async def story(box: Box, _listener: MailListener, port: int) -> None:
        loop = asyncio.get_running_loop()

        @settings(max_examples=60, deadline=None)
        @given(pieces)
        def tried(given: list[bytes]) -> None:
            asyncio.run_coroutine_threadsafe(example(box, port, given), loop).result(10)

        await asyncio.to_thread(tried)
        box.letters.clear()
        assert "250 2.6.0" in await said(port, *HEAD, b"a\r\n.\r\n")
        assert [content for _, _, content in box.letters] == [b"a\r\n"]

    listen(story)


HEAD = (b"EHLO me\r\n", b"MAIL FROM:<a@b.example>\r\n", b"RCPT TO:<help@c.example>\r\n", b"DATA\r\n")


def test_whatever_bytes_a_letter_is_of_and_however_they_are_cut_it_arrives_as_it_was_written() -> None:
    async def example(box: Box, port: int, pieces: list[bytes]) -> None:
        box.letters.clear()
        whole = b"".join(pieces)
        content = whole if whole.endswith(b"\r\n") else whole + b"\r\n"
        stuffed = (b"." if content.startswith(b".") else b"") + content.replace(b"\r\n.", b"\r\n..")
        cut = len(stuffed) // 2
        await said(port, *HEAD, stuffed[:cut], stuffed[cut:], b".\r\n")
        assert [kept for _, _, kept in box.letters] == [content]

    fuzzed(example, st.lists(st.sampled_from([b".", b"\r", b"\n", b"\r\n", b"\r\n.", b"a", b"\x00\xff"])))


def test_whatever_is_said_to_the_listener_it_answers_by_numbers_and_ends() -> None:
    async def example(_box: Box, port: int, lines: list[bytes]) -> None:
        with suppress(ConnectionError):  # it has hung up on us
            answers = (await said(port, *lines, b"\r\n.\r\n", b"RSET\r\n")).splitlines()
            assert answers
            assert all(re.match(r"[2-5][0-9]{2}[ -]", each) for each in answers), answers

    commands = [
        *HEAD,
        b"RSET\r\n",
        b"QUIT\r\n",
        b"DATA \r\n",
        b"MAIL FROM:<>\r\n",
        b"RCPT TO:<\xff@\n",
        b".\r\n",
    ]
    fuzzed(example, st.lists(st.one_of(st.sampled_from(commands), st.binary(max_size=40)), max_size=12))


def test_a_letter_of_the_librarys_client_arrives_as_it_was_written() -> None:
    async def story(box: Box, _listener: MailListener, port: int) -> None:
        def send() -> None:
            with smtplib.SMTP("127.0.0.1", port) as client:
                client.sendmail("a@b.example", ["help@c.example", "help+bank@c.example"], LETTER)
                client.sendmail("", ["help@c.example"], "again\r\n")

        await asyncio.to_thread(send)
        assert box.letters == [
            ("a@b.example", ["help@c.example", "help+bank@c.example"], LETTER.encode()),
            ("", ["help@c.example"], b"again\r\n"),
        ]

    listen(story)


def test_nothing_is_passed_on_to_anybody_else() -> None:
    async def story(box: Box, listener: MailListener, port: int) -> None:
        told = await said(port, *HEAD[:2], b"RCPT TO:<victim@far.example>\r\nDATA\r\n")
        assert "550 5.1.1" in told
        assert "503" in told
        assert not box.letters
        assert listener.turned_away["not_ours"] == 1

    listen(story)


@pytest.mark.parametrize("cut", [1, 2, 3, 4, 5, 7])
def test_the_end_of_a_letter_is_found_wherever_the_bytes_are_parted(cut: int) -> None:
    async def story(box: Box, _listener: MailListener, port: int) -> None:
        raw = b"a\r\n..b\r\n.\r\n"
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"".join(HEAD))
        await reader.readuntil(b"354")
        for begin in range(0, len(raw), cut):
            writer.write(raw[begin : begin + cut])
            await writer.drain()
            await asyncio.sleep(0.003)
        await reader.readuntil(b"taken")
        writer.close()
        assert box.letters[0][2] == b"a\r\n.b\r\n"

    listen(story)


def test_an_empty_letter_ends_at_once() -> None:
    async def story(box: Box, _listener: MailListener, port: int) -> None:
        assert "250 2.6.0" in await said(port, *HEAD, b".\r\n")
        assert box.letters[0][2] == b""

    listen(story)


def test_what_others_take_for_an_end_smuggles_no_second_letter() -> None:
    async def story(box: Box, _listener: MailListener, port: int) -> None:
        inside = b"a\n.\nMAIL FROM:<evil@b.example>\r\n\n.\r\nRCPT TO:<help@c.example>\r\n\r.\r\n\r\n.\r\n"
        await said(port, *HEAD, inside)
        assert len(box.letters) == 1
        assert box.letters[0][2].count(b"evil") == 1

    listen(story)


def test_a_letter_that_is_too_large_is_refused_before_it_is_kept() -> None:
    async def story(box: Box, listener: MailListener, port: int) -> None:
        told = await said(port, HEAD[0], b"MAIL FROM:<a@b.example> SIZE=99999\r\n")
        assert "552" in told
        told = await said(port, *HEAD, b"x" * 15_000 + b"\r\n.\r\n")
        assert "552 5.3.4" in told
        assert "221" in told
        assert "552" not in await said(port, *HEAD, b"x" * 50_000, ends=True)  # far beyond: hung up
        assert not box.letters
        assert listener.turned_away["too_large"] == 2

    listen(story, limits=Limits(letter_bytes_max=10_000))


def test_when_the_store_is_down_the_letter_stays_with_its_sender() -> None:
    async def story(box: Box, _listener: MailListener, port: int) -> None:
        for fault in (StoreUnavailableError("down"), ValueError("a bug")):
            box.fault = fault
            assert "451 4.3.0" in await said(port, *HEAD, b"a\r\n.\r\n")
        box.fault = None
        assert "250 2.6.0" in await said(port, *HEAD, b"a\r\n.\r\n")

    listen(story)


def test_lmtp_says_of_each_recipient_what_became_of_the_letter() -> None:
    async def story(box: Box, _listener: MailListener, port: int) -> None:
        told = await said(
            port, b"LHLO me\r\n", *HEAD[1:3], b"RCPT TO:<no@c.example>\r\n", *HEAD[2:], b"a\r\n.\r\n"
        )
        assert told.count("250 2.6.0") == 2
        assert told.count("550") == 1
        assert len(box.letters) == 1
        assert "500 5.5.1 say LHLO" in await said(port, b"EHLO me\r\n")

    listen(story, "lmtp")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"AUTH PLAIN AAAA\r\n", "500"),
        (b"STARTTLS\r\n", "500"),
        (b"EXPN all\r\n", "500"),
        (b"VRFY root\r\n", "252"),
        (b"MAIL FROM:<a@b.example>\r\n", "503"),
        (b"DATA\r\n", "503"),
        (b"\xff\xfe\r\n", "500"),
        (b"\r\n", "500"),
        (b"EHLO me\r\nMAIL FROM:a@b.example\r\n", "501"),
        (b"EHLO me\r\nMAIL FROM:<a@b.example> X=y\r\n", "555"),
        (b"EHLO me\r\nMAIL FROM:<a\x00b@b.example>\r\n", "501"),
        (b"EHLO me\r\nMAIL FROM:<" + b"a" * 500 + b">\r\n", "501"),
    ],
)
def test_a_command_that_is_none_is_answered_with_its_code(line: bytes, code: str) -> None:
    async def story(_box: Box, _listener: MailListener, port: int) -> None:
        told = (await said(port, line)).splitlines()
        assert any(each.startswith(code) for each in told), told
        assert told[-1].startswith("221")

    listen(story)


def test_who_does_too_much_wrong_or_says_too_long_a_line_is_sent_away() -> None:
    async def story(_box: Box, _listener: MailListener, port: int) -> None:
        assert "421 4.7.0 too many faults" in await said(port, b"NO\r\n" * 50, ends=True)
        assert "too long" in await said(port, b"N" * 10_000, ends=True)
        assert "too many commands" in await said(port, b"NOOP\r\n" * 1_100, ends=True)

    listen(story)


def test_who_is_slow_or_one_too_many_is_sent_away() -> None:
    async def story(box: Box, listener: MailListener, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await reader.readline()
        assert (await said(port, ends=True)).startswith("421 4.3.2")
        assert "421 4.4.2" in (await reader.read()).decode()
        writer.close()
        assert (listener.turned_away["busy"], listener.turned_away["late"]) == (1, 1)
        assert not box.letters
        assert (await said(port)).startswith("220")

    listen(story, limits=Limits(connections_max=1, idle_seconds=0.2))


def test_lines_without_an_end_take_no_memory() -> None:
    """A library that gathers a letter line by line keeps a hundred bytes for each of two."""

    async def story(box: Box, _listener: MailListener, port: int) -> None:
        process = psutil.Process(os.getpid())
        before = process.memory_info().rss
        assert "250 2.6.0" in await said(port, *HEAD, b"\r\n" * 2_400_000 + b".\r\n")
        assert "250" in await said(port, *HEAD, b"x" * 4_900_000, b"\r\n.\r\n")
        box.letters.clear()
        with suppress(ConnectionError):  # it hangs up
            await said(port, *HEAD, b"x" * 30_000_000, ends=True)
        assert process.memory_info().rss - before < 150_000_000

    listen(story)
