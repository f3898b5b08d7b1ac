"""What people answer to an account's posts on Mastodon, and write to it directly: its notifications that mention it."""

from __future__ import annotations

from typing import Any, Final

from groundswell.core.letter import Refusal, plain
from groundswell.ports.correspondence import Heard, Post
from groundswell.ports.notices import Http
from groundswell.sources.posts import asked, document_in, parted, text_at, words_of

_PAGE: Final = 20
_PAGES_MAX: Final = 5
_SEEN: Final = frozenset({"public", "unlisted", "private", "direct"})


class MastodonEar:
    """ports.correspondence.Ear. The cursor is the id of the last notification; it is not looked into."""

    def __init__(self, http: Http, server: str, token: str) -> None:
        self._http = http
        self._server = server.rstrip("/")
        self._token = token
        self._own = ""

    async def hear(self, cursor: str) -> Heard:
        """See ports.correspondence.Ear."""
        if not self._own:
            account = await self._ask("/api/v1/accounts/verify_credentials", {})
            self._own = text_at(account, "id")
        if not cursor:
            newest = await self._ask("/api/v1/notifications", {"limit": "1"})
            return Heard((), text_at(newest[0], "id") if isinstance(newest, list) and newest else "0")
        notifications: list[dict[str, Any]] = []
        for _ in range(_PAGES_MAX):
            told = {"types[]": "mention", "min_id": cursor, "limit": str(_PAGE)}
            page = await self._ask("/api/v1/notifications", told)
            found = [each for each in page if isinstance(each, dict)] if isinstance(page, list) else []
            notifications += reversed(found)
            cursor = next((text_at(each, "id") for each in found if text_at(each, "id")), cursor)
            if len(found) < _PAGE:
                break
        posts, refused = parted(notifications, self._read)
        return Heard(posts, cursor, refused)

    def _read(self, notification: dict[str, Any]) -> Post | Refusal:
        status, account = notification.get("status"), notification.get("account")
        if not isinstance(status, dict) or not isinstance(account, dict):
            return Refusal.UNREADABLE
        seen, number = text_at(status, "visibility"), text_at(status, "id")
        if text_at(account, "id") == self._own:
            return Refusal.OWN
        if account.get("bot"):
            return Refusal.AUTOMATIC
        if text_at(status, "in_reply_to_account_id") != self._own and seen != "direct":
            return Refusal.PRIVATE
        words = words_of(plain(text_at(status, "content")[:20_000]))
        if not words:
            return Refusal.EMPTY
        name, who = text_at(account, "acct")[:200], text_at(account, "id")
        return Post(
            name=f"{self._server} {number}",
            id=number,
            words=words,
            who=who,
            # Whoever asks below one post of ours begins a conversation of their own.
            thread=f"{text_at(status, 'in_reply_to_id') or number} {who}",
            address=f"{name} {seen if seen in _SEEN and seen in ('private', 'direct') else 'unlisted'}",
            language=text_at(status, "language")[:2],
            is_private=seen == "direct",  # "private" is seen by all who follow us
        )

    async def _ask(self, path: str, query: dict[str, str]) -> Any:
        reply = await asked(self._http, f"{self._server}{path}", query, token=self._token)
        return document_in(reply, self._server)
