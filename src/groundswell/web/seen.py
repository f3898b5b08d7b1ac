"""Heads of requests that came before, byte for byte: what they ask for need not be read again.

A crowd sends few different heads for one page. Only heads without anything that tells one person from another are
kept (no address that a proxy wrote, no cookie, no referring page), and few; the answer is looked up anew each time.
A report's head is kept without the values that are its sender's own, whose places alone are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from groundswell.ports import Page
from groundswell.web.answer import Answer, Header, HeaderMap
from groundswell.web.submit import Own, Sender
from groundswell.web.visitor import FORWARDING, hops_in

HEAD_BYTES_MAX: Final = 1024
REPORT_BYTES_MAX: Final = 2048
"""The longest report, head and body, whose head is looked for among those that came before."""
_HEADS_MAX: Final = 1024
_SHARED: Final = frozenset(
    {b"host", b"connection", b"user-agent", b"cache-control", b"pragma", b"if-none-match", b"te", b"dnt"}
    | {b"accept", b"accept-encoding", b"accept-language", b"upgrade-insecure-requests", b"priority"}
    | {b"sec-ch-ua", b"sec-ch-ua-mobile", b"sec-ch-ua-platform", b"sec-gpc"}
    | {b"sec-fetch-dest", b"sec-fetch-mode", b"sec-fetch-site", b"sec-fetch-user", b"sec-purpose"}
)
"""What many people send alike."""


_OWN: Final = (
    b"content-length",
    FORWARDING,
    b"idempotency-key",
    b"proof-of-work",
    b"referer",
    b"cookie",
)
"""What is a report's own: of the last two nothing is wanted."""
_OWN_LINE: Final = re.compile(
    rb"(\r\n(?:%b): )([!-~]++(?: [!-~]++)*+)(?=\r\n|\Z)"
    % b"|".join(
        re.sub(rb"\b([a-z])", lambda first: b"[%b%b]" % (first[1].upper(), first[1]), name) for name in _OWN
    )
)
"""Such a line, in small letters or with a capital at each word. Spelled otherwise it is the parser's."""
_SENT: Final = _SHARED | {b"content-type", b"origin"} | frozenset(_OWN)


@dataclass(slots=True, eq=False)
class Seen:
    """One head: what it asked for, and the answer as long as `page` is the one that is published.

    `tallied` is where the answer is counted; `sent` is the answer as it goes over the line in the second of `every`.
    """

    path: str
    pairs: list[Header]
    headers: HeaderMap
    page: Page | None = None
    answer: Answer | None = None
    tallied: tuple[str, str] = ("page", "200")
    every: Sequence[Header] = ()
    sent: bytes = b""
    visited: str = ""
    """the service whose page a person opened with it"""


class Heads:
    """The heads of one process."""

    def __init__(self) -> None:
        self.known: dict[bytes, Seen] = {}

    def keep(self, head: bytes, seen: Seen) -> None:
        """Know `head` from now on, if it is one that many send."""
        if len(head) <= HEAD_BYTES_MAX and seen.headers.keys() <= _SHARED and head.startswith(b"GET "):
            if len(self.known) >= _HEADS_MAX:
                self.known.clear()
            self.known[bytes(head)] = seen


class _Known(NamedTuple):
    """The sender of a head, and at which place among its own values each is that is wanted."""

    sender: Sender
    length: int
    hops: int
    key: int
    proof: int


class Senders:
    """The heads of reports in one process, by all of them but the values of `_OWN`."""

    def __init__(self) -> None:
        self.known: dict[tuple[bytes, ...], _Known] = {}

    def find(self, report: bytes) -> tuple[Sender, Own, bytes] | None:
        """Who sends this whole request, what is its own, and its body; None for a head to be read like any other."""
        if len(report) > REPORT_BYTES_MAX:
            return None
        head, _, body = report.partition(b"\r\n\r\n")
        shape, values = _shape(head)
        known = self.known.get(shape)
        if known is None or values[known.length] != b"%d" % len(body):
            return None
        values.append(None)
        return known.sender, (hops_in(values[known.hops]), values[known.key], values[known.proof]), body

    def keep(self, report: bytes, pairs: Sequence[Header], sender: Sender) -> None:
        """Know the head of this whole report from now on, if it is one that many send."""
        names = [name for name, _ in pairs]
        if len(report) > REPORT_BYTES_MAX or not _SENT.issuperset(names) or len(set(names)) < len(names):
            return
        shape, values = _shape(report.partition(b"\r\n\r\n")[0])
        own = [name for name in names if name in _OWN]
        if len(values) != len(own) or sum(map(len, shape)) > HEAD_BYTES_MAX:
            return
        if len(self.known) >= _HEADS_MAX:
            self.known.clear()
        places = [own.index(name) if name in own else len(own) for name in _OWN[:4]]
        self.known[shape] = _Known(sender, *places)


def _shape(head: bytes) -> tuple[tuple[bytes, ...], list[bytes | None]]:
    """`head` in parts without the values that are its own, and these."""
    parts: list[bytes | None] = _OWN_LINE.split(head)
    values = parts[2::3]
    del parts[2::3]
    return tuple(parts), values  # type: ignore[arg-type]
