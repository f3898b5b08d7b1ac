"""Messages into a room of a chat by its incoming webhook: Slack, Discord, Mattermost, Rocket.Chat. The address tells which.

Nothing there tells a repetition. Discord alone gives an id, by which a message is changed; a room that is gone says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar, Final, Literal

from groundswell.channels.dialect import SECRET, Document, asked, changing, looked_up, read, with_end
from groundswell.channels.outgoing import taken
from groundswell.core.notice import Message, Room, RoomForm, room_at
from groundswell.core.statement import LIMITS, Limit
from groundswell.errors import GoneError, PermanentError
from groundswell.ports.notices import Greeting, PostId, Reply, Sent, Surroundings, Target

_LIMITS: Final = {
    RoomForm.SLACK: LIMITS["slack"],
    RoomForm.DISCORD: LIMITS["discord"],
    RoomForm.HOOKS: replace(LIMITS["slack"], channel="hooks"),
}
_SUPPRESS_EMBEDS: Final = 4
"""Discord's flag for messages whose links are not drawn out."""


class Chat:
    """ports.notices.Channel. A target's address is that of a room's incoming webhook; a post id is Discord's."""

    place: ClassVar = "url"
    """See ports.notices.Placed."""

    @dataclass(frozen=True, slots=True)
    class Config:
        """One room of one's own, or none where only subscribers' are told."""

        url: str = field(default="", metadata=SECRET)
        """The address of a room's incoming webhook; empty where only subscribers' own are told."""
        updates: Literal["edit", "new"] = "edit"
        """What news of an incident that was told becomes on Discord: a change of the message, or a further one. Elsewhere it is always a further one."""

    def __init__(self, config: Config, around: Surroundings) -> None:
        self._config = config
        self._around = around

    @property
    def limit(self) -> Limit:
        """See ports.notices.Bounded."""
        return _LIMITS[self._room(self._config.url).form] if self._config.url else LIMITS["slack"]

    @property
    def is_edited(self) -> bool:
        """See ports.notices.Edits."""
        return self._config.updates == "edit"

    async def send(self, message: Message, target: Target, earlier: PostId | None, key: str) -> Sent:  # noqa: ARG002
        """See ports.notices.Channel."""
        room, stranger = self._room(target.address or self._config.url), bool(target.address)
        text = with_end(message, _LIMITS[room.form])
        if room.form is RoomForm.DISCORD:
            return await self._discord(room, text, earlier, stranger=stranger)
        told: Document = {"text": _plain(text, room.form)}
        if room.form is RoomForm.SLACK:
            told |= {"unfurl_links": False, "unfurl_media": False}
        self._taken(await asked(self._around, "POST", room.url, told, stranger=stranger), stranger=stranger)
        return Sent("")

    async def greet(self) -> Greeting:
        """See ports.notices.Greets: of Discord's rooms alone something can be asked without telling it."""
        if not self._config.url:
            return Greeting("", self.place, asked=False)
        room = self._room(self._config.url)
        if room.form is not RoomForm.DISCORD:
            return Greeting("", asked=False)
        found = await looked_up(self._around, room.url, "Discord")
        return Greeting(f'the webhook "{found.get("name") or "unnamed"}" is there')

    def _room(self, address: str) -> Room:
        room = room_at(address)
        if room is None:
            raise PermanentError(
                "there is no room to write to: its address has no form that Slack, Discord or Mattermost give"
            )
        return room

    async def _discord(self, room: Room, text: str, earlier: PostId | None, *, stranger: bool) -> Sent:
        told: Document = {"content": text, "allowed_mentions": {"parse": []}, "flags": _SUPPRESS_EMBEDS}
        thread = f"thread_id={room.thread}" if room.thread else ""
        if earlier and self._config.updates == "edit":
            url = "?".join(filter(None, (f"{room.url}/messages/{earlier}", thread)))
            with changing():
                reply = await asked(self._around, "PATCH", url, told, stranger=stranger)
                # At 404 somebody has taken it down, or the room is gone: the next call tells.
                if reply.status != 404:
                    made = read(self._taken(reply, stranger=stranger), "Discord", self._around)
                    return Sent(str(made.get("id", earlier)))
        url = f"{room.url}?{'&'.join(filter(None, ('wait=true', thread)))}"
        reply = self._taken(
            await asked(self._around, "POST", url, told, stranger=stranger), stranger=stranger
        )
        return Sent(str(read(reply, "Discord", self._around).get("id", "")))

    def _taken(self, reply: Reply, *, stranger: bool) -> Reply:
        """`reply` where it is a success. Raises as `outgoing.taken`; GoneError where there is no such room any more."""
        if reply.status == 404:
            raise GoneError("the room answered 404: it, or its webhook, is no more")
        return taken(reply, "the room", self._around.clock.now(), ours=not stranger)


def _plain(text: str, form: RoomForm) -> str:
    """The text so that nothing in it calls anybody: Slack reads signs, the others read "@all" and Slack's own calls too."""
    if form is RoomForm.SLACK:
        for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            text = text.replace(sign, name)
        return text
    return text.replace("@", "@\u200b").replace("<!", "<\u200b!")
