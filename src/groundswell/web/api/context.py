"""What every handler shares: the parts, the token guard, and the problems that it documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar.connection import ASGIConnection, Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.handlers.base import BaseRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import SkipValidation

from groundswell.core.access import KEEPER, Actor, Right
from groundswell.web.answer import HeaderMap, media_type
from groundswell.web.body import Bodies
from groundswell.web.language import ENGLISH, LANGUAGE_KEY
from groundswell.web.parts import Parts
from groundswell.web.problems import KINDS, PROBLEM_TYPE, ProblemError
from groundswell.web.shape import Shape
from groundswell.web.tokens import basic, bearer
from groundswell.web.wire import Problem

PartsHere = NamedDependency[SkipValidation[Parts]]
ShapeHere = NamedDependency[SkipValidation[Shape]]
AnyRequest = Request[Any, Any, State]

Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], None]
_ACTOR = "actor"

TOKEN_SECURITY: list[dict[str, list[str]]] = [{"token": []}]


def headers_of(request: AnyRequest) -> HeaderMap:
    """The request's headers by lower-case name."""
    return dict(request.scope["headers"])


def language_of(request: AnyRequest, unsaid: str = ENGLISH) -> str:
    """The language of the path, as the front has found it."""
    code: str = dict(request.scope).get(LANGUAGE_KEY, unsaid)  # type: ignore[assignment]  # ours
    return code


def bodies_of(request: AnyRequest) -> Bodies:
    """The reader of bodies that all requests share."""
    bodies: Bodies = request.app.state.bodies
    return bodies


async def json_body(request: AnyRequest, parts: Parts) -> bytes:
    """The body of a request of the desk. Raises ProblemError where it is no JSON by its head, too large or too slow."""
    headers, config = headers_of(request), parts.config
    if media_type(headers) != "application/json":
        raise ProblemError("unsupported-media-type", "send Content-Type application/json")
    return await bodies_of(request).read(
        request.receive, headers, config.body_bytes_max, config.body_seconds_max
    )


def needs(right: Right, *, page: bool = False) -> Guard:
    """A guard: let in who may do `right`. Of a `page` the browser asks for a name, which may be any, and the token as password.

    It raises ProblemError (401).
    """

    def guard(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
        parts: Parts = connection.app.state.parts
        authorization = dict(connection.scope["headers"]).get(b"authorization", b"")
        shown = bearer(authorization) or (basic(authorization) if page else None)
        if shown is None or not parts.token_fits(shown):
            raise _refused(page=page, shown=shown is not None)
        assert KEEPER.may(right), "the instance's own token opens everything"
        connection.scope["state"][_ACTOR] = KEEPER

    return guard


def actor_of(request: AnyRequest) -> Actor:
    """Who is acting, as the route's guard has found."""
    actor: Actor = request.scope["state"][_ACTOR]
    return actor


def _refused(*, page: bool, shown: bool) -> ProblemError:
    if page:
        word = "log in with any name, and the instance's token as password"
        asked = b'Basic realm="groundswell desk", charset="UTF-8"'
    else:
        word = "the token does not fit" if shown else "no token was sent"
        asked = b'Bearer realm="groundswell"'
    return ProblemError("unauthorized", word, headers=[(b"www-authenticate", asked)])


def faults(*kinds: str) -> dict[int, ResponseSpec]:
    """The documentation of the problems that a route can answer with."""
    found: dict[int, ResponseSpec] = {}
    for kind in kinds:
        status = KINDS[kind].status
        words = (
            KINDS[kind].title if status not in found else f"{found[status].description}; {KINDS[kind].title}"
        )
        found[status] = ResponseSpec(
            Problem, generate_examples=False, description=words, media_type=PROBLEM_TYPE
        )
    return found
