"""The desk's work for programs, what only forms could do before: links, duties, runbooks."""

from __future__ import annotations

from typing import Final

from litestar import get, post
from litestar.params import FromPath

from groundswell.core.access import Right
from groundswell.core.desk import Runbook
from groundswell.flow.plain import reader
from groundswell.web.api.context import (
    TOKEN_SECURITY,
    AnyRequest,
    PartsHere,
    actor_of,
    faults,
    json_body,
    needs,
    note_act,
)
from groundswell.web.api.papers import WRITING, task_out
from groundswell.web.desk.form import incident_of, said
from groundswell.web.desk.papers import add_link, begin_runbook, runbooks, set_duty
from groundswell.web.desk.runbooks import is_shown, keep_runbook, made
from groundswell.web.wire_papers import (
    BeginIn,
    DutyIn,
    DutyOut,
    LinkIn,
    LinkOut,
    RunbookIn,
    RunbookList,
    RunbookOut,
    TaskOut,
)

_link: Final = reader(LinkIn)
_duty: Final = reader(DutyIn)
_begin: Final = reader(BeginIn)
_runbook: Final = reader(RunbookIn)


@post(
    "/api/v1/desk/incidents/{id:str}/links",
    status_code=201,
    tags=["desk"],
    guards=[needs(Right.RULE)],
    security=TOKEN_SECURITY,
    responses=faults(*WRITING),
)
async def post_link(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> LinkOut:  # noqa: A002
    """Say where to read more about an incident."""
    told = _link(await json_body(request, parts))
    actor = actor_of(request)
    incident = await incident_of(parts, id, actor, Right.RULE)
    note_act(request, "write link", incident.id)
    kept = await add_link(parts, incident, actor.name, told.address, told.words)
    return LinkOut(kept.id, kept.address, kept.words, kept.at, kept.by)


@post(
    "/api/v1/desk/incidents/{id:str}/duties",
    status_code=200,
    tags=["desk"],
    guards=[needs(Right.RULE)],
    security=TOKEN_SECURITY,
    responses=faults(*WRITING),
)
async def post_duty(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> list[DutyOut]:  # noqa: A002
    """Give a duty to somebody, or to nobody; all duties of the incident as they are then."""
    told = _duty(await json_body(request, parts))
    actor = actor_of(request)
    incident = await incident_of(parts, id, actor, Right.RULE)
    note_act(request, "give duties", incident.id)
    await set_duty(parts, incident, actor.name, told.duty.value, told.name)
    return [DutyOut(holder.duty, holder.name) for holder in await parts.desk.duties([incident.id])]


@post(
    "/api/v1/desk/incidents/{id:str}/runbooks",
    status_code=200,
    tags=["desk"],
    guards=[needs(Right.RULE)],
    security=TOKEN_SECURITY,
    responses=faults(*WRITING),
)
async def post_begin(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> list[TaskOut]:  # noqa: A002
    """Take the steps of a runbook as tasks; all tasks of the incident as they are then."""
    told = _begin(await json_body(request, parts))
    actor = actor_of(request)
    incident = await incident_of(parts, id, actor, Right.RULE)
    note_act(request, "begin runbook", incident.id)
    await begin_runbook(parts, incident, actor.name, told.runbook)
    return [task_out(task) for task in await parts.desk.tasks(incident.id)]


@get(
    "/api/v1/desk/runbooks",
    tags=["desk"],
    guards=[needs(Right.LOOK)],
    security=TOKEN_SECURITY,
    responses=faults("unauthorized", "forbidden", "unavailable"),
)
async def list_runbooks(request: AnyRequest, parts: PartsHere) -> RunbookList:
    """Runbooks, those of the directory too."""
    actor = actor_of(request)
    return RunbookList([_out(book) for book in await runbooks(parts) if is_shown(book, parts, actor)])


@post(
    "/api/v1/desk/runbooks",
    status_code=200,
    tags=["desk"],
    guards=[needs(Right.RULE)],
    security=TOKEN_SECURITY,
    responses=faults(*WRITING),
)
async def put_runbook(request: AnyRequest, parts: PartsHere) -> RunbookOut:
    """Keep a runbook."""
    told = _runbook(await json_body(request, parts))
    actor = actor_of(request)
    title = said("title", told.title.strip(), 200, needed=True)
    markdown = said("markdown", told.markdown, 40_000, needed=True)
    book = made(parts, actor.name, told.id, title, markdown, told.service, told.category)
    note_act(request, "write runbook", book.id)
    await keep_runbook(parts, actor, book)
    return _out(book)


def _out(book: Runbook) -> RunbookOut:
    return RunbookOut(
        *(book.id, book.title, book.markdown, list(book.steps), book.service, book.category),
        by=book.by,
        at=book.at,
    )
