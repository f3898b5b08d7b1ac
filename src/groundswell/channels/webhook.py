"""Signed webhooks: CloudEvents 1.0, or the shape that Statuspage or Alertmanager sends. `Idempotency-Key` tells a repetition."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Final, Literal

import msgspec

from groundswell.channels.alertmanager import alert_of, delivery_of
from groundswell.channels.dialect import SECRET, Document, required
from groundswell.channels.outgoing import taken
from groundswell.channels.pagerduty import action_of
from groundswell.core.model import Incident
from groundswell.core.notice import Background, Message, Purpose
from groundswell.core.status import BoardView, Masthead, Story, hook
from groundswell.errors import PermanentError
from groundswell.ports.notices import Greeting, PostId, Sent, Surroundings, Target

SIGNATURE: Final = "Groundswell-Signature"
"""The header that holds "t=SECONDS,v1=HEX": HMAC-SHA256 with the secret over "SECONDS.BODY"."""
TYPE: Final = "org.groundswell"


class Webhook:
    """ports.notices.Channel."""

    place: ClassVar = "url"
    """See ports.notices.Placed."""

    @dataclass(frozen=True, slots=True)
    class Config:
        """Where to, signed with what, in which shape."""

        url: str = ""
        """The address that is called, by POST; empty where only subscribers' own are."""
        secret: str = field(default="", metadata=SECRET)
        """Signs every call (HMAC-SHA256); empty: unsigned."""
        shape: Literal["cloudevents", "statuspage", "statuspage-components", "alertmanager"] = "cloudevents"
        """`cloudevents`: ours; `statuspage`: what Statuspage sends of an incident; `statuspage-components`: what it sends of each component whose status changes; `alertmanager`: what an Alertmanager sends to its receivers (version 4)."""

    def __init__(self, config: Config, around: Surroundings) -> None:
        self._config = config
        self._around = around

    @property
    def is_repeatable(self) -> bool:
        """See ports.notices.Repeatable."""
        return True

    async def send(self, message: Message, target: Target, earlier: PostId | None, key: str) -> Sent:
        """See ports.notices.Channel."""
        url = target.address or self._config.url
        try:
            required(url=url)
        except ValueError as fault:
            raise PermanentError(str(fault)) from fault
        secret = target.secret if target.address else self._config.secret
        post, documents = key, self._documents(message)
        if self._config.shape == "alertmanager":
            post, documents = _alerts(message, earlier, key)
        for part, document in documents:
            await self._call(url, document, f"{key}{part}", secret, stranger=bool(target.address))
        return Sent(post)

    async def greet(self) -> Greeting:
        """See ports.notices.Greets: whatever is sent to a webhook tells it something."""
        return Greeting("", "" if self._config.url else self.place, asked=False)

    @property
    def rings_on(self) -> bool:
        """See ports.notices.Alerts."""
        return self._config.shape == "alertmanager"

    async def _call(self, url: str, document: Document, key: str, secret: str, *, stranger: bool) -> None:
        now, body = self._around.clock.now(), msgspec.json.encode(document)
        cloud = self._config.shape == "cloudevents"
        headers = {
            "Content-Type": "application/cloudevents+json; charset=utf-8" if cloud else "application/json",
            "Idempotency-Key": key,
        }
        if secret:
            headers[SIGNATURE] = signature(secret, body, now)
        reply = await self._around.http.ask("POST", url, headers=headers, body=body, stranger=stranger)
        taken(reply, "the webhook", now, ours=not stranger)

    def _documents(self, message: Message) -> Sequence[tuple[str, Document]]:
        """What is posted for one message, each with what tells its key apart."""
        if self._config.shape == "cloudevents" or message.background is None:
            return [("", cloud_event(message))]
        masthead = Masthead(message.site, message.site_url, exercise=message.is_exercise)
        board, leave = _board(message, message.background), message.unsubscribe_url
        if self._config.shape == "statuspage":
            told = hook.of_incident(board, masthead, unsubscribe=leave, generated_at=message.at)
            return [("", told)]
        calls = hook.of_components(board, masthead, unsubscribe=leave, generated_at=message.at)
        return [(f"-{slug}", document) for slug, document in calls]


def signature(secret: str, body: bytes, at: datetime) -> str:
    """The value of the signature header for `body`, sent at `at`."""
    seconds = str(int(at.timestamp()))
    made = hmac.new(secret.encode(), seconds.encode() + b"." + body, hashlib.sha256)
    return f"t={seconds},v1={made.hexdigest()}"


def cloud_event(message: Message) -> Document:
    """CloudEvents 1.0 in the structured JSON form; `id` is the key of the notice."""
    what = f"incident.{message.kind}" if message.kind else message.purpose.value
    made: Document = {
        "specversion": "1.0",
        "id": message.id,
        "source": message.site_url or "/groundswell",
        "type": f"{TYPE}.{what}.v1",
        "time": message.at.isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": {
            "title": message.title,
            "body": message.body,
            "language": message.language,
            "url": message.url or None,
            "site": message.site,
            "exercise": message.is_exercise,
            "unsubscribe_url": message.unsubscribe_url or None,
        },
    }
    if message.kind is not None and message.background is not None:
        made["subject"] = message.incident
        made["data"] |= {
            "kind": message.kind.value,
            "service": {"slug": message.service, "name": message.service_name},
            "services": [each.slug for each in message.background.services],
            "incident": _incident(message.background.incident),
            "next_update_at": message.next_at,
            "operator": message.speaker or None,
        }
    return made


def _incident(incident: Incident) -> Document:
    return {
        "id": incident.id,
        "state": incident.state.value,
        "severity": incident.severity,
        "certainty": incident.certainty.value,
        "began_at": incident.began_at,
        "opened_at": incident.opened_at,
        "eased_at": incident.eased_at,
        "resolved_at": incident.resolved_at,
        "updated_at": incident.updated_at,
        "ratio": incident.ratio,
        "reports": incident.reports,
        "peak_reports": incident.peak_reports,
        "merged_into": incident.into or None,
        "cause": incident.cause or None,
    }


def _alerts(
    message: Message, earlier: PostId | None, key: str
) -> tuple[PostId, Sequence[tuple[str, Document]]]:
    """The post id, and what is posted for one message; a test leaves nothing open."""
    post, alert = alert_of(message, earlier, key, (), 0)
    if message.purpose is not Purpose.TEST:
        return post, [("", delivery_of(message, alert, is_over=action_of(message) == "resolve"))]
    return post, [
        ("-over" if over else "", delivery_of(message, alert, is_over=over)) for over in (False, True)
    ]


def _board(message: Message, background: Background) -> BoardView:
    story = Story(background.incident, background.services[0], background.events, background.spoken)
    return BoardView(message.at, background.services, {}, (story,))
