"""Comments at the desk: what people wrote, and whether it may be shown."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import get, post
from litestar.params import FromPath, QueryParameter

from groundswell.core.access import Right
from groundswell.core.model import Comment, CommentState
from groundswell.flow.plain import reader
from groundswell.web.api.changes import check_text, slug_of
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
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError
from groundswell.web.wire_desk import CommentList, CommentOut, DecisionIn

_decode: Final = reader(DecisionIn)
_DIGITS_MAX: Final = 18
"""of an id: what is longer is none of ours, and some databases could not compare with it"""


@get(
    "/api/v1/desk/comments",
    tags=["desk"],
    guards=[needs(Right.RULE)],
    security=TOKEN_SECURITY,
    responses=faults("malformed", "unauthorized", "forbidden", "unknown-service", "unavailable"),
)
async def list_comments(
    request: AnyRequest,
    parts: PartsHere,
    wanted: Annotated[
        CommentState, QueryParameter(name="state", description="in this state")
    ] = CommentState.WAITING,
    service: Annotated[str, QueryParameter(description="only of this service: slug, name or alias")] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=500, description="at most so many")] = 100,
) -> CommentList:
    """What people wrote, newest first; nothing is taken while `web.comments` is off."""
    slug = slug_of(service, parts) if service else None
    actor = actor_of(request)
    require(actor, Right.RULE, slug)
    theirs = actor.on(Right.RULE)
    if slug is None and theirs is not None:
        # Asked one by one, so that others' comments do not fill the list.
        each = [await parts.comments.list(state=wanted, service=own, limit=limit) for own in sorted(theirs)]
        found = sorted(
            (one for some in each for one in some), key=lambda one: (one.at, one.id), reverse=True
        )[:limit]
    else:
        found = list(await parts.comments.list(state=wanted, service=slug, limit=limit))
    return CommentList([_out(comment) for comment in found])


@post(
    "/api/v1/desk/comments/{id:str}",
    status_code=200,
    tags=["desk"],
    guards=[needs(Right.RULE)],
    security=TOKEN_SECURITY,
    responses=faults(
        "malformed",
        "unauthorized",
        "forbidden",
        "not-found",
        "too-slow",
        "too-large",
        "unsupported-media-type",
        "invalid",
        "unavailable",
    ),
)
async def decide_comment(
    request: AnyRequest,
    parts: PartsHere,
    id: FromPath[str],  # noqa: A002  the path's word
) -> CommentOut:
    """Let a comment through, or refuse it; the service's page follows at once."""
    said = _decode(await json_body(request, parts))
    check_text("by", said.by)
    return _out(await decided(request, parts, id, CommentState(said.state), said.by))


async def decided(request: AnyRequest, parts: Parts, id: str, state: CommentState, by: str = "") -> Comment:  # noqa: A002  the path's word
    """Put a comment into `state`; the service's page follows. Raises ProblemError (404)."""
    is_number = id.isascii() and id.isdigit() and len(id) <= _DIGITS_MAX
    actor = actor_of(request)
    by = actor.name if actor.account or not by else by
    note_act(request, f"comment {state.value}", id[:_DIGITS_MAX])
    comment = await parts.comments.decide(int(id), state, by, actor.on(Right.RULE)) if is_number else None
    if comment is None:
        raise ProblemError(
            "not-found", f'there is no comment "{id[:80]}"; /api/v1/desk/comments lists those that wait'
        )
    if comment.service in parts.catalog.services:
        changed = await parts.publish.run({comment.service})
        if f"/s/{comment.service}/live" in changed:
            parts.live.changed(comment.service)
    return comment


def _out(comment: Comment) -> CommentOut:
    return CommentOut(
        id=comment.id,
        service=comment.service,
        at=comment.at,
        country=comment.country,
        words=comment.words,
        state=comment.state,
        by=comment.by,
    )
