"""What every handler shares: the parts, the guard that knows who is acting, and the problems that it documents."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from litestar.connection import ASGIConnection, Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.handlers.base import BaseRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import SkipValidation

from groundswell.core.access import KEEPER, Actor, Right
from groundswell.web.answer import HeaderMap, host_of, host_of_url, media_type
from groundswell.web.body import Bodies
from groundswell.web.language import ENGLISH, LANGUAGE_KEY
from groundswell.web.parts import Parts
from groundswell.web.people.browser import SESSION, check_sent_from_here, cookie, fields_of, uploaded
from groundswell.web.people.entrance import Seat
from groundswell.web.people.viewer import Viewer
from groundswell.web.problems import KINDS, PROBLEM_TYPE, ProblemError
from groundswell.web.served import served
from groundswell.web.shape import Shape
from groundswell.web.tokens import bearer
from groundswell.web.wire import FieldFault, Problem

PartsHere = NamedDependency[SkipValidation[Parts]]
ShapeHere = NamedDependency[SkipValidation[Shape]]
AnyRequest = Request[Any, Any, State]

FORM: Final = "application/x-www-form-urlencoded"
UPLOAD: Final = "multipart/form-data"
_ACTOR, _SEAT, _FORM, _ACT = "actor", "seat", "form", "act"
_TO: Final[Mapping[Right, str]] = {
    Right.LOOK: "look at the desk",
    Right.RULE: "decide on outages",
    Right.SPEAK: "speak in public",
    Right.FEED: "send reports and counts in bulk",
    Right.KEEP: "look after people and settings",
}
"""What one may do with a right."""
REFUSED: Final = "refused"
"""under what the scope's state holds the fault of a form's field"""
_SECRET: Final = frozenset({"current", "password", "again", "code", "credential"})
"""Fields of forms that no page says again."""
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})

Refusal = tuple[Mapping[str, str], str, str]
"""the fields of a form that was refused, the name of the one that is wrong, and what is"""

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
    return served(request).bodies


async def json_body(request: AnyRequest, parts: Parts) -> bytes:
    """The body of a request of the desk. Raises ProblemError where it is no JSON by its head, too large or too slow."""
    headers, config = headers_of(request), parts.config
    if media_type(headers) != "application/json":
        raise ProblemError("unsupported-media-type", "send Content-Type application/json")
    return await bodies_of(request).read(
        request.receive, headers, config.body_bytes_max, config.body_seconds_max
    )


def check_origin(told: HeaderMap, parts: Parts, *, from_copy: bool = False) -> None:
    """A page of somebody else's must not sign its visitors up, nor ask in their name. `from_copy`: it is a form that a static
    copy of ours has, and `web.report_origins` names those. Raises ProblemError (403)."""
    site, origin = told.get(b"sec-fetch-site"), told.get(b"origin")
    if from_copy and origin is not None and origin.decode("latin-1") in parts.config.report_origins:
        return
    ours = (host_of(told.get(b"host", b"")), host_of_url(parts.config.public_url.encode()))
    if site == b"cross-site" or (site is None and origin is not None and host_of_url(origin) not in ours):
        raise ProblemError("cross-site", "a page of another site sent this from your browser")


@dataclass(frozen=True)
class Needs:
    """A guard: lets in who may do `right`. Where the path names a service under `service`, on that service; a `person` is
    somebody with an account; a form of the page may bring a file of up to `file_bytes` along."""

    right: Right
    page: bool = False
    service: str = ""
    person: bool = False
    file_bytes: int = 0

    async def __call__(
        self, connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler
    ) -> None:
        """Raises ProblemError: 401 for strangers, 403 for who may not, and for a form that is none of ours."""
        parts = served(connection).parts
        headers: HeaderMap = dict(connection.scope["headers"])
        shown, seat = bearer(headers.get(b"authorization", b"")), None
        if shown is not None:
            actor = KEEPER if parts.token_fits(shown) else await parts.people.program(shown)
        else:
            seat = await parts.people.seat(cookie(headers, SESSION, parts.config))
            actor = seat.actor if seat is not None else None
        state, scope = connection.scope["state"], dict(connection.scope)
        if actor is None:
            if self.page and shown is None and scope["method"] not in _SAFE:
                await self._keep_sent(connection, headers, parts)
            raise _refused(page=self.page, shown=shown is not None)
        state[_ACTOR], state[_SEAT] = actor, seat
        service = connection.path_params[self.service] if self.service else None
        require(actor, self.right, service)
        if self.person and seat is None:
            raise ProblemError("forbidden", "only a person who is signed in can do this, not a token")
        if scope["method"] not in _SAFE:
            await self._check_sent(connection, headers, parts, seat)

    async def _keep_sent(
        self, connection: ASGIConnection[Any, Any, Any, Any], headers: HeaderMap, parts: Parts
    ) -> None:
        """What somebody sent who is signed out meanwhile, for the page where they sign in: nobody types anything twice."""
        try:
            check_sent_from_here(headers, parts.config)
        except ProblemError:
            return
        if media_type(headers) == FORM:
            config = parts.config
            form = fields_of(
                await served(connection).bodies.read(
                    connection.receive, headers, config.body_bytes_max, config.body_seconds_max
                )
            )
            form.pop("csrf", None)
            if not _SECRET & form.keys():
                connection.scope["state"][_FORM] = form

    async def _check_sent(
        self,
        connection: ASGIConnection[Any, Any, Any, Any],
        headers: HeaderMap,
        parts: Parts,
        seat: Seat | None,
    ) -> None:
        """What acts by cookie has to be sent by a page of ours, which knows the session's word. A token needs none of that: no
        browser adds it by itself."""
        if seat is not None:
            check_sent_from_here(headers, parts.config)
        carried = headers.get(b"x-csrf-token", b"").decode("latin-1")
        if self.page:
            brings_file = self.file_bytes > 0 and media_type(headers) == UPLOAD
            if media_type(headers) != FORM and not brings_file:
                raise ProblemError("unsupported-media-type", f"send Content-Type {FORM}")
            config = parts.config
            most = config.body_bytes_max + (self.file_bytes if brings_file else 0)
            body = await served(connection).bodies.read(
                connection.receive, headers, most, config.body_seconds_max
            )
            told = headers[b"content-type"].decode("latin-1")
            form = uploaded(body, told) if brings_file else fields_of(body)
            connection.scope["state"][_FORM] = form
            carried = form.pop("csrf", carried)
        if seat is not None and not hmac.compare_digest(carried.encode(), seat.csrf.encode()):
            words = "the form is none of this session: load the page again and send it from there"
            again = "You have signed in anew since this page was made, so nothing was done. Look at it, and send it again."
            raise ProblemError("cross-site", words, errors=[FieldFault("", again)] if self.page else ())


def needs(
    right: Right, *, page: bool = False, service: str = "", person: bool = False, file_bytes: int = 0
) -> Needs:
    """A guard: let in who may do `right`; see Needs. A `page` takes forms, others take JSON."""
    return Needs(right, page, service, person, file_bytes)


def require(actor: Actor, right: Right, service: str | None = None) -> None:
    """Raises ProblemError (403) where `actor` may not do `right`, on `service` (None: on any at all)."""
    if not actor.may(right, service):
        where = f" on {service}" if service is not None and actor.may(right) else ""
        raise ProblemError(
            "forbidden",
            f'this needs the right to {_TO[right]} ("{right.value}"){where}, which you do not have here',
        )


def require_any(actor: Actor, right: Right, services: Sequence[str]) -> None:
    """Raises ProblemError (403) where `actor` may do `right` on none of `services`."""
    if not actor.may_any(right, services):
        require(actor, right, services[0])


def actor_of(request: AnyRequest) -> Actor:
    """Who is acting, as the route's guard has found."""
    actor: Actor = request.scope["state"][_ACTOR]
    return actor


