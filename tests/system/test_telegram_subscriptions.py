"""A person's chat with the bot, with real parts: an instance on its files, and a server on loopback that keeps updates as Telegram does."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from groundswell.core.model import EventKind, State
from groundswell.core.notice import WishState
from groundswell.errors import ConfigError
from groundswell.flow.handles import Purpose
from groundswell.runtime.config import load_settings
from groundswell.runtime.subscribing import carriers_of
from tests.channels.far import FarBot, listening
from tests.channels.far_mail import mail_server
from tests.system.test_subscriptions import SETTINGS, Story, opened
from tests.system.test_wishes import reported, stands

ANNA, BO = 7_001_234_567, 42
BOT = """
[channels.bot]
kind = "telegram"
token = "{token}"
server = "{server}"
tells = false
updates = "{updates}"
"""


class Chats:
    """Lives of an instance beside one bot: `live` begins one, on the same files as the last."""

    def __init__(self, folder: Path, bot: FarBot, url: str, updates: str) -> None:
        told = SETTINGS.replace(
            'push = "push"', 'push = "push"\ntelegram = "bot"\ntelegram_bot = "town_watch_bot"'
        )
        told = told.replace("[channels]", '[channels]\nallow_private = ["127.0.0.1"]')
        way = BOT.format(token=FarBot.token, server=url, updates=updates)
        self._folder, self._settings = folder, told.replace("[subscriptions]", f"{way}[subscriptions]")
        self.bot = bot

    async def live(self, story: Callable[[Story], Awaitable[None]]) -> None:
        with ExitStack() as stack:
            mail = stack.enter_context(mail_server())
            async with opened(self._folder, mail, settings=self._settings) as life:
                await life.instance.letters.receive.hear()
                await story(life)

    async def joins(self, life: Story, chat: int = ANNA, **told: object) -> str:
        """Somebody signs up and comes to the bot by the link; the word in it."""
        word = await self.word(life, **told)
        self.bot.writes(chat, f"/start {word}")
        await life.instance.letters.receive.hear()
        return word

    async def word(self, life: Story, **told: object) -> str:
        signed = await life.sign_up(way="telegram", address="", **told)
        assert set(signed) == {"detail", "link"}, "whoever signs up learns nothing that opens it"
        link = urlsplit(signed["link"])
        assert (link.netloc, link.path) == ("t.me", "/town_watch_bot")
        word: str = parse_qs(link.query)["start"][0]
        assert len(word) <= 64
        return word


def told(folder: Path, story: Callable[[Chats], Awaitable[None]], updates: str = "thread") -> None:
    async def whole() -> None:
        bot = FarBot()
        async with listening(bot) as url:
            await story(Chats(folder, bot, url, updates))

    asyncio.run(whole())


@pytest.mark.parametrize("updates", ["thread", "edit"])
def test_who_comes_by_the_link_is_told_and_leaves_by_a_word(tmp_path: Path, updates: str) -> None:
    async def story(chats: Chats) -> None:
        async def life(life: Story) -> None:
            bot = chats.bot
            await life.happens(EventKind.OPENED, named="pictures-0")
            word = await chats.joins(life, services=["pictures"])
            (welcome,) = bot.told(ANNA)
            assert "You will be told" in welcome
            assert "Pictures." in welcome
            assert "/stop" in welcome
            await life.happens(EventKind.OPENED, named="pictures-1")
            assert len(bot.told(ANNA)) == 2
            life.clock.set(life.clock.now() + timedelta(hours=1))
            await life.happens(EventKind.RESOLVED, State.RESOLVED, "pictures-1", resolved_at=life.clock.now())
            number, outage = list(bot.posts.items())[1]
            last = list(bot.posts.values())[-1]
            assert "over" in last.text
            assert (outage.edits, last.parent) == ((0, str(number)) if updates == "thread" else (1, ""))
            assert "https://watch.example/subscription/" in last.text, "every message says how to stop"
            assert str(ANNA).encode() not in life.bytes_on_disk()
            bot.writes(BO, f"/start {word}")
            await life.instance.letters.receive.hear()
            assert "opens nothing any more" in bot.told(BO)[0], "a word lets one chat in"
            before = len(bot.posts)
            bot.writes(ANNA, "/stop")
            await life.instance.letters.receive.hear()
            assert "told nothing more" in bot.told(ANNA)[-1]
            await life.happens(EventKind.OPENED, named="pictures-2")
            assert len(bot.posts) == before + 1
            assert await life.instance.signed.subscribe.of_address(str(ANNA)) == []

        await chats.live(life)

    told(tmp_path, story, updates)


def test_a_word_is_no_yes_on_the_page_and_lapses_after_two_days(tmp_path: Path) -> None:
    async def story(chats: Chats) -> None:
        async def life(life: Story) -> None:
            word = await chats.word(life)
            assert (await life.ask("GET", f"/confirm/{word}")).status_code == 404
            assert (await life.ask("POST", f"/confirm/{word}")).status_code == 404
            await life.settled()
            assert life.instance.signed.attend.counts == {("telegram", "pending"): 1}
            life.clock.set(life.clock.now() + timedelta(hours=48))
            chats.bot.writes(ANNA, f"/start {word}")
            await life.instance.letters.receive.hear()
            assert "opens nothing any more" in chats.bot.told(ANNA)[0]
            assert await life.instance.signed.attend.forget() == 1
            address = {"way": "telegram", "address": str(BO)}
            refused = await life.ask("POST", "/api/v1/subscriptions", json=address)
            assert refused.status_code == 422, "nobody is signed up by somebody else"

        await chats.live(life)

    told(tmp_path, story)


def test_updates_are_heard_once_over_a_restart_and_one_heard_twice_is_the_same(tmp_path: Path) -> None:
    async def story(chats: Chats) -> None:
        bot = chats.bot

        async def first(life: Story) -> None:
            await chats.joins(life, services=["pictures"])
            word = await chats.word(life, severity_min=2)
            bot.writes(ANNA, f"/start {word}")

        async def second(life: Story) -> None:
            assert len(bot.told(ANNA)) == 2, (
                "what was written meanwhile is heard, what was heard before is not"
            )
            found = await life.instance.signed.subscribe.of_address(str(ANNA))
            assert len(found) == 2
            bot.updates.append(bot.updates[-1] | {"update_id": bot.updates[-1]["update_id"] + 1})
            await life.instance.letters.receive.hear()
            assert len(await life.instance.signed.subscribe.of_address(str(ANNA))) == 2
            await life.instance.letters.receive.hear()
            assert len(bot.told(ANNA)) == 3

        await chats.live(first)
        offset = bot.asked_from[-1]
        await chats.live(second)
        assert bot.asked_from.count(-1) == 1, "only the first of all asks where it stands"
        assert offset in bot.asked_from[-4:]

    told(tmp_path, story)


def test_who_blocks_the_bot_is_told_no_more(tmp_path: Path) -> None:
    async def story(chats: Chats) -> None:
        async def life(life: Story) -> None:
            bot, subscribe = chats.bot, life.instance.signed.subscribe
            await chats.joins(life)
            await chats.joins(life, BO)
            bot.blocked.add(str(ANNA))
            await life.happens(EventKind.OPENED)
            await life.settled()
            assert await subscribe.of_address(str(ANNA)) == []
            gone = {"chat": {"id": BO, "type": "private"}, "from": {"id": BO, "is_bot": False}}
            bot.happens(my_chat_member=gone | {"new_chat_member": {"status": "kicked"}})
            await life.instance.letters.receive.hear()
            await life.settled()
            assert life.instance.signed.attend.counts == {("telegram", "ended"): 2}

        await chats.live(life)

    told(tmp_path, story)


def test_a_bot_that_wants_its_peace_gets_it_and_tells_once(tmp_path: Path) -> None:
    async def story(chats: Chats) -> None:
        async def life(life: Story) -> None:
            bot = chats.bot
            await chats.joins(life, language="de")
            assert "/stop" in bot.told(ANNA)[0]
            assert "Störungen" not in bot.told(ANNA)[0]
            bot.later = 90
            await life.happens(EventKind.OPENED)
            bot.later = None
            life.clock.set(life.clock.now() + timedelta(seconds=89))
            await life.settled()
            assert len(bot.told(ANNA)) == 1
            life.clock.set(life.clock.now() + timedelta(seconds=2))
            await life.settled()
            assert len(bot.told(ANNA)) == 2
            assert "Diese Nachrichten beenden" in bot.told(ANNA)[1]

        await chats.live(life)

    told(tmp_path, story)


def test_the_night_is_quiet_and_everything_kept_is_exported_and_deleted(tmp_path: Path) -> None:
    async def story(chats: Chats) -> None:
        async def life(life: Story) -> None:
            await chats.joins(life, quiet_from="11:00", quiet_to="14:00", time_zone="UTC")
            await life.happens(EventKind.OPENED)
            assert len(chats.bot.told(ANNA)) == 1
            life.clock.set(life.clock.now() + timedelta(hours=2, seconds=1))
            await life.settled()
            assert len(chats.bot.told(ANNA)) == 2
            (found,) = await life.instance.signed.subscribe.of_address(str(ANNA))
            handle = life.instance.signed.subscribe.handle_of(found)
            page = (await life.ask("GET", f"/subscription/{handle}")).text
            assert str(ANNA) not in page
            kept = (await life.ask("GET", f"/api/v1/subscriptions/{handle}")).json()
            assert (kept["way"], kept["address"], bool(kept["notices"])) == ("telegram", str(ANNA), True)
            await life.ask("DELETE", f"/api/v1/subscriptions/{handle}")
            await life.settled()
            assert life.instance.signed.attend.counts == {}

        await chats.live(life)

    told(tmp_path, story)


def test_somebody_who_comes_by_no_link_is_shown_the_page_in_their_language(tmp_path: Path) -> None:
    async def story(chats: Chats) -> None:
        async def life(life: Story) -> None:
            chats.bot.writes(ANNA, "/start", "de")
            chats.bot.writes(BO, "is instagram down?")
            for _ in range(30):
                chats.bot.writes(BO, "/stop")
            chats.bot.happens(message={"chat": "of another form"})
            await life.instance.letters.receive.hear()
            (hello,) = chats.bot.told(ANNA)
            assert "https://watch.example/de/subscribe" in hello
            assert len(chats.bot.told(BO)) == 20, "who writes without end is not answered without end"

        await chats.live(life)

    told(tmp_path, story)


def test_who_comes_is_not_kept_waiting(tmp_path: Path) -> None:
    async def story(chats: Chats) -> None:
        async def life(life: Story) -> None:
            waiting = asyncio.create_task(life.instance.letters.receive.wait())
            word = await chats.word(life)
            assert not waiting.done()
            chats.bot.writes(ANNA, f"/start {word}")
            await asyncio.wait_for(waiting, 5)
            await life.instance.letters.receive.hear()
            assert len(chats.bot.told(ANNA)) == 1

        await chats.live(life)

    told(tmp_path, story)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (
            '[channels.bot]\nkind = "telegram"\ntoken = "1:x"\ntells = false\n[subscriptions]\ntelegram = "bot"\n',
            "telegram_bot",
        ),
        ('[channels.bot]\nkind = "telegram"\ntoken = "1:x"\n', "chat is missing"),
    ],
)
def test_a_bot_without_a_name_or_a_chat_is_told_at_the_start(
    tmp_path: Path, settings: str, says: str
) -> None:
    path = tmp_path / "groundswell.toml"
    path.write_text(settings)
    with pytest.raises(ConfigError, match=says):
        carriers_of(load_settings(path, {}, {}))


def test_who_reported_wishes_by_the_bot_is_asked_and_told_there_once_and_forgotten(tmp_path: Path) -> None:
    async def story(chats: Chats) -> None:
        async def life(life: Story) -> None:
            bot, receipt = chats.bot, await reported(life)
            form = {"content-type": "application/x-www-form-urlencoded"}
            sent = await life.ask(
                "POST", f"/r/{receipt}/wish", content="way=telegram&asks=1&address=", headers=form
            )
            (word,) = re.findall(r'href="https://t\.me/town_watch_bot\?start=([\w-]{1,64})"', sent.text)
            assert "<p>You will be told" not in sent.text, "nobody has come to the bot yet"
            assert (await life.ask("POST", f"/wish/yes/{word}")).status_code == 404, (
                "no page takes it for a yes"
            )
            for _ in range(2):
                bot.writes(ANNA, f"/start {word}")
            bot.writes(BO, f"/start {word}")
            await life.instance.letters.receive.hear()
            assert "One message when the outage of Pictures is over." in bot.told(ANNA)[0]
            assert "opens nothing any more" in bot.told(BO)[0], "a word lets one chat in"
            assert "You will be told when it is over." in (await life.ask("GET", f"/r/{receipt}")).text
            await stands(life, State.EASING, eased_at=life.clock.now())
            assert f"https://watch.example/r/{receipt}" in bot.told(ANNA)[2], "there it has two buttons"
            assert str(ANNA).encode() not in life.bytes_on_disk()
            await stands(life, State.RESOLVED)
            await stands(life, State.RESOLVED)
            assert len(bot.told(ANNA)) == 4
            assert await life.instance.wished.undertake.of_address(str(ANNA)) == []
            wish, undertake = {"way": "telegram"}, life.instance.wished.undertake
            path = f"/api/v1/receipts/{await reported(life)}/wish"
            words = [
                (await life.ask("POST", path, json=wish)).json()["link"].partition("=")[2] for _ in range(4)
            ]
            assert [bool(await undertake._opened(Purpose.WISH_YES, word)) for word in words] == [
                *(False, False, False),
                True,
            ], "the latest link holds, whoever pressed how often"
            made = await undertake._opened(Purpose.WISH_YES, words[3])
            assert made is not None
            await undertake._wishes.put(replace(made, address=str(BO)))  # so an earlier version was killed
            bot.writes(BO, f"/start {words[3]}")
            await life.instance.letters.receive.hear()
            (joined,) = await undertake.of_address(str(BO))
            assert joined.state is WishState.WAITING
            await life.ask("POST", path, json={"way": "email", "address": "bo@example.org"})
            assert len(await undertake.of(joined.about)) == 2, "another way is open still"
            bot.writes(BO, "/stop")
            await life.instance.letters.receive.hear()
            assert "told nothing more" in bot.told(BO)[-1]
            assert await undertake.of_address(str(BO)) == []
            mine = await life.ask(
                "POST", f"/api/v1/receipts/{receipt}/wish", json=wish | {"address": str(ANNA)}
            )
            assert mine.status_code == 422, "nobody is wished for by somebody else"

        await chats.live(life)

    told(tmp_path, story)
