"""E-mail over SMTP. A repetition has the same Message-ID, by which many mailboxes show it once; SMTP itself cannot tell."""

from __future__ import annotations

import hashlib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from html import escape
from typing import Annotated, ClassVar, Final, Literal

import aiosmtplib
import msgspec

from groundswell.channels.dialect import SECRET, required
from groundswell.channels.smtp import Connections
from groundswell.core.notice import Message, Purpose
from groundswell.core.phrases import phrases
from groundswell.errors import ConfigError, GoneError, PermanentError, RecoverableError, UncertainError
from groundswell.ports.mailbox import in_ascii
from groundswell.ports.notices import Greeting, PostId, Sent, Surroundings, Target

_CONNECT_SECONDS_MAX: Final = 10.0
"""For all steps of the greeting together, well below the seconds of a whole attempt (`channels.seconds_max`): of what ends
here everybody knows that it did not arrive."""
_RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})
_NO_MAILBOX: Final = frozenset({"5.1.1", "5.1.6", "5.1.10", "5.2.1"})
_STATUS: Final = re.compile(r"[\s#]*(5\.\d{1,3}\.\d{1,3})\b")
_OF_MAILBOX: Final = re.compile(r"5\.(1\.(?![78]$)|2\.)")
"""Statuses that speak of a mailbox or its domain, and not of the sender's (RFC 3463, 3.2 and 3.3)."""
_OF_US: Final = re.compile(r"5\.([367]\.|5\.[1-9]|1\.[78]$)")
"""Those that speak of us even where a mailbox was named: many servers say there what they think of who is connected."""
_OF_US_IN_WORDS: Final = re.compile(
    r"relay|rcpthosts|authenticat|block|black|listed|spam|policy|sender|verif|access denied|prohibit|reputation|\bspf\b|\bdkim\b|dmarc"
    r"|\bhelo\b|your (host|ip)|too many (messages|connections)",
    re.IGNORECASE,
)
"""The same in the words of servers that give no status, or one that says nothing (5.0.0, 5.1.0)."""
_ADDRESS: Final = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")
_WHOM: Final = "(the address)"
_MAILBOX_CODES: Final = frozenset({501, 521, 550, 551, 552, 553, 556})


class Email:
    """ports.notices.Channel."""

    place: ClassVar = "to"
    """See ports.notices.Placed."""

    @dataclass(frozen=True, slots=True)
    class Config:
        """A mail server, and to whom."""

        host: str = ""
        """The mail server that takes our mail."""
        port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 587
        """Its port."""
        security: Literal["starttls", "tls", "none"] = "starttls"
        """`starttls`: encrypted after the greeting, or not at all; `tls`: from the first byte (port 465); `none`: for a server on this machine alone."""
        user: str = ""
        """The name to sign in with; empty: without."""
        password: str = field(default="", metadata=SECRET)
        """The password to sign in with."""
        sender: str = ""
        """The address that mail comes from: `outages@example.com`."""
        to: str = ""
        """The address of whoever is told, a person's or a list's; empty where only subscribers are."""

        def __post_init__(self) -> None:
            required(host=self.host, sender=self.sender)
            for name, text in (("sender", self.sender), ("to", self.to)):
                if text and not is_address(in_ascii(text)):
                    raise ValueError(f'{name}: "{text}" is no address that a letter of ours can carry')

    def __init__(self, config: Config, around: Surroundings) -> None:
        self._config = replace(config, sender=in_ascii(config.sender))
        self._connections = Connections(self._server, _CONNECT_SECONDS_MAX, around.clock)

    async def send(self, message: Message, target: Target, earlier: PostId | None, key: str) -> Sent:
        """See ports.notices.Channel."""
        config, address = self._config, target.address or self._config.to
        if not address:
            raise ConfigError("there is no address to send to: set `to`")
        if not is_address(to := in_ascii(address)):
            raise PermanentError("the address is none that a letter of ours can carry")
        mail = letter(message, config.sender, to, earlier, key)
        with _told(config, to, begun=False):
            connection = await self._connections.take()
        with _told(config, to):
            async with self._connections.letter(connection):
                await connection.server.sendmail(config.sender, [to], written(mail))
        return Sent(str(mail["Message-ID"]))

    async def greet(self) -> Greeting:
        """See ports.notices.Greets: connects, encrypts and signs in as for a letter, then leaves."""
        config = self._config
        with _told(config):
            async with self._server() as server:
                await server.noop()
        ways = {"starttls": "encrypted (STARTTLS)", "tls": "encrypted", "none": "not encrypted"}
        who = f"signed in as {config.user}" if config.user else "without a name"
        return Greeting(
            f"{config.host}:{config.port} answers, {ways[config.security]}, {who}",
            "" if config.to else self.place,
        )

    def _server(self) -> aiosmtplib.SMTP:
        config = self._config
        return aiosmtplib.SMTP(
            hostname=config.host,
            port=config.port,
            username=config.user or None,
            password=config.password or None,
            use_tls=config.security == "tls",
            start_tls=config.security == "starttls",
            local_hostname=config.sender.rpartition("@")[2],
            timeout=15.0,
            tls_context=ssl.create_default_context() if config.security != "none" else None,
        )


