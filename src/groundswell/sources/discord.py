"""What people answer to a bot's messages in a channel on Discord, and say to it there: the channel's messages, one after the other."""

from __future__ import annotations

import re
from typing import Any, Final

from groundswell.core.letter import Refusal
from groundswell.ports.correspondence import Heard, Post
from groundswell.ports.notices import Http
from groundswell.sources.posts import asked, document_in, parted, text_at, words_of

_PAGE: Final = 100
_PAGES_MAX: Final = 5
_SAID: Final = (0, 19)
"""The kinds of messages that people write: one by itself, and an answer; all others tell of something that happened in the channel."""
_NAMED: Final = re.compile(r"<(?:@[!&]?|#)[0-9]{1,20}>|<a?:([A-Za-z0-9_]{1,40}):[0-9]{1,20}>")


class DiscordEar:
    """ports.correspondence.Ear. The cursor is the number of the last message. A thread that somebody has opened is a channel of its own: it is not heard."""

    def __init__(self, http: Http, server: str, token: str, channel: str) -> None:
        self._http = http
        self._server = server.rstrip("/")
        self._token = token
        self._channel = channel
        self._own = ""

    async def hear(self, cursor: str) -> Heard:
        """See ports.correspondence.Ear."""
        if not self._own:
            self._own = text_at(await self._ask("users/@me", {}), "id")
        place = f"channels/{self._channel}/messages"
        if not cursor:
            return Heard(
                (), str(max(map(_number, _listed(await self._ask(place, {"limit": "1"}))), default=0))
            )
        messages: list[dict[str, Any]] = []
        for _ in range(_PAGES_MAX):
            page = _listed(await self._ask(place, {"after": cursor, "limit": str(_PAGE)}))
            messages += sorted(page, key=_number)
            cursor = str(max([int(cursor), *map(_number, page)]))
            if len(page) < _PAGE:
                break
        posts, refused = parted(messages, self._read)
        return Heard(posts, cursor, refused)

    def _read(self, message: dict[str, Any]) -> Post | Refusal | None:
        number, who = text_at(message, "id"), text_at(message, "author", "id")
        if not number or not who:
            return Refusal.UNREADABLE
        if who == self._own:
            return Refusal.OWN
        if message["author"].get("bot") or message.get("webhook_id"):
            return Refusal.AUTOMATIC
        if message.get("type", 0) not in _SAID:
            return None
        mentions = message.get("mentions")
        named = [text_at(each, "id") for each in (mentions if isinstance(mentions, list) else [])]
        if self._own not in (*named, text_at(message, "referenced_message", "author", "id")):
            return Refusal.PRIVATE
        text = text_at(message, "content")[:20_000]
        words = words_of(_NAMED.sub(lambda matched: f":{matched[1]}:" if matched[1] else " ", text))
        if not words:  # without the intent "message content" only what names the bot has words
            return Refusal.EMPTY
        before = text_at(message, "message_reference", "message_id")
        return Post(
            name=f"{self._channel} {number}",
            id=number,
            words=words,
            who=who,
            thread=f"{self._channel} {before or number} {who}",
            address=who,
        )

    async def _ask(self, path: str, query: dict[str, str]) -> Any:
        reply = await asked(self._http, f"{self._server}/{path}", query, token=self._token, scheme="Bot")
        return document_in(reply, "Discord")


def _listed(found: Any) -> list[dict[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _number(message: dict[str, Any]) -> int:
    told = text_at(message, "id")
    return int(told) if told.isascii() and told.isdigit() and len(told) <= 20 else 0
