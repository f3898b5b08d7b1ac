"""What is kept of you: links of your pages and messages put in, everything written out, or forgotten. Each link is all the right
that what it opens needs."""

from __future__ import annotations

import msgspec
from litestar import Response, get, post

from groundswell.errors import InputError
from groundswell.flow.person import WHOSE_MAX, Person
from groundswell.web.api.context import AnyRequest, PartsHere, check_origin, headers_of, language_of
from groundswell.web.api.pages import published_of, response_of
from groundswell.web.api.subscriptions import form_sent
from groundswell.web.parts import Parts

_LETTERS_MAX = 20_000


@get("/yours", include_in_schema=False)
async def get_yours_page(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """The page to put links in."""
    return _page(request, parts)


@post("/yours", status_code=200, include_in_schema=False)
async def post_yours_page(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Write out (as a file of JSON) or forget what the links open."""
    check_origin(headers_of(request), parts)
    form = await form_sent(request, parts)
    links = next(iter(form.get("links", ())), "")[:_LETTERS_MAX].split()
    if ("export" in form) == ("delete" in form):
        raise InputError("export", "either this or delete")
    person = Person(
        *(parts.subscribe, parts.asker, parts.undertake, parts.withdraw, parts.advise),
        parts.admit.sequence_of,
    )
    kept = await person.find(links[:WHOSE_MAX], addresses=False)
    if not kept.count:
        return _page(request, parts, links=links, empty=True, status=404)
    if "export" in form:
        told = await person.export(kept) | {"written_at": parts.clock.now()}
        return Response(
            msgspec.json.encode(told),
            media_type="application/json",
            headers={
                "cache-control": "no-store",
                "content-disposition": 'attachment; filename="kept-of-you.json"',
            },
        )
    await person.delete(kept)
    if shown := {each.service for each in kept.proposals.values() if each.is_shown}:
        await parts.publish.run(shown)
    return _page(request, parts, deleted=kept.count, unknown=kept.unknown)


def _page(
    request: AnyRequest,
    parts: Parts,
    *,
    links: list[str] | None = None,
    empty: bool = False,
    deleted: int = 0,
    unknown: list[str] | None = None,
    status: int = 200,
) -> Response[bytes]:
    page = parts.pages_in(language_of(request)).wishes.yours(
        links or [], unknown or [], empty=empty, deleted=deleted
    )
    return response_of(published_of(request).answer_page(page, headers_of(request), status))
