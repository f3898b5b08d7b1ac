"""The way out: the one place from which a channel's requests leave, and what may be reached.

A name is resolved once, every address it leads to is checked, and the connection goes to the very address that was
checked. Nothing private is reached unless the settings name it; redirects are not followed; answers are bounded.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Final

import httpcore
import httpx

from groundswell import __version__
from groundswell.errors import (
    ConfigError,
    GoneError,
    LaterError,
    PermanentError,
    RecoverableError,
    UncertainError,
)
from groundswell.ports.notices import ANSWER_BYTES_MAX, Reply

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host."""

_TIMEOUTS: Final = {"connect": 5.0, "read": 15.0, "write": 15.0, "pool": 15.0}
_WHOLE_SECONDS_MAX: Final = 30.0
_LATER: Final = frozenset({408, 421, 423, 425, 429, 500, 502, 503, 504, 507})
_OF_US: Final = frozenset({401, 403, 407})
_WAIT_SECONDS_MAX: Final = 86_400.0

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_CARRIERS: Final = tuple(
    ipaddress.IPv6Network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)
"""IPv6 that carries an IPv4 address inside (NAT64, 6to4, Teredo): nobody's home, and a way around a check."""


class ForbiddenError(PermanentError):
    """The address is one that nobody may have us ask."""


class Allowed:
    """What inside one's own walls may be reached: host names, addresses and networks. Raises ConfigError."""

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._hosts: set[str] = set()
        self._networks: list[Network] = []
        for entry in entries:
            try:
                self._networks.append(ipaddress.ip_network(entry, strict=False))
            except ValueError:
                if not entry or not all(letter.isalnum() or letter in "-._" for letter in entry):
                    raise ConfigError(
                        f'channels.allow_private: "{entry}" is neither a host nor a network such as "10.0.0.0/8"'
                    ) from None
                self._hosts.add(entry.lower().rstrip("."))

    def covers(self, host: str, address: Address) -> bool:
        """Whether `address`, to which `host` leads, is named."""
        if host.lower().rstrip(".") in self._hosts:
            return True
        return any(address.version == network.version and address in network for network in self._networks)


def is_public(address: Address) -> bool:
    """Whether `address` is one of the open internet.

    >>> [is_public(ipaddress.ip_address(text)) for text in ("93.184.215.14", "169.254.169.254", "::ffff:10.0.0.1")]
    [True, False, False]
    """
    inner = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    if inner is not None:
        return is_public(inner)
    if isinstance(address, ipaddress.IPv6Address) and any(address in carrier for carrier in _CARRIERS):
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.is_site_local:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


async def resolved(host: str, port: int) -> Sequence[str]:
    """The addresses that this machine's resolver gives, in its order; of 2130706433 and 0x7f.1 those that they mean."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class _Checked(httpcore.AsyncNetworkBackend):
    """Connects only to addresses that were checked. TLS still asks for the name: that is another layer's."""

    def __init__(self, allowed: Allowed, resolve: Resolve) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            addresses = await self._resolve(host, port)
        except OSError as fault:
            raise httpcore.ConnectError(f"{host} is not known: {fault}") from fault
        for text in addresses:
            address = ipaddress.ip_address(text.partition("%")[0])
            if not is_public(address) and not self._allowed.covers(host, address):
                raise ForbiddenError(
                    f"{host} leads to an address inside ({address}); channels.allow_private can name it"
                )
        last: Exception = httpcore.ConnectError(f"{host} has no address")
        for text in addresses:
            try:
                return await self._inner.connect_tcp(text, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                last = failed
        raise last

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        raise ForbiddenError(f"{path} is a socket of this machine")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


class OutgoingHttp:
    """ports.notices.Http."""

    def __init__(
        self,
        allow_private: Iterable[str] = (),
        allow_strangers: Iterable[str] = (),
        *,
        resolve: Resolve = resolved,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        context = tls or _trust()
        self._own = _pool(Allowed(allow_private), resolve, context)
        self._strangers = _pool(Allowed(allow_strangers), resolve, context)

    async def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        stranger: bool = False,
        answer_bytes_max: int = ANSWER_BYTES_MAX,
    ) -> Reply:
        """See ports.notices.Http."""
        goal = _goal(url)
        told = {"User-Agent": f"groundswell/{__version__}", "Accept-Encoding": "identity", **(headers or {})}
        if body or method in ("POST", "PUT", "PATCH"):
            told["Content-Length"] = str(len(body))
        pool = self._strangers if stranger else self._own
        where = goal.host.decode("ascii")
        try:
            async with (
                asyncio.timeout(_WHOLE_SECONDS_MAX),
                pool.stream(
                    method,
                    goal,
                    headers=[(name.encode("ascii"), text.encode("utf-8")) for name, text in told.items()],
                    content=body,
                    extensions={"timeout": _TIMEOUTS},
                ) as answer,
            ):
                return await _reply(answer, answer_bytes_max)
        except (httpcore.ConnectTimeout, httpcore.PoolTimeout) as fault:
            raise RecoverableError(f"{where} gave no answer in time") from fault
        except (TimeoutError, httpcore.TimeoutException) as fault:
            raise UncertainError(f"{where} gave no answer in time") from fault
        except (httpcore.ReadError, httpcore.RemoteProtocolError) as fault:
            raise UncertainError(f"{where} gave no answer: {fault}") from fault
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, OSError) as fault:
            raise RecoverableError(f"{where} cannot be reached: {fault}") from fault

    async def close(self) -> None:
        """Let every connection go."""
        await self._own.aclose()
        await self._strangers.aclose()


