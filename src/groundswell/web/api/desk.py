"""The desk: what an operator rules, journaled beside the reports."""

from __future__ import annotations

from typing import Final

import msgspec
from litestar import Response, post

from groundswell.core.model import ONGOING, Act, Ruling
from groundswell.web.answer import media_type
from groundswell.web.api.context import (
    TOKEN_SECURITY,
    AnyRequest,
    PartsHere,
    bodies_of,
    faults,
    headers_of,
    needs_token,
)
from groundswell.web.api.incidents import no_incident
from groundswell.web.parts import Parts
from groundswell.web.problems import ProblemError, invalid
from groundswell.web.wire import RulingIn, RulingOut

_decode: Final = msgspec.json.Decoder(RulingIn).decode


@post(
    "/api/v1/desk/rulings",
    status_code=202,
    tags=["desk"],
    guards=[needs_token],
    security=TOKEN_SECURITY,
    responses=faults(
        "malformed", "unauthorized", "not-found", "too-slow", "too-large", "unsupported-media-type", "invalid"
    )
    | faults("unavailable"),
)
async def post_ruling(request: AnyRequest, parts: PartsHere) -> Response[RulingOut]:
    """Acknowledge, confirm, dismiss, merge, reopen or resolve an incident."""
    headers = headers_of(request)
    if media_type(headers) != "application/json":
        raise ProblemError("unsupported-media-type", "send Content-Type application/json")
    config = parts.config
    body = await bodies_of(request).read(
        request.receive, headers, config.body_bytes_max, config.body_seconds_max
    )
    said = _decode(body)
    await _check(said, parts)
    now = parts.clock.now()
    ruling = Ruling(said.act, said.incident, said.by, now, said.reason, said.into)
    sequence = await parts.journal.rule(ruling)
    return Response(RulingOut(sequence, said.act, said.incident, now), status_code=202)


async def _check(said: RulingIn, parts: Parts) -> None:
    incident = await parts.incidents.get(said.incident)
    if incident is None:
        raise no_incident(said.incident)
    if said.act is Act.REOPEN:
        for live in await parts.incidents.list(service=incident.service, states=ONGOING, limit=1):
            which = "it" if live.id == incident.id else f"{live.id}, of the same service,"
            raise invalid("act", f"cannot reopen it while {which} is on")
    if (said.act is Act.MERGE) != bool(said.into):
        raise invalid("into", "names the other incident of a merge, and only of a merge")
    if said.into and (said.into == said.incident or await parts.incidents.get(said.into) is None):
        raise invalid("into", "has to name another incident")
    for field, text in (("by", said.by), ("reason", said.reason)):
        if not all(letter.isprintable() or letter == "\n" for letter in text):
            raise invalid(field, "holds control characters")
