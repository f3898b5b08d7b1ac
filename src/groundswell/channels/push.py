"""Web push to browsers (RFC 8030, 8291), signed with keys of our own (VAPID, RFC 8292). A repetition replaces the first:
the push service keeps one message a topic, the browser one notification a tag."""

from __future__ import annotations

import asyncio
import hashlib
import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from groundswell.channels.dialect import SECRET, Document, required
from groundswell.channels.outgoing import taken
from groundswell.core.notice import Message
from groundswell.errors import ConfigError, GoneError, PermanentError
from groundswell.ports.notices import Greeting, PostId, Sent, Surroundings, Target

KEY_NAME: Final = "vapid.pem"
_BODY_BYTES_MAX: Final = 2800
"""Push services take 4096 bytes at least, encrypted (RFC 8030, 7.2)."""
_TOKEN_FOR: Final = timedelta(hours=12)


class Push:
    """ports.notices.Channel. A target's address is the subscription that its browser gave, as JSON."""

    place: ClassVar = "subscription"
    """See ports.notices.Placed."""

    @dataclass(frozen=True, slots=True)
    class Config:
        """Who signs."""

        contact: str = ""
        """How push services reach whoever runs this: `mailto:you@example.com`, or an https address."""
        subscription: str = field(default="", metadata=SECRET)
        """One browser's subscription as JSON, where a fixed one is told; else subscribers bring their own."""

        def __post_init__(self) -> None:
            required(contact=self.contact)
            if not self.contact.startswith(("mailto:", "https://")):
                raise ValueError('contact: it must begin with "mailto:" or "https://"')

    def __init__(self, config: Config, around: Surroundings) -> None:
        self._config = config
        self._around = around
        self._key: Vapid02 | None = None

    @property
    def is_repeatable(self) -> bool:
        """See ports.notices.Repeatable."""
        return True

    async def send(self, message: Message, target: Target, earlier: PostId | None, key: str) -> Sent:  # noqa: ARG002
        """See ports.notices.Channel."""
        subscription = _subscription(target.address or self._config.subscription)
        endpoint = str(subscription["endpoint"])
        body, signed = await asyncio.to_thread(self._made, subscription, message, key)
        left = (message.expires_at - self._around.clock.now()).total_seconds()
        headers = {
            **signed,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(max(int(left), 60)),
            "Topic": hashlib.sha256((message.thread or key).encode()).hexdigest()[:32],
            "Urgency": "high" if message.severity >= 3 else "normal",
        }
        reply = await self._around.http.ask(
            "POST", endpoint, headers=headers, body=body, stranger=bool(target.address)
        )
        if reply.status == 404:  # RFC 8030, 7.3: the subscription has expired
            raise GoneError("the browser's subscription is no more")
        # RFC 8292: what may be refused here is our signature, or the key that the browser was given once
        who = urlsplit(endpoint).hostname or "the push service"
        taken(reply, who, self._around.clock.now(), ours=True)
        return Sent(key)

    async def greet(self) -> Greeting:
        """See ports.notices.Greets. There is no push service of ours to ask: each browser has its own."""
        path = self._around.data_dir / KEY_NAME
        if path.exists():
            await asyncio.to_thread(vapid_key, self._around.data_dir)
        if self._config.subscription:
            _subscription(self._config.subscription)
        words = "its key can be read" if path.exists() else "its key is made by the first start"
        return Greeting(words, "" if self._config.subscription else self.place)

    def _made(self, subscription: Document, message: Message, key: str) -> tuple[bytes, dict[str, str]]:
        """The body, encrypted for the browser, and the headers that say who sends it. Takes some milliseconds."""
        from pywebpush import (
            WebPusher,
            WebPushException,
        )  # brings two HTTP clients with it: as much as a third of a start

        self._key = self._key or vapid_key(self._around.data_dir)
        parted = urlsplit(str(subscription["endpoint"]))
        claims = {
            "aud": f"{parted.scheme}://{parted.netloc}",
            "exp": int((self._around.clock.now() + _TOKEN_FOR).timestamp()),
            "sub": self._config.contact,
        }
        try:
            body = bytes(WebPusher(subscription).encode(_payload(message, key))["body"])
            signed: dict[str, str] = self._key.sign(claims)
        except (WebPushException, ValueError) as fault:
            raise PermanentError(f"the subscription cannot be used: {fault}") from fault
        return body, signed


def vapid_key(data_dir: Path) -> Vapid02:
    """The instance's key, made now if there is none yet: whoever subscribed did so to this one. Raises ConfigError."""
    path = data_dir / KEY_NAME
    try:
        if not path.exists():
            fresh = Vapid02()
            fresh.generate_keys()
            draft = path.with_name(f".{KEY_NAME}.{os.getpid()}")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                os.write(descriptor, fresh.private_pem())
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            draft.rename(path)
        return Vapid02.from_pem(path.read_bytes())
    except (OSError, ValueError) as fault:
        raise ConfigError(f"{path}: the key of web push cannot be used: {fault}") from fault


def public_key(data_dir: Path) -> bytes:
    """What a browser is given to subscribe with: 65 bytes, an uncompressed point."""
    key = vapid_key(data_dir).public_key
    return bytes(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _subscription(text: str) -> Document:
    try:
        found: Any = msgspec.json.decode(text)
        if isinstance(found["endpoint"], str) and found["keys"]["p256dh"] and found["keys"]["auth"]:
            return dict(found)
    except (msgspec.DecodeError, KeyError, TypeError):
        pass
    raise PermanentError("the subscription is not what a browser gives: endpoint and keys")


def _payload(message: Message, key: str) -> bytes:
    """What the page's worker shows: notifications of one thread replace one another by their tag."""
    told = {
        "id": key,
        "tag": message.thread or key,
        "title": message.title,
        "body": message.body,
        "url": message.url,
        "lang": message.language,
        "kind": message.kind,
        "exercise": message.is_exercise,
        "at": message.at,
    }
    made = msgspec.json.encode(told)
    over = len(made) - _BODY_BYTES_MAX
    if over > 0:
        body = message.body.encode()[: max(len(message.body.encode()) - over - 3, 0)].decode(
            "utf-8", "ignore"
        )
        made = msgspec.json.encode(told | {"body": f"{body}…"})
    return made
