"""Runbooks: what to do when something fails, as Markdown."""

from __future__ import annotations

import re
from typing import Final

from litestar import Response, get, post

from groundswell.core.access import Actor, Right
from groundswell.core.desk import Runbook
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs, note_act, require
from groundswell.web.desk.form import Fields, back, drawn, fields
from groundswell.web.desk.papers import rendered, runbooks
from groundswell.web.desk.service_fields import service_fields, service_slug
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError, invalid

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_MARKDOWN_MAX: Final = 40_000


@get("/desk/runbooks", include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_runbooks(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """All of them, and a form for one more."""
    actor = actor_of(request)
    books = [book for book in await runbooks(parts) if is_shown(book, parts, actor)]
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
        "services": service_fields(parts, actor, Right.RULE),
        "categories": sorted(parts.catalog.categories.items()),
    }
    return drawn(request, parts, "desk_runbooks", page)


@post("/desk/runbooks", include_in_schema=False, guards=[needs(Right.RULE, page=True)])
async def post_runbook(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Keep one."""
    form, actor = fields(request), actor_of(request)
    book = runbook_of(form, parts, actor.name)
    note_act(request, "write runbook", book.id)
    await keep_runbook(parts, actor, book)
    return back("/desk/runbooks", "", book.id)


async def keep_runbook(parts: Parts, actor: Actor, book: Runbook) -> None:
    """Raises ProblemError (403) where it is, or was, about services that `actor` may not rule on: one for a kind of service or
    for anything is everybody's."""
    before = [each for each in await parts.desk.runbooks() if each.id == book.id]
    for each in (book, *before):
        if each.service:
            require(actor, Right.RULE, each.service)
        elif actor.on(Right.RULE) is not None:
            raise ProblemError(
                "forbidden", "a runbook for several services is written by who may rule on all"
            )
    await parts.desk.put_runbook(book)


def is_shown(book: Runbook, parts: Parts, actor: Actor) -> bool:
    """Whether `actor` sees it: it is about a service of theirs, or may be."""
    known = parts.catalog.services
    return any(actor.may(Right.LOOK, slug) and book.fits([slug], parts.catalog) for slug in known)


def runbook_of(form: Fields, parts: Parts, by: str) -> Runbook:
    """What a form says. Raises ProblemError (422)."""
    title, markdown = form.text("title", 200, needed=True), form.text("markdown", _MARKDOWN_MAX, needed=True)
    name = form.text("id", 80, needed=True)
    typed = form.text("service", 80)
    service = service_slug(parts.catalog, typed) if typed else ""
    return made(parts, by, name, title, markdown, service, form.text("category", 80))


def made(parts: Parts, by: str, name: str, title: str, markdown: str, service: str, category: str) -> Runbook:
    """A runbook, checked. Raises ProblemError (422)."""
    if not _ID.fullmatch(name):
        raise invalid("id", "is small letters, digits and dashes")
    if service and service not in parts.catalog.services:
        raise invalid("service", "is no service of the catalog")
    if category and category not in parts.catalog.categories:
        raise invalid("category", "is no category of the catalog")
    return Runbook(name, title, markdown, parts.clock.now(), by, service, category)


def _about(parts: Parts, book: Runbook) -> str:
    if book.service:
        return parts.catalog.named(book.service).name
    return parts.catalog.categories.get(book.category, book.category) if book.category else "anything"
