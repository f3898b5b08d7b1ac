"""Posts on Mastodon and what speaks its interface. Its `Idempotency-Key` tells a repetition for an hour."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

import msgspec

from groundswell.channels.dialect import SECRET, asked, bearer, posted, read, required
from groundswell.core.notice import Message, Purpose
from groundswell.core.statement import LIMITS, Limit
from groundswell.ports.notices import Greeting, PostId, Sent, Surroundings, Target


class Mastodon:
    """ports.notices.Channel."""

    @dataclass(frozen=True, slots=True)
    class Config:
        """An account."""

        server: str = ""
        """The account's server: `https://mastodon.example`."""
        token: str = field(default="", metadata=SECRET)
        """An access token of an application with the scope `write:statuses`."""
        visibility: Literal["public", "unlisted", "private"] = "public"
        """Who sees the posts."""
        updates: Literal["thread", "edit"] = "thread"
        """What news of an incident that was posted about becomes: an answer to the last post, or a change of it."""
        letters_max: Annotated[int, msgspec.Meta(ge=100, le=100_000)] = 500
        """The most letters that the server takes."""
        replies: bool = False
        """Whether answers to this account's posts, and direct messages to it, become questions. The token needs the scopes `read:notifications` and `read:accounts` too."""

        def __post_init__(self) -> None:
            required(server=self.server, token=self.token)

    def __init__(self, config: Config, around: Surroundings) -> None:
        self._config = config
        self._around = around

    @property
    def limit(self) -> Limit:
        """See ports.notices.Bounded."""
        return replace(LIMITS["mastodon"], most=self._config.letters_max)

    @property
    def is_edited(self) -> bool:
        """See ports.notices.Edits."""
        return self._config.updates == "edit"

    @property
    def is_repeatable(self) -> bool:
        """See ports.notices.Repeatable."""
        return True

    async def send(self, message: Message, target: Target, earlier: PostId | None, key: str) -> Sent:
        """See ports.notices.Channel."""
        config, who, limit = self._config, self._config.server, self.limit
        url = f"{config.server.rstrip('/')}/api/v1/statuses"
        name, _, seen = target.address.partition(" ")
        answers = message.purpose is Purpose.REPLY
        spoken_to = f"@{name} " if answers and name else ""
        status: dict[str, str] = {
            "status": spoken_to + posted(message, replace(limit, most=limit.most - len(spoken_to))),
            "language": message.language,
        }
        if earlier and config.updates == "edit" and not answers:
            reply = await asked(self._around, "PUT", f"{url}/{earlier}", status, headers=bearer(config.token))
            if reply.status != 404:  # somebody has taken the post down: a new one
                return Sent(str(read(reply, who, self._around).get("id", earlier)))
            earlier = None
        headers = bearer(config.token) | {"Idempotency-Key": key}
        fresh = status | {"visibility": (seen or "unlisted") if answers else config.visibility}
        reply = await asked(
            self._around,
            "POST",
            url,
            fresh | ({"in_reply_to_id": earlier} if earlier else {}),
            headers=headers,
        )
        if earlier and reply.status == 404 and not answers:
            reply = await asked(self._around, "POST", url, fresh, headers=headers)
        return Sent(str(read(reply, who, self._around).get("id", "")))

    async def greet(self) -> Greeting:
        """See ports.notices.Greets. A token that may only write is not told whose it is (403): it is known, then."""
        server = self._config.server.rstrip("/")
        reply = await self._around.http.ask(
            "GET", f"{server}/api/v1/accounts/verify_credentials", headers=bearer(self._config.token)
        )
        if reply.status == 403:
            return Greeting(f"{server} knows the token, which may not ask whose it is")
        found = read(reply, server, self._around)
        return Greeting(f"signed in at {server} as {found.get('acct', '')}")
