"""Statements for programs: drafted, kept, published."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

from litestar import delete, get, post
from litestar.params import FromPath, QueryParameter
from msgspec.structs import asdict

from groundswell.core.access import Right
from groundswell.core.statement import Action, Advice, Cure, Phase
from groundswell.flow.plain import reader
from groundswell.flow.utter import Chosen
from groundswell.ports import Filed, StatementState
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
from groundswell.web.desk.compose import begin, checked_text, discard, next_phase, say, statement_of
from groundswell.web.desk.form import incident_of, open_to
from groundswell.web.desk.templates import fitting_one
from groundswell.web.desk.translations import approve
from groundswell.web.problems import invalid
from groundswell.web.wire_papers import (
    LanguageIn,
    PublishIn,
    StatementIn,
    StatementList,
    StatementOut,
    TextOut,
)
from groundswell.web.wire_templates import DraftOut

_statement: Final = reader(StatementIn)
_publish: Final = reader(PublishIn)
_language: Final = reader(LanguageIn)
_WRITING: Final = (
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
    "/api/v1/desk/incidents/{id:str}/draft",
    tags=["desk"],
    guards=[needs(Right.SPEAK)],
    security=TOKEN_SECURITY,
    responses=faults("malformed", "unauthorized", "forbidden", "not-found", "unavailable"),
)
async def get_draft(
    request: AnyRequest,
    parts: PartsHere,
    id: FromPath[str],  # noqa: A002
    phase: Annotated[Phase | None, QueryParameter(description="how far the work is; as said last")] = None,
    template: Annotated[
        str, QueryParameter(description="the id of a template to begin from: it is for its own phase")
    ] = "",
    doing: Annotated[
        Action | None,
        QueryParameter(
            description="what is done about it, in the operator's voice alone; as usual in the phase"
        ),
    ] = None,
    advice: Annotated[
        Advice | None, QueryParameter(description="what readers can do; what helps others, else as usual")
    ] = None,
    cure: Annotated[
        Cure | None, QueryParameter(description="how it ended, in the operator's voice alone; fixed")
    ] = None,
) -> DraftOut:
    """A statement drafted from what is known of an incident, or begun from a template; nothing is kept."""
    actor = actor_of(request)
    incident = await incident_of(parts, id, actor, Right.SPEAK)
    words = await fitting_one(parts, actor, incident, template) if template else None
    wanted = phase or await next_phase(parts, incident)
    begun = await begin(parts, actor, incident, words, wanted, chosen=Chosen(doing, advice, cure))
    return DraftOut(
        **asdict(statement_out(begun.filed)),
        template=words.id if words else "",
        drafted=list(begun.drafted),
        left_out=list(begun.left_out),
    )


@get(
    "/api/v1/desk/statements",
    tags=["desk"],
    guards=[needs(Right.LOOK)],
    security=TOKEN_SECURITY,
    responses=faults("malformed", "unauthorized", "forbidden", "unavailable"),
)
async def list_statements(
    request: AnyRequest,
    parts: PartsHere,
    incident: Annotated[str, QueryParameter(description="only of this incident")] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=500, description="at most so many")] = 100,
) -> StatementList:
    """Statements, drafts too, latest made first."""
    found = await parts.desk.statements(incidents=[incident] if incident else None, limit=limit)
    theirs = await open_to(parts, actor_of(request), [filed.statement.incident for filed in found])
    return StatementList([statement_out(filed) for filed in found if filed.statement.incident in theirs])


@post(
    "/api/v1/desk/statements",
    status_code=200,
    tags=["desk"],
    guards=[needs(Right.SPEAK)],
    security=TOKEN_SECURITY,
    responses=faults(*_WRITING),
)
async def put_statement(request: AnyRequest, parts: PartsHere) -> StatementOut:
    """Keep a statement that is not published yet: a new one, or the next revision of one."""
    said = _statement(await json_body(request, parts))
    actor = actor_of(request)
    incident = await incident_of(parts, said.incident, actor, Right.SPEAK)
    fresh = await parts.utter.drafted(incident, said.phase, actor.name, said.next_at)
    before = (await statement_of(parts, said.id)).statement if said.id else fresh.statement
    if before.incident != incident.id:
        raise invalid("incident", "the statement is about another one")
    texts = tuple(checked_text(t.language, t.title, t.body, is_draft=t.is_draft) for t in said.texts)
    statement = replace(
        before,
        incident=incident.id,
        phase=said.phase,
        texts=texts,
        next_at=said.next_at,
        is_cause_known=said.is_cause_known,
    )
    if not statement.says_what(before):
        statement = replace(statement, by=actor.name)
    note_act(request, "statement sent for approval" if said.is_waiting else "statement kept", statement.id)
    state = StatementState.WAITING if said.is_waiting else StatementState.DRAFT
    return statement_out(await parts.utter.keep(Filed(statement, state, said.revision)))


@post(
    "/api/v1/desk/statements/{id:str}/publish",
    status_code=200,
    tags=["desk"],
    guards=[needs(Right.SPEAK)],
    security=TOKEN_SECURITY,
    responses=faults(*_WRITING),
)
async def publish_statement(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> StatementOut:  # noqa: A002
    """Approve and publish a revision of a statement."""
    said = _publish(await json_body(request, parts))
    actor = actor_of(request)
    filed = await statement_of(parts, id)
    note_act(request, "statement published", id[:200])
    await incident_of(parts, filed.statement.incident, actor, Right.SPEAK)
    return statement_out(await say(parts, actor, replace(filed, revision=said.revision)))


@post(
    "/api/v1/desk/statements/{id:str}/languages",
    status_code=200,
    tags=["desk"],
    guards=[needs(Right.SPEAK)],
    security=TOKEN_SECURITY,
    responses=faults(*_WRITING),
)
async def post_language(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> StatementOut:  # noqa: A002
    """Approve a language of a statement that is published: its text is shown from then on, and told to nobody once more."""
    said = _language(await json_body(request, parts))
    return statement_out(await approve(request, parts, id, said.language))


@delete(
    "/api/v1/desk/statements/{id:str}",
    tags=["desk"],
    guards=[needs(Right.SPEAK)],
    security=TOKEN_SECURITY,
    responses=faults("unauthorized", "forbidden", "not-found", "invalid", "unavailable"),
)
async def delete_statement(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> None:  # noqa: A002
    """Discard a statement that is not published, with all its revisions: its author may, and administrators."""
    actor = actor_of(request)
    filed = await statement_of(parts, id)
    note_act(request, "statement discarded", id[:200])
    incident = await incident_of(parts, filed.statement.incident, actor, Right.SPEAK)
    await discard(parts, actor, incident, id, None)


def statement_out(filed: Filed) -> StatementOut:
    """A statement as programs read it."""
    said = filed.statement
    return StatementOut(
        id=said.id,
        incident=said.incident,
        phase=said.phase,
        kind=said.kind,
        state=filed.step,
        revision=filed.revision,
        texts=[TextOut(text.language, text.title, text.body, text.is_draft) for text in said.texts],
        by=said.by,
        approved_by=said.approved_by,
        made_at=said.made_at,
        published_at=said.published_at,
        next_at=said.next_at,
        is_cause_known=said.is_cause_known,
        voice=said.voice,
    )
