"""Workarounds at the desk: what users propose waits to be read; what is shown can be translated, and taken down at once."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Response, get, post
from litestar.params import FromPath

from groundswell.core.access import Actor, Right
from groundswell.core.intake import PLATFORMS
from groundswell.core.model import ONGOING
from groundswell.core.phrases import phrases
from groundswell.core.workarounds import Advice, Workaround, WorkaroundState, is_hidden, is_refuted
from groundswell.errors import InputError
from groundswell.flow.advise import Written
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs, note_act, require
from groundswell.web.desk.form import back, drawn, fields, republish, titles_of
from groundswell.web.desk.service_fields import service_fields, service_slug
from groundswell.web.language import offered
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError

_PATH = "/desk/workarounds"
_PLATFORM_NAMES = phrases("en").platforms
_LETTERS_MAX = 2000
_ID_LETTERS_MAX = 40


@get(_PATH, include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_desk_workarounds(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """What waits first, then what is shown, then what was taken down or is over."""
    actor = actor_of(request)
    ongoing = await parts.incidents.list(states=ONGOING, limit=500)
    page = {
        "title": "Workarounds",
        "lists": [
            (name, await _rows(parts, actor, await open_ways(parts, actor, state)))
            for name, state in (
                ("Proposed", WorkaroundState.PROPOSED),
                ("Shown", WorkaroundState.SHOWN),
                ("Taken down", WorkaroundState.WITHDRAWN),
                ("Over with their outage", WorkaroundState.EXPIRED),
            )
        ],
        "services": service_fields(parts, actor, Right.SPEAK),
        "incidents": [
            (each.id, parts.pages.desk.title(each))
            for each in ongoing
            if actor.may(Right.SPEAK, each.service)
        ],
        "languages": [(each.code, each.name) for each in offered().values()],
        "platforms": PLATFORMS,
        "platform_names": _PLATFORM_NAMES,
        "symptoms": sorted({each.name for each in parts.catalog.symptoms.values()}),
        "may_speak": actor.may(Right.SPEAK),
    }
    return drawn(request, parts, "desk_workarounds", page)


@post(_PATH, include_in_schema=False, guards=[needs(Right.SPEAK, page=True)])
async def post_desk_workaround(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Write one."""
    form = fields(request)
    service = service_slug(parts.catalog, form.text("service", 80, needed=True))
    platform = form.text("platform", 20)
    written = Written(
        service,
        form.text("words", _LETTERS_MAX, needed=True),
        form.text("language", 8, needed=True),
        _symptoms(parts, service, form.text("symptoms", 400)),
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


async def open_ways(parts: Parts, actor: Actor, state: WorkaroundState, limit: int = 100) -> list[Workaround]:
    """Those in `state` whose service `actor` may look at, latest first."""
    found = await parts.advise.all((state,), limit=10_000 if actor.on(Right.LOOK) is not None else limit)
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


def _symptoms(parts: Parts, service: str, typed: str) -> tuple[str, ...]:
    """The symptoms that were typed, by slug; a word that is none is left as it stands, for who keeps it to refuse."""
    known = {
        parts.catalog.symptom_name(slug).casefold(): slug for slug in parts.catalog.named(service).symptoms
    }
    words = [each.strip() for each in typed.split(",") if each.strip()]
    return tuple(
        slug
        for each in words
        for slug in ([known[each.casefold()]] if each.casefold() in known else each.split())
    )


async def _rows(parts: Parts, actor: Actor, ways: Sequence[Workaround]) -> list[dict[str, object]]:
    titles = await titles_of(parts, {each.incident for each in ways if each.incident})
    return [_row(each, parts, actor) | {"incident": titles.get(each.incident, "")} for each in ways]


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
        "refuted": way.is_shown and is_refuted(way.tally, parts.advise.config.networks_min),
        "hidden": way.is_shown and is_hidden(way, parts.advise.config.networks_min),
        "only": [
            *(parts.catalog.symptom_name(slug) for slug in way.symptoms),
            *(_PLATFORM_NAMES.get(each, each) for each in way.platforms),
        ],
        "may_rule": actor.may(Right.RULE, way.service),
        "may_speak": actor.may(Right.SPEAK, way.service),
    }
