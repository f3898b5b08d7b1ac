"""Templates for programs: listed, kept, removed."""

from __future__ import annotations

from typing import Final

from litestar import delete, get, post
from litestar.params import FromPath

from groundswell.core.access import Right
from groundswell.core.statement import Template, Wording, places_of
from groundswell.flow.plain import reader
from groundswell.web.api.context import (
    TOKEN_SECURITY,
    AnyRequest,
    PartsHere,
    actor_of,
    faults,
    json_body,
    needs,
)
from groundswell.web.api.papers import WRITING
from groundswell.web.desk.templates import keep_template, remove_template, shown_templates
from groundswell.web.wire_templates import TemplateIn, TemplateList, TemplateOut, WordingOut

_template: Final = reader(TemplateIn)


@get(
    "/api/v1/desk/templates",
    tags=["desk"],
    guards=[needs(Right.LOOK)],
    security=TOKEN_SECURITY,
    responses=faults("unauthorized", "forbidden", "unavailable"),
)
async def list_templates(request: AnyRequest, parts: PartsHere) -> TemplateList:
    """Templates of statements and of planned work."""
    return TemplateList([_out(each) for each in await shown_templates(parts, actor_of(request))])


@post(
    "/api/v1/desk/templates",
    status_code=200,
    tags=["desk"],
    guards=[needs(Right.SPEAK)],
    security=TOKEN_SECURITY,
    responses=faults(*WRITING),
)
async def put_template(request: AnyRequest, parts: PartsHere) -> TemplateOut:
    """Keep a template, new or in place of the one of this id."""
    told = _template(await json_body(request, parts))
    texts = [Wording(text.language, text.title, text.body) for text in told.texts]
    kept = await keep_template(request, parts, told.id, told.name, told.occasion.value, told.services, texts)
    return _out(kept)


@delete(
    "/api/v1/desk/templates/{id:str}",
    tags=["desk"],
    guards=[needs(Right.SPEAK)],
    security=TOKEN_SECURITY,
    responses=faults("unauthorized", "forbidden", "not-found", "unavailable"),
)
async def delete_template(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> None:  # noqa: A002
    """Remove a template. What was said with it stays as it is."""
    await remove_template(request, parts, id)


def _out(template: Template) -> TemplateOut:
    found = [
        place for text in template.texts for words in (text.title, text.body) for place in places_of(words)
    ]
    return TemplateOut(
        id=template.id,
        name=template.name,
        occasion=template.occasion,
        services=list(template.services),
        texts=[WordingOut(text.language, text.title, text.body) for text in template.texts],
        places=list(dict.fromkeys(found)),
        version=template.version,
        by=template.by,
        at=template.at,
    )