@contextmanager
def _told(config: Email.Config, to: str = "", *, begun: bool = True) -> Iterator[None]:
    """The faults of the library, as ours; before a letter has `begun` none of it can have arrived. What a server says of a mailbox
    or of a letter may speak of the receiver; all else that it will not have (at the greeting, of the password, of the sender) is us.
    Whom it was for does not stand in their words: they are kept, and logged."""

    def fault_of(code: int, words: str, **told: bool) -> RecoverableError | PermanentError | ConfigError:
        shown = " ".join(_without(words, to, config.sender).split())[:200]
        return _fault(code, words, f"the mail server answered {code}: {shown}", **told)

    try:
        yield
    except aiosmtplib.SMTPRecipientsRefused as fault:
        first = fault.recipients[0]
        raise fault_of(first.code, first.message, named=True) from fault
    except aiosmtplib.SMTPDataError as fault:
        raise fault_of(fault.code, fault.message) from fault
    except aiosmtplib.SMTPResponseException as fault:
        raise fault_of(fault.code, fault.message, known=True) from fault
    except (aiosmtplib.SMTPReadTimeoutError, aiosmtplib.SMTPServerDisconnected) as fault:
        words = f"{config.host}: {_without(str(fault), to, config.sender)}"
        raise (UncertainError if begun else RecoverableError)(words) from fault
    except (aiosmtplib.SMTPException, OSError) as fault:
        words = _without(str(fault), to, config.sender) or "no answer in time"
        raise RecoverableError(f"{config.host}: {words}") from fault


def _without(words: str, to: str, sender: str) -> str:
    """`words` of a server without the address `to`, its parts and any other but the sender's: servers repeat it, and may write it in another way."""
    words = _ADDRESS.sub(lambda found: found[0] if found[0].lower() == sender.lower() else _WHOM, words)
    for part in filter(None, to.rpartition("@")[::2]):
        words = re.sub(rf"(?<![\w.@-]){re.escape(part)}(?![\w@-]|\.\w)", _WHOM, words, flags=re.IGNORECASE)
    return words


def is_address(text: str) -> bool:
    """Whether `text` is one plain mail address, with nothing that could become a header."""
    if not text or any(
        letter.isspace() or letter in ",;<>\"'" or not letter.isprintable() for letter in text
    ):
        return False
    try:
        found = Address(addr_spec=text)
    except (ValueError, IndexError):
        return False
    return bool(found.username and found.domain)


def letter(message: Message, sender: str, to: str, earlier: PostId | None, key: str) -> EmailMessage:
    """The mail: text, and the same as simple HTML. The same notice makes the same one. What answers a letter is text alone, and
    says that a program sends it (RFC 3834)."""
    mail, domain = EmailMessage(), sender.rpartition("@")[2]
    mail["From"] = Address(display_name=_line(message.site), addr_spec=sender)
    mail["To"] = to
    mail["Subject"] = _line(message.title)
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
    if earlier:
        mail["In-Reply-To"] = earlier.split(" ")[-1]
        mail["References"] = earlier
    answers = message.purpose is Purpose.REPLY
    mail["Auto-Submitted"] = "auto-replied" if answers else "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if message.unsubscribe_url:
        mail["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    told = "\n\n".join(filter(None, (message.body, message.url, _stop(message, message.unsubscribe_url))))
    mail.set_content(told + "\n")
    if not answers:
        mail.add_alternative(_html(message), subtype="html")
    mail["Content-Language"] = message.language  # setting the content takes away what was said of it before
    return mail


class _Unbroken(EmailPolicy):
    """The library breaks long addresses and ids into encoded words, which no mail program reads as such (RFC 2369, 2; RFC 5322, 3.6.4)."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in ("references", "in-reply-to"):
            told = f"{self.linesep} ".join(str(value).split())
            return f"{name}: {told}{self.linesep}".encode("ascii", "replace")
        if name.lower() == "list-unsubscribe":
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return bytes(super().fold_binary(name, value))


def written(mail: EmailMessage) -> bytes:
    """The mail as it is sent."""
    return mail.as_bytes(policy=_Unbroken(linesep="\r\n"))


def _html(message: Message) -> str:
    way = "rtl" if message.language in _RIGHT_TO_LEFT else "ltr"
    parts = [f"<h1>{escape(message.title)}</h1>"]
    parts += [f"<p>{escape(part)}</p>" for part in message.body.split("\n") if part.strip()]
    if message.url:
        parts.append(f"<p>{_link(message.url)}</p>")
    if message.unsubscribe_url:
        parts.append(f"<p>{_stop(message, _link(message.unsubscribe_url))}</p>")
    return (
        f'<!doctype html><html lang="{escape(message.language)}" dir="{way}"><head><meta charset="utf-8">'
        f"<title>{escape(message.title)}</title></head><body>{''.join(parts)}</body></html>\n"
    )


def _link(url: str) -> str:
    return f'<a href="{escape(url)}">{escape(url)}</a>'


def _stop(message: Message, url: str) -> str:
    """How to end these letters, where whoever has them can: at `url`, as text or as a link."""
    return phrases(message.language).sentences["stop"].format(url=url) if message.unsubscribe_url else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _fault(
    code: int, words: str, told: str, *, named: bool = False, known: bool = False
) -> RecoverableError | PermanentError | ConfigError:
    """What an answer means, `told` with it; `named`: to the naming of a mailbox; `known`: to what cannot speak of one."""
    if 400 <= code < 500:
        return RecoverableError(told)
    found = _STATUS.match(words)
    status = found[1] if found else ""
    if known or not _is_of_mailbox(code, status, words, named=named):
        return ConfigError(told)
    return (GoneError if status in _NO_MAILBOX else PermanentError)(told)


def _is_of_mailbox(code: int, status: str, words: str, *, named: bool) -> bool:
    if not named:
        return bool(_OF_MAILBOX.match(status))
    if status not in ("", "5.0.0", "5.1.0"):
        return not _OF_US.match(status)
    words = _ADDRESS.sub(_WHOM, words)
    return code in _MAILBOX_CODES and not _OF_US_IN_WORDS.search(words)
