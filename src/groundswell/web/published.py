"""Prepared pages as answers: the coding that the client takes, 304 for what it has, nothing computed twice.

What a page's answers look like is worked out once per publication, so that a crowd of readers costs two
lookups each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from groundswell.ports import Page, Site
from groundswell.web.answer import Answer, Header, HeaderMap, header_lines
from groundswell.web.problems import ProblemError
from groundswell.web.security import NOSNIFF, is_document, page_headers

CODINGS = ("br", "zstd", "gzip", "identity")
"""Ours, smallest first: taken in this order among those that a client likes equally."""

_CHOICES_MAX = 2048
_SWEPT_EVERY = 64
"""After so many preparations what is published no more is let go: so many bodies at most are kept for nobody."""
_ACCEPT_BYTES_MAX = 512
_IMMUTABLE_SECONDS = 365 * 24 * 3600
_STALE_IF_ERROR_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class _Variant:
    """One coding of a page: the answer with the bytes, and the one for who has them."""

    etag: bytes
    whole: Answer
    unchanged: Answer


@dataclass(frozen=True, slots=True)
class _Ready:
    """A page, which codings it comes in, and its answers in those that have been asked for."""

    page: Page
    codings: tuple[str, ...]
    own: Sequence[Header]
    variants: dict[str, _Variant] = field(default_factory=dict)


class Published:
    """Answers for every path of a Site."""

    def __init__(
        self,
        site: Site,
        frame_ancestors: Sequence[str] = (),
        stale_seconds: int = 60,
        *,
        style: str = "",
        script: str = "",
    ) -> None:
        """`style` and `script` are what stands in pages."""
        self._site = site
        self._document = page_headers(frame_ancestors, style, script)
        self._stale_seconds = stale_seconds
        self._ready: dict[str, _Ready] = {}
        self._since = 0
        self._choices: dict[tuple[bytes, tuple[str, ...]], str | None] = {}

    def answer(self, path: str, headers: HeaderMap) -> Answer | None:
        """The answer to GET `path`; None where nothing is published. Raises ProblemError (406)."""
        page = self._site.get(path)
        if page is None:
            return None
        ready = self._ready.get(path)
        if ready is None or ready.page is not page:
            self._ready[path] = ready = self._prepared(page)
            self._sweep()
        return self._chosen(ready, headers)

    def answer_page(self, page: Page, headers: HeaderMap, status: int = 200) -> Answer:
        """The answer with a page made for this request alone: nobody may keep it."""
        ready = self._prepared(page)
        whole = self._chosen(
            ready, {name: headers[name] for name in (b"accept-encoding",) if name in headers}
        )
        kept = [header for header in whole.headers if header[0] not in (b"cache-control", b"etag")]
        return Answer(status, [*kept, (b"cache-control", b"no-store")], whole.body)

    def _chosen(self, ready: _Ready, headers: HeaderMap) -> Answer:
        accepted = headers.get(b"accept-encoding", b"")[:_ACCEPT_BYTES_MAX]
        key = (accepted, ready.codings)
        try:
            coding = self._choices[key]
        except KeyError:
            if len(self._choices) >= _CHOICES_MAX:
                self._choices.clear()
            coding = self._choices[key] = choose(accepted, key[1])
        if coding is None:
            raise ProblemError("not-acceptable", f"this comes as {', '.join(ready.codings)}")
        variant = ready.variants.get(coding)
        if variant is None:
            variant = ready.variants[coding] = self._variant(ready, coding)
        known = headers.get(b"if-none-match")
        if known is not None and _names(known, variant.etag):
            return variant.unchanged
        return variant.whole

    def _prepared(self, page: Page) -> _Ready:
        own = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in page.headers]
        if not any(name == b"cache-control" for name, _ in own):
            own.append((b"cache-control", self._cache_control(page.max_age_seconds)))
        vary: Header = (
            b"vary",
            b", ".join([b"accept-encoding", *(told for name, told in own if name == b"vary")]),
        )
        own = [vary, *(header for header in own if header[0] != b"vary")]
        return _Ready(page, tuple(page.bodies), own)

    def _variant(self, ready: _Ready, coding: str) -> _Variant:
        page, body, etag = ready.page, ready.page.bodies[coding], _etag(ready.page.etag, coding)
        safety = self._document if is_document(page.media_type) else [NOSNIFF]
        named = {name for name, _ in ready.own}
        shared = [(b"etag", etag), *ready.own]
        full: list[Header] = [
            (b"content-type", page.media_type.encode("latin-1")),
            (b"content-length", str(len(body)).encode()),
            *shared,
            *(header for header in safety if header[0] not in named),
        ]
        if coding != "identity":
            full.append((b"content-encoding", coding.encode()))
        return _Variant(
            etag,
            Answer(200, full, body, header_lines(full)),
            Answer(304, shared, b"", header_lines(shared)),
        )

    def _cache_control(self, seconds: int) -> bytes:
        if seconds >= _IMMUTABLE_SECONDS:
            return f"public, max-age={seconds}, immutable".encode()
        return (
            f"public, max-age={seconds}, stale-while-revalidate={self._stale_seconds}, "
            f"stale-if-error={_STALE_IF_ERROR_SECONDS}"
        ).encode()

    def _sweep(self) -> None:
        """Forget answers of pages that are published no more, or in other words, now and then."""
        self._since += 1
        if self._since >= _SWEPT_EVERY:
            self._since = 0
            self._ready = {
                path: ready for path, ready in self._ready.items() if self._site.get(path) is ready.page
            }


def choose(accepted: bytes, codings: Sequence[str]) -> str | None:
    """Which of `codings` a client gets that sent this Accept-Encoding (RFC 9110, 12.5.3); None: none will do.

    >>> choose(b"gzip, br;q=0.5", ("identity", "gzip", "br"))
    'gzip'
    >>> choose(b"br;q=0", ("identity", "br"))
    'identity'
    """
    weights: dict[str, float] = {}
    for part in accepted.decode("latin-1").lower().split(","):
        name, _, parameters = part.partition(";")
        if name := name.strip():
            weights[name] = max(weights.get(name, 0.0), _weight(parameters))
    others = weights.get("*")
    best: tuple[float, int] | None = None
    chosen = None
    for rank, coding in enumerate(CODINGS):
        if coding not in codings:
            continue
        weight = weights.get(coding, others)
        if weight is None:
            # Unnamed, identity is still acceptable, though the last that anybody wants.
            weight = 0.0001 if coding == "identity" else 0.0
        if weight > 0 and (best is None or (weight, -rank) > best):
            best, chosen = (weight, -rank), coding
    return chosen


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


def _etag(etag: str, coding: str) -> bytes:
    """A strong tag differs from coding to coding (RFC 9110, 8.8.3.3)."""
    bare = etag.strip('"')
    return f'"{bare}"'.encode() if coding == "identity" else f'"{bare}-{coding}"'.encode()


def _names(known: bytes, etag: bytes) -> bool:
    """Whether If-None-Match names `etag`; compared weakly, as RFC 9110, 13.1.2 asks."""
    if known == etag or known == b"*":
        return True
    return any(tag.strip().removeprefix(b"W/") == etag for tag in known.split(b","))
