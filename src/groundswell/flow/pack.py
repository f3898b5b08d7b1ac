"""Bodies in the content codings that we serve: packed when somebody first asks for one, and from then on before anybody asks.

Of the pages that are made anew each second in an outage few are read in more than one coding, and many by nobody.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import brotli  # type: ignore[import-untyped]
import zstandard

from groundswell.ports import Page

_LAZY_BYTES: Final = range(512, 131_073)
"""A text of such a length is smaller packed, however: that need not be tried. A longer one would hold up the event loop when it is asked for;
it is packed where it is made, in a thread."""
_TEXTS: Final = (
    "text/",
    "application/json",
    "application/xml",
    "application/atom+xml",
    "application/rss+xml",
)
_FAST: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "gzip": lambda body: gzip.compress(body, 5, mtime=0),
    "br": lambda body: bytes(brotli.compress(body, quality=4)),
    "zstd": lambda body: zstandard.ZstdCompressor(level=3).compress(body),
}
_BEST: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "gzip": lambda body: gzip.compress(body, 9, mtime=0),
    "br": lambda body: bytes(brotli.compress(body, quality=10)),
    "zstd": lambda body: zstandard.ZstdCompressor(level=19).compress(body),
}
"""brotli at 10: on our scripts as small as at 11 (by a percent smaller even), in less than half the time"""


class Packed(Mapping[str, bytes]):
    """A body by coding, each packed once, when it is first looked at; `like` another means the codings that were looked at there
    at once. Two threads may pack the same: they find the same."""

    __slots__ = ("_asked", "_made")

    def __init__(self, body: bytes) -> None:
        self._made = {"identity": body}
        self._asked: set[str] = set()

    def __getitem__(self, coding: str) -> bytes:
        made = self._pack(coding)
        self._asked.add(coding)
        return made

    def _pack(self, coding: str) -> bytes:
        made = self._made.get(coding)
        if made is None:
            made = self._made[coding] = _FAST[coding](self._made["identity"])
        return made

    def __iter__(self) -> Iterator[str]:
        yield "identity"
        yield from _FAST

    def __len__(self) -> int:
        return 1 + len(_FAST)

    def like(self, other: Mapping[str, bytes]) -> None:
        """Pack what was asked for of the `other`, which stands where this one is to stand: its readers will ask again. What was
        only made ready there has no readers any more."""
        if isinstance(other, Packed):
            for coding in tuple(other._asked):
                self._pack(coding)


def pack(
    media_type: str,
    body: bytes,
    *,
    max_age_seconds: int = 10,
    headers: tuple[tuple[str, str], ...] = (),
    best: bool = False,
) -> Page:
    """`body` as a Page in every content coding we serve; `best` spends time on size, for what never changes."""
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if not best and len(body) in _LAZY_BYTES and media_type.startswith(_TEXTS):
        return Page(media_type, etag, Packed(body), max_age_seconds, headers)
    bodies = {coding: made(body) for coding, made in (_BEST if best else _FAST).items()}
    kept = {coding: packed for coding, packed in bodies.items() if len(packed) < len(body)}
    return Page(media_type, etag, {"identity": body, **kept}, max_age_seconds, headers)
