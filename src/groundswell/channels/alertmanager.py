"""Alerts at an Alertmanager, by its API v2: an alert is its labels, so a repetition is the same alert. It is over by its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Final

import msgspec

from groundswell.channels.dialect import SECRET, Document, asked, looked_up, required
from groundswell.channels.outgoing import taken
from groundswell.channels.pagerduty import action_of, details
from groundswell.core.notice import Message, Purpose
from groundswell.ports.notices import Greeting, PostId, Sent, Surroundings, Target

_TEXT_LETTERS: Final = 15_000


class Alertmanager:
    """ports.notices.Channel. A post id is the severity that the alert began with, and the incident: labels that change would
    make it another alert."""

    @dataclass(frozen=True, slots=True)
    class Config:
        """An Alertmanager of your own."""

        server: str = ""
        """Its address: `http://alertmanager.internal:9093`; one inside your walls is named in `channels.allow_private`, too."""
        authorization: str = field(default="", metadata=SECRET)
        """The header `Authorization` as it is sent: `Bearer ...` or `Basic ...`; empty: none."""
        labels: tuple[str, ...] = ()
        """Labels that every alert has besides, each as `name=value`."""
        open_hours: Annotated[int, msgspec.Meta(ge=1, le=720)] = 72
        """Hours after which an alert of which nothing more is heard ends by itself. Each news of an outage begins them anew."""

        def __post_init__(self) -> None:
            required(server=self.server)
            for each in self.labels:
                if not all(each.partition("=")):
                    raise ValueError(f'labels: "{each}" is none: write "team=web"')

    def __init__(self, config: Config, around: Surroundings) -> None:
        self._config = config
        self._around = around

    async def send(self, message: Message, target: Target, earlier: PostId | None, key: str) -> Sent:  # noqa: ARG002
        """See ports.notices.Channel."""
        severity, _, name = (earlier or f"{message.severity or 5} {message.thread or key}").partition(" ")
        is_over = action_of(message) == "resolve" or message.purpose is Purpose.TEST
        ends_at = message.at if is_over else message.at + timedelta(hours=self._config.open_hours)
        alert: Document = {
            "labels": {
                **dict(each.split("=", 1) for each in self._config.labels),
                "alertname": "Outage" if message.kind else "Groundswell",
                "incident": name,
                "severity": severity,
                **({"service": message.service} if message.service else {}),
            },
            "annotations": {
                "summary": message.title,
                "description": message.within(_TEXT_LETTERS),
                **details(message),
            },
            "startsAt": (message.at - timedelta(minutes=1)).isoformat(),
            "endsAt": ends_at.isoformat(),
        }
        if message.background is not None:
            alert["startsAt"] = message.background.incident.began_at.isoformat()
        if message.url:
            alert["generatorURL"] = message.url
        url = f"{self._config.server.rstrip('/')}/api/v2/alerts"
        reply = await asked(self._around, "POST", url, [alert], headers=self._shown())
        taken(reply, "Alertmanager", self._around.clock.now())
        return Sent(f"{severity} {name}")

    async def greet(self) -> Greeting:
        """See ports.notices.Greets."""
        url = f"{self._config.server.rstrip('/')}/api/v2/status"
        found = await looked_up(self._around, url, "Alertmanager", headers=self._shown())
        version = found.get("versionInfo")
        told = version.get("version", "") if isinstance(version, dict) else ""
        return Greeting(f"Alertmanager {told}".strip() + " answers")

    def _shown(self) -> dict[str, str]:
        return {"Authorization": self._config.authorization} if self._config.authorization else {}
