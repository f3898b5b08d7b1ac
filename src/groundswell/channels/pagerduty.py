"""Alerts at PagerDuty, or whoever speaks its Events API v2. The deduplication key is the incident: a repetition is the same alert."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from groundswell.channels.dialect import SECRET, Document, asked, read, required
from groundswell.core.model import EventKind
from groundswell.core.notice import ENDS, Message, Purpose
from groundswell.core.oncall import answers
from groundswell.ports.notices import PostId, Sent, Surroundings, Target

_SUMMARY_LETTERS: Final = 1024
_KEY_LETTERS: Final = 255
_SEVERITIES: Final = {1: "info", 2: "warning", 3: "error", 4: "critical", 5: "critical"}


class PagerDuty:
    """ports.notices.Channel. A post id is the deduplication key."""

    @dataclass(frozen=True, slots=True)
    class Config:
        """An integration of a service there."""

        routing_key: str = field(default="", metadata=SECRET)
        """The integration key of a service (type: Events API v2)."""
        server: str = "https://events.pagerduty.com"
        """The server of the interface; `https://events.eu.pagerduty.com` in the European region, or another that speaks it."""

        def __post_init__(self) -> None:
            required(routing_key=self.routing_key)

    def __init__(self, config: Config, around: Surroundings) -> None:
        self._config = config
        self._around = around

    @property
    def is_repeatable(self) -> bool:
        """See ports.notices.Repeatable."""
        return True

    async def send(self, message: Message, target: Target, earlier: PostId | None, key: str) -> Sent:  # noqa: ARG002
        """See ports.notices.Channel."""
        name = earlier or (message.thread or key)[:_KEY_LETTERS]
        await self._enqueue(action_of(message), name, message)
        if message.purpose is Purpose.TEST:  # it is only to be seen that it arrives
            await self._enqueue("resolve", name, message)
        return Sent(name)

    @property
    def rings_on(self) -> bool:
        """See ports.notices.Alerts."""
        return True

    async def _enqueue(self, action: str, name: str, message: Message) -> None:
        told: Document = {
            "routing_key": self._config.routing_key,
            "event_action": action,
            "dedup_key": name,
            "payload": {
                "summary": message.title[:_SUMMARY_LETTERS],
                "source": message.service or message.site,
                "severity": _SEVERITIES.get(message.severity, "critical"),
                "timestamp": message.at.isoformat(),
                "component": message.service_name,
                "class": message.kind.value if message.kind else message.purpose.value,
                "custom_details": details(message),
            },
        }
        if message.url:
            told["links"] = [{"href": message.url, "text": message.title[:100]}]
        server = self._config.server.rstrip("/")
        read(await asked(self._around, "POST", f"{server}/v2/enqueue", told), "PagerDuty", self._around)


def action_of(message: Message) -> str:
    """What becomes of the alert: it is opened or told more of, somebody has it, or it is over."""
    if message.kind in ENDS:
        return "resolve"
    return "acknowledge" if _is_looked_after(message) else "trigger"


def _is_looked_after(message: Message) -> bool:
    """Whether it tells that somebody has it: acknowledged, or whatever else a person does with an outage that is on."""
    if message.kind is EventKind.ACKNOWLEDGED:
        return True
    last = message.background.events[-1] if message.background is not None else None
    return last is not None and answers(last)


def details(message: Message) -> dict[str, str]:
    """What else there is to know, as words."""
    found = {
        "text": message.body[:4000],
        "incident": message.incident or message.thread,
        "state": message.state.value if message.state else "",
        "severity": f"{message.severity} of 5" if message.severity else "",
        "certainty": message.certainty.value if message.certainty else "",
        "exercise": "yes" if message.is_exercise else "",
    }
    return {name: text for name, text in found.items() if text}
