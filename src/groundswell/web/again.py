"""A form of the desk that was not taken for one of its fields is answered with its page, filled in as it was sent: nobody types anything
twice. What stands on the page comes from the page itself, so that no form has to know of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from groundswell.web.answer import ASGIApp, HeaderMap, Message, Receive, Scope, Send, wants_html
from groundswell.web.api.context import REFUSED, Refusal, refused
from groundswell.web.desk.refill import refilled
from groundswell.web.parts import WebConfig
from groundswell.web.people.brought import WORDS, Brought, handed_over
from groundswell.web.people.browser import DESK, SESSION, cookie_name, inward, site_of

_OF_BODY: Final = (
    b"accept-encoding",
    b"content-encoding",
    b"content-length",
    b"content-type",
    b"if-none-match",
)
_OF_PAGE: Final = (b"content-length", b"etag", b"cache-control")


async def answer_again(
    routes: ASGIApp, config: WebConfig, scope: Scope, receive: Receive, send: Send
) -> None:
    """Have `routes` answer; where they refuse a form of the desk, with the page that the browser had sent it from."""
    headers: HeaderMap = dict(scope["headers"])
    page = page_of(headers, config) if _is_form(scope, headers) else ""
    if not page:
        await routes(scope, receive, send)
        return
    state = {**scope.get("state", {})}
    held: list[Message] = []

    async def hold(message: Message) -> None:
        if REFUSED in state or handed_over(state):
            held.append(message)
        else:
            await send(message)

    await routes({**scope, "state": state}, receive, hold)
    if held:
        told = handed_over(state)
        if told is not None:
            again = await _brought(routes, config, scope, told, held[0])
        else:
            again = await _first(routes, scope, (page, *_above(scope["path"])), scope["path"], refused(state))
        for message in again or held:
            await send(message)


async def _first(
    routes: ASGIApp, scope: Scope, pages: Iterable[str], action: str, refusal: Refusal
) -> list[Message]:
    """The first of `pages` that has the form; none where none has."""
    for path in pages:
        if again := await _again(routes, scope, path, action, refusal):
            return again
    return []


async def _brought(
    routes: ASGIApp, config: WebConfig, scope: Scope, told: tuple[Brought, str, str], entered: Message
) -> list[Message]:
    """The page that somebody was writing on as they were signed out, with what they wrote, for who is let in by now."""
    brought, page, session = told
    kept = [(name, value) for name, value in scope["headers"] if name.lower() != b"cookie"]
    known = {**scope, "headers": [*kept, (b"cookie", f"{cookie_name(SESSION, config)}={session}".encode())]}
    again = await _first(routes, known, (page, *_above(brought.to)), brought.to, (brought.fields, "", WORDS))
    if again:
        again[0]["headers"] += [each for each in entered["headers"] if each[0].lower() == b"set-cookie"]
    return again


def _is_form(scope: Scope, headers: HeaderMap) -> bool:
    return scope["method"] == "POST" and scope["path"].startswith(f"{DESK}/") and wants_html(headers)


def page_of(headers: HeaderMap, config: WebConfig) -> str:
    """The path of the page of ours that the browser says it sends this from; "" where it says nothing of that kind."""
    told = headers.get(b"referer", b"").decode("latin-1")
    parted = urlsplit(told)
    if f"{parted.scheme}://{parted.netloc}".lower() != site_of(headers, config):
        return ""
    # What was done before it is not to be said beside what was not.
    query = urlencode([each for each in parse_qsl(parted.query) if each[0] != "done"])
    path = f"{parted.path}?{query}" if query else parted.path
    return path if inward(path) == path else ""


def _above(path: str) -> Iterator[str]:
    """The pages above `path`: a form that is refused a second time is sent from where it was refused first, which is no page, and stands
    on one of these."""
    while (path := path.rpartition("/")[0]).startswith(f"{DESK}/"):
        yield path


async def _again(routes: ASGIApp, scope: Scope, page: str, action: str, refusal: Refusal) -> list[Message]:
    """The messages that answer with `page` and its form to `action`; none where that is not on it any more."""
    path, _, query = page.partition("?")
    kept = [(name, value) for name, value in scope["headers"] if name not in _OF_BODY]
    asked = {
        **scope,
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": kept,
        "state": {**scope.get("state", {})},
    }
    got: list[Message] = []

    async def take(message: Message) -> None:
        got.append(message)

    await routes(asked, _nothing, take)
    body = b"".join(message.get("body", b"") for message in got[1:])
    if got[0]["status"] != 200 or (made := refilled(body.decode(), action, *refusal)) is None:
        return []
    whole = made.encode()
    headers = [(name, value) for name, value in got[0]["headers"] if name.lower() not in _OF_PAGE]
    headers += [(b"content-length", str(len(whole)).encode()), (b"cache-control", b"no-store")]
    return [
        {"type": "http.response.start", "status": 422, "headers": headers},
        {"type": "http.response.body", "body": whole},
    ]


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}
