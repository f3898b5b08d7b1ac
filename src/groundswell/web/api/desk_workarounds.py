"""Workarounds at the desk, for programs: what is proposed, written, translated, shown and taken down."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import get, post
from litestar.params import FromPath, QueryParameter

from groundswell.core.access import Right
from groundswell.core.workarounds import Advice, Workaround, WorkaroundState
from groundswell.flow.advise import Written
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
)
from groundswell.web.api.papers import WRITING
from groundswell.web.desk.workarounds import decided_way, open_ways, translated, wrote
from groundswell.web.parts import Parts
from groundswell.web.wire_workarounds import (
    AdviceIn,
    AdviceOut,
    DeskWayList,
    DeskWayOut,
    WayDecisionIn,
    WorkaroundIn,
)

_written: Final = reader(WorkaroundIn)
_text: Final = reader(AdviceIn)
_decision: Final = reader(WayDecisionIn)


@get(
    "/api/v1/desk/workarounds",
    tags=["desk"],
    guards=[needs(Right.LOOK)],
    security=TOKEN_SECURITY,
    responses=faults("malformed", "unauthorized", "forbidden", "unavailable"),
)
async def list_desk_workarounds(
    request: AnyRequest,
    parts: PartsHere,
    wanted: Annotated[
        WorkaroundState, QueryParameter(name="state", description="in this state")
    ] = WorkaroundState.PROPOSED,
    limit: Annotated[int, QueryParameter(ge=1, le=500, description="at most so many")] = 100,
) -> DeskWayList:
    """Workarounds of services that are open to whoever asks, latest first."""
    return DeskWayList(
        [_out(each, parts) for each in await open_ways(parts, actor_of(request), wanted, limit)]
    )


@post(
    "/api/v1/desk/workarounds",
    status_code=201,
    tags=["desk"],
    guards=[needs(Right.SPEAK)],
    security=TOKEN_SECURITY,
    responses=faults(*WRITING, "unknown-service"),
)
async def write_workaround(request: AnyRequest, parts: PartsHere) -> DeskWayOut:
    """Say what helps; pages show it at once."""
    told = _written(await json_body(request, parts))
    written = Written(
        slug_of(told.service, parts),
        told.words,
        told.language,
        tuple(told.symptoms),
        tuple(told.platforms),
        told.incident,
    )
    return _out(await wrote(request, parts, written), parts)


@post(
    "/api/v1/desk/workarounds/{id:str}",
    status_code=200,
    tags=["desk"],
    guards=[needs(Right.RULE)],
    security=TOKEN_SECURITY,
    responses=faults(*WRITING),
)
async def decide_workaround(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> DeskWayOut:  # noqa: A002
    """Show a workaround, or take it down; the pages follow at once."""
    told = _decision(await json_body(request, parts))
    return _out(await decided_way(request, parts, id, WorkaroundState(told.state)), parts)


@post(
    "/api/v1/desk/workarounds/{id:str}/texts",
    status_code=200,
    tags=["desk"],
    guards=[needs(Right.SPEAK)],
    security=TOKEN_SECURITY,
    responses=faults(*WRITING),
)
async def put_workaround_text(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> DeskWayOut:  # noqa: A002
    """Put a text of a workaround in a language, a translation or a correction."""
    told = _text(await json_body(request, parts))
    text = Advice(told.language, told.words, told.is_draft)
    return _out(await translated(request, parts, id, text), parts)


def _out(way: Workaround, parts: Parts) -> DeskWayOut:
    helped, tried = way.tally.counted
    return DeskWayOut(
        id=way.id,
        service=way.service,
        incident=way.incident,
        texts=[AdviceOut(text.language, text.words, text.is_draft) for text in way.texts],
        symptoms=list(way.symptoms),
        platforms=list(way.platforms),
        by="desk" if way.by else "user",
        at=way.made_at,
        helped=helped,
        tried=tried,
        url=f"{parts.config.url}/workarounds/{way.id}",
        state=way.state,
        writer=way.by,
        decided_by=way.decided_by,
        changed_at=way.changed_at,
        networks=way.tally.networks,
    )
