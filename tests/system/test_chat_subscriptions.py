"""A room's subscription with real parts: an instance on its files, and a chat server on loopback that is as strict as those of others."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from groundswell.core.model import EventKind, State
from groundswell.core.notice import NoticeState
from groundswell.errors import ConfigError
from groundswell.runtime.config import load_settings
from groundswell.runtime.subscribing import carriers_of
from tests.channels.far import listening
from tests.channels.far_mail import mail_server
from tests.channels.far_room import DISCORD, HOOKS, SLACK, FarRoom
from tests.system.test_subscriptions import SETTINGS, Story, opened

ROOMS = """
[channels.rooms]
kind = "chat"
tells = false
"""


@dataclass
class Rooms:
    """The chat server, and where it is."""

    far: FarRoom
    url: str

    def link(self, what: str, text: str | None = None) -> str:
        found = re.search(rf"https://watch\.example(/\S*{what}\S*)", text or self.far.texts()[-1])
        assert found, self.far.texts()
        return found[1]


async def joined(life: Story, rooms: Rooms, room: str, **told: object) -> None:
    await life.sign_up(way="chat", address=f"{rooms.url}{room}", **told)
    await life.settled()
    assert (await life.ask("POST", rooms.link("confirm"))).status_code == 200


def lived(folder: Path, story: Callable[[Story, Rooms], Awaitable[None]]) -> None:
    async def whole() -> None:
        far = FarRoom()
        with mail_server() as mail:
            async with listening(far) as url:
                host = url.removeprefix("http://")
                told = SETTINGS.replace(
                    'push = "push"', f'push = "push"\nchat = "rooms"\nchat_hosts = ["{host}"]'
                )
                async with opened(folder, mail, settings=told + ROOMS) as life:
                    await story(life, Rooms(far, url))

    asyncio.run(whole())


@pytest.mark.parametrize("room", [SLACK, DISCORD, HOOKS])
def test_a_room_says_yes_is_told_the_beginning_and_the_end_and_leaves_by_the_link_in_it(
    tmp_path: Path, room: str
) -> None:
    async def story(life: Story, rooms: Rooms) -> None:
        await life.sign_up(way="chat", address=f"{rooms.url}{room}", services=["pictures"])
        await life.settled()
        (question,) = rooms.far.texts()
        assert "asked for messages to this room about: Pictures." in question
        assert "/end" not in question
        await life.happens(EventKind.OPENED, named="pictures-0")
        assert len(rooms.far.posts) == 1  # nobody has said yes
        yes = rooms.link("confirm")
        assert (await life.ask("GET", yes)).status_code == 200
        await life.happens(EventKind.OPENED, named="pictures-1")
        assert len(rooms.far.posts) == 1  # a program that follows links says no yes
        assert (await life.ask("POST", yes)).status_code == 200
        await life.happens(EventKind.OPENED, named="pictures-2")
        assert len(rooms.far.posts) == 2
        life.clock.set(life.clock.now() + timedelta(hours=1))
        await life.happens(EventKind.RESOLVED, State.RESOLVED, "pictures-2", resolved_at=life.clock.now())
        assert len(rooms.far.posts) == (2 if room == DISCORD else 3)
        assert "over" in rooms.far.texts()[-1]
        for trace in (room, rooms.url):
            assert trace.encode() not in life.bytes_on_disk()
        leave = rooms.link("subscription/")
        assert leave.endswith("/end")
        assert (await life.ask("POST", leave)).status_code == 200
        await life.happens(EventKind.OPENED, named="pictures-3")
        assert len(rooms.far.posts) == (2 if room == DISCORD else 3)

    lived(tmp_path, story)


@pytest.mark.parametrize("room", [SLACK, DISCORD])
def test_a_room_that_is_gone_ends_its_subscription(tmp_path: Path, room: str) -> None:
    async def story(life: Story, rooms: Rooms) -> None:
        await joined(life, rooms, room)
        rooms.far.gone.add(room)
        await life.happens(EventKind.OPENED)
        await life.settled()
        assert await life.instance.signed.subscribe.of_address(f"{rooms.url}{room}") == []
        assert life.instance.signed.attend.counts == {("chat", "ended"): 1}

    lived(tmp_path, story)


def test_a_room_that_wants_its_peace_is_told_once_it_is_over(tmp_path: Path) -> None:
    async def story(life: Story, rooms: Rooms) -> None:
        await joined(life, rooms, SLACK)
        rooms.far.later = 90
        await life.happens(EventKind.OPENED)
        rooms.far.later = None
        life.clock.set(life.clock.now() + timedelta(seconds=89))
        await life.settled()
        assert len(rooms.far.posts) == 1
        life.clock.set(life.clock.now() + timedelta(seconds=2))
        await life.settled()
        assert len(rooms.far.posts) == 2

    lived(tmp_path, story)


def test_a_room_has_a_digest_and_its_own_language_and_what_was_told_is_not_told_again(tmp_path: Path) -> None:
    async def story(life: Story, rooms: Rooms) -> None:
        await joined(life, rooms, DISCORD, digest="hourly", language="de")
        await life.happens(EventKind.OPENED, named="pictures-1")
        await life.happens(EventKind.OPENED, named="pictures-2")
        assert len(rooms.far.posts) == 1
        life.clock.set(life.clock.now() + timedelta(hours=1, seconds=1))
        await life.settled()
        await life.work.begin()  # as after a kill
        await life.settled()
        assert len(rooms.far.posts) == 2
        assert rooms.far.texts()[1].startswith("Town Watch: Neues von 2 Ausfällen")
        assert "Diese Nachrichten beenden" in rooms.far.texts()[1]
        states = {each.state for each in await life.instance.announce._notices.list()}
        assert states == {NoticeState.SENT, NoticeState.FOLDED}

    lived(tmp_path, story)


def test_a_sign_up_of_a_room_that_is_not_there_is_forgotten(tmp_path: Path) -> None:
    async def story(life: Story, rooms: Rooms) -> None:
        rooms.far.gone.add(HOOKS)
        await life.sign_up(way="chat", address=f"{rooms.url}{HOOKS}")
        await life.settled()
        assert life.instance.signed.attend.counts == {}

    lived(tmp_path, story)


def test_a_host_that_is_none_is_told_to_whoever_wrote_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "groundswell.toml"
    path.write_text(f'{ROOMS}\n[subscriptions]\nchat = "rooms"\nchat_hosts = ["https://chat.example.org"]\n')
    with pytest.raises(ConfigError, match="chat_hosts"):
        carriers_of(load_settings(path, {}, {}))
