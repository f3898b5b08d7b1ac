"""What the dialects of others share: a request that speaks JSON, and settings that must be given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from groundswell.channels.outgoing import taken
from groundswell.core.notice import Message
from groundswell.core.phrases import phrases
from groundswell.errors import RecoverableError
from groundswell.ports.notices import Reply, Surroundings

SECRET = {"secret": True}
"""The metadata of a field that no listing may show, and that a file may hold (`FIELD_file`)."""

Document = dict[str, Any]  # JSON whose keys others name


def required(**given: str) -> None:
    """Raises ValueError naming the first that is empty."""
    for name, text in given.items():
        if not text:
            raise ValueError(f"{name} is missing")


async def asked(
    around: Surroundings,
    method: str,
    url: str,
    document: object,
    *,
    headers: Mapping[str, str] | None = None,
    stranger: bool = False,
) -> Reply:
    """One request with a JSON body, whatever the answer's status."""
    told = {"Content-Type": "application/json", "Accept": "application/json", **(headers or {})}
    return await around.http.ask(
        method, url, headers=told, body=msgspec.json.encode(document), stranger=stranger
    )


async def looked_up(
    around: Surroundings, url: str, who: str, *, headers: Mapping[str, str] | None = None
) -> Document:
    """The JSON that stands at `url`. Raises as `read`."""
    told = {"Accept": "application/json", **(headers or {})}
    return read(await around.http.ask("GET", url, headers=told), who, around)


def read(reply: Reply, who: str, around: Surroundings) -> Document:
    """The JSON of a success. Raises as `outgoing.taken`; RecoverableError where it is no JSON object."""
    return document_in(taken(reply, who, around.clock.now()), who)


def document_in(reply: Reply, who: str) -> Document:
    """The JSON of an answer, whatever its status. Raises RecoverableError where it is no JSON object."""
    try:
        found = msgspec.json.decode(reply.body)
    except msgspec.DecodeError as fault:
        raise RecoverableError(f"{who} answered {reply.status} with something that is no JSON") from fault
    if not isinstance(found, dict):
        raise RecoverableError(f"{who} answered {reply.status} with JSON of another form")
    return found


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token."""
    return {"Authorization": f"Bearer {token}"}


def with_end(message: Message, letters: int) -> str:
    """The message and, under it, where it ends: what is too long loses of its body."""
    if not message.unsubscribe_url:
        return message.within(letters)
    end = phrases(message.language).sentences["stop"].format(url=message.unsubscribe_url)
    return f"{message.within(letters - len(end) - 2)}\n\n{end}"