@cache
def _trust() -> ssl.SSLContext:
    """The authorities that this machine trusts (SSL_CERT_FILE names others), and those that come with the library: read once."""
    context = httpcore.default_ssl_context()
    context.load_default_certs()
    return context


def _pool(allowed: Allowed, resolve: Resolve, tls: ssl.SSLContext) -> httpcore.AsyncConnectionPool:
    return httpcore.AsyncConnectionPool(
        ssl_context=tls,
        max_connections=256,
        max_keepalive_connections=32,
        keepalive_expiry=20.0,
        network_backend=_Checked(allowed, resolve),
    )


def _goal(url: str) -> httpcore.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as fault:
        raise PermanentError(f"the address cannot be read: {fault}") from fault
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise PermanentError("the address must begin with https:// or http://")
    if parsed.userinfo:
        raise PermanentError("the address must not hold a name or a password")
    return httpcore.URL(
        scheme=parsed.raw_scheme, host=parsed.raw_host, port=parsed.port, target=parsed.raw_path
    )


async def _reply(answer: httpcore.Response, most: int) -> Reply:
    body = b""
    async for part in answer.aiter_stream():
        body += part
        if len(body) >= most:
            break
    told = {name.decode("latin-1").lower(): text.decode("latin-1") for name, text in answer.headers}
    return Reply(answer.status, told, body[:most])


def taken(reply: Reply, who: str, now: datetime, *, ours: bool = False) -> Reply:
    """`reply` where it is a success. Raises LaterError or RecoverableError (worth another try), GoneError, PermanentError;
    ConfigError where what was shown is `ours` (a token, a key, an address with its secret) and is not taken."""
    if 200 <= reply.status < 300:
        return reply
    words = f"{who} answered {reply.status}" + said_in(reply)
    if ours and reply.status in _OF_US:
        raise ConfigError(words)
    if 300 <= reply.status < 400:
        raise PermanentError(
            f"{who} answered {reply.status}: redirects are not followed; name the last address"
        )
    if reply.status == 410:
        raise GoneError(words)
    if reply.status in _LATER or reply.status >= 500:
        seconds = wait_told(reply, now)
        if seconds is not None:
            raise LaterError(words, seconds)
        # Whoever stands before the far side has heard nothing from it: it may have been taken all the same.
        raise UncertainError(words) if reply.status == 504 else RecoverableError(words)
    raise PermanentError(words)


def said_in(reply: Reply) -> str:
    """The beginning of what the far side said, in one line."""
    text = " ".join(reply.body[:400].decode("utf-8", "replace").split())
    return f": {text[:200]}" if text else ""


def wait_told(reply: Reply, now: datetime) -> float | None:
    """The seconds after which the far side wants to be asked again (RFC 9110, 10.2.3); None where it does not say."""
    text = reply.headers.get("retry-after", "")
    if text.isdigit():
        return min(float(text), _WAIT_SECONDS_MAX)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return min(max((at - now).total_seconds(), 0.0), _WAIT_SECONDS_MAX) if at.tzinfo else None
