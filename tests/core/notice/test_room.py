"""Which addresses are those of rooms that may be told."""

from __future__ import annotations

import pytest

from groundswell.core.notice import RoomForm, room_at, room_of
from groundswell.core.notice.room import is_host

SLACK = "https://hooks.slack.com/services/T0123ABCD/B0123ABCD/secretofslack"
WORD = "secret-of-discord_0123456789"
DISCORD = f"https://discord.com/api/webhooks/8812345678/{WORD}"
HOOKS = "https://chat.example.org/hooks/secretofmattermost1234"


@pytest.mark.parametrize(
    ("typed", "kept", "form"),
    [
        (SLACK, SLACK, RoomForm.SLACK),
        (SLACK.replace("hooks.slack.com", "HOOKS.slack.com:443"), SLACK, RoomForm.SLACK),
        (DISCORD, DISCORD, RoomForm.DISCORD),
        (DISCORD.replace("discord.com/api", "ptb.discord.com/api/v10"), DISCORD, RoomForm.DISCORD),
        (DISCORD.replace("discord.com", "discordapp.com"), DISCORD, RoomForm.DISCORD),
        (f"{DISCORD}?thread_id=123456", f"{DISCORD}?thread_id=123456", RoomForm.DISCORD),
        (HOOKS, HOOKS, RoomForm.HOOKS),
        (HOOKS.replace("/hooks", "/chat/hooks"), HOOKS.replace("/hooks", "/chat/hooks"), RoomForm.HOOKS),
        (f"{HOOKS}/another-word-1234", f"{HOOKS}/another-word-1234", RoomForm.HOOKS),
    ],
)
def test_the_same_room_is_the_same_text(typed: str, kept: str, form: RoomForm) -> None:
    room = room_of(typed, ["chat.example.org"])
    assert room is not None
    assert (room.address, room.form) == (kept, form)
    assert room_at(room.address) == room, "what is kept reads back"
    assert "secret" not in room.concealed


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "anna@example.org",
        SLACK.replace("https", "http"),
        SLACK.replace("https", "ftp"),
        SLACK.replace(".com", ".com.evil.example"),
        SLACK.replace(".com", ".com:8443"),
        SLACK.replace("hooks.slack.com", "hooks.slack.com@evil.example"),
        SLACK.replace("hooks.slack.com", "evil.example\\@hooks.slack.com"),
        SLACK.replace("hooks.slack.com", "hooks.slack.com."),
        SLACK.replace("hooks.slack.com", "hoo\u212as.slack.com"),  # a sign that is a "k" to who is careless
        SLACK.replace("/services", "/api/chat.postMessage"),
        f"{SLACK}/../..",
        f"{SLACK}?to=another",
        f"{SLACK}#part",
        f"{SLACK}\nHost: evil.example",
        DISCORD.replace("discord.com", "hooks.slack.com"),
        f"{DISCORD}/messages/1",
        f"{DISCORD}/slack",
        f"{DISCORD}?wait=false",
        f"{DISCORD}?thread_id=1&thread_id=2",
        HOOKS,
        HOOKS.replace("chat.example.org", "chat.example.org:8065"),
        f"https://named.example:8065/hooks/{'x' * 400}",
        "https://named.example/hooks/secretofmattermost1234",
        "https://named.example:8065/admin",
    ],
)
def test_what_is_no_room_that_may_be_told_is_none(typed: str) -> None:
    assert room_of(typed, ["named.example:8065"]) is None


def test_a_host_that_is_named_takes_every_form_at_the_port_that_is_named() -> None:
    for path in (SLACK.split(".com", 1)[1], DISCORD.split(".com", 1)[1], HOOKS.split(".org", 1)[1]):
        assert room_of(f"http://127.0.0.1:8065{path}", ["127.0.0.1:8065"]) is not None
        assert room_of(f"http://127.0.0.1:8066{path}", ["127.0.0.1:8065"]) is None


@pytest.mark.parametrize(
    "text", ["https://chat.example.org", "chat.example.org/", "a b", "", "chat.example.org:443"]
)
def test_what_is_no_host_is_told_from_one(text: str) -> None:
    assert not is_host(text)
    assert is_host("chat.example.org")
