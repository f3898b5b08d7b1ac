"""The desk: what an operator rules, journaled beside the reports; what was held to be no outage; ties to judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final

from litestar import Response, get, post
from litestar.params import QueryParameter

from groundswell.core.access import Actor, Right
from groundswell.core.incident import declared, rule
from groundswell.core.model import ONGOING, Act, Ruling
from groundswell.core.scope import HiddenTie
from groundswell.flow.plain import reader
from groundswell.flow.relate import relate
from groundswell.web import shape as shapes
from groundswell.web.api.context import (
    TOKEN_SECURITY,
    AnyRequest,
    PartsHere,
    actor_of,
    faults,
    json_body,
    needs,
    note_act,
    require,
    require_any,
)
from groundswell.web.api.incidents import check_since, no_incident
from groundswell.web.parts import Parts
from groundswell.web.problems import invalid
from groundswell.web.related import HiddenTieList, hidden_tie_list
from groundswell.web.wire import HeldRiseList
from groundswell.web.wire_rulings import RulingIn, RulingOut

_decode: Final = reader(RulingIn)


@post(
    "/api/v1/desk/rulings",
    status_code=202,
    tags=["desk"],
    guards=[needs(Right.RULE)],
    security=TOKEN_SECURITY,
    responses=faults(
        "malformed",
        "unauthorized",
        "forbidden",
        "not-found",
        "too-slow",
        "too-large",
        "unsupported-media-type",
        "invalid",
    )
    | faults("unavailable"),
)
async def post_ruling(request: AnyRequest, parts: PartsHere) -> Response[RulingOut]:
    """Acknowledge, confirm, dismiss, merge, split, reopen or resolve an incident, set its cause, or declare one."""
    said = _decode(await json_body(request, parts))
    actor = actor_of(request)
    note_act(request, f"rule {said.act.value}", said.incident)
    now = parts.clock.now()
    # A program may say for whom it acts; a person acts under their own name.
    by = actor.name if actor.account else said.by
    ruling = Ruling(
        *(said.act, said.incident, by, now, said.reason, said.into),
        tuple(said.services),
        said.since,
        said.kind,
        voice=parts.utter.voice_on(actor, said.services) if said.act is Act.DECLARE else "",
        acknowledge=said.acknowledge,
    )
    await check_ruling(ruling, parts, actor)
    sequence = await parts.journal.rule(ruling)
    return Response(RulingOut(sequence, said.act, said.incident, now), status_code=202)


@get(
    "/api/v1/desk/held",
    tags=["desk"],
    guards=[needs(Right.LOOK)],
    security=TOKEN_SECURITY,
    responses=faults("malformed", "unauthorized", "forbidden", "unavailable"),
)
async def list_held(
    request: AnyRequest,
    parts: PartsHere,
    since: Annotated[
        datetime | None,
        QueryParameter(description="only what was held back at or after this instant (with offset)"),
    ] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=500, description="at most so many")] = 100,
) -> HeldRiseList:
    """Rises of reports that were held to be no outage, and why, latest first."""
    check_since(since)
    found = await parts.incidents.held(since=since, limit=limit)
    actor = actor_of(request)
    return HeldRiseList([shapes.held_rise(rise) for rise in found if actor.may(Right.LOOK, rise.service)])


@get(
    "/api/v1/desk/ties",
    tags=["desk"],
    guards=[needs(Right.LOOK)],
    security=TOKEN_SECURITY,
    responses=faults("malformed", "unauthorized", "forbidden", "unavailable"),
)
async def list_ties(
    request: AnyRequest,
    parts: PartsHere,
    known: Annotated[
        bool, QueryParameter(description="also pairs of which the catalog says already what they share")
    ] = False,
    limit: Annotated[int, QueryParameter(ge=1, le=500, description="at most so many")] = 100,
) -> HiddenTieList:
    """Services whose outages of the last year began together more often than chance has it, as ties to judge."""
    found = await relate(parts.catalog, parts.cube, parts.incidents, parts.clock.now())
    found = replace(found, ties=ties_for(actor_of(request), found.ties))
    return hidden_tie_list(found, known=known, limit=limit)


def ties_for(actor: Actor, ties: Sequence[HiddenTie]) -> tuple[HiddenTie, ...]:
    """Those of `ties` of which `actor` may see both ends."""
    return tuple(tie for tie in ties if actor.may(Right.LOOK, tie.service) and actor.may(Right.LOOK, tie.on))


async def check_ruling(said: Ruling, parts: Parts, actor: Actor) -> None:
    """Raises ProblemError where `said` is not possible as things stand, for the judge passes such rulings over; or where `actor`
    may not rule on it."""
    for field, text in (("by", said.by), ("reason", said.reason)):
        if not all(letter.isprintable() or letter == "\n" for letter in text):
            raise invalid(field, "holds control characters")
    if said.act is Act.SPEAK:
        raise invalid("act", "a statement is published by POST /api/v1/desk/statements/{id}/publish")
    if said.act is Act.PLAN:
        raise invalid("act", "maintenance is planned by POST /api/v1/desk/maintenances")
    if said.acknowledge and said.act is not Act.DECLARE:
        raise invalid("acknowledge", "is for a declaration; of an outage that is on, the act is acknowledge")
    if said.act is Act.DECLARE:
        for slug in said.services:
            require(actor, Right.RULE, slug)
        await _check_declaration(said, parts)
        return
    incident = await parts.incidents.get(said.incident)
    if incident is None:
        raise no_incident(said.incident)
    hit = (incident.service, *incident.members)
    require_any(actor, Right.RULE, hit)
    # What becomes of the whole is decided for each of them.
    whole = () if said.act is Act.ACKNOWLEDGE else hit
    for slug in whole:
        require(actor, Right.RULE, slug)
    if said.act is Act.REOPEN:
        for live in await parts.incidents.list(service=incident.service, states=ONGOING, limit=1):
            which = "it" if live.id == incident.id else f"{live.id}, of the same service,"
            raise invalid("act", f"cannot reopen it while {which} is on")
    if (said.act is Act.MERGE) != bool(said.into):
        raise invalid("into", "names the other incident of a merge, and only of a merge")
    into = None
    if said.into:
        into = await parts.incidents.get(said.into)
        if into is None or said.into == said.incident:
            raise invalid("into", "has to name another incident")
        for slug in (into.service, *into.members):
            require(actor, Right.RULE, slug)
        if into.state not in ONGOING:
            raise invalid("into", "has to name an incident that is on")
    rule(incident, said, None, into)  # raises InputError


async def _check_declaration(said: Ruling, parts: Parts) -> None:
    if said.incident:
        raise invalid("incident", "a declaration makes one, and names none")
    if strangers := sorted(set(said.services) - parts.catalog.services.keys()):
        raise invalid("services", f"{', '.join(strangers)}: the catalog has no such service")
    if said.kind and said.kind not in {*parts.catalog.parts, *parts.catalog.services}:
        raise invalid("kind", "names a part or a service of the catalog")
    for slug in said.services:
        for live in await parts.incidents.list(service=slug, states=ONGOING, limit=1):
            name = parts.catalog.named(slug).name
            raise invalid(
                "services", f"an outage of {name} is on already ({live.id}): confirm that one instead"
            )
    declared(said, "new")  # raises InputError
