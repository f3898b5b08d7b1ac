"""E-mail through a real server on loopback: what a letter holds, and what the server's answers mean."""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from groundswell.channels import smtp
from groundswell.channels.email import Email, is_address
from groundswell.channels.outgoing import OutgoingHttp
from groundswell.core.model import EventKind
from groundswell.core.notice import Message
from groundswell.errors import ConfigError, GoneError, PermanentError, RecoverableError, UncertainError
from groundswell.ports.notices import Sent, Surroundings, Target
from groundswell.runtime.clock import ManualClock
from groundswell.testing import OPENED_AT, sample_message
from tests.channels.far_mail import USER, FarMail, mail_server, text_of
from tests.channels.test_outgoing import _certificate as certificate

OPENED = sample_message(key="one")
TARGET = Target("channel:mail", "mail", "email")


def channel_to(far: FarMail, clock: ManualClock | None = None, **told: object) -> Email:
    given = {
        "host": "127.0.0.1",
        "port": far.port,
        "security": "none",
        "sender": "watch@town.example",
        **told,
    }
    config = Email.Config(**{"to": "you@town.example", **given})  # type: ignore[arg-type]
    return Email(config, Surroundings(OutgoingHttp(), Path(), clock or ManualClock(OPENED_AT)))


def sent(
    far: FarMail,
    message: Message = OPENED,
    target: Target = TARGET,
    earlier: str | None = None,
    **told: Any,
) -> Sent:
    channel = channel_to(far, **told)

    async def whole() -> Sent:
        try:
            return await channel.send(message, target, earlier, message.id)
        finally:
            await asyncio.sleep(0.05)  # a loop that ends at once leaves a refused handshake half closed

    return asyncio.run(whole())


def test_a_letter_says_the_same_in_text_and_in_escaped_html() -> None:
    nasty = replace(OPENED, title="<script>alert(1)</script>\r\nBcc: all@town.example", body="a < b\nsecond")
    with mail_server() as far:
        sent(far, nasty)
    (letter,) = far.letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == "<script>alert(1)</script> Bcc: all@town.example"
    assert text_of(letter).startswith("a < b\nsecond\n")
    html = text_of(letter, "html")
    assert "<script>" not in html
    assert "<p>a &lt; b</p><p>second</p>" in html
    assert '<html lang="en" dir="ltr">' in html
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["From"] == "Town Watch <watch@town.example>"


def test_a_repetition_has_the_same_message_id_and_news_stand_in_the_same_thread() -> None:
    with mail_server() as far:
        first = sent(far)
        assert sent(far).post_id == first.post_id
        over = sample_message(EventKind.RESOLVED, key="two")
        sent(far, over, earlier=first.post_id)
    one, again, news = far.letters
    assert one["Message-ID"] == again["Message-ID"] == first.post_id
    assert news["Message-ID"] != one["Message-ID"]
    assert news["In-Reply-To"] == news["References"] == first.post_id


