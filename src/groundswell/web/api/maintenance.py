"""Planned maintenance for programs: everybody reads it, who may speak plans it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from litestar import get, post
from litestar.params import QueryParameter

from groundswell.core.access import Right
from groundswell.core.desk import Maintenance, Words
from groundswell.flow.plain import reader
from groundswell.web.api.changes import slug_of
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
from groundswell.web.desk.maintenance import maintenance_of, move, plan
from groundswell.web.language import offered
from groundswell.web.problems import invalid
from groundswell.web.wire_papers import MaintenanceIn, MaintenanceList, MaintenanceOut, StageOut, WordsOut

_decode: Final = reader(MaintenanceIn)


@get(
    "/api/v1/maintenances",
    tags=["services"],
    responses=faults("malformed", "unknown-service", "unavailable"),
)
async def list_maintenances(
    parts: PartsHere,
    service: Annotated[str, QueryParameter(description="only of this service: slug, name or alias")] = "",
) -> MaintenanceList:
    """Planned work on services, what is on and what was over in the last thirty days too."""
    slug, now = slug_of(service, parts) if service else "", parts.clock.now()
    found = await parts.gather.tell.planned(now)
    return MaintenanceList([_out(each, now) for each in found if not slug or slug in each.services])


@post(
    "/api/v1/desk/maintenances",
    status_code=200,
    tags=["desk"],
    guards=[needs(Right.SPEAK)],
    security=TOKEN_SECURITY,
    responses=faults(
        *(
            "malformed",
            "unauthorized",
            "forbidden",
            "not-found",
            "too-slow",
            "too-large",
            "unsupported-media-type",
        ),
        *("invalid", "unavailable"),
    ),
)
async def plan_maintenance(request: AnyRequest, parts: PartsHere) -> MaintenanceOut:
    """Plan maintenance, change what is planned, or say how far it is."""
    said = _decode(await json_body(request, parts))
    actor = actor_of(request)
    before = await maintenance_of(parts, said.id) if said.id else None
    if said.stage is not None:
        if before is None:
            raise invalid("id", "names the maintenance that came to this stage")
        note_act(request, f"maintenance {said.stage.value}", before.id)
        return _out(await move(parts, actor, before, said.stage.value, said.words), parts.clock.now())
    for each in said.texts:
        if each.language not in offered():
            raise invalid("texts", f"{each.language} is none of {', '.join(offered())}")
    act, named = ("changed", before.id) if before else ("planned", ", ".join(said.services)[:200])
    note_act(request, f"maintenance {act}", named)
    kept = await plan(
        parts,
        actor,
        before,
        services=said.services,
        components=said.components,
        from_at=said.from_at,
        until_at=said.until_at,
        texts=[Words(each.language, each.title, each.body) for each in said.texts],
    )
    return _out(kept, parts.clock.now())


def _out(each: Maintenance, at: datetime) -> MaintenanceOut:
    return MaintenanceOut(
        id=each.id,
        services=list(each.services),
        components=list(each.components),
        from_at=each.from_at,
        until_at=each.until_at,
        stage=each.stage_at(at),
        texts=[WordsOut(words.language, words.title, words.body) for words in each.texts],
        sequence=each.sequence,
        updates=[StageOut(update.at, update.stage, update.words) for update in each.updates],
    )
