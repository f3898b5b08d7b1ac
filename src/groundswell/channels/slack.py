"""Messages on Slack, by a bot's token. Nothing there tells a repetition: after a crash a message may come twice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Literal
from urllib.parse import urlencode

from groundswell.channels.dialect import (
    SECRET,
    Document,
    asked,
    bearer,
    changing,
    looked_up,
    posted,
    read,
    required,
)
from groundswell.core.notice import Message, Purpose
from groundswell.core.statement import LIMITS, Limit
from groundswell.errors import ConfigError, GoneError, PermanentError, RecoverableError, UncertainError
from groundswell.ports.notices import Greeting, PostId, Sent, Surroundings, Target

_PASSING: Final = frozenset({"ratelimited", "rate_limited", "request_timeout", "service_unavailable"})
_UNCERTAIN: Final = frozenset({"fatal_error", "internal_error"})
"""Of these Slack says that part of it may have been done."""
_GONE: Final = frozenset({"channel_not_found", "is_archived"})
_OF_US: Final = frozenset(
    {
        *(
            "access_denied",
            "account_inactive",
            "ekm_access_denied",
            "enterprise_is_restricted",
            "invalid_auth",
        ),
        *("missing_scope", "no_permission", "not_allowed_token_type", "not_authed", "org_login_required"),
        *("team_access_not_granted", "token_expired", "token_revoked", "two_factor_setup_required"),
    }
)
"""These speak of the token, whoever it is for."""


class Slack:
    """ports.notices.Channel. A target's address is another channel, or a member. A post id is "channel time", of an answer with the time of the first one behind it."""

    @dataclass(frozen=True, slots=True)
    class Config:
        """A bot and where it writes."""

        token: str = field(default="", metadata=SECRET)
        """The bot's token (`xoxb-...`) with the scope `chat:write`."""
        channel: str = ""
        """The id of the channel (`C0123456789`); the bot must be in it."""
        updates: Literal["thread", "edit"] = "thread"
        """What news of an incident that was told becomes: an answer in the message's thread, or a change of the message."""
        server: str = "https://slack.com/api"
        """The server of the interface."""
        replies: bool = False
        """Whether answers in the threads of the bot's messages, what is said to it in the channel, and answers below that become questions. The token needs the scope `channels:history` too (`groups:history` for a private channel)."""

        def __post_init__(self) -> None:
            required(token=self.token, channel=self.channel)

    def __init__(self, config: Config, around: Surroundings) -> None:
        self._config = config
        self._around = around

    @property
    def limit(self) -> Limit:
        """See ports.notices.Bounded."""
        return LIMITS["slack"]

    @property
    def is_edited(self) -> bool:
        """See ports.notices.Edits."""
        return self._config.updates == "edit"

    async def send(self, message: Message, target: Target, earlier: PostId | None, key: str) -> Sent:  # noqa: ARG002
        """See ports.notices.Channel."""
        if message.purpose is Purpose.REPLY and earlier:
            return await self._answer(message, target, earlier)
        text = _escaped(posted(message, self.limit))
        told: Document = {
            "channel": target.address or self._config.channel,
            "text": text,
            "unfurl_links": False,
        }
        channel, last, first = [*earlier.split(" "), "", ""][:3] if earlier else ("", "", "")
        if earlier and self._config.updates == "edit":
            with changing():
                edited = await self._call("chat.update", {"channel": channel, "ts": last, "text": text})
                if not edited.get("ok") and edited.get("error") != "message_not_found":
                    raise _fault(edited)
            if edited.get("ok"):
                return Sent(earlier)
            last = first = ""
        root = first or last
        made = await self._call("chat.postMessage", told | ({"thread_ts": root} if root else {}))
        if not made.get("ok"):
            raise _fault(made)
        return Sent(" ".join(filter(None, (str(made.get("channel", "")), str(made.get("ts", "")), root))))

    async def _answer(self, message: Message, target: Target, asked_in: PostId) -> Sent:
        """Into the thread of what was asked, its asker (the target's address) named. Who has taken their question down is not answered in front of all."""
        channel, time, root = [*asked_in.split(" "), "", ""][:3]
        with changing():
            found = await self._get("conversations.replies", {"channel": channel, "ts": time, "limit": "1"})
            if not found.get("ok"):
                raise _fault(found)
        if not found.get("messages"):
            raise PermanentError("Slack: what was asked is no more")
        name = f"<@{target.address}> " if target.address.isalnum() else ""
        limit = replace(self.limit, most=self.limit.most - len(name))
        told: Document = {"channel": channel, "thread_ts": root or time, "unfurl_links": False}
        made = await self._call("chat.postMessage", told | {"text": name + _escaped(posted(message, limit))})
        if not made.get("ok"):
            raise _fault(made)
        return Sent(f"{made.get('channel', '')} {made.get('ts', '')} {root or time}")

    async def greet(self) -> Greeting:
        """See ports.notices.Greets."""
        found = await self._call("auth.test", {})
        if not found.get("ok"):
            raise _fault(found)
        return Greeting(f"signed in at Slack as {found.get('user', '')} of {found.get('team', '')}")

    async def _call(self, method: str, told: Document) -> Document:
        url = f"{self._config.server.rstrip('/')}/{method}"
        reply = await asked(self._around, "POST", url, told, headers=bearer(self._config.token))
        return read(reply, "Slack", self._around)

    async def _get(self, method: str, query: dict[str, str]) -> Document:
        url = f"{self._config.server.rstrip('/')}/{method}?{urlencode(query)}"
        return await looked_up(self._around, url, "Slack", headers=bearer(self._config.token))


def _escaped(text: str) -> str:
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, name)
    return text


def _fault(answer: Document) -> RecoverableError | PermanentError | ConfigError:
    error = str(answer.get("error", "no reason given"))
    if error in _UNCERTAIN:
        return UncertainError(f"Slack: {error}")
    if error in _PASSING:
        return RecoverableError(f"Slack: {error}")
    if error in _OF_US:
        return ConfigError(f"Slack: {error}")
    return (GoneError if error in _GONE else PermanentError)(f"Slack: {error}")
