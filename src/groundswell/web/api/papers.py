"""The desk's papers of an incident for programs: read all of them, add notes and tasks."""

from __future__ import annotations

from typing import Final

from litestar import get, post
from litestar.params import FromPath

from groundswell.core.access import Right
from groundswell.core.desk import Note, Task
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
from groundswell.web.api.statements import statement_out
from groundswell.web.desk.form import incident_of
from groundswell.web.desk.papers import Papers, add_note, add_task, papers_of, set_task
from groundswell.web.wire_papers import (
    DutyOut,
    LinkOut,
    NoteIn,
    NoteOut,
    PapersOut,
    ReadingOut,
    TaskIn,
    TaskOut,
)

_note: Final = reader(NoteIn)
_task: Final = reader(TaskIn)
WRITING: Final = (
    *(
        "malformed",
        "unauthorized",
        "forbidden",
        "not-found",
        "too-slow",
        "too-large",
        "unsupported-media-type",
        "invalid",
    ),
    "unavailable",
)


@get(
    "/api/v1/desk/incidents/{id:str}/papers",
    tags=["desk"],
    guards=[needs(Right.LOOK)],
    security=TOKEN_SECURITY,
    responses=faults("malformed", "unauthorized", "forbidden", "not-found", "unavailable"),
)
async def get_papers(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> PapersOut:  # noqa: A002
    """Notes, tasks, links, duties, statements of an incident, and the crowd's clock beside the operator's."""
    incident = await incident_of(parts, id, actor_of(request), Right.LOOK)
    return _out(await papers_of(parts, incident))


@post(
    "/api/v1/desk/incidents/{id:str}/notes",
    status_code=201,
    tags=["desk"],
    guards=[needs(Right.RULE)],
    security=TOKEN_SECURITY,
    responses=faults(*WRITING),
)
async def post_note(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> NoteOut:  # noqa: A002
    """Write a note about an incident, for the others at the desk."""
    said = _note(await json_body(request, parts))
    actor = actor_of(request)
    incident = await incident_of(parts, id, actor, Right.RULE)
    note_act(request, "write note", incident.id)
    return _note_out(await add_note(parts, incident, actor.name, said.words))


@post(
    "/api/v1/desk/incidents/{id:str}/tasks",
    status_code=200,
    tags=["desk"],
    guards=[needs(Right.RULE)],
    security=TOKEN_SECURITY,
    responses=faults(*WRITING),
)
async def post_task(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> list[TaskOut]:  # noqa: A002
    """Add a task, or say who does one and whether it is done; all tasks of the incident as they are then."""
    said = _task(await json_body(request, parts))
    actor = actor_of(request)
    incident = await incident_of(parts, id, actor, Right.RULE)
    note_act(request, "write task", incident.id)
    if said.id is None:
        await add_task(parts, incident, actor.name, said.words, said.assignee)
    else:
        await set_task(parts, incident, said.id, actor.name, done=said.done, assignee=said.assignee)
    return [task_out(task) for task in await parts.desk.tasks(incident.id)]


def _out(papers: Papers) -> PapersOut:
    return PapersOut(
        incident=papers.incident.id,
        notes=[_note_out(note) for note in papers.notes],
        tasks=[task_out(task) for task in papers.tasks],
        links=[LinkOut(each.id, each.address, each.words, each.at, each.by) for each in papers.links],
        duties=[DutyOut(holder.duty, holder.name) for holder in papers.duties.values()],
        statements=[statement_out(filed) for filed in papers.statements],
        clocks=[
            ReadingOut(
                each.mark,
                each.is_crowd,
                each.at,
                each.after.total_seconds() if each.after is not None else None,
            )
            for each in papers.clocks
        ],
    )


def _note_out(note: Note) -> NoteOut:
    return NoteOut(note.id, note.at, note.by, note.words)


def task_out(task: Task) -> TaskOut:
    """A task as programs read it."""
    return TaskOut(task.id, task.words, task.assignee, task.made_at, task.by, task.done_at, task.done_by)
