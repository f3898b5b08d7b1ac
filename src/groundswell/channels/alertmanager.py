"""Alerts at an Alertmanager, by its API v2, and what it sends to its receivers in turn (webhook, version 4). An alert is its labels,
so a repetition is the same alert. It is over by its end."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
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
_NEVER: Final = "0001-01-01T00:00:00Z"
"""the end of an alert that is on, as Go writes none"""


class Alertmanager:
    """ports.notices.Channel. A post id is the severity that the alert began with, the incident and its service: labels that change
    would make it another alert."""

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

    @property
    def is_repeatable(self) -> bool:
        """See ports.notices.Repeatable."""
        return True

    async def send(self, message: Message, target: Target, earlier: PostId | None, key: str) -> Sent:  # noqa: ARG002
        """See ports.notices.Channel."""
        post, alert = alert_of(message, earlier, key, self._config.labels, self._config.open_hours)
        url = f"{self._config.server.rstrip('/')}/api/v2/alerts"
        reply = await asked(self._around, "POST", url, [alert], headers=self._shown())
        taken(reply, "Alertmanager", self._around.clock.now(), ours=True)
        return Sent(post)

    async def greet(self) -> Greeting:
        """See ports.notices.Greets."""
        url = f"{self._config.server.rstrip('/')}/api/v2/status"
        found = await looked_up(self._around, url, "Alertmanager", headers=self._shown())
        version = found.get("versionInfo")
        told = version.get("version", "") if isinstance(version, dict) else ""
        return Greeting(f"Alertmanager {told}".strip() + " answers")

    @property
    def rings_on(self) -> bool:
        """See ports.notices.Alerts."""
        return True

    def _shown(self) -> dict[str, str]:
        return {"Authorization": self._config.authorization} if self._config.authorization else {}


def alert_of(
    message: Message, earlier: PostId | None, key: str, labels: Sequence[str], open_hours: int
) -> tuple[PostId, Document]:
    """The post id, and the alert that `message` is news of. What calls somebody knows no more than the incident: it is the same alert
    as the news of that, whichever came first."""
    severity, _, rest = (earlier or f"{message.severity or 5} {message.thread or key}").partition(" ")
    name, _, known = rest.partition(" ")
    service = known if earlier else message.service
    is_over = action_of(message) == "resolve" or message.purpose is Purpose.TEST
    ends_at = message.at if is_over else message.at + timedelta(hours=open_hours)
    began_at = message.at - timedelta(minutes=1)
    if message.background is not None:
        began_at = message.background.incident.began_at
    alert: Document = {
        "labels": {
            **dict(each.split("=", 1) for each in labels),
            "alertname": "Outage"
            if message.thread and message.purpose is not Purpose.TEST
            else "Groundswell",
            "incident": name,
            "severity": severity,
            **({"service": service} if service else {}),
        },
        "annotations": {
            "summary": message.title,
            "description": message.within(_TEXT_LETTERS),
            **details(message),
        },
        "startsAt": began_at.isoformat(),
        "endsAt": ends_at.isoformat(),
    }
    if message.url:
        alert["generatorURL"] = message.url
    return f"{severity} {name} {service}".strip(), alert


def delivery_of(message: Message, alert: Document, *, is_over: bool) -> Document:
    """`alert` as an Alertmanager hands it to a receiver by webhook: alone in its group."""
    status = "resolved" if is_over else "firing"
    labels, group = alert["labels"], {"incident": alert["labels"]["incident"]}
    named = "\0".join(f"{name}={labels[name]}" for name in sorted(labels))
    told = {
        **alert,
        "status": status,
        "endsAt": alert["endsAt"] if is_over else _NEVER,
        "generatorURL": alert.get("generatorURL", ""),
        "fingerprint": hashlib.sha256(named.encode()).hexdigest()[:16],
    }
    return {
        "version": "4",
        "groupKey": f'{{}}:{{incident="{group["incident"]}"}}',
        "truncatedAlerts": 0,
        "status": status,
        "receiver": "groundswell",
        "groupLabels": group,
        "commonLabels": labels,
        "commonAnnotations": alert["annotations"],
        "externalURL": message.site_url,
        "alerts": [told],
    }
