"""What people write to a bot on Telegram, or answer to its messages in a group, and who comes to be told: the updates that it may
fetch."""

from __future__ import annotations

import re
from typing import Any, Final

from groundswell.core.letter import Refusal
from groundswell.errors import PermanentError, RecoverableError
from groundswell.ports.correspondence import Heard, Knock, KnockKind, Post
from groundswell.ports.notices import Http
from groundswell.sources.posts import asked, document_in, parted, text_at, words_of

_PAGE: Final = 100
_GROUPS: Final = frozenset({"group", "supergroup"})
_COMMAND: Final = re.compile(r"/(start|stop)(?:@\w{1,40})?(?:\s+([A-Za-z0-9_-]{1,64}))?(?:\s.*)?", re.DOTALL)
_LEFT: Final = frozenset({"kicked", "left"})
"""how a person's chat says that they have blocked the bot"""


class TelegramEar:
    """ports.correspondence.Ear and Door. The cursor is the number of the next update: to ask for it says that those before are dealt
    with. One alone may ask: whoever takes questions and whoever takes those who come to be told (`knocks`) share it."""

    def __init__(
        self, http: Http, server: str, token: str, *, posts: bool = True, knocks: bool = False
    ) -> None:
        self._http = http
        self._server = server.rstrip("/")
        self._token = token
        self._posts = posts
        self._knocks = knocks
        self._kinds = ["message", "my_chat_member"] if knocks else ["message"]

    async def hear(self, cursor: str) -> Heard:
        """See ports.correspondence.Ear. One page at a time: a further one is asked for when this one is durable."""
        told: dict[str, object] = {"limit": _PAGE, "timeout": 0, "allowed_updates": self._kinds}
        if not cursor:
            found = await self._ask({**told, "offset": -1, "limit": 1})
            return Heard((), str(max((_number(each) for each in found), default=0) + 1))
        knocks: list[Knock] = []

        def read(update: dict[str, Any]) -> Post | Refusal | None:
            what = self._read(update)
            if not isinstance(what, Knock):
                return what
            knocks.append(what)
            return None

        found = await self._ask({**told, "offset": int(cursor)})
        posts, refused = parted(found, read)
        following = max([int(cursor), *(_number(each) + 1 for each in found)])
        return Heard(posts, str(following), refused, knocks)

    async def wait(self, cursor: str, seconds: int) -> None:
        """See ports.correspondence.Door. What comes is not taken: it is there again when it is heard."""
        await self._ask(
            {"limit": 1, "timeout": seconds, "allowed_updates": self._kinds, "offset": int(cursor)}
        )

    def _read(self, update: dict[str, Any]) -> Post | Knock | Refusal | None:
        message = update.get("message")
        if self._knocks and (knock := _knock(update, message)) is not None:
            return knock
        if not isinstance(message, dict) or not self._posts:
            return None
        chat, who = message.get("chat"), message.get("from")
        number = message.get("message_id")
        if not isinstance(chat, dict) or not isinstance(who, dict) or not isinstance(number, int):
            return Refusal.UNREADABLE
        if who.get("is_bot"):
            return Refusal.AUTOMATIC
        if not (text_at(chat, "type") == "private" or self._answers_us(chat, message)):
            return Refusal.PRIVATE
        text = text_at(message, "text")
        words = words_of(text)
        if not words or text.startswith("/"):
            return Refusal.EMPTY
        place = str(chat.get("id", ""))
        return Post(
            name=f"{place} {number}",
            id=str(number),
            words=words,
            who=str(who.get("id", "")),
            thread=f"{place} {who.get('id', '')} {message.get('message_thread_id', number)}",
            address=place,
            language=text_at(who, "language_code")[:2],
            is_private=text_at(chat, "type") == "private",
        )

    def _answers_us(self, chat: dict[str, Any], message: dict[str, Any]) -> bool:
        """Whether it answers a message of this bot, or a post of the channel that was passed on into its group."""
        before = message.get("reply_to_message")
        if text_at(chat, "type") not in _GROUPS or not isinstance(before, dict):
            return False
        sender = before.get("from")
        own = self._token.partition(":")[0]
        by_bot = isinstance(sender, dict) and str(sender.get("id", "")) == own
        return by_bot or bool(before.get("is_automatic_forward"))

    async def _ask(self, told: dict[str, object]) -> list[dict[str, Any]]:
        # The address holds the token: no fault may repeat it.
        reply = await asked(self._http, f"{self._server}/bot{self._token}/getUpdates", body=told)
        if reply.status == 409:
            raise PermanentError("Telegram: somebody else fetches this bot's updates, or it has a webhook")
        made = document_in(reply, "Telegram")
        found = made.get("result") if isinstance(made, dict) else None
        if not isinstance(found, list):
            raise RecoverableError("Telegram answered something of another form")
        return [each for each in found if isinstance(each, dict)]


def _number(update: dict[str, Any]) -> int:
    number = update.get("update_id")
    return number if isinstance(number, int) else 0


def _knock(update: dict[str, Any], message: Any) -> Knock | None:
    """Who comes to be told, or no more; None for everything else. Only in a person's own chat with the bot."""
    told = message if isinstance(message, dict) else update.get("my_chat_member")
    if not isinstance(told, dict):
        return None
    chat, who = told.get("chat"), told.get("from")
    if not isinstance(chat, dict) or not isinstance(who, dict) or who.get("is_bot"):
        return None
    if text_at(chat, "type") != "private" or not isinstance(chat.get("id"), int):
        return None
    address, language = str(chat["id"]), text_at(who, "language_code")[:2]
    if told is not message:
        is_gone = text_at(told, "new_chat_member", "status") in _LEFT
        return Knock(KnockKind.GONE, address, language=language) if is_gone else None
    found = _COMMAND.fullmatch(text_at(told, "text").strip())
    return Knock(KnockKind(found[1]), address, found[2] or "", language) if found else None
