"""Posts on Mastodon and what speaks its interface. Its `Idempotency-Key` tells a repetition for an hour."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

import msgspec

from groundswell.channels.dialect import SECRET, asked, bearer, read, required
from groundswell.core.notice import Message
from groundswell.ports.notices import PostId, Sent, Surroundings, Target


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

        def __post_init__(self) -> None:
            required(server=self.server, token=self.token)

    def __init__(self, config: Config, around: Surroundings) -> None:
        self._config = config
        self._around = around

    async def send(self, message: Message, target: Target, earlier: PostId | None, key: str) -> Sent:  # noqa: ARG002
        """See ports.notices.Channel."""
        config, who = self._config, self._config.server
        url = f"{config.server.rstrip('/')}/api/v1/statuses"
        status: dict[str, str] = {
            "status": message.within(config.letters_max),
            "language": message.language,
        }
        if earlier and config.updates == "edit":
            reply = await asked(self._around, "PUT", f"{url}/{earlier}", status, headers=bearer(config.token))
            if reply.status != 404:  # somebody has taken the post down: a new one
                return Sent(str(read(reply, who, self._around).get("id", earlier)))
            earlier = None
        headers = bearer(config.token) | {"Idempotency-Key": key}
        fresh = status | {"visibility": config.visibility}
        reply = await asked(
            self._around,
            "POST",
            url,
            fresh | ({"in_reply_to_id": earlier} if earlier else {}),
            headers=headers,
        )
        if earlier and reply.status == 404:
            reply = await asked(self._around, "POST", url, fresh, headers=headers)
        return Sent(str(read(reply, who, self._around).get("id", "")))
