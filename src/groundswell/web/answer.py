"""An answer ready to send, the same for every way in: status, headers and body as bytes.

What gives answers knows no server. The ASGI route sends them with `send_answer`; a protocol that speaks to
the socket itself may send the very same values.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any, NamedTuple

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

Header = tuple[bytes, bytes]
HeaderMap = Mapping[bytes, bytes]
"""Request headers by lower-case name; of a header sent twice, the last."""


class Answer(NamedTuple):
    """One HTTP answer. `headers` have lower-case names and hold the content length.

    `lines` are the same headers as they are sent, where an answer is given many times; b"" where it is not.
    """

    status: int
    headers: list[Header]
    body: bytes
    lines: bytes = b""


def header_lines(headers: Iterable[Header]) -> bytes:
    """`headers` as they are sent."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])


async def send_answer(send: Send, answer: Answer, *, head: bool = False) -> None:
    """Send `answer` as ASGI messages; of a HEAD request, all but the body."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": b"" if head else answer.body})


def media_type(headers: HeaderMap) -> str:
    """The media type of the request's body, lower case, without parameters; "" when none is named."""
    named = headers.get(b"content-type", b"")
    if named == b"application/json":
        return "application/json"
    return named.partition(b";")[0].strip().lower().decode("latin-1")


def wants_html(headers: HeaderMap) -> bool:
    """Whether a browser asks: it names text/html among what it accepts."""
    return b"text/html" in headers.get(b"accept", b"")


def host_of(authority: bytes) -> bytes:
    """The host of "host:port/path", in small letters."""
    host = authority.partition(b"/")[0].lower()
    return host if host.endswith(b"]") else host.rpartition(b":")[0] or host


def host_of_url(url: bytes) -> bytes:
    """The host of "scheme://host:port/path", in small letters; b"" where there is none."""
    return host_of(url.partition(b"://")[2])