def test_a_subscriber_gets_the_letter_at_the_own_address_and_can_leave_with_one_click() -> None:
    leave = "https://watch.example/leave/abc"
    target = replace(TARGET, id="subscription:1", address="someone@elsewhere.example")
    with mail_server() as far:
        sent(far, replace(OPENED, unsubscribe_url=leave, language="ar"), target, to="")
    (letter,) = far.letters
    assert letter["To"] == "someone@elsewhere.example"
    assert letter["List-Unsubscribe"] == f"<{leave}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"لإيقاف هذه الرسائل: {leave}" in text_of(letter), "in words, and not an address alone"
    assert f'لإيقاف هذه الرسائل: <a href="{leave}">' in text_of(letter, "html")
    assert 'dir="rtl"' in text_of(letter, "html")


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        ("451 4.7.1 Greylisted, come again", RecoverableError),
        ("550 5.1.1 No such user", GoneError),
        ("552 5.2.2 Mailbox full", PermanentError),
        ("550 5.4.1 Recipient address rejected: Access denied", PermanentError),
        ("550 No such user", PermanentError),
        ("554 5.7.1 Client host rejected", ConfigError),
        ("553 5.1.8 Sender's domain does not exist", ConfigError),
        ("550 relay not permitted", ConfigError),
        ("550 Sender verify failed", ConfigError),
        ("550 Administrative prohibition", ConfigError),
        ("553 sorry, that domain isn't in my list of allowed rcpthosts", ConfigError),
        ("550 #5.7.1 Your access to this mail system has been rejected", ConfigError),
        ("550 5.1.0 Sender rejected", ConfigError),
        ("550 Your host 192.0.2.4 is listed", ConfigError),
        ("550 <relay@town.example> no such user", PermanentError),
    ],
)
def test_what_is_answered_to_a_mailbox_decides_whether_it_refuses_or_we_are_refused_or_it_may_pass(
    reply: str, fault: type[Exception]
) -> None:
    with mail_server() as far:
        far.replies = [reply]
        with pytest.raises(fault, match=reply[:3]) as raised:
            sent(far)
    assert type(raised.value) is fault
    assert far.letters == []


@pytest.mark.parametrize(
    ("step", "reply", "fault"),
    [
        ("of_sender", "550 5.7.1 Sending limit exceeded", ConfigError),
        ("of_sender", "550 5.1.1 No such sender", ConfigError),
        ("of_sender", "451 4.7.1 Come again", RecoverableError),
        ("of_letter", "554 5.7.1 Looks like spam", ConfigError),
        ("of_letter", "550 Not today", ConfigError),
        ("of_letter", "550 5.1.1 No such user after all", GoneError),
    ],
)
def test_what_is_said_of_the_sender_or_the_letter_is_not_held_against_the_receiver(
    step: str, reply: str, fault: type[Exception]
) -> None:
    with mail_server() as far:
        setattr(far, step, reply)
        with pytest.raises(fault, match=reply[:3]) as raised:
            sent(far)
    assert type(raised.value) is fault


