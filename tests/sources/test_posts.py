"""What people answer under posts, heard by the interfaces of others: servers on loopback that insist on what those do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from groundswell.channels.outgoing import OutgoingHttp
from groundswell.core.letter import Refusal
from groundswell.errors import LaterError, PermanentError, RecoverableError
from groundswell.ports.correspondence import Ear
from groundswell.ports.notices import Http
from groundswell.sources.bluesky import BlueskyEar
from groundswell.sources.discord import DiscordEar
from groundswell.sources.mastodon import MastodonEar
from groundswell.sources.slack import SlackEar
from groundswell.sources.telegram import TelegramEar
from tests.channels.far import Answer, Asked, listening


def served(side: Callable[[Asked], Awaitable[Answer]], story: Callable[[Http, str], Awaitable[None]]) -> None:
    async def run() -> None:
        http = OutgoingHttp(["127.0.0.1"])
        async with listening(side) as url:
            try:
                await story(http, url)
            finally:
                await http.close()

    asyncio.run(run())


def mention(number: int, content: str, **status: object) -> dict[str, Any]:
    account = {"id": status.pop("by", "5"), "acct": "bo@far.example", "bot": status.pop("bot", False)}
    told = {
        "id": f"9{number}",
        "content": content,
        "visibility": "public",
        "language": "de",
        "in_reply_to_id": "800",
        "in_reply_to_account_id": "1",
    }
    return {"id": str(number), "type": "mention", "account": account, "status": told | status}


class Mastodon:
    def __init__(self, *notifications: dict[str, Any]) -> None:
        self.notifications = list(notifications)

    async def __call__(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != "Bearer a-token":
            return Answer(401, {"error": "The access token is invalid"})
        path = urlsplit(asked.path)
        query = {name: values[0] for name, values in parse_qs(path.query).items()}
        if path.path == "/api/v1/accounts/verify_credentials":
            return Answer(200, {"id": "1", "acct": "watch"})
        assert path.path == "/api/v1/notifications"
        after = int(query.get("min_id", "0"))
        found = [each for each in self.notifications if int(each["id"]) > after]
        if "min_id" in query:  # those next to it, newest first
            assert query["types[]"] == "mention"
            return Answer(200, list(reversed(found[: int(query["limit"])])))
        return Answer(200, list(reversed(found))[: int(query["limit"])])


def test_what_is_answered_on_mastodon_is_heard_once_in_its_order() -> None:
    far = Mastodon(mention(1, "<p>old</p>"))

    async def story(http: Http, url: str) -> None:
        ear = MastodonEar(http, url, "a-token")
        begun = await ear.hear("")
        assert (begun.posts, begun.cursor) == ((), "1")
        words = '<p><span class="h-card"><a href="https://x.example">@<span>watch</span></a></span> Is it <b>down</b>?</p>'
        far.notifications += [
            mention(2, words),
            mention(3, "<p>@watch psst</p>", visibility="direct", in_reply_to_account_id=None),
            mention(4, "<p>about you</p>", in_reply_to_account_id="77"),
            mention(5, "<p>beep</p>", bot=True),
            mention(6, "<p>mine</p>", by="1"),
            mention(7, "<p>@watch</p><script>x()</script>"),
            mention(8, "<p>And for me?</p>", by="6"),
        ]
        heard = await ear.hear(begun.cursor)
        assert [(post.words, post.id, post.address) for post in heard.posts] == [
            ("Is it down?", "92", "bo@far.example unlisted"),
            ("psst", "93", "bo@far.example direct"),
            ("And for me?", "98", "bo@far.example unlisted"),
        ]
        assert [post.thread for post in heard.posts] == ["800 5", "800 5", "800 6"], "one for each who asks"
        assert heard.posts[0].language == "de"
        assert [post.is_private for post in heard.posts] == [False, True, False]
        assert heard.cursor == "8"
        one = {Refusal.PRIVATE: 1, Refusal.AUTOMATIC: 1, Refusal.OWN: 1, Refusal.EMPTY: 1}
        assert heard.refused == one
        assert not (await ear.hear(heard.cursor)).posts

    served(far, story)


def test_of_many_answers_only_so_many_are_heard_at_a_time() -> None:
    far = Mastodon(*(mention(number, f"<p>{number} {'x' * 5_000}</p>") for number in range(1, 251)))

    async def story(http: Http, url: str) -> None:
        ear, cursor, words = MastodonEar(http, url, "a-token"), "0", []
        for _ in range(4):
            heard = await ear.hear(cursor)
            assert len(heard.posts) <= 100
            cursor = heard.cursor
            words += [post.words.split()[0] for post in heard.posts]
        assert words == [str(number) for number in range(1, 251)]

    served(far, story)


class Bluesky:
    def __init__(self) -> None:
        self.notifications: list[dict[str, Any]] = []
        self.sessions = 0
        self.calls = 0

    async def __call__(self, asked: Asked) -> Answer:
        path = urlsplit(asked.path)
        if path.path.endswith("createSession"):
            self.sessions += 1
            return Answer(200, {"did": "did:plc:watch", "accessJwt": f"jwt-{self.sessions}"})
        self.calls += 1
        if asked.headers.get("authorization") != f"Bearer jwt-{self.sessions}" or self.calls % 3 == 0:
            return Answer(400, {"error": "ExpiredToken"})
        begin = int(parse_qs(path.query).get("cursor", ["0"])[0])
        newest = list(reversed(self.notifications))[begin : begin + 2]
        further = {"cursor": str(begin + 2)} if begin + 2 < len(self.notifications) else {}
        return Answer(200, {"notifications": newest, **further})

    def add(self, minute: int, text: str, reason: str = "reply", by: str = "did:plc:bo") -> None:
        root = {"uri": "at://did:plc:watch/app.bsky.feed.post/1", "cid": "cid-1"}
        record = {"text": text, "langs": ["pt-BR"], "reply": {"root": root, "parent": root}}
        uri = f"at://{by}/app.bsky.feed.post/{minute}"
        told = {"uri": uri, "cid": f"cid-{minute}", "author": {"did": by}, "reason": reason, "record": record}
        self.notifications.append(told | {"indexedAt": f"2026-03-02T12:{minute:02d}:00.000Z"})


def test_what_is_answered_on_bluesky_is_heard_once_in_its_order_whatever_its_pages() -> None:
    far = Bluesky()
    far.add(1, "old")

    async def story(http: Http, url: str) -> None:
        ear = BlueskyEar(http, url, "watch.example", "app-password")
        begun = await ear.hear("")
        for minute, (text, reason, by) in enumerate(
            [
                ("a?", "reply", "did:plc:bo"),
                ("", "like", "did:plc:bo"),
                ("b?", "reply", "did:plc:bo"),
                ("own", "reply", "did:plc:watch"),
                ("@watch.example c? <script>", "reply", "did:plc:al"),
            ],
            start=2,
        ):
            far.add(minute, text, reason, by)
        heard = await ear.hear(begun.cursor)
        assert [post.words for post in heard.posts] == ["a?", "b?", "c? ‹script>"]
        first = heard.posts[0]
        assert first.id.split() == [first.name, "cid-2", "at://did:plc:watch/app.bsky.feed.post/1", "cid-1"]
        assert first.language == "pt"
        assert heard.refused == {Refusal.OWN: 1}
        assert not (await ear.hear(heard.cursor)).posts
        assert far.sessions > 1

    served(far, story)


class Telegram:
    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.answer: Answer | None = None

    async def __call__(self, asked: Asked) -> Answer:
        assert asked.path == "/bot42:secret/getUpdates"
        if self.answer:
            return self.answer
        told = asked.document
        if told["offset"] < 0:
            return Answer(200, {"ok": True, "result": self.updates[told["offset"] :]})
        self.updates = [each for each in self.updates if each["update_id"] >= told["offset"]]
        return Answer(200, {"ok": True, "result": self.updates[: told["limit"]]})

    def add(self, number: int, text: str, chat: dict[str, Any], **message: object) -> None:
        who = {"id": 7, "is_bot": False, "language_code": "es"}
        told = {"message_id": number + 100, "from": who, "chat": chat, "text": text}
        self.updates.append({"update_id": number, "message": told | message})


ALONE, GROUP = {"id": 7, "type": "private"}, {"id": -5, "type": "supergroup"}


def test_what_is_written_to_a_bot_on_telegram_is_heard_until_it_is_durable() -> None:
    far = Telegram()
    far.add(1, "old", ALONE)

    async def story(http: Http, url: str) -> None:
        ear = TelegramEar(http, url, "42:secret")
        begun = await ear.hear("")
        assert begun.cursor == "2"
        far.add(2, "Is it down?", ALONE)
        far.add(3, "/start", ALONE)
        far.add(4, "among ourselves", GROUP)
        far.add(5, "And here?", GROUP, reply_to_message={"from": {"id": 42, "is_bot": True}})
        far.add(6, "beep", ALONE, **{"from": {"id": 8, "is_bot": True}})
        far.add(7, "And there?", GROUP, reply_to_message={"is_automatic_forward": True})
        heard = await ear.hear(begun.cursor)
        assert [(post.words, post.address) for post in heard.posts] == [
            ("Is it down?", "7"),
            ("And here?", "-5"),
            ("And there?", "-5"),
        ]
        assert [post.is_private for post in heard.posts] == [True, False, False]
        assert heard.refused == {Refusal.EMPTY: 1, Refusal.PRIVATE: 1, Refusal.AUTOMATIC: 1}
        assert (await ear.hear(begun.cursor)).posts == heard.posts  # it was not said that they are durable
        assert not (await ear.hear(heard.cursor)).posts
        far.answer = Answer(409, {"ok": False})
        with pytest.raises(PermanentError) as fault:
            await ear.hear("9")
        assert "secret" not in str(fault.value)

    served(far, story)


class Slack:
    """A channel: its messages by their time, answers in threads, which its history does not hold."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.page = 100
        self.read: list[str] = []

    async def __call__(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != "Bearer xoxb-t":
            return Answer(200, {"ok": False, "error": "invalid_auth"})
        path = urlsplit(asked.path)
        query = {name: values[0] for name, values in parse_qs(path.query).items()}
        if path.path == "/auth.test":
            return Answer(200, {"ok": True, "user_id": "UBOT", "bot_id": "B1"})
        assert query["channel"] == "C1"
        if path.path == "/conversations.history":
            first = [each for each in self.messages if each.get("thread_ts", each["ts"]) == each["ts"]]
            return Answer(200, {"ok": True, "messages": first[::-1][: int(query["limit"])]})
        assert path.path == "/conversations.replies"
        self.read.append(query["ts"])
        root, *answers = [each for each in self.messages if each.get("thread_ts") == query["ts"]]
        found = [each for each in answers if each["ts"] > query["oldest"]]
        more = len(found) > self.page
        return Answer(200, {"ok": True, "messages": [root, *found[: self.page]], "has_more": more})

    def say(self, second: int, text: str, under: int = 0, user: str = "U7", **message: object) -> None:
        told = {"type": "message", "ts": f"17000000{second:02d}.000100", "user": user, "text": text} | message
        if under:
            root = next(each for each in self.messages if each["ts"] == f"17000000{under:02d}.000100")
            told["thread_ts"] = root["thread_ts"] = root["ts"]
            root["latest_reply"] = told["ts"]
        self.messages.append(told)


def test_what_is_answered_in_a_bots_threads_on_slack_is_heard_once_whatever_its_pages() -> None:
    far = Slack()
    far.say(1, "Instagram is down", user="UBOT", bot_id="B1")
    far.say(2, "among ourselves")
    far.say(3, "old", under=1)

    async def story(http: Http, url: str) -> None:
        ear = SlackEar(http, url, "xoxb-t", "C1")
        begun = await ear.hear("")
        assert (begun.posts, begun.cursor, far.read) == ((), "1700000003.000100", [])
        far.say(4, "TikTok is down", user="UBOT")
        far.say(5, "Is <https://instagram.com|instagram.com> &amp; all <@UBOT> down?", under=1)
        far.say(6, "Not to you", under=2)
        far.say(7, "<@UBOT> is it me?")
        far.say(8, "mine", under=1, user="UBOT")
        far.say(9, "beep", under=1, bot_id="B7")
        far.say(10, "And TikTok?", under=4, subtype="thread_broadcast")
        heard = await ear.hear(begun.cursor)
        assert [(post.words.split(), post.address) for post in heard.posts] == [
            (["Is", "https://instagram.com", "&", "all", "down?"], "U7"),
            (["is", "it", "me?"], "U7"),
            (["And", "TikTok?"], "U7"),
        ]
        assert [post.id for post in heard.posts][:2] == [
            "C1 1700000005.000100 1700000001.000100",
            "C1 1700000007.000100 1700000007.000100",
        ]
        assert heard.refused == {Refusal.OWN: 1, Refusal.AUTOMATIC: 1}
        assert heard.cursor == "1700000010.000100"
        far.read.clear()
        assert not (await ear.hear(heard.cursor)).posts
        assert not far.read
        far.page = 2
        for second in range(11, 16):
            far.say(second, f"again {second}", under=1)
            far.say(second + 10, f"further {second}", under=4)
        cursor, words = heard.cursor, []
        for _ in range(4):
            heard = await ear.hear(cursor)
            cursor = heard.cursor
            words += [post.words for post in heard.posts]
        assert sorted(words) == sorted(
            f"{word} {second}" for second in range(11, 16) for word in ("again", "further")
        )
        assert cursor == "1700000025.000100"
        far.say(26, "It is not you", under=7, user="UBOT")
        far.say(27, "Thanks. And the app?", under=7)
        far.say(28, "<@UBOT> and nobody answers this")
        far.read.clear()
        heard = await ear.hear(cursor)
        assert [post.id.split()[1:] for post in heard.posts] == [
            ["1700000027.000100", "1700000007.000100"],
            ["1700000028.000100", "1700000028.000100"],
        ]
        assert far.read == ["1700000007.000100"], "a thread is read that there is"

    served(far, story)


def test_a_token_that_may_not_read_on_slack_is_told_which_scope_it_needs() -> None:
    async def side(asked: Asked) -> Answer:
        told = {"ok": True, "user_id": "UBOT"} if asked.path.startswith("/auth.test") else {"ok": False}
        return Answer(200, {"error": "missing_scope", "needed": "channels:history"} | told)

    async def story(http: Http, url: str) -> None:
        with pytest.raises(PermanentError, match="missing_scope: the token needs the scope channels:history"):
            await SlackEar(http, url, "xoxb-t", "C1").hear("1")

    served(side, story)


class Discord:
    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    async def __call__(self, asked: Asked) -> Answer:
        if asked.headers.get("authorization") != "Bot t":
            return Answer(401, {"message": "401: Unauthorized"})
        path = urlsplit(asked.path)
        query = {name: values[0] for name, values in parse_qs(path.query).items()}
        if path.path == "/users/@me":
            return Answer(200, {"id": "42", "username": "watch"})
        assert path.path == "/channels/77/messages"
        assert int(query["limit"]) <= 100
        if "after" not in query:
            return Answer(200, self.messages[::-1][: int(query["limit"])])
        found = [each for each in self.messages if int(each["id"]) > int(query["after"])]
        return Answer(200, found[: int(query["limit"])][::-1])

    def say(self, number: int, text: str, under: str = "", by: str = "7", **message: object) -> None:
        told = {"id": str(number), "type": 0, "content": text, "author": {"id": by}, "mentions": []}
        if under:
            told |= {"type": 19, "message_reference": {"message_id": "90"}}
            told["referenced_message"] = {"id": "90", "author": {"id": under}}
        self.messages.append(told | message)


def test_what_is_answered_to_a_bot_on_discord_is_heard_once_in_its_order() -> None:
    far = Discord()
    far.say(91, "old", under="42")

    async def story(http: Http, url: str) -> None:
        ear = DiscordEar(http, url, "t", "77")
        begun = await ear.hear("")
        assert (begun.posts, begun.cursor) == ((), "91")
        for number in range(92, 192):
            far.say(number, "among ourselves")
        far.say(192, "<@42> Is it down? <:sad:123>", under="42")
        far.say(193, "to another", under="8")
        far.say(194, "<@!42> and here?", mentions=[{"id": "42"}])
        far.say(195, "mine", by="42")
        far.say(196, "beep", under="42", author={"id": "9", "bot": True})
        far.say(197, "", under="42")
        far.say(198, "", type=7)
        heard = await ear.hear(begun.cursor)
        assert [(post.words, post.id, post.address) for post in heard.posts] == [
            ("Is it down? :sad:", "192", "7"),
            ("and here?", "194", "7"),
        ]
        assert heard.refused == {
            Refusal.PRIVATE: 101,
            Refusal.OWN: 1,
            Refusal.AUTOMATIC: 1,
            Refusal.EMPTY: 1,
        }
        assert heard.cursor == "198"
        assert not (await ear.hear(heard.cursor)).posts

    served(far, story)


def ears(http: Http, url: str) -> list[Ear]:
    return [
        MastodonEar(http, url, "t"),
        BlueskyEar(http, url, "h", "p"),
        TelegramEar(http, url, "1:t"),
        SlackEar(http, url, "t", "C1"),
        DiscordEar(http, url, "t", "77"),
    ]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer(429, {}, {"Retry-After": "90"}), LaterError),
        (Answer(503), RecoverableError),
        (Answer(401, {"error": "no"}), PermanentError),
        (Answer(200, body=b"<html>"), RecoverableError),
        (Answer(200, body=b"[" * 100_000), RecoverableError),
    ],
)
def test_a_far_side_that_does_not_answer_as_it_should_is_a_fault_by_its_kind(
    answer: Answer, fault: type[Exception]
) -> None:
    async def side(_asked: Asked) -> Answer:
        return answer

    async def story(http: Http, url: str) -> None:
        for ear in ears(http, url):
            with pytest.raises(fault):
                await ear.hear("1")

    served(side, story)


@pytest.mark.parametrize("told", [[], {}, None, 7, [7], [{}], {"result": [{}]}, {"notifications": [{}]}])
def test_documents_of_another_form_stop_nobody(told: object) -> None:
    async def side(_asked: Asked) -> Answer:
        return Answer(200, told)

    async def story(http: Http, url: str) -> None:
        for ear in ears(http, url):
            try:
                assert not (await ear.hear("1")).posts
            except RecoverableError:
                continue

    served(side, story)
