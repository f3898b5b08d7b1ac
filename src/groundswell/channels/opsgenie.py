"""Alerts at Opsgenie, or whoever speaks its Alert API. The alias is the incident: made again while it is open it is the same alert,
after its close a new one, which calls anew; a note that is sent again stands there twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from groundswell.channels.dialect import SECRET, Document, asked, read, required
from groundswell.channels.pagerduty import action_of, details
from groundswell.core.model import EventKind
from groundswell.core.notice import Message, Purpose
from groundswell.ports.notices import Greeting, PostId, Sent, Surroundings, Target

_MESSAGE_LETTERS: Final = 130
_TEXT_LETTERS: Final = 15_000
_ALIAS_LETTERS: Final = 512
_SOURCE_LETTERS: Final = 100


class Opsgenie:
    """ports.notices.Channel. A post id is the alias."""

    @dataclass(frozen=True, slots=True)
    class Config:
        """An integration there."""

        key: str = field(default="", metadata=SECRET)
        """The key of an API integration that may create and update alerts."""
        server: str = "https://api.opsgenie.com"
        """The server of the interface; `https://api.eu.opsgenie.com` in the European region, or another that speaks it."""
        responders: tuple[str, ...] = ()
        """Names of teams that are called; empty: as the integration says."""

        def __post_init__(self) -> None:
            required(key=self.key)

    def __init__(self, config: Config, around: Surroundings) -> None:
        self._config = config
        self._around = around

    @property
    def is_repeatable(self) -> bool:
        """See ports.notices.Repeatable."""
        return True

    async def send(self, message: Message, target: Target, earlier: PostId | None, key: str) -> Sent:  # noqa: ARG002
        """See ports.notices.Channel."""
        alias = earlier or (message.thread or key)[:_ALIAS_LETTERS]
        action = action_of(message)
        # A note wakes nobody, least of all one on a closed alert: what is on again, or calls somebody, is made again.
        calls = not earlier or message.kind in (None, EventKind.REOPENED)
        if action == "trigger" and calls:
            await self._call("/v2/alerts", self._alert(message, alias))
        else:
            step = {"resolve": "close", "acknowledge": "acknowledge"}.get(action, "notes")
            await self._note(alias, step, message)
        if message.purpose is Purpose.TEST:  # it is only to be seen that it arrives
            await self._note(alias, "close", message)
        return Sent(alias)

    async def greet(self) -> Greeting:
        """See ports.notices.Greets. A key that may only write is refused what it asks (403): that it is known is all there is to see."""
        url = f"{self._config.server.rstrip('/')}/v2/alerts/count"
        reply = await self._around.http.ask("GET", url, headers=self._shown())
        if reply.status == 403:
            return Greeting(
                "Opsgenie knows the key, which may read nothing; whether it may write is not seen"
            )
        read(reply, "Opsgenie", self._around)
        return Greeting("Opsgenie takes the key")

    @property
    def rings_on(self) -> bool:
        """See ports.notices.Alerts."""
        return True

    async def _note(self, alias: str, step: str, message: Message) -> None:
        told: Document = {"source": message.site[:_SOURCE_LETTERS], "note": message.within(_TEXT_LETTERS)}
        await self._call(f"/v2/alerts/{quote(alias, safe='')}/{step}?identifierType=alias", told)

    def _alert(self, message: Message, alias: str) -> Document:
        told: Document = {
            "message": message.title[:_MESSAGE_LETTERS],
            "alias": alias,
            "description": message.within(_TEXT_LETTERS),
            "entity": (message.service or message.site)[:_ALIAS_LETTERS],
            "source": message.site[:_SOURCE_LETTERS],
            "priority": f"P{6 - message.severity}" if 1 <= message.severity <= 5 else "P1",
            "details": details(message),
        }
        if self._config.responders:
            told["responders"] = [{"type": "team", "name": name} for name in self._config.responders]
        return told

    async def _call(self, path: str, told: Document) -> None:
        url = self._config.server.rstrip("/") + path
        read(await asked(self._around, "POST", url, told, headers=self._shown()), "Opsgenie", self._around)

    def _shown(self) -> dict[str, str]:
        return {"Authorization": f"GenieKey {self._config.key}"}
