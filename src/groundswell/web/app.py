"""The web, put together: the front, and behind it Litestar with the routes of the API."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast
from urllib.parse import quote

from litestar import Litestar, Response
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException, ValidationException

from groundswell.flow.plain import plain
from groundswell.flow.publish import pack
from groundswell.web.answer import ASGIApp, HeaderMap, Message, Scope, wants_html
from groundswell.web.api import HANDLERS
from groundswell.web.api.context import AnyRequest, acted, acting, headers_of, language_of, viewer_of
from groundswell.web.api.pages import response_of
from groundswell.web.api.rules import check_rules
from groundswell.web.assets import load_assets
from groundswell.web.body import Bodies
from groundswell.web.describe import openapi_bytes
from groundswell.web.desk import PAGES
from groundswell.web.front import Front
from groundswell.web.language import split
from groundswell.web.parts import Parts
from groundswell.web.people.browser import DESK, see
from groundswell.web.people.paper import open_page
from groundswell.web.people.signing import SIGN_IN
from groundswell.web.problems import (
    CHOICES,
    ProblemError,
    problem_answer,
    problem_of,
    told_in,
    unknown_parameter,
)
from groundswell.web.published import Published
from groundswell.web.shape import Shape
from groundswell.web.wire import FieldFault

OPENAPI_PATH = "/api/openapi.json"
_KINDS: Mapping[int, str] = {
    400: "malformed",
    401: "unauthorized",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
}


def build_app(parts: Parts) -> Front:
    """The ASGI application of an instance. Publishes its OpenAPI document in the Site."""
    config, assets = parts.config, load_assets()
    published = Published(
        parts.site, config.frame_ancestors, config.stale_seconds, style=assets.style, script=assets.theme
    )
    bodies = parts.bodies
    behind = _litestar(parts, published, bodies)
    sharing = (("access-control-allow-origin", "*"),)
    parts.site.put(
        OPENAPI_PATH,
        pack("application/json", openapi_bytes(), max_age_seconds=300, headers=sharing),
    )
    return Front(parts, cast("ASGIApp", behind), published, bodies)


def _litestar(parts: Parts, published: Published, bodies: Bodies) -> Litestar:
    shape = Shape(parts.catalog, parts.config.public_url)

    def answer_fault(request: AnyRequest, fault: Exception) -> Response[bytes]:
        problem = _problem_of(fault, request.url.path)
        headers = headers_of(request)
        if problem.kind == "unauthorized" and _is_desk_page(request) and wants_html(headers):
            goal = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return see(SIGN_IN + (f"?next={quote(goal, safe='/')}" if request.method == "GET" else ""))
        if wants_html(headers) and not request.url.path.startswith("/api/"):
            if _is_desk_page(request):
                return _desk_fault(request, parts, problem)
            return _fault_page(parts, published, problem, request.url.path, headers, language_of(request, ""))
        return response_of(problem_answer(problem))

    check_rules([*HANDLERS, *PAGES])
    return Litestar(
        before_request=_check_query,
        before_send=[_noting(parts)],
        route_handlers=[*HANDLERS, *PAGES],
        dependencies={
            "parts": Provide(lambda: parts, sync_to_thread=False),
            "shape": Provide(lambda: shape, sync_to_thread=False),
        },
        exception_handlers={Exception: answer_fault, HTTPException: answer_fault},
        state=State(
            {
                "parts": parts,
                "published": published,
                "bodies": bodies,
                "bulk_turns": asyncio.Semaphore(parts.config.bulk_requests_max),
            }
        ),
        openapi_config=None,
        logging_config=None,
        debug=False,
    )


def _is_desk_page(request: AnyRequest) -> bool:
    return request.url.path == DESK or request.url.path.startswith(f"{DESK}/")


def _noting(parts: Parts) -> Callable[[Any, Any], Awaitable[None]]:
    """Has the audit log say what was done at the desk, as its answer goes out: no route can forget it."""

    async def note(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start" or (did := acted(scope)) is None:
            return
        actor, act, thing = did
        status: int = message["status"]
        await parts.people.note(
            actor.name, actor.account, act, thing, "done" if status < 400 else f"refused ({status})"
        )

    return note


def _check_query(request: AnyRequest) -> None:
    if not request.scope["path"].startswith("/api/") or not request.query_params:
        return
    fields = request.route_handler.parsed_fn_signature.parameters.values()
    names = {getattr(field.kwarg_definition, "name", None) or field.name for field in fields}
    known = sorted(names - {"request", "parts", "shape", *request.path_params})
    if (problem := unknown_parameter(request.query_params, known)) is not None:
        raise problem


def _fault_page(
    parts: Parts, published: Published, problem: ProblemError, path: str, headers: HeaderMap, code: str
) -> Response[bytes]:
    code = code or split(path)[0]
    if problem.kind == "not-found":
        page = parts.pages_in(code).not_found(path)
    else:
        page = parts.pages_in(code).error(problem.status, *told_in(problem, code))
    answer = published.answer_page(page, headers, problem.status)
    return response_of(answer._replace(headers=[*answer.headers, *problem.headers]))


def _desk_fault(request: AnyRequest, parts: Parts, problem: ProblemError) -> Response[bytes]:
    """What went wrong at the desk, with the ways on for who is known there by now."""
    told = {
        "viewer": viewer_of(request) if acting(request) else None,
        "title": problem.title,
        "headline": problem.detail.partition("; /api/")[0],  # that is for programs
        "is_form": request.method == "POST",
    }
    answer = open_page(request, parts, "desk_fault", told, problem.status)
    answer.headers.update({name.decode(): value.decode("latin-1") for name, value in problem.headers})
    return answer


def _problem_of(fault: Exception, path: str) -> ProblemError:
    if not isinstance(fault, HTTPException):
        return problem_of(fault)
    kind = _KINDS.get(fault.status_code)
    if kind is None:
        return problem_of(fault)
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in (fault.headers or {}).items()
    ]
    if kind == "not-found":
        return ProblemError(kind, f"nothing lives at {path[:200]}", headers=headers)
    if kind == "method-not-allowed":
        return ProblemError(kind, "Allow names what can be done here", headers=headers)
    errors = _field_faults(fault) if isinstance(fault, ValidationException) else []
    detail = "; ".join(f"{error.field}: {error.fault}" for error in errors) or fault.detail
    return ProblemError(kind, detail[:500], errors=errors, headers=headers)


def _field_faults(fault: ValidationException) -> list[FieldFault]:
    extra: Any = fault.extra
    found = extra if isinstance(extra, list) else []
    return [
        FieldFault(
            *plain(str(item.get("message", "")), _asked_as(str(item.get("key", "query")))[:80], CHOICES)
        )
        for item in found
        if isinstance(item, dict)
    ]


def _asked_as(parameter: str) -> str:
    """A handler's parameter as it is written in an address; "state" is a word of Litestar's."""
    return "state" if parameter == "states" else parameter
