"""The web, put together: the front, and behind it Litestar with the routes of the API."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import cache
from typing import Any, cast
from urllib.parse import quote

from litestar import Litestar, Response
from litestar.di import Provide
from litestar.exceptions import HTTPException, ValidationException
from litestar.typing import FieldDefinition

from groundswell.flow.plain import plain, words_of
from groundswell.web.again import answer_again, page_of
from groundswell.web.answer import ASGIApp, HeaderMap, Receive, Scope, Send, wants_html
from groundswell.web.api import HANDLERS
from groundswell.web.api.context import (
    AnyRequest,
    acted,
    acting,
    headers_of,
    language_of,
    refuse_form,
    sent_in_vain,
    viewer_of,
)
from groundswell.web.api.pages import response_of
from groundswell.web.api.rules import check_rules
from groundswell.web.assets import load_assets
from groundswell.web.desk import PAGES
from groundswell.web.front import Front
from groundswell.web.language import split
from groundswell.web.parts import Parts
from groundswell.web.people.brought import Brought
from groundswell.web.people.browser import DESK, see
from groundswell.web.people.paper import open_page
from groundswell.web.people.signing import SIGN_IN, sign_in_page
from groundswell.web.problems import (
    ProblemError,
    problem_answer,
    problem_of,
    told_in,
    unknown_parameter,
)
from groundswell.web.published import Published
from groundswell.web.served import SERVED_KEY, Served, served
from groundswell.web.shape import Shape
from groundswell.web.wire import FieldFault

_KINDS: Mapping[int, str] = {
    400: "malformed",
    401: "unauthorized",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
}


def build_app(parts: Parts) -> Front:
    """The ASGI application of an instance."""
    config, assets = parts.config, load_assets()
    published = Published(
        parts.site, config.frame_ancestors, config.stale_seconds, style=assets.style, script=assets.early
    )
    bodies = parts.bodies
    here = Served(
        parts,
        published,
        bodies,
        Shape(parts.catalog, config.public_url, parts.embeds.exercise),
        asyncio.Semaphore(config.bulk_requests_max),
    )
    return Front(parts, _behind(here), published, bodies)


def _behind(here: Served) -> ASGIApp:
    """The API and the desk, answering for this instance."""
    routes = cast("ASGIApp", _routes())

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await answer_again(routes, here.parts.config, {**scope, SERVED_KEY: here}, receive, send)

    return answer


@cache
def _routes() -> Litestar:
    """Every route, once in a process: whose they are stands in the scope of the request."""
    check_rules([*HANDLERS, *PAGES])
    return Litestar(
        before_request=_check_query,
        before_send=[_note],
        route_handlers=[*HANDLERS, *PAGES],
        dependencies={
            "parts": Provide(_parts_of, sync_to_thread=False),
            "shape": Provide(_shape_of, sync_to_thread=False),
        },
        exception_handlers={Exception: _answer_fault, HTTPException: _answer_fault},
        openapi_config=None,
        logging_config=None,
        debug=False,
    )


def _parts_of(request: AnyRequest) -> Parts:
    return served(request).parts


def _shape_of(request: AnyRequest) -> Shape:
    return served(request).shape


def _answer_fault(request: AnyRequest, fault: Exception) -> Response[bytes]:
    here = served(request)
    problem = _problem_of(request, fault)
    headers = headers_of(request)
    if problem.kind == "unauthorized" and _is_desk_page(request) and wants_html(headers):
        goal = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if sent := sent_in_vain(request):
            came = page_of(headers, here.parts.config)
            return sign_in_page(
                request, here.parts, came, status=401, brought=Brought(request.url.path, sent)
            )
        return see(SIGN_IN + (f"?next={quote(goal, safe='/')}" if request.method == "GET" else ""))
    if wants_html(headers) and not request.url.path.startswith("/api/"):
        if _is_desk_page(request):
            return _desk_fault(request, here.parts, problem)
        return _fault_page(here, problem, request.url.path, headers, language_of(request, ""))
    return response_of(problem_answer(problem))


def _is_desk_page(request: AnyRequest) -> bool:
    return request.url.path == DESK or request.url.path.startswith(f"{DESK}/")


async def _note(message: Any, scope: Any) -> None:
    """Has the audit log say what was done at the desk, as its answer goes out: no route can forget it."""
    if message["type"] != "http.response.start" or (did := acted(scope)) is None:
        return
    actor, act, thing = did
    status: int = message["status"]
    here: Served = scope[SERVED_KEY]
    await here.parts.people.note(
        actor.name, actor.account, act, thing, "done" if status < 400 else f"refused ({status})"
    )


def _check_query(request: AnyRequest) -> None:
    if not request.scope["path"].startswith("/api/") or not request.query_params:
        return
    fields = request.route_handler.parsed_fn_signature.parameters.values()
    names = {_asked_as(field) for field in fields}
    known = sorted(names - {"request", "parts", "shape", *request.path_params})
    if (problem := unknown_parameter(request.query_params, known)) is not None:
        raise problem


def _fault_page(
    here: Served, problem: ProblemError, path: str, headers: HeaderMap, code: str
) -> Response[bytes]:
    code = code or split(path)[0]
    pages = here.parts.pages_in(code)
    if problem.kind == "not-found":
        page = pages.not_found(path)
    else:
        page = pages.error(problem.status, *told_in(problem, code))
    answer = here.published.answer_page(page, headers, problem.status)
    return response_of(answer._replace(headers=[*answer.headers, *problem.headers]))


def _desk_fault(request: AnyRequest, parts: Parts, problem: ProblemError) -> Response[bytes]:
    """What went wrong at the desk, with the ways on for who is known there by now."""
    refuse_form(request, problem)
    told = {
        "viewer": viewer_of(request) if acting(request) else None,
        "title": problem.title,
        "headline": problem.detail.partition("; /api/")[0],  # that is for programs
        "is_form": request.method == "POST",
    }
    answer = open_page(request, parts, "desk_fault", told, problem.status)
    answer.headers.update({name.decode(): value.decode("latin-1") for name, value in problem.headers})
    return answer


def _problem_of(request: AnyRequest, fault: Exception) -> ProblemError:
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
        return ProblemError(kind, f"nothing lives at {request.url.path[:200]}", headers=headers)
    if kind == "method-not-allowed":
        return ProblemError(kind, "Allow names what can be done here", headers=headers)
    errors = _field_faults(request, fault) if isinstance(fault, ValidationException) else []
    detail = "; ".join(f"{error.field}: {error.fault}" for error in errors) or fault.detail
    return ProblemError(kind, detail[:500], errors=errors, headers=headers)


def _field_faults(request: AnyRequest, fault: ValidationException) -> list[FieldFault]:
    extra: Any = fault.extra
    fields = request.route_handler.parsed_fn_signature.parameters
    found = []
    for item in extra if isinstance(extra, list) else []:
        if isinstance(item, dict):
            told, name = str(item.get("message", "")), str(item.get("key", "query"))
            field = fields.get(name.partition(".")[0])
            known = words_of(field.annotation) if field is not None else ()
            found.append(FieldFault(*plain(told, _asked_as(field) if field else name[:80], known)))
    return found


def _asked_as(field: FieldDefinition) -> str:
    """A handler's parameter as it is written in an address; "state" is a word of Litestar's."""
    return getattr(field.kwarg_definition, "name", None) or field.name
