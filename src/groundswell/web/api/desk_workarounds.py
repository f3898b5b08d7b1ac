"""Workarounds at the desk, for programs: what is proposed, written, translated, shown and taken down."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from litestar import get, post
from litestar.params import FromPath, QueryParameter

from groundswell.core.access import Actor, Right
from groundswell.core.workarounds import Advice, Workaround, WorkaroundState
from groundswell.flow.advise import Written
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
    require,
)
from groundswell.web.api.papers import WRITING
from groundswell.web.desk.form import republish
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError
from groundswell.web.wire_workarounds import (
    AdviceIn,
    AdviceOut,
    DeskWayList,
    DeskWayOut,
    WayDecisionIn,
    WorkaroundIn,
)

_written: Final = msgspec.json.Decoder(WorkaroundIn).decode
_text: Final = msgspec.json.Decoder(AdviceIn).decode
_decision: Final = msgspec.json.Decoder(WayDecisionIn).decode
_ID_LETTERS_MAX: Final = 40


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


async def open_ways(parts: Parts, actor: Actor, state: WorkaroundState, limit: int = 100) -> list[Workaround]:
    """Those in `state` whose service `actor` may look at, latest first."""
    found = await parts.advise.all((state,), limit=10_000 if actor.services is not None else limit)
    return [each for each in found if actor.may(Right.LOOK, each.service)][:limit]


async def wrote(request: AnyRequest, parts: Parts, written: Written) -> Workaround:
    """Keep what the desk wrote. Raises ProblemError (403), InputError."""
    actor = actor_of(request)
    require(actor, Right.SPEAK, written.service)
    kept = await parts.advise.write(written, actor.name)
    note_act(request, "workaround written", kept.id)
    await _shown(parts, kept)
    return kept


async def decided_way(
    request: AnyRequest,
    parts: Parts,
    id: str,  # noqa: A002
    state: WorkaroundState,
) -> Workaround:
    """Show it, or take it down. Raises ProblemError (403, 404)."""
    actor = actor_of(request)
    note_act(request, f"workaround {state.value}", id[:_ID_LETTERS_MAX])
    before = await _of(parts, id)
    require(actor, Right.RULE, before.service)
    found = await parts.advise.decide(before.id, state, actor.name)
    assert found is not None, "it was there a moment ago, and is forgotten only when it is old"
    await _shown(parts, found, before.incident)
    return found


async def translated(request: AnyRequest, parts: Parts, id: str, text: Advice) -> Workaround:  # noqa: A002
    """Keep `text`. Raises ProblemError (403, 404), InputError."""
    actor = actor_of(request)
    note_act(request, f"workaround text {text.language[:8]}", id[:_ID_LETTERS_MAX])
    before = await _of(parts, id)
    require(actor, Right.SPEAK, before.service)
    found = await parts.advise.translate(before.id, text, actor.name)
    assert found is not None, "it was there a moment ago, and is forgotten only when it is old"
    await _shown(parts, found)
    return found


async def _of(parts: Parts, id: str) -> Workaround:  # noqa: A002
    is_one = id.isascii() and id.isprintable() and len(id) <= _ID_LETTERS_MAX
    found = await parts.advise.any(id) if is_one else None
    if found is None:
        raise ProblemError(
            "not-found", f'there is no workaround "{id[:80]}"; /api/v1/desk/workarounds lists those that wait'
        )
    return found


async def _shown(parts: Parts, way: Workaround, incident: str = "") -> None:
    """Bring the pages that tell of it up to date, now: advice that does harm must be gone when the desk has said so."""
    await republish(parts, (way.service,))
    for each in {way.incident, incident} - {""}:
        await parts.publish.incident(each)


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