def acting(request: AnyRequest) -> bool:
    """Whether a guard has found who is acting."""
    return _ACTOR in request.scope.get("state", {})


def seat_of(request: AnyRequest) -> Seat:
    """The person who is acting. Only where the guard wants a `person`."""
    seat: Seat = request.scope["state"][_SEAT]
    return seat


def form_of(request: AnyRequest) -> Mapping[str, str]:
    """The fields of a form that the guard of a page has read and found to be ours."""
    form: Mapping[str, str] = request.scope["state"][_FORM]
    return form


def refuse_form(request: AnyRequest, problem: ProblemError) -> None:
    """Have it known that a form which was read is refused for a field of it."""
    state = request.scope["state"]
    if (problem.status == 422 or problem.kind == "cross-site") and problem.errors and _FORM in state:
        state[REFUSED] = problem.errors[0]


def sent_in_vain(request: AnyRequest) -> Mapping[str, str]:
    """The fields of a form that somebody sent who is signed out meanwhile; none where there is nothing to keep."""
    state = request.scope.get("state", {})
    return {} if _ACTOR in state else state.get(_FORM, {})


def refused(state: Mapping[str, Any]) -> Refusal:
    """What `refuse_form` had known."""
    return state[_FORM], state[REFUSED].field, state[REFUSED].fault


def note_act(request: AnyRequest, act: str, thing: str = "") -> None:
    """How the audit log shall call what this request does; left out, by its method and path."""
    request.scope["state"][_ACT] = (act, thing)


def acted(scope: Mapping[str, Any]) -> tuple[Actor, str, str] | None:
    """Who did what in a request that is being answered, for the audit log; None where there is nothing to note."""
    state = scope.get("state", {})
    actor: Actor | None = state.get(_ACTOR)
    handler = scope.get("route_handler")
    if actor is None or scope["method"] in _SAFE or (handler is not None and handler.opt.get("unaudited")):
        return None
    act, thing = state.get(_ACT) or (f"{scope['method']} {scope['path'][:200]}", "")
    return actor, act, thing


def viewer_of(request: AnyRequest) -> Viewer:
    """What the frame of a desk page says of who looks at it."""
    actor, seat = actor_of(request), request.scope["state"][_SEAT]
    return Viewer(
        actor.name,
        frozenset(actor.rights),
        seat.csrf if seat is not None else "",
        is_person=seat is not None,
        here=str(request.scope["path"]),
    )


def _refused(*, page: bool, shown: bool) -> ProblemError:
    if page and not shown:
        return ProblemError("unauthorized", "sign in at /desk/sign-in")
    word = "the token does not fit" if shown else "no token was sent"
    return ProblemError("unauthorized", word, headers=[(b"www-authenticate", b'Bearer realm="groundswell"')])


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
