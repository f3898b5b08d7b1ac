"""The dialects of rooms: what is posted, what is changed, and what becomes of a room that is gone or wants its peace."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from groundswell.channels.chat import Chat
from groundswell.channels.outgoing import ForbiddenError, OutgoingHttp
from groundswell.core.model import EventKind
from groundswell.errors import GoneError, LaterError, PermanentError
from groundswell.ports.notices import Surroundings, Target
from groundswell.runtime.clock import ManualClock
from groundswell.testing import OPENED_AT, sample_message
from tests.channels.far import listening
from tests.channels.far_room import DISCORD, HOOKS, SLACK, THREAD, FarRoom

END = "https://watch.example/subscription/word/end"
Story = Callable[[Chat, FarRoom, Callable[[str], Target]], Awaitable[None]]


def at(url: str) -> Callable[[str], Target]:
    return lambda path: Target("subscription:one", "rooms", "chat", f"{url}{path}", unsubscribe_url=END)


def in_rooms(story: Story, *, updates: str = "edit", allowed: tuple[str, ...] = ("127.0.0.1",)) -> None:
    async def whole() -> None:
        far = FarRoom()
        http = OutgoingHttp(allow_private=["127.0.0.1"], allow_strangers=allowed)
        async with listening(far) as url:
            around = Surroundings(http, Path(), ManualClock(OPENED_AT))
            try:
                await story(Chat(Chat.Config(updates=updates), around), far, at(url))  # type: ignore[arg-type]
            finally:
                await http.close()

    asyncio.run(whole())


@pytest.mark.parametrize("room", [SLACK, DISCORD, HOOKS])
def test_a_room_is_told_in_its_own_shape_with_the_link_that_ends_it(room: str) -> None:
    async def story(chat: Chat, far: FarRoom, target: Callable[[str], Target]) -> None:
        message = replace(sample_message(language="de"), unsubscribe_url=END)
        sent = await chat.send(message, target(room), None, "key")
        (text,) = far.texts()
        assert "Pictures" in text
        assert message.url in text
        assert text.endswith(f"Diese Nachrichten beenden: {END}")
        assert sent.post_id == ("9000" if room == DISCORD else "")

    in_rooms(story)


def test_discord_s_message_is_changed_and_one_that_was_taken_down_is_posted_anew_into_the_same_thread() -> (
    None
):
    async def story(chat: Chat, far: FarRoom, target: Callable[[str], Target]) -> None:
        there = target(f"{DISCORD}?thread_id={THREAD}")
        first = await chat.send(sample_message(), there, None, "one")
        over = sample_message(EventKind.RESOLVED)
        assert await chat.send(over, there, first.post_id, "two") == first
        assert [(post.edits, post.parent) for post in far.posts] == [(1, THREAD)]
        far.posts[0].edits = -1  # somebody took it down
        again = await chat.send(over, there, first.post_id, "three")
        assert again.post_id == "9001"
        assert far.posts[1].parent == THREAD

    in_rooms(story)


def test_who_wants_further_messages_gets_them() -> None:
    async def story(chat: Chat, far: FarRoom, target: Callable[[str], Target]) -> None:
        first = await chat.send(sample_message(), target(DISCORD), None, "one")
        await chat.send(sample_message(EventKind.RESOLVED), target(DISCORD), first.post_id, "two")
        assert [post.edits for post in far.posts] == [0, 0]

    in_rooms(story, updates="new")


@pytest.mark.parametrize("room", [SLACK, DISCORD, HOOKS])
def test_a_room_that_is_gone_says_so_and_one_that_wants_its_peace_says_for_how_long(room: str) -> None:
    async def story(chat: Chat, far: FarRoom, target: Callable[[str], Target]) -> None:
        far.later = 17
        with pytest.raises(LaterError) as later:
            await chat.send(sample_message(), target(room), None, "one")
        assert later.value.seconds == 17
        far.later = None
        far.gone.add(room)
        for earlier in (None, "9000"):
            with pytest.raises(GoneError) as gone:
                await chat.send(sample_message(), target(room), earlier, "two")
            assert room not in str(gone.value), "whoever knows the address can write there"

    in_rooms(story)


@pytest.mark.parametrize(
    ("room", "told"),
    [
        (SLACK, "&lt;!channel&gt; &amp; @all"),
        (HOOKS, "<\u200b!channel> & @\u200ball"),
        (DISCORD, "<!channel> & @all"),
    ],
)
def test_nothing_in_a_text_calls_everybody_in_the_room(room: str, told: str) -> None:
    async def story(chat: Chat, far: FarRoom, target: Callable[[str], Target]) -> None:
        await chat.send(replace(sample_message(), body="<!channel> & @all"), target(room), None, "key")
        assert told in far.texts()[0]

    in_rooms(story)


def test_a_long_text_loses_of_its_body_and_never_a_link() -> None:
    async def story(chat: Chat, far: FarRoom, target: Callable[[str], Target]) -> None:
        message = replace(sample_message(), body="word " * 2_000, unsubscribe_url=END)
        await chat.send(message, target(DISCORD), None, "key")
        assert len(far.texts()[0]) <= 2_000
        assert message.url in far.texts()[0]
        assert far.texts()[0].endswith(END)

    in_rooms(story)


def test_a_stranger_s_room_inside_our_walls_is_never_reached_and_what_is_no_room_is_refused() -> None:
    async def story(chat: Chat, far: FarRoom, target: Callable[[str], Target]) -> None:
        with pytest.raises(ForbiddenError):
            await chat.send(sample_message(), target(SLACK), None, "key")
        with pytest.raises(PermanentError, match="no room"):
            await chat.send(sample_message(), target("/admin"), None, "key")
        assert far.asked == []

    in_rooms(story, allowed=())
