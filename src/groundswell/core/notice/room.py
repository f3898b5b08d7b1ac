"""Rooms of chats that take messages at an address of their own (an incoming webhook): which addresses are such, and of what form.

Known hosts take their own form alone; a host that whoever runs this site names takes any of them. Whoever has such an address
can write into its room: it is never shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class RoomForm(StrEnum):
    """Whose form a room's address has: it tells in which shape the room takes a message."""

    SLACK = "slack"
    DISCORD = "discord"
    HOOKS = "hooks"
    """Mattermost's and Rocket.Chat's"""


@dataclass(frozen=True, slots=True)
class Room:
    """One room: `url` is its address without what stands behind the question mark, `thread` the number of a thread in it ("": none)."""

    form: RoomForm
    host: str
    url: str
    thread: str = ""

    @property
    def address(self) -> str:
        """Its address as it is kept: the same room is the same text."""
        return f"{self.url}?thread_id={self.thread}" if self.thread else self.url

    @property
    def concealed(self) -> str:
        """The room as it may be shown to who is in it."""
        return f"{self.url.partition(':')[0]}://{self.host}/…"


HOSTS: Final[Mapping[str, RoomForm]] = {
    "hooks.slack.com": RoomForm.SLACK,
    "hooks.slack-gov.com": RoomForm.SLACK,
    "discord.com": RoomForm.DISCORD,
    "discordapp.com": RoomForm.DISCORD,
    "canary.discord.com": RoomForm.DISCORD,
    "ptb.discord.com": RoomForm.DISCORD,
}
"""Where everybody may have a room."""
_ONE: Final = {name: "discord.com" for name, form in HOSTS.items() if form is RoomForm.DISCORD}
_WORD: Final = r"[A-Za-z0-9_-]"
_ADDRESS: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(?P<port>[0-9]{1,5}))?(?P<path>/.*)",
    re.ASCII | re.IGNORECASE,
)
_PATHS: Final = {
    RoomForm.SLACK: re.compile(r"(/services/T[A-Z0-9]{2,20}/B[A-Z0-9]{2,20}/[A-Za-z0-9]{8,60})()"),
    RoomForm.DISCORD: re.compile(
        rf"(/api(?:/v[0-9]{{1,2}})?/webhooks/[0-9]{{5,20}}/{_WORD}{{20,100}})(?:\?thread_id=([0-9]{{5,20}}))?"
    ),
    RoomForm.HOOKS: re.compile(rf"((?:/{_WORD}{{1,40}})?/hooks/{_WORD}{{8,80}}(?:/{_WORD}{{8,80}})?)()"),
}
_LETTERS_MAX: Final = 400


def room_at(address: str) -> Room | None:
    """The room that an address leads to by its form, at whatever host; None where it is no room's."""
    found = _ADDRESS.fullmatch(address) if len(address) <= _LETTERS_MAX else None
    if found is None:
        return None
    scheme, host, port = found["scheme"].lower(), found["host"].lower(), found["port"] or ""
    if not port.isdigit() or port == {"https": "443", "http": "80"}[scheme]:
        port = ""
    for form, path in _PATHS.items():
        fits = path.fullmatch(found["path"])
        if fits is not None:
            host = _ONE.get(host, host) if not port else f"{host}:{port}"
            short = re.sub(r"^/api/v[0-9]+/", "/api/", fits[1]) if form is RoomForm.DISCORD else fits[1]
            return Room(form, host, f"{scheme}://{host}{short}", fits[2] or "")
    return None


def room_of(address: str, hosts: Collection[str] = ()) -> Room | None:
    """The room of an address that may be told: at a known host in that host's own form, over https, or at one of `hosts`
    ("chat.example.org", "chat.example.org:8065") in any.

    >>> room_of("https://hooks.slack.com/services/T024BE7LD/B024BE7LE/abcdefghijkl").form.value
    'slack'
    >>> room_of("https://chat.example/hooks/abcdefghijklmnop") is None
    True
    """
    room = room_at(address)
    if room is None:
        return None
    if room.host in HOSTS:
        return room if HOSTS[room.host] is room.form and room.url.startswith("https://") else None
    return room if room.host in {host.lower() for host in hosts} else None


def is_host(text: str) -> bool:
    """Whether `text` can be one of the hosts that `room_of` is given.

    >>> [is_host(text) for text in ("chat.example.org:8065", "https://chat.example.org", "chat.example.org:443")]
    [True, False, False]
    """
    found = _ADDRESS.fullmatch(f"https://{text}/")
    return found is not None and found["path"] == "/" and found["port"] not in ("80", "443")
