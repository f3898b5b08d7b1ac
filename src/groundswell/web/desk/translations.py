"""A language of a statement that is out already, read later: shown from then on, and told to nobody once more."""

from __future__ import annotations

from litestar import Response, post
from litestar.params import FromPath

from groundswell.core.access import Right
from groundswell.ports import Filed
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs, note_act
from groundswell.web.desk.compose import has_voice, statement_of
from groundswell.web.desk.form import back, fields, incident_of, republish
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError


@post("/desk/statements/{id:str}", include_in_schema=False, guards=[needs(Right.SPEAK, page=True)])
async def post_translation(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """Somebody has read it."""
    await approve(request, parts, id, fields(request).text("language", 10, needed=True))
    return back(f"/desk/statements/{id}")


async def approve(request: AnyRequest, parts: Parts, id: str, language: str) -> Filed:  # noqa: A002
    """Let the text in `language` of the statement `id` out; the public pages follow. Raises InputError, ProblemError."""
    actor, filed = actor_of(request), await statement_of(parts, id)
    incident = await incident_of(parts, filed.statement.incident, actor, Right.SPEAK)
    if not has_voice(parts, actor, filed):
        words = "it is its operator's own word: whoever speaks for the service approves its languages"
        raise ProblemError("forbidden", words)
    note_act(request, "statement's language approved", f"{filed.statement.id}: {language}")
    out = await parts.utter.approve(filed.statement.id, language, actor.name)
    await republish(parts, (incident.service, *incident.members))
    return out
