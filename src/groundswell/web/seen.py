"""Heads of requests that came before, byte for byte: what they ask for need not be read again.

A crowd sends few different heads for one page. Only heads without anything that tells one person from another are
kept (no address that a proxy wrote, no cookie, no referring page), and few; the answer is looked up anew each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from groundswell.ports import Page
from groundswell.web.answer import Answer, Header, HeaderMap

HEAD_BYTES_MAX: Final = 1024
_HEADS_MAX: Final = 1024
_SHARED: Final = frozenset(
    {b"host", b"connection", b"user-agent", b"cache-control", b"pragma", b"if-none-match", b"te", b"dnt"}
    | {b"accept", b"accept-encoding", b"accept-language", b"upgrade-insecure-requests", b"priority"}
    | {b"sec-ch-ua", b"sec-ch-ua-mobile", b"sec-ch-ua-platform", b"sec-gpc"}
    | {b"sec-fetch-dest", b"sec-fetch-mode", b"sec-fetch-site", b"sec-fetch-user", b"sec-purpose"}
)
"""What many people send alike."""


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
