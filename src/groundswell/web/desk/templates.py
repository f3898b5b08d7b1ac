"""Templates: the desk's own words for the next outage, with places that its facts fill. Who may speak of a service writes its
templates; one for everything is written by who may speak of all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath

from groundswell.core.access import Actor, Right
from groundswell.core.model import Incident
from groundswell.core.statement import Occasion, Place, Template, Wording, places_of
from groundswell.core.workarounds import is_refuted
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs, note_act
from groundswell.web.desk.form import back, drawn, fields, must, said
from groundswell.web.desk.service_fields import service_fields, services_in
from groundswell.web.language import offered
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError, invalid

_PATH: Final = "/desk/templates"
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_NAME_MAX: Final = 200
_TITLE_MAX, _BODY_MAX = 200, 4000


@get(_PATH, include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_templates(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """All that are shown to who asks, and a form for one more."""
    actor = actor_of(request)
    page = {
        "title": "Templates",
        "rows": [_row(each, parts, actor) for each in await shown_templates(parts, actor)],
        **_form(parts, actor, None),
    }
    return drawn(request, parts, "desk_templates", page)


@get(f"{_PATH}/{{id:str}}", include_in_schema=False, guards=[needs(Right.SPEAK, page=True)])
async def get_template(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """One of them, to be changed."""
    actor = actor_of(request)
    template = await template_of(parts, actor, id)
    page = {"title": f"Template: {template.name}", "rows": [], **_form(parts, actor, template)}
    return drawn(request, parts, "desk_templates", page)


@post(_PATH, include_in_schema=False, guards=[needs(Right.SPEAK, page=True)])
async def post_template(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """Keep one, new or in place of the one of this name."""
    form = fields(request)
    texts = [
        Wording(code, form.text(f"title_{code}", _TITLE_MAX), form.text(f"body_{code}", _BODY_MAX))
        for code in offered()
    ]
    kept = await keep_template(
        request,
        parts,
        form.text("id", 80, needed=True),
        form.text("name", _NAME_MAX, needed=True),
        form.text("occasion", 20),
        services_in(form, parts.catalog),
        [text for text in texts if text.title or text.body],
    )
    return back(_PATH, "", kept.id)


@post(f"{_PATH}/{{id:str}}/remove", include_in_schema=False, guards=[needs(Right.SPEAK, page=True)])
async def post_template_removal(
    request: AnyRequest,
    parts: PartsHere,
    id: FromPath[str],  # noqa: A002
) -> Response[bytes]:
    """Remove one."""
    await remove_template(request, parts, id)
    return back(_PATH)


async def keep_template(
    request: AnyRequest,
    parts: Parts,
    id: str,  # noqa: A002
    name: str,
    occasion: str,
    services: Sequence[str],
    texts: Sequence[Wording],
) -> Template:
    """Keep what was written, checked. Raises ProblemError (403, 422), InputError where a place is unknown."""
    actor = actor_of(request)
    note_act(request, "template written", id[:80])
    if not _ID.fullmatch(id):
        raise invalid("id", "is small letters, digits and dashes")
    if occasion not in set(Occasion):
        raise invalid("occasion", f"is none of {', '.join(Occasion)}")
    if set(services) - parts.catalog.services.keys():
        raise invalid("services", "names services of the catalog, by slug")
    template = Template(
        id,
        said("name", name.strip(), _NAME_MAX, needed=True),
        Occasion(occasion),
        tuple(_checked(text, Occasion(occasion)) for text in texts),
        parts.clock.now(),
        actor.name,
        tuple(dict.fromkeys(services)),
    )
    if not template.texts:
        raise invalid("texts", "it has a text in one language at least")
    if len({text.language for text in template.texts}) < len(template.texts):
        raise invalid("texts", "it has one text in each language")
    _must_write(actor, template)
    for before in await parts.desk.templates():
        if before.id == id:
            _must_write(actor, before)
    kept = await parts.desk.put_template(template)
    note_act(request, f"template written, version {kept.version}", kept.id)
    return kept


async def remove_template(request: AnyRequest, parts: Parts, id: str) -> None:  # noqa: A002
    """Raises ProblemError (403, 404)."""
    actor = actor_of(request)
    template = await template_of(parts, actor, id)
    _must_write(actor, template)
    await parts.desk.remove_template(template.id)
    note_act(request, f"template removed, version {template.version}", template.id)


def _checked(text: Wording, occasion: Occasion) -> Wording:
    """Raises ProblemError (422), InputError."""
    code = text.language
    if code not in offered():
        raise invalid("language", f"is none of {', '.join(offered())}")
    is_titled = occasion is Occasion.MAINTENANCE
    title = said(f"title_{code}", text.title.strip(), _TITLE_MAX, needed=is_titled)
    body = said(f"body_{code}", text.body.strip(), _BODY_MAX, needed=not is_titled)
    places_of(title, f"title_{code}")
    places_of(body, f"body_{code}")
    return Wording(code, title, body)


def _must_write(actor: Actor, template: Template) -> None:
    must(actor, Right.SPEAK, template.services)
    if not template.services and actor.on(Right.SPEAK) is not None:
        raise ProblemError("forbidden", "a template for everything is written by who may speak of all")


def _may_write(actor: Actor, template: Template) -> bool:
    if not template.services:
        return actor.on(Right.SPEAK) is None
    return all(actor.may(Right.SPEAK, slug) for slug in template.services)


async def shown_templates(parts: Parts, actor: Actor) -> list[Template]:
    """Those that `actor` may see, by name: for everything, or about a service of theirs."""
    theirs = frozenset(slug for slug in parts.catalog.services if actor.may(Right.LOOK, slug))
    return [each for each in await parts.desk.templates() if each.fits(theirs)]


async def template_of(parts: Parts, actor: Actor, id: str) -> Template:  # noqa: A002
    """Raises ProblemError (404), also where `actor` may not see it."""
    for each in await shown_templates(parts, actor):
        if each.id == id:
            return each
    raise ProblemError("not-found", f"there is no template {id[:80]}")


async def fitting(parts: Parts, actor: Actor, services: Sequence[str]) -> list[Template]:
    """Those for statements about `services`."""
    return [
        each
        for each in await shown_templates(parts, actor)
        if each.fits(services) and each.occasion is not Occasion.MAINTENANCE
    ]


async def fitting_one(parts: Parts, actor: Actor, incident: Incident, id: str) -> Template:  # noqa: A002
    """The one of this id. Raises ProblemError (404) where it is for planned work, or for other services."""
    found = await fitting(parts, actor, (incident.service, *incident.members))
    template = next((each for each in found if each.id == id), None)
    if template is None:
        raise ProblemError("not-found", f"no template {id[:80]} is for a statement about this")
    return template


async def helps_of(parts: Parts, incident: Incident) -> dict[str, str]:
    """What helps everybody who is hit: in each language the first that stands on the service's page and is for no device or other
    symptom alone; nothing of which those who tried it say that it does not help."""
    seen = {share.value for share in incident.footprint.symptoms}
    found: dict[str, str] = {}
    for way in await parts.advise.of_service(incident.service):
        if is_refuted(way.tally, parts.advise.config.networks_min):
            continue
        is_for_it = way.incident in ("", incident.id) and not way.platforms
        if is_for_it and (not way.symptoms or seen.intersection(way.symptoms)):
            found = {text.language: text.words for text in way.spoken} | found
    return found


def _row(template: Template, parts: Parts, actor: Actor) -> dict[str, object]:
    known = offered()
    return {
        "template": template,
        "services": ", ".join(parts.catalog.named(slug).name for slug in template.services),
        "texts": [
            (text, known[text.language].name if text.language in known else text.language)
            for text in template.texts
        ],
        "may_write": _may_write(actor, template),
    }


def _form(parts: Parts, actor: Actor, each: Template | None) -> dict[str, object]:
    """What the form wants, filled with what `each` has."""
    return {
        "each": each,
        "texts": {text.language: text for text in each.texts} if each else {},
        "occasions": [occasion.value for occasion in Occasion],
        "services": service_fields(parts, actor, Right.SPEAK, each.services if each else None),
        "is_for_all": actor.on(Right.SPEAK) is None,
        "languages": [(one.code, one.name, one.direction) for one in offered().values()],
        "places": [f"{{{place}}}" for place in Place],
        "may_write": actor.may(Right.SPEAK) if each is None else _may_write(actor, each),
    }
