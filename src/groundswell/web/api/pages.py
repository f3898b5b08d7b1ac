"""Pages that depend on the request: search, one's own receipt, and what a kind of problem means."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, QueryParameter

from groundswell.web.answer import Answer
from groundswell.web.api.context import AnyRequest, PartsHere, headers_of, language_of
from groundswell.web.problems import KINDS, ProblemError
from groundswell.web.published import Published
from groundswell.web.served import served

_RESULTS_MAX = 30
_QUERY_LETTERS_MAX = 80


@get("/search", include_in_schema=False)
async def get_search_page(
    request: AnyRequest,
    parts: PartsHere,
    q: Annotated[str, QueryParameter(description="what was typed")] = "",
) -> Response[bytes]:
    """What was found for `q`."""
    query = q[:_QUERY_LETTERS_MAX]
    found = parts.catalog.search(query, limit=_RESULTS_MAX)
    page = parts.pages_in(language_of(request)).search(query, found, await parts.troubled.now())
    return response_of(published_of(request).answer_page(page, headers_of(request)))


@get("/problems/{kind:str}", include_in_schema=False)
async def get_problem(kind: FromPath[str]) -> Response[str]:
    """What a problem's type means."""
    meaning = KINDS.get(kind)
    if meaning is None:
        raise ProblemError("not-found", "there is no such kind of problem")
    return Response(f"{meaning.status} {meaning.title}\n\n{meaning.advice}\n", media_type="text/plain")


@get("/oembed", include_in_schema=False)
async def get_oembed(
    parts: PartsHere,
    url: Annotated[str, QueryParameter(description="the address of a page here")] = "",
    maxwidth: Annotated[int, QueryParameter(ge=0, description="how wide it may be")] = 0,
    form: Annotated[str, QueryParameter(name="format", description="json")] = "json",
) -> Response[dict[str, object]]:
    """How another site shows a page of ours (oEmbed 1.0)."""
    if form != "json":
        raise ProblemError("not-acceptable", "this comes as JSON: format=json")
    found = parts.embeds.oembed(url, maxwidth)
    if found is None:
        raise ProblemError("not-found", "url names no page of a service here")
    headers = {"access-control-allow-origin": "*", "cache-control": "public, max-age=3600"}
    return Response(found, headers=headers)


def response_of(answer: Answer) -> Response[bytes]:
    """`answer` as Litestar sends it."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in answer.headers}
    headers.pop("content-length")
    return Response(answer.body, status_code=answer.status, headers=headers)


def published_of(request: AnyRequest) -> Published:
    """How pages become answers."""
    return served(request).published
