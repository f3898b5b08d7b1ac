"""Workarounds at the desk: what users propose waits to be read; what is shown can be translated, and taken down at once."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import FromPath

from groundswell.core.access import Actor, Right
from groundswell.core.intake import PLATFORMS
from groundswell.core.model import ONGOING
from groundswell.core.workarounds import Advice, Workaround, WorkaroundState, is_refuted
from groundswell.errors import InputError
from groundswell.flow.advise import Written
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs
from groundswell.web.api.desk_workarounds import decided_way, open_ways, translated, wrote
from groundswell.web.desk.form import back, drawn, fields
from groundswell.web.language import offered
from groundswell.web.parts import Parts
from groundswell.web.problems import invalid

_PATH = "/desk/workarounds"
_LETTERS_MAX = 2000


@get(_PATH, include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_desk_workarounds(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """What waits first, then what is shown, then what was taken down or is over."""
    actor = actor_of(request)
    ongoing = await parts.incidents.list(states=ONGOING, limit=500)
    page = {
        "title": "Workarounds",
        "lists": [
            (name, [_row(each, parts, actor) for each in await open_ways(parts, actor, state)])
            for name, state in (
                ("Proposed", WorkaroundState.PROPOSED),
                ("Shown", WorkaroundState.SHOWN),
                ("Taken down", WorkaroundState.WITHDRAWN),
                ("Over with their outage", WorkaroundState.EXPIRED),
            )
        ],
        "services": sorted(
            (one.slug, one.name)
            for one in parts.catalog.services.values()
            if actor.may(Right.SPEAK, one.slug)
        ),
        "incidents": [
            (each.id, f"{parts.catalog.named(each.service).name}, {each.id}")
            for each in ongoing
            if actor.may(Right.SPEAK, each.service)
        ],
        "languages": [(each.code, each.name) for each in offered().values()],
        "platforms": PLATFORMS,
        "may_speak": actor.may(Right.SPEAK),
    }
    return drawn(request, parts, "desk_workarounds", page)


@post(_PATH, include_in_schema=False, guards=[needs(Right.SPEAK, page=True)])
async def post_desk_workaround(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Write one."""
    form = fields(request)
    service = parts.catalog.find(form.text("service", 80, needed=True))
    if service is None:
        raise invalid("service", "is no service of the catalog")
    platform = form.text("platform", 20)
    written = Written(
        service.slug,
        form.text("words", _LETTERS_MAX, needed=True),
        form.text("language", 8, needed=True),
        tuple(form.text("symptoms", 400).replace(",", " ").split()),
        (platform,) if platform else (),
        form.text("incident", 80),
    )
    return back(_PATH, "", (await wrote(request, parts, written)).id)


@post(f"{_PATH}/{{id:str}}", include_in_schema=False, guards=[needs(Right.RULE, page=True)])
async def post_desk_workaround_state(
    request: AnyRequest,
    parts: PartsHere,
    id: FromPath[str],  # noqa: A002
) -> Response[bytes]:
    """Show it, or take it down."""
    told = fields(request).text("state", 20)
    if told not in (WorkaroundState.SHOWN, WorkaroundState.WITHDRAWN):
        raise InputError("state", "is neither shown nor withdrawn")
    await decided_way(request, parts, id, WorkaroundState(told))
    return back(_PATH)


@post(f"{_PATH}/{{id:str}}/texts", include_in_schema=False, guards=[needs(Right.SPEAK, page=True)])
async def post_desk_workaround_text(
    request: AnyRequest,
    parts: PartsHere,
    id: FromPath[str],  # noqa: A002
) -> Response[bytes]:
    """Translate it, or correct a text."""
    form = fields(request)
    words = form.text("words", _LETTERS_MAX, needed=True)
    text = Advice(form.text("language", 8, needed=True), words, form.is_on("is_draft"))
    return back(_PATH, "", (await translated(request, parts, id, text)).id)


def _row(way: Workaround, parts: Parts, actor: Actor) -> dict[str, object]:
    helped, tried = way.tally.counted
    known = offered()
    return {
        "way": way,
        "service": parts.catalog.named(way.service).name,
        "texts": [
            (text, known[text.language].name if text.language in known else text.language)
            for text in way.texts
        ],
        "helped": helped,
        "tried": tried,
        "refuted": way.is_shown and is_refuted(way.tally),
        "may_rule": actor.may(Right.RULE, way.service),
        "may_speak": actor.may(Right.SPEAK, way.service),
    }
