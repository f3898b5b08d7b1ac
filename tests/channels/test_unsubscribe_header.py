"""What mail programs read to end a subscription with one click (RFC 8058)."""

from __future__ import annotations

from dataclasses import replace

from groundswell.channels.email import letter, written
from groundswell.core.notice import Sender, word
from tests.town import NOON


def test_a_long_address_stands_in_its_header_whole_and_everything_else_is_folded() -> None:
    url = f"https://outages.of-a-whole-town.example/de/subscription/{'a' * 34}/end"
    message = word("key", ("Störung " * 30, "Körper"), NOON, sender=Sender("Town", "https://town.example"))
    mail = letter(
        replace(message, unsubscribe_url=url), "watch@town.example", "anna@example.org", None, "key"
    )
    lines = written(mail).split(b"\r\n\r\n")[0].split(b"\r\n")
    assert f"List-Unsubscribe: <{url}>".encode() in lines
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    assert all(len(line) <= 78 for line in lines if not line.startswith(b"List-Unsubscribe: "))
