"""Comments that wait for a look, and those that were decided lately."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import FromPath

from groundswell.core.access import Right
from groundswell.core.model import CommentState
from groundswell.web.api.comments import decided
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs
from groundswell.web.desk.form import back, drawn, fields
from groundswell.web.problems import invalid


@get("/desk/comments", include_in_schema=False, guards=[needs(Right.RULE, page=True)])
async def get_comments(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Those that wait first."""
    actor = actor_of(request)
    page = {
        "title": "Comments",
        "is_on": parts.config.comments,
        "waiting": [
            (each, parts.catalog.named(each.service).name, parts.catalog.area_name(each.country))
            for each in await parts.comments.list(state=CommentState.WAITING)
            if actor.may(Right.RULE, each.service)
        ],
        "shown": [
            (each, parts.catalog.named(each.service).name, parts.catalog.area_name(each.country))
            for each in await parts.comments.list(state=CommentState.SHOWN, limit=30)
            if actor.may(Right.RULE, each.service)
        ],
    }
    return drawn(request, parts, "desk_comments", page)


@post("/desk/comments/{id:str}", include_in_schema=False, guards=[needs(Right.RULE, page=True)])
async def post_comment(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """Show it, or refuse it."""
    form = fields(request)
    state = form.text("state", 20)
    if state not in (CommentState.SHOWN, CommentState.REFUSED):
        raise invalid("state", "is neither shown nor refused")
    await decided(request, parts, id, CommentState(state))
    return back("/desk/comments")
