"""What people write to a bot on Telegram, or answer to its messages in a group: the updates that it may fetch."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from groundswell.core.letter import Refusal
from groundswell.errors import PermanentError, RecoverableError
from groundswell.ports.correspondence import Heard, Post
from groundswell.ports.notices import Http
from groundswell.sources.posts import asked, document_in, text_at, words_of

_PAGE: Final = 100
_GROUPS: Final = frozenset({"group", "supergroup"})


class TelegramEar:
    """ports.correspondence.Ear. The cursor is the number of the next update: to ask for it says that those before are dealt with."""

    def __init__(self, http: Http, server: str, token: str) -> None:
        self._http = http
        self._server = server.rstrip("/")
        self._token = token

    async def hear(self, cursor: str) -> Heard:
        """See ports.correspondence.Ear. One page at a time: a further one is asked for when this one is durable."""
        told: dict[str, object] = {"limit": _PAGE, "timeout": 0, "allowed_updates": ["message"]}
        if not cursor:
            found = await self._ask({**told, "offset": -1, "limit": 1})
            return Heard((), str(max((_number(each) for each in found), default=0) + 1))
        posts: list[Post] = []
        refused: Counter[Refusal] = Counter()
        found = await self._ask({**told, "offset": int(cursor)})
        for each in found:
            read = self._read(each)
            if isinstance(read, Post):
                posts.append(read)
            elif read is not None:
                refused[read] += 1
        following = max([int(cursor), *(_number(each) + 1 for each in found)])
        return Heard(posts, str(following), refused)

    def _read(self, update: dict[str, Any]) -> Post | Refusal | None:
        message = update.get("message")
        if not isinstance(message, dict):
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
