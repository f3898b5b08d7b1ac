"""What programs ask: which answers are pages like any other, and which are read from the stores for all who ask alike.

All about one service is made of the view that its page is made of. Answers with parameters are the API's own, kept as bytes as long
as `flow.repeat` says. They say the same to everybody, with a token or without.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from groundswell.core.catalog import Catalog
from groundswell.core.status import ServiceView
from groundswell.flow.offer import Maker, OfMinute
from groundswell.flow.publish import pack
from groundswell.flow.repeat import OF_ALL
from groundswell.ports import Page
from groundswell.web.answer import Answer, ASGIApp, Header, Message, Receive, Scope
from groundswell.web.machines import SHARED
from groundswell.web.shape import Shape

API: Final = "/api/v1/"
JSON: Final = "application/json"
_SECONDS: Final = 10
"""It says what a page says, and may be kept as long."""
_OF_SERVICE: Final = re.compile(r"/api/v1/services/([a-z0-9-]{1,128})/(?:series|incidents|footprint)")
_OF_INCIDENT: Final = re.compile(r"/api/v1/incidents/([A-Za-z0-9._-]{1,128})(?:/events)?")
KEPT: Final = (
    "/api/v1/services",
    "/api/v1/services/{slug}",
    *(f"/api/v1/services/{{slug}}/{what}" for what in ("series", "incidents", "footprint")),
    "/api/v1/incidents",
    "/api/v1/incidents/{id}",
    "/api/v1/incidents/{id}/events",
)
"""What comes as bytes like a page's, as OpenAPI names it."""
_LISTS: Final = frozenset({"/api/v1/services", "/api/v1/incidents"})
_KEY_LETTERS_MAX: Final = 512


def service_json(shape: Shape) -> Mapping[str, Maker]:
    """A maker for all about one service, as its page has it."""

    def made(views: Sequence[ServiceView]) -> Page:
        return _packed(msgspec.json.encode(shape.service(views[0])))

    return {"/api/v1/services/{}": OfMinute(made, whole=True, prompt=True)}


def page_of(path: str, catalog: Catalog) -> str | None:
    """The page to which what is asked for under `path` belongs, OF_ALL for a list; None where it is read for this request alone.
    A service may be asked for by any of its names: its page is one."""
    if path in _LISTS:
        return OF_ALL
    if found := _OF_SERVICE.fullmatch(path):
        service = catalog.find(found[1])
        return f"/s/{service.slug}" if service is not None else None
    found = _OF_INCIDENT.fullmatch(path)
    return f"/incidents/{found[1]}" if found else None


def route_of(path: str) -> str:
    """What an answer to `path` is counted as that is prepared like a page."""
    return "api" if path.startswith(API) else "page"


def key_of(path: str, query: bytes) -> str:
    """What such an answer is kept under: the address as it was sent."""
    return f"{path}?{query.decode('latin-1')}" if query else path


async def read(behind: ASGIApp, scope: Scope, receive: Receive) -> tuple[Answer, Page | None]:
    """What the API says to GET, and that as a page where it is no fault."""
    status = 503
    headers: list[Header] = []
    pieces: list[bytes] = []

    async def hear(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status, headers = message["status"], list(message["headers"])
        else:
            pieces.append(message.get("body", b""))

    await behind({**scope, "method": "GET"}, receive, hear)
    body = b"".join(pieces)
    is_page = status == 200 and len(key_of(scope["path"], scope["query_string"])) <= _KEY_LETTERS_MAX
    # A long one is packed where it is made, which the event loop must not wait for.
    return Answer(status, headers, body), await asyncio.to_thread(_packed, body) if is_page else None


def _packed(body: bytes) -> Page:
    return pack(JSON, body, max_age_seconds=_SECONDS, headers=SHARED)
