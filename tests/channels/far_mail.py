"""A real mail server on loopback, and a push service that opens what it is sent."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Final

import http_ece
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from tests.channels.far import Answer, Asked

USER: Final = ("watch", "a-password-of-mail")


class FarMail:
    """Everything that was delivered; `replies` are given first, one a recipient. Who sends is answered `of_sender`, a letter `of_letter`."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.replies: list[str] = []
        self.of_sender = self.of_letter = ""
        self.port = 0
        self.sessions: list[SMTP] = []
        """those in which a mailbox was named"""
        self.goodbyes = 0

    def break_off(self) -> None:
        """Hang up, in the middle of everything."""

        async def now() -> None:
            for session in self.sessions:
                if session.transport is not None:
                    session.transport.close()

        asyncio.run_coroutine_threadsafe(now(), self.sessions[0].loop).result()

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        self.goodbyes += 1
        return "221 Bye"

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.of_sender:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.of_sender or "250 OK"

    async def handle_RCPT(  # noqa: N802  the library's form
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if server not in self.sessions:
            self.sessions.append(server)
        if self.replies:
            return self.replies.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.of_letter:
            return self.of_letter
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 Taken"

    def texts(self) -> list[str]:
        return [f"{letter['Subject']}\n{text_of(letter)}" for letter in self.letters]


def text_of(letter: EmailMessage, kind: str = "plain") -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


@contextmanager
def mail_server(tls: Any = None, *, sign_in: bool = False) -> Iterator[FarMail]:
    far = FarMail()

    def known(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, shown: Any) -> AuthResult:
        fits = isinstance(shown, LoginPassword) and (shown.login, shown.password) == tuple(
            each.encode() for each in USER
        )
        return AuthResult(success=fits, handled=fits)

    controller = Controller(
        far,
        hostname="127.0.0.1",
        port=0,
        tls_context=tls,
        require_starttls=tls is not None,
        auth_required=sign_in,
        auth_require_tls=tls is not None,
        authenticator=known if sign_in else None,
    )
    # Its own way of waiting for the port asks for port 0: bind first, and tell it which one that was.
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        controller.port = far.port = free.getsockname()[1]
    controller.start()
    try:
        yield far
    finally:
        # Who keeps a connection for the next letter cannot hang up while this holds their loop: then the far side does.
        if far.sessions and _in_a_loop():
            far.break_off()
        # It ends its loop at once: who has only just hung up would be left half closed.
        asyncio.run_coroutine_threadsafe(_all_gone(), controller.loop).result()
        controller.stop()


def _in_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def _all_gone() -> None:
    """Return when every session has ended, and its connection after it."""
    sessions = asyncio.all_tasks() - {asyncio.current_task()}
    if sessions:
        await asyncio.wait(sessions, timeout=5)
    await asyncio.sleep(0.05)


class FarPush:
    """A push service and the browser behind it: keeps one message a topic, checks who sends, opens the box."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = b"sixteen bytes ok"
        self.shown: dict[str, dict[str, Any]] = {}
        self.calls: list[Asked] = []
        self.keys: list[str] = []
        self.claims: dict[str, Any] = {}
        self.gone = False

    def subscription(self, url: str) -> str:
        """What the browser gives to the site."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": _encoded(point), "auth": _encoded(self._auth)}
        return json.dumps({"endpoint": f"{url}/push/abc", "keys": keys})

    async def __call__(self, asked: Asked) -> Answer:
        self.calls.append(asked)
        if self.gone:
            return Answer(404)
        assert asked.path == "/push/abc"
        assert Vapid02.verify(asked.headers["authorization"]), "signed by the key that it names"
        token = asked.headers["authorization"].partition("t=")[2].partition(",")[0]
        self.claims = json.loads(_decoded(token.split(".")[1]))
        assert asked.headers["content-encoding"] == "aes128gcm"
        assert int(asked.headers["ttl"]) > 0
        assert len(asked.headers["topic"]) <= 32
        assert len(asked.body) <= 4096
        opened = http_ece.decrypt(
            asked.body, private_key=self._key, auth_secret=self._auth, version="aes128gcm"
        )
        told = json.loads(opened)
        self.shown[told["tag"]] = told
        self.keys.append(told["id"])
        return Answer(201, headers={"Location": "https://push.example/message/1"})

    def texts(self) -> list[str]:
        return [f"{told['title']}\n{told['body']}" for told in self.shown.values()]


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
