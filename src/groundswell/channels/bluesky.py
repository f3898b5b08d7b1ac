"""Posts on Bluesky (AT Protocol). A post's name is made of its notice: written again, it is the same post."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from groundswell.channels.dialect import SECRET, Document, asked, bearer, document_in, posted, read, required
from groundswell.core.notice import Message
from groundswell.core.statement import LIMITS, Limit
from groundswell.ports.notices import Greeting, PostId, Reply, Sent, Surroundings, Target

_ALPHABET: Final = "234567abcdefghijklmnopqrstuvwxyz"
_POST: Final = "app.bsky.feed.post"


class Bluesky:
    """ports.notices.Channel. A post id is "uri cid", of an answer with those of the first post behind it."""

    @dataclass(frozen=True, slots=True)
    class Config:
        """An account."""

        handle: str = ""
        """The account: `outages.example.com`."""
        password: str = field(default="", metadata=SECRET)
        """An app password of the account (not its own)."""
        server: str = "https://bsky.social"
        """The account's server (PDS)."""
        replies: bool = False
        """Whether answers to this account's posts become questions."""

        def __post_init__(self) -> None:
            required(handle=self.handle, password=self.password)

    def __init__(self, config: Config, around: Surroundings) -> None:
        self._config = config
        self._around = around
        self._session: tuple[str, str] | None = None

    @property
    def limit(self) -> Limit:
        """See ports.notices.Bounded."""
        return LIMITS["bluesky"]

    @property
    def is_repeatable(self) -> bool:
        """See ports.notices.Repeatable."""
        return True

    async def send(self, message: Message, target: Target, earlier: PostId | None, key: str) -> Sent:  # noqa: ARG002
        """See ports.notices.Channel."""
        did, _ = self._session or await self._sign_in()
        record = _record(message, earlier)
        document = {"repo": did, "collection": _POST, "rkey": name_of(message.at, key), "record": record}
        reply = await self._put(document)
        if reply.status == 401 or (reply.status == 400 and _error(reply) in ("ExpiredToken", "InvalidToken")):
            await self._sign_in()
            reply = await self._put(document)
        made = read(reply, self._config.server, self._around)
        post = f"{made.get('uri', '')} {made.get('cid', '')}"
        first = " ".join(earlier.split(" ")[-2:]) if earlier else ""
        return Sent(f"{post} {first}".strip())

    async def greet(self) -> Greeting:
        """See ports.notices.Greets."""
        did, _ = await self._sign_in()
        return Greeting(f"signed in at {self._config.server} as {self._config.handle} ({did})")

    async def _put(self, document: Document) -> Reply:
        assert self._session is not None, "signed in before"
        return await asked(
            self._around,
            "POST",
            self._path("com.atproto.repo.putRecord"),
            document,
            headers=bearer(self._session[1]),
        )

    async def _sign_in(self) -> tuple[str, str]:
        """(did, token)."""
        config = self._config
        shown = {"identifier": config.handle, "password": config.password}
        reply = await asked(self._around, "POST", self._path("com.atproto.server.createSession"), shown)
        made = read(reply, config.server, self._around)
        self._session = (str(made.get("did", "")), str(made.get("accessJwt", "")))
        return self._session

    def _path(self, method: str) -> str:
        return f"{self._config.server.rstrip('/')}/xrpc/{method}"


def name_of(at: datetime, key: str) -> str:
    """The name of the record of a notice: a TID (53 bits of microseconds, 10 of whoever made it), always the same.

    The key moves it by up to a second, so that notices of one instant do not share a name.
    """
    shift = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    micros = int(at.timestamp() * 1_000_000) + (shift >> 10) % 1_000_000
    number = (micros << 10) | (shift & 0x3FF)
    return "".join(_ALPHABET[(number >> (5 * place)) & 31] for place in range(12, -1, -1))


def _record(message: Message, earlier: PostId | None) -> Document:
    text = posted(message, LIMITS["bluesky"])
    record: Document = {
        "$type": _POST,
        "text": text,
        "createdAt": f"{message.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{message.at.microsecond // 1000:03d}Z",
        "langs": [message.language],
    }
    if message.url and text.endswith(message.url):
        end = len(text.encode())
        link = {"$type": "app.bsky.richtext.facet#link", "uri": message.url}
        where = {"byteStart": end - len(message.url.encode()), "byteEnd": end}
        record["facets"] = [{"index": where, "features": [link]}]
    if earlier:
        parts = earlier.split(" ")
        parent, root = parts[:2], parts[-2:]
        record["reply"] = {
            "root": {"uri": root[0], "cid": root[1]},
            "parent": {"uri": parent[0], "cid": parent[1]},
        }
    return record


def _error(reply: Reply) -> str:
    return str(document_in(reply, "Bluesky").get("error", ""))
