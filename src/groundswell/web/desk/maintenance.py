"""Planned maintenance: the list, and one of them planned, changed, moved on, called off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath

from groundswell.core.access import Actor, Right
from groundswell.core.desk import Maintenance, Stage, StageUpdate, Words
from groundswell.core.statement import Occasion, Place, Template, fill, known_of_work
from groundswell.flow.plans import planning
from groundswell.web.api.context import AnyRequest, PartsHere, actor_of, needs, note_act, require, require_any
from groundswell.web.desk.form import Fields, back, choices, drawn, fields, must, republish, said
from groundswell.web.desk.service_fields import service_fields, services_in
from groundswell.web.desk.templates import shown_templates, template_of
from groundswell.web.language import offered
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError, invalid

_PAST: Final = timedelta(days=30)
_LONGEST: Final = timedelta(days=14)
_TICKED_MAX: Final = 12
"""Of so many services the parts are ticked before one is chosen; of more, once it is."""
_ENDS: Final = (Stage.COMPLETED, Stage.CANCELLED)


@dataclass(frozen=True, slots=True)
class _Form:
    """What stands in the form."""

    services: Sequence[str] = ()
    components: Sequence[str] = ()
    from_at: datetime | None = None
    until_at: datetime | None = None
    texts: Sequence[Words] = ()


@get("/desk/maintenance", include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_maintenance(request: AnyRequest, parts: PartsHere) -> Response[bytes]:
    """What is planned, on, and was over in the last month."""
    now = parts.clock.now()
    found, actor = await parts.desk.maintenances(ending_after=now - _PAST), actor_of(request)
    page = {
        "title": "Maintenance",
        "rows": [
            {
                "id": each.id,
                "title": each.texts[0].title,
                "stage": each.stage_at(now).value.replace("_", " "),
                "services": ", ".join(parts.catalog.named(slug).name for slug in each.services),
                "from_at": each.from_at,
                "until_at": each.until_at,
            }
            for each in found
            if actor.may_any(Right.LOOK, each.services)
        ],
    }
    return drawn(request, parts, "desk_maintenance", page)


@get("/desk/maintenance/{id:str}", include_in_schema=False, guards=[needs(Right.LOOK, page=True)])
async def get_plan(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """One of them, or ("new") none yet."""
    each, actor = None if id == "new" else await maintenance_of(parts, id), actor_of(request)
    if each is None:
        require(actor, Right.SPEAK)
    else:
        require_any(actor, Right.LOOK, each.services)
    form = _Form(each.services, each.components, each.from_at, each.until_at, each.texts) if each else _Form()
    return await _shown(request, parts, actor, each, form)


@post("/desk/maintenance/{id:str}", include_in_schema=False, guards=[needs(Right.SPEAK, page=True)])
async def post_plan(request: AnyRequest, parts: PartsHere, id: FromPath[str]) -> Response[bytes]:  # noqa: A002
    """Plan it, change it, or say how far it is."""
    actor, form = actor_of(request), fields(request)
    before = None if id == "new" else await maintenance_of(parts, id)
    if before is not None and (stage := form.text("stage", 20)):
        note_act(request, f"maintenance {stage}", id[:200])
        kept = await move(parts, actor, before, stage, form.text("words", 1000))
        return back(f"/desk/maintenance/{kept.id}", "")
    written = _Form(
        services_in(form, parts.catalog),
        tuple(dict.fromkeys(form.many("components"))),
        form.instant("from_at"),
        form.instant("until_at"),
        _texts(form),
    )
    is_filled = form.text("action", 20) == "fill"
    act = "filled in, not kept" if is_filled else "planned" if before is None else "changed"
    note_act(request, f"maintenance {act}", before.id if before else ", ".join(written.services)[:200])
    if is_filled:
        if before is not None:
            must(actor, Right.SPEAK, before.services)
        return await _filled(request, parts, before, written, form.text("template", 80))
    kept = await plan(
        parts,
        actor,
        before,
        services=written.services,
        components=written.components,
        from_at=written.from_at,
        until_at=written.until_at,
        texts=written.texts,
    )
    return back(f"/desk/maintenance/{kept.id}", "")


async def _filled(
    request: AnyRequest,
    parts: Parts,
    before: Maintenance | None,
    written: _Form,
    name: str,
) -> Response[bytes]:
    """The form again, with the words of a template in the languages that it has; nothing is kept."""
    actor = actor_of(request)
    template = await template_of(parts, actor, name)
    names = [parts.catalog.named(slug).name for slug in written.services]
    texts = {words.language: words for words in written.texts}
    left_out: dict[Place, None] = {}
    for text in template.texts:
        known = known_of_work(
            names, written.components, written.from_at, written.until_at, parts.clock.now(), text.language
        )
        title, body = fill(text.title, known), fill(text.body, known)
        left_out |= dict.fromkeys((*title.unknown, *body.unknown))
        texts[text.language] = Words(text.language, title.words.strip(), body.words.strip())
    form = replace(written, texts=tuple(texts.values()))
    return await _shown(request, parts, actor, before, form, template, tuple(left_out))


async def _shown(
    request: AnyRequest,
    parts: Parts,
    actor: Actor,
    each: Maintenance | None,
    form: _Form,
    template: Template | None = None,
    left_out: Sequence[Place] = (),
) -> Response[bytes]:
    now = parts.clock.now()
    services = each.services if each else [slug for slug, _ in choices(parts, actor, Right.SPEAK)]
    found = [t for t in await shown_templates(parts, actor) if t.occasion is Occasion.MAINTENANCE]
    page = {
        "title": "Plan maintenance" if each is None else each.texts[0].title,
        "each": each,
        "form": form,
        "stage": each.stage_at(now).value if each else "",
        "may_change": each is None
        or (each.stage_at(now) not in _ENDS and actor.may_all(Right.SPEAK, each.services)),
        "names": ", ".join(parts.catalog.named(slug).name for slug in services) if each else "",
        "stages": [stage.value for stage in Stage],
        "services": service_fields(parts, actor, Right.SPEAK, form.services or None),
        **_parts(parts, services if len(services) <= _TICKED_MAX else form.services, form.components),
        "languages": [(one.code, one.name, one.direction) for one in offered().values()],
        "texts": {words.language: words for words in form.texts},
        "templates": [one for one in found if one.fits(services)],
        "words": template,
        "left_out": [f"{{{place}}}" for place in left_out],
    }
    return drawn(request, parts, "desk_plan", page)


def _parts(parts: Parts, services: Sequence[str], chosen: Sequence[str]) -> dict[str, object]:
    """The parts that the catalog knows of `services`, to tick; what else is `chosen`, and all that there are, to type."""
    known = [(parts.catalog.named(slug).name, parts.catalog.named(slug).components) for slug in services]
    ticks = [(name, found) for name, found in known if found]
    listed = {part for _, found in ticks for part in found}
    return {
        "ticks": ticks,
        "others": ", ".join(part for part in chosen if part not in listed),
        "known": sorted({part for each in parts.catalog.services.values() for part in each.components}),
    }


def _texts(form: Fields) -> list[Words]:
    found = []
    for code in offered():
        title = form.text(f"title_{code}", 200)
        if title:
            found.append(Words(code, title, form.text(f"body_{code}", 4000)))
    return found


async def maintenance_of(parts: Parts, id: str) -> Maintenance:  # noqa: A002
    """Raises ProblemError (404)."""
    found = await parts.desk.maintenance(id)
    if found is None:
        raise ProblemError("not-found", f"no maintenance {id[:80]} is planned")
    return found


async def plan(
    parts: Parts,
    actor: Actor,
    before: Maintenance | None,
    *,
    services: Sequence[str],
    components: Sequence[str],
    from_at: datetime | None,
    until_at: datetime | None,
    texts: Sequence[Words],
) -> Maintenance:
    """Plan maintenance, or change what was planned `before`. Raises ProblemError (401, 422)."""
    now = parts.clock.now()
    if not services or set(services) - parts.catalog.services.keys():
        raise invalid("services", "has to name a service of the catalog at least")
    must(actor, Right.SPEAK, services)
    if before is not None:
        must(actor, Right.SPEAK, before.services)
        if before.stage_at(now) in _ENDS:
            raise invalid("stage", "it is over, and changes no more")
    if from_at is None or until_at is None or not timedelta() < until_at - from_at <= _LONGEST:
        raise invalid("until_at", "it begins before it ends, and lasts fourteen days at most")
    if before is None and until_at <= now:
        raise invalid("until_at", "is over already")
    if not texts:
        raise invalid("texts", "it has a title in one language at least")
    for words in texts:
        said("title", words.title, 200, needed=True)
        said("body", words.body, 4000)
    for part in components:
        said("components", part, 200)
    name = before.id if before else f"maintenance-{services[0]}-{now:%Y%m%d%H%M%S%f}"
    kept = Maintenance(
        id=name,
        services=tuple(dict.fromkeys(services)),
        from_at=from_at,
        until_at=until_at,
        texts=tuple(texts),
        by=actor.name,
        made_at=before.made_at if before else now,
        changed_at=now,
        components=tuple(components),
        stage=before.stage if before else Stage.SCHEDULED,
        sequence=before.sequence + 1 if before else 0,
        updates=before.updates if before else (),
    )
    await _kept(parts, kept, actor)
    await republish(parts, (*kept.services, *(before.services if before else ())))
    return kept


async def move(parts: Parts, actor: Actor, before: Maintenance, stage: str, words: str) -> Maintenance:
    """Say how far it is. Raises ProblemError (401, 422)."""
    must(actor, Right.SPEAK, before.services)
    if stage not in set(Stage):
        raise invalid("stage", f"is none of {', '.join(Stage)}")
    now = parts.clock.now()
    if before.stage_at(now) in _ENDS:
        raise invalid("stage", "it is over, and changes no more")
    update = StageUpdate(now, Stage(stage), actor.name, said("words", words, 1000))
    kept = replace(
        before,
        stage=Stage(stage),
        changed_at=now,
        sequence=before.sequence + 1,
        updates=(*before.updates, update),
    )
    if kept.stage is Stage.COMPLETED and now < kept.until_at:
        kept = replace(kept, until_at=max(now, kept.from_at + timedelta(minutes=1)))
    if kept.stage in (Stage.IN_PROGRESS, Stage.VERIFYING) and now < kept.from_at:
        kept = replace(kept, from_at=now)
    await _kept(parts, kept, actor)
    await republish(parts, kept.services)
    return kept


async def _kept(parts: Parts, maintenance: Maintenance, actor: Actor) -> None:
    """Keep it, and journal it: a replay knows of maintenance by that alone."""
    await parts.desk.put_maintenance(maintenance)
    await parts.journal.rule(planning(maintenance, actor.name))
