"""Messages on Discord, by a bot (whose nonce tells a repetition for some minutes) or by a webhook (which cannot)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from groundswell.channels.dialect import SECRET, Document, asked, changing, looked_up, posted, read, required
from groundswell.core.notice import Message, Purpose
from groundswell.core.statement import LIMITS, Limit
from groundswell.errors import LaterError
from groundswell.ports.notices import Greeting, PostId, Reply, Sent, Surroundings, Target


class Discord:
    """ports.notices.Channel."""

    @dataclass(frozen=True, slots=True)
    class Config:
        """A bot with a channel, or a webhook."""

        token: str = field(default="", metadata=SECRET)
        """The bot's token; then `channel` too."""
        channel: str = ""
        """The number of the channel that the bot writes to."""
        url: str = field(default="", metadata=SECRET)
        """The address of a webhook, in place of a bot."""
        updates: Literal["thread", "edit"] = "edit"
        """What news of an incident that was told becomes: a change of the message, or an answer to it (a webhook cannot answer: a further message)."""
        server: str = "https://discord.com/api/v10"
        """The server of the interface, for bots."""
        replies: bool = False
        """Whether answers to the bot's messages in the channel, and what is said to it there, become questions. A bot only: a webhook hears nothing."""

        def __post_init__(self) -> None:
            if not self.url:
                required(token=self.token, channel=self.channel)
            elif self.token:
                raise ValueError("url and token are both given: keep one")
            elif self.replies:
                raise ValueError(
                    "replies: by a webhook nothing can be heard; give a bot's token and a channel"
                )

    def __init__(self, config: Config, around: Surroundings) -> None:
        self._config = config
        self._around = around

    @property
    def limit(self) -> Limit:
        """See ports.notices.Bounded."""
        return LIMITS["discord"]

    @property
    def is_edited(self) -> bool:
        """See ports.notices.Edits."""
        return self._config.updates == "edit"

    @property
    def is_repeatable(self) -> bool:
        """See ports.notices.Repeatable: a bot's messages have a nonce."""
        return not self._config.url

    async def send(self, message: Message, target: Target, earlier: PostId | None, key: str) -> Sent:  # noqa: ARG002
        """See ports.notices.Channel."""
        told: Document = {"content": posted(message, self.limit), "allowed_mentions": {"parse": []}}
        answers = message.purpose is Purpose.REPLY
        if earlier and self._config.updates == "edit" and not answers:
            with changing():
                reply = await self._ask("PATCH", self._one(earlier), told)
                if reply.status != 404:  # somebody has taken it down: a new one
                    return Sent(str(self._read(reply).get("id", earlier)))
            earlier = None
        if self._config.url:
            parted = self._config.url.partition("?")
            url = f"{parted[0]}?{parted[2]}{'&' if parted[2] else ''}wait=true"
        else:
            url = f"{self._config.server.rstrip('/')}/channels/{self._config.channel}/messages"
            told |= {"nonce": hashlib.sha256(key.encode()).hexdigest()[:25], "enforce_nonce": True}
            if earlier:
                told["message_reference"] = {"message_id": earlier, "fail_if_not_exists": answers}
            if answers:  # who asked is told that there is an answer; nobody else is, whatever stands in it
                told["allowed_mentions"] = {"parse": [], "replied_user": True}
        return Sent(str(self._read(await self._ask("POST", url, told)).get("id", "")))

    async def greet(self) -> Greeting:
        """See ports.notices.Greets."""
        config, server = self._config, self._config.server.rstrip("/")
        if config.url:
            found = await looked_up(self._around, config.url.partition("?")[0], "Discord")
            return Greeting(f'the webhook "{found.get("name") or "unnamed"}" is there')
        shown = self._shown()
        found = await looked_up(self._around, f"{server}/users/@me", "Discord", headers=shown)
        place = await looked_up(self._around, f"{server}/channels/{config.channel}", "Discord", headers=shown)
        return Greeting(f'the bot {found.get("username", "")} sees the channel "{place.get("name", "")}"')

    def _one(self, post: PostId) -> str:
        if self._config.url:
            return f"{self._config.url.partition('?')[0]}/messages/{post}"
        return f"{self._config.server.rstrip('/')}/channels/{self._config.channel}/messages/{post}"

    async def _ask(self, method: str, url: str, told: Document) -> Reply:
        return await asked(self._around, method, url, told, headers=self._shown())

    def _shown(self) -> dict[str, str]:
        return {"Authorization": f"Bot {self._config.token}"} if self._config.token else {}

    def _read(self, reply: Reply) -> Document:
        if reply.status == 429:
            raise LaterError("Discord wants to be asked later", _seconds(reply))
        return read(reply, "Discord", self._around)


def _seconds(reply: Reply) -> float:
    """How long Discord wants to be left alone: its answer has it to the millisecond."""
    try:
        return float(msgspec.json.decode(reply.body)["retry_after"])
    except (msgspec.DecodeError, KeyError, TypeError, ValueError):
        return 5.0
