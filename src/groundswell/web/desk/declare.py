"""An outage that an operator knows of and the crowd does not, yet."""

from __future__ import annotations

from litestar import Response, get, post

from groundswell.core.access import Right
from groundswell.core.model import ONGOING, Act, Ruling
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs, note_act
from groundswell.web.api.desk import check_ruling
from groundswell.web.desk.form import back, choices, drawn, fields, must, rule


@get("/desk/declare", include_in_schema=False, guards=[needs(Right.RULE, page=True)])
async def get_declaration(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """The form."""
    shared = {**{slug: part.name for slug, part in parts.catalog.parts.items()}}
    shared |= {one.slug: one.name for one in parts.catalog.services.values()}
    page = {
        "title": "Declare an outage",
        "services": choices(parts, actor_of(request), Right.RULE),
        "shared": sorted(shared.items()),
        "now": parts.clock.now(),
    }
    return drawn(request, parts, "desk_declare", page)


@post("/desk/declare", include_in_schema=False, guards=[needs(Right.RULE, page=True)])
async def post_declaration(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Declare it."""
    actor, form = actor_of(request), fields(request)
    services = form.many("services")
    note_act(request, "rule declare", ", ".join(services)[:200])
    ruling = Ruling(
        Act.DECLARE,
        "",
        actor.name,
        parts.clock.now(),
        form.text("reason", needed=True),
        services=services,
        since=form.instant("since"),
        kind=form.text("kind", 80) if len(services) > 1 else "",
        acknowledge=form.is_on("acknowledge"),
    )
    must(actor, Right.RULE, services)
    await check_ruling(ruling, parts, actor)
    await rule(parts, ruling)
    for slug in services[:1]:
        for live in await parts.incidents.list(service=slug, states=ONGOING, limit=1):
            return back(f"/desk/incidents/{live.id}", "Declared.")
    return back("/desk")
