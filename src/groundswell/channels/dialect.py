"""What the dialects of others share: a request that speaks JSON, posts no longer than they take, settings that must be given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import msgspec

from groundswell.channels.outgoing import taken
from groundswell.core.notice import Message, Purpose
from groundswell.core.phrases import phrases
from groundswell.core.statement import Limit, Text, post
from groundswell.core.statement.length import fits, length
from groundswell.errors import RecoverableError, UncertainError
from groundswell.ports.notices import Reply, Surroundings

SECRET = {"secret": True}
"""The metadata of a field that no listing may show, and that a file may hold (`FIELD_file`)."""

Document = dict[str, Any]  # JSON whose keys others name


def required(**given: str) -> None:
    """Raises ValueError naming the first that is empty."""
    for name, text in given.items():
        if not text:
            raise ValueError(f"{name} is missing")


def posted(message: Message, limit: Limit) -> str:
    """The message as a post of at most `limit`: of news whole sentences are left out, and neither the title nor when the next word
    comes; what answers somebody, or is about no incident, is cut at its end. The composer of the desk shows the same."""
    if message.purpose is Purpose.EVENT:
        return post(Text(message.language, message.title, message.body), limit, message.url).body
    letters = limit.most
    while letters > 0 and not fits(message.within(letters), limit):
        letters -= max(length(message.within(letters), limit) - limit.most, 1)
    return message.within(letters)


def with_end(message: Message, limit: Limit) -> str:
    """The same and, under it, where it ends for whoever subscribed."""
    if not message.unsubscribe_url:
        return posted(message, limit)
    end = phrases(message.language).sentences["stop"].format(url=message.unsubscribe_url)
    shorter = replace(limit, most=limit.most - length(f"\n\n{end}", limit))
    return f"{posted(message, shorter)}\n\n{end}"


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
    """The JSON of a success, by a token or an address of our own. Raises as `outgoing.taken`; RecoverableError where it is no JSON object."""
    return document_in(taken(reply, who, around.clock.now(), ours=True), who)


def document_in(reply: Reply, who: str) -> Document:
    """The JSON of an answer, whatever its status. Raises RecoverableError where it is no JSON object, UncertainError where it
    was a success for all that."""
    unread = UncertainError if 200 <= reply.status < 300 or reply.status == 504 else RecoverableError
    try:
        found = msgspec.json.decode(reply.body)
    except msgspec.DecodeError as fault:
        raise unread(f"{who} answered {reply.status} with something that is no JSON") from fault
    if not isinstance(found, dict):
        raise unread(f"{who} answered {reply.status} with JSON of another form")
    return found


@contextmanager
def changing() -> Iterator[None]:
    """Around a change of a message that stands, or a look before anything is written: it is the same however often it is made, whether or not it arrived before."""
    try:
        yield
    except UncertainError as fault:
        raise RecoverableError(str(fault)) from fault


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token."""
    return {"Authorization": f"Bearer {token}"}
