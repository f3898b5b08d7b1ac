"""An incident at the desk: what is known, what people do about it, and every act on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter

from groundswell.core.access import Actor, Right
from groundswell.core.accounts import name_key
from groundswell.core.desk import Duty
from groundswell.core.incident import RULED, Mark, is_by_hand, unheard
from groundswell.core.model import ONGOING, OURSELVES, Act, CauseKind, Event, EventKind, Incident, Ruling
from groundswell.core.statement import PromiseState
from groundswell.core.statement.promise import lapsed_at
from groundswell.flow.call import names_of
from groundswell.ports import StatementState
from groundswell.web import wording
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs, note_act, viewer_of
from groundswell.web.api.desk import check_ruling
from groundswell.web.api.evidence import evidence_of
from groundswell.web.desk.endings import said_over
from groundswell.web.desk.form import Fields, back, fields, incident_of, may_on, may_on_all, rule, shown
from groundswell.web.desk.oncall import calls_told, ringing
from groundswell.web.desk.papers import (
    Papers,
    add_link,
    add_note,
    add_task,
    begin_runbook,
    left_words,
    papers_of,
    rendered,
    running,
    set_duty,
    set_task,
)
from groundswell.web.desk.told import told_of
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError, invalid

ACTS: Final[Mapping[Act, str]] = {
    Act.ACKNOWLEDGE: "Acknowledge",
    Act.CONFIRM: "Confirm",
    Act.RESOLVE: "It is over",
    Act.DISMISS: "No outage",
    Act.REOPEN: "Reopen",
    Act.MERGE: "Merge",
    Act.SPLIT: "Split",
    Act.CAUSE: "Set the cause",
}
"""What a button says."""
WRITTEN: Final[Mapping[str, str]] = {
    "notes": "write note",
    "tasks": "write task",
    "links": "write link",
    "duties": "give duties",
    "runbooks": "begin runbook",
}
"""What the audit log says of a form."""
_TAKEN_BACK: Final = (Mark.ACKNOWLEDGED, Mark.RESTORED, Mark.USERS_CONFIRM)
"""Marks that a reopened outage has not reached, though it had."""
_DONE: Final = "Done."
_LATE: Final = "Taken down; it follows within a minute."
_TOLD: Final = frozenset({_DONE, _LATE, "Declared.", "Published.", "The draft is discarded."})
"""What an address may have the page say was done: nobody puts words of their own there by a link."""


@get("/desk/incidents/{id:str}", include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_desk_incident(
    request: AnyRequest,
    parts: PartsHere,
    id: FromPath[str],  # noqa: A002  the path's word
    done: Annotated[str, QueryParameter()] = "",
) -> Response[bytes]:
    """All of it on one page."""
    found = await evidence_of(parts, id, actor_of(request))
    papers = await papers_of(parts, found.incident)
    now = parts.clock.now()
    page = await _page(parts, papers, now, actor_of(request)) | {
        "done": done if done in _TOLD else "",
        "viewer": viewer_of(request),
    }
    return shown(request, parts.pages.desk.incident(found, now, page))


@post("/desk/incidents/{id:str}/act", include_in_schema=False, guards=[needs(Right.RULE, page=True)])
async def post_act(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """Rule on it."""
    actor, form = actor_of(request), fields(request)
    await incident_of(parts, id, actor, Right.RULE)
    act = form.text("act", 40)
    if act not in {each.value for each in ACTS}:
        raise invalid("act", f"is none of {', '.join(ACTS)}")
    into = form.text("into", 80)
    note_act(request, f"rule {act}", f"{id} into {into}" if into else id)
    ruling = Ruling(
        Act(act),
        id,
        actor.name,
        parts.clock.now(),
        form.text("reason"),
        into,
        form.many("services"),
        None,
        form.text("kind", 40),
    )
    await check_ruling(ruling, parts, actor)
    if ruling.act is Act.DISMISS and not ruling.reason:
        raise invalid("reason", "has to say why it is none: it is shown in public")
    sequence = await rule(parts, ruling)
    is_applied = await parts.incidents.rulings_cursor() >= sequence
    return back(f"/desk/incidents/{id}", _DONE if is_applied else _LATE, "acts")


@post("/desk/incidents/{id:str}/{paper:str}", include_in_schema=False, guards=[needs(Right.RULE, page=True)])
async def post_paper(
    request: AnyRequest,
    parts: PartsHere,
    id: FromPath[str],  # noqa: A002
    paper: FromPath[str],
) -> Response[bytes]:
    """Write a note, a task, a link, who does what; begin a runbook."""
    actor, form = actor_of(request), fields(request)
    incident = await incident_of(parts, id, actor, Right.RULE)
    note_act(request, WRITTEN.get(paper, "write"), id)
    at = await _write(parts, incident, actor.name, paper, form)
    return back(f"/desk/incidents/{id}", "", at)


async def _write(parts: Parts, incident: Incident, by: str, paper: str, form: Fields) -> str:
    """Do what the form of `paper` asks; the part of the page that shows it."""
    match paper:
        case "notes":
            await add_note(parts, incident, by, form.text("words", 4000))
            return "notes"
        case "tasks":
            if not (number := form.text("id", 18)):
                await add_task(parts, incident, by, form.text("words"), form.text("assignee", 80))
            else:
                if not (number.isascii() and number.isdigit()):
                    raise invalid("id", "is no number of a task")
                assignee, done = form.text("assignee", 80), form.is_on("done")
                await set_task(parts, incident, int(number), by, done=done, assignee=assignee)
            return "tasks"
        case "links":
            await add_link(parts, incident, by, form.text("address", 2000), form.text("words", 200))
            return "links"
        case "duties":
            for duty in Duty:
                await set_duty(parts, incident, by, duty.value, form.text(duty.value, 80))
            return "duties"
        case "runbooks":
            await begin_runbook(parts, incident, by, form.text("id", 200, needed=True))
            return "tasks"
        case _:
            raise ProblemError("not-found", f"nothing is written under {paper[:80]}")


async def _page(parts: Parts, papers: Papers, now: datetime, actor: Actor) -> dict[str, object]:
    incident = papers.incident
    may_rule, is_theirs = may_on(actor, Right.RULE, incident), may_on_all(actor, Right.RULE, incident)
    possible = [act for state, act in RULED if state is incident.state and act in ACTS and may_rule]
    possible = [act for act in possible if is_theirs or act is Act.ACKNOWLEDGE]  # the whole is of others too
    if incident.acknowledged_at is not None:  # once more says nothing
        possible = [act for act in possible if act is not Act.ACKNOWLEDGE]
    if not incident.is_shared:
        possible = [act for act in possible if act is not Act.SPLIT]
    others = [one for one in await parts.incidents.list(states=ONGOING) if one.id != incident.id]
    others = [one for one in others if may_on_all(actor, Right.RULE, one)]
    others.sort(key=lambda one: abs(one.began_at - incident.began_at))  # what began together belongs together
    if not others:
        possible = [act for act in possible if act is not Act.MERGE]
    due, silent = running(papers.promises, now, incident), unheard(incident)
    told = await told_of(parts, incident.id)
    into = await parts.incidents.get(incident.into) if incident.into else None
    return {
        "now": now,
        "by_hand": is_by_hand(incident),
        "into": parts.pages.desk.title(into) if into is not None else "",
        "declarer": parts.catalog.declarer(incident.voice),
        "rings": bool(await ringing(parts, [incident.id])),
        "may_rule": may_rule,
        "may_speak": may_on(actor, Right.SPEAK, incident),
        "is_said_over": is_theirs and incident.id in await said_over(parts, [incident]),
        "acts": [(act.value, ACTS[act]) for act in ACTS if act in possible],
        "kinds": [kind.value for kind in CauseKind],
        "others": [(one.id, parts.pages.desk.title(one)) for one in others],
        "member_names": [(slug, parts.catalog.named(slug).name) for slug in incident.members],
        "can_speak": incident.state in ONGOING or incident.resolved_at is not None,
        "clocks": [
            {
                "mark": reading.mark.value.replace("_", " "),
                "is_crowd": reading.is_crowd,
                "at": reading.at,
                "reopened_at": papers.reopened_at if reading.mark in _TAKEN_BACK else None,
                "after": _after(reading.after.total_seconds()) if reading.after is not None else "",
            }
            for reading in papers.clocks
            if reading.mark not in silent
        ],
        "notes": papers.notes,
        "tasks": papers.tasks,
        "links": papers.links,
        "calls": await _calls(parts, incident),
        **await _duties(parts, papers),
        "timeline": _timeline(papers, now),
        "statements": [
            {
                "id": filed.statement.id,
                "state": filed.step.value,
                "phase": filed.statement.phase.value,
                "title": filed.statement.texts[0].title or "(no title)",
                "by": filed.statement.by,
                "voice": parts.catalog.operator_name(filed.statement.voice) if filed.statement.voice else "",
                "at": filed.statement.published_at or filed.statement.made_at,
                "next_at": filed.statement.next_at,
                "told": told.get(filed.statement.id, ""),
            }
            for filed in papers.statements
        ],
        "due": left_words(due[1].left) if due else "",
        "due_at": due[0].due_at if due else None,
        "is_late": due is not None and due[1].state in (PromiseState.DUE_SOON, PromiseState.MISSED),
        "runbooks": [
            {"id": book.id, "title": book.title, "html": rendered(book.markdown), "steps": len(book.steps)}
            for book in papers.runbooks
        ],
    }


async def _duties(parts: Parts, papers: Papers) -> dict[str, object]:
    """Who has which duty, and whether they have an account: who has none is reminded of nothing."""
    people = [one.name for one in await parts.people.people.accounts() if one.disabled_at is None]
    keys = {name_key(name) for name in people}
    names = {duty: papers.duties[duty].name if duty in papers.duties else "" for duty in Duty}
    told = [(duty.value, name, not name or name_key(name) in keys) for duty, name in names.items()]
    return {"people": people, "duties": told}


async def _calls(parts: Parts, incident: Incident) -> list[dict[str, object]]:
    """Who was called about it, and who answered."""
    calls = await parts.called.oncall.calls(incident=incident.id)
    return await calls_told(parts, calls, await names_of(parts.people.people)) if calls else []


def _timeline(papers: Papers, now: datetime) -> list[dict[str, object]]:
    """What happened, oldest first, each with where it comes from."""
    rows: list[dict[str, object]] = [
        {
            "at": event.at,
            "what": wording.event_words(event.kind, papers.incident),
            "words": event.note,
            "source": _source(event),
        }
        for event in papers.events
    ]
    rows += [
        {"at": note.at, "what": "Note", "words": note.words, "source": f"note by {note.by}"}
        for note in papers.notes
    ]
    rows += [
        {"at": task.done_at, "what": "Task done", "words": task.words, "source": f"task by {task.done_by}"}
        for task in papers.tasks
        if task.done_at is not None
    ]
    rows += [
        {
            "at": promise.due_at,
            "what": "Promised word did not come",
            "words": "",
            "source": "promise",
        }
        for promise in papers.promises
        if promise.due_at < min(promise.kept_at or lapsed_at(papers.incident) or now, now)
    ]
    drafts = [filed for filed in papers.statements if filed.step is StatementState.WAITING]
    rows += [
        {
            "at": filed.statement.made_at,
            "what": "Statement waits for approval",
            "words": filed.statement.texts[0].title,
            "source": f"statement by {filed.statement.by}",
        }
        for filed in drafts
    ]
    return sorted(rows, key=lambda row: str(row["at"]))


def _source(event: Event) -> str:
    if event.by == OURSELVES:
        return "machine"
    return f"{'statement' if event.kind is EventKind.STATED else 'ruled'} by {event.by}"


def _after(seconds: float) -> str:
    minutes = round(seconds / 60)
    sign = "+" if minutes >= 0 else "−"
    return (
        f"{sign}{abs(minutes)} min"
        if abs(minutes) < 120
        else f"{sign}{abs(minutes) // 60} h {abs(minutes) % 60} min"
    )
