"""Runbooks: what to do when something fails, as Markdown."""

from __future__ import annotations

import re
from typing import Final

from litestar import Response, get, post

from groundswell.core.access import Right
from groundswell.core.desk import Runbook
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs
from groundswell.web.desk.form import Fields, back, drawn, fields
from groundswell.web.desk.papers import rendered, runbooks
from groundswell.web.parts import Parts
from groundswell.web.problems import invalid

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_MARKDOWN_MAX: Final = 40_000


@get("/desk/runbooks", include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_runbooks(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """All of them, and a form for one more."""
    books = await runbooks(parts)
    page = {
        "title": "Runbooks",
        "rows": [
            {
                "book": book,
                "html": rendered(book.markdown),
                "about": _about(parts, book),
                "is_file": book.by == "a file",
            }
            for book in books
        ],
        "services": sorted((one.slug, one.name) for one in parts.catalog.services.values()),
        "categories": sorted(parts.catalog.categories.items()),
    }
    return drawn(request, parts, "desk_runbooks", page)


@post("/desk/runbooks", include_in_schema=False, guards=[needs(Right.RULE, page=True)])
async def post_runbook(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Keep one."""
    form = fields(request)
    book = runbook_of(form, parts, actor_of(request).name)
    await parts.desk.put_runbook(book)
    return back("/desk/runbooks", "", book.id)


def runbook_of(form: Fields, parts: Parts, by: str) -> Runbook:
    """What a form or a program says. Raises ProblemError (422)."""
    name = form.text("id", 80, needed=True)
    if not _ID.fullmatch(name):
        raise invalid("id", "is small letters, digits and dashes")
    service, category = form.text("service", 80), form.text("category", 80)
    if service and service not in parts.catalog.services:
        raise invalid("service", "is no service of the catalog")
    if category and category not in parts.catalog.categories:
        raise invalid("category", "is no category of the catalog")
    title, markdown = form.text("title", 200, needed=True), form.text("markdown", _MARKDOWN_MAX, needed=True)
    return Runbook(name, title, markdown, parts.clock.now(), by, service, category)


def _about(parts: Parts, book: Runbook) -> str:
    if book.service:
        return parts.catalog.named(book.service).name
    return parts.catalog.categories.get(book.category, book.category) if book.category else "anything"
