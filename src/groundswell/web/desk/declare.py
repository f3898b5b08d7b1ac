"""An outage that an operator knows of and the crowd does not, yet."""

from __future__ import annotations

from litestar import Response, get, post

from groundswell.core.access import Actor, Right
from groundswell.core.model import ONGOING, Act, Ruling
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs, note_act
from groundswell.web.api.desk import check_ruling
from groundswell.web.desk.form import Fields, back, drawn, fields, must, rule
from groundswell.web.desk.service_fields import service_fields, services_in, shared_names, shared_slug
from groundswell.web.parts import Parts


@get("/desk/declare", include_in_schema=False, guards=[needs(Right.RULE, page=True)])
async def get_declaration(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """The form."""
    actor = actor_of(request)
    page = {
        "title": "Declare an outage",
        "services": service_fields(parts, actor, Right.RULE),
        "shared": shared_names(parts.catalog),
        "whose": _whose(parts, actor),
        "now": parts.clock.now(),
    }
    return drawn(request, parts, "desk_declare", page)


@post("/desk/declare", include_in_schema=False, guards=[needs(Right.RULE, page=True)])
async def post_declaration(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Declare it."""
    actor, form = actor_of(request), fields(request)
    services = services_in(form, parts.catalog)
    note_act(request, "rule declare", ", ".join(services)[:200])
    ruling = Ruling(
        Act.DECLARE,
        "",
        actor.name,
        parts.clock.now(),
        form.text("reason", needed=True),
        services=services,
        since=form.instant("since"),
        kind=_shared(parts, form) if len(services) > 1 else "",
        voice=parts.utter.voice_on(actor, services),
        acknowledge=form.is_on("acknowledge"),
    )
    must(actor, Right.RULE, services)
    await check_ruling(ruling, parts, actor)
    await rule(parts, ruling)
    for slug in services[:1]:
        for live in await parts.incidents.list(service=slug, states=ONGOING, limit=1):
            return back(f"/desk/incidents/{live.id}", "Declared.")
    return back("/desk")


def _shared(parts: Parts, form: Fields) -> str:
    """What the services share. Raises ProblemError (422)."""
    typed = form.text("kind", 80)
    return shared_slug(parts.catalog, typed) if typed else ""


def _whose(parts: Parts, actor: Actor) -> str:
    """The operators whose word a declaration of `actor` may be, in a row."""
    names = {parts.catalog.operator_name(slug) for slug in actor.speaks_for}
    return " or ".join(sorted(names))
