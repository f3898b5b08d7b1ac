"""What the readers of posts share: a question over the way out that wants JSON, words without the names in front, and what of all
that came is a question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from groundswell.core.letter import Refusal, harmless
from groundswell.errors import LaterError, PermanentError, RecoverableError
from groundswell.ports.correspondence import Post
from groundswell.ports.notices import Http, Reply

WORDS_MAX: Final = 4_000
_ANSWER_BYTES_MAX: Final = 1 << 20
_NAMES: Final = re.compile(r"(?:\s*@[\w.@-]{1,200}[:,]?\s+)+")


async def asked(
    http: Http,
    url: str,
    query: dict[str, str] | None = None,
    *,
    token: str = "",
    scheme: str = "Bearer",
    body: object = None,
) -> Reply:
    """One request: GET, or POST where there is a body."""
    headers = {"Accept": "application/json"}
    if token:
        headers["Authorization"] = f"{scheme} {token}"
    if body is not None:
        headers["Content-Type"] = "application/json"
    told = f"{url}?{urlencode(query)}" if query else url
    raw = b"" if body is None else msgspec.json.encode(body)
    return await http.ask(
        "GET" if body is None else "POST", told, headers=headers, body=raw, answer_bytes_max=_ANSWER_BYTES_MAX
    )


def document_in(reply: Reply, who: str) -> Any:
    """The JSON of a success, of whatever form: others name what is in it. Raises LaterError, RecoverableError, PermanentError."""
    if reply.status == 429:
        told = reply.headers.get("retry-after", "")
        raise LaterError(f"{who} wants to be asked later", float(told) if told.isdigit() else 300.0)
    if reply.status >= 500 or reply.status in (408, 421, 425):
        raise RecoverableError(f"{who} answered {reply.status}")
    if not 200 <= reply.status < 300:
        raise PermanentError(f"{who} answered {reply.status}")
    try:
        return msgspec.json.decode(reply.body)
    except (msgspec.DecodeError, RecursionError) as fault:
        raise RecoverableError(f"{who} answered with something that is no JSON, or too much of it") from fault


def parted(
    found: Iterable[dict[str, Any]], read: Callable[[dict[str, Any]], Post | Refusal | None]
) -> tuple[list[Post], Counter[Refusal]]:
    """What `found` holds as `read` reads it, in its order: the posts, and how many are none, by reason. None is neither."""
    posts: list[Post] = []
    refused: Counter[Refusal] = Counter()
    for each in found:
        what = read(each)
        if isinstance(what, Post):
            posts.append(what)
        elif what is not None:
            refused[what] += 1
    return posts, refused


def words_of(text: str) -> str:
    """Harmless words, without the names that a reply begins with."""
    told = harmless(text, WORDS_MAX) + " "
    matched = _NAMES.match(told)
    return told[matched.end() if matched else 0 :].strip()


def text_at(document: Any, *names: str) -> str:
    """The text at this place of a document; "" where there is none."""
    for name in names:
        document = document.get(name) if isinstance(document, dict) else None
    return document if isinstance(document, str) else ""
