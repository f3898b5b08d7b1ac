"""What people answer to an account's posts on Bluesky: its notifications of the kind "reply"."""

from __future__ import annotations

from typing import Any, Final

from groundswell.core.letter import Refusal
from groundswell.errors import RecoverableError
from groundswell.ports.correspondence import Heard, Post
from groundswell.ports.notices import Http, Reply
from groundswell.sources.posts import asked, document_in, parted, text_at, words_of

_PAGE: Final = 50
_PAGES_MAX: Final = 5
_EXPIRED: Final = frozenset({"ExpiredToken", "InvalidToken", "AuthenticationRequired"})


class BlueskyEar:
    """ports.correspondence.Ear. The cursor is "time uri" of the last notification (they come newest first)."""

    def __init__(self, http: Http, server: str, handle: str, password: str) -> None:
        self._http = http
        self._server = server.rstrip("/")
        self._shown = {"identifier": handle, "password": password}
        self._token = ""
        self._own = ""

    async def hear(self, cursor: str) -> Heard:
        """See ports.correspondence.Ear."""
        found: list[dict[str, Any]] = []
        further = ""
        for _ in range(_PAGES_MAX if cursor else 1):
            told = {"limit": str(_PAGE)} | ({"cursor": further} if further else {})
            page = await self._ask("app.bsky.notification.listNotifications", told)
            listed = page.get("notifications") if isinstance(page, dict) else None
            fresh = [each for each in listed or [] if isinstance(each, dict) and _place(each) > cursor]
            found += fresh
            further = text_at(page, "cursor")
            if not further or len(fresh) < len(listed or []):
                break
        newest = max([cursor, *map(_place, found)]) or "0"
        if not cursor:
            return Heard((), newest)
        answers = sorted((one for one in found if one.get("reason") == "reply"), key=_place)
        posts, refused = parted(answers, self._read)
        return Heard(posts, newest, refused)

    def _read(self, notification: dict[str, Any]) -> Post | Refusal:
        uri, cid = text_at(notification, "uri"), text_at(notification, "cid")
        record = notification.get("record")
        who = text_at(notification, "author", "did")
        if not uri or not cid or not isinstance(record, dict):
            return Refusal.UNREADABLE
        if who == self._own:
            return Refusal.OWN
        labels = notification["author"].get("labels")
        if any(text_at(each, "val") == "bot" for each in (labels if isinstance(labels, list) else [])):
            return Refusal.AUTOMATIC
        words = words_of(text_at(record, "text"))
        if not words:
            return Refusal.EMPTY
        root = (text_at(record, "reply", "root", "uri"), text_at(record, "reply", "root", "cid"))
        languages = record.get("langs")
        language = languages[0] if isinstance(languages, list) and languages else ""
        return Post(
            name=uri,
            id=" ".join((uri, cid, *(root if all(root) else (uri, cid)))),
            words=words,
            who=who,
            thread=f"{root[0] or uri} {who}",
            language=language[:2] if isinstance(language, str) else "",
        )

    async def _ask(self, method: str, query: dict[str, str]) -> Any:
        if not self._token:
            await self._sign_in()
        reply = await self._asked(method, query)
        if reply.status == 401 or (reply.status == 400 and _error(reply) in _EXPIRED):
            await self._sign_in()
            reply = await self._asked(method, query)
        return document_in(reply, self._server)

    async def _asked(self, method: str, query: dict[str, str]) -> Reply:
        return await asked(self._http, f"{self._server}/xrpc/{method}", query, token=self._token)

    async def _sign_in(self) -> None:
        url = f"{self._server}/xrpc/com.atproto.server.createSession"
        made = document_in(await asked(self._http, url, body=self._shown), self._server)
        self._token, self._own = text_at(made, "accessJwt"), text_at(made, "did")
        if not self._token:
            raise RecoverableError(f"{self._server} gave no session")


def _place(notification: dict[str, Any]) -> str:
    return f"{text_at(notification, 'indexedAt')} {text_at(notification, 'uri')}"


def _error(reply: Reply) -> str:
    try:
        return text_at(document_in(Reply(200, {}, reply.body), "Bluesky"), "error")
    except RecoverableError:
        return ""
