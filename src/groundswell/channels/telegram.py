"""Messages of a Telegram bot. Nothing there tells a repetition: after a crash a message may come twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from groundswell.channels.dialect import SECRET, Document, asked, changing, document_in, required, with_end
from groundswell.core.notice import Message, Purpose
from groundswell.core.statement import LIMITS, Limit
from groundswell.errors import ConfigError, GoneError, LaterError, PermanentError, RecoverableError
from groundswell.ports.notices import Greeting, PostId, Sent, Surroundings, Target


class Telegram:
    """ports.notices.Channel. A target's address is another chat."""

    place: ClassVar = "chat"
    """See ports.notices.Placed."""

    @dataclass(frozen=True, slots=True)
    class Config:
        """A bot and whom it tells."""

        token: str = field(default="", metadata=SECRET)
        """The bot's token, as @BotFather gives it."""
        chat: str = ""
        """The chat: `@channelname`, or the number of a group; empty where only people in their own chats are told (`tells = false`)."""
        updates: Literal["thread", "edit"] = "thread"
        """What news of an incident that was told becomes: an answer to the last message, or a change of it."""
        server: str = "https://api.telegram.org"
        """The server of the interface; another one where you run it yourself."""
        replies: bool = False
        """Whether answers to the bot's messages in its group, and messages to the bot itself, become questions. Nobody else may fetch the bot's updates then."""

        def __post_init__(self) -> None:
            required(token=self.token)

        @property
        def lacks(self) -> str:
            """What is missing to tell anything to a place of its own; "" for nothing."""
            return (
                ""
                if self.chat
                else "chat is missing, and the channel tells by itself (tells = false is for people's own chats)"
            )

    def __init__(self, config: Config, around: Surroundings) -> None:
        self._config = config
        self._around = around

    @property
    def limit(self) -> Limit:
        """See ports.notices.Bounded."""
        return LIMITS["telegram"]

    @property
    def is_edited(self) -> bool:
        """See ports.notices.Edits."""
        return self._config.updates == "edit"

    async def send(self, message: Message, target: Target, earlier: PostId | None, key: str) -> Sent:  # noqa: ARG002
        """See ports.notices.Channel."""
        told: Document = {
            "chat_id": target.address or self._config.chat,
            "text": with_end(message, self.limit),
            "link_preview_options": {"is_disabled": True},
        }
        answers = message.purpose is Purpose.REPLY
        if earlier and self._config.updates == "edit" and not answers:
            with changing():
                edited = await self._call("editMessageText", told | {"message_id": int(earlier)})
            if edited.get("ok") or "is not modified" in str(edited.get("description")):
                return Sent(earlier)
            if "not found" not in str(edited.get("description")):
                raise _fault(edited)
            earlier = None
        if earlier:
            told["reply_parameters"] = {
                "message_id": int(earlier),
                "allow_sending_without_reply": not answers,
            }
        made = await self._call("sendMessage", told)
        if not made.get("ok"):
            raise _fault(made)
        result = made.get("result")
        return Sent(str(result.get("message_id", "")) if isinstance(result, dict) else "")

    async def greet(self) -> Greeting:
        """See ports.notices.Greets."""
        bot = await self._looked_up("getMe", {})
        if not self._config.chat:
            return Greeting(f"the bot @{bot.get('username', '')} is there", self.place)
        chat = await self._looked_up("getChat", {"chat_id": self._config.chat})
        return Greeting(f'the bot @{bot.get("username", "")} sees the chat "{chat.get("title", "")}"')

    async def _looked_up(self, method: str, told: Document) -> Document:
        found = await self._call(method, told)
        if not found.get("ok"):
            raise _fault(found)
        result = found.get("result")
        return result if isinstance(result, dict) else {}

    async def _call(self, method: str, told: Document) -> Document:
        # The address holds the token: no fault may repeat it, so the status is judged by what stands in the answer.
        url = f"{self._config.server.rstrip('/')}/bot{self._config.token}/{method}"
        reply = await asked(self._around, "POST", url, told)
        return {"error_code": reply.status} | document_in(reply, "Telegram")


def _fault(answer: Document) -> RecoverableError | PermanentError | ConfigError:
    code, words = int(answer["error_code"]), f"Telegram: {answer.get('description', 'no reason given')}"
    parameters = answer.get("parameters")
    if isinstance(parameters, dict) and "retry_after" in parameters:
        return LaterError(words, float(parameters["retry_after"]))
    if code >= 500 or code == 429:
        return RecoverableError(words)
    if code == 401 or answer.get("description") == "Not Found":  # a token that was taken back, or is none
        return ConfigError(words)
    if code == 403:  # the bot was blocked, or put out of the group
        return GoneError(words)
    return PermanentError(words)
