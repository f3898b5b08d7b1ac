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
from groundswell.web.accepted import Waiting
from groundswell.web.answer import Answer, Header, HeaderMap
from groundswell.web.submit import Sender, Sent
from groundswell.web.visitor import FORWARDING, Peer, hops_in

HEAD_BYTES_MAX: Final = 1024
REPORT_BYTES_MAX: Final = 2048
"""The longest report, head and body, whose head is looked for among those that came before."""
_HEADS_MAX: Final = 1024
_LINES_MAX: Final = 8
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
    rb"((?:\r\n|(?<=\r\n))(?:%b): )[!-~][ -~]*(?:\r\n|\Z)"
    % b"|".join(
        re.sub(rb"\b([a-z])", lambda first: b"[%b%b]" % (first[1].upper(), first[1]), name) for name in _OWN
    )
)
"""How such a line begins, in small letters or with a capital at each word: spelled otherwise it is the parser's. The end of the
line before belongs to it, but where that is one of them too, which has taken it already."""
_READABLE: Final = re.compile(rb"[!-~][ -~]*+(?:\r\n[!-~][ -~]*+)*+").fullmatch
"""Whether the parser takes such values, a line each, as they are. What ends a line here ends a value in `_cut`: no value holds it."""
_END: Final = b"\r\n\r\n"
_OF_ADDRESSES: Final = b"0123456789.:abcdefABCDEF"
"""What an address alone is written with: all of it the parser takes as it is."""
_LENGTHS: Final = [b"%d" % length for length in range(REPORT_BYTES_MAX + 1)]
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
    is_plain: bool
    """whether its own are its length and through whose hands it came, and nothing else"""


Lines = tuple[bytes, ...]
"""How the lines of `_OWN` begin in a head, in their order."""
Shape = tuple[bytes, ...]
"""What stands around their values: all of the head but these."""


class Senders:
    """The heads of reports in one process, by all of them but the values of `_OWN`."""

    def __init__(self) -> None:
        self.known: list[tuple[Lines, dict[Shape, _Known]]] = []
        """those that were found last come first: of browsers and proxies few write the same lines in another order"""

    def find(self, report: bytes, peer: Peer, waiting: Waiting) -> Sent | None:
        """This whole request as it is taken, from `peer` for who is `waiting`; None for a head to be read like any other."""
        if len(report) > REPORT_BYTES_MAX:
            return None
        for alike in self.known:
            lines, heads = alike
            shape, values, body = _cut(report, lines)
            known = heads.get(shape)
            if known is not None:
                break
        else:
            return None
        if alike is not self.known[0]:
            self.known.remove(alike)
            self.known.insert(0, alike)
        sender, length, hops, key, proof, is_plain = known
        if values[length] != _LENGTHS[len(body)]:
            return None
        if is_plain and values[hops] and not values[hops].strip(_OF_ADDRESSES):
            return sender, hops_in(values[hops]), None, None, body, peer, waiting
        if not _READABLE(b"\r\n".join(values)):
            return None
        own: list[bytes | None] = [*values, None]
        return sender, hops_in(own[hops]), own[key], own[proof], body, peer, waiting

    def keep(self, report: bytes, pairs: Sequence[Header], sender: Sender) -> None:
        """Know the head of this whole report from now on, if it is one that many send."""
        names = [name for name, _ in pairs]
        if len(report) > REPORT_BYTES_MAX or not _SENT.issuperset(names) or len(set(names)) < len(names):
            return
        head = report.partition(_END)[0]
        lines, own = tuple(_OWN_LINE.findall(head)), [name for name in names if name in _OWN]
        shape, _, _ = _cut(report, lines)
        if not shape or len(lines) != len(own) or sum(map(len, (*shape, *lines))) > HEAD_BYTES_MAX:
            return
        if sum(len(heads) for _, heads in self.known) >= _HEADS_MAX:
            self.known.clear()
        places = [own.index(name) if name in own else len(own) for name in _OWN[:4]]
        heads = next((heads for known, heads in self.known if known == lines), None)
        if heads is None:
            if len(self.known) >= _LINES_MAX:
                self.known.pop()
            self.known.insert(0, (lines, heads := {}))
        length, hops, key, proof = places
        is_plain = set(own) == {b"content-length", FORWARDING}
        heads[shape] = _Known(sender, length, hops, key, proof, is_plain)


def _cut(report: bytes, lines: Lines) -> tuple[Shape, list[bytes], bytes]:
    """What stands around the values of these lines in the head of `report`, the values, and the body; nothing where it has
    not all of them. A line that is found in the body leaves the end of the head in what stands before it: no head that is
    known has that."""
    parts: list[bytes] = []
    values: list[bytes] = []
    for line in lines:
        before, found, report = report.partition(line)
        if not found:
            return (), values, b""
        value, _, report = report.partition(b"\r\n")
        parts.append(before)
        values.append(value)
    if report.startswith(b"\r\n"):  # a line of these is the last
        return (*parts, b""), values, report[2:]
    rest, ended, body = report.partition(_END)
    return (*parts, rest) if ended else (), values, body