def test_who_is_turned_away_at_the_greeting_knows_that_it_is_about_us_and_the_next_do_not_knock_at_once() -> (
    None
):
    knocks: list[int] = []
    clock = ManualClock(OPENED_AT)

    async def turns_away(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        knocks.append(1)
        writer.write(b"554 5.7.1 No service for your address\r\n")
        await writer.drain()
        writer.close()

    async def whole() -> None:
        async with await asyncio.start_server(turns_away, "127.0.0.1", 0) as server:
            far = FarMail()
            far.port = server.sockets[0].getsockname()[1]
            channel = channel_to(far, clock=clock)
            for _ in range(5):
                with pytest.raises(ConfigError, match="554"):
                    await channel.send(OPENED, TARGET, None, OPENED.id)
            assert len(knocks) == 1
            clock.advance(timedelta(seconds=20))
            with pytest.raises(ConfigError, match="554"):
                await channel.send(OPENED, TARGET, None, OPENED.id)
            await asyncio.sleep(0.05)  # as in `sent`

    asyncio.run(whole())
    assert len(knocks) == 2


def test_whom_a_letter_was_for_does_not_stand_in_what_is_told_of_its_refusal() -> None:
    said = "550 5.1.1 <Anna.Q@Away.example> (watch@town.example): user anna.q of away.example (VERP=anna.q=x@away.example) is no user here"
    with mail_server() as far:
        far.replies = [said]
        with pytest.raises(GoneError) as raised:
            sent(far, target=replace(TARGET, address="anna.q@away.example"))
    told = str(raised.value)
    assert "anna" not in told.lower()
    assert "away.example" not in told.lower()
    assert told.startswith(
        "the mail server answered 550: 5.1.1 <(the address)> (watch@town.example): user (the address) of"
    )
    assert told.endswith("is no user here")


def test_a_server_that_is_not_there_may_be_there_later() -> None:
    far = FarMail()
    far.port = 9
    with pytest.raises(RecoverableError):
        sent(far)


def test_who_never_greets_has_got_nothing_and_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groundswell.channels.email._CONNECT_SECONDS_MAX", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        far = FarMail()
        far.port = silent.getsockname()[1]
        with pytest.raises(RecoverableError, match="no answer in time") as caught:
            sent(far)
    assert not isinstance(caught.value, UncertainError)


def test_a_letter_goes_encrypted_after_the_greeting_with_name_and_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = certificate("localhost", tmp_path)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(*paths)
    with mail_server(tls, sign_in=True) as far:
        signed: dict[str, Any] = {"host": "localhost", "security": "starttls", "user": USER[0]}
        with pytest.raises(RecoverableError):  # nobody vouches for this server
            sent(far, **signed, password=USER[1])
        monkeypatch.setenv("SSL_CERT_FILE", str(paths[0]))
        sent(far, **signed, password=USER[1])
        with pytest.raises(ConfigError, match="535"):
            sent(far, **signed, password="wrong")
    assert len(far.letters) == 1


def test_a_server_without_encryption_is_not_told_anything_where_that_is_asked_for() -> None:
    with mail_server() as far, pytest.raises(RecoverableError):
        sent(far, security="starttls")
    assert far.letters == []


def test_letters_that_follow_one_another_go_over_one_connection_and_those_side_by_side_over_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(smtp, "IDLE_SECONDS", 0.2)

    async def whole(far: FarMail) -> None:
        channel = channel_to(far)

        async def letter(key: str) -> None:
            await channel.send(OPENED, TARGET, None, key)

        for key in ("one", "two", "three"):
            await letter(key)
        assert len(far.sessions) == 1
        await asyncio.gather(letter("four"), letter("five"))
        assert len(far.sessions) == 2
        assert far.goodbyes == 0
        async with asyncio.timeout(5):
            while far.goodbyes < 2:
                await asyncio.sleep(0.02)
        await letter("six")
        assert len(far.sessions) == 3, "what said goodbye is made anew"

    with mail_server() as far:
        asyncio.run(whole(far))
    assert len(far.letters) == 6


def test_a_connection_carries_so_many_letters_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "LETTERS_MAX", 2)

    async def whole(far: FarMail) -> None:
        channel = channel_to(far)
        for number in range(5):
            await channel.send(OPENED, TARGET, None, f"key-{number}")

    with mail_server() as far:
        asyncio.run(whole(far))
    assert len(far.sessions) == 3
    assert len(far.letters) == 5


def test_a_connection_that_broke_or_was_refused_something_is_not_used_again() -> None:
    async def whole(far: FarMail) -> None:
        channel = channel_to(far)
        await channel.send(OPENED, TARGET, None, "one")
        far.break_off()
        await channel.send(OPENED, TARGET, None, "two")
        far.replies = ["550 5.1.1 No such user"]
        with pytest.raises(GoneError):
            await channel.send(OPENED, TARGET, None, "three")
        await channel.send(OPENED, TARGET, None, "four")

    with mail_server() as far:
        asyncio.run(whole(far))
    assert len(far.letters) == 3
    assert len(far.sessions) == 3


def test_a_domain_with_letters_beyond_ascii_is_written_to_and_a_name_with_such_is_refused() -> None:
    with mail_server() as far:
        sent(far, target=replace(TARGET, address="anna@müller.example"), sender="watch@müller.example")
        with pytest.raises(PermanentError):
            sent(far, target=replace(TARGET, address="änna@town.example"))
    (letter,) = far.letters
    assert letter["To"] == "anna@xn--mller-kva.example"
    assert letter["From"].endswith("<watch@xn--mller-kva.example>")


def test_what_is_no_single_address_is_refused() -> None:
    for text in ("", "you", "a@b, c@d", "a@b\r\nBcc: c@d", "<a@b>", "a b@c.example"):
        assert not is_address(text), text
    assert is_address("you+tag@town.example")
    with pytest.raises(ValueError, match="sender"):
        Email.Config(host="mail", sender="nobody")
